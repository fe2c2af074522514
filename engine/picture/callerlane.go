package picture

import (
	"math"
	"strings"
	"time"

	"inflight/engine"
	"inflight/engine/view"
)

// callerWords says how the strategy ended, in ever fewer words; nil if it has not.
func callerWords(t *view.Timeline) []string {
	c := &t.Caller
	if !c.Ended.Known() {
		return nil
	}
	full := c.Words()
	kind, _, _ := strings.Cut(full, " (")
	verb, _, _ := strings.Cut(full, " ")
	variants := []string{full, strings.TrimSuffix(full, " at "+view.InWords(c.Ended.T)), kind, verb}
	if n := deliveredAtEnd(t); n > 1 {
		variants = append([]string{"×" + view.Thousands(n) + ", " + full}, variants...)
	}
	return variants
}

// deliveredAtEnd counts the results that came at the time at which the strategy ended; in a live run, where taking
// a thousand results takes a while, those that came in one go with it.
func deliveredAtEnd(t *view.Timeline) int {
	gap := time.Duration(0)
	if t.Live {
		gap = 5 * time.Millisecond
	}
	list, next := deliveriesInTime(t), t.Caller.Ended.T
	n := len(list)
	for n > 0 && next-list[n-1].T <= gap {
		n--
		next = list[n].T
	}
	return len(list) - n
}

// deliveriesInTime are the results that came before the strategy ended. Workers that are left may receive more, but not for main().
func deliveriesInTime(t *view.Timeline) []view.Delivery {
	list := t.Caller.Deliveries
	for n := len(list); n > 0 && t.Caller.Ended.Known() && list[n-1].Event > t.Caller.Ended.Event; n-- {
		list = list[:n-1]
	}
	return list
}

const (
	callerRow     = 44.0 // a bar, and a line of small words under it
	callerRowTall = 62.0 // with a third line, for words that do not fit
	callerStacked = 56.0 // with the name above the bar
	callerText    = 12.5
	callerBar     = 12.0
)

// callerHeight is the height of the caller's lane; the frame decides, so that it does not change in mid-run.
func (l *layout) callerHeight() float64 {
	if l.hasNamesAbove() {
		return callerStacked
	}
	words := callerWords(l.frame)
	if len(words) > 0 && !l.fitsBeside(words[0], l.frame.Caller.Ended) {
		return callerRowTall
	}
	return callerRow
}

// fitsBeside reports whether words have room to the right of the strategy's end.
func (l *layout) fitsBeside(words string, ended view.Fact) bool {
	return l.X(ended.T)+12+boldWidth(words, callerText) <= l.Scene.Width-6
}

// caller lays out the caller's lane.
func (l *layout) caller(top, height float64) {
	name, middle := top+18+4, top+18
	if l.hasNamesAbove() {
		name, middle = top+15, top+height-26
	}
	l.add(Mark{Shape: Text, Meaning: CallerName, X: l.margin(), Y: name, W: monoWidth("main()", callerText),
		H: callerText, Text: "main()", Task: engine.NoTask, Event: -1})
	l.waits(middle)
	const session = 22 // the height of its brackets
	if c := &l.t.Caller; c.Enter.Known() {
		l.bracket(EnterMark, c.Enter, engine.NoTask, middle, session)
	}
	if c := &l.t.Caller; c.Close.Known() {
		l.bracket(ExitMark, c.Close, engine.NoTask, middle, session)
	}
	l.wakes(middle)
	l.swallowed(l.t.Caller.Swallowed, l.t.Caller.Ended, engine.NoTask, middle)
	l.wakeLabels(middle)
	l.deliveries(middle)
	if l.t.Caller.Ended.Known() {
		l.layoutStrategyEnd(top, height, middle)
	}
	l.waitLabels(middle)
}

