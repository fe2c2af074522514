package view

import (
	"inflight/engine"
	"slices"
	"time"
)

// Column is one figure of a comparison.
type Column uint8

// The columns, in the order of the table.
const (
	EndedColumn          Column = iota // until the strategy ended; only where the program outlives it
	TotalColumn                        // until the last event
	ReceivedColumn                     // answers that the caller received, and exceptions in place of answers
	FirstResultColumn                  // until the caller received the first answer
	MeanResultColumn                   // mean time until it received one
	FirstErrorColumn                   // until the caller met the first exception, delivered or raised
	WastedRequestsColumn               // whose answer nobody received
	WastedTimeColumn                   // of these
	CancelledColumn                    // tasks
	OrphansColumn                      // tasks that ran when the strategy ended, or started later
	InFlightColumn                     // greatest number of requests in flight at once
	ConnectionsColumn                  // that were opened; only where that costs something, or is what is compared
)

var columnTitles = [...]string{
	"strategy ended", "total time", "received", "first result", "mean result", "first error noticed",
	"wasted requests", "wasted time", "cancelled", "orphans", "most in flight", "connections opened",
}

// Title is the column's heading.
func (k Column) Title() string { return columnTitles[k] }

// Columns lists the columns that the comparison needs.
func (c *Comparison) Columns() []Column {
	columns := make([]Column, 0, len(columnTitles))
	for k := range columnTitles {
		if c.needsColumn(Column(k)) {
			columns = append(columns, Column(k))
		}
	}
	return columns
}

// needsColumn reports whether a column tells something that the others do not. Without after=linger the run ends when the strategy
// does, so one of the two columns is enough. The number of connections is that of the requests in flight, if connections open
// in no time and all requests share a session.
func (c *Comparison) needsColumn(k Column) bool {
	some := func(is func(s *engine.Scenario) bool) bool {
		return slices.ContainsFunc(c.Rows, func(r Row) bool { return is(r.Scenario) })
	}
	switch k {
	case EndedColumn:
		return some(func(s *engine.Scenario) bool { return s.After != engine.ExitAfter })
	case ConnectionsColumn:
		return some(func(s *engine.Scenario) bool { return s.Connect > 0 || s.Session == engine.SessionPerRequest })
	}
	return true
}

// value is the row's figure in a column, in microseconds where it is a time; ok is false where the column does
// not apply to the row.
func (r *Row) value(k Column) (value int64, ok bool) {
	since := func(d time.Duration) (int64, bool) { return d.Microseconds(), d != engine.Never }
	count := func(n int) (int64, bool) { return int64(n), r.hasEnded() }
	switch k {
	case EndedColumn:
		return since(r.Ended)
	case TotalColumn:
		return r.Total.Microseconds(), r.hasEnded()
	case ReceivedColumn:
		return count(r.Answers)
	case FirstResultColumn:
		return since(r.FirstResult)
	case MeanResultColumn:
		return since(r.MeanResult)
	case FirstErrorColumn:
		return since(r.FirstError)
	case WastedRequestsColumn:
		return count(r.WastedRequests)
	case WastedTimeColumn:
		return r.WastedTime.Microseconds(), r.hasEnded()
	case CancelledColumn:
		return count(r.Cancelled)
	case OrphansColumn:
		return count(r.Orphans)
	case ConnectionsColumn:
		return int64(r.Connections), r.hasEnded() && (r.Connections > 0 || !r.Timeline.Live)
	}
	return count(r.MostInFlight)
}

// Share is how much of the column's greatest figure a row has, from 0 to 1; 0 too where the column does not apply to the row.
func (c *Comparison) Share(k Column, row int) float64 {
	most := int64(0)
	for i := range c.Rows {
		if value, ok := c.Rows[i].value(k); ok {
			most = max(most, value)
		}
	}
	value, ok := c.Rows[row].value(k)
	if !ok || most == 0 {
		return 0
	}
	return float64(value) / float64(most)
}

// Spoils reports whether the column counts what is lost.
func (k Column) Spoils() bool {
	return k == WastedRequestsColumn || k == WastedTimeColumn || k == CancelledColumn || k == OrphansColumn
}

// isTime reports whether the column's figures are times.
func (k Column) isTime() bool {
	return k <= WastedTimeColumn && k != ReceivedColumn && k != WastedRequestsColumn
}

// Cell is the row's figure in words, such as "1.00 s" or "2 of 3"; "–" where there is none.
func (r *Row) Cell(k Column) string {
	value, ok := r.value(k)
	switch {
	case !ok:
		return "–"
	case k.isTime():
		return InWords(time.Duration(value) * time.Microsecond)
	case k == ReceivedColumn:
		return r.answers()
	}
	return Thousands(int(value))
}

// answers counts what the caller received: "2 of 3"; "38 answers and 2 errors of 40".
func (r *Row) answers() string {
	expected := " of " + Thousands(r.Expected)
	if r.Errors == 0 {
		return Thousands(r.Answers) + expected
	}
	return Plural(r.Answers, "answer") + " and " + Plural(r.Errors, "error") + expected
}

// Best reports for each row whether it is the best in the column. The lowest figure is, and of the answers received the
// highest; all that tie with it are. Nobody is best
//   - where all are equal, or only one has a figure of the column that not all need have, the first error;
//   - of the numbers cancelled and in flight, of which neither more nor less is better by itself.
//
// A run that fails at once takes little time, and that is no merit: as long as some strategy returned, only
// those that did are compared by their times and connections. For the same reason mean times are compared among those
// that received the most answers.
func (c *Comparison) Best(k Column) []bool {
	best := make([]bool, len(c.Rows))
	var values []int64 // of the rows that contend, higher being worse
	for i := range c.Rows {
		if c.isContender(i, k) {
			values = append(values, c.cost(i, k))
		}
	}
	if len(values) == 0 || k == CancelledColumn || k == InFlightColumn {
		return best
	}
	lowest := slices.Min(values) + c.tolerance(k)
	if (k == FirstErrorColumn || len(values) == len(c.Rows)) && slices.Max(values) <= lowest {
		return best
	}
	for i := range c.Rows {
		best[i] = c.isContender(i, k) && c.cost(i, k) <= lowest
	}
	return best
}

// cost is the row's figure in a column, turned so that less is better.
func (c *Comparison) cost(i int, k Column) int64 {
	value, _ := c.Rows[i].value(k)
	if k == ReceivedColumn {
		return -value
	}
	return value
}

// isContender reports whether the row may be the best in the column, as [Comparison.Best] explains.
func (c *Comparison) isContender(i int, k Column) bool {
	r := &c.Rows[i]
	_, ok := r.value(k)
	switch k {
	case EndedColumn, TotalColumn, ConnectionsColumn:
		return ok && (r.hasReturned() || !slices.ContainsFunc(c.Rows, func(r Row) bool { return r.hasReturned() }))
	case MeanResultColumn:
		return ok && !slices.ContainsFunc(c.Rows, func(other Row) bool { return other.Answers > r.Answers })
	}
	return ok
}

// tolerance is how much more than the best a figure may be and still tie with it. In virtual time there is none; over
// a real network equal runs differ by some milliseconds.
func (c *Comparison) tolerance(k Column) int64 {
	if c.live && k.isTime() {
		return liveTie.Microseconds()
	}
	return 0
}

// liveTie is the difference below which two times of live runs count as equal.
const liveTie = 50 * time.Millisecond
