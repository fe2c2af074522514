package png

import (
	"image/color"
	"math"
	"testing"

	"inflight/engine/picture"
)

// classOf is the class of a meaning, or "" where there are no more.
func classOf(m picture.Meaning) (class string) {
	defer func() { _ = recover() }()
	return m.Class()
}

func TestEveryMeaningHasALookOfThePicturesColours(t *testing.T) {
	for _, theme := range []string{"light", "dark"} {
		colours := newPalette(theme)
		for m := picture.Meaning(0); classOf(m) != ""; m++ {
			l, known := looks[classOf(m)]
			if !known {
				t.Errorf("%s has no look here, though engine.PictureCSS draws it", classOf(m))
			}
			for _, name := range []string{l.fill, l.stroke, l.hatch} {
				if _, known := colours[name]; name != "" && !known {
					t.Errorf("%s: no colour is called %s", classOf(m), name)
				}
			}
			if l.fill == "" && l.stroke == "" && l.hatch == "" && known {
				t.Errorf("%s cannot be seen", classOf(m))
			}
		}
	}
}

func TestSignsAreRead(t *testing.T) {
	got := signLines("M-2.6,-3.4 V3.4 M2,-3 L-3,3")
	want := [][]point{{{-2.6, -3.4}, {-2.6, 3.4}}, {{2, -3}, {-3, 3}}}
	for i := range want {
		for j := range want[i] {
			if got[i][j] != want[i][j] {
				t.Fatalf("got %v, want %v", got, want)
			}
		}
	}
}

func TestDashesCoverTheirShareOfALine(t *testing.T) {
	line := []point{{0, 0}, {30, 0}, {30, 40}}
	covered := 0.0
	for _, dash := range dashed(line, 4, 3) {
		for i := 1; i < len(dash); i++ {
			covered += math.Hypot(dash[i].x-dash[i-1].x, dash[i].y-dash[i-1].y)
		}
	}
	if covered != 40 { // ten times four of seven
		t.Errorf("got %v of 70 pixels, want 40", covered)
	}
}

// TestHatchingLeansAsOnThePage: its stripes rise to the right, like those of the SVG and of the canvas; leaning ones fall.
func TestHatchingLeansAsOnThePage(t *testing.T) {
	h := hatching{colour: color.NRGBA{A: 255}, step: 12, thick: 2}
	for _, lean := range []bool{false, true} {
		h.lean = lean
		rises, falls := h.At(20, 31) == h.At(25, 26), h.At(20, 31) == h.At(25, 36)
		if rises == lean || falls != lean {
			t.Errorf("lean %v: it rises: %v, it falls: %v", lean, rises, falls)
		}
	}
}
