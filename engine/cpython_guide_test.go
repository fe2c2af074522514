package engine_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"inflight/engine"
)

// guideLink finds the examples in the guide's templates, and the variations of each that its text speaks of.
var guideLink = regexp.MustCompile(`\$\.(?:Lesson "[^"]*"|Variation) "([^"]*)"`)

// TestTheGuideRunsAlikeOnCPython: what the guide states of a run, it takes from ours.
func TestTheGuideRunsAlikeOnCPython(t *testing.T) {
	t.Parallel()
	if err := lookForPython(); err != nil {
		t.Skip(err)
	}
	var scenarios []*engine.Scenario
	for _, name := range must(filepath.Glob("../web/guide-*.html")) {
		for _, found := range guideLink.FindAllSubmatch(must(os.ReadFile(name)), -1) {
			s, err := engine.Parse(string(found[1]))
			if err != nil {
				t.Fatalf("%s: %s: %v", name, found[1], err)
			}
			scenarios = append(scenarios, s)
		}
	}
	if len(scenarios) < 40 {
		t.Fatalf("found %d links in the guide, want at least 40", len(scenarios))
	}
	output, err := askCPython(scenarios)
	if err != nil {
		t.Fatal(err)
	}
	traces := readTraces(t, output)
	for _, trace := range traces {
		compare(t, trace)
	}
	if len(traces) != len(scenarios) {
		t.Errorf("CPython ran %d of %d", len(traces), len(scenarios))
	}
}
