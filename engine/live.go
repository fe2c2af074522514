package engine

import (
	"context"
	"slices"
	"sync"
	"time"
)

// maxOutstanding is how many requests or sockets a live run has under way at most, whatever the session's limit: Chromium
// refuses more than 1,350 of a process, and counts those just aborted for a while.
const maxOutstanding = 1000

// Live is a world with a real clock and real requests. A value serves one run.
type Live struct {
	Transport Transport
	Backend   Backend
	Run       string // names the run in the backend's account; 1 to 64 letters and digits

	loop     *loop
	scenario *Scenario
	start    time.Time
	done     <-chan struct{} // of the run's context; nil once seen
	news     chan struct{}   // tells wait that something was posted
	aborted  []*flight       // in this turn
	waiting  []*flight       // for one of the maxOutstanding places
	flying   int

	mu     sync.Mutex
	posted []func()
}

// flight is one request, or one socket, of a live run. Only the loop touches it.
type flight struct {
	exchange
	task   int
	what   What
	launch func() (stop func()) // starts it, in the transport
	stop   func()               // nil until it has started
	ended  bool
	held   bool // by a client that blocks, which is not told whether an answer has begun: it fails as it was asked to
}

func (w *Live) begin(ctx context.Context, l *loop, s *Scenario) {
	l.pauses = drawnPauses(ctx, s)
	w.loop, w.scenario, w.start = l, s, time.Now()
	w.done, w.news = ctx.Done(), make(chan struct{}, 1)
}

// Started is when the log's clock was at zero, of a run that has begun.
func (w *Live) Started() time.Time { return w.start }

func (w *Live) now() time.Duration { return time.Since(w.start) }

// wait first carries out what the turn asked for. Aborts go newest first: otherwise the first ones free connections,
// on which the browser sends requests that are about to be aborted too.
func (w *Live) wait(deadline time.Duration) {
	for _, f := range slices.Backward(w.aborted) {
		f.stop()
	}
	w.aborted = w.aborted[:0]
	w.launch()
	posted := w.take()
	if len(posted) == 0 && deadline != 0 {
		w.sleep(deadline)
		posted = w.take()
	}
	for _, fn := range posted {
		w.loop.callSoon(callbackFunc(func(*future) { fn() }), nil)
	}
}

// sleep blocks until the deadline, or until something was posted or the run was interrupted.
func (w *Live) sleep(deadline time.Duration) {
	var due <-chan time.Time
	if deadline != Never {
		timer := time.NewTimer(deadline - w.now())
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-due:
	case <-w.news:
	case <-w.done:
		w.done = nil // stays closed: seen once is enough
	}
}

// post hands fn to the loop, from any goroutine. It does not block.
func (w *Live) post(fn func()) {
	w.mu.Lock()
	w.posted = append(w.posted, fn)
	w.mu.Unlock()
	select {
	case w.news <- struct{}{}:
	default:
	}
}

func (w *Live) take() []func() {
	w.mu.Lock()
	defer w.mu.Unlock()
	posted := w.posted
	w.posted = nil
	return posted
}

func (w *Live) request(r Request) *exchange {
	f := &flight{task: r.Index, what: r.What}
	heard := Heard{
		Sent: func(time.Time) {}, // of others' servers: when their headers come tells nothing of when the request left
		Done: func(r Response) { w.post(func() { w.finish(f, r) }) },
	}
	if r.URL != "" && w.scenario.ClientTimeout.SockRead > 0 { // which nobody is told of after the headers
		heard.Sent = func(time.Time) { w.post(func() { f.tell(Body) }) }
	}
	if r.URL == "" {
		if r.What.Strikes() != WhileConnecting {
			f.tells = true
			heard.Sent = func(at time.Time) { w.post(func() { w.note(f, Sent, at) }) }
		}
		if w.scenario.Size > 0 && r.What.Strikes() != WhileAnswering {
			heard.Body = func(at time.Time, _ int) { w.post(func() { w.note(f, Body, at) }) }
		}
	}
	f.launch = func() func() { return w.Transport.Start(w.address(r), heard) }
	f.over = w.loop.newFuture()
	f.drop = func() { w.abort(f) }
	w.waiting = append(w.waiting, f)
	if w.scenario.Blocking() {
		f.launch = func() func() { return w.Transport.Hold(w.address(r), heard) }
		f.held = true
		f.now = w.hold(f)
	}
	return &f.exchange
}

// address is where a request goes. It is made when the request leaves: of a thousand the first are on their way before the last has one.
func (w *Live) address(r Request) string {
	if r.URL != "" {
		return r.URL
	}
	return w.Backend.RequestURL(w.Run, w.scenario, r)
}

// roundTrip is long for one machine, and short between two: here it must cover what the loop itself takes.
func (w *Live) roundTrip() time.Duration { return 10 * time.Millisecond }

// hold waits for a request as a client does that blocks: nothing else of the program runs meanwhile. It reports whether the request
// has ended. If not, the run was interrupted, and whoever is cancelled by that aborts it.
func (w *Live) hold(f *flight) (over bool) {
	if w.done == nil {
		return false
	}
	for w.launch(); !f.ended; {
		if w.sleep(Never); w.done == nil {
			w.loop.interrupt()
			return false
		}
		for _, fn := range w.take() {
			fn()
		}
	}
	return true
}

