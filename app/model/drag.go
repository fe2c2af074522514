package model

import (
	"time"

	"inflight/engine"
	"inflight/engine/view"
)

// Dragging bars, on the playground and in a comparison. One drag, from hand to picture:
//
//	a pointer, or a key on a handle  app/drag.go finds the edge of a bar that it takes hold of; where edges are, says [EdgesOf]
//	Grabbed                          [drag] puts the bar into the model's [Hand], beside the model as it was before
//	Dragged, Dragged, …              each makes a task list from the one before the drag, which is read as if it had been typed
//	TurningsSought                   once the hand rests: at which values would the outcome change? The picture marks them
//	Released                         the hand is empty
//	Restored                         likewise, and the model is as it was before
//
// The two models differ in what they draw, and in where they show handles: see [draggable]. dragbar.go has the bar, dragwords.go what
// is said of it, and app/drag.go what the browser has to do with it.

// Edge is the part of a predicted bar that can be dragged.
type Edge uint8

// The edges of a bar.
const (
	NoEdge    Edge = iota
	StartEdge      // where its delay is over
	EndEdge        // where its latency is over
)

// The messages of dragging, of both pages.
type (
	// Grabbed takes hold of an edge of a lane's bar; on the page of a comparison, of a row's lane.
	Grabbed struct {
		Row, Lane int
		Edge      Edge
	}
	// Dragged gives the bar in the hand another delay, or another latency.
	Dragged struct{ To time.Duration }
	// Released lets go of it.
	Released struct{}
	// Restored lets go of it too, and brings back what was there before.
	Restored struct{}
	// TurningsSought looks for the times at which the bar in the hand would change the outcome.
	TurningsSought struct{}
	// LanePointed shows the handles of a lane, on the page of a comparison.
	LanePointed struct{ Row, Lane int }
	// OutcomePicked is another outcome of a task.
	OutcomePicked struct {
		Row, Lane int
		What      engine.What
	}
)

// Hand is what a model has in its hand.
type Hand[M any] struct {
	Drag   *Dragging // the bar; nil if the hand is empty
	Before *M        // the model as it was when the drag began
}

// draggable is a model whose bars can be dragged. The two models do these things each in its own way.
type draggable[M any] interface {
	inHand() Hand[M]
	hold(Hand[M]) M                       // takes a bar, and shows the handles of its lane
	letGo() M                             // lets go of the bar, if it holds one
	keep(now M) M                         // restores this model, but keeps from now what a drag does not change
	point(row, lane int) M                // shows the handles of a lane
	drawnRow(row int) *view.Timeline      // the timeline whose bars can be dragged; nil if none can
	outcome() *view.Comparison            // the runs whose outcome a drag may change
	taskList() (*engine.Scenario, string) // the tasks as read, and as typed
	withTasks(list string) M
}

// drag handles the messages of dragging.
func drag[M draggable[M]](m M, message any) M {
	hand := m.inHand()
	switch msg := message.(type) {
	case Grabbed:
		return grab(m.letGo(), msg)
	case Dragged:
		if hand.Drag != nil {
			return m.withTasks(hand.Drag.list(msg.To)).hold(hand)
		}
	case Released:
		return m.letGo()
	case Restored:
		if hand.Before != nil {
			return (*hand.Before).keep(m)
		}
	case TurningsSought:
		if hand.Drag != nil && !hand.Drag.Sought {
			hand.Drag = hand.Drag.seek(m.outcome())
			return m.hold(hand)
		}
	case OutcomePicked:
		return pickOutcome(m.letGo(), msg)
	}
	return m
}

// grab takes hold of an edge, if it is there.
func grab[M draggable[M]](m M, msg Grabbed) M {
	t := m.drawnRow(msg.Row)
	if t == nil || msg.Lane < 0 || msg.Lane >= len(t.Lanes) || EdgesOf(t, msg.Lane).TimeOf(msg.Edge) == engine.Never {
		return m
	}
	s, tasks := m.taskList()
	d := &Dragging{
		edge: msg.Edge, Row: msg.Row, Lane: msg.Lane, Task: t.Requests[msg.Lane].Task, request: t.Requests[msg.Lane], scenario: s, tasks: tasks,
	}
	if c := m.outcome(); isQuick(c) {
		d = d.seek(c)
	}
	return m.hold(Hand[M]{d, &m})
}

