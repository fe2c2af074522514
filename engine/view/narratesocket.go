package view

import (
	"inflight/engine"
	"slices"
)

// clientClause says with what the tasks are to talk to the server, where that is not a session that they share.
func clientClause(s *engine.Scenario) string {
	own := ""
	if s.Session == engine.SessionPerRequest {
		own = "; each request was to have a session of its own"
	}
	switch {
	case s.Sockets() && s.Collector().InCaller():
		return ""
	case s.Sockets():
		return "; each task was to hold a socket"
	case s.Blocking():
		return own + "; the client blocks the event loop, so that nobody else runs while it waits for an answer"
	}
	return own
}

// connects tells which tasks began to open a connection.
func (t *telling) connects() {
	events := t.events[engine.Connect]
	switch {
	case len(events) == 0:
	case t.Scenario.Sockets():
		t.addSentence(t.taskNames(events)+" began to connect", events)
	default:
		takes := ", which takes " + ChosenTime(t.Scenario.Connect)
		if fresh := t.eventsWhere(events, func(l *Lane) bool { return !l.Pooled }); len(fresh) > 0 {
			t.addSentence(t.taskNames(fresh)+" began to open "+oneOrMore(len(fresh), "a connection", "a connection each")+takes, fresh)
		}
		if pooled := t.eventsWhere(events, func(l *Lane) bool { return l.Pooled }); len(pooled) > 0 {
			t.addSentence(t.taskNames(pooled)+", which had waited "+t.waitWords(pooled)+" for "+oneOrMore(len(pooled), "its place", "their places")+
				", began to open "+oneOrMore(len(pooled), "a new connection", "a new connection each")+takes, pooled)
		}
	}
}

// entrances tells which sockets are connected. Of a task's own session there is nothing to tell: it opens in no time.
func (t *telling) entrances() {
	if !t.Scenario.Sockets() {
		t.addEvents(t.entered)
		return
	}
	t.addSentence(t.taskNames(t.entered)+" "+oneOrMore(len(t.entered), "was", "were")+" connected", t.entered)
}

// bodies tells whose answers began to arrive.
func (t *telling) bodies() {
	events := t.events[engine.Body]
	t.addSentence("the "+oneOrMore(len(events), "answer", "answers")+" of "+t.taskNames(events)+" began to arrive", events)
}

// addEvents adds events of which there is nothing to tell to what is told next of the moment, or was told last.
func (t *telling) addEvents(events []int) {
	last := len(t.told) - 1
	if last < 0 {
		t.unsaid = append(t.unsaid, events...)
		return
	}
	about := append(t.told[last].Events, events...)
	slices.Sort(about)
	t.told[last].Events = slices.Compact(about)
}

// closings tells which sockets began to close, and which were closed.
func (t *telling) closings() {
	if !t.Scenario.Sockets() {
		t.addEvents(t.closed)
		return
	}
	atOnce := t.eventsWhere(t.events[engine.Closing], func(l *Lane) bool { return t.isWithin(l.Close) })
	slow := t.eventsWhere(t.events[engine.Closing], func(l *Lane) bool { return !t.isWithin(l.Close) })
	closed := t.eventsWhere(t.closed, func(l *Lane) bool { return t.isWithin(l.Closing) })
	if len(atOnce) > 0 {
		t.addSentence(t.tellClosed(atOnce), atOnce, closed)
	}
	late := t.eventsWhere(t.closed, func(l *Lane) bool { return !t.isWithin(l.Closing) })
	if len(late) > 0 && len(slow) > 0 && late[0] < slow[0] { // the next on the stack
		t.wereClosed(late)
		late = nil
	}
	t.beganToClose(slow)
	t.wereClosed(late)
}

// wereClosed tells of sockets that began to close before, if there are any.
func (t *telling) wereClosed(late []int) {
	if len(late) > 0 {
		t.addSentence(t.sockets(late)+" "+oneOrMore(len(late), "was", "were")+" closed", late)
	}
}

// sockets names those of some events. Where the caller itself holds them there is nothing else to name.
func (t *telling) sockets(events []int) string {
	if t.Scenario.Collector().InCaller() {
		return t.taskNames(events)
	}
	return "the " + oneOrMore(len(events), "socket", "sockets") + " of " + t.taskNames(events)
}

// tellClosed tells of sockets that were closed in no time.
func (t *telling) tellClosed(closing []int) string {
	if !t.Scenario.Stacked() {
		return t.taskNames(closing) + " closed " + oneOrMore(len(closing), "its socket", "their sockets")
	}
	words := "the stack closed " + t.sockets(closing)
	if len(closing) > 1 {
		words += ", the last one first"
	}
	return words
}

// reasonsToClose are why one socket, or several, begin to close, in the order in which they are told.
var reasonsToClose = []struct {
	one, more string
	holds     func(l *Lane) bool
}{
	{" had its message and", " had their messages and", func(l *Lane) bool { return l.Outcome == Finished }},
	{" lost its connection and", " lost their connections and", func(l *Lane) bool {
		return l.Outcome == Failed && engine.What(l.Error).Strikes() == engine.WhileAnswering
	}},
	{" was cancelled, and", " were cancelled, and", func(l *Lane) bool { return l.By != "" && l.Close.Known() }},
	{"", "", func(l *Lane) bool { return true }},
}

// beganToClose tells which sockets began to close, and why, as far as that is known.
func (t *telling) beganToClose(closing []int) {
	if t.Scenario.Stacked() {
		if len(closing) > 0 {
			t.addSentence("the stack began to close "+t.sockets(closing), closing)
		}
		return
	}
	left := closing
	for _, r := range reasonsToClose {
		some := t.eventsWhere(left, r.holds)
		left = t.eventsWhere(left, func(l *Lane) bool { return !r.holds(l) })
		if len(some) > 0 {
			t.addSentence(t.taskNames(some)+oneOrMore(len(some), r.one, r.more)+" began to close", some)
		}
	}
}

// tellClosingFirst tells of cancelled tasks that had to close their sockets before they ended, and returns the others.
func (t *telling) tellClosingFirst(by engine.Cause, cancelled []int) []int {
	closed := t.eventsWhere(cancelled, func(l *Lane) bool { return l.Close.Known() })
	if len(closed) > 0 {
		t.addSentence(
			t.taskNames(
				closed,
			)+", cancelled by "+t.Canceller(
				by,
				closed[0],
			)+", ended once "+oneOrMore(
				len(closed),
				"its socket was",
				"their sockets were",
			)+" closed"+
				t.noticeWords(
					closed,
				),
			closed,
		)
	}
	return t.eventsWhere(cancelled, func(l *Lane) bool { return !l.Close.Known() })
}

// socketStage says how far cancelled sockets had come, if all had come equally far.
func (t *telling) socketStage(cancelled []int) string {
	stages := []struct {
		one, more string
		holds     func(l *Lane) bool
	}{
		{" while it closed", " while they closed", func(l *Lane) bool { return l.Closing.Known() && !l.Close.Known() }},
		{" while it connected", " while they connected", func(l *Lane) bool { return l.Connect.Known() && !l.Enter.Known() }},
		{" while it waited for its message", " while they waited for their messages", func(l *Lane) bool { return true }},
	}
	for _, s := range stages {
		if len(t.eventsWhere(cancelled, s.holds)) == len(cancelled) {
			return oneOrMore(len(cancelled), s.one, s.more)
		}
	}
	return ""
}
