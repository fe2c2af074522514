package png

import (
	"bytes"
	"image"
	"image/png"
	"math/rand/v2"
	"testing"
)

// TestCardsAreReadByOthers: the library's decoder finds each pixel where it was put.
func TestCardsAreReadByOthers(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, size := range []image.Point{{1, 1}, {3, 200}, {300, 158}} {
		want := image.NewRGBA(image.Rectangle{Max: size})
		for i := range want.Pix {
			want.Pix[i] = byte(random.IntN(256))
			if i%4 == 3 {
				want.Pix[i] = 255
			}
		}
		copy(want.Pix[len(want.Pix)/2:], make([]byte, 4)[:3])
		copy(want.Pix[size.Y/2*want.Stride:], want.Pix[:min(3, size.Y/2)*want.Stride]) // and rows that are alike
		for y := size.Y / 4; y < size.Y/3; y++ {
			copy(want.Pix[y*want.Stride:], want.Pix[:want.Stride])
		}
		file, err := encode(want)
		if err != nil {
			t.Fatal(err)
		}
		got, err := png.Decode(bytes.NewReader(file))
		if err != nil || got.Bounds() != want.Bounds() {
			t.Fatalf("%v: got %v, %v", size, got, err)
		}
		for y := range size.Y {
			for x := range size.X {
				r, g, b, a := got.At(x, y).RGBA()
				if c := want.RGBAAt(x, y); byte(r) != c.R || byte(g) != c.G || byte(b) != c.B || byte(a) != 255 {
					t.Fatalf("%v: at %d, %d got %v, want %v", size, x, y, got.At(x, y), c)
				}
			}
		}
	}
}
