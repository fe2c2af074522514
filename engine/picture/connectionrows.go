package picture

import (
	"inflight/engine"
	"inflight/engine/view"
	"strconv"
	"strings"
	"time"
)

// rides settles which row of the connections' view each request is in. A frame settles it for all moments.
type rides struct {
	names  []string    // of the rows; "" of those that continue the one above
	row    map[int]int // of each task that a connection carried something for
	labels []string    // of the tasks, without what tells equal ones apart
}

func newRides(t *view.Timeline) *rides {
	r := &rides{row: map[int]int{}, labels: t.Scenario.LabelsOf(t.Requests)}
	for _, c := range view.Connections(t) {
		var free []time.Duration // until when each of the connection's rows is taken
		first := len(r.names)
		for i := range c.Rides {
			ride := &c.Rides[i]
			at := 0
			for at < len(free) && free[at] > ride.From() && c.Protocol == "HTTP/2.0" { // others only seem to overlap, where a clock was late
				at++
			}
			if at == len(free) {
				free = append(free, 0)
				r.names = append(r.names, "")
			}
			free[at] = ride.To()
			r.row[ride.Task] = first + at
		}
		r.names[first] = connectionName(t, &c)
	}
	return r
}

// connectionName is what a connection's first row is called: its number, and what tells it from others.
func connectionName(t *view.Timeline, c *view.Connection) string {
	name := "conn " + strconv.Itoa(c.Number)
	switch {
	case c.Protocol == "HTTP/2.0":
		return name + " HTTP/2"
	case t.Scenario.Sockets():
		return name
	}
	switch first := t.Requests[c.Rides[0].Task]; {
	case first.At != "":
		return name + " " + first.At
	case t.Scenario.Hosts > 1 && first.URL == "":
		return name + " b" + strconv.Itoa(c.Host)
	}
	return name
}

// connections lays out the rows of the connections.
func (l *layout) connections() {
	for i := l.From; i < l.To; i++ {
		if name := l.rides.names[i]; name != "" && l.size.text > 0 {
			l.connectionLabel(i, name)
		}
	}
	for _, c := range view.Connections(l.t) {
		l.layoutIdle(&c)
		for i := range c.Rides {
			l.ride(&c.Rides[i])
		}
	}
}

func (l *layout) connectionLabel(row int, name string) {
	baseline, size, room := l.middle(row)+4, min(12.5, l.size.text+1), l.left-l.margin()-12
	if l.hasNamesAbove() {
		baseline, size, room = l.rowY(row)+15, 12.5, l.Scene.Width-2*l.margin()
	}
	name = ellipsis(name, size, room)
	l.add(Mark{Shape: Text, Meaning: LaneName, X: l.margin(), Y: baseline, W: monoWidth(name, size), H: size, Text: name,
		Task: engine.NoTask, Event: -1})
}

// middle is the height of a row's bars.
func (l *layout) middle(row int) float64 {
	if l.hasNamesAbove() {
		return l.rowY(row) + l.RowHeight - 8 - l.size.bar/2
	}
	return l.rowY(row) + l.RowHeight/2
}

// rowOfTask reports whether a task's ride is in a row that is laid out.
func (l *layout) rowOfTask(task int) (row int, shown bool) {
	row, known := l.rides.row[task]
	return row, known && row >= l.From && row < l.To
}

// layoutIdle lays out where a connection was open and carried nothing.
func (l *layout) layoutIdle(c *view.Connection) {
	row, shown := l.rowOfTask(c.Rides[0].Task)
	if !shown || l.size.text == 0 {
		return
	}
	line := func(from, to time.Duration) {
		if from < to {
			l.add(Mark{Shape: Line, Meaning: IdleLine, X: l.X(from), Y: l.middle(row), W: l.X(to) - l.X(from), Task: engine.NoTask, Event: -1})
		}
	}
	until := c.Rides[0].To()
	for i := range c.Rides[1:] {
		ride := &c.Rides[1+i]
		line(until, ride.From())
		until = max(until, ride.To())
	}
	line(until, c.Until)
}

// ride lays out what the connection did for one task.
func (l *layout) ride(r *view.Ride) {
	row, shown := l.rowOfTask(r.Task)
	if !shown {
		return
	}
	middle := l.middle(row)
	for _, s := range r.Spans {
		l.bar(r.Task, s, middle)
	}
	l.rideLabel(r, middle)
	lane := &l.t.Lanes[r.Task]
	if lane.End.Known() && lane.Outcome != view.Finished { // a finish is where the bar ends, and the next begins
		l.ending(lane, middle)
	}
}

// rideLabel writes the task's name into the bar, or its number among equal ones where the whole does not fit.
func (l *layout) rideLabel(r *view.Ride, middle float64) {
	if l.size.text == 0 {
		return
	}
	size, name := min(11, l.size.text), l.t.Names[r.Task]
	number := strings.TrimPrefix(name, l.rides.labels[l.t.Requests[r.Task].Task])
	for _, s := range r.Spans {
		if s.Phase != view.InFlight && s.Phase != view.Open || s.Orphan {
			continue
		}
		for _, text := range []string{name, number} {
			if width := textWidth(text, size); text != "" && width <= l.X(s.To)-l.X(s.From)-10 {
				l.add(Mark{Shape: Text, Meaning: RideLabel, X: l.X(s.From) + 5, Y: middle + size*0.36, W: width, H: size, Text: text,
					Task: r.Task, Event: s.Event})
				return
			}
		}
	}
}

// ConnectionsInWords says in a few phrases what the connections of a run have to tell: "5 connections", "15 of 20 requests found
// one open".
func ConnectionsInWords(t *view.Timeline) []string {
	connections := view.Connections(t)
	carried, reused, most := 0, 0, 0
	for _, c := range connections {
		carried += len(c.Rides)
		reused += len(c.Rides) - 1
		most = max(most, len(c.Rides))
	}
	phrases := []string{view.Plural(len(connections), "connection")}
	switch noun := t.Noun(); {
	case len(connections) == 0:
		phrases[0] = "no connection is known"
	case t.Scenario.Sockets():
	case reused == 0:
		phrases = append(phrases, "each for one "+noun)
	default:
		phrases = append(
			phrases,
			view.Thousands(reused)+" of "+view.Plural(carried, noun)+" found one open",
			"at most "+view.Thousands(most)+" on one",
		)
	}
	return phrases
}

// describeConnections tells the picture to those who cannot see it.
func describeConnections(t *view.Timeline) string {
	var b strings.Builder
	b.WriteString(strings.Join(ConnectionsInWords(t), "; ") + ".")
	connections := view.Connections(t)
	for i := range connections[:min(len(connections), manyRows)] {
		c := &connections[i]
		names := make([]string, min(len(c.Rides), manyRows))
		for j := range names {
			names[j] = t.Names[c.Rides[j].Task]
		}
		if more := len(c.Rides) - len(names); more > 0 {
			names = append(names, view.Thousands(more)+" more")
		}
		b.WriteString(" Connection " + strings.TrimPrefix(connectionName(t, c), "conn ") + ": " + view.Listed(names) + ".")
	}
	return b.String()
}
