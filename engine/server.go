package engine

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// ServerModel is what the server does to all requests of a run together, whatever their hosts: a kind of [ServerKinds] with its
// arguments. The zero value serves all of them at once.
type ServerModel struct {
	Name     string
	Count    int           // at_once: how many it serves at a time; rate: in the period
	Status   int           // at_once: what the others are answered; 0 if they wait
	Period   time.Duration // rate
	From, To time.Duration // down
}

// ServerKind is a kind of server model.
type ServerKind struct {
	Name string
	Form string // as a link has it, and what its arguments are
	Does string // what it does, in a few words

	read func(m *ServerModel, arguments string) bool
}

// ServerKinds lists them.
var ServerKinds = []ServerKind{
	{"at_once", "at_once, how many, and maybe a status, such as at_once:10 or at_once:10:503",
		"serves so many at a time; the others wait at the server, first come, first served, or are answered the status at once", readAtOnce},
	{"rate", "rate and how many in which time, such as rate:5/1s",
		"a token bucket: so many at once, and one more whenever its share of the time is over; whoever is beyond that is answered 429 at " +
			"once, with a Retry-After in whole seconds", readRate},
	{"down", "down, from when and until when, such as down:2s-4s",
		"refuses connections meanwhile; what it has received by then it serves to the end, and then its connections are closed", readDown},
}

func readAtOnce(m *ServerModel, arguments string) (ok bool) {
	count, status, refuses := strings.Cut(arguments, ":")
	if refuses {
		if m.Status, ok = ParseStatus(status); !ok || m.Status < 400 || slices.Contains(unusable[:], m.Status) {
			return false
		}
	}
	m.Count, ok = readCount(count)
	return ok
}

func readRate(m *ServerModel, arguments string) bool {
	count, period, _ := strings.Cut(arguments, "/")
	n, ok := readCount(count)
	d, err := parseDuration(period)
	m.Count, m.Period, m.Status = n, d, 429
	return ok && err == nil && d >= time.Duration(n)*time.Microsecond
}

func readDown(m *ServerModel, arguments string) bool {
	from, to, _ := strings.Cut(arguments, "-")
	var err, wrong *ParseError
	m.From, err = parseDuration(from)
	m.To, wrong = parseDuration(to)
	return err == nil && wrong == nil && m.From < m.To
}

func readCount(text string) (int, bool) {
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 1 && n <= MaxTasks
}

// ParseServer reads a model as a link has it.
func ParseServer(text string) (ServerModel, error) {
	if text == "none" || text == "" {
		return ServerModel{}, nil
	}
	name, arguments, _ := strings.Cut(text, ":")
	var names []string
	for _, kind := range ServerKinds {
		if m := (ServerModel{Name: name}); kind.Name == name && kind.read(&m, arguments) {
			return m, nil
		} else if kind.Name == name {
			err := NewParseError(text, "%q: want %s", text, kind.Form)
			err.Offset = min(len([]rune(name))+1, max(len([]rune(text))-1, 0))
			err.Length = len([]rune(text)) - err.Offset
			return m, err
		}
		names = append(names, kind.Form)
	}
	return ServerModel{}, NewParseError(text, "%q: want none, or %s", text, strings.Join(names, "; or "))
}

// String is the model as a link has it.
func (m ServerModel) String() string {
	switch {
	case m.Name == "":
		return "none"
	case m.To > 0:
		return m.Name + ":" + formatDuration(m.From) + "-" + formatDuration(m.To)
	case m.Period > 0:
		return m.Name + ":" + strconv.Itoa(m.Count) + "/" + formatDuration(m.Period)
	case m.Status > 0:
		return m.Name + ":" + strconv.Itoa(m.Count) + ":" + strconv.Itoa(m.Status)
	}
	return m.Name + ":" + strconv.Itoa(m.Count)
}

// Counts reports whether it counts requests, so that it is told of each when it is served.
func (m ServerModel) Counts() bool { return m.Count > 0 }

// Queues reports whether requests wait at the server.
func (m ServerModel) Queues() bool { return m.Count > 0 && m.Status == 0 }

// Places is how many it serves at a time; 0 if it does not count them so.
func (m ServerModel) Places() int {
	if m.Period > 0 {
		return 0
	}
	return m.Count
}

// Down reports whether it is ever down, and DownAt whether it is at that time.
func (m ServerModel) Down() bool                   { return m.To > 0 }
func (m ServerModel) DownAt(at time.Duration) bool { return m.From <= at && at < m.To }
func (m ServerModel) closed(opened, now time.Duration) bool {
	return m.Down() && opened < m.From && now >= m.From
}

