package view

import (
	"inflight/engine"
	"strings"
	"time"
)

// WholeLog, given to [Fold] as the moment, asks for everything that the log holds.
const WholeLog = engine.Never

// Fact is an event seen from a view: when it happened, and its place in the log.
type Fact struct {
	T     time.Duration // Never, if it has not happened
	Event int           // index in the log; -1 if it has not happened
}

// nothing is the Fact that has not happened.
var nothing = Fact{T: engine.Never, Event: -1}

// Known reports whether the fact has happened.
func (f Fact) Known() bool { return f.Event >= 0 }

// Phase is what a running task is doing.
type Phase uint8

// The phases of a task, in their order. A socket's are Connecting, Open and Exiting.
const (
	Sleeping   Phase = iota // its delay
	Pooling                 // waits for a place in the session's pool
	Connecting              // opens a connection; of a socket: waits for the peer to accept, in __aenter__
	Browsing                // live only: waits in the browser, from send to sent
	InFlight                // the request is on its way
	Arriving                // the answer's body arrives
	Open                    // the socket is connected, its message not there yet; on an exit stack: until it is closed
	Exiting                 // the socket waits for its peer to close, in __aexit__
	HeldUp                  // client=blocking: could go on, but another task blocks the event loop
	Waiting                 // of a recording: for another task, a lock, a queue, …
	Working                 // of a recording: computes, or blocks the event loop
	Queueing                // waits for a semaphore
	Pacing                  // waits for a limiter
	Pausing                 // pauses before another attempt
	AtServer                // its request waits at the server, which serves others
)

// Held is a time from which on a wrapper held a task back, before a request of it started.
type Held struct {
	Fact
	By engine.Cause
}

// heldPhases are what a task that is held back is doing.
var heldPhases = map[engine.Cause]Phase{engine.BySemaphore: Queueing, engine.ByRate: Pacing, engine.ByPause: Pausing}

// Moving reports whether a request is under way, or a socket open: the bars that even the lowest lanes show.
func (p Phase) Moving() bool { return p == InFlight || p == Arriving || p == Open }

// Outcome is how a task stands.
type Outcome uint8

// The outcomes of a task.
const (
	Unended      Outcome = iota // it runs, or may still start
	Finished                    // it returned; the answer's status may be a bad one
	Failed                      // it raised
	Cancelled                   // it was cancelled by the caller, its group, or the end of the program
	TimedOut                    // it was cancelled by a timeout
	NeverStarted                // the run is over and it never took its first step
	NotNeeded                   // a further attempt of a retry or hedge that was not made, or what would have followed in a chain
	Unread                      // on an exit stack: its socket was closed before anybody received its message
)

// Span is a stretch of a task's life.
type Span struct {
	From, To time.Duration
	Phase    Phase
	Orphan   bool // after the strategy's end
	Event    int  // index in the log of the event that it began or, at a phase without one, was announced with
}

// Lane is what is known of one task at the timeline's moment.
type Lane struct {
	Task                           int
	Create, Start, Send, Sent, End Fact
	Deliver                        Fact   // the caller received its result
	Take                           Fact   // a worker took it from the queue, …
	Worker                         int    // … the one of this number, from 1; 0 if none did
	Serve                          Fact   // a server that counts requests began to serve its; in a live run the account tells
	Connect, Body                  Fact   // it began to open a connection; its answer began to arrive
	Logged                         Fact   // asyncio logged that nobody had asked for its exception
	Enter, Closing, Close          Fact   // of its socket, or of its own session, which has no closing
	Connection                     int    // its request's, or its socket's, by the log or by the account; 0 if it has none, or none is known
	Protocol                       string // of that connection, by the account: "HTTP/2.0"; "" if it is not known
	Outcome                        Outcome
	Value                          int            // HTTP status, of a Finished task; a socket's: the length of its message
	Error                          string         // of a Failed task, as in the log
	By                             engine.Cause   // of a Cancelled or TimedOut task
	Holds                          []Held         // by its wrappers, before its request started
	Pooled                         bool           // it had to wait for the session's pool
	Orphan                         bool           // it ran when the strategy ended, or started later
	Raised                         bool           // the strategy raised its exception, so the caller heard of it
	Handled                        bool           // the strategy itself dealt with its exception
	Received, Noticed              time.Duration  // by the backend's account: request received, cancel noticed; or Never
	Timing                         *engine.Timing // what the browser tells; nil if it does not

	news Fact // the last event that has changed what is known of it

	Stays     []Span // of a recording: its stretches that are over
	stay      Span   // the one that is not, if From is not Never
	Text      string // of a recording: what it returned
	Swallowed []Fact // of a recording: the cancellations in spite of which it went on

	Cut     int           // of a recording: its requests that were under way when nobody waited for them any longer
	CutTime time.Duration // of these
	cutAt   time.Duration // the last time
	sent    Fact          // its request that is under way
}

// Late is the client's clock whose time was up for a Failed task's request; nil if that was none's.
func (l *Lane) Late() *engine.Clock {
	if l.Outcome != Failed {
		return nil
	}
	return engine.ClockOf(l.Error)
}

// Wait is a stretch in which the caller waits.
type Wait struct {
	From, To time.Duration
	Linger   bool // after the strategy's end, until every task has ended
}

// Delivery is one result that the caller received.
type Delivery struct {
	Fact
	Task  int
	Error string // "" if it is a result and no exception
}

