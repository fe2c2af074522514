package picture

import (
	"inflight/engine"
	"inflight/engine/view"
	"math"
	"time"
)

// A lens shows the rows of one picture of a comparison once more, enlarged, beside their place on the axis that all pictures share. Where
// one strategy takes a hundredth of another's time, its rounds would be less than a pixel wide. The lens has an axis of its own, a frame,
// and says by how much it enlarges.

const (
	lensShare = .05  // of the shared axis: what takes less of it has a lens
	lensGap   = 28.0 // pixels between the rows and their lens
	lensFoot  = 36.0 // for the words of its axis, and by how much it enlarges
	lensText  = 11.5
)

// lensEnd is the end of the lens' axis; 0 if there is no lens. A live run has one where its prediction has.
func (l *layout) lensEnd() time.Duration {
	own := max(l.t.Last, l.t.Now)
	if l.Prediction != nil {
		own = max(own, l.Prediction.Last)
	}
	low := l.size.text == 0 && l.rides == nil && l.Parts&PartRows != 0
	if !low || len(l.Beside) == 0 || float64(own) >= lensShare*float64(l.end) {
		return 0
	}
	return own
}

// lens lays it out. Of a picture that plays it does not move: it has another axis than the playhead.
func (l *layout) lens() {
	own := l.lensEnd()
	if own == 0 {
		return
	}
	first, from, x0, x1 := len(l.Marks), l.X(own), math.Round(l.X(own)+lensGap), l.right
	l.add(Mark{Shape: Line, Meaning: Lens, X: from, Y: l.RowTop + .5, W: x0 - from, Task: engine.NoTask, Event: -1})
	l.add(Mark{Shape: Line, Meaning: Lens, X: from, Y: l.y - .5, W: x0 - from, Task: engine.NoTask, Event: -1})
	l.add(Mark{Shape: Rect, Meaning: Lens, X: x0, Y: l.RowTop, W: x1 - x0, H: l.y - l.RowTop, Task: engine.NoTask, Event: -1})
	times := (x1 - x0) / float64(own) * float64(l.end) / (l.right - l.left)
	l.lensCaption(x1, "enlarged ×"+view.Thousands(int(math.Round(times)))+", on an axis of its own")
	left, right, to := l.left, l.right, l.to
	l.left, l.right, l.to = x0+1, x1-3, own
	l.grid(l.RowTop)
	l.bandRows()
	l.tickLabels(l.y + 14)
	l.left, l.right, l.to = left, right, to
	for i := first; i < len(l.Marks); i++ {
		l.Marks[i].Event = still
	}
	l.y += lensFoot
}

// lensCaption says below the lens how much larger it is.
func (l *layout) lensCaption(right float64, text string) {
	l.add(Mark{Shape: Text, Meaning: StateLabel, Anchor: AnchorEnd, X: right, Y: l.y + 30, W: textWidth(text, lensText), H: lensText,
		Text: text, Task: engine.NoTask, Event: -1})
}
