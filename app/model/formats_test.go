package model

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/program/testdata/programs"
	"inflight/engine/view"
)

func TestASavedLogIsTheRun(t *testing.T) {
	file := func(query string) []byte {
		m := after(query)
		return TraceFile(m, view.Origin{})
	}
	m := after("tasks=1s", LogOpened{Name: "x.json", Content: file(replayedQuery)})
	if m.Link != replayedQuery || m.Run.State != Saved || len(m.Run.Log) != 16 || m.Alert != "" {
		t.Fatalf("got link %q, state %d, %d events, %q", m.Link, m.Run.State, len(m.Run.Log), m.Alert)
	}
	if m = m.Update(Sought{At: time.Second}); m.ShownRun().Now != time.Second {
		t.Errorf("got moment %v of the saved log, want 1s", m.ShownRun().Now)
	}
	if m = m.Update(LogOpened{Name: "y.json", Content: file("tasks=1s,2s")}); m.Link != "tasks=1s,2s" || m.Replay.Moment.Set {
		t.Errorf("got link %q and moment %v, want those of the second file", m.Link, m.Replay.Moment)
	}
	if m = m.Update(ResetAsked{}); m.Run.State != NotRun || m.ShownRun() == nil {
		t.Error("got no prediction after Reset")
	}
}

func TestARefusedFileLosesNothing(t *testing.T) {
	broken := string(TraceFile(after(replayedQuery), view.Origin{}))
	for name, test := range map[string]struct{ content, want string }{
		"text":      {"hello", "line 1, column 1"},
		"cut off":   {broken[:len(broken)/2], "line"},
		"a lie":     {strings.Replace(broken, `"t": 1000000`, `"t": 9000000`, 1), "event 11"},
		"no script": {`{"scenario":"tasks=<script>","events":[]}`, "scenario"},
	} {
		t.Run(name, func(t *testing.T) {
			before := after("tasks=7s", Sought{At: time.Second}, TasksTyped{Text: "7s, 4x"})
			m := before.Update(LogOpened{Name: "x.json", Content: []byte(test.content)})
			if !strings.HasPrefix(m.Alert, "x.json: ") || !strings.Contains(m.Alert, test.want) {
				t.Errorf("got %q, want the file's name and %q", m.Alert, test.want)
			}
			if m.Link != before.Link || m.Draft.Tasks != "7s, 4x" || m.Replay.Moment != before.Replay.Moment || m.ShownRun() != before.ShownRun() {
				t.Error("the page has lost something")
			}
			if m.Update(TasksTyped{Text: "1s"}).Alert != "" {
				t.Error("the alert outlives an edit")
			}
		})
	}
}

func TestEveryFormatHoldsTheRun(t *testing.T) {
	_, log := enginetest.Simulated(t, replayedQuery)
	m := after(replayedQuery, RunAsked{ID: "x"}, Happened{Run: 2, Events: log}, Ended{Run: 2, Problem: ""}, Sought{At: time.Second})
	for _, f := range Formats {
		content, name := string(f.Write(m, view.Origin{})), m.FileName(f)
		want := map[string]string{"json": `"raise"`, "csv": "raise", "svg": "playhead", "png": "playhead", "chrome": "traceEvents",
			"har": `"entries"`}[f.ID]
		if !m.CanExport(f) || !strings.Contains(content, want) || name != "inflight-gather-orphans"+f.Extension {
			t.Errorf("%s: got %d bytes in %s, want %q in them", f.ID, len(content), name, want)
		}
		if strings.HasSuffix(f.Medium, "json") && !json.Valid([]byte(content)) {
			t.Errorf("%s: got no JSON", f.ID)
		}
		if predicted := after("tasks=1s"); predicted.CanExport(f) == f.Live {
			t.Errorf("%s: got exportable %v of a prediction", f.ID, !f.Live)
		}
	}
	if got, want := after("strategy=wait&tasks=1s*3").FileName(Formats[0]), "inflight-wait-3-tasks.json"; got != want {
		t.Errorf("got file %q, want %q", got, want)
	}
}

// TestARecordingStandsInForTheScenario: its log is shown, can be replayed and taken away again, and leads back to the scenario.
func TestARecordingStandsInForTheScenario(t *testing.T) {
	text, err := programs.Files.ReadFile("workers-one-dies.json")
	if err != nil {
		t.Fatal(err)
	}
	m := after("tasks=1s", LogOpened{Name: "x.json", Content: text})
	if !m.IsRecording() || m.Link != "tasks=1s" || m.Alert != "" || m.Run.State != Saved || m.Title() == "" {
		t.Fatalf("got recording %t, link %q, alert %q, state %v", m.IsRecording(), m.Link, m.Alert, m.Run.State)
	}
	for _, f := range Formats {
		if m.CanExport(f) && f.ID != PngFormat && len(f.Write(m, view.Origin{})) == 0 {
			t.Errorf("%s: there is nothing in it", f.ID)
		}
	}
	if again := m.Update(LogOpened{Name: "y.json", Content: TraceFile(m, view.Origin{})}); !slices.Equal(again.Labels, m.Labels) {
		t.Errorf("got rows %q from the file that was saved, want %q", again.Labels, m.Labels)
	}
	if moved := m.Update(Sought{At: 300 * time.Millisecond}); moved.ShownRun() == nil || moved.ShownRun().Now != 300*time.Millisecond {
		t.Errorf("it has no moment of 300 ms")
	}
	for name, left := range map[string]Model{"back": m.Update(ScenarioWanted{}), "run": m.Update(RunAsked{ID: "r"}),
		"draft": m.Update(Opened{Query: "tasks=1s"})} {
		if left.IsRecording() || len(left.Labels) != 1 {
			t.Errorf("%s: the recording is still there: %q", name, left.Labels)
		}
	}
}

// TestTracesTellWhatThePageTells of a live run: why its requests were held back depends on the browser.
func TestTracesTellWhatThePageTells(t *testing.T) {
	s, predicted := enginetest.Simulated(t, "tasks=1s*12")
	answered := slices.IndexFunc(predicted, func(e engine.Event) bool { return e.T > 0 })
	log := slices.Clone(predicted[:answered])
	for task := range 12 {
		log = append(log, engine.Event{T: 100 * time.Millisecond, Kind: engine.Sent, Task: task})
	}
	m := after(s.Link(), RunAsked{ID: "x", Browser: "Firefox"}, Happened{Run: 2, Events: append(log, predicted[answered:]...)}, Ended{Run: 2})
	var saved view.Trace
	if err := json.Unmarshal(TraceFile(m, view.Origin{}), &saved); err != nil {
		t.Fatal(err)
	}
	for name, trace := range map[string]view.Trace{"a file": saved, "a script": m.Run.Trace(m.Scenario)} {
		story := ""
		for _, told := range trace.Narration {
			story += told.Text + "\n"
		}
		if !strings.Contains(story, "Firefox lets ten requests go at once") || len(trace.Events) != len(m.Run.Log) {
			t.Errorf("%s: got %d events and the story %s", name, len(trace.Events), story)
		}
	}
}
