package engine

// waitFor gives each task a time of its own: what has not finished then is cancelled, and counts as failed with a
// TimeoutError. It is asyncio.wait_for as Python has it from 3.12 on; 3.11's takes a few turns more to the same end.
//
//	async def limited(r):
//	    async with timeout(task_timeout): return await fetch(r)
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
}

func (l *limited) runIn(t *task) { l.task = t }

func (l *limited) resume(thrown *cancelledError) (awaitable, bool, int, error) {
	if !l.entered {
		if thrown != nil {
			return nil, true, 0, thrown
		}
		l.entered = true
		l.timeout.enter(l.task, l.caller.scenario.TaskTimeout)
	}
	wait, returned, value, err := l.inner.resume(thrown)
	if returned {
		err = l.timeout.exit(err)
	}
	return wait, returned, value, err
}
