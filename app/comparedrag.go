package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
)

// newGrips lets the comparison's bars be dragged.
func (p *ComparePage) newGrips() grips {
	return grips{
		page: &p.mounted, find: p.findGrip, holding: func() bool { return p.m.Drag != nil },
		pointed: func(row, lane int) any { return model.LanePointed{Row: row, Lane: lane} },
		handle: func(edge model.Edge) grip {
			if h, shown := p.handles(); shown {
				return gripOf(h.timeline, h.row, h.lane, edge, h.scene)
			}
			return grip{}
		},
	}
}

// hand is what pointers and keys do to the pictures.
func (p *ComparePage) hand() hand {
	return hand{
		on: "[data-row]", lasting: "#multiples", near: p.near, take: p.grips.take, move: p.grips.move, drop: p.grips.drop,
		key: p.grips.key, left: p.grips.left, escape: p.grips.escape, scrolled: func() {},
	}
}

// near reports whether a pointer can take hold of something, and shows the handles of the lane that it is in.
func (p *ComparePage) near(at touch) bool {
	found := p.findGrip(at)
	if lane := p.laneAt(at); lane != engine.NoTask && !at.finger && (model.LanePointed{Row: at.row, Lane: lane}) != p.m.Pointed {
		p.dispatch(model.LanePointed{Row: at.row, Lane: lane})
	}
	return found.edge != model.NoEdge || found.cap
}

// laneAt is the lane of a row under a pointer, or engine.NoTask.
func (p *ComparePage) laneAt(at touch) int {
	t := p.m.DrawnRow(at.row)
	if t == nil || p.width == 0 || at.row >= len(p.drawn.scenes) {
		return engine.NoTask
	}
	if lane := p.drawn.scenes[at.row].Row(at.y); lane < len(t.Lanes) {
		return lane
	}
	return engine.NoTask
}

func (p *ComparePage) findGrip(at touch) grip {
	lane := p.laneAt(at)
	if lane == engine.NoTask {
		return grip{}
	}
	return gripAt(p.m.DrawnRow(at.row), at.row, lane, p.drawn.scenes[at.row], at.x, at.finger)
}

// handles are the controls over the pictures, if there are any.
func (p *ComparePage) handles() (h handles, shown bool) {
	row, lane := p.m.HandledLane()
	if lane == engine.NoTask || p.width == 0 || row >= len(p.drawn.scenes) {
		return h, false
	}
	t, scene := p.m.DrawnRow(row), p.drawn.scenes[row]
	label := p.m.Labels[t.Scenario.TaskOf(lane)]
	return handles{timeline: t, row: row, lane: lane, label: label, scene: scene, small: low(scene), described: "drag-words", onOutcome: p.onOutcome}, true
}

// placeHandles puts them where the bar is.
func (p *ComparePage) placeHandles() {
	if h, shown := p.handles(); shown {
		h.place(p.browser, rowSelector(h.row), middleOf(h.scene, h.lane))
	}
}

func (p *ComparePage) onOutcome(ctx app.Context, e app.Event) {
	row, lane := p.m.HandledLane()
	p.send(ctx, model.OutcomePicked{Row: row, Lane: lane, What: engine.What(valueOf(ctx))})
}
