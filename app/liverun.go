package app

import (
	"context"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/engine"
	"inflight/engine/fetch"
)

// feed collects the events of a live run, for the canvas, which reads them at every frame, and for the page,
// which is told of them a few times a second.
type feed struct {
	started time.Time
	folder  *engine.Folder
	done    chan struct{}

	mu      sync.Mutex
	log     engine.Log
	problem string // set before done is closed
}

func (f *feed) add(e engine.Event) {
	f.mu.Lock()
	f.log = append(f.log, e)
	f.mu.Unlock()
}

// from returns the events from the n-th on.
func (f *feed) from(n int) engine.Log {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.log[n:len(f.log):len(f.log)]
}

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
	if p.m.scenario == nil || p.m.fault != nil || p.m.run.Active() {
		return
	}
	if !p.mayCall() {
		p.browser.open(p.m.link)
		return
	}
	p.askRunThen(ctx, func() {})
}

// askRunThen starts a live run as soon as the backend is known to be there, and calls then whether it is or not.
func (p *Page) askRunThen(ctx app.Context, then func()) {
	requests, _ := foreign(p.m.scenario)
	start := func(ctx app.Context) {
		reached := p.m.backend.Reach == Reached || p.m.backend.Reach == ReachedPlainly
		if requests <= MaxForeign && (reached || requests == len(p.m.scenario.Requests())) {
			p.send(ctx, RunAsked{ID: newRunID()})
		}
		then()
	}
	if p.m.backend.Reach == Unreachable || p.m.backend.Reach == NotAsked {
		p.askBackend(start)
		return
	}
	start(ctx)
}

// newRunID names a run in the backend's account.
func newRunID() string { return strconv.FormatUint(rand.Uint64()|1<<60, 36) }

// askBackend finds out under which address the backend answers, and then calls then, if not nil.
func (p *Page) askBackend(then func(app.Context)) {
	address := p.m.backend.Address
	go func() {
		asked := Asked{Reach: Unreachable}
		if plain := plainly(address); healthy(address) {
			asked.Reach = Reached
		} else if plain != address && healthy(plain) {
			asked.Reach, asked.Plain = ReachedPlainly, plain
		}
		p.ctx.Dispatch(func(ctx app.Context) {
			p.send(ctx, asked)
			if then != nil {
				then(ctx)
			}
		})
	}()
}

// plainly is an address without names below localhost, which some browsers do not find.
func plainly(address string) string {
	for _, host := range []string{"*.localhost", "b0.localhost"} {
		address = strings.Replace(address, host, "127.0.0.1", 1)
	}
	return address
}

func healthy(address string) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	return fetch.Ping(ctx, engine.Backend{URL: address}.HealthURL()) == nil
}

// where is the backend's address for a run.
func (p *Page) where() engine.Backend {
	b := engine.Backend{URL: p.m.backend.Address, Refused: p.browser.meta("inflight-refused")}
	if p.m.backend.Reach == ReachedPlainly {
		b.URL, b.Refused = p.m.backend.Plain, plainly(b.Refused)
	}
	return b
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
	f := &feed{started: time.Now(), folder: p.m.folder, done: make(chan struct{})}
	p.feed, p.cancel = f, cancel
	number, scenario, backend, id := p.m.run.Number, p.m.scenario, p.where(), p.m.run.ID
	go func() {
		defer close(f.done)
		transport := fetch.New()
		defer transport.Close()
		_, err := engine.Run(run, scenario, &engine.Live{Transport: transport, Backend: backend, Run: id}, f.add)
		cancel()
		if err != nil {
			f.problem = err.Error()
		}
	}()
	go p.tell(f, number, backend.AccountURL(id))
	p.canvas.start()
}

// tell brings news of a run to the page: events at most ten times a second, the backend's account once a second, and both once more
// when it is over. The last looks at the account come later: a server notices only in time that its client has gone.
func (p *Page) tell(f *feed, number int, account string) {
	ticker := time.NewTicker(100 * time.Millisecond)
	defer ticker.Stop()
	told, next := 0, time.Time{}
	news := func() {
		if events := f.from(told); len(events) > 0 {
			told += len(events)
			next = time.Now().Add(p.bring(Happened{Run: number, Events: events}))
		}
	}
	for ticks := 1; ; ticks++ {
		select {
		case <-f.done:
			news()
			p.dispatch(Ended{Run: number, Problem: f.problem})
			for _, pause := range []time.Duration{0, 300 * time.Millisecond, time.Second} {
				<-time.After(pause)
				p.readAccount(number, account)
			}
			return
		case now := <-ticker.C:
			if now.After(next) {
				news()
			}
			if ticks%10 == 0 {
				go p.readAccount(number, account)
			}
		}
	}
}

// bring sends a message and waits until the page shows it. It returns how long to leave the page in peace then, so that a
// page with much to draw does not keep the run from the one thread that they share.
func (p *Page) bring(message any) (rest time.Duration) {
	shown := make(chan time.Duration, 1)
	p.ctx.Dispatch(func(ctx app.Context) {
		began := time.Now()
		p.send(ctx, message)
		ctx.Defer(func(app.Context) { shown <- time.Since(began) })
	})
	select {
	case took := <-shown:
		return 4 * took
	case <-time.After(time.Second): // the page has gone
		return 0
	}
}

// readAccount asks the backend what it saw of a run. Without an answer the page says nothing of it.
func (p *Page) readAccount(number int, address string) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	var answer struct {
		Requests engine.Account `json:"requests"`
	}
	if err := fetch.GetJSON(ctx, address, &answer); err == nil && len(answer.Requests) > 0 {
		p.dispatch(Saw{Run: number, Account: answer.Requests})
	}
}
