package engine

// timeoutAround gives what is inside a time of its own: what has not finished then is cancelled, and counts as failed with a
// TimeoutError. With 0 it starts, and is cancelled at its first wait.
//
//	async def limited(r):
//	    async with timeout(seconds): return await fetch(r)
func timeoutAround(c *caller, w Wrap, _ int, inner ask) ask {
	return func(r Request) coroutine { return &limited{wrapped: c.wrapped(r, inner), wrap: w} }
}

// waitForAround is asyncio.wait_for as Python has it from 3.12 on; 3.11's takes a few turns more, mostly to the same end: where the loop
// stood still until the time was up, it still gives a result that is there. With 0 it never starts what is inside.
func waitForAround(c *caller, w Wrap, span int, inner ask) ask {
	if w.Time > 0 {
		return timeoutAround(c, w, span, inner)
	}
	return func(r Request) coroutine { return &refused{wrapped: c.wrapped(r, inner)} }
}

// limited is the coroutine. As fetch it is a state machine, because a run may have ten thousand of them.
type limited struct {
	wrapped
	wrap    Wrap
	timeout timeout
	entered bool
}

func (l *limited) resume(thrown *cancelledError) (awaitable, bool, int, error) {
	if !l.entered {
		if thrown != nil {
			return nil, true, 0, thrown
		}
		l.entered = true
		l.timeout.enter(l.task, l.wrap.Time)
	}
	wait, returned, value, err := l.inner.resume(thrown)
	if returned {
		err = l.timeout.exit(err)
	}
	return wait, returned, value, err
}

// refused is asyncio.wait_for with no time at all: it makes a task, cancels it before its first step, and waits until it has ended.
type refused struct {
	wrapped
	waiter *future
}

func (f *refused) resume(thrown *cancelledError) (awaitable, bool, int, error) {
	switch {
	case f.waiter == nil && thrown != nil:
		return nil, true, 0, thrown
	case f.waiter == nil:
		f.waiter = f.caller.loop.newFuture()
		never := f.caller.loop.newTask(f.request.Index, f.inner)
		never.onDone(f.waiter)
		never.cancel(ByTimeout)
		return f.waiter, false, 0, nil
	}
	if err := interruption(f.waiter, thrown); err != nil {
		return nil, true, 0, f.giveUp(err)
	}
	f.giveUp(&cancelledError{ByTimeout})
	return nil, true, 0, ErrTimeout
}
