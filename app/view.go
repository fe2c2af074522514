package app

import (
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/app/own"
	"inflight/engine"
	"inflight/engine/view"
)

// Render is the page as it now is. In the browser it is called after every message.
func (p *Page) Render() app.UI {
	if p.embed != nil {
		return p.renderEmbed()
	}
	return app.Div().ID("page").Body(
		p.later.part(topPart, func() app.UI { return p.top().view() }),
		app.Main().ID("main").TabIndex(-1).Body(
			p.lesson(),
			p.later.part(editorPart, p.scenario),
			app.Div().Class(p.columnsClass()).Body(
				app.Div().Class("stage-column").Body(p.hero(), p.later.part(panelsPart, p.panels), p.many()), p.divider(), p.side()),
		),
		outcomesOf(p.m.Draft),
		p.share().view(),
	)
}

// rivalry keeps the link of a scenario's comparison, which is the same at each drawing until the scenario changes.
type rivalry struct{ link, pair, comparison string }

func (r *rivalry) of(m model.Model) string {
	if r.comparison == "" || r.link != m.Link || r.pair != m.Own.Pair {
		*r = rivalry{m.Link, m.Own.Pair, m.Comparison()}
	}
	return r.comparison
}

func (p *Page) top() top {
	return top{
		root: p.root, page: "/", playground: p.m.Link, compare: p.rivalry.of(p.m), which: model.WhichFor(p.m.Link),
		theme: p.m.Theme, onTheme: p.onTheme,
		actions: []app.UI{
			examplesButton(p.m.Preset()), exportMenu{p.m, p.width > 0, p.onExport, p.onOpen}.view(), shareButton(p.onShare),
		},
	}
}

// many are the figures of many runs, where the scenario asks for them.
func (p *Page) many() app.UI {
	if p.m.Scenario == nil || p.m.Own.On {
		return nil
	}
	return p.decision(p.m.Counting, []string{""}, &p.decided, p.ready()).view()
}

func (p *Page) editor() editor {
	var mends []model.Mend
	if p.browser != nil { // a server parses a link once
		mends = p.m.Mends()
	}
	return editor{
		palette: p.embed == nil, root: p.root, free: p.m.Free, onInsert: p.onInsert,
		draft: p.m.Draft, fault: p.m.Fault, rows: p.m.Rows, mends: mends, onMend: p.onMend,
		onStrategy: p.onStrategy, onOption: p.onOption, onDefault: p.onDefault, onChip: p.onChip, onTasks: p.onTasks, onRow: p.onRow,
		onRowAdd: p.onRowAdd, onRowRemove: p.onRowRemove, onAsText: p.onAsText, onAsRows: p.onAsRows,
	}
}

func (p *Page) actions() actions {
	a := actions{
		ready: p.ready(), runnable: p.m.Scenario != nil && p.m.Fault == nil, run: p.m.Run, allowed: p.mayCall(), backend: p.m.Backend,
		unsure: p.m.Unsure, alert: p.m.Alert, onRun: p.onRun, onStop: p.onStop, onReset: p.onReset,
		held: p.m.HeldWords(), fault: p.m.Fault != nil, other: p.m.Waiting != nil, onShowHeld: p.onShowHeld, onDropHeld: p.onDropHeld,
		plays: p.m.PlaysOnly(), offers: p.m.OffersSimulation(), onPlaySimulation: p.onPlaySimulation,
	}
	a.show, a.drop = p.m.HeldButtons()
	if p.m.Scenario != nil {
		a.requests, a.hosts = p.m.RequestsToOthers()
		a.newer = p.m.Scenario.Notice()
	}
	if p.embed == nil {
		a.apart = p.m.LiveDifference()
	}
	return a
}

// lesson says what is to be seen: a preset's title, or the author's, or the call, and the one sentence of what to notice.
func (p *Page) lesson() app.UI {
	if p.m.Own.On {
		return app.Section().Class("lesson").Aria("label", "What it shows").Body(
			app.Div().Class("lesson-head").Body(app.H1().Class("titled").Text(own.Title)),
			app.P().Class("notice").Body(app.Text(p.ownNotice()), p.ownPair()))
	}
	title, sentence := app.H1().Class("titled").Text("This link cannot be read"), "Mend what is marked below, or pick one of the examples."
	badge := app.Span().ID("state").Class("badge").Class(runClass(p.m.Run.State)).Text(p.m.Run.State.Words())
	switch t, preset := p.m.ShownRun(), p.m.Preset(); {
	case p.m.Scenario == nil:
		badge = badge.Hidden(true)
	case preset != nil && p.m.Fault == nil:
		title, sentence = app.H1().Class("titled").Text(preset.Title), preset.Notice
	case t != nil:
		title, sentence = heading(t.Scenario), p.subtitle(t)
	default:
		title, sentence = heading(p.m.Scenario), "Every request goes to a server of others, so there is no simulation: run it."
	}
	return app.Section().Class("lesson").Aria("label", "What it shows").Body(
		app.Div().Class("lesson-head").Body(title, badge), app.P().Class("notice").Text(sentence))
}

