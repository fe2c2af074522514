package view

import (
	"inflight/engine"
	"slices"
	"strings"
	"time"
)

// Folder folds logs of one scenario; it settles once what does not depend on the log. A page that draws
// each frame keeps one.
type Folder struct {
	scenario *engine.Scenario
	requests []engine.Request
	names    []string
	glance   *glance // what [Folder.Glance] has told last
	spare    []Lane  // that nobody looks at any more, for their memory; nil if there are none
}

// NewFolder returns a Folder for logs of the scenario.
func NewFolder(s *engine.Scenario) *Folder {
	requests := s.Requests()
	return &Folder{scenario: s, requests: requests, names: s.NamesOf(requests)}
}

// Names are what the lanes are called.
func (f *Folder) Names() []string { return f.names }

// Fold turns the log into lanes, as known at the moment at (events at that very time included), or
// wholly for [WholeLog].
func Fold(s *engine.Scenario, log engine.Log, at time.Duration) *Timeline {
	return NewFolder(s).Fold(log, at)
}

// Fold is the function [Fold] for the folder's scenario. It takes time proportional to the events.
func (f *Folder) Fold(log engine.Log, at time.Duration) *Timeline {
	known := len(log)
	switch {
	case at >= 0:
		known = log.Until(at)
	case known > 0:
		at = log[known-1].T
	}
	return f.FoldFirst(log, known, at)
}

// FoldFirst is Fold where only the first n events are known, even if more of them happened at the moment. With it a page goes
// event by event through what happened at one time.
func (f *Folder) FoldFirst(log engine.Log, n int, at time.Duration) *Timeline {
	t := f.begin(log, n, at, f.lanes())
	if f.scenario.Recorded != nil {
		return foldRecording(t)
	}
	fold := folding{Timeline: t}
	fold.events(0)
	fold.finish()
	return t
}

// begin is a timeline of which nothing has been folded. Its lanes are put into those.
func (f *Folder) begin(log engine.Log, n int, at time.Duration, lanes []Lane) *Timeline {
	t := &Timeline{
		Scenario: f.scenario, Requests: f.requests, Names: f.names, Log: log[:n], Now: max(at, 0), pool: newPoolView(f.scenario),
		counted: new(counted),
		Caller:  CallerLane{Enter: nothing, Ended: nothing, Close: nothing, Exit: nothing},
		Lanes:   lanes,
	}
	for i := range t.Lanes {
		t.Lanes[i] = Lane{Task: i, Create: nothing, Take: nothing, Start: nothing, Send: nothing, Sent: nothing, End: nothing, Deliver: nothing,
			Logged: nothing, Serve: nothing, Connect: nothing, Body: nothing, Enter: nothing, Closing: nothing, Close: nothing,
			Received: engine.Never, Noticed: engine.Never, news: nothing}
	}
	if len(log) > 0 {
		t.Last = log[len(log)-1].T
		t.Live = f.scenario.Live() || isLive(log)
	}
	return t
}

// glance is a timeline to which later events can be added.
type glance struct {
	folding
	log     engine.Log    // the whole
	waits   int           // before what depends on the moment was settled, the caller had waited so many times …
	waiting time.Duration // … and waited since then
}

// Glance is [Folder.FoldFirst] for a picture that moves: only what has happened since the moment before is folded, also of a log that has
// grown at its end meanwhile. Each timeline is good until the next is asked for.
func (f *Folder) Glance(log engine.Log, n int, at time.Duration) *Timeline {
	g := f.glance
	switch {
	case f.scenario.Recorded != nil || len(log) == 0:
		return f.FoldFirst(log, n, at)
	case g == nil:
		g = &glance{folding: folding{Timeline: f.begin(log, 0, 0, make([]Lane, len(f.requests)))}, log: log}
	case len(log) < len(g.log) || &g.log[0] != &log[0] || n < len(g.Log):
		g = &glance{folding: folding{Timeline: f.begin(log, 0, 0, g.Lanes)}, log: log}
	default:
		g.Live = g.Live || isLive(log[len(g.log):])
		g.unsettle()
	}
	f.glance = g
	known := len(g.Log)
	g.log, g.Last = log, log[len(log)-1].T
	g.Log, g.Now, g.reach, g.counted = log[:n], max(at, 0), 0, new(counted)
	g.events(known)
	g.waits, g.waiting = len(g.Caller.Waits), g.folding.waiting
	g.finish()
	return g.Timeline
}

