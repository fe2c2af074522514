package engine

// waitFor gives each task a time of its own: what has not finished then is cancelled, and counts as failed with a
// TimeoutError. It is asyncio.wait_for as Python has it from 3.12 on; 3.11's takes a few turns more to the same end.
//
//	async def limited(r):
//	    async with timeout(task_timeout): return await fetch(r)
func waitFor(c *caller) ask {
	return func(fn *function, r Request) (value int, err error) {
		err = fn.timeout(c.scenario.TaskTimeout, func() (err error) {
			value, err = fn.awaitCoroutine(c.fetch(r))
			return err
		})
		return value, err
	}
}
