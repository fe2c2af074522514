package program

import (
	"testing"

	"inflight/engine"
)

// TestTablesAreComplete says which strategies cannot be written as a program.
func TestTablesAreComplete(t *testing.T) {
	for _, s := range engine.Strategies {
		section := strategies[s.Name]
		for language, write := range map[Language]func(*writer){Python: section.python, Go: section.golang, JavaScript: section.javascript} {
			if write == nil {
				t.Errorf("%s has no section in %s: say so in its file, as gather.go does", s.Name, language)
			}
		}
	}
	for name := range strategies {
		if engine.StrategyNamed(name) == nil {
			t.Errorf("there is a section for %s, which is no strategy", name)
		}
	}
}
