package picture

import (
	"inflight/engine/view"
	"strings"
)

// describe tells the picture to those who cannot see it, lane by lane as far as that is bearable.
func describe(t *view.Timeline) string {
	var b strings.Builder
	b.WriteString(strings.Join(t.Subtitle(), "; "))
	b.WriteString(".")
	if t.HasServer() {
		load := t.ServerLoad()
		b.WriteString(" Server: " + strings.Join(load.Phrases(t.Scenario.Server), ", ") + ".")
	}
	for i := range t.Lanes[:min(len(t.Lanes), manyRows)] {
		l := &t.Lanes[i]
		_, full := t.Words(l)
		if full == "" {
			continue
		}
		b.WriteString(" " + t.Names[i] + ": " + full)
		if l.End.Known() {
			b.WriteString(", at " + view.InWords(l.End.T))
		}
		b.WriteString(".")
	}
	for _, n := range view.Notes(t) {
		b.WriteString(" " + n.Words())
	}
	return b.String()
}

// header lays out the strategy and the run in words, in as many lines as they need.
func (l *layout) header() {
	top := l.y + 28
	if title := l.t.Scenario.Title; title != "" {
		top = l.title(title)
	}
	call := view.Call(l.t.Scenario)
	x, y := l.margin(), top
	for i, line := range l.breakCall(call) {
		if i > 0 {
			y += 18
		}
		l.caption(TitleText, l.margin(), y, callText, line)
		x = l.margin() + callWidth(line) + 14
	}
	phrases := l.t.Subtitle()
	if l.rides != nil {
		phrases = ConnectionsInWords(l.t)
	}
	if x+textWidth(strings.Join(phrases, " · "), callerText) > l.Scene.Width-l.margin() {
		x, y = l.margin(), y+20
	}
	for i, line := range wrap(phrases, " · ", l.Scene.Width-l.margin()-x) {
		if i > 0 {
			y += 18
		}
		l.caption(SubtitleText, x, y, callerText, line)
	}
	l.y = y + 18
}

// callText is the size of the call's letters, and callShare how much wider they are than plain ones.
const callText, callShare = 14.0, 1.08

// callWidth is how wide a call is drawn.
func callWidth(call string) float64 { return textWidth(call, callText*callShare) }

// breakCall breaks a call after the commas between its arguments, where it is too wide for one line.
func (l *layout) breakCall(call string) []string {
	room := l.Scene.Width - 2*l.margin()
	if callWidth(call) <= room {
		return []string{call}
	}
	return wrap(strings.SplitAfter(call, ", "), "", room*callerText/(callText*callShare))
}

// title lays out what the author calls the scenario, in as many lines as it needs, and returns the base line of what follows.
func (l *layout) title(title string) float64 {
	const size, lineHeight = 17.0, 24.0
	room := l.Scene.Width - 2*l.margin()
	y := l.y + 30
	for _, line := range wrap(strings.Fields(title), " ", room*callerText/size/boldShare) {
		l.caption(TitleText, l.margin(), y, size, shorten(line, size*boldShare, room))
		y += lineHeight
	}
	return y
}

// wrap joins phrases to lines that fit into the room, and breaks a phrase between words only if it is too wide alone.
func wrap(phrases []string, separator string, room float64) []string {
	var lines []string
	line := ""
	for _, phrase := range phrases {
		longer := line + separator + phrase
		if line != "" && textWidth(longer, callerText) <= room {
			line = longer
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		line = phrase
		if words := strings.Fields(phrase); len(words) > 1 && textWidth(phrase, callerText) > room {
			broken := wrap(words, " ", room)
			lines = append(lines, broken[:len(broken)-1]...)
			line = broken[len(broken)-1]
		}
	}
	return append(lines, line)
}
