package app

import (
	"testing"

	"inflight/engine"
	"inflight/engine/view"
)

// TestTheVerdictIsMadeOnce for a comparison, its first sentence too: a page is drawn far more often than what it shows changes.
func TestTheVerdictIsMadeOnce(t *testing.T) {
	s, variants, err := engine.ParseComparison("tasks=1s*3&strategies=gather,sequential")
	if err != nil {
		t.Fatal(err)
	}
	var kept keptVerdict
	c := view.Compare(s, variants)
	v := *kept.about(c)
	if v.who != "gather" || len(v.findings) != 2 {
		t.Fatalf("got %+v", v)
	}
	c.Rows[0].Label = "another"
	if again := kept.about(c); again.who != v.who || &again.findings[0] != &v.findings[0] {
		t.Errorf("it was made again: %+v", again)
	}
	if next := kept.about(view.Compare(s, variants[:1])); next.who != "" || len(next.findings) != 1 {
		t.Errorf("of another comparison: got %+v", next)
	}
}
