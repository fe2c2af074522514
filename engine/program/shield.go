package program

func init() { strategies["shield"] = sections{shieldInPython, shieldInGo, shieldInJavaScript} }

func shieldInPython(w *writer) {
	w.pythonTasks("fetch($session*request) for request in REQUESTS")
	w.pythonGather("asyncio.shield(asyncio.gather(*tasks$exceptions))")
}

// shieldInGo gives the timeout to the wait alone: no task has a context that it reaches.
func shieldInGo(w *writer) {
	if !w.around {
		gatherInGo(w)
		return
	}
	w.write(`
       | results := make([]any, len(requests)) // answers and errors
       | errs := make(chan error, len(requests))
       | $alonefor i, r := range requests {
create | 	$spawn$turn
       | 		result, err := fetch$(r)
       | 		results[i] = result
       | 		if err != nil {
       | 			results[i] = err
       | 		}
       | 		errs <- err
       | 	$end$inLine
       | }$letGo`)
	w.goClock()
	if w.Blocking() {
		shieldInGoBlocking(w)
	} else {
		shieldInGoWaits(w)
	}
	w.write(`
        | for _, result := range results {
deliver | 	log("deliver", result)
        | }`)
}

func shieldInGoBlocking(w *writer) {
	if w.handlesAll() {
		w.write(`
      | for range requests {
await | 	if await(errs, timeout); timeout.Err() != nil {
      | 		return errors.New("timeout") // the requests run on
      | 	}
      | }`)
		return
	}
	w.write(`
      | for range requests {
await | 	err, _ := await(errs, timeout)
      | 	if timeout.Err() != nil {
      | 		return errors.New("timeout") // the requests run on
      | 	}
      | 	if err != nil {
      | 		return err
      | 	}
      | }`)
}

func shieldInGoWaits(w *writer) {
	w.write(`
       | for range requests {
       | 	select {
       | 	case <-timeout:
       | 		return errors.New("timeout") // the requests run on`)
	if w.handlesAll() {
		w.write(`await | 	case <-errs:`)
	} else {
		w.write(`
await  | 	case err := <-errs:
       | 		if err != nil {
       | 			return err
       | 		}`)
	}
	w.write(`
| 	}
| }`)
}

func shieldInJavaScript(w *writer) {
	w.jsTasks("requests.map((r) => request(...r))")
	w.jsTry(jsGather)
}
