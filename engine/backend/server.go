package backend

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"inflight/engine"
)

// together is how long requests may be apart that count as coming at once: a client that sends several has no say in which arrives
// first. The server decides on them after that time, in the order of their tasks, as if all had come when the first did.
const together = 30 * time.Millisecond

// server is what the run's server does to all its requests together, as the simulated one does. Its times are those at which something
// should have happened, so that a busy machine adds nothing up.
type server struct {
	model engine.ServerModel

	mu      sync.Mutex
	began   time.Time // the run
	came    time.Time // those did that are not decided on yet
	group   []*visit
	serving int
	line    []*visit
	bucket  engine.Bucket
}

// visit is one request at the server.
type visit struct {
	server  *server
	task    int
	decided chan struct{} // closed once it is settled whether it is served at all
	begun   chan struct{} // closed once it is served
	status  int           // with which it is turned away; 0 if it is not …
	after   time.Duration // … and its Retry-After
	begins  time.Time     // when it is served
	served  bool          // it has one of so many places
	left    bool
}

// newServer is that of a run whose first request comes now, which it should do so long after its beginning.
func newServer(model engine.ServerModel, now time.Time, delay time.Duration) *server {
	return &server{model: model, began: now.Add(-delay)}
}

// down reports whether it refuses connections.
func (s *server) down(now time.Time) bool { return s.model.DownAt(now.Sub(s.began)) }

// receive is a request that comes now.
func (s *server) receive(task int) *visit {
	v := &visit{server: s, task: task, decided: make(chan struct{}), begun: make(chan struct{})}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.model.Counts() {
		v.begin(time.Now())
		return v
	}
	if len(s.group) == 0 {
		s.came = time.Now()
		time.AfterFunc(together, s.decide)
	}
	s.group = append(s.group, v)
	return v
}

// await waits for one of a visit's moments, and reports false as soon as the client has gone.
func await(ctx context.Context, moment <-chan struct{}) bool {
	select {
	case <-moment:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// decide is for those who came at once.
func (s *server) decide() {
	s.mu.Lock()
	defer s.mu.Unlock()
	group := s.group
	s.group = nil
	slices.SortStableFunc(group, func(a, b *visit) int { return cmp.Compare(a.task, b.task) })
	for _, v := range group {
		if !v.left {
			s.admit(v)
		}
	}
}

// admit serves one, or lets it wait, or turns it away.
func (s *server) admit(v *visit) {
	switch places := s.model.Places(); {
	case places == 0:
		if v.after = s.bucket.Take(s.model, s.came.Sub(s.began)); v.after > 0 {
			v.turnAway()
		} else {
			v.begin(s.came)
		}
	case s.serving < places:
		v.take(s.came)
	case s.model.Status > 0:
		v.turnAway()
	default:
		s.line = append(s.line, v)
		close(v.decided)
	}
}

func (v *visit) turnAway() {
	v.status = v.server.model.Status
	close(v.decided)
}

// take has one of the places.
func (v *visit) take(at time.Time) {
	v.served = true
	v.server.serving++
	v.begin(at)
}

func (v *visit) begin(at time.Time) {
	if v.begins = at; !isClosed(v.decided) {
		close(v.decided)
	}
	close(v.begun)
}

func isClosed(moment <-chan struct{}) bool {
	select {
	case <-moment:
		return true
	default:
		return false
	}
}

// leave gives its place to the next one, at the time at which its answer should have been whole, or now if its client has gone.
func (v *visit) leave(at time.Time) {
	s := v.server
	s.mu.Lock()
	defer s.mu.Unlock()
	if v.left {
		return
	}
	v.left = true
	s.line = slices.DeleteFunc(s.line, func(other *visit) bool { return other == v })
	if !v.served {
		return
	}
	if s.serving--; len(s.line) > 0 {
		next := s.line[0]
		s.line = s.line[1:]
		next.take(at)
	}
}

// end is leave, of a request that is answered; v may be nil.
func (v *visit) end(at time.Time) {
	if v != nil {
		v.leave(at)
	}
}
