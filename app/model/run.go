package model

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"inflight/engine"
	"inflight/engine/program"
	"inflight/engine/view"
)

// Run is a live run, a saved one, or the place for one. Each has its own number. News with another number is ignored: it comes from a
// run that has been stopped or replaced.
type Run struct {
	Number   int
	ID       string // the backend keeps its account under it
	Browser  string // the browser's name, where that explains something: "Firefox"
	State    RunState
	Heard    engine.Log    // of a live run: its events as they came
	Log      engine.Log    // the same, each request being sent when the browser says so ([engine.Log.WithTimings])
	Now      time.Duration // how long it has run, while it goes on
	Timeline *view.Timeline
	Told     engine.Account // what the backend saw, on its own clock
	Account  engine.Account // the same on the log's clock
	Reading  Reading        // how far that can be believed
	Timings  []engine.Timing
	Problem  string // what went wrong with the run itself
	Hidden   bool   // the tab was hidden meanwhile, where browsers slow timers down
}

// RunState says how far a live run has come.
type RunState uint8

// The states of a run.
const (
	NotRun RunState = iota
	Running
	Stopping // asked to stop; its tasks are being cancelled
	Stopped
	Done
	Saved // read from a file
)

// Reading says what became of the last attempt to read the backend's account.
type Reading uint8

// The ways in which an account stands.
const (
	NotRead Reading = iota
	HasRead
	Unreadable // the backend did not answer, or knows nothing of the run any more
)

// Trace is what scripts get of a run of the scenario: it tells what the page tells.
func (r Run) Trace(s *engine.Scenario) view.Trace {
	if r.Timeline == nil {
		return view.NewTrace(s, r.Log)
	}
	return view.TraceOf(r.Timeline)
}

// NoAccount says why there is no account of the run to show.
func (r Run) NoAccount() string {
	switch {
	case r.State == Saved:
		return "A saved log does not hold the backend's account."
	case r.State == NotRun:
		return "Run it, and the demo backend's own account of each request stands here."
	case r.Reading == Unreadable:
		return "The backend's account cannot be read, so what it saw is not known."
	case r.IsActive() || r.Reading == NotRead:
		return "Nothing yet."
	}
	return "No request of this run has reached the backend."
}

// IsActive reports whether the run is going on.
func (r Run) IsActive() bool { return r.State == Running || r.State == Stopping }

// relearn works out anew what follows from all that has been heard of the live run.
func (m Model) relearn() Model {
	r, before := &m.Run, m.Run.Log
	r.Log, r.Account = r.Heard.WithTimings(r.Timings), r.Told.Aligned(r.Heard, r.Timings)
	if at := m.Replay.Moment; at.Set && !slices.Equal(r.Log, before) {
		m.Replay.Moment = MomentAt(r.Log, at.At)
	}
	return m.Refold()
}

// Refold draws the log's timeline anew.
func (m Model) Refold() Model {
	now := view.WholeLog
	if n := len(m.Run.Log); m.Run.IsActive() && n > 0 && m.Run.Now > m.Run.Log[n-1].T {
		now = m.Run.Now
	}
	m.Run.Timeline = m.Folder.Fold(m.Run.Log, now)
	if len(m.Run.Account) > 0 {
		m.Run.Timeline.WithAccount(m.Run.Account)
	}
	m.Run.Timeline.WithTimings(m.Run.Timings).Browser = m.Run.Browser
	return m.seek(m.Replay.Moment)
}

// startRun returns the model with a new live run of its scenario.
func (m Model) startRun(asked RunAsked) Model {
	if !m.Run.IsActive() {
		m = m.leaveRecording().showHeld()
	}
	if m.Scenario == nil || m.Fault != nil || m.Run.IsActive() {
		return m
	}
	m.Run = Run{Number: m.Run.Number + 1, ID: asked.ID, Browser: asked.Browser, State: Running}
	m.Alert = ""
	return m.rewind().Refold()
}

// LiveDifference says how any live run of the scenario differs from the simulated one, or is "".
func (m Model) LiveDifference() string {
	if m.Scenario == nil || m.Backend.Reach == NoBackend {
		return ""
	}
	var sentences []string
	if m.Scenario.Connect > 0 {
		sentences = append(sentences, "connect= is simulated only: live, the browser opens connections as fast as it can, and keeps some from "+
			"earlier runs.")
	}
	if times := m.Scenario.ClientTimeout; times.Connect+times.SockConnect > 0 {
		sentences = append(sentences, "A browser does not tell when it connects: live, the clock connect runs in line for the pool only, and "+
			"sock_connect never.")
	}
	return strings.Join(sentences, " ")
}

