package engine

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// World is what a run runs against: [Simulated] or [Live]. It gives the loop its time and carries its requests.
type World interface {
	// begin is called once, before the first turn of the loop.
	begin(ctx context.Context, l *loop, s *Scenario)
	// now is the time since begin.
	now() time.Duration
	// wait blocks until the deadline, or for ever if it is Never, or until something happened outside of
	// the loop. It gives what has happened to the loop by callSoon. A deadline of zero or less does not block.
	wait(deadline time.Duration)
	// request starts a request.
	request(r Request) *exchange
	// roundTrip is how long the beginning of an answer takes at least. Its latency is that of its body.
	roundTrip() time.Duration
	// connects reports whether the program opens its connections itself. A browser does that for it, unseen.
	connects() bool
	// connect begins to open a connection, which takes so long.
	connect(takes time.Duration) *exchange
	// dial is how a socket connects to its peer.
	dial(r *Request) peer
	// end is called once, after the last turn. Nothing of the world runs on behind it.
	end()
}

// maxTurns is the bound of a run. The largest honest scenarios stay below it (10,000 tasks one after another turn the loop
// 50,000 times), and a caller that wakes each millisecond of an hour is stopped before it holds up a page or a server.
const maxTurns = 200_000

// ErrTooLong is returned by [Run] for a run that turned the loop more often than its bound allows.
var ErrTooLong = errors.New("the run is too long: its caller wakes too often; want a longer timeout or fewer tasks")

// loop is asyncio's event loop: a FIFO queue of what is ready and a heap of timers. One turn runs what was
// ready when the turn began; what becomes ready meanwhile waits for the next turn
// (BaseEventLoop._run_once).
type loop struct {
	world   World
	ready   []handle
	spare   []handle // the queue of the turn before, for its memory
	timers  timerHeap
	created int // timers made so far: equal deadlines fire in the order of their creation
	stopped bool

	turns int // so far, against the bound

	interrupt func() // called each turn
	functions []*function
	pauses    map[int]time.Duration // of retries, with jitter: see [drawnPauses]
	log       Log
	observe   func(Event)

	// The memory of what there is one of for each task.
	tasks       slab[task]
	futures     slab[future]
	fetches     slab[fetch]
	exchanges   slab[timedExchange]
	connections slab[connection]
}

// newLoop is one with memory for the run of a scenario: lists that grow as they are filled cost several times what they hold.
func newLoop(s *Scenario, w World, observe func(Event)) *loop {
	n, l := s.CountTasks(), &loop{world: w, observe: observe}
	l.log = newLog(eventsEach(s)*n + 8)
	if !s.Collector().InLine() {
		l.ready, l.spare, l.timers = make([]handle, 0, n+2), make([]handle, 0, n+2), make(timerHeap, 0, n+2)
	}
	return l
}

// used is the memory of a log that nobody reads any more, or nil.
var used atomic.Pointer[Log]

// Reuse gives away a log that nobody will read any more: the next run may write its own there. Of many runs, logs are the largest part of
// what they would otherwise leave to be collected, and a page stands still meanwhile.
func Reuse(log Log) { used.Store(&log) }

func newLog(size int) Log {
	if old := used.Swap(nil); old != nil && cap(*old) >= size {
		return (*old)[:0]
	}
	return make(Log, 0, size)
}

// eventsEach is how many events a task has in most runs.
func eventsEach(s *Scenario) int {
	n := 5 // created, started, sent, finished, delivered
	for _, more := range []bool{
		s.Connect > 0, s.Size > 0, len(s.Each) > 0 && s.HoldsBack(), s.Server.Name != "", s.Sockets(), s.Sockets(), s.Sockets(),
		s.Sessions() && !s.Shared(), s.Sessions() && !s.Shared(), s.Collector().Results == InSets && s.Pending == WaitAgain,
	} {
		if more {
			n++
		}
	}
	return n
}

// slab is memory for things of one type, which are allocated many at a time.
type slab[T any] struct {
	rest []T
	size int
}

// next is a new one. The first are few: most runs are of a handful of tasks.
func (s *slab[T]) next() *T {
	if len(s.rest) == 0 {
		s.size = min(max(4, 2*s.size), 128)
		s.rest = make([]T, s.size)
	}
	x := &s.rest[0]
	s.rest = s.rest[1:]
	return x
}

