package app

import (
	"slices"
	"strconv"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/picture"
	"inflight/engine/view"
)

// The ids of the handles.
const (
	startHandle   = "handle-start"
	endHandle     = "handle-end"
	outcomeHandle = "handle-outcome"
)

func handleOf(edge model.Edge) string {
	if edge == model.StartEdge {
		return startHandle
	}
	return endHandle
}

// handles are the controls of one lane's bar. They show where it can be grabbed, and keys reach them; pointers do not need them. The
// page puts them over the picture once both are drawn.
type handles struct {
	timeline  *view.Timeline // the prediction
	row, lane int
	label     string // of the lane
	scene     *picture.Scene
	small     bool   // the bars are low
	zoomed    bool   // not all of the axis is seen
	described string // the id of the words about them

	onOutcome app.EventHandler
}

func (h handles) view() []app.UI {
	return []app.UI{h.slider(model.StartEdge, "Delay of "), h.slider(model.EndEdge, "Latency of "), h.outcomes()}
}

// slider returns the handle of an edge; nil if the lane has no such edge.
func (h handles) slider(edge model.Edge, words string) app.UI {
	g := gripOf(h.timeline, h.row, h.lane, edge, h.scene)
	if g.edge == model.NoEdge {
		return nil
	}
	return app.Div().ID(handleOf(edge)).Class(h.class("edge")).Role("slider").TabIndex(0).Aria("label", words+h.label).
		Aria("valuemin", "0").Aria("valuemax", milliseconds(g.most)).Aria("valuenow", milliseconds(g.value)).
		Aria("valuetext", view.InWords(g.value)).Aria("describedby", h.described)
}

func milliseconds(d time.Duration) string {
	return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', -1, 64)
}

func (h handles) class(kind string) string {
	if h.small {
		return "handle small " + kind
	}
	return "handle " + kind
}

// outcomes is the picker of the outcome.
func (h handles) outcomes() app.UI {
	what, choices := outcomeOf(h.timeline, h.lane), []app.UI{}
	offered := engine.OfferedOutcomes(false) // sockets have no handles
	if !slices.Contains(offered, what) {
		offered = append([]string{what}, offered...)
	}
	for _, o := range offered {
		choices = append(choices, app.Option().Value(o).Text(outcomeWords(o)).Selected(o == what))
	}
	return app.Select().ID(outcomeHandle).Class(h.class("outcome")).Aria("label", "Outcome of "+h.label).OnChange(h.onOutcome).Body(choices...)
}

// outcomeWords say what an outcome means where its name does not.
func outcomeWords(what string) string {
	if o := engine.OutcomeNamed(engine.What(what)); o != nil {
		return what + ": " + o.Meaning
	}
	return what
}

// outcomeOf returns the outcome that the scenario gives a lane's task.
func outcomeOf(t *view.Timeline, lane int) string {
	if what := t.Requests[lane].What; what != "" {
		return string(what)
	}
	return "200"
}

// place puts the handles over a picture, drawn in the element of the selector; y is the middle of the bar.
func (h handles) place(b *browser, selector string, y float64) {
	e, x := model.EdgesOf(h.timeline, h.lane), map[string]float64{}
	from, to := h.scene.InSight()
	for id, at := range map[string]time.Duration{startHandle: e.Start, endHandle: e.End, outcomeHandle: e.Cap} {
		switch {
		case at == engine.Never:
		case h.zoomed && (at < from || at > to):
			x[id] = outOfSight
		default:
			x[id] = h.scene.X(at)
		}
	}
	b.place(selector, x, y)
}

// outOfSight is the place of a handle whose time is not seen.
const outOfSight = -1

// middleOf is the middle of a lane's bar in a scene, from its top, or of its row where a crowd has no bars.
func middleOf(scene *picture.Scene, lane int) float64 {
	for _, m := range scene.Marks {
		if m.Task == lane && m.Shape == picture.Cap {
			return m.Y
		}
	}
	return scene.RowTop + (float64(lane-scene.First)+.5)*scene.RowHeight
}

// lanesAreLow reports whether a scene's lanes are so low that handles are small.
func lanesAreLow(scene *picture.Scene) bool { return scene.RowHeight < 30 }
