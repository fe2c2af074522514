package engine

import (
	"slices"
	"time"
)

// wait learns which tasks are done and which are pending, as return_when says. It raises nothing and cancels
// nothing by itself, not at its timeout either: an exception comes out when the caller asks a done task for its
// result.
//
//	while pending:
//	    done, pending = await wait(pending, return_when=…, timeout=…)
//
// A caller that is to cancel the pending does so before it asks for results, whose exceptions would keep it from that.
func wait(c *caller, requests []Request) error {
	s, w := c.scenario, c.waiting(c.createTasks(requests), c.scenario.ReturnWhen)
	defer w.leave()
	for w.pending > 0 {
		done, err := w.wait(s.Timeout)
		if err != nil {
			return err
		}
		c.loop.record(Event{Kind: Wake, Task: NoTask, Done: len(done), Pending: w.pending})
		if s.Pending == CancelPending {
			if err := c.cancelAll(w.leave()); err != nil {
				return err
			}
		}
		for _, t := range done {
			t.retrieve()
			if err := c.receiveResult(t.index, t.value, t.err); err != nil {
				return err
			}
		}
		if s.Pending != WaitAgain {
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

// cancelRest is cancelAll of those of the tasks that still run.
func (fn *function) cancelRest(tasks []*task) error { return fn.cancelAll(running(tasks)) }

// running are those of the tasks that are not done.
func running(tasks []*task) []*task {
	return slices.DeleteFunc(slices.Clone(tasks), func(t *task) bool { return t.done })
}

// waiting is asyncio.wait, called again and again for the tasks that are still pending. CPython registers its callback on each of them
// at every call, and takes it back when the call returns, which many tasks that end one by one make quadratic. Here each task is
// watched once, and what would be different is kept: of which call a callback is, and who is done when a call returns.
type waiting struct {
	fn         *function
	watches    []watch
	returnWhen ReturnWhen
	pending    int     // tasks that no call has returned as done yet
	ended      []int   // those that are done, of which the call does not know yet
	current    *waiter // the call that the caller is in, or was in last
}

// watch is the callback on one task.
type watch struct {
	waiting    *waiting
	task       *task
	returnedBy *waiter // the call that returned the task as done; nil while it is pending
}

// waiter is what one call of asyncio.wait sleeps on (asyncio.tasks._wait).
type waiter struct {
	future
	left       int
	returnWhen ReturnWhen
	timer      *timer
}

// waiting watches tasks, none of which is done. Its lists are in their order, where Python has sets.
func (fn *function) waiting(tasks []*task, returnWhen ReturnWhen) *waiting {
	w := &waiting{fn: fn, watches: make([]watch, len(tasks)), returnWhen: returnWhen, pending: len(tasks)}
	for i, t := range tasks {
		w.watches[i] = watch{waiting: w, task: t}
		t.ended = func() { w.ended = append(w.ended, i) }
		t.onDone(&w.watches[i])
	}
	return w
}

// wait is one call, with those that are pending. It returns who of them is done.
func (w *waiting) wait(timeout time.Duration) (done []*task, err error) {
	w.current = &waiter{future: future{loop: w.fn.loop}, left: w.pending, returnWhen: w.returnWhen}
	if timeout != NoTimeout {
		w.current.timer = w.fn.loop.callLater(timeout, &w.current.future)
	}
	_, err = w.fn.await(w.current)
	w.current.stopTimer()
	slices.Sort(w.ended)
	for _, i := range w.ended {
		w.watches[i].returnedBy = w.current
		done = append(done, w.watches[i].task)
	}
	w.pending -= len(done)
	w.ended = w.ended[:0]
	return done, err
}

// wait is asyncio.wait, called once.
func (fn *function) wait(tasks []*task, returnWhen ReturnWhen, timeout time.Duration) (done []*task, err error) {
	w := fn.waiting(tasks, returnWhen)
	defer w.leave()
	return w.wait(timeout)
}

// leave takes the callbacks back from the tasks that are pending, and lists them: there are no more calls.
func (w *waiting) leave() []*task {
	rest := make([]*task, 0, w.pending)
	for i := range w.watches {
		if t := w.watches[i].task; w.watches[i].returnedBy == nil {
			rest = append(rest, t)
			t.ended = nil
			t.removeCallback(&w.watches[i])
		}
	}
	return rest
}

// call tells of the task's end whichever call had it among those that were pending then.
func (w *watch) call(t *future) {
	if w.returnedBy != nil {
		w.returnedBy.note(t)
		return
	}
	w.waiting.current.note(t)
}

// note takes note that a task is done (_on_completion). To see whether it failed is to ask for its exception.
func (w *waiter) note(t *future) {
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
