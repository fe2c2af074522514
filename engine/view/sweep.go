package view

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"inflight/engine"
)

// Axes are the numbers of a scenario that a [Sweep] varies, in whole units: what each sets, and in which scenarios it changes anything.
// That of the deadline sets nothing that runs: the runs that there are are judged by another one.
var Axes = map[string]func(s *engine.Scenario, value int){
	"limit":   func(s *engine.Scenario, value int) { s.Limit = value },
	"at_once": (*engine.Scenario).SetAtOnce,
	"latency": func(s *engine.Scenario, percent int) {
		s.Entries = slices.Clone(s.Entries)
		scale := func(d *time.Duration) {
			*d = min(*d*time.Duration(percent)/100, engine.MaxDuration).Truncate(time.Microsecond)
		}
		for i := range s.Entries {
			s.Entries[i].Then = slices.Clone(s.Entries[i].Then)
			for _, e := range s.Entries[i].Chain() {
				scale(&e.Latency)
				scale(&e.Tail)
				scale(&e.Jitter)
			}
		}
	},
	"failures": func(s *engine.Scenario, tenths int) { // of a percent
		s.Entries, s.RaiseForStatus = slices.Clone(s.Entries), true
		for i := range s.Entries {
			s.Entries[i].Then = slices.Clone(s.Entries[i].Then)
			for _, e := range s.Entries[i].Chain() {
				what := engine.What("503")
				if len(e.Chances) > 0 {
					what = e.Chances[0].What
				}
				if e.Chances = nil; tenths > 0 && e.What == "" {
					e.Chances = []engine.Chance{{What: what, Hundredths: 10 * tenths}}
				}
			}
		}
	},
	deadlineAxis: func(s *engine.Scenario, milliseconds int) {
		s.Deadline = time.Duration(milliseconds) * time.Millisecond
	},
	"": func(*engine.Scenario, int) {}, // the scenario as it is
}

const deadlineAxis = "deadline"

// Sweep runs rows under all their seeds at several values of an axis, and finds where another row begins to lead: by the smallest p95,
// on the axis of the deadline by how often all answers came in time, or by the rule of [BestRuns].
type Sweep struct {
	axis   string
	byRule bool
	rows   []*engine.Scenario
	grid   []int
	points map[int][]*Runs
	led    map[int][]int // who leads at the values that are whole
}

// mostBisected is how many changes of the leader are narrowed down to one unit.
const mostBisected = 4

// NewSweep begins a sweep over the grid's values, under so many of the seeds at most. The links are those of the rows.
func NewSweep(links []string, axis string, byRule bool, grid []int, seeds int) (*Sweep, error) {
	if Axes[axis] == nil || len(links) == 0 || len(links) > engine.MaxVariants || len(grid) == 0 || len(grid) > 100 {
		return nil, fmt.Errorf("sweep: want rows and values of an axis, not %q", axis)
	}
	w := &Sweep{axis: axis, byRule: byRule, points: map[int][]*Runs{}, led: map[int][]int{}}
	w.grid = slices.Compact(slices.Sorted(slices.Values(grid)))
	for _, link := range links {
		s, err := engine.Parse(link)
		if err != nil {
			return nil, err
		}
		if s.Live() {
			return nil, fmt.Errorf("sweep: requests to others cannot be simulated")
		}
		s.Runs = min(s.Runs, seeds)
		w.rows = append(w.rows, s)
	}
	return w, nil
}

// point is the runs at a value.
func (w *Sweep) point(value int) []*Runs {
	if w.points[value] != nil {
		return w.points[value]
	}
	runs := make([]*Runs, len(w.rows))
	for i, s := range w.rows {
		under := *s
		Axes[w.axis](&under, value)
		runs[i] = &Runs{Scenario: &under}
		if w.axis == deadlineAxis && len(w.points) > 0 {
			runs[i].Figures = w.judged(i, under.Deadline)
		}
	}
	w.points[value] = runs
	return runs
}

// judged are the runs of a row that there are, by another deadline.
func (w *Sweep) judged(row int, deadline time.Duration) []RunFigures {
	figures := slices.Clone(w.points[w.grid[0]][row].Figures)
	for i := range figures {
		figures[i].Within = figures[i].Total != engine.Never && figures[i].Total <= deadline
	}
	return figures
}

// Asked is what a page wants to know of a link before it thinks of strategies for it.
type Asked struct {
	Tasks, Requests int    // of one run
	Timeout, Hedge  string // wrappers that fit: the slowest of a hundred, and two and a half times the usual; "" of a chain
}

// AskedOf reads a link.
func AskedOf(link string) (Asked, error) {
	s, err := engine.Parse(link)
	if err != nil {
		return Asked{}, err
	}
	a := Asked{Tasks: s.Tasks(), Requests: s.CountTasks()}
	if s.Chained() || s.Live() {
		return a, nil
	}
	for _, e := range s.Entries {
		if e.Tail > 0 {
			a.Timeout = engine.Wrap{Name: "timeout", Time: e.Tail}.String()
			break
		}
	}
	late := min(s.Entries[0].Latency*5/2, engine.MaxDuration)
	if late >= time.Millisecond {
		late = late.Round(time.Millisecond)
	}
	a.Hedge = engine.Hedge(late.Truncate(time.Microsecond)).String()
	return a, nil
}

