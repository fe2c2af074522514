package app

import (
	"strconv"
	"syscall/js"
)

// present marks the row of the last event that has happened, and keeps it in sight where the table scrolls. With 0 events it marks no
// row. The style sheet mutes the rows after it, so that not every row must be touched at each moment.
func (b *browser) present(events int) {
	row := js.Null()
	if events > 0 {
		row = b.document.Call("querySelector", ".events tbody tr:nth-child("+strconv.Itoa(events)+")")
	}
	if b.marked.Truthy() && !b.marked.Equal(row) {
		b.marked.Get("classList").Call("remove", "now")
		b.marked.Call("removeAttribute", "aria-current")
	}
	if b.marked = row; !row.Truthy() {
		return
	}
	row.Get("classList").Call("add", "now")
	row.Call("setAttribute", "aria-current", "step")
	b.scrollIntoSight(row)
}

// reveal brings lines into sight where they scroll; if not all fit, the last.
func (b *browser) reveal(selector string) {
	lines := b.document.Call("querySelectorAll", selector)
	for i := range lines.Length() {
		b.scrollIntoSight(lines.Index(i))
	}
}

// scrollIntoSight scrolls a table to one of its rows, or the code to a line. It scrolls nothing else.
func (b *browser) scrollIntoSight(row js.Value) {
	table := row.Call("closest", ".scroll")
	at, within := row.Call("getBoundingClientRect"), table.Call("getBoundingClientRect")
	above := at.Get("top").Float() - within.Get("top").Float() - at.Get("height").Float()             // the head stays
	below := at.Get("bottom").Float() - within.Get("top").Float() - table.Get("clientHeight").Float() // less than its box, by a scrollbar
	if above < 0 || below > 0 {
		table.Set("scrollTop", table.Get("scrollTop").Float()+max(below, 0)+min(above, 0))
	}
}
