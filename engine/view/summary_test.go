package view_test

import (
	"encoding/json"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/view"
)

func TestSummary(t *testing.T) {
	got := view.Fold(enginetest.LiveScenario(t), enginetest.LiveLog, view.WholeLog).Summary()
	want := view.Summary{
		Tasks: 3, Total: 1065 * ms, Ended: 1064 * ms, FirstResult: engine.Never,
		Finished: 1, Failed: 1, Cancelled: 1, Orphans: 1, MostInFlight: 2,
		WastedRequests: 2, WastedTime: 506*ms + (1065-507)*ms, // a's answer and b; c was raised
	}
	if got != want {
		t.Errorf("got\n%+v\nwant\n%+v", got, want)
	}
}

// TestNothingIsWastedWhileTheStrategyRuns: an answer that nobody has received yet may still be.
func TestNothingIsWastedWhileTheStrategyRuns(t *testing.T) {
	got := view.Fold(enginetest.LiveScenario(t), enginetest.LiveLog, time.Second).Summary()
	if got.WastedRequests != 0 || got.Finished != 1 {
		t.Errorf("got %d wasted of %d finished, want 0 of 1", got.WastedRequests, got.Finished)
	}
}

func TestTraceJSON(t *testing.T) {
	s, log := enginetest.Simulated(t, "strategy=sequential&tasks=a=1s,b=500ms!reset,c=1s")
	got, err := json.Marshal(view.NewTrace(s, log).Summary)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"tasks":3,"total":1500000,"ended":1500000,"first_result":1000000,"finished":1,"failed":1,"cancelled":0,` +
		`"never_started":1,"delivered":1,"orphans":0,"most_in_flight":1,"wasted_requests":0,"wasted_time":0,"connections":1}`
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
