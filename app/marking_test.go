package app

import (
	"strings"
	"testing"
	"time"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/picture"
)

func TestPickedLineMarksItsEvents(t *testing.T) {
	m := after("tasks=a=1s,b=2s", model.LinePicked{Line: 30, Events: []int{5, 3}, Event: 3})
	if m.Marking.Of() != 30 || !m.Marking.Has(3) || !m.Marking.Has(5) || m.Marking.Has(4) {
		t.Fatalf("marked are %v of line %d, want 3 and 5 of 30", m.Marking.List(), m.Marking.Of())
	}
	if m.Replay.Moment.Events != 4 {
		t.Errorf("the moment is after %d events, want 4", m.Replay.Moment.Events)
	}
	for name, message := range map[string]any{
		"by hand": model.LineUnpicked{}, "with another scenario": model.TasksTyped{Text: "3s"}, "with a live run": model.RunAsked{ID: "x"}, "with another language": model.LanguagePicked{Language: "go"},
	} {
		if got := m.Update(message); got.Marking != nil {
			t.Errorf("the marks do not go %s", name)
		}
	}
	if got := m.Update(model.Sought{At: 500 * time.Millisecond}); got.Marking == nil {
		t.Error("the marks go with the moment")
	}
	if got := after("tasks=1m", model.RunAsked{ID: "x"}, model.LinePicked{Line: 1, Events: []int{0}}); got.Marking != nil {
		t.Error("a run that goes on is marked")
	}
}

func TestMarksAreDrawnWhereTheirEventsAre(t *testing.T) {
	m := after("tasks=a=1s,b=2s")
	log := m.Predicted.Log
	var marked []int
	for i, e := range log {
		if e.Kind == engine.Finish || e.Kind == engine.Close {
			marked = append(marked, i)
		}
	}
	scene := picture.Layout(m.Predicted, picture.LayoutOptions{Events: marked})
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
	if got := strings.Count(table.of(m.Predicted, m.Labels, true, &model.Marking{Line: 1, Events: marked}), `marked"`); got != 3 {
		t.Errorf("%d rows of the table are marked, want 3", got)
	}
}
