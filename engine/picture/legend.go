package picture

import "inflight/engine"

// legendItem is one state and its words.
type legendItem struct {
	shape   Shape
	meaning Meaning
	orphan  bool
	words   string
}

// legendItems are the states in the order in which a legend explains them.
var legendItems = []legendItem{
	{Rect, CallerWait, false, "main() waits"},
	{Rect, CallerLinger, false, "main() lingers"},
	{Triangle, DeliverTick, false, "result received"},
	{Triangle, ErrorTick, false, "exception received"},
	{Line, WakeTick, false, "wait returned"},
	{Line, SleepBar, false, "sleeping"},
	{Rect, HeldUpBar, false, "held up by a blocking request"},
	{Rect, PoolBar, false, "waiting for the pool"},
	{Rect, ConnectBar, false, "connecting"},
	{Rect, BrowserBar, false, "waiting in the browser"},
	{Rect, FlightBar, false, "in flight"},
	{Rect, BodyBar, false, "receiving the body"},
	{Rect, OpenBar, false, "socket open"},
	{Rect, ClosingBar, false, "closing"},
	{Line, IdleLine, false, "open, idle"},
	{Bracket, EnterMark, false, "entered, closed"},
	{Rect, FlightBar, true, "orphan"},
	{Rect, CancelBar, false, "cancelled, server at work"},
	{Cap, FinishCap, false, "finished"},
	{Cap, BadStatusCap, false, "finished with a bad status"},
	{Cap, FailCap, false, "failed"},
	{Cap, CancelCap, false, "cancelled"},
	{Cap, TimeoutCap, false, "timed out"},
	{Line, NeverDash, false, "never started"},
	{Rect, GhostBar, false, "predicted"},
}

// Sign is one state of a picture, drawn in a box of 26 by 16 pixels, and its words.
type Sign struct {
	Marks []Mark
	Words string
}

// Legend explains the states that occur among the marks of pictures, in the order in which they are explained best.
func Legend(pictures ...[]Mark) []Sign {
	occurs := make(map[legendItem]bool)
	for _, marks := range pictures {
		collectStates(marks, occurs)
	}
	var signs []Sign
	for _, item := range legendItems {
		if occurs[item.key()] {
			signs = append(signs, Sign{item.swatch(2, 3, 5), item.words})
		}
	}
	return signs
}

// legend explains the states that occur among the marks. Words beside the caps explain the caps; where rows are too many for
// words, the legend has the caps too.
func (l *layout) legend() {
	occurs := make(map[legendItem]bool)
	collectStates(l.Marks, occurs)
	if l.frame != l.t {
		// What the frame shows in the end is explained from the start, so that the legend does not grow.
		o := l.LayoutOptions
		o.Parts, o.Frame, o.Prediction = o.Parts&^PartLegend, nil, nil
		collectStates(Layout(l.frame, o).Marks, occurs)
	}
	x, y := l.margin(), l.y+6
	for _, item := range legendItems {
		if !occurs[item.key()] || (item.shape == Cap || item.meaning == NeverDash) && l.size.text > 0 {
			continue
		}
		width := 26 + textWidth(item.words, 11.5)
		if x > l.margin() && x+width > l.Scene.Width-l.margin() {
			x, y = l.margin(), y+20
		}
		for _, m := range item.swatch(x, y, min(l.size.radius+2, 6)) {
			l.add(m)
		}
		l.caption(LegendLabel, x+26, y+10, 11.5, item.words)
		x += width + 18
	}
	l.y = y + 24
}

// key is what tells the states apart.
func (item legendItem) key() legendItem {
	return legendItem{meaning: item.meaning, orphan: item.orphan}
}

// collectStates collects the states among marks.
func collectStates(marks []Mark, occurs map[legendItem]bool) {
	for _, m := range marks {
		if m.W > 0 || m.Shape == Line || m.Shape == Bracket {
			occurs[legendItem{meaning: m.Meaning}] = occurs[legendItem{meaning: m.Meaning}] || !m.Orphan || !m.Meaning.Moves()
		}
		if m.Orphan && m.Meaning.Moves() {
			occurs[legendItem{meaning: FlightBar, orphan: true}] = true
		}
	}
}

// swatch draws one state of the legend; a cap has the radius.
func (item legendItem) swatch(x, y, radius float64) []Mark {
	m := Mark{Shape: item.shape, Meaning: item.meaning, Orphan: item.orphan, X: x, Y: y, W: 20, H: 10, Task: engine.NoTask, Event: -1}
	switch {
	case item.meaning == CallerWait || item.meaning == CallerLinger:
		m.Y, m.H = y+2, 6
	case item.shape == Bracket:
		m.X, m.W = x+4, 4
	case item.meaning == ConnectBar || item.meaning == OpenBar || item.meaning == ClosingBar:
		m.Y, m.H = y+2, 6
	case item.meaning == WakeTick:
		m.X, m.W, m.H = x+10, 0, 11
	case item.shape == Line:
		m.Y, m.H = y+5, 0
	case item.shape == Triangle:
		m.X, m.W = x+10, 12
	case item.shape == Cap:
		m.X, m.Y, m.W, m.H = x+10, y+5, radius, 0
	}
	switch item.meaning {
	case BodyBar:
		return []Mark{m, m.core()}
	case EnterMark:
		closes := m
		closes.Meaning, closes.X, closes.W = ExitMark, x+16, -m.W
		return []Mark{m, closes}
	}
	return []Mark{m}
}
