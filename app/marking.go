package app

import "slices"

// LinePicked marks the events of a line of the code, wherever the page shows them, and moves the moment to one of them.
type LinePicked struct {
	Line   int // of the program, from 0
	Events []int
	Event  int
}

// LineUnpicked takes the marks off.
type LineUnpicked struct{}

// marking is the line whose events are marked. It is never changed, so that views can tell by it whether they have been drawn.
type marking struct {
	line   int
	events []int // ascending
}

// has reports whether an event is marked.
func (m *marking) has(event int) bool {
	if m == nil {
		return false
	}
	_, found := slices.BinarySearch(m.events, event)
	return found
}

// list is what is marked.
func (m *marking) list() []int {
	if m == nil {
		return nil
	}
	return m.events
}

// of is the line, or -1.
func (m *marking) of() int {
	if m == nil {
		return -1
	}
	return m.line
}

// linePicked marks a line's events. Those of the line that is marked already stay as they are.
func (m Model) linePicked(msg LinePicked) Model {
	if !m.replayable() {
		return m
	}
	if m.marking.of() != msg.Line {
		m.marking = &marking{msg.Line, slices.Sorted(slices.Values(msg.Events))}
	}
	return m.replayed(EventSought{msg.Event})
}
