package model

import (
	"strings"
	"time"

	"inflight/engine"
	"inflight/engine/view"
)

// Draggable reports whether the bars of the simulation can be dragged.
func (m CompareModel) Draggable() bool {
	return m.Simulated != nil && m.Fault == nil && !m.Run.Active() && !m.Scenario.Live()
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
		if m.Drag != nil && !m.Drag.Sought {
			return m.sought(m.Drag.seek(m.Simulated))
		}
	case LanePointed:
		if m.Drag == nil {
			m.Pointed = msg
		}
	case OutcomePicked:
		return m.outcomePicked(msg)
	}
	return m
}

// DrawnRow is the timeline of a row's simulation, or nil.
func (m CompareModel) DrawnRow(row int) *view.Timeline {
	if !m.Draggable() || row < 0 || row >= len(m.Simulated.Rows) || m.Simulated.Rows[row].Err != nil {
		return nil
	}
	return m.Simulated.Rows[row].Timeline
}

func (m CompareModel) grabbed(msg Grabbed) CompareModel {
	m = m.released()
	t := m.DrawnRow(msg.Row)
	if t == nil {
		return m
	}
	before := m
	if m.Drag = grab(msg, t, m.Scenario, m.Draft.Tasks); m.Drag == nil {
		return m
	}
	m.Before, m.Pointed = &before, LanePointed{msg.Row, msg.Lane}
	if quick(m.Simulated) {
		return m.sought(m.Drag.seek(m.Simulated))
	}
	return m
}

// sought notes when the outcome changes: for the pictures, and if it is latencies for the list of them too.
func (m CompareModel) sought(d *Dragging) CompareModel {
	m.Drag = d
	if d.edge == EndEdge {
		m.Task, m.Turnings = d.Task, d.turnings
	}
	return m
}

func (m CompareModel) dragged(to time.Duration) CompareModel {
	if m.Drag == nil {
		return m
	}
	kept := m
	m.Draft.Tasks = m.Drag.list(to)
	m = m.edited()
	m.Drag, m.Before, m.Pointed, m.Task, m.Turnings = kept.Drag, kept.Before, kept.Pointed, kept.Task, kept.Turnings
	return m
}

func (m CompareModel) released() CompareModel {
	m.Drag, m.Before = nil, nil
	return m
}

func (m CompareModel) restored() CompareModel {
	if m.Before == nil {
		return m
	}
	before := *m.Before
	before.Backend, before.Theme = m.Backend, m.Theme
	return before
}

func (m CompareModel) outcomePicked(msg OutcomePicked) CompareModel {
	m = m.released()
	t := m.DrawnRow(msg.Row)
	if t == nil || msg.Lane < 0 || msg.Lane >= len(t.Lanes) || EdgesOf(t, msg.Lane).Cap == engine.Never {
		return m
	}
	m.Draft.Tasks = changed(m.Scenario, m.Draft.Tasks, t.Scenario.TaskOf(msg.Lane), ended(msg.What))
	m = m.edited()
	m.Pointed = LanePointed{msg.Row, msg.Lane}
	return m
}

// laneOf is the lane of a task's first attempt, in a row of the comparison.
func (m CompareModel) laneOf(t *view.Timeline, task int) int {
	return task * len(t.Lanes) / len(m.Labels)
}

// HandledLane is the row and the lane whose handles are shown; the lane is engine.NoTask if there is none.
func (m CompareModel) HandledLane() (row, lane int) {
	t := m.DrawnRow(m.Pointed.Row)
	if t == nil {
		return 0, engine.NoTask
	}
	return m.Pointed.Row, Grabbable(t, m.Pointed.Lane)
}

// DragWords say what the bars do, and what the one in the hand does.
func (m CompareModel) DragWords() string {
	if m.Drag == nil || m.DrawnRow(m.Drag.Row) == nil {
		return "Drag the ends of a bar to change its delay and its latency, in all rows. Click its cap to change its outcome."
	}
	now := m.DrawnRow(m.Drag.Row).Requests[m.Drag.Lane]
	words := []string{m.Labels[m.Drag.Task] + " " + m.Drag.words(now)}
	return strings.Join(append(words, m.Drag.ahead(now)...), " ")
}

// turned tries out latencies of a task, from none to twice as long as the comparison takes.
func (m CompareModel) turned(task int) CompareModel {
	m = m.released()
	m.Task, m.Turnings = engine.NoTask, nil
	if m.Scenario == nil || task < 0 || task >= len(m.Labels) || m.Scenario.Live() {
		return m
	}
	m.Task, m.Turnings = task, view.TurningPoints(m.Simulated, view.Dial{Task: task}, 0, UpTo(m.Simulated))
	if t := m.DrawnRow(m.Pointed.Row); t != nil {
		m.Pointed.Lane = m.laneOf(t, task)
	}
	return m
}

// WithLatency is the comparison's link with another latency of the picked task.
func (m CompareModel) WithLatency(latency time.Duration) string {
	s, entry := m.Scenario.Alone(m.Task)
	entry.Latency = latency
	return engine.ComparisonLink(s, m.Chosen)
}