// Bucket is the token bucket of a rate: full is when all that it has let in has dripped out.
type Bucket struct{ Full time.Duration }

// Take lets a request in that comes now, or says after how long the next may come, which is a Retry-After: in whole seconds.
func (b *Bucket) Take(m ServerModel, now time.Duration) (retryAfter time.Duration) {
	drip := (m.Period / time.Duration(m.Count)).Truncate(time.Microsecond)
	if early := b.Full - time.Duration(m.Count-1)*drip - now; early > 0 {
		return (early + time.Second - 1).Truncate(time.Second)
	}
	b.Full = max(now, b.Full) + drip
	return 0
}

// serverModels are the values of the key server.
func serverModels() Values {
	return Values{
		Default: "none", Typed: "none, or a model, see below", Wide: true,
		Tries: []string{"none", "at_once:2"},
		write: func(s *Scenario) string { return s.Server.String() },
		read: func(s *Scenario, text string) *ParseError {
			model, err := ParseServer(text)
			if err != nil {
				return err.(*ParseError)
			}
			s.Server = model
			return nil
		},
	}
}

// server is the simulated one.
type server struct {
	world   *Simulated
	model   ServerModel
	serving int
	line    []*visit
	bucket  Bucket
}

// receive is what becomes of a request that comes now.
func (s *server) receive(r Request) *exchange {
	switch {
	case s.model.DownAt(s.world.clock):
		return s.world.refuse(&RequestError{Reason: string(Refused)})
	case s.model.Period > 0:
		if after := s.bucket.Take(s.model, s.world.clock); after > 0 {
			return s.turnAway(after)
		}
		s.serve(r.Index)
		return s.world.answer(r)
	case s.model.Places() == 0:
		return s.world.answer(r)
	case s.world.blocking: // it makes one after another
		s.serve(r.Index)
		return s.world.answer(r)
	}
	return s.admit(r)
}

// serve takes note that a request is served from now on.
func (s *server) serve(task int) { s.world.loop.record(Event{Kind: Serve, Task: task}) }

// turnAway answers at once, without a body to speak of.
func (s *server) turnAway(after time.Duration) *exchange {
	x := s.world.exchange(0, nil)
	x.status, x.after = s.model.Status, after
	return x
}

// admit serves a request, or lets it wait, or turns it away.
func (s *server) admit(r Request) *exchange {
	v := &visit{server: s, task: r.Index, latency: r.Latency}
	v.head = part{visit: v, ended: future{loop: s.world.loop}}
	v.head.over, v.head.drop, v.head.status = &v.head.ended, v.leave, r.Status
	if r.What.Strikes() == WhileAnswering {
		v.head.err = r.failure()
	} else if s.world.scenario.Size > 0 {
		v.head.body = v.sendBody
	}
	switch {
	case s.serving < s.model.Count:
		v.begin()
	case s.model.Status > 0:
		return s.turnAway(0)
	default:
		s.line = append(s.line, v)
	}
	return &v.head.exchange
}

// visit is one request at a server that serves so many at a time.
type visit struct {
	server  *server
	task    int
	latency time.Duration
	head    part
	served  bool
	gone    bool
}

// part is what the client awaits: all of the answer, or what is before its body, or that. At its end the last one leaves.
type part struct {
	exchange
	ended future
	timer timer
	visit *visit
}

func (p *part) start(takes time.Duration) {
	p.exchange.timer = &p.timer
	world := p.visit.server.world
	world.loop.setTimer(&p.timer, takes+world.late(), p)
}

func (p *part) call(*future) {
	if p.ended.finish(0, nil); p.body == nil {
		p.visit.leave()
	}
}

func (v *visit) begin() {
	v.served = true
	v.server.serving++
	v.server.serve(v.task)
	v.head.start(v.latency)
}

func (v *visit) sendBody() *exchange {
	p := &part{visit: v, ended: future{loop: v.server.world.loop}}
	p.over, p.drop, p.status = &p.ended, v.leave, v.head.status
	p.start(v.server.world.scenario.BodyTime())
	return &p.exchange
}

// leave ends the visit, once: the next one in line has its place.
func (v *visit) leave() {
	s := v.server
	switch {
	case v.gone:
		return
	case !v.served:
		s.line = slices.DeleteFunc(s.line, func(other *visit) bool { return other == v })
	default:
		if s.serving--; len(s.line) > 0 {
			next := s.line[0]
			s.line = s.line[1:]
			next.begin()
		}
	}
	v.gone = true
}
