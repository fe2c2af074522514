package engine

import (
	"fmt"
	"time"
)

// KeepAlive is how long a connection may be idle and still be used again (aiohttp's keepalive_timeout).
const KeepAlive = 15 * time.Second

// session is the client's: its connections, who may use them, and how an answer is taken. It does what aiohttp's connector
// does: a request first gets a place in the pool, then a connection to its host, an idle one if there is any.
type session struct {
	loop           *loop
	pool           *pool                 // nil: no limits
	idle           map[int][]*connection // by host, the one given back first in front
	numbers        *int                  // of connections that the program opened so far
	connect        time.Duration         // what opening one takes
	raiseForStatus bool
	closed         bool
	users          []*fetch // by index, of a session that may close under them; nil of any other
}

// connection is one connection to a host.
type connection struct {
	number int // from 1; 0 if the world does not tell
	since  time.Duration
}

// newSession is a session without limits, such as a request has of its own.
func newSession(l *loop, s *Scenario, numbers *int) *session {
	return &session{loop: l, numbers: numbers, connect: s.Connect, raiseForStatus: s.RaiseForStatus, idle: map[int][]*connection{}}
}

// newSharedSession is the one that all requests share.
func newSharedSession(l *loop, s *Scenario, numbers *int) *session {
	n := newSession(l, s, numbers)
	if s.Pools() && (s.Limit > 0 || s.LimitPerHost > 0) {
		n.pool = newPool(l, s.Limit, s.LimitPerHost, s.Hosts)
	}
	if s.After == CloseAfter && s.Pools() {
		n.users = make([]*fetch, s.CountTasks())
	}
	return n
}

// acquire asks for a place; nil if there is one at once. See [pool.acquire].
func (s *session) acquire(host int) *waiting {
	if s.pool == nil {
		return nil
	}
	return s.pool.acquire(host)
}

func (s *session) release(host int) {
	if s.pool != nil {
		s.pool.release(s.pool.lineOf(host))
	}
}

// reuse returns the idle connection to the host that was given back first, or nil. Those that have been idle for too
// long are closed on the way.
func (s *session) reuse(host int) *connection {
	for idle := s.idle[host]; len(idle) > 0; idle = s.idle[host] {
		s.idle[host] = idle[1:]
		if s.loop.world.now()-idle[0].since <= KeepAlive {
			return idle[0]
		}
	}
	return nil
}

// open numbers a new connection.
func (s *session) open() *connection {
	*s.numbers++
	return &connection{number: *s.numbers}
}

// giveBack makes a connection idle.
func (s *session) giveBack(host int, c *connection) {
	c.since = s.loop.world.now()
	s.idle[host] = append(s.idle[host], c)
}

// close ends the session. Whoever uses it or waits for it is woken, to find it closed: first those who have their place,
// in the order of the tasks, then those in line.
func (s *session) close() {
	s.closed = true
	for _, f := range s.users {
		if f != nil {
			f.wake()
		}
	}
	if s.pool != nil {
		s.pool.wakeAll()
	}
}

func statusError(status int) *RequestError {
	return &RequestError{fmt.Sprintf("status %d", status)}
}
