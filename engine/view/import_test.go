package view_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/picture"
	"inflight/engine/view"
)

// saved is a run as a file.
func saved(t testing.TB, s *engine.Scenario, log engine.Log) []byte {
	t.Helper()
	text, err := json.Marshal(view.NewTrace(s, log))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestASavedTraceOpensAgain(t *testing.T) {
	check := func(s *engine.Scenario, log engine.Log) {
		got, events, err := view.ParseTrace(saved(t, s, log))
		if err != nil {
			t.Fatalf("%s: %v", s.Link(), err)
		}
		if !reflect.DeepEqual(got, s) || !reflect.DeepEqual(events, log) {
			t.Errorf("got %s with\n%v\nwant %s with\n%v", got.Link(), events, s.Link(), log)
		}
	}
	for _, p := range engine.Presets {
		check(enginetest.Simulated(t, p.Link))
	}
	check(enginetest.Simulated(t, "strategy=retry&tasks=200ms~100ms!reset*900&attempts=3&return_exceptions=true"))
	check(enginetest.LiveScenario(t), enginetest.LiveLog)
	check(enginetest.LiveScenario(t), enginetest.LiveLog[:9]) // a run still going on
}

func TestParseTraceSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	const enter = `{"t":0,"kind":"enter"}`
	events := func(events ...string) string {
		return `{"scenario":"strategy=sequential&tasks=1s","events":[` + strings.Join(events, ",") + `]}`
	}
	start, send := `{"t":0,"kind":"start","task":0}`, `{"t":0,"kind":"send","task":0}`
	for _, c := range []struct{ name, text, want string }{
		{"nothing", "", "trace: line 1, column 1: the text breaks off, or is no JSON"},
		{"no JSON", "<html>", "trace: line 1, column 1: invalid character '<' looking for beginning of value"},
		{"truncated", "{\n\"scenario\": \"tasks=1s\",\n  \"é", "trace: line 3, column 5: the text breaks off, or is no JSON"},
		{"a comma too many", "{\n \"events\": [1,]}", "trace: line 2, column 15: invalid character ']' looking for beginning of value"},
		{"text behind", "{} x", "trace: line 1, column 4: invalid character 'x' after top-level value"},
		{"a list", "[]", "trace: line 1, column 2: it is array: want an object"},
		{"no scenario", `{"events":[]}`, `trace: it has no "scenario": want the link of what was run`},
		{"scenario of null", `{"scenario":null}`, `trace: it has no "scenario": want the link of what was run`},
		{"scenario of a number", `{"scenario":1}`, `trace: line 1, column 14: "scenario" is number: want text`},
		{"a bad scenario", `{"scenario":"tasks=1x","events":[]}`,
			`trace: its scenario: tasks: entry 1 "1x": column 2: unknown unit "x": want a duration such as 200ms or 1.5s`},
		{"too many tasks", `{"scenario":"tasks=1s*10001","events":[]}`, "trace: its scenario: tasks: "},
		{"no events", `{"scenario":"tasks=1s"}`, `trace: it has no list "events"`},
		{"events of null", `{"scenario":"tasks=1s","events":null}`, `trace: it has no list "events"`},
		{"empty events", events(), `trace: it has no events`},
		{"an unknown kind", events(enter, `{"t":0,"kind":"explode"}`), `trace: event 1: unknown kind of event "explode"`},
		{"a kind of 1", events(`{"t":0,"kind":1}`), `trace: event 0: "kind" is number: want`},
		{"an event of text", events(`"enter"`), `trace: event 0: it is string: want an object`},
		{"time in text", events(`{"t":"0","kind":"enter"}`), `trace: event 0: "t" is string: want a whole number`},
		{"time in fractions", events(`{"t":0.5,"kind":"enter"}`), `trace: event 0: "t" is number 0.5: want a whole number`},
		{"time before the start", events(`{"t":-1,"kind":"enter"}`), `trace: event 0: a time of -1: want microseconds from 0 to 315360000000000`},
		{"time of another age", events(enter, `{"t":9223372036854775807,"kind":"return"}`),
			`trace: event 1: a time of 9223372036854775807: want microseconds from 0 to 315360000000000`},
		{"time that wraps", events(enter, `{"t":18446744073709552,"kind":"return"}`),
			`trace: event 1: a time of 18446744073709552: want microseconds from 0 to 315360000000000`},
		{"time that goes back", events(`{"t":5,"kind":"enter"}`, `{"t":4,"kind":"return"}`),
			`trace: event 1 (4µs return): time goes back: the event before is at 5µs`},
		{"no enter", events(start), `trace: event 0 (0s start 0): the first event is enter`},
		{"a task too many", events(enter, `{"t":0,"kind":"start","task":1}`),
			`trace: event 1 (0s start 1): there is no task 1: the scenario has 1`},
		{"no task", events(enter, `{"t":0,"kind":"start"}`), `trace: event 1 (0s start -1): there is no task -1: the scenario has 1`},
		{"an end without a start", events(enter, `{"t":0,"kind":"finish","task":0,"value":200}`),
			`trace: event 1 (0s finish 0 200): finish is out of turn: `},
		{"a failure of nothing", events(enter, start, `{"t":0,"kind":"fail","task":0}`), `trace: event 2 (0s fail 0): it has no "error"`},
		{"raising nothing", events(enter, `{"t":0,"kind":"raise"}`), `trace: event 1 (0s raise): it has no "error"`},
		{"cancelled by the moon", events(enter, start, `{"t":0,"kind":"cancel","task":0,"by":"moon"}`),
			`trace: event 2 (0s cancel 0 by moon): its "by" is none of caller, timeout, group, session and shutdown`},
		{"a status of a billion", events(enter, start, send, `{"t":0,"kind":"finish","task":0,"value":1000000000}`),
			`trace: event 3 (0s finish 0 1000000000): its "value" is no HTTP status`},
		{"less than nothing done", events(enter, `{"t":0,"kind":"wake","done":-1,"pending":2}`),
			`trace: event 1 (0s wake done -1 pending 2): its "done" and "pending" do not fit 1 task`},
		{"more pending than there are", events(enter, `{"t":0,"kind":"wake","done":1,"pending":9223372036854775807}`),
			`trace: event 1 (0s wake done 1 pending 9223372036854775807): its "done" and "pending" do not fit 1 task`},
		{"another result", events(enter, start, send, `{"t":1,"kind":"finish","task":0,"value":200}`,
			`{"t":1,"kind":"deliver","task":0,"value":201}`),
			`trace: event 4 (1µs deliver 0 201): delivers another result than the task had: `},
		{"a connection of nobody", events(enter, start, `{"t":0,"kind":"send","task":0,"connection":2}`),
			`trace: event 2 (0s send 0 on 2): its "connection" does not fit: want a number from 1 to 1, of connect or send`},
		{"a connection of an end", events(enter, start, send, `{"t":1,"kind":"finish","task":0,"value":200,"connection":1}`),
			`trace: event 3 (1µs finish 0 on 1): its "connection" does not fit: `},
		{"a session of its own", events(enter, start, `{"t":0,"kind":"enter","task":0}`), `trace: event 2 (0s enter 0): enter is out of turn: `},
		{"nested", strings.Repeat("[", 100_000), "trace: "},
		{"17 MiB", strings.Repeat(" ", 17<<20), "trace: it has 17 MiB: want at most 16 MiB"},
		{"too many events", `{"scenario":"tasks=1s","events":[` + enter + strings.Repeat(`,{"kind":"wake"}`, 400_000) + `]}`,
			"trace: it has more than 400,000 events"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, log, err := view.ParseTrace([]byte(c.text))
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if s != nil || log != nil {
				t.Error("there is a result beside the error")
			}
		})
	}
}

