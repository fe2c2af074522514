package e2e

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"inflight/engine"
)

// tight lists the presets with deadlines so close to an answer that 200 ms of delay, as others beside them can cause, change
// what happens.
var tight = []string{"hedge", "wait-for"}

// distorted reports whether others beside the preset would distort it. So they would where there are very many requests.
func distorted(preset engine.Preset, s *engine.Scenario) bool {
	return slices.Contains(tight, preset.ID) || len(s.Requests()) > 100
}

// TestPresetsRunLiveAsPredicted runs the presets, most of them beside others: each has a tab and connections of its own. That
// the page complains of nothing is checked at the end of each tab.
func TestPresetsRunLiveAsPredicted(t *testing.T) {
	var beside []engine.Preset
	for _, preset := range engine.Presets {
		s, err := engine.Parse(preset.Link)
		switch {
		case err != nil:
			t.Fatal(err)
		case distorted(preset, s):
			t.Run(preset.ID, func(t *testing.T) { runsAsPredicted(t, preset) })
		default:
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

// tries is how many a run has, all but the first two while no other preset runs: what a busy machine brings out of order once is
// no fault of the program, which would bring it out of order each time.
const tries = 6

// alone is held by the preset that runs while no other does.
var alone sync.RWMutex

func runsAsPredicted(t *testing.T, preset engine.Preset) {
	p := openPreset(t, preset)
	simulated := p.simulated()
	for try := 1; ; try++ {
		differences := disorder(simulated.Events, p.liveLog(preset, try > 2))
		if len(differences) == 0 {
			return
		}
		fmt.Printf("preset %s: try %d: %d events out of order, such as: %s\n", preset.ID, try, len(differences), differences[0])
		if try == tries {
			t.Fatalf("%d runs out of %d were not as predicted", tries, tries)
		}
	}
}

func openPreset(t *testing.T, preset engine.Preset) *tab {
	p := open(t, preset.Link)
	p.deaf()
	p.do(chromedp.EmulateViewport(390, 300)) // so that drawing it takes the machine little time
	return p
}

// liveLog runs the preset live, calmly while no other runs, and holds its log against the laws.
func (p *tab) liveLog(preset engine.Preset, calmly bool) engine.Log {
	p.Helper()
	if calmly {
		alone.Lock()
		defer alone.Unlock()
	} else {
		alone.RLock()
		defer alone.RUnlock()
	}
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
