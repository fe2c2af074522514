package view

import (
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// TestEveryMomentHasWords of every lane, whatever the moment.
func TestEveryMomentHasWords(t *testing.T) {
	for _, p := range engine.Presets {
		s, log := enginetest.Simulated(t, p.Link)
		for _, known := range []time.Duration{WholeLog, 0, 1200 * time.Millisecond} {
			run := Fold(s, log, known)
			for i := range run.Lanes[:min(len(run.Lanes), 20)] {
				for at := time.Duration(0); at <= run.Last; at += run.Last/20 + 1 {
					if run.DoingAt(&run.Lanes[i], at) == run.Names[i]+": " {
						t.Errorf("%s: lane %d at %v has no words", p.ID, i, at)
					}
				}
			}
		}
	}
	s, log := enginetest.Simulated(t, "tasks=a=3s,b=1s!503,c=2s&after=linger&raise_for_status=true")
	run := Fold(s, log, WholeLog)
	for at, want := range map[time.Duration]string{
		500 * time.Millisecond:  "a: in flight since 0 s",
		1500 * time.Millisecond: "a: an orphan, in flight since 1.00 s",
		3 * time.Second:         "a: 200, nobody received it at 3.00 s",
	} {
		if got := run.DoingAt(&run.Lanes[0], at); got != want {
			t.Errorf("at %v: got %q, want %q", at, got, want)
		}
	}
}
