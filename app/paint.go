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

// painted is what the canvas shows. It is compared, so that the same picture is not drawn twice.
type painted struct {
	run     *view.Timeline // to its end
	moment  model.Moment
	frame   *view.Timeline // which settles the axis
	width   float64
	scale   float64
	scroll  float64
	lane    int
	drag    *model.Dragging
	marking *model.Marking
	view    model.View
	zoom    model.Zoom
}

// paint draws the canvas at rest, if the picture is on it and has changed.
func (p *Page) paint() {
	pic := p.picture()
	if pic.timeline == nil || p.width == 0 || !pic.onCanvas() {
		p.painted = painted{}
		return
	}
	if p.m.Run.IsActive() || p.m.Replay.Playing {
		return // the next frame draws it, before anything of this is seen
	}
	if scroll := p.canvas.scroll(); p.paintedOf(pic, p.moment(), scroll) != p.painted {
		p.frame(scroll)
	}
}

func (p *Page) paintedOf(pic runPicture, moment model.Moment, scroll float64) painted {
	return painted{p.m.WholeRun(), moment, pic.whole, p.width, pic.scale, scroll, p.m.Lane, p.m.Drag, p.m.Marking, p.m.View, p.zoom}
}

// frame draws one frame of a live run or of a replay, or the rows that were scrolled into sight.
func (p *Page) frame(scroll float64) {
	pic := p.picture()
	if pic.timeline == nil || !pic.onCanvas() {
		return
	}
	o := pic.options()
	p.painted = painted{}
	if p.m.Run.IsActive() && p.feed != nil {
		log, now := p.feed.drawn(&p.m.Run), time.Since(p.feed.started)
		if pic.timeline = p.feed.folder.Glance(log, log.Until(now), now); pic.byConnection {
			pic.timeline = p.feed.folder.Fold(log, now)
			pic.timeline.WithAccount(p.m.Run.Account).WithTimings(p.m.Run.Timings)
			o.Axis = p.m.PredictedEnd()
		}
		o.Playhead = true
		if pic.prediction == nil {
			o.Frame, o.Axis = nil, max(o.Axis, roundUp(pic.timeline.Now))
		}
	} else {
		moment := p.moment()
		p.painted = p.paintedOf(pic, moment, scroll)
		p.setMoment(&pic, moment)
		o.Playhead = moment.Set
	}
	p.drawScenes(pic, o, scroll)
}

// setMoment sets the picture to the moment.
func (p *Page) setMoment(pic *runPicture, moment model.Moment) {
	if moment != p.m.Replay.Moment {
		pic.timeline = p.m.GlanceAt(moment)
	}
	if p.m.Replay.Playing {
		p.report(moment)
	}
}

// axis returns the picture's axis, by which a pointer moves the moment.
func (p *Page) axis() *picture.Scene {
	o := p.picture().options()
	o.Parts = picture.PartAxis
	return picture.Layout(p.m.WholeRun(), o)
}

// canHoldPlayhead reports whether a pointer can grab the playhead: anywhere on the axis, or close to the playhead's line. x counts from
// the picture's left, fromBottom from its bottom.
func (p *Page) canHoldPlayhead(x, fromBottom float64, finger bool) bool {
	if p.width == 0 || !p.m.CanReplay() {
		return false
	}
	axis := p.axis()
	reach := 6.0
	if finger {
		reach = 20
	}
	if fromBottom < axis.Height+reach/2 {
		return true
	}
	moment := p.moment()
	return moment.Set && math.Abs(x-axis.X(moment.At)) < reach
}

// roundUp returns the end of the axis for a run whose end is not known yet. It grows in steps.
func roundUp(d time.Duration) time.Duration {
	end := time.Second
	for end < d {
		end *= 2
	}
	return end
}

// drawScenes draws the three scenes.
func (p *Page) drawScenes(pic runPicture, o picture.LayoutOptions, scroll float64) {
	o.Kept = &p.kept
	caller, rows, axis := scenes(o, pic.timeline)
	view := math.Min(rows.Height, p.lanesHeight())
	p.callerHeight = caller.Height
	c := p.canvas
	c.begin()
	c.layer(caller, 0, 0, caller.Height)
	c.layer(rows, caller.Height-scroll, caller.Height, view)
	switch {
	case p.m.Lane == engine.NoTask:
	case pic.byConnection:
		b := boxOf(rows, p.m.Lane)
		c.cursor(b.x, b.y, b.w, b.h)
	default:
		c.cursor(0, float64(p.m.Lane-rows.First)*rows.RowHeight, rows.Width, max(rows.RowHeight, 2))
	}
	c.layer(axis, caller.Height+view, caller.Height+view, axis.Height)
	if !p.m.Run.IsActive() {
		c.grip(axis.X(pic.timeline.Now))
	}
	c.draw(p.width, caller.Height+view+axis.Height, caller.Height+rows.Height+axis.Height, caller.Height)
}

