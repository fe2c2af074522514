package view

import (
	"testing"

	"inflight/engine"
)

// TestTablesAreComplete says what narrations have no words for.
func TestTablesAreComplete(t *testing.T) {
	for _, s := range engine.Strategies {
		words, known := vocabularies[s.Name]
		switch together := s.Results == engine.AllTogether; {
		case !known:
			t.Errorf("a narration has no words for %s: give it a row in vocabulary.go", s.Name)
		case words.opening == nil:
			t.Errorf("a narration does not know how %s begins: see opening in vocabulary.go", s.Name)
		case words.next == nil:
			t.Errorf("a narration does not know how the tasks of %s come to start: see next in vocabulary.go", s.Name)
		case together && words.awaited == "":
			t.Errorf("%s hands out all results together, and a narration does not know what does: see awaited in vocabulary.go", s.Name)
		case !together && words.awaited != "":
			t.Errorf("%s hands out no results together: %q is never said", s.Name, words.awaited)
		}
	}
	for name := range vocabularies {
		if engine.StrategyNamed(name) == nil {
			t.Errorf("vocabulary.go has words for %s, which is no strategy", name)
		}
	}
}
