package picture

import (
	"cmp"
	"fmt"
	"inflight/engine"
	"inflight/engine/view"
	"math"
	"slices"
	"time"
)

// Parts says which parts of the picture are laid out.
type Parts uint8

// The parts, from top to bottom. A page that keeps the caller's lane in sight while rows scroll lays out
// two scenes: PartCaller|PartAxis, and PartRows.
const (
	PartHeader Parts = 1 << iota // strategy and summary in words
	PartCaller                   // the caller's lane
	PartRows                     // the tasks' lanes
	PartAxis                     // the axis' words
	PartLegend                   // only of what occurs

	PartPage Parts = 0 // the default: PartCaller, PartRows and PartAxis
	PartAll  Parts = PartHeader | PartCaller | PartRows | PartAxis | PartLegend
)

// LayoutOptions says how large a scene is and what it shows.
type LayoutOptions struct {
	Width      float64          // pixels, at least 280; 0 is 960. Below 600, at the usual scale, the names are above the bars
	Scale      float64          // how much larger than usual everything is, letters above all, within Width; 0 is 1
	From, To   int              // rows to lay out; To 0 is up to the last. The others keep their places
	Window     Window           // what is seen of all that; zero: the whole axis and all rows
	Crop       bool             // rows outside From … To take no room, and a note counts them
	Parts      Parts            // which parts
	Axis       time.Duration    // the axis ends here at the earliest; 0 is at the last event
	Frame      *view.Timeline   // settles axis and margins instead of the timeline: so nothing moves while the moment does
	Prediction *view.Timeline   // drawn underneath in outline, and the Frame if that is nil
	Beside     []*view.Timeline // of other scenes of this width and these options, which are to have the same axis and margins
	Lanes      LaneHeight       // of the tasks' lanes
	Playhead   bool             // draw the moment as a line
	Turns      *Turns           // mark these times
	Kept       *Kept            // of a picture that is laid out again and again; may be nil
	Events     []int            // mark these events, by their places in the log

	// ByConnection asks for another view of the same log: a row for each connection, with the requests that it carried
	// ([view.Connections]), and more rows where it carried several at a time. From and To count those rows.
	ByConnection bool
}

// Window is the part of a picture that is seen: a stretch of time, and rows from First on.
type Window struct {
	From, To    time.Duration
	First, Rows int // Rows 0 is all
}

// IsWhole reports whether everything is seen.
func (w Window) IsWhole() bool { return w.To == 0 }

// Turns are the times that matter to one lane: if a bar of it began or ended at one of them, the run would be another one.
type Turns struct {
	Lane int
	At   []time.Duration
}

// LaneHeight says how high the tasks' lanes are at most.
type LaneHeight uint8

// The heights of lanes.
const (
	FittingLanes LaneHeight = iota // what their number allows
	LowLanes                       // as of more than 20 tasks
	LowestLanes                    // as of more than 120: bars without words
)

// layout is a scene in the making.
type layout struct {
	*Scene
	LayoutOptions
	t       *view.Timeline
	frame   *view.Timeline // what settles axis and margins
	size    rowSize
	y       float64        // the next free pixel from the top
	rides   *rides         // the rows of ByConnection
	crowded bool           // the rows are bands
	named   map[state]bool // the stretches that say what they are
}

// CrowdRows is how many rows make a crowd.
const CrowdRows = 120

// rowSize is how large a lane is drawn.
type rowSize struct {
	row, bar, radius, text float64 // text 0: no words beside the caps
}

// Lanes get smaller as they get more, so that all of them are in the picture: words for each up to some number, then bars only, and
// then bands.
const (
	roomyRows = 14    // above, rows are dense
	manyRows  = 24    // above, rows share wordyRows
	wordyRows = 480.0 // pixels
	plainRows = 330.0 // likewise, of rows without words: with all that is above them they fit a laptop's window …
	lowRows   = 224.0 // … and a phone's
)

