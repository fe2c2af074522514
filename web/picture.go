package web

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"

	"inflight/engine"
	"inflight/engine/picture"
	"inflight/engine/view"
)

// Timeline answers with the picture of a link's simulated run, or of its comparison. A wrong link has status 400 and a picture of the
// error, since an <img> shows no other words.
func (s *Site) Timeline(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	s.serve(w, r, timelines)
}

// timelines are the pictures of links as SVG.
var timelines = format{"timeline", "image/svg+xml", parseTimeline, "image/svg+xml", func(problem string) []byte {
	return []byte(errorPicture(problem))
}}

func parseTimeline(query string) (drawing, error) {
	p, err := parsePicture(query, svgWidths)
	if err != nil {
		return drawing{}, err
	}
	return drawing{p.key(), func(ctx context.Context) ([]byte, error) {
		scene, err := p.scene(ctx)
		if err != nil {
			return nil, err
		}
		return []byte(scene.SVG(picture.SVGOptions{Standalone: true, Theme: p.theme, Play: p.play})), nil
	}}, nil
}

// drawNow draws a query's picture for nobody in particular.
func drawNow(parse func(query string) (drawing, error), query string) ([]byte, error) {
	d, err := parse(query)
	if err != nil {
		return nil, err
	}
	return d.draw(context.Background())
}

// scene lays the picture out.
func (p pictureQuery) scene(ctx context.Context) (*picture.Scene, error) {
	if p.view == "compare" {
		c, err := p.comparison(ctx)
		if err != nil {
			return nil, err
		}
		return picture.LayoutComparison(c, float64(p.width)), nil
	}
	whole, err := p.fold(ctx)
	if err != nil {
		return nil, err
	}
	o := picture.LayoutOptions{Width: float64(p.width), Parts: picture.PartAll,
		ByConnection: p.view == "connections"}
	if at := p.scenario.At; p.at < 0 && !p.play && at != engine.NoTimeout {
		p.at = at
	}
	if p.at < 0 {
		return picture.Layout(whole, o), nil
	}
	o.Frame, o.Playhead = whole, true
	return picture.Layout(view.Fold(whole.Scenario, whole.Log, p.at), o), nil
}

// comparison runs the scenario under its variants in virtual time, or has the runs of two programs from the link.
func (p pictureQuery) comparison(ctx context.Context) (*view.Comparison, error) {
	if p.compared != nil {
		return p.compared, nil
	}
	c := view.CompareUntil(ctx, p.scenario, p.variants)
	return c, c.Rows[0].Err
}

// fold runs the link's scenario, or shows the run that the link has.
func (p pictureQuery) fold(ctx context.Context) (*view.Timeline, error) {
	if p.own.On {
		return view.Fold(p.scenario, p.log, view.WholeLog), nil
	}
	return fold(ctx, p.scenario)
}

// fold runs a scenario in virtual time.
func fold(ctx context.Context, s *engine.Scenario) (*view.Timeline, error) {
	log, err := engine.SimulateUntil(ctx, s)
	if err != nil {
		return nil, err
	}
	return view.Fold(s, log, view.WholeLog), nil
}

// errorPicture writes words into a picture, in colours that can be read on any page. It is as wide as a timeline
// is by default.
func errorPicture(words string) string {
	const margin, size, lineHeight, letter = 16, 13, 20, 8
	lines := wrap(words, (svgWidths.usual-2*margin)/letter)
	height := 2*margin + lineHeight*len(lines)
	var svg strings.Builder
	fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img">`,
		svgWidths.usual, height)
	fmt.Fprintf(&svg, `<rect width="%d" height="%d" fill="#ffffff"/>`, svgWidths.usual, height)
	fmt.Fprintf(&svg, `<g font-family="ui-monospace, monospace" font-size="%d" fill="#c8321f">`, size)
	for i, line := range lines {
		fmt.Fprintf(&svg, `<text x="%d" y="%d">`, margin, margin+size+i*lineHeight)
		xml.EscapeText(&svg, []byte(line)) // a strings.Builder takes everything
		svg.WriteString("</text>")
	}
	svg.WriteString("</g></svg>\n")
	return svg.String()
}

// wrap breaks words into lines of at most so many characters; a longer word is broken too.
func wrap(words string, most int) []string {
	lines := []string{""}
	for word := range strings.FieldsSeq(words) {
		for _, part := range breakWord(word, most) {
			last := &lines[len(lines)-1]
			if *last != "" && len([]rune(*last))+1+len([]rune(part)) > most {
				lines = append(lines, "")
				last = &lines[len(lines)-1]
			}
			*last = strings.TrimPrefix(*last+" "+part, " ")
		}
	}
	return lines
}

// breakWord splits a word into parts of at most so many characters.
func breakWord(word string, most int) (parts []string) {
	letters := []rune(word)
	for len(letters) > most {
		parts, letters = append(parts, string(letters[:most])), letters[most:]
	}
	return append(parts, string(letters))
}
