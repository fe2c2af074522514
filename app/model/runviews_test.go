package model

import (
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
)

func TestViewsAreOfTheSameRun(t *testing.T) {
	for name, test := range map[string]struct {
		messages []any
		view     View
		words    string
	}{
		"shows tasks first": {nil, TasksView, ""},
		"shows connections": {[]any{ViewPicked{View: ConnectionsView}}, ConnectionsView,
			"2 connections, 4 of 6 requests found one open, at most 3 on one."},
		"goes back":      {[]any{ViewPicked{View: ConnectionsView}, ViewPicked{View: TasksView}}, TasksView, ""},
		"knows no other": {[]any{ViewPicked{View: ConnectionsView}, ViewPicked{View: "hosts"}}, ConnectionsView, "2 connections"},
		"keeps the view of another run": {[]any{ViewPicked{View: ConnectionsView}, TasksTyped{Text: "1s*3"}}, ConnectionsView,
			"2 connections, 1 of 3 requests found one open"},
		"follows the moment": {[]any{ViewPicked{View: ConnectionsView}, Sought{At: 1500 * time.Millisecond}}, ConnectionsView,
			"2 connections, 2 of 4 requests found one open"},
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
	_, simulated := enginetest.Simulated(t, query)
	var log engine.Log
	for _, e := range simulated {
		e.Connection = 0 // a browser does not tell
		log = append(log, e)
	}
	seen := func(task, connection int) engine.Seen {
		s := engine.Unseen(task)
		s.Connection, s.Protocol, s.Received, s.Answered = connection, "HTTP/1.1", 0, time.Second
		return s
	}
	m := after(query, ViewPicked{View: ConnectionsView}, RunAsked{ID: "x"}, Happened{Run: 2, Events: log})
	if want := "Which connection carried what stands here as soon as the backend tells."; m.ConnectionWords() != want {
		t.Errorf("got %q, want %q", m.ConnectionWords(), want)
	}
	m = m.Update(Saw{Run: 2, Account: engine.Account{seen(0, 1), seen(1, 2), seen(2, 1)}}).Update(Ended{Run: 2, Problem: ""})
	if want := "2 connections, 3 requests; the browser reused them 1 time."; m.ConnectionWords() != want {
		t.Errorf("got %q, want %q", m.ConnectionWords(), want)
	}
	m.Run.State = Saved
	m.Run.Account = nil
	if m = m.Refold(); !strings.Contains(m.ConnectionWords(), "only the backend's account does") {
		t.Errorf("got %q", m.ConnectionWords())
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
		if got := test.from.Neighbour(test.key); got != test.want {
			t.Errorf("%s from %s: got %q, want %q", test.key, test.from, got, test.want)
		}
	}
}

func TestBarsOfConnectionsAreNotDragged(t *testing.T) {
	m := after("tasks=1s", ViewPicked{View: ConnectionsView})
	if m.CanDrag() {
		t.Error("a bar of a connection can be dragged")
	}
}
