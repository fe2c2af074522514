package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"
	"inflight/app/model"
)

// places leads to the site's pages. A page that is left opens anew: what runs on it is stopped.
type places struct {
	page       string // the path of this one
	playground string // the link of the scenario to take along to each; may be ""
	compare    string
}

func (p places) view() app.UI {
	links := []app.UI{}
	for _, place := range []struct{ path, query, words string }{
		{"/", p.playground, "Playground"}, {"/compare", p.compare, "Compare"}, {"/which", "", "Which one?"},
	} {
		if place.path != p.page {
			links = append(links, app.A().Href(model.Address(place.path, place.query)).Text(place.words))
		}
	}
	links = append(links, app.A().Href("/guide").Text("Guide").OnClick(leave))
	return app.Nav().Class("places").Aria("label", "Pages").Body(links...)
}

// leave lets the browser follow a link to a page that is not the app's: go-app, which takes links over at the window, is not told.
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
