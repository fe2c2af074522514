package view

import (
	"inflight/engine"
	"strconv"
	"time"
)

// Printed is a line that a program would print which times its coroutines.
type Printed struct {
	T     time.Duration
	Text  string
	Event int // index in the log of the event at which it is printed
}

// PrintedLines is what the scenario's Python program would print with a decorator around main() and around each fetch(r), which
// says when a coroutine starts, with its arguments, and how long it ran, however it ended:
//
//	def timed(coroutine):
//	    async def wrapper(*args):
//	        print(f"starting {coroutine.__name__}{args}")
//	        start = time.perf_counter()
//	        try: return await coroutine(*args)
//	        finally: print(f"finished {coroutine.__name__}{args} in {time.perf_counter() - start:.4f} second(s)")
//	    return wrapper
//
// and with a line before each sleep; and what asyncio logs of exceptions that nobody asked for, the first line of each. The lines
// are in the order in which they are printed. What the program does for its own bookkeeping (the pool, a retry's pause, a hedge's
// second request as such) prints nothing.
func PrintedLines(s *engine.Scenario, log engine.Log) []Printed {
	if s.Recorded != nil {
		return recordedLines(log)
	}
	p := &printer{
		scenario: s, requests: s.Requests(), names: s.Names(), logged: LoggedMessages(log), started: make([]time.Duration, s.CountTasks()),
	}
	for i := range p.started {
		p.started[i] = notStarted
	}
	for i := range log {
		p.event(&log[i], i)
	}
	return p.lines
}

// notStarted is when a coroutine started that has not.
const notStarted = time.Duration(-1)

// printer prints what the events stand for.
type printer struct {
	scenario *engine.Scenario
	requests []engine.Request
	names    []string
	logged   map[int]string  // see [LoggedMessages]
	started  []time.Duration // when each task's coroutine did
	lines    []Printed
}

func (p *printer) print(e *engine.Event, i int, text string) {
	p.lines = append(p.lines, Printed{e.T, text, i})
}

func (p *printer) event(e *engine.Event, i int) {
	if i == 0 {
		p.print(e, i, "starting main()")
	}
	if e.Kind == engine.Unretrieved {
		p.print(e, i, p.logged[i])
		return
	}
	if !e.OfTask() {
		if e.Kind == engine.Exit {
			p.print(e, i, "finished main() in "+seconds(e.T))
		}
		return
	}
	if p.scenario.Stacked() { // main() does it all
		return
	}
	r := &p.requests[e.Task]
	call := "fetch(" + pythonText(p.names[e.Task]) + ")"
	switch e.Kind {
	case engine.Start:
		p.started[e.Task] = e.T
		p.print(e, i, "starting "+call)
		if r.Delay > 0 && !p.scenario.Sockets() { // whose peer takes it to accept
			p.print(e, i, "sleeping for "+shortSeconds(r.Delay))
		}
	case engine.Finish, engine.Fail, engine.Cancel:
		if p.started[e.Task] == notStarted { // it was cancelled within a wrapper
			return
		}
		p.print(e, i, "finished "+call+" in "+seconds(e.T-p.started[e.Task]))
	}
}

// pythonText is a text as Python's repr writes it, as far as a task's name goes: letters, digits, and an address.
func pythonText(text string) string {
	quoted := strconv.Quote(text)
	return "'" + quoted[1:len(quoted)-1] + "'"
}

// seconds is a measured time as the program prints it.
func seconds(d time.Duration) string {
	return strconv.FormatFloat(d.Seconds(), 'f', 4, 64) + " second(s)"
}

// shortSeconds is a given time as Python prints it.
func shortSeconds(d time.Duration) string { return TrimZeros(d.Seconds(), 6) + " second(s)" }
