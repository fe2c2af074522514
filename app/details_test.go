package app

import (
	"strings"
	"testing"
	"time"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/view"
)

// factsOf are the details of a lane of a scenario's prediction, by their words.
func factsOf(query string, lane int, change ...func(*view.Timeline)) map[string]string {
	m := model.NewModel(query)
	for _, f := range change {
		f(m.Predicted)
	}
	facts := map[string]string{}
	for _, p := range (details{timeline: m.Predicted, labels: m.Labels, lane: lane}).facts() {
		facts[p.Key] = p.Value
	}
	return facts
}

func TestDetailsTellThePhasesOfATaskApart(t *testing.T) {
	pool := "tasks=1s*3&limit=1&connect=50ms&size=100000&hosts=1"
	for name, test := range map[string]struct {
		query  string
		lane   int
		change func(*view.Timeline)
		want   map[string]string
	}{
		"the request that opens a connection": {pool, 0, nil, map[string]string{
			"Waited for connection": "–", "Connecting": "50 ms, from 0 s", "Waited for answer": "1.00 s, from 50 ms",
			"Received the body": "100 ms, from 1.05 s", "Connection": "#1, opened for it"}},
		"a request that waits and reuses it": {pool, 1, nil, map[string]string{
			"Waited for connection": "1.15 s, from 0 s", "Connecting": "–", "Waited for answer": "1.00 s, from 1.15 s",
			"Connection": "#1, reused"}},
		"a request that needs no time to connect": {"tasks=1s", 0, nil,
			map[string]string{"Connecting": "–", "Connection": "#1, opened for it"}},
		"a session of its own": {"tasks=200ms:1s&session=per_request", 0, nil, map[string]string{
			"Slept": "200 ms, from 0 s", "Its own session": "200 ms to 1.20 s", "Connection": "#1, opened for it"}},
		"a request held up": {"tasks=1s*2&client=blocking", 1, nil, map[string]string{"Held up": "1.00 s, from 0 s"}},
		"a socket": {"tasks=200ms:1s&client=socket&closing=50ms", 0, nil, map[string]string{
			"Connecting": "200 ms, from 0 s", "Entered": "200 ms", "Open": "1.00 s, from 200 ms", "Closing": "50 ms, from 1.20 s",
			"Closed":  "1.25 s",
			"Message": "5 bytes", "Connection": "#1"}},
		"a socket that is not accepted": {"tasks=1s!refused&client=socket", 0, nil,
			map[string]string{"Entered": "–", "Closed": "–", "Message": "–"}},
		"a request whose browser tells that it reused one": {"tasks=1s", 0, func(t *view.Timeline) {
			t.WithTimings([]engine.Timing{{Task: 0, Connect: engine.Never, Connected: engine.Never, Requested: time.Millisecond}})
		}, map[string]string{"Connection": "#1, reused"}},
	} {
		t.Run(name, func(t *testing.T) {
			var changes []func(*view.Timeline)
			if test.change != nil {
				changes = append(changes, test.change)
			}
			got := factsOf(test.query, test.lane, changes...)
			for key, want := range test.want {
				if strings.ReplaceAll(got[key], "\u00a0", " ") != want {
					t.Errorf("got %s %q, want %q", key, got[key], want)
				}
			}
		})
	}
}

func TestDetailsAreAsManyForEachLane(t *testing.T) {
	for _, query := range []string{"tasks=1s", "tasks=1s&session=per_request", "tasks=1s&client=socket", "tasks=1s&client=blocking",
		"strategy=exit_stack&tasks=1s"} {
		if caller, task := len(factsOf(query, engine.NoTask)), len(factsOf(query, 0)); caller != task {
			t.Errorf("%s: got %d facts of main() and %d of a task, want as many", query, caller, task)
		}
	}
}
