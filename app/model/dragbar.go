package model

import (
	"slices"
	"strings"
	"time"

	"inflight/engine"
	"inflight/engine/picture"
	"inflight/engine/view"
)

// Dragging is a bar in the hand. Every step starts from the task list before the drag, so the values on the way leave no trace.
type Dragging struct {
	edge      Edge
	Row, Lane int
	Task      int            // by its number from 0
	request   engine.Request // the lane's, before the drag
	scenario  *engine.Scenario
	tasks     string         // the list before the drag
	turnings  []view.Turning // at times of the task's entry
	jitter    time.Duration  // the bar is so much longer than the latency in the entry
	first     string         // the outcome before the first of them
	Sought    bool           // turnings are known
}

// list returns the task list in which the delay, or the latency, of the bar has this length.
func (d *Dragging) list(to time.Duration) string {
	bounded := func(d time.Duration) time.Duration { return min(max(d, 0), engine.MaxDuration).Round(time.Microsecond) }
	return changeTask(d.scenario, d.tasks, d.request, func(e *engine.Entry) {
		switch {
		case d.edge == StartEdge:
			e.Delay = bounded(to)
		case e.Tail > 0:
			e.Latency, e.Tail = bounded(to), 0 // drawn no more
		default:
			e.Latency = bounded(e.Latency + to - d.request.Latency) // jitter adds the same as before
			if e.Jitter > 0 {
				e.Latency = e.Latency.Round(time.Millisecond)
			}
		}
	})
}

// seek looks for the times at which the outcome changes.
func (d *Dragging) seek(c *view.Comparison) *Dragging {
	sought := *d
	dial := view.Dial{Task: d.Task, Link: d.request.Link, Delay: d.edge == StartEdge}
	sought.first, sought.turnings = view.TurningPoints(c, dial, 0, LongestTried(c))
	_, alone := d.scenario.Alone(d.Task)
	if entry := alone.Chain()[d.request.Link]; d.edge == EndEdge && entry.Tail == 0 {
		sought.jitter = d.request.Latency - entry.Latency
	}
	sought.Sought = true
	return &sought
}

// isQuick reports whether the search for the times is so short that nobody notices it.
func isQuick(c *view.Comparison) bool {
	requests := 0
	for i := range c.Rows {
		requests += len(c.Rows[i].Timeline.Lanes)
	}
	return requests <= 40
}

// LongestTried is the longest latency that is tried out. The present ones are among those that are.
func LongestTried(c *view.Comparison) time.Duration {
	longest := max(2*c.End, time.Second)
	for _, r := range c.Rows[0].Timeline.Requests {
		longest = max(longest, r.Delay, r.Latency)
	}
	return longest
}

// Turns are the times of a run at which the outcome changes, in the lane of the task; nil if there are none.
func (d *Dragging) Turns(t *view.Timeline, lane int) *picture.Turns {
	if d == nil || len(d.turnings) == 0 || lane >= len(t.Lanes) {
		return nil
	}
	origin := EdgesOf(t, lane).Origin(d.edge)
	if origin == engine.Never {
		return nil
	}
	turns := &picture.Turns{Lane: lane}
	for _, turning := range d.turnings {
		turns.At = append(turns.At, origin+turning.At+d.jitter)
	}
	return turns
}

// edges are the times at which a lane's bar can be grabbed. A time is engine.Never where the bar has no such edge.
type edges struct {
	started, Sent time.Duration // a delay counts from started, a latency from Sent
	Start, End    time.Duration
	Cap           time.Duration // the sign of the outcome, at the bar's end
}

// EdgesOf finds the edges of a lane. Three kinds of lanes have none: further attempts of a task, since the entry speaks of the first;
// requests to addresses of their own, since nothing about them is predicted; and sockets, since their peers choose the numbers.
func EdgesOf(t *view.Timeline, lane int) edges {
	l, r := &t.Lanes[lane], &t.Requests[lane]
	e := edges{engine.Never, engine.Never, engine.Never, engine.Never, engine.Never}
	if r.Attempt > 0 || r.URL != "" || t.Scenario.Sockets() || !l.Start.Known() || !l.End.Known() {
		return e
	}
	e.started, e.Cap = l.Start.T, l.End.T
	e.Start = min(l.Start.T+r.Delay, l.End.T)
	if l.Send.Known() && r.What.Arrives() {
		e.Sent, e.End = l.Send.T, l.End.T
		if !WasCutOff(l) {
			e.Sent = l.End.T - r.Latency // opening a connection comes first
		}
	}
	return e
}

// WasCutOff reports whether a lane ended before its latency was over.
func WasCutOff(l *view.Lane) bool {
	return l.Outcome == view.Cancelled || l.Outcome == view.TimedOut || l.Late() != nil
}

// TimeOf is where an edge is.
func (e edges) TimeOf(edge Edge) time.Duration {
	switch edge {
	case StartEdge:
		return e.Start
	case EndEdge:
		return e.End
	}
	return engine.Never
}

// Origin is the time from which the edge's delay or latency is counted.
func (e edges) Origin(edge Edge) time.Duration {
	if edge == StartEdge {
		return e.started
	}
	return e.Sent
}

// LaneToGrab is the lane whose handles are shown: the lane of the details. Before one is picked, it is the first lane with edges.
func LaneToGrab(t *view.Timeline, lane int) int {
	has := func(lane int) bool { return lane >= 0 && lane < len(t.Lanes) && EdgesOf(t, lane).Cap != engine.Never }
	if lane != engine.NoTask {
		if has(lane) {
			return lane
		}
		return engine.NoTask
	}
	return slices.IndexFunc(t.Lanes, func(l view.Lane) bool { return has(l.Task) })
}

// changeTask changes one task's request in a task list as typed. If its entry stands for many tasks, the task gets an entry
// of its own. Everything else stays as it was typed.
func changeTask(s *engine.Scenario, tasks string, r engine.Request, change func(*engine.Entry)) string {
	alone, entry := s.Alone(r.Task)
	was := entry.String()
	if change(entry.Chain()[r.Link]); entry.String() == was {
		return tasks
	}
	at, first := 0, 0
	for first+s.Entries[at].Count <= r.Task {
		first += s.Entries[at].Count
		at++
	}
	after := len(s.Entries) - at - 1
	return replaceEntry(tasks, at, taskListOf(alone.Entries[at:len(alone.Entries)-after]))
}

// replaceEntry returns a list with another text in place of its nth entry.
func replaceEntry(list string, n int, by string) string {
	rest := list
	for ; ; n-- {
		rest = strings.TrimLeftFunc(rest, isSeparator)
		end := strings.IndexFunc(rest, isSeparator)
		if end < 0 {
			end = len(rest)
		}
		if n == 0 {
			return list[:len(list)-len(rest)] + by + rest[end:]
		}
		rest = rest[end:]
	}
}

// outcomeOf gives an entry another outcome, of all its attempts.
func outcomeOf(what engine.What) func(*engine.Entry) {
	return func(e *engine.Entry) {
		if what == "200" {
			what = ""
		}
		e.What, e.Times, e.Chances, e.Sleeps = what, 0, nil, e.Sleeps && what == ""
	}
}
