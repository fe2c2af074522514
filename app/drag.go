package app

import (
	"math"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/picture"
	"inflight/engine/view"
)

// Dragging bars, in the browser. What a drag means is model/drag.go's affair; this is how it gets there:
//
//	drag_js.go      hears pointers and keys, and asks the page's [hand] at once: the browser has to know whether to scroll or to select
//	dragpages.go    each page's hand and grips: which picture a pointer is over, in which lane (the playground's playhead is held, too)
//	drag.go         a [grip] is an edge under the pointer, with the scale of its axis; [grips] turns what the pointer does with it into
//	                the messages Grabbed, Dragged, Released and Restored, a Dragged at most once a frame
//	draghandles.go  the controls over the picture through which keys get hold of the same edges, and the menu of outcomes on the cap
//
// The model then has another task list and another prediction, and the pages draw as after any message.

// hand is told what pointers and keys do to the pictures of a page. It answers while the browser waits, since only then can it keep the
// browser from selecting text or scrolling.
type hand struct {
	on       string                                                 // selects the pictures
	lasting  string                                                 // selects their container, which stays when they are drawn anew
	near     func(touch) bool                                       // reports whether a pointer can grab something there
	take     func(touch) bool                                       // grabs it; reports whether there was something
	move     func(touch)                                            // the pointer has moved there with what it holds
	drop     func(lost bool)                                        // the pointer lets go; lost if the browser took the pointer away
	key      func(of model.Edge, key string, fine bool) (used bool) // pressed while the handle of an edge has the focus
	left     func() (ended bool)                                    // the focus has left a handle, or a drag by keys is undone
	escape   func() (used bool)
	scrolled func()
	wheel    func(at touch, dx, dy float64, closer bool) (used bool) // turned over a picture; closer if it is to zoom. May be nil
	hover    func(at touch, over bool)                               // the pointer is there and holds nothing, or has left. May be nil
}

// touch is where a pointer is, in pixels of a picture.
type touch struct {
	row              int // of a comparison
	x, y, fromBottom float64
	clientY          float64 // in the window
	finger           bool    // less precise than a mouse
	fine             bool    // small steps are asked for
}

// grip is an edge of a bar as a pointer or a key finds it.
type grip struct {
	edge      model.Edge
	row, lane int
	cap       bool          // the bar's cap is there too
	value     time.Duration // the delay or the latency
	most      time.Duration // the value at the end of the axis
	perPixel  float64       // of time
}

// grips lets a page's bars be dragged, by pointers and by keys.
type grips struct {
	page    *mounted
	find    func(touch) grip        // the grip under a pointer
	handle  func(model.Edge) grip   // the grip of a handle
	pointed func(row, lane int) any // the message that shows the handles of a lane
	holding func() bool             // the page's model has a bar in its hand

	held    grip // by a pointer
	from    touch
	moved   bool // far enough to be a drag and no click
	keyed   bool // keys have taken hold
	waiting any  // the latest message that the page has not been told yet
	busy    bool
	resting *time.Timer
}

// slack is how many pixels a pointer may tremble in a click.
const slack = 4

// take takes hold of what is under a pointer.
func (g *grips) take(at touch) bool {
	g.held, g.from, g.moved, g.keyed = g.find(at), at, false, false
	return g.holds()
}

func (g *grips) holds() bool { return g.held.edge != model.NoEdge || g.held.cap }

// move drags it.
func (g *grips) move(to touch) {
	if g.held.edge == model.NoEdge || !g.moved && math.Abs(to.x-g.from.x) < slack {
		return
	}
	if !g.moved {
		g.moved = true
		g.page.dispatch(model.Grabbed{Row: g.held.row, Lane: g.held.lane, Edge: g.held.edge})
		g.awaitRest()
	}
	value := g.held.value + time.Duration((to.x-g.from.x)*g.held.perPixel)
	g.tellSoon(model.Dragged{To: nearestStep(value, g.held.step(to.fine))})
}

// drop lets go of it. What was not moved was clicked: a cap offers the outcomes then.
func (g *grips) drop(lost bool) {
	held := g.held
	if !g.holds() {
		return
	}
	g.held = grip{}
	switch {
	case g.moved:
		g.moved = false
		g.page.ctx.Dispatch(func(ctx app.Context) {
			g.flush(ctx)
			g.page.take(ctx, model.Released{})
			ctx.Defer(func(app.Context) { g.page.browser.focus(handleOf(held.edge)) })
		})
	case !lost:
		g.page.ctx.Dispatch(func(ctx app.Context) {
			g.page.take(ctx, g.pointed(held.row, held.lane))
			if held.cap {
				ctx.Defer(func(app.Context) { g.page.browser.unfold(outcomeHandle) })
			}
		})
	}
}

// key turns a key on the handle of an edge into a drag. It lasts until the focus leaves.
func (g *grips) key(of model.Edge, key string, fine bool) bool {
	at := g.handle(of)
	if at.edge == model.NoEdge {
		return false
	}
	if key == "Enter" || key == " " {
		g.page.browser.unfold(outcomeHandle)
		return true
	}
	if ahead, ok := g.waiting.(model.Dragged); ok {
		at.value = ahead.To // of the keys before, which the page has not heard of
	}
	value, ok := at.valueAfter(key, fine)
	if !ok {
		return false
	}
	if !g.keyed || !g.holding() {
		g.keyed = true
		g.page.dispatch(model.Grabbed{Row: at.row, Lane: at.lane, Edge: at.edge})
		g.awaitRest()
	}
	g.tellSoon(model.Dragged{To: value})
	return true
}

