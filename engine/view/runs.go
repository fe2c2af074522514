package view

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"inflight/engine"
)

// RunFigures are what is counted of one run among many.
type RunFigures struct {
	Seed           uint64
	Total          time.Duration // when the caller received the last answer, if it received all; else Never
	FirstResult    time.Duration // when it received the first one, or Never
	Received       int           // answers
	Errors         int           // exceptions that it received in place of answers, and the one that ended the strategy
	Requests       int           // that left, all attempts together
	WastedRequests int           // of them: see [Summary]
	Within         bool          // all answers were received, and by the deadline where there is one
}

// Runs are the figures of a scenario under the seeds 1, 2, …
type Runs struct {
	Scenario *engine.Scenario
	Figures  []RunFigures

	lanes []Lane // of the run before, for their memory
}

// FiguresOf counts them of a run that has ended.
func FiguresOf(t *Timeline) RunFigures {
	f, s := t.Figures(), t.Scenario
	run := RunFigures{Seed: s.Seed, Total: engine.Never, FirstResult: f.FirstResult, Received: f.Answers, Errors: f.Errors,
		WastedRequests: f.WastedRequests}
	if t.Caller.Raised != "" {
		run.Errors++
	}
	for i := range t.Lanes {
		if t.Departure(&t.Lanes[i]).Known() {
			run.Requests++
		}
	}
	if f.Answers == f.Expected {
		run.Total = t.Caller.Deliveries[len(t.Caller.Deliveries)-1].T
		run.Within = s.Deadline == engine.NoTimeout || run.Total <= s.Deadline
	}
	return run
}

// Next simulates the scenario under one more seed, and counts. The error is that of [engine.SimulateUntil].
func (r *Runs) Next(ctx context.Context) error {
	under := *r.Scenario
	under.Seed = uint64(len(r.Figures) + 1)
	log, err := engine.SimulateUntil(ctx, &under)
	if err == nil {
		r.lanes = r.countNext(&under, log)
	}
	return err
}

// countNext counts a run, in the memory of the one before.
func (r *Runs) countNext(under *engine.Scenario, log engine.Log) []Lane {
	f := NewFolder(under)
	f.spare = r.lanes
	t := f.Fold(log, WholeLog)
	r.Figures = append(r.Figures, FiguresOf(t))
	engine.Reuse(log)
	return t.Lanes
}

// Done reports whether all seeds that the scenario asks for have been run.
func (r *Runs) Done() bool { return len(r.Figures) >= r.Scenario.Runs }

// Within is how often all answers were received, by the deadline where there is one.
func (r *Runs) Within() Share {
	n := 0
	for _, f := range r.Figures {
		if f.Within {
			n++
		}
	}
	return Share{n, len(r.Figures)}
}

// Totals are the times until the last answer, ascending; those of runs in which some answer was never received come last, as Never.
func (r *Runs) Totals() Times { return r.times(func(f RunFigures) time.Duration { return f.Total }) }

// FirstResults are the times until the first answer, likewise.
func (r *Runs) FirstResults() Times {
	return r.times(func(f RunFigures) time.Duration { return f.FirstResult })
}

func (r *Runs) times(of func(RunFigures) time.Duration) Times {
	times := make(Times, len(r.Figures))
	for i, f := range r.Figures {
		times[i] = of(f)
	}
	slices.SortFunc(times, laterLast)
	return times
}

// RequestsPerAnswer is how many requests left for each answer that was received, over all runs; NaN if none was.
func (r *Runs) RequestsPerAnswer() float64 {
	return r.ratio(func(f RunFigures) int { return f.Requests }, func(f RunFigures) int { return f.Received })
}

// Wasted is the share of all requests that were wasted; NaN if none left.
func (r *Runs) Wasted() float64 {
	return r.ratio(func(f RunFigures) int { return f.WastedRequests }, func(f RunFigures) int { return f.Requests })
}

// laterLast orders times; Never is the latest.
func laterLast(a, b time.Duration) int {
	switch {
	case a == b:
		return 0
	case a == engine.Never:
		return 1
	case b == engine.Never:
		return -1
	}
	return cmp.Compare(a, b)
}

