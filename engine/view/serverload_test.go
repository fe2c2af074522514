package view_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/view"
)

// TestTheServersLoadObeysItsLimit, in random scenarios too: it never serves more than it may, nobody waits while it has a place, all leave
// in the end, and whoever came was served, waited in vain or was turned away.
func TestTheServersLoadObeysItsLimit(t *testing.T) {
	busy, turned := 0, 0
	for _, s := range append(enginetest.RandomAbout("server", 27, 300), parsedPresets(t)...) {
		log, err := engine.Simulate(s)
		if err != nil || s.Server.Name == "" {
			continue
		}
		run := view.Fold(s, log, view.WholeLog)
		load, places := run.ServerLoad(), s.Server.Places()
		var last view.LoadStep
		for _, step := range load.Steps {
			last = step
			if places > 0 && step.Served > places || step.Waiting > 0 && step.Served < places || step.Served < 0 || step.Waiting < 0 {
				t.Errorf("%s: it serves %d of %d at %v while %d wait", s.Link(), step.Served, places, step.T, step.Waiting)
			}
			busy += step.Waiting
		}
		if last.Served+last.Waiting != 0 {
			t.Errorf("%s: %d are left in the end", s.Link(), last.Served+last.Waiting)
		}
		refused := 0
		for i := range run.Lanes {
			_, words := run.Words(&run.Lanes[i])
			if strings.Contains(words, "turned away") || strings.Contains(words, "the server was down") {
				refused++
			}
		}
		if refused != len(load.TurnedAway) {
			t.Errorf("%s: %d were turned away, and %d lanes say so", s.Link(), len(load.TurnedAway), refused)
		}
		turned += refused
	}
	if busy < 100 || turned < 100 {
		t.Errorf("only %d steps with somebody in line, %d turned away", busy, turned)
	}
}

func parsedPresets(t *testing.T) (all []*engine.Scenario) {
	t.Helper()
	for _, p := range engine.Presets {
		s, err := engine.Parse(p.Link)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// TestTheServersLoadOfALiveRunIsTheAccounts: what the demo backend saw, and nothing before it tells.
func TestTheServersLoadOfALiveRunIsTheAccounts(t *testing.T) {
	s, log := enginetest.Simulated(t, "tasks=500ms*3&server=at_once:1&timeout=1.2s")
	for i := range log { // as a live run leaves it
		if log[i].Kind == engine.Serve {
			log[i].Kind = engine.Sent
		}
	}
	run := view.Fold(s, log, view.WholeLog)
	if load := run.ServerLoad(); len(load.Steps) > 0 {
		t.Errorf("got %v before the account, want nothing", load.Steps)
	}
	seen := func(task int, served, abandoned time.Duration) engine.Seen {
		return engine.Seen{Task: task, Received: 10 * ms, Served: served, Answered: engine.Never, Abandoned: abandoned}
	}
	got := run.WithAccount(engine.Account{seen(0, 10*ms, engine.Never), seen(1, 510*ms, engine.Never), seen(2, 1010*ms, 1210*ms)}).
		ServerLoad().Steps
	want := []view.LoadStep{{T: 10 * ms, Served: 1, Waiting: 2}, {T: 500 * ms, Waiting: 2}, {T: 510 * ms, Served: 1, Waiting: 1},
		{T: 1000 * ms, Waiting: 1}, {T: 1010 * ms, Served: 1}, {T: 1210 * ms}}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