// ownNotice is what to know of a program that somebody wrote.
func (p *Page) ownNotice() string {
	if p.m.Own.Came {
		return strings.TrimSpace(own.Came + " " + p.m.Scenario.Recorded.Words())
	}
	return own.Notice
}

// ownPair leads to the comparison of the run on the screen with that of the text before.
func (p *Page) ownPair() app.UI {
	if p.m.Own.Pair == "" {
		return nil
	}
	return app.Span().Body(app.Text(" "), app.A().ID("own-pair").Href(p.root.address("/compare", p.m.Own.Pair)).
		Text("Compare with the run before"))
}

// scenario is the part of the page that is edited.
func (p *Page) scenario() app.UI {
	e, a := p.editor(), p.actions()
	if p.m.Own.On {
		return app.Section().Class("scenario").Aria("label", "Scenario").Body(a.messages())
	}
	return app.Section().Class("scenario").Aria("label", "Scenario").Body(
		e.bar(e.strategy(), "Tasks", a.view(), p.undoButtons(), e.asTabs()), e.faultNote(), a.messages())
}

// bar is what runs, the buttons that run it, and under them the options.
func (e editor) bar(picker app.UI, label string, actions app.UI, tools ...app.UI) app.UI {
	return app.Div().Class("bar").Body(picker, e.tasks(label), actions,
		app.Div().Class("bar-foot").Body(append([]app.UI{e.chips()}, append(tools, helpChip(), e.taskHelp())...)...))
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
		zoom:         p.zoom,
		spoken:       p.spoken(),
		marking:      p.m.Marking,
		byConnection: p.m.ShowsConnections(),
		onMove:       p.onPoint,
		onPick:       p.onPick,
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
		app.Div().Class("stage-head").Body(
			p.views(),
			app.P().ID("progress").Role("status").Aria("live", p.liveliness()).Text(p.progress()),
			app.Button().ID("signs-open").Type("button").Class("quiet").Attr("popovertarget", "signs").Text("Signs"),
			app.Button().ID("code-open").Type("button").Class("quiet").Text("Code").Hidden(!p.m.NoCode).OnClick(p.onCode),
		),
		p.panel(),
		p.later.part(replayPart, p.replayRow),
		p.recordingNote(),
		p.notes(),
		app.P().ID("drag-words").Class("hint drag-words").Text(p.pictureWords()),
		app.Div().ID("signs").Class("popover").Attr("popover", "auto").Role("group").Aria("label", "Signs").
			Body(p.later.part(signsPart, p.legend)),
		p.later.part(statsPart, func() app.UI { return keyNumbers(p.m.ShownRun()) }),
	)
}

// recordingNote says how a recorded program ended, and leads back to the scenario.
func (p *Page) recordingNote() app.UI {
	if !p.m.IsRecording() || p.m.Own.On {
		return nil
	}
	return app.P().ID("recording").Class("hint").Body(app.Text(p.m.Scenario.Recorded.Words()+" "),
		app.Button().ID("leave-recording").Type("button").Class("quiet").Text("Back to the scenario").Disabled(!p.ready()).
			OnClick(func(ctx app.Context, e app.Event) { p.send(ctx, model.ScenarioWanted{}) }))
}

// keyNumbers are the few numbers that tell how the run went.
func keyNumbers(t *view.Timeline) app.UI {
	stats := []app.UI{}
	for _, n := range model.KeyNumbers(t) {
		stat := app.Div().Class("stat").Body(app.Dt().Text(n.Words), app.Dd().Text(n.Value))
		if n.Bad {
			stat = stat.Class("bad")
		}
		stats = append(stats, stat)
	}
	return app.Dl().Class("stats").Body(stats...)
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
func heading(s *engine.Scenario) app.HTMLH1 {
	h := app.H1().Text(view.Heading(s))
	if s.Title != "" {
		h = h.Class("titled")
	}
	return h
}

func (p *Page) onDefaultLink(ctx app.Context, e app.Event) { p.send(ctx, model.Opened{Edits: true}) }

// missingNote says why there is no timeline.
func (p *Page) missingNote() app.UI {
	if p.m.Scenario != nil {
		return app.Div().Class("missing").Body(app.P().Text("The timeline appears here once it runs."))
	}
	return app.Div().Class("missing").Body(app.P().Text("The timeline appears here once the scenario can be read."),
		app.Button().ID("open-default").Type("button").Text("Show an example").Disabled(!p.ready()).OnClick(p.onDefaultLink))
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
		onSeek: p.onSeek, onSpeed: p.onSpeed, zoomed: !p.zoom.IsWhole(), onCloser: p.onCloser, onFarther: p.onFarther, onFit: p.onFit}
}

func (p *Page) replayRow() app.UI { return p.replay().view() }

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
	switch {
	case p.m.Run.IsActive():
		return p.m.Run.State.Words() + ": " + words
	case p.m.Replay.Playing && p.player.calm:
		return words + " · in steps, as you want less motion"
	}
	return words
}

func runClass(s model.RunState) string {
	if s == model.NotRun {
		return ""
	}
	return "live"
}
