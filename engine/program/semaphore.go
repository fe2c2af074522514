package program

import "strconv"

func init() {
	strategies["semaphore"] = sections{semaphoreInPython, semaphoreInGo, semaphoreInJavaScript}
}

func semaphoreInPython(w *writer) {
	w.write(`| places = asyncio.Semaphore($size)`, "$size", strconv.Itoa(w.Concurrency))
	w.pythonTasks("limited(places, $session*request) for request in REQUESTS")
	w.pythonGather("asyncio.gather(*tasks$exceptions)")
	w.addHelper(func(w *writer) {
		w.write(`
|
|
| async def limited(places, $session$key, *rest):
|     async with places:
|         return await fetch($session$key, *rest)`)
	})
}

// semaphoreInGo has workers that take the tasks from a queue: waiting for a semaphore, goroutines would come in any order.
func semaphoreInGo(w *writer) {
	w.goTimeout()
	w.write(`
       | queue := make(chan int, len(requests)) // the tasks that have not started, in order
       | for i := range requests {
       | 	queue <- i
       | }
       | close(queue)
       | results := make([]any, len(requests)) // answers and errors
       | errs := make(chan error, len(requests))
       | $alonefor range $size {
create | 	$spawn$turn
       | 		for i := range queue {`, "$size", strconv.Itoa(w.Concurrency))
	if w.cancels && !w.blocks { // which cancels nobody
		w.write(`
| 			if ctx.Err() != nil {
| 				return
| 			}`)
	}
	w.write(`
       | 			result, err := $fetch
       | 			results[i] = result
       | 			if err != nil {
       | 				results[i] = err
       | 			}
       | 			errs <- err
       | 		}
       | 	$end$inLine
       | }$letGo
       | for range requests {`, "$fetch", w.goCall("fetch", "requests[i]"))
	w.writeIndented(1, semaphoreInGoReceive)
	w.write(`
        | }
        | for _, result := range results {
deliver | 	log("deliver", result)
        | }`)
}

func semaphoreInGoReceive(w *writer) {
	if w.handlesAll() {
		w.write(`await | $takeErr`)
	} else {
		w.write(`await | err := $takeErr`)
	}
	if w.around {
		w.write(`
| if ctx.Err() != nil {
| 	running.Wait()
| 	return ctx.Err()
| }`)
	}
	if !w.handlesAll() {
		w.write(`
| if err != nil {
| 	return err
| }`)
	}
}

func semaphoreInJavaScript(w *writer) {
	w.jsTasks("requests.map((r) => limited(...r))")
	w.jsTry(jsGather)
	w.addHelper(func(w *writer) {
		w.write(`|`)
		w.jsPool("places", "waiting", "enter", "leave", w.Concurrency, false)
		w.write(`
| async function limited(...r) {
|   await enter();
|   try {`)
		if w.cancels {
			w.write(`|     stop.signal.throwIfAborted();`)
		}
		w.write(`
|     return await request(...r);
|   } finally {
|     leave();
|   }
| }`)
	})
}
