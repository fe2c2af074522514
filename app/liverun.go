package app

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/engine"
	"inflight/engine/fetch"
)

// mayCall reports whether the page's security policy lets the scenario's requests to others out: it allows the hosts of
// the link that the page was loaded with.
func (p *Page) mayCall() bool {
	if p.m.scenario == nil {
		return true
	}
	_, hosts := foreign(p.m.scenario)
	return !slices.ContainsFunc(hosts, func(host string) bool { return !slices.Contains(p.allowed, host) })
}

// askRun starts a live run, as the button does: for hosts that the page may not call, it opens the link that allows them.
func (p *Page) askRun(ctx app.Context) {
	if p.m.scenario == nil || p.m.fault != nil || p.m.run.Active() || p.m.simulatedOnly() != "" {
		return
	}
	if p.m.playsOnly() {
		p.move(ctx, Sought{math.MaxInt64})
		p.move(ctx, Played{})
		return
	}
	if !p.mayCall() {
		p.browser.open(p.linkOut())
		return
	}
	p.askRunThen(ctx, func(begun bool) {
		if !begun {
			p.complain(p.m.backend.words())
		}
	})
}

// askRunThen starts a live run as soon as the backend is known to be there, and tells then whether one has begun.
func (p *Page) askRunThen(ctx app.Context, then func(begun bool)) {
	before := p.m.run.Number
	p.backendAsked(ctx, p.m.backend, func(ctx app.Context) {
		requests, _ := p.m.outgoing()
		urls, _ := foreign(p.m.scenario)
		if requests <= MaxForeign && (p.m.backend.answers() || urls == len(p.m.scenario.Requests())) {
			p.send(ctx, RunAsked{ID: newRunID()})
		}
		then(p.m.run.Number != before)
	})
}

// newRunID names a run in the backend's account.
func newRunID() string { return strconv.FormatUint(rand.Uint64()|1<<60, 36) }

// ask finds out whether a backend answers, and under which address.
func ask(address string) Asked {
	if healthy(address) {
		return Asked{Reach: Reached}
	}
	if plain := Plainly(address); plain != address && healthy(plain) {
		return Asked{Reach: ReachedPlainly, Plain: plain}
	}
	return Asked{Reach: Unreachable}
}

func healthy(address string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	return fetch.Ping(ctx, engine.Backend{URL: address}.HealthURL()) == nil
}

// follow does what a change of the run's state asks for.
func (p *Page) follow(before RunState) {
	switch now := p.m.run.State; {
	case now == Running:
		p.launch()
	case now == Stopping:
		p.cancel()
	case before == Running || before == Stopping:
		p.canvas.stop()
		if then := p.waiting[p.m.run.Number]; then != nil {
			delete(p.waiting, p.m.run.Number)
			then()
		}
	}
}

// drop leaves a run alone that the page no longer shows.
func (p *Page) drop(number int) {
	p.cancel()
	p.cancel = func() {}
	p.canvas.stop()
	if then := p.waiting[number]; then != nil {
		delete(p.waiting, number)
		then()
	}
}

// launch starts the live run that the model has begun.
func (p *Page) launch() {
	run, cancel := context.WithCancel(context.Background())
	scenario, backend, id := p.m.scenario, p.where(p.m.backend), p.m.run.ID
	f := &feed{run: p.m.run.Number, account: backend.AccountURL(id), world: &engine.Live{Backend: backend, Run: id},
		timings: fetch.NewTimings(id), requests: scenario.Requests(), folder: p.m.folder, started: time.Now(), done: make(chan struct{})}
	p.feed, p.cancel = f, cancel
	go func() {
		f.live(run, scenario)
		cancel()
	}()
	go p.tell(f)
	p.canvas.start(false)
}
