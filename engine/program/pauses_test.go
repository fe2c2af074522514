package program

import (
	"strings"
	"testing"

	"inflight/engine"
)

// TestProgramsDrawTheirPauses: no program has a table of what somebody else drew; the Python one draws what the timeline shows.
func TestProgramsDrawTheirPauses(t *testing.T) {
	s := parse(t, "strategy=retry&tasks=100ms!reset*3&backoff=100ms~50ms&seed=7")
	for _, language := range Languages {
		text := Write(s, language, engine.Backend{}, Options{}).Text()
		if strings.Contains(strings.ToLower(text), "pauses = [") || strings.Contains(text, "pauses = []") {
			t.Errorf("%v: a table of pauses in\n%s", language, text)
		}
		if !strings.Contains(text, "random.Random(7)") {
			t.Errorf("%v: nothing of random.Random(7) in\n%s", language, text)
		}
	}
}
