package app

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/fetch"
	"inflight/engine/view"
)

// feed collects the events of a live run, for the canvas, which reads them at every frame, and for the page,
// which is told of them a few times a second.
type feed struct {
	run      int    // its number
	account  string // the URL at which the backend tells what it saw
	world    *engine.Live
	timings  *fetch.Timings
	requests []engine.Request
	folder   *view.Folder
	started  time.Time
	done     chan struct{}

	reading sync.Mutex  // one reading of the account at a time
	dropped atomic.Bool // the page shows another run

	mu      sync.Mutex
	log     engine.Log
	problem string // set before done is closed

	timed engine.Log    // the log as the picture shows it, once the browser's timings have changed it
	after *engine.Event // the first one of the page's log, of which timed is made
}

// origin tells where the log comes from, which the log itself does not say.
func (f *feed) origin() view.Origin {
	return view.Origin{Started: f.world.Started(), Backend: f.world.Backend, Run: f.world.Run}
}

func (f *feed) add(e engine.Event) {
	f.mu.Lock()
	f.log = append(f.log, e)
	f.mu.Unlock()
}

// eventsFrom returns the events from the n-th on.
func (f *feed) eventsFrom(n int) engine.Log {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.log[n:len(f.log):len(f.log)]
}

// drawn is the log as the picture shows it: as the page has it, with what the page has not been told of yet. As long as no timings change
// what has been drawn, it only grows: see [view.Folder.Glance].
func (f *feed) drawn(run *model.Run) engine.Log {
	if len(run.Log) == 0 || &run.Log[0] == &run.Heard[0] {
		return f.eventsFrom(0)
	}
	if f.after != &run.Log[0] {
		f.after, f.timed = &run.Log[0], slices.Clone(run.Log)
	}
	f.timed = append(f.timed, f.eventsFrom(len(run.Heard)+len(f.timed)-len(run.Log))...)
	return f.timed
}

// sinceStart is how long the run has gone on, by its own clock, which its first event starts.
func (f *feed) sinceStart() time.Duration {
	if len(f.eventsFrom(0)) == 0 {
		return 0
	}
	return time.Since(f.world.Started())
}

// isShown reports whether the page still shows the run.
func (f *feed) isShown() bool { return !f.dropped.Load() }

// asksBackend reports whether any request or socket has gone to the demo backend. Before that the backend knows nothing of the run.
func (f *feed) asksBackend() bool {
	return slices.ContainsFunc(f.eventsFrom(0), func(e engine.Event) bool {
		return (e.Kind == engine.Send || e.Kind == engine.Connect) && f.requests[e.Task].URL == "" && f.requests[e.Task].What.Arrives()
	})
}

// runLive runs the scenario to its end, or until ctx is done.
func (f *feed) runLive(ctx context.Context, s *engine.Scenario) {
	defer close(f.done)
	transport := fetch.New()
	defer transport.Close()
	f.world.Transport = transport
	if s.Blocking() {
		if err := transport.Hire(ctx); err != nil {
			f.problem = err.Error()
			return
		}
	}
	if _, err := engine.Run(ctx, s, f.world, f.add); err != nil {
		f.problem = err.Error()
	}
}

// follow passes the events on until the run is over, at most four times a second, and also if there are none: time goes on. news returns
// how long to wait then. tick, if not nil, is called once a second. The last events are for the caller, who tells the page of them and of
// the end at once, so that it is drawn once and nobody who waits for the end waits for a drawing.
func (f *feed) follow(news func(engine.Log) (rest time.Duration), tick func()) (last engine.Log) {
	ticker := time.NewTicker(250 * time.Millisecond)
	defer ticker.Stop()
	told, next := 0, time.Time{}
	for ticks := 1; ; ticks++ {
		select {
		case <-f.done:
			return f.eventsFrom(told)
		case now := <-ticker.C:
			if now.After(next) {
				events := f.eventsFrom(told)
				told += len(events)
				next = time.Now().Add(news(events))
			}
			if tick != nil && ticks%4 == 0 {
				tick()
			}
		}
	}
}

