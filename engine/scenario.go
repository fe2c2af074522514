package engine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The bounds of a scenario. Going over one is an error of [Parse] that names the bound.
const (
	MaxTasks    = 10_000            // tasks in one scenario
	MaxDuration = time.Hour         // of a delay, a latency, a jitter and a timeout
	MaxText     = 1 << 20           // bytes of the link form, unpacked: what 10,000 tasks with names need
	MaxName     = 40                // characters of a task's name, and of a host's
	MaxTitle    = 120               // characters of the title
	MaxLimit    = 1_000_000         // connections of the session's pool
	MaxHosts    = 100               // hosts, and names of the backend
	MaxAttempts = 10                // requests of a task that is retried
	MaxLinks    = 50                // requests of a task, one after another
	MaxSize     = 100_000_000       // bytes of an answer's body
	MaxRuns     = 1000              // seeds under which a scenario is run
	maxRunning  = 400_000           // requests under all seeds together
	NoTimeout   = time.Duration(-1) // no bound: the timeout of a scenario that has none
)

// ReturnWhen is asyncio.wait's return_when.
type ReturnWhen string

// The three modes of wait (https://docs.python.org/3.11/library/asyncio-task.html#asyncio.wait).
const (
	AllCompleted   ReturnWhen = "ALL_COMPLETED"
	FirstException ReturnWhen = "FIRST_EXCEPTION"
	FirstCompleted ReturnWhen = "FIRST_COMPLETED"
)

// Pending says what the caller of wait does with the tasks that are not done when it returns.
type Pending string

// What becomes of wait's second set.
const (
	LeavePending  Pending = "leave"  // nothing: they run on
	WaitAgain     Pending = "again"  // while pending: wait again
	CancelPending Pending = "cancel" // cancel them, and wait until they are
)

// OnError says what the caller does with an exception of a result that it awaits.
type OnError string

// What the caller does with an exception.
const (
	RaiseError  OnError = "raise"  // lets it out of the strategy
	HandleError OnError = "handle" // catches it, and goes on with the next result
)

// After says what the program does once the strategy has ended.
type After string

// What follows the strategy.
const (
	ExitAfter   After = "exit"   // the program ends: loop shutdown cancels what still runs
	LingerAfter After = "linger" // the caller stays alive until every task has ended
	CloseAfter  After = "close"  // the session closes at once, and then the caller stays until every task has ended
)

// RowOrder says when the rows of a comparison run live.
type RowOrder string

const (
	RowsInTurn   RowOrder = "in_turn"  // one after another
	RowsTogether RowOrder = "together" // at the same time
)

// Scenario is everything needed to run once. Its text form is a link's query: see [Parse] and
// [Scenario.Link]. The zero value is not valid; start from [NewScenario].
type Scenario struct {
	Strategy         string // a name of [Strategies]
	Entries          []Entry
	Each             []Wrap        // around each request, outermost first; a strategy that is a wrapper has none
	ReturnExceptions bool          // gather
	ReturnWhen       ReturnWhen    // wait
	Pending          Pending       // wait
	Timeout          time.Duration // NoTimeout, or 0 and more
	OnError          OnError
	After            After
	Client           Client
	Session          SessionUse    // http, blocking
	Limit            int           // connections of the session's pool; 0 is unlimited
	LimitPerHost     int           // of them, to one host; 0 is unlimited
	Connect          time.Duration // simulated: what opening a connection takes
	ClientTimeout    ClientTimeout // http: what the client gives each request
	Size             int           // bytes of each answer's body
	Server           ServerModel   // what the server does to all requests together
	Closing          time.Duration // sockets: how long the peer takes to close
	RaiseForStatus   bool
	Seed             uint64        // of all that is drawn: latencies, outcomes, pauses, lots of the pool
	Runs             int           // under so many seeds, from 1, its figures are counted; nothing of a single run
	At               time.Duration // NoTimeout, or the moment that a page shows first; nothing of a run
	Deadline         time.Duration // NoTimeout, or by when those figures want all answers; nothing of a single run
	TaskTimeout      time.Duration // wait_for: of each task
	Concurrency      int           // semaphore: tasks that run at once
	Batch            int           // batches: tasks in each
	Workers          int           // workers: how many there are
	Attempts         int           // retry: requests that a task makes at most
	Backoff          time.Duration // retry: the pause after the first attempt; it doubles with each …
	BackoffJitter    time.Duration // … and so does what it is taken longer or shorter by
	HedgeAfter       time.Duration // hedge: when the second request is sent
	Hosts            int           // that requests are spread over
	HostNames        int           // live: the backend's names, for browsers open few connections to each
	Rows             RowOrder      // of a comparison; nothing of a run
	Title            string        // what its author calls it; "" if nothing
	Recorded         *Recording    // a program that somebody wrote ran, and no scenario; nil if it is one
	Notes            []Note        // what its author says of moments of its run
	Version          int           // of the link's format, if that is newer than [newestVersion]; else 0
	Unknown          []Option      // what only a newer version knows; kept in the link
}

