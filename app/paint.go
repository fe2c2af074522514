package app

import (
	"math"
	"slices"
	"time"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/picture"
	"inflight/engine/view"
)

// painted is what the canvas shows. It is compared, so that the same picture is not drawn twice.
type painted struct {
	timeline *view.Timeline
	width    float64
	scale    float64
	scroll   float64
	lane     int
	drag     *model.Dragging
	marking  *model.Marking
	view     model.View
}

// paint draws the canvas at rest, if the picture is on it and has changed.
func (p *Page) paint() {
	pic := p.picture()
	if pic.timeline == nil || p.width == 0 || !pic.onCanvas() {
		p.painted = painted{}
		return
	}
	if p.m.Run.IsActive() || p.m.Replay.Playing || p.seeking.ahead != nil {
		p.painted = painted{}
		p.frame(p.canvas.scroll())
		return
	}
	now := painted{pic.timeline, p.width, pic.scale, p.canvas.scroll(), p.m.Lane, p.m.Drag, p.m.Marking, p.m.View}
	if now != p.painted {
		p.painted = now
		o := pic.options()
		o.Playhead = p.m.Replay.Moment.Set
		p.drawScenes(pic, o, now.scroll)
	}
}

// frame draws one frame of a live run or of a replay, or the rows that were scrolled into sight.
func (p *Page) frame(scroll float64) {
	pic := p.picture()
	if pic.timeline == nil || !pic.onCanvas() {
		return
	}
	o := pic.options()
	if p.m.Run.IsActive() && p.feed != nil {
		log := append(slices.Clip(p.m.Run.Log), p.feed.eventsFrom(len(p.m.Run.Heard))...)
		pic.timeline = p.feed.folder.Fold(log, time.Since(p.feed.started))
		if pic.byConnection {
			pic.timeline.WithAccount(p.m.Run.Account).WithTimings(p.m.Run.Timings)
			o.Axis = p.m.PredictedEnd()
		}
		o.Playhead = true
		if pic.prediction == nil {
			o.Frame, o.Axis = nil, max(o.Axis, roundUp(pic.timeline.Now))
		}
	} else {
		o.Playhead = p.setMoment(&pic)
	}
	p.drawScenes(pic, o, scroll)
}

// setMoment sets the picture to the moment, and reports whether that is before the end.
func (p *Page) setMoment(pic *runPicture) bool {
	moment := p.moment()
	if moment != p.m.Replay.Moment {
		pic.timeline = p.m.TimelineAt(moment)
	}
	if p.m.Replay.Playing {
		p.report(moment)
	}
	return moment.Set
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
	caller, rows, axis := scenes(o, pic.timeline)
	view := math.Min(rows.Height, p.lanesHeight())
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
		c.cursor(0, float64(p.m.Lane)*rows.RowHeight, rows.Width, max(rows.RowHeight, 2))
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
	o := picture.LayoutOptions{Width: p.width, Scale: pic.scale, Parts: picture.PartAxis, Frame: pic.timeline}
	if pic.byConnection {
		o = pic.options()
		o.Parts = picture.PartAxis
	}
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
	if lane := int(y / p.rowHeight()); lane < len(pic.timeline.Lanes) {
		return lane
	}
	return engine.NoTask
}
