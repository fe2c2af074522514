package png

import (
	"image"
	"image/color"
	stddraw "image/draw"
	"math"
	"runtime"
	"testing"

	"golang.org/x/image/vector"

	"inflight/engine"
	"inflight/engine/view"
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

// TestPaintIsLaidAsTheLibraryLaysIt: x/image's rasterizer, which draws by itself if it is asked to, leaves the same picture, but for a
// rounding or two of 255.
func TestPaintIsLaidAsTheLibraryLaysIt(t *testing.T) {
	got, want := &sheet{RGBA: image.NewRGBA(image.Rect(0, 0, 300, 200))}, image.NewRGBA(image.Rect(0, 0, 300, 200))
	stddraw.Draw(want, want.Rect, image.NewUniform(color.RGBA{90, 10, 250, 255}), image.Point{}, stddraw.Src)
	copy(got.Pix, want.Pix)
	for i, c := range []color.NRGBA{{10, 200, 30, 255}, {200, 0, 0, 100}, {0, 0, 255, 255}, {0, 90, 255, 20}} {
		r := 4.5 * float64(i%2)
		for _, sh := range []shape{
			{rectangle(10.3+float64(i)*20, 20.7, 150.2, 90.9, r)}, {circle(point{200, 100}, 90)},
			stroke([]point{{5, 5}, {250, 150}, {30, 190}}, 3.3, true),
		} {
			got.fill(sh, image.NewUniform(c))
			raster := vector.NewRasterizer(300, 200)
			for _, outline := range sh {
				raster.MoveTo(float32(outline[0].x), float32(outline[0].y))
				for _, p := range outline[1:] {
					raster.LineTo(float32(p.x), float32(p.y))
				}
				raster.ClosePath()
			}
			raster.Draw(want, want.Rect, image.NewUniform(c), image.Point{})
		}
	}
	for i := range want.Pix {
		if difference := int(got.Pix[i]) - int(want.Pix[i]); max(difference, -difference) > 3 {
			t.Fatalf("channel %d of pixel %d is %d, want %d", i%4, i/4, got.Pix[i], want.Pix[i])
		}
	}
}

// TestHatchingIsLaidAsItLooks: the colours of its diagonals are found once for a shape, and each pixel has its own.
func TestHatchingIsLaidAsItLooks(t *testing.T) {
	for _, angle := range []int{45, 0, -45} {
		h := hatching{colour: color.NRGBA{200, 40, 0, 160}, step: 7.3, thick: 2, angle: angle, ground: .3}
		s := &sheet{RGBA: image.NewRGBA(image.Rect(0, 0, 90, 60))}
		s.fill(shape{rectangle(11, 17, 60, 31, 0)}, h)
		for y := 18; y < 47; y++ {
			for x := 12; x < 70; x++ {
				want := color.RGBAModel.Convert(h.At(x, y)).(color.RGBA)
				if got := s.RGBAAt(x, y); max(got.R, want.R)-min(got.R, want.R) > 1 || max(got.A, want.A)-min(got.A, want.A) > 1 {
					t.Fatalf("at %d°, the pixel %d, %d is %v, want %v", angle, x, y, got, want)
				}
			}
		}
	}
}

// TestCardsShareTheirMemory: a card leaves little to be collected beside its file.
func TestCardsShareTheirMemory(t *testing.T) {
	s, err := engine.Parse("strategy=as_completed&tasks=100ms~90ms*50")
	if err != nil {
		t.Fatal(err)
	}
	log, err := engine.Simulate(s)
	if err != nil {
		t.Fatal(err)
	}
	timeline := view.Fold(s, log, view.WholeLog)
	least := uint64(1 << 40)
	for range 5 { // a collection between two takes the memory away
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := Timeline(timeline, "light", 1200); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		least = min(least, after.TotalAlloc-before.TotalAlloc)
	}
	if least > 2_500_000 {
		t.Errorf("a card allocates %d bytes, as much as all of its pixels", least)
	}
}
