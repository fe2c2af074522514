package view

import (
	"inflight/engine"
	"sync/atomic"
	"time"
)

// spans collects the stretches of one lane's life.
type spans struct {
	*Timeline
	list []Span
	now  time.Duration // up to which the lane is known
}

// Spans appends the stretches of a lane's life up to now to buffer, in order.
func (t *Timeline) Spans(l *Lane, buffer []Span) []Span {
	if t.Scenario.Recorded != nil {
		return t.recordedSpans(l, buffer)
	}
	s := spans{t, buffer, t.Now}
	if l.End.Known() && !t.Scenario.Stacked() {
		s.now = l.End.T
	}
	s.heldBack(l)
	switch {
	case !l.Start.Known():
		s.heldUpBefore(l)
	case t.Scenario.Sockets():
		s.socket(l)
	default:
		s.heldUpBefore(l)
		s.request(l)
	}
	return s.list
}

// LaneState is what the stretches of a lane's life are a function of, but for how long those go on that are not over.
type LaneState struct {
	news, ended                int // places in the log: of its last event, and of the strategy's end
	live, fresh, slept, pooled bool
	told                       [5]time.Duration // of a live run, by the account and by the browser
}

// Follow brings the state of a lane up to date, and reports whether it has changed. Many lanes are followed at each frame.
func (t *Timeline) Follow(l *Lane, s *LaneState) (changed bool) {
	before, ended := *s, t.Caller.Ended
	s.news, s.ended, s.live, s.fresh = l.news.Event, ended.Event, t.Live, l.news.T == t.Now || ended.T == t.Now
	if s.slept, s.pooled = false, false; l.Start.Known() && !l.Send.Known() && !l.Connect.Known() && !l.End.Known() {
		asked := l.Start.T + t.Requests[l.Task].Delay
		s.slept, s.pooled = t.Now > asked, t.waitedForPool(l, min(asked, t.Now), t.Now)
	}
	if t.Live {
		s.told = [5]time.Duration{l.Received, l.Serve.T}
		if b := l.Timing; b != nil {
			s.told = [...]time.Duration{l.Received, l.Serve.T, b.Connect, b.Connected, b.Requested}
		}
	}
	return *s != before
}

// CanFollow is false of runs in which yet more plays a part.
func (t *Timeline) CanFollow() bool { return t.Scenario.Recorded == nil && !t.Scenario.Stacked() }

// Rest is the time that a task would still have taken, if it was cut short or never started and anybody can tell; else it is empty.
func (t *Timeline) Rest(l *Lane) (from, to time.Duration) {
	r := &t.Requests[l.Task]
	if r.URL != "" || t.Scenario.Stacked() || t.Scenario.Recorded != nil {
		return 0, 0
	}
	switch {
	case l.Outcome == Cancelled, l.Outcome == TimedOut, l.Late() != nil:
		from = l.End.T
	case l.Outcome == NeverStarted:
		return t.Caller.Ended.T, t.Caller.Ended.T + r.Delay + r.Latency
	default:
		return 0, 0
	}
	switch {
	case t.Scenario.Sockets() && l.Enter.Known():
		to = l.Enter.T + r.Latency
	case t.Scenario.Sockets() && l.Connect.Known():
		to = l.Connect.T + r.Delay + r.Latency
	case l.Serve.Known():
		to = l.Serve.T + r.Latency
	case l.Send.Known():
		to = l.Send.T + r.Latency
	case l.Start.Known():
		to = max(l.Start.T+r.Delay, from) + r.Latency
	}
	return from, max(from, to)
}

// InFlight tells how many requests are in flight, or sockets, whenever that changes.
func (t *Timeline) InFlight(tell func(at time.Duration, n int)) {
	if t.Scenario.Recorded != nil {
		t.recordedInFlight(tell)
		return
	}
	if !t.Scenario.Stacked() {
		for _, s := range t.flight {
			tell(s.at, s.n)
		}
		return
	}
	open := 0
	for i := range t.Log {
		e := &t.Log[i]
		switch {
		case !e.OfTask():
			continue
		case e.Kind == engine.Connect:
			open++
		case e.Kind == engine.Close && t.Lanes[e.Task].Connect.Known() && t.Lanes[e.Task].Connect.Event < i:
			open--
		default:
			continue
		}
		tell(e.T, open)
	}
}

// Reach is the time up to which an axis goes, so that it has what was cut short: not further than four times the run. Each picture that
// has this axis asks, so it is found once.
func (t *Timeline) Reach() time.Duration {
	if known := atomic.LoadInt64(&t.reach); known > 0 {
		return time.Duration(known - 1)
	}
	end := t.furthest()
	atomic.StoreInt64(&t.reach, int64(end+1))
	return end
}

func (t *Timeline) furthest() (end time.Duration) {
	for i := range t.Lanes {
		if from, to := t.Rest(&t.Lanes[i]); to > from {
			end = max(end, to)
		}
	}
	if t.Last >= time.Millisecond {
		end = min(end, 4*t.Last)
	}
	return end
}

