package engine

// taskGroup runs all at once and leaves nobody behind: when one fails, the others are cancelled, and once
// all have ended the failures are raised together.
//
//	async with TaskGroup() as group:
//	    tasks = [group.create_task(fetch(r)) for r in requests]
func taskGroup(c *caller, requests []Request) error {
	g := &group{caller: c, tasks: c.createTasks(requests), unfinished: len(requests)}
	for _, t := range g.tasks {
		t.onDone(g)
	}
	if err := g.exit(); err != nil {
		return err
	}
	for _, t := range g.tasks {
		c.deliver(t.index, t.value, nil)
	}
	return nil
}

// group is asyncio.TaskGroup, as far as a body that awaits nothing needs it.
type group struct {
	caller     *caller
	tasks      []*task
	unfinished int
	completed  *future // what exit waits for
	aborting   bool
	errors     groupError
}

// exit waits until every task has ended (TaskGroup.__aexit__). Failures of tasks have priority over a
// cancellation from outside.
func (g *group) exit() error {
	var cancelled *cancelledError
	for g.unfinished > 0 {
		g.completed = g.caller.loop.newFuture()
		_, err := g.caller.await(g.completed)
		thrown, ok := err.(*cancelledError)
		if err != nil && !ok {
			return err
		}
		if thrown != nil && !g.aborting {
			cancelled = thrown
			g.abort(thrown.By)
		}
	}
	switch {
	case len(g.errors) > 0:
		return g.errors
	case cancelled != nil:
		return cancelled
	}
	return nil
}

// abort cancels, in their order, the tasks that still run (TaskGroup._abort).
func (g *group) abort(by Cause) {
	g.aborting = true
	for _, t := range g.tasks {
		t.cancel(by)
	}
}

// call takes note that a task is done (TaskGroup._on_task_done). The first failure also cancels the caller, which
// must not go on with the body; exit takes that cancellation back by not raising it.
func (g *group) call(t *future) {
	g.unfinished--
	t.retrieve()
	if g.unfinished == 0 && g.completed != nil {
		g.completed.finish(0, nil)
	}
	if t.err == nil || t.wasCancelled() {
		return
	}
	g.errors = append(g.errors, t.err)
	if !g.aborting {
		g.abort(ByGroup)
		g.caller.task.cancel(ByGroup)
	}
}
