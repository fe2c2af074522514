package app

import (
	"strings"
	"testing"
	"time"

	"inflight/app/model"
	"inflight/engine"
)

func TestViewsAreOfTheSameRun(t *testing.T) {
	for name, test := range map[string]struct {
		messages []any
		view     model.View
		words    string
	}{
		"shows tasks first":             {nil, model.TasksView, ""},
		"shows connections":             {[]any{model.ViewPicked{View: model.ConnectionsView}}, model.ConnectionsView, "2 connections, 4 of 6 requests found one open, at most 3 on one."},
		"goes back":                     {[]any{model.ViewPicked{View: model.ConnectionsView}, model.ViewPicked{View: model.TasksView}}, model.TasksView, ""},
		"knows no other":                {[]any{model.ViewPicked{View: model.ConnectionsView}, model.ViewPicked{View: "hosts"}}, model.ConnectionsView, "2 connections"},
		"keeps the view of another run": {[]any{model.ViewPicked{View: model.ConnectionsView}, model.TasksTyped{Text: "1s*3"}}, model.ConnectionsView, "2 connections, 1 of 3 requests found one open"},
		"follows the moment":            {[]any{model.ViewPicked{View: model.ConnectionsView}, model.Sought{At: 1500 * time.Millisecond}}, model.ConnectionsView, "2 connections, 2 of 4 requests found one open"},
	} {
		t.Run(name, func(t *testing.T) {
			m := after("tasks=1s*6&limit=2&hosts=1", test.messages...)
			if m.View != test.view {
				t.Errorf("got the view %s, want %s", m.View, test.view)
			}
			if test.words != "" && !strings.HasPrefix(m.ConnectionWords(), test.words) {
				t.Errorf("got %q, want %q", m.ConnectionWords(), test.words)
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
	m := after(query, model.ViewPicked{View: model.ConnectionsView}, model.RunAsked{ID: "x"}, model.Happened{Run: 2, Events: log})
	if want := "Which connection carried what stands here as soon as the backend tells."; m.ConnectionWords() != want {
		t.Errorf("got %q, want %q", m.ConnectionWords(), want)
	}
	m = m.Update(model.Saw{Run: 2, Account: engine.Account{seen(0, 1), seen(1, 2), seen(2, 1)}}).Update(model.Ended{Run: 2, Problem: ""})
	if want := "2 connections, 3 requests; the browser reused them 1 time."; m.ConnectionWords() != want {
		t.Errorf("got %q, want %q", m.ConnectionWords(), want)
	}
	m.Run.State = model.Saved
	m.Run.Account = nil
	if m = m.Refold(); !strings.Contains(m.ConnectionWords(), "only the backend's account does") {
		t.Errorf("got %q", m.ConnectionWords())
	}
}

func TestTabsGoRoundByKeys(t *testing.T) {
	for _, test := range []struct {
		from model.View
		key  string
		want model.View
	}{
		{model.TasksView, "ArrowRight", model.ConnectionsView}, {model.ConnectionsView, "ArrowRight", model.TasksView}, {model.TasksView, "ArrowLeft", model.ConnectionsView},
		{model.ConnectionsView, "Home", model.TasksView}, {model.TasksView, "End", model.ConnectionsView}, {model.TasksView, "x", ""},
	} {
		if got := test.from.Beside(test.key); got != test.want {
			t.Errorf("%s from %s: got %q, want %q", test.key, test.from, got, test.want)
		}
	}
}

func TestBarsOfConnectionsAreNotDragged(t *testing.T) {
	m := after("tasks=1s", model.ViewPicked{View: model.ConnectionsView})
	if m.Draggable() {
		t.Error("a bar of a connection can be dragged")
	}
}

// TestCodeIsTimedWhileItsLogIsShown, so that the program prints what the log says.
func TestCodeIsTimedWhileItsLogIsShown(t *testing.T) {
	for _, printing := range []bool{false, true} {
		p := NewPage("tasks=a=1s:1s")
		if printing {
			p.m = p.m.Update(model.PrintToggled{})
		}
		if got := strings.Contains(p.program().program.Text(), "def timed("); got != printing {
			t.Errorf("log %t: got a program that is timed: %t", printing, got)
		}
	}
}

func TestPrintedLinesFollowTheMoment(t *testing.T) {
	m := after("tasks=a=1s:1s,b=1s", model.PrintToggled{})
	if !m.Printing {
		t.Fatal("the switch does nothing")
	}
	var d printed
	whole := m.Whole()
	for _, test := range []struct {
		moment       model.Moment
		now          string // the line that is marked
		past, future int
	}{
		{model.Moment{}, "", 7, 0},
		{model.MomentAt(whole.Log, 500*time.Millisecond), "starting fetch('b')", 4, 3},
		{model.MomentAt(whole.Log, time.Second), "finished fetch('b') in 1.0000 second(s)", 5, 2},
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