func (w *Live) connects() bool                  { return false }
func (w *Live) connect(time.Duration) *exchange { return &openAtOnce }

// launch starts what waits, as far as there are places.
func (w *Live) launch() {
	for len(w.waiting) > 0 && w.flying < maxOutstanding {
		f := w.waiting[0]
		w.waiting = w.waiting[1:]
		if f.ended {
			continue
		}
		w.flying++
		f.stop = f.launch()
	}
}

// note records what happened to a request meanwhile.
func (w *Live) note(f *flight, kind Kind, at time.Time) {
	if !f.ended {
		w.loop.recordAt(at.Sub(w.start), Event{Kind: kind, Task: f.task})
		f.tell(kind)
	}
}

// tell passes on to the client's clocks what was heard of the answer.
func (f *flight) tell(kind Kind) {
	if !f.ended && f.told != nil {
		f.told(kind)
	}
}

func (w *Live) finish(f *flight, r Response) {
	if f.ended {
		return
	}
	w.leave(f)
	f.at, f.status, f.after = r.At.Sub(w.start), r.Status, r.After
	if r.Err != nil {
		f.err = &RequestError{Reason: f.reason(r)}
		if w.scenario.Server.Down() && r.Status == 0 && f.what == "" { // which a browser does not tell from others
			f.err.Reason = string(Refused)
		}
	}
	f.over.finish(0, nil)
}

// reason is why a request failed, as a trace has it. A browser does not tell a refused or broken connection
// from other failures; but we know which one we asked for.
func (f *flight) reason(r Response) string {
	if s := f.what.Strikes(); s == WhileConnecting || s == WhileAnswering && (r.Status != 0 || f.held) {
		return string(f.what)
	}
	return "network: " + r.Err.Error()
}

func (w *Live) abort(f *flight) {
	if f.ended {
		return
	}
	w.leave(f)
	if f.stop != nil {
		w.aborted = append(w.aborted, f)
	}
}

// leave gives the flight's place back.
func (w *Live) leave(f *flight) {
	f.ended = true
	if f.stop != nil {
		w.flying--
	}
}

// end aborts what the last turn cancelled. Every task has ended by then, so nothing else is under way.
func (w *Live) end() {
	w.waiting = nil
	w.wait(0)
}

// livePeer is the peer of a socket in the live world: what it does is heard of from the transport.
type livePeer struct {
	flight   *flight // the socket's place among what is under way
	world    *Live
	closing  func() // of the transport: asks the peer to close
	leaving  bool   // that was asked
	takes    time.Duration
	accepted *exchange
	incoming *exchange
	left     *exchange
}

func (w *Live) dial(r *Request) peer {
	p := &livePeer{world: w, takes: w.scenario.Closing}
	p.flight = &flight{task: r.Index, what: r.What}
	drop := func() { w.abort(p.flight) }
	p.accepted = &exchange{over: w.loop.newFuture(), drop: drop}
	p.incoming = &exchange{over: w.loop.newFuture()}
	p.left = &exchange{over: w.loop.newFuture(), drop: drop}
	address := w.Backend.SocketURL(w.Run, w.scenario, *r)
	p.flight.launch = func() (stop func()) {
		p.closing, stop = w.Transport.Open(address, Heard{
			Sent: func(at time.Time) { w.post(func() { p.hear(p.accepted, at, 0) }) },
			Body: func(at time.Time, length int) { w.post(func() { p.hear(p.incoming, at, length) }) },
			Done: func(r Response) { w.post(func() { p.end(r) }) },
		})
		return stop
	}
	return p
}

func (p *livePeer) accept() *exchange {
	p.world.waiting = append(p.world.waiting, p.flight)
	return p.accepted
}

func (p *livePeer) message() *exchange { return p.incoming }

// leave asks the peer to close. From one that is gone already nothing is heard.
func (p *livePeer) leave() *exchange {
	if p.flight.ended {
		return &openAtOnce
	}
	p.leaving = true
	p.closing()
	return p.left
}

// hear ends what the socket waits for, unless the socket was dropped.
func (p *livePeer) hear(x *exchange, at time.Time, length int) {
	if p.flight.ended {
		return
	}
	x.at, x.status = at.Sub(p.world.start), length
	x.over.finish(0, nil)
}

// end is the end of the connection: of whichever exchange is under way.
func (p *livePeer) end(r Response) {
	if p.flight.ended {
		return
	}
	p.world.leave(p.flight)
	x := p.incoming
	switch {
	case !p.accepted.over.done:
		x = p.accepted
	case p.leaving:
		x = p.left
	}
	x.at, x.err = r.At.Sub(p.world.start), p.failure(r)
	x.over.finish(0, nil)
}

// failure is why the connection ended, nil if it was closed as it should be. A browser does not tell a broken connection from
// other failures; but we know which one we asked for.
func (p *livePeer) failure(r Response) *RequestError {
	what := p.flight.what
	switch strikes := what.Strikes(); {
	case r.Err == nil && p.leaving:
		return nil
	case r.Err == nil:
		return &RequestError{Reason: "network: the peer closed the socket by itself"}
	case strikes == WhileAnswering && p.leaving:
		return nil // it broke while it was told to close
	case strikes == WhileConnecting, strikes == WhileAnswering && r.Status != 0, strikes == WhileClosing && p.leaving:
		return &RequestError{Reason: string(what)}
	}
	return &RequestError{Reason: "network: " + r.Err.Error()}
}
