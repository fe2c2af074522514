package model

import (
	"strings"
	"testing"
	"time"

	"inflight/engine/enginetest"
)

const ms = time.Millisecond

func TestDragChangesOneTaskAndNothingElse(t *testing.T) {
	for name, test := range map[string]struct {
		query    string
		messages []any
		tasks    string
	}{
		"the latency": {"tasks=a=3s,b=1s!503,c=2s", []any{Grabbed{Lane: 1, Edge: EndEdge}, Dragged{To: 1500 * ms}}, "a=3s, b=1.5s!503, c=2s"},
		"the delay":   {"tasks=a=3s,b=200ms:1s", []any{Grabbed{Lane: 1, Edge: StartEdge}, Dragged{To: 500 * ms}}, "a=3s, b=500ms:1s"},
		"where it is last, of many steps": {"tasks=1s,2s",
			[]any{Grabbed{Lane: 0, Edge: EndEdge}, Dragged{To: 500 * ms}, Dragged{To: 0}, Dragged{To: 700 * ms}, Released{},
				Dragged{To: 3 * time.Second}}, "700ms, 2s"},
		"nothing, if it comes back": {"tasks=200ms*5",
			[]any{Grabbed{Lane: 2, Edge: EndEdge}, Dragged{To: 500 * ms}, Dragged{To: 200 * ms}}, "200ms*5"},
		"what was typed around it stays": {"", []any{TasksTyped{Text: "1000ms\n  2000ms , 3s"}, Grabbed{Lane: 1, Edge: EndEdge},
			Dragged{To: 500 * ms}}, "1000ms\n  500ms , 3s"},
		"one of many alone": {"tasks=200ms*5,1s", []any{Grabbed{Lane: 2, Edge: EndEdge}, Dragged{To: 500 * ms}},
			"200ms*2, 500ms, 200ms*2, 1s"},
		"not below nothing":   {"tasks=1s", []any{Grabbed{Lane: 0, Edge: EndEdge}, Dragged{To: -time.Second}}, "0s"},
		"not above the bound": {"tasks=1s", []any{Grabbed{Lane: 0, Edge: EndEdge}, Dragged{To: 2 * time.Hour}}, "1h"},
		"the first attempt's entry": {"strategy=retry&tasks=1s,300ms&attempts=3",
			[]any{Grabbed{Lane: 3, Edge: EndEdge}, Dragged{To: 500 * ms}}, "1s, 500ms"},
		"no further attempt": {"strategy=retry&tasks=1s!503&attempts=3&raise_for_status=true",
			[]any{Grabbed{Lane: 1, Edge: EndEdge}, Dragged{To: 500 * ms}}, "1s!503"},
		"no latency that never shows": {"tasks=1s!scheme", []any{Grabbed{Lane: 0, Edge: EndEdge}, Dragged{To: 500 * ms}}, "1s!scheme"},
		"no task that never starts": {"strategy=sequential&tasks=1s!reset,2s",
			[]any{Grabbed{Lane: 1, Edge: EndEdge}, Dragged{To: 500 * ms}}, "1s!reset, 2s"},
		"no address of others": {"tasks=https://example.com/", []any{Grabbed{Lane: 0, Edge: EndEdge}, Dragged{To: 500 * ms}},
			"https://example.com/"},
		"not while the run is replayed": {"tasks=1s,2s", []any{Sought{At: 500 * ms}, Grabbed{Lane: 0, Edge: EndEdge}, Dragged{To: 500 * ms}},
			"1s, 2s"},
		"not over an error": {"tasks=1s,2s", []any{TasksTyped{Text: "1s, 2x"}, Grabbed{Lane: 0, Edge: EndEdge},
			Dragged{To: 500 * ms}}, "1s, 2x"},
		"not after the list was typed": {"tasks=1s,2s", []any{Grabbed{Lane: 0, Edge: EndEdge}, TasksTyped{Text: "4s"}, Dragged{To: 500 * ms}},
			"4s"},
		"back as it was": {"tasks=1s,2s", []any{Grabbed{Lane: 0, Edge: EndEdge}, Dragged{To: 500 * ms}, Restored{}}, "1s, 2s"},
		"the outcome":    {"tasks=1s,2s*2", []any{OutcomePicked{Lane: 1, What: "503"}}, "1s, 2s!503, 2s"},
		"a good outcome": {"tasks=1s!503/2", []any{OutcomePicked{Lane: 0, What: "200"}}, "1s"},
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
	m := after("tasks=300ms~50ms", Grabbed{Edge: EndEdge}, Dragged{To: 500 * ms})
	if got := m.Predicted.Requests[0].Latency.Round(ms); got != 500*ms {
		t.Errorf("%s: the request takes %s, want 500ms", m.Draft.Tasks, got)
	}
}

func TestRestoredBringsTheRunBack(t *testing.T) {
	_, log := enginetest.Simulated(t, "tasks=1s,2s")
	m := after("tasks=1s,2s", RunAsked{ID: "x"})
	m = m.Update(Happened{Run: m.Run.Number, Events: log}).Update(Ended{Run: m.Run.Number})
	dragged := m.Update(Grabbed{Lane: 1, Edge: EndEdge}).Update(Dragged{To: 500 * ms})
	if dragged.Run.State != NotRun || dragged.Lane != 1 {
		t.Fatalf("a drag leaves the run in state %d and lane %d, want none and 1", dragged.Run.State, dragged.Lane)
	}
	if m = dragged.Update(Restored{}); m.Run.State != Done || len(m.Run.Log) != len(log) || m.Drag != nil {
		t.Errorf("the run is in state %d with %d events, want it back with %d", m.Run.State, len(m.Run.Log), len(log))
	}
}

func TestDragSaysWhereTheOutcomeChanges(t *testing.T) {
	m := after("tasks=a=3s,b=1s!reset,c=2s", Grabbed{Lane: 2, Edge: EndEdge}, Dragged{To: 500 * ms})
	if got := m.DragWords(); !strings.HasPrefix(got, "c takes 500 ms. From 1.001 s on: fails at 1.00 s and leaves 2 orphans") {
		t.Errorf("it says %q", got)
	}
	turns := m.Drag.Turns(m.Predicted, 2)
	if turns == nil || turns.Lane != 2 || turns.At[0] != 1001*ms {
		t.Errorf("the picture marks %+v, want 1.001 s in lane 2", turns)
	}
	m = after("tasks=a=3s,b=1s!reset", Grabbed{Lane: 1, Edge: StartEdge}, Dragged{To: 1500 * ms})
	if got := m.DragWords(); !strings.HasPrefix(got, "b sleeps for 1.50 s first. From 2 s on: fails at 3.00 s to 4.00 s") {
		t.Errorf("it says %q", got)
	}
	if m = after("tasks=1s*500", Grabbed{Lane: 0, Edge: EndEdge}); m.Drag.Sought {
		t.Error("a bar of 500 is not taken hold of at once")
	}
	if m = m.Update(TurningsSought{}); !m.Drag.Sought {
		t.Error("what takes long is not looked for when the hand rests")
	}
}

func TestDragInAComparisonChangesAllRows(t *testing.T) {
	const query = "tasks=a=3s,b=1s&timeout=5s&strategies=gather,sequential"
	m := compared(query, Grabbed{Row: 1, Lane: 1, Edge: EndEdge}, Dragged{To: 1500 * ms})
	if m.Draft.Tasks != "a=3s, b=1.5s" || m.Link != "tasks=a=3s,b=1.5s&timeout=5s&strategies=gather,sequential" {
		t.Errorf("the tasks are %s, the link %s", m.Draft.Tasks, m.Link)
	}
	if got := m.Simulated.Rows[1].Ended; got != 4500*ms {
		t.Errorf("the other row ends at %s, want 4.5s", got)
	}
	if got := m.DragWords(); !strings.HasPrefix(
		got,
		"b takes 1.50 s. From 1 ms on: fastest: gather. From 2 s on: sequential: times out at 5.00 s",
	) {
		t.Errorf("it says %q", got)
	}
	if m.Task != 1 || len(m.Turnings) == 0 || m.Pointed != (LanePointed{Row: 1, Lane: 1}) {
		t.Errorf("the list is of task %d with %d times, the handles are at %+v", m.Task, len(m.Turnings), m.Pointed)
	}
	if m = m.Update(Restored{}); m.Link != query || m.Drag != nil {
		t.Errorf("Escape leads to %s", m.Link)
	}
	m = compared("tasks=1s,2s&strategies=gather,retry", OutcomePicked{Row: 1, Lane: 3, What: "503"})
	if m.Draft.Tasks != "1s, 2s!503" {
		t.Errorf("the outcome of the second row's second task makes the tasks %s", m.Draft.Tasks)
	}
}
