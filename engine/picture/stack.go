package picture

import (
	"inflight/engine/view"
	"slices"
	"strings"
)

// The pictures of a comparison are small ones, one under another, with one axis.
const (
	stackedLanes = 12 // more tasks than this have the lowest lanes
)

// LayoutComparison lays a comparison out: a title, the rows, each under its name, their axis, and the verdict.
func LayoutComparison(c *view.Comparison, width float64) *Scene {
	o := LayoutOptions{Width: max(width, leastWidth), Axis: c.End, Beside: c.Timelines(), Lanes: LowLanes}
	lanes := 0
	for _, t := range o.Beside {
		lanes = max(lanes, len(t.Lanes))
	}
	if lanes > stackedLanes {
		o.Lanes = LowestLanes
	}
	o.Parts = PartAxis
	l := newLayout(c.Rows[0].Timeline, o)
	name := view.Plural(len(c.Rows), "variant") + " of " + view.Plural(c.Rows[0].Timeline.Tasks(), "task")
	if c.Rows[0].Scenario.Recorded != nil {
		name = "Two programs compared"
	}
	l.Scene.Title, l.desc = name, c.Verdict
	if title := c.Rows[0].Scenario.Title; title != "" {
		l.Scene.Title = title + ": " + name
		l.y = l.title(title) - 22
	}
	l.caption(SubtitleText, l.margin(), l.y+28, callerText, name)
	l.y += 44
	for i := range c.Rows {
		r, parts := &c.Rows[i], o
		l.caption(CallerName, l.margin(), l.y+16, callerText, shorten(r.Label, callerText, l.Scene.Width-2*l.margin()))
		parts.Parts = PartCaller | PartRows
		l.stack(Layout(r.Timeline, parts), l.y+22)
		l.y += 12
	}
	l.stack(Layout(c.Rows[0].Timeline, o), l.y-12)
	l.verdict(c.Findings())
	l.Scene.Height = l.y + 6
	return l.Scene
}

// stack puts the marks of another scene below. Their events are those of one long log.
func (l *layout) stack(sc *Scene, y float64) {
	for _, m := range sc.Marks {
		m.Y += y
		if m.Event >= 0 {
			m.Event += len(l.log)
		}
		l.add(m)
	}
	l.log = append(slices.Clip(l.log), sc.log...)
	l.left, l.right, l.from, l.to, l.end = sc.left, sc.right, sc.from, sc.to, sc.end
	l.y = y + sc.Height
}

// verdict lays out what the comparison has to say.
func (l *layout) verdict(findings []view.Finding) {
	l.y += 8
	for _, f := range findings {
		lines := wrap(strings.Fields(f.Who+": "+f.Text), " ", l.Scene.Width-2*l.margin())
		for _, line := range lines {
			l.caption(NoteText, l.margin(), l.y+14, callerText, line)
			l.y += 18
		}
	}
	l.y += 8
}
