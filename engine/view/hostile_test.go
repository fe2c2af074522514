package view_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/view"
)

func TestHostileTextsAreCellsOfATable(t *testing.T) {
	s, log := enginetest.Texted(t, "word")
	want, err := csv.NewReader(bytes.NewReader(view.CSV(s, log))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range enginetest.HostileTexts(t) {
		s, log := enginetest.Texted(t, text)
		got, err := csv.NewReader(bytes.NewReader(view.CSV(s, log))).ReadAll() // holds every row to as many cells
		if err != nil || len(got) != len(want) {
			t.Errorf("%.80q: %d rows, %v; want %d", text, len(got), err, len(want))
			continue
		}
		for i, row := range got {
			for j, cell := range row {
				if cell != "" && strings.ContainsRune("=+-@\t\r\x00", rune(cell[0])) {
					t.Errorf("%.80q: a spreadsheet takes the cell %q for a formula", text, cell)
				}
				if j < 4 && cell != want[i][j] {
					t.Errorf("%.80q: row %d has %q for %q", text, i, cell, want[i][j])
				}
			}
		}
	}
}

// keysOf are the keys of a JSON text, in order, with where they are.
func keysOf(t *testing.T, name string, file []byte) string {
	t.Helper()
	if !json.Valid(file) {
		t.Errorf("%.80s: no JSON:\n%.300s", name, file)
		return ""
	}
	var b strings.Builder
	decoder := json.NewDecoder(bytes.NewReader(file))
	for {
		token, err := decoder.Token()
		if err != nil {
			return b.String()
		}
		switch token := token.(type) {
		case json.Delim:
			b.WriteRune(rune(token))
		case string:
			b.WriteString("s")
		case float64:
			b.WriteString("n")
		default:
			b.WriteString("x")
		}
	}
}

func TestHostileTextsAreTextInEveryFile(t *testing.T) {
	files := func(text string) map[string][]byte {
		s, log := enginetest.Texted(t, text)
		trace, err := json.Marshal(view.NewTrace(s, log))
		if err != nil {
			t.Fatal(err)
		}
		return map[string][]byte{
			"the trace": trace, "the Chrome trace": view.ChromeTrace(s, log),
			"the HAR": view.HAR(s, log, nil, view.Origin{Backend: engine.Backend{URL: "http://*.localhost:8001"}}),
		}
	}
	want := map[string]string{}
	for name, file := range files("word") {
		want[name] = keysOf(t, name, file)
	}
	for _, text := range enginetest.HostileTexts(t) {
		for name, file := range files(text) {
			if got := keysOf(t, name, file); got != want[name] {
				t.Errorf("%.80q gives %s another structure", text, name)
			}
		}
	}
}
