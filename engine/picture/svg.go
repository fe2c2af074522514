package picture

import (
	"inflight/engine"
	"strconv"
	"strings"
)

// SVGOptions says what kind of SVG is written.
type SVGOptions struct {
	Standalone bool   // a file of its own, with its colours inside; otherwise the page's CSS draws it
	Theme      string // of a standalone one: "light", "dark", or "" for what the reader's system prefers
	ID         string // prefix of ids; two pictures in one page need two. "" is "timeline"
	Of         string // what tells it from others on a page, for those who cannot see it; it goes before the scene's title
	Play       bool   // a standalone one plays by itself, again and again, for those who want motion
}

// SVG draws the scene. Every text is escaped, the same scene gives the same bytes, and no element has a style
// attribute, so that a page may forbid them.
func (sc *Scene) SVG(o SVGOptions) string {
	p := &pen{id: o.ID}
	if p.id == "" {
		p.id = "timeline"
	}
	if o.Standalone {
		p.colours = Colours(o.Theme)
	}
	if o.Play && o.Standalone {
		p.play = newPlaying(sc)
	}
	p.Grow(4096 + 160*len(sc.Marks))
	p.open(sc, o)
	task := engine.NoTask
	for i := range sc.Marks {
		m := &sc.Marks[i]
		if m.Task != task {
			p.group(task, m.Task)
			task = m.Task
		}
		p.mark(m)
	}
	p.group(task, engine.NoTask)
	if p.play != nil {
		p.put(`<path class="playhead sweep" opacity="0" d="M0,`, number(p.play.top), " V", number(p.play.bottom), `"`)
		p.paint(&looks[Playhead])
		p.put("/>\n")
	}
	p.put("</svg>\n")
	return p.String()
}

// pen writes SVG.
type pen struct {
	strings.Builder
	id      string
	colours map[Colour]string // of a file of its own; nil where the page's CSS draws
	play    *playing          // nil for a picture that does not move
}

// put writes strings that are SVG already.
func (p *pen) put(parts ...string) {
	for _, s := range parts {
		p.WriteString(s)
	}
}

// num writes an attribute in pixels, to a tenth of one.
func (p *pen) num(name string, x float64) {
	p.put(" ", name, `="`, number(x), `"`)
}

