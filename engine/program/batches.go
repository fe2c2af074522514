package program

import "strconv"

func init() { strategies["batches"] = sections{batchesInPython, batchesInGo, batchesInJavaScript} }

func batchesInPython(w *writer) {
	w.write(`| for first in range(0, len(REQUESTS), $size):`, "$size", strconv.Itoa(w.Batch))
	w.writeIndented(1, func(w *writer) {
		w.pythonTasks("fetch($session*request) for request in REQUESTS[first : first + " + strconv.Itoa(w.Batch) + "]")
		w.pythonGather("asyncio.gather(*tasks$exceptions)")
	})
}

func batchesInGo(w *writer) {
	w.set("$each", "for i, r := range batch", "$count", "len(batch)")
	w.goTimeout()
	w.write(`| for batch := range slices.Chunk(requests, $size) {`, "$size", strconv.Itoa(w.Batch))
	w.writeIndented(1, goGather)
	w.write(`| }`)
}

func batchesInJavaScript(w *writer) {
	w.write(`| let tasks;`)
	w.jsTry(func(w *writer) {
		w.write(`
       | for (let first = 0; first < requests.length; first += $size) {
create |   tasks = requests.slice(first, first + $size).map((r) => request(...r));`, "$size", strconv.Itoa(w.Batch))
		w.writeIndented(1, jsGather)
		w.write(`| }`)
	})
}
