package app

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"inflight/engine"
	"inflight/engine/view"
)

// CompareModel is everything that the page of a comparison shows. [CompareModel.Update] is the only way it changes.
type CompareModel struct {
	draft    draft  // the tasks, and the options that all rows share
	variants string // as typed
	asText   bool   // the variants are shown as text, too, from when that is edited or wrong on
	fault    *fault // why these are no comparison; nil if they are one

	scenario  *engine.Scenario // what the rows share, of the last draft that could be read; nil before the first
	chosen    []engine.Variant
	link      string // of both
	labels    []string
	simulated *view.Comparison

	run  Run // of all rows, one after another: its number, state and problem
	row  int // the one that runs
	live *view.Comparison

	drag    *dragging     // the bar in the hand; nil if there is none
	before  *CompareModel // the page before that
	pointed LanePointed   // the lane whose handles are shown

	backend  Backend
	task     int // whose latencies are tried out, or engine.NoTask
	turnings []view.Turning
	theme    Theme
	sharing  Sharing
	alert    string // what is wrong with the keys of an embed
}

// The messages that only the page of a comparison has.
type (
	// VariantsTyped is the list of variants as it now stands in its field.
	VariantsTyped struct{ Text string }
	// VariantSet puts one of the offered variants on the list, or takes it off.
	VariantSet struct {
		Variant string // as in a link
		On      bool
	}
	// RowHappened is news of one row's live run.
	RowHappened struct {
		Run, Row int
		Events   []engine.Event
	}
	// RowEnded is the end of a row's live run; Problem is "" unless the run itself failed.
	RowEnded struct {
		Run, Row int
		Problem  string
	}
	// TaskPicked asks for the latencies of a task, or of none, at which the verdict changes.
	TaskPicked struct{ Task int }
)

// DefaultComparison is what the page shows when its address names none: the seven ways of the tutorial, and one variant.
var DefaultComparison = DefaultLink +
	"&strategies=gather,gather+return_exceptions,as_completed,wait,task_group,create_task,sequential"

// NewCompareModel returns the page as a link opens it; an empty query opens the default comparison.
func NewCompareModel(query string) CompareModel {
	return CompareModel{theme: Auto, task: engine.NoTask, pointed: LanePointed{Lane: engine.NoTask}}.Update(Opened{Query: query})
}

// Update returns the model after a message.
func (m CompareModel) Update(message any) CompareModel {
	switch msg := message.(type) {
	case Opened:
		return m.opened(msg.Query)
	case TasksTyped:
		m.draft.tasks = msg.Text
		return m.edited()
	case OptionSet:
		m.draft = m.draft.with(msg.Key, msg.Value)
		return m.edited()
	case VariantsTyped:
		m.variants, m.asText = msg.Text, true
		return m.edited()
	case VariantSet:
		return m.variantSet(msg.Variant, msg.On)
	case RunAsked, StopAsked, ResetAsked, WentHidden:
		return m.steered(msg)
	case RowHappened, RowEnded, Ended:
		return m.heard(msg)
	case Asked:
		m.backend.Reach, m.backend.Plain = msg.Reach, msg.Plain
	case Configured:
		m.backend = msg.backend()
	case Grabbed, Dragged, Released, Restored, TurningsSought, LanePointed, OutcomePicked:
		return m.handled(msg)
	case TaskPicked:
		return m.turned(msg.Task)
	case ThemePicked:
		m.theme = msg.Theme
	case ShareOpened, ShareClosed, ShareView, ShareSet, ShareCopied:
		m.sharing = m.sharing.after(msg)
	}
	return m
}

// opened is the link in its fields: one that can be read as it is written best, another as it came.
func (m CompareModel) opened(query string) CompareModel {
	if query == "" {
		query = DefaultComparison
	}
	s, variants, err := engine.ParseComparison(query)
	if err == nil {
		query = engine.ComparisonLink(s, variants)
	}
	m.draft = draftOf(query)
	m.variants = m.draft.take("strategies", "all")
	if err != nil {
		m.alert, m.fault = "", faultOf(err)
		m.asText = m.asText || m.fault.key == "strategies"
		return m
	}
	m.draft.tasks, m.variants = spaced(s.Entries), variantText(variants)
	return m.edited()
}

// variantText writes variants as the page's field has them.
func variantText(variants []engine.Variant) string {
	text := engine.FormatVariants(variants)
	if text == engine.FormatVariants(engine.AllVariants()) {
		return "all"
	}
	return strings.ReplaceAll(text, ",", ", ")
}

// query is the draft as a link, with the options of any strategy that it may have come with.
func (m CompareModel) query() string {
	d := m.draft
	pairs := []pair{{"strategy", d.strategy}, {"tasks", d.tasks}}
	for _, o := range options {
		if value := d.value(o); value != "" && (o.special() || d.has(o)) {
			pairs = append(pairs, pair{o.key, value})
		}
	}
	return joinedPairs(append(append(pairs, d.foreign...), pair{"strategies", m.variants}))
}