// FoldNext is [Folder.FoldFirst] by way of [Folder.Glance]: its timeline stays as it is.
func (f *Folder) FoldNext(log engine.Log, n int, at time.Duration) *Timeline {
	t := f.Glance(log, n, at)
	if f.glance == nil || t != f.glance.Timeline {
		return t
	}
	kept := *t // what later events are appended to is behind the ends of its lists
	kept.Lanes, kept.Caller.Waits, kept.pool.hosts = slices.Clone(t.Lanes), slices.Clone(t.Caller.Waits), slices.Clone(t.pool.hosts)
	return &kept
}

// unsettle takes back what [folding.finish] has done.
func (g *glance) unsettle() {
	g.Caller.Waits, g.folding.waiting = g.Caller.Waits[:g.waits], g.waiting
	if !g.Caller.Ended.Known() {
		return
	}
	for i := range g.Lanes {
		if l := &g.Lanes[i]; l.Outcome == NeverStarted || l.Outcome == NotNeeded || l.Outcome == Unread {
			l.Outcome = Unended
		}
	}
}

// isLive reports whether a log is of a live run. Its events are large, and there are many: none is copied.
func isLive(log engine.Log) bool {
	for i := range log {
		if e := &log[i]; e.Kind == engine.Sent || e.Kind == engine.Connect && e.Connection == 0 {
			return true
		}
	}
	return false
}

// lanes are as many as there are requests, in memory that is there or in new.
func (f *Folder) lanes() []Lane {
	if n := len(f.requests); cap(f.spare) >= n {
		return f.spare[:n]
	}
	return make([]Lane, len(f.requests))
}

// folding is a timeline that takes in events.
type folding struct {
	*Timeline
	waiting time.Duration // since when the caller waits
	flying  int           // requests in flight
}

// events takes in those of the log from one on.
func (f *folding) events(from int) {
	for i := from; i < len(f.Log); i++ {
		f.event(&f.Log[i], Fact{f.Log[i].T, i})
	}
}

func (f *folding) event(e *engine.Event, fact Fact) {
	if e.OfTask() {
		f.task(&f.Lanes[e.Task], e, fact)
		return
	}
	c := &f.Caller
	switch e.Kind {
	case engine.Enter:
		c.Enter, f.waiting = fact, e.T
	case engine.Wake:
		c.Wakes = append(c.Wakes, fact)
		f.resume(e.T)
	case engine.Return, engine.Raise:
		f.resume(e.T)
		c.Ended, c.Raised = fact, e.Error
		f.strategyEnded(e.Error)
	case engine.Close:
		f.resume(e.T)
		c.Close = fact
	case engine.Exit:
		if lastWait(f.Scenario) == engine.Exit {
			f.resume(e.T)
		}
		c.Exit = fact
	}
}

// lastWait is the caller's event that ends its last wait. In most runs that is when the session closes: it takes no time, and then
// the program ends. A session that closed earlier does not tell, and some callers have none: there it is the end of the program.
func lastWait(s *engine.Scenario) engine.Kind {
	if s.Shared() && s.After != engine.CloseAfter {
		return engine.Close
	}
	return engine.Exit
}

// resume ends the stretch in which the caller has waited.
func (f *folding) resume(now time.Duration) {
	if now > f.waiting {
		f.Caller.Waits = append(f.Caller.Waits, Wait{f.waiting, now, f.Caller.Ended.Known()})
		f.waiting = now
	}
}

