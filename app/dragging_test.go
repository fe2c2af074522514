package app

import (
	"strings"
	"testing"
	"time"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/picture"
)

const ms = time.Millisecond

func TestDragChangesOneTaskAndNothingElse(t *testing.T) {
	for name, test := range map[string]struct {
		query    string
		messages []any
		tasks    string
	}{
		"the latency": {"tasks=a=3s,b=1s!503,c=2s", []any{model.Grabbed{Lane: 1, Edge: model.EndEdge}, model.Dragged{To: 1500 * ms}}, "a=3s, b=1.5s!503, c=2s"},
		"the delay":   {"tasks=a=3s,b=200ms:1s", []any{model.Grabbed{Lane: 1, Edge: model.StartEdge}, model.Dragged{To: 500 * ms}}, "a=3s, b=500ms:1s"},
		"where it is last, of many steps": {"tasks=1s,2s",
			[]any{model.Grabbed{Lane: 0, Edge: model.EndEdge}, model.Dragged{To: 500 * ms}, model.Dragged{To: 0}, model.Dragged{To: 700 * ms}, model.Released{}, model.Dragged{To: 3 * time.Second}}, "700ms, 2s"},
		"nothing, if it comes back":      {"tasks=200ms*5", []any{model.Grabbed{Lane: 2, Edge: model.EndEdge}, model.Dragged{To: 500 * ms}, model.Dragged{To: 200 * ms}}, "200ms*5"},
		"what was typed around it stays": {"", []any{model.TasksTyped{Text: "1000ms\n  2000ms , 3s"}, model.Grabbed{Lane: 1, Edge: model.EndEdge}, model.Dragged{To: 500 * ms}}, "1000ms\n  500ms , 3s"},
		"one of many alone":              {"tasks=200ms*5,1s", []any{model.Grabbed{Lane: 2, Edge: model.EndEdge}, model.Dragged{To: 500 * ms}}, "200ms*2, 500ms, 200ms*2, 1s"},
		"not below nothing":              {"tasks=1s", []any{model.Grabbed{Lane: 0, Edge: model.EndEdge}, model.Dragged{To: -time.Second}}, "0s"},
		"not above the bound":            {"tasks=1s", []any{model.Grabbed{Lane: 0, Edge: model.EndEdge}, model.Dragged{To: 2 * time.Hour}}, "1h"},
		"the first attempt's entry":      {"strategy=retry&tasks=1s,300ms&attempts=3", []any{model.Grabbed{Lane: 3, Edge: model.EndEdge}, model.Dragged{To: 500 * ms}}, "1s, 500ms"},
		"no further attempt":             {"strategy=retry&tasks=1s!503&attempts=3&raise_for_status=true", []any{model.Grabbed{Lane: 1, Edge: model.EndEdge}, model.Dragged{To: 500 * ms}}, "1s!503"},
		"no latency that never shows":    {"tasks=1s!scheme", []any{model.Grabbed{Lane: 0, Edge: model.EndEdge}, model.Dragged{To: 500 * ms}}, "1s!scheme"},
		"no task that never starts":      {"strategy=sequential&tasks=1s!reset,2s", []any{model.Grabbed{Lane: 1, Edge: model.EndEdge}, model.Dragged{To: 500 * ms}}, "1s!reset, 2s"},
		"no address of others":           {"tasks=https://example.com/", []any{model.Grabbed{Lane: 0, Edge: model.EndEdge}, model.Dragged{To: 500 * ms}}, "https://example.com/"},
		"not while the run is replayed":  {"tasks=1s,2s", []any{model.Sought{At: 500 * ms}, model.Grabbed{Lane: 0, Edge: model.EndEdge}, model.Dragged{To: 500 * ms}}, "1s, 2s"},
		"not over an error":              {"tasks=1s,2s", []any{model.TasksTyped{Text: "1s, 2x"}, model.Grabbed{Lane: 0, Edge: model.EndEdge}, model.Dragged{To: 500 * ms}}, "1s, 2x"},
		"not after the list was typed":   {"tasks=1s,2s", []any{model.Grabbed{Lane: 0, Edge: model.EndEdge}, model.TasksTyped{Text: "4s"}, model.Dragged{To: 500 * ms}}, "4s"},
		"back as it was":                 {"tasks=1s,2s", []any{model.Grabbed{Lane: 0, Edge: model.EndEdge}, model.Dragged{To: 500 * ms}, model.Restored{}}, "1s, 2s"},
		"the outcome":                    {"tasks=1s,2s*2", []any{model.OutcomePicked{Lane: 1, What: "503"}}, "1s, 2s!503, 2s"},
		"a good outcome":                 {"tasks=1s!503/2", []any{model.OutcomePicked{Lane: 0, What: "200"}}, "1s"},
	} {
		t.Run(name, func(t *testing.T) {
			m := after(test.query, test.messages...)
			if m.Draft.Tasks != test.tasks {
				t.Errorf("got %q, want %q", m.Draft.Tasks, test.tasks)
			}
		})
	}
}

