package app

import (
	"context"
	"strconv"
	"sync"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/fetch"
)

// ComparePage is the page of a comparison: a component like [Page], around a [model.CompareModel].
type ComparePage struct {
	app.Compo
	mounted

	m      model.CompareModel
	width  float64 // of the pictures; 0 before the page is mounted
	drawn  drawnMultiples
	grips  grips
	breath *breath // nil on the server
	times  int     // that the page was drawn
	words  drawnWords
}

// NewComparePage returns the page as a link's query opens it, unless ctx is done first: see [engine.SimulateUntil].
func NewComparePage(ctx context.Context, query string) *ComparePage {
	return &ComparePage{mounted: newMounted(), m: model.NewCompareModelUntil(ctx, query)}
}

// inBrowser is the page that is about to take over from what the server has drawn. It is computed in slices. All that it is drawn from is
// known, as the width that its pictures will have, so that it is drawn once.
func (p *ComparePage) inBrowser(b *browser, at *breath) *ComparePage {
	p.browser, p.grips, p.breath = b, p.newGrips(), at
	p.m = p.m.Update(p.configuration())
	p.m = p.m.Update(model.ThemePicked{Theme: p.firstTheme()})
	p.width = b.width("multiples-width", 0)
	return p
}

// OnMount takes the page over. It is drawn again only where its pictures have another place than the server's had.
func (p *ComparePage) OnMount(ctx app.Context) {
	p.mount(ctx, p.send)
	p.base = func() *model.Base { return &p.m.Base }
	p.breath.take() // to ask for a width has the browser lay the page out
	if width := p.pictureWidth(); width == p.width {
		ctx.PreventUpdate()
	} else {
		p.width = width
	}
	p.browser.listen(p.listeners(p.askRun, p.hand()))
	p.publish(p.order)
	p.moveIn(ctx, p.m.Base, p.m.Title(), nil, p.settle)
}

// pictureWidth is the room beside the rows' names, or under them on a phone.
func (p *ComparePage) pictureWidth() float64 {
	return p.browser.width("multiples-width", wideMultiple)
}

// OnResize draws the pictures for their new width.
func (p *ComparePage) OnResize(ctx app.Context) {
	p.width = p.pictureWidth()
	ctx.Defer(p.settle)
}

// send is the way of every change: the model takes the message, and the world follows.
func (p *ComparePage) send(ctx app.Context, message any) {
	before := p.m
	p.breath.begin()
	p.m = p.m.Update(message)
	if p.m.Run.Number != before.Run.Number || p.m.Run.State == model.Stopping {
		p.cancel()
	}
	if p.m.Run.Number != before.Run.Number && p.m.Run.State == model.Running {
		p.launch()
	}
	if p.m.Run.State != before.Run.State {
		p.passFocus(p.m.Run)
	}
	p.keepPromises(p.m.Run, message)
	p.keepUp(before.Base, p.m.Base, p.m.Title(), message)
	p.tellHost(before, message)
	p.ctx.Defer(p.settle)
}

// settle gives the fields their values, since go-app does not.
func (p *ComparePage) settle(ctx app.Context) {
	if !p.breath.end(p.settleLater) { // somebody may have typed meanwhile: the fields are theirs until their letters are read
		return
	}
	values := append(
		p.editor().values(),
		model.Pair{Key: "strategies", Value: p.m.Variants},
		model.Pair{Key: "task", Value: strconv.Itoa(p.m.Task)},
	)
	values = append(values, p.share().values()...)
	if h, shown := p.shownHandles(); shown {
		values = append(values, model.Pair{Key: outcomeHandle, Value: outcomeOf(h.timeline, h.lane)})
	}
	p.browser.fill(values)
	p.placeHandles()
}

// settleLater settles the page behind what has been typed so far.
func (p *ComparePage) settleLater() {
	p.ctx.Dispatch(func(ctx app.Context) {
		p.breath.later--
		ctx.PreventUpdate()
		ctx.Defer(p.settle)
	})
}

func (p *ComparePage) onTheme(ctx app.Context, e app.Event) {
	p.send(ctx, model.ThemePicked{Theme: p.m.Theme.Next()})
}
func (p *ComparePage) onVariants(ctx app.Context, e app.Event) {
	p.send(ctx, model.VariantsTyped{Text: valueOf(ctx)})
}
func (p *ComparePage) onVariant(ctx app.Context, e app.Event) {
	p.send(ctx, model.VariantSet{Variant: data(ctx, "variant"), On: ctx.JSSrc().Get("checked").Bool()})
}
func (p *ComparePage) onTask(ctx app.Context, e app.Event) {
	p.send(ctx, model.TaskPicked{Task: number(valueOf(ctx))})
}
func (p *ComparePage) onTogether(ctx app.Context, e app.Event) {
	p.send(ctx, model.RowsTogether{On: ctx.JSSrc().Get("checked").Bool()})
}
func (p *ComparePage) onRun(ctx app.Context, e app.Event) { p.askRun(ctx) }

