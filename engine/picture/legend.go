package picture

import (
	"cmp"
	"inflight/engine"
	"strings"
)

// legendItem is one state and its words.
type legendItem struct {
	shape   Shape
	meaning Meaning
	fate    Fate
	words   string
	direct  string // what a stretch is called on the picture itself; "" for the same words
}

// legendItems are the states in the order in which a legend explains them.
var legendItems = []legendItem{
	{Rect, CallerWait, 0, "main() waits", "waits"},
	{Rect, CallerLinger, 0, "main() lingers", "stays until all have ended"},
	{Triangle, DeliverTick, 0, "result received", ""},
	{Triangle, ErrorTick, 0, "exception received", ""},
	{Line, WakeTick, 0, "wait returned", "pending"},
	{Line, SleepBar, 0, "sleeping", ""},
	{Rect, HeldUpBar, 0, "held up by a blocking request", ""},
	{Rect, WaitBar, 0, "waiting for others", ""},
	{Rect, WorkBar, 0, "working, blocks the rest", ""},
	{Rect, PoolBar, 0, "waiting in line", ""},
	{Rect, QueueBar, 0, "waiting for the semaphore", ""},
	{Rect, RateBar, 0, "waiting for the limiter", ""},
	{Line, PauseBar, 0, "pausing before another attempt", "pausing"},
	{Rect, ServerBar, 0, "waiting at the server", ""},
	{Rect, ConnectBar, 0, "connecting", ""},
	{Rect, BrowserBar, 0, "waiting in the browser", ""},
	{Rect, FlightBar, 0, "in flight", ""},
	{Rect, BodyBar, 0, "receiving the body", ""},
	{Rect, OpenBar, 0, "socket open", ""},
	{Rect, ClosingBar, 0, "closing", ""},
	{Line, IdleLine, 0, "open, idle", ""},
	{Bracket, EnterMark, 0, "entered, closed", ""},
	{Rect, FlightBar, Unheard, "nobody received it", "orphan"},
	{Rect, Band, 0, "in flight", ""},
	{Rect, Band, Unheard, "nobody received it", ""},
	{Rect, Band, Lost, "failed", ""},
	{Rect, Band, Cut, "cancelled", ""},
	{Rect, WaitBand, 0, "waiting in line", ""},
	{Rect, SleepBand, 0, "sleeping", ""},
	{Rect, ServerArea, 0, "waiting at the server", ""},
	{Rect, DownBar, 0, "the server is down", "down"},
	{Cap, TurnedCap, 0, "turned away", ""},
	{Line, HeldLine, 0, "held until received", ""},
	{Rect, RestBar, 0, "would still have run", ""},
	{Rect, CancelBar, 0, "cancelled, server at work", ""},
	{Cap, FinishCap, 0, "finished", ""},
	{Cap, BadStatusCap, 0, "finished with a bad status", ""},
	{Cap, FailCap, 0, "failed", ""},
	{Cap, CancelCap, 0, "cancelled", ""},
	{Cap, TimeoutCap, 0, "timed out", ""},
	{Cap, SwallowCap, 0, "went on in spite of a cancellation", ""},
	{Line, NeverDash, 0, "never started", ""},
	{Rect, GhostBar, 0, "predicted", ""},
}

// Sign is one state of a picture, drawn in a box of 26 by 16 pixels, and its words.
type Sign struct {
	Marks []Mark
	Words string
}

// Legend explains the states that occur among the marks of pictures and that the pictures do not name themselves, in the order in which
// they are explained best.
func Legend(pictures ...[]Mark) []Sign {
	var shown states
	for _, marks := range pictures {
		shown.collect(marks)
	}
	var signs []Sign
	for _, item := range shown.unnamed() {
		signs = append(signs, Sign{item.swatch(2, 3, 5), item.words})
	}
	return signs
}

