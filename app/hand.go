package app

import "inflight/app/model"

// hand is told what pointers and keys do to the pictures of a page. It is asked while the browser waits: only then can it be kept from selecting
// text or scrolling instead.
type hand struct {
	on       string                                                 // selects the pictures
	lasting  string                                                 // selects what holds them, and stays when they are drawn anew
	near     func(touch) bool                                       // can a pointer take hold of something there?
	take     func(touch) bool                                       // it does; reports whether there is something
	move     func(touch)                                            // it holds that, and is there
	drop     func(lost bool)                                        // it lets go; lost, if the browser has taken it away
	key      func(of model.Edge, key string, fine bool) (used bool) // pressed while the handle of an edge has the focus
	left     func()                                                 // the focus has left a handle
	escape   func() (used bool)
	scrolled func()
}

// touch is where a pointer is, in pixels of a picture.
type touch struct {
	row              int // of a comparison
	x, y, fromBottom float64
	clientY          float64 // in the window
	finger           bool    // it is none as fine as a mouse
	fine             bool    // small steps are asked for
}
