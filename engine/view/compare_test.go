package view_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/picture"
	"inflight/engine/view"
)

// compared are the sets of tasks whose comparison has a golden file.
var compared = []struct{ name, link string }{
	{"all-equal", "tasks=300ms*3"},
	{
		"one-fails-early",
		"tasks=300ms,100ms!reset,200ms&after=linger&strategies=sequential,create_task,gather,gather+return_exceptions,as_completed," +
			"as_completed+handle,wait,wait+FIRST_EXCEPTION+cancel+handle,task_group,race",
	},
	{"one-fails-early-and-exits", "tasks=300ms,100ms!reset,200ms"},
	{
		"one-slow",
		"tasks=100ms,100ms,100ms,5s&strategies=sequential,gather,as_completed,wait+FIRST_COMPLETED,wait+FIRST_COMPLETED+again," +
			"wait+cancel+timeout=1s,race,wait_for+return_exceptions,hedge",
	},
	{"many-with-limit", "tasks=100ms*60&limit=6&strategies=all"},
	{
		"limits",
		"tasks=100ms*60&strategies=gather+limit=1,gather+limit=6,gather+limit=100,gather+limit=0,semaphore+concurrency=6,batches+batch=6",
	},
	{
		"sessions",
		"tasks=200ms*20&limit=5&connect=100ms&hosts=1&strategies=gather,gather+per_request,semaphore+concurrency=5+per_request,sequential",
	},
	{"timeout", "tasks=1s,2s,3s&timeout=1.5s&after=linger"},
	{"bad-scheme", "tasks=good=1s,bad=0s!scheme,slow=2s"},
	{
		"reset-late",
		"tasks=1s,2s,2.9s!reset,3s&after=linger&strategies=sequential,gather,gather+return_exceptions,as_completed,as_completed+handle,wait," +
			"task_group,race,retry",
	},
	{"one-task", "tasks=1s"},
	{"return-when", "tasks=1s,2s!reset,3s&strategies=wait+handle,wait+FIRST_EXCEPTION+handle,wait+FIRST_COMPLETED+handle"},
	{
		"answers-again",
		"tasks=200ms!503/1,300ms~250ms*3&raise_for_status=true&seed=5&strategies=gather,gather+return_exceptions,retry," +
			"retry+attempts=2+backoff=500ms,hedge+return_exceptions",
	},
}

func TestComparisons(t *testing.T) {
	for _, c := range compared {
		t.Run(c.name, func(t *testing.T) {
			s, variants, err := engine.ParseComparison(c.link)
			if err != nil {
				t.Fatal(err)
			}
			enginetest.Golden(t, "compare/"+c.name+".txt", table(engine.ComparisonLink(s, variants), view.Compare(s, variants)))
		})
	}
}

// table writes a comparison as text; a star marks the best.
func table(link string, c *view.Comparison) string {
	lines := make([][]string, len(c.Rows)+1)
	lines[0] = []string{""}
	for i := range c.Rows {
		lines[i+1] = []string{c.Rows[i].Label}
	}
	for _, k := range c.Columns() {
		lines[0] = append(lines[0], k.Title())
		for i, best := range c.Best(k) {
			cell := c.Rows[i].Cell(k) + "  "
			if best {
				cell = strings.TrimSuffix(cell, " ") + "*"
			}
			lines[i+1] = append(lines[i+1], strings.TrimSuffix(cell, " "))
		}
	}
	return link + "\n\n" + aligned(lines) + "\n" + strings.ReplaceAll(c.Verdict(), "; ", ";\n") + ".\n"
}

