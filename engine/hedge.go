package engine

import "slices"

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
//	results = await gather(*(hedged(r) for r in requests), return_exceptions=…)
func hedge(c *caller, requests []Request) error {
	var tasks []*task
	for pair := range slices.Chunk(requests, 2) {
		tasks = append(tasks, c.start(pair[0].Index, c.loop.newFunction(func(fn *function) (int, error) {
			return c.hedged(fn, pair[0], pair[1])
		})))
	}
	return c.gather(tasks)
}

func (c *caller) hedged(fn *function, first, second Request) (value int, err error) {
	tasks := []*task{c.createTask(first)}
	defer func() {
		if cancelled := fn.cancelAll(tasks); cancelled != nil {
			value, err = 0, cancelled
		}
	}()
	done, _, err := fn.wait(tasks, AllCompleted, c.scenario.HedgeAfter)
	if err == nil && len(done) == 0 {
		tasks = append(tasks, c.createTask(second))
		done, _, err = fn.wait(tasks, FirstCompleted, NoTimeout)
	}
	if err != nil {
		return 0, err
	}
	fn.task.index = done[0].index
	return done[0].value, done[0].err
}
