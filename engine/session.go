package engine

import (
	"fmt"
	"slices"
)

// session is the client: its pool of connections, and how it takes an answer.
type session struct {
	pool           *pool
	raiseForStatus bool
}

func newSession(l *loop, s *Scenario) *session {
	return &session{&pool{loop: l, unlimited: s.Limit == 0, free: s.Limit}, s.RaiseForStatus}
}

func statusError(status int) *RequestError {
	return &RequestError{fmt.Sprintf("status %d", status)}
}

// pool hands out the session's connections, first come, first served. It is asyncio.Semaphore as CPython 3.11.7
// has it, down to who wakes whom and in which turn.
type pool struct {
	loop      *loop
	unlimited bool
	free      int
	waiters   []*future
}

// acquire takes a connection at once and returns nil, or returns the future to wait for. After the wait the
// coroutine calls granted, or, if it was cancelled, leave.
func (p *pool) acquire() *future {
	if p.unlimited {
		return nil
	}
	if p.free > 0 && !slices.ContainsFunc(p.waiters, func(w *future) bool { return !w.cancelled() }) {
		p.free--
		return nil
	}
	w := p.loop.newFuture()
	p.waiters = append(p.waiters, w)
	return w
}

func (p *pool) granted(w *future) {
	p.remove(w)
	if p.free > 0 {
		p.wakeNext()
	}
}

// leave ends a wait that was cancelled. The connection may have been granted in the same turn: then it goes on to
// the next in line.
func (p *pool) leave(w *future) {
	p.remove(w)
	if !w.cancelled() {
		p.free++
		p.wakeNext()
	}
}

func (p *pool) release() {
	if !p.unlimited {
		p.free++
		p.wakeNext()
	}
}

// wakeNext grants a connection to the first waiter that has not been granted one.
func (p *pool) wakeNext() {
	for _, w := range p.waiters {
		if !w.done {
			p.free--
			w.finish(0, nil)
			return
		}
	}
}

func (p *pool) remove(w *future) {
	i := slices.Index(p.waiters, w)
	if i == 0 {
		p.waiters = p.waiters[1:] // the common case, without moving the rest
		return
	}
	p.waiters = slices.Delete(p.waiters, i, i+1)
}
