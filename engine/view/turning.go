package view

import (
	"inflight/engine"
	"slices"
	"strings"
	"time"
)

// Dial is a time of one task that the outcome of a comparison may turn on: its latency, or its delay.
type Dial struct {
	Task  int  // by its number from 0
	Delay bool // the delay, and not the latency
}

// timeOf is the dial's time in the task's entry.
func (d Dial) timeOf(e *engine.Entry) *time.Duration {
	if d.Delay {
		return &e.Delay
	}
	return &e.Latency
}

// Turning is a latency or a delay of one task at which the outcome of a comparison changes.
type Turning struct {
	At     time.Duration // from here on the outcome is another; whole milliseconds
	Within time.Duration // the change lies at most so far before At: 1 ms, or more where the work was cut short
	Main   bool          // not only some number changes: the kind of an outcome, or the fastest
	Text   string        // what is new: "gather: times out at 1.50 s and cancels 1; fastest: wait"
}

// The bounds of the work of [TurningPoints].
const (
	maxTrials   = 200    // comparisons
	maxRequests = 50_000 // requests in all of them
	firstTrials = 100    // of the comparisons, those that look for changes; the others narrow them down
)

// TurningPoints finds the times of one task from one to another at which the
// outcome changes: what happens under some strategy (not merely when), or which one ends first. It tries
// times over the range, and those at which the task would end (or send its request) together with something else, and bisects
// between any two that differ. A change that is taken back between two trials is overlooked. A time at which two
// outcomes meet, such as a tie of the fastest, is no outcome of its own.
func TurningPoints(c *Comparison, d Dial, from, to time.Duration) []Turning {
	from, to = max(0, from.Truncate(time.Millisecond)), min(to.Truncate(time.Millisecond), engine.MaxDuration)
	if d.Task < 0 || from >= to || !c.canTurn(d.Task) {
		return nil
	}
	s := &search{comparison: c, dial: d, known: make(map[time.Duration]*outcome), left: c.trials()}
	values := s.firstTimes(from, to)
	var changes []change
	for i := 1; i < len(values); i++ {
		changes = s.appendChanges(values[i-1], values[i], changes)
	}
	return s.turnings(changes)
}

// canTurn reports whether the comparison's runs can be simulated with another latency of the task.
func (c *Comparison) canTurn(task int) bool {
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Err != nil || r.Scenario.Live() || task >= r.Expected {
			return false
		}
	}
	return len(c.Rows) > 0
}

// trials is how many comparisons the bounds allow, at least the two ends.
func (c *Comparison) trials() int {
	requests := 0
	for i := range c.Rows {
		requests += c.Rows[i].Scenario.CountTasks()
	}
	return max(2, min(maxTrials, maxRequests/requests))
}

// outcome is what a comparison comes to, row by row.
type outcome struct {
	results []string // in words
	shapes  []string // the same without times
	kinds   []kindOfResult
	fastest []bool
}

// kindOfResult is a result without its numbers.
type kindOfResult struct {
	raised                        string
	none, all                     bool // received
	orphans, stopped, lost, unrun bool
}

func (r *Row) kind() kindOfResult {
	k := kindOfResult{raised: r.Timeline.Caller.Raised, none: r.Received == 0, all: r.Received == r.Expected,
		orphans: r.Orphans > 0, unrun: !r.hasEnded()}
	for i := range r.Timeline.Lanes {
		l := &r.Timeline.Lanes[i]
		k.stopped = k.stopped || r.isStopped(l)
		k.lost = k.lost || r.isLost(l)
	}
	return k
}

func (o *outcome) equal(other *outcome) bool {
	return slices.Equal(o.shapes, other.shapes) && slices.Equal(o.fastest, other.fastest)
}

// change says that the outcome at a time is another one than at one before it.
type change struct{ before, at time.Duration }

// search is one call of TurningPoints.
type search struct {
	comparison *Comparison
	dial       Dial
	known      map[time.Duration]*outcome
	left       int // trials
}

// outcomeAt is the outcome with the dial at a time, or nil if there are no trials left.
func (s *search) outcomeAt(value time.Duration) *outcome {
	if o, ok := s.known[value]; ok || s.left == 0 {
		return o
	}
	s.left--
	rows := slices.Clone(s.comparison.Rows)
	for i := range rows {
		scenario, entry := rows[i].Scenario.Alone(s.dial.Task)
		*s.dial.timeOf(entry) = value
		rows[i].Scenario = scenario
		rows[i].Log, rows[i].Err = engine.Simulate(scenario)
	}
	c := NewComparison(rows)
	o := &outcome{fastest: c.Best(EndedColumn)}
	for i := range c.Rows {
		o.results = append(o.results, c.Rows[i].result(exactTime))
		o.shapes = append(o.shapes, c.Rows[i].result(noTime))
		o.kinds = append(o.kinds, c.Rows[i].kind())
	}
	s.known[value] = o
	return o
}

