package engine

import "time"

// wait learns which tasks are done and which are pending, as return_when says. It raises nothing and cancels
// nothing by itself, not at its timeout either: an exception comes out when the caller asks a done task for its
// result.
//
//	while pending:
//	    done, pending = await wait(pending, return_when=…, timeout=…)
//
// A caller that is to cancel the pending does so before it asks for results, whose exceptions would keep it from that.
func wait(c *caller, requests []Request) error {
	s, pending := c.scenario, c.createTasks(requests)
	for len(pending) > 0 {
		done, rest, err := c.wait(pending, s.ReturnWhen, s.Timeout)
		if err != nil {
			return err
		}
		c.loop.record(Event{Kind: Wake, Task: NoTask, Done: len(done), Pending: len(rest)})
		if s.Pending == CancelPending {
			if err := c.cancelAll(rest); err != nil {
				return err
			}
		}
		for _, t := range done {
			t.retrieve()
			if err := c.receiveResult(t.index, t.value, t.err); err != nil {
				return err
			}
		}
		if pending = rest; s.Pending != WaitAgain {
			break
		}
	}
	return nil
}

// cancelAll cancels the tasks that still run and waits until they have ended.
func (fn *function) cancelAll(tasks []*task) error {
	for _, t := range tasks {
		t.cancel(ByCaller)
	}
	_, err := fn.await(fn.loop.gather(tasks, true))
	return err
}

// waiter is what asyncio.wait sleeps on, and its callback on the tasks (asyncio.tasks._wait).
type waiter struct {
	future
	left       int
	returnWhen ReturnWhen
	timer      *timer
}

// wait is asyncio.wait. Its lists are in the order of the tasks, where Python has sets.
func (fn *function) wait(tasks []*task, returnWhen ReturnWhen, timeout time.Duration) (done, pending []*task, err error) {
	w := &waiter{future: future{loop: fn.loop}, left: len(tasks), returnWhen: returnWhen}
	if timeout != NoTimeout {
		w.timer = fn.loop.callLater(timeout, &w.future)
	}
	for _, t := range tasks {
		t.onDone(w)
	}
	_, err = fn.await(w)
	w.stopTimer()
	pending = make([]*task, 0, len(tasks))
	for _, t := range tasks {
		if t.done {
			done = append(done, t)
		} else {
			t.removeCallback(w)
			pending = append(pending, t)
		}
	}
	return done, pending, err
}

// call takes note that a task is done (_on_completion). To see whether it failed is to ask for its exception.
func (w *waiter) call(t *future) {
	if w.left--; w.left > 0 && w.returnWhen == FirstException {
		t.retrieve()
	}
	failed := t.err != nil && !t.wasCancelled()
	if w.left > 0 && w.returnWhen != FirstCompleted && !(w.returnWhen == FirstException && failed) {
		return
	}
	w.stopTimer()
	w.finish(0, nil)
}

func (w *waiter) stopTimer() {
	if w.timer != nil {
		w.timer.cancelled = true
	}
}