// CallerLane is what is known of the caller at the timeline's moment.
type CallerLane struct {
	Enter, Ended, Close, Exit Fact   // Ended is the strategy's return or raise
	Raised                    string // what the strategy raised; "" if it returned or has not ended
	Waits                     []Wait
	Deliveries                []Delivery
	Wakes                     []Fact
	Swallowed                 []Fact // of a recording: the cancellations in spite of which main() went on
}

// Timeline is a log folded into lanes, as known at a moment.
type Timeline struct {
	Scenario     *engine.Scenario
	Requests     []engine.Request // one for each lane
	Names        []string         // of the lanes
	Log          engine.Log       // the part of the log that is known at the moment
	Now          time.Duration    // the moment; for WholeLog the time of the last event
	Last         time.Duration    // of the last event of the log, known or not yet
	Caller       CallerLane
	Lanes        []Lane
	MostInFlight int // greatest number of requests in flight, or of sockets, at once

	Browser string // the name of the browser that ran it, where that explains something: "Firefox"
	Live    bool   // it ran over a real network, which tells other things

	// Proxy is "", or says that a proxy is between browser and backend, as far as anything tells: they spoke different protocols, or the
	// account says so. The connections in the account are the proxy's then, and nobody tells of the browser's.
	Proxy   string
	proxied bool // the account says so
	pool    poolView
	flight  []flightStep // but of recordings and stacks
	reach   int64        // see [Timeline.Reach], plus one; 0 before somebody asks
	counted *counted     // see [Timeline.Summary]
}

// flightStep is how many are in flight from a time on.
type flightStep struct {
	at time.Duration
	n  int
}

// split appends a span, in two where the strategy's end is inside it, and not at all if it is empty.
func (t *Timeline) split(buffer []Span, s Span) []Span {
	if s.From >= s.To {
		return buffer
	}
	ended := t.Caller.Ended
	if !ended.Known() || s.To <= ended.T {
		return append(buffer, s)
	}
	if s.From < ended.T {
		before := s
		before.To, s.From = ended.T, ended.T
		buffer = append(buffer, before)
	}
	s.Orphan = true
	return append(buffer, s)
}

// PassesOn reports whether the lane's answer is what its task goes on from, to the next request of its chain.
func (t *Timeline) PassesOn(l *Lane) bool {
	r := &t.Requests[l.Task]
	return l.Outcome == Finished && r.Link < r.Links-1
}

// IsUnheard reports whether the task ended with a result or an exception that nobody received: the strategy
// is over, and neither received it nor raised it nor dealt with it. An answer within a chain its own task received.
func (t *Timeline) IsUnheard(l *Lane) bool {
	return t.Caller.Ended.Known() && (l.Outcome == Finished || l.Outcome == Failed) &&
		!l.Deliver.Known() && !l.Raised && !l.Handled && !t.PassesOn(l)
}

// WithAccount adds what the backend saw, on the log's clock ([engine.Account.Aligned]), as far as it is known at the
// timeline's moment, and returns t.
func (t *Timeline) WithAccount(a engine.Account) *Timeline {
	known := func(at time.Duration) time.Duration {
		if at > t.Now && t.Now < t.Last {
			return engine.Never
		}
		return at
	}
	for _, seen := range a {
		if seen.Task >= 0 && seen.Task < len(t.Lanes) {
			l := &t.Lanes[seen.Task]
			t.proxied = t.proxied || seen.Proxied
			if served := known(seen.Served); served != engine.Never && l.Send.Known() && !l.Serve.Known() {
				l.Serve = Fact{served, l.Send.Event}
			}
			if l.Received, l.Noticed = known(seen.Received), known(seen.Abandoned); l.Received != engine.Never && l.Connection == 0 {
				l.Connection, l.Protocol = seen.Connection, seen.Protocol
			}
		}
	}
	t.reach, t.counted = 0, new(counted)
	return t.seeThrough()
}

// WithTimings adds what the browser tells of the requests, as far as it is known at the timeline's moment, and returns t.
func (t *Timeline) WithTimings(timings []engine.Timing) *Timeline {
	for _, timing := range timings {
		if timing.Task < 0 || timing.Task >= len(t.Lanes) {
			continue
		}
		for _, at := range timing.Times() {
			if *at > t.Now && t.Now < t.Last {
				*at = engine.Never
			}
		}
		t.Lanes[timing.Task].Timing = &timing
	}
	t.counted = new(counted)
	return t.seeThrough()
}

// seeThrough finds out whether a proxy is between browser and backend. The connections that the backend saw are the proxy's then.
func (t *Timeline) seeThrough() *Timeline {
	for i := range t.Lanes {
		l := &t.Lanes[i]
		if l.Timing != nil && l.Timing.Protocol != "" && l.Protocol != "" && l.Timing.Protocol != l.Protocol {
			t.Proxy = "the browser spoke " + ProtocolInWords(l.Timing.Protocol) + " and the server heard " + ProtocolInWords(l.Protocol) +
				", so a proxy is between"
			break
		}
	}
	if t.Proxy == "" && t.proxied {
		t.Proxy = "a proxy is between browser and server"
	}
	for i := range t.Lanes {
		if l := &t.Lanes[i]; t.Proxy != "" && l.Received != engine.Never {
			l.Connection = 0
		}
	}
	return t
}

// ProtocolInWords is what a protocol is called for short.
func ProtocolInWords(protocol string) string {
	if protocol == "websocket" {
		return "WebSocket"
	}
	return strings.TrimSuffix(protocol, ".0")
}
