package engine

import "time"

// hedgeAround sends a second, equal request where the first has not answered in time, or at once where it fails. It takes the first
// success, and cancels the other; it fails when both have, with the later failure.
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
func hedgeAround(c *caller, w Wrap, span int, inner ask) ask {
	return func(first Request) coroutine { return c.loop.newFunction(hedgeOf(c, w.Time, span, inner, first)) }
}

func hedgeOf(c *caller, after time.Duration, span int, inner ask, first Request) func(fn *function) (int, error) {
	return func(fn *function) (value int, err error) {
		tasks := []*task{c.createInner(first, inner)}
		defer func() {
			if cancelled := fn.cancelRest(tasks); cancelled != nil {
				value, err = 0, cancelled
			}
		}()
		done, err := fn.wait(tasks, AllCompleted, after)
		failed, err := allFailed(done, err)
		if failed {
			tasks = append(tasks, c.createInner(c.requests[first.Index+span], inner))
		}
		for pending := running(tasks); err == nil && len(pending) > 0; pending = running(tasks) {
			if failed, err = allFailed(done, nil); !failed {
				break
			}
			done, err = fn.wait(pending, FirstCompleted, NoTimeout)
		}
		if err != nil {
			return 0, err
		}
		best := firstSuccess(done)
		fn.task.index = best.index
		return best.value, best.err
	}
}

// firstSuccess is the first of the tasks that has not failed, or else the last one. Those behind it are not asked for their exceptions.
func firstSuccess(done []*task) *task {
	for _, t := range done {
		if t.retrieve(); t.err == nil || t.wasCancelled() {
			return t
		}
	}
	return done[len(done)-1]
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
