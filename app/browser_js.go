package app

import (
	"encoding/json"
	"strconv"
	"strings"
	"syscall/js"

	"inflight/app/model"
	"inflight/engine"
)

// browser is the page's door to the window around it.
type browser struct {
	window, document js.Value
	kept             []js.Func // for the page's life
	marked           js.Value  // the row of the moment's event, if there is one
}

// listeners are called on what happens to the window as a whole. Those of keys, files and the hand may be nil.
type listeners struct {
	back, run, stop, hidden func()
	key                     func(key string, onControl bool) (used bool) // pressed while no field has the focus
	files                   opened
	hand                    hand
}

func newBrowser() *browser {
	return &browser{window: js.Global(), document: js.Global().Get("document")}
}

// attempt calls f and reports whether it came to its end: a browser may refuse what f asks for, by an exception.
func attempt(f func()) (ok bool) {
	defer func() {
		if e := recover(); e != nil {
			if _, refused := e.(js.Error); !refused {
				panic(e)
			}
		}
	}()
	f()
	return true
}

// meta is what the server wrote into the page under a name.
func (b *browser) meta(name string) string {
	if e := b.document.Call("querySelector", `meta[name="`+name+`"]`); e.Truthy() {
		return e.Get("content").String()
	}
	return ""
}

// query is the address' query, without the question mark; or what its fragment holds, if that is a packed one.
func (b *browser) query() string {
	if b.packed() {
		return b.location("hash")[1:]
	}
	query := strings.TrimPrefix(b.location("search"), "?")
	if b.named() != "" {
		_, query = namedBackend(query)
	}
	return query
}

// packed reports whether the address has its query in the fragment, where the server has not seen it.
func (b *browser) packed() bool { return strings.HasPrefix(b.location("hash"), "#z=") }

// shows reports whether the address is that of the query.
func (b *browser) shows(query string) bool {
	address := b.location("search")
	if b.packed() {
		address += b.location("hash")
	}
	return address == b.address(query)
}

// address is what follows the page's path for a link, with what else the address has.
func (b *browser) address(query string) string {
	address, keys := engine.Address(query), b.besides()
	if len(keys) == 0 {
		return address
	}
	if address == "" {
		return "?" + joinKeys(keys)
	}
	if plain, ok := strings.CutPrefix(address, "?"); ok {
		return "?" + plain + "&" + joinKeys(keys)
	}
	return "?" + joinKeys(keys) + address
}

func (b *browser) location(part string) string {
	return b.window.Get("location").Get(part).String()
}

func (b *browser) linkTo(query string) string {
	return b.location("origin") + b.location("pathname") + b.address(query)
}

func (b *browser) setAddress(query string, push bool) {
	if b.shows(query) {
		return
	}
	change := "replaceState"
	if push {
		change = "pushState"
	}
	address := b.location("pathname") + b.address(query)
	attempt(func() { b.window.Get("history").Call(change, nil, "", address) })
}

func (b *browser) setTitle(title string) { b.document.Set("title", title) }

// open loads the page of another link. It is never packed: the server is to see it.
func (b *browser) open(query string) { b.window.Get("location").Call("assign", "?"+query) }

// width is the width of an element's inside, or otherwise if there is none.
func (b *browser) width(id string, otherwise float64) float64 {
	if e := b.document.Call("getElementById", id); e.Truthy() {
		if width := e.Get("clientWidth").Float(); width > 0 {
			return width
		}
	}
	return otherwise
}

// length is a length that the document's style has under a name, in pixels, or otherwise if it has none.
func (b *browser) length(name string, otherwise float64) float64 {
	style := b.window.Call("getComputedStyle", b.document.Get("documentElement"))
	text := strings.TrimSuffix(style.Call("getPropertyValue", name).String(), "px")
	if pixels, err := strconv.ParseFloat(strings.TrimSpace(text), 64); err == nil && pixels > 0 {
		return pixels
	}
	return otherwise
}

// fill gives fields their values. A field that has its value is left alone, and so is its caret.
func (b *browser) fill(values []model.Pair) {
	for _, v := range values {
		if e := b.document.Call("getElementById", v.Key); e.Truthy() && e.Get("type").String() != "checkbox" && e.Get("value").String() != v.Value {
			e.Set("value", v.Value)
		}
	}
}

