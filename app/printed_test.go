package app

import (
	"strings"
	"testing"
	"time"

	"inflight/app/model"
)

// TestCodeIsTimedWhileItsLogIsShown, so that the program prints what the log says.
func TestCodeIsTimedWhileItsLogIsShown(t *testing.T) {
	for _, printing := range []bool{false, true} {
		p := NewPage(t.Context(), "tasks=a=1s:1s")
		if printing {
			p.m = p.m.Update(model.PanelPicked{Panel: model.OutputPanel})
		}
		if got := strings.Contains(p.program().program.Text(), "def timed("); got != printing {
			t.Errorf("log %t: got a program that is timed: %t", printing, got)
		}
	}
}

func TestPrintedLinesFollowTheMoment(t *testing.T) {
	m := model.NewModel("tasks=a=1s:1s,b=1s").Update(model.PanelPicked{Panel: model.OutputPanel})
	if !m.Printing {
		t.Fatal("the switch does nothing")
	}
	var d printed
	whole := m.WholeRun()
	for _, test := range []struct {
		moment       model.Moment
		now          string // the line that is marked
		past, future int
	}{
		{model.Moment{}, "", 7, 0},
		{model.MomentAt(whole.Log, 500*time.Millisecond), "starting fetch('b')", 4, 3},
		{model.MomentAt(whole.Log, time.Second), "finished fetch('b') in 1.0000 second(s)", 5, 2},
	} {
		markup := d.markupOf(whole, test.moment, false)
		future := strings.Count(markup, `class="future"`)
		if past := strings.Count(markup, "<li") - future; past != test.past || future != test.future {
			t.Errorf("%v: got %d lines printed and %d to come, want %d and %d", test.moment.At, past, future, test.past, test.future)
		}
		_, now, _ := strings.Cut(markup, `class="now"`)
		line, _, _ := strings.Cut(now, "</li>")
		if !strings.Contains(line, escape(test.now)) {
			t.Errorf("%v: got %q marked, want %q", test.moment.At, line, test.now)
		}
	}
}
