package app

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"
	"inflight/app/model"
)

// views are the tabs over the picture. Arrow keys go from one to the other, as everywhere among tabs.
type views struct {
	shown model.View
	ready bool

	onView, onKey app.EventHandler
}

func (v views) view() app.UI {
	tabs := []app.UI{}
	for _, t := range model.ViewNames {
		stop := -1
		if t.View == v.shown {
			stop = 0
		}
		tabs = append(tabs, app.Button().ID(t.View.Tab()).Type("button").Role("tab").DataSet("view", string(t.View)).Text(t.Name).TabIndex(stop).
			Aria("selected", t.View == v.shown).Aria("controls", "view").Disabled(!v.ready).OnClick(v.onView))
	}
	return app.Div().Class("tabs views").Role("tablist").Aria("label", "View").OnKeyDown(v.onKey).Body(tabs...)
}

// panel is the picture in its place under the tabs.
func (p *Page) panel() app.UI {
	return app.Div().ID("view").Role("tabpanel").Aria("labelledby", p.m.View.Tab()).Body(p.withHandles().view())
}

func (p *Page) views() app.UI {
	return views{p.m.View, p.ready(), p.onView, p.onViewKey}.view()
}

func (p *Page) onView(ctx app.Context, e app.Event) {
	p.send(ctx, model.ViewPicked{View: model.View(data(ctx, "view"))})
}

// onViewKey takes the keys of tabs, which elsewhere on the page go from event to event.
func (p *Page) onViewKey(ctx app.Context, e app.Event) {
	view := p.m.View.Neighbour(e.Get("key").String())
	if view == "" || e.Get("ctrlKey").Bool() || e.Get("altKey").Bool() || e.Get("metaKey").Bool() {
		ctx.PreventUpdate()
		return
	}
	e.PreventDefault()
	e.StopImmediatePropagation()
	p.send(ctx, model.ViewPicked{View: view})
	ctx.Defer(func(app.Context) { p.browser.focus(view.Tab()) })
}

// pictureWords say what the picture itself does not show.
func (p *Page) pictureWords() string {
	if p.m.ShowsConnections() {
		return p.m.ConnectionWords()
	}
	return p.dragWords()
}
