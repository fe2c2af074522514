package view_test

import (
	"errors"
	"testing"

	"inflight/engine"
	"inflight/engine/view"
)

// FuzzComparison holds that no link panics, and that the canonical form stays what it is.
func FuzzComparison(f *testing.F) {
	f.Add("tasks=1s&strategies=gather+return_exceptions,wait+FIRST_COMPLETED+cancel,gather+limit=6")
	f.Add("strategy=retry&tasks=1s&backoff=50ms~10ms&strategies=retry,retry+backoff=1s+attempts=5")
	f.Add("strategy=wait&tasks=a=1s!reset,ä=2s&pending=again&strategies=all")
	f.Add("tasks=1s*4000&strategies=,,+%2B,gather+timeout=")
	f.Fuzz(func(t *testing.T, link string) {
		s, variants, err := engine.ParseComparison(link)
		if err != nil {
			var e *engine.ParseError
			if !errors.As(err, &e) || e.Offset < 0 || e.Length < 0 {
				t.Fatalf("%q: %#v", link, err)
			}
			return
		}
		canonical := engine.ComparisonLink(s, variants)
		again, same, err := engine.ParseComparison(canonical)
		if err != nil {
			t.Fatalf("%q: canonical form %q: %v", link, canonical, err)
		}
		if got := engine.ComparisonLink(again, same); got != canonical {
			t.Fatalf("%q: canonical %q, then %q", link, canonical, got)
		}
		if s.Live() || len(s.Requests()) > 20 {
			return
		}
		if c := view.Compare(s, variants); c.Verdict() == "" {
			t.Fatalf("%q: no verdict", link)
		}
	})
}
