package app

import (
	"context"
	"strconv"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/engine"
)

// ComparePage is the page of a comparison: a component like [Page], around a [CompareModel].
type ComparePage struct {
	app.Compo
	mounted

	m     CompareModel
	width float64 // of the pictures; 0 before the page is mounted
	drawn drawnMultiples
	grips grips
	ended func() // a script waits for the end of the run; may be nil
}

// NewComparePage returns the page as a link's query opens it.
func NewComparePage(query string) *ComparePage {
	return &ComparePage{mounted: unmounted(), m: NewCompareModel(query)}
}

// OnMount takes the page over from what the server has drawn.
func (p *ComparePage) OnMount(ctx app.Context) {
	p.mount(ctx, p.send)
	p.grips = p.newGrips()
	p.m = p.m.Update(p.configured())
	p.m = p.m.Update(ThemePicked{p.firstTheme()})
	p.width = p.pictureWidth()
	p.browser.listen(listeners{
		back:   p.back,
		run:    func() { ctx.Dispatch(p.askRun) },
		stop:   func() { p.dispatch(StopAsked{}) },
		hidden: func() { p.dispatch(WentHidden{}) },
		hand:   p.hand(),
	})
	p.publish(p.order)
	p.setAddress(nil)
	p.browser.tighten(sources(p.where(p.m.backend), nil))
	p.askAtOnce(p.m.backend)
	ctx.Defer(p.settle)
	ctx.Defer(func(app.Context) { p.greet(p.m.link, p.m.fault, p.m.alert) })
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
	p.m = p.m.Update(message)
	if p.m.run.Number != before.run.Number || p.m.run.State == Stopping {
		p.cancel()
	}
	if p.m.run.Number != before.run.Number && p.m.run.State == Running {
		p.launch()
	}
	if p.ended != nil && before.run.Active() && (!p.m.run.Active() || p.m.run.Number != before.run.Number) {
		ended := p.ended
		p.ended = nil
		ended()
	}
	if p.m.link != before.link {
		p.setAddress(message)
	}
	if p.m.theme != before.theme {
		p.showTheme(p.m.theme)
	}
	p.tellHost(before, message)
	ctx.Defer(p.settle)
}

// settle gives the fields their values, which go-app does not.
func (p *ComparePage) settle(app.Context) {
	values := append(p.editor().values(), pair{"strategies", p.m.variants}, pair{"task", strconv.Itoa(p.m.task)})
	values = append(values, p.share().values()...)
	if h, shown := p.handles(); shown {
		values = append(values, pair{outcomeHandle, outcomeOf(h.timeline, h.lane)})
	}
	p.browser.fill(values)
	p.placeHandles()
}

func (p *ComparePage) setAddress(message any) {
	if p.m.scenario != nil && p.m.fault == nil && p.embed == nil {
		p.relink(p.m.link, compareTitle(p.m), message)
	}
}

// compareTitle is the document's title.
func compareTitle(m CompareModel) string {
	if m.scenario == nil {
		return "Compare · Inflight"
	}
	return m.heading() + " · Inflight"
}

func (p *ComparePage) onTheme(ctx app.Context, e app.Event) {
	p.send(ctx, ThemePicked{p.m.theme.next()})
}
func (p *ComparePage) onTasks(ctx app.Context, e app.Event)  { p.send(ctx, TasksTyped{valueOf(ctx)}) }
func (p *ComparePage) onOption(ctx app.Context, e app.Event) { p.send(ctx, optionOf(ctx)) }
func (p *ComparePage) onVariants(ctx app.Context, e app.Event) {
	p.send(ctx, VariantsTyped{valueOf(ctx)})
}
func (p *ComparePage) onVariant(ctx app.Context, e app.Event) {
	p.send(ctx, VariantSet{data(ctx, "variant"), ctx.JSSrc().Get("checked").Bool()})
}
func (p *ComparePage) onTask(ctx app.Context, e app.Event) {
	p.send(ctx, TaskPicked{number(valueOf(ctx))})
}
func (p *ComparePage) onRun(ctx app.Context, e app.Event)   { p.askRun(ctx) }
func (p *ComparePage) onStop(ctx app.Context, e app.Event)  { p.send(ctx, StopAsked{}) }
func (p *ComparePage) onReset(ctx app.Context, e app.Event) { p.send(ctx, ResetAsked{}) }

// askRun starts a live run of all rows as soon as the backend is known to be there.
func (p *ComparePage) askRun(ctx app.Context) {
	p.backendAsked(ctx, p.m.backend, func(ctx app.Context) {
		if p.m.backend.answers() {
			p.send(ctx, RunAsked{})
		} else {
			p.complain(p.m.backend.words())
		}
	})
}

// launch runs the rows, one after another, until they are over or the run is stopped.
func (p *ComparePage) launch() {
	run, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	number, rows, backend := p.m.run.Number, p.m.live.Rows, p.where(p.m.backend)
	go func() {
		defer cancel()
		for i := range rows {
			if rows[i].Err == nil && run.Err() == nil {
				p.runRow(run, number, i, rows[i].Scenario, backend)
			}
		}
		p.dispatch(Ended{Run: number})
	}()
}

// runRow runs one row and brings the page its news.
func (p *ComparePage) runRow(ctx context.Context, run, row int, s *engine.Scenario, backend engine.Backend) {
	f := &feed{run: run, world: &engine.Live{Backend: backend, Run: newRunID()}, done: make(chan struct{})}
	go f.live(ctx, s)
	f.follow(func(events engine.Log) time.Duration {
		return p.bring(RowHappened{Run: run, Row: row, Events: events})
	}, nil)
	p.dispatch(RowEnded{Run: run, Row: row, Problem: f.problem})
}
