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
		switch l := lookOf(m); m.Shape {
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
		case picture.Text:
			anchor := [...]float64{picture.AnchorStart: 0, picture.AnchorMiddle: .5, picture.AnchorEnd: 1}[m.Anchor]
			p.write(p.sheet, writingKind{l.bold, l.mono, m.H * p.scale}, p.colours.at(l.fill, 0), p.place(m.X, m.Y), anchor, m.Text)
		}
	}
}

func (p *pen) paint(sh shape, c color.Color) { p.fill(sh, image.NewUniform(c)) }

func (p *pen) line(line []point, l look) {
	for _, dash := range dashed(line, l.dash[0]*p.scale, l.dash[1]*p.scale) {
		p.paint(stroke(dash, l.width*p.scale, l.cap), p.colours.at(l.stroke, l.alpha))
	}
}

func (p *pen) rect(m *picture.Mark, l look) {
	x, y, w, h := m.X, m.Y, m.W, m.H
	if l.inset {
		x, y, w, h = x+.7, y+.7, max(w-1.4, .2), max(h-1.4, .2)
	}
	radius := 0.0
	if l.round {
		radius = min(4, h/4, w/2) * p.scale
	}
	at := p.place(x, y)
	outline := rectangle(at.x, at.y, w*p.scale, h*p.scale, radius)
	if l.fill != "" {
		p.paint(shape{outline}, p.colours.at(l.fill, l.alpha))
	}
	if l.hatch != "" {
		p.fill(shape{outline}, hatching{p.colours.at(l.hatch, l.alpha), l.step * p.scale, l.thick * p.scale, l.lean, l.upright, l.tint})
	}
	if l.stroke != "" {
		if l.fill != "" {
			l.alpha = 0 // that of the fill
		}
		p.line(append(outline, outline[0]), l)
	}
}

func (p *pen) triangle(m *picture.Mark, l look) {
	outline := []point{p.place(m.X-m.W/2, m.Y), p.place(m.X+m.W/2, m.Y), p.place(m.X, m.Y+m.H)}
	p.paint(shape{outline}, p.colours.at(l.fill, 0))
	if l.stroke != "" {
		l.cap = true
		p.line(append(outline, outline[0]), l)
	}
}

// cap draws a circle with a sign in it; a small one is the sign alone, and for a finish a dot.
func (p *pen) cap(m *picture.Mark, l look) {
	c, size, colour := p.place(m.X, m.Y), m.W/8.5*p.scale, p.colours.at(l.stroke, 0)
	small, width := m.W < 5, l.width
	switch {
	case small && (m.Meaning == picture.FinishCap || m.Meaning == picture.BadStatusCap):
		p.paint(shape{circle(c, 8.5*size)}, colour)
		return
	case small:
		width = 4.5
	default:
		p.paint(shape{circle(c, (8.5+width/2)*size)}, colour)
		p.paint(shape{circle(c, (8.5-width/2)*size)}, p.colours.at("page", 0))
	}
	for _, line := range signLines(m.Meaning.Sign()) {
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
