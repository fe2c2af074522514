package engine

import (
	"fmt"
	"slices"
)

// Log is what a run leaves: its events, in the order in which the loop made them.
type Log []Event

// phase is how far the story of the caller, or of one task, has come.
type phase uint8

const (
	unborn  phase = iota
	created       // create was logged
	started
	sending // send was logged
	sent
	ended
	delivered
)

// taskLaws is the law of one task as a table: from which phases an event of a kind may come, and to
// which phase it leads. A task without a create event is one that the caller runs itself.
var taskLaws = map[Kind]struct {
	from []phase
	to   phase
}{
	Create:  {[]phase{unborn}, created},
	Start:   {[]phase{unborn, created}, started},
	Send:    {[]phase{started}, sending},
	Sent:    {[]phase{sending}, sent},
	Finish:  {[]phase{sending, sent}, ended},
	Fail:    {[]phase{started, sending, sent}, ended},
	Cancel:  {[]phase{started, sending, sent}, ended},
	Deliver: {[]phase{ended}, delivered},
}

// callerLaws orders the caller's own events: each at most once, in this order, but for wake.
var callerLaws = map[Kind]int{Enter: 1, Return: 2, Raise: 2, Close: 3, Exit: 4}

// LawError says which event breaks which law of a log.
type LawError struct {
	Index int // of the event in the log, from 0
	Event Event
	Law   string
}

func (e *LawError) Error() string {
	return fmt.Sprintf("event %d (%v): %s", e.Index, e.Event, e.Law)
}

// Check holds the log against the laws of a log, for a run of so many tasks. The laws: time never goes
// back; the session opens first; a task starts once, sends once and ends once, in that order; only a task
// that has ended is delivered, once, with the result that it had (its own timeout makes a
// cancellation a TimeoutError); the strategy ends once, then the session closes, then the program exits. A log that was cut off (a run still going on) obeys them too. The error
// is a *[LawError].
func (log Log) Check(tasks int) error {
	c := newChecker(tasks)
	for i, e := range log {
		if law := c.next(e); law != "" {
			return &LawError{i, e, law}
		}
	}
	return nil
}

// checker is what the laws need to remember of the events so far.
type checker struct {
	last    Event
	begun   bool
	caller  int
	tasks   []phase
	results []Event
}

func newChecker(tasks int) *checker {
	return &checker{tasks: make([]phase, tasks), results: make([]Event, tasks)}
}

// next takes one event and returns the law that it breaks, or "".
func (c *checker) next(e Event) string {
	switch {
	case e.T < c.last.T:
		return fmt.Sprintf("time goes back: the event before is at %v", c.last.T)
	case int(e.Kind) >= len(kindNames):
		return "there is no such kind"
	case !c.begun && e.Kind != Enter:
		return "the first event is enter"
	}
	c.last, c.begun = e, true
	if e.Kind.ofTask() {
		return c.task(e)
	}
	if e.Task != NoTask {
		return e.Kind.String() + " belongs to the caller, not to a task"
	}
	if e.Kind == Wake {
		if c.caller != callerLaws[Enter] {
			return "wait returns only while the strategy runs"
		}
		return ""
	}
	if c.caller != callerLaws[e.Kind]-1 {
		return e.Kind.String() + " is out of turn: the caller's events are enter, return or raise, close, exit, each once"
	}
	c.caller = callerLaws[e.Kind]
	return ""
}

func (c *checker) task(e Event) string {
	if e.Task < 0 || e.Task >= len(c.tasks) {
		return fmt.Sprintf("there is no task %d: the scenario has %d", e.Task, len(c.tasks))
	}
	law, now := taskLaws[e.Kind], &c.tasks[e.Task]
	if !slices.Contains(law.from, *now) {
		return e.Kind.String() + " is out of turn: a task is created, starts, sends, ends and is delivered, each once"
	}
	*now = law.to
	switch result := &c.results[e.Task]; {
	case e.Kind == Finish || e.Kind == Fail || e.Kind == Cancel:
		*result = e
	case e.Kind != Deliver:
	case result.Kind == Cancel && result.By == ByTimeout && e.Error == errTimeout.Error():
	case result.Kind == Cancel:
		return "a cancelled task has no result to deliver"
	case e.Value != result.Value || e.Error != result.Error:
		return fmt.Sprintf("delivers another result than the task had: %v", *result)
	}
	return ""
}
