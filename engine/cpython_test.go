package engine_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// The oracle is CPython's own asyncio in virtual time, and what it answered when it was last asked.
const (
	oracle = "testdata/cpython/trace.py"
	corpus = "testdata/cpython/traces.jsonl"
	proof  = "proof.go" // says how many there are
)

var (
	updateTraces = flag.Bool("update-traces", false, "ask CPython again and rewrite "+corpus)
	fresh        = flag.Int("fresh", 100, "how many new scenarios of each kind to try on CPython")
)

// recorded is a line of the corpus: a scenario in its link form and what happened on CPython.
type recorded struct {
	Scenario string          `json:"scenario"`
	Events   json.RawMessage `json:"events"`
	Seconds  float64         `json:"seconds"` // with --time, instead of the events
}

func TestTracesEqualCPython(t *testing.T) {
	t.Parallel()
	if *updateTraces {
		record(t)
	}
	traces := readTraces(t, must(os.ReadFile(corpus)))
	for _, trace := range traces {
		compare(t, trace)
	}
	if engine.ProvedScenarios != len(traces) && !*updateTraces {
		t.Errorf("%s says %d scenarios, and there are %d: run make traces", proof, engine.ProvedScenarios, len(traces))
	}
}

// TestCorpusIsWhatIsAsked: what CPython ran is what it would be asked to run today.
func TestCorpusIsWhatIsAsked(t *testing.T) {
	scenarios, traces := enginetest.Asked(t), readTraces(t, must(os.ReadFile(corpus)))
	for i, s := range scenarios {
		if i >= len(traces) || traces[i].Scenario != s.Link() {
			t.Fatalf("%s has other scenarios, from line %d on, where %s should be: run make traces", corpus, i+1, s.Link())
		}
	}
	if len(traces) > len(scenarios) {
		t.Errorf("%s has %d scenarios too many: run make traces", corpus, len(traces)-len(scenarios))
	}
}

// TestCPythonAgreesToday tries scenarios that nobody has seen yet: new ones each day.
func TestCPythonAgreesToday(t *testing.T) {
	t.Parallel()
	if err := lookForPython(); err != nil {
		t.Skip(err)
	}
	enginetest.NoteDay()
	day := time.Now().Unix() / (24 * 60 * 60)
	scenarios := enginetest.RandomScenarios(uint64(day), *fresh)
	for topic := range enginetest.Topics {
		scenarios = append(scenarios, enginetest.RandomAbout(topic, uint64(day), *fresh)...)
	}
	output, err := askCPython(scenarios)
	if err != nil {
		t.Fatal(err)
	}
	for _, trace := range readTraces(t, output) {
		compare(t, trace)
	}
}

// record writes the corpus anew, and how many scenarios it has.
func record(t *testing.T) {
	if err := lookForPython(); err != nil {
		t.Fatal(err)
	}
	output, err := askCPython(enginetest.Asked(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(corpus, output, 0o644); err != nil {
		t.Fatal(err)
	}
	count := regexp.MustCompile(`\d+\n`).ReplaceAll(must(os.ReadFile(proof)), fmt.Appendln(nil, bytes.Count(output, []byte("\n"))))
	if err := os.WriteFile(proof, count, 0o644); err != nil {
		t.Fatal(err)
	}
}

// compare holds the engine's run of a scenario against CPython's, text against text.
func compare(t *testing.T, want recorded) {
	t.Helper()
	s, err := engine.Parse(want.Scenario)
	if err != nil {
		t.Errorf("%s\nParse: %v", want.Scenario, err)
		return
	}
	log, err := engine.Simulate(s)
	if err != nil {
		t.Errorf("%s\nSimulate: %v", want.Scenario, err)
		return
	}
	if got := must(json.Marshal(log)); !bytes.Equal(got, want.Events) {
		t.Errorf("%s\n%s", want.Scenario, difference(log, want.Events))
	}
}

// difference shows where two logs part, with the events that lead there.
func difference(got engine.Log, wantText []byte) string {
	var want engine.Log
	if err := json.Unmarshal(wantText, &want); err != nil {
		return fmt.Sprintf("CPython's events: %v", err)
	}
	i := 0
	for i < len(got) && i < len(want) && got[i] == want[i] {
		i++
	}
	if i == len(got) && i == len(want) {
		return fmt.Sprintf("same events, written differently\n got %s\nwant %s", must(json.Marshal(got)), wantText)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "the first difference is at event %d; before it:\n%s", i, lines(got, i-6, i))
	fmt.Fprintf(&b, "got:\n%swant, as on CPython:\n%s", lines(got, i, i+6), lines(want, i, i+6))
	return b.String()
}

func lines(log engine.Log, from, to int) string {
	var b strings.Builder
	for i := max(0, from); i < min(to, len(log)); i++ {
		fmt.Fprintf(&b, "    %3d  %v\n", i, log[i])
	}
	if to > len(log) {
		b.WriteString("         (the end)\n")
	}
	return b.String()
}

func readTraces(t *testing.T, text []byte) []recorded {
	t.Helper()
	var traces []recorded
	for line := range bytes.Lines(text) {
		var trace recorded
		if err := json.Unmarshal(line, &trace); err != nil {
			t.Fatalf("line %d: %v", len(traces)+1, err)
		}
		traces = append(traces, trace)
	}
	return traces
}
