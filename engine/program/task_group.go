package program

func init() {
	strategies["task_group"] = sections{taskGroupInPython, taskGroupInGo, taskGroupInJavaScript}
}

func taskGroupInPython(w *writer) {
	w.write(`
await group | async with asyncio.TaskGroup() as group:
create      |     tasks = [group.create_task(fetch($session*request)) for request in REQUESTS]
            | for task in tasks:
deliver     |     log("deliver", task.result())`)
}

func taskGroupInGo(w *writer) {
	root := "$root"
	if w.around {
		w.goTimeout()
		root = "ctx"
	}
	if w.cancels {
		w.write(`group | group, ctx := errgroup.WithContext(` + root + `)`)
	} else {
		w.write(`| var group errgroup.Group`)
	}
	w.write(`
       | results := make([]string, len(requests))
       | $alonefor i, r := range requests {
create | 	group.Go(func() (err error) {$turn
       | 		results[i], err = fetch$(r)
       | 		return err
       | 	})$inLine
       | }$letGo
await  | if err := group.Wait(); err != nil {
       | 	return err$comment
       | }`, "$comment", textIf(w.fails, " // the first; a TaskGroup raises all of them together"))
	if w.blocks { // nothing was cancelled
		w.goTimeIsUp("ctx.Err() == context.DeadlineExceeded")
	}
	w.write(`
        | for _, result := range results {
deliver | 	log("deliver", result)
        | }`)
}

func taskGroupInJavaScript(w *writer) {
	w.jsTasks("requests.map((r) => request(...r))")
	if w.fails {
		w.write(`
      | // JavaScript has no TaskGroup: the first failure aborts the others, and is thrown once all have ended.
group | for (const task of tasks) task.catch((error) => stop.abort(error));`)
	}
	w.jsTry(func(w *writer) {
		if w.cancels {
			w.write(`
await   | const outcomes = await Promise.allSettled(tasks);
        | if (stop.signal.aborted) throw stop.signal.reason;
        | for (const { value } of outcomes) {
deliver |   log("deliver", value);
        | }`)
			return
		}
		w.write(`
await   | for (const result of await Promise.all(tasks)) {
deliver |   log("deliver", result);
        | }`)
	})
}
