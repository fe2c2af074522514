package app

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/view"
)

// details says all about one lane. Its picker is the keyboard's way to what a pointer finds in the picture.
type details struct {
	timeline *view.Timeline
	labels   []string
	lane     int

	onLane, onPlace, onBack, onNext app.EventHandler
}

func (d details) view() app.UI {
	cells := []app.UI{}
	for _, p := range d.facts() {
		cells = append(cells, app.Div().Body(app.Dt().Text(p.Key), app.Dd().Text(p.Value)))
	}
	return app.Div().Class("details").Role("group").Aria("label", "Details of one lane").Body(
		app.Div().Class("lane-picker").Body(
			d.picker(),
			app.Button().ID("lane-back").Type("button").Class("quiet").Aria("label", "Previous lane").Text("↑").
				Disabled(d.lane == engine.NoTask).OnClick(d.onBack),
			app.Button().ID("lane-next").Type("button").Class("quiet").Aria("label", "Next lane").Text("↓").
				Disabled(d.lane == len(d.timeline.Lanes)-1).OnClick(d.onNext),
		),
		app.Dl().Body(cells...),
	)
}

// picker lists the lanes; very many are picked by their place.
func (d details) picker() app.UI {
	lanes := d.timeline.Lanes
	if len(lanes) > canvasRows {
		return app.Label().Class("field").For("lane-place").Body(app.Span().Text("Details of task"),
			app.Input().ID("lane-place").Type("number").Class("short").Min(1).Max(len(lanes)).Placeholder("main()").OnChange(d.onPlace).
				Attr("value", serverValue(placeOf(d.lane))))
	}
	choices := []app.UI{app.Option().Value("-1").Text("main()").Selected(d.lane == engine.NoTask)}
	for i, name := range d.labels {
		choices = append(choices, app.Option().Value(strconv.Itoa(i)).Text(name).Selected(d.lane == i))
	}
	return app.Label().
		Class("field").
		For("lane").
		Body(app.Span().Text("Details of"), app.Select().ID("lane").OnChange(d.onLane).Body(choices...))
}

// placeOf is a lane's place from 1, or "" for main().
func placeOf(lane int) string {
	if lane == engine.NoTask {
		return ""
	}
	return strconv.Itoa(lane + 1)
}

// facts lists as many facts for each lane of a scenario, so that the page keeps its height.
func (d details) facts() []model.Pair {
	if d.lane < 0 || d.lane >= len(d.timeline.Lanes) {
		return d.callerFacts()
	}
	t, l := d.timeline, &d.timeline.Lanes[d.lane]
	took := timeInPhase(t, l)
	facts := []model.Pair{{Key: "Started", Value: model.FactTime(l.Start)}}
	if t.Scenario.Recorded != nil {
		facts = append(facts, model.Pair{Key: "Cancellations swallowed", Value: view.Thousands(len(l.Swallowed))})
	}
	if t.Scenario.Queued() {
		facts = append(facts, model.Pair{Key: "Taken from the queue", Value: takenWords(l)})
	}
	if len(t.Scenario.Each) > 0 {
		facts = append(facts, model.Pair{Key: "Waited for semaphore", Value: took(view.Queueing)},
			model.Pair{Key: "Waited for limiter", Value: took(view.Pacing)}, model.Pair{Key: "Paused", Value: took(view.Pausing)})
	}
	if t.Scenario.Server.Queues() {
		facts = append(facts, model.Pair{Key: "Waited at the server", Value: took(view.AtServer)})
	}
	if t.Scenario.Sockets() {
		facts = append(
			facts,
			model.Pair{Key: "Connecting", Value: took(view.Connecting)},
			model.Pair{Key: "Entered", Value: model.FactTime(l.Enter)},
			model.Pair{Key: "Open", Value: took(view.Open)},
			model.Pair{
				Key:   "Closing",
				Value: took(view.Exiting),
			},
			model.Pair{Key: "Closed", Value: model.FactTime(l.Close)},
			model.Pair{Key: "Message", Value: messageWords(l)},
		)
	} else {
		facts = append(facts, model.Pair{Key: "Slept", Value: took(view.Sleeping)}, d.waitFact(l, took),
			model.Pair{Key: "Connecting", Value: took(view.Connecting)},
			model.Pair{Key: "Waited in browser", Value: took(view.Browsing)}, model.Pair{Key: "Waited for answer", Value: took(view.InFlight)},
			model.Pair{Key: "Received the body", Value: took(view.Arriving)})
	}
	return append(
		facts,
		model.Pair{Key: "Connection", Value: connectionWords(t, l)},
		model.Pair{Key: "Ended", Value: endingWords(t, l)},
		model.Pair{Key: "Caller received it", Value: model.FactTime(l.Deliver)},
		model.Pair{
			Key:   "Server received it",
			Value: model.TimeWords(l.Received),
		},
		model.Pair{Key: "Server saw the cancel", Value: model.TimeWords(l.Noticed)},
	)
}

