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
			script, err := Script(s)
			if err != nil {
				t.Fatal(err)
			}
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

// TestScriptsPrintTheTraceOnNewerPythons: Pyodide's CPython 3.14 runs the scripts of all presets with wrappers or a server's limits, and
// of others that a random draw seldom finds.
func TestScriptsPrintTheTraceOnNewerPythons(t *testing.T) {
	if testing.Short() {
		t.Skip("Pyodide takes two seconds to start")
	}
	wantPyodide(t)
	var scenarios []*engine.Scenario
	var scripts []string
	for _, s := range enginetest.Asked(t)[:150] {
		if HasScript(s) || s.Live() || newWriter(s, engine.Backend{}).losesBehindShield() { // the script says itself what 3.14 does then
			continue
		}
		script, err := Script(s)
		if err != nil {
			t.Fatal(err)
		}
		scenarios, scripts = append(scenarios, s), append(scripts, script)
	}
	if len(scenarios) < 20 {
		t.Fatalf("there are %d such scenarios", len(scenarios))
	}
	given, err := json.Marshal(scripts)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "scripts.json")
	if err := os.WriteFile(file, given, 0o644); err != nil {
		t.Fatal(err)
	}
	node := exec.Command("node", "--input-type=module", "-e", `
		import {readFileSync} from "node:fs";
		import {pathToFileURL} from "node:url";
		const {loadPyodide} = await import(pathToFileURL(process.argv[1]));
		const pyodide = await loadPyodide();
		let printed = [];
		pyodide.setStdout({batched: (text) => printed.push(text)});
		pyodide.runPython("import asyncio\nasyncio._set_running_loop(None)");
		const traces = JSON.parse(readFileSync(process.argv[2], "utf8")).map((script) => {
			printed = [];
			pyodide.runPython(script, {globals: pyodide.toPy({__name__: "__main__"})});
			return printed.join("");
		});
		console.log(JSON.stringify(traces));`, pyodide, file)
	node.Stderr = os.Stderr
	output, err := node.Output()
	var traces []string
	if err != nil || json.Unmarshal(output, &traces) != nil {
		t.Fatalf("node: %v\n%.2000s", err, output)
	}
	for i, s := range scenarios {
		want, err := json.Marshal(view.NewTrace(s, simulate(t, s)))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := events(t, []byte(traces[i])), events(t, want); !bytes.Equal(got, want) {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}
