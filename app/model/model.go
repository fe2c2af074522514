package model

import (
	"context"
	"errors"
	"strings"

	"inflight/engine"
	"inflight/engine/program"
	"inflight/engine/view"
)

// Model is everything that the page shows. [Model.Update] is the only way it changes; it knows nothing of a
// browser, so that it is tested as a table of messages.
type Model struct {
	Base
	Hand[Model]

	Folder    *view.Folder   // turns the scenario's logs into timelines
	Predicted *view.Timeline // the scenario's simulation; nil if it can only run live
	Unsure    string         // why the prediction is missing or cut short
	Replay    Replay

	Language program.Language // the language of the code
	Copied   CopyResult       // what became of copying the code
	Marking  *Marking         // the line of the code whose events are marked; nil if none is

	View     View  // the way in which the picture shows the run
	Panel    Panel // what is told of the run under the picture
	Lane     int   // the lane whose details are shown, or engine.NoTask for the caller's
	Printing bool  // what the program would print is shown
	NoCode   bool  // the code beside the picture is closed
	Rows     bool  // the tasks are edited as rows
	Free     int   // the row whose outcome is typed, from 1; 0: none
	All      bool  // the tables show every row

	whole unfolded // the recording on the screen before rows of it were folded
	Own   Own      // the program that is shown in place of the scenario, if there is one
}

// Fault is what is wrong with a draft, and where.
type Fault struct {
	Key            string // the link's key whose value is wrong; "" if that is not known
	Offset, Length int    // in characters of that value
	Text           string
}

// Backend is what is known of the demo backend.
type Backend struct {
	Address string // as given to the page
	Reach   Reach
	Plain   string // the address that answers instead, if Reach is ReachedPlainly
	Named   bool   // a link named it, so the site knows nothing of its owner
}

// Answers reports whether the backend is known to answer.
func (b Backend) Answers() bool { return b.Reach == Reached || b.Reach == ReachedPlainly }

