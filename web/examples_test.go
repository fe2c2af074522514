package web

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"inflight/engine"
)

// TestPalettesListAllThereIs: each preset in a chapter, with a picture that is XML, and each strategy with its summary.
func TestPalettesListAllThereIs(t *testing.T) {
	script, err := examples()
	if err != nil {
		t.Fatal(err)
	}
	text, found := bytes.CutPrefix(script, []byte("globalThis.inflightLists = "))
	var lists struct{ Examples, Strategies []map[string]string }
	if err := json.Unmarshal(text, &lists); err != nil || !found {
		t.Fatalf("%v: %.80s", err, script)
	}
	if len(lists.Examples) != len(engine.Presets) || len(lists.Strategies) != len(engine.Strategies) {
		t.Errorf("got %d examples and %d strategies", len(lists.Examples), len(lists.Strategies))
	}
	chapters := map[string]bool{}
	for _, e := range lists.Examples {
		chapters[e["chapter"]] = true
		if e["words"] == "" || !strings.Contains(e["thumb"], "<path") {
			t.Errorf("%s has no words or no picture: %v", e["id"], e)
		}
		for d := xml.NewDecoder(strings.NewReader(e["thumb"])); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Errorf("%s: %v", e["id"], err)
				break
			}
		}
	}
	if len(chapters) != len(engine.Chapters) {
		t.Errorf("got chapters %v, want %d", chapters, len(engine.Chapters))
	}
	if len(script) > 40_000 {
		t.Errorf("the list has %d bytes, want at most 40,000", len(script))
	}
}
