package app

import (
	"inflight/app/model"
	"inflight/engine"
)

// site is the address of the site's first page.
func (b *browser) site() string {
	return b.window.Get("URL").New(model.SiteRoot, b.location("href")).Get("href").String()
}

// pictureOf is the address of the picture of a query, which may be that of a preset: the server draws any.
func (b *browser) pictureOf(query string, preset *engine.Preset) string {
	if b.meta("inflight-static") != "" {
		if preset == nil {
			return "" // nobody draws it
		}
		return b.window.Get("URL").New(model.SiteRoot+"pictures/"+preset.ID+".svg", b.location("href")).Get("href").String()
	}
	return b.site() + "timeline.svg?" + query
}

// showModal opens a dialog over the page. The browser keeps the focus inside it, and gives it back when it is closed.
func (b *browser) showModal(id string) {
	if e := b.document.Call("getElementById", id); e.Truthy() && !e.Get("open").Bool() {
		e.Call("showModal")
	}
}

// selectText selects all of a field's text.
func (b *browser) selectText(id string) {
	if e := b.document.Call("getElementById", id); e.Truthy() {
		e.Call("focus")
		e.Call("select")
	}
}
