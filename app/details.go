package app

import (
	"strconv"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/engine"
)

// details says all about one lane. Its picker is the keyboard's way to what a pointer finds in the picture.
type details struct {
	timeline *engine.Timeline
	labels   []string
	lane     int

	onLane, onBack, onNext app.EventHandler
}

func (d details) view() app.UI {
	cells := []app.UI{}
	for _, p := range d.facts() {
		cells = append(cells, app.Div().Body(app.Dt().Text(p.key), app.Dd().Text(p.value)))
	}
	return app.Div().Class("details").Role("group").Aria("label", "Details of one lane").Body(
		app.Div().Class("lane-picker").Body(
			app.Label().For("lane").Text("Details of"),
			d.picker(),
			app.Button().ID("lane-back").Type("button").Class("quiet").Aria("label", "Previous lane").Text("↑").
				Disabled(d.lane == engine.NoTask).OnClick(d.onBack),
			app.Button().ID("lane-next").Type("button").Class("quiet").Aria("label", "Next lane").Text("↓").
				Disabled(d.lane == len(d.timeline.Lanes)-1).OnClick(d.onNext),
		),
		app.Dl().Body(cells...),
	)
}

// picker lists the lanes; very many are picked by number.
func (d details) picker() app.UI {
	lanes := d.timeline.Lanes
	if len(lanes) > canvasRows {
		return app.Input().ID("lane").Type("number").Class("short").Min(-1).Max(len(lanes)-1).OnChange(d.onLane).
			Title("Task number from 0; -1 is main()").Attr("value", drawn(strconv.Itoa(d.lane)))
	}
	choices := []app.UI{app.Option().Value("-1").Text("main()").Selected(d.lane == engine.NoTask)}
	for i, name := range d.labels {
		choices = append(choices, app.Option().Value(strconv.Itoa(i)).Text(name).Selected(d.lane == i))
	}
	return app.Select().ID("lane").OnChange(d.onLane).Body(choices...)
}

// facts are always as many, so that the page keeps its height.
func (d details) facts() []pair {
	if d.lane < 0 || d.lane >= len(d.timeline.Lanes) {
		return d.callerFacts()
	}
	t, l := d.timeline, &d.timeline.Lanes[d.lane]
	var spent [engine.HeldUp + 1]time.Duration
	for _, s := range t.Spans(l, nil) {
		spent[s.Phase] += s.To - s.From
	}
	took := func(p engine.Phase) string {
		if spent[p] == 0 {
			return "–"
		}
		return engine.InWords(spent[p])
	}
	_, ending := t.Words(l)
	if l.End.Known() {
		ending += " at " + at(l.End)
	}
	if ending == "" {
		ending = "–"
	}
	facts := []pair{
		{"Started", at(l.Start)}, {"Slept", took(engine.Sleeping)}, {"Waited for the pool", took(engine.Pooling)},
		{"Waited in the browser", took(engine.Browsing)}, {"In flight", took(engine.InFlight)}, {"Ended", ending},
		{"Caller received it", at(l.Deliver)}, {"Server received it", when(l.Received)}, {"Server saw the cancel", when(l.Noticed)},
	}
	for _, p := range []struct {
		phase engine.Phase
		words string
	}{
		{engine.Connecting, "Connected for"}, {engine.Arriving, "Received the body for"}, {engine.Open, "Open for"}, {engine.Exiting, "Closing for"},
		{engine.HeldUp, "Held up for"},
	} {
		if spent[p.phase] > 0 {
			facts = append(facts, pair{p.words, took(p.phase)})
		}
	}
	return facts
}

func (d details) callerFacts() []pair {
	c := &d.timeline.Caller
	var waited time.Duration
	for _, w := range c.Waits {
		waited += w.To - w.From
	}
	first := engine.Never
	if len(c.Deliveries) > 0 {
		first = c.Deliveries[0].T
	}
	wakes := "–"
	if d.timeline.Scenario.Strategy == "wait" {
		wakes = engine.Plural(len(c.Wakes), "time")
	}
	s := d.timeline.Summary()
	return []pair{
		{"Session opened", at(c.Enter)}, {"Waited in all", engine.InWords(waited)}, {"First result", when(first)},
		{"Results received", strconv.Itoa(s.Delivered)}, {"wait returned", wakes}, {"Strategy", endWords(c)},
		{"Session closed", at(c.Close)}, {"Program ended", at(c.Exit)}, {"Last event", when(s.Total)},
	}
}
