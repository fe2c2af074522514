package app

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/engine/picture"
	"inflight/engine/view"
)

// legend is the signs of pictures with their words, as markup.
func legend(markup string) app.UI {
	return app.Div().ID("legend").Class("legend").Aria("label", "Legend").Role("group").Body(raw(markup))
}

// legendMarkup draws the signs with the pen that draws the pictures.
func legendMarkup(signs []picture.Sign) string {
	var b strings.Builder
	b.WriteString("<ul>")
	for i, s := range signs {
		scene := picture.Scene{Width: 26, Height: 16, Marks: s.Marks}
		b.WriteString(`<li><span aria-hidden="true">` + scene.SVG(picture.SVGOptions{ID: "legend" + strconv.Itoa(i)}) + "</span>" +
			escape(s.Words) + "</li>")
	}
	return b.String() + "</ul>"
}

// drawnLegend keeps the legend that was drawn last: a replay changes nothing in it.
type drawnLegend struct {
	whole, prediction *view.Timeline
	active            bool
	byConnection      bool
	width             float64
	markup            string
}

// markupOf explains the signs in the picture of a run, whatever the moment. While the run goes on the legend also has the signs of the
// prediction, so that it seldom grows.
func (d *drawnLegend) markupOf(p runPicture, active bool) string {
	key := drawnLegend{whole: p.whole, prediction: p.prediction, active: active, byConnection: p.byConnection, width: p.width}
	if key.markup = d.markup; *d == key {
		return d.markup
	}
	o := p.options()
	o.Width, o.Parts = cmp.Or(p.width, wideWidth), picture.PartCaller|picture.PartRows
	pictures := [][]picture.Mark{picture.Layout(p.whole, o).Marks}
	if active && p.prediction != nil {
		o.Prediction = nil
		pictures = append(pictures, picture.Layout(p.prediction, o).Marks)
	}
	*d = key
	d.markup = legendMarkup(picture.Legend(pictures...))
	return d.markup
}