// TestDamagedTracesAreRefusedWithTheirPlace cuts a trace off after each of its bytes, and spoils each of them. What
// still obeys the laws is a trace all the same.
func TestDamagedTracesAreRefusedWithTheirPlace(t *testing.T) {
	t.Parallel()
	s, log := enginetest.Simulated(t, "strategy=wait&tasks=a=1s!reset,é=2s&return_when=FIRST_EXCEPTION&pending=cancel&on_error=handle")
	whole := saved(t, s, log)
	for i := range whole {
		if _, _, err := view.ParseTrace(whole[:i]); err == nil || !strings.HasPrefix(err.Error(), "trace: line 1, column ") {
			t.Fatalf("cut off after %d bytes: got %v, want the line and the column", i, err)
		}
		spoilt := slices.Clone(whole)
		spoilt[i] ^= 0x15
		if s, log, err := view.ParseTrace(spoilt); err == nil && log.Check(s) != nil || err != nil && !strings.HasPrefix(err.Error(), "trace: ") {
			t.Fatalf("byte %d spoilt: got %v and\n%v", i, err, log)
		}
	}
}

func TestParseTraceErrorsCanBeTold(t *testing.T) {
	_, _, err := view.ParseTrace([]byte(`{"scenario":"tasks=1s","events":[{"t":0,"kind":"exit"}]}`))
	var law *engine.LawError
	if !errors.As(err, &law) || law.Index != 0 {
		t.Errorf("got %v, want the broken law of event 0", err)
	}
	_, _, err = view.ParseTrace([]byte(`{"scenario":"tasks=1s&limit=x","events":[]}`))
	var parse *engine.ParseError
	if !errors.As(err, &parse) || parse.Key != "limit" {
		t.Errorf("got %v, want the scenario's own error", err)
	}
}

