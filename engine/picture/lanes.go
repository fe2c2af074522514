package picture

import (
	"inflight/engine"
	"inflight/engine/view"
	"time"
)

// rows lays out the lanes of the tasks.
func (l *layout) rows() {
	var buffer []view.Span
	for i := l.From; i < l.To; i++ {
		lane := &l.t.Lanes[i]
		y := l.rowY(i)
		middle := y + l.RowHeight/2
		if l.hasNamesAbove() {
			middle = y + l.RowHeight - 8 - l.size.bar/2
		}
		l.ghost(i, middle)
		buffer = l.t.Spans(lane, buffer[:0])
		for _, s := range buffer {
			l.bar(i, s, middle)
		}
		l.rest(lane, middle)
		l.held(lane, middle)
		l.brackets(lane, middle)
		l.swallowed(lane.Swallowed, lane.End, i, middle)
		l.ending(lane, middle)
		l.words(lane, y, middle)
		l.turnLines(i, y)
	}
}

// turnLines lays out the times at which the lane's bar would make the run another one.
func (l *layout) turnLines(lane int, y float64) {
	if l.Turns == nil || l.Turns.Lane != lane {
		return
	}
	for _, at := range l.Turns.At {
		if at <= l.to {
			l.add(Mark{Shape: Line, Meaning: TurnLine, X: l.X(at), Y: y + 2, H: l.RowHeight - 4, Task: lane, Event: -1})
		}
	}
}

// phaseMeanings is how phases are drawn.
var phaseMeanings = [...]Meaning{
	view.Sleeping:   SleepBar,
	view.Pooling:    PoolBar,
	view.Connecting: ConnectBar,
	view.Browsing:   BrowserBar,
	view.InFlight:   FlightBar,
	view.Arriving:   BodyBar,
	view.Open:       OpenBar,
	view.Exiting:    ClosingBar,
	view.HeldUp:     HeldUpBar,
	view.Waiting:    WaitBar,
	view.Working:    WorkBar,
	view.Queueing:   QueueBar,
	view.Pacing:     RateBar,
	view.Pausing:    PauseBar,
	view.AtServer:   ServerBar,
}

// isSlim reports whether its bars are half as high: a connection is laid, or kept open.
func isSlim(p view.Phase) bool {
	return p == view.Connecting || p == view.Open || p == view.Exiting || p == view.Waiting
}

// bar lays out one stretch of a task's life.
func (l *layout) bar(task int, s view.Span, middle float64) {
	x, h := l.X(s.From), l.size.bar
	if isSlim(s.Phase) && l.size.text > 0 && !(l.rides != nil && s.Phase == view.Open) { // which holds a label there
		h /= 2
	}
	m := Mark{Shape: Rect, Meaning: phaseMeanings[s.Phase], X: x, Y: middle - h/2, W: max(l.X(s.To)-x, 0.5), H: h, Task: task,
		Event: s.Event}
	if m.Meaning.ShowsFate() && l.t.SharesFate(&l.t.Lanes[task], s) {
		m.Fate = l.fate(&l.t.Lanes[task], s)
	}
	if s.Phase == view.Sleeping || s.Phase == view.Pausing || l.size.text == 0 && !s.Phase.Moving() {
		m.Shape, m.Y, m.H = Line, middle, 0
	}
	if !l.Window.IsWhole() {
		var seen bool
		if m, seen = l.clip(m); !seen {
			return
		}
	}
	l.add(m)
	if s.Phase == view.Arriving && l.size.text > 0 {
		l.add(m.core())
	}
	l.nameState(m, middle)
}

// fate is what becomes of the task in a stretch of its life. One that ran when the strategy ended is an orphan from there on; what was
// ready before, and not asked for, was for nobody from its beginning.
func (l *layout) fate(lane *view.Lane, s view.Span) (f Fate) {
	if s.Orphan || l.t.IsUnheard(lane) && !lane.Orphan {
		f |= Unheard
	}
	switch {
	case lane.Late() != nil, lane.Outcome == view.Cancelled, lane.Outcome == view.TimedOut:
		f |= Cut
	case lane.Outcome == view.Failed:
		f |= Lost
	}
	return f
}

// rest lays out the outline of the time that a task would still have taken.
func (l *layout) rest(lane *view.Lane, middle float64) {
	from, to := l.t.Rest(lane)
	if lane.Noticed != engine.Never {
		from = max(from, lane.Noticed)
	}
	x, end, h := max(l.X(from), l.left), min(l.X(to), l.right), l.size.bar
	if end < x+3 {
		return
	}
	m := Mark{Shape: Rect, Meaning: RestBar, X: x, Y: middle - h/2, W: end - x, H: h, Task: lane.Task, Event: lane.End.Event}
	l.add(m)
	l.nameState(m, middle)
}

