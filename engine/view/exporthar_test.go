package view_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/view"
)

var origin = view.Origin{
	Started: time.Date(2026, 3, 4, 5, 6, 7, 890_000_000, time.FixedZone("", 3600)),
	Backend: engine.Backend{URL: "http://*.localhost:8001", Refused: "http://b0.localhost:4321"}, Run: "ab12cd",
}

func TestHAR(t *testing.T) {
	text := liveHAR(t)
	checkHAR(t, text, 3)
	enginetest.Golden(t, "exports/live.har", spread(t, text))
}

func liveHAR(t *testing.T) []byte {
	return view.HAR(enginetest.LiveScenario(t), enginetest.LiveLog, engine.Account{
		{Task: 0, Received: 3 * ms, Answered: 505 * ms, Broken: engine.Never, Abandoned: engine.Never, Status: 200},
		{Task: 1, Received: 600 * ms, Answered: engine.Never, Broken: engine.Never, Abandoned: 1074 * ms},
	}, origin)
}

// TestHARTakesTheBrowsersTimings: of a request that opened a connection, of one that used it again, and of one that
// was never sent.
func TestHARTakesTheBrowsersTimings(t *testing.T) {
	s, log := enginetest.Simulated(t, "tasks=1s*3&after=linger")
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
	text := view.HAR(s, log, engine.Account{seen}, withTimings)
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
	t.Parallel()
	for _, p := range engine.Presets {
		s, log := enginetest.Simulated(t, p.Link)
		sends := 0
		for _, e := range log {
			if e.Kind == engine.Send || e.Kind == engine.Connect && s.Sockets() {
				sends++
			}
		}
		checkHAR(t, view.HAR(s, log, nil, origin), sends)
		checkHAR(t, view.HAR(s, livened(log), nil, origin), sends)
	}
}

// harSchema is the format's own rules, with its dates and addresses checked too.
var harSchema = sync.OnceValue(func() *jsonschema.Schema {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	text, err := testdata.Open("testdata/har-1.2.schema.json")
	if err != nil {
		panic(err)
	}
	schema, err := jsonschema.UnmarshalJSON(text)
	if err == nil {
		err = compiler.AddResource("https://inflight.example/har.json", schema)
	}
	if err != nil {
		panic(err)
	}
	return compiler.MustCompile("https://inflight.example/har.json")
})

// checkHAR holds an archive against the format's schema, and against what the format says about times. A negative
// number of entries stands for any.
func checkHAR(t *testing.T, text []byte, entries int) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := harSchema().Validate(value); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	var file struct {
		Log struct {
			Entries []struct {
				StartedDateTime string
				Time            float64
				Timings         map[string]float64
			}
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if got := len(file.Log.Entries); entries >= 0 && got != entries {
		t.Errorf("got %d entries, want %d", got, entries)
	}
	before := ""
	for _, e := range file.Log.Entries {
		sum := 0.0
		for _, part := range []string{"blocked", "dns", "connect", "send", "wait", "receive"} {
			sum += max(0, e.Timings[part])
		}
		if math.Abs(sum-e.Time) > 1e-6 {
			t.Errorf("time is %v, the sum of the timings %v", e.Time, sum)
		}
		if e.StartedDateTime < before {
			t.Errorf("entry at %v is out of order", e.StartedDateTime)
		}
		before = e.StartedDateTime
	}
}

// TestSchemaFindsWhatIsNoHAR spoils a valid archive in several ways.
func TestSchemaFindsWhatIsNoHAR(t *testing.T) {
	valid := string(liveHAR(t))
	for _, change := range [][2]string{
		{`"version":"1.2"`, `"version":"1.1"`},
		{`"entries":[`, `"entry":[`},
		{`"cache":{},`, ``},
		{`"wait":`, `"waited":`},
		{`"receive":`, `"receive":-`},
		{`"startedDateTime":"2026-03-04T`, `"startedDateTime":"4 March 2026 `},
		{`"queryString":[{"name":"run",`, `"queryString":[{`},
		{`"url":"http:`, `"url":":`},
		{`"status":200`, `"status":"200"`},
		{`"_initiator"`, `"initiator"`},
	} {
		spoilt := strings.Replace(valid, change[0], change[1], 1)
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(spoilt))
		if err != nil || spoilt == valid {
			t.Fatalf("%q is not replaced by %q: %v", change[0], change[1], err)
		}
		if harSchema().Validate(value) == nil {
			t.Errorf("%q instead of %q: no error", change[1], change[0])
		}
	}
}
