package model

import (
	"slices"
	"time"

	"inflight/engine"
	"inflight/engine/program"
	"inflight/engine/view"
)

// The messages: everything that can happen to the page.
type (
	// Opened is a link being opened: at the start, by Back, by a preset, by a script. While a run goes on it waits.
	Opened struct {
		Query string
		Edits bool // it changes what is on the screen, and so leaves the moment alone
	}
	// TasksTyped is the task list as it now stands in its field.
	TasksTyped struct{ Text string }
	// RowTyped is one field of one entry, as it now stands.
	RowTyped struct {
		Row         int
		Field, Text string
	}
	// RowAdded asks for one more entry, equal to the last.
	RowAdded struct{}
	// RowRemoved asks for an entry to go.
	RowRemoved struct{ Row int }
	// OptionSet is an option's new value, which may be wrong.
	OptionSet struct{ Key, Value string }
	// StrategyPicked is another strategy for the same tasks.
	StrategyPicked struct{ Name string }

	// RunAsked starts a live run.
	RunAsked struct {
		ID      string
		Browser string // see [Run]
	}
	// StopAsked cancels the live run.
	StopAsked struct{}
	// ResetAsked drops the live run: the prediction is shown again.
	ResetAsked struct{}
	// Happened is news of a run: the events and timings since the last, if any, and how long it has run.
	Happened struct {
		Run     int
		Events  []engine.Event
		Timings []engine.Timing
		Now     time.Duration
	}
	// Ended is the end of a run; Problem is "" unless the run itself failed.
	Ended struct {
		Run     int
		Problem string
		Events  []engine.Event  // the last ones, which nobody has told of
		Timings []engine.Timing // likewise
	}
	// Saw is the backend's account of a run, on its own clock, or the lack of it.
	Saw struct {
		Run        int
		Account    engine.Account
		Unreadable bool // it could not be read
		Last       bool // it is not asked for again
	}
	// Timed is what the browser tells of requests of a run, on the log's clock.
	Timed struct {
		Run     int
		Timings []engine.Timing
	}
	// WentHidden says that the tab cannot be seen.
	WentHidden struct{}
	// Asked is the result of asking the backend for its health.
	Asked struct {
		Reach Reach
		Plain string
	}
	// Configured is the backend's address, as the page was told.
	Configured struct {
		Address string
		Named   bool // by a link
	}

	// Sought puts the moment at a time of the run; the whole page then shows that moment. A time from the last event on means the run's end.
	Sought struct {
		At     time.Duration
		PlayOn bool // what is played goes on from there
	}
	// EventSought puts the moment right after an event, given by its place in the log.
	EventSought struct{ Event int }
	// Stepped puts the moment after the next event, or (-1) after the one before.
	Stepped struct{ By int }
	// Played lets the moment move on, from the start if it is at the end.
	Played struct{}
	// Paused stops it.
	Paused struct{}
	// Moved is how far the moment has moved by itself.
	Moved struct{ At time.Duration }
	// SpeedPicked is how many seconds of the run the moment passes in one.
	SpeedPicked struct{ Speed float64 }
	// PlayingSet lets what is played begin again from its end, and pause at the author's notes.
	PlayingSet struct{ Loop, AtNotes bool }

	// LogOpened is a file that should be a saved log.
	LogOpened struct {
		Name    string
		Content []byte
	}
	// ScenarioWanted leads from a recording back to the link's scenario.
	ScenarioWanted struct{}
	// FileRefused is a file that could not be read.
	FileRefused struct{ Name, Problem string }

	// LanguagePicked is the language of the code.
	LanguagePicked struct{ Language program.Language }
	// CodeCopied says whether the clipboard took a program.
	CodeCopied struct {
		Of ProgramOf
		OK bool
	}

	// LanePicked is the lane whose details are wanted, or engine.NoTask for the caller's.
	LanePicked struct{ Task int }
	// RowsToggled changes between tasks as text and tasks as rows.
	RowsToggled struct{ Rows bool }
	// CodeToggled closes the code, or opens it again.
	CodeToggled struct{}
	// AllToggled shows or hides the rest of long tables.
	AllToggled struct{}
	// ThemePicked changes the colours.
	ThemePicked struct{ Theme Theme }
)

// Update returns the model after a message.
func (m Model) Update(message any) Model {
	if m.Own.On && (message == any(Undone{}) || message == any(Redone{})) {
		return m // its editor has its own
	}
	return remember(m, func(m *Model) *Base { return &m.Base }, message, Model.update)
}

func (m Model) update(message any) Model {
	m, done := takeShared(m, func(m *Model) *Base { return &m.Base }, message)
	if done {
		return m
	}
	switch msg := message.(type) {
	case Opened:
		return m.open(msg.Query, msg.Edits)
	case RowTyped, RowAdded, RowRemoved:
		return m.editRows(msg)
	case StrategyPicked:
		m.Draft.Strategy = msg.Name
		return m.reread()
	case RunAsked:
		return m.startRun(msg)
	case ResetAsked:
		m.Alert = ""
		if m.Held {
			return m.showHeld()
		}
		m.Run = Run{Number: m.Run.Number + 1}
		return m.rewind()
	case Happened, Ended, Saw, Timed:
		return m.hearRun(msg)
	case Grabbed, Dragged, Released, Restored, TurningsSought, OutcomePicked:
		return drag(m, msg)
	case Sought, EventSought, Stepped, Played, Paused, Moved, SpeedPicked, PlayingSet:
		return m.moveMoment(msg)
	case LinePicked:
		return m.pickLine(msg)
	case LogOpened:
		return m.openLog(msg.Name, msg.Content)
	case ScenarioWanted:
		return m.leaveRecording()
	case OwnBegun, OwnTyped, OwnRan, OwnCarried, OwnLeft:
		return m.updateOwn(msg)
	case FileRefused:
		return m.refuseFile(msg.Name, msg.Problem)
	}
	return m.changeLook(message)
}

