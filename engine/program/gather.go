package program

func init() { strategies["gather"] = sections{gatherInPython, gatherInGo, gatherInJavaScript} }

func gatherInPython(w *writer) {
	w.pythonTasks("fetch($session*request) for request in REQUESTS")
	w.pythonGather("asyncio.gather(*tasks$exceptions)")
}

// pythonGather writes how all results are awaited at once.
func (w *writer) pythonGather(gather string) {
	w.write(`
await   | results = await `+gather+`
        | for result in results:
deliver |     log("deliver", result)`, "$exceptions", textIf(w.ReturnExceptions, ", return_exceptions=True"))
}

// gatherInGo is an errgroup where nothing fails. Its Wait would return a failure only when all have ended; gather
// does at once.
func gatherInGo(w *writer) {
	w.goTimeout()
	goGather(w)
}

// goGather runs $call for each of the tasks and delivers the results.
func goGather(w *writer) {
	switch {
	case w.ReturnExceptions:
		gatherInGoWithErrors(w)
	case w.errors:
		gatherInGoUntilFailure(w)
	default:
		w.write(`
       | var group errgroup.Group
       | results := make([]string, $count)
       | $alone$each {
create | 	group.Go(func() (err error) {$turn
       | 		results[i], err = $call
       | 		return err
       | 	})$inLine
       | }$letGo
await  | if err := group.Wait(); err != nil {
       | 	return err
       | }`)
		if w.blocks { // nothing was cancelled
			w.goTimeIsUp("ctx.Err() != nil")
		}
	}
	w.write(`
        | for _, result := range results {
deliver | 	log("deliver", result)
        | }`)
}

func gatherInGoWithErrors(w *writer) {
	w.write(`
       | var group sync.WaitGroup
       | results := make([]any, $count) // answers and errors
       | $alone$each {
create | 	group.Go(func() {$turn
       | 		result, err := $call
       | 		results[i] = result
       | 		if err != nil {
       | 			results[i] = err
       | 		}
       | 	})$inLine
       | }$letGo
await  | group.Wait()`)
	w.goTimeIsUp("ctx.Err() != nil")
}

// goTimeIsUp writes that the time around what has ended was up before.
func (w *writer) goTimeIsUp(condition string) {
	if w.around {
		w.write(`
| if $condition {
| 	return ctx.Err()
| }`, "$condition", condition)
	}
}

func gatherInGoUntilFailure(w *writer) {
	w.write(`
       | results := make([]string, $count)
       | errs := make(chan error, $count)
       | $alone$each {
create | 	$spawn$turn
       | 		var err error
       | 		results[i], err = $call
       | 		errs <- err
       | 	$end$inLine
       | }$letGo
       | for range results {
await  | 	if err := $takeErr; err != nil {
       | 		return err // at once, like gather; errgroup's Wait would first wait for the others
       | 	}
       | }`)
	if w.blocks {
		w.goTimeIsUp("ctx.Err() != nil")
	}
}

func gatherInJavaScript(w *writer) {
	w.jsTasks("requests.map((r) => request(...r))")
	w.jsTry(jsGather)
}

// jsGather writes how all results are awaited at once.
func jsGather(w *writer) {
	all := "Promise.all(tasks)"
	if w.ReturnExceptions {
		all = "Promise.allSettled(tasks)"
	}
	if w.abandons() {
		all = "Promise.race([" + all + ", timeout])"
	}
	w.write(`await | const results = await $all;`, "$all", all)
	if !w.ReturnExceptions {
		w.write(`
        | for (const result of results) {
deliver |   log("deliver", result);
        | }`)
		return
	}
	if w.around && !w.abandons() {
		w.write(`| if (stop.signal.aborted) throw stop.signal.reason;`)
	}
	w.write(`
        | for (const { value, reason } of results) {
deliver |   log("deliver", value ?? reason.message);
        | }`)
}
