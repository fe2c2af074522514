package engine

import "time"

// KeepAlive is how long a connection may be idle and still be used again (aiohttp's keepalive_timeout).
const KeepAlive = 15 * time.Second

// session is the client's: its pool of connections, and how an answer is taken.
type session struct {
	loop           *loop
	pool           pool
	numbers        *int          // of connections that the program opened so far
	connect        time.Duration // what opening one takes
	raiseForStatus bool
	closed         bool
	times          *ClientTimeout // that it gives each request; nil if it gives all the time of the world
	users          []*fetch       // by index, of a session that may close under them; nil of any other
}

// newSession is a session without limits, such as a request has of its own.
func newSession(l *loop, s *Scenario, numbers *int) *session {
	n := &session{loop: l, numbers: numbers, connect: s.Connect, raiseForStatus: s.RaiseForStatus}
	n.pool = pool{loop: l, seed: s.Seed, server: &s.Server}
	if !l.world.connects() {
		n.pool.server = &upServer
	}
	if s.ClientTimeout != (ClientTimeout{}) && s.Sessions() {
		n.times = &s.ClientTimeout
	}
	return n
}

// upServer has no model, and is never down.
var upServer ServerModel

// newSharedSession is the one that all requests share.
func newSharedSession(l *loop, s *Scenario, numbers *int) *session {
	n := newSession(l, s, numbers)
	n.pool.hosts = make([]hostPool, s.CountPlaces())
	if s.Pools() {
		n.pool.limit, n.pool.perHost = s.Limit, s.LimitPerHost
	}
	if (s.After != LingerAfter || s.Hedges() || s.Shields()) && s.Pools() { // or nobody uses it when it closes
		n.users = make([]*fetch, s.CountTasks())
	}
	return n
}

// open makes a new connection, and numbers it if the program is who opens it.
func (s *session) open() *connection {
	c := s.loop.connections.next()
	if c.opened = s.loop.world.now(); s.loop.world.connects() {
		*s.numbers++
		c.number = *s.numbers
	}
	return c
}

// close ends the session. Who stands in line is cancelled. Who is connected loses the connection, in the order of the tasks; who is
// about to connect finds out once connected.
//
// aiohttp itself tells only those who wait for an answer to begin. Who reads from one is left waiting, and so is not told where the
// program ends, and shutdown cancels it; the programs of those that go on close the answers too. (So it is in aiohttp 3.8.
// 3.14 sends such a request once more, which shutdown then cancels, and tells those who connect in this moment.)
func (s *session) close(goesOn bool) {
	s.closed = true
	if goesOn { // a transport tells of its end a turn later
		s.loop.callSoon(s, nil)
	}
	s.pool.close()
	for _, f := range s.users {
		if f != nil && !goesOn && f.unanswered() {
			f.wake()
		}
	}
}

// call is that turn: it ends what all those wait for who are connected.
func (s *session) call(*future) {
	for _, f := range s.users {
		if f != nil {
			f.wake()
		}
	}
}

// clocks are those of one request, of those that its session gives it. (aiohttp's TimeoutHandle with its TimerContext, the ceil_timeouts of
// BaseConnector.connect and TCPConnector._wrap_create_connection, and ResponseHandler's read timeout.)
type clocks struct {
	*ClientTimeout
	fetch   *fetch
	total   expiry
	connect timeout // around the line for the pool, and connecting
	sock    timeout // around connecting
	read    *timer
	silent  bool // there was nothing to read for too long
}

// expiry is aiohttp's timer of the whole request: it cancels the task, whatever that waits for.
type expiry struct{ timeout }

func (e *expiry) call(*future) {
	e.task.cancel(ByTimeout)
	e.expired = true
}

// exit is TimerContext.__exit__. Where somebody else asked for a cancellation meanwhile, it stays one.
func (e *expiry) exit(err error) error {
	if e.expired && isCancelled(err) && e.task.uncancel() <= e.before {
		return ErrTimeout
	}
	return err
}

// roundedFrom is from when on aiohttp rounds timeouts up, so that many end together: a total of so much, and the others above it.
const roundedFrom = 5 * time.Second

// begin starts the clock of the whole request.
func (c *clocks) begin(f *fetch) {
	if c == nil {
		return
	}
	c.fetch, c.total.task, c.total.before = f, f.task, f.task.cancelling
	if c.Total > 0 {
		f.loop.setTimer(&c.total.timer, f.loop.rounded(c.Total, roundedFrom), &c.total)
	}
}

// rounded is a time after which the loop's clock shows a whole second, if it is not below the threshold.
func (l *loop) rounded(d, threshold time.Duration) time.Duration {
	if d < threshold {
		return d
	}
	now := l.world.now()
	return (now + d + time.Second - 1).Truncate(time.Second) - now
}

// seekConnection starts the clock of getting one, and dial that of connecting.
func (c *clocks) seekConnection() {
	if c != nil && c.Connect > 0 {
		c.connect.enter(c.fetch.task, c.fetch.loop.rounded(c.Connect, roundedFrom+1))
	}
}

func (c *clocks) dial() {
	if c != nil && c.SockConnect > 0 {
		c.sock.enter(c.fetch.task, c.fetch.loop.rounded(c.SockConnect, roundedFrom+1))
	}
}

// connected stops both.
func (c *clocks) connected() {
	if c != nil {
		c.connect.timer.cancelled, c.sock.timer.cancelled = true, true
	}
}

// listen starts the clock of silence, anew where it runs.
func (c *clocks) listen() {
	if c != nil && c.SockRead > 0 {
		c.hear()
		c.read = c.fetch.loop.callLater(c.SockRead, c)
	}
}

// hear stops it: while an answer's body arrives it is never silent.
func (c *clocks) hear() {
	if c != nil && c.read != nil {
		c.read.cancelled = true
	}
}

// call ends a request that has heard nothing for too long (ResponseHandler._on_read_timeout).
func (c *clocks) call(*future) {
	over := c.fetch.exchange.over
	c.silent = over != nil && over.finish(0, nil)
}

// follow is for a live request that tells when it has left, which may be later, and when the first piece of its body comes. Of others'
// servers the browser tells when an answer begins, and no more: from there on the clock of silence stands, rather than strike in
// mid-stream.
func (c *clocks) follow(x *exchange) {
	if c == nil {
		return
	}
	if x.tells {
		c.hear()
	}
	x.told = func(kind Kind) {
		if kind == Sent {
			c.listen()
		} else {
			c.hear()
		}
	}
}

// late is whose time was up where the request was cancelled at a step; nil if that was somebody else. They are left from within outwards.
func (c *clocks) late(at step, err error) *RequestError {
	if c == nil {
		return nil
	}
	var late *RequestError
	leave := func(clock string, exit func(error) error) {
		if err = exit(err); err == ErrTimeout && late == nil {
			late = &RequestError{Reason: lateReason + clock}
		}
	}
	if at == opening {
		leave("sock_connect", c.sock.exit)
	}
	if at == opening || at == queueing {
		leave("connect", c.connect.exit)
	}
	leave("total", c.total.exit)
	return late
}

// stop stops all of them.
func (c *clocks) stop() {
	if c != nil {
		c.total.timer.cancelled = true
		c.connected()
		c.hear()
	}
}