// NewScenario returns a gather of the entries, with every option at its default.
func NewScenario(entries ...Entry) *Scenario {
	s := &Scenario{}
	s.forget(func(*Key) bool { return true })
	s.Entries = entries
	return s
}

// Entry is one item of the task list, as it was written: one task, or Count equal ones.
type Entry struct {
	Name    string        // "" if it has none
	Host    string        // which its request goes to; "" is one of the scenario's own
	Delay   time.Duration // the task sleeps so long before its request
	Sleeps  bool          // it makes no request: sleeping is all that it does
	Latency time.Duration // the request takes so long …
	Jitter  time.Duration // … give or take this, by the scenario's seed
	Tail    time.Duration // … or is drawn, by the seed: Latency is the median then, and this the 99th percentile; 0 if it is not
	Chances []Chance      // an outcome that is drawn, by the seed: the first of these that strikes, …
	What    What          // … or else this; "" is a plain 200
	Times   int           // how many requests of the task go so, the next ones being plain; 0 is all of them
	Count   int           // at least 1
	Then    []Entry       // the requests that follow, each when the one before it has its answer; these have no name, host and count
	URL     string        // if not "", the request goes there, live only; nothing else but Name is set
}

// Chance is an outcome that strikes a request so often.
type Chance struct {
	What       What
	Hundredths int // of a percent, from 1 to 10,000
}

// Request is one task, or one link of a task's chain: sleep Delay, then make one request, unless it only sleeps. A socket's peer takes
// Delay to accept, and sends after Latency.
type Request struct {
	Index   int
	Host    int    // which host it goes to: the scenario's own from 0, then those that tasks name; behind them is where nothing listens
	At      string // the host that its task names; "" if it names none
	Under   int    // live: the one of the backend's names by which a browser reaches that host, from 0
	Task    int    // the task, by its number from 0
	First   int    // the index of its task's first request
	Link    int    // 1 or more for a request that follows others of its chain; it has an index of its own
	Links   int    // of its chain; 1 of a task that makes a single request
	Attempt int    // 1 or more for a retry, or for a hedge's second request; it has an index of its own
	Name    string // the entry's, numbered if it stands for several tasks; "" if it has none
	Delay   time.Duration
	Sleeps  bool          // and that is all
	Latency time.Duration // jitter included
	What    What
	Status  int // what an answer says
	URL     string
}

// Requests expands the entries into requests, in order, and draws what the seed decides. Each link of a chain has a request of its own,
// behind the one before it. Under a strategy that may make a task's requests again, so has each further attempt that it may come to, behind
// the first.
func (s *Scenario) Requests() []Request {
	requests, hosts := make([]Request, 0, s.CountTasks()), s.places()
	lot, tries, task := newLot(s.Seed), s.Tries(), 0
	for _, e := range s.Entries {
		for n := range e.Count {
			first := Request{Task: task, First: len(requests), Links: e.Links(), Name: e.Name}
			if e.Name != "" && e.Count > 1 {
				first.Name = fmt.Sprintf("%s.%d", e.Name, n+1)
			}
			for i := range tries * first.Links {
				requests = append(requests, first)
				r := &requests[len(requests)-1]
				r.Index, r.Attempt, r.Link = len(requests)-1, i/first.Links, i%first.Links
				s.settle(r, lot, e.link(r.Link), hosts)
			}
			task++
		}
	}
	return requests
}

// Links is how many requests a task of the entry makes, one after another.
func (e Entry) Links() int { return 1 + len(e.Then) }

// link is the entry of one link alone.
func (e Entry) link(n int) Entry {
	if n > 0 {
		then := e.Then[n-1]
		then.Name, then.Host = e.Name, e.Host
		return then
	}
	e.Then = nil
	return e
}

// Chain are the entries of a task's links, the first being its own, to be read or changed.
func (e *Entry) Chain() []*Entry {
	all := []*Entry{e}
	for i := range e.Then {
		all = append(all, &e.Then[i])
	}
	return all
}

// Chained reports whether a task makes one request after another.
func (s *Scenario) Chained() bool {
	return slices.ContainsFunc(s.Entries, func(e Entry) bool { return e.Then != nil })
}