// pickOutcome gives a task another outcome, if its bar has a cap to pick one from.
func pickOutcome[M draggable[M]](m M, msg OutcomePicked) M {
	t := m.drawnRow(msg.Row)
	if t == nil || msg.Lane < 0 || msg.Lane >= len(t.Lanes) || EdgesOf(t, msg.Lane).Cap == engine.Never {
		return m
	}
	s, tasks := m.taskList()
	return m.withTasks(changeTask(s, tasks, t.Requests[msg.Lane], outcomeOf(msg.What))).point(msg.Row, msg.Lane)
}

func (b Base) taskList() (*engine.Scenario, string) { return b.Scenario, b.Draft.Tasks }

// The playground's own.

// CanDrag reports whether the bars of the prediction can be dragged: it is on the screen to its end, each task in a lane, and what
// its fields say.
func (m Model) CanDrag() bool {
	return m.Predicted != nil && !m.Own.On && m.View == TasksView && m.Fault == nil && !m.Held && !m.Run.IsActive() && !m.Replay.Moment.Set
}

func (m Model) drawnRow(int) *view.Timeline {
	if !m.CanDrag() {
		return nil
	}
	return m.Predicted
}

// outcome is the prediction as a comparison with a single row.
func (m Model) outcome() *view.Comparison {
	return view.NewComparison([]view.Row{{Scenario: m.Scenario, Log: m.Predicted.Log}})
}

func (m Model) inHand() Hand[Model] { return m.Hand }

func (m Model) hold(h Hand[Model]) Model {
	m.Hand = h
	return m.point(0, h.Drag.Lane)
}

func (m Model) letGo() Model {
	m.Hand = Hand[Model]{}
	return m
}

// keep returns the page as it was before the drag, with its live run.
func (m Model) keep(now Model) Model {
	m.Backend, m.Theme, m.Language, m.Copied = now.Backend, now.Theme, now.Language, now.Copied
	return m
}

func (m Model) point(_, lane int) Model {
	m.Lane = lane
	return m
}

func (m Model) withTasks(list string) Model {
	m.Draft.Tasks = list
	return m.reread()
}

// A comparison's own. Its rows have the same tasks: what is done to a bar of one is done in all.

// CanDrag reports whether the bars of the simulation can be dragged.
func (m CompareModel) CanDrag() bool {
	return m.Simulated != nil && m.Fault == nil && !m.Programs && !m.Held && !m.Run.IsActive() && !m.Scenario.Live()
}

// DrawnRow is the timeline of a row's simulation, if its bars can be dragged, or nil.
func (m CompareModel) DrawnRow(row int) *view.Timeline {
	if !m.CanDrag() || row < 0 || row >= len(m.Simulated.Rows) || m.Simulated.Rows[row].Err != nil {
		return nil
	}
	return m.Simulated.Rows[row].Timeline
}

func (m CompareModel) drawnRow(row int) *view.Timeline { return m.DrawnRow(row) }
func (m CompareModel) outcome() *view.Comparison       { return m.Simulated }
func (m CompareModel) inHand() Hand[CompareModel]      { return m.Hand }

// hold also lists when the outcome changes, if the drag changes a latency. Otherwise the list from before the drag comes back.
func (m CompareModel) hold(h Hand[CompareModel]) CompareModel {
	m.Hand = h
	m.Task, m.Turnings, m.First = h.Before.Task, h.Before.Turnings, h.Before.First
	if d := h.Drag; d.Sought && d.edge == EndEdge && d.request.Link == 0 {
		m.Task, m.Turnings, m.First = d.Task, d.turnings, d.first
	}
	return m.point(h.Drag.Row, h.Drag.Lane)
}

func (m CompareModel) letGo() CompareModel {
	m.Hand = Hand[CompareModel]{}
	return m
}

func (m CompareModel) keep(now CompareModel) CompareModel {
	m.Backend, m.Theme = now.Backend, now.Theme
	return m
}

func (m CompareModel) point(row, lane int) CompareModel {
	m.Pointed = LanePointed{row, lane}
	return m
}

func (m CompareModel) withTasks(list string) CompareModel {
	m.Draft.Tasks = list
	return m.reread()
}

// LaneWithHandles is the row and the lane whose handles are shown; the lane is engine.NoTask if there is none.
func (m CompareModel) LaneWithHandles() (row, lane int) {
	t := m.DrawnRow(m.Pointed.Row)
	if t == nil {
		return 0, engine.NoTask
	}
	return m.Pointed.Row, LaneToGrab(t, m.Pointed.Lane)
}
