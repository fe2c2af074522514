package engine

import "slices"

// pool hands out places, first come, first served: those of a session's connections, or of a semaphore. With no limit per
// host it is asyncio.Semaphore as CPython 3.11.7 has it, down to who wakes whom and in which turn. With one there is
// a line for each host, and the first goes who may.
type pool struct {
	loop    *loop
	limit   int // 0 is unlimited
	perHost int // 0 is unlimited
	used    int
	lines   []line
	tickets int // handed out so far
}

// line is who waits for a place at one host, or at any where there is no limit per host.
type line struct {
	used    int
	waiters []*waiting
}

// waiting is one who waits for a place: its future is done once there is one.
type waiting struct {
	future
	line   *line
	ticket int // the lower one came first
}

func newPool(l *loop, limit, perHost, hosts int) *pool {
	if perHost == 0 {
		hosts = 1
	}
	return &pool{loop: l, limit: limit, perHost: perHost, lines: make([]line, hosts)}
}

// lineOf is the line for a host.
func (p *pool) lineOf(host int) *line { return &p.lines[host%len(p.lines)] }

// roomIn reports whether the host of a line has room.
func (p *pool) roomIn(l *line) bool { return p.perHost == 0 || l.used < p.perHost }

func (p *pool) room() bool { return p.limit == 0 || p.used < p.limit }

// acquire takes a place at once and returns nil, or returns what to wait for. After the wait the coroutine calls
// noteGrant, or, if it was cancelled, leave.
func (p *pool) acquire(host int) *waiting {
	l := p.lineOf(host)
	if p.room() && p.roomIn(l) && !p.hasWaitersWithRoom() {
		p.take(l)
		return nil
	}
	w := &waiting{future: future{loop: p.loop}, line: l, ticket: p.tickets}
	p.tickets++
	l.waiters = append(l.waiters, w)
	return w
}

// hasWaitersWithRoom reports whether somebody waits whose host has room: nobody overtakes those.
func (p *pool) hasWaitersWithRoom() bool {
	for i := range p.lines {
		l := &p.lines[i]
		if p.roomIn(l) && slices.ContainsFunc(l.waiters, func(w *waiting) bool { return !w.wasCancelled() }) {
			return true
		}
	}
	return false
}

func (p *pool) take(l *line) {
	p.used++
	l.used++
}

func (p *pool) noteGrant(w *waiting) {
	w.line.remove(w)
	if p.room() {
		p.wakeNext()
	}
}

// leave ends a wait that was cancelled. The place may have been granted in the same turn: then it goes on to the
// next in line.
func (p *pool) leave(w *waiting) {
	w.line.remove(w)
	if !w.wasCancelled() {
		p.release(w.line)
	}
}

func (p *pool) release(l *line) {
	p.used--
	l.used--
	p.wakeNext()
}

// wakeNext grants a place to the first who waits, has not been granted one, and whose host has room.
func (p *pool) wakeNext() {
	var first *waiting
	for i := range p.lines {
		l := &p.lines[i]
		if !p.roomIn(l) {
			continue
		}
		if w := l.first(); w != nil && (first == nil || w.ticket < first.ticket) {
			first = w
		}
	}
	if first != nil {
		p.take(first.line)
		first.finish(0, nil)
	}
}

// first is the first in line who has not been granted a place, nor was cancelled.
func (l *line) first() *waiting {
	for _, w := range l.waiters {
		if !w.done {
			return w
		}
	}
	return nil
}

func (l *line) remove(w *waiting) {
	i := slices.Index(l.waiters, w)
	if i == 0 {
		l.waiters = l.waiters[1:] // the common case, without moving the rest
		return
	}
	l.waiters = slices.Delete(l.waiters, i, i+1)
}

// wakeAll lets everybody go on who waits, in the order in which they came, without a place.
func (p *pool) wakeAll() {
	var all []*waiting
	for i := range p.lines {
		all = append(all, p.lines[i].waiters...)
	}
	slices.SortFunc(all, func(a, b *waiting) int { return a.ticket - b.ticket })
	for _, w := range all {
		w.finish(0, nil)
	}
}
