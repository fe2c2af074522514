package app

import (
	"testing"
	"time"

	"inflight/app/model"
)

// TestFramesAreDrawnAtEveryMoment of small runs and of crowds, zoomed or not.
func TestFramesAreDrawnAtEveryMoment(t *testing.T) {
	for _, query := range []string{
		"tasks=a=3s,b=1s!503,c=2s&after=linger&raise_for_status=true", "tasks=1s*300", "strategy=race&tasks=1s,2s",
	} {
		p := NewPage(t.Context(), query)
		p.width, p.canvas = 720, newCanvas(p.frame, nil)
		for at := time.Duration(0); at <= 3*time.Second; at += 300 * time.Millisecond {
			p.m = p.m.Update(model.Sought{At: at})
			for _, zoom := range []model.Zoom{{}, model.Zoom{}.Around(time.Second, 1, 3, 3*time.Second, len(p.m.Labels))} {
				p.zoom = zoom
				p.frame(0)
			}
		}
	}
}
