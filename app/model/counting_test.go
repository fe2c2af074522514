package model

import (
	"testing"
	"time"

	"inflight/engine/view"
)

// TestCountingBeginsAnewWithEachLink: figures of an old link, or of one that asks for no runs, change nothing.
func TestCountingBeginsAnewWithEachLink(t *testing.T) {
	m := NewCompareModel("tasks=1s&runs=3&strategies=gather,sequential")
	if done, all := m.Counting.Progress(); done != 0 || all != 6 || !m.Counting.Active() {
		t.Fatalf("got %d of %d, active %t, want 0 of 6", done, all, m.Counting.Active())
	}
	news := RunsCounted{Number: m.Counting.Number, Figures: [][]view.RunFigures{{{Seed: 1, Total: time.Second}}, nil}}
	m = m.Update(news)
	if done, _ := m.Counting.Progress(); done != 1 {
		t.Errorf("got %d runs counted, want 1", done)
	}
	if m = m.Update(CountingToggled{}); m.Counting.Active() {
		t.Error("counting goes on after Stop")
	}
	if m = m.Update(CountingToggled{}); !m.Counting.Active() {
		t.Error("counting does not go on")
	}
	m = m.Update(TasksTyped{Text: "2s"}).Update(news)
	if done, all := m.Counting.Progress(); done != 0 || all != 6 {
		t.Errorf("after an edit: got %d of %d, want 0 of 6", done, all)
	}
	m = m.Update(OptionSet{Key: "runs", Value: "1"})
	if m.Counting.Rows != nil || m.Counting.Active() {
		t.Error("one run is counted as many")
	}
	if p := NewModel("tasks=https://example.com/&runs=5"); p.Counting.Active() {
		t.Error("requests to others are counted")
	}
}