// waits lays out the stretches in which the caller waits, joined where they touch.
func (l *layout) waits(middle float64) {
	waits := l.t.Caller.Waits
	for i := 0; i < len(waits); {
		from, to, linger := waits[i].From, waits[i].To, waits[i].Linger
		for i++; i < len(waits) && waits[i].From == to && waits[i].Linger == linger; i++ {
			to = waits[i].To
		}
		m := Mark{Shape: Rect, Meaning: CallerWait, X: l.X(from), Y: middle - callerBar/2, W: l.X(to) - l.X(from), H: callerBar,
			Task: engine.NoTask, Event: -1}
		if linger {
			m.Meaning, m.Y, m.H = CallerLinger, middle-1, 2
		}
		l.add(m)
	}
}

// wakes lays out the returns of wait, each pixel once.
func (l *layout) wakes(middle float64) {
	last := -9.0
	for _, w := range l.t.Caller.Wakes {
		if x := l.X(w.T); x-last >= 3 {
			l.add(Mark{Shape: Line, Meaning: WakeTick, X: x, Y: middle - 9, H: 18, Task: engine.NoTask, Event: w.Event})
			last = x
		}
	}
}

// wakeLabels say under each return of wait what it returned with, where there is room.
func (l *layout) wakeLabels(middle float64) {
	const widest = 200 // pixels of the words
	behind := -1.0     // the end of the words before
	for _, w := range l.t.Caller.Wakes {
		at := l.X(w.T)
		if at < behind && (!l.t.Caller.Ended.Known() || math.Abs(l.X(l.t.Caller.Ended.T)-at) > widest) {
			continue // words in the middle under it would begin within those before
		}
		e := &l.t.Log[w.Event]
		text := view.Thousands(e.Done) + " done · " + view.Thousands(e.Pending) + " pending"
		x, anchor := l.besideEnd(at, textWidth(text, smallText))
		if l.under(WakeLabel, text, anchor, x, middle, w.Event) && anchor == AnchorMiddle {
			behind = x + textWidth(text, smallText)/2
		}
	}
}

// besideEnd is where words of a width stand under x: centred, unless the line at the strategy's end would run through them.
func (l *layout) besideEnd(x, width float64) (float64, Anchor) {
	const gap = 6
	end := l.X(l.t.Caller.Ended.T)
	switch {
	case !l.t.Caller.Ended.Known() || math.Abs(end-x) > width/2+gap:
		return x, AnchorMiddle
	case end+gap+width <= l.Scene.Width-4:
		return end + gap, AnchorStart
	}
	return end - gap, AnchorEnd
}

// waitLabels say under the first stretch of each kind why the caller waits.
func (l *layout) waitLabels(middle float64) {
	for _, m := range l.Marks {
		for _, item := range legendItems[:2] {
			if m.Meaning != item.meaning || l.named[state{item.meaning, 0}] || m.W < textWidth(item.direct, smallText) {
				continue
			}
			if l.named == nil {
				l.named = map[state]bool{}
			}
			l.named[state{item.meaning, 0}] = l.under(StateLabel, item.direct, AnchorStart, m.X, middle, -1)
		}
	}
}

// smallText is the size of the words under the caller's bar.
const smallText = 10.5

// under writes small words under the caller's bar, if nothing else is there; it reports whether it has.
func (l *layout) under(m Meaning, text string, anchor Anchor, x, middle float64, event int) bool {
	mark := Mark{Shape: Text, Meaning: m, Anchor: anchor, X: x, Y: middle + callerBar/2 + 15, W: textWidth(text, smallText), H: smallText,
		Text: text, Task: engine.NoTask, Event: event}
	from := x - mark.W*anchorShare[anchor]
	from = max(4, min(from, l.Scene.Width-4-mark.W))
	mark.X = from + mark.W*anchorShare[anchor]
	for i := range l.Marks {
		other := &l.Marks[i]
		at := other.X - other.W*anchorShare[other.Anchor]
		if other.Shape == Text && other.Y == mark.Y && from < at+other.W+8 && at < from+mark.W+8 {
			return false
		}
	}
	l.add(mark)
	return true
}

// tick is one triangle for the results that came at one pixel.
type tick struct {
	x       float64
	count   int
	results int // that are no exceptions
	event   int // the first
}