// PredictedEnd is the end of the prediction, or 0 without one.
func (m Model) PredictedEnd() time.Duration {
	if m.Predicted == nil {
		return 0
	}
	return m.Predicted.Last
}

// appendNews appends events and timings of the live run, and lets its clock go on.
func (m Model) appendNews(msg Happened) Model {
	if m.Run.Now = max(m.Run.Now, msg.Now); len(msg.Events)+len(msg.Timings) == 0 {
		return m.Refold()
	}
	return m.learn(msg.Events, msg.Timings)
}

// endRun notes that the live run is over.
func (m Model) endRun(msg Ended) Model {
	m.Run.State, m.Run.Problem = m.Run.State.endState(), msg.Problem
	return m.learn(msg.Events, msg.Timings)
}

// endState is the state of an active run after its end.
func (s RunState) endState() RunState {
	if s == Stopping {
		return Stopped
	}
	return Done
}

// noteAccount notes the backend's account of the run, so far, or that there is none to be had. One that is empty after another was
// not is of a backend that has forgotten the run.
func (m Model) noteAccount(msg Saw) Model {
	if msg.Unreadable || len(msg.Account) == 0 && len(m.Run.Account) > 0 {
		m.Run.Reading = Unreadable
		return m
	}
	m.Run.Reading = HasRead
	if len(msg.Account) == 0 || reflect.DeepEqual(msg.Account, m.Run.Told) {
		return m
	}
	m.Run.Told = msg.Account
	return m.relearn()
}

// learn notes further events of the run, and what the browser tells of further requests.
func (m Model) learn(events []engine.Event, timings []engine.Timing) Model {
	m.Run.Heard, m.Run.Timings = append(slices.Clip(m.Run.Heard), events...), append(slices.Clip(m.Run.Timings), timings...)
	return m.relearn()
}

// MaxForeign is the greatest number of requests to other people's servers in one run.
const MaxForeign = 100

// ForeignRequests counts the scenario's requests to addresses of their own, and lists their hosts.
func ForeignRequests(s *engine.Scenario) (requests int, hosts []string) {
	for _, e := range s.Entries {
		if e.URL == "" {
			continue
		}
		requests += e.Count
		if host := HostOf(e.URL); !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	return requests, hosts
}

// HostOf is the host, with its port, of an http or https URL.
func HostOf(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	return rest[strings.LastIndexByte(rest, '@')+1:]
}

// RequestsToOthers counts the requests of a run that go to servers of others, and lists their hosts. They include a backend that a link
// names.
func (m Model) RequestsToOthers() (requests int, hosts []string) {
	if m.Scenario == nil {
		return 0, nil
	}
	requests, hosts = ForeignRequests(m.Scenario)
	if all := m.Scenario.CountTasks(); m.Backend.Named && requests < all {
		return all, append(hosts, HostOf(m.Backend.Address))
	}
	return requests, hosts
}

// OffersSimulation reports whether the simulated run should be offered beside the live one, whose server does not answer.
func (m Model) OffersSimulation() bool {
	return m.Backend.Reach == Unreachable && m.Predicted != nil && !m.PlaysOnly()
}

// PlaysOnly reports whether Run can do no more than play the simulated run: there is no server that it could ask.
func (m Model) PlaysOnly() bool {
	return m.Backend.Reach == NoBackend && m.Predicted != nil
}

// NowWords say which tasks of a live run are running: "At 700 ms a and c are running."; "" if none goes on.
func (m Model) NowWords() string {
	if !m.Run.IsActive() || m.Run.Timeline == nil {
		return ""
	}
	var names []string
	for i := range m.Run.Timeline.Lanes {
		if l := &m.Run.Timeline.Lanes[i]; l.Start.Known() && !l.End.Known() {
			names = append(names, m.Labels[i])
		}
	}
	at := "At " + view.InWords(m.Run.Timeline.Now) + " "
	switch len(names) {
	case 0:
		return at + "no task is running."
	case 1:
		return at + names[0] + " is running."
	}
	return at + ListNames(names) + " are running."
}

// Words is the state of the picture.
func (s RunState) Words() string {
	return [...]string{NotRun: "Simulated", Running: "Running", Stopping: "Stopping", Stopped: "Stopped", Done: "Live", Saved: "Saved log"}[s]
}

// ProgramOf says which program it is.
type ProgramOf struct {
	Link     string
	Language program.Language
	Backend  engine.Backend
	Timed    bool // it prints the times that the log has
}

// CopyResult is what became of copying a program.
type CopyResult struct {
	Of    ProgramOf
	Words string
}
