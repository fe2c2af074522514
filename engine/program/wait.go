package program

import "inflight/engine"

func init() { strategies["wait"] = sections{waitInPython, waitInGo, waitInJavaScript} }

// waitsAgain reports whether wait is called in a loop that may go round more than once.
func (f *facts) waitsAgain() bool { return f.Pending == engine.WaitAgain && f.returnsEarly }

func waitInPython(w *writer) {
	w.pythonTasks("fetch($session*request) for request in REQUESTS")
	options := textIf(w.ReturnWhen != engine.AllCompleted, ", return_when=asyncio."+string(w.ReturnWhen)) +
		textIf(w.Timeout != engine.NoTimeout, ", timeout="+w.pythonTime(w.Timeout))
	depth, waited := 0, "tasks"
	if w.waitsAgain() {
		depth, waited = 1, "pending"
		w.write(`
| pending = tasks
| while pending:`)
	}
	w.writeIndented(depth, func(w *writer) {
		w.write(`
await | done, pending = await asyncio.wait($waited$options)
wake  | log("wake", $wake)`, "$waited", waited, "$options", options)
		if w.cancelsPending() {
			w.write(`
       | for task in sorted(pending, key=tasks.index):
cancel |     task.cancel()
join   | await asyncio.gather(*pending, return_exceptions=True)`)
		}
		w.write(`| for task in sorted(done, key=tasks.index):`)
		if w.handles {
			w.write(`
        |     result = task.exception() or task.result()  # to ask for an exception does not raise it
deliver |     log("deliver", result)`)
			return
		}
		w.writeIndented(1, func(w *writer) { w.pythonReceive("", "task.result()") })
	})
}

func waitInGo(w *writer) {
	w.addHelper(goWait)
	w.goOutcomes()
	if w.waitsAgain() {
		w.write(`
      | pending := len(requests)
      | for pending > 0 {
await | 	done := wait(ended, pending)
      | 	pending -= len(done)
wake  | 	log("wake", len(done), pending)`)
		w.writeIndented(1, waitInGoDone)
		w.write(`| }`)
		return
	}
	w.write(`
await | done := wait(ended, len(requests))
wake  | log("wake", len(done), len(requests)-len(done))`)
	if w.cancelsPending() {
		w.write(`
cancel | cancel()
join   | running.Wait()`)
	}
	waitInGoDone(w)
}

func waitInGoDone(w *writer) {
	w.write(`| for _, o := range done {`)
	w.goReceive("o.result", "o.err")
	w.write(`| }`)
}

// goWait writes the function that does what asyncio.wait does.
func goWait(w *writer) {
	timed := w.Timeout != engine.NoTimeout
	w.write(`
|
| func wait(ended <-chan outcome, pending int) (done []outcome) {`)
	if timed {
		w.write(`| 	timeout := time.After($timeout)`)
	}
	w.write(`| 	for len(done) < pending {`)
	w.writeIndented(2, func(w *writer) {
		if !timed {
			w.write(`
| o := $takeEnded
| done = append(done, o)`)
			w.goReturnWhen()
			return
		}
		w.write(`
| select {
| case <-timeout:
| 	return done
| case o := <-ended:
| 	done = append(done, o)`)
		w.writeIndented(1, func(w *writer) { w.goReturnWhen() })
		w.write(`| }`)
	})
	w.write(`
| 	}
| 	return done
| }`)
}

// goReturnWhen writes the condition under which wait returns before all are done.
func (w *writer) goReturnWhen() {
	switch w.ReturnWhen {
	case engine.FirstException:
		w.write(`
| if o.err != nil {$drain
| 	return done
| }`)
	case engine.FirstCompleted:
		w.write(`
| if len(ended) == 0 { // no other has ended in the same moment
| 	return done
| }`)
	}
}

func waitInJavaScript(w *writer) {
	w.write(`
       | const settled = new Set(); // a promise does not tell whether it is
       | const tasks = requests.map((r) => {
create |   const task = request(...r);
       |   const settle = () => settled.add(task);
       |   task.then(settle, settle);
       |   return task;
       | });`)
	w.jsTry(func(w *writer) {
		depth := 0
		if w.waitsAgain() {
			depth = 1
			w.write(`
| let pending = tasks;
| while (pending.length > 0) {`)
		}
		w.writeIndented(depth, waitInJavaScriptOnce)
		if w.waitsAgain() {
			w.write(`| }`)
		}
	})
}

func waitInJavaScriptOnce(w *writer) {
	waited, pending := "tasks", "const pending = tasks"
	if w.waitsAgain() {
		waited, pending = "pending", "pending = pending"
	}
	promise := map[engine.ReturnWhen]string{
		engine.AllCompleted:   "Promise.allSettled(" + waited + ")",
		engine.FirstException: "Promise.all(" + waited + ").catch(() => {})",
		engine.FirstCompleted: "Promise.race(" + waited + ").catch(() => {})",
	}[w.ReturnWhen]
	if w.Timeout != engine.NoTimeout {
		promise = "orTimeout(" + promise + ")"
		w.addHelper(jsOrTimeout)
	}
	w.write(`
await | await $promise;
      | const done = $waited.filter((task) => settled.has(task));
      | $pending.filter((task) => !settled.has(task));
wake  | log("wake", done.length, pending.length);`, "$promise", promise, "$waited", waited, "$pending", pending)
	if w.cancelsPending() {
		w.write(`
cancel | stop.abort();
join   | await Promise.allSettled(pending);`)
	}
	w.write(`| for (const task of done) {`)
	w.writeIndented(1, func(w *writer) { w.jsReceive("", "task") })
	w.write(`| }`)
}

// jsOrTimeout writes the timeout of wait, which rejects nothing.
func jsOrTimeout(w *writer) {
	w.write(`
|
| function orTimeout(promise) {
|   return new Promise((resolve) => {
|     const timer = setTimeout(resolve, $timeout);
|     promise.then(() => {
|       clearTimeout(timer);
|       resolve();
|     });
|   });
| }`)
}