// ticks gathers the deliveries into triangles that can be told apart.
func (l *layout) ticks() []tick {
	var ticks []tick
	for _, d := range deliveriesInTime(l.t) {
		x := l.X(d.T)
		if n := len(ticks); n == 0 || x-ticks[n-1].x >= 3 {
			ticks = append(ticks, tick{x: x, event: d.Event})
		}
		last := &ticks[len(ticks)-1]
		last.count++
		if d.Error == "" {
			last.results++
		}
	}
	return ticks
}

// deliveries lays out a triangle for each result, and how many came at once where there is room to say so.
func (l *layout) deliveries(middle float64) {
	ticks := l.ticks()
	for i, t := range ticks {
		m := DeliverTick
		if t.results == 0 {
			m = ErrorTick
		}
		size := 12.0
		if len(ticks) > 12 {
			size = 8
		}
		l.triangle(m, t.x, middle, size, t.event)
		if t.count > 1 {
			l.tickCount(t, l.tickRoom(ticks, i), middle)
		}
	}
}

// tickRoom is the pixel at which words after a triangle must end.
func (l *layout) tickRoom(ticks []tick, i int) float64 {
	room := l.Scene.Width - 4
	if i+1 < len(ticks) {
		room = ticks[i+1].x - 7
	}
	if c := &l.t.Caller; c.Ended.Known() {
		room = min(room, l.X(c.Ended.T)-4) // at the end itself the strategy's words count them
	}
	return room
}

func (l *layout) tickCount(t tick, room, middle float64) {
	text := "×" + view.Thousands(t.count)
	if width := textWidth(text, smallText); t.x+width/2 <= room {
		l.under(TickCount, text, AnchorMiddle, t.x, middle, t.event)
	}
}

func (l *layout) triangle(m Meaning, x, middle, size float64, event int) {
	l.add(Mark{Shape: Triangle, Meaning: m, X: x, Y: middle + 1 - size*5/6 - 4, W: size, H: size * 5 / 6, Task: engine.NoTask, Event: event})
}

// layoutStrategyEnd lays out how the strategy ended: the mark, and the words where they have room.
func (l *layout) layoutStrategyEnd(top, height, middle float64) {
	c := &l.t.Caller
	x, m := l.X(c.Ended.T), ReturnLabel
	if c.Raised != "" {
		m = RaiseLabel
		l.triangle(RaiseTick, x, middle, 12, c.Ended.Event)
	} else if len(l.t.Caller.Wakes) == 0 && deliveredAtEnd(l.t) == 0 {
		l.add(Mark{Shape: Line, Meaning: ReturnTick, X: x, Y: middle - 9, H: 18, Task: engine.NoTask, Event: c.Ended.Event})
	}
	words := Mark{
		Shape:   Text,
		Meaning: m,
		X:       max(x+12, l.pixelBehindClose(x+12)),
		Y:       middle + 4,
		H:       callerText,
		Task:    engine.NoTask,
		Event:   c.Ended.Event,
	}
	if l.lingers() {
		words.Y = middle - 5 // above the line of the caller's last wait
	}
	room := l.Scene.Width - 6 - words.X
	switch {
	case l.hasNamesAbove():
		words.X, words.Y, words.Anchor = l.Scene.Width-l.margin(), top+15, AnchorEnd
		room = words.X - l.margin() - monoWidth("main()", callerText) - 12
	case height == callerRowTall:
		words.X, words.Y, words.Anchor = l.Scene.Width-l.margin(), top+56, AnchorEnd
		room = words.X - l.margin()
	}
	for _, text := range callerWords(l.t) {
		if words.W = boldWidth(text, callerText); words.W <= room {
			words.Text = text
			l.add(words)
			return
		}
	}
}

// lingers reports whether the caller goes on waiting after the strategy's end.
func (l *layout) lingers() bool {
	waits := l.t.Caller.Waits
	return len(waits) > 0 && waits[len(waits)-1].Linger
}

// pixelBehindClose is the pixel behind the bracket where the session closes, if the bracket is in the way of words that begin at
// this pixel; else 0.
func (l *layout) pixelBehindClose(from float64) float64 {
	c, full := &l.t.Caller, callerWords(l.t)[0]
	if x := l.X(c.Close.T); c.Close.Known() && x > from-8 && x-6 < from+boldWidth(full, callerText) {
		return x + 8
	}
	return 0
}
