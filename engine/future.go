package engine

import "slices"

// cancelledError is thrown into a coroutine whose cancellation was asked for, and is the result of an
// awaitable that was cancelled (asyncio.CancelledError). By says who asked.
type cancelledError struct{ By Cause }

func (e *cancelledError) Error() string { return "cancelled by " + string(e.By) }

// Nothing wraps errors within a run.
func isCancelled(err error) bool {
	_, is := err.(*cancelledError)
	return is
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
	loop        *loop
	done        bool
	unretrieved bool // it has an exception that nobody has asked for yet (Future.__log_traceback)
	value       int
	err         error
	first       callback   // most have no other
	more        []callback // behind it
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
	if f.first != nil {
		f.loop.callSoon(f.first, f)
	}
	for _, c := range f.more {
		f.loop.callSoon(c, f)
	}
	f.first, f.more = nil, nil
	return true
}

// retrieve takes note that somebody asked for the result of a future that is done (Future.result, Future.exception).
func (f *future) retrieve() { f.unretrieved = false }

// call gives the future its result: so a timer ends a sleep (futures._set_result_unless_cancelled).
func (f *future) call(*future) { f.finish(0, nil) }

// onDone schedules c for when the future is done; if it is, for the next turn of the loop
// (Future.add_done_callback).
func (f *future) onDone(c callback) {
	switch {
	case f.done:
		f.loop.callSoon(c, f)
	case f.first == nil && len(f.more) == 0:
		f.first = c
	default:
		f.more = append(f.more, c)
	}
}

// removeCallback forgets c (Future.remove_done_callback).
func (f *future) removeCallback(c callback) {
	if f.first == c {
		f.first = nil
	}
	f.more = slices.DeleteFunc(f.more, func(other callback) bool { return other == c })
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
