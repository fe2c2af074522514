package e2e

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"inflight/engine"
)

// apart is how far two events must be apart in virtual time for a live run to have them in the same order.
const apart = 100 * time.Millisecond

// happening is an event as both worlds have it: a wake is none, since over a real network one may become several.
type happening struct {
	kind engine.Kind
	task int
}

func (h happening) String() string { return fmt.Sprintf("%v %d", h.kind, h.task) }

// happened are the kinds of events that a live run has in the simulated order.
var happened = []engine.Kind{
	engine.Enter,
	engine.Body,
	engine.Finish,
	engine.Fail,
	engine.Cancel,
	engine.Closing,
	engine.Deliver,
	engine.Close,
}

// happenings lists what happened to the tasks in a log, in order, with their times.
func happenings(log engine.Log) (list []happening, times map[happening]time.Duration) {
	times = map[happening]time.Duration{}
	for _, e := range log {
		if slices.Contains(happened, e.Kind) && e.OfTask() {
			h := happening{e.Kind, e.Task}
			list, times[h] = append(list, h), e.T
		}
	}
	return list, times
}

// disorder says where a live log differs from the simulated one: what happened in only one of them, and what came in
// another order although the simulated times are 100 ms or more apart. It is empty if the logs agree.
func disorder(simulated, live engine.Log) []string {
	want, due := happenings(simulated)
	got, came := happenings(live)
	var differences []string
	for _, h := range want {
		if _, ok := came[h]; !ok {
			differences = append(differences, h.String()+" did not happen live")
		}
	}
	// latest is the one of those so far that is due last: if it may come before h, all the others may too.
	latest, last := happening{}, engine.Never
	for _, h := range got {
		at, ok := due[h]
		switch {
		case !ok:
			differences = append(differences, h.String()+" happened live only")
			continue
		case last-at >= apart:
			differences = append(differences, fmt.Sprintf("%v (due at %v, came at %v) came after %v (due at %v, came at %v)",
				h, at, came[h], latest, last, came[latest]))
		}
		if at >= last {
			latest, last = h, at
		}
	}
	return differences
}

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
