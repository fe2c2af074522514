package model

import (
	"strings"
	"testing"
)

// TestFaultsOfferAWayOut, which has been tried, and none is a list of all names.
func TestFaultsOfferAWayOut(t *testing.T) {
	for query, want := range map[string]string{
		"tasks=1s,4":              "Use 4s|Use 4ms",
		"tasks=a=1s,b=4x":         "Use b=4s|Use b=4ms",
		"tasks=1s!resett":         "Use 1s!reset|Use 1s!503",
		"tasks=":                  "Use 1s|Use 0s",
		"tasks=1s*0":              "Use 1s*2|Use 1s*10000",
		"tasks=-1s":               "Use 1s|Use 0s",
		"tasks=1s&timeout=soon":   "Back to none",
		"tasks=1s&limit=-1":       "Back to 100",
		"strategy=gathr&tasks=1s": "Use gather",
		"strategy=wait&tasks=1s&return_when=FIRST_COMPLETE": "Use FIRST_COMPLETED|Back to ALL_COMPLETED",
		"tasks=1s&colour=red":                               "Leave out colour",
		"preset=gather-orphan":                              "Open gather leaves orphans",
		"tasks=1s":                                          "",
	} {
		m := NewModel(query)
		var words []string
		for _, mend := range m.Mends() {
			words = append(words, mend.Words)
			if after := m.Update(Opened{Query: mend.Query}); after.Fault != nil {
				t.Errorf("%s: %s leads to %s", query, mend.Words, after.Fault.Text)
			}
		}
		if got := strings.Join(words, "|"); got != want {
			t.Errorf("%s: got %q, want %q", query, got, want)
		}
		if m.Fault != nil && strings.HasPrefix(query, "preset") && len(m.Fault.Text) > 120 {
			t.Errorf("%s: got %d letters: %s", query, len(m.Fault.Text), m.Fault.Text)
		}
	}
}