// settle gives a request what its entry says, and what is drawn.
func (s *Scenario) settle(r *Request, lot *lot, e Entry, hosts map[string]int) {
	draw := r.Link<<34 | r.Attempt*MaxTasks + r.Task // of the lot's streams; those of outcomes have bit 32
	e.What = lot.drawOutcome(draw, e)
	if e.Times > 0 && r.Attempt >= e.Times {
		e.What = ""
	}
	r.At, r.Delay, r.Sleeps, r.What, r.Status, r.URL = e.Host, e.Delay, e.Sleeps, e.What, e.What.status(), e.URL
	r.Host, r.Under = r.Task%max(1, s.Hosts), r.Task%max(1, s.HostNames)
	if place := e.place(); place != "" {
		r.Host = hosts[place]
	}
	if e.What.Strikes() == WhileConnecting {
		r.Host = s.Hosts + len(hosts) // an address at which nothing listens is none of theirs
	}
	r.Latency = lot.drawLatency(draw, e)
}

// Tries is how often a task may make its requests: once, unless a wrapper makes them again.
func (s *Scenario) Tries() int {
	n := 1
	for _, w := range s.Wrappings() {
		n = min(n*w.requestsEach(), MaxTasks+1)
	}
	return n
}

// Tasks is how many tasks the entries stand for.
func (s *Scenario) Tasks() int {
	n := 0
	for _, e := range s.Entries {
		n += e.Count
	}
	return n
}

// CountTasks is how many requests the entries stand for, each of which counts as a task in a log.
func (s *Scenario) CountTasks() int {
	n := 0
	for _, e := range s.Entries {
		n += e.Count * e.Links()
	}
	return n * s.Tries()
}

// label is what the request's task is called among others that look different: its name, or its entry as it would be written
// alone.
func (r Request) label() string {
	switch {
	case r.Name != "":
		return atHost(r.Name, r.At)
	case r.URL != "":
		return r.URL
	}
	return atHost(Entry{Delay: r.Delay, Sleeps: r.Sleeps, Latency: roundLatency(r.Latency), What: r.What, Count: 1}.String(), r.At)
}

// roundLatency leaves out the digits that only jitter makes.
func roundLatency(latency time.Duration) time.Duration {
	if latency < 10*time.Millisecond {
		return latency
	}
	return latency.Round(time.Millisecond)
}

// Live reports whether the scenario has requests that only a live run can make.
func (s *Scenario) Live() bool {
	for _, e := range s.Entries {
		if e.URL != "" {
			return true
		}
	}
	return false
}

// Sleeps reports whether a task makes no request.
func (s *Scenario) Sleeps() bool {
	return slices.ContainsFunc(s.Entries, func(e Entry) bool { return e.Sleeps })
}

// status is the HTTP status that an answer to the request has.
func (w What) status() int {
	if w == "" {
		return 200
	}
	if n, ok := ParseStatus(string(w)); ok {
		return n
	}
	return 200
}

// Recording is a program that somebody wrote, as the recorder saw it run. Its log has what the program did; of its [Scenario] only the
// number of tasks and their names count.
type Recording struct {
	Python     string // its version
	Virtual    bool   // it ran in virtual time
	File, Text string // the program
	Arguments  []string
	Tasks      []RecordedTask // in the order of their rows: each behind who created it
	Problem    *Problem       // the exception that ended it, or nil
	Note       string         // why it is not whole, or ""
	Raw        []byte         // the trace as it was read
}

// RecordedTask is a task of a recording, or a request that main() made without one.
type RecordedTask struct {
	Name   string
	Parent int // the task that created it, or NoTask
	Depth  int // how many tasks are above it
	Line   int // that created it
	Place  int // in the whole recording, where rows of this one are folded
	Folded int // how many rows are folded into this one
}

// Problem is an exception in Python's own words.
type Problem struct {
	Type      string `json:"type"`
	Message   string `json:"message"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	Traceback string `json:"traceback"`
	Meant     string `json:"meant"` // one sentence, or ""
}

// Scenario is what stands for the recording wherever a log needs one.
func (r *Recording) Scenario() *Scenario {
	s := NewScenario()
	if len(r.Tasks) > 0 {
		s.Entries = []Entry{{Count: len(r.Tasks)}}
	}
	s.Recorded = r
	return s
}

// Words say how the program ended, in Python's words and ours, and whether the recording is whole.
func (r *Recording) Words() string {
	words := r.Note
	if p := r.Problem; p != nil {
		if p.Line > 0 {
			words += " Line " + strconv.Itoa(p.Line) + ":"
		}
		words += " " + p.Type + ": " + p.Message
		if p.Meant != "" {
			words += ". " + p.Meant
		}
	}
	return strings.TrimSpace(words)
}

// names are those of the tasks.
func (r *Recording) names() []string {
	names := make([]string, len(r.Tasks))
	for i, t := range r.Tasks {
		names[i] = t.Name
	}
	return names
}