func sizeOf(rows int, narrow bool, lanes LaneHeight) rowSize {
	row, all := wordyRows/float64(max(rows, 1)), plainRows
	if narrow {
		all = lowRows
	}
	switch {
	case lanes == LowestLanes:
		return rowSize{min(8, lowCrowd/float64(max(rows, 1))), 6, 3, 0}
	case rows > CrowdRows:
		return rowSize{min(crowdHeight, all) / float64(rows), 6, 3, 0}
	case rows > manyRows && row < 13:
		row = all / float64(rows)
		return rowSize{row, row * .75, min(3, row*.45), 0}
	case rows > manyRows:
		return rowSize{row, row * .65, 5.5, 10}
	case rows > roomyRows || lanes == LowLanes:
		return rowSize{20, 12, 6, 11}
	case narrow:
		return rowSize{44, 14, 7.5, 12}
	}
	return rowSize{34, 18, 8.5, 12}
}

// Layout lays a timeline out.
func Layout(t *view.Timeline, o LayoutOptions) *Scene {
	engine.NoteWork("lay out", func() string {
		return fmt.Sprintf("%s, %d events, %v pixels × %v, parts %b, rows %d to %d of height %d, by connection: %t",
			t.Scenario.Link(), len(t.Log), o.Width, o.Scale, o.Parts, o.From, o.To, o.Lanes, o.ByConnection)
	})
	width := max(cmp.Or(o.Width, usualWidth), leastWidth)
	scale := min(cmp.Or(o.Scale, 1), width/leastWidth)
	o.Width = width / scale
	scene := layOut(t, o)
	if scale != 1 {
		scene.enlarge(scale)
	}
	return scene
}

// The widths of a scene, in pixels.
const (
	usualWidth = 960.0
	leastWidth = 280.0
)

// layOut is Layout at the usual scale.
func layOut(t *view.Timeline, o LayoutOptions) *Scene {
	l := newLayout(t, o)
	if l.Parts&PartHeader != 0 {
		l.header()
	}
	top := l.y
	callerHeight, serverHeight := 0.0, 0.0
	if l.Parts&PartCaller != 0 {
		callerHeight = l.callerHeight()
		if l.crowded {
			callerHeight += curveHeight
		}
		serverHeight = l.serverHeight()
	}
	rowsHeight := 0.0
	if l.Parts&PartRows != 0 {
		l.RowTop, rowsHeight = top+callerHeight+serverHeight, float64(l.Rows)*l.RowHeight
	}
	l.y = top + callerHeight + serverHeight + rowsHeight
	l.bands(top, callerHeight)
	grid := len(l.Marks)
	l.grid(top)
	marks := len(l.Marks)
	if callerHeight > 0 {
		l.callerAndCurve(top, callerHeight)
	}
	if serverHeight > 0 {
		l.server(top + callerHeight)
	}
	switch {
	case l.Parts&PartRows == 0:
	case l.rides != nil:
		l.connections()
	case l.crowded:
		l.crowd()
	default:
		l.rows()
	}
	if l.Parts&PartRows != 0 {
		l.rowsMinimap()
	}
	l.layoutLines(top, grid, marks)
	l.eventMarks(top, callerHeight)
	l.noteMarks(top, callerHeight)
	l.lens()
	l.layoutFoot()
	return l.Scene
}

// callerAndCurve lays out the caller's lane; over a crowd with the curve above it.
func (l *layout) callerAndCurve(top, height float64) {
	if l.crowded {
		l.curve(top)
		top, height = top+curveHeight, height-curveHeight
	}
	l.caller(top, height)
}

