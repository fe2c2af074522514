package engine

// shield keeps a cancellation of the caller away from the tasks: the caller leaves at the timeout, they run on. As a
// strategy it is one shield around all that is collected.
//
//	results = await shield(gather(*(fetch(r) for r in requests), return_exceptions=…))
func shield(c *caller, collected *gathering) awaitable {
	s := &shielding{future{loop: c.loop}}
	collected.onDone(s)
	s.onDone(callbackFunc(func(*future) { // _outer_done_callback
		if !collected.done {
			collected.removeCallback(s)
			collected.abandoned, c.abandoned = true, collected
		}
	}))
	return s
}

// shielding is the outer future of asyncio.shield, and its callback on the inner one. Cancelling it cancels nothing
// else.
type shielding struct{ future }

// call passes the inner one's result on (_inner_done_callback).
func (s *shielding) call(inner *future) {
	inner.retrieve()
	s.finish(inner.value, inner.err)
}

// shieldAround keeps a cancellation of who waits away from what is inside, which is a task of its own and runs on.
//
//	async def sheltered(r): return await shield(fetch(r))
func shieldAround(c *caller, _ Wrap, _ int, inner ask) ask {
	return func(r Request) coroutine { return &sheltered{wrapped: wrapped{caller: c, request: r}, ask: inner} }
}

// sheltered is that coroutine.
type sheltered struct {
	wrapped
	ask   ask
	own   *task
	outer *shielding
}

func (s *sheltered) runIn(t *task) { s.task = t }

func (s *sheltered) resume(thrown *cancelledError) (awaitable, bool, int, error) {
	switch {
	case s.own == nil && thrown != nil:
		return nil, true, 0, thrown
	case s.own == nil:
		s.own = s.caller.createInner(s.request, s.ask)
		s.outer = &shielding{future{loop: s.caller.loop}}
		s.own.onDone(s.outer)
		s.outer.onDone(callbackFunc(func(*future) { // _outer_done_callback
			if !s.own.done {
				s.own.removeCallback(s.outer)
			}
		}))
		return s.outer, false, 0, nil
	}
	s.task.index = s.own.index
	if err := interruption(&s.outer.future, thrown); err != nil {
		return nil, true, 0, err
	}
	return nil, true, s.outer.value, nil
}