func (f *folding) task(l *Lane, e *engine.Event, fact Fact) {
	l.news = fact
	switch e.Kind {
	case engine.Create:
		l.Create = fact
	case engine.Take:
		l.Take, l.Worker = fact, e.Value
	case engine.Hold:
		l.Holds = append(l.Holds, Held{fact, e.By})
		f.goOn(l)
	case engine.Start:
		l.Start, l.Orphan = fact, f.Caller.Ended.Known()
		f.goOn(l)
	case engine.Connect:
		f.takePlace(l, e.T)
		l.Connect, l.Connection = fact, e.Connection
		if f.Scenario.Sockets() {
			f.countDeparture(e.T)
		}
	case engine.Send:
		if !l.Connect.Known() {
			f.takePlace(l, e.T)
		}
		l.Send, l.Connection = fact, max(e.Connection, l.Connection)
		f.countDeparture(e.T)
	case engine.Sent:
		l.Sent = fact
	case engine.Serve:
		l.Serve = fact
	case engine.Body:
		l.Body = fact
	case engine.Enter:
		l.Enter = fact
	case engine.Closing:
		l.Closing = fact
	case engine.Close:
		l.Close = fact
		if f.Scenario.Stacked() {
			f.flying--
		}
	case engine.Finish:
		l.Outcome, l.Value = Finished, e.Value
		f.goOn(l)
		f.end(l, fact)
	case engine.Fail:
		l.Outcome, l.Error, l.Handled = Failed, e.Error, f.isHandled(l)
		f.end(l, fact)
	case engine.Cancel:
		l.Outcome, l.By = Cancelled, e.By
		if e.By == engine.ByTimeout {
			l.Outcome = TimedOut
		}
		f.end(l, fact)
	case engine.Unretrieved:
		l.Logged = fact
	case engine.Deliver:
		l.Deliver = fact
		f.Caller.Deliveries = append(f.Caller.Deliveries, Delivery{fact, e.Task, e.Error})
		f.resume(e.T)
	}
}

// countDeparture counts what is on its way.
func (f *folding) countDeparture(now time.Duration) {
	f.flying++
	f.MostInFlight = max(f.MostInFlight, f.flying)
	f.flight = append(f.flight, flightStep{now, f.flying})
}

// takePlace takes note that the task has its place in the pool.
func (f *folding) takePlace(l *Lane, now time.Duration) {
	l.Pooled = f.hadToWait(l, now)
	f.pool.take(f.Requests[l.Task].Host)
}

func (f *folding) end(l *Lane, fact Fact) {
	l.End = fact
	if !l.Send.Known() && !l.Connect.Known() {
		l.Pooled = f.hadToWait(l, fact.T)
		return
	}
	f.pool.giveBack(f.Requests[l.Task].Host, fact.T)
	if f.Departure(l).Known() && !(f.Scenario.Stacked() && l.Enter.Known()) {
		f.flying--
		f.flight = append(f.flight, flightStep{fact.T, f.flying})
	}
}

// Departure is when something of the task left: its request, or its socket to connect.
func (t *Timeline) Departure(l *Lane) Fact {
	if t.Scenario.Sockets() {
		return l.Connect
	}
	return l.Send
}

// hadToWait reports whether a task that has slept had to wait for a place until now: whether the pool
// was full at any time since it asked. A live timer that fires late is no wait for the pool.
func (f *folding) hadToWait(l *Lane, now time.Duration) bool {
	r := &f.Requests[l.Task]
	asked := l.Start.T + r.Delay
	return !r.Sleeps && r.What.Strikes() != engine.BeforeConnecting && asked < now && f.pool.fullSince(r.Host, asked)
}

// strategyEnded marks the tasks that run on, and those whose exceptions the strategy raised.
func (f *folding) strategyEnded(raised string) {
	for i := range f.Lanes {
		l := &f.Lanes[i]
		l.Orphan = l.Start.Known() && !l.End.Known() && !f.Scenario.Stacked()
	}
	if strings.HasPrefix(raised, "group:") {
		for i := range f.Lanes {
			f.Lanes[i].Raised = f.Lanes[i].Outcome == Failed
		}
	} else if l := f.raiser(raised); l != nil {
		l.Raised = true
	}
}

