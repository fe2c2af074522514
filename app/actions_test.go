package app

import (
	"strings"
	"testing"

	"inflight/app/model"
)

// TestWithoutABackendAButtonPlaysTheSimulation, and nobody is told to start a server that is not theirs.
func TestWithoutABackendAButtonPlaysTheSimulation(t *testing.T) {
	for reach, want := range map[model.Reach]string{
		model.Reached: "", model.NoBackend: `id="run"`, model.Unreachable: `id="play-simulation"`,
	} {
		p := NewPage(t.Context(), "tasks=1s")
		p.m = p.m.Update(model.Configured{Address: "https://demo.example.com"}).Update(model.Asked{Reach: reach})
		before, _, found := strings.Cut(markupOf(p), ">Play the simulation</button>")
		button := before[strings.LastIndex(before, "<button"):]
		if found != (want != "") || found && !strings.Contains(button, want) || strings.Contains(before, "make run") {
			t.Errorf("%v: got the button %q, want %q and nobody told to make run", reach, button, want)
		}
	}
	p := NewPage(t.Context(), "tasks=https://example.com/")
	p.m = p.m.Update(model.Asked{Reach: model.Unreachable})
	if strings.Contains(markupOf(p), "Play the simulation") {
		t.Error("got a button for a simulation that there is not")
	}
}

func TestPagesOfAStaticSiteAreFolders(t *testing.T) {
	e := model.NewEmbed()
	s := parcel{site: "https://a.example/play/", link: "tasks=1s", embed: e, files: true}
	if got := s.frame(); !strings.HasPrefix(got, "https://a.example/play/embed/?tasks=1s") {
		t.Errorf("got %s, want embed/?", got)
	}
	s.embed = model.ComparisonEmbed()
	if got := s.page(); got != "https://a.example/play/compare/?tasks=1s" {
		t.Errorf("got %s, want compare/?", got)
	}
}
