package engine_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
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
	scenarios, traces := asked(t), readTraces(t, must(os.ReadFile(corpus)))
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

// corners are scenarios that a random draw seldom finds.
var corners = []string{
	// Two connections are given back in the turn in which the fourth task asks for one: it takes the idle one, though the third,
	// which has been told of it, waits. That one finds the other.
	"tasks=100ms*3,100ms:100ms&limit=2",
	// A place that is free goes to a host by lot; an idle connection is taken at the limit; requests in line end with the session.
	"tasks=200ms*10,50ms*2&limit=2&hosts=3&seed=2",
	"tasks=500ms,1s,300ms,500ms:200ms,1s,500ms:1s&hosts=2&limit=2&limit_per_host=1&seed=5",
	"strategy=shield&tasks=1s,1s,1s,1s&limit=1&after=close&timeout=500ms",
	// The session closes as the program ends: over one who has just sent, who is in line, who connects, who has an answer.
	"strategy=semaphore&tasks=a=1s!503,b=1s&concurrency=1&raise_for_status=true",
	"strategy=semaphore&tasks=a=1s!503,b=1s,c=1s&concurrency=1&raise_for_status=true",
	"strategy=wait&tasks=1s,1s,1s:1s,2s,1s&limit=2&return_when=FIRST_COMPLETED&size=500000",
	"tasks=1s!reset,1s*3,2s&limit=2&connect=100ms&size=100000",
	// The timeout is the first timer of its moment: the caller and what it awaits are cancelled, though the answer is due.
	"strategy=create_task&tasks=100ms*3&timeout=100ms&after=linger",
	"strategy=task_group&tasks=100ms*2,200ms&timeout=100ms",
	// Members of a group fail at once: the group has them all, and the last one is cancelled before it fails.
	"strategy=task_group&tasks=100ms!reset*3,100ms:0s!reset,1s",
	// Nor do the failures happen that are due when the timeout cancels the caller, which passes it on one turn later.
	"strategy=task_group&tasks=100ms:0s!scheme,100ms!reset,1s&timeout=100ms",
	// The first failure comes while the others queue for the pool, are asleep, or have not started.
	"strategy=task_group&tasks=0s!scheme,1s*3,1s:1s&limit=1",
	// A caller that wakes again and again, in vain for most of the time.
	"strategy=wait&tasks=1s,100ms&timeout=30ms&pending=again",
	// The rest is cancelled before the exception comes out.
	"strategy=wait&tasks=100ms!reset,1s*2&return_when=FIRST_EXCEPTION&pending=cancel",
	// A connection that was idle for 15 s is used again, one that was idle for longer is not.
	"tasks=1s,16s:1s&hosts=1&connect=50ms",
	"tasks=1s,16050001us:1s&hosts=1&connect=50ms",
	// The first in line waits for its host; the second one's has room. Of the idle connections, the first given back goes first.
	"tasks=1s,3s,1s,2s,1s,1s*2&hosts=2&limit=3&limit_per_host=1&connect=50ms",
	"tasks=1s,2s,3s,2s500ms:1s,3s500ms:1s&hosts=1&connect=50ms",
	// Cancelled while connecting, and in the body: the place goes on, the connection does not.
	"strategy=wait_for&tasks=1s*3&task_timeout=100ms&limit=1&hosts=1&connect=200ms&return_exceptions=true",
	"strategy=wait_for&tasks=100ms*3&task_timeout=200ms&limit=1&hosts=1&size=150000&return_exceptions=true",
	// The session closes in the turn in which one answer is due and one place is granted; one sleeps, and asks later.
	"tasks=1s!reset,1s,2s*3,3s:1s&limit=2&after=close",
	"strategy=create_task&tasks=1s!reset,1s*3,0s:1s&limit=2&connect=1s&after=close",
	"strategy=retry&tasks=500ms!reset,2s&attempts=2&backoff=1s&after=close&timeout=1s",
	// Cancelled while the peer accepts, while it sends, while it closes.
	"strategy=wait_for&client=socket&tasks=2s:1s,500ms:1s,500ms:400ms&task_timeout=1s&return_exceptions=true&closing=200ms",
	// An unclean end replaces a cancellation: by a timeout, by a group, by race.
	"strategy=wait_for&client=socket&tasks=1s!unclean*2&task_timeout=500ms&return_exceptions=true&closing=100ms",
	"strategy=task_group&client=socket&tasks=500ms!reset,1s!unclean,2s&closing=100ms",
	"strategy=race&client=socket&tasks=1s,2s!unclean,2s&closing=100ms",
	// A hedge whose loser takes its time to close, and is cancelled again meanwhile.
	"strategy=hedge&client=socket&tasks=1s,3s&hedge_after=500ms&closing=1s&timeout=1800ms",
	// The stack is cancelled while it enters, receives, exits; an exit raises; what it raises is raised, and the rest exits.
	"strategy=exit_stack&tasks=500ms:1s,2s:1s&closing=100ms&timeout=1s",
	"strategy=exit_stack&tasks=100ms:1s*3&closing=100ms&timeout=500ms",
	"strategy=exit_stack&tasks=100ms*3&closing=100ms&timeout=250ms",
	"strategy=exit_stack&tasks=100ms,100ms!unclean,100ms!unclean,100ms!reset&closing=100ms",
	"strategy=exit_stack&tasks=100ms,0s!refused,1s",
	// Nobody else runs while a blocking request does: not the timeout, not those whose sleep is over.
	"client=blocking&tasks=1s*2,500ms:1s&timeout=1s",
	"strategy=task_group&client=blocking&tasks=500ms:1s,1s!reset,1s",
}

// asked are the scenarios of the corpus: presets, corners, and random ones that are always the same.
func asked(t *testing.T) []*engine.Scenario {
	scenarios := append(fixedScenarios(t), enginetest.RandomScenarios(1, 800)...)
	for _, topic := range slices.Sorted(maps.Keys(enginetest.Topics)) {
		scenarios = append(scenarios, enginetest.RandomAbout(topic, 1, 220)...)
	}
	return scenarios
}

// record writes the corpus anew, and how many scenarios it has.
func record(t *testing.T) {
	if err := lookForPython(); err != nil {
		t.Fatal(err)
	}
	output, err := askCPython(asked(t))
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

func fixedScenarios(t *testing.T) []*engine.Scenario {
	links := slices.Clone(corners)
	for _, p := range engine.Presets {
		links = append(links, p.Link)
	}
	var scenarios []*engine.Scenario
	for _, link := range links {
		s, err := engine.Parse(link)
		if err != nil {
			t.Fatalf("%s: %v", link, err)
		}
		scenarios = append(scenarios, s)
	}
	return scenarios
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
