package model

import "slices"

// LinePicked marks the events of a line of the code, wherever the page shows them, and moves the moment to one of them.
type LinePicked struct {
	Line   int // of the program, from 0
	Events []int
	Event  int
}

// LineUnpicked takes the marks off.
type LineUnpicked struct{}

// Marking is the line whose events are marked. A Marking never changes, so a view compares pointers to know whether it must draw.
type Marking struct {
	Line   int
	Events []int // ascending
}

// Has reports whether an event is marked.
func (m *Marking) Has(event int) bool {
	if m == nil {
		return false
	}
	_, found := slices.BinarySearch(m.Events, event)
	return found
}

// List is what is marked.
func (m *Marking) List() []int {
	if m == nil {
		return nil
	}
	return m.Events
}

// PickedLine is the line, or -1.
func (m *Marking) PickedLine() int {
	if m == nil {
		return -1
	}
	return m.Line
}

// pickLine marks a line's events. A line that is marked already keeps its Marking.
func (m Model) pickLine(msg LinePicked) Model {
	if !m.CanReplay() {
		return m
	}
	if m.Marking.PickedLine() != msg.Line {
		m.Marking = &Marking{msg.Line, slices.Sorted(slices.Values(msg.Events))}
	}
	return m.moveMoment(EventSought{msg.Event})
}
