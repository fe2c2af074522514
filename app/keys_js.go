package app

import (
	"syscall/js"

	"inflight/app/model"
)

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
	case b.popoverTakes(key, !command && inside("[popover] input, [popover] select")):
	case key == "Escape" && b.closeMenus():
	case key == "Escape" && l.hand.escape != nil && l.hand.escape():
	case key == "Escape":
		l.stop()
	case !command && b.handleKey(e, l.hand.key):
		e.Call("preventDefault")
	case command && l.undo != nil && b.handleUndo(e, l.undo):
		e.Call("preventDefault")
	case key == "Enter" && command:
		e.Call("preventDefault")
		l.run()
	case l.key == nil || command || e.Get("altKey").Bool() || inside("input, select, textarea, [contenteditable], .handle"):
	case l.key(key, inside("button, summary, a, label, [tabindex]")):
		e.Call("preventDefault")
	}
}

// handleUndo passes on the keys for Undo and Redo, with the text field that they are pressed in.
func (b *browser) handleUndo(e js.Value, undo func(message any, field string) bool) bool {
	message := model.UndoKey(e.Get("key").String(), e.Get("shiftKey").Bool())
	if message == nil || e.Get("altKey").Bool() {
		return false
	}
	field := ""
	const typed = "textarea, input:not([type=checkbox], [type=range])"
	if target := e.Get("target"); target.Get("matches").Truthy() && target.Call("matches", typed).Bool() {
		field = target.Get("id").String()
	}
	return undo(message, field)
}

// popoverTakes reports whether a key is for the popover that is open. Escape closes it, which the browser does, and so does Enter in one of
// its fields.
func (b *browser) popoverTakes(key string, inField bool) bool {
	open := b.document.Call("querySelectorAll", ":popover-open")
	last := open.Get("length").Int() - 1
	if last < 0 {
		return false
	}
	if key == "Enter" && inField {
		open.Index(last).Call("hidePopover")
	}
	return key == "Escape" || key == "Enter" && inField
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
