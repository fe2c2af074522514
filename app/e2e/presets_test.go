package e2e

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"inflight/engine"
)

// crowded presets have so many requests that others beside them would distort both.
var crowded = []string{"gather-1000", "pool-100"}

// TestPresetsRunLiveAsPredicted runs the presets, some at once: each has a tab and connections of its own. That the page
// complains of nothing is checked at the end of each tab.
func TestPresetsRunLiveAsPredicted(t *testing.T) {
	var calm []engine.Preset
	for _, preset := range engine.Presets {
		if !slices.Contains(crowded, preset.ID) {
			calm = append(calm, preset)
			continue
		}
		t.Run(preset.ID, func(t *testing.T) { runsAsPredicted(t, preset) })
	}
	t.Run("at once", func(t *testing.T) {
		for _, preset := range calm {
			t.Run(preset.ID, func(t *testing.T) {
				t.Parallel()
				runsAsPredicted(t, preset)
			})
		}
	})
}

// runsAsPredicted gives a run three tries: what a busy machine brings out of order once is no fault of the program, which would
// bring it out of order each time.
func runsAsPredicted(t *testing.T, preset engine.Preset) {
	p := open(t, preset.Link)
	p.deaf()
	p.do(chromedp.EmulateViewport(390, 300)) // so that drawing it takes the machine little time
	simulated := p.simulated()
	scenario, err := engine.Parse(preset.Link)
	if err != nil {
		t.Fatal(err)
	}
	for try := 1; ; try++ {
		live := p.live()
		if live.Scenario != preset.Link || simulated.Scenario != preset.Link {
			t.Errorf("ran %q and simulated %q, want %q", live.Scenario, simulated.Scenario, preset.Link)
		}
		if err := live.Events.Check(len(scenario.Requests())); err != nil {
			t.Error(err)
		}
		differences := disorder(simulated.Events, live.Events)
		if len(differences) == 0 {
			return
		}
		t.Logf("try %d: %d events out of order, such as: %s", try, len(differences), differences[0])
		if try == 3 {
			t.Fatal("three runs out of three were not as predicted")
		}
	}
}
