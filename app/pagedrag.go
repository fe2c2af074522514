package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/engine"
)

// newGrips lets the playground's bars be dragged.
func (p *Page) newGrips() grips {
	return grips{
		page: &p.mounted, find: p.findGrip, holding: func() bool { return p.m.drag != nil },
		pointed: func(_, lane int) any { return LanePicked{lane} },
		handle: func(edge Edge) grip {
			if lane := p.handledLane(); lane != engine.NoTask {
				return gripOf(p.m.predicted, 0, lane, edge, p.axis())
			}
			return grip{}
		},
	}
}

// hand is what pointers and keys do to the picture: they move the playhead, and drag bars.
func (p *Page) hand() hand {
	playhead := false // it is what is held
	return hand{
		on: "#picture", lasting: "#picture",
		near: func(at touch) bool { return p.near(at.x, at.fromBottom, at.finger) || p.findGrip(at).edge != NoEdge },
		take: func(at touch) bool {
			if playhead = p.near(at.x, at.fromBottom, at.finger); playhead {
				p.seek(p.axis().Time(at.x))
			}
			return playhead || p.grips.take(at)
		},
		move: func(at touch) {
			if playhead {
				p.seek(p.axis().Time(at.x))
			} else {
				p.grips.move(at)
			}
		},
		drop:     p.grips.drop,
		key:      p.grips.key,
		left:     p.grips.left,
		escape:   p.grips.escape,
		scrolled: p.placeHandles,
	}
}

// findGrip is what a pointer can take hold of.
func (p *Page) findGrip(at touch) grip {
	if p.width == 0 || !p.m.draggable() {
		return grip{}
	}
	lane := p.laneAt(at.clientY)
	if lane == engine.NoTask || lane >= len(p.m.predicted.Lanes) {
		return grip{}
	}
	return gripAt(p.m.predicted, 0, lane, p.axis(), at.x, at.finger)
}

// handledLane is the lane whose handles are shown, or engine.NoTask.
func (p *Page) handledLane() int {
	if p.width == 0 || !p.m.draggable() {
		return engine.NoTask
	}
	return grabbable(p.m.predicted, p.m.lane)
}

// handles are the controls over the picture, if there are any.
func (p *Page) handles() []app.UI {
	lane := p.handledLane()
	if lane == engine.NoTask {
		return nil
	}
	return p.handlesOf(lane).view()
}

func (p *Page) handlesOf(lane int) handles {
	return handles{timeline: p.m.predicted, lane: lane, label: p.m.labels[lane], scene: p.axis(), small: p.rowHeight() < 30, onOutcome: p.onOutcome}
}

// placeHandles puts them where the bar is.
func (p *Page) placeHandles() {
	lane := p.handledLane()
	if lane == engine.NoTask {
		return
	}
	pic := p.picture()
	o := pic.options()
	o.Parts, o.From, o.To = engine.PartRows, lane, lane+1
	y, selector := middleOf(engine.Layout(p.m.predicted, o), lane), "#picture > .sheet > .lanes"
	if pic.onCanvas() {
		o.Parts = engine.PartCaller
		y, selector = y+engine.Layout(pic.timeline, o).Height, "#stage"
	}
	p.handlesOf(lane).place(p.browser, selector, y)
}

func (p *Page) onOutcome(ctx app.Context, e app.Event) {
	p.send(ctx, OutcomePicked{Lane: p.handledLane(), What: engine.What(valueOf(ctx))})
}
