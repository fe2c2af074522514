package program

func init() { strategies["race"] = sections{raceInPython, raceInGo, raceInJavaScript} }

func raceInPython(w *writer) {
	w.pythonTasks("fetch($session*request) for request in REQUESTS")
	w.write(`| winner, pending = None, tasks`)
	if w.errorRaises() {
		w.write(`| errors = []`)
	}
	w.write(`
| try:
|     while winner is None:`)
	if w.errorRaises() {
		w.write(`
|         if not pending:
|             raise ExceptionGroup("no request succeeded", errors)`)
	}
	w.write(`
await |         done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
wake  |         log("wake", $wake)`)
	if w.errorRaises() {
		w.write(`
|         for task in sorted(done, key=tasks.index):
|             if not task.exception():
|                 winner = task
|                 break
|             errors.append(task.exception())`)
	} else {
		w.write(`|         winner = next((task for task in sorted(done, key=tasks.index) if not task.exception()), None)`)
	}
	w.write(`
deliver |     log("deliver", winner.result())
        | finally:
        |     running = [task for task in tasks if not task.done()]
        |     for task in running:
cancel  |         task.cancel()
join    |     await asyncio.gather(*running, return_exceptions=True)`)
}

func raceInGo(w *writer) {
	w.goOutcomes()
	w.write(`| var errs []error`)
	if w.around {
		w.write(`| timeout := time.After($timeout)`)
	}
	w.write(`| for range requests {`)
	w.writeIndented(1, func(w *writer) {
		if !w.around {
			w.write(`await | o := $takeEnded`)
			raceInGoOutcome(w)
			return
		}
		w.write(`
      | select {
      | case <-timeout:
      | 	cancel()
      | 	running.Wait()
      | 	return errors.New("timeout")
await | case o := <-ended:`)
		w.writeIndented(1, raceInGoOutcome)
		w.write(`| }`)
	})
	w.write(`
| }
| return errors.Join(errs...)`)
}

func raceInGoOutcome(w *writer) {
	w.write(`
        | if o.err == nil {
deliver | 	log("deliver", o.result)
cancel  | 	cancel()
join    | 	running.Wait()
        | 	return nil
        | }
        | errs = append(errs, o.err)`)
}

func raceInJavaScript(w *writer) {
	w.jsTasks("requests.map((r) => request(...r))")
	w.jsTry(func(w *writer) {
		first := "Promise.any(tasks)"
		if w.around { // which aborts them all
			first += ".catch((error) => { throw stop.signal.reason ?? error; })"
		}
		w.write(`
await   | const result = await $first;
deliver | log("deliver", result);
cancel  | stop.abort();
join    | await Promise.allSettled(tasks);`, "$first", first)
	})
}
