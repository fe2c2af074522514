package web

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"html"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"inflight/app/model"
	"inflight/engine"
)

// TestPalettesListAllThereIs: each preset in a chapter, with a picture that is XML, and each strategy with its summary.
func TestPalettesListAllThereIs(t *testing.T) {
	script, err := examples()
	if err != nil {
		t.Fatal(err)
	}
	text, found := bytes.CutPrefix(script, []byte("globalThis.inflightLists = "))
	var lists struct {
		Examples, Strategies []map[string]string
		Options              map[string]string
	}
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
	for _, o := range model.Options {
		for _, word := range strings.Fields(strings.ToLower(o.Also + " " + o.Chip)) {
			if !strings.Contains(o.Name+" "+o.Hint+" "+lists.Options[o.Name], word) {
				t.Errorf("the option %s is not found by %q: %q", o.Name, word, lists.Options[o.Name])
			}
		}
	}
	if len(script) > 46_000 { // the table of wrappers is 5,000 of them
		t.Errorf("the list has %d bytes, want at most 46,000", len(script))
	}
}

// TestTheReferenceHasAllThatTheTablesHave, each under an id of its own.
func TestTheReferenceHasAllThatTheTablesHave(t *testing.T) {
	site, err := New(shellFiles(t), "http://*.localhost:8001")
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	site.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/reference", nil))
	if w.Code != 200 {
		t.Fatalf("got %d: %.300s", w.Code, w.Body)
	}
	body := w.Body.String()
	want := []string{}
	for _, k := range engine.Keys {
		want = append(want, `id="key-`+k.Name+`"`)
	}
	for _, k := range model.EmbedKeys {
		want = append(want, `id="embed-`+k.Name+`"`)
	}
	for _, s := range engine.Strategies {
		want = append(want, "<code>"+s.Name+"</code></a></th>")
	}
	for _, o := range engine.Outcomes {
		want = append(want, "<code>!"+string(o.Name)+"</code>")
	}
	for _, f := range model.TaskForms {
		want = append(want, "<code>"+html.EscapeString(f.Text)+"</code></th>")
	}
	for _, group := range model.Keyboard {
		for _, k := range group.Keys {
			want = append(want, html.EscapeString(k.Words)+"</td>")
		}
	}
	for _, part := range want {
		if !strings.Contains(body, part) {
			t.Errorf("got no %s", part)
		}
	}
}