// firstTimes chooses the times to begin with, ascending.
func (s *search) firstTimes(from, to time.Duration) []time.Duration {
	values := []time.Duration{from, to}
	add := func(v time.Duration) {
		if v = v.Truncate(time.Millisecond); v > from && v < to {
			values = append(values, v)
		}
	}
	for i := range s.comparison.Rows {
		t := s.comparison.Rows[i].Timeline
		for _, origin := range s.dial.origins(t) {
			for _, e := range t.Log {
				for d := -time.Millisecond; d <= time.Millisecond; d += time.Millisecond {
					add(e.T - origin + d)
				}
			}
		}
	}
	const evenly = 32
	for i := range evenly {
		add(from + (to-from)*time.Duration(i)/evenly)
	}
	slices.Sort(values)
	return thinOut(slices.Compact(values), max(2, min(firstTrials, s.left/2)))
}

// origins are the times from which the dial's time is counted to something that the task does: of a latency, when it sends its
// request. A delay ends with that, and the latency after it with the task.
func (d Dial) origins(t *Timeline) []time.Duration {
	l := &t.Lanes[d.Task*t.Scenario.RequestsPerTask()]
	switch {
	case d.Delay && l.Start.Known():
		return []time.Duration{l.Start.T, l.Start.T + t.Requests[l.Task].Latency}
	case !d.Delay && l.Send.Known():
		return []time.Duration{l.Send.T}
	}
	return nil
}

// thinOut leaves out values until there are at most so many, and keeps the first and the last.
func thinOut(values []time.Duration, most int) []time.Duration {
	if len(values) <= most {
		return values
	}
	kept := make([]time.Duration, most)
	for i := range kept {
		kept[i] = values[i*(len(values)-1)/(most-1)]
	}
	return kept
}

// appendChanges appends the changes between two times to those found so far.
func (s *search) appendChanges(low, high time.Duration, found []change) []change {
	a, b := s.outcomeAt(low), s.outcomeAt(high)
	if a == nil || b == nil || a.equal(b) {
		return found
	}
	middle := low + ((high - low) / 2).Truncate(time.Millisecond)
	if high-low <= time.Millisecond || s.outcomeAt(middle) == nil {
		return append(found, change{low, high})
	}
	return s.appendChanges(middle, high, s.appendChanges(low, middle, found))
}

// turnings puts the changes into words. Two at neighbouring latencies are one.
func (s *search) turnings(changes []change) []Turning {
	var turnings []Turning
	for i := 0; i < len(changes); i++ {
		first := changes[i]
		for i+1 < len(changes) && changes[i+1].at-changes[i].at <= time.Millisecond {
			i++
		}
		before, now := s.known[first.before], s.known[changes[i].at]
		if text := s.news(before, now); text != "" {
			main := !slices.Equal(before.kinds, now.kinds) || !slices.Equal(before.fastest, now.fastest)
			turnings = append(turnings, Turning{first.at, first.at - first.before, main, text})
		}
	}
	return turnings
}

// news says what is new in an outcome.
func (s *search) news(before, now *outcome) string {
	var texts []string
	told := make([]bool, len(now.results))
	for i, result := range now.results {
		if told[i] || now.shapes[i] == before.shapes[i] {
			continue
		}
		var rows []int
		for j := i; j < len(now.results); j++ {
			if now.results[j] == result && now.shapes[j] != before.shapes[j] {
				rows, told[j] = append(rows, j), true
			}
		}
		texts = append(texts, s.comparison.rowNames(rows)+": "+result)
	}
	if !slices.Equal(before.fastest, now.fastest) {
		texts = append(texts, "fastest: "+s.comparison.fastest(now.fastest))
	}
	return strings.Join(texts, "; ")
}

// fastest names the rows that end first.
func (c *Comparison) fastest(best []bool) string {
	var rows []int
	for i, is := range best {
		if is {
			rows = append(rows, i)
		}
	}
	if len(rows) == 0 {
		return "all alike"
	}
	return c.rowNames(rows)
}
