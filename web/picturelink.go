package web

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/view"
)

// pictureQuery is a picture's query: a link, with further keys for the look of the picture.
type pictureQuery struct {
	scenario *engine.Scenario
	variants []engine.Variant // of a comparison
	view     string           // "timeline", "connections" or "compare"
	theme    string           // as in engine.SVGOptions
	width    int              // pixels
	at       time.Duration    // the moment that it shows; negative for the run's end
	play     bool             // it moves

	own model.Own  // somebody's own program, where the link is one's, …
	log engine.Log // … and its run

	compared *view.Comparison // of two such programs
}

// widths bound how wide a picture is, in pixels.
type widths struct{ least, usual, most int }

var svgWidths = widths{280, 960, 4000}

// themes are the values of the key theme.
var themes = map[string]string{"light": "light", "dark": "dark", "auto": ""}

// key is the same for all queries of the same picture.
func (p pictureQuery) key() string {
	var link string
	switch {
	case p.compared != nil:
		link = p.compared.Rows[0].Link + "&" + p.compared.Rows[1].Link
	case p.own.On:
		link = p.own.Text + "\x00" + p.own.Log
	case p.view == "compare":
		link = engine.ComparisonLink(p.scenario, p.variants)
	default:
		link = p.scenario.Link()
	}
	return fmt.Sprintf("%s %q %d %v %v %s", p.view, p.theme, p.width, p.at, p.play, link)
}

// parsePicture reads a picture's query. It takes out the keys of the picture. The rest is the link, which its own parser judges.
func parsePicture(query string, w widths) (pictureQuery, error) {
	p := pictureQuery{view: "timeline", width: w.usual, at: -1}
	came := query
	p.own, _ = model.OwnProgram(query)
	query, err := engine.Unpack(query)
	if err != nil {
		return p, err
	}
	var link []string
	for part := range strings.SplitSeq(query, "&") {
		key, value, _ := strings.Cut(part, "=")
		if plain, err := url.QueryUnescape(value); err == nil {
			value = plain
		}
		known, err := p.set(key, value, w)
		switch {
		case err != nil:
			return p, fmt.Errorf("%s: %w", key, err)
		case !known:
			link = append(link, part)
		}
	}
	if p.play && p.at >= 0 {
		return p, fmt.Errorf("play: a picture of one moment does not play: want either at or play")
	}
	if p.view == "compare" && p.at >= 0 {
		return p, fmt.Errorf("at: a comparison has no moment: want view=timeline, or no at")
	}
	if p.view == "compare" && p.own.On {
		compared, two, err := model.OwnComparison(came)
		if p.compared = compared; two {
			return p, err
		}
	}
	switch {
	case p.own.On:
		p.view = "timeline"
		p.scenario, p.log, err = p.own.Run()
	case p.view == "compare":
		p.scenario, p.variants, err = engine.ParseComparison(strings.Join(link, "&"))
	default:
		p.scenario, err = engine.Parse(strings.Join(link, "&"))
	}
	return p, err
}

// set takes one of the picture's keys, if it is one.
func (p *pictureQuery) set(key, value string, w widths) (known bool, err error) {
	switch key {
	case "theme":
		theme, known := themes[value]
		if !known {
			return true, fmt.Errorf("unknown theme %q: want light, dark or auto", value)
		}
		p.theme = theme
	case "width":
		width, err := strconv.Atoi(value)
		if err != nil || width < w.least || width > w.most {
			return true, fmt.Errorf("%q: want a number of pixels from %d to %d", value, w.least, w.most)
		}
		p.width = width
	case "view":
		if value != "timeline" && value != "connections" && value != "compare" {
			return true, fmt.Errorf("unknown view %q: want timeline, connections or compare", value)
		}
		p.view = value
	case "at":
		at, err := time.ParseDuration(value)
		if err != nil || at < 0 {
			return true, fmt.Errorf("%q: want a time of the run such as 200ms or 1.5s", value)
		}
		p.at = at
	case "play":
		if value != "1" && value != "0" {
			return true, fmt.Errorf("%q: want 1 or 0", value)
		}
		p.play = value == "1"
	default:
		return false, nil
	}
	return true, nil
}
