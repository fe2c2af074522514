package engine

import (
	"fmt"
	"slices"
	"sort"
	"time"
)

// Log is what a run leaves: its events, in the order in which the loop made them.
type Log []Event

// Until is how many events have happened at a time, those at that very time included.
func (log Log) Until(at time.Duration) int {
	return sort.Search(len(log), func(i int) bool { return log[i].T > at })
}

// LawError says which event breaks which law of a log.
type LawError struct {
	Index int // of the event in the log, from 0
	Event Event
	Law   string
}

func (e *LawError) Error() string {
	return fmt.Sprintf("event %d (%v): %s", e.Index, e.Event, e.Law)
}

// Check holds the log against the laws of a log of that scenario. The laws: time never goes back; where the tasks share a
// session it opens first; a task starts once, does what it does once each, in the order that laws.go has as
// tables, and ends once; only a task that has ended is delivered, once, with the result that it had (its own timeout makes a
// cancellation a TimeoutError); the strategy ends once, then the session closes, then the program exits; an exception that
// nobody received is told of once, behind that. A log that was cut off (a run still going on) obeys them too. The error is a *[LawError].
func (log Log) Check(s *Scenario) error {
	c := NewChecker(s)
	for i, e := range log {
		if law := c.Next(e); law != "" {
			return &LawError{i, e, law}
		}
	}
	return nil
}

// checker is what the laws need to remember of the events so far.
type checker struct {
	laws    laws
	refuses bool // its tasks have no time at all, and are delivered without having started
	last    time.Duration
	caller  int  // of the laws' steps of the caller, how many it has taken
	lost    bool // the exception of its gather was never retrieved
	tasks   []story
	results []Event
}

// story is how far one task has come.
type story struct {
	phase     phase
	delivered bool
	lost      bool // its exception was never retrieved
}

// MarshalJSON writes a list, even of no events.
func (l Log) MarshalJSON() ([]byte, error) {
	const each = 60 // bytes of an event, or a few more
	out := append(make([]byte, 0, each*len(l)+2), '[')
	for i := range l {
		if i > 0 {
			out = append(out, ',')
		}
		out = l[i].appendJSON(out)
	}
	return append(out, ']'), nil
}

// NewChecker returns a checker for logs of the scenario, before the first event.
func NewChecker(s *Scenario) *checker {
	refuses := s.TimesOut() && s.OwnTimeout() <= 0
	return &checker{laws: s.laws(), refuses: refuses, tasks: make([]story, s.CountTasks()), results: make([]Event, s.CountTasks())}
}

// Next takes one event and returns the law that it breaks, or "".
func (c *checker) Next(e Event) string {
	switch {
	case e.T < c.last:
		return fmt.Sprintf("time goes back: the event before is at %v", c.last)
	case int(e.Kind) >= len(kindNames):
		return "there is no such kind"
	case c.caller == 0 && c.laws.session && e.Kind != Enter:
		return "the first event is enter"
	}
	c.last = e.T
	if e.OfTask() {
		return c.task(e)
	}
	if e.Task != NoTask {
		return e.Kind.String() + " belongs to the caller, not to a task"
	}
	return c.ofCaller(e)
}

func (c *checker) ofCaller(e Event) string {
	steps := c.laws.caller
	if e.Kind == Unretrieved {
		if c.lost || slices.ContainsFunc(steps[c.caller:], func(s []Kind) bool { return slices.Contains(s, Return) }) {
			return "the exception of the caller's gather is unretrieved once, when the strategy has ended"
		}
		c.lost = true
		return ""
	}
	if e.Kind == Wake {
		if !slices.Contains(steps[c.caller], Return) {
			return "wait returns only while the strategy runs"
		}
		return ""
	}
	if c.caller == len(steps) || !slices.Contains(steps[c.caller], e.Kind) {
		return e.Kind.String() + " is out of turn: the caller's events are " + c.laws.callerWords + ", each once"
	}
	c.caller++
	return ""
}

func (c *checker) task(e Event) string {
	if e.Task < 0 || e.Task >= len(c.tasks) {
		return fmt.Sprintf("there is no task %d: the scenario has %d", e.Task, len(c.tasks))
	}
	now := &c.tasks[e.Task]
	switch e.Kind {
	case Deliver:
		return c.delivery(now, e)
	case Unretrieved:
		return c.loss(now, e)
	}
	law := c.laws.task[e.Kind]
	if !slices.Contains(law.from, now.phase) {
		return e.Kind.String() + " is out of turn: " + c.laws.taskWords + ", each once"
	}
	now.phase = law.to
	if e.Kind == Finish || e.Kind == Fail || e.Kind == Cancel {
		c.results[e.Task] = e
	}
	return ""
}

// loss is the law of an exception that nobody asked for.
func (c *checker) loss(now *story, e Event) string {
	result := c.results[e.Task]
	if c.laws.wrapped && c.caller == len(c.laws.caller) {
		return ""
	}
	if result.Kind != Fail || result.Error != e.Error || now.delivered || now.lost || c.caller < len(c.laws.caller) {
		return "unretrieved is out of turn: it is the exception of a task that failed and was not delivered, once, when the program has ended"
	}
	now.lost = true
	return ""
}

// delivery is the law of what the caller receives.
func (c *checker) delivery(now *story, e Event) string {
	result := c.results[e.Task]
	if c.laws.timesOut && e.Error == ErrTimeout.Error() && !now.delivered {
		now.delivered = true
		return ""
	}
	ended := result.Kind == Finish || result.Kind == Fail || result.Kind == Cancel
	switch {
	case c.refuses && now.phase == created && !now.delivered && e.Error == ErrTimeout.Error(): // no time, and so it never started
	case !ended || now.delivered:
		return "deliver is out of turn: a task is delivered once, when it has ended"
	case result.Kind == Cancel && result.By == ByTimeout && e.Error == ErrTimeout.Error():
	case result.Kind == Cancel:
		return "a cancelled task has no result to deliver"
	case e.Value != result.Value || e.Error != result.Error:
		return fmt.Sprintf("delivers another result than the task had: %v", result)
	}
	now.delivered = true
	return ""
}