// storage is the browser's local one. Reading the property may itself be refused.
func (b *browser) storage(f func(js.Value)) {
	attempt(func() {
		if s := b.window.Get("Reflect").Call("get", b.window, "localStorage"); s.Truthy() {
			f(s)
		}
	})
}

// theme is the theme of the visit before.
func (b *browser) theme() model.Theme {
	theme := model.Auto
	b.storage(func(s js.Value) {
		if kept := s.Call("getItem", "inflight-theme"); kept.Type() == js.TypeString {
			theme = model.Theme(kept.String())
		}
	})
	if theme != model.Light && theme != model.Dark {
		theme = model.Auto
	}
	b.show(theme)
	return theme
}

func (b *browser) setTheme(t model.Theme) {
	b.show(t)
	b.storage(func(s js.Value) { s.Call("setItem", "inflight-theme", string(t)) })
}

func (b *browser) show(t model.Theme) {
	b.document.Get("documentElement").Call("setAttribute", "data-theme", string(t))
}

// setFontSize sets the size that the page's letters are measured by, in pixels; 0 leaves it to the browser.
func (b *browser) setFontSize(pixels int) {
	size := ""
	if pixels > 0 {
		size = strconv.Itoa(pixels) + "px"
	}
	b.document.Get("documentElement").Get("style").Call("setProperty", "font-size", size)
}

// tell hands news to the document's own script, which passes them on to the page around it.
func (b *browser) tell(kind string, value any) {
	text, err := json.Marshal(value)
	if news := b.window.Get("inflightNews"); err == nil && news.Truthy() {
		news.Invoke(kind, string(text))
	}
}

// copy puts a text on the clipboard and tells whether the browser allowed it.
func (b *browser) copy(text string, done func(ok bool)) {
	var took, refused js.Func
	end := func(ok bool) js.Func {
		return js.FuncOf(func(js.Value, []js.Value) any {
			took.Release()
			refused.Release()
			done(ok)
			return nil
		})
	}
	clipboard := b.window.Get("navigator").Get("clipboard")
	if !clipboard.Truthy() {
		done(false)
		return
	}
	took, refused = end(true), end(false)
	clipboard.Call("writeText", text).Call("then", took, refused)
}

// listen turns go-app's own navigation off, which knows nothing of addresses that were set without it, and listens instead.
func (b *browser) listen(l listeners) {
	b.window.Set("onpopstate", nil)
	b.window.Set("onclick", nil)
	b.on(b.window, "popstate", func(js.Value) { l.back() })
	b.on(b.document, "visibilitychange", func(js.Value) {
		if b.document.Get("hidden").Bool() {
			l.hidden()
		}
	})
	// A page that is left may be kept for Back, and its requests with it: they would go on unseen.
	b.on(b.window, "pagehide", func(js.Value) { l.stop() })
	b.on(b.document, "keydown", func(e js.Value) { b.keyDown(e, l) })
	b.on(b.document, "click", func(e js.Value) {
		if target := e.Get("target"); !target.Get("closest").Truthy() || !target.Call("closest", "details.menu").Truthy() {
			b.closeMenus()
		}
	})
	if l.files != nil {
		b.listenForFiles(l.files)
	}
	if l.hand.on != "" {
		b.listenForHand(l.hand)
	}
}

// calm reports whether people want no motion.
func (b *browser) calm() bool { return b.prefers("reduced-motion: reduce") }

// dark reports whether the page is dark.
func (b *browser) dark() bool {
	switch b.document.Get("documentElement").Call("getAttribute", "data-theme").String() {
	case string(model.Light):
		return false
	case string(model.Dark):
		return true
	}
	return b.prefers("color-scheme: dark")
}

func (b *browser) prefers(what string) bool {
	return b.window.Call("matchMedia", "(prefers-"+what+")").Get("matches").Bool()
}

func (b *browser) on(target js.Value, event string, f func(js.Value)) { b.add(target, event, f, false) }

// onFirst listens before the elements inside the target do.
func (b *browser) onFirst(target js.Value, event string, f func(js.Value)) {
	b.add(target, event, f, true)
}

func (b *browser) add(target js.Value, event string, f func(js.Value), capture bool) {
	listener := js.FuncOf(func(_ js.Value, args []js.Value) any {
		f(args[0])
		return nil
	})
	b.kept = append(b.kept, listener)
	target.Call("addEventListener", event, listener, capture)
}
