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
	return func(first Request) coroutine {
		return &hedged{wrapped: wrapped{caller: c, request: first}, ask: inner, span: span, after: w.Time}
	}
}

// hedged is that coroutine, a state machine as fetch is.
type hedged struct {
	wrapped
	ask   ask
	span  int // what is inside makes its requests so often
	after time.Duration

	both   [2]*task
	tasks  []*task    // those of them that there are
	wait   *waiting   // that it sleeps in; nil before
	ending *gathering // of those that were cancelled; nil before

	value int
	err   error
}

func (h *hedged) runIn(t *task) { h.task = t }

func (h *hedged) resume(thrown *cancelledError) (awaitable, bool, int, error) {
	switch {
	case h.ending != nil:
		if err := interruption(&h.ending.future, thrown); err != nil {
			return nil, true, 0, err
		}
		return nil, true, h.value, h.err
	case h.wait != nil:
		return h.goOn(interruption(&h.wait.current.future, thrown))
	case thrown != nil:
		return nil, true, 0, thrown
	}
	h.tasks = h.both[:0]
	h.create(0)
	return h.sleep(h.tasks, AllCompleted, h.after)
}

// create creates the first task or the second.
func (h *hedged) create(which int) {
	h.tasks = append(h.tasks, h.caller.createInner(h.caller.requests[h.request.Index+which*h.span*h.request.Links], h.ask))
}

// sleep begins to wait for tasks.
func (h *hedged) sleep(tasks []*task, returnWhen ReturnWhen, timeout time.Duration) (awaitable, bool, int, error) {
	h.wait = h.caller.loop.waiting(tasks, returnWhen)
	return h.wait.begin(timeout), false, 0, nil
}

// goOn is what follows a wait, which err ended or its tasks did.
func (h *hedged) goOn(err error) (awaitable, bool, int, error) {
	done, failed := h.wait.end(), false
	h.wait.leave()
	if err == nil && len(h.tasks) == 1 {
		if failed, err = allFailed(done); failed {
			h.create(1)
		}
	}
	if pending := running(h.tasks); err == nil && len(pending) > 0 {
		if failed, err = allFailed(done); failed {
			return h.sleep(pending, FirstCompleted, NoTimeout)
		}
	}
	if h.err = err; err == nil {
		best := firstSuccess(done)
		h.task.index, h.value, h.err = best.index, best.value, best.err
	}
	return h.finally()
}

// finally cancels the tasks that still run, and waits for them.
func (h *hedged) finally() (awaitable, bool, int, error) {
	if rest := running(h.tasks); len(rest) > 0 {
		h.ending = h.caller.loop.cancelAll(rest)
		return h.ending, false, 0, nil
	}
	return nil, true, h.value, h.err
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
func allFailed(done []*task) (bool, error) {
	all := true
	for _, t := range done {
		if t.retrieve(); t.wasCancelled() {
			return false, t.err
		}
		all = all && t.err != nil
	}
	return all, nil
}
