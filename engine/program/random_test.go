package program

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
)

var (
	randomPrograms = flag.Int("random", 8, "how many random scenarios to run as Python programs against the backend")
	randomSeed     = flag.Uint64("random-seed", 1, "what they depend on")
)

// TestRandomProgramsDoWhatTheEngineDoes runs random scenarios as the page's Python programs, with aiohttp against the demo backend. They
// do what the simulation says wherever times differ by 150 ms: see settled.
func TestRandomProgramsDoWhatTheEngineDoes(t *testing.T) {
	var trials []*trial
	scenarios, drawn := enginetest.RandomSlow(*randomSeed, 40**randomPrograms), 0
	for ; drawn < len(scenarios) && len(trials) < *randomPrograms; drawn++ {
		if s := scenarios[drawn]; settled(s) {
			trials = append(trials, &trial{scenario: parse(t, s.Link()), language: Python})
		}
	}
	if len(trials) < *randomPrograms {
		t.Fatalf("got %d settled scenarios of %d, want %d", len(trials), drawn, *randomPrograms)
	}
	runAll(t, trials, agrees)
	events, lasting := 0, 0
	for _, trial := range trials {
		events += len(trial.log)
		if trial.log[len(trial.log)-1].T >= time.Second {
			lasting++
		}
	}
	if *randomPrograms > 100 {
		fmt.Printf("%d programs, of %d scenarios drawn with the seed %d, agree in %d events; %d take a second or longer\n",
			len(trials), drawn, *randomSeed, events, lasting)
	}
}

// settled reports whether what happens in a scenario does not depend on times that differ by less than 150 ms: whether it is the same, in
// the same order, when each answer, each timeout and each connection takes a little longer than it should, as in real time. It does not
// take long either, and what Debian's aiohttp 3.8 does otherwise than 3.14 does not happen: whose turn it is among several hosts that
// wait for one limit, and what becomes of those in line when the session closes. No connection takes time to open, as none does to
// this machine.
func settled(s *engine.Scenario) bool {
	s.Connect = 0
	log, err := engine.Simulate(s)
	if err != nil || log[len(log)-1].T > 8*time.Second || slices.ContainsFunc(log, func(e engine.Event) bool {
		return e.By == engine.BySession
	}) || leftAtClose(log) {
		return false
	}
	switch f := newFacts(s); {
	case f.drawsLots() && f.Limit > 0 && f.Limit < len(f.requests):
		return false
	case f.Timeout == 0: // as long as nothing at all takes
		return false
	case f.TimesOut() && f.errorRaises() && f.After == engine.CloseAfter: // the first timeout closes the session before the others
		return false
	case f.ClientTimeout.Total >= 5*time.Second: // rounded up to a whole second of the loop's clock, which did not begin with the run
		return false
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 40 {
		most := []time.Duration{25 * time.Millisecond, 120 * time.Millisecond}[i%2]
		late := func() time.Duration { return time.Duration(r.Int64N(int64(most))).Truncate(time.Microsecond) }
		other, err := engine.Run(context.Background(), s, &engine.Simulated{Late: late}, nil)
		if err != nil || compare(anyName(other), anyName(log)) != nil || i%2 == 0 && moved(other, log) ||
			!slices.Equal(losses(other), losses(log)) {
			return false
		}
	}
	return true
}

// leftAtClose reports whether a request leaves in the moment in which the session closes, so that it may still be connecting.
func leftAtClose(log engine.Log) bool {
	sent := map[int]time.Duration{}
	for _, e := range log {
		switch {
		case e.Kind == engine.Send:
			sent[e.Task] = e.T
		case e.Kind == engine.Finish || e.Kind == engine.Fail || e.Kind == engine.Cancel:
			delete(sent, e.Task)
		case e.Kind == engine.Close && e.Task == engine.NoTask:
			return slices.ContainsFunc(slices.Collect(maps.Values(sent)), func(at time.Duration) bool { return e.T-at < slack })
		}
	}
	return false
}

// moved reports whether something happens at quite another time.
func moved(other, log engine.Log) bool {
	type key struct {
		kind engine.Kind
		task int
	}
	times := map[key]time.Duration{}
	for _, e := range log {
		times[key{e.Kind, e.Task}] = e.T
	}
	return slices.ContainsFunc(other, func(e engine.Event) bool { return (e.T - times[key{e.Kind, e.Task}]).Abs() >= 250*time.Millisecond })
}

// anyName is a log as a program would print it, with numbers for names.
func anyName(log engine.Log) []happening {
	names := make([]string, 1000)
	for i := range names {
		names[i] = fmt.Sprint(i)
	}
	return expected(names, log)
}

// losses are the exceptions that nobody asked for.
func losses(log engine.Log) (tasks []int) {
	for _, e := range log {
		if e.Kind == engine.Unretrieved {
			tasks = append(tasks, e.Task)
		}
	}
	return tasks
}
