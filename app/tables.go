package app

import (
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/view"
)

// meanings are the kinds of events in words.
var meanings = map[engine.Kind]string{
	engine.Enter: "the session is open", engine.Create: "created", engine.Start: "starts", engine.Send: "sends its request",
	engine.Sent: "the browser has sent it", engine.Finish: "finishes", engine.Fail: "fails", engine.Cancel: "is cancelled",
	engine.Deliver: "the caller receives it", engine.Wake: "wait returns", engine.Return: "the strategy returns",
	engine.Raise: "the strategy raises", engine.Close: "the session is closed", engine.Exit: "the program ends",
	engine.Connect: "opens a connection", engine.Body: "the answer begins to arrive",
	engine.Unretrieved: "asyncio logs that its exception was never retrieved", engine.Take: "a worker takes it from the queue",
	engine.Hold: "waits within a wrapper", engine.Serve: "the server begins to serve it",
}

// ownMeanings are those of a task's own session, socketMeanings of its socket.
var (
	ownMeanings    = map[engine.Kind]string{engine.Enter: "its own session is open", engine.Close: "its own session is closed"}
	socketMeanings = map[engine.Kind]string{engine.Connect: "connects its socket", engine.Enter: "its socket is open",
		engine.Closing: "begins to close its socket", engine.Close: "its socket is closed"}
)

// meaning is an event of a scenario in words.
func meaning(s *engine.Scenario, e engine.Event) string {
	own := ownMeanings
	if s.Sockets() {
		own = socketMeanings
	}
	if e.Kind == engine.Unretrieved && e.Task == engine.NoTask {
		return "asyncio logs that the exception of its gather was never retrieved"
	}
	if words := own[e.Kind]; words != "" && e.Task != engine.NoTask {
		return words
	}
	return meanings[e.Kind]
}

// eventDetail says what an event carries beside its kind. The event is given by its index in the log.
func eventDetail(t *view.Timeline, event int) string {
	switch e, s := t.Log[event], t.Scenario; {
	case e.Error != "":
		return view.ErrorInWords(e.Error)
	case (e.Kind == engine.Finish || e.Kind == engine.Deliver) && t.Requests[e.Task].Sleeps:
		return "slept"
	case (e.Kind == engine.Finish || e.Kind == engine.Deliver) && s.Sockets():
		return view.Plural(e.Value, "byte")
	case e.Kind == engine.Finish || e.Kind == engine.Deliver:
		return strconv.Itoa(e.Value)
	case e.Kind == engine.Cancel:
		return "by " + t.Canceller(e.By, event)
	case e.Kind == engine.Take:
		return "worker " + strconv.Itoa(e.Value)
	case e.Kind == engine.Wake:
		return strconv.Itoa(e.Done) + " done, " + strconv.Itoa(e.Pending) + " pending"
	case e.Connection > 0:
		return "connection " + strconv.Itoa(e.Connection)
	}
	return ""
}

// eventClass returns the CSS class of an event's row.
func eventClass(e engine.Event) string {
	switch {
	case e.Error != "":
		return "bad"
	case e.Kind == engine.Finish && e.Value >= 400:
		return "bad"
	case e.Kind == engine.Finish:
		return "good"
	case e.Kind == engine.Cancel:
		return "cancelled"
	}
	return ""
}

// drawnTable keeps the table of events that was drawn last: during a replay the same is drawn again and again.
type drawnTable struct {
	timeline *view.Timeline
	all      bool
	marking  *model.Marking
	markup   string
}

// markupOf is the log as a table: it says what the picture shows.
func (d *drawnTable) markupOf(t *view.Timeline, labels []string, all bool, marking *model.Marking) string {
	if d.timeline == t && d.all == all && d.marking == marking {
		return d.markup
	}
	table := newTable("Events in the order in which they happened", "Time", "Who", "What", "")
	for i, e := range t.Log[:rowsToShow(len(t.Log), all)] {
		who := "main()"
		if e.Task != engine.NoTask {
			who = labels[e.Task]
		}
		class := eventClass(e)
		if marking.Has(i) {
			class = strings.TrimSpace(class + " marked")
		}
		what, detail := meaning(t.Scenario, e), ""
		if e.More != nil {
			what = t.RecordedEvent(i)
		} else {
			detail = eventDetail(t, i)
		}
		table.rowAt(i, class, model.TimeWords(e.T), who, what, detail)
	}
	*d = drawnTable{t, all, marking, table.end()}
	return d.markup
}

// scrollBox is a box that scrolls, also by keys. Its name is read to who comes there. It is no landmark: the page's parts are that.
func scrollBox(label string) app.HTMLDiv {
	return app.Div().Class("scroll").TabIndex(0).Role("group").Aria("label", label)
}

// events is the table of the first so many events. A click on one goes to its moment.
func events(markup string, n int, all bool, onAll, onEvent app.EventHandler) app.UI {
	return app.Div().Class("events").OnClick(onEvent).Body(
		scrollBox("Events").Body(raw(markup)),
		restButton(n, all, onAll),
	)
}

