package engine

import (
	"strings"
	"testing"
)

func TestNotesAreReadAndWritten(t *testing.T) {
	for text, want := range map[string]string{
		"1s@b:Nobody awaits c any more.|fail@b: It  is lost": "1s@b:Nobody awaits c any more.|fail@b:It is lost",
		"1500ms:1:2, <b>bold</b> & more|raise:It raises|":    "1.5s:1:2, <b>bold</b> & more|raise:It raises",
		"": "",
	} {
		s := NewScenario(Entry{Count: 1})
		if err := readNotes(s, text); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if got := writeNotes(s); got != want {
			t.Errorf("%q was written %q, want %q", text, got, want)
		}
		again, err := Parse(s.Link())
		if s.Link() != "" && (err != nil || writeNotes(again) != want) {
			t.Errorf("%q: its link %q: %v", text, s.Link(), err)
		}
	}
	for text, want := range map[string]string{
		"words": "want a time or an event", "soon:words": "want a time or an event", "1s:": "has no words", "-1s:x": "want a time",
		"1s:\u202ehidden": "want text that can be seen", "1s:" + strings.Repeat("x", MaxNote+1): "want at most 200",
		strings.Repeat("1s:x|", MaxNotes+1): "want at most 12", "1s@" + strings.Repeat("b", MaxTitle+1) + ":x": "no such task",
	} {
		if err := readNotes(NewScenario(), text); err == nil || !strings.Contains(err.Msg, want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}
