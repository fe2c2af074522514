package engine

// race takes the first success and cancels the rest. It raises only if every request fails.
//
//	while pending:
//	    done, pending = await wait(pending, return_when=FIRST_COMPLETED)
//	    a task in done succeeded → cancel the pending, return its result
//	raise ExceptionGroup("no request succeeded", errors)
func race(c *caller, requests []Request) error {
	var failed groupError
	for pending := c.createTasks(requests); len(pending) > 0; {
		done, rest, err := c.wait(pending, FirstCompleted, NoTimeout)
		if err != nil {
			return err
		}
		c.loop.record(Event{Kind: Wake, Task: NoTask, Done: len(done), Pending: len(rest)})
		for _, t := range done {
			t.retrieve()
			if t.err == nil {
				c.deliver(t.index, t.value, nil)
				return c.cancelAll(rest)
			}
			failed = append(failed, t.err)
		}
		pending = rest
	}
	return failed
}
