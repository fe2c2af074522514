package view

import (
	"fmt"
	"strings"
	"testing"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// TestTimelinesAreSpoken: what a screen reader says as arrow keys go through a timeline, lane by lane, of each preset.
func TestTimelinesAreSpoken(t *testing.T) {
	var b strings.Builder
	for _, p := range engine.Presets {
		s, log := enginetest.Simulated(t, p.Link)
		run := Fold(s, log, WholeLog)
		b.WriteString(p.ID + "\n  " + run.CallerInWords() + "\n")
		for i := range run.Lanes[:min(len(run.Lanes), 8)] {
			b.WriteString("  " + run.LaneInWords(&run.Lanes[i]) + "\n")
		}
	}
	enginetest.Golden(t, "narration/spoken.txt", b.String())
}

// TestManyWakesAreNotToldOneByOne: ten thousand were told in two gigabytes of words that were thrown away, more than a page can hold.
func TestManyWakesAreNotToldOneByOne(t *testing.T) {
	for n, want := range map[int]string{
		40: "woke at 1.00 s with 1 done and 39 pending; woke at 2.00 s",
		41: "main(): woke 41 times; woke at 41.00 s with 1 done and 0 pending; ",
	} {
		tasks := make([]string, n)
		for i := range tasks {
			tasks[i] = fmt.Sprintf("%ds", i+1)
		}
		s, log := enginetest.Simulated(t, "strategy=wait&return_when=FIRST_COMPLETED&pending=again&tasks="+strings.Join(tasks, ","))
		if words := Fold(s, log, WholeLog).CallerInWords(); !strings.Contains(words, want) {
			t.Errorf("%d wakes: got %q, want it to hold %q", n, words, want)
		}
	}
}
