package picture

import (
	"strconv"

	"inflight/engine"
	"inflight/engine/view"
)

// noteMarks lays out the numbers of the author's notes, each at the upper edge of its bar.
func (l *layout) noteMarks(top, callerHeight float64) {
	const radius = 7.0
	taken := map[[2]float64]bool{}
	for _, n := range view.Notes(l.t) {
		y, row := top+7, n.Task
		if l.rides != nil && n.Task != engine.NoTask { // in the row of its connection
			var carried bool
			if row, carried = l.rides.row[n.Task]; !carried {
				continue
			}
		}
		switch {
		case n.T < l.from || n.T > l.to:
			continue
		case n.Task == engine.NoTask && callerHeight == 0, n.Task != engine.NoTask && l.Parts&PartRows == 0:
			continue
		case n.Task != engine.NoTask && (row < l.From || row >= l.To):
			continue
		case n.Task != engine.NoTask && l.hasNamesAbove():
			y = l.rowY(row) + l.RowHeight - 8 - l.size.bar - 3
		case n.Task != engine.NoTask:
			y = max(l.rowY(row)+(l.RowHeight-l.size.bar)/2-4, top+radius)
		}
		x := min(max(l.X(n.T), radius+1), l.Scene.Width-radius-1)
		for taken[[2]float64{x, y}] && x > 3*radius {
			x -= 2 * radius
		}
		taken[[2]float64{x, y}] = true
		l.add(Mark{Shape: Cap, Meaning: NoteCap, X: x, Y: y, W: radius, Task: n.Task, Event: -1})
		number := strconv.Itoa(n.Number)
		l.add(Mark{Shape: Text, Meaning: NoteNumber, Anchor: AnchorMiddle, X: x, Y: y + 3.5, W: boldWidth(number, 9.5), H: 9.5, Text: number,
			Task: n.Task, Event: -1})
	}
}
