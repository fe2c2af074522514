package enginetest

import (
	"fmt"
	"slices"
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

// Disorder says where a live log differs from the simulated one: what happened in only one of them, and what came in
// another order although the simulated times are 100 ms or more apart. It is empty if the logs agree.
func Disorder(simulated, live engine.Log) []string {
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

// Margin is the least time that parts two events of which [Disorder] holds the order: what a live run may be out by, at the most. Where no
// two are so far apart it is an hour.
func Margin(simulated engine.Log) time.Duration {
	margin := time.Hour
	for i, e := range simulated {
		for _, later := range simulated[i:] {
			if parted := later.T - e.T; parted >= apart {
				margin = min(margin, parted)
				break
			}
		}
	}
	return margin
}

// Spread is by how much sent and received differ from task to task, and of how many tasks both are known. One difference between the
// clocks of browser and server is unknown, and the same for all.
func Spread(log engine.Log, account engine.Account) (off time.Duration, tasks int) {
	sent := map[int]time.Duration{}
	for _, e := range log {
		if e.Kind == engine.Sent {
			sent[e.Task] = e.T
		}
	}
	var behind []time.Duration
	for _, seen := range account {
		if at, known := sent[seen.Task]; known {
			behind = append(behind, seen.Received-at)
		}
	}
	if len(behind) == 0 {
		return 0, 0
	}
	return slices.Max(behind) - slices.Min(behind), len(behind)
}
