package view

import (
	"cmp"
	"inflight/engine"
	"slices"
	"time"
)

// Connection is one connection, and what it carried, as known at a timeline's moment.
type Connection struct {
	Number   int           // as in the log; of a live run, as in the backend's account
	Host     int           // which of the scenario's hosts it leads to
	Protocol string        // by the account: "HTTP/1.1", "HTTP/2.0", "websocket"; "" if it is not known
	Rides    []Ride        // in the order in which they began. HTTP/2 carries several at a time
	Until    time.Duration // until when it was kept open for more, as far as that is known; or Never
}

// Ride is what a connection did for one task.
type Ride struct {
	Task  int
	Spans []Span // Connecting, InFlight, Arriving, Open and Exiting, at least one
}

// From and To are the ride's ends.
func (r *Ride) From() time.Duration { return r.Spans[0].From }
func (r *Ride) To() time.Duration   { return r.Spans[len(r.Spans)-1].To }

// Connections turns a timeline round: it lists the connections, in the order of their numbers, with the requests that each
// carried. The log of a simulated run tells which. Of a live run only the backend's account tells ([Timeline.WithAccount]), and
// only of the requests that reached it.
func Connections(t *Timeline) []Connection {
	byNumber := map[int]*Connection{}
	for i := range t.Lanes {
		l := &t.Lanes[i]
		ride := Ride{Task: i, Spans: carriedSpans(t, l)}
		if l.Connection == 0 || len(ride.Spans) == 0 {
			continue
		}
		c := byNumber[l.Connection]
		if c == nil {
			c = &Connection{Number: l.Connection, Host: t.Requests[i].Host, Until: engine.Never}
			byNumber[l.Connection] = c
		}
		c.Protocol = cmp.Or(c.Protocol, l.Protocol)
		c.Rides = append(c.Rides, ride)
	}
	connections := make([]Connection, 0, len(byNumber))
	for _, c := range byNumber {
		slices.SortStableFunc(c.Rides, func(a, b Ride) int { return cmp.Compare(a.From(), b.From()) })
		c.Until = t.keptUntil(c)
		connections = append(connections, *c)
	}
	slices.SortFunc(connections, func(a, b Connection) int { return cmp.Compare(a.Number, b.Number) })
	return connections
}

// carriedSpans are the stretches of a lane in which its connection had something to do.
func carriedSpans(t *Timeline, l *Lane) []Span {
	return slices.DeleteFunc(t.Spans(l, nil), func(s Span) bool { return s.Phase != Connecting && !s.Phase.Moving() && s.Phase != Exiting })
}

// keptUntil is until when a connection of the session's pool was kept open, ready for another request.
func (t *Timeline) keptUntil(c *Connection) time.Duration {
	last := &t.Lanes[c.Rides[len(c.Rides)-1].Task]
	if t.Live || !t.Scenario.Shared() || !last.End.Known() || last.Outcome != Finished && !hasStatus(last.Error) {
		return engine.Never
	}
	until := min(t.Now, last.End.T+engine.KeepAlive)
	if end := t.Caller.Close; end.Known() {
		until = min(until, end.T)
	}
	return until
}

// hasStatus reports whether an error is a bad status, after which the connection is as good as ever.
func hasStatus(err string) bool {
	_, status := engine.ParseStatus(err[max(0, len(err)-3):])
	return status
}
