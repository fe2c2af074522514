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
	id    string
	began time.Time // when its first request was received
	seen  []*engine.Seen
}

func newLedger(o Options) *ledger {
	return &ledger{
		maxRuns: o.Runs, maxRequests: o.Requests, maxByRun: o.RequestsByRun,
		runs: make(map[string]*list.Element), latest: list.New(),
	}
}

// receive enters a request that has just arrived, forgetting old runs to make room.
func (l *ledger) receive(q request) (*entry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	r := l.open(q.run, now)
	if len(r.seen) >= l.maxByRun {
		return nil, errorf(http.StatusTooManyRequests,
			"run %s has made %d requests, the most that one run may: start a new run", r.id, l.maxByRun)
	}
	e := &entry{ledger: l, began: r.began, seen: &engine.Seen{
		Task: q.task, Status: q.status, Received: now.Sub(r.began).Truncate(time.Microsecond),
		Answered: engine.Never, Broken: engine.Never, Abandoned: engine.Never,
	}}
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
	r := &run{id: id, began: now}
	l.runs[id] = l.latest.PushFront(r)
	return r
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

func (e *entry) answered() { e.end(&e.seen.Answered) }

func (e *entry) broken() { e.end(&e.seen.Broken) }

// abandoned also takes back that the request was answered.
func (e *entry) abandoned() { e.end(&e.seen.Abandoned) }

// end enters how the request ended: the one end that it has.
func (e *entry) end(at *time.Duration) {
	e.ledger.mu.Lock()
	defer e.ledger.mu.Unlock()
	e.seen.Answered, e.seen.Broken, e.seen.Abandoned = engine.Never, engine.Never, engine.Never
	*at = time.Since(e.began).Truncate(time.Microsecond)
}
