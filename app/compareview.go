package app

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine/view"
)

// Render is the page of the comparison as it now is.
func (p *ComparePage) Render() app.UI {
	p.breath.begin()
	if p.embed != nil {
		return p.renderEmbed()
	}
	p.times++
	body := []app.UI{p.slice("lesson", p.lesson)}
	if !p.m.Programs {
		body = append(body, p.slice("scenario", p.scenario))
	}
	if p.m.ShownComparison() == nil {
		body = append(body, app.Section().Body(app.P().Class("missing").Text("The comparison appears here once it can be read.")))
	} else {
		body = append(body, p.results()...)
	}
	return app.Div().ID("page").Class("compare").Body(
		p.slice("top", p.top),
		app.Main().ID("main").TabIndex(-1).Body(body...),
		p.slice("share", func() app.UI { return p.share().view() }),
	)
}

func (p *ComparePage) top() app.UI {
	return top{root: p.root, page: "/compare", playground: p.m.Playground(), compare: p.m.Link, theme: p.m.Theme, onTheme: p.onTheme,
		actions: []app.UI{examplesButton(nil), shareButton(p.onShare)}}.view()
}

// results are what came of the comparison.
func (p *ComparePage) results() []app.UI {
	parts := []app.UI{p.slice("verdict", p.verdict), p.slice("pictures", p.pictures), p.slice("figures", p.figures)}
	if p.embed == nil && !p.m.Programs {
		parts = append(append([]app.UI{p.many()}, parts...), p.turnings())
	}
	return parts
}

// slice is a part of the page for which the rest of it does not wait.
func (p *ComparePage) slice(name string, draw func() app.UI) app.UI {
	return &slice{Version: p.times, name: name, breath: p.breath, draw: draw}
}

// scenario is what is edited: the tasks, the options that all rows share, and the rows.
func (p *ComparePage) scenario() app.UI {
	return app.Section().Class("scenario").Aria("label", "Comparison").Body(
		p.editor().bar(p.slice("variants", p.variants), "Tasks, the same for all", p.buttons(), p.together(), p.undoButtons()),
		p.editor().faultNote(),
		p.messages(),
	)
}

// lesson says what is compared.
func (p *ComparePage) lesson() app.UI {
	title := "This link cannot be read"
	if p.m.Scenario != nil {
		title = p.m.Heading()
	}
	return app.Section().Class("lesson").Aria("label", "What it shows").Body(
		app.Div().Class("lesson-head").Body(app.H1().Class("titled").Text(title),
			app.Span().ID("state").Class("badge").Class(runClass(p.m.Run.State)).Text(p.m.Run.State.Words()).Hidden(p.m.Programs)),
		app.P().Class("notice").Text(p.notice()))
}

func (p *ComparePage) notice() string {
	if p.m.Programs {
		return "Each as its author's browser ran it, on one axis. The names lead to the programs."
	}
	return "The same tasks under each strategy, on one axis: who is first, and what it costs."
}

func (p *ComparePage) editor() editor {
	return editor{root: p.root, onInsert: p.onInsert, draft: p.m.Draft, fault: p.m.Fault, shared: true,
		onTasks: p.onTasks, onOption: p.onOption, onDefault: p.onDefault, onChip: p.onChip,
		slice: func(name string, draw func(editor) app.UI) app.UI {
			return p.slice(name, func() app.UI { return draw(p.editor()) })
		}}
}

// buttons run all rows.
func (p *ComparePage) buttons() app.UI {
	run := p.m.Run
	notLive := !run.IsActive() && p.m.WhyNotLive() != ""
	return runButtons(run, [3]app.HTMLButton{
		app.Button().ID("run").Type("button").Class("primary").Text("Run live").Title("Ctrl+Enter").
			Disabled(p.width == 0 && p.embed == nil || notLive).OnClick(p.onRun),
		app.Button().ID("stop").Type("button").Text("Stop").Title("Escape").Disabled(p.width == 0).OnClick(p.onStop),
		app.Button().ID("reset").Type("button").Text("Reset").Disabled(p.width == 0).OnClick(p.onReset),
	})
}

