package program

import (
	"strings"
	"testing"
	"time"

	"inflight/engine"
)

// hostile is a name that no link can have, but a Scenario can: it tries to end each literal that it may stand in.
const hostile = "\"`'{}%d${1}\\\n\u2028*/#é😀"

// TestNamesStayWithinTheirLiterals runs programs whose names hold every sign that means something in a literal.
func TestNamesStayWithinTheirLiterals(t *testing.T) {
	s := engine.NewScenario(
		engine.Entry{Name: hostile, Latency: time.Millisecond, Count: 1},
		engine.Entry{Name: hostile + "+", Latency: time.Millisecond, Count: 5})
	var trials []*trial
	for _, language := range Languages {
		trials = append(trials, &trial{scenario: s, language: language})
	}
	runAll(t, trials, func(t *testing.T, c *trial) {
		output, err := c.print(t.Context())
		if err != nil {
			t.Fatalf("%v\n%s\n%s", err, output, c.text)
		}
		for _, want := range []string{" finish " + hostile + ": 200", " deliver " + hostile + "+.5: 200"} {
			if !strings.Contains(output, want) {
				t.Errorf("got\n%s\nwant %q in it", output, want)
			}
		}
	})
}
