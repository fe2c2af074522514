package view

import (
	"inflight/engine"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Dial is a time of one task that the outcome of a comparison may turn on: its latency, or its delay.
type Dial struct {
	Task  int  // by its number from 0
	Link  int  // the request of its chain, from 0
	Delay bool // the delay, and not the latency
}

// turn sets the dial's time in the task's entry. A latency that was drawn is drawn no more.
func (d Dial) turn(task *engine.Entry, to time.Duration) {
	e := task.Chain()[d.Link]
	if d.Delay {
		e.Delay = to
	} else {
		e.Latency, e.Tail = to, 0
	}
}

// Turning is a latency or a delay of one task at which the outcome of a comparison changes.
type Turning struct {
	At     time.Duration // from here on the outcome is another; whole milliseconds
	Within time.Duration // the change lies at most so far before At: 1 ms, 2 at a tie, or more where the work was cut short
	Main   bool          // not only some number changes: the kind of an outcome, or the fastest
	Text   string        // what is new, up to the next one: "gather: times out at 1.50 s and cancels 1; fastest: wait"
}

// From says from where on the outcome is another: "from 1.001 s on".
func (t Turning) From() string {
	if t.Within <= 2*time.Millisecond {
		return "from " + ExactWords(t.At) + " on"
	}
	return "from somewhere between " + ExactWords(t.At-t.Within) + " and " + ExactWords(t.At) + " on"
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
// outcomes meet, such as a tie of the fastest, is no outcome of its own. If there are any, first says what the outcome is before
// them.
func TurningPoints(c *Comparison, d Dial, from, to time.Duration) (first string, turnings []Turning) {
	from, to = max(0, from.Truncate(time.Millisecond)), min(to.Truncate(time.Millisecond), engine.MaxDuration)
	if d.Task < 0 || from >= to || !c.canTurn(d.Task) {
		return "", nil
	}
	s := newSearch(c, d)
	return s.turnings(s.stretches(s.changes(from, to), from, to))
}

// changes are those that the trials find, in order.
func (s *search) changes(from, to time.Duration) (changes []change) {
	values := s.firstTimes(from, to)
	for i := 1; i < len(values); i++ {
		changes = s.appendChanges(values[i-1], values[i], changes)
	}
	return changes
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
	shapes  []string          // the results in words, with a timeMark in place of each time
	times   [][]time.Duration // these times, by the numbers of their marks
	kinds   []kindOfResult
	fastest []bool
}

// timeMark stands for the nth time in a shape.
func timeMark(n int) string { return "\x00" + strconv.Itoa(n) + "\x00" }

// add adds a row's result.
func (o *outcome) add(r *Row) {
	var times []time.Duration
	shape := r.result(func(d time.Duration) string {
		times = append(times, d)
		return timeMark(len(times) - 1)
	})
	o.shapes, o.times, o.kinds = append(o.shapes, shape), append(o.times, times), append(o.kinds, r.kind())
}

// kindOfResult is a result without its numbers.
type kindOfResult struct {
	raised                        string
	none, all                     bool // received
	orphans, stopped, lost, unrun bool
}

func (r *Row) kind() kindOfResult {
	k := kindOfResult{raised: r.Timeline.Caller.Raised, none: r.Answers == 0, all: r.Answers == r.Expected,
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

func newSearch(c *Comparison, d Dial) *search {
	return &search{comparison: c, dial: d, known: make(map[time.Duration]*outcome), left: c.trials()}
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
		s.dial.turn(entry, value)
		rows[i].Scenario = scenario
		rows[i].Log, rows[i].Err = engine.Simulate(scenario)
	}
	c := NewComparison(rows)
	o := &outcome{fastest: c.Best(EndedColumn)}
	for i := range c.Rows {
		o.add(&c.Rows[i])
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
	l := &t.Lanes[slices.IndexFunc(t.Requests, func(r engine.Request) bool { return r.Task == d.Task })+d.Link]
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

// stretch is a stretch of times, the ends included, with one outcome.
type stretch struct {
	from, to time.Duration
	within   time.Duration // it begins at most so far before from
	outcome  *outcome
}

// stretches are those between the changes. Changes at neighbouring times are one: what lies between them is a tie.
func (s *search) stretches(changes []change, from, to time.Duration) []stretch {
	stretches := []stretch{{from: from, to: to, outcome: s.known[from]}}
	for i := 0; i < len(changes); i++ {
		last := &stretches[len(stretches)-1]
		last.to = changes[i].before
		for i+1 < len(changes) && changes[i+1].at-changes[i].at <= time.Millisecond {
			i++
		}
		at := changes[i].at
		if now := s.known[at]; !now.equal(last.outcome) {
			stretches = append(stretches, stretch{at, to, at - last.to, now})
		} else {
			last.to = to
		}
	}
	return stretches
}

// turnings puts what is new in each stretch, and all of the first, into words.
func (s *search) turnings(stretches []stretch) (first string, turnings []Turning) {
	if len(stretches) == 1 {
		return "", nil
	}
	rows := len(s.comparison.Rows)
	before := &outcome{shapes: make([]string, rows), fastest: make([]bool, rows)}
	for i, now := range stretches {
		text := s.news(before, stretches[i:])
		if i == 0 {
			first = text
		} else {
			main := !slices.Equal(before.kinds, now.outcome.kinds) || !slices.Equal(before.fastest, now.outcome.fastest)
			turnings = append(turnings, Turning{now.from, now.within, main, text})
		}
		before = now.outcome
	}
	return first, turnings
}

// result is a row's result in words that hold from the first of some stretches on, until the row has another. A time that is not
// the same all the while is told as a range.
func (s *search) result(stretches []stretch, row int) string {
	first, shape := stretches[0], stretches[0].outcome.shapes[row]
	last := first
	for _, next := range stretches {
		if next.outcome.shapes[row] != shape {
			break
		}
		last = next
	}
	for i := range first.outcome.times[row] {
		least, most := s.timeRange(first.from, last.to, first.outcome.shapes[row], row, i)
		shape = strings.Replace(shape, timeMark(i), rangeWords(least, most), 1)
	}
	return shape
}

// timeRange is the least and the greatest that the nth time of a row's result was at the trials from one time to another, wherever
// it had that shape.
func (s *search) timeRange(from, to time.Duration, shape string, row, n int) (least, most time.Duration) {
	least = engine.MaxDuration
	for at, o := range s.known {
		if at >= from && at <= to && o.shapes[row] == shape {
			least, most = min(least, o.times[row][n]), max(most, o.times[row][n])
		}
	}
	return least, most
}

// rangeWords are "1.00 s", or "1.00 s to 2.00 s".
func rangeWords(least, most time.Duration) string {
	from, to := InWords(least), InWords(most)
	if from == to {
		return from
	}
	return from + " to " + to
}

// news says what is new in the first of some stretches.
func (s *search) news(before *outcome, stretches []stretch) string {
	now := stretches[0].outcome
	var results, texts []string
	rows := make(map[string][]int)
	for i, shape := range now.shapes {
		if shape == before.shapes[i] {
			continue
		}
		result := s.result(stretches, i)
		if rows[result] == nil {
			results = append(results, result)
		}
		rows[result] = append(rows[result], i)
	}
	for _, result := range results {
		texts = append(texts, s.comparison.rowNames(rows[result])+": "+result)
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
