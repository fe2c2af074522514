package model

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"inflight/engine"
	"inflight/engine/view"
)

// CompareModel is everything that the page of a comparison shows. [CompareModel.Update] is the only way it changes.
type CompareModel struct {
	Base // its draft has the tasks, and the options that all rows share
	Hand[CompareModel]

	Variants string // as typed
	AsText   bool   // the variants are also shown as text: set once the text is edited or wrong

	Chosen    []engine.Variant // as read
	Programs  bool             // the rows are two programs of somebody's own, each with the run that the link carries
	Simulated *view.Comparison
	Row       int // the row that runs live
	Live      *view.Comparison
	raced     bool                     // those of the last run ran at the same time
	over      [engine.MaxVariants]bool // the rows whose live run has ended

	Pointed  LanePointed // the lane whose handles are shown
	Task     int         // the task whose latencies are tried out, or engine.NoTask
	Turnings []view.Turning
	First    string // the outcome before the first of them
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
	// RowHappened is news of one row's live run: the events since the last, if any, and the time.
	RowHappened struct {
		Run, Row int
		Events   []engine.Event
		Now      time.Duration // how long the row has run
	}
	// RowEnded is the end of a row's live run; Problem is "" unless the run itself failed.
	RowEnded struct {
		Run, Row int
		Problem  string
		Timings  []engine.Timing
	}
	// RowsTogether says whether live rows run at the same time, from the next run on.
	RowsTogether struct{ On bool }
	// TaskPicked asks for the latencies of a task, or of none, at which the verdict changes.
	TaskPicked struct{ Task int }
)

// DefaultComparison is what the page shows when its address names no comparison: the seven ways of the tutorial, and one variant.
var DefaultComparison = DefaultLink +
	"&strategies=gather,gather+return_exceptions,as_completed,wait,task_group,create_task,sequential"

// NewCompareModel returns the page as a link opens it; an empty query opens the default comparison.
func NewCompareModel(query string) CompareModel {
	return NewCompareModelUntil(context.Background(), query)
}

// NewCompareModelUntil is NewCompareModel for somebody who may lose interest: see [engine.SimulateUntil].
func NewCompareModelUntil(ctx context.Context, query string) CompareModel {
	m := CompareModel{Base: Base{Theme: Auto, until: ctx}, Task: engine.NoTask, Pointed: LanePointed{Lane: engine.NoTask}}
	return m.Update(Opened{Query: query})
}

// Update returns the model after a message.
func (m CompareModel) Update(message any) CompareModel {
	return remember(m, func(m *CompareModel) *Base { return &m.Base }, message, CompareModel.update)
}

func (m CompareModel) update(message any) CompareModel {
	m, done := takeShared(m, func(m *CompareModel) *Base { return &m.Base }, message)
	if done {
		return m
	}
	switch msg := message.(type) {
	case Opened:
		return m.open(msg.Query)
	case VariantsTyped:
		m.Variants, m.AsText = msg.Text, true
		return m.reread()
	case VariantSet:
		return m.setVariant(msg.Variant, msg.On)
	case RunAsked:
		return m.startRun()
	case ResetAsked:
		if m.Held {
			return m.showHeld()
		}
		m.Run, m.Live = Run{Number: m.Run.Number + 1}, nil
	case RowHappened, RowEnded, Ended:
		return m.hearRun(msg)
	case RowsTogether:
		return m.order(msg.On)
	case LanePointed:
		if m.Drag == nil {
			m.Pointed = msg
		}
	case Grabbed, Dragged, Released, Restored, TurningsSought, OutcomePicked:
		return drag(m, msg)
	case TaskPicked:
		return m.tryLatencies(msg.Task)
	}
	return m
}

// Together reports whether live rows are to run at the same time, and not one after another.
func (m CompareModel) Together() bool { return m.Draft.Options["rows"] == string(engine.RowsTogether) }

// order says so of the next run. What is on the screen stays.
func (m CompareModel) order(together bool) CompareModel {
	order := engine.RowsInTurn
	if together {
		order = engine.RowsTogether
	}
	m.Draft = m.Draft.withOption("rows", string(order))
	if m.Scenario != nil && !m.Programs {
		s := *m.Scenario
		s.Rows = order
		m.Scenario, m.Link = &s, engine.ComparisonLink(&s, m.Chosen)
	}
	return m
}