// held lays out how long what a task had waited for the caller to receive it.
func (l *layout) held(lane *view.Lane, middle float64) {
	if !l.isHeld(lane) {
		return
	}
	from, to := l.X(lane.End.T)+l.size.radius, l.X(lane.Deliver.T)
	l.add(Mark{Shape: Line, Meaning: HeldLine, X: from, Y: middle, W: to - from, Task: lane.Task, Event: lane.Deliver.Event})
	if l.size.text > 0 {
		l.add(Mark{Shape: Line, Meaning: HeldLine, X: to, Y: middle - 4, H: 8, Task: lane.Task, Event: lane.Deliver.Event})
	}
}

// isHeld reports whether what a task had waited so long that it can be seen.
func (l *layout) isHeld(lane *view.Lane) bool {
	answered := lane.Outcome == view.Finished || lane.Outcome == view.Failed
	return answered && lane.Deliver.Known() && l.X(lane.Deliver.T)-l.X(lane.End.T) > l.size.radius+3
}

// core is the lighter inside of a bar.
func (m Mark) core() Mark {
	inset := m.H / 3
	m.Meaning, m.Fate, m.Y, m.H = BodyCore, 0, m.Y+inset, m.H-2*inset
	return m
}

// brackets lays out where the task entered what it holds, and where that was closed.
func (l *layout) brackets(lane *view.Lane, middle float64) {
	if l.size.text == 0 {
		return
	}
	height := l.size.bar + 6 // so that a cap does not hide it
	if lane.Enter.Known() {
		l.bracket(EnterMark, lane.Enter, lane.Task, middle, height)
	}
	if lane.Close.Known() {
		l.bracket(ExitMark, lane.Close, lane.Task, middle, height)
	}
}

// bracket lays out one that opens or closes.
func (l *layout) bracket(m Meaning, f view.Fact, task int, middle, height float64) {
	arm := 4.0
	if m == ExitMark {
		arm = -arm
	}
	l.add(Mark{Shape: Bracket, Meaning: m, X: l.X(f.T), Y: middle - height/2, W: arm, H: height, Task: task, Event: f.Event})
}

// ghost lays out what was predicted for the lane.
func (l *layout) ghost(task int, middle float64) {
	if l.Prediction == nil || task >= len(l.Prediction.Lanes) {
		return
	}
	lane := &l.Prediction.Lanes[task]
	left := l.Prediction.Departure(lane)
	if !left.Known() || !lane.End.Known() {
		return
	}
	x := l.X(left.T)
	l.add(Mark{Shape: Rect, Meaning: GhostBar, X: x, Y: middle - l.size.bar/2, W: max(l.X(lane.End.T)-x, 0.5),
		H: l.size.bar, Task: task, Event: -1})
}

// outcomeCaps is how outcomes are drawn.
var outcomeCaps = [...]Meaning{view.Finished: FinishCap, view.Failed: FailCap, view.Cancelled: CancelCap, view.TimedOut: TimeoutCap}

// ending lays out what stands at the end of a lane's bars.
func (l *layout) ending(lane *view.Lane, middle float64) {
	switch lane.Outcome {
	case view.Unended, view.Unread:
		return
	case view.NeverStarted, view.NotNeeded:
		l.add(Mark{Shape: Line, Meaning: NeverDash, X: l.left, Y: middle, W: 12, Task: lane.Task, Event: -1})
		return
	}
	x := l.X(lane.End.T)
	if (lane.By != "" || lane.Late() != nil) && lane.Noticed > lane.End.T {
		noticed := l.X(lane.Noticed)
		h := l.size.bar
		l.add(Mark{Shape: Rect, Meaning: CancelBar, X: x, Y: middle - h/2, W: noticed - x, H: h,
			Task: lane.Task, Event: lane.End.Event})
		l.add(Mark{Shape: Line, Meaning: NoticedMark, X: noticed, Y: middle - h/2 - 2, H: h + 4,
			Task: lane.Task, Event: -1})
	}
	m, fate := outcomeCaps[lane.Outcome], Fate(0)
	if lane.Outcome == view.Finished && l.t.IsUnheard(lane) {
		fate = Unheard
	}
	switch {
	case lane.Late() != nil:
		m = TimeoutCap
	case lane.Outcome == view.Finished && lane.Value >= 400:
		m = BadStatusCap
	}
	l.add(Mark{Shape: Cap, Meaning: m, Fate: fate, X: x, Y: middle, W: l.size.radius, Task: lane.Task, Event: lane.End.Event})
}

