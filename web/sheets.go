package web

import (
	"html/template"
	"slices"
	"strings"

	"inflight/engine/picture"
	"inflight/engine/program"
	"inflight/engine/view"
)

// The widths of the guide's pictures, in pixels: that of its examples, and that of a phone.
const (
	guideWidth = 774
	phoneWidth = 358
)

// sheet is a picture of a lesson, in both widths; the page shows the one that fits.
type sheet struct{ Wide, Narrow template.HTML }

// Finished is the whole run.
func (l *lesson) Finished() sheet { return l.sheet("end", l.timeline, picture.LayoutOptions{}) }

// Unstarted is the same picture before anything has happened.
func (l *lesson) Unstarted() sheet {
	return l.sheet("start", view.Fold(l.scenario, nil, 0), picture.LayoutOptions{})
}

// Connections is the whole run with a lane for each connection.
func (l *lesson) Connections() sheet {
	return l.sheet("connections", l.timeline, picture.LayoutOptions{ByConnection: true})
}

// sheet draws a timeline of the lesson in both widths.
func (l *lesson) sheet(name string, t *view.Timeline, o picture.LayoutOptions) sheet {
	o.Frame = l.timeline
	draw := func(width float64, size string) template.HTML {
		o.Width = width
		return template.HTML(picture.Layout(t, o).SVG(picture.SVGOptions{ID: l.ID + "-" + name + "-" + size, Of: l.ID}))
	}
	return sheet{draw(guideWidth, "wide"), draw(phoneWidth, "narrow")}
}

// listing is a program, or the part of it that matters, in one language.
type listing struct {
	Group    string // of the listings among which one is chosen
	ID, Name string
	Markup   template.HTML
}

// languages are the names of those that programs are written in.
var languages = map[program.Language]string{program.Python: "Python", program.Go: "Go", program.JavaScript: "JavaScript"}

// Programs are the lesson's program in each language: what differs from lesson to lesson.
func (l *lesson) Programs() []listing {
	tags := []program.Tag{program.Enter, program.Create, program.Await, program.Deliver, program.Return, program.Raise}
	if l.task {
		tags = append(tags, program.Start, program.Open, program.Send, program.Answer, program.Shut)
	}
	return l.listings("code", func(p *program.Program) []int { return keyLines(p, tags) })
}

// WholePrograms are the same programs with all their lines.
func (l *lesson) WholePrograms() []listing {
	return l.listings("whole", func(p *program.Program) []int { return linesBetween(0, len(p.Lines)) })
}

// listings are the lines that pick picks, in each language.
func (l *lesson) listings(name string, pick func(*program.Program) []int) []listing {
	var all []listing
	for _, language := range program.Languages {
		p := program.Write(l.scenario, language, l.backend, program.Options{})
		all = append(all, listing{name + "-" + l.ID, string(language), languages[language], markup(p, pick(p))})
	}
	return all
}

// keyLines returns the lines of a program that matter for some tags: blocks in which a line has one of the tags, and lines that declare
// requests.
func keyLines(p *program.Program, tags []program.Tag) []int {
	var lines []int
	for from := 0; from < len(p.Lines); {
		to := p.BlockEnd(from)
		if part := keyLinesOfBlock(p, from, to, tags); len(part) > 0 {
			if len(lines) > 0 {
				lines = append(lines, gap)
			}
			lines = append(lines, part...)
		}
		from = to
	}
	return lines
}

// gap stands for lines that are left out.
const gap = -1

// keyLinesOfBlock returns the lines of a block that matter: all of them if a line has one of the tags, else the list of declared requests.
func keyLinesOfBlock(p *program.Program, from, to int, tags []program.Tag) []int {
	for to > from && p.Lines[to-1].Text == "" {
		to--
	}
	first, last := to, from
	for i := from; i < to; i++ {
		l := p.Lines[i]
		if slices.ContainsFunc(tags, l.Is) {
			return linesBetween(from, to)
		}
		if l.From < l.To {
			first, last = min(first, i-1), i+1 // with the lines that open and close the list
		}
	}
	if first > last {
		return nil
	}
	return linesBetween(first, last+1)
}

// linesBetween returns the lines from one up to another, which is left out.
func linesBetween(from, to int) []int {
	var lines []int
	for i := from; i < to; i++ {
		lines = append(lines, i)
	}
	return lines
}

// markup is a program's lines with their colours.
func markup(p *program.Program, lines []int) template.HTML {
	spans := p.Highlight()
	var b strings.Builder
	for _, line := range lines {
		if line == gap {
			b.WriteByte('\n')
			continue
		}
		for _, span := range spans[line] {
			if span.Class == "" {
				b.WriteString(template.HTMLEscapeString(span.Text))
				continue
			}
			b.WriteString(`<span class="` + string(span.Class) + `">` + template.HTMLEscapeString(span.Text) + "</span>")
		}
		b.WriteByte('\n')
	}
	return template.HTML(b.String())
}