// valueAfter is the value that a key makes of a grip's.
func (g grip) valueAfter(key string, fine bool) (value time.Duration, ok bool) {
	step := g.step(fine)
	switch key {
	case "ArrowRight", "ArrowUp":
		return g.value.Truncate(step) + step, true
	case "ArrowLeft", "ArrowDown":
		return max(0, (g.value+step-1).Truncate(step)-step), true
	case "PageUp":
		return g.value + 10*step, true
	case "PageDown":
		return max(0, g.value-10*step), true
	case "Home":
		return 0, true
	case "End":
		return g.most, true
	}
	return 0, false
}

// endKeyDrag ends a drag by keys, as the focus leaves the handle, or as it is undone. It reports whether there was one.
func (g *grips) endKeyDrag() (ended bool) {
	if ended = g.keyed; ended {
		g.keyed = false
		g.page.ctx.Dispatch(func(ctx app.Context) {
			g.flush(ctx)
			g.page.take(ctx, model.Released{})
		})
	}
	return ended
}

// escape undoes a drag, whether by pointer or by keys.
func (g *grips) escape() bool {
	if !g.holding() && !g.moved {
		return false
	}
	g.held, g.moved, g.keyed, g.waiting = grip{}, false, false, nil
	g.page.dispatch(model.Restored{})
	return true
}

// step is the smallest change of the value: some pixels' worth of time, rounded to a number that is easy to read.
func (g grip) step(fine bool) time.Duration {
	const pixels = 5
	for unit := time.Microsecond; ; unit *= 10 {
		for _, n := range []time.Duration{1, 2, 5} {
			switch step := n * unit; {
			case float64(step) < pixels*g.perPixel:
			case fine:
				return max(step/10, time.Microsecond)
			default:
				return step
			}
		}
	}
}

// nearestStep is the nearest step.
func nearestStep(value, step time.Duration) time.Duration { return max(0, value).Round(step) }

// tellSoon sends the page a message that replaces any that still waits. It sends at most one in each frame, and fewer where the page
// takes longer to draw.
func (g *grips) tellSoon(message any) {
	g.waiting = message
	g.awaitRest()
	if g.busy {
		return
	}
	g.busy = true
	g.page.ctx.Dispatch(func(ctx app.Context) {
		began := time.Now()
		g.flush(ctx)
		ctx.Defer(func(app.Context) {
			time.AfterFunc(time.Since(began)/2, func() {
				g.page.ctx.Dispatch(func(app.Context) {
					if g.busy = false; g.waiting != nil {
						g.tellSoon(g.waiting)
					}
				})
			})
		})
	})
}

// flush sends the page the message that waits, if any.
func (g *grips) flush(ctx app.Context) {
	if g.waiting != nil {
		message := g.waiting
		g.waiting = nil
		g.page.take(ctx, message)
	}
}

// restFor is how long the hand must rest before the slow search for turnings begins.
const restFor = 250 * time.Millisecond

// awaitRest starts the search for the times at which the outcome changes, as soon as the hand rests.
func (g *grips) awaitRest() {
	if g.resting != nil {
		g.resting.Stop()
	}
	g.resting = time.AfterFunc(restFor, func() { g.page.dispatch(model.TurningsSought{}) })
}

// gripAt returns what a pointer at x can grab in a lane.
func gripAt(t *view.Timeline, row, lane int, scene *picture.Scene, x float64, finger bool) grip {
	e, reach := model.EdgesOf(t, lane), 10.0
	if finger {
		reach = 22
	}
	near := func(at time.Duration) float64 {
		if at == engine.Never {
			return math.Inf(1)
		}
		return math.Abs(scene.X(at) - x)
	}
	isCap := near(e.Cap) <= reach
	switch start, end := near(e.Start), near(e.End); {
	case end <= reach && (end <= start || x > scene.X(e.End)):
		g := gripOf(t, row, lane, model.EndEdge, scene).withCap(isCap)
		if model.WasCutOff(&t.Lanes[lane]) {
			g.value = e.End - e.Sent // the value in the hand, and not the one that the simulation came to
		}
		return g
	case start <= reach:
		return gripOf(t, row, lane, model.StartEdge, scene).withCap(isCap && end > reach)
	}
	return grip{row: row, lane: lane}.withCap(isCap)
}

func (g grip) withCap(is bool) grip {
	g.cap = is
	return g
}

// gripOf returns the grip of an edge. Its edge is NoEdge where the lane has no such edge.
func gripOf(t *view.Timeline, row, lane int, edge model.Edge, scene *picture.Scene) grip {
	e := model.EdgesOf(t, lane)
	if e.TimeOf(edge) == engine.Never {
		return grip{}
	}
	r := t.Requests[lane]
	g := grip{edge: edge, row: row, lane: lane, value: r.Latency, perPixel: float64(time.Second) / (scene.X(time.Second) - scene.X(0))}
	if edge == model.StartEdge {
		g.value = r.Delay
	}
	g.most = max(scene.End()-e.Origin(edge), g.value)
	return g
}
