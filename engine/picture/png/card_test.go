package png

import (
	"image/color"
	"math"
	"testing"
)

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
	for _, dash := range cutDashes(line, 4, 3) {
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
	for _, h.angle = range []int{45, -45} {
		lean := h.angle < 0
		rises, falls := h.At(20, 31) == h.At(25, 26), h.At(20, 31) == h.At(25, 36)
		if rises == lean || falls != lean {
			t.Errorf("lean %v: it rises: %v, it falls: %v", lean, rises, falls)
		}
	}
}