// open puts a link into the fields. A link that can be read is shown in its best form, any other as it came.
func (m CompareModel) open(query string) CompareModel {
	if programs := ownPrograms(query); len(programs) == 2 {
		return m.openPrograms(programs)
	}
	m.Programs = false
	if query == "" {
		query = DefaultComparison
	}
	s, variants, err := engine.ParseComparison(query)
	if err == nil {
		query = engine.ComparisonLink(s, variants)
	}
	m.Draft = draftOf(query)
	m.Variants = m.Draft.take("strategies", "all")
	if err != nil {
		m.Alert, m.Fault = "", faultOf(err)
		m.AsText = m.AsText || m.Fault.Key == "strategies"
		return m
	}
	m.Draft.Tasks, m.Variants = taskListOf(s.Entries), variantText(variants)
	return m.edit(s, variants)
}

// openPrograms shows the runs of two programs on one axis. Nothing runs here.
func (m CompareModel) openPrograms(programs []Own) CompareModel {
	compared, err := comparePrograms(programs)
	if err != nil {
		m.Draft, m.Fault = draftOf(""), &Fault{Text: err.Error()}
		return m
	}
	rows := compared.Rows
	m = m.letGo()
	m.Alert, m.Fault, m.Programs, m.Chosen, m.Held = "", nil, true, nil, false
	m.Scenario, m.Labels, m.Link = rows[0].Scenario, rows[0].Scenario.Names(), engine.Pack(programs[0].plain()+"&"+programs[1].plain())
	m.Simulated, m.Live = compared, nil
	m.Run = Run{Number: m.Run.Number + 1}
	m.Counting = m.Counting.begin(nil)
	m.Task, m.Turnings, m.First, m.Pointed = engine.NoTask, nil, "", LanePointed{Lane: engine.NoTask}
	return m
}

// OwnComparison is that of the two programs that a link has packed, with the runs that it carries; found is false for any other link.
func OwnComparison(query string) (c *view.Comparison, found bool, err error) {
	programs := ownPrograms(query)
	if len(programs) != 2 {
		return nil, false, nil
	}
	c, err = comparePrograms(programs)
	return c, true, err
}

func comparePrograms(programs []Own) (*view.Comparison, error) {
	rows := make([]view.Row, len(programs))
	for i, o := range programs {
		r := &rows[i]
		if r.Scenario, r.Log, r.Err = o.Run(); r.Err != nil {
			return nil, r.Err
		}
		r.Label, r.Link = [...]string{"before", "after"}[i], o.Link()
	}
	return view.NewComparison(rows), nil
}

// variantText writes variants as the page's field has them.
func variantText(variants []engine.Variant) string {
	text := engine.FormatVariants(variants)
	if text == engine.FormatVariants(engine.AllVariants()) {
		return "all"
	}
	return strings.ReplaceAll(text, ",", ", ")
}

// query returns the draft as a link, with the options that came with it, whatever strategy they belong to.
func (m CompareModel) query() string {
	d := m.Draft
	pairs := []Pair{{"strategy", d.Strategy}, {"tasks", d.Tasks}}
	for _, o := range Options {
		if value := d.Value(o); value != "" && (o.Own() || d.Has(o)) {
			pairs = append(pairs, Pair{o.Name, value})
		}
	}
	if value := d.Options["rows"]; value != "" {
		pairs = append(pairs, Pair{"rows", value})
	}
	return JoinPairs(append(append(pairs, d.foreign...), Pair{"strategies", m.Variants}))
}

// reread returns the model after a change of its draft. If the draft cannot be read, the last comparison stays on the screen.
func (m CompareModel) reread() CompareModel {
	s, variants, err := engine.ParseComparison(m.query())
	if err != nil {
		m = m.letGo()
		m.Alert, m.Fault = "", faultOf(err)
		return m
	}
	return m.edit(s, variants)
}

// edit shows the comparison, unless a run goes on: then it waits.
func (m CompareModel) edit(s *engine.Scenario, variants []engine.Variant) CompareModel {
	if m.holds(engine.ComparisonLink(s, variants)) {
		m.Alert, m.Fault = "", nil
		return m
	}
	return m.read(s, variants)
}

