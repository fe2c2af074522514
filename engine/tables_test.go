package engine_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// TestTablesAreComplete says what a strategy lacks beside its row in strategy.go or wrapper.go. Tests of the same name in
// engine/view and engine/program say what it lacks there.
func TestTablesAreComplete(t *testing.T) {
	lessons, drawings, traces := map[string]int{}, map[string]int{}, map[string]int{}
	count := func(links map[string]int, link string) {
		s, err := engine.Parse(link)
		if err != nil {
			t.Fatalf("%s: %v", link, err)
		}
		links[s.Strategy]++
	}
	for _, p := range engine.Presets {
		count(lessons, p.Link)
		count(drawings, p.Link)
	}
	for _, c := range enginetest.Cases {
		count(drawings, c.Link)
	}
	wrapped := map[string]bool{}
	for _, trace := range readTraces(t, must(os.ReadFile(corpus))) {
		for _, w := range must(engine.Parse(trace.Scenario)).Each {
			wrapped[w.Name] = true
		}
		count(traces, trace.Scenario)
	}
	for _, s := range engine.Strategies {
		if lessons[s.Name] == 0 {
			t.Errorf("%s has no preset: add one to presets.go", s.Name)
		}
		if drawings[s.Name] == 0 {
			t.Errorf("%s has no drawing: add a case to enginetest/cases.go, or a preset", s.Name)
		}
		if traces[s.Name] == 0 {
			t.Errorf("%s was never compared with CPython's: teach testdata/cpython/trace.py what it does, and run make traces", s.Name)
		}
		if missing := missingTraits(&s.Collector); missing != nil {
			t.Errorf("%s does not say what its %s is: see Collector", s.Name, strings.Join(missing, " and its "))
		}
		for _, option := range s.Options {
			if engine.KeyNamed(option) == nil {
				t.Errorf("%s has the option %s, which is no key of a link: give it a row in keys.go", s.Name, option)
			}
		}
		if _, err := engine.ParseVariants(s.Variants); s.Variants != "" && err != nil {
			t.Errorf("%s has variants that cannot be read: %v", s.Name, err)
		}
	}
	for _, w := range engine.Wrappers {
		if !wrapped[w.Name] {
			t.Errorf("%s was never compared with CPython's: teach testdata/cpython/trace.py what it does, and run make traces", w.Name)
		}
		if w.Form == "" || w.Does == "" {
			t.Errorf("%s does not say how it is written, or what it does", w.Name)
		}
		if w.TimesOut == w.HoldsBack && w.TimesOut == w.Retries && w.TimesOut == w.Hedges && w.TimesOut == w.Shields {
			t.Errorf("%s has no trait, or all: nobody can tell of it what it does", w.Name)
		}
	}
}

// missingTraits names those that a collector does not have.
func missingTraits(c *engine.Collector) (missing []string) {
	for name, is := range map[string]bool{
		"Starts": c.Starts != 0, "Results": c.Results != 0, "Raises": c.Raises != 0,
		"Cancels": c.Cancels != 0, "Timeout": c.Timeout != 0, "Reach": c.Reach != 0,
	} {
		if !is {
			missing = append(missing, name)
		}
	}
	slices.Sort(missing)
	return missing
}
