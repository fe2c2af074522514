package view

import (
	"inflight/engine"
	"slices"
	"time"
)

// Sentence is one sentence of a narration, in plain text: a page escapes it.
type Sentence struct {
	Text   string `json:"text"`
	Events []int  `json:"events"` // what it speaks of, as indexes in the log, ascending; at least one
}

// maxSentences is how long a narration may be, however many tasks there are: as much as people read.
const maxSentences = 25

// Narrate tells what is known of a run at the timeline's moment, in the order in which it happened. Things that
// happened at one moment are told together; the more of them there are, the longer a moment becomes.
func Narrate(t *Timeline) []Sentence {
	if t.Scenario.Recorded != nil {
		return narrateRecording(t)
	}
	n := newNarrator(t)
	moments := n.moments()
	most := 4*t.Last + 4
	told := n.writeSentences(collapseRepeats(moments), false)
	for pause := t.Last/1000 + 1; len(told) > maxSentences && pause < most; pause *= 2 {
		moments = n.mergeMoments(moments, pause)
		told = n.writeSentences(collapseRepeats(moments), 2*pause >= most)
	}
	return withNotes(t, told)
}

// narrator tells one timeline.
type narrator struct {
	*Timeline
	tasks int            // that the scenario has
	first []int          // the lane of the first request of each
	names []string       // of the tasks, each by itself
	used  map[string]int // how many tasks have this name
	pause time.Duration  // events no further apart than this are told as of one moment
	end   int            // the first event of the strategy's end

	opened map[int]int // which lane opened a connection, by its number
}

func newNarrator(t *Timeline) *narrator {
	n := &narrator{
		Timeline: t,
		tasks:    t.Tasks(),
		names:    t.Scenario.LabelsOf(t.Requests),
		used:     make(map[string]int),
		opened:   make(map[int]int),
	}
	for i := range t.Requests {
		if t.Requests[i].First == i {
			n.first = append(n.first, i)
		}
	}
	for _, name := range n.names {
		n.used[name]++
	}
	if t.Live {
		n.pause = max(5*time.Millisecond, t.Last/200)
	}
	for i := range t.Log {
		e := &t.Log[i]
		if e.Kind != engine.Send && e.Kind != engine.Connect {
			continue
		}
		connection := t.Lanes[e.Task].Connection
		if _, known := n.opened[connection]; connection > 0 && !known {
			n.opened[connection] = e.Task
		}
	}
	n.end = n.ending()
	return n
}

// ending is the first event of the strategy's end: what is as late as its return, and the results that it returns.
func (n *narrator) ending() int {
	ended := n.Caller.Ended
	if !ended.Known() {
		return len(n.Log)
	}
	end := ended.Event
	for end > 0 && (n.Log[end-1].T >= ended.T-n.pause || n.Log[end-1].Kind == engine.Deliver && n.handsOutTogether()) {
		end--
	}
	return end
}

// writeSentences writes the sentences of all moments. Those that are too many are not written to their end, unless they are the last try.
func (n *narrator) writeSentences(moments []moment, last bool) []Sentence {
	told := []Sentence{}
	for _, m := range moments {
		if len(told) > maxSentences && !last {
			return told
		}
		told = append(told, newTelling(n, m).tellParts()...)
	}
	return append(append(told, n.neverStarted()...), n.proxy()...)
}

// proxy tells of a proxy between browser and server.
func (n *narrator) proxy() []Sentence {
	for i := range n.Lanes {
		if l := &n.Lanes[i]; n.Proxy != "" && l.Sent.Known() {
			return []Sentence{{sentence(n.Proxy + ", which may hold back requests and answers"), []int{l.Sent.Event}}}
		}
	}
	return nil
}

// neverStarted tells of the tasks that it is too late for.
func (n *narrator) neverStarted() []Sentence {
	var tasks, events []int
	for _, i := range n.first {
		l := &n.Lanes[i]
		if l.Outcome != NeverStarted {
			continue
		}
		tasks = append(tasks, i)
		if l.Create.Known() {
			events = append(events, l.Create.Event)
		}
	}
	if len(tasks) == 0 {
		return nil
	}
	words := n.laneNames(tasks) + " never started"
	if len(tasks) == n.tasks && n.tasks > 1 {
		words = "none of the tasks ever started"
	}
	events = append(events, n.Caller.Ended.Event)
	slices.Sort(events)
	return []Sentence{{sentence(words), events}}
}

// moment is a stretch of the log whose events are told together: from, up to but without to.
type moment struct {
	from, to int
	fixed    bool // begins or ends the story, and is like no other
	again    bool // repeats what the moment before it was like
	shape    int  // the kinds of its events, as a set of bits
}

// moments divides the log. The strategy's end is a moment of its own: what led to it must not drown.
func (n *narrator) moments() []moment {
	var moments []moment
	for i := range n.Log {
		last := len(moments) - 1
		if last < 0 || n.startsMoment(i, n.pause) || n.startsAnew(i) {
			moments = append(moments, moment{from: i, fixed: last < 0 || i >= n.end && i <= n.Caller.Ended.Event})
			last++
		}
		moments[last].to = i + 1
		moments[last].shape |= 1 << n.Log[i].Kind
	}
	return moments
}

// startsMoment reports whether a moment begins with the event i, if longer pauses than this divide moments.
func (n *narrator) startsMoment(i int, pause time.Duration) bool {
	ended := n.Caller.Ended.Event
	return n.Log[i].T-n.Log[i-1].T > pause || ended >= 0 && i == ended+1 || i == n.end
}

// startsAnew reports whether the caller, with the event i, goes on from one task to the next, and this one ends at once. All of that
// happens in no time, but it is told apart from what came before.
func (n *narrator) startsAnew(i int) bool {
	e := n.Log[i]
	if e.Kind != engine.Create && e.Kind != engine.Take && e.Kind != engine.Start || n.Log[i-1].Kind != engine.Deliver {
		return false
	}
	end := n.Lanes[e.Task].End
	return end.Known() && end.T-e.T <= n.pause
}

// mergeMoments joins moments between which there is no longer pause than this.
func (n *narrator) mergeMoments(moments []moment, pause time.Duration) []moment {
	var merged []moment
	for _, m := range moments {
		last := len(merged) - 1
		if last < 0 || merged[last].from == 0 || n.startsMoment(m.from, pause) {
			merged = append(merged, m)
			continue
		}
		merged[last].to, merged[last].shape = m.to, merged[last].shape|m.shape
	}
	return merged
}

// collapseRepeats joins what repeats itself: of five and more moments of one shape the first is told, and the rest as one.
func collapseRepeats(moments []moment) []moment {
	const many = 5
	var collapsed []moment
	for len(moments) > 0 {
		alike := slices.IndexFunc(moments, func(m moment) bool { return m.fixed || m.shape != moments[0].shape })
		if alike < 0 {
			alike = len(moments)
		}
		if alike = max(alike, 1); alike < many {
			collapsed = append(collapsed, moments[:alike]...)
		} else {
			rest := moments[1]
			rest.to, rest.again = moments[alike-1].to, true
			collapsed = append(collapsed, moments[0], rest)
		}
		moments = moments[alike:]
	}
	return collapsed
}
