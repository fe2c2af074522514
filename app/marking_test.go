package app

import (
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/picture"
)

func TestPickedLineMarksItsEvents(t *testing.T) {
	m := after("tasks=a=1s,b=2s", LinePicked{Line: 30, Events: []int{5, 3}, Event: 3})
	if m.marking.of() != 30 || !m.marking.has(3) || !m.marking.has(5) || m.marking.has(4) {
		t.Fatalf("marked are %v of line %d, want 3 and 5 of 30", m.marking.list(), m.marking.of())
	}
	if m.replay.Moment.Events != 4 {
		t.Errorf("the moment is after %d events, want 4", m.replay.Moment.Events)
	}
	for name, message := range map[string]any{
		"by hand": LineUnpicked{}, "with another scenario": TasksTyped{"3s"}, "with a live run": RunAsked{ID: "x"}, "with another language": LanguagePicked{"go"},
	} {
		if got := m.Update(message); got.marking != nil {
			t.Errorf("the marks do not go %s", name)
		}
	}
	if got := m.Update(Sought{500 * time.Millisecond}); got.marking == nil {
		t.Error("the marks go with the moment")
	}
	if got := after("tasks=1m", RunAsked{ID: "x"}, LinePicked{Line: 1, Events: []int{0}}); got.marking != nil {
		t.Error("a run that goes on is marked")
	}
}

func TestMarksAreDrawnWhereTheirEventsAre(t *testing.T) {
	m := after("tasks=a=1s,b=2s")
	log := m.predicted.Log
	var marked []int
	for i, e := range log {
		if e.Kind == engine.Finish || e.Kind == engine.Close {
			marked = append(marked, i)
		}
	}
	scene := picture.Layout(m.predicted, picture.LayoutOptions{Events: marked})
	var lanes []int
	for _, mark := range scene.Marks {
		if mark.Meaning != picture.EventMark {
			continue
		}
		if e := log[mark.Event]; mark.X != scene.X(e.T) || scene.Row(mark.Y) != e.Task {
			t.Errorf("%v is marked at %v in lane %d", e, mark.X, scene.Row(mark.Y))
		}
		lanes = append(lanes, log[mark.Event].Task)
	}
	if len(lanes) != 3 {
		t.Errorf("%d events are marked, want 3", len(lanes))
	}
	table := new(drawnTable)
	if got := strings.Count(table.of(m.predicted, m.labels, true, &marking{1, marked}), `marked"`); got != 3 {
		t.Errorf("%d rows of the table are marked, want 3", got)
	}
}
