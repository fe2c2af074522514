package view_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/view"
)

// timing of one request, in milliseconds; -1 is never.
func timing(task, connect, connected, requested int) engine.Timing {
	at := func(n int) time.Duration {
		if n < 0 {
			return engine.Never
		}
		return time.Duration(n) * ms
	}
	return engine.Timing{Task: task, Asked: 0, Connect: at(connect), Connected: at(connected), Requested: at(requested),
		Answered: at(requested), Ended: engine.Never, Protocol: "HTTP/1.1"}
}

func TestSpansHaveWhatTheBrowserTells(t *testing.T) {
	for _, c := range []struct {
		name   string
		task   int
		at     time.Duration
		timing engine.Timing
		want   []view.Span
	}{
		{"a connection was opened", 2, 200 * ms, timing(2, 10, 40, 50), []view.Span{
			{From: 0, To: 10 * ms, Phase: view.Browsing, Orphan: false, Event: 8},
			{From: 10 * ms, To: 40 * ms, Phase: view.Connecting, Orphan: false, Event: 8},
			{From: 40 * ms, To: 50 * ms, Phase: view.Browsing, Orphan: false, Event: 8},
			{From: 50 * ms, To: 200 * ms, Phase: view.InFlight, Orphan: false, Event: 10}}},
		{"one was used again", 2, 200 * ms, timing(2, -1, -1, 50), []view.Span{
			{From: 0, To: 50 * ms, Phase: view.Browsing, Orphan: false, Event: 8},
			{From: 50 * ms, To: 200 * ms, Phase: view.InFlight, Orphan: false, Event: 10}}},
		{"it opens at the moment", 2, 30 * ms, timing(2, 10, 40, 50),
			[]view.Span{{From: 0, To: 30 * ms, Phase: view.Browsing, Orphan: false, Event: 8}}},
		{"a clock that is off by some", 2, 200 * ms, timing(2, 55, 70, 80), []view.Span{
			{From: 0, To: 55 * ms, Phase: view.Browsing, Orphan: false, Event: 8},
			{From: 55 * ms, To: 60 * ms, Phase: view.Connecting, Orphan: false, Event: 8},
			{From: 60 * ms, To: 200 * ms, Phase: view.InFlight, Orphan: false, Event: 10}}},
		{"it was never sent", 1, view.WholeLog, timing(1, -1, -1, -1), []view.Span{
			{From: 0, To: 200 * ms, Phase: view.Sleeping, Orphan: false, Event: 6},
			{From: 200 * ms, To: 507 * ms, Phase: view.Pooling, Orphan: false, Event: 6},
			{From: 507 * ms, To: 1064 * ms, Phase: view.Browsing, Orphan: false, Event: 12},
			{From: 1064 * ms, To: 1065 * ms, Phase: view.Browsing, Orphan: true, Event: 12}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			timeline := view.Fold(enginetest.LiveScenario(t), enginetest.LiveLog, c.at).WithTimings([]engine.Timing{c.timing})
			if got := timeline.Spans(&timeline.Lanes[c.task], nil); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got\n%v, want\n%v", got, c.want)
			}
		})
	}
}

// TestAProxyBetweenIsTold: the connections that the backend saw are the proxy's, so nothing is said of any.
func TestAProxyBetweenIsTold(t *testing.T) {
	seen := engine.Unseen(0)
	seen.Received, seen.Connection, seen.Protocol = 5*ms, 3, "HTTP/1.1"
	for protocol, proxied := range map[string]bool{
		"HTTP/1.1": false, "": false, "HTTP/2.0": true, "HTTP/3.0": true, "HTTP/1.1 by its account": true,
	} {
		protocol, seen.Proxied = strings.CutSuffix(protocol, " by its account")
		told := timing(0, -1, -1, 4)
		told.Protocol = protocol
		timeline := view.Fold(enginetest.LiveScenario(t), enginetest.LiveLog, view.WholeLog).WithTimings([]engine.Timing{told})
		timeline.WithAccount(engine.Account{seen})
		story := view.Narrate(timeline)
		if err := wellFormed(story, timeline.Log); err != nil {
			t.Errorf("%q: %v", protocol, err)
		}
		tells := slices.ContainsFunc(story, func(s view.Sentence) bool { return strings.Contains(s.Text, "proxy") })
		if (timeline.Proxy != "") != proxied || (timeline.Lanes[0].Connection == 0) != proxied || tells != proxied {
			t.Errorf("%q: got %q, connection %d, and told %v", protocol, timeline.Proxy, timeline.Lanes[0].Connection, story)
		}
		har := string(view.HAR(enginetest.LiveScenario(t), enginetest.LiveLog, engine.Account{seen}, view.Origin{Timings: []engine.Timing{told}}))
		if strings.Contains(har, `"connection":"3"`) == proxied {
			t.Errorf("%q: the HAR has connection 3: %v", protocol, !proxied)
		}
	}
}

// TestNothingIsSaidOfWhatNobodyTells: when a request to somebody else's server left is not known, and one that the server has received was
// not in the browser any more.
func TestNothingIsSaidOfWhatNobodyTells(t *testing.T) {
	s, err := engine.Parse("tasks=https://inflight.example/a,1s")
	if err != nil {
		t.Fatal(err)
	}
	log := engine.Log{{T: 0, Kind: engine.Enter, Task: engine.NoTask}, {T: 0, Kind: engine.Start, Task: 0}, {T: 0, Kind: engine.Send, Task: 0},
		{T: 0, Kind: engine.Start, Task: 1}, {T: 0, Kind: engine.Send, Task: 1}, {T: 900 * ms, Kind: engine.Cancel, Task: 1, By: engine.ByCaller},
		{T: 900 * ms, Kind: engine.Finish, Task: 0, Value: 200}}
	seen := engine.Unseen(1)
	seen.Received = 100 * ms
	timeline := view.Fold(s, log, view.WholeLog).WithAccount(engine.Account{seen})
	for task, want := range []string{"[in flight 0-900]", "[in the browser 0-100 in flight 100-900]"} {
		words := []string{}
		for _, span := range timeline.Spans(&timeline.Lanes[task], nil) {
			name := map[view.Phase]string{view.Browsing: "in the browser", view.InFlight: "in flight"}[span.Phase]
			words = append(words, fmt.Sprintf("%s %d-%d", name, span.From.Milliseconds(), span.To.Milliseconds()))
		}
		if got := fmt.Sprint(words); got != want {
			t.Errorf("task %d: got %s, want %s", task, got, want)
		}
	}
}
