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
	letGo int            // the first event at which the browser let a request go; -1 without

	opened map[int]int // which lane opened a connection, by its number
}

func newNarrator(t *Timeline) *narrator {
	n := &narrator{
		Timeline: t,
		tasks:    t.Tasks(),
		names:    t.Scenario.LabelsOf(t.Requests),
		used:     make(map[string]int),
		opened:   make(map[int]int),
		letGo:    slices.IndexFunc(t.Log, func(e engine.Event) bool { return e.Kind == engine.Sent }),
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
	return told
}

// proxy tells of a proxy between browser and server, as soon as a request has gone through it.
func (t *telling) proxy() {
	if sent := t.events[engine.Sent]; t.Proxy != "" && len(sent) > 0 && sent[0] == t.letGo {
		t.addSentence(t.Proxy+", which may hold back requests and answers", sent[:1])
	}
}

// neverStarted tells, when the strategy ends, of the tasks that it is too late for.
func (t *telling) neverStarted() {
	if !t.isWithin(t.Caller.Ended) {
		return
	}
	var tasks []int
	for _, i := range t.narrator.first {
		if t.Lanes[i].Outcome == NeverStarted {
			tasks = append(tasks, i)
		}
	}
	switch {
	case len(tasks) == 0:
	case len(tasks) == t.tasks && t.tasks > 1:
		t.addSentence("none of the tasks ever started", []int{t.Caller.Ended.Event})
	default:
		t.addSentence(t.laneNames(tasks)+" never started", []int{t.Caller.Ended.Event})
	}
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
