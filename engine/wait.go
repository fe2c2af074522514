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
	s, w := c.scenario, c.loop.waiting(c.createTasks(requests), c.scenario.ReturnWhen)
	defer w.leave()
	for w.pending > 0 {
		done, err := w.wait(c.function, s.Timeout)
		if err != nil {
			return err
		}
		c.loop.record(Event{Kind: Wake, Task: NoTask, Done: len(done), Pending: w.pending})
		if s.Pending == CancelPending {
			w.leave()
			if _, err := c.await(c.loop.cancelAll(w.rest())); err != nil {
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

// cancelAll cancels the tasks that still run. What it returns is done when they have ended.
func (l *loop) cancelAll(tasks []*task) *gathering {
	for _, t := range tasks {
		t.cancel(ByCaller)
	}
	return l.gather(tasks, true)
}

// running are those of the tasks that are not done.
func running(tasks []*task) (rest []*task) {
	for _, t := range tasks {
		if !t.done {
			rest = append(rest, t)
		}
	}
	return rest
}

// waiting is asyncio.wait, called again and again for the tasks that are still pending. CPython registers its callback on each of them
// at every call, and takes it back when the call returns, which many tasks that end one by one make quadratic. Here each task is
// watched once, and what would be different is kept: of which call a callback is, and who is done when a call returns.
type waiting struct {
	loop       *loop
	watches    []watch
	returnWhen ReturnWhen
	pending    int     // tasks that no call has returned as done yet
	ended      []int   // those that are done, of which the call does not know yet
	current    *waiter // the call that the caller is in, or was in last

	first waiter // its memory: a hedge waits for one task or two, thousands of times
	few   [2]watch
	done  [2]int
}

// watch is the callback on one task.
type watch struct {
	waiting    *waiting
	task       *task
	place      int     // among those that are watched
	returnedBy *waiter // the call that returned the task as done; nil while it is pending
}

// waiter is what one call of asyncio.wait sleeps on (asyncio.tasks._wait).
type waiter struct {
	future
	left       int
	returnWhen ReturnWhen
	timer      timer
}

// waiting watches tasks, none of which is done. Its lists are in their order, where Python has sets.
func (l *loop) waiting(tasks []*task, returnWhen ReturnWhen) *waiting {
	w := &waiting{loop: l, returnWhen: returnWhen, pending: len(tasks)}
	if w.watches, w.ended = w.few[:0], w.done[:0]; len(tasks) > len(w.few) {
		w.watches = make([]watch, 0, len(tasks))
	}
	for i, t := range tasks {
		w.watches = append(w.watches, watch{waiting: w, task: t, place: i})
		t.watch = &w.watches[i]
		t.onDone(t.watch)
	}
	return w
}

// begin is one call, with those that are pending, until it sleeps.
func (w *waiting) begin(timeout time.Duration) *waiter {
	if w.current == nil {
		w.current = &w.first
	} else {
		w.current = new(waiter)
	}
	w.current.loop, w.current.left, w.current.returnWhen = w.loop, w.pending, w.returnWhen
	if timeout != NoTimeout {
		w.loop.setTimer(&w.current.timer, timeout, &w.current.future)
	}
	return w.current
}

// end is how it goes on when it wakes: it returns who of them is done.
func (w *waiting) end() (done []*task) {
	w.current.timer.cancelled = true
	slices.Sort(w.ended)
	done = make([]*task, 0, len(w.ended))
	for _, i := range w.ended {
		w.watches[i].returnedBy = w.current
		done = append(done, w.watches[i].task)
	}
	w.pending -= len(done)
	w.ended = w.ended[:0]
	return done
}

// wait is one call, in a function.
func (w *waiting) wait(fn *function, timeout time.Duration) (done []*task, err error) {
	_, err = fn.await(w.begin(timeout))
	return w.end(), err
}

// leave takes the callbacks back from the tasks that are pending: there are no more calls.
func (w *waiting) leave() {
	for i := range w.watches {
		if t := w.watches[i].task; w.watches[i].returnedBy == nil {
			t.watch = nil
			t.removeCallback(&w.watches[i])
		}
	}
}

// rest lists the tasks that are pending.
func (w *waiting) rest() []*task {
	rest := make([]*task, 0, w.pending)
	for i := range w.watches {
		if w.watches[i].returnedBy == nil {
			rest = append(rest, w.watches[i].task)
		}
	}
	return rest
}

// ended is called when the task is done, before its callbacks are.
func (w *watch) ended() { w.waiting.ended = append(w.waiting.ended, w.place) }

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
	w.timer.cancelled = true
	w.finish(0, nil)
}
