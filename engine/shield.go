package engine

// shield keeps a cancellation of the caller away from the tasks: the caller leaves at the timeout, they run on.
//
//	results = await shield(gather(*(fetch(r) for r in requests), return_exceptions=…))
func shield(c *caller, requests []Request) error {
	tasks := c.createTasks(requests)
	s := &shielding{future{loop: c.loop}}
	c.loop.gather(tasks, c.scenario.ReturnExceptions).onDone(s)
	if _, err := c.await(s); err != nil {
		return err
	}
	for _, t := range tasks {
		c.deliver(t.index, t.value, t.err)
	}
	return nil
}

// shielding is the outer future of asyncio.shield, and its callback on the inner one. Cancelling it cancels nothing
// else.
type shielding struct{ future }

func (s *shielding) call(inner *future) { s.finish(inner.value, inner.err) }
