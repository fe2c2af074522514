package e2e

import (
	"slices"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// disorder says where a live log differs from the simulated one.
var disorder = enginetest.Disorder

func TestDisorderIsFoundFrom100msOn(t *testing.T) {
	t.Parallel()
	finish := func(task int, at time.Duration) engine.Event {
		return engine.Event{T: at * time.Millisecond, Kind: engine.Finish, Task: task, Value: 200}
	}
	wake := engine.Event{T: time.Second, Kind: engine.Wake, Task: engine.NoTask}
	simulated := engine.Log{finish(0, 1000), finish(1, 1099), finish(2, 1100), wake}
	for _, test := range []struct {
		name string
		live engine.Log
		want []string
	}{
		{"the same order", engine.Log{finish(0, 1003), finish(1, 1200), finish(2, 1300), wake}, nil},
		{"a swap of near ones", engine.Log{finish(1, 1000), finish(0, 1003), finish(2, 1110), wake, wake}, nil},
		{"a swap of far ones", engine.Log{finish(1, 1000), finish(2, 1005), finish(0, 1010)},
			[]string{"finish 0 (due at 1s, came at 1.01s) came after finish 2 (due at 1.1s, came at 1.005s)"}},
		{"one is missing", engine.Log{finish(0, 1003), finish(1, 1200)}, []string{"finish 2 did not happen live"}},
		{"one too many", engine.Log{finish(3, 1), finish(0, 1003), finish(1, 1200), finish(2, 1300)}, []string{"finish 3 happened live only"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := disorder(simulated, test.live); !slices.Equal(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestMarginIsOfWhatHasAnOrder(t *testing.T) {
	t.Parallel()
	at := func(times ...time.Duration) (log engine.Log) {
		for _, ms := range times {
			log = append(log, engine.Event{T: ms * time.Millisecond})
		}
		return log
	}
	for _, test := range []struct {
		log  engine.Log
		want time.Duration
	}{
		{at(0, 1000, 1300), 300 * time.Millisecond},
		{at(0, 50, 120), 120 * time.Millisecond},
		{at(0, 99), time.Hour},
		{nil, time.Hour},
	} {
		if got := enginetest.Margin(test.log); got != test.want {
			t.Errorf("%v: got %v, want %v", test.log, got, test.want)
		}
	}
}
