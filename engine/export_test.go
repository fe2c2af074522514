package engine_test

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"inflight/engine"
)

func TestCSV(t *testing.T) {
	s, log := simulated(t, "strategy=wait&tasks=a=1s!reset,2s&return_when=FIRST_EXCEPTION&on_error=handle")
	golden(t, "exports/wait.csv", string(engine.CSV(s, log)))
	rows, err := csv.NewReader(strings.NewReader(string(engine.CSV(s, log)))).ReadAll()
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
		reader := csv.NewReader(strings.NewReader(string(engine.CSV(s, log))))
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
	"M": {"name": isOneOf("process_name", "process_labels", "process_sort_index", "thread_name", "thread_sort_index"), "args": isObject},
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
func isObject(v any) bool { _, ok := v.(map[string]any); return ok }
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
	links := []string{"strategy=as_completed&tasks=200ms~50ms*50&limit=10"}
	for _, p := range engine.Presets {
		links = append(links, p.Link)
	}
	for _, link := range links {
		s, log := simulated(t, link)
		checkChromeTrace(t, engine.ChromeTrace(s, log), len(s.Requests()), len(log))
	}
	checkChromeTrace(t, engine.ChromeTrace(liveScenario(t), liveLog), 3, len(liveLog))
}

func checkChromeTrace(t *testing.T, text []byte, tasks, events int) {
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
		required := map[string]func(any) bool{"name": isText, "cat": isText, "ts": isNumber, "pid": isNumber, "tid": isNumber}
		fields, known := chromeFields[e["ph"].(string)]
		if !known {
			t.Fatalf("unknown phase in %v", e)
		}
		for _, set := range []map[string]func(any) bool{required, fields} {
			for field, fits := range set {
				if !fits(e[field]) {
					t.Errorf("%q is %v in %v", field, e[field], e)
				}
			}
		}
		if color, given := e["cname"]; given && !slices.Contains(chromeColors, color.(string)) {
			t.Errorf("unknown colour in %v", e)
		}
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
}

