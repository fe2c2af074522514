package app

import (
	"slices"
	"strings"
	"time"

	"inflight/engine"
	"inflight/engine/program"
	"inflight/engine/view"
)

// Run is a live run, a saved one, or the place of one. Each has a number of its own: news of another number is about a
// run that has been stopped or replaced, and is ignored.
type Run struct {
	Number   int
	ID       string // the backend keeps its account under it
	State    RunState
	Log      engine.Log
	Timeline *view.Timeline
	Account  engine.Account // what the backend saw, on the log's clock
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

// Active reports whether the run is going on.
func (r Run) Active() bool { return r.State == Running || r.State == Stopping }

// refold draws the log's timeline anew.
func (m Model) refold() Model {
	m.run.Timeline = m.folder.Fold(m.run.Log, view.WholeLog)
	if len(m.run.Account) > 0 {
		m.run.Timeline.WithAccount(m.run.Account)
	}
	m.run.Timeline.WithTimings(m.run.Timings)
	return m.seek(m.replay.Moment)
}

// started returns the model with a new live run of its scenario.
func (m Model) started(id string) Model {
	if m.scenario == nil || m.fault != nil || m.run.Active() || m.simulatedOnly() != "" {
		return m
	}
	m.run = Run{Number: m.run.Number + 1, ID: id, State: Running}
	m.alert = ""
	return m.rewound().refold()
}

// simulatedOnly says why the scenario cannot run live, or is "".
func (m Model) simulatedOnly() string {
	if m.scenario != nil && m.scenario.Blocking() {
		return "A blocking client would freeze this page: it is simulated only."
	}
	return ""
}

// apart says in what a live run differs from the simulated one by itself, or is "".
func (m Model) apart() string {
	if m.scenario == nil || m.scenario.Connect == 0 || m.simulatedOnly() != "" || m.backend.Reach == NoBackend {
		return ""
	}
	return "connect= is simulated only: live, the browser opens connections as fast as it can, and keeps some from earlier runs."
}

// predictedEnd is the end of the prediction, or 0 without one.
func (m Model) predictedEnd() time.Duration {
	if m.predicted == nil {
		return 0
	}
	return m.predicted.Last
}

// happened appends events of the live run.
func (m Model) happened(events []engine.Event) Model {
	m.run.Log = append(m.run.Log[:len(m.run.Log):len(m.run.Log)], events...)
	return m.refold()
}

// ended notes that the live run is over.
func (m Model) ended(problem string) Model {
	m.run.State, m.run.Problem = m.run.State.over(), problem
	return m
}

// over is the state of an active run after its end.
func (s RunState) over() RunState {
	if s == Stopping {
		return Stopped
	}
	return Done
}

// saw notes the backend's account of the run, so far.
func (m Model) saw(a engine.Account) Model {
	m.run.Account = a.Aligned(m.run.Log)
	return m.refold()
}

// timed notes what the browser tells of further requests of the run.
func (m Model) timed(timings []engine.Timing) Model {
	m.run.Timings = append(m.run.Timings[:len(m.run.Timings):len(m.run.Timings)], timings...)
	return m.refold()
}

// MaxForeign is the greatest number of requests to other people's servers in one run.
const MaxForeign = 100

// foreign counts the scenario's requests to addresses of their own, and lists their hosts.
func foreign(s *engine.Scenario) (requests int, hosts []string) {
	for _, e := range s.Entries {
		if e.URL == "" {
			continue
		}
		requests += e.Count
		if host := hostOf(e.URL); !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	return requests, hosts
}

// hostOf is the host, with its port, of an http or https URL.
func hostOf(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		rest = rest[:end]
	}
	return rest[strings.LastIndexByte(rest, '@')+1:]
}

// outgoing counts the requests of a run that go to servers of others, and lists their hosts. A backend that a link names is one.
func (m Model) outgoing() (requests int, hosts []string) {
	if m.scenario == nil {
		return 0, nil
	}
	requests, hosts = foreign(m.scenario)
	if all := len(m.scenario.Requests()); m.backend.Named && requests < all {
		return all, append(hosts, hostOf(m.backend.Address))
	}
	return requests, hosts
}

// playsOnly reports whether Run can do no more than play the simulated run: there is no server that it could ask.
func (m Model) playsOnly() bool {
	return m.backend.Reach == NoBackend && m.predicted != nil
}

// words is the state of the picture.
func (s RunState) words() string {
	return [...]string{NotRun: "Simulated", Running: "Running", Stopping: "Stopping", Stopped: "Stopped", Done: "Live", Saved: "Saved log"}[s]
}

// programOf says which program it is.
type programOf struct {
	link     string
	language program.Language
	backend  engine.Backend
	timed    bool // it prints what the log shows
}

// copied is what became of copying a program.
type copied struct {
	of    programOf
	words string
}