// raiser finds the task whose exception the strategy let out; nil if it raised one of its own. The log does not
// name it: it is a failed one with the same error that was not delivered, and that the strategy did not deal
// with itself. Of several, those that await one result after another raise the first in task order, the others the
// one that failed first.
func (f *folding) raiser(raised string) *Lane {
	var found *Lane
	for i := range f.Lanes {
		l := &f.Lanes[i]
		if l.Outcome != Failed || l.Error != raised || l.Deliver.Known() || l.Handled {
			continue
		}
		if found == nil || l.End.Event < found.End.Event {
			found = l
		}
		if f.Scenario.Collector().Raises == engine.FirstInOrder {
			break
		}
	}
	return found
}

// finish settles what depends on the moment.
func (f *folding) finish() {
	f.pool.note(f.Now)
	if over := [...]Fact{engine.Close: f.Caller.Close, engine.Exit: f.Caller.Exit}[lastWait(f.Scenario)]; len(f.Log) > 0 && !over.Known() {
		f.resume(f.Now)
	}
	if !f.Caller.Ended.Known() {
		return
	}
	for i := range f.Lanes {
		switch l := &f.Lanes[i]; {
		case f.Scenario.Stacked() && l.Start.Known() && !l.End.Known():
			l.Outcome = Unread
		case l.Start.Known() || l.End.Known() || f.mayStart(l) && !f.Caller.Exit.Known():
		case i > f.Requests[i].First && !l.Create.Known():
			l.Outcome = NotNeeded
		default:
			l.Outcome = NeverStarted
		}
	}
}

// mayStart reports whether a task that has not started when the strategy ends may yet: it is there, or workers that are left take it.
func (f *folding) mayStart(l *Lane) bool {
	return l.Create.Known() || l.Holds != nil || f.Scenario.Queued() && f.Requests[l.Task].First == l.Task || f.followsSoon(l)
}

// followsSoon reports whether the request before this one of the chain is under way, or may be yet.
func (f *folding) followsSoon(l *Lane) bool {
	if f.Requests[l.Task].Link == 0 {
		return false
	}
	before := &f.Lanes[l.Task-1]
	return !before.End.Known() && (before.Start.Known() || f.mayStart(before))
}

// isHandled reports whether the strategy itself takes care of a failure: retry makes another attempt, a hedge has another request, and
// race goes on as long as another task may succeed.
func (f *folding) isHandled(l *Lane) bool {
	if len(f.Scenario.Each) > 0 {
		return f.hasAnother(l) || f.Scenario.Collector().Results == engine.FirstSuccess && !f.Caller.Ended.Known()
	}
	if f.Scenario.Retries() {
		return f.Requests[l.Task].Attempt < f.Scenario.Attempts-1 && engine.MayGetBetter(l.Error)
	}
	if f.Scenario.Hedges() {
		return !slices.ContainsFunc(f.siblings(l), func(other *Lane) bool {
			return other.Outcome == Failed && f.Requests[other.Task].Attempt != f.Requests[l.Task].Attempt
		})
	}
	return f.Scenario.Collector().Results == engine.FirstSuccess && !f.Caller.Ended.Known()
}

// goOn takes note that a task makes another request, or has an answer: its wrappers have dealt with what failed before.
func (f *folding) goOn(l *Lane) {
	if len(f.Scenario.Each) == 0 {
		return
	}
	for _, other := range f.siblings(l) {
		if other != l && other.Outcome == Failed && !other.Handled {
			other.Handled, other.news = true, l.news
		}
	}
}

// siblings are the lanes of the same task.
func (t *Timeline) siblings(l *Lane) []*Lane {
	r := &t.Requests[l.Task]
	lanes := make([]*Lane, r.Links*t.Scenario.Tries())
	for i := range lanes {
		lanes[i] = &t.Lanes[r.First+i]
	}
	return lanes
}

// hasAnother reports whether the task has another request under way.
func (f *folding) hasAnother(l *Lane) bool {
	return slices.ContainsFunc(f.siblings(l), func(other *Lane) bool {
		return other != l && !other.End.Known() && (other.Create.Known() || other.Start.Known() || other.Holds != nil)
	})
}
