package model

import (
	"time"

	"inflight/engine/view"
)

// Media is what is played, as a page around an embed knows it from HTMLMediaElement: in seconds.
type Media struct {
	Time     float64  `json:"time"`
	Duration *float64 `json:"duration"` // nil while a live run goes on: nobody knows its end
	Pace     float64  `json:"pace"`     // how fast the time goes now: 0 while nothing is played
	Rate     float64  `json:"rate"`
	Ended    bool     `json:"ended"`
}

// Media is the log at hand as something to play: the live run where there is one, else the simulated one. It is at its end at first, since
// the page shows the whole run.
func (m Model) Media() Media {
	duration := DurationOf(m.WholeRun())
	media := Media{Duration: &duration, Rate: m.Replay.Speed, Ended: !m.Replay.Moment.Set, Time: duration}
	switch {
	case m.Run.IsActive():
		media.Time, media.Duration, media.Pace, media.Ended = view.Seconds(m.Run.Now), nil, 1, false
	case m.Replay.Moment.Set:
		media.Time = view.Seconds(m.Replay.Moment.At)
	}
	if m.Replay.Playing {
		media.Pace = m.Replay.Speed
	}
	return media
}

// DurationOf is how long a run is, in seconds; 0 where there is none.
func DurationOf(t *view.Timeline) float64 {
	if t == nil {
		return 0
	}
	return view.Seconds(t.Last.Round(time.Microsecond))
}

// MediaEvents are the events of HTMLMediaElement that a message leads to, in their order there. A changed duration the element notices by
// itself.
func MediaEvents(before, now Model, message any) []string {
	was, is := before.Media(), now.Media()
	var events []string
	tell := func(when bool, names ...string) {
		if when {
			events = append(events, names...)
		}
	}
	tell(was.Rate != is.Rate, "ratechange")
	tell(was.Pace == 0 && is.Pace > 0, "play")
	lapped := before.Replay.Jumps != now.Replay.Jumps
	switch message.(type) {
	case Sought, EventSought, Stepped:
		tell(now.CanReplay(), "seeking", "timeupdate", "seeked")
	default:
		tell(lapped, "seeking")
		tell(was.Time != is.Time, "timeupdate")
		tell(lapped, "seeked")
	}
	stopped := was.Pace > 0 && is.Pace == 0
	tell(stopped, "pause")
	_, moved := message.(Moved)
	sought, _ := message.(Sought)
	tell(stopped && is.Ended && (moved || sought.PlayOn || before.Run.IsActive()), "ended")
	return events
}

// WhyNotPlayed says why there is nothing to play, or no moment to go to; "" if there is.
func (m Model) WhyNotPlayed() string {
	switch {
	case m.Run.IsActive():
		return "a live run goes on: stop() ends it"
	case m.Fault != nil:
		return m.Fault.Text
	case m.WholeRun() == nil:
		return "there is no run to play: requests to other addresses have to run first"
	case !m.CanReplay():
		return "there is nothing to play: the run takes no time"
	}
	return ""
}

// The speeds at which a run can be played.
const (
	MinSpeed = 0.1
	MaxSpeed = 10
)

// IsSpeed reports whether a run can be played that fast.
func IsSpeed(speed float64) bool { return speed >= MinSpeed && speed <= MaxSpeed }
