package app

import "syscall/js"

// hand is told what the pointer does to the playhead. It is asked while the browser waits: only then can it be kept from selecting
// text or scrolling instead.
type hand struct {
	near func(x, fromBottom float64, finger bool) bool // can it take hold of the playhead there?
	move func(x float64)                               // it holds the playhead, and is there
}

// listenForHand lets a pointer drag the playhead of the picture, in pixels from the picture's left.
func (b *browser) listenForHand(h hand) {
	held, dragged := -1, false
	picture := func(e js.Value) js.Value {
		if target := e.Get("target"); target.Get("closest").Truthy() {
			return target.Call("closest", "#picture")
		}
		return js.Null()
	}
	near := func(picture, e js.Value) bool {
		box := picture.Call("getBoundingClientRect")
		return h.near(e.Get("clientX").Float()-box.Get("left").Float(), box.Get("bottom").Float()-e.Get("clientY").Float(),
			e.Get("pointerType").String() == "touch")
	}
	move := func(e js.Value) {
		box := b.document.Call("getElementById", "picture").Call("getBoundingClientRect")
		h.move(e.Get("clientX").Float() - box.Get("left").Float())
	}
	b.on(b.document, "pointerdown", func(e js.Value) {
		dragged = false
		if of := picture(e); of.Truthy() && e.Get("button").Int() == 0 && near(of, e) {
			e.Call("preventDefault")
			attempt(func() { of.Call("setPointerCapture", e.Get("pointerId")) })
			held, dragged = e.Get("pointerId").Int(), true
			move(e)
		}
	})
	b.on(b.document, "pointermove", func(e js.Value) {
		if held == e.Get("pointerId").Int() {
			move(e)
		} else if of := picture(e); of.Truthy() {
			of.Call("toggleAttribute", "data-near", near(of, e))
		}
	})
	release := func(e js.Value) {
		if held == e.Get("pointerId").Int() {
			held = -1
		}
	}
	b.on(b.document, "pointerup", release)
	b.on(b.document, "pointercancel", release)
	b.onFirst(b.document, "click", func(e js.Value) {
		if dragged && picture(e).Truthy() {
			e.Call("stopPropagation") // what was dragged is not picked too
		}
	})
}