// swallowed lays out where cancellations came in spite of which a lane went on: each pixel once, and beside its end.
func (l *layout) swallowed(facts []view.Fact, end view.Fact, task int, middle float64) {
	room := 2*min(l.size.radius, callerBar/2) + 1
	last := l.left - room
	for _, f := range facts {
		x := l.X(f.T)
		if end.Known() {
			x = max(l.left, min(x, l.X(end.T)-room))
		}
		if x-last >= room {
			l.add(Mark{Shape: Cap, Meaning: SwallowCap, X: x, Y: middle, W: min(l.size.radius, callerBar/2), Task: task, Event: f.Event})
			last = x
		}
	}
}

// wordsMeaning is the colour of the words beside a cap.
func wordsMeaning(t *view.Timeline, lane *view.Lane) Meaning {
	switch lane.Outcome {
	case view.Finished:
		switch {
		case t.IsUnheard(lane):
			return MutedLabel
		case lane.Value < 400:
			return GoodLabel
		}
		return BadLabel
	case view.Failed:
		return BadLabel
	case view.Cancelled, view.TimedOut:
		return CancelLabel
	}
	return MutedLabel
}

// words lays out the lane's name and how it ended.
func (l *layout) words(lane *view.Lane, y, middle float64) {
	if l.size.text == 0 {
		if place := lane.Task + 1; place%10 == 0 && l.RowHeight >= 3.6 {
			l.name(lane.Task, "#"+view.Thousands(place), middle+3, min(9, 2.5*l.RowHeight), l.left-l.margin()-8)
		}
		return
	}
	short, full := l.endWords(l.t, lane)
	if l.hasNamesAbove() {
		l.wordsAbove(lane, y+15, short, full)
		return
	}
	l.name(lane.Task, l.t.RowName(lane.Task), middle+4, min(12.5, l.size.text+1), l.left-l.margin()-12)
	if short == "" {
		return
	}
	x := l.left + 18
	if at := l.lastSign(l.t, lane); at >= 0 {
		x = max(l.X(at), l.noticedX(lane)) + l.size.radius + 5.5
	}
	text := full
	if x+boldWidth(full, l.size.text) > l.Scene.Width-4 {
		text = boldEllipsis(short, l.size.text, l.Scene.Width-4-x)
	}
	l.outcome(lane, text, x, middle+4, AnchorStart)
}

// endWords say how a lane ended, and how long it was held.
func (l *layout) endWords(t *view.Timeline, lane *view.Lane) (short, full string) {
	short, full = t.Words(lane)
	if l.isHeld(lane) {
		full += " · held " + view.InWords(lane.Deliver.T-lane.End.T)
	}
	return short, full
}

// lastSign is the time at which the last mark of a lane stands, or negative.
func (l *layout) lastSign(t *view.Timeline, lane *view.Lane) time.Duration {
	at := t.EndOf(lane)
	if lane.Deliver.Known() && at >= 0 {
		at = max(at, lane.Deliver.T)
	}
	if from, to := t.Rest(lane); to > from {
		at = max(at, min(to, l.end))
	}
	return at
}

// noticedX is the pixel before which no words may begin: the server's notice, less the cap's radius.
func (l *layout) noticedX(lane *view.Lane) float64 {
	if lane.By == "" || lane.Noticed <= lane.End.T {
		return 0
	}
	return l.X(lane.Noticed) - l.size.radius + 2
}

// wordsAbove lays out name and ending on the line above the bar; the name gives way.
func (l *layout) wordsAbove(lane *view.Lane, baseline float64, short, full string) {
	room := l.Scene.Width - 2*l.margin()
	name := l.t.RowName(lane.Task)
	text := full
	if monoWidth(name, 12.5)+12+boldWidth(full, l.size.text) > room {
		text = boldEllipsis(short, l.size.text, room/2)
	}
	if text != "" {
		l.outcome(lane, text, l.Scene.Width-l.margin(), baseline, AnchorEnd)
		room -= 12 + boldWidth(text, l.size.text)
	}
	l.name(lane.Task, name, baseline, 12.5, room)
}

func (l *layout) name(task int, name string, baseline, size, room float64) {
	name = ellipsis(name, size, room)
	l.add(Mark{Shape: Text, Meaning: LaneName, X: l.margin(), Y: baseline, W: monoWidth(name, size), H: size,
		Text: name, Task: task, Event: -1})
}

func (l *layout) outcome(lane *view.Lane, text string, x, baseline float64, anchor Anchor) {
	l.add(Mark{Shape: Text, Meaning: wordsMeaning(l.t, lane), Anchor: anchor, X: x, Y: baseline,
		W: boldWidth(text, l.size.text), H: l.size.text, Text: text, Task: lane.Task, Event: lane.End.Event})
}