func TestChromeTrace(t *testing.T) {
	s, log := simulated(t, "tasks=a=200ms:1s,b=500ms!reset&after=linger")
	golden(t, "exports/chrome.json", spread(t, engine.ChromeTrace(s, log)))
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

var origin = engine.Origin{
	Started: time.Date(2026, 3, 4, 5, 6, 7, 890_000_000, time.FixedZone("", 3600)),
	Backend: engine.Backend{URL: "http://*.localhost:8001", Refused: "http://b0.localhost:4321"}, Run: "ab12cd",
}

func TestHAR(t *testing.T) {
	account := engine.Account{
		{Task: 0, Received: 3 * ms, Answered: 505 * ms, Broken: engine.Never, Abandoned: engine.Never, Status: 200},
		{Task: 1, Received: 600 * ms, Answered: engine.Never, Broken: engine.Never, Abandoned: 1074 * ms},
	}
	text := engine.HAR(liveScenario(t), liveLog, account, origin)
	checkHAR(t, text, 3)
	golden(t, "exports/live.har", spread(t, text))
}

// TestHARTakesTheBrowsersTimings: of a request that opened a connection, of one that used it again, and of one that
// was never sent.
func TestHARTakesTheBrowsersTimings(t *testing.T) {
	s, log := simulated(t, "tasks=1s*3&after=linger")
	timing := func(task int, asked, connect, connected, requested, answered, ended time.Duration) engine.Timing {
		return engine.Timing{Task: task, Asked: asked, Connect: connect, Connected: connected,
			Requested: requested, Answered: answered, Ended: ended, Protocol: "HTTP/1.1"}
	}
	withTimings := origin
	withTimings.Timings = []engine.Timing{
		timing(0, ms, 5*ms, 15*ms, 16*ms, 20*ms, 990*ms),
		timing(1, ms, engine.Never, engine.Never, 600*ms, 605*ms, 1000*ms),
		timing(2, ms, engine.Never, engine.Never, engine.Never, engine.Never, 1000*ms),
	}
	seen := engine.Unseen(0)
	seen.Connection = 7
	text := engine.HAR(s, log, engine.Account{seen}, withTimings)
	checkHAR(t, text, 3)
	var file struct {
		Log struct {
			Entries []struct {
				Connection string
				Request    struct{ HTTPVersion string }
				Timings    struct{ Blocked, Connect, Send, Wait, Receive float64 }
			}
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	for i, want := range [][5]float64{{6, 10, 0, 4, 980}, {600, -1, 0, 5, 395}, {1000, -1, 0, 0, 0}} {
		e := file.Log.Entries[i]
		if got := [5]float64{e.Timings.Blocked, e.Timings.Connect, e.Timings.Send, e.Timings.Wait, e.Timings.Receive}; got != want {
			t.Errorf("request %d: got blocked, connect, send, wait, receive %v, want %v", i, got, want)
		}
		if e.Request.HTTPVersion != "HTTP/1.1" {
			t.Errorf("request %d: got version %s", i, e.Request.HTTPVersion)
		}
	}
	if got := file.Log.Entries[0].Connection; got != "7" {
		t.Errorf("got connection %q, want 7", got)
	}
}

func TestHARsAreValid(t *testing.T) {
	for _, p := range engine.Presets {
		s, log := simulated(t, p.Link)
		sends := 0
		for _, e := range log {
			if e.Kind == engine.Send {
				sends++
			}
		}
		checkHAR(t, engine.HAR(s, log, nil, origin), sends)
		checkHAR(t, engine.HAR(s, livened(log), nil, origin), sends)
	}
}

// harFields are the fields that HAR 1.2 requires, as "object.field" and their type; [] marks an array, whose elements
// are then checked as an object of that name.
var harFields = map[string][]string{
	"file":     {"log object"},
	"log":      {"version string", "creator object", "entries array"},
	"creator":  {"name string", "version string"},
	"entries":  {"startedDateTime date", "time number", "request object", "response object", "cache object", "timings object"},
	"request":  {"method string", "url string", "httpVersion string", "cookies array", "headers array", "queryString array", "headersSize number", "bodySize number"},
	"response": {"status number", "statusText string", "httpVersion string", "cookies array", "headers array", "content object", "redirectURL string", "headersSize number", "bodySize number"},
	"content":  {"size number", "mimeType string"},
	"timings":  {"send time", "wait time", "receive time", "blocked number", "dns number", "connect number", "ssl number"},
	"queryString": {
		"name string", "value string"},
}

// checkHAR is a small validator of the structure, and of what the format says about times. A negative number of
// entries stands for any.
func checkHAR(t *testing.T, text []byte, entries int) {
	t.Helper()
	var file map[string]any
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	checkObject(t, "file", file)
	list := file["log"].(map[string]any)["entries"].([]any)
	if entries >= 0 && len(list) != entries {
		t.Errorf("got %d entries, want %d", len(list), entries)
	}
	before := ""
	for _, entry := range list {
		e := entry.(map[string]any)
		sum := 0.0
		for _, part := range []string{"blocked", "dns", "connect", "send", "wait", "receive"} {
			sum += max(0, e["timings"].(map[string]any)[part].(float64))
		}
		if math.Abs(sum-e["time"].(float64)) > 1e-6 {
			t.Errorf("time is %v, the sum of the timings %v", e["time"], sum)
		}
		if e["startedDateTime"].(string) < before {
			t.Errorf("entry at %v is out of order", e["startedDateTime"])
		}
		before = e["startedDateTime"].(string)
	}
}

func checkObject(t *testing.T, name string, object map[string]any) {
	t.Helper()
	for _, field := range harFields[name] {
		field, kind, _ := strings.Cut(field, " ")
		value, given := object[field]
		fits := given
		switch v := value.(type) {
		case string:
			_, err := time.Parse(time.RFC3339Nano, v)
			fits = kind == "string" || kind == "date" && err == nil
		case float64:
			fits = kind == "number" && v >= -1 || kind == "time" && v >= 0
		case map[string]any:
			fits = kind == "object"
			checkObject(t, field, v)
		case []any:
			fits = kind == "array"
			for _, element := range v {
				checkObject(t, field, element.(map[string]any))
			}
		}
		if !fits {
			t.Errorf("%s.%s is %v, want %s", name, field, value, kind)
		}
	}
}

// TestExportsOfManyTasks: all of them in a time that nobody waits for.
func TestExportsOfManyTasks(t *testing.T) {
	s, log := simulated(t, "tasks=200ms~50ms*10000&limit=100")
	for name, text := range map[string][]byte{
		"csv": engine.CSV(s, log), "chrome": engine.ChromeTrace(s, log), "har": engine.HAR(s, log, nil, origin),
	} {
		t.Log(name, strconv.Itoa(len(text)>>10)+" KiB")
	}
}
