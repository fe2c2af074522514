package engine

// race takes the first success and cancels the rest, as it does when it is itself cancelled. It raises only if every request fails.
//
//	try:
//	    while pending:
//	        done, pending = await wait(pending, return_when=FIRST_COMPLETED)
//	        a task in done succeeded → return its result
//	finally:
//	    cancel the tasks that still run, and wait for them
//	raise ExceptionGroup("no request succeeded", errors)
func race(c *caller, requests []Request) (err error) {
	tasks := c.createTasks(requests)
	defer func() {
		if _, cancelled := c.await(c.loop.cancelAll(running(tasks))); cancelled != nil {
			err = cancelled
		}
	}()
	var failed groupError
	w := c.loop.waiting(tasks, FirstCompleted)
	defer w.leave()
	for w.pending > 0 {
		done, err := w.wait(c.function, NoTimeout)
		if err != nil {
			return err
		}
		c.loop.record(Event{Kind: Wake, Task: NoTask, Done: len(done), Pending: w.pending})
		for _, t := range done {
			if t.retrieve(); t.err == nil {
				c.deliver(t.index, t.value, nil)
				return nil
			}
			failed = append(failed, t.err)
		}
	}
	return failed
}
