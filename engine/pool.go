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
	usedAt  map[int]int           // by host
	idle    map[int][]*connection // by host, the one given back first in front
	queues  []*queue              // in the order in which they came to be; one may be empty while whom it had is about to ask
	drawn   []*queue              // the memory of shuffled
	lot     *pythonRandom         // random.shuffle's, of a program that says random.seed(seed); nil until it is needed
	seed    uint64
	server  ServerModel // of which the client itself sees that it is down; in a live run the network does
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

func newPool(l *loop, limit, perHost int, seed uint64) *pool {
	return &pool{loop: l, limit: limit, perHost: perHost, seed: seed, usedAt: map[int]int{}, idle: map[int][]*connection{}}
}

// room reports whether a connection to the host may be opened (_available_connections).
func (p *pool) room(host int) bool {
	return (p.limit == 0 || p.used < p.limit) && (p.perHost == 0 || p.usedAt[host] < p.perHost)
}

// down reports whether nobody listens at the server.
func (p *pool) down() bool { return p.server.DownAt(p.loop.world.now()) }

// occupy takes a place.
func (p *pool) occupy(host int) {
	p.used++
	p.usedAt[host]++
}

// takeIdle takes the idle connection to the host that was given back first, or returns nil. Those that have been idle for too long are
// closed on the way (_get).
func (p *pool) takeIdle(host int) *connection {
	for idle := p.idle[host]; len(idle) > 0; idle = p.idle[host] {
		p.idle[host] = idle[1:]
		if now := p.loop.world.now(); now-idle[0].since <= KeepAlive && !p.server.closed(idle[0].opened, now) {
			p.occupy(host)
			return idle[0]
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
// it, and those in line wait until somebody else has been served.
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
	p.used--
	p.usedAt[host]--
	p.wakeNext()
	if c != nil {
		c.since = p.loop.world.now()
		p.idle[host] = append(p.idle[host], c)
	}
}

// wakeNext tells the first of a queue whose host has room (_release_waiter).
func (p *pool) wakeNext() {
	if len(p.queues) == 0 {
		return
	}
	for _, q := range p.shuffled() {
		for p.room(q.host) && len(q.waiters) > 0 {
			f := q.waiters[0]
			q.waiters = q.waiters[1:]
			if f.finish(0, nil) {
				return
			}
		}
	}
}

// shuffled are the queues in an order drawn by lot.
func (p *pool) shuffled() []*queue {
	if len(p.queues) == 1 {
		return p.queues
	}
	if p.lot == nil {
		p.lot = newPythonRandom(p.seed)
	}
	p.drawn = append(p.drawn[:0], p.queues...)
	shuffle(p.lot, p.drawn)
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
	clear(p.usedAt)
	clear(p.idle)
}