// eventMarks lays out the events that are asked for, as far as they are known: each in the lane of its task, and in the caller's what
// the caller does.
func (l *layout) eventMarks(top, callerHeight float64) {
	mark := func(i int, y, h float64) {
		l.add(Mark{Shape: Line, Meaning: EventMark, X: l.X(l.t.Log[i].T), Y: y + 2, H: h - 4, Task: engine.NoTask, Event: i})
	}
	for _, i := range l.Events {
		if i >= len(l.t.Log) {
			continue
		}
		e := &l.t.Log[i]
		if callerHeight > 0 && (e.Task == engine.NoTask || e.Kind == engine.Deliver || e.Kind == engine.Create) {
			mark(i, top, callerHeight)
		}
		if l.Parts&PartRows != 0 && e.Task >= l.From && e.Task < l.To {
			mark(i, l.rowY(e.Task), l.RowHeight)
		}
	}
}

// newLayout settles sizes, axis and margins.
func newLayout(t *view.Timeline, o LayoutOptions) *layout {
	l := &layout{Scene: &Scene{}, LayoutOptions: o, t: t, frame: o.Frame}
	if l.Parts == PartPage {
		l.Parts = PartCaller | PartRows | PartAxis
	}
	if l.frame == nil {
		l.frame = o.Prediction
	}
	if l.frame == nil {
		l.frame = t
	}
	if o.ByConnection {
		l.Scene.ByConnection, l.rides = true, newRides(l.frame)
	}
	n := l.rowsOf(l.frame)
	if l.To <= 0 || l.To > n {
		l.To = n
	}
	l.From = min(max(l.From, 0), l.To)
	l.Rows = n
	if w := l.Window; !w.IsWhole() && w.Rows > 0 {
		l.Crop, l.From, l.To = true, min(w.First, n), min(w.First+w.Rows, n)
	}
	if l.Crop {
		l.First, l.Rows = l.From, l.To-l.From
	}
	l.Scene.Width = l.LayoutOptions.Width
	l.Narrow = l.Scene.Width < 600
	l.size = sizeOf(l.mostRows(), l.Narrow, l.Lanes)
	l.crowded = l.rides == nil && (l.mostRows() > CrowdRows || l.Lanes == LowestLanes && l.size.row < 8)
	l.RowHeight = l.size.row
	l.Scene.Title, l.desc = t.Title(), func() string { return describe(t) }
	if l.rides != nil {
		l.Scene.Title, l.desc = "Connections: "+t.Title(), func() string { return describeConnections(t) }
	}
	l.log = t.Log
	l.settleAxis()
	return l
}

// mostRows is the number of rows in the scene, or in a scene beside it that has more.
func (l *layout) mostRows() int {
	rows := l.Rows
	for _, other := range l.Beside {
		if !l.Crop {
			rows = max(rows, l.rowsOf(other))
		}
	}
	return rows
}

// rowsOf is how many rows a timeline has.
func (l *layout) rowsOf(t *view.Timeline) int {
	switch {
	case l.rides == nil:
		return len(t.Lanes)
	case t == l.frame:
		return len(l.rides.names)
	}
	return len(newRides(t).names)
}

// hasNamesAbove reports whether the lanes' names and words are on a line of their own above the bars.
func (l *layout) hasNamesAbove() bool { return l.Narrow && l.size.row > 20 }

// bands are the backgrounds of the caller's lane and of every second task's.
func (l *layout) bands(top, callerHeight float64) {
	band := func(y, h float64) {
		l.add(Mark{Shape: Rect, Meaning: LaneBand, X: 0, Y: y, W: l.Scene.Width, H: h, Task: engine.NoTask, Event: -1})
	}
	if callerHeight > 0 {
		band(top, callerHeight)
	}
	if l.Parts&PartRows == 0 || l.size.text == 0 {
		return
	}
	for i := l.From; i < l.To; i++ {
		if i%2 == 1 {
			band(l.rowY(i), l.RowHeight)
		}
	}
}

// rowY is the top of a lane.
func (l *layout) rowY(i int) float64 { return l.RowTop + float64(i-l.First)*l.RowHeight }

