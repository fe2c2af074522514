package view_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/view"
)

// TestSweepsFindWhereTheOrderTurns: between all neighbours at which brute force, a run of every value under every seed, finds another
// leader, and nowhere else; the figures are those of the scenario alone under the same seeds.
func TestSweepsFindWhereTheOrderTurns(t *testing.T) {
	const tasks = "tasks=100ms..600ms!503@5%25*12&raise_for_status=true&runs=20&deadline=1s"
	for name, test := range map[string]struct {
		axis   string
		links  []string
		grid   []int
		to     int
		linkAt func(link string, value int) string
	}{
		"limit": {"limit", []string{tasks + "&strategy=retry&backoff=10ms",
			"strategy=semaphore&concurrency=4&" + strings.ReplaceAll(tasks, "!503@5%25", "")},
			[]int{1, 4, 8, 12}, 12, func(link string, n int) string { return link + fmt.Sprintf("&limit=%d", n) }},
		"at_once": {"at_once", []string{tasks + "&each=semaphore:3,retry:3:300ms", tasks + "&each=retry:3:300ms&limit=5"}, []int{1, 6, 12}, 12,
			func(link string, n int) string {
				return strings.ReplaceAll(link, "semaphore:3", fmt.Sprintf("semaphore:%d", n))
			}},
		"failures": {"failures", []string{"tasks=100ms*3&raise_for_status=true&runs=20",
			"tasks=100ms*3&raise_for_status=true&runs=20&each=retry:3:50ms"},
			[]int{0, 40}, 40, func(link string, tenths int) string {
				if tenths == 0 {
					return link
				}
				return strings.ReplaceAll(link, "100ms*3", fmt.Sprintf("100ms!503@%g%%25*3", float64(tenths)/10))
			}},
		"latency": {"latency", []string{"tasks=100ms..400ms*4&each=timeout:300ms&runs=20",
			"tasks=100ms..400ms*4&each=hedge:150ms&runs=20", "tasks=100ms..400ms*4&runs=20"},
			[]int{20, 100, 180}, 180, func(link string, percent int) string {
				return strings.ReplaceAll(link, "100ms..400ms", fmt.Sprintf("%dms..%dms", percent, 4*percent))
			}},
	} {
		t.Run(name, func(t *testing.T) {
			var want []string
			var before []int
			for value := test.grid[0]; value <= test.to; value++ {
				var leaders []int
				best := engine.Never
				for i, link := range test.links {
					switch p95 := runsOf(t, test.linkAt(link, value), 20).Totals().Quantile(.95); {
					case p95 == engine.Never:
					case best == engine.Never || p95 < best:
						leaders, best = []int{i}, p95
					case p95 == best:
						leaders = append(leaders, i)
					}
				}
				if value > test.grid[0] && !slices.Equal(before, leaders) {
					want = append(want, fmt.Sprint(value, before, leaders))
				}
				before = leaders
			}
			w, err := view.NewSweep(test.links, test.axis, false, test.grid, 100)
			if err != nil {
				t.Fatal(err)
			}
			if got := turns(t, w); !slices.Equal(got, want) {
				t.Errorf("got %v, brute force says %v", got, want)
			}
			if len(want) == 0 {
				t.Error("the case shows nothing: the order turns nowhere")
			}
		})
	}
}

// turns finishes a sweep and lists where its order turns.
func turns(t *testing.T, w *view.Sweep) (found []string) {
	t.Helper()
	for more, err := w.Step(t.Context()); more; more, err = w.Step(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
	}
	points := w.Points()
	for i := 1; i < len(points); i++ {
		if a, b := points[i-1], points[i]; !slices.Equal(a.Leaders, b.Leaders) {
			if b.At-a.At > 1 {
				t.Errorf("it turns somewhere between %d and %d", a.At, b.At)
			}
			found = append(found, fmt.Sprint(b.At, a.Leaders, b.Leaders))
		}
	}
	return found
}

// TestADeadlineIsSweptWithoutRuns: the runs that there are are judged by each deadline, to the millisecond.
func TestADeadlineIsSweptWithoutRuns(t *testing.T) {
	links := []string{"tasks=300ms!503@50%25&raise_for_status=true&runs=20",
		"tasks=300ms!503@50%25&each=retry:3:100ms&raise_for_status=true&runs=20"}
	w, err := view.NewSweep(links, "deadline", false, []int{0, 2000}, 100)
	if err != nil {
		t.Fatal(err)
	}
	got := turns(t, w)
	if want := []string{"300 [] [0 1]", "700 [0 1] [1]"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if done, all := w.Progress(); done != 40 || all != 40 {
		t.Errorf("got %d of %d runs, want 40: one for each row and seed", done, all)
	}
}

// TestSweepsRefuseWhatTheyCannotDo in words.
func TestSweepsRefuseWhatTheyCannotDo(t *testing.T) {
	for _, wrong := range []struct {
		link, axis string
		grid       []int
	}{{"tasks=1s", "colour", []int{1}}, {"tasks=4x", "limit", []int{1}},
		{"tasks=https://example.com/", "limit", []int{1}}, {"tasks=1s", "limit", nil}} {
		if _, err := view.NewSweep([]string{wrong.link}, wrong.axis, false, wrong.grid, 100); err == nil {
			t.Errorf("%v: no error", wrong)
		}
	}
	w, err := view.NewSweep([]string{"tasks=1s..2s&runs=3"}, "", true, []int{0}, 100)
	if err != nil || len(turns(t, w)) != 0 || w.Points()[0].Best != 0 ||
		time.Duration(*w.Points()[0].Rows[0].P95)*time.Microsecond != runsOf(t, "tasks=1s..2s", 3).Totals().Quantile(.95) {
		t.Errorf("the scenario as it is: %v", err)
	}
}

// TestAskedOfALink: how many requests it makes, and which wrappers fit its latencies.
func TestAskedOfALink(t *testing.T) {
	for link, want := range map[string]view.Asked{
		"tasks=120ms..900ms!503@5%25*40": {40, 40, "timeout:900ms", "hedge:300ms"},
		"tasks=a=100ms,b=1s~50ms*2":      {3, 3, "", "hedge:250ms"},
		"tasks=200ms:150us..1ms":         {1, 1, "timeout:1ms", "hedge:375us"},
		"tasks=a=200ms>600ms..1s*3,b=1s": {4, 7, "", ""},
		"tasks=60m*2":                    {2, 2, "", "hedge:1h"},
		"tasks=https://example.org/":     {1, 1, "", ""},
		"strategy=retry&tasks=1s..2s*3":  {3, 9, "timeout:2s", "hedge:2.5s"},
	} {
		if got, err := view.AskedOf(link); err != nil || got != want {
			t.Errorf("%s: got %+v, %v, want %+v", link, got, err, want)
		}
	}
}
