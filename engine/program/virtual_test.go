package program

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/view"
)

// TestVirtualScriptsPrintTheTrace runs the downloadable script of every scenario: it prints the engine's events.
func TestVirtualScriptsPrintTheTrace(t *testing.T) {
	if err := exec.Command("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 11))").Run(); err != nil {
		missing(t, "python3 from version 3.11 on")
	}
	n := startPython(t, "python3")
	for _, link := range append(recorded(t, 20), variety...) {
		t.Run(link, func(t *testing.T) {
			t.Parallel()
			s := parse(t, link)
			if _, err := Virtual(s); errors.Is(err, ErrNoScript) {
				t.Skip(err)
			}
			script := virtual(t, s)
			name := filepath.Join(t.TempDir(), "trace.py")
			if err := os.WriteFile(name, []byte(script), 0o644); err != nil {
				t.Fatal(err)
			}
			output, err := n.execute(t.Context(), time.Minute, name, func() {})
			if err != nil {
				t.Fatalf("%v\n%s\nby\n%s", err, output, script)
			}
			want, err := json.Marshal(view.NewTrace(s, simulate(t, s)))
			if err != nil {
				t.Fatal(err)
			}
			if got, want := events(t, []byte(output)), events(t, want); !bytes.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s\nby\n%s", got, want, script)
			}
		})
	}
}

// recorded is every so many-th of the scenarios that the engine is compared with CPython by.
func recorded(t *testing.T, every int) (links []string) {
	t.Helper()
	for i, s := range enginetest.Asked(t) {
		if (i+1)%every == 0 {
			links = append(links, s.Link())
		}
	}
	return links
}

// events are a trace's scenario and events, one a line.
func events(t *testing.T, text []byte) []byte {
	t.Helper()
	var trace struct {
		Scenario string            `json:"scenario"`
		Events   []json.RawMessage `json:"events"`
	}
	if err := json.Unmarshal(text, &trace); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	lines := []byte(trace.Scenario)
	for _, e := range trace.Events {
		var compact bytes.Buffer
		if err := json.Compact(&compact, e); err != nil {
			t.Fatal(err)
		}
		lines = append(append(lines, '\n'), compact.Bytes()...)
	}
	return lines
}

// TestVirtualScriptsPromiseWhatIsTrue: the scripts of 559 hedges, races, shields and wait_fors were run on CPython 3.14.2 too. All print
// their trace but six, in which a shield is left and an exception comes behind it.
func TestVirtualScriptsPromiseWhatIsTrue(t *testing.T) {
	const plain = "any CPython from 3.11 on"
	for link, exact := range map[string]bool{
		"strategy=shield&tasks=0s!reset,1s&timeout=500ms&after=linger": false,
		"strategy=shield&tasks=400ms&timeout=100ms":                    false, // shutdown cancels it behind the shield
		"strategy=shield&tasks=400ms!reset":                            true,
		"strategy=shield&tasks=400ms&timeout=100ms&after=linger":       true,
		"strategy=hedge&tasks=0s!reset,0s&hedge_after=0s&limit=1":      true,
		"strategy=race&tasks=0s!reset,1s&timeout=500ms":                true,
	} {
		s := parse(t, link)
		words := VirtualRunsOn(s)
		if (words == plain) != exact || strings.Contains(virtual(t, s), "Python 3.14") == exact {
			t.Errorf("%s: got %q, want exactly that: %v", link, words, exact)
		}
	}
}

func TestVirtualRefusesLiveScenarios(t *testing.T) {
	if _, err := Virtual(parse(t, "tasks=https://example.org/")); !errors.Is(err, engine.ErrLiveOnly) {
		t.Errorf("got %v, want %v", err, engine.ErrLiveOnly)
	}
}

func virtual(t *testing.T, s *engine.Scenario) string {
	t.Helper()
	script, err := Virtual(s)
	if err != nil {
		t.Fatal(err)
	}
	return script
}
