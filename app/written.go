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
	runsOn   string         // the Pythons that the script in virtual time prints its trace on
	whole    *view.Timeline // the run that the events belong to; nil if there are none
	counts   []int          // of events, for each line of the program
	spans    [][]program.Span
	line     int      // where the caller stands, or -1
	followed followed // what the code was last scrolled to
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
	folded bool   // it stands in a fold, as nothing happens in its block
	fold   string // of the first line of a fold: what that hides
	blank  bool
}

// declaredLines is how many lines of declared tasks are shown. A scenario can have thousands.
const declaredLines = 40

// write makes the program, unless it is there already.
func (w *written) write(s *engine.Scenario, of model.ProgramOf) {
	if w.program != nil && w.of == of {
		return
	}
	*w = written{of: of, program: program.Write(s, of.Language, of.Backend, program.Options{Timed: of.Timed}),
		runsOn: program.VirtualRunsOn(s), followed: w.followed}
	w.spans = w.program.Highlight()
	w.draw()
}

// explain counts the events of each line in a run, so that lines which have some can be picked.
func (w *written) explain(whole *view.Timeline) {
	if w.whole == whole {
		return
	}
	w.whole, w.counts = whole, w.program.CountEvents(whole.Scenario, whole.Log)
	w.draw()
}

// events are those of a line, in the run.
func (w *written) events(line int) []int {
	if line < 0 || line >= len(w.counts) || w.counts[line] == 0 {
		return nil
	}
	return w.program.Events(line, w.whole.Scenario, w.whole.Log)
}

// draw writes the markup of the lines.
func (w *written) draw() {
	folded, declared := w.foldedLines(), 0
	w.lines = w.lines[:0]
	for i, l := range w.program.Lines {
		if l.From < l.To {
			declared++
		}
		if l.From == l.To || declared <= declaredLines {
			w.lines = append(w.lines, codeLine{index: i, markup: w.markup(i, w.spans[i]), folded: folded[i], blank: l.Text == ""})
		} else if declared == declaredLines+1 {
			w.lines = append(w.lines, codeLine{index: -1, markup: w.gap(), folded: folded[i]})
		}
	}
	for from, to := len(w.lines)-1, len(w.program.Lines); from >= 0; from-- {
		l := &w.lines[from]
		if !l.folded {
			to = l.index
		} else if from == 0 || !w.lines[from-1].folded {
			l.fold = foldWords(w.program, l.index, to)
		}
	}
}

// foldedLines marks the lines of blocks in which nothing happens: imports, declarations, helpers.
func (w *written) foldedLines() []bool {
	p := w.program
	folded := make([]bool, len(p.Lines))
	if p.Own {
		return folded // only whoever wrote it knows
	}
	for from := 0; from < len(p.Lines); {
		to := p.BlockEnd(from)
		happens := slices.ContainsFunc(p.Lines[from:to], func(l program.Line) bool { return len(l.Tags) > 0 })
		for i := from; i < to; i++ {
			folded[i] = !happens
		}
		from = to
	}
	return folded
}

// declared is the name that a line at the margin gives to something; empty if it does not.
func declared(line string) string {
	line = strings.TrimPrefix(line, "async ")
	if keyword, rest, _ := strings.Cut(line, " "); slices.Contains(strings.Fields("def class func type var const let function"), keyword) {
		line = rest
	}
	if receiver, rest, ok := strings.Cut(line, ") "); ok && strings.HasPrefix(receiver, "(") {
		line = rest
	}
	isOther := func(c rune) bool { return c != '_' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') }
	name := line[:max(0, strings.IndexFunc(line, isOther))]
	names := func(sign string) bool { return strings.HasPrefix(line[len(name):], sign) }
	if slices.ContainsFunc([]string{" =", "(", " struct", ":"}, names) {
		return name
	}
	return ""
}

// foldWords say what a fold hides: "19 lines: imports, START, URL, …".
func foldWords(p *program.Program, from, to int) string {
	names := []string{}
	name := func(word string) {
		if !slices.Contains(names, word) {
			names = append(names, word)
		}
	}
	for _, l := range p.Lines[from:to] {
		switch declares := declared(l.Text); {
		case strings.HasPrefix(l.Text, "import ") || strings.HasPrefix(l.Text, "from "):
			name("imports")
		case declares != "":
			name(declares)
		}
	}
	words := view.Plural(to-from, "line")
	const most = 4
	if len(names) > most {
		names = append(names[:most], "…")
	}
	if len(names) == 0 {
		return words
	}
	return words + ": " + strings.Join(names, ", ")
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
	if w.counts != nil && w.counts[line] > 0 {
		b.WriteString(`<div class="eventful"><span class="gutter"><button type="button" aria-label="Line ` + number + ": " +
			escape(view.Plural(w.counts[line], "event")) + `">` + number + `</button></span>`)
	} else {
		b.WriteString(`<div><span class="gutter">` + number + `</span>`)
	}
	b.WriteString(`<code data-indent="` + strconv.Itoa(indentOf(w.program.Lines[line].Text)) + `">`)
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

// indentOf is how many letters a line is indented, as code.css has them: an even number up to 24.
func indentOf(line string) int {
	n := 0
	for _, r := range line {
		switch r {
		case ' ':
			n++
		case '\t':
			n += 4
		default:
			return min(n/2*2, 24)
		}
	}
	return 0
}

// nextEvent is the first of a line's events after the moment, or else their first.
func nextEvent(events []int, moment model.Moment) (event int, found bool) {
	if len(events) == 0 {
		return 0, false
	}
	if later := slices.IndexFunc(events, func(e int) bool { return moment.Set && e >= moment.Events }); later > 0 {
		return events[later], true
	}
	return events[0], true
}
