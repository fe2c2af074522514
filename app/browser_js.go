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
	kept             []js.Func // callbacks that live as long as the page
	marked           js.Value  // the row of the moment's event, if there is one
	placing          func()    // what the next frame is to do with handles; nil: nothing
	atFrame          js.Func   // does it
	asks             js.Func   // keeps the browser from leaving the document unasked
}

// listeners are called on what happens to the window as a whole. Those of keys, files and the hand may be nil.
type listeners struct {
	back, run, stop, hidden func()
	open                    func(query string)                           // a palette asks for it; may be nil
	leave                   func(to string) (stays bool)                 // a link leads out of the document; may be nil
	leftField               func()                                       // the focus has left a field; may be nil
	undo                    func(message any, field string) (used bool)  // keys ask for it; may be nil
	key                     func(key string, onControl bool) (used bool) // pressed while no field has the focus
	files                   opened
	hand                    hand
}

func newBrowser() *browser {
	b := &browser{window: js.Global(), document: js.Global().Get("document")}
	b.atFrame = js.FuncOf(func(js.Value, []js.Value) any {
		put := b.placing
		b.placing = nil
		put()
		return nil
	})
	b.asks = js.FuncOf(func(_ js.Value, args []js.Value) any {
		args[0].Call("preventDefault")
		args[0].Set("returnValue", true)
		return nil
	})
	return b
}

// guard has the browser ask whether the document may be left, from now on or no longer. It does so only where somebody has touched the
// page, and a document with such a listener may not be kept for Back: so there is one only while a run goes on.
func (b *browser) guard(on bool) {
	change := "removeEventListener"
	if on {
		change = "addEventListener"
	}
	b.window.Call(change, "beforeunload", b.asks)
}

// follow leads out of the document.
func (b *browser) follow(to string) { b.window.Get("location").Call("assign", to) }

// leavesFor is where a click leads out of this document and its tab; "" for any other click.
func (b *browser) leavesFor(e js.Value) string {
	for _, key := range []string{"ctrlKey", "metaKey", "shiftKey", "altKey", "defaultPrevented", "button"} {
		if e.Get(key).Truthy() {
			return ""
		}
	}
	target := e.Get("target")
	if !target.Get("closest").Truthy() {
		return ""
	}
	link := target.Call("closest", `a[href]:not([download], [target="_blank"], dialog *)`) // a palette opens its links in this document
	if !link.Truthy() || !strings.HasPrefix(link.Get("protocol").String(), "http") ||
		link.Get("hash").String() != "" && link.Get("origin").String()+link.Get("pathname").String()+link.Get("search").String() ==
			b.location("origin")+b.location("pathname")+b.location("search") {
		return ""
	}
	return link.Get("href").String()
}

// attempt calls f and reports whether it succeeded. A browser may refuse what f asks for, with an exception.
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

// markup is an element of the document as text, or "".
func (b *browser) markup(selector string) string {
	if e := b.document.Call("querySelector", selector); e.Truthy() {
		return e.Get("outerHTML").String()
	}
	return ""
}

// name is the browser's name where that explains something about its requests, or "".
func (b *browser) name() string {
	if agent := b.window.Get("navigator").Get("userAgent"); strings.Contains(agent.String(), "Firefox/") {
		return "Firefox"
	}
	return ""
}

// query returns the address's query, without the question mark. If the fragment holds a packed query, it returns that.
func (b *browser) query() string {
	if b.linkIsPacked() {
		return b.location("hash")[1:]
	}
	query := strings.TrimPrefix(b.location("search"), "?")
	if b.backendOfLink() != "" {
		_, query = namedBackend(query)
	}
	return query
}

// linkIsPacked reports whether the address has its query in the fragment. The server has not seen such a query.
func (b *browser) linkIsPacked() bool { return strings.HasPrefix(b.location("hash"), "#z=") }

// addressIs reports whether the page's address is that of the query.
func (b *browser) addressIs(query string) bool { return b.shownAddress() == b.address(query) }

// shownAddress is what follows the page's path in its address.
func (b *browser) shownAddress() string {
	if b.linkIsPacked() {
		return b.location("search") + b.location("hash")
	}
	return b.location("search")
}

// address returns what follows the page's path for a link, with the address's other keys.
func (b *browser) address(query string) string {
	address, keys := engine.Address(query), b.extraKeys()
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
	address := b.address(query)
	if b.shownAddress() == address {
		return
	}
	change := "replaceState"
	if push {
		change = "pushState"
	}
	attempt(func() { b.window.Get("history").Call(change, nil, "", b.location("pathname")+address) })
}

// turn gives the browser its turn. Sleeping does not always: Go's scheduler has other goroutines to run, as those that collect garbage,
// and if the time is up by then it never leaves. Nobody feels how long a hidden page works, and a browser gives it a turn a second.
func (b *browser) turn() {
	if b.document.Get("hidden").Bool() {
		return
	}
	over := make(chan struct{})
	b.after(func() { close(over) })
	<-over
}

// after calls f when the browser has had its turn.
func (b *browser) after(f func()) { b.window.Call("setTimeout", b.onceFunc(func(js.Value) { f() })) }

