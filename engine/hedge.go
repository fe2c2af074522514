package engine

// hedge sends a second, equal request where the first has not answered in time, or at once where it fails. It takes the first success,
// and cancels the other; it fails when both have, with the later failure.
//
//	async def hedged(r):
//	    tasks = [create_task(fetch(r))]
//	    try:
//	        done, pending = await wait(tasks, timeout=hedge_after)
//	        if all([task.exception() for task in done]):
//	            tasks.append(create_task(fetch(r)))
//	            pending.add(tasks[1])
//	        while pending and all([task.exception() for task in done]):
//	            done, pending = await wait(pending, return_when=FIRST_COMPLETED)
//	        return the result of the first success in done, or of the last task in it
//	    finally:
//	        cancel the tasks that still run, and wait for them
func hedge(c *caller) ask {
	return func(first Request) coroutine { return c.loop.newFunction(hedgeOf(c, first)) }
}

func hedgeOf(c *caller, first Request) func(fn *function) (int, error) {
	return func(fn *function) (value int, err error) {
		tasks := []*task{c.createFetch(first)}
		defer func() {
			if cancelled := fn.cancelRest(tasks); cancelled != nil {
				value, err = 0, cancelled
			}
		}()
		done, err := fn.wait(tasks, AllCompleted, c.scenario.HedgeAfter)
		failed, err := allFailed(done, err)
		if failed {
			tasks = append(tasks, c.createFetch(c.requests[first.Index+1]))
		}
		for pending := running(tasks); failed && len(pending) > 0; pending = running(tasks) {
			done, err = fn.wait(pending, FirstCompleted, NoTimeout)
			failed, err = allFailed(done, err)
		}
		if err != nil {
			return 0, err
		}
		best := done[len(done)-1]
		if done[0].err == nil {
			best = done[0]
		}
		fn.task.index = best.index
		return best.value, best.err
	}
}

// allFailed asks each task that wait has found done for its exception, and reports whether all have one. One that was cancelled raises
// that.
func allFailed(done []*task, err error) (bool, error) {
	if err != nil {
		return false, err
	}
	all := true
	for _, t := range done {
		if t.retrieve(); t.wasCancelled() {
			return false, t.err
		}
		all = all && t.err != nil
	}
	return all, nil
}

// hedgedRequests is how many requests a hedged task may make.
func hedgedRequests(*Scenario) int { return 2 }
