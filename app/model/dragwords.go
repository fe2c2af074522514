package model

import (
	"slices"
	"strings"
	"time"

	"inflight/engine"
	"inflight/engine/view"
)

// DragWords say what the bars do, and what the one in the hand does.
func (m Model) DragWords() string {
	if m.Drag == nil {
		return "Drag the ends of a bar to change its delay and its latency. Click its cap to change its outcome."
	}
	now := m.Predicted.Requests[m.Drag.Lane]
	return m.Drag.say(m.Labels[m.Drag.Lane], now)
}

// DragWords say what the bars do, and what the one in the hand does.
func (m CompareModel) DragWords() string {
	if m.Drag == nil || m.DrawnRow(m.Drag.Row) == nil {
		return "Drag the ends of a bar to change its delay and its latency, in all rows. Click its cap to change its outcome."
	}
	now := m.DrawnRow(m.Drag.Row).Requests[m.Drag.Lane]
	return m.Drag.say(m.Labels[m.Drag.Task], now)
}

// say tells the present value of the bar in the hand, and the next turnings.
func (d *Dragging) say(label string, now engine.Request) string {
	return strings.Join(append([]string{label + " " + d.words(now)}, d.turningsAhead(now)...), " ")
}

// value is the delay or the latency of the bar now.
func (d *Dragging) value(now engine.Request) time.Duration {
	if d.edge == StartEdge {
		return now.Delay
	}
	return now.Latency
}

// words say the present value of the bar in the hand.
func (d *Dragging) words(now engine.Request) string {
	value := view.InWords(d.value(now))
	if d.edge == StartEdge {
		return "sleeps for " + value + " first."
	}
	return "takes " + value + "."
}

// turningsAhead says at which times the outcome changes: the next, and the one that has been passed last.
func (d *Dragging) turningsAhead(now engine.Request) []string {
	var words []string
	next := slices.IndexFunc(d.turnings, func(t view.Turning) bool { return t.At+d.jitter > d.value(now) })
	passed := next - 1
	if next < 0 {
		passed = len(d.turnings) - 1
	}
	say := func(t view.Turning) {
		t.At += d.jitter
		words = append(words, "F"+t.From()[1:]+": "+strings.TrimPrefix(t.Text, ": ")+".")
	}
	if passed >= 0 {
		say(d.turnings[passed])
	}
	if next >= 0 {
		say(d.turnings[next])
	}
	if d.Sought && len(words) == 0 {
		words = append(words, "No other value changes the outcome.")
	}
	if entry := d.entry(); entry.Count > 1 {
		words = append(words, "It was one of "+entry.String()+", and gets an entry of its own.")
	}
	return words
}

// entry is the entry of the task list that the task came from.
func (d *Dragging) entry() engine.Entry {
	first := 0
	for _, e := range d.scenario.Entries {
		if first += e.Count; d.Task < first {
			return e
		}
	}
	return engine.Entry{}
}
