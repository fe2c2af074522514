package picture

import (
	"fmt"
	"inflight/engine"
	"inflight/engine/view"
	"strings"
	"time"
)

// Draw draws a log as text, for tests and terminals: the link, the lanes, what the caller received and when, and
// the summary. A column stands for the stretch of time that the last line of the lanes names. In a task's lane
//
//	.  sleeps                        o  returned
//	:  waits for the session's pool  x  raised
//	/  connects                      c  cancelled
//	%  waits in the browser          t  timed out
//	=  in flight                     [  has entered its socket, or its own session
//	#  receives the body             ]  has closed it
//	_  has an open socket            -  in flight, an orphan
//	)  waits for its peer to close   ^  is held up by a blocking request
//
// and in the caller's
//
//	~  waits                         v  received results
//	.  lingers                       w  wait returned, and nothing was received
//	!  raised                        >  returned, and nothing was received
//
// and in that of a server with limits how many it serves, + for ten or more, and x where it turned somebody away.
//
// Lanes in a row that look alike are drawn once and counted.
func Draw(s *engine.Scenario, log engine.Log) string {
	t := view.Fold(s, log, view.WholeLog)
	d := &drawing{t: t, column: columnOf(t.Last)}
	d.name = len("caller")
	for _, name := range t.Names {
		d.name = max(d.name, len([]rune(name)))
	}
	d.width = int(t.Last/d.column) + 3
	fmt.Fprintf(d, "%s\n\n", s.Link())
	d.caller()
	d.server()
	d.tasks()
	fmt.Fprintf(d, "%*s  one column is %v\n\n", d.name, "", d.column)
	d.story()
	d.summary()
	return d.String()
}

// drawing is a text picture in the making.
type drawing struct {
	strings.Builder
	t      *view.Timeline
	column time.Duration
	name   int // characters of the lanes' names
	width  int // columns of a lane
}

// columnOf is the stretch of time that a column stands for, such that the whole run has at most 60.
func columnOf(whole time.Duration) time.Duration {
	for unit := time.Microsecond; ; unit *= 10 {
		for _, n := range []time.Duration{1, 2, 5} {
			if whole <= 60*n*unit {
				return n * unit
			}
		}
	}
}

// canvas is one lane's columns.
type canvas struct {
	cells  []byte
	column time.Duration
}

func (d *drawing) canvas() canvas {
	return canvas{[]byte(strings.Repeat(" ", d.width)), d.column}
}

func (c canvas) fill(from, to time.Duration, with byte) {
	for i := from / c.column; i < to/c.column; i++ {
		c.cells[i] = with
	}
}

func (c canvas) set(at time.Duration, with byte) { c.cells[at/c.column] = with }

// lane writes a lane.
func (d *drawing) lane(name string, c canvas, words string) {
	line := fmt.Sprintf("%-*s |%s%s", d.name, name, c.cells, words)
	d.WriteString(strings.TrimRight(line, " ") + "\n")
}

func (d *drawing) caller() {
	c, lane := d.canvas(), &d.t.Caller
	for _, w := range lane.Waits {
		with := byte('~')
		if w.Linger {
			with = '.'
		}
		c.fill(w.From, w.To, with)
	}
	words := "still waiting"
	if lane.Ended.Known() {
		c.set(lane.Ended.T, '>')
		words = lane.Ended.T.String() + ": returned"
	}
	for _, w := range lane.Wakes {
		c.set(w.T, 'w')
	}
	for _, v := range lane.Deliveries {
		c.set(v.T, 'v')
	}
	if lane.Raised != "" {
		c.set(lane.Ended.T, '!')
		words = lane.Ended.T.String() + ": raised " + lane.Raised
	}
	d.lane("caller", c, words)
}

