package engine

// waitFor gives each task a time of its own: what has not finished then is cancelled, and counts as failed with a
// TimeoutError. It is asyncio.wait_for as Python has it from 3.12 on; 3.11's takes a few turns more to the same end.
//
//	async def limited(r):
//	    async with timeout(task_timeout): return await fetch(r)
//
// With no time at all it starts nothing: the request's coroutine becomes a task, and is cancelled before its first step.
func waitFor(c *caller) ask {
	return func(r Request) coroutine { return &limited{caller: c, inner: c.fetch(r)} }
}

// limited is that coroutine. As fetch it is a state machine, because a run may have ten thousand of them.
type limited struct {
	caller  *caller
	task    *task
	inner   coroutine
	timeout timeout
	entered bool
	refused *future // that the request's task has ended, where there was no time for it; else nil
}

func (l *limited) runIn(t *task) { l.task = t }

func (l *limited) resume(thrown *cancelledError) (awaitable, bool, int, error) {
	if !l.entered {
		if thrown != nil {
			return nil, true, 0, thrown
		}
		l.entered = true
		if l.caller.scenario.TaskTimeout <= 0 {
			l.refuse()
			return l.refused, false, 0, nil
		}
		l.timeout.enter(l.task, l.caller.scenario.TaskTimeout)
	}
	if l.refused != nil {
		if thrown != nil {
			return nil, true, 0, thrown
		}
		return nil, true, 0, ErrTimeout
	}
	wait, returned, value, err := l.inner.resume(thrown)
	if returned {
		err = l.timeout.exit(err)
	}
	return wait, returned, value, err
}

// refuse is what wait_for does with a coroutine that it has no time for (tasks._cancel_and_wait).
func (l *limited) refuse() {
	t := l.caller.loop.newTask(l.task.index, l.inner)
	l.refused = l.caller.loop.newFuture()
	t.onDone(callbackFunc(func(*future) { l.refused.finish(0, nil) }))
	t.cancel(ByTimeout)
}
