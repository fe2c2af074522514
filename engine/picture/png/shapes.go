package png

import (
	"image"
	"image/color"
	stddraw "image/draw"
	"math"

	"golang.org/x/image/vector"

	"inflight/engine/picture"
)

// point is a place on the sheet, in its pixels.
type point struct{ x, y float64 }

// sheet is the paper: it fills closed shapes, with smooth edges.
type sheet struct {
	*image.RGBA
	raster vector.Rasterizer
	mask   []uint8 // the memory of the shape that is filled
}

// shape is a list of closed outlines.
type shape [][]point

// fill fills a shape. Only the rectangle around it is touched: a rasterizer of the whole sheet would be cleared for each mark.
func (s *sheet) fill(sh shape, src image.Image) {
	box := image.Rectangle{}
	for _, outline := range sh {
		for _, p := range outline {
			x, y := int(math.Floor(p.x)), int(math.Floor(p.y))
			box = box.Union(image.Rect(x, y, x+2, y+2))
		}
	}
	box = box.Intersect(s.Bounds())
	if box.Empty() {
		return
	}
	s.raster.Reset(box.Dx(), box.Dy())
	for _, outline := range sh {
		for i, p := range outline {
			x, y := float32(p.x-float64(box.Min.X)), float32(p.y-float64(box.Min.Y))
			if i == 0 {
				s.raster.MoveTo(x, y)
			} else {
				s.raster.LineTo(x, y)
			}
		}
		s.raster.ClosePath()
	}
	s.lay(src, box, s.coverage(box.Size()))
}

// coverage is how much of each pixel the rasterizer's shape covers, row by row.
func (s *sheet) coverage(size image.Point) []uint8 {
	if n := size.X * size.Y; cap(s.mask) < n {
		s.mask = make([]uint8, n)
	}
	mask := &image.Alpha{Pix: s.mask[:size.X*size.Y], Stride: size.X, Rect: image.Rectangle{Max: size}}
	s.raster.DrawOp = stddraw.Src
	s.raster.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	return mask.Pix
}

// lay lays paint over what the shape in the box covers. The rasterizer would do so itself, but asks for every pixel of the box; of most
// shapes the edges alone are covered, or all but the edges wholly and with one colour.
func (s *sheet) lay(src image.Image, box image.Rectangle, covered []uint8) {
	var c paint
	var stripes []paint // by what is across them, from the box's least on
	h, striped := src.(hatching)
	if uniform, plain := src.(*image.Uniform); plain {
		c = paintOf(uniform.C)
	} else if striped {
		stripes = h.paints(box)
	}
	for y := box.Min.Y; y < box.Max.Y; y++ {
		row, parts := s.Pix[s.PixOffset(box.Min.X, y):], covered[:box.Dx()]
		covered = covered[box.Dx():]
		for x, part := range parts {
			if part == 0 {
				continue
			}
			if striped {
				c = stripes[h.across(x, y-box.Min.Y, box.Dy())]
			}
			c.over((*[4]uint8)(row[4*x:]), part)
		}
	}
}

// paint is a colour as 16 bits a channel, multiplied by its strength.
type paint struct {
	r, g, b, a uint32
	opaque     [4]uint8 // what it leaves where it covers a pixel wholly; of a paint that is opaque
}

func paintOf(c color.Color) (p paint) {
	p.r, p.g, p.b, p.a = c.RGBA()
	p.opaque = [4]uint8{uint8(p.r >> 8), uint8(p.g >> 8), uint8(p.b >> 8), 255}
	return p
}

// over is the operator of that name (T. Porter and T. Duff, Compositing Digital Images, 1984), as package draw computes it.
func (p *paint) over(pixel *[4]uint8, part uint8) {
	const all = 0xffff
	if part == 255 && p.a == all {
		*pixel = p.opaque
		return
	}
	cover := uint32(part) * 0x101
	rest := (all - p.a*cover/all) * 0x101
	pixel[0] = uint8((uint32(pixel[0])*rest + p.r*cover) / all >> 8)
	pixel[1] = uint8((uint32(pixel[1])*rest + p.g*cover) / all >> 8)
	pixel[2] = uint8((uint32(pixel[2])*rest + p.b*cover) / all >> 8)
	pixel[3] = uint8((uint32(pixel[3])*rest + p.a*cover) / all >> 8)
}

