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

// TestASignalHasANameOnlyWhereItIsOneOfItsOwn: of several together. What cancels all is called what it is.
func TestASignalHasANameOnlyWhereItIsOneOfItsOwn(t *testing.T) {
	for link, named := range map[string]bool{
		"tasks=300ms&client_timeout=sock_read:1s":                                         false,
		"tasks=300ms*3&limit=1&client_timeout=connect:1s,sock_read:1s":                    false,
		"strategy=wait&tasks=300ms*2&pending=cancel&client_timeout=connect:1s":            false,
		"tasks=300ms&client_timeout=total:1s,sock_read:500ms":                             true,
		"strategy=create_task&tasks=300ms!reset,1s&after=close&client_timeout=connect:1s": true,
	} {
		text := Write(parse(t, link), JavaScript, demo, Options{}).Text()
		if got := strings.Contains(text, "const own = "); got != named || strings.Contains(text, "const own = stop.signal;") {
			t.Errorf("%s: a name: %v, want %v:\n%s", link, got, named, text)
		}
	}
}
