package picture_test

import (
	"fmt"
	"strings"
	"testing"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/picture"
	"inflight/engine/view"
)

func comparing(t *testing.T, link string) *view.Comparison {
	t.Helper()
	s, variants, err := engine.ParseComparison(link)
	if err != nil {
		t.Fatal(err)
	}
	return view.Compare(s, variants)
}

func TestNoTextOfAComparisonIsCutOrCollides(t *testing.T) {
	for _, link := range []string{
		"preset=gather-orphans",
		"preset=gather-orphans&title=" + strings.Repeat("a+long+title+", 9),
		"preset=gather-orphans&title=" + strings.Repeat("x", engine.MaxTitle),
		"tasks=1s*30&strategies=gather,wait+FIRST_COMPLETED+cancel",
		"tasks=1s*300&limit=7&strategies=gather",
		"tasks=a_name_that_is_as_long_as_it_may_be____=1s!reset,2s&strategies=gather+return_exceptions,wait+FIRST_EXCEPTION+cancel+handle," +
			"task_group+timeout=1.5s",
	} {
		for _, width := range []float64{280, 390, 599, 600, 760, 960, 1600} {
			scene := picture.LayoutComparison(comparing(t, link), width)
			checkTexts(t, fmt.Sprintf("%s at %v px", link, width), scene)
			for _, m := range scene.Marks {
				if m.Y < 0 || m.Y > scene.Height {
					t.Errorf("%s at %v px: a mark is at %v of %v", link, width, m.Y, scene.Height)
				}
			}
		}
	}
}

func TestAComparisonInPictures(t *testing.T) {
	c := comparing(t, "title=Three+ways&preset=gather-orphans&strategies=gather,as_completed,task_group")
	for name, o := range map[string]picture.SVGOptions{
		"compared": {Standalone: true, Theme: "light"}, "compared-playing": {Standalone: true, Play: true},
	} {
		svg := picture.LayoutComparison(c, 720).SVG(o)
		enginetest.Golden(t, "pictures/"+name+".svg", svg)
	}
}

// TestAPlayingPictureHasFewRules: however many events there are.
func TestAPlayingPictureHasFewRules(t *testing.T) {
	s, log := enginetest.Simulated(t, "strategy=as_completed&tasks=100ms~90ms*1000&limit=0")
	scene := picture.Layout(view.Fold(s, log, view.WholeLog), picture.LayoutOptions{Parts: picture.PartAll})
	svg := scene.SVG(picture.SVGOptions{Standalone: true, Play: true})
	if n := strings.Count(svg, "@keyframes"); n < 20 || n > 252 {
		t.Errorf("got %d animations of %d events", n, len(log))
	}
	if strings.Contains(scene.SVG(picture.SVGOptions{Play: true}), "keyframes") {
		t.Error("a picture within a page plays by itself")
	}
}
