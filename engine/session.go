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
	users          []*fetch // by index, of a session that may close under them; nil of any other
}

// newSession is a session without limits, such as a request has of its own.
func newSession(l *loop, s *Scenario, numbers *int) *session {
	n := &session{loop: l, numbers: numbers, connect: s.Connect, raiseForStatus: s.RaiseForStatus}
	n.pool = pool{loop: l, seed: s.Seed, server: &s.Server}
	if !l.world.connects() {
		n.pool.server = &upServer
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
	s.pool.close()
	for _, f := range s.users {
		if f != nil && (goesOn || f.unanswered()) {
			f.wake()
		}
	}
}
