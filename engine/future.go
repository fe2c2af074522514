package engine

import (
	"errors"
	"slices"
)

// cancelledError is thrown into a coroutine whose cancellation was asked for, and is the result of an
// awaitable that was cancelled (asyncio.CancelledError). By says who asked.
type cancelledError struct{ By Cause }

func (e *cancelledError) Error() string { return "cancelled by " + string(e.By) }

func isCancelled(err error) bool {
	var c *cancelledError
	return errors.As(err, &c)
}

// callback is what the loop can call: back with the future that it was registered on, or with nil.
// Callbacks are compared when they are removed, so those that are removed have to be pointers.
type callback interface{ call(f *future) }

// callbackFunc is a function as a callback; it is never removed.
type callbackFunc func(*future)

func (fn callbackFunc) call(f *future) { fn(f) }

// awaitable is what a coroutine can wait for: a future, a task, or a gather of them.
type awaitable interface {
	// base is the future that is done when the awaitable is.
	base() *future
	// cancel asks for cancellation. It reports whether there was still something to cancel.
	cancel(by Cause) bool
}

// future is asyncio.Future: a result that is not there yet. It is done when it has a result, an
// exception (err) or was cancelled (err is a cancelledError).
type future struct {
	loop      *loop
	done      bool
	value     int
	err       error
	callbacks []callback

	unretrieved bool // it has an exception that nobody has asked for yet (Future.__log_traceback)
}

func (f *future) base() *future { return f }

// wasCancelled reports whether the future ended by cancellation (Future.cancelled).
func (f *future) wasCancelled() bool {
	return f.done && isCancelled(f.err)
}

func (f *future) cancel(by Cause) bool {
	return f.finish(0, &cancelledError{by})
}

// finish gives the future its result, unless it has one, and schedules its callbacks
// (Future.__schedule_callbacks). It reports whether it did.
func (f *future) finish(value int, err error) bool {
	if f.done {
		return false
	}
	f.done, f.value, f.err, f.unretrieved = true, value, err, err != nil && !isCancelled(err)
	for _, c := range f.callbacks {
		f.loop.callSoon(c, f)
	}
	f.callbacks = nil
	return true
}

// retrieve takes note that somebody asked for the result of a future that is done (Future.result, Future.exception).
func (f *future) retrieve() { f.unretrieved = false }

// call gives the future its result: so a timer ends a sleep (futures._set_result_unless_cancelled).
func (f *future) call(*future) { f.finish(0, nil) }

// onDone schedules c for when the future is done; if it is, for the next turn of the loop
// (Future.add_done_callback).
func (f *future) onDone(c callback) {
	f.loop.callbacks++
	if f.done {
		f.loop.callSoon(c, f)
		return
	}
	f.callbacks = append(f.callbacks, c)
}

// removeCallback forgets c (Future.remove_done_callback). Most often c came last.
func (f *future) removeCallback(c callback) {
	if last := len(f.callbacks) - 1; last >= 0 && f.callbacks[last] == c {
		f.callbacks = f.callbacks[:last]
		return
	}
	f.callbacks = slices.DeleteFunc(f.callbacks, func(other callback) bool { return other == c })
}

// without takes a future out of those in a line, if it is there. The first goes most often, and without moving the rest.
func without(line []*future, f *future) []*future {
	switch i := slices.Index(line, f); {
	case i == 0:
		return line[1:]
	case i > 0:
		return slices.Delete(line, i, i+1)
	}
	return line
}