// TestDragOfAJitteredBarPutsItsEndThere: what jitter adds stays added.
func TestDragOfAJitteredBarPutsItsEndThere(t *testing.T) {
	m := after("tasks=300ms~50ms", model.Grabbed{Edge: model.EndEdge}, model.Dragged{To: 500 * ms})
	if got := m.Predicted.Requests[0].Latency.Round(ms); got != 500*ms {
		t.Errorf("%s: the request takes %s, want 500ms", m.Draft.Tasks, got)
	}
}

func TestRestoredBringsTheRunBack(t *testing.T) {
	log := finished(t, "tasks=1s,2s")
	m := after("tasks=1s,2s", model.RunAsked{ID: "x"})
	m = m.Update(model.Happened{Run: m.Run.Number, Events: log}).Update(model.Ended{Run: m.Run.Number})
	dragged := m.Update(model.Grabbed{Lane: 1, Edge: model.EndEdge}).Update(model.Dragged{To: 500 * ms})
	if dragged.Run.State != model.NotRun || dragged.Lane != 1 {
		t.Fatalf("a drag leaves the run in state %d and lane %d, want none and 1", dragged.Run.State, dragged.Lane)
	}
	if m = dragged.Update(model.Restored{}); m.Run.State != model.Done || len(m.Run.Log) != len(log) || m.Drag != nil {
		t.Errorf("the run is in state %d with %d events, want it back with %d", m.Run.State, len(m.Run.Log), len(log))
	}
}

func TestDragSaysWhereTheOutcomeChanges(t *testing.T) {
	m := after("tasks=a=3s,b=1s!reset,c=2s", model.Grabbed{Lane: 2, Edge: model.EndEdge}, model.Dragged{To: 500 * ms})
	if got := m.DragWords(); !strings.HasPrefix(got, "c takes 500 ms. From 1.00 s on: fails at 1.00 s and leaves 2 orphans") {
		t.Errorf("it says %q", got)
	}
	turns := m.Drag.Turns(m.Predicted, 2)
	if turns == nil || turns.Lane != 2 || turns.At[0] != 1001*ms {
		t.Errorf("the picture marks %+v, want 1.001 s in lane 2", turns)
	}
	m = after("tasks=a=3s,b=1s!reset", model.Grabbed{Lane: 1, Edge: model.StartEdge}, model.Dragged{To: 1500 * ms})
	if got := m.DragWords(); !strings.HasPrefix(got, "b sleeps for 1.50 s first. From 2.00 s on:") {
		t.Errorf("it says %q", got)
	}
	if m = after("tasks=1s*500", model.Grabbed{Lane: 0, Edge: model.EndEdge}); m.Drag.Sought {
		t.Error("a bar of 500 is not taken hold of at once")
	}
	if m = m.Update(model.TurningsSought{}); !m.Drag.Sought {
		t.Error("what takes long is not looked for when the hand rests")
	}
}

func TestGripIsTheNearestEdge(t *testing.T) {
	m := after("tasks=a=500ms:1s,b=2s!refused&after=linger")
	scene := picture.Layout(m.Predicted, picture.LayoutOptions{Width: 800})
	x := func(at time.Duration, off float64) float64 { return scene.X(at) + off }
	for name, test := range map[string]struct {
		lane   int
		x      float64
		finger bool
		edge   model.Edge
		cap    bool
	}{
		"the end":                   {0, x(1500*ms, 3), false, model.EndEdge, true},
		"the start":                 {0, x(500*ms, -3), false, model.StartEdge, false},
		"nothing in between":        {0, x(time.Second, 0), false, model.NoEdge, false},
		"a finger is not as fine":   {0, x(1500*ms, -20), true, model.EndEdge, true},
		"a mouse is":                {0, x(1500*ms, -20), false, model.NoEdge, false},
		"a cap without a bar":       {1, x(0, 2), false, model.StartEdge, true},
		"nothing where no bar ends": {1, x(2*time.Second, 0), false, model.NoEdge, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := gripAt(m.Predicted, 0, test.lane, scene, test.x, test.finger)
			if got.edge != test.edge || got.cap != test.cap {
				t.Errorf("got edge %d, cap %v, want %d, %v", got.edge, got.cap, test.edge, test.cap)
			}
		})
	}
}

