package png

import (
	"image"
	"image/color"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// letters are the fonts, by whether they are bold and of one width. They are the Go fonts, which are in the module that draws:
// what fonts a machine has, and whether it has any, makes no difference.
var letters = sync.OnceValue(func() map[[2]bool]*opentype.Font {
	fonts := map[[2]bool]*opentype.Font{}
	for kind, ttf := range map[[2]bool][]byte{
		{false, false}: goregular.TTF, {true, false}: gobold.TTF, {false, true}: gomono.TTF, {true, true}: gomonobold.TTF,
	} {
		f, err := opentype.Parse(ttf)
		if err != nil {
			panic(err) // they are part of the program
		}
		fonts[kind] = f
	}
	return fonts
})

// faceOf is a font in a size.
type faceOf = font.Face

// writing writes texts; it keeps the faces that it has made.
type writing struct {
	faces map[writingKind]faceOf
}

type writingKind struct {
	bold, mono bool
	size       float64
}

func (w *writing) face(k writingKind) font.Face {
	if f := w.faces[k]; f != nil {
		return f
	}
	f, err := opentype.NewFace(letters()[[2]bool{k.bold, k.mono}], &opentype.FaceOptions{Size: k.size, DPI: 72})
	if err != nil {
		panic(err) // of an impossible size only
	}
	w.faces[k] = f
	return f
}

// write writes a text with its anchor, a share of its width, at a point of the base line.
func (w *writing) write(s *sheet, k writingKind, c color.Color, at point, anchor float64, text string) {
	face := w.face(k)
	x := fixed.Int26_6(at.x*64) - fixed.Int26_6(anchor*float64(font.MeasureString(face, text)))
	d := font.Drawer{Dst: s.RGBA, Src: image.NewUniform(c), Face: face, Dot: fixed.Point26_6{X: x, Y: fixed.Int26_6(at.y * 64)}}
	d.DrawString(text)
}
