package app

import (
	"strings"
	"time"

	"inflight/engine"
	"inflight/engine/view"
)

// draggable reports whether the bars of the simulation can be dragged.
func (m CompareModel) draggable() bool {
	return m.simulated != nil && m.fault == nil && !m.run.Active() && !m.scenario.Live()
}

// handled takes the messages of dragging. The rows have the same tasks: what is done to a bar of one is done in all.
func (m CompareModel) handled(message any) CompareModel {
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
			return m.sought(m.drag.seek(m.simulated))
		}
	case LanePointed:
		if m.drag == nil {
			m.pointed = msg
		}
	case OutcomePicked:
		return m.outcomePicked(msg)
	}
	return m
}

// drawnRow is the timeline of a row's simulation, or nil.
func (m CompareModel) drawnRow(row int) *view.Timeline {
	if !m.draggable() || row < 0 || row >= len(m.simulated.Rows) || m.simulated.Rows[row].Err != nil {
		return nil
	}
	return m.simulated.Rows[row].Timeline
}

func (m CompareModel) grabbed(msg Grabbed) CompareModel {
	m = m.released()
	t := m.drawnRow(msg.Row)
	if t == nil {
		return m
	}
	before := m
	if m.drag = grab(msg, t, m.scenario, m.draft.tasks); m.drag == nil {
		return m
	}
	m.before, m.pointed = &before, LanePointed{msg.Row, msg.Lane}
	if quick(m.simulated) {
		return m.sought(m.drag.seek(m.simulated))
	}
	return m
}

// sought notes when the outcome changes: for the pictures, and if it is latencies for the list of them too.
func (m CompareModel) sought(d *dragging) CompareModel {
	m.drag = d
	if d.edge == EndEdge {
		m.task, m.turnings = d.task, d.turnings
	}
	return m
}

func (m CompareModel) dragged(to time.Duration) CompareModel {
	if m.drag == nil {
		return m
	}
	kept := m
	m.draft.tasks = m.drag.list(to)
	m = m.edited()
	m.drag, m.before, m.pointed, m.task, m.turnings = kept.drag, kept.before, kept.pointed, kept.task, kept.turnings
	return m
}

func (m CompareModel) released() CompareModel {
	m.drag, m.before = nil, nil
	return m
}

func (m CompareModel) restored() CompareModel {
	if m.before == nil {
		return m
	}
	before := *m.before
	before.backend, before.theme = m.backend, m.theme
	return before
}

func (m CompareModel) outcomePicked(msg OutcomePicked) CompareModel {
	m = m.released()
	t := m.drawnRow(msg.Row)
	if t == nil || msg.Lane < 0 || msg.Lane >= len(t.Lanes) || edgesOf(t, msg.Lane).cap == engine.Never {
		return m
	}
	m.draft.tasks = changed(m.scenario, m.draft.tasks, t.Scenario.TaskOf(msg.Lane), ended(msg.What))
	m = m.edited()
	m.pointed = LanePointed{msg.Row, msg.Lane}
	return m
}

// laneOf is the lane of a task's first attempt, in a row of the comparison.
func (m CompareModel) laneOf(t *view.Timeline, task int) int {
	return task * len(t.Lanes) / len(m.labels)
}

// handledLane is the row and the lane whose handles are shown; the lane is engine.NoTask if there is none.
func (m CompareModel) handledLane() (row, lane int) {
	t := m.drawnRow(m.pointed.Row)
	if t == nil {
		return 0, engine.NoTask
	}
	return m.pointed.Row, grabbable(t, m.pointed.Lane)
}

// dragWords say what the bars do, and what the one in the hand does.
func (m CompareModel) dragWords() string {
	if m.drag == nil || m.drawnRow(m.drag.row) == nil {
		return "Drag the ends of a bar to change its delay and its latency, in all rows. Click its cap to change its outcome."
	}
	now := m.drawnRow(m.drag.row).Requests[m.drag.lane]
	words := []string{m.labels[m.drag.task] + " " + m.drag.words(now)}
	return strings.Join(append(words, m.drag.ahead(now)...), " ")
}

// turned tries out latencies of a task, from none to twice as long as the comparison takes.
func (m CompareModel) turned(task int) CompareModel {
	m = m.released()
	m.task, m.turnings = engine.NoTask, nil
	if m.scenario == nil || task < 0 || task >= len(m.labels) || m.scenario.Live() {
		return m
	}
	m.task, m.turnings = task, view.TurningPoints(m.simulated, view.Dial{Task: task}, 0, upTo(m.simulated))
	if t := m.drawnRow(m.pointed.Row); t != nil {
		m.pointed.Lane = m.laneOf(t, task)
	}
	return m
}

// withLatency is the comparison's link with another latency of the picked task.
func (m CompareModel) withLatency(latency time.Duration) string {
	s, entry := m.scenario.Alone(m.task)
	entry.Latency = latency
	return engine.ComparisonLink(s, m.chosen)
}