// handle is a callback in the ready queue (asyncio.Handle).
type handle struct {
	callback callback
	future   *future
}

// callSoon puts c at the end of the ready queue (loop.call_soon).
func (l *loop) callSoon(c callback, f *future) {
	l.ready = append(l.ready, handle{c, f})
}

// callLater schedules c after a delay (loop.call_later).
func (l *loop) callLater(delay time.Duration, c callback) *timer {
	t := &timer{}
	l.setTimer(t, delay, c)
	return t
}

// setTimer is callLater with a timer that is part of something else.
func (l *loop) setTimer(t *timer, delay time.Duration, c callback) {
	t.callback = c
	l.timers.push(due{l.world.now() + delay, l.created, t})
	l.created++
}

// newFuture returns a future that is not done (loop.create_future).
func (l *loop) newFuture() *future {
	f := l.futures.next()
	f.loop = l
	return f
}

// runUntil turns the loop until f is done, and to the end of the turn in which its callbacks run
// (loop.run_until_complete).
func (l *loop) runUntil(f *future) error {
	l.stopped = false
	f.onDone(callbackFunc(func(*future) { l.stopped = true }))
	for !l.stopped {
		if l.turns++; l.turns > maxTurns {
			return ErrTooLong
		}
		l.turn()
	}
	return nil
}

// turn is one pass of the loop: wait for the world unless something is ready, make the timers that are due
// ready, run what is ready now.
func (l *loop) turn() {
	for len(l.timers) > 0 && l.timers[0].cancelled {
		l.timers.pop()
	}
	l.world.wait(l.deadline())
	l.interrupt()
	for now := l.world.now(); len(l.timers) > 0 && l.timers[0].when <= now; {
		l.callSoon(l.timers.pop(), nil)
	}
	batch := l.ready
	l.ready, l.spare = l.spare[:0], nil
	for _, h := range batch {
		h.callback.call(h.future)
	}
	l.spare = batch
}

// deadline is until when the loop may sleep.
func (l *loop) deadline() time.Duration {
	switch {
	case len(l.ready) > 0:
		return 0
	case len(l.timers) > 0:
		return l.timers[0].when
	}
	return Never
}

// record appends an event to the log, at the present moment.
func (l *loop) record(e Event) { l.recordAt(l.world.now(), e) }

// recordAt appends an event that happened at the given time; a log's time never goes back, so it is dated
// no earlier than the event before.
func (l *loop) recordAt(at time.Duration, e Event) {
	e.T = at.Truncate(time.Microsecond)
	if n := len(l.log); n > 0 {
		e.T = max(e.T, l.log[n-1].T)
	}
	l.log = append(l.log, e)
	if l.observe != nil {
		l.observe(e)
	}
}

// timer is a callback at a time (asyncio.TimerHandle). It can be cancelled until it has been called.
type timer struct {
	callback  callback
	cancelled bool
}

func (t *timer) call(*future) {
	if !t.cancelled {
		t.callback.call(nil)
	}
}

// due is when a timer goes off.
type due struct {
	when  time.Duration
	order int
	*timer
}

func (d due) before(other due) bool {
	return d.when < other.when || d.when == other.when && d.order < other.order
}

// timerHeap has the next timer first. It is container/heap, of one type.
type timerHeap []due

func (h *timerHeap) push(d due) {
	*h = append(*h, d)
	timers, at := *h, len(*h)-1
	for at > 0 {
		parent := (at - 1) / 2
		if !d.before(timers[parent]) {
			break
		}
		timers[at] = timers[parent]
		at = parent
	}
	timers[at] = d
}

func (h *timerHeap) pop() *timer {
	timers, last := *h, len(*h)-1
	first, d := timers[0].timer, timers[last]
	timers[last] = due{}
	*h = timers[:last]
	if last > 0 {
		timers[:last].sink(d)
	}
	return first
}

// sink puts d where the first was, or further down.
func (h timerHeap) sink(d due) {
	at := 0
	for {
		child := 2*at + 1
		if child+1 < len(h) && h[child+1].before(h[child]) {
			child++
		}
		if child >= len(h) || !h[child].before(d) {
			break
		}
		h[at] = h[child]
		at = child
	}
	h[at] = d
}
