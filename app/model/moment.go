package model

import (
	"slices"
	"time"

	"inflight/engine"
	"inflight/engine/view"
)

// Moment is the place in a run that the page shows: after its first Events events, at a time between the last of them and the next.
// Events are counted since many may happen at one time, and the reader goes through them one by one. The zero Moment is the end of
// the run, even while that is not known.
type Moment struct {
	Set    bool
	Events int
	At     time.Duration
}

// MomentAt is the moment at a time of the log; it is never before the first event. From the last one on it is the end.
func MomentAt(log engine.Log, at time.Duration) Moment {
	if len(log) == 0 {
		return Moment{}
	}
	at = max(at, log[0].T)
	later := log.Until(at)
	if later == len(log) {
		return Moment{}
	}
	return Moment{Set: true, Events: later, At: at}
}

// MomentSought is the moment at a time that somebody looks for, with slider, playhead or key. The very beginning is the first event, and
// not all that happen at that time: from there one goes on step by step.
func MomentSought(log engine.Log, at time.Duration) Moment {
	if len(log) > 0 && at <= log[0].T {
		return MomentAfter(log, 1)
	}
	return MomentAt(log, at)
}

// MomentAfter is the moment at which so many events of the log have happened; it is never before the first.
func MomentAfter(log engine.Log, events int) Moment {
	if len(log) == 0 {
		return Moment{}
	}
	events = min(max(events, 1), len(log))
	return Moment{Set: true, Events: events, At: log[events-1].T}
}

// CountEvents is how many events of the log have happened.
func (m Moment) CountEvents(log engine.Log) int {
	if !m.Set {
		return len(log)
	}
	return m.Events
}

// step is the moment of the next event, or of the one before.
func (m Moment) step(log engine.Log, by int) Moment {
	known := m.CountEvents(log)
	if by < 0 && m.Set && m.At > log[known-1].T {
		by++ // between two events, a step back leads to the one just passed
	}
	return MomentAfter(log, known+by)
}

// Replay is how the page goes through a run that is over, or that is predicted.
type Replay struct {
	Moment  Moment
	Playing bool
	Speed   float64 // seconds of the run in a second
	AtNotes bool    // it pauses at each of the author's notes
	Loop    bool    // from its end it begins again
	Jumps   int     // so often it has gone on from another moment while it played: from the start, or where a host page wanted it

	Past *view.Timeline // as known at the moment; nil at the end
}

// Speeds are the speeds on offer.
var Speeds = []float64{0.1, 0.25, 0.5, 1, 2, 5, 10}

// NeighbourSpeed is the speed so many steps from the present one, which a host page may have put between two of them. It stops at the
// slowest and the fastest.
func (r Replay) NeighbourSpeed(by int) SpeedPicked {
	at, on := slices.BinarySearch(Speeds, r.Speed)
	if !on && by > 0 {
		by--
	}
	at += by
	return SpeedPicked{Speeds[min(max(at, 0), len(Speeds)-1)]}
}

// CanReplay reports whether there is a run to go through.
func (m Model) CanReplay() bool {
	whole := m.WholeRun()
	return whole != nil && whole.Last > 0 && !m.Run.IsActive()
}

// moveMoment takes the messages that move the moment.
func (m Model) moveMoment(message any) Model {
	switch msg := message.(type) {
	case SpeedPicked:
		if IsSpeed(msg.Speed) {
			m.Replay.Speed = msg.Speed
		}
	case PlayingSet:
		m.Replay.Loop, m.Replay.AtNotes = msg.Loop, msg.AtNotes
	}
	if !m.CanReplay() {
		return m
	}
	log, r := m.WholeRun().Log, &m.Replay
	switch msg := message.(type) {
	case Sought:
		to := MomentSought(log, msg.At)
		if r.Playing = r.Playing && msg.PlayOn && (to.Set || r.Loop); r.Playing && !to.Set {
			to = MomentAt(log, 0)
		}
		if r.Playing {
			r.Jumps++
		}
		return m.seek(to)
	case EventSought:
		r.Playing = false
		return m.seek(MomentAfter(log, msg.Event+1))
	case Stepped:
		r.Playing = false
		return m.seek(r.Moment.step(log, msg.By))
	case Played:
		r.Playing = true
		if r.Moment.CountEvents(log) == len(log) {
			return m.seek(MomentAt(log, 0))
		}
	case Paused:
		r.Playing = false
	case Moved:
		if at, reached := m.noteUntil(msg.At); r.Playing && reached {
			r.Playing = false
			return m.seek(MomentAt(log, at))
		}
		if r.Playing {
			r.Moment = MomentAt(log, msg.At)
			if r.Playing = r.Moment.Set || r.Loop; !r.Moment.Set && r.Loop {
				r.Moment, r.Jumps = MomentAt(log, 0), r.Jumps+1
			}
			return m.seek(r.Moment)
		}
	}
	return m
}

// noteUntil is when the next note is at which playing pauses, if it is no later than a time.
func (m Model) noteUntil(until time.Duration) (at time.Duration, reached bool) {
	if !m.Replay.AtNotes {
		return 0, false
	}
	for _, n := range view.Notes(m.WholeRun()) {
		if n.T > m.Replay.Moment.At && n.T <= until && (!reached || n.T < at) {
			at, reached = n.T, true
		}
	}
	return at, reached
}

// NoteNow is the author's latest note at the moment; nil at the end, and before the first.
func (m Model) NoteNow() *view.Note {
	if !m.Replay.Moment.Set || m.WholeRun() == nil {
		return nil
	}
	var now *view.Note
	for _, n := range view.Notes(m.WholeRun()) {
		if n.T <= m.Replay.Moment.At && n.Event < m.Replay.Moment.Events && (now == nil || n.T >= now.T) {
			now = &n
		}
	}
	return now
}

// seek shows the page at a moment.
func (m Model) seek(to Moment) Model {
	m.Replay.Moment, m.Replay.Past = to, nil
	if to.Set {
		m.Replay.Past = m.TimelineAt(to)
	}
	return m
}

// rewind drops the moment and the marks: they belong to a run that is no longer shown.
func (m Model) rewind() Model {
	m.Replay, m.Marking = Replay{Speed: m.Replay.Speed, Loop: m.Replay.Loop, AtNotes: m.Replay.AtNotes, Jumps: m.Replay.Jumps}, nil
	return m
}

// TimelineAt is the run on the screen as it was known at a moment.
func (m Model) TimelineAt(at Moment) *view.Timeline {
	whole := m.WholeRun()
	if !at.Set {
		return whole
	}
	if m.Run.Timeline == nil {
		return m.Folder.FoldNext(whole.Log, at.Events, at.At)
	}
	t := m.Folder.FoldFirst(whole.Log, at.Events, at.At)
	t.WithAccount(m.Run.Account).WithTimings(m.Run.Timings).Browser = m.Run.Browser
	return t
}

// GlanceAt is TimelineAt for a picture that moves: see [view.Folder.Glance].
func (m Model) GlanceAt(at Moment) *view.Timeline {
	if !at.Set || m.Run.Timeline != nil {
		return m.TimelineAt(at)
	}
	return m.Folder.Glance(m.WholeRun().Log, at.Events, at.At)
}

// KnownAccount is the part of the account that the backend had written at the timeline's moment.
func KnownAccount(t *view.Timeline, a engine.Account) engine.Account {
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

// SliderSteps is how finely the slider divides a run.
const SliderSteps = 1000

// SliderTime is the time at which the slider was put.
func (m Model) SliderTime(slider int) time.Duration {
	return m.WholeRun().Last * time.Duration(max(slider, 0)) / SliderSteps
}
