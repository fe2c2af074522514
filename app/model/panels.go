package model

import (
	"strings"

	"inflight/engine"
	"inflight/engine/view"
)

// Panel is what is told of a run under its picture.
type Panel string

// The panels.
const (
	StoryPanel   Panel = "story"   // in sentences
	EventsPanel  Panel = "events"  // one by one
	ServerPanel  Panel = "server"  // as the server saw it
	OutputPanel  Panel = "output"  // as the program prints it
	NumbersPanel Panel = "numbers" // in figures, of the run and of one lane
)

// PanelNames are those of the tabs.
var PanelNames = []struct {
	Panel Panel
	Name  string
}{{StoryPanel, "Story"}, {EventsPanel, "Events"}, {ServerPanel, "Server"}, {OutputPanel, "Output"}, {NumbersPanel, "Numbers"}}

// PanelPicked is another panel.
type PanelPicked struct{ Panel Panel }

// pickPanel shows another panel. Beside its output the program has the lines that print it.
func (m Model) pickPanel(panel Panel) Model {
	for _, p := range PanelNames {
		if p.Panel == panel {
			m.Panel, m.Printing = panel, panel == OutputPanel
		}
	}
	return m
}

// Tab is the id of the panel's tab, and ID its own.
func (p Panel) Tab() string { return "tab-" + string(p) }

// ID is the panel's id.
func (p Panel) ID() string { return "panel-" + string(p) }

// Neighbour is the panel that a key goes to from this one, or "".
func (p Panel) Neighbour(key string) Panel {
	for i, t := range PanelNames {
		if to := neighbour(i, len(PanelNames), key); t.Panel == p && to >= 0 {
			return PanelNames[to].Panel
		}
	}
	return ""
}

// Number is one of the few numbers that stand under the picture.
type Number struct {
	Value, Words string
	Bad          bool
}

// KeyNumbers are the few that tell how a run went, as known at its timeline's moment: how it ended, what was received, and what was lost or
// how much went on at once.
func KeyNumbers(t *view.Timeline) []Number {
	s := t.Summary()
	numbers := []Number{ending(t), received(t, s)}
	if s.WastedRequests > 0 {
		words := strings.TrimLeft(view.Plural(s.WastedRequests, t.Noun()), "0123456789,") + " wasted"
		numbers = append(numbers, Number{Value: view.Thousands(s.WastedRequests) + " · " + TimeWords(s.WastedTime), Words: words[1:]})
	}
	if s.Orphans > 0 {
		return append(numbers, Number{Value: view.Plural(s.Orphans, "orphan"), Words: ranOn(t)})
	}
	words := "in flight at most"
	if t.Scenario.Sockets() {
		words = "open at most"
	}
	return append(numbers, Number{Value: view.Thousands(s.MostInFlight), Words: words})
}

// ending is when the strategy returned or raised, or how long it has waited.
func ending(t *view.Timeline) Number {
	c := &t.Caller
	switch {
	case !c.Ended.Known():
		return Number{Value: TimeWords(t.Now), Words: "and still waiting"}
	case c.Raised != "":
		return Number{Value: FactTime(c.Ended), Words: "raised " + shortError(c.Raised), Bad: true}
	}
	return Number{Value: FactTime(c.Ended), Words: "returned"}
}

// received counts the results that the caller has got; exceptions are none.
func received(t *view.Timeline, s view.Summary) Number {
	n := 0
	for _, d := range t.Caller.Deliveries {
		if d.Error == "" {
			n++
		}
	}
	words := "results received"
	if failed := len(t.Caller.Deliveries) - n; failed > 0 {
		words += ", " + view.Plural(failed, "exception")
	}
	return Number{Value: view.Thousands(n) + " of " + view.Thousands(s.Tasks), Words: words}
}

// ranOn says how long the last orphan ran on.
func ranOn(t *view.Timeline) string {
	ended, last := t.Caller.Ended.T, engine.Never
	for i := range t.Lanes {
		l := &t.Lanes[i]
		if end := t.EndOf(l); l.Orphan && l.End.Known() {
			last = max(last, end)
		} else if l.Orphan {
			last = max(last, t.Now)
		}
	}
	return "ran on for " + TimeWords(max(last-ended, 0))
}