// serverTable is the backend's account, beside what the client saw of the same requests.
func serverTable(t *view.Timeline, run model.Run, labels []string, all bool, onAll app.EventHandler) app.UI {
	a, unknown := model.KnownAccount(t, run.Account), run.Reading == model.Unreadable && t.Now >= t.Last
	caption, noun := "Requests in the order in which the server received them", "Request"
	if t.Scenario.Sockets() {
		caption, noun = "Sockets in the order in which the server received them", "Socket"
	}
	table := newTable(caption, noun, "Over", "Received", "Server", "Browser")
	for _, s := range a[:rowsToShow(len(a), all)] {
		if s.Task < 0 || s.Task >= len(t.Lanes) {
			continue
		}
		server, class := serverWords(s, unknown)
		if words := t.AtServerWords(s); words != "" {
			server = words + ", " + server
		}
		table.row(class, labels[s.Task], overWords(t, s), model.TimeWords(s.Received), server, clientWords(t, &t.Lanes[s.Task]))
	}
	return app.Div().Class("seen").Body(
		app.P().Text(serverSummary(a)+" "+t.ServerInWords(a)+standing(a, run, t.Now >= t.Last)+proxyWords(t)),
		scrollBox("What the server saw").Body(raw(table.end())),
		restButton(len(a), all, onAll),
	)
}

// proxyWords say that a proxy is between, if one is.
func proxyWords(t *view.Timeline) string {
	if t.Proxy == "" {
		return ""
	}
	return " " + model.Sentence(t.Proxy+": connections are not counted")
}

// overWords name the protocol and the connection of a request, by the server's count. Those of a proxy say nothing.
func overWords(t *view.Timeline, s engine.Seen) string {
	words := view.ProtocolInWords(s.Protocol)
	if s.Connection > 0 && t.Proxy == "" {
		words = "#" + strconv.Itoa(s.Connection) + " " + words
	}
	if words == "" {
		return "–"
	}
	return strings.TrimSpace(words)
}

// standing says what is open at the server, and whether that is known.
func standing(a engine.Account, run model.Run, atEnd bool) string {
	open := a.CountOpen()
	switch work := view.Thousands(open) + " " + areIs(open) + " at work"; {
	case !atEnd || run.IsActive() && run.Reading != model.Unreadable:
		return work + "."
	case run.Reading == model.Unreadable && open > 0:
		return "It does not answer any more: what became of " + view.Thousands(open) + " is not known."
	case run.Reading == model.Unreadable:
		return "It does not answer any more: whether others came is not known."
	case open > 0:
		return work + ", so it is asked again."
	}
	return "Nothing is open there."
}

// serverWords is how a request ended for the server; unknown says that the server does not answer any more.
func serverWords(s engine.Seen, unknown bool) (words, class string) {
	switch {
	case s.Abandoned != engine.Never:
		return "client gone at " + model.TimeWords(s.Abandoned), "cancelled"
	case s.Broken != engine.Never:
		return "broke it at " + model.TimeWords(s.Broken), "bad"
	case s.Closed != engine.Never:
		return "accepted at " + model.TimeWords(s.Accepted) + ", closed at " + model.TimeWords(s.Closed), ""
	case s.Accepted != engine.Never:
		return "accepted at " + model.TimeWords(s.Accepted) + ", " + work("open", unknown), ""
	case s.Answered != engine.Never:
		return strconv.Itoa(s.Status) + " at " + model.TimeWords(s.Answered), ""
	}
	return work("at work", unknown), ""
}

// work is what the server is doing with a request, as far as that is known.
func work(words string, unknown bool) string {
	if unknown {
		return words + " when last heard of"
	}
	return words
}

// clientWords is how it ended for the client.
func clientWords(t *view.Timeline, l *view.Lane) string {
	if !l.End.Known() {
		return "waiting"
	}
	short, _ := t.Words(l)
	return short + " at " + model.FactTime(l.End)
}

// serverSummary counts what became of the requests, or sockets, for the server.
func serverSummary(a engine.Account) string {
	var sockets, accepted, served, broken, gone int
	for _, s := range a {
		if s.Status == http101 {
			sockets++
		}
		if s.Accepted != engine.Never {
			accepted++
		}
		switch {
		case s.Abandoned != engine.Never:
			gone++
		case s.Broken != engine.Never:
			broken++
		case s.Closed != engine.Never, sockets == 0 && s.Answered != engine.Never:
			served++
		}
	}
	text := "The server received " + view.Plural(len(a), "request") + " and answered " + view.Thousands(served)
	if sockets > 0 {
		text = "The server accepted " + view.Thousands(
			accepted,
		) + " of " + view.Plural(
			sockets,
			"socket",
		) + " and closed " + view.Thousands(
			served,
		)
	}
	if broken > 0 {
		text += ", broke " + view.Thousands(broken)
	}
	if gone > 0 {
		text += ", and noticed that the client had gone from " + view.Thousands(gone)
	}
	return text + "."
}

// http101 is the status of a request that became a socket.
const http101 = 101

func areIs(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// numbers is the run's summary.
func numbers(t *view.Timeline) app.UI {
	s := t.Summary()
	cells := []app.UI{}
	for _, p := range []model.Pair{
		{Key: "Total", Value: view.InWords(s.Total)}, {Key: "Strategy ended", Value: model.TimeWords(s.Ended)},
		{Key: "First result", Value: model.TimeWords(s.FirstResult)},
		{Key: "Finished", Value: view.Thousands(s.Finished)}, {Key: "Failed", Value: view.Thousands(s.Failed)},
		{Key: "Cancelled", Value: view.Thousands(s.Cancelled)},
		{Key: "Never started", Value: view.Thousands(s.NeverStarted)}, {Key: "Most in flight", Value: view.Thousands(s.MostInFlight)},
		{Key: "Wasted", Value: wastedWords(s, t.Noun())},
	} {
		cells = append(cells, app.Div().Body(app.Dt().Text(p.Key), app.Dd().Text(p.Value)))
	}
	return app.Dl().Class("numbers").Body(cells...)
}

func wastedWords(s view.Summary, noun string) string {
	if s.WastedRequests == 0 {
		return "none"
	}
	return view.Plural(s.WastedRequests, noun) + ", " + view.InWords(s.WastedTime)
}
