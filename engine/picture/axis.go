package picture

import (
	"inflight/engine"
	"inflight/engine/view"
	"slices"
	"strconv"
	"time"
)

// settleAxis chooses the span of time and the pixels that the bars have.
func (l *layout) settleAxis() {
	l.end = max(l.Axis, time.Millisecond)
	for _, f := range l.frames() {
		l.end = max(l.end, f.Last, f.Now, f.Reach())
	}
	left, right := l.margin(), l.Scene.Width-l.margin()
	if !l.hasNamesAbove() {
		left += l.nameWidth() + 16
		right -= l.wordsWidth()
	} else {
		left, right = left+2, right-2
	}
	l.left, l.right = left, right
	if last := max(l.t.Last, l.t.Now); last > l.end {
		// A live run that outlasts its prediction moves the axis on by whole steps, not at every frame.
		step := l.step()
		l.end = (last + step - 1) / step * step
	}
	l.to = l.end
	if !l.hasNamesAbove() && l.size.text > 0 {
		l.right = max(l.fitWords(), l.Scene.Width*0.55)
	}
	if !l.Window.IsWhole() {
		l.from, l.to = l.Window.From, max(l.Window.To, l.Window.From+1)
	}
}

// nameWidth is the room for the lanes' names, those out of sight included: scrolling must not move the axis.
func (l *layout) nameWidth() float64 {
	switch {
	case l.crowded:
		return max(monoWidth("main()", 12.5), l.crowdMargin())
	case l.size.text == 0:
		return monoWidth("main()", 12.5)
	}
	widest := monoWidth("main()", 12.5)
	for _, f := range append(l.frames(), l.t) {
		for i, name := range l.namesOf(f) {
			if !l.Crop || i >= l.First && i < l.First+l.Rows {
				widest = max(widest, monoWidth(name, 12.5))
			}
		}
	}
	return min(widest, l.Scene.Width*0.28)
}

// namesOf are the names of a timeline's rows.
func (l *layout) namesOf(t *view.Timeline) []string {
	if l.rides != nil {
		return l.rides.names
	}
	if t.Scenario.Recorded == nil {
		return t.Names
	}
	names := make([]string, len(t.Names))
	for i := range names {
		names[i] = t.RowName(i)
	}
	return names
}

// wordsWidth is the least room that is kept for words to the right of the axis.
func (l *layout) wordsWidth() float64 {
	switch {
	case l.size.text == 0:
		return 4
	case l.rides != nil:
		return l.size.radius + 6
	}
	return l.size.radius + 6 + boldWidth("network error", l.size.text)
}

// fitWords is the rightmost end of the axis at which all words fit beside their caps.
func (l *layout) fitWords() float64 {
	right := l.right
	limit := l.Scene.Width - 10
	fit := func(at time.Duration, words float64) {
		if at > 0 {
			right = min(right, l.left+(limit-words-l.left)*float64(l.end)/float64(at))
		}
	}
	for _, f := range l.frames() {
		for i := range f.Lanes {
			if lane := &f.Lanes[i]; l.rides == nil && l.lastSign(f, lane) >= 0 {
				_, full := l.endWords(f, lane)
				fit(l.lastSign(f, lane), l.size.radius+6+boldWidth(full, l.size.text))
			}
		}
		if words := callerWords(f); len(words) > 0 && !l.Narrow {
			fit(f.Caller.Ended.T, 12+boldWidth(words[0], 12.5))
		}
	}
	return right
}

// frames lists the timelines that settle the axis and the margins.
func (l *layout) frames() []*view.Timeline { return append([]*view.Timeline{l.frame}, l.Beside...) }

// step is the distance of the axis' lines: 1, 2 or 5 of some unit, so that the labels have room.
func (l *layout) step() time.Duration {
	room := 76.0
	if l.Narrow {
		room = 52
	}
	return axisStep(l.seen(), time.Duration(float64(l.seen())*room/max(l.right-l.left, 2*room)))
}

// axisStep is the least such distance on an axis up to end that is at least so long.
func axisStep(end, least time.Duration) time.Duration {
	for unit := time.Microsecond; unit < time.Minute; unit *= 10 {
		for _, n := range []time.Duration{1, 2, 5} {
			if step := n * unit; step >= least && step < 20*time.Second {
				return step
			}
		}
	}
	for _, seconds := range []time.Duration{20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200} {
		if step := seconds * time.Second; step >= least {
			return step
		}
	}
	return 4 * time.Hour
}

// seen is how long a stretch of the axis is in sight.
func (l *layout) seen() time.Duration {
	if l.to > l.from {
		return l.to - l.from
	}
	return l.end
}

// firstStep is the first multiple of a step that is in sight.
func (l *layout) firstStep(step time.Duration) time.Duration {
	return (l.from + step - 1) / step * step
}

// minimap lays out which part of the axis, and of the rows, is in sight.
func (l *layout) minimap(y float64) {
	if l.Window.IsWhole() {
		return
	}
	strip := func(m Meaning, from, to time.Duration) {
		share := (l.right - l.left) / float64(l.end)
		l.Scene.add(Mark{Shape: Rect, Meaning: m, X: l.left + float64(from)*share, Y: y, H: 4,
			W: max(float64(to-from)*share, 2), Task: engine.NoTask, Event: -1})
	}
	strip(WaitBand, 0, l.end)
	strip(Band, max(l.from, 0), min(l.to, l.end))
}

