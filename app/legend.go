package app

import (
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/engine"
)

// legend is the signs of pictures with their words, as markup.
func legend(markup string) app.UI {
	return app.Div().Class("legend").Aria("label", "Legend").Role("group").Body(raw(markup))
}

// legendMarkup draws the signs with the pen that draws the pictures.
func legendMarkup(signs []engine.Sign) string {
	var b strings.Builder
	b.WriteString("<ul>")
	for i, s := range signs {
		scene := engine.Scene{Width: 26, Height: 16, Marks: s.Marks}
		b.WriteString(`<li><span aria-hidden="true">` + scene.SVG(engine.SVGOptions{ID: "legend" + strconv.Itoa(i)}) + "</span>" +
			escape(s.Words) + "</li>")
	}
	return b.String() + "</ul>"
}

// drawnLegend keeps the legend that was drawn last: a replay changes nothing in it.
type drawnLegend struct {
	whole, prediction *engine.Timeline
	active            bool
	byConnection      bool
	markup            string
}

// of explains what occurs in the picture of a run, at whatever moment. While the run goes on that is also what it is predicted to
// come to, so that little is added.
func (d *drawnLegend) of(p picture, active bool) string {
	key := drawnLegend{whole: p.whole, prediction: p.prediction, active: active, byConnection: p.byConnection}
	if key.markup = d.markup; *d == key {
		return d.markup
	}
	o := p.options()
	o.Width, o.Parts = wideWidth, engine.PartCaller|engine.PartRows
	pictures := [][]engine.Mark{engine.Layout(p.whole, o).Marks}
	if active && p.prediction != nil {
		o.Prediction = nil
		pictures = append(pictures, engine.Layout(p.prediction, o).Marks)
	}
	*d = key
	d.markup = legendMarkup(engine.Legend(pictures...))
	return d.markup
}
