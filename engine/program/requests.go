package program

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"inflight/engine"
)

// leastLoop is how many tasks an entry must stand for to be written as a loop rather than one by one.
const leastLoop = 4

// group is what one entry of the task list stands for: several tasks that a program declares in a loop, or one.
type group struct {
	from, to  int
	loop      bool
	prefix    string          // of a loop's names, which end in a number …
	number    int             // … that is the task's index plus this …
	suffix    string          // … and may have a host behind it
	latencies []time.Duration // of a loop, where they differ
}

// groups divides the tasks into what a program declares one by one and in loops.
func (f *facts) groups() []group {
	var groups []group
	from := 0
	for _, e := range f.Entries {
		g := group{from: from, to: from + e.Count*e.Links()*f.attempts}
		from = g.to
		for _, alike := range f.alike(g) {
			groups = append(groups, f.declared(alike, e)...)
		}
	}
	return groups
}

// declared is what a program declares such tasks as.
func (f *facts) declared(g group, e engine.Entry) []group {
	if f.attempts == 1 && e.Then == nil && g.to-g.from >= leastLoop && f.numbersNames(&g) {
		return []group{f.withLatencies(g, e)}
	}
	var single []group
	for i := g.from; i < g.to; i++ {
		single = append(single, group{from: i, to: i + 1})
	}
	return single
}

// alike divides tasks where the outcome that was drawn for them changes.
func (f *facts) alike(g group) []group {
	var parts []group
	for i := g.from; i < g.to; i++ {
		if i > g.from && f.requests[i].What == f.requests[i-1].What {
			parts[len(parts)-1].to++
		} else {
			parts = append(parts, group{from: i, to: i + 1})
		}
	}
	return parts
}

// numbersNames finds out whether the names of a group's tasks are one prefix and consecutive numbers.
func (f *facts) numbersNames(g *group) bool {
	if at := f.requests[g.from].At; at != "" {
		g.suffix = "@" + at
	}
	name := strings.TrimSuffix(f.names[g.from], g.suffix)
	dot := strings.LastIndexByte(name, '.')
	first, err := strconv.Atoi(name[dot+1:])
	if err != nil {
		return false
	}
	g.loop, g.prefix, g.number = true, name[:dot+1], first-g.from
	for i := g.from; i < g.to; i++ {
		if f.names[i] != g.prefix+strconv.Itoa(i+g.number)+g.suffix {
			return false
		}
	}
	return true
}

func (f *facts) withLatencies(g group, e engine.Entry) group {
	if e.Jitter > 0 || e.Tail > 0 {
		for _, r := range f.requests[g.from:g.to] {
			g.latencies = append(g.latencies, r.Latency)
		}
	}
	return g
}

// index is the number in a name, in terms of a variable that is the task's index less base.
func (g *group) index(variable string, base int) string {
	switch offset := g.number + base; {
	case offset > 0:
		return fmt.Sprintf("%s + %d", variable, offset)
	case offset < 0:
		return fmt.Sprintf("%s - %d", variable, -offset)
	}
	return variable
}

// query is what a task's request adds to the address of the backend, but for its index and its latency.
func (f *facts) query(r engine.Request) string {
	q := textIf(r.Status != 200, "&status="+strconv.Itoa(r.Status)) + textIf(f.Size > 0, "&size="+strconv.Itoa(f.Size))
	if f.sockets {
		q = textIf(r.Delay > 0, "&accept="+duration(r.Delay)) + textIf(f.Closing > 0, "&closing="+duration(f.Closing))
	}
	if f.Server.Name != "" && !f.sockets {
		q += "&server=" + f.Server.String() + textIf(f.Server.Down() && r.Delay > 0, "&delay="+duration(r.Delay))
	}
	return q + textIf(r.What.Fault() != "", "&fault="+r.What.Fault())
}

// path is where the demo backend takes what the tasks ask of it.
func (f *facts) path() string {
	if f.sockets {
		return "socket"
	}
	return "request"
}

// latency is what a loop says of the latency of each of its requests: the same for all, or the variable.
func (g *group) latency(r engine.Request, variable string) string {
	if g.latencies != nil {
		return variable
	}
	return duration(r.Latency)
}

// address is where a request goes, as a literal, or what atBackend says if that is the demo backend.
func (w *writer) address(r engine.Request, atBackend func() string) string {
	switch {
	case r.Sleeps:
		return w.nowhere
	case r.URL != "":
		return quote(r.URL)
	case r.What.Strikes() == engine.BeforeConnecting:
		return quote(engine.OutcomeNamed(r.What).Address)
	case r.What.Strikes() == engine.WhileConnecting:
		return quote(w.refused)
	}
	return atBackend()
}

// asksBackend reports whether any request goes to the demo backend.
func (w *writer) asksBackend() bool {
	for _, r := range w.requests {
		if w.address(r, func() string { return "" }) == "" {
			return true
		}
	}
	return false
}

// wrap writes times as the items of a list, in lines of about 100 characters.
func wrap(times []time.Duration, text func(time.Duration) string) []string {
	var lines []string
	for _, d := range times {
		word := text(d) + ","
		if last := len(lines) - 1; last >= 0 && len(lines[last])+len(word) < 100 {
			lines[last] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}
