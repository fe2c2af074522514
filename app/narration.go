package app

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine/view"
)

// story keeps the narration of the run on the screen: during a replay it stays the same.
type story struct {
	timeline  *view.Timeline
	run       int
	told      time.Time
	rest      time.Duration
	sentences []view.Sentence
}

// sentencesOf returns the narration of a timeline. While the run goes on it is renewed the less often the longer that takes, since the
// work keeps the run from the one thread that they share.
func (s *story) sentencesOf(t *view.Timeline, run model.Run) []view.Sentence {
	late := run.IsActive() && s.run == run.Number && time.Since(s.told) < s.rest
	if s.timeline != t && !late {
		began := time.Now()
		*s = story{timeline: t, run: run.Number, sentences: view.Narrate(t)}
		s.told, s.rest = time.Now(), 20*time.Since(began)
	}
	return s.sentences
}

// narration is the run in sentences. Each is a button that goes to the moment at which all that it says has happened. Sentences that are
// yet to come are muted and keep their place, so that nothing moves. While a live run goes on, live says what runs.
func narration(sentences []view.Sentence, moment model.Moment, marking *model.Marking, live string, onEvent app.EventHandler) app.UI {
	items, now := []app.UI{}, spokenSentence(sentences, moment)
	for i, s := range sentences {
		if app.IsServer {
			items = append(items, app.Li().Body(app.Span().Class("sentence").Text(s.Text)))
			continue
		}
		words := app.Button().Type("button").Class("sentence").DataSet("event", strconv.Itoa(s.Events[len(s.Events)-1])).Text(s.Text)
		switch {
		case i == now:
			words.Aria("current", "step")
		case moment.Set && s.Events[0] >= moment.Events:
			words.Class("future")
		}
		if slices.ContainsFunc(s.Events, marking.Has) {
			words.Class("marked")
		}
		items = append(items, app.Li().Body(words))
	}
	if live != "" {
		items = append(items, app.Li().ID("now").Body(app.Span().Class("sentence").Text(live)))
	}
	return app.Ol().ID("narration").Class("narration").OnClick(onEvent).Body(items...)
}

// spokenSentence returns the sentence about the moment's last event, or else the last sentence that has begun; -1 at the end.
func spokenSentence(sentences []view.Sentence, moment model.Moment) int {
	now := -1
	if !moment.Set {
		return now
	}
	for i, s := range sentences {
		if slices.Contains(s.Events, moment.Events-1) {
			return i
		}
		if s.Events[0] < moment.Events && (now < 0 || s.Events[0] >= sentences[now].Events[0]) {
			now = i
		}
	}
	return now
}

// printed keeps what the program would print, as it was drawn last.
type printed struct {
	timeline *view.Timeline
	known    int
	all      bool
	lines    []view.Printed
	markup   string
	followed model.Moment // the moment whose line has been brought into sight
}

// markupOf returns what the Python program would print in a run, as markup. The latest line is marked. Lines that are yet to come are
// muted and keep their place, so that nothing moves.
func (d *printed) markupOf(t *view.Timeline, moment model.Moment, all bool) string {
	known := moment.CountEvents(t.Log)
	if d.timeline == t && d.known == known && d.all == all {
		return d.markup
	}
	if d.timeline != t {
		d.lines = view.PrintedLines(t.Scenario, t.Log)
	}
	d.timeline, d.known, d.all = t, known, all
	var b strings.Builder
	b.WriteString("<ol>")
	for i, l := range d.lines[:rowsToShow(len(d.lines), all)] {
		class := ""
		switch last := i+1 == len(d.lines) || d.lines[i+1].Event >= known; {
		case l.Event >= known:
			class = ` class="future"`
		case last && moment.Set:
			class = ` class="now" aria-current="step"`
		}
		b.WriteString(
			"<li" + class + `><button type="button" tabindex="-1" data-event="` + strconv.Itoa(
				l.Event,
			) + `"><span>` + model.TimeWords(
				l.T,
			) + "</span> " +
				escape(
					l.Text,
				) + "</button></li>",
		)
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
	t := p.m.WholeRun()
	if !p.m.Printing || t == nil {
		return nil
	}
	markup := p.lines.markupOf(t, p.m.Replay.Moment, p.m.All)
	return app.Div().Class("printed").OnClick(p.onEvent).Body(
		app.Div().Class("scroll").TabIndex(0).Role("region").Aria("label", "What the program would print").Body(raw(markup)),
		restButton(len(p.lines.lines), p.m.All, p.onAll))
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
