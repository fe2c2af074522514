package picture_test

import (
	"fmt"
	"regexp"
	"slices"
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
		"tasks=100ms*1000&limit=100&strategies=sequential,gather",
		"tasks=100ms*50&strategies=sequential,gather,race",
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

// TestARowTooSmallForItsAxisIsEnlarged: the rounds of a thousand tasks beside one after another, which takes a hundred times as long.
func TestARowTooSmallForItsAxisIsEnlarged(t *testing.T) {
	for link, rounds := range map[string]int{
		"tasks=100ms*1000&limit=100&strategies=sequential,gather": 10,
		"tasks=100ms*50&limit=10&strategies=sequential,gather":    0, // a tenth of the axis shows its rounds
		"tasks=100ms*50&strategies=sequential,gather":             1,
		"tasks=100ms*20&limit=2&strategies=gather,as_completed":   0,
	} {
		for _, width := range []float64{280, 390, 960, 1600} {
			scene := picture.LayoutComparison(comparing(t, link), width)
			frame := slices.IndexFunc(scene.Marks, func(m picture.Mark) bool { return m.Meaning == picture.Lens && m.Shape == picture.Rect })
			if rounds == 0 || frame < 0 {
				if rounds == 0 != (frame < 0) {
					t.Errorf("%s at %v px: an enlarged row is there: %t", link, width, frame >= 0)
				}
				continue
			}
			checkLens(t, fmt.Sprintf("%s at %v px", link, width), scene.Marks[frame:], rounds)
		}
	}
}

// checkLens holds the marks from a lens' frame on against how many rounds it is to show, what it says of its size, and its axis.
func checkLens(t *testing.T, name string, marks []picture.Mark, rounds int) {
	t.Helper()
	frame, starts, words := marks[0], map[float64]bool{}, ""
	for _, m := range marks {
		inside := m.X >= frame.X && m.Y >= frame.Y && m.Y <= frame.Y+frame.H
		if m.Meaning == picture.Band && inside {
			for i := 0; i < len(*m.Points); i += 4 {
				starts[m.X+(*m.Points)[i]] = true
				if w := (*m.Points)[i+2]; w < frame.W/float64(rounds)-8 {
					t.Errorf("%s: a round is %v px wide in a lens of %v", name, w, frame.W)
				}
			}
		}
		if m.Shape == picture.Text && m.Y < frame.Y+frame.H+36 {
			words += m.Text + "|"
		}
	}
	if len(starts) != rounds {
		t.Errorf("%s: got %d rounds, want %d", name, len(starts), rounds)
	}
	if !strings.Contains(words, "enlarged ×") || !strings.Contains(words, "|0 ms|") && !strings.Contains(words, "|0 s|") {
		t.Errorf("%s: the lens says %q", name, words)
	}
}

// TestALensStandsStill: in a picture that plays, its axis is not the playhead's.
func TestALensStandsStill(t *testing.T) {
	svg := picture.LayoutComparison(comparing(t, "tasks=100ms*1000&limit=100&strategies=sequential,gather"), 720).
		SVG(picture.SVGOptions{Standalone: true, Play: true})
	_, lens, _ := strings.Cut(svg, `<rect class="lens"`)
	bands := regexp.MustCompile(`<path class="band"[^>]*>`).FindAllString(lens, -1)
	if len(bands) != 1 || strings.Contains(bands[0], "clip-path") {
		t.Errorf("got %q behind the lens' frame", bands)
	}
}
