package e2e

import (
	"slices"
	"testing"

	"inflight/engine"
)

// tight lists the presets with deadlines so close to an answer that 200 ms of delay, as others beside them can cause, change
// what happens.
var tight = []string{"hedge", "wait-for"}

// presetRuns are the presets. The tight ones start as a visit does, in a window that nobody has used and that shows each frame.
func presetRuns(t *testing.T) (runs []liveRun) {
	for _, preset := range engine.Presets {
		r := newLiveRun(t, "preset "+preset.ID, preset.Link, nil)
		r.tight = slices.Contains(tight, preset.ID)
		r.test = func(t *testing.T) {
			var p *tab
			if r.tight {
				p = ownTab(t, site)
				p.visit(preset.Link)
			} else {
				p = openLive(t, preset.Link)
			}
			if r.tight || r.crowded {
				p.deaf()
			}
			p.runsAsPredicted(preset.Link)
		}
		runs = append(runs, r)
	}
	return runs
}
