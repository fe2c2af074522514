package app

import (
	"slices"
	"strconv"
	"strings"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/program"
	"inflight/engine/view"
)

// written keeps the program on the screen, which is drawn far more often than it changes.
type written struct {
	of       model.ProgramOf
	program  *program.Program
	lines    []codeLine
	whole    *view.Timeline // the run that the events belong to; nil if there are none
	events   [][]int        // for each line of the program
	line     int            // where the caller stands, or -1
	followed followed       // what the code was last scrolled to
}

// followed is what the place of the caller's line, and the box around it, depend on.
type followed struct {
	moment   model.Moment
	of       model.ProgramOf
	line     int // from 0; -1 if the caller stands nowhere
	printing bool
	active   bool
}

// codeLine is a line as it is shown.
type codeLine struct {
	index  int // in the program, or -1 for a gap
	markup string
}

// declaredLines is how many lines of declared tasks are shown. A scenario can have thousands.
const declaredLines = 40

// write makes the program, unless it is there already.
func (w *written) write(s *engine.Scenario, of model.ProgramOf) {
	if w.program != nil && w.of == of {
		return
	}
	*w = written{of: of, program: program.Write(s, of.Language, of.Backend, program.Options{Timed: of.Timed}), followed: w.followed}
	w.draw()
}

// explain finds the events of each line in a run, so that lines which have some can be picked.
func (w *written) explain(whole *view.Timeline) {
	if w.whole == whole {
		return
	}
	w.whole, w.events = whole, make([][]int, len(w.program.Lines))
	for _, shown := range w.lines {
		if shown.index < 0 {
			continue
		}
		if l := w.program.Lines[shown.index]; len(l.Tags) > 0 || l.From < l.To {
			w.events[shown.index] = w.program.Events(shown.index, whole.Scenario, whole.Log)
		}
	}
	w.draw()
}

// draw writes the markup of the lines.
func (w *written) draw() {
	spans, declared := w.program.Highlight(), 0
	w.lines = w.lines[:0]
	for i, l := range w.program.Lines {
		if l.From < l.To {
			declared++
		}
		if l.From == l.To || declared <= declaredLines {
			w.lines = append(w.lines, codeLine{i, w.markup(i, spans[i])})
		} else if declared == declaredLines+1 {
			w.lines = append(w.lines, codeLine{-1, w.gap()})
		}
	}
}

// gap stands for the lines that are left out.
func (w *written) gap() string {
	left := -declaredLines
	for _, l := range w.program.Lines {
		if l.From < l.To {
			left++
		}
	}
	return `<div><span class="gutter"></span><code class="comment">… ` + escape(
		view.Plural(left, "line"),
	) + ` more: Copy has them all</code></div>`
}

// markup is a line with its number. If the line has events, the number is a button, for keys; a click anywhere on the line does the same.
func (w *written) markup(line int, spans []program.Span) string {
	var b strings.Builder
	number := strconv.Itoa(line + 1)
	if w.events != nil && len(w.events[line]) > 0 {
		b.WriteString(`<div class="eventful"><span class="gutter"><button type="button" aria-label="Line ` + number + ": " +
			escape(view.Plural(len(w.events[line]), "event")) + `">` + number + `</button></span><code>`)
	} else {
		b.WriteString(`<div><span class="gutter">` + number + `</span><code>`)
	}
	for _, span := range spans {
		if span.Class == "" {
			b.WriteString(escape(span.Text))
			continue
		}
		b.WriteString(`<span class="` + string(span.Class) + `">` + escape(span.Text) + `</span>`)
	}
	b.WriteString("</code></div>")
	return b.String()
}

// next is the line's first event after the moment, or else its first.
func (w *written) next(line int, moment model.Moment) (event int, found bool) {
	if line < 0 || line >= len(w.events) || len(w.events[line]) == 0 {
		return 0, false
	}
	events := w.events[line]
	if later := slices.IndexFunc(events, func(e int) bool { return moment.Set && e >= moment.Events }); later > 0 {
		return events[later], true
	}
	return events[0], true
}
