package engine

import (
	"errors"
	"time"
)

// RequestError is what a task raises when its request goes wrong. Reason is as in a trace: "scheme", "refused",
// "reset", "status 503", "network: …".
type RequestError struct{ Reason string }

func (e *RequestError) Error() string { return e.Reason }

func isRequestError(err error) bool {
	var e *RequestError
	return errors.As(err, &e)
}

// exchange is one request under way in a world.
type exchange struct {
	over  *future // done when the request is; nil: after one pass of the loop
	err   *RequestError
	abort func()
	now   bool // over as soon as sent, without any wait

	// Of a request that is over:
	at     time.Duration // when; zero where that is the moment at which the loop heard of it
	status int
}

// step is where a fetch stands: what it does when it is resumed.
type step uint8

const (
	fresh step = iota
	sleeping
	queueing // for a connection of the session's pool
	flying
)

// fetch is the coroutine that makes one request. It is a state machine rather than a function, because a run may
// have ten thousand of them, and this one costs a tenth.
type fetch struct {
	loop    *loop
	session *session
	request Request

	step     step
	awaited  *future
	timer    *timer // of the delay
	exchange *exchange
}

func (f *fetch) resume(thrown *CancelledError) (awaitable, bool, int, error) {
	if thrown == nil && f.awaited != nil && f.awaited.cancelled() {
		thrown = f.awaited.err.(*CancelledError)
	}
	if thrown != nil {
		return nil, true, 0, f.cancelled(thrown)
	}
	switch f.step {
	case fresh:
		return f.start()
	case sleeping:
		return f.connect()
	case queueing:
		f.session.pool.granted(f.awaited)
		return f.send()
	default:
		return f.finish()
	}
}

// await leaves the coroutine at a step, to be resumed when w is done; nil is a bare yield.
func (f *fetch) await(s step, w *future) (awaitable, bool, int, error) {
	f.step, f.awaited = s, w
	if w == nil {
		return nil, false, 0, nil
	}
	return w, false, 0, nil
}

func (f *fetch) start() (awaitable, bool, int, error) {
	f.loop.record(Event{Kind: Start, Task: f.request.Index})
	if f.request.Delay == 0 {
		return f.connect()
	}
	f.awaited = f.loop.newFuture()
	f.timer = f.loop.callLater(f.request.Delay, f.awaited)
	return f.await(sleeping, f.awaited)
}

func (f *fetch) connect() (awaitable, bool, int, error) {
	if f.request.What == Scheme {
		return f.fail(&RequestError{string(Scheme)}, 0)
	}
	if w := f.session.pool.acquire(); w != nil {
		return f.await(queueing, w)
	}
	return f.send()
}

func (f *fetch) send() (awaitable, bool, int, error) {
	f.loop.record(Event{Kind: Send, Task: f.request.Index})
	f.exchange = f.loop.world.request(f.request)
	if f.exchange.now {
		return f.finish()
	}
	return f.await(flying, f.exchange.over)
}

func (f *fetch) finish() (awaitable, bool, int, error) {
	f.session.pool.release()
	x := f.exchange
	if x.err != nil {
		return f.fail(x.err, x.at)
	}
	if f.session.raiseForStatus && x.status >= 400 {
		return f.fail(statusError(x.status), x.at)
	}
	f.loop.recordAt(f.time(x.at), Event{Kind: Finish, Task: f.request.Index, Value: x.status})
	return nil, true, x.status, nil
}

func (f *fetch) fail(err *RequestError, at time.Duration) (awaitable, bool, int, error) {
	f.loop.recordAt(f.time(at), Event{Kind: Fail, Task: f.request.Index, Error: err.Reason})
	return nil, true, 0, err
}

// time dates an event: when it really happened, where that is known, else now.
func (f *fetch) time(at time.Duration) time.Duration {
	if at == 0 {
		return f.loop.world.now()
	}
	return at
}

// cancelled is what the coroutine's finally and except clauses do. A coroutine that was cancelled before its
// first step has none to run: Python never entered it.
func (f *fetch) cancelled(err *CancelledError) error {
	switch f.step {
	case fresh:
		return err
	case sleeping:
		f.timer.cancelled = true
	case queueing:
		f.session.pool.leave(f.awaited)
	case flying:
		f.exchange.abort()
		f.session.pool.release()
	}
	f.loop.record(Event{Kind: Cancel, Task: f.request.Index, By: err.By})
	return err
}
