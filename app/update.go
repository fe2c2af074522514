package app

import (
	"slices"
	"time"

	"inflight/engine"
	"inflight/engine/program"
	"inflight/engine/view"
)

// The messages: everything that can happen to the page.
type (
	// Opened is a link being opened: at the start, by Back, by a preset, by a script.
	Opened struct{ Query string }
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
	RunAsked struct{ ID string }
	// StopAsked cancels the live run.
	StopAsked struct{}
	// ResetAsked drops the live run: the prediction is shown again.
	ResetAsked struct{}
	// Happened is news of a run.
	Happened struct {
		Run    int
		Events []engine.Event
	}
	// Ended is the end of a run; Problem is "" unless the run itself failed.
	Ended struct {
		Run     int
		Problem string
	}
	// Saw is the backend's account of a run, on its own clock.
	Saw struct {
		Run     int
		Account engine.Account
	}
	// Timed is what the browser tells of requests of a run, on the log's clock.
	Timed struct {
		Run     int
		Timings []engine.Timing
	}
	// WentHidden says that the tab cannot be seen.
	WentHidden struct{}
	// Asked is what asking the backend for its health gave.
	Asked struct {
		Reach Reach
		Plain string
	}
	// Configured is the backend's address, as the page was told.
	Configured struct {
		Address string
		Named   bool // by a link
	}

	// Sought puts the moment at a time of the run, in which everything on the page is shown then. From the last event on that is the
	// run's end, whatever it holds.
	Sought struct{ At time.Duration }
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

	// LogOpened is a file that should be a saved log.
	LogOpened struct {
		Name    string
		Content []byte
	}
	// FileRefused is a file of which nothing came.
	FileRefused struct{ Name, Problem string }

	// LanguagePicked is the language of the code.
	LanguagePicked struct{ Language program.Language }
	// CodeCopied says whether the clipboard took a program.
	CodeCopied struct {
		of programOf
		ok bool
	}

	// LanePicked is the lane whose details are wanted, or engine.NoTask for the caller's.
	LanePicked struct{ Task int }
	// RowsToggled changes between tasks as text and tasks as rows.
	RowsToggled struct{ Rows bool }
	// MoreToggled shows or hides the session's options.
	MoreToggled struct{}
	// AllToggled shows or hides the rest of long tables.
	AllToggled struct{}
	// ThemePicked changes the colours.
	ThemePicked struct{ Theme Theme }
)

// Update returns the model after a message.
func (m Model) Update(message any) Model {
	switch message.(type) {
	case RunAsked, ResetAsked, LogOpened, LanePicked, Sought, EventSought, Stepped, Played, LinePicked:
		m = m.released()
	}
	switch msg := message.(type) {
	case Opened:
		return m.opened(msg.Query)
	case TasksTyped:
		m.draft.tasks = msg.Text
		return m.edited()
	case RowTyped, RowAdded, RowRemoved:
		return m.rowEdited(msg)
	case OptionSet:
		m.draft = m.draft.with(msg.Key, msg.Value)
		return m.edited()
	case StrategyPicked:
		m.draft.strategy = msg.Name
		return m.edited()
	case RunAsked, StopAsked, ResetAsked, WentHidden:
		return m.steered(msg)
	case Happened, Ended, Saw, Timed:
		return m.heard(msg)
	case Grabbed, Dragged, Released, Restored, TurningsSought, OutcomePicked:
		return m.handled(msg)
	case Sought, EventSought, Stepped, Played, Paused, Moved, SpeedPicked:
		return m.replayed(msg)
	case ShareOpened, ShareClosed, ShareView, ShareSet, ShareCopied:
		m.sharing = m.sharing.after(msg)
	case LinePicked:
		return m.linePicked(msg)
	case LogOpened:
		return m.logOpened(msg.Name, msg.Content)
	case FileRefused:
		return m.refused(msg.Name, msg.Problem)
	case Asked:
		m.backend.Reach, m.backend.Plain = msg.Reach, msg.Plain
	case Configured:
		m.backend = msg.backend()
	default:
		return m.turned(msg)
	}
	return m
}

