package picture

import (
	"inflight/engine/view"
	"strings"
)

// The size of a thumb, in pixels.
const (
	thumbWidth  = 96.0
	thumbHeight = 44.0
	mostStretch = 2.2 // by which the lowest lanes are made higher at most
)

// Thumb is a run as a small SVG for lists: its bars, by phase and fate, and nothing that has to be read. The page's CSS draws it.
func Thumb(t *view.Timeline) string {
	sc := Layout(t, LayoutOptions{Width: leastWidth, Lanes: LowestLanes, Parts: PartRows})
	stretch := min(thumbHeight/sc.Height, mostStretch)
	top := (thumbHeight - stretch*sc.Height) / 2
	outlines, order := map[string]*strings.Builder{}, []string{}
	bar := func(m *Mark, x, y, w, h float64) {
		class := m.Meaning.Class() + m.Fate.Classes()
		if outlines[class] == nil {
			outlines[class], order = &strings.Builder{}, append(order, class)
		}
		x, w = (x-sc.left)/(sc.right-sc.left)*thumbWidth, max(w/(sc.right-sc.left)*thumbWidth, 1)
		at, wide := "M"+number(x)+","+number(top+y*stretch), number(w)
		outlines[class].WriteString(at + "h" + wide + "v" + number(h*stretch) + "h-" + wide + "z")
	}
	for i := range sc.Marks {
		switch m := &sc.Marks[i]; {
		case !m.Meaning.isBar():
		case m.Shape == Rect:
			bar(m, m.X, m.Y, m.W, m.H)
		case m.Shape == Bars:
			for p := *m.Points; len(p) >= 4; p = p[4:] {
				bar(m, m.X+p[0], m.Y+p[1], p[2], p[3])
			}
		}
	}
	var b strings.Builder
	b.WriteString(`<svg class="timeline thumb" viewBox="-1 0 ` + number(thumbWidth+2) + ` ` + number(thumbHeight) + `" aria-hidden="true">`)
	for _, class := range order {
		b.WriteString(`<path class="` + class + `" d="` + outlines[class].String() + `"/>`)
	}
	return b.String() + "</svg>"
}

// isBar reports whether such a mark is a stretch of a task's time.
func (m Meaning) isBar() bool {
	switch m {
	case SleepBar, PoolBar, BrowserBar, FlightBar, ConnectBar, BodyBar, OpenBar, ClosingBar, HeldUpBar, CancelBar, RestBar, Band,
		WaitBand, SleepBand:
		return true
	}
	return false
}