// together lets the rows run at the same time, so that one sees them race.
func (p *ComparePage) together() app.UI {
	return app.Label().Class("field switch").For("option-rows").Hidden(p.m.Backend.Reach == model.NoBackend).Body(
		app.Input().ID("option-rows").Type("checkbox").Checked(p.m.Together()).Disabled(p.width == 0).OnChange(p.onTogether),
		app.Span().Text("Live rows at the same time"))
}

// variants are the rows, as boxes to check and as text.
func (p *ComparePage) variants() app.UI {
	boxes := []app.UI{app.Legend().Text("Compare")}
	for _, c := range p.m.Choices() {
		boxes = append(boxes, p.box(c))
	}
	if len(boxes) == 1 {
		boxes = append(boxes, app.P().Class("hint").Text("The boxes come back when the list below can be read."))
	}
	words, n := "1 strategy", len(p.m.Chosen)
	if n != 1 {
		words = view.Thousands(n) + " strategies"
	}
	return app.Div().Class("strategy").Body(
		app.Button().ID("variants").Type("button").Attr("popovertarget", "rows").Text(words).
			Aria("invalid", p.m.Fault.OfKey("strategies") != nil),
		app.Div().ID("rows").Class("popover variants").Attr("popover", "auto").Role("group").Aria("label", "Strategies").Body(
			app.FieldSet().Class("boxes").Body(boxes...),
			app.Details().Class("as-text").Open(p.m.AsText).Body(
				app.Summary().Text("As text, with any options"),
				app.Label().Class("unseen").For("strategies").Text("Variants"),
				sheet{"strategies", "strategies-hint fault", p.m.Variants, p.m.Fault.OfKey("strategies"), p.onVariants}.view(),
				app.P().ID("strategies-hint").Class("hint").
					Text("Separated by commas, options after a plus sign: gather+limit=6, wait+FIRST_COMPLETED+cancel; or all."),
			),
		),
	)
}

// box puts a variant on the list, or takes it off.
func (p *ComparePage) box(c model.Choice) app.UI {
	name := c.Variant.String()
	return app.Label().Class("field switch").For("variant-"+name).Body(
		app.Input().ID("variant-"+name).Type("checkbox").DataSet("variant", name).Checked(c.On).OnChange(p.onVariant),
		app.Span().Class("key").Text(c.Variant.Label()))
}

// messages says what stands in the way of a live run.
func (p *ComparePage) messages() app.UI {
	a := actions{run: p.m.Run, backend: p.m.Backend, alert: p.m.Alert, held: p.m.HeldWords(), fault: p.m.Fault != nil,
		other: p.m.Waiting != nil, onShowHeld: p.onShowHeld, onDropHeld: p.onDropHeld}
	a.show, a.drop = p.m.HeldButtons()
	if p.m.Scenario != nil {
		a.newer, a.apart = p.m.Scenario.Notice(), p.m.TogetherWords()
		if !p.m.Run.IsActive() && p.m.Fault == nil {
			a.unsure = p.m.WhyNotLive()
		}
	}
	return a.messages()
}

// many are the figures of many runs, where the comparison asks for them.
func (p *ComparePage) many() app.UI {
	labels := make([]string, len(p.m.Simulated.Rows))
	for i := range labels {
		labels[i] = p.m.Simulated.Rows[i].Label
	}
	return p.decision(p.m.Counting, labels, &p.decided, p.width > 0).view()
}

// verdict is the simulation's verdict until a live run is over.
func (p *ComparePage) verdict() app.UI {
	c, state := p.m.ShownComparison(), p.m.Run.State
	if p.m.Run.IsActive() {
		c = p.m.Simulated
	}
	items := []app.UI{}
	for _, f := range p.words.verdict.about(c).findings {
		items = append(items, app.Li().Body(app.Strong().Text(f.Who), app.Span().Text(": "+f.Text)))
	}
	if p.m.Before != nil { // what is under the hand does not jump up
		for range len(p.words.before.about(p.m.Before.Simulated).findings) - len(items) {
			items = append(items, app.Li().Aria("hidden", true).Text("\u00a0"))
		}
	}
	head := []app.UI{app.H2().Text(p.verdictHead())}
	if p.embed != nil {
		head = append(head, app.Span().ID("state").Class("badge").Class(runClass(state)).Text(state.Words()))
	}
	head = append(head, app.P().ID("progress").Role("status").Aria("live", "polite").Text(p.m.Progress()))
	section := app.Section().Class("verdict").Aria("label", "Verdict")
	if p.embed != nil {
		section = section.Role("group") // see embedBody
	}
	return section.Body(app.Div().Class("hero-head").Body(head...), p.winner(c), app.Ul().ID("verdict").Body(items...))
}

