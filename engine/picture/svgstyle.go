package picture

import (
	"strconv"
	"strings"
)

// PictureCSS is how the classes of a page's pictures look, with colours as custom properties; it is part of [PageCSS].
func PictureCSS() string {
	return "\n.timeline{font-family:" + sansLetters + ";font-variant-numeric:tabular-nums}\n" +
		rulesCSS(textRules) + hatchesCSS() + rulesCSS(markRules) + smallCapsCSS()
}

// PageCSS is the style sheet of pages with pictures: the colours of both themes, the rules of pictures, and those of the marks that
// only pages have.
func PageCSS() string { return pageThemeCSS() + PictureCSS() + rulesCSS(pageRules) }

// style is one line of the style sheet.
func style(selector, declarations string) string { return selector + "{" + declarations + "}\n" }

func rulesCSS(rules []rule) string {
	var b strings.Builder
	for i := 0; i < len(rules); {
		r := rules[i]
		selectors := []string{r.selector()}
		for i++; i < len(rules) && rules[i].look == r.look && rules[i].fate == r.fate; i++ {
			selectors = append(selectors, rules[i].selector())
		}
		if said := r.look.declarations(); said != "" {
			b.WriteString(style(strings.Join(selectors, ","), said))
		}
	}
	return b.String()
}

func (r rule) selector() string {
	classes := classesCSS(r.of)
	classes += strings.ReplaceAll(r.fate.Classes(), " ", ".")
	if r.css == "" {
		return ".timeline " + classes
	}
	return ".timeline " + strings.Replace(r.css, "&", classes, 1)
}

func classesCSS(of []Meaning) string {
	var classes []string
	for _, m := range of {
		classes = append(classes, "."+m.Class())
	}
	return anyOf(classes)
}

// anyOf is a selector for what one of some selectors is for.
func anyOf(selectors []string) string {
	if len(selectors) == 1 {
		return selectors[0]
	}
	return ":is(" + strings.Join(selectors, ",") + ")"
}

// declarations are what a style sheet says of a look; the rest is drawn by the pen, or said by attributes.
func (l Look) declarations() string {
	var said []string
	say := func(property, value string) {
		if value != "" {
			said = append(said, property+":"+value)
		}
	}
	say("fill", l.Fill.css())
	say("fill-opacity", shortNumber(l.FillOpacity))
	say("stroke", l.Stroke.css())
	say("stroke-width", shortNumber(l.Width))
	if l.RoundEnds {
		say("stroke-linecap", "round")
	}
	if l.Dash[0] > 0 {
		say("stroke-dasharray", shortNumber(l.Dash[0])+" "+shortNumber(l.Dash[1]))
	}
	if l.RoundJoins {
		say("stroke-linejoin", "round")
	}
	say("opacity", shortNumber(l.Opacity))
	if l.Bold {
		say("font-weight", "600")
	}
	if l.Mono {
		say("font-family", monoLetters)
	}
	return strings.Join(said, ";")
}

func (c Colour) css() string {
	if c == "" || c == None {
		return string(c)
	}
	return "var(--" + string(c) + ")"
}

// shortNumber is a number without the 0 before its point, and nothing for 0.
func shortNumber(x float64) string {
	return strings.TrimPrefix(strconv.FormatFloat(x, 'f', -1, 64), "0")
}

// hatchesCSS are the rules of the patterns: of those that are stripes alone, by colour, and then of those on a ground.
func hatchesCSS() string {
	plain, grounded := style(".timeline pattern rect", "fill:none"), ""
	done := map[Colour]bool{}
	for _, h := range hatches {
		stripes := "stroke:" + h.Colour.css()
		if h.Ground > 0 {
			grounded += style(".timeline "+h.class()+" rect", "fill:"+h.Colour.css()+";opacity:"+shortNumber(h.Ground)) +
				style(".timeline "+h.class()+" path", stripes)
		} else if !done[h.Colour] {
			done[h.Colour] = true
			plain += style(".timeline "+plainHatches(h.Colour)+" path", stripes)
		}
	}
	return plain + grounded
}

// plainHatches selects the patterns of a colour that are stripes alone.
func plainHatches(c Colour) string {
	var classes []string
	for _, h := range hatches {
		if h.Colour == c && h.Ground == 0 {
			classes = append(classes, h.class())
		}
	}
	return anyOf(classes)
}

func (h *Hatch) class() string { return "." + h.name + "-hatch" }

// smallCapsCSS are the rules of caps that are small: their signs alone, and dots.
func smallCapsCSS() string {
	var dots []Meaning
	var filled string
	for _, m := range caps {
		if l := looks[m]; l.Dot {
			dots = append(dots, m)
			filled += style(".timeline .small."+m.Class()+" circle", "fill:"+l.Stroke.css())
		}
	}
	return style(".timeline .small path", "stroke-width:"+shortNumber(looks[FinishCap].SmallWidth)) +
		style(".timeline .small circle", "stroke:none;fill:none") +
		style(".timeline .small"+classesCSS(dots)+" path", "stroke:none") + filled
}
