package enginetest

import (
	_ "embed"
	"encoding/json"
	"strings"
	"testing"

	"inflight/engine"
)

//go:embed hostile.txt
var hostile string

// HostileTexts returns the texts that try to be more than text.
func HostileTexts(t testing.TB) (texts []string) {
	for line := range strings.Lines(hostile) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var text string
		if err := json.Unmarshal([]byte(line), &text); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		texts = append(texts, text)
	}
	if len(texts) < 60 {
		t.Fatalf("only %d texts", len(texts))
	}
	return texts
}

// Texted is a scenario, and its run, with a text wherever one can be, whether a link could have it or not.
func Texted(t testing.TB, text string) (*engine.Scenario, engine.Log) {
	s := engine.NewScenario(
		engine.Entry{Name: "a", Latency: 1e9, Count: 1},
		engine.Entry{Name: "b", Latency: 2e9, What: engine.Reset, Count: 2},
	)
	log, err := engine.Simulate(s)
	if err != nil {
		t.Fatal(err)
	}
	s.Title = text
	s.Entries[0].Name, s.Entries[1].Name = text, "b"+text
	for i := range log {
		if log[i].Error != "" {
			log[i].Error = "network: " + text
		}
	}
	return s, log
}