// timeOf is when a fact happened. It is never later than the time up to which the lane is known.
func (s *spans) timeOf(f Fact) time.Duration {
	if f.Known() {
		return min(f.T, s.now)
	}
	return s.now
}

func (s *spans) add(phase Phase, from, to time.Duration, event int) {
	s.list = s.split(s.list, Span{From: from, To: to, Phase: phase, Event: event})
}

// heldUpBefore is where a task was created and cannot start, since another blocks the loop. (What a semaphore holds
// back is not drawn.)
func (s *spans) heldUpBefore(l *Lane) {
	if !s.Scenario.Blocking() || !l.Create.Known() || s.Scenario.HoldsBack() || l.Holds != nil {
		return
	}
	until := s.timeOf(l.Start)
	if l.Outcome == NeverStarted {
		until = s.Caller.Ended.T
	}
	s.add(HeldUp, l.Create.T, until, l.Create.Event)
}

// heldBack is what wrappers made it wait for before its request started.
func (s *spans) heldBack(l *Lane) {
	for i, h := range l.Holds {
		until := l.Start
		if i+1 < len(l.Holds) {
			until = l.Holds[i+1].Fact
		}
		s.add(heldPhases[h.By], h.T, s.timeOf(until), h.Event)
	}
}

// request is the life of a task that makes one.
func (s *spans) request(l *Lane) {
	begun := l.Send // or rather:
	if l.Connect.Known() {
		begun = l.Connect
	}
	s.addBefore(l, s.timeOf(begun))
	if l.Connect.Known() {
		s.add(Connecting, l.Connect.T, s.timeOf(l.Send), l.Connect.Event)
	}
	if !l.Send.Known() {
		return
	}
	flies := l.Send // of others' servers too, since nobody tells when a request to them left
	switch {
	case l.Sent.Known():
		flies = l.Sent
	case s.Live && s.Requests[l.Task].URL == "" && l.Received != engine.Never:
		flies = Fact{l.Received, l.Send.Event} // by then
	case s.Live && s.Requests[l.Task].URL == "":
		flies = nothing
	}
	left := s.addBrowsing(l, s.timeOf(flies))
	if !flies.Known() {
		flies = l.Send
	}
	if s.Scenario.Server.Queues() && (!s.Live || l.Serve.Known()) {
		served := s.timeOf(l.Serve)
		s.add(AtServer, left, served, flies.Event)
		left = max(left, served)
	}
	s.add(InFlight, left, s.timeOf(l.Body), flies.Event)
	if l.Body.Known() {
		s.add(Arriving, l.Body.T, s.now, l.Body.Event)
	}
}

// addBrowsing adds what the browser did with the request before it was on its way: it kept it back, or opened a connection for it.
// It returns when the request left: as the browser tells, or, where it does not tell, at the time until.
func (s *spans) addBrowsing(l *Lane, until time.Duration) (left time.Duration) {
	from, event := l.Send.T, l.Send.Event
	t := l.Timing
	if t == nil || t.Requested == engine.Never {
		s.add(Browsing, from, until, event)
		return until
	}
	within := func(at time.Duration) time.Duration { return min(max(at, from), until) }
	left = within(t.Requested)
	if t.Connect != engine.Never && t.Connected != engine.Never {
		connect, connected := within(t.Connect), within(t.Connected)
		s.add(Browsing, from, connect, event)
		s.add(Connecting, connect, connected, event)
		from = connected
	}
	s.add(Browsing, from, left, event)
	return left
}

// addBefore is what the task did before it got its place in the pool, at the time begun: it slept, and it waited.
func (s *spans) addBefore(l *Lane, begun time.Duration) {
	delay := s.Requests[l.Task].Delay
	asked := min(l.Start.T+delay, begun)
	waits := Pooling
	switch {
	case s.Scenario.Blocking():
		waits = HeldUp
	case !s.waitedForPool(l, asked, begun):
		asked = begun // the timer, or the browser, was late
	}
	if delay > 0 {
		s.add(Sleeping, l.Start.T, asked, l.Start.Event)
	} else {
		s.add(Browsing, l.Start.T, asked, l.Start.Event) // the page was busy with starting others
	}
	s.add(waits, asked, begun, l.Start.Event)
}

// waitedForPool reports whether the task waited for the session's pool between two times.
func (t *Timeline) waitedForPool(l *Lane, asked, until time.Duration) bool {
	if l.Send.Known() || l.Connect.Known() || l.End.Known() {
		return l.Pooled
	}
	return asked < until && t.pool.fullSince(t.Requests[l.Task].Host, asked)
}

// socket is the life of a task that has one, or of a socket on the stack.
func (s *spans) socket(l *Lane) {
	if !l.Connect.Known() {
		return
	}
	if s.Scenario.Stacked() {
		s.now = s.EndOf(l)
	}
	s.add(Connecting, l.Connect.T, s.timeOf(l.Enter), l.Connect.Event)
	if l.Enter.Known() {
		s.add(Open, l.Enter.T, s.timeOf(l.Closing), l.Enter.Event)
	}
	if l.Closing.Known() {
		s.add(Exiting, l.Closing.T, s.now, l.Closing.Event)
	}
}