// winner is the verdict in a sentence. While a bar is in the hand it keeps its place, whatever it says.
func (p *ComparePage) winner(c *view.Comparison) app.UI {
	v := p.words.verdict.about(c)
	if p.m.Programs || v.text == "" && p.m.Before == nil {
		return nil
	}
	return app.P().ID("winner").Class("winner").Body(app.Strong().Text(v.who), app.Text(v.text+"\u00a0"))
}

// verdictHead says which runs the verdict is about. While the rows run live, that is still the simulation. In an embed the badge beside it
// says so, unless they do.
func (p *ComparePage) verdictHead() string {
	if p.m.Programs || p.embed != nil && !p.m.Run.IsActive() {
		return "Verdict"
	}
	if p.m.Live == nil || p.m.Run.IsActive() {
		return "Verdict, simulated"
	}
	return "Verdict, live"
}

func (p *ComparePage) figures() app.UI {
	c := p.m.ShownComparison()
	head, best := "Figures, "+p.m.Standing(), "the best of its column. "
	if p.m.Live != nil {
		best = "the best of its column; times that differ by less than 50 ms count as equal. "
	}
	if p.m.Programs {
		head = "Figures"
	}
	best += "Where some strategy returned, times and connections are compared among those that did, and mean results among those that " +
		"received the most. " +
		"Cancelled counts those at the program's end too."
	return app.Section().Class("figures").Body(
		app.H2().Text(head),
		scrollBox(head).Body(
			raw(p.words.figuresOf(figuresKey{c, p.m.Run.IsActive(), p.m.RowNotes(), p.root}))),
		app.P().Class("hint").Body(app.Span().Class("star").Aria("hidden", true).Text("★"), app.Span().Text(best)),
	)
}

// pictures are the rows on one axis.
func (p *ComparePage) pictures() app.UI {
	c := p.m.ShownComparison()
	body, signs, head := []app.UI{app.Div().ID("multiples-width")}, "", "Side by side, "+p.m.Standing()
	m := multiples{root: p.root, shown: c, width: p.width, scale: p.scale(), drag: p.m.Drag, tasks: len(p.m.Labels), notes: p.m.RowNotes()}
	if p.m.Before != nil {
		m.frame = p.m.Before.Simulated
	}
	if p.m.Live != nil {
		m.simulated = p.m.Simulated
		head += "; outlines are simulated"
	}
	if p.width > 0 {
		p.drawn.draw(m, p.breath)
		body, signs = append(body, p.drawn.sheet("", p.times, p.breath)), p.drawn.signs
		if h, shown := p.shownHandles(); shown {
			body = append(body, h.view()...)
		}
	} else {
		for _, m.kind = range []string{"wide", "narrow"} {
			var d drawnMultiples
			m.width = map[string]float64{"wide": wideMultiple * m.scale, "narrow": narrowWidth}[m.kind]
			d.draw(m, p.breath)
			body, signs = append(body, d.sheet("only-"+m.kind, p.times, p.breath)), d.signs
		}
	}
	return app.Section().Class("side-by-side").Body(app.H2().Text(head),
		app.P().ID("drag-words").Class("hint drag-words").Text(p.dragWords()), app.Div().ID("multiples").Body(body...), legend(signs))
}

// dragWords say what can be done with the bars, and what the one in the hand does.
func (p *ComparePage) dragWords() string {
	if !p.m.CanDrag() {
		return ""
	}
	return p.m.DragWords()
}

// sheet is the rows with the axis, which stays in sight while they scroll.
func (d *drawnMultiples) sheet(class string, times int, b *breath) app.UI {
	body := []app.UI{raw(d.ruler)}
	for i := range d.rows {
		name := class + strconv.Itoa(i)
		body = append(body, &slice{Version: times, name: name, breath: b, draw: func() app.UI { return raw(d.rows[i]) }})
	}
	sheet := app.Div().Class("sheet").Class(class)
	if d.scenes[0].RowHeight < 8 {
		sheet = sheet.Class("bands") // which are all as high
	}
	return sheet.Body(body...)
}
