package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Kind says what happened. The names are those of a trace; see [Event].
type Kind uint8

// The kinds of events. In parentheses: the fields that an event of this kind carries beside T.
const (
	Enter       Kind = iota // the caller's session is open; or (Task) the task's own session is, or its socket is connected
	Create                  // create_task was called (Task)
	Start                   // first step of the coroutine (Task)
	Connect                 // it begins to open a connection (Task, Connection)
	Send                    // the task got a connection of the session's pool, the request leaves (Task, Connection)
	Sent                    // live only: the browser really sent the request (Task)
	Body                    // the answer's body begins to arrive (Task)
	Finish                  // the coroutine returned (Task, Value)
	Fail                    // the coroutine raised (Task, Error)
	Cancel                  // CancelledError was delivered to the coroutine (Task, By)
	Closing                 // the socket begins to close (Task)
	Deliver                 // the caller received this task's result (Task, and Value or Error)
	Wake                    // wait returned (Done, Pending)
	Return                  // the strategy returned
	Raise                   // the strategy raised (Error)
	Close                   // the caller's session is closed; or (Task) the task's own session or socket is
	Exit                    // the program ended, before shutdown cancels what is left
	Unretrieved             // asyncio logs an exception that nobody asked for: of a task (Task, Error), or of the caller's gather (Error)
	Hold                    // the task waits within a wrapper before this request starts (Task, By)
	Serve                   // simulated only: a server that counts requests begins to serve this one (Task)
	Take                    // a worker took the task from the queue (Task, Value: the worker's number, from 1)

	// Only recordings of programs that people wrote have these. Those without a task are of main().
	Await   // it waits (Task, More)
	Resume  // it goes on (Task)
	Print   // a line was printed (Task, More)
	Ask     // its cancellation was asked for (Task, By)
	Throw   // CancelledError was raised in it (Task, By)
	Message // asyncio logged something (Task, More, Error)
	Answer  // the whole answer of a request is there (Task, Value)
	Broke   // a request has failed (Task, Error)
)

var kindNames = [...]string{
	"enter", "create", "start", "connect", "send", "sent", "body", "finish", "fail", "cancel",
	"closing", "deliver", "wake", "return", "raise", "close", "exit", "unretrieved", "hold", "serve", "take",
	"await", "resume", "print", "ask", "throw", "message", "answer", "broke",
}

// precedes reports whether a task's event comes before it starts, though its kind came later than others.
func (k Kind) precedes() bool { return k == Hold || k == Take }

// String is the kind's name in a trace.
func (k Kind) String() string { return kindNames[k] }

// MarshalText writes the kind's name.
func (k Kind) MarshalText() ([]byte, error) { return []byte(kindNames[k]), nil }

// UnmarshalText accepts the names that MarshalText writes.
func (k *Kind) UnmarshalText(text []byte) error {
	for i, name := range kindNames {
		if name == string(text) {
			*k = Kind(i)
			return nil
		}
	}
	return fmt.Errorf("unknown kind of event %q", text)
}

// OfTask reports whether the event belongs to a task. Tasks and the caller alike enter and close what they hold, and have exceptions.
func (e Event) OfTask() bool {
	if e.More != nil {
		return e.Task != NoTask
	}
	return e.Kind >= Create && e.Kind <= Deliver || e.Kind == Hold || e.Kind == Serve || e.Kind == Take ||
		e.Task != NoTask && (e.Kind == Enter || e.Kind == Close || e.Kind == Unretrieved)
}

// Cause says who asked for a cancellation.
type Cause string

// The causes of a cancellation.
const (
	ByCaller   Cause = "caller"   // the strategy itself called task.cancel()
	ByTimeout  Cause = "timeout"  // asyncio.timeout around the strategy expired
	ByGroup    Cause = "group"    // a sibling in the TaskGroup failed
	BySession  Cause = "session"  // the session closed while the request stood in line
	ByShutdown Cause = "shutdown" // the program ended, or was stopped, while the task ran
)

// What holds a task back within its wrappers: the causes of a Hold.
const (
	BySemaphore Cause = "semaphore" // its places are taken
	ByRate      Cause = "rate"      // the limiter's turn has not come
	ByPause     Cause = "pause"     // a retry pauses before the next attempt
)

// Causes lists those of a cancellation, in the order in which a story tells of them.
var Causes = []Cause{ByTimeout, ByGroup, ByCaller, BySession, ByShutdown}

// NoTask is the Task of an event that belongs to the caller.
const NoTask = -1

// Event is one fact of a run: it is appended once and never changed.
type Event struct {
	T       time.Duration // since the start of the run; whole microseconds
	Kind    Kind
	Task    int    // index of the task, from 0, or NoTask
	Value   int    // HTTP status, or a message's length in bytes: of Finish, and of Deliver where Error is empty; or a worker's number
	Error   string // what was raised, as in a trace: "scheme", "status 503", "timeout", "group:reset,scheme", …
	By      Cause  // of Cancel, and of Hold
	Done    int    // of Wake: how many of the awaited tasks were done
	Pending int    // of Wake: how many were not

	// Connection is a number from 1, in the order in which the program opened its connections; 0 where there is none (a
	// request that is refused has none) or it is not known: a browser does not tell.
	Connection int

	More *More // of a recording's events: what a scenario's do not have; else nil
}

