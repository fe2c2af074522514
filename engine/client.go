package engine

import "time"

// Client says with what the tasks talk to the server.
type Client string

// The clients.
const (
	HTTPClient     Client = "http"     // a request each, on connections of a session
	SocketClient   Client = "socket"   // a connected socket each, as an async context manager, over which one message comes
	BlockingClient Client = "blocking" // a request each that holds up the whole event loop
)

// SessionUse says how many sessions the requests have.
type SessionUse string

// How the requests use sessions.
const (
	SharedSession     SessionUse = "shared"      // all have one, which the caller opens and closes
	SessionPerRequest SessionUse = "per_request" // each opens one of its own, which is what people get wrong
)

// microsecondsPerByte is how long a byte of a body takes: 1 MB comes in a second.
const microsecondsPerByte = time.Microsecond

// Sockets reports whether the tasks open sockets instead of making requests.
func (s *Scenario) Sockets() bool { return s.Client == SocketClient || s.Stacked() }

// Stacked reports whether the caller itself holds all sockets, one above the other.
func (s *Scenario) Stacked() bool { return s.Collector().Starts == OnAStack }

// MayWrap reports whether the key each can say what is around a request: a strategy that is a wrapper says so itself.
func (s *Scenario) MayWrap() bool {
	strategy := StrategyNamed(s.Strategy)
	return strategy != nil && strategy.Wrapper == nil && !s.Stacked()
}

// Blocking reports whether requests hold up the event loop.
func (s *Scenario) Blocking() bool { return s.Client == BlockingClient && !s.Stacked() }

// Shared reports whether the caller opens a session that all requests share.
func (s *Scenario) Shared() bool { return s.Sessions() && s.Session != SessionPerRequest }

// Sessions reports whether the client has sessions. A blocking one, urllib, opens a connection for each request.
func (s *Scenario) Sessions() bool { return !s.Sockets() && !s.Blocking() }

// Pools reports whether the requests share a pool that has limits.
func (s *Scenario) Pools() bool { return s.Shared() }

// BodyTime is how long the body of an answer takes to arrive.
func (s *Scenario) BodyTime() time.Duration { return time.Duration(s.Size) * microsecondsPerByte }

// clientWords name what the scenario makes its requests with, as its link says it.
func (s *Scenario) clientWords() string {
	switch {
	case s.Stacked():
		return s.Strategy
	case s.Client != HTTPClient:
		return "client=" + string(s.Client)
	case s.Sessions() && s.Session == SessionPerRequest:
		return "session=per_request"
	}
	return "client=http"
}

// outcomeMisfit says why a task cannot end as its entry wants it, with this client; "" if it can.
func (s *Scenario) outcomeMisfit(e Entry) string {
	if s.Sockets() && e.URL != "" {
		return "a socket connects to the demo backend only: want a time such as 1s"
	}
	for _, c := range e.Chances {
		if msg := s.misfitOf(c.What); msg != "" {
			return msg
		}
	}
	return s.misfitOf(e.What)
}