// edited returns the model after a change of its draft. What cannot be read leaves the last comparison on the screen.
func (m CompareModel) edited() CompareModel {
	m.alert = ""
	m = m.released()
	s, variants, err := engine.ParseComparison(m.query())
	if err != nil {
		m.fault = faultOf(err)
		return m
	}
	m.fault = nil
	if strategy := engine.Strategies[0].Name; m.draft.owned() || m.draft.strategy != strategy {
		m.draft, m.variants = m.draft.common(), variantText(variants) // where these options belong from now on
		m.draft.strategy = strategy
	}
	link := engine.ComparisonLink(s, variants)
	if m.scenario != nil && link == m.link {
		return m
	}
	m.scenario, m.chosen, m.link, m.labels = s, variants, link, s.Names()
	m.simulated, m.live = view.Compare(s, variants), nil
	m.run = Run{Number: m.run.Number + 1}
	m.task, m.turnings, m.pointed = engine.NoTask, nil, LanePointed{Lane: engine.NoTask}
	return m
}

// steered starts, stops or drops the live run.
func (m CompareModel) steered(message any) CompareModel {
	m = m.released()
	switch message.(type) {
	case RunAsked:
		if m.whyNotLive() == "" {
			m.run = Run{Number: m.run.Number + 1, State: Running}
			m.row, m.alert = 0, ""
			m.live = view.NewComparison(view.ComparedRows(m.scenario, m.chosen))
		}
	case StopAsked:
		if m.run.State == Running {
			m.run.State = Stopping
		}
	case ResetAsked:
		m.run, m.live = Run{Number: m.run.Number + 1}, nil
	case WentHidden:
		m.run.Hidden = m.run.Hidden || m.run.Active()
	}
	return m
}

// whyNotLive is why no live run can begin, or "". Requests to others are not made here: they would go out once for each row.
func (m CompareModel) whyNotLive() string {
	switch {
	case m.scenario == nil || m.fault != nil:
		return "There is no comparison to run yet."
	case m.scenario.Live():
		return "Requests to servers of others can be neither simulated nor compared. The playground runs them."
	case slices.ContainsFunc(m.simulated.Rows, func(r view.Row) bool { return r.Scenario.Blocking() }):
		return "A blocking client would freeze this page: it is simulated only."
	case m.backend.Reach == NoBackend:
		return "This site has no demo backend: comparisons are simulated."
	case m.run.Active():
		return "A run is going on."
	}
	return ""
}

// heard takes news of the live run, if it is the one on the screen.
func (m CompareModel) heard(message any) CompareModel {
	switch msg := message.(type) {
	case RowHappened:
		if msg.Run == m.run.Number && m.run.Active() {
			m.row = msg.Row
			return m.changed(msg.Row, func(r *view.Row) { r.Log = append(r.Log[:len(r.Log):len(r.Log)], msg.Events...) })
		}
	case RowEnded:
		if msg.Run == m.run.Number && m.run.Active() {
			m.row = min(msg.Row+1, len(m.live.Rows)-1)
			if msg.Problem != "" {
				return m.changed(msg.Row, func(r *view.Row) { r.Err = errors.New(msg.Problem) })
			}
		}
	case Ended:
		if msg.Run == m.run.Number && m.run.Active() {
			m.run.State = m.run.State.over()
		}
	}
	return m
}

// changed returns the model with one live row changed.
func (m CompareModel) changed(row int, change func(*view.Row)) CompareModel {
	rows := slices.Clone(m.live.Rows)
	change(&rows[row])
	m.live = view.NewComparison(rows)
	return m
}

// shown is the comparison on the screen; nil if there has been none.
func (m CompareModel) shown() *view.Comparison {
	if m.live != nil {
		return m.live
	}
	return m.simulated
}

// heading is what the comparison is called.
func (m CompareModel) heading() string {
	if m.scenario.Title != "" {
		return m.scenario.Title + ": compared"
	}
	return "Compare " + view.Plural(len(m.chosen), "variant") + " of " + view.Plural(len(m.labels), "task")
}

// playground is the link of the first row.
func (m CompareModel) playground() string {
	if m.simulated == nil {
		return ""
	}
	return m.simulated.Rows[0].Link
}

// progress is how far a live run has come.
func (m CompareModel) progress() string {
	if !m.run.Active() {
		return ""
	}
	r := &m.live.Rows[m.row]
	return strconv.Itoa(m.row+1) + " of " + strconv.Itoa(len(m.live.Rows)) + ": " + r.Label + ", " + progress(r.Summary)
}
