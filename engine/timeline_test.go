package engine_test

import (
	"reflect"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
)

func TestSpans(t *testing.T) {
	if err := enginetest.LiveLog.Check(enginetest.LiveScenario(t)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		task int
		at   time.Duration
		want []engine.Span
	}{
		{"before it was sent", 2, 10 * ms, []engine.Span{{0, 10 * ms, engine.Browsing, false, 8}}},
		{"in flight at the moment", 2, 100 * ms, []engine.Span{
			{0, 60 * ms, engine.Browsing, false, 8}, {60 * ms, 100 * ms, engine.InFlight, false, 10}}},
		{"asleep", 1, 100 * ms, []engine.Span{{0, 100 * ms, engine.Sleeping, false, 6}}},
		{"in the pool's queue", 1, 300 * ms, []engine.Span{
			{0, 200 * ms, engine.Sleeping, false, 6}, {200 * ms, 300 * ms, engine.Pooling, false, 6}}},
		{"an orphan to the end", 1, engine.WholeLog, []engine.Span{
			{0, 200 * ms, engine.Sleeping, false, 6}, {200 * ms, 507 * ms, engine.Pooling, false, 6},
			{507 * ms, 1064 * ms, engine.Browsing, false, 12}, {1064 * ms, 1065 * ms, engine.Browsing, true, 12}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			timeline := engine.Fold(enginetest.LiveScenario(t), enginetest.LiveLog, c.at)
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
	timeline := engine.Fold(s, engine.Log{
		{Kind: engine.Enter, Task: engine.NoTask},
		{Kind: engine.Create}, {Kind: engine.Start},
		{T: 204 * ms, Kind: engine.Send},
	}, 300*ms)
	want := []engine.Span{{0, 204 * ms, engine.Sleeping, false, 2}, {204 * ms, 300 * ms, engine.InFlight, false, 3}}
	if got := timeline.Spans(&timeline.Lanes[0], nil); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAMomentKnowsNothingOfLater(t *testing.T) {
	timeline := engine.Fold(enginetest.LiveScenario(t), enginetest.LiveLog, 506*ms)
	if got := timeline.Lanes[0].Outcome; got != engine.Finished {
		t.Errorf("an event at the moment itself counts: got outcome %v, want %v", got, engine.Finished)
	}
	if timeline.Caller.Ended.Known() || timeline.Unheard(&timeline.Lanes[0]) {
		t.Error("the strategy has ended before it did")
	}
	if got, want := len(timeline.Log), 12; got != want {
		t.Errorf("got %d events, want %d", got, want)
	}
}

func TestWords(t *testing.T) {
	account := engine.Account{{Task: 1, Received: 600 * ms, Answered: engine.Never, Broken: engine.Never, Abandoned: 1074 * ms}}
	timeline := engine.Fold(enginetest.LiveScenario(t), enginetest.LiveLog, engine.WholeLog).WithAccount(account)
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
		if got := engine.InWords(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}