// reportRun brings news of a run to the page: its events, and once a second the backend's account. When the run is over it brings both
// once more. The end comes with the last events, in one message, so whoever waits for run() does not wait for a drawing.
func (p *Page) reportRun(f *feed) {
	last := f.follow(func(events engine.Log) time.Duration {
		return p.dispatchAndWait(model.Happened{Run: f.run, Events: events, Timings: f.timings.Take(f.world.Started()), Now: f.sinceStart()})
	}, func() {
		p.ctx.Dispatch(func(ctx app.Context) {
			if ctx.PreventUpdate(); p.wantsAccount() {
				go p.readAccount(f, false)
			}
		})
	})
	p.ctx.Dispatch(func(ctx app.Context) {
		p.take(ctx, model.Ended{Run: f.run, Problem: f.problem, Events: last, Timings: f.timings.Take(f.world.Started())})
	})
	p.readLate(f)
}

// wantsAccount reports whether the backend's account is read while a run goes on: of many tasks it takes long to read, and is to be seen
// in few places.
func (p *Page) wantsAccount() bool {
	return p.embed != nil || len(p.m.Labels) <= canvasRows || p.m.Panel == model.ServerPanel || p.m.ShowsConnections()
}

// latePauses are how long to wait before each of the first readings of a finished run's account, and then between any two. Who has waited
// for the run goes on in the first.
var latePauses = []time.Duration{20 * time.Millisecond, 300 * time.Millisecond, time.Second, 2 * time.Second, 5 * time.Second}

// maxUnread is how many readings one after another may fail before the account of a finished run is given up.
const maxUnread = 4

// readLate reads the account of a finished run until nothing is open any more, but several times at least: a server needs time to
// notice that its client has gone, and a browser may deliver a request after its abort. It ends when the page shows another run.
func (p *Page) readLate(f *feed) {
	defer f.timings.Close()
	unread := 0
	for n := 0; ; n++ {
		<-time.After(latePauses[min(n, len(latePauses)-1)])
		if !f.isShown() {
			return
		}
		p.takeTimings(f)
		saw := p.readAccount(f, n >= 2)
		if unread++; !saw.Unreadable {
			unread = 0
		}
		if saw.Last || unread == maxUnread {
			return
		}
	}
}

// takeTimings brings the browser's timings that have come since the last time.
func (p *Page) takeTimings(f *feed) {
	if timings := f.timings.Take(f.world.Started()); len(timings) > 0 {
		p.dispatch(model.Timed{Run: f.run, Timings: timings})
	}
}

// dispatchAndWait sends a message to the page and waits until the page shows it. It returns how long to leave the page in peace then, so
// that a page with much to draw does not keep the run from the one thread that they share.
func (p *mounted) dispatchAndWait(message any) (rest time.Duration) {
	shown := make(chan time.Duration, 1)
	p.ctx.Dispatch(func(ctx app.Context) {
		began := time.Now()
		p.take(ctx, message)
		ctx.Defer(func(app.Context) { shown <- time.Since(began) })
	})
	select {
	case took := <-shown:
		return restAfter(took)
	case <-time.After(time.Second): // the page has gone
		return 0
	}
}

// restAfter is how long to leave the page in peace when it took so long to be drawn. What took longest may have been another program of the
// page, or a computer that slept, so nobody waits in proportion to that.
func restAfter(took time.Duration) time.Duration { return min(4*took, time.Second) }

// readAccount asks the backend what it saw of a run, and tells the page; late says that this is the last time unless something is open.
func (p *Page) readAccount(f *feed, late bool) model.Saw {
	f.reading.Lock()
	defer f.reading.Unlock()
	saw := model.Saw{Run: f.run, Last: late}
	if f.asksBackend() {
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		var answer engine.Report
		err := fetch.GetJSON(ctx, f.account, &answer)
		var bad *fetch.Error
		none := errors.As(err, &bad) && bad.Reason == fetch.BadStatus && bad.Number == http404
		saw.Account, saw.Unreadable = answer.AskedAt(f.account), err != nil && !none
		saw.Last = late && !saw.Unreadable && saw.Account.CountOpen() == 0
	} else if !late {
		return saw
	}
	p.dispatch(saw)
	return saw
}

// http404 is the status of the account of a run of which no request has arrived.
const http404 = 404
