package picture

import (
	"inflight/engine"
	"inflight/engine/view"
	"strings"
	"time"
)

// The server's lane is under main()'s, and like it in sight whatever rows are: a line of words, and under it how many it serves at each
// time, with those who wait there on top of them, and a cross for whom it turned away.
const (
	serverArea  = 24.0 // how high all are that are there at the busiest time
	serverWords = 24.0 // above
	serverFoot  = 6.0
	serverCross = 12.0 // under it, where the server turns somebody away
)

// serverHeight is the height of the server's lane, 0 without one; the frame decides, so that it does not change in mid-run.
func (l *layout) serverHeight() float64 {
	if !l.frame.HasServer() {
		return 0
	}
	return serverWords + serverArea + l.crossHeight() + serverFoot
}

func (l *layout) crossHeight() float64 {
	if l.t.Scenario.Server.Queues() {
		return 0
	}
	return serverCross
}

// server lays out the server's lane.
func (l *layout) server(top float64) {
	m, load := l.t.Scenario.Server, l.t.ServerLoad()
	highest := max(1, load.Most, m.Places())
	for _, f := range l.frames() {
		if f != l.t && f.HasServer() {
			frame := f.ServerLoad()
			highest = max(highest, frame.Most)
		}
	}
	base := top + serverWords + serverArea
	y := func(n int) float64 { return base - serverArea*float64(n)/float64(highest) }
	l.serverName(top+14, load.Phrases(m))
	if m.Down() {
		l.downTime(m, base)
	}
	if load.MostWaiting > 0 {
		l.load(ServerArea, base, y, &load, func(s view.LoadStep) int { return s.Served + s.Waiting })
	}
	l.load(ServedArea, base, y, &load, func(s view.LoadStep) int { return s.Served })
	l.add(Mark{Shape: Line, Meaning: GridLine, X: l.left, Y: base, W: l.right - l.left, Task: engine.NoTask, Event: -1})
	if places := m.Places(); places > 0 {
		l.add(Mark{Shape: Line, Meaning: LimitLine, X: l.left, Y: y(places), W: l.right - l.left, Task: engine.NoTask, Event: -1})
		l.serverTick(LimitLabel, y(places), places)
	}
	if y(m.Places())-y(highest) > 12 {
		l.serverTick(RangeLabel, y(highest), highest)
	}
	l.crosses(base+serverCross/2, load.TurnedAway)
}

// serverName lays out the lane's name, and as many of the phrases as have room beside it.
func (l *layout) serverName(baseline float64, phrases []string) {
	name := Mark{Shape: Text, Meaning: CallerName, X: l.margin(), Y: baseline, W: monoWidth("server", callerText), H: callerText,
		Text: "server", Task: engine.NoTask, Event: -1}
	l.add(name)
	x, anchor := l.left, AnchorStart
	room := l.Scene.Width - l.margin() - x
	if l.hasNamesAbove() {
		x, anchor = l.Scene.Width-l.margin(), AnchorEnd
		room = x - name.X - name.W - 12
	}
	text := strings.Join(phrases, " · ")
	for textWidth(text, smallText) > room && len(phrases) > 1 {
		phrases = phrases[:len(phrases)-1]
		text = strings.Join(phrases, " · ")
	}
	text = shorten(text, smallText, room)
	l.add(Mark{Shape: Text, Meaning: ServerLabel, Anchor: anchor, X: x, Y: baseline, W: textWidth(text, smallText), H: smallText, Text: text,
		Task: engine.NoTask, Event: -1})
}

// serverTick says at the axis of the lane what a height stands for, where there is room.
func (l *layout) serverTick(m Meaning, y float64, n int) {
	if l.hasNamesAbove() {
		return
	}
	text := view.Thousands(n)
	l.add(Mark{Shape: Text, Meaning: m, Anchor: AnchorEnd, X: l.left - 6, Y: y + 4, W: boldWidth(text, smallText), H: smallText, Text: text,
		Task: engine.NoTask, Event: -1})
}

// load lays out how many there are at each time.
func (l *layout) load(m Meaning, base float64, y func(int) float64, load *view.ServerLoad, count func(view.LoadStep) int) {
	if len(load.Steps) > 0 {
		l.addCurve(m, base, y, func(tell func(time.Duration, int)) {
			for _, s := range load.Steps {
				tell(s.T, count(s))
			}
		})
	}
}

// downTime lays out when nobody listens.
func (l *layout) downTime(m engine.ServerModel, base float64) {
	x, end := max(l.X(m.From), l.left), min(l.X(m.To), l.right)
	if x >= end {
		return
	}
	l.add(Mark{Shape: Rect, Meaning: DownBar, X: x, Y: base - serverArea, W: end - x, H: serverArea, Task: engine.NoTask, Event: -1})
	const text = "down"
	if width := textWidth(text, smallText); end-x > width+16 {
		l.add(Mark{Shape: Text, Meaning: StateLabel, X: x + 8, Y: base - serverArea/2 + smallText*0.36, W: width, H: smallText, Text: text,
			Task: engine.NoTask, Event: -1})
	}
}

// crosses lay out whom it turned away, each pixel once, and how many at once where there is room to say so.
func (l *layout) crosses(y float64, turned []view.Fact) {
	const radius, apart = 4.0, 9.0
	for i := 0; i < len(turned); {
		first, x, n := turned[i], l.X(turned[i].T), 0
		for ; i < len(turned) && l.X(turned[i].T)-x < apart; i++ {
			n++
		}
		l.add(Mark{Shape: Cap, Meaning: TurnedCap, X: x, Y: y, W: radius, Task: engine.NoTask, Event: first.Event})
		next := l.Scene.Width - 4
		if i < len(turned) {
			next = l.X(turned[i].T) - radius - 2
		}
		text := "×" + view.Thousands(n)
		if width := textWidth(text, smallText); n > 1 && x+radius+2+width < next {
			l.add(Mark{Shape: Text, Meaning: TickCount, X: x + radius + 2, Y: y + 4, W: width, H: smallText, Text: text, Task: engine.NoTask,
				Event: first.Event})
		}
	}
}