// layoutLines lays out the lines through all lanes, which leave out words and caps: those of the grid, which are there already from one
// mark to another, the strategy's end and the playhead.
func (l *layout) layoutLines(top float64, grid, marks int) {
	under := []Mark{}
	for _, line := range l.Marks[grid:marks] {
		under = append(under, l.cutLine(line, false)...)
	}
	var over []Mark
	if c := &l.t.Caller; c.Ended.Known() && !(l.Playhead && math.Abs(l.X(c.Ended.T)-l.X(l.t.Now)) < 1) { // which would cover it
		line := Mark{Shape: Line, Meaning: ReturnLine, X: l.X(c.Ended.T), Y: top, H: l.y - top, Task: engine.NoTask, Event: c.Ended.Event}
		if c.Raised != "" {
			line.Meaning = RaiseLine
		}
		over = append(over, l.cutLine(line, true)...)
	}
	if l.Playhead {
		line := Mark{Shape: Line, Meaning: Playhead, X: l.X(l.t.Now), Y: top, H: l.y - top, Task: engine.NoTask, Event: -1}
		over = append(over, l.cutLine(line, true)...)
	}
	l.Marks = append(slices.Replace(l.Marks, grid, marks, under...), over...)
}

// cutLine is what is left of a vertical line beside words, and beside caps if it would cover them.
func (l *layout) cutLine(line Mark, overCaps bool) (pieces []Mark) {
	end := line.Y + line.H
	for _, gap := range l.obstaclesAt(line.X, overCaps) {
		if gap[0] >= end {
			break
		}
		if line.H = gap[0] - line.Y; line.H > 6 {
			pieces = append(pieces, line)
		}
		line.Y = max(line.Y, gap[1])
	}
	if line.H = end - line.Y; line.H > 6 || len(pieces) == 0 && line.H > 0 {
		pieces = append(pieces, line)
	}
	return pieces
}

// obstaclesAt lists from top to bottom where words, and maybe caps, cover a pixel column.
func (l *layout) obstaclesAt(x float64, caps bool) [][2]float64 {
	var gaps [][2]float64
	for i := range l.Marks {
		m := &l.Marks[i]
		switch {
		case caps && m.Shape == Cap && m.W > 5 && x > m.X-m.W && x < m.X+m.W:
			gaps = append(gaps, [2]float64{m.Y - m.W, m.Y + m.W})
		case m.Shape == Text && m.Meaning != TitleText && m.Meaning != SubtitleText:
			if from := m.X - m.W*anchorShare[m.Anchor]; x > from-3 && x < from+m.W+3 {
				gaps = append(gaps, [2]float64{m.Y - m.H, m.Y + 4})
			}
		}
	}
	slices.SortFunc(gaps, func(a, b [2]float64) int { return cmp.Compare(a[0], b[0]) })
	return gaps
}

// anchorShare is how much of a text lies to the left of its X.
var anchorShare = [...]float64{AnchorStart: 0, AnchorMiddle: 0.5, AnchorEnd: 1}

// layoutFoot lays out what follows the lanes: the axis' words, the note on rows left out, the legend.
func (l *layout) layoutFoot() {
	if l.Parts&PartAxis != 0 {
		l.turnTicks()
		l.axisLabels()
	}
	if note := l.note(); note != "" && l.Parts&PartRows != 0 {
		l.y += 22
		l.caption(NoteText, l.margin(), l.y-6, 11.5, note)
	}
	if l.Parts&PartLegend != 0 {
		l.legend()
	}
	l.Scene.Height = l.y
}

// note says which rows are missing.
func (l *layout) note() string {
	more, noun := l.rowsOf(l.frame)-l.Rows, "more task"
	switch {
	case l.rides != nil && len(l.rides.names) == 0:
		return "Which connection carries what is not known (yet)"
	case l.rides != nil:
		noun = "more row"
	}
	if more <= 0 || !l.Window.IsWhole() {
		return ""
	}
	return view.Plural(more, noun) + " not drawn"
}

// margin is the distance of text from the picture's edges.
func (l *layout) margin() float64 {
	if l.Narrow {
		return 12
	}
	return 20
}