// rowHeight is the height of one lane of the picture.
func (p *Page) rowHeight() float64 {
	pic := p.picture()
	if pic.timeline == nil {
		return 1
	}
	o := picture.LayoutOptions{Width: p.width, Scale: pic.scale, Frame: pic.timeline, Window: p.zoom.Window}
	if pic.byConnection {
		o = pic.options()
	}
	o.Parts = picture.PartAxis
	return picture.Layout(pic.timeline, o).RowHeight
}

// laneAt is the lane of the task at a place in the window, or engine.NoTask.
func (p *Page) laneAt(clientX, clientY float64) int {
	pic := p.picture()
	y := p.canvas.rowY(clientY)
	switch {
	case pic.timeline == nil || math.IsNaN(y) || y < 0:
		return engine.NoTask
	case pic.byConnection:
		o := pic.options()
		o.Parts = picture.PartRows
		return picture.Layout(pic.timeline, o).TaskAt(p.canvas.rowX(clientX), y)
	}
	if lane := int(y/p.rowHeight()) + p.zoom.First; lane < len(pic.timeline.Lanes) {
		return lane
	}
	return engine.NoTask
}

// nameEnd is how far the names of the lanes go, in pixels from the picture's left edge.
func (p *Page) nameEnd() float64 {
	pic := p.picture()
	o := pic.options()
	o.Parts = picture.PartAxis
	return picture.Layout(pic.timeline, o).X(0) - 4
}

// wheelStep is how much closer a wheel's pixel brings a picture, as a logarithm.
const wheelStep = .0025

// wheel zooms the picture around the pointer, or moves it.
func (p *Page) wheel(at touch, dx, dy float64, closer bool) bool {
	if p.picture().timeline == nil || p.width == 0 || p.grips.holds() {
		return false
	}
	if !closer {
		p.pan(-dx, -dy)
		return true
	}
	row := max(p.laneAt(at.x, at.clientY), p.zoom.First)
	p.zoomTo(p.zoom.Around(p.axis().Time(at.x), row, math.Exp(-dy*wheelStep), p.axis().End(), p.picture().rows()))
	return true
}

// pan moves a zoomed picture by pixels.
func (p *Page) pan(dx, dy float64) {
	axis := p.axis()
	from, to := axis.InSight()
	perPixel := float64(to-from) / (axis.X(to) - axis.X(from))
	rows := int(math.Round(-dy / p.rowHeight()))
	p.zoomTo(p.zoom.Moved(time.Duration(-dx*perPixel), rows, axis.End(), p.picture().rows()))
}

// zoomTo shows a part of the picture. Frames follow at once; the page itself is drawn only where the picture changes its pen.
func (p *Page) zoomTo(z model.Zoom) {
	before := p.zoom
	p.zoom = z
	switch {
	case z == before:
	case z.IsWhole() != before.IsWhole() || !p.picture().onCanvas():
		p.ctx.Dispatch(func(ctx app.Context) { ctx.Defer(p.settle) })
	case !p.m.Run.IsActive() && !p.m.Replay.Playing:
		p.painted = painted{}
		p.paint()
	}
}

// zoomBy zooms around the middle of what is seen.
func (p *Page) zoomBy(factor float64) {
	if p.picture().timeline == nil || p.width == 0 {
		return
	}
	axis, rows := p.axis(), p.picture().rows()
	from, to := axis.InSight()
	middle := p.zoom.First + p.zoom.Rows/2
	if p.zoom.IsWhole() {
		middle = rows / 2
	}
	p.zoomTo(p.zoom.Around((from+to)/2, middle, factor, axis.End(), rows))
}

func (p *Page) onCloser(ctx app.Context, e app.Event)  { p.zoomBy(1.6) }
func (p *Page) onFarther(ctx app.Context, e app.Event) { p.zoomBy(1 / 1.6) }
func (p *Page) onFit(ctx app.Context, e app.Event)     { p.zoomTo(model.Zoom{}) }

// readOut says at a hair line what is under the pointer: when, who, what it is doing and since when.
func (p *Page) readOut(at touch, over bool) {
	pic := p.picture()
	if !over || at.finger || pic.timeline == nil || p.width == 0 || p.grips.holds() {
		p.browser.hair(0, 0, "")
		return
	}
	axis := p.axis()
	from, to := axis.InSight()
	if at.x < axis.X(from)-1 || at.x > axis.X(to)+1 {
		p.browser.hair(0, 0, "")
		return
	}
	when := axis.Time(at.x)
	words := model.TimeWords(when)
	if lane := p.laneAt(at.x, at.clientY); lane != engine.NoTask && lane < len(pic.timeline.Lanes) {
		words += " · " + pic.timeline.DoingAt(&pic.timeline.Lanes[lane], when)
	}
	p.browser.hair(at.x, p.width, words)
}
