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
// yet to come are muted and keep their place, so that nothing moves.
type narration struct {
	timeline  *view.Timeline
	sentences []view.Sentence
	labels    []string // of the tasks
	moment    model.Moment
	marking   *model.Marking
	now       app.UI // what runs; nil where no live run goes on

	onEvent app.EventHandler
}

func (n narration) view() app.UI {
	items, now, before := []app.UI{}, spokenSentence(n.sentences, n.moment), ""
	for i, s := range n.sentences {
		at, words := n.timed(s)
		if at == before {
			at = ""
		} else {
			before = at
		}
		items = append(items, app.Li().Body(n.line(s, i == now, app.Time().Text(at), app.Span().Text(words))))
	}
	return app.Ol().ID("narration").Class("narration").OnClick(n.onEvent).Body(append(items, n.now)...)
}

// timed is a sentence's time, and the rest of it.
func (n narration) timed(s view.Sentence) (at, words string) {
	t := view.InWords(n.timeline.Log[s.Events[0]].T)
	words = s.Text
	if rest, ok := strings.CutPrefix(words, "At "+t+" "); ok {
		words = rest
		if rest[0] >= 'a' && rest[0] <= 'z' && !n.beginsWithName(rest) {
			words = strings.ToUpper(rest[:1]) + rest[1:]
		}
	}
	return strings.ReplaceAll(t, " ", "\u00a0"), words
}

// beginsWithName reports whether a text begins with the name of a task, which stays as it is.
func (n narration) beginsWithName(text string) bool {
	return slices.ContainsFunc(n.labels, func(label string) bool {
		rest, ok := strings.CutPrefix(text, label)
		return ok && (rest == "" || strings.ContainsRune(" ,'", rune(rest[0])))
	})
}

// line is a sentence to press; on the server it is plain.
func (n narration) line(s view.Sentence, now bool, body ...app.UI) app.UI {
	if app.IsServer {
		return app.Span().Class("sentence").Body(body...)
	}
	line := app.Button().Type("button").Class("sentence").DataSet("event", strconv.Itoa(s.Events[len(s.Events)-1])).Body(body...)
	switch {
	case now:
		line.Aria("current", "step")
	case n.moment.Set && s.Events[0] >= n.moment.Events:
		line.Class("future")
	}
	if slices.ContainsFunc(s.Events, n.marking.Has) {
		line.Class("marked")
	}
	return line
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

// notes are what the scenario's author says of its moments, by the numbers on the picture; nil where there are none. While the moment
// moves, a screen reader says each as it is reached.
func (p *Page) notes() app.UI {
	t := p.m.WholeRun()
	if t == nil || len(t.Scenario.Notes) == 0 {
		return nil
	}
	items, spoken, now := []app.UI{}, "", p.m.NoteNow()
	for _, n := range view.Notes(t) {
		item := app.Li().Value(n.Number).Body(
			app.Span().Class("number").Aria("hidden", true).Text(n.Number),
			app.Button().ID("note-"+strconv.Itoa(n.Number)).Type("button").Class("sentence").DataSet("moment", n.T.Microseconds()).Body(
				app.Time().Text(model.TimeWords(n.T)), app.Span().Text(n.Text)))
		switch {
		case now != nil && *now == n:
			item = item.Class("now")
			spoken = n.Words()
		case p.m.Replay.Moment.Set && n.T > p.m.Replay.Moment.At:
			item = item.Class("future")
		}
		items = append(items, item)
	}
	return app.Div().Class("notes").Body(app.Ol().Aria("label", "Notes").OnClick(p.onNote).Body(items...),
		app.P().ID("note-now").Class("unseen").Role("status").Text(spoken))
}

// onNote goes to the moment of the note that was clicked.
func (p *Page) onNote(ctx app.Context, e app.Event) {
	if of := e.Get("target").Call("closest", "[data-moment]"); of.Truthy() {
		p.move(ctx, model.Sought{At: time.Duration(number(of.Get("dataset").Get("moment").String())) * time.Microsecond})
	}
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

// printedLog is what the program would print, next to the moment; nil while it is not asked for.
func (p *Page) printedLog() app.UI {
	t := p.m.WholeRun()
	if !p.m.Printing || t == nil {
		return nil
	}
	markup := p.lines.markupOf(t, p.m.Replay.Moment, p.m.All)
	return app.Div().Class("printed").OnClick(p.onEvent).Body(
		scrollBox("What the program would print").Body(raw(markup)),
		restButton(len(p.lines.lines), p.m.All, p.onAll))
}

// followPrinted keeps the latest line in sight when the moment moves, and leaves the box alone otherwise.
func (p *Page) followPrinted() {
	if moment := p.m.Replay.Moment; moment != p.lines.followed {
		p.lines.followed = moment
		if moment.Set {
			p.browser.reveal(".printed .now")
		}
	}
}
