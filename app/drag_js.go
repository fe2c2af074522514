package app

import (
	"inflight/app/model"
	"math"
	"syscall/js"
)

// listenForHand lets a pointer drag what a page's pictures hold.
func (b *browser) listenForHand(h hand) {
	held, dragged := -1, false
	var left, top, bottom float64 // of the picture in which something is held, since it may be drawn anew meanwhile
	closest := func(e js.Value, selector string) js.Value {
		if target := e.Get("target"); target.Get("closest").Truthy() {
			return target.Call("closest", selector)
		}
		return js.Null()
	}
	at := func(e js.Value) touch {
		x, y := e.Get("clientX").Float(), e.Get("clientY").Float()
		return touch{x: x - left, y: y - top, fromBottom: bottom - y, clientY: y, finger: e.Get("pointerType").String() == "touch",
			fine: e.Get("shiftKey").Bool() || e.Get("altKey").Bool()}
	}
	within := func(picture, e js.Value) touch {
		box := picture.Call("getBoundingClientRect")
		left, top, bottom = box.Get("left").Float(), box.Get("top").Float(), box.Get("bottom").Float()
		touch := at(e)
		touch.row = number(picture.Get("dataset").Get("row").String())
		return touch
	}
	b.listenTo(b.document, "pointerdown", func(e js.Value) {
		dragged = false
		if of := closest(e, h.on); of.Truthy() && e.Get("button").Int() == 0 && h.take(within(of, e)) {
			e.Call("preventDefault")
			held, dragged = e.Get("pointerId").Int(), true
			attempt(func() { closest(e, h.lasting).Call("setPointerCapture", held) })
		}
	})
	b.listenTo(b.document, "pointermove", func(e js.Value) {
		if held == e.Get("pointerId").Int() {
			h.move(at(e))
		} else if of := closest(e, h.on); of.Truthy() && held < 0 {
			of.Call("toggleAttribute", "data-near", h.near(within(of, e)))
			b.hover(h, within(of, e), true)
		} else {
			b.hover(h, touch{}, false)
		}
	})
	b.listenForWheel(h, closest, within)
	release := func(lost bool) func(js.Value) {
		return func(e js.Value) {
			if held == e.Get("pointerId").Int() {
				held = -1
				h.drop(lost)
			}
		}
	}
	b.listenTo(b.document, "pointerup", release(false))
	b.listenTo(b.document, "pointercancel", release(true))
	b.listenFirst(b.document, "click", func(e js.Value) {
		if dragged && closest(e, h.lasting).Truthy() {
			e.Call("stopPropagation") // so that the dragged bar is not picked too
		}
	})
	b.listenFirst(b.document, "scroll", func(js.Value) { h.scrolled() })
	b.listenTo(b.document, "focusout", func(e js.Value) {
		if closest(e, ".handle").Truthy() {
			h.left()
		}
	})
}

// hover tells of a pointer that only looks.
func (b *browser) hover(h hand, at touch, over bool) {
	if h.hover != nil {
		h.hover(at, over)
	}
}

// listenForWheel lets a wheel, and two fingers on a pad, zoom and move pictures: with Ctrl or the command key, or where the picture has
// the focus. Otherwise it scrolls the page. Two fingers on a screen zoom too.
func (b *browser) listenForWheel(h hand, closest func(e js.Value, selector string) js.Value, within func(picture, e js.Value) touch) {
	if h.wheel == nil {
		return
	}
	b.listenActively(b.document, "wheel", func(e js.Value) {
		of := closest(e, h.on)
		command := e.Get("ctrlKey").Bool() || e.Get("metaKey").Bool()
		focused := of.Truthy() && of.Call("contains", b.document.Get("activeElement")).Bool()
		if of.Truthy() && (command || focused) {
			dx, dy := e.Get("deltaX").Float(), e.Get("deltaY").Float()
			if e.Get("shiftKey").Bool() {
				dx, dy = dx+dy, 0
			}
			if h.wheel(within(of, e), dx, dy, command || dx*dx < dy*dy) {
				e.Call("preventDefault")
			}
		}
	})
	apart := 0.0
	b.listenActively(b.document, "touchmove", func(e js.Value) {
		of, fingers := closest(e, h.on), e.Get("touches")
		if !of.Truthy() || fingers.Length() != 2 {
			apart = 0
			return
		}
		one, two := fingers.Index(0), fingers.Index(1)
		x, y := two.Get("clientX").Float()-one.Get("clientX").Float(), two.Get("clientY").Float()-one.Get("clientY").Float()
		now := math.Hypot(x, y)
		if at := within(of, one); apart > 0 {
			at.x += x / 2
			h.wheel(at, 0, -math.Log(now/apart)/wheelStep, true)
		}
		apart = now
		e.Call("preventDefault")
	})
}

