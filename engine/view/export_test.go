package view_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/view"
)

func TestCSV(t *testing.T) {
	s, log := enginetest.Simulated(t, "strategy=wait&tasks=a=1s!reset,2s&return_when=FIRST_EXCEPTION&on_error=handle")
	enginetest.Golden(t, "exports/wait.csv", string(view.CSV(s, log)))
	rows, err := csv.NewReader(strings.NewReader(string(view.CSV(s, log)))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(log)+1 || rows[len(rows)-1][2] != "cancel" {
		t.Errorf("got %d rows, the last %q, want %d and a cancel", len(rows), rows[len(rows)-1], len(log)+1)
	}
}

// TestCSVIsNoProgram: names come from links, and spreadsheets run cells that look like formulas.
func TestCSVIsNoProgram(t *testing.T) {
	for name, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "＝1": "'＝1",
		`=HYPERLINK("x")`: `'=HYPERLINK("x")`, `a "b", c`: `a "b", c`, " a ": " a ", "a\r\nb": "a\r\nb", "": "1s", "1=1": "1=1",
	} {
		s := engine.NewScenario(engine.Entry{Name: name, Latency: time.Second, Count: 1})
		log := engine.Log{{Kind: engine.Enter, Task: engine.NoTask}, {Kind: engine.Create}}
		reader := csv.NewReader(strings.NewReader(string(view.CSV(s, log))))
		rows, err := reader.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		// The reader makes \r\n in a quoted cell \n.
		if got := rows[2][4]; got != strings.ReplaceAll(want, "\r\n", "\n") {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

// chromeFields are the fields that the Trace Event Format requires for the phases that we write, and of which type
// they are, beside name, cat, ph, ts, pid, tid: "Complete Events", "Instant Events", "Counter Events", "Metadata Events".
var chromeFields = map[string]map[string]func(any) bool{
	"X": {"dur": isNumber},
	"i": {"s": isOneOf("g", "p", "t")},
	"C": {"args": isNumbers},
	"M": {"name": isOneOf("process_name", "process_labels", "process_sort_index", "thread_name", "thread_sort_index")},
}

// chromeArgs are what each kind of metadata has as its argument, and of which type that is.
var chromeArgs = map[string]struct {
	name string
	fits func(any) bool
}{
	"process_name": {"name", isText}, "process_labels": {"labels", isText}, "process_sort_index": {"sort_index", isNumber},
	"thread_name": {"name", isText}, "thread_sort_index": {"sort_index", isNumber},
}

// chromeColors are the reserved names of catapult's tracing/base/color_scheme.html; any other makes
// chrome://tracing refuse the file.
var chromeColors = strings.Fields(`thread_state_uninterruptible thread_state_iowait thread_state_running
	thread_state_runnable thread_state_sleeping thread_state_unknown background_memory_dump light_memory_dump
	detailed_memory_dump vsync_highlight_color generic_work good bad terrible black grey white yellow olive rail_response
	rail_animation rail_idle rail_load startup heap_dump_stack_frame heap_dump_object_type heap_dump_child_node_arrow
	cq_build_running cq_build_passed cq_build_failed cq_build_abandoned cq_build_attempt_runnig cq_build_attempt_passed
	cq_build_attempt_failed`)

func isNumber(v any) bool { n, ok := v.(float64); return ok && n >= 0 && n == math.Trunc(n) }
func isText(v any) bool   { s, ok := v.(string); return ok && s != "" }
func isNumbers(v any) bool {
	object, ok := v.(map[string]any)
	for _, value := range object {
		ok = ok && isNumber(value)
	}
	return ok && len(object) > 0
}
func isOneOf(words ...string) func(any) bool {
	return func(v any) bool { s, _ := v.(string); return slices.Contains(words, s) }
}

func TestChromeTraceIsValid(t *testing.T) {
	for _, p := range engine.Presets {
		s, log := enginetest.Simulated(t, p.Link)
		checkChromeTrace(t, view.ChromeTrace(s, log), len(s.Requests()), len(log))
	}
	checkChromeTrace(t, view.ChromeTrace(enginetest.LiveScenario(t), enginetest.LiveLog), 3, len(enginetest.LiveLog))
}

// chromeFile is a trace as encoding/json knows it.
type chromeFile struct {
	TraceEvents []struct {
		Name  string         `json:"name"`
		Cat   string         `json:"cat"`
		Phase string         `json:"ph"`
		T     int64          `json:"ts"`
		Dur   int64          `json:"dur,omitempty"`
		Pid   int            `json:"pid"`
		Tid   int            `json:"tid"`
		Scope string         `json:"s,omitempty"`
		Color string         `json:"cname,omitempty"`
		Args  map[string]any `json:"args,omitempty"`
	} `json:"traceEvents"`
	DisplayTimeUnit string            `json:"displayTimeUnit"`
	OtherData       map[string]string `json:"otherData"`
}

// TestChromeTraceIsWrittenAsTheLibraryWritesIt: to the byte, whatever the names hold.
func TestChromeTraceIsWrittenAsTheLibraryWritesIt(t *testing.T) {
	links := []string{
		"tasks=%C3%A4=1s,%E6%BC%A2=2s!reset&title=%3Cb%3E%22%26%5C%E2%80%A8",
		"client=socket&tasks=1s:1s*3&closing=100ms",
		"size=150000&tasks=1s*3&limit=1",
	}
	for _, p := range engine.Presets {
		links = append(links, p.Link)
	}
	for _, link := range links {
		s, log := enginetest.Simulated(t, link)
		var file chromeFile
		got := view.ChromeTrace(s, log)
		if err := json.Unmarshal(got, &file); err != nil {
			t.Fatalf("%s: %v", link, err)
		}
		if want, _ := json.Marshal(file); !bytes.Equal(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s", link, got, want)
		}
	}
}

// TestLargeChromeTraceIsStreamed: it makes no objects of its events, which were nineteen for each.
func TestLargeChromeTraceIsStreamed(t *testing.T) {
	s, log := enginetest.Simulated(t, "limit=0&tasks=1s~500ms*10000")
	if n := testing.AllocsPerRun(1, func() { view.ChromeTrace(s, log) }); n > float64(4*len(log)) {
		t.Errorf("it allocates %v times for %d events, want less than four times for each", n, len(log))
	}
}

func BenchmarkChromeTrace(b *testing.B) {
	s, log := enginetest.Simulated(b, "limit=0&tasks=1s~500ms*10000")
	b.ReportAllocs()
	for b.Loop() {
		view.ChromeTrace(s, log)
	}
}

func TestChromeTraceOfFiftyTasksIsValid(t *testing.T) {
	s, log := enginetest.Simulated(t, "strategy=as_completed&tasks=200ms~50ms*50&limit=10")
	if got := checkChromeTrace(t, view.ChromeTrace(s, log), 50, len(log)); got != 51 {
		t.Errorf("%d threads have slices, want those of the 50 tasks and the caller's", got)
	}
}

// checkChromeTrace holds a trace against the format's documentation. It returns how many threads have slices.
func checkChromeTrace(t *testing.T, text []byte, tasks, events int) int {
	t.Helper()
	var file struct {
		TraceEvents     []map[string]any  `json:"traceEvents"`
		DisplayTimeUnit string            `json:"displayTimeUnit"`
		OtherData       map[string]string `json:"otherData"`
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if file.DisplayTimeUnit != "ms" && file.DisplayTimeUnit != "ns" {
		t.Errorf("displayTimeUnit is %q, want ms or ns", file.DisplayTimeUnit)
	}
	threads, instants, ends := make(map[float64]string), 0, make(map[float64]float64)
	for _, e := range file.TraceEvents {
		checkChromeEvent(t, e)
		tid, _ := e["tid"].(float64)
		switch {
		case e["name"] == "thread_name":
			threads[tid] = e["args"].(map[string]any)["name"].(string)
		case e["ph"] == "i":
			instants++
		case e["ph"] == "X": // slices of one thread must not overlap unless one holds the other
			if e["ts"].(float64) < ends[tid] {
				t.Errorf("%v begins before the one before it has ended, at %v", e, ends[tid])
			}
			ends[tid] = e["ts"].(float64) + e["dur"].(float64)
		}
		if threads[tid] == "" && e["ph"] != "M" {
			t.Errorf("the thread of %v has no name", e)
		}
	}
	if len(threads) != tasks+1 || instants != events {
		t.Errorf("got %d threads and %d instants, want %d and %d", len(threads), instants, tasks+1, events)
	}
	return len(ends)
}

// checkChromeEvent checks the fields of one event; a slice must have a colour.
func checkChromeEvent(t *testing.T, e map[string]any) {
	t.Helper()
	required := map[string]func(any) bool{"name": isText, "cat": isText, "ts": isNumber, "pid": isNumber, "tid": isNumber}
	phase, _ := e["ph"].(string)
	fields, known := chromeFields[phase]
	if !known {
		t.Fatalf("unknown phase in %v", e)
	}
	for _, set := range []map[string]func(any) bool{required, fields} {
		for field, fits := range set {
			if !fits(e[field]) {
				t.Fatalf("%q is %v in %v", field, e[field], e)
			}
		}
	}
	if argument, known := chromeArgs[e["name"].(string)]; known {
		if args, _ := e["args"].(map[string]any); !argument.fits(args[argument.name]) {
			t.Fatalf("args.%s is %v in %v", argument.name, args[argument.name], e)
		}
	}
	if color, given := e["cname"]; (given || phase == "X") && !isOneOf(chromeColors...)(color) {
		t.Errorf("unknown colour in %v", e)
	}
}

// TestExportsTellOfWhatNobodyAskedFor: the exception of a task, and that of a gather that a shield left behind.
func TestExportsTellOfWhatNobodyAskedFor(t *testing.T) {
	for _, test := range []struct{ link, csv, chrome, words string }{
		{"strategy=create_task&tasks=a=1s!503,b=500ms!500&raise_for_status=true", "12,1000000,unretrieved,1,b,,status 500,,,,\r\n",
			`{"name":"unretrieved: status 500","cat":"task","ph":"i","ts":1000000,"pid":1,"tid":3,"s":"t","args":{"event":12}}`,
			"500, never retrieved"},
		{"strategy=shield&tasks=a=500ms,b=1s!503&timeout=700ms&raise_for_status=true&after=linger",
			"10,1000000,unretrieved,,,,status 503,,,,\r\n",
			`{"name":"unretrieved: status 503","cat":"caller","ph":"i","ts":1000000,"pid":1,"tid":1,"s":"t","args":{"event":10}}`,
			"503, nobody received it"},
	} {
		s, log := enginetest.Simulated(t, test.link)
		if text := string(view.CSV(s, log)); !strings.Contains(text, "\n"+test.csv) {
			t.Errorf("CSV has no row %q:\n%s", test.csv, text)
		}
		chrome := string(view.ChromeTrace(s, log))
		if !strings.Contains(chrome, test.chrome) || !strings.Contains(chrome, `"outcome":"`+test.words+`"`) {
			t.Errorf("the Chrome trace has not both %s and the outcome %q:\n%s", test.chrome, test.words, chrome)
		}
		if har := string(view.HAR(s, log, nil, origin)); !strings.Contains(har, `"comment":"b: `+test.words+`"`) {
			t.Errorf("the HAR has no comment %q:\n%s", test.words, har)
		}
		if _, events, err := view.ParseTrace(saved(t, s, log)); err != nil || !slices.Equal(events, log) {
			t.Errorf("the trace as JSON: got %v, %v; want %v", events, err, log)
		}
		if told := view.Fold(s, log, view.WholeLog); !strings.Contains(told.LaneInWords(&told.Lanes[1]), test.words) {
			t.Errorf("b's lane says %q, want %q", told.LaneInWords(&told.Lanes[1]), test.words)
		}
	}
}

func TestChromeTrace(t *testing.T) {
	s, log := enginetest.Simulated(t, "tasks=a=200ms:1s,b=500ms!reset&after=linger")
	enginetest.Golden(t, "exports/chrome.json", spread(t, view.ChromeTrace(s, log)))
}

// spread writes JSON so that it can be read in a review.
func spread(t *testing.T, text []byte) string {
	t.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text) + "\n"
}

// TestExportsOfManyTasks: every file of a run of the most tasks that there may be is whole.
func TestExportsOfManyTasks(t *testing.T) {
	t.Parallel()
	s, log := enginetest.Simulated(t, "tasks=200ms~50ms*10000&limit=100")
	rows, err := csv.NewReader(bytes.NewReader(view.CSV(s, log))).ReadAll()
	if err != nil || len(rows) != len(log)+1 {
		t.Errorf("CSV: got %d rows, %v; want %d", len(rows), err, len(log)+1)
	}
	if got := checkChromeTrace(t, view.ChromeTrace(s, log), 10_000, len(log)); got != 10_001 {
		t.Errorf("Chrome trace: %d threads have slices, want those of the 10,000 tasks and the caller's", got)
	}
	checkHAR(t, view.HAR(s, log, nil, origin), 10_000)
	if _, events, err := view.ParseTrace(saved(t, s, log)); err != nil || len(events) != len(log) {
		t.Errorf("trace: got %d events, %v; want %d", len(events), err, len(log))
	}
}
