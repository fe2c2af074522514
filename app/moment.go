package app

import (
	"slices"
	"time"

	"inflight/engine"
	"inflight/engine/view"
)

// Moment is the place in a run that the page shows: its first Events events, at a time that is not before the last of
// them and not after the next. The events are counted since many happen at one time, and are gone through one by one. The
// zero Moment is the end of the run, wherever that comes to be.
type Moment struct {
	Set    bool
	Events int
	At     time.Duration
}

// momentAt is the moment at a time of the log; it is never before the first event. From the last one on it is the end.
func momentAt(log engine.Log, at time.Duration) Moment {
	if len(log) == 0 {
		return Moment{}
	}
	at = max(at, log[0].T)
	later := slices.IndexFunc(log, func(e engine.Event) bool { return e.T > at })
	if later < 0 {
		return Moment{}
	}
	return Moment{Set: true, Events: later, At: at}
}

// momentAfter is the moment at which so many events of the log have happened; it is never before the first.
func momentAfter(log engine.Log, events int) Moment {
	if len(log) == 0 {
		return Moment{}
	}
	events = min(max(events, 1), len(log))
	return Moment{Set: true, Events: events, At: log[events-1].T}
}

// known is how many events of the log have happened.
func (m Moment) known(log engine.Log) int {
	if !m.Set {
		return len(log)
	}
	return m.Events
}

// stepped is the moment of the next event, or of the one before.
func (m Moment) stepped(log engine.Log, by int) Moment {
	known := m.known(log)
	if by < 0 && m.Set && m.At > log[known-1].T {
		by++ // between two events: the one before has not been left yet
	}
	return momentAfter(log, known+by)
}

// Replay is how the page goes through a run that is over, or that is predicted.
type Replay struct {
	Moment  Moment
	Playing bool
	Speed   float64 // seconds of the run in a second

	past *view.Timeline // as known at the moment; nil at the end
}

// speeds are those that there are.
var speeds = []float64{0.1, 0.25, 0.5, 1, 2, 5, 10}

// faster is the speed so many steps beside the present one, as far as there are some.
func (r Replay) faster(by int) SpeedPicked {
	at := slices.Index(speeds, r.Speed) + by
	return SpeedPicked{speeds[min(max(at, 0), len(speeds)-1)]}
}

// replayable reports whether there is a run to go through.
func (m Model) replayable() bool {
	whole := m.whole()
	return whole != nil && whole.Last > 0 && !m.run.Active()
}

// replayed takes the messages that move the moment.
func (m Model) replayed(message any) Model {
	if speed, picked := message.(SpeedPicked); picked && slices.Contains(speeds, speed.Speed) {
		m.replay.Speed = speed.Speed
	}
	if !m.replayable() {
		return m
	}
	log, r := m.whole().Log, &m.replay
	switch msg := message.(type) {
	case Sought:
		r.Playing = false
		return m.seek(momentAt(log, msg.At))
	case EventSought:
		r.Playing = false
		return m.seek(momentAfter(log, msg.Event+1))
	case Stepped:
		r.Playing = false
		return m.seek(r.Moment.stepped(log, msg.By))
	case Played:
		r.Playing = true
		if r.Moment.known(log) == len(log) {
			return m.seek(momentAt(log, 0))
		}
	case Paused:
		r.Playing = false
	case Moved:
		if r.Playing {
			r.Moment = momentAt(log, msg.At)
			r.Playing = r.Moment.Set
			return m.seek(r.Moment)
		}
	}
	return m
}

// seek shows the page at a moment.
func (m Model) seek(to Moment) Model {
	m.replay.Moment, m.replay.past = to, nil
	if to.Set {
		m.replay.past = m.asKnown(to)
	}
	return m
}

// rewound drops the moment, and the marks, since they were of a run that is no longer shown.
func (m Model) rewound() Model {
	m.replay, m.marking = Replay{Speed: m.replay.Speed}, nil
	return m
}

// asKnown is the run on the screen as it was known at a moment.
func (m Model) asKnown(at Moment) *view.Timeline {
	whole := m.whole()
	if !at.Set {
		return whole
	}
	t := m.folder.FoldFirst(whole.Log, at.Events, at.At)
	if m.run.Timeline != nil {
		t.WithAccount(m.run.Account).WithTimings(m.run.Timings)
	}
	return t
}

// accountBy is the account as far as the backend had come at the timeline's moment.
func accountBy(t *view.Timeline, a engine.Account) engine.Account {
	if t.Now >= t.Last {
		return a
	}
	var known engine.Account
	for _, s := range a {
		if s.Received > t.Now {
			continue
		}
		for _, at := range []*time.Duration{&s.Accepted, &s.Answered, &s.Closed, &s.Broken, &s.Abandoned} {
			if *at > t.Now {
				*at = engine.Never
			}
		}
		known = append(known, s)
	}
	return known
}

// sliderSteps is how finely the slider divides a run.
const sliderSteps = 1000

// sought is the time at which the slider was put.
func (m Model) sought(slider int) time.Duration {
	return m.whole().Last * time.Duration(max(slider, 0)) / sliderSteps
}