// opened is the link in its fields. A scenario that can be read is shown as it is written best; one that
// cannot, as it came.
func (m Model) opened(query string) Model {
	if query == "" {
		query = DefaultLink
	}
	m.draft = draftOf(query)
	s, err := engine.Parse(query)
	if err == nil {
		m.draft = draftOf(s.Link())
		m.draft.tasks = spaced(s.Entries)
		return m.edited()
	}
	m.fault = faultOf(err)
	return m
}

// backend is what is known of a backend at first.
func (c Configured) backend() Backend {
	if c.Address == "" {
		return Backend{Reach: NoBackend}
	}
	return Backend{Address: c.Address, Named: c.Named}
}

// rowEdited writes a change of the rows into the task list.
func (m Model) rowEdited(message any) Model {
	rows := rowsOf(m.draft.tasks)
	switch msg := message.(type) {
	case RowTyped:
		if msg.Row >= 0 && msg.Row < len(rows) {
			if field := rows[msg.Row].field(msg.Field); field != nil {
				*field = msg.Text
			}
		}
	case RowAdded:
		next := row{latency: "1s"}
		if len(rows) > 0 && !rows[len(rows)-1].isURL() {
			next = rows[len(rows)-1]
			next.name = ""
		}
		rows = append(rows, next)
	case RowRemoved:
		if msg.Row >= 0 && msg.Row < len(rows) {
			rows = slices.Delete(rows, msg.Row, msg.Row+1)
		}
	}
	m.draft.tasks = joined(rows)
	return m.edited()
}

// steered starts, stops or drops the live run.
func (m Model) steered(message any) Model {
	switch msg := message.(type) {
	case RunAsked:
		return m.started(msg.ID)
	case StopAsked:
		if m.run.State == Running {
			m.run.State = Stopping
		}
	case ResetAsked:
		m.run = Run{Number: m.run.Number + 1}
		m.alert = ""
		return m.rewound()
	case WentHidden:
		m.run.Hidden = m.run.Hidden || m.run.Active()
	}
	return m
}

// heard takes news of a live run, if it is the one on the screen.
func (m Model) heard(message any) Model {
	switch msg := message.(type) {
	case Happened:
		if msg.Run == m.run.Number && m.run.Active() {
			return m.happened(msg.Events)
		}
	case Ended:
		if msg.Run == m.run.Number && m.run.Active() {
			return m.ended(msg.Problem)
		}
	case Saw:
		if msg.Run == m.run.Number && m.run.State != NotRun {
			return m.saw(msg.Account)
		}
	case Timed:
		if msg.Run == m.run.Number && m.run.State != NotRun {
			return m.timed(msg.Timings)
		}
	}
	return m
}

// turned takes the messages that change only how the page looks.
func (m Model) turned(message any) Model {
	switch msg := message.(type) {
	case LanePicked:
		if t := m.shown(); t != nil && msg.Task >= engine.NoTask && msg.Task < len(t.Lanes) {
			m.lane = msg.Task
		}
	case PrintToggled:
		m.printing = !m.printing
	case ViewPicked:
		return m.viewed(msg.View)
	case LanguagePicked:
		if slices.Contains(program.Languages, msg.Language) {
			m.language, m.marking = msg.Language, nil
		}
	case LineUnpicked:
		m.marking = nil
	case CodeCopied:
		m.copied = msg.copied()
	case RowsToggled:
		m.rows = msg.Rows
	case MoreToggled:
		m.more = !m.more
	case AllToggled:
		m.all = !m.all
	case ThemePicked:
		m.theme = msg.Theme
	}
	return m
}

// copied is what became of the program, in words that fit on a button.
func (c CodeCopied) copied() copied {
	if c.ok {
		return copied{c.of, "Copied"}
	}
	return copied{c.of, "Refused"}
}

// logOpened shows a saved log as the run. A file that is none changes nothing but what is said.
func (m Model) logOpened(name string, content []byte) Model {
	s, log, err := view.ParseTrace(content)
	if err != nil {
		return m.refused(name, err.Error())
	}
	m = m.opened(s.Link())
	m.run = Run{Number: m.run.Number + 1, State: Saved, Log: log}
	return m.rewound().refold()
}

// refused says why nothing came of a file.
func (m Model) refused(name, problem string) Model {
	m.alert = name + ": " + problem
	return m
}

// PrintToggled shows or hides what the program would print.
type PrintToggled struct{}
