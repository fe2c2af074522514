package model

import (
	"strings"
	"testing"

	"inflight/engine"
)

// TestThePageSaysWhatABrowserCannotDo: what is simulated only, and which of the client's clocks a browser has no eyes for.
func TestThePageSaysWhatABrowserCannotDo(t *testing.T) {
	for link, want := range map[string][]string{
		"tasks=1s": nil,
		"tasks=1s&client_timeout=total:1s,sock_read:1s":        nil,
		"tasks=1s&connect=50ms":                                {"connect= is simulated only"},
		"tasks=1s&client_timeout=connect:1s":                   {"the clock connect runs in line for the pool only"},
		"tasks=1s&connect=50ms&client_timeout=sock_connect:1s": {"connect= is simulated only", "sock_connect never"},
	} {
		s, err := engine.Parse(link)
		if err != nil {
			t.Fatal(err)
		}
		m := Model{Base: Base{Scenario: s, Backend: Backend{Reach: Reached}}}
		got := m.LiveDifference()
		for _, words := range want {
			if !strings.Contains(got, words) {
				t.Errorf("%s: got %q, want %q", link, got, words)
			}
		}
		if want == nil && got != "" {
			t.Errorf("%s: got %q, want nothing", link, got)
		}
		if m.Backend.Reach = NoBackend; m.LiveDifference() != "" {
			t.Errorf("%s: got %q where nothing runs live", link, m.LiveDifference())
		}
	}
}
