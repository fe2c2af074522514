package model

import (
	"strconv"
	"strings"
	"time"

	"inflight/engine"
	"inflight/engine/view"
)

// TimeWords writes a time so that no line break splits it, or a dash for a time that never came.
func TimeWords(d time.Duration) string {
	if d == engine.Never {
		return "–"
	}
	return strings.ReplaceAll(view.InWords(max(d, 0)), " ", "\u00a0")
}

// FactTime is a fact's time, or a dash.
func FactTime(f view.Fact) string { return TimeWords(f.T) }

// shortError shortens an error of a log. The table of events has the whole text.
func shortError(err string) string {
	if strings.HasPrefix(err, "network:") {
		return "network error"
	}
	return view.ErrorInWords(err)
}

// EndWords is how the strategy ended, or a dash.
func EndWords(c *view.CallerLane) string {
	switch {
	case !c.Ended.Known():
		return "–"
	case c.Raised != "":
		return "raised " + shortError(c.Raised) + " at " + FactTime(c.Ended)
	}
	return "returned at " + FactTime(c.Ended)
}

// ListNames joins names as a sentence does, the last with "and"; many become "a, b, c and 7 more".
func ListNames(names []string) string {
	const most = 4
	if len(names) > most {
		names = append(names[:most-1:most-1], strconv.Itoa(len(names)-most+1)+" more")
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// TellEvent is an event in words: "b failed".
func (m Model) TellEvent(e engine.Event) string {
	telling := tellings[e.Kind]
	if e.Task == engine.NoTask {
		return telling
	}
	holds := sessionTellings
	if m.Scenario.Sockets() {
		holds = socketTellings
	}
	if e.Kind == engine.Unretrieved {
		telling = "the exception of % was never retrieved"
	}
	if own := holds[e.Kind]; own != "" {
		telling = own
	}
	return strings.Replace(telling, "%", m.Labels[e.Task], 1)
}

// sessionTellings are how a task's own session is told of, socketTellings its socket.
var (
	sessionTellings = map[engine.Kind]string{engine.Enter: "the session of % opened", engine.Close: "the session of % closed"}
	socketTellings  = map[engine.Kind]string{engine.Connect: "the socket of % began to connect", engine.Enter: "the socket of % opened",
		engine.Closing: "the socket of % began to close", engine.Close: "the socket of % closed"}
)

// tellings are events as they are told, with the task in place of %.
var tellings = map[engine.Kind]string{
	engine.Enter: "the session opened", engine.Create: "% was created", engine.Start: "% started", engine.Send: "% sent its request",
	engine.Sent: "the browser sent the request of %", engine.Finish: "% finished", engine.Fail: "% failed",
	engine.Cancel: "% was cancelled", engine.Deliver: "the caller received %", engine.Wake: "wait returned",
	engine.Return: "the strategy returned", engine.Raise: "the strategy raised", engine.Close: "the session closed",
	engine.Exit: "the program ended", engine.Connect: "% began to connect", engine.Body: "the answer of % began to arrive",
	engine.Unretrieved: "the exception of the gather was never retrieved", engine.Take: "a worker took %",
}

// Progress is one line on how far a run has come: "3 of 5 finished", or what else became of them.
func Progress(s view.Summary) string {
	parts := []string{view.Thousands(s.Finished) + " of " + view.Thousands(s.Tasks) + " finished"}
	if s.Failed > 0 {
		parts = append(parts, view.Thousands(s.Failed)+" failed")
	}
	if s.Cancelled > 0 {
		parts = append(parts, view.Thousands(s.Cancelled)+" cancelled")
	}
	return strings.Join(parts, ", ")
}