// legend explains the states that occur among the marks, likewise.
func (l *layout) legend() {
	var shown states
	shown.collect(l.Marks)
	if l.frame != l.t {
		// What the frame shows in the end is explained from the start, so that the legend does not grow.
		o := l.LayoutOptions
		o.Parts, o.Frame, o.Prediction = o.Parts&^PartLegend, nil, nil
		shown.collect(Layout(l.frame, o).Marks)
	}
	items := shown.unnamed()
	if len(items) == 0 {
		l.y += 8
		return
	}
	x, y := l.margin(), l.y+6
	for _, item := range items {
		width := 26 + textWidth(item.words, 11.5)
		if x > l.margin() && x+width > l.Scene.Width-l.margin() {
			x, y = l.margin(), y+20
		}
		for _, m := range item.swatch(x, y, min(l.size.radius+2, 6)) {
			l.Scene.add(m)
		}
		l.caption(LegendLabel, x+26, y+10, 11.5, item.words)
		x += width + 18
	}
	l.y = y + 24
}

// state is what a legend explains.
type state struct {
	meaning Meaning
	fate    Fate
}

// states are those of pictures, and the words that the pictures have for them.
type states struct {
	occur map[state]bool
	said  map[string]bool
	wordy bool // lanes have words beside their caps, which explain the caps
}

// collect adds those of a picture.
func (s *states) collect(marks []Mark) {
	if s.occur == nil {
		s.occur, s.said = map[state]bool{}, map[string]bool{}
	}
	for i := range marks {
		m := &marks[i]
		switch {
		case m.Meaning == StateLabel || m.Meaning == BarLabel:
			s.said[m.Text] = true
		case m.Meaning == WakeLabel:
			s.said["pending"] = true
		case m.Shape == Rect && (m.Meaning == Band || m.Meaning == WaitBand): // a minimap
		case m.Shape == Bracket && m.Task == engine.NoTask: // the session's, which every caller has
		case m.Shape == Text:
			s.said["held until received"] = s.said["held until received"] || strings.Contains(m.Text, "· held ")
			s.said["orphan"] = s.said["orphan"] || strings.HasSuffix(m.Text, "nobody received it")
			s.wordy = s.wordy || m.Task != engine.NoTask && m.Meaning != LaneName && m.Meaning != RideLabel
		case m.Fate&Unheard != 0 && m.Meaning != Band:
			s.occur[state{FlightBar, Unheard}] = true
		case m.W > 0 || m.Shape == Line || m.Shape == Bracket:
			s.occur[state{m.Meaning, m.Fate}] = true
		}
	}
}

// unnamed lists the states that need a sign in a legend.
func (s *states) unnamed() (items []legendItem) {
	for _, item := range legendItems {
		name := cmp.Or(item.direct, item.words)
		ends := item.shape == Cap && item.meaning != SwallowCap || item.meaning == NeverDash
		if s.occur[state{item.meaning, item.fate}] && !s.said[name] && !(s.wordy && ends) {
			items = append(items, item)
		}
	}
	return items
}

// nameState writes into a stretch what it is, once in a picture and where there is room.
func (l *layout) nameState(m Mark, middle float64) {
	const size = 10.5
	if l.size.text == 0 || m.H < size || l.rides != nil {
		return
	}
	key := state{m.Meaning, m.Fate}
	if m.Fate&Unheard != 0 {
		if key = (state{FlightBar, Unheard}); !l.t.Lanes[m.Task].Orphan {
			return // its words say it all
		}
	}
	for _, item := range legendItems {
		if (state{item.meaning, item.fate}) != key {
			continue
		}
		text := cmp.Or(item.direct, item.words)
		width := textWidth(text, size)
		if l.named[key] || width+2*l.size.radius+14 > m.W {
			return
		}
		if l.named == nil {
			l.named = map[state]bool{}
		}
		l.named[key] = true
		label := Mark{Shape: Text, Meaning: StateLabel, X: m.X + max(8, l.size.radius+5), Y: middle + size*0.36, W: width, H: size,
			Text: text, Task: m.Task, Event: m.Event}
		if (m.Meaning == FlightBar || m.Meaning == WorkBar) && m.Fate == 0 {
			label.Meaning = BarLabel
		}
		l.add(label)
	}
}

// swatch draws one state of the legend; a cap has the radius.
func (item legendItem) swatch(x, y, radius float64) []Mark {
	m := Mark{Shape: item.shape, Meaning: item.meaning, Fate: item.fate, X: x, Y: y, W: 20, H: 10, Task: engine.NoTask, Event: -1}
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
