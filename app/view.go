package app

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/engine"
)

// Render is the page as it now is. In the browser it is called after every message.
func (p *Page) Render() app.UI {
	return app.Div().ID("page").Body(
		header{preset: p.m.preset(), theme: p.m.theme, onPreset: p.onPreset, onCopy: p.onCopy, onTheme: p.onTheme}.view(),
		app.Main().Body(
			p.scenario(),
			app.Div().Class("columns").Body(p.hero(), p.happened(), p.beside(), p.eventTable()),
		),
		outcomes(),
	)
}

func (p *Page) editor() editor {
	return editor{
		draft: p.m.draft, fault: p.m.fault, rows: p.m.rows, more: p.m.more,
		onStrategy: p.onStrategy, onOption: p.onOption, onMore: p.onMore, onTasks: p.onTasks, onRow: p.onRow,
		onRowAdd: p.onRowAdd, onRowRemove: p.onRowRemove, onAsText: p.onAsText, onAsRows: p.onAsRows,
	}
}

func (p *Page) actions() actions {
	a := actions{
		ready: p.width > 0, runnable: p.m.scenario != nil && p.m.fault == nil, run: p.m.run, allowed: p.mayCall(), backend: p.m.backend,
		note: p.m.note, share: p.m.shareURL, unsure: p.m.unsure, onRun: p.onRun, onStop: p.onStop, onReset: p.onReset,
	}
	if p.m.scenario != nil {
		a.requests, a.hosts = foreign(p.m.scenario)
	}
	return a
}

// scenario is the part of the page that is edited.
func (p *Page) scenario() app.UI {
	e, a := p.editor(), p.actions()
	return app.Section().Class("scenario").Aria("label", "Scenario").Body(
		e.strategyFields(),
		app.Div().Class("tasks-and-run").Body(e.tasks(), a.view()),
		a.messages(),
	)
}

func (p *Page) picture() picture {
	pic := picture{timeline: p.m.shown(), width: p.width, lane: p.m.lane, live: p.m.run.Active(), drawn: &p.drawn, onMove: p.onPoint, onPick: p.onPoint}
	if p.width == 0 {
		pic.drawn = nil // two widths are drawn
	}
	if p.m.run.State != NotRun {
		pic.prediction = p.m.predicted
	}
	return pic
}

// hero is the timeline, with what it takes to read it.
func (p *Page) hero() app.UI {
	t := p.m.shown()
	if t == nil {
		return app.Section().Class("hero").Aria("label", "Timeline").Body(p.picture().view(), p.missing())
	}
	return app.Section().Class("hero").Aria("label", "Timeline").Body(
		app.Div().Class("hero-head").Body(
			app.H2().Text(t.Scenario.Call()),
			app.Span().ID("state").Class("badge").Class(p.m.run.State.class()).Text(p.m.run.State.words()),
			app.P().ID("progress").Role("status").Text(p.progress()),
			app.P().Class("hint subtitle").Text(p.subtitle(t)),
		),
		p.picture().view(),
		legend(),
		details{p.m.shown(), p.m.labels, p.m.lane, p.onLane, p.onBack, p.onNext}.view(),
	)
}

// missing says why there is no timeline.
func (p *Page) missing() app.UI {
	words := "The timeline appears here once the scenario can be read."
	if p.m.scenario != nil {
		words = "The timeline appears here once it runs."
	}
	return app.P().Class("missing").Text(words)
}

// subtitle is the run in one line.
func (p *Page) subtitle(t *engine.Timeline) string {
	line := strings.Join(t.Subtitle(), " · ")
	if p.m.fault != nil {
		return "The last scenario that could be read: " + line
	}
	return line
}

// progress is said aloud by screen readers, so it changes only with the news of a run.
func (p *Page) progress() string {
	if p.m.run.State == NotRun || p.m.run.Timeline == nil {
		return ""
	}
	words := progress(p.m.run.Timeline.Summary())
	if p.m.run.Active() {
		return p.m.run.State.words() + ": " + words
	}
	return words
}

// words is the state of the picture.
func (s RunState) words() string {
	return [...]string{NotRun: "Predicted", Running: "Running", Stopping: "Stopping", Stopped: "Stopped", Done: "Live"}[s]
}

func (s RunState) class() string {
	if s == NotRun {
		return ""
	}
	return "live"
}

func (p *Page) happened() app.UI {
	t := p.m.shown()
	if t == nil {
		return app.Section().Class("happened")
	}
	head := "What happened"
	if p.m.run.State == NotRun {
		head = "What will happen"
	}
	return app.Section().Class("happened").Body(app.H2().Text(head), app.P().Text(strings.Join(narrate(t, p.m.labels), " ")))
}

// beside is the column of what to notice, the numbers, and the server's account.
func (p *Page) beside() app.UI {
	body := []app.UI{}
	if preset := p.m.preset(); preset != nil {
		body = append(body, app.Section().Class("notice").Body(app.H2().Text("What to notice"), app.P().Text(preset.Notice)))
	}
	if t := p.m.shown(); t != nil {
		body = append(body, app.Section().Body(app.H2().Text("Summary"), numbers(t.Summary())))
	}
	return app.Div().Class("beside").Body(append(body, p.server())...)
}

func (p *Page) server() app.UI {
	head := app.H2().Text("What the server saw")
	switch {
	case len(p.m.run.Account) > 0 && p.m.run.Timeline != nil:
		return app.Section().Body(head, seen(p.m.run.Timeline, p.m.run.Account, p.m.labels, p.m.all, p.onAll))
	case p.m.run.State != NotRun:
		return app.Section().Body(head, app.P().Class("hint").Text("Nothing yet."))
	}
	return app.Section().Body(head, app.P().Class("hint").Text("Run it, and the demo backend's own account of each request stands here."))
}

func (p *Page) eventTable() app.UI {
	t := p.m.shown()
	if t == nil {
		return app.Section().Class("log")
	}
	return app.Section().Class("log").Body(app.H2().Text("Events"), events(t, p.m.labels, p.m.all, p.onAll))
}

// titleOf is the document's title.
func titleOf(m Model) string {
	if m.scenario == nil {
		return "Inflight"
	}
	return m.scenario.Call() + " of " + count(len(m.scenario.Requests()), "task") + " · Inflight"
}
