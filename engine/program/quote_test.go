package program

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/backend"
)

// hostile is a name that no link can have, but a Scenario can: it tries to end each literal that it may stand in.
const hostile = "\"`'{}%d${1}\\\n\u2028*/#é😀"

// TestNamesStayWithinTheirLiterals runs programs whose names hold every sign that means something in a literal.
func TestNamesStayWithinTheirLiterals(t *testing.T) {
	server := httptest.NewServer(backend.New(backend.Options{}))
	defer server.Close()
	s := engine.NewScenario(
		engine.Entry{Name: hostile, Latency: time.Millisecond, Count: 1},
		engine.Entry{Name: hostile + "+", Latency: time.Millisecond, Count: 5})
	for language, run := range runners {
		t.Run(string(language), func(t *testing.T) {
			p := Write(s, language, engine.Backend{URL: server.URL})
			output, err := execute(run(t, save(t, p)))
			if err != nil {
				t.Fatalf("%v\n%s\n%s", err, output, p.Text())
			}
			for _, want := range []string{" finish " + hostile + ": 200", " deliver " + hostile + "+.5: 200"} {
				if !strings.Contains(output, want) {
					t.Errorf("got\n%s\nwant %q in it", output, want)
				}
			}
		})
	}
}
