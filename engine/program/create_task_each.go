package program

func init() {
	strategies["create_task_each"] = sections{createTaskEachInPython, createTaskEachInGo, createTaskEachInJavaScript}
}

func createTaskEachInPython(w *writer) {
	w.write(`
       | for request in REQUESTS:
create |     task = asyncio.create_task(fetch($session*request))`)
	w.writeIndented(1, func(w *writer) { w.pythonReceive("await", "await task") })
}

func createTaskEachInGo(w *writer) {
	w.addHelper(goOutcome)
	w.goTimeout()
	w.write(`
       | for _, r := range requests {
       | 	task := make(chan outcome)
create | 	go func() {$turn
       | 		result, err := fetch$(r)
       | 		task <- outcome{result, err}
       | 	}()
await  | 	o := $takeTask`)
	w.goReceive("o.result", "o.err")
	w.write(`| }`)
}

func createTaskEachInJavaScript(w *writer) {
	w.jsTry(func(w *writer) {
		w.write(`
       | for (const r of requests) {
create |   const task = request(...r);`)
		w.writeIndented(1, func(w *writer) { w.jsReceive("await", "task") })
		w.write(`| }`)
	})
}
