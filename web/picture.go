package web

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"inflight/engine"
)

// pictureRows is how many tasks a picture shows; a note in it counts the rest.
const pictureRows = 200

// The width of a picture in pixels.
const (
	minWidth     = 280
	defaultWidth = 960
	maxWidth     = 4000
)

// Timeline is the picture of a link's simulated run. It comes with status 400 if the link is wrong, and is still a
// picture then, since an <img> shows no other words.
func (s *Site) Timeline(w http.ResponseWriter, r *http.Request) {
	var picture string
	var err error
	if !s.compute(r, func() { picture, err = drawTimeline(r.URL.RawQuery) }) {
		return
	}
	status := http.StatusOK
	if err != nil {
		status, picture = http.StatusBadRequest, errorPicture(err.Error())
	}
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	share(w.Header(), status)
	answer(w, r, status, "image/svg+xml", []byte(picture))
}

// drawTimeline draws the link of a picture.
func drawTimeline(query string) (string, error) {
	p, err := parsePicture(query)
	if err != nil {
		return "", err
	}
	scenario, log, err := simulate(p.link)
	if err != nil {
		return "", err
	}
	scene := engine.Layout(engine.Fold(scenario, log, engine.WholeLog), engine.LayoutOptions{
		Width: float64(p.width), To: min(pictureRows, len(scenario.Requests())), Crop: true, Parts: engine.PartAll,
	})
	return scene.SVG(engine.SVGOptions{Standalone: true, Theme: p.theme}), nil
}

// picture is a picture's query: a link, and among its keys how the picture is to look.
type picture struct {
	link  string
	theme string // as in engine.SVGOptions
	width int    // pixels
}

// themes are the values of the key theme.
var themes = map[string]string{"light": "light", "dark": "dark", "auto": ""}

func parsePicture(query string) (picture, error) {
	p := picture{width: defaultWidth}
	var link []string
	for part := range strings.SplitSeq(query, "&") {
		key, value, _ := strings.Cut(part, "=")
		switch key {
		case "theme":
			theme, known := themes[value]
			if !known {
				return p, fmt.Errorf("theme: unknown theme %q: want light, dark or auto", value)
			}
			p.theme = theme
		case "width":
			width, err := strconv.Atoi(value)
			if err != nil || width < minWidth || width > maxWidth {
				return p, fmt.Errorf("width: %q: want a number of pixels from %d to %d", value, minWidth, maxWidth)
			}
			p.width = width
		default:
			link = append(link, part)
		}
	}
	p.link = strings.Join(link, "&")
	return p, nil
}

// errorPicture writes words into a picture, in colours that can be read on any page. It is as wide as a timeline
// is by default.
func errorPicture(words string) string {
	const margin, size, lineHeight, letter = 16, 13, 20, 8
	lines := wrap(words, (defaultWidth-2*margin)/letter)
	height := 2*margin + lineHeight*len(lines)
	var svg strings.Builder
	fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img">`,
		defaultWidth, height)
	fmt.Fprintf(&svg, `<rect width="%d" height="%d" fill="#ffffff"/>`, defaultWidth, height)
	fmt.Fprintf(&svg, `<g font-family="ui-monospace, monospace" font-size="%d" fill="#c8321f">`, size)
	for i, line := range lines {
		fmt.Fprintf(&svg, `<text x="%d" y="%d">`, margin, margin+size+i*lineHeight)
		xml.EscapeText(&svg, []byte(line)) // a strings.Builder takes everything
		svg.WriteString("</text>")
	}
	svg.WriteString("</g></svg>\n")
	return svg.String()
}

// wrap breaks words into lines of at most so many characters; a longer word has a line of its own.
func wrap(words string, most int) []string {
	lines := []string{""}
	for word := range strings.FieldsSeq(words) {
		last := &lines[len(lines)-1]
		if *last != "" && len([]rune(*last))+1+len([]rune(word)) > most {
			lines = append(lines, "")
			last = &lines[len(lines)-1]
		}
		*last = strings.TrimPrefix(*last+" "+word, " ")
	}
	return lines
}
