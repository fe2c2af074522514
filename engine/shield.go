package engine

// shield keeps a cancellation of the caller away from the tasks: the caller leaves at the timeout, they run on. It is one
// shield around all that is collected, and not yet one around each request, as other wrappers are.
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