// read shows the comparison that the draft was read as.
func (m CompareModel) read(s *engine.Scenario, variants []engine.Variant) CompareModel {
	m = m.letGo()
	m.Alert, m.Fault = "", nil
	if strategy := engine.Strategies[0].Name; m.Draft.hasOwnOptions() || m.Draft.Strategy != strategy {
		m.Draft, m.Variants = m.Draft.withoutOwnOptions(), variantText(variants) // where these options belong from now on
		m.Draft.Strategy = strategy
	}
	link := engine.ComparisonLink(s, variants)
	if m.Scenario != nil && link == m.Link {
		return m
	}
	m.Scenario, m.Chosen, m.Link, m.Labels = s, variants, link, s.Names()
	m.Simulated, m.Live = view.CompareUntil(m.interest(), s, variants), nil
	m.Run = Run{Number: m.Run.Number + 1}
	m.Counting = m.Counting.begin(simulatedScenarios(m.Simulated))
	m.Task, m.Turnings, m.First, m.Pointed = engine.NoTask, nil, "", LanePointed{Lane: engine.NoTask}
	return m
}

// simulatedScenarios are the rows' scenarios, nil for those that cannot be simulated.
func simulatedScenarios(c *view.Comparison) []*engine.Scenario {
	scenarios := make([]*engine.Scenario, len(c.Rows))
	for i := range c.Rows {
		if c.Rows[i].Err == nil {
			scenarios[i] = c.Rows[i].Scenario
		}
	}
	return scenarios
}

// startRun begins a live run of all rows.
func (m CompareModel) startRun() CompareModel {
	if !m.Run.IsActive() {
		m = m.showHeld()
	}
	if m.WhyNotLive() == "" {
		m.Run = Run{Number: m.Run.Number + 1, State: Running}
		m.Row, m.Alert, m.raced = 0, "", m.Together()
		m.Live = view.NewComparison(view.ComparedRows(m.Scenario, m.Chosen))
		for i := range m.Live.Rows {
			m.over[i] = m.Live.Rows[i].Err != nil
		}
	}
	return m
}

// WhyNotLive says why no live run can begin, or is "". A comparison makes no requests to others: each row would send them again.
func (m CompareModel) WhyNotLive() string {
	switch {
	case m.Scenario == nil || m.Fault != nil:
		return "There is no comparison to run yet."
	case m.Programs:
		return "Programs of one's own run in the playground."
	case m.Scenario.Live():
		return "Requests to servers of others can be neither simulated nor compared. The playground runs them."
	case m.Backend.Reach == NoBackend:
		return "This site has no demo backend: comparisons are simulated."
	case m.Run.IsActive():
		return "A run is going on."
	}
	return ""
}

// hearRun takes news of the live run, if it is the one on the screen.
func (m CompareModel) hearRun(message any) CompareModel {
	switch msg := message.(type) {
	case RowHappened:
		if m.goesOn(msg.Run) {
			m.Row = msg.Row
			return m.changeRow(msg.Row, func(r *view.Row) { r.Log, r.Now = append(r.Log[:len(r.Log):len(r.Log)], msg.Events...), msg.Now })
		}
	case RowEnded:
		if m.goesOn(msg.Run) {
			m.Row, m.over[msg.Row] = min(msg.Row+1, len(m.Live.Rows)-1), true
			return m.changeRow(msg.Row, func(r *view.Row) {
				r.Log, r.Now = r.Log.WithTimings(msg.Timings), 0
				if msg.Problem != "" {
					r.Err = errors.New(msg.Problem)
				}
			})
		}
	case Ended:
		if m.goesOn(msg.Run) {
			m.Run.State = m.Run.State.endState()
		}
	}
	return m
}

// changeRow returns the model with one live row changed.
func (m CompareModel) changeRow(row int, change func(*view.Row)) CompareModel {
	rows := slices.Clone(m.Live.Rows)
	change(&rows[row])
	m.Live = view.NewComparison(rows)
	return m
}

// ShownComparison is the comparison on the screen; nil if there has been none.
func (m CompareModel) ShownComparison() *view.Comparison {
	if m.Live != nil {
		return m.Live
	}
	return m.Simulated
}

// longLink is the length of a link from which on nobody looks into it at each drawing of the page.
const longLink = 2000

// Comparison is the link of the page that compares the scenario's strategy with two rivals.
func (m Model) Comparison() string {
	switch {
	case m.Own.Pair != "":
		return m.Own.Pair
	case m.Scenario == nil || len(m.Link) > longLink || m.IsRecording():
		return m.Link
	}
	rivals := engine.StrategyNamed(m.Scenario.Strategy).Rivals()
	if len(rivals) == 0 {
		return m.Link
	}
	s, variants, err := m.Scenario.Against(rivals...)
	if err != nil {
		return m.Link
	}
	return engine.ComparisonLink(s, variants)
}