func (r *Runs) ratio(of, to func(RunFigures) int) float64 {
	a, b := 0, 0
	for _, f := range r.Figures {
		a, b = a+of(f), b+to(f)
	}
	if b == 0 {
		return math.NaN()
	}
	return float64(a) / float64(b)
}

// Times are sorted, ascending. Never is the longest.
type Times []time.Duration

// Quantile is the smallest time within which at least that share of the runs was (nearest rank), or Never; share is above 0 and at most 1.
func (t Times) Quantile(share float64) time.Duration {
	if len(t) == 0 {
		return engine.Never
	}
	return t[max(0, int(math.Ceil(share*float64(len(t))-1e-9))-1)]
}

// Interval holds the quantile of all seeds there are with a confidence of 95 %, whatever the distribution: the order statistics
// between which a binomial count falls so often (Conover, Practical Nonparametric Statistics, 3.2). There are too few runs for one
// of its ends where that is 0 or Never.
func (t Times) Interval(share float64) (low, high time.Duration) {
	n := float64(len(t))
	spread := normal975 * math.Sqrt(n*share*(1-share))
	from, to := int(math.Floor(n*share-spread)), int(math.Ceil(n*share+spread))+1
	low, high = 0, engine.Never
	if from >= 1 {
		low = t[from-1]
	}
	if to <= len(t) {
		high = t[to-1]
	}
	return low, high
}

// normal975 is the 97.5th percentile of the standard normal distribution.
const normal975 = 1.959963984540054

// Share is how many of so many runs.
type Share struct{ N, Of int }

// Value is the share, from 0 to 1; NaN of none.
func (s Share) Value() float64 { return float64(s.N) / float64(s.Of) }

// Interval holds the probability with a confidence of 95 % (E. B. Wilson, Probable Inference, 1927).
func (s Share) Interval() (low, high float64) {
	n, p, z := float64(s.Of), s.Value(), normal975
	middle := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return max(0, middle-half), min(1, middle+half)
}

// differ reports whether two scenarios under the same seeds are within the deadline more or less often than by chance, at a level of
// 5 %: McNemar's exact test of the runs in which one of them was and the other was not (Q. McNemar, 1947).
func differ(a, b *Runs) bool {
	onlyA, onlyB := 0, 0
	for i := range min(len(a.Figures), len(b.Figures)) {
		switch within, other := a.Figures[i].Within, b.Figures[i].Within; {
		case within && !other:
			onlyA++
		case other && !within:
			onlyB++
		}
	}
	return signTest(min(onlyA, onlyB), onlyA+onlyB) < 0.05
}

// signTest is the probability that of n fair coins at most so few, or at least so many, show heads.
func signTest(few, n int) float64 {
	sum := 0.0
	for i := range few + 1 {
		sum += math.Exp(logChoose(n, i) - float64(n)*math.Ln2)
	}
	return min(1, 2*sum)
}

func logChoose(n, k int) float64 {
	all, _ := math.Lgamma(float64(n + 1))
	chosen, _ := math.Lgamma(float64(k + 1))
	rest, _ := math.Lgamma(float64(n - k + 1))
	return all - chosen - rest
}

// BestRuns picks one of the rows, or -1 if no row was ever within its deadline: most often within it; among those that do not differ from
// that beyond chance, the fewest requests per answer, to two digits; then the smaller p95, then the earlier row.
func BestRuns(rows []*Runs) int {
	best := -1
	for i, r := range rows {
		if r.Within().N > 0 && (best < 0 || r.Within().Value() > rows[best].Within().Value()) {
			best = i
		}
	}
	if best < 0 {
		return -1
	}
	most := rows[best]
	for i, r := range rows {
		if r.Within().N > 0 && (r == most || !differ(r, most)) && compareCosts(r, rows[best]) < 0 {
			best = i
		}
	}
	return best
}

func compareCosts(a, b *Runs) int {
	round := func(x float64) float64 { return math.Round(x * 100) }
	return cmp.Or(
		cmp.Compare(round(a.RequestsPerAnswer()), round(b.RequestsPerAnswer())),
		laterLast(a.Totals().Quantile(0.95), b.Totals().Quantile(0.95)))
}

