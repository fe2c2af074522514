package backend

import (
	"container/list"
	"net/http"
	"sync"
	"time"

	"inflight/engine"
)

// ledger remembers what was seen of the latest runs.
type ledger struct {
	maxRuns, maxRequests, maxByRun int

	mu       sync.Mutex
	runs     map[string]*list.Element
	latest   *list.List // of *run, the one with the newest request first
	requests int        // of all the runs
}

// run is one run's page of the ledger.
type run struct {
	id          string
	began       time.Time // when its first request was received
	seen        []*engine.Seen
	connections map[uint64]int // the server's number of a connection → the run's own
	server      *server        // nil if it answers all as they come
}

// numberOf is the run's own number of a connection, which counts from 1; 0 is a connection that is not known.
func (r *run) numberOf(connection uint64) int {
	if connection == 0 {
		return 0
	}
	if r.connections[connection] == 0 {
		r.connections[connection] = len(r.connections) + 1
	}
	return r.connections[connection]
}

func newLedger(o Options) *ledger {
	return &ledger{
		maxRuns: o.Runs, maxRequests: o.Requests, maxByRun: o.RequestsByRun,
		runs: make(map[string]*list.Element), latest: list.New(),
	}
}

// receive enters a request of a run that has just arrived, forgetting old runs to make room. What is seen of it so
// far needs neither its time nor the number of its connection.
func (l *ledger) receive(id string, seen engine.Seen, connection uint64) (*entry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	r := l.open(id, now)
	if len(r.seen) >= l.maxByRun {
		return nil, errorf(http.StatusTooManyRequests,
			"run %s has made %d requests, the most that one run may: start a new run", r.id, l.maxByRun)
	}
	seen.Received, seen.Connection = now.Sub(r.began).Truncate(time.Microsecond), r.numberOf(connection)
	e := &entry{ledger: l, began: r.began, seen: &seen}
	r.seen = append(r.seen, e.seen)
	l.requests++
	for l.latest.Len() > l.maxRuns || l.requests > l.maxRequests {
		l.forget(l.latest.Back())
	}
	return e, nil
}

// open returns the run's page, one that begins now if it has none, and puts it in front.
func (l *ledger) open(id string, now time.Time) *run {
	if page, ok := l.runs[id]; ok {
		l.latest.MoveToFront(page)
		return page.Value.(*run)
	}
	r := &run{id: id, began: now, connections: make(map[uint64]int)}
	l.runs[id] = l.latest.PushFront(r)
	return r
}

// serverOf is the server of a request's run, which is as the run's first request says; nil if it answers all as they come.
func (l *ledger) serverOf(q request) *server {
	if q.model.Name == "" {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	r := l.open(q.run, now)
	if r.server == nil {
		r.server = newServer(q.model, now, q.delay)
	}
	for l.latest.Len() > l.maxRuns {
		l.forget(l.latest.Back())
	}
	return r.server
}

// forget drops a run. Requests of it that are still being answered keep only their own entries alive, so
// that the memory stays bounded. The run in front is safe: it alone never exceeds the bounds.
func (l *ledger) forget(page *list.Element) {
	r := l.latest.Remove(page).(*run)
	delete(l.runs, r.id)
	l.requests -= len(r.seen)
}

// account returns what was seen of the run so far, as a copy.
func (l *ledger) account(id string) (engine.Account, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	page, ok := l.runs[id]
	if !ok {
		return nil, errorf(http.StatusNotFound,
			"run %s is unknown: none of its requests has arrived, or it was forgotten (the latest %d runs are remembered)", id, l.maxRuns)
	}
	requests := page.Value.(*run).seen
	account := make(engine.Account, len(requests))
	for i, seen := range requests {
		account[i] = *seen
	}
	return account, nil
}

// entry is one request in the ledger.
type entry struct {
	ledger *ledger
	began  time.Time // the run's
	seen   *engine.Seen
}

// noteAccepted enters that a socket was opened.
func (e *entry) noteAccepted() { e.note(&e.seen.Accepted) }

// noteServed enters that the server began to serve it, and noteTurnedAway that it did not, and what it answered.
func (e *entry) noteServed(at time.Time) {
	e.ledger.mu.Lock()
	defer e.ledger.mu.Unlock()
	e.seen.Served = max(e.seen.Received, at.Sub(e.began).Truncate(time.Microsecond))
}

func (e *entry) noteTurnedAway(status int) {
	e.ledger.mu.Lock()
	defer e.ledger.mu.Unlock()
	e.seen.Status = status
}

func (e *entry) noteAnswered() { e.note(&e.seen.Answered) }

// noteClosed enters that a socket was closed as both sides meant to.
func (e *entry) noteClosed() { e.note(&e.seen.Closed) }

func (e *entry) noteBroken() { e.note(&e.seen.Broken) }

// noteAbandoned enters that a socket's client had gone, and takes back that the socket was closed: that is entered before the client can
// know. The answer is entered as early, but stays: the client may have had it, and gone later.
func (e *entry) noteAbandoned() { e.note(&e.seen.Abandoned, &e.seen.Closed) }

// noteUnanswered enters that a request's client had gone, and takes back that it was answered: a request has nothing else.
func (e *entry) noteUnanswered() { e.note(&e.seen.Abandoned, &e.seen.Answered) }

// note enters the present moment, and takes back what turned out not to have happened.
func (e *entry) note(at *time.Duration, not ...*time.Duration) {
	e.ledger.mu.Lock()
	defer e.ledger.mu.Unlock()
	for _, t := range not {
		*t = engine.Never
	}
	*at = time.Since(e.began).Truncate(time.Microsecond)
}
