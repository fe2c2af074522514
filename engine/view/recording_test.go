package view_test

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"inflight/engine"
	"inflight/engine/program/testdata/programs"
	"inflight/engine/view"
)

// recordings are the traces that programs of ours left which somebody could have written.
func recordings(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := fs.Glob(programs.Files, "*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no recordings: %v", err)
	}
	texts := map[string][]byte{}
	for _, file := range files {
		text, err := programs.Files.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[strings.TrimSuffix(filepath.Base(file), ".json")] = text
	}
	return texts
}

// TestRecordingsAreTold: each has a story, words for each of its events, and tables, at every moment.
func TestRecordingsAreTold(t *testing.T) {
	for name, text := range recordings(t) {
		s, log, err := view.ParseTrace(text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		folder := view.NewFolder(s)
		for n := range len(log) + 1 {
			at := view.WholeLog
			if n < len(log) {
				at = log[n].T
			}
			run := folder.FoldFirst(log, n, at)
			for i := range run.Lanes {
				if words := run.LaneInWords(&run.Lanes[i]); words == "" {
					t.Errorf("%s: no words for row %d", name, i)
				}
			}
			view.Narrate(run)
		}
		run := view.Fold(s, log, view.WholeLog)
		for i, e := range log {
			if words := run.RecordedEvent(i); words == "" || words == e.Kind.String() {
				t.Errorf("%s: no words for %v", name, e)
			}
		}
		if csv := string(view.CSV(s, log)); strings.Count(csv, "\r\n") != len(log)+1 {
			t.Errorf("%s: the table has another number of rows than %d", name, len(log)+1)
		}
		if len(view.ChromeTrace(s, log)) == 0 {
			t.Errorf("%s: there is no trace for others", name)
		}
	}
}

// TestARecordingIsUnderstood: what a swallowed cancellation, a nested task and a dead worker look like.
func TestARecordingIsUnderstood(t *testing.T) {
	texts := recordings(t)
	for _, c := range []struct{ name, lane, want string }{
		{"swallowed-cancellation", "stubborn", "stubborn: sleeping for 1 s (line 8) from 0 s; goes on in spite of a cancellation at 500 ms; " +
			"sleeping for 1 s (line 8) from 500 ms; sleeping for 1 s (line 8) from 1.50 s; at last, at 2.50 s"},
		{"cancelled-in-vain", "hasty", "hasty: sleeping for 5 s (line 35) from 0 s; goes on in spite of a cancellation at 200 ms; " +
			"sleeping for 500 ms (line 38) from 200 ms; too late, and nobody knows, at 700 ms"},
		{"cancelled-in-vain", "tidy", "tidy: sleeping for 5 s (line 16) from 0 s; sleeping for 100 ms (line 18) from 300 ms; " +
			"cancelled, at 400 ms"},
		{"cancelled-in-vain", "patient", "patient: sleeping for 5 s (line 25) from 0 s; sleeping for 200 ms (line 28) from 200 ms; " +
			"in time, at 400 ms, received at 700 ms"},
		{"nested-groups", "nap(1)", "nap(1): sleeping for 1 s (line 6) from 0 s; cancelled by the group, at 300 ms"},
		{"nested-groups", "inner", "inner: waiting for the group's nap(1) and fails (line 15) from 0 s; " +
			"ExceptionGroup: unhandled errors in a TaskGroup: ValueError: no, at 300 ms"},
		{"blocks-the-loop", "careless",
			"careless: sleeping for 100 ms (line 7) from 0 s; working from 100 ms; done, at 1.10 s, received at 1.50 s"},
		{"cancel-in-line", "get(b)", "get(b): waiting in line for a connection (line 8) from 0 s; cancelled, at 300 ms"},
		{"to-thread", "to_thread(read 0)", "to_thread(read 0): waiting for a thread from 0 s; 0, at 500 ms"},
		{"fire-and-forget", "save", "save: sleeping for 1 s (line 6) from 0 s; cancelled at exit, at 400 ms"},
		{"websocket-echo", "echo.example", "echo.example: socket open from 0 s; closed, at 600 ms"},
		{"retry-after", "api.example", "api.example: 503, not read, at 0 s"},
		{"stream-left-early", "files.example/big", "files.example/big: 200, not read, at 0 s"},
		{"pages", "list.example/page/1", "list.example/page/1: in flight from 0 s; 200, at 200 ms"},
	} {
		s, log, err := view.ParseTrace(texts[c.name])
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		run, found := view.Fold(s, log, view.WholeLog), false
		for i := range run.Lanes {
			if run.Names[i] != c.lane {
				continue
			}
			found = true
			if got := run.LaneInWords(&run.Lanes[i]); got != c.want {
				t.Errorf("%s:\ngot  %s\nwant %s", c.name, got, c.want)
			}
		}
		if !found {
			t.Errorf("%s: there is no row %q in %q", c.name, c.lane, run.Names)
		}
	}
}

// TestASwallowedCancellationIsTold: in the story, however long, in the words of the event, of the picture and of main(); and one that only
// takes its time, or that a timeout or a group has asked for, is none.
func TestASwallowedCancellationIsTold(t *testing.T) {
	for name, want := range map[string]int{"cancelled-in-vain": 2, "swallowed-cancellation": 1, "cancel-itself": 1, "finally-awaits": 0,
		"nested-groups": 0, "timeout-inside": 0, "client-timeouts": 0} {
		s, log, err := view.ParseTrace(recordings(t)[name])
		if err != nil {
			t.Fatal(err)
		}
		run, told := view.Fold(s, log, view.WholeLog), 0
		for _, sentence := range view.Narrate(run) {
			told += strings.Count(sentence.Text, "goes on in spite of that")
		}
		subtitle := fmt.Sprint(run.Subtitle())
		if told != want || strings.Contains(subtitle, "swallowed") != (want > 0) {
			t.Errorf("%s: the story tells of %d, want %d; the picture says %s", name, told, want, subtitle)
		}
		if words := run.CallerInWords(); strings.Contains(words, "in spite of a cancellation at 300 ms") != (name == "cancel-itself") {
			t.Errorf("%s: %s", name, words)
		}
	}
}

// TestWrongRecordingsAreRefused, each with the event that is wrong; and what others' files are is said.
func TestWrongRecordingsAreRefused(t *testing.T) {
	const created = `{"t":0,"kind":"create","task":0,"name":"a"},{"t":0,"kind":"start","task":0}`
	of := func(events string) string {
		return `{"version":1,"program":{"file":"p.py","text":""},"events":[` + events + `]}`
	}
	for _, c := range []struct{ text, want string }{
		{of(created), ""},
		{of(``), ""},
		{of(created + `,{"t":0,"kind":"start","task":0}`), "event 2 (start at 0 µs): a task starts once"},
		{of(created + `,{"t":5,"kind":"await","task":0},{"t":4,"kind":"resume","task":0}`), "event 3 (resume at 4 µs): time goes back"},
		{of(created + `,{"t":5,"kind":"await","task":0},{"t":5,"kind":"await","task":0}`),
			"event 3 (await at 5 µs): it waits only while it runs"},
		{of(created + `,{"t":5,"kind":"await","task":7}`), "event 2 (await at 5 µs): there is no task 7"},
		{of(created + `,{"t":5,"kind":"deliver","task":0}`), "only a task that has ended has a result"},
		{of(`{"t":0,"kind":"create","task":0,"parent":3}`), "there is no task 3 that could create it"},
		{of(`{"t":0,"kind":"create","task":0},{"t":0,"kind":"create","task":0}`), "the task was created before"},
		{of(`{"t":0,"kind":"finish"}`), "main() returns or raises once"},
		{of(`{"t":0,"kind":"dance"}`), `unknown kind of event "dance"`},
		{`{"version":2,"program":{"file":"p.py","text":""},"events":[]}`, "its version is 2: want 1, or a newer Inflight"},
		{`{"version":1,"program":{"file":"p.py","text":""}}`, `it has no list "events"`},
		{`{"traceEvents":[]}`, "this is a Chrome trace: ui.perfetto.dev opens it"},
		{`{"log":{"version":"1.2","entries":[]}}`, "this is a HAR"},
	} {
		_, _, err := view.ParseTrace([]byte(c.text))
		if got := fmt.Sprint(err); c.want == "" && err != nil || !strings.Contains(got, c.want) && c.want != "" {
			t.Errorf("%s:\ngot  %s\nwant %s", c.text, got, c.want)
		}
	}
}

// TestAHugeRecordingIsBounded: so many tasks, and none more.
func TestAHugeRecordingIsBounded(t *testing.T) {
	var events []string
	for i := range engine.MaxTasks + 1 {
		events = append(events, fmt.Sprintf(`{"t":0,"kind":"create","task":%d,"parent":%d}`, i, i-1))
	}
	text := func(n int) []byte {
		return []byte(`{"version":1,"program":{"file":"p.py","text":""},"events":[` + strings.Join(events[:n], ",") + `]}`)
	}
	if _, _, err := view.ParseTrace(text(engine.MaxTasks)); err != nil {
		t.Errorf("got %v for %d tasks, each in another", err, engine.MaxTasks)
	}
	if _, _, err := view.ParseTrace(text(engine.MaxTasks + 1)); err == nil || !strings.Contains(err.Error(), "more than 10,000 tasks") {
		t.Errorf("got %v for one task more", err)
	}
}

// TestManyThingsAtOneMomentAreToldAtOnce: turns of the loop take no time, so a loop without end does all of its hundred thousand at one
// moment. Its sentence names six parts, and the time for it grows with their number only: this takes a part of a second, and two minutes
// where each event is compared with all before it.
func TestManyThingsAtOneMomentAreToldAtOnce(t *testing.T) {
	turn := `{"t":0,"kind":"await","on":"turn","line":3},{"t":0,"kind":"resume"},`
	const head = `{"version":1,"recorder":"inflight.py","clock":"virtual","program":{"file":"x.py","text":""},"events":[`
	s, log, err := view.ParseTrace([]byte(head + strings.Repeat(turn, 50_000) + `{"t":0,"kind":"return"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	told := view.Narrate(view.Fold(s, log, view.WholeLog))
	if text := told[0].Text; strings.Count(text, "letting others go first") != 6 || !strings.HasSuffix(text, "; and more.") ||
		len(told[0].Events) != 50_001 {
		t.Errorf("got %q of %d events, want six things, and that there are more, of all 50,001 but those that go on", text, len(told[0].Events))
	}
}

// TestOnlyRequestsUnderWayAreWastedInARecording: who is cancelled after its work has lost nothing. Several do it in the plural.
func TestOnlyRequestsUnderWayAreWastedInARecording(t *testing.T) {
	for name, want := range map[string]string{
		"crawler": "0, 0s", "workers-one-dies": "0, 0s", "first-of-two": "1, 300ms", "client-timeouts": "1, 1s", "httpx": "0, 0s",
		"answer-let-go": "0, 0s",
	} {
		trace, err := programs.Files.ReadFile(name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		s, log, err := view.ParseTrace(trace)
		if err != nil {
			t.Fatal(err)
		}
		whole := view.Fold(s, log, view.WholeLog)
		sum := whole.Summary()
		if got := fmt.Sprintf("%d, %v", sum.WastedRequests, sum.WastedTime); got != want {
			t.Errorf("%s: wasted %s, want %s", name, got, want)
		}
		var story strings.Builder
		for _, sentence := range view.Narrate(whole) {
			story.WriteString(sentence.Text)
		}
		if name == "crawler" && !strings.Contains(story.String(), "crawl #4: are to be cancelled, by main()") {
			t.Errorf("%s: the story has no plural: %s", name, story.String())
		}
		for i := range whole.Lanes {
			for _, stretch := range whole.Lanes[i].Stays {
				cut := whole.Lanes[i].Outcome == view.Cancelled && whole.SharesFate(&whole.Lanes[i], stretch)
				if want := name == "first-of-two" && i == 1; cut != want {
					t.Errorf("%s: task %d is drawn as cancelled in the middle of a request: %t", name, i, cut)
				}
			}
		}
		if name == "answer-let-go" && whole.Lanes[0].Text != "200, not read" {
			t.Errorf("%s: the answer is told as %q", name, whole.Lanes[0].Text)
		}
	}
}
