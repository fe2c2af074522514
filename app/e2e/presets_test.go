package e2e

import (
	"slices"
	"testing"

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
	places := make(chan struct{}, 4)
	t.Run("at once", func(t *testing.T) {
		for _, preset := range calm {
			t.Run(preset.ID, func(t *testing.T) {
				t.Parallel()
				places <- struct{}{}
				defer func() { <-places }()
				runsAsPredicted(t, preset)
			})
		}
	})
}

func runsAsPredicted(t *testing.T, preset engine.Preset) {
	p := open(t, preset.Link)
	p.deaf()
	simulated, live := p.simulated(), p.live()
	if live.Scenario != preset.Link || simulated.Scenario != preset.Link {
		t.Errorf("ran %q and simulated %q, want %q", live.Scenario, simulated.Scenario, preset.Link)
	}
	scenario, err := engine.Parse(preset.Link)
	if err != nil {
		t.Fatal(err)
	}
	if err := live.Events.Check(len(scenario.Requests())); err != nil {
		t.Error(err)
	}
	for _, difference := range disorder(simulated.Events, live.Events) {
		t.Error(difference)
	}
}
