package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/picture"
)

// newGrips lets the playground's bars be dragged.
func (p *Page) newGrips() grips {
	return grips{
		page: &p.mounted, find: p.findGrip, holding: func() bool { return p.m.Drag != nil },
		pointed: func(_, lane int) any { return model.LanePicked{Task: lane} },
		handle: func(edge model.Edge) grip {
			if lane := p.laneWithHandles(); lane != engine.NoTask {
				return gripOf(p.m.Predicted, 0, lane, edge, p.axis())
			}
			return grip{}
		},
	}
}

// hand is what pointers and keys do to the picture: they move the playhead, and drag bars.
func (p *Page) hand() hand {
	playhead, pans := false, false // the pointer holds the playhead, or a zoomed picture
	var held touch
	return hand{
		on: "#picture", lasting: "#picture",
		near: func(at touch) bool {
			return p.canHoldPlayhead(at.x, at.fromBottom, at.finger) || p.findGrip(at).edge != model.NoEdge
		},
		take: func(at touch) bool {
			if playhead = p.canHoldPlayhead(at.x, at.fromBottom, at.finger); playhead {
				p.seek(p.axis().Time(at.x))
			}
			holds := playhead || p.grips.take(at)
			held, pans = at, !holds && !p.zoom.IsWhole()
			return holds || pans
		},
		move: func(at touch) {
			switch {
			case playhead:
				p.seek(p.axis().Time(at.x))
			case pans:
				p.pan(at.x-held.x, at.y-held.y)
				held = at
			default:
				p.grips.move(at)
			}
		},
		drop:     p.grips.drop,
		key:      p.grips.key,
		left:     p.grips.endKeyDrag,
		escape:   p.grips.escape,
		scrolled: p.placeHandles,
		wheel:    p.wheel,
		hover:    p.readOut,
	}
}

// canDrag reports whether bars can be dragged: the program has taken over, and an embed's author lets its tasks be changed.
func (p *Page) canDrag() bool {
	return p.width > 0 && p.m.CanDrag() && (p.embed == nil || p.embed.Has("tasks"))
}

// findGrip is what a pointer can take hold of.
func (p *Page) findGrip(at touch) grip {
	if !p.canDrag() {
		return grip{}
	}
	lane := p.laneAt(0, at.clientY)
	if lane == engine.NoTask || lane >= len(p.m.Predicted.Lanes) {
		return grip{}
	}
	return gripAt(p.m.Predicted, 0, lane, p.axis(), at.x, at.finger)
}

// laneWithHandles is the lane whose handles are shown, or engine.NoTask.
func (p *Page) laneWithHandles() int {
	// A live run hides where the simulated bars end.
	if over := p.m.Run.State != model.NotRun; !p.canDrag() || over && p.m.Lane == engine.NoTask {
		return engine.NoTask
	}
	return model.LaneToGrab(p.m.Predicted, p.m.Lane)
}

// withHandles is the picture with the controls over it, if there are any.
func (p *Page) withHandles() runPicture {
	pic := p.picture()
	if lane := p.laneWithHandles(); lane != engine.NoTask {
		pic.handles = p.handlesOf(lane).view()
	}
	return pic
}

func (p *Page) handlesOf(lane int) handles {
	h := handles{timeline: p.m.Predicted, lane: lane, zoomed: !p.zoom.IsWhole(), label: p.m.Labels[lane], scene: p.axis(),
		small: p.rowHeight() < 30, described: "drag-words", onOutcome: p.onOutcome}
	if p.embed != nil {
		h.described = "progress"
	}
	return h
}

// placeHandles puts them where the bar is.
func (p *Page) placeHandles() {
	lane := p.laneWithHandles()
	if lane == engine.NoTask {
		return
	}
	pic := p.picture()
	y, selector := p.middleOf(lane, pic), "#picture > .sheet > .lanes"
	if pic.onCanvas() {
		y, selector = y+p.callerHeight, "#stage"
	}
	p.handlesOf(lane).place(p.browser, selector, y)
}

// middleOf is the middle of a lane's bar, from the top of the first lane that is seen; negative if the lane is not. The bands of a crowd
// have no bars, and are not laid out for it.
func (p *Page) middleOf(lane int, pic runPicture) float64 {
	first, rows := p.zoom.First, len(p.m.Predicted.Lanes)
	if p.zoom.Rows > 0 {
		rows = p.zoom.Rows
	}
	if lane < first || lane >= first+rows {
		return -1
	}
	if rows <= picture.CrowdRows {
		o := pic.options()
		o.Parts, o.From, o.To = picture.PartRows, lane, lane+1
		if y := middleOf(picture.Layout(p.m.Predicted, o), lane); y > 0 {
			return y
		}
	}
	return (float64(lane-first) + .5) * p.rowHeight()
}

func (p *Page) onOutcome(ctx app.Context, e app.Event) {
	p.send(ctx, model.OutcomePicked{Lane: p.laneWithHandles(), What: engine.What(valueOf(ctx))})
}

// The page of a comparison: the same, with rows.

// newGrips lets the comparison's bars be dragged.
func (p *ComparePage) newGrips() grips {
	return grips{
		page: &p.mounted, find: p.findGrip, holding: func() bool { return p.m.Drag != nil },
		pointed: func(row, lane int) any { return model.LanePointed{Row: row, Lane: lane} },
		handle: func(edge model.Edge) grip {
			if h, shown := p.shownHandles(); shown {
				return gripOf(h.timeline, h.row, h.lane, edge, h.scene)
			}
			return grip{}
		},
	}
}

// hand is what pointers and keys do to the pictures.
func (p *ComparePage) hand() hand {
	return hand{
		on: "[data-row]", lasting: "#multiples", near: p.hover, take: p.grips.take, move: p.grips.move, drop: p.grips.drop,
		key: p.grips.key, left: p.grips.endKeyDrag, escape: p.grips.escape, scrolled: func() {},
	}
}

// hover shows the handles of the lane under a pointer, and reports whether the pointer can grab something.
func (p *ComparePage) hover(at touch) bool {
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

// shownHandles are the controls over the pictures, if there are any.
func (p *ComparePage) shownHandles() (h handles, shown bool) {
	row, lane := p.m.LaneWithHandles()
	if lane == engine.NoTask || p.width == 0 || row >= len(p.drawn.scenes) {
		return h, false
	}
	t, scene := p.m.DrawnRow(row), p.drawn.scenes[row]
	label := p.m.Labels[t.Requests[lane].Task]
	return handles{
		timeline: t, row: row, lane: lane, label: label, scene: scene, small: lanesAreLow(scene), described: "drag-words", onOutcome: p.onOutcome,
	}, true
}

// placeHandles puts them where the bar is.
func (p *ComparePage) placeHandles() {
	if h, shown := p.shownHandles(); shown {
		h.place(p.browser, rowSelector(h.row), middleOf(h.scene, h.lane))
	}
}

func (p *ComparePage) onOutcome(ctx app.Context, e app.Event) {
	row, lane := p.m.LaneWithHandles()
	p.send(ctx, model.OutcomePicked{Row: row, Lane: lane, What: engine.What(valueOf(ctx))})
}