// handleKey offers a key to the handle that has the focus, and reports whether that has used it.
func (b *browser) handleKey(e js.Value, key func(of model.Edge, key string, fine bool) bool) bool {
	target := e.Get("target")
	if key == nil || !target.Get("matches").Truthy() || !target.Call("matches", ".handle[role=slider]").Bool() {
		return false
	}
	of := model.EndEdge
	if target.Get("id").String() == startHandle {
		of = model.StartEdge
	}
	return key(of, e.Get("key").String(), e.Get("shiftKey").Bool() || e.Get("altKey").Bool())
}

// place puts handles over the picture in the selector's element, each at its x. x and y are pixels from the left and the top of
// the drawing, which may be scrolled. It does so when the next frame is laid out, and not before: to ask where elements are that have
// just been drawn has the browser lay out the whole page at once.
func (b *browser) place(selector string, x map[string]float64, y float64) {
	if b.placing == nil {
		b.window.Call("requestAnimationFrame", b.atFrame)
	}
	b.placing = func() { b.putHandles(selector, x, y) }
}

// putHandles puts them there. Handles beyond the element's edges are hidden. It sets properties, since the page's policy forbids style
// attributes. All is read before anything is written.
func (b *browser) putHandles(selector string, x map[string]float64, y float64) {
	on := b.document.Call("querySelector", selector)
	if !on.Truthy() {
		return
	}
	to, scrolled := on.Call("getBoundingClientRect"), on.Get("scrollTop").Float()
	handles, from := map[string]js.Value{}, js.Null()
	for id := range x {
		if handle := b.document.Call("getElementById", id); handle.Truthy() {
			if from.IsNull() {
				from = handle.Get("offsetParent")
			}
			handles[id] = handle
		}
	}
	if !from.Truthy() {
		return
	}
	origin := from.Call("getBoundingClientRect")
	y -= scrolled
	for id, handle := range handles {
		handle.Call("toggleAttribute", "data-out", x[id] == outOfSight || y < 0 || y > to.Get("height").Float())
		style := handle.Get("style")
		style.Set("left", pixels(to.Get("left").Float()-origin.Get("left").Float()+x[id])+"px")
		style.Set("top", pixels(to.Get("top").Float()-origin.Get("top").Float()+y)+"px")
	}
}

// focus gives an element the focus, and leaves the page where it is scrolled to.
func (b *browser) focus(id string) {
	if e := b.document.Call("getElementById", id); e.Truthy() {
		e.Call("focus", map[string]any{"preventScroll": true})
	}
}

// handFocus gives the focus to another element, if the first has it.
func (b *browser) handFocus(from, to string) {
	if b.document.Get("activeElement").Get("id").String() == from {
		b.focus(to)
	}
}

// unfold opens a picker, as a click on it does. Where a browser does not let a page do so, the picker has the focus at least.
func (b *browser) unfold(id string) {
	b.focus(id)
	if e := b.document.Call("getElementById", id); e.Truthy() && e.Get("showPicker").Truthy() {
		attempt(func() { e.Call("showPicker") })
	}
}
