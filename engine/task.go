package engine

import (
	"errors"
	"iter"
	"time"
)

// errGivenUp unwinds the body of a function whose run was given up.
var errGivenUp = errors.New("given up")

// coroutine is what a task drives from one await to the next.
type coroutine interface {
	// resume runs the coroutine to its next await and returns what it waits for, or that it has returned,
	// with its result. Waiting for nil is a bare yield: one pass of the loop (asyncio.sleep(0)). If thrown is not
	// nil, it is raised at the await where the coroutine stands.
	resume(thrown *cancelledError) (wait awaitable, returned bool, value int, err error)
}

// task is asyncio.Task: a coroutine that the loop runs, and the future of its result.
type task struct {
	future
	index      int // of the request that it makes, or NoTask for the caller
	coroutine  coroutine
	waiting    awaitable       // what the coroutine waits for (_fut_waiter)
	mustCancel *cancelledError // to be thrown at the next step (_must_cancel)
	cancelling int             // cancellations asked for and not taken back (Task.cancelling)
	watch      *watch          // of who hears of its end before its callbacks are called; nil if nobody does
}

// newTask wraps a coroutine; its first step comes in the loop's next turn (asyncio.create_task).
func (l *loop) newTask(index int, c coroutine) *task {
	t := l.tasks.next()
	t.loop, t.index, t.coroutine = l, index, c
	if c, ok := c.(interface{ runIn(*task) }); ok {
		c.runIn(t)
	}
	l.callSoon(t, nil)
	return t
}

// cancel asks for the cancellation of what the task waits for, or else has CancelledError thrown at the
// task's next step (Task.cancel).
func (t *task) cancel(by Cause) bool {
	if t.done {
		return false
	}
	t.cancelling++
	if t.waiting != nil && t.waiting.cancel(by) {
		return true
	}
	t.mustCancel = &cancelledError{by} // who asks last is who is named
	return true
}

// uncancel takes one request for cancellation back and returns how many are left (Task.uncancel).
func (t *task) uncancel() int {
	t.cancelling = max(0, t.cancelling-1)
	return t.cancelling
}

// call makes one step (Task.__step and __wakeup). A CancelledError that an awaited future already has takes
// precedence over one that is to be thrown.
func (t *task) call(awaited *future) {
	thrown := t.mustCancel
	if awaited != nil {
		awaited.retrieve()
	}
	if awaited != nil && awaited.wasCancelled() {
		thrown = nil
	}
	t.mustCancel, t.waiting = nil, nil
	wait, returned, value, err := t.coroutine.resume(thrown)
	switch {
	case returned:
		if t.finish(value, err); t.watch != nil {
			t.watch.ended()
		}
	case wait == nil:
		t.loop.callSoon(t, nil)
	default:
		t.waiting = wait
		wait.base().onDone(t)
		if t.mustCancel != nil && wait.cancel(t.mustCancel.By) { // somebody cancelled it while it ran
			t.mustCancel = nil
		}
	}
}

// interruption is what is raised at an await that ends: a cancellation that was thrown in, or that of what was awaited. Awaited may
// be nil.
func interruption(awaited *future, thrown *cancelledError) error {
	switch {
	case thrown != nil:
		return thrown
	case awaited != nil:
		return awaited.err
	}
	return nil
}

// function is a coroutine written as a plain Go function that calls await.
type function struct {
	loop    *loop
	task    *task // that runs it
	next    func() (awaitable, bool)
	stop    func()
	yield   func(awaitable) bool
	started bool
	thrown  *cancelledError
	value   int
	err     error
}

// newFunction makes a coroutine of body. iter.Pull switches directly between the loop and the body, without
// the scheduler, natively and in the browser.
func (l *loop) newFunction(body func(fn *function) (int, error)) *function {
	fn := &function{loop: l}
	fn.next, fn.stop = iter.Pull(func(yield func(awaitable) bool) {
		fn.yield = yield
		fn.value, fn.err = body(fn)
	})
	l.functions = append(l.functions, fn)
	return fn
}

func (fn *function) runIn(t *task) { fn.task = t }

// resume never enters the body of a coroutine that was cancelled before its first step, as Python does not.
func (fn *function) resume(thrown *cancelledError) (awaitable, bool, int, error) {
	if thrown != nil && !fn.started {
		return nil, true, 0, thrown
	}
	fn.started, fn.thrown = true, thrown
	wait, running := fn.next()
	return wait, !running, fn.value, fn.err
}

// await is Python's await, within the body. It does not yield for what is already done.
func (fn *function) await(a awaitable) (int, error) {
	if !a.base().done {
		if err := fn.pause(a); err != nil {
			return 0, err
		}
	}
	a.base().retrieve()
	return a.base().value, a.base().err
}

// pause yields to the loop until a is done, or for one pass of the loop if a is nil. It returns what the
// loop threw in.
func (fn *function) pause(a awaitable) error {
	if !fn.yield(a) {
		return errGivenUp
	}
	if thrown := fn.thrown; thrown != nil {
		return thrown
	}
	return nil
}

// awaitCoroutine runs a coroutine in place, without a task: await fetch(r).
func (fn *function) awaitCoroutine(c coroutine) (int, error) {
	var thrown *cancelledError
	for {
		wait, returned, value, err := c.resume(thrown)
		if returned {
			return value, err
		}
		err = fn.pause(wait)
		if err == errGivenUp {
			return 0, err
		}
		thrown, _ = err.(*cancelledError)
	}
}

// ErrTimeout is asyncio's TimeoutError.
var ErrTimeout = errors.New("timeout")

// timeout is async with asyncio.timeout(delay): body.
func (fn *function) timeout(delay time.Duration, body func() error) error {
	var t timeout
	t.enter(fn.task, delay)
	return t.exit(body())
}

// timeout is asyncio.Timeout, and the callback of its timer.
type timeout struct {
	task    *task
	before  int // cancellations of the task that were asked for earlier
	expired bool
	timer   timer
}

// enter is __aenter__. A time that is over already is one pass of the loop.
func (t *timeout) enter(in *task, delay time.Duration) {
	t.task, t.before = in, in.cancelling
	if delay > 0 {
		in.loop.setTimer(&t.timer, delay, t)
		return
	}
	t.timer.callback = t
	in.loop.callSoon(&t.timer, nil)
}

func (t *timeout) call(*future) {
	t.expired = true
	t.task.cancel(ByTimeout)
}

// exit is __aexit__: what becomes of the body's error. A cancellation becomes a TimeoutError only if nobody else asked for one meanwhile.
func (t *timeout) exit(err error) error {
	t.timer.cancelled = true
	if t.expired && t.task.uncancel() <= t.before && isCancelled(err) {
		return ErrTimeout
	}
	return err
}
