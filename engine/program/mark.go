package program

import (
	"time"

	"inflight/engine"
)

// CallerAt is where the caller stands at a moment, as the tag of a line; "" before the session opens. To step through a run event
// by event, pass the log up to the shown event, and that event's time: of several events at one instant the last one counts.
func CallerAt(s *engine.Scenario, log engine.Log, at time.Duration) Tag {
	var c caller
	for _, e := range log[:log.Until(at)] {
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

// tagsOfKinds has the tag of each kind of event, "" where there is none. An array: it is asked for every event of a log.
type tagsOfKinds [256]Tag

// callerTags are where the caller stands at an event of its own.
var callerTags = tagsOfKinds{
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
	for _, e := range log[:log.Until(at)] {
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
var taskTags = tagsOfKinds{
	engine.Take: Take, engine.Start: Start, engine.Connect: Open, engine.Enter: Open, engine.Send: Send, engine.Sent: Answer,
	engine.Serve:   Answer,
	engine.Body:    Answer,
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
	m, l := p.newMarker(s), p.Lines[line]
	for i, e := range log {
		if of := m.linesOf(e); of.has[line] || isDeclared(e) && l.From <= e.Task && e.Task < l.To {
			events = append(events, i)
		}
	}
	return events
}

// CountEvents is how many events belong to each line, in one pass through the log. Nothing happens at a line that declares tasks, so
// nothing is counted there twice.
func (p *Program) CountEvents(s *engine.Scenario, log engine.Log) []int {
	counts, before := make([]int, len(p.Lines)), make([]int, s.CountTasks()+1) // events of all tasks before each
	m := p.newMarker(s)
	for _, e := range log {
		if m.linesOf(e).events++; isDeclared(e) {
			before[e.Task+1]++
		}
	}
	for task := range before[1:] {
		before[task+1] += before[task]
	}
	for line, l := range p.Lines {
		counts[line] = before[min(l.To, len(before)-1)] - before[min(l.From, len(before)-1)]
	}
	for _, of := range m.sets {
		for line, has := range of.has {
			if has {
				counts[line] += of.events
			}
		}
	}
	return counts
}

// isDeclared reports whether an event is also of the lines that declare its task.
func isDeclared(e engine.Event) bool { return e.More == nil && e.OfTask() }

// marker finds the lines of one event after another. A line may be one of thousands with its tag, so the lines of an event are a set that
// many events share.
type marker struct {
	program  *Program
	scenario *engine.Scenario
	caller   caller
	sets     map[eventSort]*lineSet
	last     eventSort // whose set is of: events of a sort often follow each other
	of       *lineSet
}

// eventSort is what the lines of an event depend on, beside its task.
type eventSort struct {
	kind   engine.Kind
	of     bool // the event is a task's
	own    bool // it is the caller's
	by     engine.Cause
	before Tag // where the caller waited until then

	recorded bool
	line     int // of a recorded event, from 1; 0 if it has none
}

// lineSet are the lines of events of one sort.
type lineSet struct {
	has    []bool
	events int
}

func (p *Program) newMarker(s *engine.Scenario) *marker {
	return &marker{program: p, scenario: s, sets: map[eventSort]*lineSet{}}
}

// linesOf are the lines to which the next event belongs, as all of its sort do.
func (m *marker) linesOf(e engine.Event) *lineSet {
	if e.More != nil {
		key := eventSort{recorded: true}
		if e.More.File == "" {
			key.line = e.More.Line
		}
		return m.set(key)
	}
	key := eventSort{kind: e.Kind}
	before := m.caller.at
	m.caller.follow(m.scenario, e)
	key.own, key.of, key.by = callerTag(e) != "", e.OfTask(), e.By
	if key.own && (before == Await || before == Join || before == Linger) {
		key.before = before
	}
	return m.set(key)
}

// set is the set of lines of a sort.
func (m *marker) set(key eventSort) *lineSet {
	if m.of != nil && m.last == key {
		return m.of
	}
	of := m.sets[key]
	if m.last, m.of = key, of; of != nil {
		return of
	}
	of = &lineSet{has: make([]bool, len(m.program.Lines))}
	m.sets[key], m.of = of, of
	if key.recorded {
		if key.line > 0 && key.line <= len(of.has) {
			of.has[key.line-1] = true
		}
		return of
	}
	for _, tag := range m.tags(key) {
		for _, line := range m.program.Marked(tag) {
			of.has[line] = true
		}
	}
	return of
}

// tags are those of the lines of a sort.
func (m *marker) tags(key eventSort) (tags []Tag) {
	if key.own {
		tags = append(tags, callerTags[key.kind], key.before)
	}
	if key.by != "" {
		tags = append(tags, causeTags[key.by])
	}
	if key.kind == engine.Unretrieved {
		tags = append(tags, Exit)
	}
	if key.of {
		tags = append(tags, taskTags[key.kind])
		if key.kind == engine.Hold {
			tags = append(tags, holdTags[key.by])
		}
	}
	return tags
}
