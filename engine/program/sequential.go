package program

func init() {
	strategies["sequential"] = sections{sequentialInPython, sequentialInGo, sequentialInJavaScript}
}

func sequentialInPython(w *writer) {
	w.write(`| for request in REQUESTS:`)
	w.writeIndented(1, func(w *writer) { w.pythonReceive("await", "await fetch($session*request)") })
}

func sequentialInGo(w *writer) {
	if w.blocks {
		w.write(`
| loop <- struct{}{}
| defer func() { <-loop }()`)
	}
	w.goTimeout()
	w.write(`
| for _, r := range requests {
await | 	result, err := fetch$(r)`)
	w.goReceive("result", "err")
	w.write(`| }`)
}

func sequentialInJavaScript(w *writer) {
	w.jsTry(func(w *writer) {
		w.write(`| for (const r of requests) {`)
		w.writeIndented(1, func(w *writer) { w.jsReceive("await", "request(...r)") })
		w.write(`| }`)
	})
}
