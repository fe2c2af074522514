package e2e

import (
	"slices"
	"testing"

	"github.com/chromedp/chromedp"

	"inflight/engine"
)

// alone lists the presets that others beside them would distort: they have very many requests, or deadlines so close
// to an answer that 200 ms of delay change what happens.
var alone = []string{"gather-1000", "pool-100", "hedge", "wait-for"}

// TestPresetsRunLiveAsPredicted runs the presets, most of them beside others: each has a tab and connections of its own. That
// the page complains of nothing is checked at the end of each tab.
func TestPresetsRunLiveAsPredicted(t *testing.T) {
	var beside []engine.Preset
	for _, preset := range engine.Presets {
		if slices.Contains(alone, preset.ID) {
			t.Run(preset.ID, func(t *testing.T) { runsAsPredicted(t, preset) })
		} else {
			beside = append(beside, preset)
		}
	}
	t.Run("at once", func(t *testing.T) {
		for _, preset := range beside {
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
	p := openPreset(t, preset)
	simulated := p.simulated()
	for try := 1; ; try++ {
		differences := disorder(simulated.Events, p.liveLog(preset))
		if len(differences) == 0 {
			return
		}
		t.Logf("try %d: %d events out of order, such as: %s", try, len(differences), differences[0])
		if try == 3 {
			t.Fatal("three runs out of three were not as predicted")
		}
	}
}

func openPreset(t *testing.T, preset engine.Preset) *tab {
	p := open(t, preset.Link)
	p.deaf()
	p.do(chromedp.EmulateViewport(390, 300)) // so that drawing it takes the machine little time
	return p
}

// liveLog runs the preset live and holds its log against the laws.
func (p *tab) liveLog(preset engine.Preset) engine.Log {
	p.Helper()
	live := p.live()
	if live.Scenario != preset.Link {
		p.Errorf("ran %q, want %q", live.Scenario, preset.Link)
	}
	scenario, err := engine.Parse(preset.Link)
	if err != nil {
		p.Fatal(err)
	}
	if err := live.Events.Check(scenario); err != nil {
		p.Error(err)
	}
	return live.Events
}
