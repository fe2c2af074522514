package app

import (
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine/view"
)

// printed keeps what the program would print, as it was drawn last.
type printed struct {
	timeline *view.Timeline
	known    int
	all      bool
	lines    []view.Printed
	markup   string
	followed model.Moment // the moment whose line has been brought into sight
}

// of is what the Python program would print in a run, as markup. Lines that are yet to come at the moment are there, and muted, so that
// nothing moves; the latest is marked.
func (d *printed) of(t *view.Timeline, moment model.Moment, all bool) string {
	known := moment.Known(t.Log)
	if d.timeline == t && d.known == known && d.all == all {
		return d.markup
	}
	if d.timeline != t {
		d.lines = view.PrintedLines(t.Scenario, t.Log)
	}
	d.timeline, d.known, d.all = t, known, all
	var b strings.Builder
	b.WriteString("<ol>")
	for i, l := range d.lines[:bounded(len(d.lines), all)] {
		class := ""
		switch last := i+1 == len(d.lines) || d.lines[i+1].Event >= known; {
		case l.Event >= known:
			class = ` class="future"`
		case last && moment.Set:
			class = ` class="now" aria-current="step"`
		}
		b.WriteString("<li" + class + `><button type="button" tabindex="-1" data-event="` + strconv.Itoa(l.Event) + `"><span>` + model.When(l.T) + "</span> " +
			escape(l.Text) + "</button></li>")
	}
	d.markup = b.String() + "</ol>"
	return d.markup
}

// printSwitch shows what the program would print, or hides it.
func (p *Page) printSwitch() app.UI {
	return app.Label().Class("field switch").For("print").Title("what the Python program would print with a timing decorator").Body(
		app.Input().ID("print").Type("checkbox").Checked(p.m.Printing).Disabled(!p.ready()).OnChange(p.onPrint),
		app.Span().Text("Log"))
}

// printedLog is what the program would print, next to the moment; nil while it is not asked for.
func (p *Page) printedLog() app.UI {
	t := p.m.Whole()
	if !p.m.Printing || t == nil {
		return nil
	}
	markup := p.lines.of(t, p.m.Replay.Moment, p.m.All)
	return app.Div().Class("printed").OnClick(p.onEvent).Body(
		app.Div().Class("scroll").TabIndex(0).Role("region").Aria("label", "What the program would print").Body(raw(markup)),
		rest(len(p.lines.lines), p.m.All, p.onAll))
}

func (p *Page) onPrint(ctx app.Context, e app.Event) { p.send(ctx, model.PrintToggled{}) }

// followPrinted keeps the latest line in sight when the moment moves, and leaves the box alone otherwise.
func (p *Page) followPrinted() {
	if moment := p.m.Replay.Moment; moment != p.lines.followed {
		p.lines.followed = moment
		if moment.Set {
			p.browser.reveal(".printed .now")
		}
	}
}
