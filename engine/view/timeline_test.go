package view_test

import (
	"reflect"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/view"
)

const ms = time.Millisecond

func TestSpans(t *testing.T) {
	if err := enginetest.LiveLog.Check(enginetest.LiveScenario(t)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		task int
		at   time.Duration
		want []view.Span
	}{
		{"before it was sent", 2, 10 * ms, []view.Span{{From: 0, To: 10 * ms, Phase: view.Browsing, Orphan: false, Event: 8}}},
		{"in flight at the moment", 2, 100 * ms, []view.Span{
			{From: 0, To: 60 * ms, Phase: view.Browsing, Orphan: false, Event: 8},
			{From: 60 * ms, To: 100 * ms, Phase: view.InFlight, Orphan: false, Event: 10}}},
		{"asleep", 1, 100 * ms, []view.Span{{From: 0, To: 100 * ms, Phase: view.Sleeping, Orphan: false, Event: 6}}},
		{"in the pool's queue", 1, 300 * ms, []view.Span{
			{From: 0, To: 200 * ms, Phase: view.Sleeping, Orphan: false, Event: 6},
			{From: 200 * ms, To: 300 * ms, Phase: view.Pooling, Orphan: false, Event: 6}}},
		{"an orphan to the end", 1, view.WholeLog, []view.Span{
			{From: 0, To: 200 * ms, Phase: view.Sleeping, Orphan: false, Event: 6},
			{From: 200 * ms, To: 507 * ms, Phase: view.Pooling, Orphan: false, Event: 6},
			{From: 507 * ms, To: 1064 * ms, Phase: view.Browsing, Orphan: false, Event: 12},
			{From: 1064 * ms, To: 1065 * ms, Phase: view.Browsing, Orphan: true, Event: 12}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			timeline := view.Fold(enginetest.LiveScenario(t), enginetest.LiveLog, c.at)
			if got := timeline.Spans(&timeline.Lanes[c.task], nil); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestALateTimerIsNoWaitForThePool(t *testing.T) {
	s, err := engine.Parse("tasks=200ms:1s")
	if err != nil {
		t.Fatal(err)
	}
	timeline := view.Fold(s, engine.Log{
		{Kind: engine.Enter, Task: engine.NoTask},
		{Kind: engine.Create}, {Kind: engine.Start},
		{T: 204 * ms, Kind: engine.Send},
	}, 300*ms)
	want := []view.Span{
		{From: 0, To: 204 * ms, Phase: view.Sleeping, Orphan: false, Event: 2},
		{From: 204 * ms, To: 300 * ms, Phase: view.InFlight, Orphan: false, Event: 3},
	}
	if got := timeline.Spans(&timeline.Lanes[0], nil); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAMomentKnowsNothingOfLater(t *testing.T) {
	timeline := view.Fold(enginetest.LiveScenario(t), enginetest.LiveLog, 506*ms)
	if got := timeline.Lanes[0].Outcome; got != view.Finished {
		t.Errorf("an event at the moment itself counts: got outcome %v, want %v", got, view.Finished)
	}
	if timeline.Caller.Ended.Known() || timeline.IsUnheard(&timeline.Lanes[0]) {
		t.Error("the strategy has ended before it did")
	}
	if got, want := len(timeline.Log), 12; got != want {
		t.Errorf("got %d events, want %d", got, want)
	}
}

func TestWords(t *testing.T) {
	account := engine.Account{{Task: 1, Received: 600 * ms, Answered: engine.Never, Broken: engine.Never, Abandoned: 1074 * ms}}
	timeline := view.Fold(enginetest.LiveScenario(t), enginetest.LiveLog, view.WholeLog).WithAccount(account)
	for i, want := range []string{
		"200, nobody received it", "cancelled · server noticed 9 ms later", "reset",
	} {
		if _, got := timeline.Words(&timeline.Lanes[i]); got != want {
			t.Errorf("task %d: got %q, want %q", i, got, want)
		}
	}
	if got, want := timeline.Caller.Words(), "raised reset at 1.06 s"; got != want {
		t.Errorf("caller: got %q, want %q", got, want)
	}
}

func TestInWords(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0 s", 300 * time.Microsecond: "0.3 ms", 9 * ms: "9 ms", 250400 * time.Microsecond: "250 ms",
		999600 * time.Microsecond: "1.00 s", time.Second: "1.00 s", 59999 * ms: "1 min",
		125 * time.Second: "2 min 5 s", time.Hour: "1 h", 90 * time.Minute: "1 h 30 min",
	} {
		if got := view.InWords(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}