// aligned writes rows of cells with equal widths: the first to the left, the others to the right.
func aligned(rows [][]string) string {
	var b strings.Builder
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			width := 0
			for _, other := range rows {
				width = max(width, utf8.RuneCountInString(other[i]))
			}
			space := strings.Repeat(" ", width-utf8.RuneCountInString(cell))
			if i == 0 {
				line += cell + space
			} else {
				line += "  " + space + cell
			}
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

func TestCompareSharesOneAxis(t *testing.T) {
	s, variants, err := engine.ParseComparison("tasks=1s,2s&strategies=sequential,gather")
	if err != nil {
		t.Fatal(err)
	}
	if got := view.Compare(s, variants).End; got != 3*time.Second {
		t.Errorf("got %v, want the 3s of sequential", got)
	}
}

func TestNewComparisonFromLogsIsTheSame(t *testing.T) {
	s, variants, err := engine.ParseComparison("tasks=1s,2s!reset,3s&strategies=all")
	if err != nil {
		t.Fatal(err)
	}
	rows := view.ComparedRows(s, variants)
	for i := range rows {
		if rows[i].Log, err = engine.Simulate(rows[i].Scenario); err != nil {
			t.Fatal(err)
		}
	}
	want := table("", view.Compare(s, variants))
	if got := table("", view.NewComparison(rows)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCompareTellsWhatDidNotRun(t *testing.T) {
	s, err := engine.Parse("tasks=https://example.com/")
	if err != nil {
		t.Fatal(err)
	}
	c := view.Compare(s, []engine.Variant{{Strategy: "gather"}, {Strategy: "gather", Options: []engine.Option{{Key: "batch", Value: "2"}}}})
	want := "gather: did not run: tasks: requests to a URL run live only; " +
		"gather, batch 2: did not run: strategies: gather has no option batch; it belongs to batches"
	if got := c.Verdict(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	rows := view.ComparedRows(s, engine.AllVariants())
	if got, want := view.NewComparison(rows).Verdict(), fmt.Sprintf("all %d: not run to its end", len(rows)); got != want || len(rows) < 14 {
		t.Errorf("rows without logs: got %q, want %q of 14 or more", got, want)
	}
}

// TestConnectionsAreToldWhereTheyMatter holds that comparisons in which all share a session, and connecting takes no time, are
// silent about connections.
func TestConnectionsAreToldWhereTheyMatter(t *testing.T) {
	for name, test := range map[string]struct {
		link  string
		shown bool
		told  string
		best  []bool
	}{
		"nothing to tell": {"tasks=1s*3&hosts=1&strategies=gather,sequential", false, "", []bool{false, true}},
		"connecting takes time": {"tasks=1s*3&connect=100ms&hosts=1&strategies=gather,sequential", true, "nothing lost, opens 1 connection",
			[]bool{false, true}},
		"a session each": {"tasks=1s*3&limit=1&hosts=1&strategies=gather,gather+per_request", true, "nothing lost, opens 3 connections",
			[]bool{true, false}},
		"all the same": {"tasks=1s*3&connect=100ms&hosts=1&strategies=gather,wait", true, "", []bool{false, false}},
		"no merit in failing": {"tasks=100ms!reset,1s&connect=100ms&hosts=1&strategies=sequential,gather+return_exceptions", true,
			"and opens 1 connection", []bool{false, true}},
	} {
		t.Run(name, func(t *testing.T) {
			s, variants, err := engine.ParseComparison(test.link)
			if err != nil {
				t.Fatal(err)
			}
			c := view.Compare(s, variants)
			if got := slices.Contains(c.Columns(), view.ConnectionsColumn); got != test.shown {
				t.Errorf("column shown: got %v, want %v", got, test.shown)
			}
			if got := c.Verdict(); !strings.Contains(got, test.told) || test.told == "" && strings.Contains(got, "opens") {
				t.Errorf("verdict: got %q, want %q in it", got, test.told)
			}
			if best := c.Best(view.ConnectionsColumn); !slices.Equal(best, test.best) {
				t.Errorf("best: got %v, want %v", best, test.best)
			}
		})
	}
}

// TestConnectionsOfLiveRunsAreNotInvented: a browser opens them unseen.
func TestConnectionsOfLiveRunsAreNotInvented(t *testing.T) {
	s, variants, err := engine.ParseComparison("tasks=300ms&strategies=gather,gather+per_request")
	if err != nil {
		t.Fatal(err)
	}
	rows := view.ComparedRows(s, variants)
	for i := range rows {
		rows[i].Log = oneLive(300 * time.Millisecond)
	}
	c := view.NewComparison(rows)
	for i := range c.Rows {
		if got := c.Rows[i].Cell(view.ConnectionsColumn); got != "–" || c.Best(view.ConnectionsColumn)[i] {
			t.Errorf("row %d: got %s, or the best, want – and no best", i, got)
		}
	}
	if got := c.Verdict(); strings.Contains(got, "opens") {
		t.Errorf("got %q, want no word of connections", got)
	}
}

// TestLiveTiesAreNoNews holds that equal runs over a network, which never take equally long, stay one finding.
func TestLiveTiesAreNoNews(t *testing.T) {
	s, variants, err := engine.ParseComparison("tasks=300ms&strategies=gather,wait,sequential")
	if err != nil {
		t.Fatal(err)
	}
	rows := view.ComparedRows(s, variants)
	for i, took := range []time.Duration{301, 309, 390} {
		took *= time.Millisecond
		rows[i].Log = oneLive(took)
	}
	c := view.NewComparison(rows)
	want := "gather and wait: about 300 ms, nothing lost; sequential: 390 ms, nothing lost"
	if got := c.Verdict(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if best := c.Best(view.TotalColumn); !best[0] || !best[1] || best[2] {
		t.Errorf("best: got %v, want the first two", best)
	}
}

// TestOfALiveComparisonOneRowIsFolded: what has not changed since the comparison before keeps its timeline.
func TestOfALiveComparisonOneRowIsFolded(t *testing.T) {
	s, variants, err := engine.ParseComparison("tasks=1s,2s&strategies=gather,wait,sequential")
	if err != nil {
		t.Fatal(err)
	}
	before := view.Compare(s, variants)
	rows := slices.Clone(before.Rows)
	rows[1].Log = slices.Clone(rows[1].Log)
	rows[2].Now = time.Hour
	after := view.NewComparison(rows)
	for i, changed := range []bool{false, true, true} {
		if got := before.Rows[i].Timeline != after.Rows[i].Timeline; got != changed {
			t.Errorf("row %d has another timeline: %t, want %t", i, got, changed)
		}
	}
	if got := after.Rows[2].Timeline.Now; got != time.Hour {
		t.Errorf("the last row is at %v", got)
	}
}

// oneLive is that of a request that took so long over a network.
func oneLive(took time.Duration) engine.Log {
	return engine.Log{
		{Kind: engine.Enter, Task: engine.NoTask}, {Kind: engine.Start}, {Kind: engine.Send},
		{T: 2 * time.Millisecond, Kind: engine.Sent}, {T: took, Kind: engine.Finish, Value: 200},
		{T: took, Kind: engine.Deliver, Value: 200}, {T: took, Kind: engine.Return, Task: engine.NoTask},
		{T: took, Kind: engine.Close, Task: engine.NoTask}, {T: took, Kind: engine.Exit, Task: engine.NoTask},
	}
}

// TestSmallMultiplesShareAxisAndMargins holds that a moment has the same place in the pictures of all rows, those with
// more lanes and longer words included.
func TestSmallMultiplesShareAxisAndMargins(t *testing.T) {
	for _, width := range []float64{390, 960} {
		s, variants, err := engine.ParseComparison("tasks=a=1s,long-name=2s!reset,c=3s&after=linger")
		if err != nil {
			t.Fatal(err)
		}
		c := view.Compare(s, variants)
		o := picture.LayoutOptions{Width: width, Axis: c.End, Beside: c.Timelines()}
		var want float64
		for i := range c.Rows {
			got := picture.Layout(c.Rows[i].Timeline, o).X(2 * time.Second)
			if i == 0 {
				want = got
			} else if got != want {
				t.Errorf("width %v: %s: 2 s is at %v, in the first picture at %v", width, c.Rows[i].Label, got, want)
			}
		}
	}
}

func ExampleCompare() {
	s, variants, err := engine.ParseComparison("tasks=300ms,100ms!reset&after=linger&strategies=task_group,gather,gather+return_exceptions")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range view.Compare(s, variants).Findings() {
		fmt.Println(f.Who+":", f.Text)
	}
	// Output:
	// task_group: fails at 100 ms and cancels 1
	// gather: fails at 100 ms and leaves 1 orphan for 200 ms
	// gather, return_exceptions: 300 ms, 1 answer and 1 error of 2
}

// TestTheWinnerIsFirstWithAllAnswers, if there is one.
func TestTheWinnerIsFirstWithAllAnswers(t *testing.T) {
	for _, test := range [][2]string{
		{"tasks=100ms*50&strategies=sequential,gather",
			"gather is first with all 50 answers, after 100 ms; sequential follows after 5.00 s."},
		{"tasks=1s,2s&strategies=sequential,wait,gather",
			"wait and gather are first with all 2 answers, after 2.00 s; sequential follows after 3.00 s."},
		{"tasks=1s,2s&strategies=gather,wait", ""},
		{"tasks=1s&strategies=gather", ""},
		{"tasks=1s!503&raise_for_status=true&strategies=gather,wait", "None receives all answers."},
		{"tasks=300ms!503/1,1s&raise_for_status=true&strategies=gather,retry",
			"retry is first with all 2 answers, after 1.00 s; no other receives them all."},
	} {
		s, variants, err := engine.ParseComparison(test[0])
		if err != nil {
			t.Fatal(err)
		}
		if who, text := view.Compare(s, variants).Winner(); who+text != test[1] {
			t.Errorf("%s:\ngot  %s\nwant %s", test[0], who+text, test[1])
		}
	}
}
