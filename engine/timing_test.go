package engine_test

import (
	"reflect"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
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
		want   []engine.Span
	}{
		{"a connection was opened", 2, 200 * ms, timing(2, 10, 40, 50), []engine.Span{
			{0, 10 * ms, engine.Browsing, false, 8}, {10 * ms, 40 * ms, engine.Connecting, false, 8},
			{40 * ms, 50 * ms, engine.Browsing, false, 8}, {50 * ms, 200 * ms, engine.InFlight, false, 10}}},
		{"one was used again", 2, 200 * ms, timing(2, -1, -1, 50), []engine.Span{
			{0, 50 * ms, engine.Browsing, false, 8}, {50 * ms, 200 * ms, engine.InFlight, false, 10}}},
		{"it opens at the moment", 2, 30 * ms, timing(2, 10, 40, 50), []engine.Span{{0, 30 * ms, engine.Browsing, false, 8}}},
		{"a clock that is off by some", 2, 200 * ms, timing(2, 55, 70, 80), []engine.Span{
			{0, 55 * ms, engine.Browsing, false, 8}, {55 * ms, 60 * ms, engine.Connecting, false, 8},
			{60 * ms, 200 * ms, engine.InFlight, false, 10}}},
		{"it was never sent", 1, engine.WholeLog, timing(1, -1, -1, -1), []engine.Span{
			{0, 200 * ms, engine.Sleeping, false, 6}, {200 * ms, 507 * ms, engine.Pooling, false, 6},
			{507 * ms, 1064 * ms, engine.Browsing, false, 12}, {1064 * ms, 1065 * ms, engine.Browsing, true, 12}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			timeline := engine.Fold(enginetest.LiveScenario(t), enginetest.LiveLog, c.at).WithTimings([]engine.Timing{c.timing})
			if got := timeline.Spans(&timeline.Lanes[c.task], nil); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got\n%v, want\n%v", got, c.want)
			}
		})
	}
}
