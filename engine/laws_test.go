package engine_test

import (
	"os"
	"testing"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// TestRandomRunsObeyTheLaws of a log, whatever the strategy and the client; the fuzzer looks further.
func TestRandomRunsObeyTheLaws(t *testing.T) {
	scenarios := enginetest.RandomScenarios(3, 3000)
	for topic := range enginetest.Topics {
		scenarios = append(scenarios, enginetest.RandomAbout(topic, 3, 500)...)
	}
	runs := map[string]int{}
	for _, s := range scenarios {
		log, err := engine.Simulate(s)
		if err == nil {
			err = log.Check(s)
		}
		if err != nil {
			t.Errorf("%s: %v\n%v", s.Link(), err, log)
		}
		runs[s.Strategy]++
	}
	for _, strategy := range engine.Strategies {
		if runs[strategy.Name] < 100 {
			t.Errorf("%d runs of %s, want at least 100", runs[strategy.Name], strategy.Name)
		}
	}
}

// TestCorpusLeavesNothingOut: each strategy many times, and every preset.
func TestCorpusLeavesNothingOut(t *testing.T) {
	strategies, links := map[string]int{}, map[string]bool{}
	for _, trace := range readTraces(t, must(os.ReadFile(corpus))) {
		s, err := engine.Parse(trace.Scenario)
		if err != nil {
			t.Fatalf("%s: %v", trace.Scenario, err)
		}
		strategies[s.Strategy]++
		links[s.Link()] = true
	}
	for _, strategy := range engine.Strategies {
		if strategies[strategy.Name] < 50 {
			t.Errorf("%d scenarios of %s are compared with CPython's, want at least 50", strategies[strategy.Name], strategy.Name)
		}
	}
	for _, preset := range engine.Presets {
		if !links[preset.Link] {
			t.Errorf("the preset %s is not compared with CPython's: run make traces", preset.ID)
		}
	}
}
