package view_test

import (
	"reflect"
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