// Heading is what the comparison is called.
func (m CompareModel) Heading() string {
	if m.Programs {
		return "Two programs compared"
	}
	if m.Scenario.Title != "" {
		return m.Scenario.Title + ": compared"
	}
	return "Compare " + view.Plural(len(m.Chosen), "variant") + " of " + view.Plural(len(m.Labels), "task")
}

// Playground is the link of the first row.
func (m CompareModel) Playground() string {
	if m.Simulated == nil {
		return ""
	}
	return m.Simulated.Rows[0].Link
}

// Progress is how far a live run has come.
func (m CompareModel) Progress() string {
	if !m.Run.IsActive() {
		return ""
	}
	if m.raced {
		return "All " + view.Plural(len(m.Live.Rows), "row") + " at the same time, " + strconv.Itoa(m.countOver()) + " over"
	}
	r := &m.Live.Rows[m.Row]
	return strconv.Itoa(m.Row+1) + " of " + strconv.Itoa(len(m.Live.Rows)) + ": " + r.Label + ", " + Progress(r.Summary)
}

// Standing says whether the rows on the screen are simulated, or how many of them are live.
func (m CompareModel) Standing() string {
	switch {
	case m.Programs:
		return "on one axis"
	case m.Live == nil:
		return "simulated"
	case !m.Run.IsActive() && !m.Live.Rows[len(m.Live.Rows)-1].IsUnrun():
		return "live"
	}
	if m.raced && m.Run.IsActive() {
		return "live at the same time, " + strconv.Itoa(m.countOver()) + " of " + view.Plural(len(m.Live.Rows), "row") + " over"
	}
	live := 0
	for i := range m.Live.Rows {
		if !m.Live.Rows[i].IsUnrun() {
			live++
		}
	}
	return "live so far: " + strconv.Itoa(live) + " of " + view.Plural(len(m.Live.Rows), "row")
}

// countOver is how many rows have ended.
func (m CompareModel) countOver() (n int) {
	for i := range m.Live.Rows {
		if m.over[i] {
			n++
		}
	}
	return n
}

// TogetherWords say what it means that the rows run at the same time; "" where they do not.
func (m CompareModel) TogetherWords() string {
	switch {
	case !m.Together() || m.WhyNotLive() != "" && !m.Run.IsActive():
		return ""
	case !m.Backend.ForRun("").HasNames():
		return "The rows run at the same time, but the demo backend has one name here, and a browser opens six connections to it (over " +
			"HTTP/1.1): all rows share them, and wait for each other as well."
	}
	return "Live, the rows run at the same time, each with names of the demo backend and an account of its own, so that none takes " +
		"another's connections. They share this page's one thread."
}

// RowNotes say which rows are live while not all of them are: one word for each row, or none.
func (m CompareModel) RowNotes() (notes [engine.MaxVariants]string) {
	if m.Live == nil {
		return notes
	}
	for i := range m.Live.Rows {
		switch r := &m.Live.Rows[i]; {
		case m.Run.IsActive() && (i == m.Row || m.raced) && !m.over[i]:
			notes[i] = "running live, at " + view.InWords(r.Timeline.Now)
		case r.IsUnrun() && m.Run.IsActive():
			notes[i] = "not run yet"
		case r.IsUnrun():
			notes[i] = "not run"
		case m.Run.IsActive():
			notes[i] = "live"
		}
	}
	return notes
}

// tryLatencies tries out latencies of a task, from none to twice as long as the comparison takes.
func (m CompareModel) tryLatencies(task int) CompareModel {
	m.Task, m.Turnings, m.First = engine.NoTask, nil, ""
	if m.Scenario == nil || m.Programs || task < 0 || task >= len(m.Labels) || m.Scenario.Live() {
		return m
	}
	m.Task = task
	m.First, m.Turnings = view.TurningPoints(m.Simulated, view.Dial{Task: task}, 0, LongestTried(m.Simulated))
	if t := m.DrawnRow(m.Pointed.Row); t != nil {
		m.Pointed.Lane = laneOf(t, task)
	}
	return m
}

// WithLatency is the comparison's link with another latency of the picked task.
func (m CompareModel) WithLatency(latency time.Duration) string {
	s, entry := m.Scenario.Alone(m.Task)
	entry.Latency = latency
	return engine.ComparisonLink(s, m.Chosen)
}

// laneOf is the lane of a task's first request, in a row of the comparison.
func laneOf(t *view.Timeline, task int) int {
	return slices.IndexFunc(t.Requests, func(r engine.Request) bool { return r.Task == task })
}
