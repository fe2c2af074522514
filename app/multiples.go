package app

import (
	"strconv"
	"strings"
	"time"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/picture"
	"inflight/engine/view"
)

// The pictures of a comparison are small, one for each row, and have one axis.
const (
	wideMultiple = 960.0 // width in pixels in a wide window, so that nothing jumps when the program takes over
	lowLanes     = 12    // more tasks than this have the lowest lanes
)

// multiples draws the rows of a comparison.
type multiples struct {
	root      siteRoot
	shown     *view.Comparison
	simulated *view.Comparison // drawn in outline beneath a live one; nil if shown is the simulation itself
	drag      *model.Dragging  // the bar in the hand; may be nil
	frame     *view.Comparison // the one before the drag, which settles the axis; may be nil
	tasks     int
	width     float64
	scale     float64 // how much larger than usual they are
	notes     rowNotes
	kind      string // tells apart pictures of two widths on one page
}

// rowNotes say of each row whether it is live, or are "".
type rowNotes = [engine.MaxVariants]string

// drawnMultiples keeps what was drawn last.
type drawnMultiples struct {
	of     multiples
	rows   []string
	scenes []*picture.Scene
	ruler  string
	signs  string // the legend
	filled bool
}

// draw draws the rows, and takes a breath between them. What was drawn last stays until all are.
func (d *drawnMultiples) draw(m multiples, b *breath) {
	if d.filled && d.of == m {
		return
	}
	now := drawnMultiples{of: m, rows: make([]string, len(m.shown.Rows)), scenes: make([]*picture.Scene, len(m.shown.Rows)), filled: true}
	now.drawAll(m, b)
	*d = now
}

func (d *drawnMultiples) drawAll(m multiples, b *breath) {
	o := m.options()
	marks := make([][]picture.Mark, len(d.rows))
	for i := range d.rows {
		b.take()
		d.rows[i], d.scenes[i] = m.row(i, o)
		marks[i] = d.scenes[i].Marks
	}
	d.signs = legendMarkup(picture.Legend(marks...))
	o.Parts = picture.PartAxis
	if m.drag != nil {
		o.Turns = m.turns(m.drag.Row)
	}
	d.ruler = `<div class="ruler" aria-hidden="true">` + picture.Layout(m.shown.Rows[0].Timeline, o).
		SVG(picture.SVGOptions{ID: "ruler" + m.kind}) +
		"</div>"
}

// options are those that all rows share.
func (m multiples) options() picture.LayoutOptions {
	o := picture.LayoutOptions{Width: m.width, Scale: m.scale, Axis: m.shown.End, Beside: m.shown.Timelines(), Lanes: picture.LowLanes}
	if m.simulated != nil {
		o.Axis = max(o.Axis, m.simulated.End)
		o.Beside = append(m.simulated.Timelines(), o.Beside...)
	}
	if m.frame != nil {
		o.Frame, o.Beside, o.Axis = m.frame.Rows[0].Timeline, m.frame.Timelines(), m.axis()
	}
	lanes := 0
	for _, t := range o.Beside {
		lanes = max(lanes, len(t.Lanes))
	}
	if lanes > lowLanes {
		o.Lanes = picture.LowestLanes
	}
	return o
}

// row is a row's name, which leads to its scenario, what came of it, and its picture.
func (m multiples) row(i int, o picture.LayoutOptions) (string, *picture.Scene) {
	r := &m.shown.Rows[i]
	o.Parts = picture.PartCaller | picture.PartRows
	if m.simulated != nil {
		o.Prediction = m.simulated.Rows[i].Timeline
	}
	o.Turns = m.turns(i)
	scene := picture.Layout(r.Timeline, o)
	number := strconv.Itoa(i)
	return `<div class="multiple"><h3>` + rowLink(r, m.root) + noteOf(m.notes[i]) + `</h3><div data-row="` + number + `">` +
		scene.SVG(picture.SVGOptions{ID: "row" + m.kind + number, Of: r.Label}) + "</div></div>", scene
}

func rowSelector(row int) string { return `[data-row="` + strconv.Itoa(row) + `"]` }

// turns are the times of a row at which the bar in the hand changes the outcome.
func (m multiples) turns(row int) *picture.Turns {
	if m.drag == nil || m.simulated != nil {
		return nil
	}
	t := m.shown.Rows[row].Timeline
	return m.drag.Turns(t, m.drag.Task*len(t.Lanes)/m.tasks)
}

