package view

import (
	"context"
	"inflight/engine"
	"slices"
	"time"
)

// Row is one run of a comparison.
type Row struct {
	Label    string // see [engine.Variant.Label]
	Link     string // the scenario's, in canonical form
	Scenario *engine.Scenario
	Log      engine.Log
	Now      time.Duration // while it runs, how long it has; 0 once that is over
	Err      error         // why there is no whole log, such as [engine.ErrLiveOnly]
	Timeline *Timeline
	Figures

	connects bool // how many connections it opened tells it from other rows
}

// Figures are what a comparison counts of a run. A task that is tried or sent again counts once.
type Figures struct {
	Summary
	Expected   int           // results that the caller would like to have: one for each task
	Answers    int           // results that it received
	Errors     int           // exceptions that it received in place of results; one that the strategy raised is none
	MeanResult time.Duration // mean time until the answers were received, or Never
	FirstError time.Duration // when the caller first met an exception, delivered or raised, or Never
}

// Comparison is the same tasks under several strategies.
type Comparison struct {
	Rows []Row
	End  time.Duration // when the longest run ended: the common end of the axes, for [picture.LayoutOptions]

	live bool // some row was run over a real network
}

// Compare runs the scenario under each variant in virtual time.
func Compare(s *engine.Scenario, variants []engine.Variant) *Comparison {
	return CompareUntil(context.Background(), s, variants)
}

// CompareUntil is Compare for somebody who may lose interest: see [engine.SimulateUntil]. Rows that were not run have the context's error.
func CompareUntil(ctx context.Context, s *engine.Scenario, variants []engine.Variant) *Comparison {
	rows := ComparedRows(s, variants)
	for i := range rows {
		if r := &rows[i]; r.Err == nil {
			r.Log, r.Err = engine.SimulateUntil(ctx, r.Scenario)
			r.fold() // here, where whoever divides the work has just been asked
		}
	}
	return NewComparison(rows)
}

// ComparedRows returns the rows of a comparison before they have been run. Run them one after another, give each its Log, and
// hand them to [NewComparison]. A variant that cannot be put on the scenario has its error in Err.
func ComparedRows(s *engine.Scenario, variants []engine.Variant) []Row {
	rows := make([]Row, len(variants))
	for i, v := range variants {
		rows[i] = Row{Label: v.Label(), Scenario: s.Under(engine.Strategies[0].Name)}
		under, err := v.Scenario(s)
		if err != nil {
			rows[i].Err = err
		} else {
			rows[i].Scenario = under
		}
		rows[i].Link = rows[i].Scenario.Link()
	}
	return rows
}

// NewComparison folds and counts rows whose scenarios and logs are given. A row that has not been run yet has no log.
func NewComparison(rows []Row) *Comparison {
	c := &Comparison{Rows: slices.Clone(rows)}
	for i := range c.Rows {
		r := &c.Rows[i]
		r.fold()
		c.End = max(c.End, r.Timeline.Last, r.Timeline.Now)
		c.live = c.live || r.Timeline.Live
	}
	c.tellConnections()
	return c
}

// fold folds and counts the row, unless that is done: of a comparison that runs live, one row changes at a time.
func (r *Row) fold() {
	now, moment := WholeLog, time.Duration(0)
	if n := len(r.Log); n > 0 {
		if moment = r.Log[n-1].T; r.Now > moment {
			now, moment = r.Now, r.Now
		}
	}
	if t := r.Timeline; t != nil && t.Scenario == r.Scenario && t.Now == moment && sameLog(t.Log, r.Log) {
		return
	}
	r.Timeline = Fold(r.Scenario, r.Log, now)
	r.Figures = r.Timeline.Figures()
}

// sameLog reports whether two logs are one.
func sameLog(a, b engine.Log) bool { return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) }

// tellConnections has the rows say how many connections they opened, where that matters and they differ in it.
func (c *Comparison) tellConnections() {
	var known []int64
	for i := range c.Rows {
		if opened, ok := c.Rows[i].value(ConnectionsColumn); ok {
			known = append(known, opened)
		}
	}
	differ := len(known) > 0 && slices.Min(known) < slices.Max(known)
	for i := range c.Rows {
		c.Rows[i].connects = differ && c.needsColumn(ConnectionsColumn)
	}
}

// Timelines lists those of the rows, for [picture.LayoutOptions].
func (c *Comparison) Timelines() []*Timeline {
	timelines := make([]*Timeline, len(c.Rows))
	for i := range c.Rows {
		timelines[i] = c.Rows[i].Timeline
	}
	return timelines
}

// IsUnrun reports whether nothing has happened in the row, and nothing has gone wrong.
func (r *Row) IsUnrun() bool { return len(r.Log) == 0 && r.Err == nil }

// hasEnded reports whether the row's strategy has ended.
func (r *Row) hasEnded() bool { return r.Ended != engine.Never }

// hasReturned reports whether the row's strategy has ended without an exception.
func (r *Row) hasReturned() bool { return r.hasEnded() && r.Timeline.Caller.Raised == "" }

// Figures counts what is known at the timeline's moment.
func (t *Timeline) Figures() Figures {
	f := Figures{
		Summary: t.Summary(), Expected: t.Scenario.Tasks(),
		MeanResult: engine.Never, FirstError: engine.Never,
	}
	var sum time.Duration
	for _, d := range t.Caller.Deliveries {
		if d.Error == "" {
			f.Answers++
			sum += d.T
			continue
		}
		if f.Errors++; f.FirstError == engine.Never {
			f.FirstError = d.T
		}
	}
	if f.Answers > 0 {
		f.MeanResult = (sum / time.Duration(f.Answers)).Round(time.Microsecond)
	}
	if f.FirstError == engine.Never && t.Caller.Raised != "" && t.Caller.Raised != interrupted {
		f.FirstError = t.Caller.Ended.T
	}
	return f
}

// interrupted is the error of a raise event of a program that was stopped from outside.
const interrupted = "cancelled"
