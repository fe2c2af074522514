package app

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
)

// player is the clock of a replay. It computes the moment from its start, the time since, and the speed. That needs no frames, of which
// a page out of sight gets none: there web/canvas.js asks four times a second.
type player struct {
	from  time.Duration // the time of the run at which it began
	began time.Time
	speed float64
	calm  bool // motion is not wanted: the moment goes from event to event
}

// runTime returns the time of the run for a time of the clock.
func (c player) runTime(now time.Time) time.Duration {
	return c.from + time.Duration(float64(now.Sub(c.began))*c.speed)
}

// moment is where the replay is.
func (c player) moment(log engine.Log, now time.Time) model.Moment {
	m := model.MomentAt(log, c.runTime(now))
	if c.calm && m.Set {
		m.At = log[m.Events-1].T
	}
	return m
}

// seeking is a moment that is being moved by hand. The picture follows at once. The rest of the page takes far longer to draw, and
// follows a few times a second.
type seeking struct {
	ahead *model.Moment // the picture's moment, while the model does not know it yet
	at    model.Sought  // the next message to the model
	told  time.Time     // when the last message was sent
	late  *time.Timer   // sends the next
	rest  time.Duration
	busy  bool // a message is being handled
}

// tellEvery is the shortest time between two messages about the moment.
const tellEvery = 100 * time.Millisecond

// moment is the one that the picture shows.
func (p *Page) moment() model.Moment {
	switch {
	case p.m.Replay.Playing:
		return p.player.moment(p.m.WholeRun().Log, time.Now())
	case p.seeking.ahead != nil:
		return *p.seeking.ahead
	}
	return p.m.Replay.Moment
}

// followReplay starts, changes or stops the clock as the model says.
func (p *Page) followReplay(before model.Replay) {
	now := p.m.Replay
	switch {
	case now.Playing && (!before.Playing || now.Speed != before.Speed || now.Jumps != before.Jumps):
		p.player = player{from: now.Moment.At, began: time.Now(), speed: now.Speed, calm: p.browser.prefersCalm()}
		p.canvas.start(p.player.calm, frameRest)
	case before.Playing && !now.Playing && !p.m.Run.IsActive():
		p.canvas.stop()
	}
}

// report tells the model, and with it the page, how far the replay has come. It does so at once at the end, and otherwise once the page
// has had its pause.
func (p *Page) report(at model.Moment) {
	s := &p.seeking
	if s.busy || at.Set && time.Since(s.told) < s.rest {
		return
	}
	s.busy = true
	p.ctx.Dispatch(func(ctx app.Context) {
		began := time.Now()
		p.send(ctx, model.Moved{At: p.player.runTime(began)})
		ctx.Defer(func(app.Context) {
			s.busy, s.told = false, time.Now()
			s.rest = max(tellEvery, restAfter(s.told.Sub(began)))
		})
	})
}

// seek moves the moment by hand.
func (p *Page) seek(at time.Duration) {
	if !p.m.CanReplay() {
		return
	}
	s, moment := &p.seeking, model.MomentSought(p.m.WholeRun().Log, at)
	s.at, s.ahead = model.Sought{At: at}, &moment
	drawn := p.m.Replay.Moment.Set && !p.m.Replay.Playing // otherwise the canvas is hidden, or belongs to the player
	if drawn {
		p.frame(p.canvas.scroll())
	}
	if s.late == nil {
		wait := tellEvery - time.Since(s.told)
		if !drawn {
			wait = 0
		}
		s.late = time.AfterFunc(wait, func() { p.ctx.Dispatch(func(ctx app.Context) { p.arrive(ctx) }) })
	}
}

// arrive tells the model of the moment that it does not know yet.
func (p *Page) arrive(ctx app.Context) {
	s := &p.seeking
	if s.late == nil {
		return
	}
	s.late.Stop()
	s.late, s.ahead, s.told = nil, nil, time.Now()
	p.send(ctx, s.at)
}