// axis returns the end of the axis while a bar is in the hand. It stays, so that the pictures keep still, or moves on by whole steps.
func (m multiples) axis() time.Duration {
	step := m.frame.End/4 + 1
	if m.shown.End <= m.frame.End {
		return m.frame.End
	}
	return m.frame.End + (m.shown.End-m.frame.End+step-1)/step*step
}

func rowLink(r *view.Row, root siteRoot) string {
	return `<a href="` + escape(root.address("/", r.Link)) + `">` + escape(r.Label) + "</a>"
}

// rowWord is what the rows are.
func rowWord(c *view.Comparison) string {
	if c.Rows[0].Scenario.Recorded != nil {
		return "program"
	}
	return "strategy"
}

// noteOf is a note behind a row's name.
func noteOf(words string) string {
	if words == "" {
		return ""
	}
	return ` <span class="row-note">` + words + "</span>"
}

// drawnWords keeps what was said last of a comparison: a page is drawn far more often than what it shows changes.
type drawnWords struct {
	verdict keptVerdict
	before  keptVerdict // of what was there before the bar in the hand was taken
	counted figuresKey
	figures string
}

// keptVerdict is what a comparison's rows come to.
type keptVerdict struct {
	of        *view.Comparison
	findings  []view.Finding
	who, text string // wins, and how
}

// figuresKey is what a table of figures is made of.
type figuresKey struct {
	shown   *view.Comparison
	running bool
	notes   rowNotes
	root    siteRoot
}

// about is the verdict on a comparison.
func (v *keptVerdict) about(c *view.Comparison) *keptVerdict {
	if v.of != c {
		*v = keptVerdict{of: c, findings: c.Findings()}
		v.who, v.text = c.Winner()
	}
	return v
}

func (d *drawnWords) figuresOf(k figuresKey) string {
	if d.figures == "" || d.counted != k {
		d.counted, d.figures = k, figures(k.shown, k.running, k.notes, k.root)
	}
	return d.figures
}

// figures is the comparison as a table, the best of each column marked once all have run.
func figures(c *view.Comparison, running bool, notes rowNotes, root siteRoot) string {
	columns := c.Columns()
	var b strings.Builder
	b.WriteString(`<table><caption>The rows in figures; a star marks the best of a column</caption><thead><tr>` +
		`<th scope="col">` + rowWord(c) + `</th>`)
	best := make([][]bool, len(columns))
	for i, k := range columns {
		if best[i] = make([]bool, len(c.Rows)); !running {
			best[i] = c.Best(k)
		}
		b.WriteString(`<th scope="col">` + k.Title() + "</th>")
	}
	b.WriteString("</tr></thead><tbody>")
	for i := range c.Rows {
		b.WriteString(`<tr><th scope="row">` + rowLink(&c.Rows[i], root) + noteOf(notes[i]) + "</th>")
		for j, k := range columns {
			b.WriteString(figure(c.Rows[i].Cell(k), best[j][i], barOf(c.Share(k, i), k.Spoils())))
		}
		b.WriteString("</tr>")
	}
	return b.String() + "</tbody></table>"
}

// barOf is a figure as a bar beneath it, as long as its share of the column's greatest; one that counts what is lost looks so.
func barOf(share float64, spoils bool) string {
	class := "cell-bar"
	if spoils {
		class += " spoils"
	}
	const width = 64
	bar := `<svg class="` + class + `" width="` + strconv.Itoa(width) + `" height="6" aria-hidden="true">`
	if share > 0 {
		w := max(share*width-1, 1)
		bar += `<rect x="` + pixels(width-.5-w) + `" y=".5" width="` + pixels(w) + `" height="5" rx="1.5"/>`
	}
	return bar + "</svg>"
}

// figure is a cell of the table.
func figure(words string, best bool, bar string) string {
	words = strings.ReplaceAll(escape(strings.ReplaceAll(words, " ", "\u00a0")), "\u00a0and", " and")
	if best {
		return `<td class="best"><span class="star">★<span class="unseen"> best: </span></span>` + words + bar + "</td>"
	}
	return "<td>" + words + bar + "</td>"
}
