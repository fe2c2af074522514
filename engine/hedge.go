package engine

// hedge sends a second, equal request where the first has not answered in time, takes whichever answers first,
// and cancels the other.
//
//	async def hedged(r):
//	    tasks = [create_task(fetch(r))]
//	    try:
//	        done, _ = await wait(tasks, timeout=hedge_after)
//	        if not done:
//	            tasks.append(create_task(fetch(r)))
//	            done, _ = await wait(tasks, return_when=FIRST_COMPLETED)
//	        return the first of done
//	    finally:
//	        cancel the tasks that still run, and wait for them
func hedge(c *caller) ask {
	return func(first Request) coroutine { return c.loop.newFunction(hedgeOf(c, first)) }
}

func hedgeOf(c *caller, first Request) func(fn *function) (int, error) {
	return func(fn *function) (value int, err error) {
		tasks := []*task{c.createFetch(first)}
		defer func() {
			if cancelled := fn.cancelAll(tasks); cancelled != nil {
				value, err = 0, cancelled
			}
		}()
		done, err := fn.wait(tasks, AllCompleted, c.scenario.HedgeAfter)
		if err == nil && len(done) == 0 {
			tasks = append(tasks, c.createFetch(c.requests[first.Index+1]))
			done, err = fn.wait(tasks, FirstCompleted, NoTimeout)
		}
		if err != nil {
			return 0, err
		}
		fn.task.index = done[0].index
		return done[0].value, done[0].err
	}
}

// hedgedRequests is how many requests a hedged task may make.
func hedgedRequests(*Scenario) int { return 2 }