// FuzzParseTrace: no text makes it panic, nor any view of what it accepts; and what it accepts survives being saved.
func FuzzParseTrace(f *testing.F) {
	for _, p := range engine.Presets[7:] {
		s, log := enginetest.Simulated(f, p.Link)
		if len(log) < 100 {
			f.Add(saved(f, s, log))
		}
	}
	f.Add([]byte(`{"scenario":"tasks=1s","events":[{"t":0,"kind":"enter"},{"t":9,"kind":"raise","error":"timeout"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, log, err := view.ParseTrace(data)
		if err != nil {
			if s != nil || log != nil || !strings.HasPrefix(err.Error(), "trace: ") {
				t.Fatalf("a bad error: %v", err)
			}
			return
		}
		if len(s.Requests()) > 500 {
			return
		}
		viewAll(t, s, log)
		again, events, err := view.ParseTrace(saved(t, s, log))
		if err != nil || !reflect.DeepEqual(again, s) || len(events) != len(log) {
			t.Fatalf("saved and opened it is another: %v", err)
		}
	})
}

// viewAll makes every view of a log, at several moments.
func viewAll(t *testing.T, s *engine.Scenario, log engine.Log) {
	t.Helper()
	for _, at := range []time.Duration{0, log[len(log)/2].T, view.WholeLog} {
		timeline := view.Fold(s, log, at)
		if err := wellFormed(view.Narrate(timeline), timeline.Log); err != nil {
			t.Fatalf("%s: %v\n%v", s.Link(), err, log)
		}
		timeline.Summary()
		picture.Layout(timeline, picture.LayoutOptions{Width: 800, Parts: picture.PartAll}).SVG(picture.SVGOptions{})
	}
	view.CSV(s, log)
	view.ChromeTrace(s, log)
	checkHAR(t, view.HAR(s, log, nil, origin), -1)
}

// TestViewsOfForgedLogs: a log may obey all laws and yet be of no run that ever was; every view holds all the same.
func TestViewsOfForgedLogs(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 0))
	accepted := 0
	for _, s := range enginetest.RandomScenarios(8, 4000) {
		log, err := engine.Simulate(s)
		if err != nil {
			t.Fatal(err)
		}
		for range 1 + r.IntN(4) {
			log = forged(r, log)
		}
		if _, log, err := view.ParseTrace(unchecked(s, log)); err == nil {
			accepted++
			viewAll(t, s, log)
		}
	}
	if t.Logf("%d of 4000 accepted", accepted); accepted < 400 {
		t.Errorf("only %d of 4000 forged logs obey the laws", accepted)
	}
}

// unchecked is a trace of a log that may break the laws, so that no view can be taken of it.
func unchecked(s *engine.Scenario, log engine.Log) []byte {
	text, err := json.Marshal(view.Trace{Scenario: s.Link(), Events: log})
	if err != nil {
		panic(err)
	}
	return text
}

// forged is the log with one change.
func forged(r *rand.Rand, log engine.Log) engine.Log {
	if log = slices.Clone(log); len(log) < 2 {
		return log
	}
	i := 1 + r.IntN(len(log)-1)
	e := &log[i]
	switch r.IntN(6) {
	case 0:
		return slices.Delete(log, i, i+1)
	case 1:
		return log[:i+1]
	case 2:
		log[i], log[i-1] = log[i-1], log[i]
		log[i].T, log[i-1].T = log[i-1].T, log[i].T
	case 3:
		for j := range log[i:] { // all that follows, later
			log[i+j].T += 300 * ms
		}
	case 4:
		e.By = enginetest.Pick(r, engine.Causes)
		if e.Kind == engine.Return || e.Kind == engine.Raise {
			e.Kind, e.Error = engine.Raise, enginetest.Pick(
				r,
				[]string{"timeout", "cancelled", "group:", "group:reset,x", "reset", "\x00", "status 503"},
			)
		}
	case 5:
		if e.Kind == engine.Finish || e.Kind == engine.Fail {
			e.Kind, e.Error, e.By = engine.Cancel, "", engine.ByCaller
		}
	}
	return log
}
