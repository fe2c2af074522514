package program

import "strconv"

func init() { strategies["workers"] = sections{workersInPython, workersInGo, workersInJavaScript} }

// workersInPython fills the queue first, so that an empty one is the end: get_nowait will do, and nobody needs a sentinel, join or
// shutdown.
func workersInPython(w *writer) {
	item, name := "request", "request[0]"
	if w.wraps() {
		item, name = "i", "REQUESTS[i][0]"
	}
	w.write(`
     | queue = asyncio.Queue()
     | for request in REQUESTS:
     |     queue.put_nowait($item)
     |
     | async def worker(number):
     |     while not queue.empty():  # nothing is awaited from here to the next line, so it stays true
take |         $item = queue.get_nowait()
     |         $told`, "$item", item, "$told", w.reworded(w.pythonTaken(name)))
	w.writeIndented(2, func(w *writer) { w.pythonReceive("", "await fetch($session*request)") })
	w.write(`
       |
create | tasks = [asyncio.create_task(worker(number + 1)) for number in range($workers)]
await  | await asyncio.gather(*tasks)`, "$workers", strconv.Itoa(w.Workers))
}

// pythonTaken logs which worker took a task.
func (w *writer) pythonTaken(name string) string {
	if w.virtual {
		return `log("take", {"task": ` + name + `, "worker": number})`
	}
	return `log("take", ` + name + `, f"by worker {number}")`
}

// workersInGo has a channel for the queue: to range over it is to take one after another until it is closed and empty.
func workersInGo(w *writer) {
	w.goTimeout()
	item, name := "request", "r.name"
	if w.wraps() {
		item, name = "int", "requests[r].name"
	}
	words := w.words
	w.set("$workers", strconv.Itoa(w.Workers), "$item", item, "$name", name, "$result", textIf(w.goRaises(), " error"))
	defer func() { w.words = words }()
	w.write(`
     | queue := make(chan $item, len(requests))
     | for _, r := range requests {
     | 	queue <- r
     | }
     | close(queue)
     | worker := func(number int)$result {$work
     | 	for r := range queue {
take | 		log("take", $name, "by worker", number)
     | 		result, err := $call`)
	w.writeIndented(1, func(w *writer) { w.goReceive("result", "err") })
	w.write(`
| 	}$end
| }`, "$end", textIf(w.goRaises(), "\n| 	return nil"))
	switch {
	case !w.goRaises():
		w.write(`
       | var group sync.WaitGroup
       | $alonefor number := range $workers {
create | 	group.Go(func() { worker(number + 1) })$inLine
       | }$letGo
await  | group.Wait()`)
	case w.leaves:
		w.write(`
       | errs := make(chan error, $workers)
       | $alonefor number := range $workers {
create | 	$spawn
       | 		errs <- worker(number + 1)
       | 	$end$inLine
       | }$letGo
       | for range $workers {
await  | 	if err := $takeErr; err != nil {
       | 		return err // at once, like gather; errgroup's Wait would first wait for the other workers
       | 	}
       | }`)
	default:
		w.write(`
       | var group errgroup.Group
       | $alonefor number := range $workers {
create | 	group.Go(func() error { return worker(number + 1) })$inLine
       | }$letGo
await  | if err := group.Wait(); err != nil {
       | 	return err
       | }`)
	}
	if w.blocks {
		w.goTimeIsUp("ctx.Err() != nil")
	}
}

func workersInJavaScript(w *writer) {
	name := "r[0]"
	if w.wraps() {
		name = "requests[r][0]"
	}
	w.write(`
     | const queue = requests.slice(); // the tasks that nobody has taken yet
     | async function worker(number) {
     |   while (queue.length > 0) {
     |     const r = queue.shift();
take |     log("take", $name, 'by worker ${number}');`, "$name", name)
	w.writeIndented(2, func(w *writer) { w.jsReceive("", "request(...r)") })
	w.write(`
       |   }
       | }
create | const tasks = Array.from({ length: $workers }, (_, i) => worker(i + 1));`, "$workers", strconv.Itoa(w.Workers))
	w.jsTry(func(w *writer) { w.write(`await | await Promise.all(tasks);`) })
}
