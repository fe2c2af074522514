package app

import (
	"cmp"
	"strings"
	"syscall/js"

	"inflight/app/model"
	"inflight/engine"
)

// backendOfLink returns the demo backend that the address names, or "".
func (b *browser) backendOfLink() string {
	if b.meta("inflight-static") == "" || b.meta("inflight-backend") != "" {
		return ""
	}
	address, _ := namedBackend(strings.TrimPrefix(b.location("search"), "?"))
	return address
}

// extraKeys returns the keys of the address that are not the link's.
func (b *browser) extraKeys() []model.Pair {
	if named := b.backendOfLink(); named != "" {
		return []model.Pair{{Key: backendKey, Value: named}}
	}
	return nil
}

// addPolicy adds a policy to the page if no server has sent one that fits its link.
func (b *browser) addPolicy(connect []string) {
	if b.meta("inflight-static") == "" {
		return
	}
	meta := b.document.Call("createElement", "meta")
	meta.Set("httpEquiv", "Content-Security-Policy")
	own := originOf(b.location("href")) // in a sandboxed frame WebKit finds nothing that is 'self'
	meta.Set("content", "connect-src "+strings.Join(append(connect, own), " "))
	b.document.Get("head").Call("append", meta)
}

// site is the address of the site's first page.
func (b *browser) site() string {
	return b.addressInSite("").String()
}

// embedScript is the embed script that stays as it is, as the page names it; see [parcel].
func (b *browser) embedScript() string { return b.meta("inflight-embed") }

// addressInSite is the whole address of a path below the site's first page.
func (b *browser) addressInSite(path string) js.Value {
	root := cmp.Or(siteRoot(b.meta("inflight-static")), served)
	return b.window.Get("URL").New(string(root)+path, b.location("href")).Get("href")
}

// pictureOf is the address of the picture of a query, which may be that of a preset: the server draws any.
func (b *browser) pictureOf(query string, preset *engine.Preset) string {
	if b.meta("inflight-static") != "" {
		if preset == nil {
			return "" // no server draws it
		}
		return b.addressInSite("pictures/" + preset.ID + ".svg").String()
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