// server writes the lane of a server with limits.
func (d *drawing) server() {
	if !d.t.HasServer() {
		return
	}
	c, load := d.canvas(), d.t.ServerLoad()
	for i, s := range load.Steps {
		if to := d.t.Now; s.Served > 0 {
			if i+1 < len(load.Steps) {
				to = load.Steps[i+1].T
			}
			c.fill(s.T, to, "0123456789+"[min(s.Served, 10)])
		}
	}
	for _, f := range load.TurnedAway {
		c.set(f.T, 'x')
	}
	d.lane("server", c, strings.Join(load.Phrases(d.t.Scenario.Server), ", "))
}

var (
	phaseSigns = [...]byte{
		view.Sleeping:   '.',
		view.Pooling:    ':',
		view.Connecting: '/',
		view.Browsing:   '%',
		view.InFlight:   '=',
		view.Arriving:   '#',
		view.Open:       '_',
		view.Exiting:    ')',
		view.HeldUp:     '^',
		view.Waiting:    '~',
		view.Working:    '*',
		view.Queueing:   ';',
		view.Pacing:     '\'',
		view.Pausing:    ',',
		view.AtServer:   '"',
	}
	outcomeSigns = [...]byte{view.Finished: 'o', view.Failed: 'x', view.Cancelled: 'c', view.TimedOut: 't'}
)

func (d *drawing) tasks() {
	var spans []view.Span
	last, alike := "", 0
	for i := range d.t.Lanes {
		l, c := &d.t.Lanes[i], d.canvas()
		spans = d.t.Spans(l, spans[:0])
		for _, s := range spans {
			sign := phaseSigns[s.Phase]
			if s.Orphan && s.Phase == view.InFlight {
				sign = '-'
			}
			c.fill(s.From, s.To, sign)
		}
		_, words := d.t.Words(l)
		if l.Enter.Known() {
			c.set(l.Enter.T, '[')
		}
		if l.Close.Known() {
			c.set(l.Close.T, ']')
		}
		if l.End.Known() {
			sign := outcomeSigns[l.Outcome]
			if l.Late() != nil {
				sign = outcomeSigns[view.TimedOut]
			}
			c.set(l.End.T, sign)
			words = l.End.T.String() + ": " + words
		}
		if looks := string(c.cells) + words; looks == last {
			alike++
			continue
		} else if last = looks; alike > 0 {
			d.writeAlike(alike)
			alike = 0
		}
		d.lane(d.t.Names[i], c, words)
	}
	if alike > 0 {
		d.writeAlike(alike)
	}
}

func (d *drawing) writeAlike(n int) { fmt.Fprintf(d, "%*s  and %d more like it\n", d.name, "", n) }

// story tells what the caller received, and when wait returned.
func (d *drawing) story() {
	var received []string // at one time
	for i, e := range d.t.Log {
		switch e.Kind {
		case engine.Wake:
			fmt.Fprintf(d, "%v: wait returned, %d done, %d pending\n", e.T, e.Done, e.Pending)
		case engine.Deliver:
			name := d.t.Names[e.Task]
			if e.Error != "" {
				name += "(" + e.Error + ")"
			}
			received = append(received, name)
			if next := d.t.Log[i+1:]; len(next) == 0 || next[0].Kind != engine.Deliver || next[0].T != e.T {
				fmt.Fprintf(d, "%v: received %s\n", e.T, strings.Join(countEqual(received), ", "))
				received = received[:0]
			}
		}
	}
}

// countEqual joins words in a row that are equal: "200ms ×50".
func countEqual(words []string) []string {
	var runs []string
	for from, i := 0, 1; i <= len(words); i++ {
		if i < len(words) && words[i] == words[from] {
			continue
		}
		run := words[from]
		if i-from > 1 {
			run += fmt.Sprintf(" ×%d", i-from)
		}
		runs, from = append(runs, run), i
	}
	return runs
}

func (d *drawing) summary() {
	s := d.t.Summary()
	fmt.Fprintf(d, "%d finished, %d failed, %d cancelled, %d never started; %d received; %d orphans\n",
		s.Finished, s.Failed, s.Cancelled, s.NeverStarted, s.Delivered, s.Orphans)
	fmt.Fprintf(d, "at most %d in flight; %d wasted, %v in all\n", s.MostInFlight, s.WastedRequests, s.WastedTime)
}
