package png

import (
	"image"
	"image/color"
	"strconv"
	"strings"

	"inflight/engine/picture"
)

// pen draws the marks of a scene on a sheet.
type pen struct {
	*sheet
	writing
	colours palette
	scale   float64 // pixels of the sheet for one of the scene
	origin  point   // of the scene, in pixels of the sheet
}

func (p *pen) place(x, y float64) point { return point{p.origin.x + x*p.scale, p.origin.y + y*p.scale} }

func (p *pen) draw(sc *picture.Scene) {
	for i := range sc.Marks {
		m := &sc.Marks[i]
		switch l := *m.Look(); m.Shape {
		case picture.Rect:
			p.rect(m, l)
		case picture.Line:
			p.line([]point{p.place(m.X, m.Y), p.place(m.X+m.W, m.Y+m.H)}, l)
		case picture.Triangle:
			p.triangle(m, l)
		case picture.Cap:
			p.cap(m, l)
		case picture.Bracket:
			p.line([]point{p.place(m.X+m.W, m.Y), p.place(m.X, m.Y), p.place(m.X, m.Y+m.H), p.place(m.X+m.W, m.Y+m.H)}, l)
		case picture.Bars, picture.Curve:
			p.outline(m, l)
		case picture.Text:
			anchor := [...]float64{picture.AnchorStart: 0, picture.AnchorMiddle: .5, picture.AnchorEnd: 1}[m.Anchor]
			p.write(p.sheet, writingKind{l.Bold, l.Mono, m.H * p.scale}, p.colours[l.Fill], p.place(m.X, m.Y), anchor, m.Text)
		}
	}
}

func (p *pen) paint(sh shape, c color.Color) { p.fill(sh, image.NewUniform(c)) }

func (p *pen) line(line []point, l picture.Look) {
	for _, dash := range cutDashes(line, l.Dash[0]*p.scale, l.Dash[1]*p.scale) {
		p.paint(stroke(dash, l.Width*p.scale, l.RoundEnds), p.colours.fade(l.Stroke, l.Opacity))
	}
}

func (p *pen) rect(m *picture.Mark, l picture.Look) {
	x, y, w, h := m.X, m.Y, m.W, m.H
	if l.Inset {
		x, y, w, h = x+.7, y+.7, max(w-1.4, .2), max(h-1.4, .2)
	}
	radius := min(4, h/4, w/2) * p.scale
	if l.Square {
		radius = 0
	}
	at := p.place(x, y)
	outline := rectangle(at.x, at.y, w*p.scale, h*p.scale, radius)
	if l.Fill != "" {
		p.paint(shape{outline}, p.colours.fade(l.Fill, l.FillOpacity, l.Opacity))
	}
	if l.Hatch != nil {
		p.fill(shape{outline}, newHatching(l.Hatch, p.colours.fade(l.Hatch.Colour, l.Opacity), p.scale))
	}
	if l.Stroke != "" {
		p.line(append(outline, outline[0]), l)
	}
}

// outline draws many rectangles at once, or one closed outline.
func (p *pen) outline(m *picture.Mark, l picture.Look) {
	points, sh := *m.Points, shape{}
	for i := 0; m.Shape == picture.Bars && i < len(points); i += 4 {
		at := p.place(m.X+points[i], m.Y+points[i+1])
		sh = append(sh, rectangle(at.x, at.y, points[i+2]*p.scale, points[i+3]*p.scale, 0))
	}
	if m.Shape == picture.Curve {
		var outline []point
		for i := 0; i < len(points); i += 2 {
			outline = append(outline, p.place(m.X+points[i], m.Y+points[i+1]))
		}
		sh = shape{outline}
	}
	p.paint(sh, p.colours.fade(l.Fill, l.FillOpacity, l.Opacity))
	if l.Stroke != "" {
		p.line(append(sh[0], sh[0][0]), l)
	}
}

func (p *pen) triangle(m *picture.Mark, l picture.Look) {
	outline := []point{p.place(m.X-m.W/2, m.Y), p.place(m.X+m.W/2, m.Y), p.place(m.X, m.Y+m.H)}
	p.paint(shape{outline}, p.colours[l.Fill])
	if l.Stroke != "" {
		l.RoundEnds = l.RoundJoins // they meet
		p.line(append(outline, outline[0]), l)
	}
}

// cap draws a circle with a sign in it; a small one is the sign alone, and for a finish a dot.
func (p *pen) cap(m *picture.Mark, l picture.Look) {
	c, size, colour := p.place(m.X, m.Y), m.W/8.5*p.scale, p.colours[l.Stroke]
	small, width := m.W < 5, l.Width
	switch {
	case small && l.Dot:
		p.paint(shape{circle(c, 8.5*size)}, colour)
		return
	case small:
		width = l.SmallWidth
	default:
		p.paint(shape{circle(c, (8.5+width/2)*size)}, colour)
		p.paint(shape{circle(c, (8.5-width/2)*size)}, p.colours[l.Fill])
	}
	for _, line := range signLines(l.Sign) {
		for i := range line {
			line[i] = point{c.x + line[i].x*size, c.y + line[i].y*size}
		}
		p.paint(stroke(line, width*size, true), colour)
	}
}

// signLines reads the path of a sign: M and L with two numbers, V with one.
func signLines(path string) [][]point {
	var lines [][]point
	for word := range strings.FieldsSeq(path) {
		x, y, _ := strings.Cut(word[1:], ",")
		p := point{number(x), number(y)}
		switch n := len(lines) - 1; word[0] {
		case 'M':
			lines = append(lines, []point{p})
		case 'V':
			lines[n] = append(lines[n], point{lines[n][len(lines[n])-1].x, p.x})
		default:
			lines[n] = append(lines[n], p)
		}
	}
	return lines
}

// number reads a number of a sign; the second of V's is missing.
func number(text string) float64 {
	x, _ := strconv.ParseFloat(text, 64)
	return x
}
