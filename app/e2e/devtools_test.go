package e2e

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"inflight/engine"
)

// imported is a request as DevTools show it.
type imported struct {
	URL, Type string
	Status    int
	Seconds   float64
	Frames    []string // of a socket: who sent them, and their texts
}

// openDevTools opens the DevTools of a browser of their own.
func openDevTools(t *testing.T) *tab {
	t.Helper()
	p := newTabWith(t, `{}`)
	p.do(chromedp.Navigate("devtools://devtools/bundled/devtools_app.html"))
	return p
}

// imports has an archive read by the code with which DevTools import one.
func (p *tab) imports(har []byte) []imported {
	p.Helper()
	text := eval[string](p, `(async () => {
		const {HARFormat, Importer} = await import("devtools://devtools/bundled/models/har/har.js");
		const requests = Importer.Importer.requestsFromHARLog(new HARFormat.HARRoot(JSON.parse(`+strconv.Quote(string(har))+`)).log);
		return JSON.stringify(requests.map((r) => ({url: r.url(), type: r.resourceType().name(), status: r.statusCode, seconds: r.duration,
			frames: r.frames().map((f) => f.type + " " + f.text)})));
	})()`)
	var requests []imported
	if err := json.Unmarshal([]byte(text), &requests); err != nil {
		p.Fatal(err)
	}
	return requests
}

func TestDevToolsImportALiveRun(t *testing.T) {
	t.Parallel()
	devTools := openDevTools(t)
	for _, test := range []struct {
		preset string
		want   []imported // Seconds at least
	}{
		{"gather-orphans", []imported{
			{"task=0", "fetch", 200, 3, []string{}}, {"task=1", "fetch", 503, 1, []string{}}, {"task=2", "fetch", 200, 2, []string{}},
		}},
		{"context-manager-error", []imported{
			{"task=0", "websocket", 101, 2, []string{"receive accepted", "receive hello", "send bye"}},
			{"task=1", "websocket", 101, 0.8, []string{"receive accepted", "send bye"}},
		}},
	} {
		p := open(t, engine.PresetNamed(test.preset).Link)
		folder := p.downloads()
		p.live()
		got := devTools.imports(p.export(folder, "har", "inflight-"+test.preset+".har"))
		if len(got) != len(test.want) {
			t.Errorf("%s: got %+v, want %d requests", test.preset, got, len(test.want))
			continue
		}
		for i, want := range test.want {
			if !strings.Contains(got[i].URL, want.URL) || got[i].Type != want.Type || got[i].Status != want.Status ||
				got[i].Seconds < want.Seconds ||
				!slices.Equal(got[i].Frames, want.Frames) {
				t.Errorf("%s: got %+v, want %+v", test.preset, got[i], want)
			}
		}
	}
}
