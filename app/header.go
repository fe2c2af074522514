package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
)

// header is the page's top: name, presets, link, colours.
type header struct {
	preset *engine.Preset // the one that is open, or nil
	theme  model.Theme
	export exportMenu
	link   string // the scenario's

	onPreset, onShare, onTheme app.EventHandler
}

func (h header) view() app.UI {
	return app.Header().Class("top").Body(
		app.H1().Text("Inflight"),
		app.P().Class("hint tagline").Text("Real concurrent requests, watched task by task"),
		h.presets(),
		places{"/", "", h.link}.view(),
		app.Div().Class("top-actions").Body(
			shareButton(h.onShare),
			h.export.view(),
			app.Button().ID("theme").Type("button").Class("quiet").Text("Theme: "+string(h.theme)).OnClick(h.onTheme),
		),
	)
}

// presets is the picker of lessons. A scenario that is none of them is shown as one's own.
func (h header) presets() app.UI {
	choices := []app.UI{app.Option().Value("own").Text("Your own scenario").Selected(h.preset == nil)}
	for _, p := range engine.Presets {
		choices = append(choices, app.Option().Value(p.ID).Text(p.Title).Selected(h.preset != nil && h.preset.ID == p.ID))
	}
	return app.Div().Class("presets").Body(
		app.Label().For("preset").Text("Preset"),
		app.Select().ID("preset").OnChange(h.onPreset).Body(choices...),
	)
}
