package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
)

// top is the header of every page: the name, the site's pages as tabs, and what can be done with this one.
type top struct {
	root       siteRoot
	page       string // the path of this page
	playground string // the links that the other pages open; may be ""
	compare    string
	which      string
	actions    []app.UI
	theme      model.Theme

	onTheme app.EventHandler
}

func (t top) view() app.UI {
	return app.Header().Class("top").Body(
		app.A().Class("skip").Href("#main").Text("Skip to the content"),
		app.A().Class("logo").Href(string(t.root)).Body(raw(logo), app.Span().Text("Inflight")),
		t.tabs(),
		app.Div().Class("top-actions").Body(append(t.actions, t.themeButton())...),
	)
}

// logo is the sign of the site: three requests in flight.
const logo = `<svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true"><path d="M2 5h9M2 10h16M2 15h6"/></svg>`

// tabs lead to the site's pages. A page that is left opens anew: what runs on it is stopped.
func (t top) tabs() app.UI {
	links := []app.UI{}
	for _, place := range []struct{ path, query, words string }{
		{"/", t.playground, "Playground"}, {"/compare", t.compare, "Compare"}, {"/which", t.which, "Which one?"}, {"/guide", "", "Guide"},
	} {
		link := app.A().Href(t.root.address(place.path, place.query)).Text(place.words)
		if place.path == t.page {
			link = link.Aria("current", "page")
		}
		if place.path == "/guide" {
			link = link.OnClick(leave)
		}
		links = append(links, link)
	}
	return app.Nav().Class("places").Aria("label", "Pages").Body(links...)
}

// leave lets the browser follow a link to a page that is not the app's. It stops the click before go-app sees it at the window.
func leave(ctx app.Context, e app.Event) { e.Call("stopPropagation") }

// themeIcon is a half moon that is lit from one side; the guide has the same.
const themeIcon = `<svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">` +
	`<path fill-rule="evenodd" d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zM8 2.6v10.8A5.4 5.4 0 0 1 8 2.6z"/></svg>`

func (t top) themeButton() app.UI {
	words := "Theme: " + string(t.theme)
	return app.Button().ID("theme").Type("button").Class("quiet icon").Aria("label", words).Title(words).OnClick(t.onTheme).
		Body(raw(themeIcon))
}

func copyButton(onCopy app.EventHandler) app.UI {
	return app.Button().ID("copy").Type("button").Text("Copy link").OnClick(onCopy)
}

// shareButton opens the dialog.
func shareButton(onShare app.EventHandler) app.UI {
	return app.Button().ID("share-open").Type("button").Text("Share").Aria("haspopup", "dialog").OnClick(onShare)
}

// examplesButton opens the palette of examples, which palette.js shows.
func examplesButton(open *engine.Preset) app.UI {
	id := "own"
	if open != nil {
		id = open.ID
	}
	return app.Button().ID("examples").Type("button").Class("quiet").DataSet("preset", id).Aria("haspopup", "dialog").
		Title("Examples: / or Ctrl+K").Body(app.Span().Text("Examples"), app.Kbd().Text("/"))
}
