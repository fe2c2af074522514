package engine_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

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

// TestLateWorldsObeyTheLawsToo, though nearly all of their runs are others.
func TestLateWorldsObeyTheLawsToo(t *testing.T) {
	scenarios := enginetest.RandomScenarios(4, 300)
	for topic := range enginetest.Topics {
		scenarios = append(scenarios, enginetest.RandomAbout(topic, 4, 60)...)
	}
	r, differ := rand.New(rand.NewPCG(1, 2)), 0
	for _, s := range scenarios {
		exact, _ := engine.Simulate(s)
		late := &engine.Simulated{Late: func() time.Duration { return time.Duration(r.Int64N(20_000)) * time.Microsecond }}
		log, err := engine.Run(t.Context(), s, late, nil)
		if err == nil {
			err = log.Check(s)
		}
		if err != nil {
			t.Errorf("%s: %v\n%v", s.Link(), err, log)
		}
		if !slices.Equal(log, exact) {
			differ++
		}
	}
	if differ < len(scenarios)*9/10 {
		t.Errorf("only %d of %d late runs differ", differ, len(scenarios))
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

// TestEventsAreWrittenAsTheLibraryWritesThem: each kind, with every field that it may carry, hostile texts and none.
func TestEventsAreWrittenAsTheLibraryWritesThem(t *testing.T) {
	type written struct {
		T          int64  `json:"t"`
		Kind       string `json:"kind"`
		Task       *int   `json:"task,omitempty"`
		Connection int    `json:"connection,omitempty"`
		Value      *int   `json:"value,omitempty"`
		Error      string `json:"error,omitempty"`
		By         string `json:"by,omitempty"`
		Done       *int   `json:"done,omitempty"`
		Pending    *int   `json:"pending,omitempty"`
		Worker     *int   `json:"worker,omitempty"`
	}
	var log engine.Log
	want := []written{}
	for kind := engine.Enter; kind <= engine.Take; kind++ {
		for i, text := range []string{"", "status 503", "<b>\"\\\u2028\x00é&", "\xff"} {
			e := engine.Event{T: time.Duration(i) * time.Millisecond, Kind: kind, Task: i - 1, Connection: i, Value: 200 * i, Error: text,
				By: engine.Cause(text), Done: i, Pending: 7}
			w := written{T: e.T.Microseconds(), Kind: kind.String(), Connection: i, Error: text, By: text}
			if e.OfTask() {
				w.Task = &e.Task
			}
			if kind == engine.Finish || kind == engine.Deliver && text == "" {
				w.Value = &e.Value
			}
			if kind == engine.Wake {
				w.Done, w.Pending = &e.Done, &e.Pending
			}
			if kind == engine.Take {
				w.Worker = &e.Value
			}
			log, want = append(log, e), append(want, w)
		}
	}
	got, expected := string(must(json.Marshal(log))), string(must(json.Marshal(want)))
	if got != expected {
		t.Errorf("got\n%s\nwant\n%s", got, expected)
	}
	if one, same := must(json.Marshal(log[5])), must(json.Marshal(want[5])); !bytes.Equal(one, same) {
		t.Errorf("got %s, want %s", one, same)
	}
	if text := string(must(json.Marshal(engine.Log(nil)))); text != "[]" {
		t.Errorf("no events are %s", text)
	}
}
