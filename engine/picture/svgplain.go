package picture

import "strings"

// A picture that is a file of its own is read by more than browsers: by librsvg, CairoSVG, ImageMagick, Inkscape, and by word
// processors. None of these knows custom properties, few know more of CSS than classes, and some sites take style sheets out. So the
// light theme stands in attributes, which all of them read. What only browsers need is said within @media, which the others skip.

// paint writes how a mark looks, for a picture that no style sheet draws.
func (p *pen) paint(l *Look) {
	if p.colours == nil {
		return
	}
	if l.Hatch == nil {
		p.say("fill", p.colour(l.Fill))
	}
	p.say("fill-opacity", shortNumber(l.FillOpacity))
	p.say("opacity", shortNumber(l.Opacity))
	if l.Stroke != "" {
		p.stroke(l)
	}
	if l.Bold {
		p.say("font-weight", "bold")
	}
	if l.Mono {
		p.say("font-family", "monospace")
	}
}

func (p *pen) stroke(l *Look) {
	p.say("stroke", p.colour(l.Stroke))
	p.say("stroke-width", shortNumber(l.Width))
	if l.RoundEnds {
		p.say("stroke-linecap", "round")
	}
	if l.RoundJoins {
		p.say("stroke-linejoin", "round")
	}
	if l.Dash[0] > 0 {
		p.say("stroke-dasharray", shortNumber(l.Dash[0])+" "+shortNumber(l.Dash[1]))
	}
}

// say writes an attribute that has a value.
func (p *pen) say(attribute, value string) {
	if value != "" {
		p.put(" ", attribute, `="`, value, `"`)
	}
}

// colour is the value of a colour; of none, since SVG's own default is black.
func (p *pen) colour(c Colour) string {
	if c == "" {
		return string(None)
	}
	return p.colours[c]
}

// ground is the colour under the stripes.
func (h *Hatch) ground() Colour {
	if h.Ground > 0 {
		return h.Colour
	}
	return ""
}

// ofCircle is how a cap's circle looks, and ofSign its sign. Of a small cap one of them is not seen.
func (l *Look) ofCircle(small bool) *Look {
	switch {
	case small && l.Dot:
		return &Look{Fill: l.Stroke}
	case small:
		return &Look{}
	}
	return &Look{Fill: l.Fill, Stroke: l.Stroke, Width: l.Width}
}

func (l *Look) ofSign(small bool) *Look {
	sign := *l
	sign.Fill = ""
	switch {
	case small && l.Dot:
		sign.Stroke = ""
	case small:
		sign.Width = l.SmallWidth
	}
	return &sign
}

// standaloneCSS is what browsers are told beyond the attributes: whole lists of letters, and the dark theme, where the picture has
// both. Its rules find a colour by its light value.
func standaloneCSS(theme string) string {
	var b strings.Builder
	b.WriteString("@media all{.timeline{font-family:" + sansLetters + ";font-variant-numeric:tabular-nums}" +
		".timeline [font-family]{font-family:" + monoLetters + "}.timeline [font-weight]{font-weight:600}}")
	if theme != "" {
		return b.String()
	}
	b.WriteString("\n@media(prefers-color-scheme:dark){")
	for _, c := range colours {
		for _, attribute := range []string{"fill", "stroke"} {
			b.WriteString(`.timeline [` + attribute + `="` + c.light + `"]{` + attribute + ":" + c.dark + "}")
		}
	}
	return b.String() + "}"
}
