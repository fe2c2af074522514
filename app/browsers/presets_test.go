package browsers

import (
	"flag"
	"strconv"
	"testing"

	"inflight/engine"
)

// all asks for what takes minutes.
var all = flag.Bool("all", false, "run every preset")

// burst is how many requests Firefox lets go at once, before it paces them.
const burst = 10

// TestPresets runs every preset live in order. In Firefox those with many requests at once cannot be, since it paces them.
func TestPresets(t *testing.T) {
	if !*all {
		t.Skip("every preset is for make browsers")
	}
	inEach(t, func(p *page) {
		for _, preset := range engine.Presets {
			s, err := engine.Parse(preset.Link)
			if err != nil {
				p.Fatal(err)
			}
			if p.engine == "Firefox" && len(s.Requests()) > burst {
				continue
			}
			p.Run(preset.ID, func(t *testing.T) {
				own := &page{t, p.driver, p.engine}
				own.open("/?preset=" + preset.ID)
				own.live()
			})
		}
	})
}

func quote(text string) string { return strconv.Quote(text) }
