package program

import (
	"fmt"
	"strings"
)

func init() { strategies["wait_for"] = sections{waitForInPython, waitForInGo, waitForInJavaScript} }

func waitForInPython(w *writer) {
	w.pythonTasks("limited($session*request) for request in REQUESTS")
	w.pythonGather("asyncio.gather(*tasks$exceptions)")
	w.addHelper(func(w *writer) {
		w.write(`
        |
        |
        | async def limited($session$key, *rest):
        |     # what asyncio.wait_for does from Python 3.12 on; its TimeoutError gets the request's name
        |     try:
timeout |         async with asyncio.timeout($each):
        |             return await fetch($session$key, *rest)
        |     except TimeoutError as cause:
        |         raise RequestError($named) from cause`, "$each", w.pythonTime(w.TaskTimeout))
	})
}

func waitForInGo(w *writer) {
	w.set("$call", w.goCall("limited", "r"))
	gatherInGo(w)
	w.addHelper(func(w *writer) {
		w.write(`
        |
        | func limited(ctx context.Context, r request) (string, error) {
timeout | 	ctx, cancel := context.WithTimeout(ctx, $each)
        | 	defer cancel()
        | 	return fetch(ctx, r)
        | }`, "$each", strings.ReplaceAll(goDuration(w.TaskTimeout), " ", ""))
	})
}

func waitForInJavaScript(w *writer) {
	w.jsTasks("requests.map((r) => limited(...r))")
	w.jsTry(jsGather)
	w.addHelper(func(w *writer) {
		signal := fmt.Sprintf("AbortSignal.timeout(%s)", milliseconds(w.TaskTimeout))
		if w.stops() {
			signal = "AbortSignal.any([stop.signal, " + signal + "])"
		}
		w.write(`
        |
        | function limited(...r) {
timeout |   return request($within, ...r);
        | }`, "$within", signal)
	})
}
