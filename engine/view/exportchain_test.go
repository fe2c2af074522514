package view_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"inflight/engine/enginetest"
	"inflight/engine/view"
)

// TestExportsHaveEachRequestOfAChain, with its own name and span: one that follows begins when the one before has its answer, over the
// same connection, and what does not follow is in no archive. The archive is held against the format's schema, the table read by
// encoding/csv, the trace against what its format wants.
func TestExportsHaveEachRequestOfAChain(t *testing.T) {
	s, log := enginetest.Simulated(t, "tasks=a=200ms>300ms>100ms,b=100ms!503>1s&raise_for_status=true&return_exceptions=true&connect=50ms")
	har := view.HAR(s, log, nil, origin)
	checkHAR(t, har, 4)
	checkChromeTrace(t, view.ChromeTrace(s, log), 5, len(log))
	for _, test := range []struct{ name, got, want string }{
		{"HAR", spansOfHAR(t, har), "a 50ms+200ms; b 50ms+100ms; a >2 250ms+300ms; a >3 550ms+100ms"}, // from when each leaves
		{"CSV", spansOfCSV(t, view.CSV(s, log)), "a 0s+250ms; b 0s+150ms; a >2 250ms+300ms; a >3 550ms+100ms"},
		{"Chrome", spansOfChrome(t, view.ChromeTrace(s, log)), "a 0s+250ms; a >2 250ms+300ms; a >3 550ms+100ms; b 0s+150ms"},
	} {
		if test.got != test.want {
			t.Errorf("%s: got  %s\nwant %s", test.name, test.got, test.want)
		}
	}
}

func spansOfHAR(t *testing.T, text []byte) string {
	t.Helper()
	var file struct {
		Log struct {
			Entries []struct {
				StartedDateTime time.Time
				Time            float64
				Comment         string
			}
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	var spans []string
	for _, e := range file.Log.Entries {
		name, _, _ := strings.Cut(e.Comment, ":")
		spans = append(spans, span(name, e.StartedDateTime.Sub(origin.Started), time.Duration(e.Time*float64(time.Millisecond))))
	}
	return strings.Join(spans, "; ")
}

// spansOfCSV are from a start to what ends it.
func spansOfCSV(t *testing.T, text []byte) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	began, ended, order := map[string]time.Duration{}, map[string]time.Duration{}, []string{}
	for _, row := range rows[1:] {
		at, err := strconv.Atoi(row[1])
		if err != nil {
			t.Fatal(err)
		}
		switch kind, name := row[2], row[4]; kind {
		case "start":
			began[name], order = time.Duration(at)*time.Microsecond, append(order, name)
		case "finish", "fail":
			ended[name] = time.Duration(at) * time.Microsecond
		}
	}
	for i, name := range order {
		order[i] = span(name, began[name], ended[name]-began[name])
	}
	return strings.Join(order, "; ")
}

func spansOfChrome(t *testing.T, text []byte) string {
	t.Helper()
	var file struct {
		TraceEvents []struct {
			Name, Ph string
			TS, Dur  int64
			Tid      int
			Args     struct{ Name string }
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	names, began, ended, order := map[int]string{}, map[int]int64{}, map[int]int64{}, []int{}
	for _, e := range file.TraceEvents {
		if e.Name == "thread_name" {
			names[e.Tid] = e.Args.Name
		}
		if e.Ph != "X" || e.Tid == 1 {
			continue
		}
		if _, known := began[e.Tid]; !known {
			began[e.Tid], order = e.TS, append(order, e.Tid)
		}
		ended[e.Tid] = e.TS + e.Dur
	}
	var spans []string
	for _, tid := range order {
		spans = append(spans, span(names[tid], time.Duration(began[tid])*time.Microsecond, time.Duration(ended[tid]-began[tid])*time.Microsecond))
	}
	return strings.Join(spans, "; ")
}

func span(name string, at, takes time.Duration) string {
	return fmt.Sprintf("%s %v+%v", name, at, takes)
}
