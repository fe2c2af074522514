package png

import (
	"image"
	stddraw "image/draw"
	"math"
	"sync"

	"inflight/engine/picture"
	"inflight/engine/view"
)

// The card's shape is the one that link cards have, and its measures are those of a card 800 wide.
const (
	fullWidth, fullHeight = 800.0, 420.0
	margin, foot          = 20.0, 40.0
	room                  = fullHeight - margin - foot // for the scene
)

// Height is how high a card of that width is, both in pixels.
func Height(width int) int { return int(math.Round(float64(width) * fullHeight / fullWidth)) }

// Timeline draws a run as a PNG of that width in pixels. The theme is "dark", or else the light one.
func Timeline(t *view.Timeline, theme string, width int) ([]byte, error) {
	return draw(fittingLayout(t), theme, width)
}

// Comparison draws a comparison, likewise.
func Comparison(c *view.Comparison, theme string, width int) ([]byte, error) {
	var sc *picture.Scene
	for _, w := range []float64{600, fullWidth - 2*margin, 900, 1000, 1100, 1200} {
		sc = picture.LayoutComparison(c, w)
		if sc.Height*(fullWidth-2*margin)/w <= room {
			break
		}
	}
	return draw(sc, theme, width)
}

// fittingLayout is the largest layout that has room on the card. It tries ever smaller ones: without the legend, at a smaller scale, with
// lower lanes.
func fittingLayout(t *view.Timeline) *picture.Scene {
	const noLegend = picture.PartAll &^ picture.PartLegend
	var sc *picture.Scene
	for _, o := range []picture.LayoutOptions{
		{Width: 600, Parts: picture.PartAll},
		{Width: 600, Parts: noLegend},
		{Width: fullWidth - 2*margin, Parts: picture.PartAll},
		{Width: fullWidth - 2*margin, Parts: noLegend},
		{Width: fullWidth - 2*margin, Parts: noLegend, Lanes: picture.LowLanes},
		{Width: fullWidth - 2*margin, Parts: noLegend, Lanes: picture.LowestLanes},
	} {
		sc = picture.Layout(t, o)
		if sc.Height*(fullWidth-2*margin)/sc.Width <= room {
			break
		}
	}
	return sc
}

// sheets are kept for their memory, three megabytes each.
var sheets sync.Pool

// draw draws the scene as wide as the card, from the top, and the program's name at the bottom.
func draw(sc *picture.Scene, theme string, width int) ([]byte, error) {
	colours := newPalette(theme)
	s, _ := sheets.Get().(*sheet)
	if size := image.Rect(0, 0, width, Height(width)); s == nil || s.Rect != size {
		s = &sheet{RGBA: image.NewRGBA(size)}
	}
	defer sheets.Put(s)
	unit := float64(width) / fullWidth
	p := &pen{sheet: s, writing: writing{map[writingKind]faceOf{}}, colours: colours}
	stddraw.Draw(s.RGBA, s.Bounds(), image.NewUniform(colours[picture.Paper]), image.Point{}, stddraw.Src)
	p.scale = unit * (fullWidth - 2*margin) / sc.Width
	p.origin = point{margin * unit, margin*unit + max(0, (room*unit-sc.Height*p.scale)/2)}
	p.draw(sc)
	p.footer(unit, width)
	return encode(s.RGBA)
}

// footer covers what of the scene had no room, and says whose picture it is.
func (p *pen) footer(unit float64, width int) {
	top := (fullHeight - foot) * unit
	p.paint(shape{rectangle(0, top, float64(width), foot*unit, 0)}, p.colours[picture.Paper])
	p.paint(shape{rectangle(margin*unit, top, float64(width)-2*margin*unit, unit, 0)}, p.colours[picture.Grid])
	base := (fullHeight - 14) * unit
	p.write(p.sheet, writingKind{true, false, 15 * unit}, p.colours[picture.Ink], point{(margin + 20) * unit, base}, 0, "Inflight")
	p.write(p.sheet, writingKind{false, false, 12.5 * unit}, p.colours[picture.Muted], point{float64(width) - (margin+20)*unit, base}, 1,
		"a playground for concurrent web requests")
}
