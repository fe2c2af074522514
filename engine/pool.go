package engine

import (
	"slices"
	"time"
)

// pool is a session's connections, and who waits for one. It is the BaseConnector of aiohttp 3.14, down to its queues and its lot.
//
// An idle connection to the request's own host is taken at once, even when the limit is reached. Else, if it is, the request waits in
// its host's queue. A place that becomes free is offered to the first of a queue, which has to ask again: if somebody was faster, it is
// the first of its queue once more. Whose queue that is is drawn by lot among the hosts that have one and are below their limit.
type pool struct {
	loop    *loop
	limit   int // 0 is unlimited
	perHost int // 0 is unlimited
	used    int
	hosts   []hostPool    // by host; nil where one request has the pool for itself
	queues  []*queue      // in the order in which they came to be; one may be empty while whom it had is about to ask
	drawn   []int32       // the memory of shuffled
	lot     *pythonRandom // random.shuffle's, of a program that says random.seed(seed); nil until it is needed
	seed    uint64
	server  *ServerModel // of which the client itself sees that it is down; in a live run the network does
}

// hostPool is what the pool has at one host.
type hostPool struct {
	used int
	idle []*connection // the one given back first in front
}

// queue is who waits for a connection to one host.
type queue struct {
	host    int
	waiters []*future // done, and out of the queue, once there is a place
}

// connection is one connection to a host.
type connection struct {
	number int           // from 1; 0 if the world does not tell
	opened time.Duration // when it began to open
	since  time.Duration // when it was given back
}

// room reports whether a connection to the host may be opened (_available_connections).
func (p *pool) room(host int) bool {
	return (p.limit == 0 || p.used < p.limit) && (p.perHost == 0 || p.hosts[host].used < p.perHost)
}

// down reports whether nobody listens at the server.
func (p *pool) down() bool { return p.server.DownAt(p.loop.world.now()) }

// occupy takes a place.
func (p *pool) occupy(host int) {
	if p.used++; p.hosts != nil {
		p.hosts[host].used++
	}
}

// takeIdle takes the idle connection to the host that was given back first, or returns nil. Those that have been idle for too long are
// closed on the way (_get).
func (p *pool) takeIdle(host int) *connection {
	if p.hosts == nil {
		return nil
	}
	for at := &p.hosts[host]; len(at.idle) > 0; {
		c := at.idle[0]
		at.idle = at.idle[1:]
		if now := p.loop.world.now(); now-c.since <= KeepAlive && !p.server.closed(c.opened, now) {
			p.occupy(host)
			return c
		}
	}
	return nil
}

// wait joins the host's queue, in front if it has waited before (_wait_for_available_connection). Whoever has waited calls leave, and
// asks again.
func (p *pool) wait(host int, again bool) *future {
	q, f := p.queueOf(host), p.loop.newFuture()
	if again {
		q.waiters = slices.Insert(q.waiters, 0, f)
	} else {
		q.waiters = append(q.waiters, f)
	}
	return f
}

func (p *pool) queueOf(host int) *queue {
	for _, q := range p.queues {
		if q.host == host {
			return q
		}
	}
	q := &queue{host: host}
	p.queues = append(p.queues, q)
	return q
}

// leave ends a wait. If it was cancelled in the turn in which its place came, the place goes on to the next: there aiohttp forgets
// it, and those in line wait until somebody else has been served. That would be runs without an end; docs/links.md tells of it.
func (p *pool) leave(host int, f *future, cancelled bool) {
	if cancelled && f.done && !f.wasCancelled() { // while its queue is still there, and takes part in the lot
		p.wakeNext()
	}
	q := p.queueOf(host)
	if !f.done || f.wasCancelled() { // or else it was taken out when its place came
		q.waiters = without(q.waiters, f)
	}
	if len(q.waiters) == 0 {
		p.queues = slices.DeleteFunc(p.queues, func(other *queue) bool { return other == q })
	}
}

// release gives a place back, with its connection or without (_release).
func (p *pool) release(host int, c *connection) {
	if p.used--; p.hosts == nil {
		return
	}
	at := &p.hosts[host]
	at.used--
	p.wakeNext()
	if c != nil {
		c.since = p.loop.world.now()
		at.idle = append(at.idle, c)
	}
}

// wakeNext tells the first of a queue whose host has room (_release_waiter).
func (p *pool) wakeNext() {
	if len(p.queues) == 0 {
		return
	}
	for _, i := range p.shuffled() {
		q := p.queues[i]
		for p.room(q.host) && len(q.waiters) > 0 {
			f := q.waiters[0]
			q.waiters = q.waiters[1:]
			if f.finish(0, nil) {
				return
			}
		}
	}
}

// shuffled are the queues' places in an order drawn by lot. Whoever is woken asks later, so the queues stay.
func (p *pool) shuffled() []int32 {
	p.drawn = p.drawn[:0]
	for i := range p.queues {
		p.drawn = append(p.drawn, int32(i))
	}
	if len(p.drawn) > 1 {
		if p.lot == nil {
			p.lot = newPythonRandom(p.seed)
		}
		shuffle(p.lot, p.drawn)
	}
	return p.drawn
}

// close forgets all connections, and cancels who waits for one (_close).
func (p *pool) close() {
	for _, q := range p.queues {
		for _, f := range q.waiters {
			f.cancel(BySession)
		}
	}
	p.used, p.queues = 0, nil
	clear(p.hosts)
}