// open puts a link into the fields. A scenario that can be read is shown in its best form, any other as it came.
func (m Model) open(query string, edits bool) Model {
	if own, found := OwnProgram(query); found {
		return m.openProgram(own)
	}
	m.Own = Own{}
	if query == "" {
		query = DefaultLink
	}
	s, err := engine.Parse(query)
	if err != nil {
		m.Draft, m.Fault = draftOf(query), faultOf(err)
		return m
	}
	m.Draft = draftOf(s.Link())
	m.Draft.Tasks = taskListOf(s.Entries)
	return m.edit(s, reading(!edits))
}

// Backend is what is known of a backend at first.
func (c Configured) Backend() Backend {
	if c.Address == "" {
		return Backend{Reach: NoBackend}
	}
	return Backend{Address: c.Address, Named: c.Named}
}

// editRows writes a change of the rows into the task list.
func (m Model) editRows(message any) Model {
	rows := RowsOf(m.Draft.Tasks)
	switch msg := message.(type) {
	case RowTyped:
		if msg.Row >= 0 && msg.Row < len(rows) {
			if field := rows[msg.Row].Field(msg.Field); field != nil {
				*field = msg.Text
			}
		}
	case RowAdded:
		next := Row{Latency: "1s"}
		if len(rows) > 0 && !rows[len(rows)-1].IsURL() {
			next = rows[len(rows)-1]
			next.Name = ""
		}
		rows = append(rows, next)
	case RowRemoved:
		if msg.Row >= 0 && msg.Row < len(rows) {
			rows = slices.Delete(rows, msg.Row, msg.Row+1)
		}
	}
	m.Draft.Tasks = JoinRows(rows)
	return m.reread()
}

// hearRun takes news of a live run, if it is the one on the screen.
func (m Model) hearRun(message any) Model {
	switch msg := message.(type) {
	case Happened:
		if m.goesOn(msg.Run) {
			return m.appendNews(msg)
		}
	case Ended:
		if m.goesOn(msg.Run) {
			return m.endRun(msg)
		}
	case Saw:
		if msg.Run == m.Run.Number && m.Run.State != NotRun {
			return m.noteAccount(msg)
		}
	case Timed:
		if msg.Run == m.Run.Number && m.Run.State != NotRun {
			return m.learn(nil, msg.Timings)
		}
	}
	return m
}

// changeLook takes the messages that change only how the page looks.
func (m Model) changeLook(message any) Model {
	switch msg := message.(type) {
	case RowFolded:
		return m.foldRow(msg.Row)
	case LanePicked:
		if t := m.ShownRun(); t != nil && msg.Task >= engine.NoTask && msg.Task < len(t.Lanes) {
			m.Lane = msg.Task
		}
	case PanelPicked:
		return m.pickPanel(msg.Panel)
	case ViewPicked:
		return m.pickView(msg.View)
	case LanguagePicked:
		if slices.Contains(program.Languages, msg.Language) {
			m.Language, m.Marking = msg.Language, nil
		}
	case LineUnpicked:
		m.Marking = nil
	case CodeCopied:
		m.Copied = msg.result()
	case RowsToggled:
		m.Rows, m.Free = msg.Rows, 0
	case OutcomeTyped:
		m.Free = msg.Row + 1
	case CodeToggled:
		m.NoCode = !m.NoCode
	case AllToggled:
		m.All = !m.All
	}
	return m
}

// result is what became of the program, in words that fit on a button.
func (c CodeCopied) result() CopyResult {
	if c.OK {
		return CopyResult{c.Of, "Copied"}
	}
	return CopyResult{c.Of, "Refused"}
}

// openLog shows a saved log as the run. A file that is no log changes only the message.
func (m Model) openLog(name string, content []byte) Model {
	s, log, err := view.ParseTrace(content)
	if err != nil {
		return m.refuseFile(name, err.Error())
	}
	if s.Recorded != nil {
		return m.showRecording(s, log)
	}
	m = m.open(s.Link(), false)
	m.Run = Run{Number: m.Run.Number + 1, State: Saved, Log: log}
	return m.rewind().Refold()
}

// showRecording shows what somebody's own program did in place of the scenario, whose link stays the page's: see [ScenarioWanted].
func (m Model) showRecording(s *engine.Scenario, log engine.Log) Model {
	m = m.letGo()
	m.Scenario, m.Alert, m.Fault, m.whole = s, "", nil, unfolded{}
	m.Folder, m.Predicted, m.Unsure, m.Lane = view.NewFolder(s), nil, "", engine.NoTask
	m.Labels, m.Language, m.Marking = m.Folder.Names(), program.Python, nil
	m.Counting = m.Counting.begin(nil)
	m.Run = Run{Number: m.Run.Number + 1, State: Saved, Log: log}
	return m.rewind().Refold()
}

// IsRecording reports whether a recording is shown in place of a scenario.
func (m Model) IsRecording() bool { return m.Scenario != nil && m.Scenario.Recorded != nil }

// refuseFile says why a file could not be opened.
func (m Model) refuseFile(name, problem string) Model {
	m.Alert = name + ": " + problem
	return m
}

// leaveRecording shows the link's scenario again.
func (m Model) leaveRecording() Model {
	if !m.IsRecording() {
		return m
	}
	return m.reread()
}
