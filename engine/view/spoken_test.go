package view

import (
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
