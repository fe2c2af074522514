package app

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/fetch"
	"inflight/engine/picture"
)

// mayCall reports whether the page's security policy lets the scenario's requests to others out: it allows the hosts of
// the link that the page was loaded with.
func (p *Page) mayCall() bool {
	if p.m.Scenario == nil {
		return true
	}
	_, hosts := model.ForeignRequests(p.m.Scenario)
	return !slices.ContainsFunc(hosts, func(host string) bool { return !slices.Contains(p.allowed, host) })
}

// askRun starts a live run, as the button does: for hosts that the page may not call, it opens the link that allows them.
func (p *Page) askRun(ctx app.Context) {
	if p.m.Own.On {
		p.beginEditing()
		p.own.Run()
		return
	}
	if p.m.Scenario == nil || p.m.Fault != nil || p.m.Run.IsActive() {
		return
	}
	if p.m.Held { // Run runs what the fields say
		p.send(ctx, model.HeldShown{})
	}
	if p.m.PlaysOnly() {
		p.playSimulation(ctx)
		return
	}
	if !p.mayCall() {
		p.browser.open(p.linkOut())
		return
	}
	p.withBackend(ctx, p.m.Backend, func(ctx app.Context) {
		if !p.startRun(ctx) {
			p.complain(p.m.Backend.Words())
		}
	})
}

// playSimulation plays the run that was predicted, from its start.
func (p *Page) playSimulation(ctx app.Context) {
	if p.m.Run.State != model.NotRun {
		p.move(ctx, model.ResetAsked{})
	}
	p.move(ctx, model.Sought{At: math.MaxInt64})
	p.move(ctx, model.Played{})
}

func (p *Page) onPlaySimulation(ctx app.Context, e app.Event) { p.playSimulation(ctx) }

// startRun starts a live run if the backend, which has been asked, is there, and reports whether one has begun.
func (p *Page) startRun(ctx app.Context) (begun bool) {
	before := p.m.Run.Number
	requests, _ := p.m.RequestsToOthers()
	urls, _ := model.ForeignRequests(p.m.Scenario)
	if requests <= model.MaxForeign && (p.m.Backend.Answers() || urls == p.m.Scenario.CountTasks()) {
		p.send(ctx, model.RunAsked{ID: newRunID(), Browser: p.browser.name()})
	}
	return p.m.Run.Number != before
}

// newRunID returns a name for a run in the backend's account.
func newRunID() string { return strconv.FormatUint(rand.Uint64()|1<<60, 36) }

// ask finds out whether a backend answers, and under which address.
func ask(address string) model.Asked {
	if isHealthy(address) {
		return model.Asked{Reach: model.Reached}
	}
	if plain := model.PlainAddress(address); plain != address && isHealthy(plain) {
		return model.Asked{Reach: model.ReachedPlainly, Plain: plain}
	}
	return model.Asked{Reach: model.Unreachable}
}

func isHealthy(address string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	return fetch.Ping(ctx, engine.Backend{URL: address}.HealthURL()) == nil
}

// followRun does what a change of the run's state asks for.
func (p *Page) followRun(before model.RunState) {
	switch now := p.m.Run.State; {
	case now == model.Running:
		p.launch()
	case now == model.Stopping:
		p.cancel()
	case before == model.Running || before == model.Stopping:
		p.canvas.stop()
	}
}

// dropRun lets go of a run that the page no longer shows.
func (p *Page) dropRun() {
	p.cancel()
	if p.feed != nil {
		p.feed.dropped.Store(true)
	}
	p.cancel = func() {}
	p.canvas.stop()
}

// eventsPerTask is how many events most tasks of a live run have: none, or the caller's, need more room.
const eventsPerTask = 7

// How many times as long as a frame took the next one waits. The requests of many tasks need the one thread, too, and both of a small
// machine's processors.
const (
	frameRest = 2
	crowdRest = 6
)

// launch starts the live run that the model has begun.
func (p *Page) launch() {
	run, cancel := context.WithCancel(context.Background())
	scenario, backend, id := p.m.Scenario, p.runBackend(p.m.Backend), p.m.Run.ID
	f := &feed{run: p.m.Run.Number, account: backend.AccountURL(id), world: &engine.Live{Backend: backend, Run: id},
		timings: fetch.NewTimings(id), requests: scenario.Requests(), folder: p.m.Folder, started: time.Now(), done: make(chan struct{})}
	f.log = make(engine.Log, 0, eventsPerTask*len(f.requests)) // a log that moves is folded anew
	p.feed, p.cancel = f, cancel
	go func() {
		f.runLive(run, scenario)
		cancel()
	}()
	go p.reportRun(f)
	rest := frameRest
	if len(p.m.Labels) > picture.CrowdRows {
		rest = crowdRest
	}
	p.canvas.start(false, rest)
}
