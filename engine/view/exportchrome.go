package view

import (
	"inflight/engine"
	"strconv"
	"time"
)

// chromeEvent is one event of the Trace Event Format
// (https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU). Of a field's meaning for a phase see the format.
type chromeEvent struct {
	name, cat, phase string
	t                int64 // in microseconds
	dur              int64 // of a complete event, in microseconds
	tid              int
	color            string
}

// The phases of the format that we write.
const (
	completePhase = "X"
	instantPhase  = "i"
	counterPhase  = "C"
	metadataPhase = "M"
)

const (
	chromePid    = 1
	chromeCaller = 1 // the thread of main(); a task's is its index after it
)

// chromePhases is what a task's phases are called, and their colours, which the format has by name.
var chromePhases = [...]struct{ name, color string }{
	Sleeping:   {"asleep", "thread_state_sleeping"},
	Pooling:    {"waits for the pool", "thread_state_runnable"},
	Connecting: {"connects", "thread_state_iowait"},
	Browsing:   {"waits in the browser", "thread_state_iowait"},
	InFlight:   {"in flight", "thread_state_running"},
	Arriving:   {"receives the body", "rail_load"},
	Open:       {"socket open", "thread_state_running"},
	Exiting:    {"closes", "thread_state_iowait"},
	HeldUp:     {"held up by a blocking request", "thread_state_unknown"},
	Waiting:    {"waits", "thread_state_runnable"},
	Working:    {"works", "thread_state_running"},
	Queueing:   {"waits for the semaphore", "thread_state_runnable"},
	Pacing:     {"waits for the limiter", "thread_state_runnable"},
	Pausing:    {"pauses before another attempt", "thread_state_sleeping"},
	AtServer:   {"waits at the server", "thread_state_runnable"},
}

// chromeOutcomes is the colour of a request by how its task ended.
var chromeOutcomes = [...]string{
	Unended: "thread_state_running", Finished: "good", Failed: "terrible", Cancelled: "grey", TimedOut: "bad",
	NeverStarted: "grey", NotNeeded: "grey", Unread: "grey",
}

// ChromeTrace writes the run as a file that Perfetto (ui.perfetto.dev) and chrome://tracing open: one thread for the
// caller and one for each task, with what each was doing as coloured slices, what happened as instants, and a
// counter of the requests in flight.
func ChromeTrace(s *engine.Scenario, log engine.Log) []byte {
	const each = 84 // bytes of an event; each task has some that are not in the log
	c := &chromeWriter{Timeline: Fold(s, log, WholeLog), out: make([]byte, 0, each*(2*len(log)+4*s.CountTasks()+20))}
	c.out = append(c.out, `{"traceEvents":[`...)
	c.metadata()
	c.caller()
	c.lanes()
	c.instants()
	c.out = append(c.out, `],"displayTimeUnit":"ms","otherData":{"creator":"Inflight","scenario":`...)
	c.out = append(engine.AppendJSON(c.out, s.Link()), "}}"...)
	return c.out
}

// chromeWriter writes one event after another: a file of 10,000 tasks has more than 100,000.
type chromeWriter struct {
	*Timeline
	out  []byte
	args []byte // of the next event; their names in alphabetical order
	some bool   // events are written
}

// add writes an event, in the form that encoding/json gives it.
func (c *chromeWriter) add(e chromeEvent) {
	if c.some {
		c.out = append(c.out, ',')
	}
	c.some = true
	c.text(`{"name":`, e.name)
	c.text(`,"cat":`, e.cat)
	c.text(`,"ph":`, e.phase)
	c.number(`,"ts":`, e.t)
	if e.dur != 0 {
		c.number(`,"dur":`, e.dur)
	}
	c.number(`,"pid":`, chromePid)
	c.number(`,"tid":`, int64(e.tid))
	if e.phase == instantPhase {
		c.out = append(c.out, `,"s":"t"`...) // it concerns its thread
	}
	if e.color != "" {
		c.text(`,"cname":`, e.color)
	}
	if len(c.args) > 0 {
		c.out = append(append(c.out, `,"args":{`...), c.args[1:]...)
		c.out = append(c.out, '}')
	}
	c.out = append(c.out, '}')
	c.args = c.args[:0]
}

func (c *chromeWriter) text(before, text string) {
	c.out = engine.AppendJSON(append(c.out, before...), text)
}

func (c *chromeWriter) number(before string, n int64) {
	c.out = strconv.AppendInt(append(c.out, before...), n, 10)
}

// arg adds an argument with a number to the next event, and textArg one with a text.
func (c *chromeWriter) arg(name string, n int) {
	c.args = append(append(append(c.args, `,"`...), name...), `":`...)
	c.args = strconv.AppendInt(c.args, int64(n), 10)
}

func (c *chromeWriter) textArg(name, text string) {
	c.args = append(append(append(c.args, `,"`...), name...), `":`...)
	c.args = engine.AppendJSON(c.args, text)
}

