package app

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/picture"
	"inflight/engine/program"
	"inflight/engine/view"
)

// advice is the strategy, why, its code, and where it goes wrong.
func (p *WhichPage) advice(a view.Advice) app.UI {
	return app.Section().ID("advice").Aria("label", "Advice").Body(
		app.Div().Class("verdict").Role("status").Aria("live", "polite").Body(
			app.P().Class("answer").Text(a.Variant.Label()),
			app.P().Text(a.Why),
		),
		example(a.Timeline, "advice", "advised"),
		app.P().Body(app.A().ID("advice-link").Href(p.root.address("/", a.Link)).Text("See it at work")),
		p.withYours(),
		p.code(a),
		app.H3().Text("Where it goes wrong"),
		app.P().Text(a.Counter.Why),
		p.counterLink(a.Counter),
		example(a.Counter.Timeline, "counter", "where it goes wrong"),
		app.P().Class("hint").Text(a.Counter.Figures),
		app.P().Class("links").Body(
			app.A().ID("better-link").Href(p.root.address("/compare", a.Counter.Compare)).Text("Compare "+a.Counter.Worse+" with "+a.Counter.Better),
		),
	)
}

// withYours is what the advice does with the tasks that somebody came with, beside what their own strategy does.
func (p *WhichPage) withYours() app.UI {
	c := p.m.Compared
	if c == nil {
		return nil
	}
	rows := []app.UI{}
	for i := range c.Rows {
		r := &c.Rows[i]
		words := "cannot run these tasks"
		if r.Err == nil {
			words = r.Timeline.Caller.Words() + ", " + r.Cell(view.ReceivedColumn) + " received"
		}
		rows = append(rows, app.Li().Body(app.A().Href(p.root.address("/", r.Link)).Body(app.Code().Text(r.Label)), app.Span().Text(" "+words)))
	}
	return app.Section().ID("yours").Body(app.H3().Text("With your tasks"), app.Ul().Body(rows...),
		app.P().Body(app.A().ID("yours-link").Href(p.root.address("/compare", p.m.Rivalry)).Text("Compare them")))
}

// counterLink returns the preset's link. It names the strategy if that is not the preset's own.
func (p *WhichPage) counterLink(c view.Counter) app.UI {
	words := "Preset:"
	if c.Link != "preset="+c.Preset.ID {
		words = "Preset, here under " + c.Worse + ":"
	}
	return app.P().
		Class("links").
		Body(app.Span().Text(words), app.A().ID("counter-link").Href(p.root.address("/", c.Link)).Text(c.Preset.Title))
}

// code is the example as a program.
func (p *WhichPage) code(a view.Advice) app.UI {
	p.written.write(a.Timeline.Scenario, model.ProgramOf{Link: a.Link, Language: p.m.Language, Backend: p.backend()})
	c := code{
		written:    &p.written,
		language:   p.m.Language,
		ready:      p.browser != nil,
		copied:     p.m.Copied,
		onLanguage: p.onLanguage,
		onCopy:     p.onCopyCode,
	}
	return app.Section().Class("code").Body(
		app.Div().Class("code-head").Body(app.H3().Text("Its code"), c.tabs(), c.copyButton()),
		c.listing(codeMarks{picked: -1}),
	)
}

// backend is where the program sends its requests.
func (p *WhichPage) backend() engine.Backend {
	if p.browser != nil {
		if b := p.configuration().Backend(); b.Address != "" {
			return p.runBackend(b)
		}
	}
	return DemoBackend
}

// showMain scrolls the code to the strategy, which stands near the end of a long program. It shows the lines from where main() waits to
// what it does with a result, and one line more.
func (p *WhichPage) showMain(app.Context) {
	for _, tag := range []program.Tag{program.Await, program.Deliver} {
		for _, line := range p.written.program.Marked(tag) {
			p.browser.reveal(`.program [data-line="` + strconv.Itoa(line+1) + `"]`)
		}
	}
}

func (p *WhichPage) onLanguage(ctx app.Context, e app.Event) {
	p.send(ctx, model.LanguagePicked{Language: program.Language(data(ctx, "language"))})
}

func (p *WhichPage) onCopyCode(ctx app.Context, e app.Event) { p.copyCode(&p.written) }

// The pictures of examples: their width in pixels, and how many tasks they have before their lanes are the lowest.
const (
	exampleWidth = 560.0
	exampleLanes = 12
)

// example is the picture of a run, for a wide window and for a phone. of says what it is an example of.
func example(t *view.Timeline, id, of string) app.UI {
	o := picture.LayoutOptions{Width: exampleWidth, Lanes: picture.LowLanes}
	if len(t.Lanes) > exampleLanes {
		o.Lanes = picture.LowestLanes
	}
	wide := picture.Layout(t, o).SVG(picture.SVGOptions{ID: id, Of: of})
	o.Width = narrowWidth
	return raw(`<div class="example"><div class="only-wide">` + wide + `</div><div class="only-narrow">` +
		picture.Layout(t, o).SVG(picture.SVGOptions{ID: id + "-narrow", Of: of}) + "</div></div>")
}
