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
	list := b.document.Call("querySelectorAll", selector)
	var lines []js.Value
	for i := range list.Length() {
		lines = append(lines, list.Index(i))
	}
	b.scrollIntoSight(lines...)
}

// scrollIntoSight scrolls a table to one of its rows, or the code to one line after the other. It scrolls nothing else. All is read before
// anything is written, since a browser that is asked after a change lays the page out anew.
func (b *browser) scrollIntoSight(rows ...js.Value) {
	if len(rows) == 0 {
		return
	}
	table := rows[0].Call("closest", ".scroll")
	before, top := table.Get("scrollTop").Float(), table.Call("getBoundingClientRect").Get("top").Float()
	height, to := table.Get("clientHeight").Float(), before // less than its box, by a scrollbar
	for _, row := range rows {
		at := row.Call("getBoundingClientRect")
		above := at.Get("top").Float() - top - at.Get("height").Float() - (to - before) // the head stays
		below := at.Get("bottom").Float() - top - height - (to - before)
		if above < 0 || below > 0 {
			to = max(0, to+max(below, 0)+min(above, 0))
		}
	}
	if to != before {
		table.Set("scrollTop", to)
	}
}