// metadata names the process and its threads, and keeps them in the order of the tasks.
func (c *chromeWriter) metadata() {
	name := func(what string, tid int, name string) {
		c.textArg("name", name)
		c.add(chromeEvent{name: what, cat: "__metadata", phase: metadataPhase, tid: tid})
	}
	sort := func(tid, place int) {
		c.arg("sort_index", place)
		c.add(chromeEvent{name: "thread_sort_index", cat: "__metadata", phase: metadataPhase, tid: tid})
	}
	name("process_name", chromeCaller, c.Title())
	name("thread_name", chromeCaller, "main()")
	sort(chromeCaller, 0)
	for i, label := range c.Names {
		name("thread_name", chromeThread(i), label)
		sort(chromeThread(i), i+1)
	}
}

func chromeThread(task int) int {
	if task == engine.NoTask {
		return chromeCaller
	}
	return chromeCaller + 1 + task
}

// slice adds a complete event, unless it is empty.
func (c *chromeWriter) slice(e chromeEvent, from, to time.Duration) {
	if e.t, e.dur = from.Microseconds(), (to - from).Microseconds(); e.dur > 0 {
		e.phase = completePhase
		c.add(e)
	}
	c.args = c.args[:0]
}

func (c *chromeWriter) caller() {
	for _, w := range c.Caller.Waits {
		e := chromeEvent{name: "awaits", cat: "caller", tid: chromeCaller, color: "thread_state_iowait"}
		if w.Linger {
			e.name, e.color = "lingers", "thread_state_sleeping"
		}
		c.slice(e, w.From, w.To)
	}
}

func (c *chromeWriter) lanes() {
	var buffer []Span
	for i := range c.Lanes {
		l := &c.Lanes[i]
		buffer = c.Spans(l, buffer[:0])
		for _, span := range buffer {
			phase := chromePhases[span.Phase]
			e := chromeEvent{name: phase.name, cat: "task", tid: chromeThread(i), color: phase.color}
			if l.Connection > 0 && span.Phase != Sleeping && span.Phase != Pooling {
				c.arg("connection", l.Connection)
			}
			c.arg("event", span.Event)
			if span.Orphan {
				e.cat = "task,orphan"
				c.args = append(c.args, `,"orphan":true`...)
			}
			if span.Phase == InFlight || span.Phase == Open {
				e.color = chromeOutcomes[l.Outcome]
				_, words := c.Words(l)
				c.textArg("outcome", words)
			}
			c.arg("task", i)
			c.slice(e, span.From, span.To)
		}
	}
}

// instants adds each event of the log, and counts the requests in flight.
func (c *chromeWriter) instants() {
	flying := 0
	for i, e := range c.Log {
		cat := "caller"
		if e.OfTask() && e.Kind != engine.Deliver {
			cat = "task"
		}
		tid := chromeThread(e.Task)
		if e.Kind == engine.Deliver {
			tid = chromeCaller // that is where it arrives
		}
		c.arg("event", i)
		c.add(chromeEvent{name: c.instant(&e), cat: cat, phase: instantPhase, t: e.T.Microseconds(), tid: tid})
		before := flying
		switch {
		case c.departs(&e):
			flying++
		case c.comesBack(&e):
			flying--
		}
		if flying != before {
			c.arg(c.Noun()+"s", flying)
			c.add(chromeEvent{name: c.Noun() + "s in flight", cat: "session", phase: counterPhase, t: e.T.Microseconds(), tid: chromeCaller})
		}
	}
}

// departs and comesBack report whether a request or socket is under way from this event on, or no more.
func (c *chromeWriter) departs(e *engine.Event) bool {
	return e.Kind == engine.Send || e.Kind == engine.Connect && c.Scenario.Sockets()
}

func (c *chromeWriter) comesBack(e *engine.Event) bool {
	if !e.OfTask() || !c.Departure(&c.Lanes[e.Task]).Known() {
		return false
	}
	l := &c.Lanes[e.Task]
	if c.Scenario.Stacked() && l.Enter.Known() {
		return e.Kind == engine.Close
	}
	return e.Kind == engine.Finish || e.Kind == engine.Fail || e.Kind == engine.Cancel
}

// instant is what an event is called.
func (c *chromeWriter) instant(e *engine.Event) string {
	name := e.Kind.String()
	switch {
	case e.Kind == engine.Deliver && e.Error == "":
		return name + " " + c.Names[e.Task]
	case e.Kind == engine.Deliver:
		return name + " " + c.Names[e.Task] + ": " + ErrorInWords(e.Error)
	case e.Error != "":
		return name + ": " + ErrorInWords(e.Error)
	case e.Kind == engine.Finish:
		return name + ": " + c.result(e.Value)
	case e.Connection > 0:
		return name + " on " + strconv.Itoa(e.Connection)
	case e.Kind == engine.Cancel:
		return name + " by " + string(e.By)
	case e.Kind == engine.Wake:
		return name + ": " + strconv.Itoa(e.Done) + " done, " + strconv.Itoa(e.Pending) + " pending"
	}
	return name
}