// Step simulates one run more, the one that is wanted most: at all values of the grid in turn, then between two where another row leads.
// It reports false when there is nothing left to do.
func (w *Sweep) Step(ctx context.Context) (more bool, err error) {
	next := w.least()
	if next == nil {
		if next = w.between(); next == nil {
			return false, nil
		}
	}
	return true, next.Next(ctx)
}

// simulated are the grid's values that take runs of their own: of the deadline the first, by whose runs all others are judged.
func (w *Sweep) simulated() []int {
	if w.axis == deadlineAxis {
		return w.grid[:1]
	}
	return w.grid
}

// least is the row with the fewest runs of those at the grid's values.
func (w *Sweep) least() *Runs {
	var least *Runs
	for _, value := range w.simulated() {
		for _, r := range w.point(value) {
			if !r.Done() && (least == nil || len(r.Figures) < len(least.Figures)) {
				least = r
			}
		}
	}
	return least
}

// between is a row that is to be run halfway between two values that differ in who leads.
func (w *Sweep) between() *Runs {
	for _, value := range w.grid { // of the deadline, whose values need no runs
		w.point(value)
	}
	changes, most := 0, mostBisected
	if w.byRule && w.axis != deadlineAxis {
		most = 0 // what it finds is told with the grid's values
	}
	values := slices.Sorted(maps.Keys(w.points))
	for i, value := range values {
		for _, r := range w.points[value] {
			if !r.Done() {
				return r
			}
		}
		if i == 0 || slices.Equal(w.leaders(values[i-1]), w.leaders(value)) {
			continue
		}
		if changes++; changes <= most && value-values[i-1] > 1 {
			w.point((value + values[i-1]) / 2)
			return w.between()
		}
	}
	return nil
}

// leaders are the rows that are best at a value; none where all are equally useless.
func (w *Sweep) leaders(value int) []int {
	led, known := w.led[value]
	if !known {
		rows := w.points[value]
		if led = w.best(rows); allDone(rows) {
			w.led[value] = led
		}
	}
	return led
}

func allDone(rows []*Runs) bool {
	return !slices.ContainsFunc(rows, func(r *Runs) bool { return !r.Done() })
}

func (w *Sweep) best(rows []*Runs) []int {
	if w.byRule {
		if best := BestRuns(rows); best >= 0 {
			return []int{best}
		}
		return nil
	}
	better := func(a, b *Runs) int { return laterLast(a.Totals().Quantile(0.95), b.Totals().Quantile(0.95)) }
	useless := func(r *Runs) bool { return r.Totals().Quantile(0.95) == engine.Never }
	if w.axis == deadlineAxis {
		better = func(a, b *Runs) int { return cmp.Compare(b.Within().N, a.Within().N) }
		useless = func(r *Runs) bool { return r.Within().N == 0 }
	}
	best := slices.MinFunc(rows, better)
	var leading []int
	for i, r := range rows {
		if !useless(r) && better(r, best) == 0 {
			leading = append(leading, i)
		}
	}
	return leading
}

// SweepPoint is what is known at a value, row by row. Times are microseconds, and null where a run in that place never came to its end.
type SweepPoint struct {
	At      int        `json:"at"`
	Rows    []SweptRow `json:"rows"`
	Leaders []int      `json:"leaders"`
	Best    int        `json:"best"`  // by the rule, -1 for none
	Whole   bool       `json:"whole"` // all its seeds have been run
}

// SweptRow is a row at a value.
type SweptRow struct {
	Runs     int       `json:"runs"`
	P50      *int64    `json:"p50"`
	P95      *int64    `json:"p95"`
	Within   float64   `json:"within"`
	Interval []float64 `json:"interval"`
	Requests *float64  `json:"requests"` // per answer
	Wasted   *float64  `json:"wasted"`
}

// fewest is how many runs of each row a point must have to be told of before it is whole.
const fewest = 8

// Points are the values that have been run so far, in order. Between two whole neighbours that differ in their leaders the order turns.
func (w *Sweep) Points() []SweepPoint {
	points := []SweepPoint{}
	for _, value := range slices.Sorted(maps.Keys(w.points)) {
		rows := w.points[value]
		if !slices.ContainsFunc(rows, func(r *Runs) bool { return len(r.Figures) < min(fewest, r.Scenario.Runs) }) {
			points = append(points, w.pointOf(value, rows))
		}
	}
	return points
}

func (w *Sweep) pointOf(value int, rows []*Runs) SweepPoint {
	p := SweepPoint{At: value, Leaders: append([]int{}, w.leaders(value)...), Best: BestRuns(rows),
		Whole: allDone(rows)}
	for _, r := range rows {
		within, times := r.Within(), r.Totals()
		low, high := within.Interval()
		p.Rows = append(p.Rows, SweptRow{len(r.Figures), microsecondsOf(times.Quantile(.5)), microsecondsOf(times.Quantile(.95)),
			within.Value(), []float64{low, high}, numberOrNull(r.RequestsPerAnswer()), numberOrNull(r.Wasted())})
	}
	return p
}

// Progress is how many runs have been made of those at the grid's values.
func (w *Sweep) Progress() (done, all int) {
	for _, value := range w.simulated() {
		for _, r := range w.point(value) {
			done, all = done+len(r.Figures), all+r.Scenario.Runs
		}
	}
	return done, all
}