// rowsMinimap does the same for the rows, at the right edge.
func (l *layout) rowsMinimap() {
	all := float64(l.rowsOf(l.frame))
	if l.Window.Rows == 0 || float64(l.Rows) >= all {
		return
	}
	height := float64(l.Rows) * l.RowHeight
	strip := func(m Meaning, first, rows float64) {
		l.Scene.add(Mark{Shape: Rect, Meaning: m, X: l.Scene.Width - 5, Y: l.RowTop + height*first/all, W: 4,
			H: max(height*rows/all, 2), Task: engine.NoTask, Event: -1})
	}
	strip(WaitBand, 0, all)
	strip(Band, float64(l.First), float64(l.Rows))
}

// add adds a mark, as far as it is in sight.
func (l *layout) add(m Mark) {
	if l.Window.IsWhole() {
		l.Scene.add(m)
	} else if m, seen := l.clip(m); seen {
		l.Scene.add(m)
	}
}

// clip cuts off what of a mark is not in sight.
func (l *layout) clip(m Mark) (_ Mark, seen bool) {
	const slack = 1
	switch {
	case m.Meaning == LaneBand || m.Shape == Bars || m.Shape == Curve:
		return m, true
	case m.Shape == Rect, m.Shape == Line && m.W != 0:
		x := max(m.X, l.left-slack)
		m.X, m.W = x, min(m.X+m.W, l.right+slack)-x
		return m, m.W > 0
	case m.Shape == Text:
		beside := slices.Contains(besides, m.Meaning) || m.Anchor == AnchorEnd
		return m, beside || m.X >= l.left-slack && m.X <= l.right+l.size.radius+6
	}
	return m, m.X >= l.left-slack && m.X <= l.right+slack
}

// besides are the texts that stand outside of what the axis measures.
var besides = append(meanings(LaneName, CallerName, RangeLabel, LimitLabel, ServerLabel), AxisLabel, TitleText, SubtitleText, LegendLabel,
	NoteText)

// grid lays out the axis' lines, through all lanes.
func (l *layout) grid(top float64) {
	step := l.step()
	for t := l.firstStep(step); t <= l.to; t += step {
		l.add(Mark{Shape: Line, Meaning: GridLine, X: l.X(t), Y: top, H: l.y - top, Task: engine.NoTask, Event: -1})
	}
}

// turnTicks lays out the same times as turnLines, on the axis.
func (l *layout) turnTicks() {
	if l.Turns == nil {
		return
	}
	for _, at := range l.Turns.At {
		if at > l.to {
			l.turnBeyond(at)
			return
		}
		l.add(Mark{Shape: Triangle, Meaning: TurnTick, X: l.X(at), Y: l.y, W: 8, H: 6, Task: engine.NoTask, Event: -1})
	}
}

// turnBeyond names the first of those times that the axis does not reach, where there is room beside it.
func (l *layout) turnBeyond(at time.Duration) {
	if text := view.InWords(at) + " ›"; !l.hasNamesAbove() && l.Scene.Width-4-boldWidth(text, 11.5) > l.right+24 {
		l.add(Mark{Shape: Text, Meaning: CancelLabel, Anchor: AnchorEnd, X: l.Scene.Width - 4, Y: l.y + 18, W: boldWidth(text, 11.5), H: 11.5,
			Text: text, Task: engine.NoTask, Event: -1})
	}
}

// axisLabels lays out the axis' words under its lines.
func (l *layout) axisLabels() {
	l.tickLabels(l.y + 18)
	l.y += 30
	l.minimap(l.y - 6)
}

// tickLabels says which times the axis' lines are.
func (l *layout) tickLabels(y float64) {
	step := l.step()
	for t := l.firstStep(step); t <= l.to; t += step {
		text := axisWords(t, step, l.to)
		width := textWidth(text, 11.5)
		x, anchor := l.X(t), AnchorMiddle
		if x-width/2 < 4 {
			x, anchor = 4, AnchorStart
		} else if x+width/2 > l.Scene.Width-4 {
			x, anchor = l.Scene.Width-4, AnchorEnd
		}
		l.add(Mark{Shape: Text, Meaning: AxisLabel, Anchor: anchor, X: x, Y: y, W: width, H: 11.5,
			Text: text, Task: engine.NoTask, Event: -1})
	}
}

// axisWords writes a time of an axis; all its labels have one unit.
func axisWords(t, step, end time.Duration) string {
	unit, name := time.Second, " s"
	switch {
	case t == 0 && end >= time.Second && end < 2*time.Minute:
		return "0 s"
	case end >= 2*time.Minute && step%time.Minute == 0:
		unit, name = time.Minute, " min"
	case end < time.Second && end >= time.Millisecond:
		unit, name = time.Millisecond, " ms"
	}
	if t%unit == 0 {
		return strconv.FormatInt(int64(t/unit), 10) + name
	}
	return view.TrimZeros(float64(t)/float64(unit), 3) + name
}