func TestKeysMoveAGripByItsSteps(t *testing.T) {
	g := grip{edge: model.EndEdge, value: 1234 * ms, most: 3 * time.Second, perPixel: float64(5 * ms)}
	for key, want := range map[string]time.Duration{
		"ArrowRight": 1250 * ms, "ArrowLeft": 1200 * ms, "PageUp": 1734 * ms, "PageDown": 734 * ms, "Home": 0, "End": 3 * time.Second,
	} {
		if got, ok := g.pressed(key, false); !ok || got != want {
			t.Errorf("%s: got %s, want %s", key, got, want)
		}
	}
	if got, _ := g.pressed("ArrowRight", true); got != 1235*ms {
		t.Errorf("a fine step leads to %s, want 1.235s", got)
	}
	if _, ok := g.pressed("x", false); ok {
		t.Error("x moves it")
	}
	if got := (grip{perPixel: float64(time.Minute)}).step(false); got != 500*time.Second {
		t.Errorf("a step of a long axis is %s, want 500s", got)
	}
}

// TestBarsAreDraggedWhereTasksMayBeChanged: an embed's author has the say.
func TestBarsAreDraggedWhereTasksMayBeChanged(t *testing.T) {
	for query, want := range map[string]bool{"tasks=1s": true, "tasks=1s&readonly": false, "tasks=1s&controls=run,replay": false, "tasks=1s&client=socket": false} {
		p := NewEmbedPage(query)
		p.width = 800
		if got := p.handledLane() != engine.NoTask; got != want {
			t.Errorf("%s: bars can be dragged: %v, want %v", query, got, want)
		}
	}
}

// TestCutBarIsTakenAsLongAsItIs: a hand has the bar's end, wherever it would have come to.
func TestCutBarIsTakenAsLongAsItIs(t *testing.T) {
	m := after("tasks=3s,1s!reset")
	scene := picture.Layout(m.Predicted, picture.LayoutOptions{Width: 800})
	if got := gripAt(m.Predicted, 0, 0, scene, scene.X(time.Second), false).value; got != time.Second {
		t.Errorf("the bar of 3 s that is cancelled at 1 s is taken at %s", got)
	}
}

func TestDragInAComparisonChangesAllRows(t *testing.T) {
	const query = "tasks=a=3s,b=1s&timeout=5s&strategies=gather,sequential"
	m := compared(query, model.Grabbed{Row: 1, Lane: 1, Edge: model.EndEdge}, model.Dragged{To: 1500 * ms})
	if m.Draft.Tasks != "a=3s, b=1.5s" || m.Link != "tasks=a=3s,b=1.5s&timeout=5s&strategies=gather,sequential" {
		t.Errorf("the tasks are %s, the link %s", m.Draft.Tasks, m.Link)
	}
	if got := m.Simulated.Rows[1].Ended; got != 4500*ms {
		t.Errorf("the other row ends at %s, want 4.5s", got)
	}
	if got := m.DragWords(); !strings.HasPrefix(got, "b takes 1.50 s. From 1 ms on: fastest: gather. From 2.00 s on: sequential: times out at 5.00 s") {
		t.Errorf("it says %q", got)
	}
	if m.Task != 1 || len(m.Turnings) == 0 || m.Pointed != (model.LanePointed{Row: 1, Lane: 1}) {
		t.Errorf("the list is of task %d with %d times, the handles are at %+v", m.Task, len(m.Turnings), m.Pointed)
	}
	pictures := multiples{shown: m.Simulated, drag: m.Drag, tasks: 2, frame: m.Before.Simulated}
	for row, want := range []time.Duration{2 * time.Second, 5 * time.Second} { // the row's own start, and two seconds
		if got := pictures.turns(row); got == nil || got.Lane != 1 || got.At[1] != want {
			t.Errorf("row %d marks %+v, want %s in lane 1", row, got, want)
		}
	}
	if got := pictures.axis(); got <= 4500*ms || got > 5100*ms {
		t.Errorf("the axis ends at %s, want a step further than it did, 5s", got)
	}
	if m = m.Update(model.Restored{}); m.Link != query || m.Drag != nil {
		t.Errorf("Escape leads to %s", m.Link)
	}
	m = compared("tasks=1s,2s&strategies=gather,retry", model.OutcomePicked{Row: 1, Lane: 3, What: "503"})
	if m.Draft.Tasks != "1s, 2s!503" {
		t.Errorf("the outcome of the second row's second task makes the tasks %s", m.Draft.Tasks)
	}
}
