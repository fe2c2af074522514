package app

import (
	"slices"
	"strings"
	"time"

	"inflight/engine"
	"inflight/engine/view"
)

// draggable reports whether the bars of the prediction can be dragged: it is on the screen to its end, each task in a lane, and what its fields say.
func (m Model) draggable() bool {
	return m.predicted != nil && m.view == TasksView && m.fault == nil && !m.run.Active() && !m.replay.Moment.Set
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
		if m.drag != nil && !m.drag.sought {
			m.drag = m.drag.seek(m.alone())
		}
	case OutcomePicked:
		return m.outcomePicked(msg)
	}
	return m
}

func (m Model) grabbed(msg Grabbed) Model {
	m = m.released()
	if !m.draggable() {
		return m
	}
	before := m
	if m.drag = grab(msg, m.predicted, m.scenario, m.draft.tasks); m.drag == nil {
		return m
	}
	m.before, m.lane = &before, msg.Lane
	if c := m.alone(); quick(c) {
		m.drag = m.drag.seek(c)
	}
	return m
}

// alone is the prediction as a comparison with nothing else.
func (m Model) alone() *view.Comparison {
	return view.NewComparison([]view.Row{{Scenario: m.scenario, Log: m.predicted.Log}})
}

func (m Model) dragged(to time.Duration) Model {
	if m.drag == nil {
		return m
	}
	drag, before := m.drag, m.before
	m.draft.tasks = drag.list(to)
	m = m.edited()
	m.drag, m.before, m.lane = drag, before, drag.lane
	return m
}

func (m Model) released() Model {
	m.drag, m.before = nil, nil
	return m
}

// restored is the page as it was before the drag, the live run included, but for what has nothing to do with it.
func (m Model) restored() Model {
	if m.before == nil {
		return m
	}
	before := *m.before
	before.backend, before.theme, before.language, before.copied = m.backend, m.theme, m.language, m.copied
	return before
}

func (m Model) outcomePicked(msg OutcomePicked) Model {
	if m = m.released(); !m.draggable() || msg.Lane < 0 || msg.Lane >= len(m.predicted.Lanes) || edgesOf(m.predicted, msg.Lane).cap == engine.Never {
		return m
	}
	m.draft.tasks = changed(m.scenario, m.draft.tasks, m.scenario.TaskOf(msg.Lane), ended(msg.What))
	m = m.edited()
	m.lane = msg.Lane
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

// dragWords say what the bars do, and what the one in the hand does.
func (m Model) dragWords() string {
	if m.drag == nil {
		return "Drag the ends of a bar to change its delay and its latency. Click its cap to change its outcome."
	}
	now := m.predicted.Requests[m.drag.lane]
	words := []string{m.labels[m.drag.lane] + " " + m.drag.words(now)}
	return strings.Join(append(words, m.drag.ahead(now)...), " ")
}

// value is the delay or the latency of the bar now.
func (d *dragging) value(now engine.Request) time.Duration {
	if d.edge == StartEdge {
		return now.Delay
	}
	return now.Latency
}

// words say what the bar in the hand has come to.
func (d *dragging) words(now engine.Request) string {
	value := view.InWords(d.value(now))
	if d.edge == StartEdge {
		return "sleeps for " + value + " first."
	}
	return "takes " + value + "."
}

// ahead says at which times the outcome changes: the next, and the one that has been passed last.
func (d *dragging) ahead(now engine.Request) []string {
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
	if d.sought && len(words) == 0 {
		words = append(words, "No other value changes the outcome.")
	}
	if entry := d.entry(); entry.Count > 1 {
		words = append(words, "It was one of "+entry.String()+", and gets an entry of its own.")
	}
	return words
}

// entry is the one that the task came from.
func (d *dragging) entry() engine.Entry {
	first := 0
	for _, e := range d.scenario.Entries {
		if first += e.Count; d.task < first {
			return e
		}
	}
	return engine.Entry{}
}