// askRun starts a live run of all rows as soon as the backend is known to be there.
func (p *ComparePage) askRun(ctx app.Context) {
	p.withBackend(ctx, p.m.Backend, func(ctx app.Context) {
		if p.m.Backend.Answers() {
			p.send(ctx, model.RunAsked{})
		} else {
			p.complain(p.m.Backend.Words())
		}
	})
}

// launch runs the rows, one after another or at the same time, until they are over or the run is stopped. At the same time each has
// names of the backend for itself.
func (p *ComparePage) launch() {
	run, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	number, rows, backend, together := p.m.Run.Number, p.m.Live.Rows, p.runBackend(p.m.Backend), p.m.Together()
	go func() {
		defer cancel()
		var running sync.WaitGroup
		for i := range rows {
			if rows[i].Err != nil || run.Err() != nil {
				continue
			}
			if together {
				running.Go(func() { p.runRow(run, number, i, rows[i].Scenario, backend.Apart(i+1)) })
			} else {
				p.runRow(run, number, i, rows[i].Scenario, backend)
			}
		}
		running.Wait()
		p.dispatch(model.Ended{Run: number})
	}()
}

// runRow runs one row and brings the page its news.
func (p *ComparePage) runRow(ctx context.Context, run, row int, s *engine.Scenario, backend engine.Backend) {
	id := newRunID()
	f := &feed{run: run, world: &engine.Live{Backend: backend, Run: id}, timings: fetch.NewTimings(id), done: make(chan struct{})}
	defer f.timings.Close()
	go f.runLive(ctx, s)
	last := f.follow(func(events engine.Log) time.Duration {
		return p.dispatchAndWait(model.RowHappened{Run: run, Row: row, Events: events, Now: f.sinceStart()})
	}, nil)
	p.ctx.Dispatch(func(ctx app.Context) {
		p.take(ctx, model.RowHappened{Run: run, Row: row, Events: last, Now: f.sinceStart()})
		p.take(ctx, model.RowEnded{Run: run, Row: row, Problem: f.problem, Timings: f.timings.Take(f.world.Started())})
	})
}

// breath divides long work of the page into slices, between which the browser has its turn: it scrolls, shows what is typed, and plays
// what is animated. The program's other messages wait. Only go-app's own goroutine, on which all handlers and drawings run, may take one.
type breath struct {
	slice time.Duration
	pause func()
	busy  func(bool) // says that the page shows what was before, and that it no longer does
	since time.Time  // when the slice began
	works bool       // from a message until the page has settled
	taken bool       // since the page was last about to settle
	told  bool       // what busy was called with last
	later int        // how often it is yet to be asked whether the work is over
}

// workingSlice is how long the page works at a time, give or take a row. Tasks of more than 50 ms are felt.
const workingSlice = 16 * time.Millisecond

// newBreath is for a page that is about to be computed.
func newBreath(b *browser) *breath {
	return &breath{slice: workingSlice, pause: b.turn, busy: b.busy, since: time.Now(), works: true}
}

// begin begins a slice, unless the page is at work.
func (b *breath) begin() {
	if b != nil && !b.works {
		b.since, b.works = time.Now(), true
	}
}

// take gives the browser its turn if the slice is over. Without a breath there is no browser.
func (b *breath) take() {
	if b != nil && time.Since(b.since) >= b.slice {
		b.tell(true)
		b.pause()
		b.since, b.taken = time.Now(), true
	}
}

// end ends the work, unless a breath was taken in it: then news may have come, and later is called, or has been for another message.
// Whoever is called so counts b.later down when the news that had come by then is known.
func (b *breath) end(later func()) (ended bool) {
	switch {
	case b == nil:
		return true
	case b.taken:
		b.taken = false
		b.later++
		later()
		return false
	case b.later > 0:
		return false
	}
	b.works = false
	b.tell(false)
	return true
}

func (b *breath) tell(busy bool) {
	if b.told != busy {
		b.told = busy
		b.busy(busy)
	}
}

// context is for simulations before and in which breath is taken.
func (b *breath) context() context.Context {
	return engine.WithPause(engine.WithAnnounce(context.Background(), func(int) { b.take() }), b.take)
}
