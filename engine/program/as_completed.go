package program

func init() {
	strategies["as_completed"] = sections{asCompletedInPython, asCompletedInGo, asCompletedInJavaScript}
}

func asCompletedInPython(w *writer) {
	w.pythonTasks("fetch($session*request) for request in REQUESTS")
	w.write(`| for future in asyncio.as_completed(tasks$options):`,
		"$options", textIf(w.hasTimeout(), ", timeout="+w.pythonTime(w.Timeout)))
	w.writeIndented(1, func(w *writer) { w.pythonReceive("await", "await future") })
}

func asCompletedInGo(w *writer) {
	w.goOutcomes()
	if !w.hasTimeout() {
		w.write(`
      | for range requests {
await | 	o := $takeEnded`)
		w.goReceive("o.result", "o.err")
		w.write(`| }`)
		return
	}
	w.write(`
      | timeout := time.After($timeout)
      | for range requests {
      | 	select {
      | 	case <-timeout:
      | 		return errors.New("timeout")
await | 	case o := <-ended:`)
	w.writeIndented(1, func(w *writer) { w.goReceive("o.result", "o.err") })
	w.write(`
| 	}
| }`)
}

// goOutcomes writes the start of all requests, with one channel for the outcomes of all.
func (w *writer) goOutcomes() {
	w.addHelper(goOutcome)
	w.write(`
       | ended := make(chan outcome, len(requests))
       | $alonefor _, r := range requests {
create | 	$spawn$turn
       | 		result, err := fetch$(r)
       | 		ended <- outcome{result, err}
       | 	$end$inLine
       | }$letGo`)
}

func asCompletedInJavaScript(w *writer) {
	w.jsTasks("requests.map((r) => request(...r))")
	w.write(`
| const left = new Set(); // JavaScript has no as_completed: race those that are left, again and again
| for (const task of tasks) {
|   const ended = task.then((result) => ({ ended, result }), (error) => ({ ended, error }));
|   left.add(ended);
| }`)
	w.jsTry(func(w *writer) {
		w.write(`
      | while (left.size > 0) {
await |   const { ended, result$error } = await Promise.race([$late...left]);
      |   left.delete(ended);`, "$late", textIf(w.hasTimeout(), "timeout, "), "$error", textIf(w.fails, ", error"))
		switch {
		case w.handles:
			w.write(`deliver |   log("deliver", error ? error.message : result);`)
		case w.fails:
			w.write(`
        |   if (error) throw error;
deliver |   log("deliver", result);`)
		default:
			w.write(`deliver |   log("deliver", result);`)
		}
		w.write(`| }`)
	})
}