// number is a coordinate, to a tenth of a pixel.
func number(x float64) string {
	text := strconv.FormatFloat(x, 'f', 1, 64)
	if text == "-0.0" {
		return "0"
	}
	return strings.TrimSuffix(text, ".0")
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

// escapeXML makes a text safe between tags and in attributes; what XML cannot hold becomes a question mark.
func escapeXML(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == 0xfffe || r == 0xffff {
			return '?'
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	return escaper.Replace(text)
}

func (p *pen) open(sc *Scene, o SVGOptions) {
	w, h := number(sc.Width), number(sc.Height)
	p.put(`<svg xmlns="http://www.w3.org/2000/svg" class="timeline" viewBox="0 0 `, w, " ", h,
		`" width="`, w, `" height="`, h, `" role="img" aria-labelledby="`, p.id, `-title `, p.id, `-desc"`)
	if o.Standalone {
		p.put(` font-family="sans-serif" stroke="none"`) // ImageMagick's own renderer takes black for none
	}
	p.put(">\n", `<title id="`, p.id, `-title">`, escapeXML(named(o.Of, sc.Title)), "</title>")
	p.put(`<desc id="`, p.id, `-desc">`, escapeXML(sc.words()), "</desc>\n")
	if o.Standalone {
		p.put("<style>", standaloneCSS(o.Theme))
		if p.play != nil {
			p.put(p.play.css())
		}
		p.put("</style>\n")
	}
	p.patterns()
	if o.Standalone {
		p.put(`<rect class="picture" width="`, w, `" height="`, h, `" rx="10" fill="`, p.colours[Paper], `"/>`, "\n")
	}
	if p.play != nil {
		p.curtain()
	}
}

// named is a title with what goes before it, if anything does.
func named(of, title string) string {
	if of == "" {
		return title
	}
	return of + ": " + title
}

// patterns defines the hatchings. They are referred to by attribute: a style sheet elsewhere cannot know their ids.
func (p *pen) patterns() {
	p.put("<defs>")
	for _, h := range hatches {
		size := shortNumber(h.Step)
		p.put(`<pattern id="`, p.id, "-", h.name, `" class="`, h.name, `-hatch" width="`, size, `" height="`, size,
			`" patternUnits="userSpaceOnUse" patternTransform="rotate(`, strconv.Itoa(h.Angle), `)"><rect width="`, size, `" height="`, size, `"`)
		p.paint(&Look{Fill: h.ground(), FillOpacity: h.Ground})
		// Half of the stroke is outside of the pattern.
		p.put(`/><path d="M0,0 V`, size, `"`)
		if p.colours == nil {
			p.put(` stroke-width="`, shortNumber(2*h.Thick), `"`)
		}
		p.paint(&Look{Stroke: h.Colour, Width: 2 * h.Thick})
		p.put(`/></pattern>`)
	}
	p.put("</defs>\n")
}

// group closes the group of one lane and opens that of another.
func (p *pen) group(from, to int) {
	if from != engine.NoTask {
		p.put("</g>\n")
	}
	if to != engine.NoTask {
		p.put(`<g class="lane" data-task="`, strconv.Itoa(to), `">`, "\n")
	}
}

func (p *pen) mark(m *Mark) {
	switch m.Shape {
	case Rect:
		p.rect(m)
	case Line:
		p.path(m, "M", number(m.X), ",", number(m.Y), " L", number(m.X+m.W), ",", number(m.Y+m.H))
	case Cap:
		p.cap(m)
	case Triangle:
		p.path(m, "M", number(m.X-m.W/2), ",", number(m.Y), " h", number(m.W), " l", number(-m.W/2), ",", number(m.H), " z")
	case Bars, Curve:
		p.outline(m)
	case Text:
		p.text(m)
	case Bracket:
		p.path(m, "M", number(m.X+m.W), ",", number(m.Y), " H", number(m.X), " v", number(m.H), " H", number(m.X+m.W))
	}
}

func (p *pen) path(m *Mark, d ...string) {
	p.begin("path", m)
	p.put(` d="`)
	p.put(d...)
	p.put(`"`)
	p.paint(m.Look())
	p.put("/>\n")
}

// begin writes an element's name and class.
func (p *pen) begin(element string, m *Mark) {
	p.put("<", element, ` class="`, m.Meaning.Class())
	p.put(m.Fate.Classes(), p.play.class(m), `"`)
	if p.play.grows(m) {
		p.put(` clip-path="url(#`, p.id, `-curtain)"`)
	}
}

func (p *pen) rect(m *Mark) {
	p.begin("rect", m)
	l := m.Look()
	x, y, w, h := m.X, m.Y, m.W, m.H
	if l.Inset {
		x, y, w, h = x+.7, y+.7, max(w-1.4, .2), max(h-1.4, .2)
	}
	p.num("x", x)
	p.num("y", y)
	p.num("width", w)
	p.num("height", h)
	if !l.Square {
		p.num("rx", min(4, h/4, w/2))
	}
	if l.Hatch != nil {
		p.put(` fill="url(#`, p.id, "-", l.Hatch.name, `)"`)
	}
	p.paint(l)
	p.put("/>\n")
}

// outline writes many rectangles, or one outline, as one path.
func (p *pen) outline(m *Mark) {
	points, d := *m.Points, strings.Builder{}
	for i := 0; m.Shape == Bars && i < len(points); i += 4 {
		w := number(points[i+2])
		d.WriteString("M" + number(m.X+points[i]) + "," + number(m.Y+points[i+1]) + "h" + w + "v" + number(points[i+3]) + "h-" + w + "z")
	}
	for i := 0; m.Shape == Curve && i < len(points); i += 2 {
		d.WriteString([]string{"M", "L"}[min(i, 1)] + number(m.X+points[i]) + "," + number(m.Y+points[i+1]))
	}
	p.path(m, d.String())
}

// anchors are the values of text-anchor; a start is the default.
var anchors = [...]string{AnchorMiddle: ` text-anchor="middle"`, AnchorEnd: ` text-anchor="end"`}

func (p *pen) text(m *Mark) {
	p.begin("text", m)
	p.num("x", m.X)
	p.num("y", m.Y)
	p.num("font-size", m.H)
	p.put(anchors[m.Anchor])
	p.paint(m.Look())
	p.put(">", escapeXML(m.Text), "</text>\n")
}

// cap writes a circle with a sign in it; a small cap is the sign alone, and for a finish a dot.
func (p *pen) cap(m *Mark) {
	l, small := m.Look(), m.W < 5
	p.put(`<g class="`, m.Meaning.Class())
	if small {
		p.put(" small")
	}
	p.put(m.Fate.Classes(), p.play.class(m))
	p.put(`" transform="translate(`, number(m.X), " ", number(m.Y), ")")
	if m.W != 8.5 {
		p.put(" scale(", strconv.FormatFloat(m.W/8.5, 'f', 2, 64), ")")
	}
	p.put(`"><circle r="8.5"`)
	p.paint(l.ofCircle(small))
	p.put(`/><path d="`, l.Sign, `"`)
	p.paint(l.ofSign(small))
	p.put(`/></g>`, "\n")
}
