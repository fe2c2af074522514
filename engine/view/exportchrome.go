package view

import (
	"encoding/json"
	"inflight/engine"
	"strconv"
	"time"
)

// chromeTrace is a file in the Trace Event Format, in its form of an object
// (https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU).
type chromeTrace struct {
	TraceEvents     []chromeEvent     `json:"traceEvents"`
	DisplayTimeUnit string            `json:"displayTimeUnit"`
	OtherData       map[string]string `json:"otherData"`
}

// chromeEvent is one event of the format. Of a field's meaning for a phase see the format.
type chromeEvent struct {
	Name  string         `json:"name"`
	Cat   string         `json:"cat"`
	Phase string         `json:"ph"`
	T     int64          `json:"ts"`            // in microseconds
	Dur   int64          `json:"dur,omitempty"` // of a complete event, in microseconds
	Pid   int            `json:"pid"`
	Tid   int            `json:"tid"`
	Scope string         `json:"s,omitempty"` // of an instant event
	Color string         `json:"cname,omitempty"`
	Args  map[string]any `json:"args,omitempty"`
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
	t := Fold(s, log, WholeLog)
	c := &chromeWriter{Timeline: t}
	c.metadata()
	c.caller()
	c.lanes()
	c.instants()
	file := chromeTrace{c.events, "ms", map[string]string{"scenario": s.Link(), "creator": "Inflight"}}
	text, err := json.Marshal(file)
	if err != nil {
		panic("engine: a Chrome trace is plain data: " + err.Error())
	}
	return text
}

type chromeWriter struct {
	*Timeline
	events []chromeEvent
}

func (c *chromeWriter) add(e chromeEvent) {
	e.Pid = chromePid
	c.events = append(c.events, e)
}

// metadata names the process and its threads, and keeps them in the order of the tasks.
func (c *chromeWriter) metadata() {
	name := func(what string, tid int, key string, value any) {
		c.add(chromeEvent{Name: what, Cat: "__metadata", Phase: metadataPhase, Tid: tid, Args: map[string]any{key: value}})
	}
	name("process_name", chromeCaller, "name", c.Title())
	name("thread_name", chromeCaller, "name", "main()")
	name("thread_sort_index", chromeCaller, "sort_index", 0)
	for i, label := range c.Names {
		name("thread_name", chromeThread(i), "name", label)
		name("thread_sort_index", chromeThread(i), "sort_index", i+1)
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
	if e.T, e.Dur = from.Microseconds(), (to - from).Microseconds(); e.Dur > 0 {
		e.Phase = completePhase
		c.add(e)
	}
}

func (c *chromeWriter) caller() {
	for _, w := range c.Caller.Waits {
		e := chromeEvent{Name: "awaits", Cat: "caller", Tid: chromeCaller, Color: "thread_state_iowait"}
		if w.Linger {
			e.Name, e.Color = "lingers", "thread_state_sleeping"
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
			e := chromeEvent{Name: phase.name, Cat: "task", Tid: chromeThread(i), Color: phase.color,
				Args: map[string]any{"task": i, "event": span.Event}}
			if l.Connection > 0 && span.Phase != Sleeping && span.Phase != Pooling {
				e.Args["connection"] = l.Connection
			}
			if span.Phase == InFlight || span.Phase == Open {
				e.Color = chromeOutcomes[l.Outcome]
				_, e.Args["outcome"] = c.Words(l)
			}
			if span.Orphan {
				e.Cat, e.Args["orphan"] = "task,orphan", true
			}
			c.slice(e, span.From, span.To)
		}
	}
}

// instants adds each event of the log, and counts the requests in flight.
func (c *chromeWriter) instants() {
	flying := 0
	for i, e := range c.Log {
		cat, scope := "caller", "t"
		if e.OfTask() && e.Kind != engine.Deliver {
			cat = "task"
		}
		tid := chromeThread(e.Task)
		if e.Kind == engine.Deliver {
			tid = chromeCaller // that is where it arrives
		}
		c.add(chromeEvent{Name: c.instant(&e), Cat: cat, Phase: instantPhase, T: e.T.Microseconds(), Tid: tid,
			Scope: scope, Args: map[string]any{"event": i}})
		before := flying
		switch {
		case c.departs(&e):
			flying++
		case c.comesBack(&e):
			flying--
		}
		if flying != before {
			c.add(chromeEvent{Name: c.Noun() + "s in flight", Cat: "session", Phase: counterPhase, T: e.T.Microseconds(),
				Tid: chromeCaller, Args: map[string]any{c.Noun() + "s": flying}})
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
