package model

import (
	"strings"

	"inflight/engine/picture"
	"inflight/engine/view"
)

// View is one of the ways in which the picture shows a run.
type View string

// The views. Both are of the same log, at the same moment.
const (
	TasksView       View = "tasks"       // a lane for each task
	ConnectionsView View = "connections" // a lane for each connection, with what it carried
)

// ViewNames are those of the tabs.
var ViewNames = []struct {
	View View
	Name string
}{{TasksView, "Tasks"}, {ConnectionsView, "Connections"}}

// ViewPicked is another view of the same run.
type ViewPicked struct{ View View }

// pickView shows another view. A bar in the hand belongs to the view that it was taken in.
func (m Model) pickView(view View) Model {
	for _, v := range ViewNames {
		if v.View == view {
			m = m.letGo()
			m.View = view
		}
	}
	return m
}

// ShowsConnections reports whether the picture has a lane for each connection.
func (m Model) ShowsConnections() bool { return m.View == ConnectionsView }

// Tab is the id of the view's tab.
func (v View) Tab() string { return "view-" + string(v) }

// Neighbour is the view that a key goes to from this one, or "".
func (v View) Neighbour(key string) View {
	for i, t := range ViewNames {
		if to := neighbour(i, len(ViewNames), key); t.View == v && to >= 0 {
			return ViewNames[to].View
		}
	}
	return ""
}

// neighbour is the place among n tabs that a key goes to from one of them, or -1.
func neighbour(from, n int, key string) int {
	switch key {
	case "ArrowRight":
		return (from + 1) % n
	case "ArrowLeft":
		return (from + n - 1) % n
	case "Home":
		return 0
	case "End":
		return n - 1
	}
	return -1
}

// ConnectionWords count the connections of the run, as known at the moment, and how often one was used again.
func (m Model) ConnectionWords() string {
	t := m.ShownRun()
	connections := view.Connections(t)
	live := m.Run.Timeline != nil && m.Run.State != Saved
	switch {
	case t.Proxy != "":
		return Sentence(t.Proxy + ": which connection carried what is not known")
	case len(connections) == 0 && m.Run.State == Saved:
		return "Neither a saved live log nor the browser tells which connection carried what: only the backend's account does, and no file has " +
			"that."
	case len(connections) == 0 && live:
		return "Which connection carried what stands here as soon as the backend tells."
	case !live || t.Scenario.Sockets():
		return Sentence(strings.Join(picture.ConnectionsInWords(t), ", "))
	}
	carried := 0
	for _, c := range connections {
		carried += len(c.Rides)
	}
	words := view.Plural(len(connections), "connection") + ", " + view.Plural(carried, "request") + "; the browser "
	if reused := carried - len(connections); reused > 0 {
		return words + "reused " + pronoun(len(connections), "it", "them") + " " + view.Plural(reused, "time") + "."
	}
	return words + "reused none."
}

func pronoun(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// Sentence makes a sentence of a phrase, which is not empty.
func Sentence(phrase string) string { return strings.ToUpper(phrase[:1]) + phrase[1:] + "." }
