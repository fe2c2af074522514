package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

func TestZZ(t *testing.T) {
	for _, l := range []string{"tasks=200ms*1000", "tasks=500ms*1000"} {
		t.Run(l, func(t *testing.T) {
			p := open(t, l)
			p.deaf()
			p.do(chromedp.EmulateViewport(390, 300))
			for range 4 {
				v := p.live()
				d := disorder(p.simulated().Events, v.Events)
				t.Log(len(d), v.Events[len(v.Events)-1].T)
			}
		})
	}
}
