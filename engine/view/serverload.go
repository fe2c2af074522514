package view

import (
	"cmp"
	"inflight/engine"
	"slices"
	"time"
)

// ServerLoad is what a server with limits did to all requests together, as far as that is known at a timeline's moment.
type ServerLoad struct {
	Steps       []LoadStep // whenever it changes, in the order of time
	TurnedAway  []Fact     // the answers to those that it did not serve, likewise: it had no place, or was down
	MostWaiting int
	Most        int // that it served and that waited, at one time
}

// LoadStep is how many requests a server serves, and how many wait there, from a time on.
type LoadStep struct {
	T               time.Duration
	Served, Waiting int
}

// HasServer reports whether the scenario has a server with limits, so that there is something to tell of it.
func (t *Timeline) HasServer() bool {
	return t.Scenario.Server.Name != "" && t.Scenario.Recorded == nil
}

// ServerLoad is that of the scenario's server. In a live run the account tells it.
func (t *Timeline) ServerLoad() (load ServerLoad) {
	var changes []LoadStep
	stay := func(from, to time.Duration, served, waiting int) {
		if from < to {
			changes = append(changes, LoadStep{from, served, waiting}, LoadStep{to, -served, -waiting})
		}
	}
	for i := range t.Lanes {
		l := &t.Lanes[i]
		came, left, known := t.atServer(l)
		switch {
		case !known:
		case t.turnedAway(l), t.foundItDown(l):
			load.TurnedAway = append(load.TurnedAway, l.End)
		case l.Serve.Known():
			stay(came, l.Serve.T, 0, 1)
			stay(max(came, l.Serve.T), left, 1, 0)
		case t.Scenario.Server.Queues():
			stay(came, left, 0, 1)
		case t.Scenario.Server.Down():
			stay(came, left, 1, 0)
		}
	}
	slices.SortFunc(load.TurnedAway, func(a, b Fact) int { return cmp.Compare(a.Event, b.Event) })
	slices.SortFunc(changes, func(a, b LoadStep) int { return cmp.Compare(a.T, b.T) })
	var now LoadStep
	for i, c := range changes {
		now = LoadStep{c.T, now.Served + c.Served, now.Waiting + c.Waiting}
		if i+1 < len(changes) && changes[i+1].T == c.T {
			continue
		}
		load.Steps = append(load.Steps, now)
		load.MostWaiting, load.Most = max(load.MostWaiting, now.Waiting), max(load.Most, now.Served+now.Waiting)
	}
	return load
}

// atServer is between which times a lane's request is at the scenario's server, as far as that is known.
func (t *Timeline) atServer(l *Lane) (came, left time.Duration, known bool) {
	if !l.Send.Known() || t.Requests[l.Task].URL != "" || t.Live && l.Received == engine.Never {
		return 0, 0, false
	}
	came, left = l.Send.T, t.Now
	if t.Live {
		came = l.Received
	}
	if l.End.Known() {
		left = l.End.T
	}
	if l.Noticed != engine.Never {
		left = max(left, l.Noticed)
	}
	return came, left, true
}

// Phrases say what the server's limit is, and what it did with those who were beyond it: "serves 2 at a time", "up to 4 wait".
func (load *ServerLoad) Phrases(m engine.ServerModel) []string {
	var phrases []string
	switch {
	case m.Down():
		phrases = append(phrases, "down from "+ChosenTime(m.From)+" to "+ChosenTime(m.To))
	case m.Period > 0:
		phrases = append(phrases, "lets in "+Thousands(m.Count)+", then one each "+ChosenTime(m.Period/time.Duration(m.Count)))
	default:
		phrases = append(phrases, "serves "+Thousands(m.Count)+" at a time")
	}
	switch n := len(load.TurnedAway); {
	case load.MostWaiting > 0:
		phrases = append(phrases, "up to "+Thousands(load.MostWaiting)+" wait")
	case n > 0 && m.Down():
		phrases = append(phrases, Thousands(n)+" refused")
	case n > 0:
		phrases = append(phrases, Thousands(n)+" turned away")
	}
	return phrases
}