// move sends a message that moves the moment from where the picture shows it.
func (p *Page) move(ctx app.Context, message any) {
	p.arrive(ctx)
	if p.m.Replay.Playing {
		p.send(ctx, model.Moved{At: p.player.runTime(time.Now())})
	}
	p.send(ctx, message)
}

func (p *Page) onEventBack(ctx app.Context, e app.Event) { p.move(ctx, model.Stepped{By: -1}) }
func (p *Page) onEventNext(ctx app.Context, e app.Event) { p.move(ctx, model.Stepped{By: 1}) }
func (p *Page) onPlay(ctx app.Context, e app.Event)      { p.move(ctx, p.playOrPause()) }

func (p *Page) onSeek(ctx app.Context, e app.Event) {
	ctx.PreventUpdate()
	p.seek(p.m.SliderTime(number(valueOf(ctx))))
}

func (p *Page) onSpeed(ctx app.Context, e app.Event) {
	if speed, err := strconv.ParseFloat(valueOf(ctx), 64); err == nil {
		p.move(ctx, model.SpeedPicked{Speed: speed})
	}
}

// onEvent goes to the event that a click in a table or a narration is about.
func (p *Page) onEvent(ctx app.Context, e app.Event) {
	if of := e.Get("target").Call("closest", "[data-event]"); of.Truthy() {
		p.move(ctx, model.EventSought{Event: number(of.Get("dataset").Get("event").String())})
	}
}

func (p *Page) playOrPause() any {
	if p.m.Replay.Playing {
		return model.Paused{}
	}
	return model.Played{}
}

// key handles a key that was pressed while no field has the focus. It reports whether it used the key; keys that mean something to the
// focused control are left to that.
func (p *Page) key(key string, onControl bool) bool {
	message := map[string]any{
		"k": p.playOrPause(), "ArrowLeft": model.Stepped{By: -1}, ",": model.Stepped{By: -1}, "ArrowRight": model.Stepped{By: 1},
		".": model.Stepped{By: 1},
		"<": p.m.Replay.NeighbourSpeed(-1), ">": p.m.Replay.NeighbourSpeed(1), "Home": model.Sought{At: 0},
		"End": model.Sought{At: math.MaxInt64},
	}[key]
	if zoom := map[string]func(){"+": func() { p.zoomBy(1.6) }, "=": func() { p.zoomBy(1.6) }, "-": func() { p.zoomBy(1 / 1.6) },
		"0": func() { p.zoomTo(model.Zoom{}) }}[key]; zoom != nil {
		zoom()
		return true
	}
	if p.embed != nil && strings.HasPrefix(key, "Arrow") && !p.browser.hasFocus("#picture:focus-visible") {
		return false // around an embed may be slides, which a click into it must not stop
	}
	if by := map[string]int{"ArrowUp": -1, "ArrowDown": 1}[key]; by != 0 && p.browser.hasFocus("#picture") {
		return p.stepLane(by)
	}
	if key == "f" && p.browser.hasFocus("#picture") && p.m.CanFold(p.m.Lane) {
		p.dispatch(model.RowFolded{Row: p.m.Lane})
		return true
	}
	if !onControl && message == nil {
		message = map[string]any{" ": p.playOrPause()}[key]
	}
	if message == nil || !p.m.CanReplay() {
		return false
	}
	p.ctx.Dispatch(func(ctx app.Context) { p.move(ctx, message) })
	return true
}

// stepLane goes to the next lane or the one before; before the first is main()'s.
func (p *Page) stepLane(by int) bool {
	t := p.m.ShownRun()
	if t == nil {
		return false
	}
	p.dispatch(model.LanePicked{Task: min(max(p.m.Lane+by, engine.NoTask), len(t.Lanes)-1)})
	return true
}

// spoken is what a screen reader says of the lane that arrow keys have gone to.
func (p *Page) spoken() string {
	t := p.m.ShownRun()
	switch {
	case t == nil || p.width == 0 || p.m.Run.IsActive():
		return ""
	case p.m.Lane < 0 || p.m.Lane >= len(t.Lanes):
		return t.CallerInWords()
	}
	return t.LaneInWords(&t.Lanes[p.m.Lane])
}
