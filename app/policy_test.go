package app

import (
	"slices"
	"strings"
	"testing"

	"inflight/app/model"
	"inflight/engine"
)

func TestSourcesAreThoseOfTheLinkAndTheBackend(t *testing.T) {
	s := &engine.Scenario{Entries: []engine.Entry{{URL: "https://API.example:8443/x?y"}, {URL: "https://a;script-src/x"}, {URL: "http://user@b.example/"}}}
	got := sources(engine.Backend{URL: "https://*.demo.example"}, s)
	want := []string{"'self'", "https://*.demo.example", "wss://*.demo.example", "https://api.example:8443", "http://b.example"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestALinkNamesABackendByItsOriginOnly(t *testing.T) {
	for query, want := range map[string]string{
		"tasks=1s&backend=https://demo.example":          "https://demo.example",
		"backend=https%3A%2F%2Fdemo.example/&tasks=1s":   "https://demo.example",
		"backend=http://127.0.0.1:8001&tasks=1s":         "http://127.0.0.1:8001",
		"backend=javascript:alert(1)&tasks=1s":           "",
		"backend=https://demo.example/path&tasks=1s":     "",
		"backend=https://a@demo.example&tasks=1s":        "",
		"backend=https://demo.example;x&tasks=1s":        "",
		"backend=ws://demo.example&tasks=1s":             "",
		"backend=https://demo.example%20https:&tasks=1s": "",
	} {
		if got, rest := namedBackend(query); got != want || rest != "tasks=1s" {
			t.Errorf("%s: got %q and %q, want %q", query, got, rest, want)
		}
	}
}

func TestANamedBackendIsNamedOnItsButton(t *testing.T) {
	m := model.NewModel("tasks=1s*3").Update(model.Configured{Address: "https://demo.example", Named: true})
	if requests, hosts := m.RequestsToOthers(); requests != 3 || strings.Join(hosts, " ") != "demo.example" {
		t.Errorf("got %d requests to %v", requests, hosts)
	}
	if m = m.Update(model.Configured{}); m.Backend.Reach != model.NoBackend || !m.PlaysOnly() {
		t.Error("a site without a backend can only play")
	}
}
