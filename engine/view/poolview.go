package view

import (
	"inflight/engine"
	"time"
)

// poolView is what a log tells of the session's pool: who has a place, and when there was none left.
type poolView struct {
	limit, perHost int
	used           int
	fullUntil      time.Duration // when no place was left, the last time; or Never
	hosts          []hostView    // where there is a limit per host
}

// hostView is the same for one host.
type hostView struct {
	used      int
	fullUntil time.Duration
}

func newPoolView(s *engine.Scenario) poolView {
	p := poolView{fullUntil: engine.Never}
	if !s.Pools() {
		return p
	}
	if p.limit, p.perHost = s.Limit, s.LimitPerHost; p.perHost > 0 {
		p.hosts = make([]hostView, s.CountPlaces())
		for i := range p.hosts {
			p.hosts[i].fullUntil = engine.Never
		}
	}
	return p
}

func (p *poolView) take(host int) {
	p.used++
	if p.hosts != nil {
		p.hosts[host].used++
	}
}

// giveBack takes note that a place is free again from now on.
func (p *poolView) giveBack(host int, now time.Duration) {
	p.note(now)
	p.used--
	if p.hosts != nil {
		p.hosts[host].used--
	}
}

// note takes note of what is full now.
func (p *poolView) note(now time.Duration) {
	if p.limit > 0 && p.used >= p.limit {
		p.fullUntil = now
	}
	for i := range p.hosts {
		if h := &p.hosts[i]; h.used >= p.perHost {
			h.fullUntil = now
		}
	}
}

// fullSince reports whether there was no place for a request to that host, at some time since then.
func (p *poolView) fullSince(host int, then time.Duration) bool {
	if p.limit > 0 && (p.used >= p.limit || p.fullUntil >= then) {
		return true
	}
	return p.hosts != nil && (p.hosts[host].used >= p.perHost || p.hosts[host].fullUntil >= then)
}
