package engine

import (
	"strings"
)

// Call is the strategy as it is called, with the options that are not at their defaults:
// "wait(return_when=FIRST_COMPLETED)".
func (s *Scenario) Call() string {
	var options []string
	if s.Strategy == "gather" && s.ReturnExceptions {
		options = append(options, "return_exceptions=True")
	}
	if s.Strategy == "wait" && s.ReturnWhen != AllCompleted {
		options = append(options, "return_when="+string(s.ReturnWhen))
	}
	own := strategyNamed(s.Strategy)
	if s.Timeout != NoTimeout && own != nil && own.ownTimeout {
		options = append(options, "timeout="+trimZeros(s.Timeout.Seconds(), 6))
	}
	if len(options) == 0 {
		return s.Strategy
	}
	return s.Strategy + "(" + strings.Join(options, ", ") + ")"
}

// Heading is what the scenario's author calls it, or else the strategy's call.
func (s *Scenario) Heading() string {
	if s.Title != "" {
		return s.Title
	}
	return s.Call()
}

// Title names the picture.
func (t *Timeline) Title() string {
	name := t.Scenario.Call() + " of " + Plural(t.tasks(), "task")
	if t.Scenario.Title != "" {
		return t.Scenario.Title + ": " + name
	}
	return name
}

// tasks is how many tasks there are, however many attempts they may make.
func (t *Timeline) tasks() int { return len(t.Lanes) / t.Scenario.attempts() }

// Subtitle is the scenario and the run in a few phrases.
func (t *Timeline) Subtitle() []string {
	s := t.Scenario
	first := Plural(t.tasks(), "task")
	if s.Strategy == "retry" {
		first += ", up to " + Plural(s.Attempts, "attempt") + " each"
	}
	if s.pools() && s.Limit > 0 && s.Limit < len(t.Lanes) {
		first += ", pool of " + Thousands(s.Limit)
	}
	phrases := []string{first + s.clientPhrase()}
	own := strategyNamed(s.Strategy)
	if s.Timeout != NoTimeout && (own == nil || !own.ownTimeout) {
		phrases = append(phrases, "timeout of "+given(s.Timeout))
	}
	if words := t.Caller.Words(); words != "" {
		phrases = append(phrases, words)
	}
	return append(phrases, t.Summary().losses(t.Noun())...)
}

// clientPhrase says with what the tasks talk to the server, where that is not a session that they share.
func (s *Scenario) clientPhrase() string {
	switch {
	case s.stacked():
		return ", a socket each, on one stack"
	case s.Sockets():
		return ", a socket each"
	case s.Session == SessionPerRequest && s.Blocking():
		return ", a blocking client, a session each"
	case s.Blocking():
		return ", a blocking client"
	case s.Session == SessionPerRequest:
		return ", a session each"
	case s.LimitPerHost > 0:
		return ", " + Thousands(s.LimitPerHost) + " at a time to each host"
	}
	return ""
}

// Noun is what a task makes: "request" or "socket".
func (t *Timeline) Noun() string {
	if t.Scenario.Sockets() {
		return "socket"
	}
	return "request"
}

// losses says what was lost, if anything was.
func (s Summary) losses(noun string) []string {
	var losses []string
	if s.Orphans > 0 {
		losses = append(losses, Plural(s.Orphans, "orphan"))
	}
	if s.WastedRequests > 0 {
		losses = append(losses, Plural(s.WastedRequests, noun)+" wasted, "+InWords(s.WastedTime))
	}
	return losses
}

// describe tells the picture to those who cannot see it, lane by lane as far as that is bearable.
func (t *Timeline) describe() string {
	var b strings.Builder
	b.WriteString(strings.Join(t.Subtitle(), "; "))
	b.WriteString(".")
	for i := range t.Lanes[:min(len(t.Lanes), manyRows)] {
		l := &t.Lanes[i]
		_, full := t.Words(l)
		if full == "" {
			continue
		}
		b.WriteString(" " + t.Names[i] + ": " + full)
		if l.End.Known() {
			b.WriteString(", at " + InWords(l.End.T))
		}
		b.WriteString(".")
	}
	return b.String()
}

// header lays out the strategy and the run in words, in as many lines as they need.
func (l *layout) header() {
	top := l.y + 28
	if title := l.t.Scenario.Title; title != "" {
		top = l.title(title)
	}
	call := l.t.Scenario.Call()
	x, y := l.margin(), top
	for i, line := range l.broken(call) {
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

// broken breaks a call after the commas between its arguments, where it is too wide for one line.
func (l *layout) broken(call string) []string {
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
		l.caption(TitleText, l.margin(), y, size, shortened(line, size*boldShare, room))
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
