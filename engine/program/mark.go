package program

import (
	"slices"
	"time"

	"inflight/engine"
)

// CallerAt is where the caller stands at a moment, as the tag of a line; "" before the session opens. To step through a run event
// by event, pass the log up to the shown event, and that event's time: of several events at one instant the last one counts.
func CallerAt(s *engine.Scenario, log engine.Log, at time.Duration) Tag {
	var c caller
	for _, e := range log {
		if e.T > at {
			break
		}
		c.follow(s, e)
	}
	if at > c.last { // it went on after that event, up to where it waits
		c.wait(s)
	}
	return c.at
}

// caller is where the caller stands, and what it needs to go on.
type caller struct {
	at    Tag
	last  time.Duration
	woken bool
	ended bool // the strategy
}

// callerTags are where the caller stands at an event of its own.
var callerTags = map[engine.Kind]Tag{
	engine.Enter: Enter, engine.Create: Create, engine.Deliver: Deliver, engine.Wake: Wake,
	engine.Return: Return, engine.Raise: Raise, engine.Close: Close, engine.Exit: Exit,
}

// callerTag is where the caller stands at an event, "" at one that is not its own: tasks enter and close what is theirs.
func callerTag(e engine.Event) Tag {
	if (e.Kind == engine.Enter || e.Kind == engine.Close) && e.Task != engine.NoTask {
		return ""
	}
	return callerTags[e.Kind]
}

// follow follows one event. An event of a task's own means that the caller has given the turn away: it waits.
func (c *caller) follow(s *engine.Scenario, e engine.Event) {
	c.last = e.T
	tag := callerTag(e)
	if tag == "" {
		c.wait(s)
		return
	}
	c.at = tag
	c.woken = c.woken || e.Kind == engine.Wake
	c.ended = c.ended || e.Kind == engine.Return || e.Kind == engine.Raise
}

// wait moves the caller to where it waits next.
func (c *caller) wait(s *engine.Scenario) {
	switch {
	case c.at == Exit || c.at == Close && s.After != engine.CloseAfter:
	case c.ended:
		c.at = Linger
	case c.woken && s.Pending == engine.CancelPending:
		c.at = Join
	default:
		c.at = Await
	}
}

// TaskAt is where a task stands at a moment, as the tag of a line; "" before it starts.
func TaskAt(r engine.Request, log engine.Log, at time.Duration) Tag {
	var tag Tag
	for _, e := range log {
		if e.T > at {
			break
		}
		if e.Task != r.Index || taskTag(e) == "" {
			continue
		}
		connected := tag == Open
		tag = taskTag(e)
		if e.Kind == engine.Enter && connected { // a socket, and not a session before its request
			tag = Answer
		}
		if e.Kind != engine.Start || at == e.T {
			continue
		}
		if tag = Send; at < e.T+r.Delay {
			tag = Sleep
		}
	}
	return tag
}

// taskTag is where a task stands at an event of its own.
func taskTag(e engine.Event) Tag {
	if e.Kind == engine.Hold {
		return holdTags[e.By]
	}
	return taskTags[e.Kind]
}

// taskTags are where a task stands at an event of its own, and until its next one.
var taskTags = map[engine.Kind]Tag{
	engine.Start: Start, engine.Connect: Open, engine.Enter: Open, engine.Send: Send, engine.Sent: Answer, engine.Body: Answer,
	engine.Closing: Shut, engine.Close: Shut,
	engine.Finish: Finish, engine.Fail: Fail, engine.Cancel: Cancelled,
}

// Marked lists the lines with the tag, from 0, or with the one that does its part where the program has none.
func (p *Program) Marked(tag Tag) []int {
	for ; tag != ""; tag = instead[tag] {
		var lines []int
		for i, l := range p.Lines {
			if l.Is(tag) {
				lines = append(lines, i)
			}
		}
		if lines != nil {
			return lines
		}
	}
	return nil
}

// causeTags are the lines that cancel.
var causeTags = map[engine.Cause]Tag{
	engine.ByCaller: CancelCall, engine.ByGroup: Group, engine.ByTimeout: Timeout,
	engine.BySession: Close, engine.ByShutdown: Shutdown,
}

// Events lists the events that belong to a line, as indexes into the log: those that happen there, those that it
// causes, those that end a wait there; and where it declares tasks, all of theirs.
func (p *Program) Events(line int, s *engine.Scenario, log engine.Log) []int {
	var events []int
	m := p.newMarker(s)
	for i, e := range log {
		if slices.Contains(m.linesOf(e), line) {
			events = append(events, i)
		}
	}
	return events
}

// CountEvents is how many events belong to each line, in one pass through the log.
func (p *Program) CountEvents(s *engine.Scenario, log engine.Log) []int {
	counts := make([]int, len(p.Lines))
	m := p.newMarker(s)
	for _, e := range log {
		for _, line := range m.linesOf(e) {
			counts[line]++
		}
	}
	return counts
}

// marker finds the lines of one event after another.
type marker struct {
	scenario *engine.Scenario
	count    int // of the lines
	caller   caller
	marked   map[Tag][]int
	atTask   map[engine.Kind][]int // lines of what a task does
	declared [][]int               // by task
	lines    []int                 // of the latest event
}

func (p *Program) newMarker(s *engine.Scenario) *marker {
	m := &marker{scenario: s, count: len(p.Lines), marked: map[Tag][]int{}, atTask: map[engine.Kind][]int{},
		declared: make([][]int, s.CountTasks())}
	for _, tag := range tags {
		m.marked[tag] = p.Marked(tag)
	}
	for kind, tag := range taskTags {
		m.atTask[kind] = m.marked[tag]
	}
	for i, l := range p.Lines {
		for task := l.From; task < min(l.To, len(m.declared)); task++ {
			m.declared[task] = append(m.declared[task], i)
		}
	}
	return m
}

// linesOf are the lines to which the next event belongs, until it is called again.
func (m *marker) linesOf(e engine.Event) []int {
	m.lines = m.lines[:0]
	if e.More != nil {
		if e.More.Line > 0 && e.More.Line <= m.count && e.More.File == "" {
			m.lines = append(m.lines, e.More.Line-1)
		}
		return m.lines
	}
	before := m.caller.at
	m.caller.follow(m.scenario, e)
	own := callerTag(e)
	if m.add(m.marked[own]); own != "" && (before == Await || before == Join || before == Linger) {
		m.add(m.marked[before])
	}
	if e.By != "" {
		m.add(m.marked[causeTags[e.By]])
	}
	if e.Kind == engine.Unretrieved {
		m.add(m.marked[Exit])
	}
	if e.OfTask() {
		m.add(m.atTask[e.Kind])
		if e.Kind == engine.Hold {
			m.add(m.marked[holdTags[e.By]])
		}
		m.add(m.declared[e.Task])
	}
	return m.lines
}

func (m *marker) add(lines []int) {
	for _, line := range lines {
		if !slices.Contains(m.lines, line) {
			m.lines = append(m.lines, line)
		}
	}
}