func (b *browser) setTitle(title string) { b.document.Set("title", title) }

// open loads the page of another link. It is never packed: the server is to see it.
func (b *browser) open(query string) { b.window.Get("location").Call("assign", "?"+query) }

// width returns the inner width of an element, or otherwise if there is no such element.
func (b *browser) width(id string, otherwise float64) float64 {
	if e := b.document.Call("getElementById", id); e.Truthy() {
		if width := e.Get("clientWidth").Float(); width > 0 {
			return width
		}
	}
	return otherwise
}

// length returns a length in pixels that the document's style defines under a name, or otherwise if it defines none.
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
		if e := b.document.Call("getElementById", v.Key); e.Truthy() && e.Get("type").String() != "checkbox" &&
			e.Get("value").String() != v.Value {
			e.Set("value", v.Value)
		}
	}
}

// storage returns the browser's local storage. Even reading that property may be refused.
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

// keepCode keeps whether the code beside the picture is open, for the next visit.
func (b *browser) keepCode(open bool) {
	b.storage(func(s js.Value) {
		if open {
			s.Call("removeItem", "inflight-code")
		} else {
			s.Call("setItem", "inflight-code", "closed")
		}
	})
}

// busy tells assistive technology, and whoever else reads the page, that parts of it still show what was before.
func (b *browser) busy(busy bool) {
	if main := b.document.Call("getElementById", "main"); main.Truthy() {
		main.Set("ariaBusy", strconv.FormatBool(busy))
	}
}

func (b *browser) codeIsClosed() (closed bool) {
	b.storage(func(s js.Value) { closed = s.Call("getItem", "inflight-code").Truthy() })
	return closed
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
	size := "medium"
	if pixels > 0 {
		size = strconv.Itoa(pixels) + "px"
	}
	b.document.Get("documentElement").Get("style").Call("setProperty", "font-size", size)
}

// passNews hands a piece of news to the document's own script, which passes it on to the page around it.
func (b *browser) passNews(kind string, value any) {
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

// listen turns off go-app's own navigation, which does not know addresses that others set, and listens in its place.
func (b *browser) listen(l listeners) {
	b.window.Set("onpopstate", nil)
	b.window.Set("onclick", nil)
	b.listenTo(b.window, "popstate", func(js.Value) { l.back() })
	b.listenTo(b.document, "visibilitychange", func(js.Value) {
		if b.document.Get("hidden").Bool() {
			l.hidden()
		}
	})
	// A browser may keep a page that is left for Back, and its requests with it: they would go on unseen.
	b.listenTo(b.window, "pagehide", func(js.Value) { l.stop() })
	b.listenTo(b.document, "keydown", func(e js.Value) { b.keyDown(e, l) })
	if l.open != nil {
		b.listenTo(b.document, "inflight-open", func(e js.Value) {
			e.Call("preventDefault")
			l.open(e.Get("detail").String())
		})
	}
	if l.leave != nil {
		b.listenFirst(b.document, "click", func(e js.Value) {
			if to := b.leavesFor(e); to != "" && l.leave(to) {
				e.Call("preventDefault")
				e.Call("stopPropagation")
			}
		})
	}
	if l.leftField != nil {
		b.listenTo(b.document, "focusout", func(js.Value) { l.leftField() })
	}
	b.listenTo(b.document, "click", func(e js.Value) {
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

// prefersCalm reports whether people want no motion.
func (b *browser) prefersCalm() bool { return b.prefers("reduced-motion: reduce") }

// isDark reports whether the page is dark.
func (b *browser) isDark() bool {
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

func (b *browser) listenTo(target js.Value, event string, f func(js.Value)) {
	b.add(target, event, f, false)
}

// listenFirst listens before the elements inside the target do.
func (b *browser) listenFirst(target js.Value, event string, f func(js.Value)) {
	b.add(target, event, f, true)
}

// listenActively lets f keep the browser from what it would do.
func (b *browser) listenActively(target js.Value, event string, f func(js.Value)) {
	b.add(target, event, f, map[string]any{"passive": false})
}

// hasFocus reports whether the focus is on an element, and not within it.
func (b *browser) hasFocus(selector string) bool {
	active := b.document.Get("activeElement")
	return active.Truthy() && active.Call("matches", selector).Bool()
}

// hair shows a line over the picture at x, with words beside it; without words it hides it. It is not the app's to draw: it follows the
// pointer, and nothing else on the page changes.
func (b *browser) hair(x, width float64, words string) {
	hair := b.document.Call("getElementById", "hair")
	if !hair.Truthy() {
		return
	}
	hair.Set("hidden", words == "")
	if words == "" {
		return
	}
	hair.Get("firstElementChild").Set("textContent", words)
	hair.Get("style").Set("left", pixels(x)+"px")
	hair.Call("toggleAttribute", "data-left", x > width*.6)
}

func (b *browser) add(target js.Value, event string, f func(js.Value), capture any) {
	listener := js.FuncOf(func(_ js.Value, args []js.Value) any {
		f(args[0])
		return nil
	})
	b.kept = append(b.kept, listener)
	target.Call("addEventListener", event, listener, capture)
}
