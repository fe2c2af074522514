package app

import (
	"strconv"
	"strings"

	"inflight/engine"
)

// The pictures of a comparison are small, one for each row, and have one axis.
const (
	wideMultiple = 960.0 // pixels, in a wide window, where nothing is to jump when the program takes over
	lowLanes     = 12    // more tasks than this have the lowest lanes
	mostLanes    = 40    // are drawn of a row; a note counts the others
)

// multiples draws the rows of a comparison.
type multiples struct {
	shown     *engine.Comparison
	simulated *engine.Comparison // drawn underneath a live one in outline; nil where shown is the simulation
	width     float64
	kind      string // tells apart pictures of two widths on one page
}

// drawnMultiples keeps what was drawn last.
type drawnMultiples struct {
	of     multiples
	rows   []string
	ruler  string
	filled bool
}

func (d *drawnMultiples) draw(m multiples) {
	if d.filled && d.of == m {
		return
	}
	*d = drawnMultiples{of: m, rows: make([]string, len(m.shown.Rows)), filled: true}
	o := m.options()
	for i := range d.rows {
		d.rows[i] = m.row(i, o)
	}
	o.Parts = engine.PartAxis
	d.ruler = `<div class="ruler" aria-hidden="true">` + engine.Layout(m.shown.Rows[0].Timeline, o).SVG(engine.SVGOptions{ID: "ruler" + m.kind}) + "</div>"
}

// options are those that all rows share.
func (m multiples) options() engine.LayoutOptions {
	o := engine.LayoutOptions{Width: m.width, Axis: m.shown.End, Beside: m.shown.Timelines(), Lanes: engine.LowLanes}
	if m.simulated != nil {
		o.Axis = max(o.Axis, m.simulated.End)
		o.Beside = append(m.simulated.Timelines(), o.Beside...)
	}
	lanes := 0
	for _, t := range o.Beside {
		lanes = max(lanes, len(t.Lanes))
	}
	if lanes > lowLanes {
		o.Lanes = engine.LowestLanes
	}
	if lanes > mostLanes {
		o.Crop, o.To = true, mostLanes
	}
	return o
}

// row is a row's name, which leads to its scenario, what came of it, and its picture.
func (m multiples) row(i int, o engine.LayoutOptions) string {
	r := &m.shown.Rows[i]
	o.Parts = engine.PartCaller | engine.PartRows
	if m.simulated != nil {
		o.Prediction = m.simulated.Rows[i].Timeline
	}
	return `<div class="multiple"><h3>` + rowLink(r) + "</h3><div>" +
		engine.Layout(r.Timeline, o).SVG(engine.SVGOptions{ID: "row" + m.kind + strconv.Itoa(i)}) + "</div></div>"
}

func rowLink(r *engine.Row) string {
	return `<a href="` + escape(address("/", r.Link)) + `">` + escape(r.Label) + "</a>"
}

// figures is the comparison as a table, the best of each column marked.
func figures(c *engine.Comparison) string {
	columns := c.Columns()
	var b strings.Builder
	b.WriteString(`<table><caption>The rows in figures; a star marks the best of a column</caption><thead><tr><th scope="col">strategy</th>`)
	best := make([][]bool, len(columns))
	for i, k := range columns {
		best[i] = c.Best(k)
		b.WriteString(`<th scope="col">` + k.Title() + "</th>")
	}
	b.WriteString("</tr></thead><tbody>")
	for i := range c.Rows {
		b.WriteString(`<tr><th scope="row">` + rowLink(&c.Rows[i]) + "</th>")
		for j, k := range columns {
			b.WriteString(figure(c.Rows[i].Cell(k), best[j][i]))
		}
		b.WriteString("</tr>")
	}
	return b.String() + "</tbody></table>"
}

func figure(words string, best bool) string {
	words = escape(strings.ReplaceAll(words, " ", "\u00a0"))
	if best {
		return `<td class="best"><span class="star">★<span class="unseen"> best: </span></span>` + words + "</td>"
	}
	return "<td>" + words + "</td>"
}