// arc appends a part of a circle to an outline, between two angles in radians, clockwise.
func arc(outline []point, c point, r, from, to float64) []point {
	n := max(3, int(math.Ceil(math.Abs(to-from)*math.Sqrt(r)*1.5)))
	for i := range n + 1 {
		a := from + (to-from)*float64(i)/float64(n)
		outline = append(outline, point{c.x + r*math.Cos(a), c.y + r*math.Sin(a)})
	}
	return outline
}

func circle(c point, r float64) []point { return arc(nil, c, r, 0, 2*math.Pi) }

// rectangle is one with corners of radius r.
func rectangle(x, y, w, h, r float64) []point {
	if r <= 0 {
		return []point{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}}
	}
	var outline []point
	for i, c := range []point{{x + w - r, y + r}, {x + w - r, y + h - r}, {x + r, y + h - r}, {x + r, y + r}} {
		from := float64(i-1) * math.Pi / 2
		outline = arc(outline, c, r, from, from+math.Pi/2)
	}
	return outline
}

// stroke is the outline of a line along points. Its pieces overlap, which a rasterizer that counts windings fills once only if all
// turn the same way, and these do.
func stroke(line []point, width float64, round bool) shape {
	var sh shape
	for i := range line {
		if round || i > 0 && i < len(line)-1 {
			sh = append(sh, circle(line[i], width/2))
		}
		if i == 0 {
			continue
		}
		a, b := line[i-1], line[i]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		if length == 0 {
			continue
		}
		nx, ny := (b.y-a.y)/length*width/2, (a.x-b.x)/length*width/2
		sh = append(sh, []point{{a.x + nx, a.y + ny}, {b.x + nx, b.y + ny}, {b.x - nx, b.y - ny}, {a.x - nx, a.y - ny}})
	}
	return sh
}

// cutDashes cuts a line into dashes.
func cutDashes(line []point, on, off float64) [][]point {
	if on <= 0 {
		return [][]point{line}
	}
	var dashes [][]point
	dash, left, drawing := []point{line[0]}, on, true
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		for at := 0.0; at < length; {
			step := min(left, length-at)
			at, left = at+step, left-step
			p := point{a.x + (b.x-a.x)*at/length, a.y + (b.y-a.y)*at/length}
			if drawing {
				dash = append(dash, p)
			}
			if left > 1e-9 {
				continue
			}
			if drawing {
				dashes = append(dashes, dash)
				left = off
			} else {
				left = on
			}
			dash, drawing = []point{p}, !drawing
		}
	}
	if drawing && len(dash) > 1 {
		dashes = append(dashes, dash)
	}
	return dashes
}

// hatching is a sheet of parallel stripes.
type hatching struct {
	colour      color.NRGBA
	step, thick float64 // in pixels
	angle       int
	ground      float64 // share of the colour under the stripes
}

func newHatching(h *picture.Hatch, c color.NRGBA, scale float64) hatching {
	return hatching{c, h.Step * scale, h.Thick * scale, h.Angle, h.Ground}
}

func (h hatching) ColorModel() color.Model { return color.NRGBAModel }
func (h hatching) Bounds() image.Rectangle { return image.Rect(-1e9, -1e9, 1e9, 1e9) }
func (h hatching) At(x, y int) color.Color {
	switch {
	case h.angle < 0:
		return h.colourAt(x - y)
	case h.angle == 0:
		return h.colourAt(x)
	}
	return h.colourAt(x + y)
}

// across counts the diagonals of a box of that height, or its columns, to the pixel that is so far from its corner.
func (h hatching) across(x, y, height int) int {
	switch {
	case h.angle < 0:
		return x - y + height - 1
	case h.angle == 0:
		return x
	}
	return x + y
}

// paints are the colours of all diagonals of a box: most pixels share theirs.
func (h hatching) paints(box image.Rectangle) []paint {
	paints := make([]paint, box.Dx()+box.Dy())
	for y := range box.Dy() {
		for x := range box.Dx() {
			if x > 0 && y > 0 && y < box.Dy()-1 {
				continue // its diagonal began at an edge
			}
			paints[h.across(x, y, box.Dy())] = paintOf(h.At(box.Min.X+x, box.Min.Y+y))
		}
	}
	return paints
}

func (h hatching) colourAt(diagonal int) color.Color {
	across := float64(diagonal)
	if h.angle == 0 {
		across *= math.Sqrt2
	}
	// The distance from the middle of the nearest stripe, whose edge is smoothed over a pixel.
	d := math.Abs(math.Remainder(across/math.Sqrt2, h.step))
	strength := min(max(h.thick/2-d+.5, 0), 1)
	c := h.colour
	c.A = uint8(float64(c.A)*(h.ground+(1-h.ground)*strength) + .5)
	return c
}
