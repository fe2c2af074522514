package app

import "syscall/js"

// keyDown passes a key on to whoever it is meant for.
func (b *browser) keyDown(e js.Value, l listeners) {
	inside := func(selector string) bool {
		target := e.Get("target")
		return target.Get("closest").Truthy() && target.Call("closest", selector).Truthy()
	}
	command := e.Get("ctrlKey").Bool() || e.Get("metaKey").Bool()
	if b.document.Call("querySelector", "dialog[open]").Truthy() {
		return // it takes its own keys
	}
	switch key := e.Get("key").String(); {
	case key == "Escape" && b.closeMenus():
	case key == "Escape" && l.hand.escape != nil && l.hand.escape():
	case key == "Escape":
		l.stop()
	case !command && b.handleKey(e, l.hand.key):
		e.Call("preventDefault")
	case key == "Enter" && command:
		e.Call("preventDefault")
		l.run()
	case l.key == nil || command || e.Get("altKey").Bool() || inside("input, select, textarea, [contenteditable], .handle"):
	case l.key(key, inside("button, summary, a, label, [tabindex]")):
		e.Call("preventDefault")
	}
}

// closeMenus closes the menus that are open, gives the focus back to their buttons, and reports whether there were any.
func (b *browser) closeMenus() bool {
	open := b.document.Call("querySelector", "details.menu[open]")
	if !open.Truthy() {
		return false
	}
	if open.Call("contains", b.document.Get("activeElement")).Bool() {
		open.Call("querySelector", "summary").Call("focus")
	}
	open.Set("open", false)
	return true
}
