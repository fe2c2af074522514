package engine

import (
	"fmt"
	"time"
)

// RequestError is what a task raises when its request goes wrong. Reason is as in a trace: the name of an [Outcome], "closed",
// "status 503", "network: …".
type RequestError struct {
	Reason string
	After  time.Duration // the server's Retry-After; 0 if it does not say
}

func (e *RequestError) Error() string { return e.Reason }

// failure is what a request raises that goes wrong as it is asked to.
func (r Request) failure() *RequestError { return &RequestError{Reason: string(r.What)} }

func isRequestError(err error) bool {
	_, is := err.(*RequestError)
	return is
}

// exchange is something under way in a world: a request, the body of its answer, a connection that opens.
type exchange struct {
	over  *future // done when the exchange is; nil: after one pass of the loop
	err   *RequestError
	timer *timer           // that ends it, in the simulated world
	drop  func()           // ends it early, in a live one; nil if there is nothing to be done
	tells bool             // of a live one: it says what happens to it meanwhile, to …
	told  func(Kind)       // … whoever wants to know; nil if nobody does
	now   bool             // over as soon as it begins, without any wait
	body  func() *exchange // of a request: begins the answer's body; nil if it is part of this one, or there is none

	// Of an exchange that is over:
	at     time.Duration // when; zero where that is the moment at which the loop heard of it
	status int           // of the answer, or a message's length
	after  time.Duration // its Retry-After
}

// abort ends it early.
func (x *exchange) abort() {
	if x.timer != nil {
		x.timer.cancelled = true
	}
	if x.drop != nil {
		x.drop()
	}
}

// step is where a fetch stands: what it does when it is resumed.
type step uint8

const (
	fresh step = iota
	sleeping
	queueing // for a place in the session's pool
	opening  // a connection
	flying
	arriving  // the answer's body, or a socket's message
	hangingUp // a socket
)

// fetch is the coroutine that makes one request. It is a state machine rather than a function, because a run may
// have ten thousand of them, and this one costs a tenth.
type fetch struct {
	loop    *loop
	session *session // nil: it opens one of its own, …
	own     *caller  // … as this one says; else nil
	request *Request
	task    *task   // that runs it
	clocks  *clocks // nil: it has all the time of the world

	step       step
	awaited    *future
	timer      *timer      // of the delay
	placed     bool        // it has a place in the pool
	connection *connection // nil: it has none (yet)
	sent       time.Duration
	exchange   *exchange
}

func (f *fetch) runIn(t *task) { f.task = t }