// More is what is told of an event in a recording of somebody's own program.
type More struct {
	Line   int    // of the program's file; 0 if it is not known
	File   string // the line is in this other file of the person's
	Text   string // what was printed or logged, what it waits for, a result, an address
	Tasks  []int  // that it waits for
	Count  int    // of them, where that is more
	Span   time.Duration
	Other  int // the task that receives a result, or asked for a cancellation; NoTask is main()
	Stderr bool

	Swallowed bool // of Throw: the task went on in spite of its cancellation
}

// jsonEvent is an Event as a trace has it: no field that its kind does not carry.
type jsonEvent struct {
	T          int64  `json:"t"`
	Kind       Kind   `json:"kind"`
	Task       *int   `json:"task,omitempty"`
	Connection int    `json:"connection,omitempty"`
	Value      *int   `json:"value,omitempty"`
	Error      string `json:"error,omitempty"`
	By         Cause  `json:"by,omitempty"`
	Done       *int   `json:"done,omitempty"`
	Pending    *int   `json:"pending,omitempty"`
	Worker     *int   `json:"worker,omitempty"`
}

// MarshalJSON writes the event as a trace has it, its time in microseconds.
func (e Event) MarshalJSON() ([]byte, error) { return e.appendJSON(nil), nil }

// appendJSON writes what encoding/json would write of a jsonEvent, which takes it some objects for each of a hundred thousand events.
func (e *Event) appendJSON(out []byte) []byte {
	number := func(name string, n int64) {
		out = strconv.AppendInt(append(append(append(out, `,"`...), name...), `":`...), n, 10)
	}
	text := func(name, text string) {
		out = AppendJSON(append(append(append(out, `,"`...), name...), `":`...), text)
	}
	out = strconv.AppendInt(append(out, `{"t":`...), e.T.Microseconds(), 10)
	text("kind", e.Kind.String())
	if e.OfTask() {
		number("task", int64(e.Task))
	}
	if e.Connection != 0 {
		number("connection", int64(e.Connection))
	}
	if e.Kind == Finish || e.Kind == Deliver && e.Error == "" {
		number("value", int64(e.Value))
	}
	if e.Error != "" {
		text("error", e.Error)
	}
	if e.By != "" {
		text("by", string(e.By))
	}
	if e.Kind == Wake {
		number("done", int64(e.Done))
		number("pending", int64(e.Pending))
	}
	if e.Kind == Take {
		number("worker", int64(e.Value))
	}
	return append(out, '}')
}

// AppendJSON appends a text as encoding/json writes it.
func AppendJSON(out []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c >= 0x7f || strings.IndexByte(`"\<>&`, c) >= 0 {
			quoted, err := json.Marshal(text)
			if err != nil {
				panic("engine: a text is plain data: " + err.Error())
			}
			return append(out, quoted...)
		}
	}
	out = append(append(out, '"'), text...)
	return append(out, '"')
}

// maxTime is later than any run lasts: the longest, of tasks one after another, take two years.
const maxTime = 10 * 365 * 24 * time.Hour

// UnmarshalJSON reads what MarshalJSON writes. It does not check the laws of a log: [Log.Check] does.
func (e *Event) UnmarshalJSON(text []byte) error {
	var j jsonEvent
	err := json.Unmarshal(text, &j)
	if err == nil {
		*e, err = j.event()
	}
	return err
}

// event is the event that was written so.
func (j *jsonEvent) event() (Event, error) {
	if j.T < 0 || j.T > maxTime.Microseconds() {
		return Event{}, fmt.Errorf("a time of %d: want microseconds from 0 to %d", j.T, maxTime.Microseconds())
	}
	e := Event{T: time.Duration(j.T) * time.Microsecond, Kind: j.Kind, Task: NoTask, Connection: j.Connection, Error: j.Error, By: j.By}
	for _, field := range []struct {
		from *int
		to   *int
	}{{j.Task, &e.Task}, {j.Value, &e.Value}, {j.Done, &e.Done}, {j.Pending, &e.Pending}, {j.Worker, &e.Value}} {
		if field.from != nil {
			*field.to = *field.from
		}
	}
	return e, nil
}

// String is the event on one line, for tests and failures: "1.5s finish 0 200".
func (e Event) String() string {
	s := fmt.Sprintf("%v %v", e.T, e.Kind)
	if e.OfTask() {
		s += fmt.Sprintf(" %d", e.Task)
	}
	switch {
	case e.Connection > 0:
		s += fmt.Sprintf(" on %d", e.Connection)
	case e.Error != "":
		s += " " + e.Error
	case e.Kind == Finish || e.Kind == Deliver:
		s += fmt.Sprintf(" %d", e.Value)
	case e.Kind == Cancel || e.Kind == Hold:
		s += " by " + string(e.By)
	case e.Kind == Take:
		s += fmt.Sprintf(" by worker %d", e.Value)
	case e.Kind == Wake:
		s += fmt.Sprintf(" done %d pending %d", e.Done, e.Pending)
	}
	return s
}

// DecodeEvent reads one event of a list that is being decoded.
func DecodeEvent(decoder *json.Decoder) (Event, error) {
	var j jsonEvent
	if err := decoder.Decode(&j); err != nil {
		var wrongType *json.UnmarshalTypeError
		if errors.As(err, &wrongType) {
			err = WrongField(wrongType)
		}
		return Event{}, err
	}
	return j.event()
}

// WrongField says which field has a value that it cannot have.
func WrongField(err *json.UnmarshalTypeError) error {
	want, what := "an object", "it"
	switch err.Type.String() {
	case "string":
		want = "text"
	case "int", "int64":
		want = "a whole number"
	}
	if err.Field != "" {
		what = strconv.Quote(err.Field)
	}
	return fmt.Errorf("%s is %s: want %s", what, err.Value, want)
}
