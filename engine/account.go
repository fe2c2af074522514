package engine

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Never is the time of something that did not happen.
const Never = time.Duration(-1)

// Seen is what the demo backend saw of one request, or of one socket, on the backend's own clock: times are since
// it received the run's first request, in whole microseconds, or [Never].
type Seen struct {
	Task       int
	Connection int    // over which it came: connections count within the run, from 1, as they are first used; 0 is unknown
	Protocol   string // "HTTP/1.1", "HTTP/2.0" or "websocket"; "" is unknown
	Proxied    bool   // a proxy brought it, as far as anything tells: then connection and protocol are the proxy's
	Received   time.Duration
	Accepted   time.Duration // of a socket: it was opened
	Served     time.Duration // of a run whose server counts requests: it began to serve this one; Never: it turned it away
	Answered   time.Duration // the whole answer was written; of a socket: its message
	Closed     time.Duration // of a socket: it was closed as both sides meant to
	Broken     time.Duration // the connection was broken on purpose (see [What.Fault])
	Abandoned  time.Duration // the backend noticed that the client had gone
	Status     int           // what it answered, or meant to
}

// Unseen is a request of which nothing is known but its task: none of its times has come.
func Unseen(task int) Seen {
	s := Seen{Task: task}
	for _, t := range s.times() {
		*t = Never
	}
	return s
}

// Open reports whether the backend has not yet finished with the request or the socket.
func (s Seen) Open() bool {
	answered := s.Answered != Never && s.Accepted == Never // a socket stays open after its message
	return !answered && s.Closed == Never && s.Broken == Never && s.Abandoned == Never
}

// times lists the times of s, to be read or changed.
func (s *Seen) times() [7]*time.Duration {
	return [...]*time.Duration{&s.Received, &s.Accepted, &s.Served, &s.Answered, &s.Closed, &s.Broken, &s.Abandoned}
}

// jsonSeen is a Seen as the backend tells it: times in microseconds, and none that is Never.
type jsonSeen struct {
	Task       int    `json:"task"`
	Connection int    `json:"connection,omitempty"`
	Protocol   string `json:"protocol,omitempty"`
	Proxied    bool   `json:"proxied,omitempty"`
	Received   *int64 `json:"received,omitempty"`
	Accepted   *int64 `json:"accepted,omitempty"`
	Served     *int64 `json:"served,omitempty"`
	Answered   *int64 `json:"answered,omitempty"`
	Closed     *int64 `json:"closed,omitempty"`
	Broken     *int64 `json:"broken,omitempty"`
	Abandoned  *int64 `json:"abandoned,omitempty"`
	Status     int    `json:"status"`
}

// times lists the times of j, in the order of [Seen.times].
func (j *jsonSeen) times() [7]**int64 {
	return [...]**int64{&j.Received, &j.Accepted, &j.Served, &j.Answered, &j.Closed, &j.Broken, &j.Abandoned}
}