func (f *fetch) resume(thrown *cancelledError) (awaitable, bool, int, error) {
	if thrown == nil && f.awaited != nil && f.awaited.wasCancelled() {
		thrown = f.awaited.err.(*cancelledError)
	}
	if thrown != nil {
		return f.cancelled(thrown)
	}
	switch f.step {
	case fresh:
		return f.start()
	case sleeping:
		return f.enter()
	case queueing:
		f.session.pool.leave(f.request.Host, f.awaited, false)
		return f.connect(true)
	case opening:
		return f.useConnection()
	case flying:
		return f.takeAnswer()
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

// awaitStep awaits an exchange, or goes on at once with the step behind it.
func (f *fetch) awaitStep(s step, x *exchange, next func() (awaitable, bool, int, error)) (awaitable, bool, int, error) {
	f.exchange = x
	if f.step = s; x.now {
		return next()
	}
	return f.await(s, x.over)
}

func (f *fetch) record(e Event) {
	e.Task = f.request.Index
	f.loop.record(e)
}

func (f *fetch) start() (awaitable, bool, int, error) {
	f.record(Event{Kind: Start})
	if f.request.Delay == 0 {
		return f.enter()
	}
	f.awaited = f.loop.newFuture()
	f.timer = f.loop.callLater(f.request.Delay, f.awaited)
	return f.await(sleeping, f.awaited)
}

// enter opens the request's own session, if it is to have one, and asks for a place in the pool.
func (f *fetch) enter() (awaitable, bool, int, error) {
	if f.request.Sleeps {
		f.record(Event{Kind: Finish})
		return nil, true, 0, nil
	}
	f.step = fresh // it has nothing of the session's yet
	if f.own != nil {
		f.session = f.own.newSession()
		f.record(Event{Kind: Enter})
	}
	switch {
	case f.session.closed:
		return f.fail(ErrClosed, 0)
	case f.request.What.Strikes() == BeforeConnecting:
		return f.fail(f.request.failure(), 0)
	}
	if f.session.users != nil {
		f.session.users[f.request.Index] = f
	}
	if f.session.times != nil {
		f.clocks = &clocks{ClientTimeout: f.session.times}
		f.clocks.begin(f)
	}
	return f.connect(false)
}

// ErrClosed is what a request raises whose session was closed.
var ErrClosed = &RequestError{Reason: "closed"}

// connect takes an idle connection, or opens one if there is room, or waits, for the first time or again. Where nothing listens there
// is none to be had.
func (f *fetch) connect(again bool) (awaitable, bool, int, error) {
	pool, host := &f.session.pool, f.request.Host
	if !again || pool.room(host) {
		if f.connection = pool.takeIdle(host); f.connection != nil {
			f.placed = true
			return f.send()
		}
	}
	if !again {
		f.clocks.seekConnection()
	}
	if !pool.room(host) {
		return f.await(queueing, pool.wait(host, again))
	}
	pool.occupy(host)
	f.placed = true
	if f.request.What.Strikes() == WhileConnecting || pool.down() {
		return f.send()
	}
	if f.connection = f.session.open(); f.session.connect > 0 && f.connection.number > 0 {
		f.record(Event{Kind: Connect, Connection: f.connection.number})
	}
	f.clocks.dial()
	return f.awaitStep(opening, f.loop.world.connect(f.session.connect), f.useConnection)
}

// useConnection sends the request on the connection that has opened, unless the session was closed meanwhile.
func (f *fetch) useConnection() (awaitable, bool, int, error) {
	if f.session.closed {
		return f.failUnconnected(ErrClosed, 0)
	}
	if f.session.pool.down() { // meanwhile
		f.connection = nil
	}
	return f.send()
}

func (f *fetch) send() (awaitable, bool, int, error) {
	e := Event{Kind: Send}
	if f.connection != nil {
		e.Connection = f.connection.number
	}
	f.record(e)
	f.sent = f.loop.world.now()
	f.clocks.connected()
	f.clocks.listen()
	x := f.loop.world.request(*f.request)
	f.clocks.follow(x)
	return f.awaitStep(flying, x, f.takeAnswer)
}

// takeAnswer goes on once the answer's headers are there; in a live run all of the answer is.
func (f *fetch) takeAnswer() (awaitable, bool, int, error) {
	if x := f.exchange; x.err == nil && x.body != nil && !f.session.closed && !f.silent() {
		f.clocks.hear()
		f.record(Event{Kind: Body})
		return f.awaitStep(arriving, x.body(), f.finish)
	}
	return f.finish()
}

func (f *fetch) finish() (awaitable, bool, int, error) {
	x := f.exchange
	switch {
	case f.silent():
		x.abort()
		return f.failUnconnected(&RequestError{Reason: lateReason + "sock_read"}, 0)
	case f.session.closed && (x.err == nil || f.connection != nil): // where nothing listens, it was not connected
		x.abort()
		return f.failUnconnected(ErrClosed, 0)
	case x.err != nil:
		return f.failUnconnected(x.err, x.at)
	}
	f.leave(f.connection)
	if f.session.raiseForStatus && x.status >= 400 {
		return f.fail(&RequestError{fmt.Sprintf("status %d", x.status), x.after}, x.at)
	}
	f.exit()
	f.loop.recordAt(f.time(x.at), Event{Kind: Finish, Task: f.request.Index, Value: x.status})
	return nil, true, x.status, nil
}

// silent reports whether its answer, or the next piece of it, has not come in time.
func (f *fetch) silent() bool { return f.clocks != nil && f.clocks.silent }

// failUnconnected gives the place back and fails. There is no connection to give back.
func (f *fetch) failUnconnected(err *RequestError, at time.Duration) (awaitable, bool, int, error) {
	f.leave(nil)
	return f.fail(err, at)
}

// leave gives the place in the pool back, with a connection that can be used again, or with none.
func (f *fetch) leave(c *connection) {
	f.clocks.stop()
	if f.placed && !f.session.closed {
		f.session.pool.release(f.request.Host, c)
	}
	if f.placed = false; f.session.users != nil {
		f.session.users[f.request.Index] = nil
	}
}

// exit closes the request's own session, if it has one that is open.
func (f *fetch) exit() {
	if f.own != nil && f.session != nil {
		f.record(Event{Kind: Close})
	}
}

func (f *fetch) fail(err *RequestError, at time.Duration) (awaitable, bool, int, error) {
	f.exit()
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

// wake ends what the fetch waits for on its connection.
func (f *fetch) wake() {
	if f.step > opening && f.awaited != nil {
		f.awaited.finish(0, nil)
	}
}

// unanswered reports whether the request has just left, over a connection that was open by then: nothing of its answer can be there.
func (f *fetch) unanswered() bool {
	latest := f.loop.world.now() - f.loop.world.roundTrip()
	return f.step == flying && f.sent >= latest && f.connection != nil && f.connection.opened < latest
}

// cancelled is what the coroutine's finally and except clauses do. A coroutine that was cancelled before its
// first step has none to run: Python never entered it. Where the request's own time was up, that is a failure.
func (f *fetch) cancelled(err *cancelledError) (awaitable, bool, int, error) {
	at := f.step
	switch at {
	case fresh:
		return nil, true, 0, err
	case sleeping:
		f.timer.cancelled = true
	case queueing:
		f.session.pool.leave(f.request.Host, f.awaited, true)
		f.leave(nil)
	default:
		f.exchange.abort()
		f.leave(nil)
	}
	if late := f.clocks.late(at, err); late != nil {
		return f.fail(late, 0)
	}
	f.exit()
	f.record(Event{Kind: Cancel, By: err.By})
	return nil, true, 0, err
}

// chain makes the requests of a task one after another, each once the one before it has its answer: they log in, and then ask; they turn
// pages. What a request raises ends it, and the task's result is that of the last one.
//
//	async def chain(r):
//	    for link in r: result = await fetch(link)
//	    return result
func (c *caller) chain(r Request) coroutine {
	if r.Links == 1 {
		return c.fetch(r)
	}
	return &chained{wrapped: c.wrapped(r, c.fetch)}
}

// chained is that coroutine.
type chained struct{ wrapped }

func (t *chained) resume(thrown *cancelledError) (awaitable, bool, int, error) {
	wait, returned, value, err := t.inner.resume(thrown)
	for returned && err == nil && t.request.Link < t.request.Links-1 {
		t.request = t.caller.requests[t.request.Index+1]
		t.task.index = t.request.Index
		t.inner = t.caller.fetch(t.request)
		enterTask(t.inner, t.task)
		wait, returned, value, err = t.inner.resume(nil)
	}
	return wait, returned, value, err
}