// takenWords say which worker took the task, and when.
func takenWords(l *view.Lane) string {
	if l.Worker == 0 {
		return "–"
	}
	return "by worker " + strconv.Itoa(l.Worker) + ", at " + model.FactTime(l.Take)
}

// countExceptions counts the exceptions that the caller received instead of results.
func countExceptions(c *view.CallerLane) (n int) {
	for _, d := range c.Deliveries {
		if d.Error != "" {
			n++
		}
	}
	return n
}

// timeInPhase returns a function that tells how long a lane was in a phase, and from when on.
func timeInPhase(t *view.Timeline, l *view.Lane) func(view.Phase) string {
	var total [view.AtServer + 1]time.Duration
	var from [view.AtServer + 1]time.Duration
	for _, s := range t.Spans(l, nil) {
		if total[s.Phase] == 0 {
			from[s.Phase] = s.From
		}
		total[s.Phase] += s.To - s.From
	}
	return func(p view.Phase) string {
		if total[p] == 0 {
			return "–"
		}
		return model.TimeWords(total[p]) + ", from " + model.TimeWords(from[p])
	}
}

// waitFact tells how long a request waited for its connection. Each sort of client has its own reason to wait.
func (d details) waitFact(l *view.Lane, took func(view.Phase) string) model.Pair {
	switch s := d.timeline.Scenario; {
	case s.Blocking():
		return model.Pair{Key: "Held up", Value: took(view.HeldUp)}
	case s.Shared():
		return model.Pair{Key: "Waited for connection", Value: took(view.Pooling)}
	}
	session := "–"
	if l.Enter.Known() {
		session = model.FactTime(l.Enter) + " to " + model.FactTime(l.Close)
	}
	return model.Pair{Key: "Its own session", Value: session}
}

// messageWords are what came over a socket.
func messageWords(l *view.Lane) string {
	if l.Outcome != view.Finished {
		return "–"
	}
	return view.Plural(l.Value, "byte")
}

// endingWords are how the lane ended, and when.
func endingWords(t *view.Timeline, l *view.Lane) string {
	_, words := t.Words(l)
	switch {
	case l.End.Known():
		return words + " at " + model.FactTime(l.End)
	case words == "":
		return "–"
	}
	return words
}

// connectionWords name the connection of a request, and tell whether it was there already.
func connectionWords(t *view.Timeline, l *view.Lane) string {
	if t.Proxy != "" {
		return "not known: a proxy is between"
	}
	words := []string{}
	if l.Connection > 0 {
		words = append(words, "#"+strconv.Itoa(l.Connection))
	}
	switch reused, known := reuses(t, l); {
	case !known:
	case reused:
		words = append(words, "reused")
	default:
		words = append(words, "opened for it")
	}
	if len(words) == 0 {
		return "–"
	}
	return strings.Join(words, ", ")
}

// reuses reports whether a request found its connection open. A browser tells; in a simulation the first request on a connection opened it.
func reuses(t *view.Timeline, l *view.Lane) (reused, known bool) {
	switch {
	case t.Scenario.Sockets():
		return false, false
	case l.Timing != nil:
		return l.Timing.Connect == engine.Never, l.Timing.Requested != engine.Never
	case l.Sent.Known() || l.Connection == 0 || !l.Send.Known():
		return false, false
	}
	return slices.ContainsFunc(t.Lanes, func(other view.Lane) bool {
		return other.Connection == l.Connection && other.Send.Known() && other.Send.Event < l.Send.Event
	}), true
}

func (d details) callerFacts() []model.Pair {
	c := &d.timeline.Caller
	var waited time.Duration
	for _, w := range c.Waits {
		waited += w.To - w.From
	}
	first := engine.Never
	if len(c.Deliveries) > 0 {
		first = c.Deliveries[0].T
	}
	s := d.timeline.Summary()
	further := model.Pair{Key: "Exceptions received", Value: strconv.Itoa(countExceptions(c))}
	if s := d.timeline.Scenario; s.Collector().Results == engine.InSets {
		further = model.Pair{Key: s.Strategy + " returned", Value: view.Plural(len(c.Wakes), "time")}
	}
	return []model.Pair{
		{
			Key:   "Session opened",
			Value: model.FactTime(c.Enter),
		}, {Key: "Waited in all", Value: view.InWords(waited)}, {Key: "First result", Value: model.TimeWords(first)},
		{Key: "Results received", Value: strconv.Itoa(s.Delivered)}, further, {Key: "Strategy", Value: model.EndWords(c)},
		{
			Key:   "Session closed",
			Value: model.FactTime(c.Close),
		}, {Key: "Program ended", Value: model.FactTime(c.Exit)}, {Key: "Last event", Value: model.TimeWords(s.Total)},
		{
			Key:   "Most at once",
			Value: view.Thousands(s.MostInFlight),
		}, {Key: "Connections", Value: connectionsOpened(s)}, {Key: "Orphans", Value: view.Thousands(s.Orphans)},
	}
}

// connectionsOpened tells how many connections were opened, where that is known.
func connectionsOpened(s view.Summary) string {
	if s.Connections == 0 {
		return "–"
	}
	return view.Thousands(s.Connections)
}
