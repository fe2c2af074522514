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
       | }$letGo
       | timeout := time.After($timeout)
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
        | }
        | for _, result := range results {
deliver | 	log("deliver", result)
        | }`)
}

func shieldInJavaScript(w *writer) {
	w.jsTasks("requests.map((r) => request(...r))")
	w.jsTry(jsGather)
}
