package app

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"inflight/engine"
)

// meanings are the kinds of events in words.
var meanings = map[engine.Kind]string{
	engine.Enter: "the session is open", engine.Create: "created", engine.Start: "starts", engine.Send: "sends its request",
	engine.Sent: "the browser has sent it", engine.Finish: "finishes", engine.Fail: "fails", engine.Cancel: "is cancelled",
	engine.Deliver: "the caller receives it", engine.Wake: "wait returns", engine.Return: "the strategy returns",
	engine.Raise: "the strategy raises", engine.Close: "the session is closed", engine.Exit: "the program ends",
}

// about is what an event carries beside its kind, in words.
func about(e engine.Event) string {
	switch {
	case e.Error != "":
		return engine.ErrorInWords(e.Error)
	case e.Kind == engine.Finish || e.Kind == engine.Deliver:
		return strconv.Itoa(e.Value)
	case e.Kind == engine.Cancel:
		return "by " + cancellers[e.By]
	case e.Kind == engine.Wake:
		return strconv.Itoa(e.Done) + " done, " + strconv.Itoa(e.Pending) + " pending"
	}
	return ""
}

var cancellers = map[engine.Cause]string{
	engine.ByCaller: "the caller", engine.ByTimeout: "the timeout", engine.ByGroup: "the group", engine.ByShutdown: "the end of the program",
}

// tone is the class of an event's row.
func tone(e engine.Event) string {
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

// events is the log as a table: it says what the picture shows.
func events(t *engine.Timeline, labels []string, all bool, onAll app.EventHandler) app.UI {
	table := newTable("Events in the order in which they happened", "Time", "Who", "What", "")
	for _, e := range t.Log[:bounded(len(t.Log), all)] {
		who := "main()"
		if e.Task != engine.NoTask {
			who = labels[e.Task]
		}
		table.row(tone(e), moment(e.T), who, meanings[e.Kind], about(e))
	}
	return app.Div().Class("events").Body(
		app.Div().Class("scroll").TabIndex(0).Role("region").Aria("label", "Events").Body(table.end()),
		rest(len(t.Log), all, onAll),
	)
}

// seen is the backend's account, beside what the client saw of the same requests.
func seen(t *engine.Timeline, a engine.Account, labels []string, all bool, onAll app.EventHandler) app.UI {
	table := newTable("Requests in the order in which the server received them", "Request", "Received", "Server", "Browser")
	for _, s := range a[:bounded(len(a), all)] {
		if s.Task < 0 || s.Task >= len(t.Lanes) {
			continue
		}
		server, class := serverWords(s)
		table.row(class, labels[s.Task], moment(s.Received), server, clientWords(t, &t.Lanes[s.Task]))
	}
	return app.Div().Class("seen").Body(
		app.P().Text(serverSummary(a)),
		app.Div().Class("scroll").TabIndex(0).Role("region").Aria("label", "What the server saw").Body(table.end()),
		rest(len(a), all, onAll),
	)
}

// serverWords is how a request ended for the server.
func serverWords(s engine.Seen) (words, class string) {
	switch {
	case s.Abandoned != engine.Never:
		return "client gone at " + moment(s.Abandoned), "cancelled"
	case s.Broken != engine.Never:
		return "broke it at " + moment(s.Broken), "bad"
	case s.Answered != engine.Never:
		return strconv.Itoa(s.Status) + " at " + moment(s.Answered), ""
	}
	return "at work", ""
}

// clientWords is how it ended for the client.
func clientWords(t *engine.Timeline, l *engine.Lane) string {
	if !l.End.Known() {
		return "waiting"
	}
	short, _ := t.Words(l)
	return short + " at " + at(l.End)
}

func serverSummary(a engine.Account) string {
	var answered, broken, gone int
	for _, s := range a {
		switch {
		case s.Abandoned != engine.Never:
			gone++
		case s.Broken != engine.Never:
			broken++
		case s.Answered != engine.Never:
			answered++
		}
	}
	text := "The server received " + count(len(a), "request") + " and answered " + thousands(answered)
	if broken > 0 {
		text += ", broke " + thousands(broken)
	}
	if gone > 0 {
		text += ", and noticed that the client had gone from " + thousands(gone)
	}
	return text + "."
}

// numbers is the run's summary.
func numbers(s engine.Summary) app.UI {
	cells := []app.UI{}
	for _, p := range []pair{
		{"Total", engine.InWords(s.Total)}, {"Strategy ended", moment(s.Ended)}, {"First result", moment(s.FirstResult)},
		{"Finished", thousands(s.Finished)}, {"Failed", thousands(s.Failed)}, {"Cancelled", thousands(s.Cancelled)},
		{"Never started", thousands(s.NeverStarted)}, {"Most in flight", thousands(s.MostInFlight)},
		{"Wasted", wastedWords(s)},
	} {
		cells = append(cells, app.Div().Body(app.Dt().Text(p.key), app.Dd().Text(p.value)))
	}
	return app.Dl().Class("numbers").Body(cells...)
}

func wastedWords(s engine.Summary) string {
	if s.WastedRequests == 0 {
		return "none"
	}
	return count(s.WastedRequests, "request") + ", " + engine.InWords(s.WastedTime)
}