// MarshalJSON writes the times in microseconds, and leaves out what never happened.
func (s Seen) MarshalJSON() ([]byte, error) {
	j := jsonSeen{Task: s.Task, Connection: s.Connection, Protocol: s.Protocol, Proxied: s.Proxied, Status: s.Status}
	for i, to := range j.times() {
		if from := *s.times()[i]; from != Never {
			*to = new(from.Microseconds())
		}
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (s *Seen) UnmarshalJSON(text []byte) error {
	var j jsonSeen
	if err := json.Unmarshal(text, &j); err != nil {
		return err
	}
	*s = Seen{Task: j.Task, Connection: j.Connection, Protocol: j.Protocol, Proxied: j.Proxied, Status: j.Status}
	for i, to := range s.times() {
		*to = Never
		if from := *j.times()[i]; from != nil {
			*to = time.Duration(*from) * time.Microsecond
		}
	}
	return nil
}

// Account is what the demo backend saw of one run, in the order of arrival. It is kept apart from the log:
// the log is the client's truth, and the two are shown beside each other.
type Account []Seen

// Report is what the backend answers to whoever asks for an account.
type Report struct {
	Origin   string  `json:"origin"` // by which it was asked, as far as the backend knows; "" is unknown
	Requests Account `json:"requests"`
}

// AskedAt is the account in a report that was asked for at an address. Where the backend was asked at another, or not over TLS as the
// browser did, a proxy is between, and has brought the requests too.
func (r Report) AskedAt(address string) Account {
	u, err := url.Parse(address)
	if err != nil || r.Origin == "" || r.Origin == OriginOf(u.Scheme, u.Host) {
		return r.Requests
	}
	for i := range r.Requests {
		r.Requests[i].Proxied = true
	}
	return r.Requests
}

// OriginOf writes an origin as browsers do, without the port that goes without saying.
func OriginOf(scheme, host string) string {
	return scheme + "://" + strings.TrimSuffix(strings.ToLower(host), map[string]string{"http": ":80", "https": ":443"}[scheme])
}

// CountOpen is with how many requests and sockets the backend has not yet finished.
func (a Account) CountOpen() (n int) {
	for _, s := range a {
		if s.Open() {
			n++
		}
	}
	return n
}

// Aligned returns the account with its times shifted from the backend's clock to that of the log, the run's own.
//
// The two clocks tick alike and differ by one offset, which nobody can know exactly. What is known is that
// the backend received a request after its send event and before its sent event, when the answer's headers
// had come back (the log is as it was heard, not [Log.WithTimings]), and that it had written the whole answer before the task had it.
// The browser's timings may tell closer bounds: when it began to send, and when the answer's first byte came.
// Each request therefore gives a lower and an upper bound on the offset, and the fastest
// requests the closest ones. The middle between the closest two is taken: it is wrong by at most half of the
// time between them, whichever way was the slower (Cristian, "Probabilistic clock synchronization", 1989).
// A socket has connect and enter instead of the two, and the backend accepted it before the latter.
// Where nothing came back the lower bound is taken, the shortest way there being then counted as none.
// Should the bounds exclude each other, as when one of the clocks was set, the lower one holds: nothing is
// shown as received before it was sent. Without any send event of a request in the account nothing is shifted.
func (a Account) Aligned(log Log, timings []Timing) Account {
	offset := a.offset(log, timings)
	aligned := slices.Clone(a)
	for i := range aligned {
		for _, t := range aligned[i].times() {
			if *t != Never {
				*t += offset
			}
		}
	}
	return aligned
}

// offset is what to add to the backend's times, as [Account.Aligned] explains.
func (a Account) offset(log Log, timings []Timing) time.Duration {
	received := func(s *Seen) time.Duration { return s.Received }
	accepted := func(s *Seen) time.Duration { return s.Accepted }
	answered := func(s *Seen) time.Duration { return s.Answered }
	requested := func(t *Timing) time.Duration { return t.Requested }
	begun := func(t *Timing) time.Duration { return t.Answered }
	lower := slices.Concat(a.delaysBehind(log.timesOf(Send), received), a.delaysBehind(log.timesOf(Connect), received))
	if len(lower) == 0 {
		return 0
	}
	offset := slices.Max(slices.Concat(lower, a.delaysBehind(timesOf(timings, requested), received)))
	upper := slices.Concat(a.delaysBehind(log.timesOf(Sent), received), a.delaysBehind(log.timesOf(Enter), accepted),
		a.delaysBehind(log.timesOf(Finish), answered), a.delaysBehind(timesOf(timings, begun), received))
	if len(upper) > 0 {
		offset += max(0, slices.Min(upper)-offset) / 2
	}
	return offset.Truncate(time.Microsecond)
}

// timesOf tells when each task had its event of this kind.
func (log Log) timesOf(kind Kind) map[int]time.Duration {
	at := make(map[int]time.Duration)
	for _, e := range log {
		if e.Kind == kind && e.OfTask() {
			at[e.Task] = e.T
		}
	}
	return at
}

// timesOf tells one of the times of each task, where the browser tells it.
func timesOf(timings []Timing, of func(*Timing) time.Duration) map[int]time.Duration {
	at := make(map[int]time.Duration)
	for i := range timings {
		if t := of(&timings[i]); t != Never {
			at[timings[i].Task] = t
		}
	}
	return at
}

// delaysBehind lists how far the backend's time of each request is behind that of its task.
func (a Account) delaysBehind(at map[int]time.Duration, seen func(*Seen) time.Duration) []time.Duration {
	var differences []time.Duration
	for i := range a {
		if t, ok := at[a[i].Task]; ok && seen(&a[i]) != Never {
			differences = append(differences, t-seen(&a[i]))
		}
	}
	return differences
}

// Timing is what the browser itself tells of one request of a live run, beside the log (Resource Timing,
// https://www.w3.org/TR/resource-timing/). Its times are on the log's clock, or [Never] where it does not tell.
type Timing struct {
	Task      int
	Asked     time.Duration // the page asked for it
	Connect   time.Duration // it began to open a connection for it; Never: it took one that was open
	Connected time.Duration // that was open, TLS included; Never as Connect is
	Requested time.Duration // it began to send the request
	Answered  time.Duration // the first byte of the answer came
	Ended     time.Duration // the last one did, or the request was aborted
	Protocol  string        // "HTTP/1.1" or "HTTP/2.0", as in [Seen]; "" is unknown
}

// Times lists the times of t, to be read or changed.
func (t *Timing) Times() [6]*time.Duration {
	return [...]*time.Duration{&t.Asked, &t.Connect, &t.Connected, &t.Requested, &t.Answered, &t.Ended}
}

// WithTimings returns the log with every sent event at the moment at which the browser began to send the request, as far as it tells
// ([Timing.Requested]): of requests too whose answer never began. A live run notes the event when the answer's headers arrive, since a
// page hears of nothing before, and a proxy may have held those back. The event stays between its task's send and what the task did next.
func (log Log) WithTimings(timings []Timing) Log {
	sent := log.sentAt(timesOf(timings, func(t *Timing) time.Duration { return t.Requested }))
	if len(sent) == 0 {
		return log
	}
	told, next := make(Log, 0, len(log)+len(sent)), 0
	pending := make(map[int]Event, len(sent))
	for _, e := range sent {
		pending[e.Task] = e
	}
	tell := func(task int) {
		if e, is := pending[task]; is {
			told = append(told, e)
			delete(pending, task)
		}
	}
	moves := maps.Clone(pending)
	for _, e := range log {
		for ; next < len(sent) && sent[next].T < e.T; next++ {
			tell(sent[next].Task)
		}
		if _, moved := moves[e.Task]; moved && e.Kind == Sent {
			continue
		}
		if e.OfTask() && e.Kind > Send && !e.Kind.precedes() {
			tell(e.Task)
		}
		told = append(told, e)
	}
	for ; next < len(sent); next++ {
		tell(sent[next].Task)
	}
	return told
}

// sentAt lists the sent events, in order, of the tasks whose time is known.
func (log Log) sentAt(at map[int]time.Duration) Log {
	var sent Log
	until := make(map[int]time.Duration) // which a task did the next thing
	for _, e := range slices.Backward(log) {
		if !e.OfTask() {
			continue
		}
		t, known := at[e.Task]
		switch {
		case e.Kind == Send && known:
			latest := log[len(log)-1].T
			if next, is := until[e.Task]; is {
				latest = next
			}
			sent = append(sent, Event{T: min(max(t, e.T), latest), Kind: Sent, Task: e.Task})
		case e.Kind > Sent && !e.Kind.precedes():
			until[e.Task] = e.T
		}
	}
	slices.Reverse(sent)
	slices.SortStableFunc(sent, func(a, b Event) int { return cmp.Compare(a.T, b.T) })
	return sent
}
