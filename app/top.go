package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
)

// places leads to the site's pages. A page that is left opens anew: what runs on it is stopped.
type places struct {
	root       siteRoot
	page       string // the path of this page
	playground string // the link of the scenario that the other pages open; may be ""
	compare    string
}

func (p places) view() app.UI {
	links := []app.UI{}
	for _, place := range []struct{ path, query, words string }{
		{"/", p.playground, "Playground"}, {"/compare", p.compare, "Compare"}, {"/which", "", "Which one?"},
	} {
		if place.path != p.page {
			links = append(links, app.A().Href(p.root.address(place.path, place.query)).Text(place.words))
		}
	}
	links = append(links, app.A().Href(p.root.address("/guide", "")).Text("Guide").OnClick(leave))
	return app.Nav().Class("places").Aria("label", "Pages").Body(links...)
}

// leave lets the browser follow a link to a page that is not the app's. It stops the click before go-app sees it at the window.
func leave(ctx app.Context, e app.Event) { e.Call("stopPropagation") }

// top is the header of the pages beside the playground.
type top struct {
	title  string
	places places
	share  app.UI // the button that hands the page out
	theme  model.Theme

	onTheme app.EventHandler
}

func (t top) view() app.UI {
	return app.Header().Class("top").Body(
		app.H1().Body(app.Text("Inflight"), app.Span().Class("hint").Text(t.title)),
		t.places.view(),
		app.Div().Class("top-actions").Body(
			t.share,
			app.Button().ID("theme").Type("button").Class("quiet").Text("Theme: "+string(t.theme)).OnClick(t.onTheme),
		),
	)
}

func copyButton(onCopy app.EventHandler) app.UI {
	return app.Button().ID("copy").Type("button").Class("quiet").Text("Copy link").OnClick(onCopy)
}

// shareButton opens the dialog.
func shareButton(onShare app.EventHandler) app.UI {
	return app.Button().ID("share-open").Type("button").Class("quiet").Text("Share").Aria("haspopup", "dialog").OnClick(onShare)
}

// header is the page's top: name, presets, link, colours.
type header struct {
	root   siteRoot
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
		places{h.root, "/", "", h.link}.view(),
		app.Div().Class("top-actions").Body(
			shareButton(h.onShare),
			h.export.view(),
			app.Button().ID("theme").Type("button").Class("quiet").Text("Theme: "+string(h.theme)).OnClick(h.onTheme),
		),
	)
}

// presets is the picker of lessons. Any other scenario is shown as the reader's own.
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
