package view_test

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/view"
)

// runsOf runs a link under seeds.
func runsOf(t testing.TB, link string, seeds int) *view.Runs {
	t.Helper()
	s, err := engine.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	runs := &view.Runs{Scenario: s}
	for range seeds {
		if err := runs.Next(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return runs
}

// TestLatenciesAreLogNormal: the quantiles of the distribution that a range names lie within the intervals of confidence, which are
// 95 % each and 99.9 % here.
func TestLatenciesAreLogNormal(t *testing.T) {
	times := runsOf(t, "tasks=120ms..900ms", 4000).Totals()
	sigma := math.Log(900./120) / 2.3263478740408408
	for _, c := range []struct{ share, z float64 }{{.1, -1.2815515655}, {.5, 0}, {.9, 1.2815515655}, {.99, 2.3263478740}} {
		want := 0.12 * math.Exp(sigma*c.z)
		slack := 3.3 * math.Sqrt(c.share*(1-c.share)/4000) // of the share
		low, high := times.Quantile(c.share-slack), times.Quantile(min(1, c.share+slack))
		if got := time.Duration(want * 1e9); got < low || got > high {
			t.Errorf("quantile %v: theory says %v, the runs between %v and %v", c.share, got, low, high)
		}
	}
}

// TestFailuresAreBinomial: forty requests of which each fails in one of twenty all succeed in 0.95⁴⁰ of the runs.
func TestFailuresAreBinomial(t *testing.T) {
	within := runsOf(t, "tasks=10ms!503@5%25*40&raise_for_status=true", 1000).Within()
	want := math.Pow(.95, 40)
	if slack := 3.3 * math.Sqrt(want*(1-want)/1000); math.Abs(within.Value()-want) > slack {
		t.Errorf("got %v, want %v give or take %v", within.Value(), want, slack)
	}
}

// TestOutcomesAreDrawnInTheirOrder: each with its own chance, and what is left is the last one's.
func TestOutcomesAreDrawnInTheirOrder(t *testing.T) {
	s, err := engine.Parse("tasks=1s!503@50%25!404@25%25!reset*10000")
	if err != nil {
		t.Fatal(err)
	}
	count := map[engine.What]int{}
	for _, r := range s.Requests() {
		count[r.What]++
	}
	for what, want := range map[engine.What]int{"503": 5000, "404": 2500, engine.Reset: 2500} {
		if d := count[what] - want; d < -200 || d > 200 {
			t.Errorf("%s: got %d, want about %d", what, count[what], want)
		}
	}
}

// TestIntervalsArePublishedOnes: Wilson's of 10 of 100 is .0552 to .1744 (Newcombe, 1998, gives the method's values).
func TestIntervalsArePublishedOnes(t *testing.T) {
	low, high := view.Share{N: 10, Of: 100}.Interval()
	if got := fmt.Sprintf("%.4f %.4f", low, high); got != "0.0552 0.1744" {
		t.Errorf("got %s, want 0.0552 0.1744", got)
	}
	times := make(view.Times, 100)
	for i := range times {
		times[i] = time.Duration(i + 1)
	}
	from, to := times.Interval(.5)
	if from != 40 || to != 61 { // Conover's table for n = 100: the 40th and the 61st
		t.Errorf("the median's interval: got the %dth to the %dth, want the 40th to the 61st", from, to)
	}
	if _, high := times.Interval(.99); high != engine.Never {
		t.Errorf("a hundred runs bound p99 by %v, want no bound", high)
	}
}

// TestBestRunsFollowsItsRule: more often in time wins; where that is chance, fewer requests; then the shorter tail.
func TestBestRunsFollowsItsRule(t *testing.T) {
	const tasks = "tasks=120ms..900ms!503@5%25*10&raise_for_status=true&deadline=2s"
	plain, retry := runsOf(t, tasks, 100), runsOf(t, "strategy=retry&"+tasks, 100)
	if got := view.BestRuns([]*view.Runs{plain, retry}); got != 1 {
		t.Errorf("retry is more often in time (%v, %v), got row %d", plain.Within(), retry.Within(), got)
	}
	hedge, once := runsOf(t, "strategy=hedge&hedge_after=10ms&tasks=100ms&deadline=2s", 20), runsOf(t, "tasks=100ms&deadline=2s", 20)
	if got := view.BestRuns([]*view.Runs{hedge, once}); got != 1 {
		t.Errorf("both are always in time, and one sends half the requests: got row %d", got)
	}
	slow, quick := runsOf(t, "strategy=sequential&tasks=100ms,100ms", 20), runsOf(t, "tasks=100ms,100ms", 20)
	if got := view.BestRuns([]*view.Runs{slow, quick}); got != 1 {
		t.Errorf("one has the shorter p95: got row %d", got)
	}
	if got := view.BestRuns([]*view.Runs{runsOf(t, "tasks=1s!503&raise_for_status=true", 5)}); got != -1 {
		t.Errorf("nobody is ever in time: got row %d", got)
	}
}

func TestRunsOfOneSeedAreThatRun(t *testing.T) {
	runs := runsOf(t, "strategy=retry&tasks=100ms!503/1,200ms&raise_for_status=true&backoff=50ms&deadline=240ms", 2)
	want := view.RunFigures{Seed: 1, Total: 250 * time.Millisecond, FirstResult: 250 * time.Millisecond, Received: 2, Requests: 3}
	if got := runs.Figures[0]; got != want {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
	const head = "seed,total,first_result,received,errors,requests,wasted_requests,within\r\n"
	if got := string(view.RunsCSV([]view.RunsRow{{Runs: runs}})); got != head+
		"1,0.25,0.25,2,0,3,0,false\r\n2,0.25,0.25,2,0,3,0,false\r\n" {
		t.Errorf("CSV: got %q", got)
	}
	odd := view.RunsCSV([]view.RunsRow{{Runs: runsOf(t, "tasks=1326801us", 1)}}) // 1 and 0.326801 are 1.3268010000000001 together
	if !bytes.Contains(odd, []byte("\n1,1.326801,1.326801,")) {
		t.Errorf("CSV: got %q", odd)
	}
}

// TestManyRunsUseTheirMemoryAgain: a page on which hundreds of runs leave theirs to be collected stands still meanwhile. A run counts
// the same whoever was there before.
func TestManyRunsUseTheirMemoryAgain(t *testing.T) {
	const link = "tasks=120ms..900ms!503@5%25*40&raise_for_status=true&limit=10&server=at_once:20:429&each=retry:3"
	runs := runsOf(t, link, 1)
	runs.Scenario.Runs = 50
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for !runs.Done() {
		if err := runs.Next(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / 49; each > 200_000 {
		t.Errorf("a run takes %d bytes, want at most 200,000", each)
	}
	under := *runs.Scenario
	under.Seed = 50
	log, err := engine.Simulate(&under)
	if err != nil {
		t.Fatal(err)
	}
	sent := 0
	for _, e := range log {
		if e.Kind == engine.Send {
			sent++
		}
	}
	if got := runs.Figures[49]; got.Requests != sent || got.Seed != 50 {
		t.Errorf("got %+v, want %d requests", got, sent)
	}
}

// TestNeverIsTheLatest: runs that never received all answers stand behind all others.
func TestNeverIsTheLatest(t *testing.T) {
	runs := runsOf(t, "tasks=1s!503@50%25&raise_for_status=true", 100)
	times := runs.Totals()
	if got, n := times.Quantile(1), runs.Within().N; got != engine.Never || times[n-1] != time.Second || n < 30 || n > 70 {
		t.Errorf("got %v at the end and %v at place %d", got, times[n-1], n)
	}
}

// TestRunsVerdictSaysWhatWasCounted: in words that the figures bear out.
func TestRunsVerdictSaysWhatWasCounted(t *testing.T) {
	const tasks = "tasks=100ms!503@5%25*10&raise_for_status=true&deadline=2s"
	rows := []view.RunsRow{{"gather", runsOf(t, tasks, 100)}, {"retry", runsOf(t, "strategy=retry&"+tasks, 100)}}
	best, text := view.RunsVerdict(rows)
	want := fmt.Sprintf("is the one to take: it received all 10 answers within 2 s in 100 %% of 100 runs (96 %% to 100 %%), "+
		"at %s requests for each answer. The next did so in %s.",
		view.TrimZeros(rows[1].RequestsPerAnswer(), 2), view.Percent(rows[0].Within().Value()))
	if best < 0 || rows[best].Label != "retry" || text != want {
		t.Errorf("got  row %d %s\nwant retry %s", best, text, want)
	}
	want = fmt.Sprintf("It received all 10 answers within 2 s in %s of 100 runs (%s), at %s requests for each answer.",
		view.Percent(rows[0].Within().Value()), view.IntervalWords(rows[0].Within()), view.TrimZeros(rows[0].RequestsPerAnswer(), 2))
	if _, text := view.RunsVerdict(rows[:1]); text != want {
		t.Errorf("of one row: got %s, want %s", text, want)
	}
}

// TestRunsOfAComparisonNameTheirRows: as CSV before each run, as JSON beside the same figures as those of the row alone.
func TestRunsOfAComparisonNameTheirRows(t *testing.T) {
	rows := []view.RunsRow{{"wait(FIRST_EXCEPTION, cancel)", runsOf(t, "tasks=1s", 1)},
		{"sequential", runsOf(t, "strategy=sequential&tasks=2s", 1)}}
	lines, err := csv.NewReader(bytes.NewReader(view.RunsCSV(rows))).ReadAll()
	if want := []string{"wait(FIRST_EXCEPTION, cancel)", "1", "1", "1", "1", "0", "1", "0", "true"}; err != nil || len(lines) != 3 ||
		!slices.Equal(lines[1], want) {
		t.Errorf("got %q, %v", lines, err)
	}
	var all struct{ Rows []map[string]any }
	var alone map[string]any
	text, err := view.RunsJSON(rows)
	one, oneErr := view.RunsJSON([]view.RunsRow{{Runs: rows[1].Runs}})
	if err := cmp.Or(err, oneErr, json.Unmarshal(text, &all), json.Unmarshal(one, &alone)); err != nil {
		t.Fatal(err)
	}
	alone["strategy"] = "sequential"
	if len(all.Rows) != 2 || !reflect.DeepEqual(all.Rows[1], alone) {
		t.Errorf("got %v\nwant %v", all.Rows, alone)
	}
}

// TestPresetsOfManyRunsSayTheirNumbers: what their sentences say of 200 runs, and of the one that is shown, is counted.
func TestPresetsOfManyRunsSayTheirNumbers(t *testing.T) {
	for id, figures := range map[string]func(all *view.Runs, this view.RunFigures) []string{
		"retry-in-step": func(_ *view.Runs, this view.RunFigures) []string {
			return []string{fmt.Sprint(this.Requests, " requests"), "the last at " + view.ChosenTime(this.Total)}
		},
		"retry-jitter": func(all *view.Runs, this view.RunFigures) []string {
			inStep := runsOf(t, engine.PresetNamed("retry-in-step").Link, 200)
			return []string{fmt.Sprint(this.Requests, " requests"), "the last answer at " + view.InWords(this.Total),
				fmt.Sprintf("%.2f requests for each answer instead of %.2f", all.RequestsPerAnswer(), inStep.RequestsPerAnswer())}
		},
		"long-tail": func(all *view.Runs, _ view.RunFigures) []string {
			return []string{view.InWords(all.Totals().Quantile(.5)) + " in the median", view.InWords(all.Totals().Quantile(.99)) + " at the"}
		},
		"hedged-tail": func(all *view.Runs, _ view.RunFigures) []string {
			return []string{"stays at " + view.InWords(all.Totals().Quantile(.5)), "to " + view.InWords(all.Totals().Quantile(.99)),
				fmt.Sprintf("for %.0f %% more requests", 100*(all.RequestsPerAnswer()-1))}
		},
	} {
		preset := engine.PresetNamed(id)
		s, err := engine.Parse(preset.Link)
		if err != nil {
			t.Fatal(err)
		}
		all := runsOf(t, preset.Link, max(200, int(s.Seed)))
		this := all.Figures[s.Seed-1]
		all.Figures = all.Figures[:200]
		for _, want := range figures(all, this) {
			if !strings.Contains(preset.Notice, want) {
				t.Errorf("%s: counted %q, but it says %q", id, want, preset.Notice)
			}
		}
	}
}
