package app

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/view"
)

// Render is the page as it now is. In the browser it is called after every message.
func (p *Page) Render() app.UI {
	if p.embed != nil {
		return p.renderEmbed()
	}
	return app.Div().ID("page").Body(
		header{root: p.root, preset: p.m.Preset(), theme: p.m.Theme, export: exportMenu{p.m, p.width > 0, p.onExport, p.onOpen}, link: p.m.Link,
			onPreset: p.onPreset, onShare: p.onShare, onTheme: p.onTheme}.view(),
		app.Main().Body(
			p.scenario(),
			app.Div().Class("columns").Body(p.hero(), p.whatHappened(), p.sideColumn(), p.eventTable()),
			p.many(),
		),
		outcomesOf(p.m.Draft),
		p.share().view(),
	)
}

// many are the figures of many runs, where the scenario asks for them.
func (p *Page) many() app.UI {
	if p.m.Scenario == nil {
		return nil
	}
	return p.decision(p.m.Counting, []string{view.Call(p.m.Scenario)}, &p.decided, p.ready()).view()
}

func (p *Page) editor() editor {
	return editor{
		draft: p.m.Draft, fault: p.m.Fault, rows: p.m.Rows, more: p.m.More,
		onStrategy: p.onStrategy, onOption: p.onOption, onMore: p.onMore, onTasks: p.onTasks, onRow: p.onRow,
		onRowAdd: p.onRowAdd, onRowRemove: p.onRowRemove, onAsText: p.onAsText, onAsRows: p.onAsRows,
	}
}

func (p *Page) actions() actions {
	a := actions{
		ready: p.ready(), runnable: p.m.Scenario != nil && p.m.Fault == nil, run: p.m.Run, allowed: p.mayCall(), backend: p.m.Backend,
		unsure: p.m.Unsure, frozen: p.m.WhyOnlySimulated(), alert: p.m.Alert, onRun: p.onRun, onStop: p.onStop, onReset: p.onReset,
		plays: p.m.PlaysOnly(), offers: p.m.OffersSimulation(), onPlaySimulation: p.onPlaySimulation,
	}
	if p.m.Scenario != nil {
		a.requests, a.hosts = p.m.RequestsToOthers()
		a.newer = p.m.Scenario.Notice()
	}
	if p.embed == nil {
		a.apart = p.m.LiveDifference()
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

func (p *Page) picture() runPicture {
	pic := runPicture{
		timeline:     p.m.ShownRun(),
		whole:        p.m.WholeRun(),
		width:        p.width,
		scale:        p.scale(),
		lane:         p.m.Lane,
		moving:       p.m.Run.IsActive() || p.m.Replay.Moment.Set,
		drawn:        &p.drawn,
		drag:         p.m.Drag,
		marking:      p.m.Marking,
		byConnection: p.m.ShowsConnections(),
		embedded:     p.embed != nil,
		onMove:       p.onPoint,
		onPick:       p.onPoint,
	}
	if p.width == 0 {
		pic.drawn = nil // two widths are drawn
	}
	if p.m.Run.State != model.NotRun && !p.m.ShowsConnections() {
		pic.prediction = p.m.Predicted
	}
	if p.m.Before != nil {
		pic.whole = p.m.Before.Predicted // so that the axis stays the same during the drag
	}
	return pic
}

// hero is the timeline, with what it takes to read it.
func (p *Page) hero() app.UI {
	t := p.m.ShownRun()
	if t == nil {
		return app.Section().Class("hero").Aria("label", "Timeline").Body(p.picture().view(), p.missingNote())
	}
	return app.Section().Class("hero").Aria("label", "Timeline").Body(
		app.Div().Class("hero-head").Body(
			heading(t.Scenario),
			app.Span().ID("state").Class("badge").Class(runClass(p.m.Run.State)).Text(p.m.Run.State.Words()),
			app.P().ID("progress").Role("status").Aria("live", p.liveliness()).Text(p.progress()),
			app.P().Class("hint subtitle").Text(p.subtitle(t)),
		),
		app.Div().Class("view-row").Body(p.views(), p.printSwitch()),
		p.panel(),
		app.P().ID("drag-words").Class("hint drag-words").Text(p.pictureWords()),
		p.replay().view(),
		p.printedLog(),
		p.legend(),
		details{p.m.ShownRun(), p.m.Labels, p.m.Lane, p.onLane, p.onPlace, p.onBack, p.onNext}.view(),
	)
}

func (p *Page) legend() app.UI { return legend(p.signs.markupOf(p.picture(), p.m.Run.IsActive())) }

// dragWords say what can be done with the bars, and what the one in the hand does.
func (p *Page) dragWords() string {
	if !p.m.CanDrag() || model.LaneToGrab(p.m.Predicted, engine.NoTask) == engine.NoTask {
		return ""
	}
	return p.m.DragWords()
}

// heading is the author's title of the scenario, or else the call, which looks like code.
func heading(s *engine.Scenario) app.UI {
	h := app.H2().Text(view.Heading(s))
	if s.Title != "" {
		h = h.Class("titled")
	}
	return h
}

// missingNote says why there is no timeline.
func (p *Page) missingNote() app.UI {
	words := "The timeline appears here once the scenario can be read."
	if p.m.Scenario != nil {
		words = "The timeline appears here once it runs."
	}
	return app.P().Class("missing").Text(words)
}

// subtitle is the run in one line.
func (p *Page) subtitle(t *view.Timeline) string {
	phrases := t.Subtitle()
	if t.Scenario.Title != "" {
		phrases = append([]string{view.Call(t.Scenario)}, phrases...)
	}
	line := strings.Join(phrases, " · ")
	if p.m.Fault != nil {
		return "The last scenario that could be read: " + line
	}
	return line
}

func (p *Page) replay() replay {
	return replay{model: p.m, moment: p.moment(), ready: p.ready(), onBack: p.onEventBack, onPlay: p.onPlay, onNext: p.onEventNext,
		onSeek: p.onSeek, onSpeed: p.onSpeed}
}

// liveliness is how eagerly screen readers say the progress aloud. They say the news of a run, and not the changes of a replay.
func (p *Page) liveliness() string {
	if p.m.Replay.Moment.Set {
		return "off"
	}
	return "polite"
}

// progress says how far the run has come at the moment. At the end of a prediction there is nothing to say.
func (p *Page) progress() string {
	if p.m.Run.State == model.NotRun && !p.m.Replay.Moment.Set {
		return ""
	}
	words := model.Progress(p.m.ShownRun().Summary())
	if p.m.Run.IsActive() {
		return p.m.Run.State.Words() + ": " + words
	}
	return words
}

func runClass(s model.RunState) string {
	if s == model.NotRun {
		return ""
	}
	return "live"
}

func (p *Page) whatHappened() app.UI {
	t := p.m.WholeRun()
	if t == nil {
		return app.Section().Class("happened")
	}
	head := "What happened"
	if p.m.Run.State == model.NotRun {
		head = "What happened in the simulation"
	}
	return app.Section().
		Class("happened").
		Body(app.H2().Text(head), narration(p.story.sentencesOf(t, p.m.Run), p.m.Replay.Moment, p.m.Marking, p.m.NowWords(), p.onEvent))
}

// sideColumn is the column of what to notice, the numbers, and the server's account.
func (p *Page) sideColumn() app.UI {
	body := []app.UI{}
	if preset := p.m.Preset(); preset != nil {
		body = append(body, app.Section().Class("notice").Body(app.H2().Text("What to notice"), app.P().Text(preset.Notice)))
	}
	body = append(body, p.code())
	if t := p.m.ShownRun(); t != nil {
		body = append(body, app.Section().Body(app.H2().Text("Summary"), numbers(t)))
	}
	return app.Div().Class("beside").Body(append(body, p.server())...)
}

func (p *Page) server() app.UI {
	head := app.H2().Text("What the server saw")
	switch {
	case len(p.m.Run.Account) > 0 && p.m.Run.Timeline != nil:
		return app.Section().
			Body(head, serverTable(p.m.ShownRun(), p.m.Run, p.m.Labels, p.m.All, p.onAll))
	}
	return app.Section().Body(head, app.P().Class("hint").Text(p.m.Run.NoAccount()))
}

func (p *Page) eventTable() app.UI {
	t := p.m.WholeRun()
	if t == nil {
		return app.Section().Class("log")
	}
	return app.Section().
		Class("log").
		Body(app.H2().Text("Events"), events(p.table.markupOf(t, p.m.Labels, p.m.All, p.m.Marking), len(t.Log), p.m.All, p.onAll, p.onEvent))
}
