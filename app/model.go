// Package app is the screen: a model that holds everything shown, views of it, and one component that turns
// clicks into messages.
package app

import (
	"errors"
	"strings"

	"inflight/engine"
	"inflight/engine/program"
	"inflight/engine/view"
)

// Model is everything that the page shows. [Model.Update] is the only way it changes; it knows nothing of a
// browser, so that it is tested as a table of messages.
type Model struct {
	draft draft
	fault *fault // why the draft is no scenario; nil if it is one

	scenario  *engine.Scenario // the last draft that was one; nil before the first
	link      string           // its canonical form
	folder    *view.Folder     // of its logs
	labels    []string         // of its tasks, each different
	predicted *view.Timeline   // its simulation; nil if it can only run live
	unsure    string           // why the prediction is missing or cut short

	run     Run
	replay  Replay
	backend Backend

	language program.Language // of the code
	copied   copied           // what became of copying it

	drag   *dragging // the bar in the hand; nil if there is none
	before *Model    // the page before that

	sharing Sharing
	marking *marking // the line of the code whose events are marked; nil if none is

	view     View // of the run
	lane     int  // the lane whose details are shown, or engine.NoTask for the caller's
	printing bool // what the program would print is shown
	rows     bool // the tasks are edited as rows
	more     bool // the session's options are shown
	all      bool // the tables show every row
	theme    Theme
	alert    string // what went wrong with what a person asked for
}

// fault is what is wrong with a draft, and where.
type fault struct {
	key            string // the link's key whose value is wrong; "" if that is not known
	offset, length int    // in characters of that value
	text           string
}

// Backend is what is known of the demo backend.
type Backend struct {
	Address string // as given to the page
	Reach   Reach
	Plain   string // the address that answers instead, if Reach is ReachedPlainly
	Named   bool   // by a link, and so nobody's whom the site knows
}

// answers reports whether the backend is known to answer.
func (b Backend) answers() bool { return b.Reach == Reached || b.Reach == ReachedPlainly }

// words say what stands in the way of a live run, or makes it another one; "" where nothing does.
func (b Backend) words() string {
	switch b.Reach {
	case Unreachable:
		return "The demo backend at " + strings.Replace(b.Address, "*", "b0", 1) +
			" does not answer, so nothing can run live. Start it with: make run. The simulated timeline works without it."
	case NoBackend:
		return "This site has no demo backend: Run plays the simulation."
	case ReachedPlainly:
		return "This browser does not find *.localhost, so all requests go to " + b.Plain +
			", and the browser lets 6 through at once."
	}
	return ""
}

// Reach says whether the demo backend answers.
type Reach uint8

// What is known of the backend.
const (
	NotAsked Reach = iota
	Reached
	ReachedPlainly // only under its plain address: one host, so the browser lets six requests through at once
	Unreachable
	NoBackend // the site has none
)

// Theme is the page's colours.
type Theme string

// The themes. Auto follows the system.
const (
	Auto  Theme = "auto"
	Light Theme = "light"
	Dark  Theme = "dark"
)

// DefaultLink is what the page shows when its address names no scenario: the preset that shows most of what there is to see.
var DefaultLink = engine.PresetNamed("gather-orphans").Link

// NewModel returns the page as a link opens it; an empty query opens the default scenario.
func NewModel(query string) Model {
	m := Model{theme: Auto, language: program.Python, view: TasksView, lane: engine.NoTask, replay: Replay{Speed: 1}}
	return m.Update(Opened{Query: query})
}

// edited returns the model after a change of its draft. An unchanged scenario keeps its run; a draft that is
// none keeps the last good scenario, with its picture.
func (m Model) edited() Model {
	m.alert = ""
	m = m.released()
	s, err := engine.Parse(m.draft.query())
	if err != nil {
		m.fault = faultOf(err)
		return m
	}
	m.fault = nil
	link := s.Link()
	if m.scenario != nil && link == m.link {
		return m
	}
	m.scenario, m.link = s, link
	m.run = Run{Number: m.run.Number + 1}
	m = m.rewound()
	m.lane = engine.NoTask
	m.folder, m.labels = view.NewFolder(s), s.Names()
	return m.predict()
}

// predict simulates the scenario.
func (m Model) predict() Model {
	m.predicted, m.unsure = nil, ""
	log, err := engine.Simulate(m.scenario)
	if errors.Is(err, engine.ErrLiveOnly) {
		m.unsure = "Requests to other addresses run live only: there is no prediction."
		return m
	}
	if err != nil {
		m.unsure = err.Error()
	}
	m.predicted = m.folder.Fold(log, view.WholeLog)
	return m
}

// faultOf says where the parser stopped.
func faultOf(err error) *fault {
	f := &fault{text: err.Error()}
	var p *engine.ParseError
	if errors.As(err, &p) {
		f.key, f.offset, f.length = p.Key, p.Offset, p.Length
	}
	return f
}

// of is the fault if it is in the value of this key, or nil.
func (f *fault) of(key string) *fault {
	if f != nil && f.key == key {
		return f
	}
	return nil
}

// shown is the timeline on the screen, as known at the moment. It may be nil.
func (m Model) shown() *view.Timeline {
	if m.replay.past != nil {
		return m.replay.past
	}
	return m.whole()
}

// whole is the run on the screen to its end, or as far as it has come: the live one once there is one, else the prediction. It
// may be nil.
func (m Model) whole() *view.Timeline {
	if m.run.Timeline != nil {
		return m.run.Timeline
	}
	return m.predicted
}

// preset is the preset that the scenario is, or nil.
func (m Model) preset() *engine.Preset {
	for i := range engine.Presets {
		if engine.Presets[i].Link == m.link {
			return &engine.Presets[i]
		}
	}
	return nil
}

// Plainly is an address of this machine without names below localhost, which some browsers do not find. Others it leaves alone.
func Plainly(address string) string {
	for _, host := range []string{"*.localhost", "b0.localhost"} {
		address = strings.Replace(address, host, "127.0.0.1", 1)
	}
	return address
}

// where is the backend's address for a run; refused is where nothing listens, as the page was told.
func (b Backend) where(refused string) engine.Backend {
	if b.Reach == ReachedPlainly {
		return engine.Backend{URL: b.Plain, Refused: Plainly(refused)}
	}
	return engine.Backend{URL: b.Address, Refused: refused}
}

// next is the theme that the button changes to.
func (t Theme) next() Theme {
	switch t {
	case Auto:
		return Light
	case Light:
		return Dark
	}
	return Auto
}

// languageNames are those of the tabs.
var languageNames = map[program.Language]string{program.Python: "Python", program.Go: "Go", program.JavaScript: "JavaScript"}