// RunsRule is the rule of [BestRuns], in words.
const RunsRule = "Most often within the deadline; among those that do not differ from that beyond chance (McNemar's test, 5 %), " +
	"the fewest requests per answer; then the smaller p95."

// jsonRun is a run as /runs.json has it: times in microseconds, and none that is Never.
type jsonRun struct {
	Seed           uint64 `json:"seed"`
	Total          *int64 `json:"total,omitempty"`
	FirstResult    *int64 `json:"first_result,omitempty"`
	Received       int    `json:"received"`
	Errors         int    `json:"errors"`
	Requests       int    `json:"requests"`
	WastedRequests int    `json:"wasted_requests"`
	Within         bool   `json:"within"`
}

// MarshalJSON writes the times in microseconds, and leaves out what never happened.
func (f RunFigures) MarshalJSON() ([]byte, error) {
	return json.Marshal(jsonRun{f.Seed, microsecondsOf(f.Total), microsecondsOf(f.FirstResult), f.Received, f.Errors,
		f.Requests, f.WastedRequests, f.Within})
}

// quantiles are those that runs are described by.
var quantiles = []struct {
	name  string
	share float64
}{{"p50", .5}, {"p90", .9}, {"p95", .95}, {"p99", .99}}

// jsonTimes are the quantiles of times, null where a run in that place never came to its end, with their intervals of confidence.
func jsonTimes(t Times) map[string]any {
	m := map[string]any{}
	for _, q := range quantiles {
		low, high := t.Interval(q.share)
		m[q.name], m[q.name+"_interval"] = microsecondsOf(t.Quantile(q.share)), []*int64{microsecondsOf(low), microsecondsOf(high)}
	}
	return m
}

// MarshalJSON writes the runs and their distributions; what is not a number is null.
func (r *Runs) MarshalJSON() ([]byte, error) { return json.Marshal(r.fields()) }

func (r *Runs) fields() map[string]any {
	within := r.Within()
	low, high := within.Interval()
	return map[string]any{
		"scenario": r.Scenario.Link(), "runs": r.Figures,
		"total": jsonTimes(r.Totals()), "first_result": jsonTimes(r.FirstResults()),
		"within": within.Value(), "within_interval": []float64{low, high},
		"requests_per_answer": numberOrNull(r.RequestsPerAnswer()), "wasted": numberOrNull(r.Wasted()),
	}
}

// MarshalJSON writes the row's runs, and what they are of.
func (r RunsRow) MarshalJSON() ([]byte, error) {
	fields := r.fields()
	fields["strategy"] = r.Label
	return json.Marshal(fields)
}

// RunsJSON is the runs of a comparison's rows; one row without a label is a scenario's.
func RunsJSON(rows []RunsRow) ([]byte, error) {
	var all any = map[string]any{"rows": rows}
	if isScenario(rows) {
		all = rows[0].Runs
	}
	text, err := json.Marshal(all)
	return append(text, '\n'), err
}

func isScenario(rows []RunsRow) bool { return len(rows) == 1 && rows[0].Label == "" }

func numberOrNull(x float64) *float64 {
	if math.IsNaN(x) {
		return nil
	}
	return &x
}

// RunsCSV has a line for each run, times in seconds (RFC 4180); in a comparison it begins with the row's label.
func RunsCSV(rows []RunsRow) []byte {
	var b strings.Builder
	head := "seed,total,first_result,received,errors,requests,wasted_requests,within\r\n"
	if !isScenario(rows) {
		head = "strategy," + head
	}
	b.WriteString(head)
	for _, r := range rows {
		for _, f := range r.Figures {
			if !isScenario(rows) {
				b.WriteString(csvField(r.Label) + ",")
			}
			fmt.Fprintf(&b, "%d,%s,%s,%d,%d,%d,%d,%t\r\n", f.Seed, csvSeconds(f.Total), csvSeconds(f.FirstResult), f.Received, f.Errors,
				f.Requests, f.WastedRequests, f.Within)
		}
	}
	return []byte(b.String())
}

func csvSeconds(d time.Duration) string {
	if d == engine.Never {
		return ""
	}
	return strconv.FormatFloat(Seconds(d), 'f', -1, 64)
}

func csvField(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }
