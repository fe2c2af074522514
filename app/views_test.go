package app

import (
	"strings"
	"testing"
	"time"

	"inflight/engine"
)

func TestViewsAreOfTheSameRun(t *testing.T) {
	for name, test := range map[string]struct {
		messages []any
		view     View
		words    string
	}{
		"shows tasks first":             {nil, TasksView, ""},
		"shows connections":             {[]any{ViewPicked{ConnectionsView}}, ConnectionsView, "2 connections, 4 of 6 requests found one open, at most 3 on one."},
		"goes back":                     {[]any{ViewPicked{ConnectionsView}, ViewPicked{TasksView}}, TasksView, ""},
		"knows no other":                {[]any{ViewPicked{ConnectionsView}, ViewPicked{"hosts"}}, ConnectionsView, "2 connections"},
		"keeps the view of another run": {[]any{ViewPicked{ConnectionsView}, TasksTyped{"1s*3"}}, ConnectionsView, "2 connections, 1 of 3 requests found one open"},
		"follows the moment":            {[]any{ViewPicked{ConnectionsView}, Sought{1500 * time.Millisecond}}, ConnectionsView, "2 connections, 2 of 4 requests found one open"},
	} {
		t.Run(name, func(t *testing.T) {
			m := after("tasks=1s*6&limit=2&hosts=1", test.messages...)
			if m.view != test.view {
				t.Errorf("got the view %s, want %s", m.view, test.view)
			}
			if test.words != "" && !strings.HasPrefix(m.connectionWords(), test.words) {
				t.Errorf("got %q, want %q", m.connectionWords(), test.words)
			}
		})
	}
}

func TestConnectionsOfALiveRunAreTheAccounts(t *testing.T) {
	const query = "tasks=1s*3&hosts=1"
	var log engine.Log
	for _, e := range finished(t, query) {
		e.Connection = 0 // a browser does not tell
		log = append(log, e)
	}
	seen := func(task, connection int) engine.Seen {
		s := engine.Unseen(task)
		s.Connection, s.Protocol, s.Received, s.Answered = connection, "HTTP/1.1", 0, time.Second
		return s
	}
	m := after(query, ViewPicked{ConnectionsView}, RunAsked{"x"}, Happened{2, log})
	if want := "Which connection carried what stands here as soon as the backend tells."; m.connectionWords() != want {
		t.Errorf("got %q, want %q", m.connectionWords(), want)
	}
	m = m.Update(Saw{2, engine.Account{seen(0, 1), seen(1, 2), seen(2, 1)}}).Update(Ended{2, ""})
	if want := "2 connections, 3 requests; the browser reused them 1 time."; m.connectionWords() != want {
		t.Errorf("got %q, want %q", m.connectionWords(), want)
	}
	m.run.State = Saved
	m.run.Account = nil
	if m = m.refold(); !strings.Contains(m.connectionWords(), "only the backend's account does") {
		t.Errorf("got %q", m.connectionWords())
	}
}

func TestTabsGoRoundByKeys(t *testing.T) {
	for _, test := range []struct {
		from View
		key  string
		want View
	}{
		{TasksView, "ArrowRight", ConnectionsView}, {ConnectionsView, "ArrowRight", TasksView}, {TasksView, "ArrowLeft", ConnectionsView},
		{ConnectionsView, "Home", TasksView}, {TasksView, "End", ConnectionsView}, {TasksView, "x", ""},
	} {
		if got := test.from.beside(test.key); got != test.want {
			t.Errorf("%s from %s: got %q, want %q", test.key, test.from, got, test.want)
		}
	}
}

func TestBarsOfConnectionsAreNotDragged(t *testing.T) {
	m := after("tasks=1s", ViewPicked{ConnectionsView})
	if m.draggable() {
		t.Error("a bar of a connection can be dragged")
	}
}

// TestCodeIsTimedWhileItsLogIsShown, so that the program prints what the log says.
func TestCodeIsTimedWhileItsLogIsShown(t *testing.T) {
	for _, printing := range []bool{false, true} {
		p := NewPage("tasks=a=1s:1s")
		if printing {
			p.m = p.m.Update(PrintToggled{})
		}
		if got := strings.Contains(p.program().program.Text(), "def timed("); got != printing {
			t.Errorf("log %t: got a program that is timed: %t", printing, got)
		}
	}
}

func TestPrintedLinesFollowTheMoment(t *testing.T) {
	m := after("tasks=a=1s:1s,b=1s", PrintToggled{})
	if !m.printing {
		t.Fatal("the switch does nothing")
	}
	var d printed
	whole := m.whole()
	for _, test := range []struct {
		moment       Moment
		now          string // the line that is marked
		past, future int
	}{
		{Moment{}, "", 7, 0},
		{momentAt(whole.Log, 500*time.Millisecond), "starting fetch('b')", 4, 3},
		{momentAt(whole.Log, time.Second), "finished fetch('b') in 1.0000 second(s)", 5, 2},
	} {
		markup := d.of(whole, test.moment, false)
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
