package app

import (
	"math"
	"strconv"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
)

// player is the clock of a replay. The moment is where it began and the time since, at its speed: it depends on no frame, so a
// page out of sight, which gets none, has the right moment when it is seen again.
type player struct {
	from  time.Duration // of the run
	began time.Time
	speed float64
	calm  bool // motion is not wanted: the moment goes from event to event
}

// at is the time of the run at a time of the clock.
func (c player) at(now time.Time) time.Duration {
	return c.from + time.Duration(float64(now.Sub(c.began))*c.speed)
}

// moment is where the replay is.
func (c player) moment(log engine.Log, now time.Time) model.Moment {
	m := model.MomentAt(log, c.at(now))
	if c.calm && m.Set {
		m.At = log[m.Events-1].T
	}
	return m
}

// seeking is a moment that is being moved by hand. The picture follows at once, and the rest of the page, which takes far longer
// to draw, a few times a second.
type seeking struct {
	ahead *model.Moment // the picture's, while the model has not heard of it
	at    model.Sought  // what the model will hear
	told  time.Time     // when it last heard
	late  *time.Timer   // when it will
	rest  time.Duration
	busy  bool // it hears of a moment now
}

// tellEvery is how long the page has peace between two moments, at least.
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

// follows starts, changes or stops the clock as the model says.
func (p *Page) follows(before model.Replay) {
	now := p.m.Replay
	switch {
	case now.Playing && (!before.Playing || now.Speed != before.Speed):
		p.player = player{from: now.Moment.At, began: time.Now(), speed: now.Speed, calm: p.browser.calm()}
		p.canvas.start(p.player.calm)
	case before.Playing && !now.Playing && !p.m.Run.Active():
		p.canvas.stop()
	}
}

// report tells the model, and with it the page, how far the replay has come: at its end at once, and else when the page has had
// its peace.
func (p *Page) report(at model.Moment) {
	s := &p.seeking
	if s.busy || at.Set && time.Since(s.told) < s.rest {
		return
	}
	s.busy = true
	p.ctx.Dispatch(func(ctx app.Context) {
		began := time.Now()
		p.send(ctx, model.Moved{At: p.player.at(began)})
		ctx.Defer(func(app.Context) {
			s.busy, s.told = false, time.Now()
			s.rest = max(tellEvery, 4*s.told.Sub(began))
		})
	})
}

// seek moves the moment by hand.
func (p *Page) seek(at time.Duration) {
	if !p.m.Replayable() {
		return
	}
	s, moment := &p.seeking, model.MomentAt(p.m.WholeRun().Log, at)
	s.at, s.ahead = model.Sought{At: at}, &moment
	drawn := p.m.Replay.Moment.Set && !p.m.Replay.Playing // else the canvas is not there, or not ours
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
		p.send(ctx, model.Moved{At: p.player.at(time.Now())})
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

// key is a key that no field has the focus for. It reports whether it is one of the replay's; those that do something to the
// control that has the focus are left to it.
func (p *Page) key(key string, onControl bool) bool {
	message := map[string]any{
		"k": p.playOrPause(), "ArrowLeft": model.Stepped{By: -1}, ",": model.Stepped{By: -1}, "ArrowRight": model.Stepped{By: 1}, ".": model.Stepped{By: 1},
		"<": p.m.Replay.Faster(-1), ">": p.m.Replay.Faster(1),
	}[key]
	if !onControl && message == nil {
		message = map[string]any{" ": p.playOrPause(), "Home": model.EventSought{Event: 0}, "End": model.Sought{At: math.MaxInt64}}[key]
	}
	if message == nil || !p.m.Replayable() {
		return false
	}
	p.ctx.Dispatch(func(ctx app.Context) { p.move(ctx, message) })
	return true
}
