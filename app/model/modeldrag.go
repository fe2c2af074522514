package model

import (
	"slices"
	"strings"
	"time"

	"inflight/engine"
	"inflight/engine/view"
)

// Draggable reports whether the bars of the prediction can be dragged: it is on the screen to its end, each task in a lane, and what its fields say.
func (m Model) Draggable() bool {
	return m.Predicted != nil && m.View == TasksView && m.Fault == nil && !m.Run.Active() && !m.Replay.Moment.Set
}

// handled takes the messages of dragging.
func (m Model) handled(message any) Model {
	switch msg := message.(type) {
	case Grabbed:
		return m.grabbed(msg)
	case Dragged:
		return m.dragged(msg.To)
	case Released:
		return m.released()
	case Restored:
		return m.restored()
	case TurningsSought:
		if m.Drag != nil && !m.Drag.Sought {
			m.Drag = m.Drag.seek(m.alone())
		}
	case OutcomePicked:
		return m.outcomePicked(msg)
	}
	return m
}

func (m Model) grabbed(msg Grabbed) Model {
	m = m.released()
	if !m.Draggable() {
		return m
	}
	before := m
	if m.Drag = grab(msg, m.Predicted, m.Scenario, m.Draft.Tasks); m.Drag == nil {
		return m
	}
	m.Before, m.Lane = &before, msg.Lane
	if c := m.alone(); quick(c) {
		m.Drag = m.Drag.seek(c)
	}
	return m
}

// alone is the prediction as a comparison with nothing else.
func (m Model) alone() *view.Comparison {
	return view.NewComparison([]view.Row{{Scenario: m.Scenario, Log: m.Predicted.Log}})
}

func (m Model) dragged(to time.Duration) Model {
	if m.Drag == nil {
		return m
	}
	drag, before := m.Drag, m.Before
	m.Draft.Tasks = drag.list(to)
	m = m.edited()
	m.Drag, m.Before, m.Lane = drag, before, drag.Lane
	return m
}

func (m Model) released() Model {
	m.Drag, m.Before = nil, nil
	return m
}

// restored is the page as it was before the drag, the live run included, but for what has nothing to do with it.
func (m Model) restored() Model {
	if m.Before == nil {
		return m
	}
	before := *m.Before
	before.Backend, before.Theme, before.Language, before.Copied = m.Backend, m.Theme, m.Language, m.Copied
	return before
}

func (m Model) outcomePicked(msg OutcomePicked) Model {
	if m = m.released(); !m.Draggable() || msg.Lane < 0 || msg.Lane >= len(m.Predicted.Lanes) || EdgesOf(m.Predicted, msg.Lane).Cap == engine.Never {
		return m
	}
	m.Draft.Tasks = changed(m.Scenario, m.Draft.Tasks, m.Scenario.TaskOf(msg.Lane), ended(msg.What))
	m = m.edited()
	m.Lane = msg.Lane
	return m
}

// ended gives an entry another outcome, of all its attempts.
func ended(what engine.What) func(*engine.Entry) {
	return func(e *engine.Entry) {
		if what == "200" {
			what = ""
		}
		e.What, e.Times = what, 0
	}
}

// DragWords say what the bars do, and what the one in the hand does.
func (m Model) DragWords() string {
	if m.Drag == nil {
		return "Drag the ends of a bar to change its delay and its latency. Click its cap to change its outcome."
	}
	now := m.Predicted.Requests[m.Drag.Lane]
	words := []string{m.Labels[m.Drag.Lane] + " " + m.Drag.words(now)}
	return strings.Join(append(words, m.Drag.ahead(now)...), " ")
}

// value is the delay or the latency of the bar now.
func (d *Dragging) value(now engine.Request) time.Duration {
	if d.edge == StartEdge {
		return now.Delay
	}
	return now.Latency
}

// words say what the bar in the hand has come to.
func (d *Dragging) words(now engine.Request) string {
	value := view.InWords(d.value(now))
	if d.edge == StartEdge {
		return "sleeps for " + value + " first."
	}
	return "takes " + value + "."
}

// ahead says at which times the outcome changes: the next, and the one that has been passed last.
func (d *Dragging) ahead(now engine.Request) []string {
	var words []string
	next := slices.IndexFunc(d.turnings, func(t view.Turning) bool { return t.At > d.value(now) })
	passed := next - 1
	if next < 0 {
		passed = len(d.turnings) - 1
	}
	say := func(t view.Turning) {
		words = append(words, "From "+view.InWords(t.At)+" on: "+strings.TrimPrefix(t.Text, ": ")+".")
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

// entry is the one that the task came from.
func (d *Dragging) entry() engine.Entry {
	first := 0
	for _, e := range d.scenario.Entries {
		if first += e.Count; d.Task < first {
			return e
		}
	}
	return engine.Entry{}
}
