package program

func init() {
	strategies["create_task"] = sections{createTaskInPython, createTaskInGo, createTaskInJavaScript}
}

func createTaskInPython(w *writer) {
	w.pythonTasks("fetch($session*request) for request in REQUESTS")
	w.write(`| for task in tasks:`)
	w.writeIndented(1, func(w *writer) { w.pythonReceive("await", "await task") })
}

// createTaskInGo has one channel for each task, as errgroup and WaitGroup know no single one.
func createTaskInGo(w *writer) {
	if w.around {
		createTaskInGoInTime(w)
		return
	}
	w.goStart()
	w.write(`
      | for _, task := range tasks {
await | 	o := $takeTask`)
	w.goReceive("o.result", "o.err")
	w.write(`| }`)
}

// goStart writes the start of all requests, each with a channel for its outcome.
func (w *writer) goStart() {
	w.addHelper(goOutcome)
	w.write(`
       | tasks := make([]chan outcome, len(requests))
       | $alonefor i, r := range requests {
       | 	tasks[i] = make(chan outcome, 1)
create | 	$spawn$turn
       | 		result, err := fetch$(r)
       | 		tasks[i] <- outcome{result, err}
       | 	$end$inLine
       | }$letGo`)
}

// goOutcome writes the type of what a channel carries.
func goOutcome(w *writer) {
	w.write(`
|
| type outcome struct {
| 	result string
| 	err    error
| }`)
}

// createTaskInGoInTime is the same under a timeout. asyncio.timeout cancels what is awaited, which is one task; so each
// has a context of its own.
func createTaskInGoInTime(w *writer) {
	w.write(`
       | type task struct {
       | 	result string
       | 	err    error
       | 	cancel context.CancelFunc
       | 	done   chan struct{}
       | }
       | var tasks []*task
       | $alonefor _, r := range requests {
       | 	ctx, cancel := context.WithCancel($root)
       | 	t := &task{cancel: cancel, done: make(chan struct{})}
       | 	tasks = append(tasks, t)
create | 	$spawn$turn
       | 		t.result, t.err = fetch(ctx, r)
       | 		close(t.done)
       | 	$end$inLine
       | }$letGo
       | timeout := time.After($timeout)
       | for _, t := range tasks {
       | 	select {
await  | 	case <-t.done:
       | 	case <-timeout:
timeout| 		t.cancel() // asyncio.timeout cancels what is awaited; the other tasks run on
       | 		<-t.done
       | 		return errors.New("timeout")
       | 	}`)
	w.goReceive("t.result", "t.err")
	w.write(`| }`)
}

func createTaskInJavaScript(w *writer) {
	if w.around {
		createTaskInJavaScriptInTime(w)
		return
	}
	w.jsTasks("requests.map((r) => request(...r))")
	if w.fails {
		w.write(`| for (const task of tasks) task.catch(() => {}); // node would end at a failure that nobody awaits yet`)
	}
	w.jsTry(func(w *writer) {
		w.write(`| for (const task of tasks) {`)
		w.writeIndented(1, func(w *writer) { w.jsReceive("await", "task") })
		w.write(`| }`)
	})
}

func createTaskInJavaScriptInTime(w *writer) {
	w.write(`
       | const tasks = requests.map((r) => {
       |   const stop = new AbortController();
create |   const result = request(stop.signal, ...r);
       |   result.catch(() => {}); // node would end at a failure that nobody awaits yet
       |   return { stop, result };
       | });
       | let awaited; // asyncio.timeout cancels what is awaited; the other tasks run on
timeout| const timer = setTimeout(() => awaited.stop.abort(new Error("timeout")), $timeout);`)
	w.jsTry(func(w *writer) {
		w.write(`
| for (const task of tasks) {
|   awaited = task;`)
		w.writeIndented(1, func(w *writer) { w.jsReceive("await", "task.result") })
		w.write(`| }`)
	})
}
