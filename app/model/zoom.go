package model

import (
	"time"

	"inflight/engine/picture"
)

// Zoom is the part of a picture that is seen. Zero is all of it.
type Zoom struct {
	picture.Window
}

// The least that a picture shows.
const (
	leastSpan = 100 * time.Microsecond
	leastRows = 8
	fewRows   = 24 // so many are drawn with all their words, and need no zoom
)

// whole is the window that shows everything.
func whole(end time.Duration, rows int) picture.Window {
	return picture.Window{To: end, Rows: rows}
}

// Around is the zoom so many times closer around a time and a row, in a picture that ends at a time and has so many rows. Few rows stay as
// they are.
func (z Zoom) Around(at time.Duration, row int, factor float64, end time.Duration, rows int) Zoom {
	w := z.Window
	if w.IsWhole() {
		w = whole(end, rows)
	}
	span := max(time.Duration(float64(w.To-w.From)/factor), leastSpan)
	share := float64(at-w.From) / float64(w.To-w.From)
	w.From = at - time.Duration(share*float64(span))
	w.To = w.From + span
	if rows > fewRows {
		n := max(int(float64(w.Rows)/factor), leastRows)
		w.First, w.Rows = row-int(float64(row-w.First)*float64(n)/float64(w.Rows)), n
	}
	return Zoom{w}.within(end, rows)
}

// Moved is the zoom moved by a time and some rows.
func (z Zoom) Moved(by time.Duration, rowsBy int, end time.Duration, rows int) Zoom {
	if z.IsWhole() {
		return z
	}
	z.From, z.To, z.First = z.From+by, z.To+by, z.First+rowsBy
	return z.within(end, rows)
}

// within keeps a zoom inside of the picture. One that shows everything is none.
func (z Zoom) within(end time.Duration, rows int) Zoom {
	span, n := min(z.To-z.From, end), min(z.Rows, rows)
	z.From = min(max(z.From, 0), end-span)
	z.First = min(max(z.First, 0), rows-n)
	z.To, z.Rows = z.From+span, n
	if span >= end && n >= rows {
		return Zoom{}
	}
	return z
}