// Words say what prevents a live run, or changes it; "" where nothing does.
func (b Backend) Words() string {
	switch b.Reach {
	case Unreachable:
		return "The demo backend at " + strings.Replace(b.Address, "*", "b0", 1) +
			" does not answer, so nothing can run live."
	case NoBackend:
		return "This site has no demo backend, so nothing runs live here."
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

// DefaultLink is what the page shows when its address names no scenario. This preset has the most to see.
var DefaultLink = engine.PresetNamed("gather-orphans").Link

// NewModel returns the page as a link opens it; an empty query opens the default scenario.
func NewModel(query string) Model { return NewModelUntil(context.Background(), query) }

// NewModelUntil is NewModel for somebody who may lose interest: see [engine.SimulateUntil].
func NewModelUntil(ctx context.Context, query string) Model {
	m := Model{
		Base: Base{Theme: Auto, until: ctx}, Language: program.Python, View: TasksView, Panel: StoryPanel, Lane: engine.NoTask,
		Replay: Replay{Speed: 1},
	}
	return m.Update(Opened{Query: query})
}

// reread returns the model after a change of its draft. An unchanged scenario keeps its run. If the draft cannot be read, the last
// good scenario stays, with its picture.
func (m Model) reread() Model {
	s, err := engine.Parse(m.Draft.Query())
	if err != nil {
		m = m.letGo()
		m.Alert, m.Fault = "", faultOf(err)
		return m
	}
	return m.edit(s, changed)
}

// edit shows the scenario, unless a run goes on: then it waits.
func (m Model) edit(s *engine.Scenario, how reading) Model {
	if m.holds(s.Link()) {
		m.Alert, m.Fault = "", nil
		return m
	}
	return m.read(s, how)
}

// reading says how a scenario has come.
type reading bool

const (
	changed reading = false // by an edit of the one before
	opened  reading = true  // by a link
)

// read shows the scenario that the draft was read as.
func (m Model) read(s *engine.Scenario, how reading) Model {
	m = m.letGo()
	m.Alert, m.Fault = "", nil
	link := s.Link()
	if m.Scenario != nil && link == m.Link && !m.IsRecording() {
		return m
	}
	shown := engine.NoTimeout // an edit leaves the moment alone, unless it is the edit
	if m.Scenario != nil && how == changed {
		shown = m.Scenario.At
	}
	m.Scenario, m.Link = s, link
	m.Run = Run{Number: m.Run.Number + 1}
	m = m.rewind()
	m.Lane = engine.NoTask
	m.Folder = view.NewFolder(s)
	m.Labels = m.Folder.Names()
	m = m.predict()
	if s.At != engine.NoTimeout && s.At != shown && m.CanReplay() {
		m = m.seek(MomentSought(m.Predicted.Log, s.At))
	}
	if m.Predicted != nil {
		m.Counting = m.Counting.begin([]*engine.Scenario{s})
	} else {
		m.Counting = m.Counting.begin(nil)
	}
	return m
}

// predict simulates the scenario.
func (m Model) predict() Model {
	m.Predicted, m.Unsure = nil, ""
	log, err := engine.SimulateUntil(m.interest(), m.Scenario)
	if errors.Is(err, engine.ErrLiveOnly) {
		m.Unsure = "Requests to other addresses run live only: there is no prediction."
		return m
	}
	if err != nil {
		m.Unsure = err.Error()
	}
	m.Predicted = m.Folder.Fold(log, view.WholeLog)
	if m.Unsure == "" {
		m.Alert = view.LostNotes(m.Predicted)
	}
	return m
}

// faultOf says where the parser stopped.
func faultOf(err error) *Fault {
	f := &Fault{Text: err.Error()}
	var p *engine.ParseError
	if errors.As(err, &p) {
		f.Key, f.Offset, f.Length = p.Key, p.Offset, p.Length
	}
	return f
}

// OfKey is the fault if it is in the value of this key, or nil.
func (f *Fault) OfKey(key string) *Fault {
	if f != nil && f.Key == key {
		return f
	}
	return nil
}

// ShownRun is the timeline on the screen, as known at the moment. It may be nil.
func (m Model) ShownRun() *view.Timeline {
	if m.Replay.Past != nil {
		return m.Replay.Past
	}
	return m.WholeRun()
}

// WholeRun is the run on the screen to its end, or as far as it has come. It is the live run if there is one, else the prediction,
// which may be nil.
func (m Model) WholeRun() *view.Timeline {
	if m.Own.Blank {
		return nil
	}
	if m.Run.Timeline != nil {
		return m.Run.Timeline
	}
	return m.Predicted
}

// Preset returns the preset with the scenario's link, or nil.
func (m Model) Preset() *engine.Preset {
	link := m.Link
	if m.Scenario != nil && m.Scenario.At != engine.NoTimeout {
		plain := *m.Scenario
		plain.At = engine.NoTimeout
		link = plain.Link()
	}
	for i := range engine.Presets {
		if engine.Presets[i].Link == link {
			return &engine.Presets[i]
		}
	}
	return nil
}

// PlainAddress replaces names below localhost in an address, which some browsers do not find. It leaves other addresses alone.
func PlainAddress(address string) string {
	for _, host := range []string{"*.localhost", "b0.localhost"} {
		address = strings.Replace(address, host, "127.0.0.1", 1)
	}
	return address
}

// ForRun returns the backend's address for a run. The page was told refused, a URL on which nothing listens.
func (b Backend) ForRun(refused string) engine.Backend {
	if b.Reach == ReachedPlainly {
		return engine.Backend{URL: b.Plain, Refused: PlainAddress(refused)}
	}
	return engine.Backend{URL: b.Address, Refused: refused}
}

// Next is the theme that the button changes to.
func (t Theme) Next() Theme {
	switch t {
	case Auto:
		return Light
	case Light:
		return Dark
	}
	return Auto
}

// LanguageNames are the names on the tabs.
var LanguageNames = map[program.Language]string{program.Python: "Python", program.Go: "Go", program.JavaScript: "JavaScript"}
