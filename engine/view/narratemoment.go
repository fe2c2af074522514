package view

import (
	"cmp"
	"inflight/engine"
	"slices"
	"time"
)

// telling writes the sentences of one moment.
type telling struct {
	*narrator
	moment
	T      time.Duration          // of the moment's first event
	long   bool                   // things happened one after another
	events [engine.Take + 1][]int // by their kind
	told   []Sentence             // with bare words, until all are there

	entered, closed []int // events of tasks
	received        bool  // what the caller received is told
	joined          bool  // … behind the cancellations, for whose end it waited
	unsaid          []int // events that the next sentence is about too
}

func newTelling(n *narrator, m moment) *telling {
	t := &telling{narrator: n, moment: m, T: n.Log[m.from].T}
	t.long = m.again || n.Log[m.to-1].T-t.T > 10*n.pause
	for i := m.from; i < m.to; i++ {
		switch e := &n.Log[i]; {
		case e.Kind == engine.Enter && e.OfTask():
			t.entered = append(t.entered, i)
		case e.Kind == engine.Close && e.OfTask():
			t.closed = append(t.closed, i)
		default:
			t.events[e.Kind] = append(t.events[e.Kind], i)
		}
	}
	return t
}

// part is what is told together, and the kinds of events that it is about.
type part struct {
	kinds []engine.Kind
	own   []int // events of tasks that are called as those of the caller's session
	tell  func()
}

// tellParts tells the moment part by part, in the order in which the parts began.
func (t *telling) tellParts() []Sentence {
	parts := []part{
		{[]engine.Kind{engine.Create, engine.Take, engine.Start, engine.Connect, engine.Send}, nil, t.launches},
		{[]engine.Kind{engine.Hold}, nil, t.holds},
		{nil, t.entered, t.entrances},
		{[]engine.Kind{engine.Serve}, nil, t.serves},
		{[]engine.Kind{engine.Sent}, nil, t.browser},
		{[]engine.Kind{engine.Body}, nil, t.bodies},
		{[]engine.Kind{engine.Closing}, t.closed, t.closings},
		{[]engine.Kind{engine.Finish, engine.Fail}, nil, t.endings},
		{[]engine.Kind{engine.Cancel}, nil, t.cancels},
		{[]engine.Kind{engine.Wake}, nil, t.returns},
		{[]engine.Kind{engine.Deliver}, nil, t.receipts},
		{[]engine.Kind{engine.Return, engine.Raise}, nil, t.tellEnd},
		{[]engine.Kind{engine.Close}, nil, t.close},
		{[]engine.Kind{engine.Exit}, nil, t.exit},
		{[]engine.Kind{engine.Unretrieved}, nil, t.logged},
	}
	if t.from == 0 {
		t.opening()
	}
	slices.SortStableFunc(parts, func(a, b part) int { return t.first(a) - t.first(b) })
	for _, p := range parts {
		if t.first(p) < t.to { // asked only now: a part may take another's events
			p.tell()
		}
	}
	if events := t.unsaid; len(events) > 0 {
		t.addSentence(t.taskNames(events)+" opened or closed "+oneOrMore(len(events), "its own session", "sessions"), events)
	}
	t.neverStarted()
	t.proxy()
	return t.inOrder()
}

// inOrder makes sentences of what is told, in the order of the times at which it began: in a long moment one part may tell of things
// between which another began. The first one says when.
func (t *telling) inOrder() []Sentence {
	slices.SortStableFunc(t.told, func(a, b Sentence) int { return cmp.Compare(t.Log[a.Events[0]].T, t.Log[b.Events[0]].T) })
	for i := range t.told {
		if i == 0 {
			t.told[i].Text = t.withTime(t.told[i].Text)
		}
		t.told[i].Text = sentence(t.told[i].Text)
	}
	return t.told
}

// first is the first event of a part's kinds.
func (t *telling) first(p part) int {
	first := t.to
	if len(p.own) > 0 {
		first = p.own[0]
	}
	for _, kind := range p.kinds {
		if events := t.events[kind]; len(events) > 0 {
			first = min(first, events[0])
		}
	}
	return first
}

// addSentence adds the words of a sentence about some events.
func (t *telling) addSentence(words string, events ...[]int) {
	about := slices.Concat(events...)
	if len(about) == 0 {
		return
	}
	about, t.unsaid = append(about, t.unsaid...), nil
	slices.Sort(about)
	t.told = append(t.told, Sentence{words, slices.Compact(about)})
}

// withTime puts the time before words, unless it has just been said.
func (t *telling) withTime(words string) string {
	from, to := InWords(t.T), InWords(t.Log[t.to-1].T)
	switch {
	case t.from == 0:
		return words
	case t.again:
		return "so it went on until " + to + ": " + words
	case t.long && from != to:
		from = "between " + from + " and " + to
	case InWords(t.Log[t.from-1].T) == from:
		return words
	default:
		from = "at " + from
	}
	if first := words[0]; '0' <= first && first <= '9' {
		from += ","
	}
	return from + " " + words
}

// tasksOf are the tasks of some events, in the order of the events.
func (n *narrator) tasksOf(events []int) []int {
	tasks := make([]int, len(events))
	for i, event := range events {
		tasks[i] = n.Log[event].Task
	}
	return tasks
}

// taskNames names the tasks of some events.
func (n *narrator) taskNames(events []int) string { return n.laneNames(n.tasksOf(events)) }

// eventsWhere are those of the events whose lane satisfies f.
func (n *narrator) eventsWhere(events []int, f func(l *Lane) bool) []int {
	var some []int
	for _, event := range events {
		if f(&n.Lanes[n.Log[event].Task]) {
			some = append(some, event)
		}
	}
	return some
}

// isWithin reports whether a fact belongs to the moment.
func (t *telling) isWithin(f Fact) bool { return f.Event >= t.from && f.Event < t.to }
