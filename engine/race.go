package engine

// race takes the first success and cancels the rest. It raises only if every request fails.
//
//	while pending:
//	    done, pending = await wait(pending, return_when=FIRST_COMPLETED)
//	    a task in done succeeded → cancel the pending, return its result
//	raise ExceptionGroup("no request succeeded", errors)
func race(c *caller, requests []Request) error {
	var failed groupError
	w := c.waiting(c.createTasks(requests), FirstCompleted)
	defer w.leave()
	for w.pending > 0 {
		done, err := w.wait(NoTimeout)
		if err != nil {
			return err
		}
		c.loop.record(Event{Kind: Wake, Task: NoTask, Done: len(done), Pending: w.pending})
		for _, t := range done {
			t.retrieve()
			if t.err == nil {
				c.deliver(t.index, t.value, nil)
				return c.cancelAll(w.leave())
			}
			failed = append(failed, t.err)
		}
	}
	return failed
}
