package engine

import (
	"fmt"
	"strings"
	"time"
)

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
	if s.Sockets() && e.Sleeps {
		return "it only sleeps, and opens no socket: want a time behind the colon, such as 1s:200ms"
	}
	if s.Sockets() && e.Then != nil {
		return "a socket brings one message, and no request follows it: want one time, such as 1s, or client=http"
	}
	for _, link := range e.Chain() {
		for _, c := range link.Chances {
			if msg := s.misfitOf(c.What); msg != "" {
				return msg
			}
		}
		if msg := s.misfitOf(link.What); msg != "" {
			return msg
		}
	}
	return ""
}

// ClientTimeout are the times that the client gives each request, by clocks of their own, as aiohttp's ClientTimeout has them. One of zero
// does not run.
type ClientTimeout struct{ Total, Connect, SockConnect, SockRead time.Duration }

// Clock is one of them.
type Clock struct {
	Name   string
	Raises string // the exception of aiohttp, of what its time is up for
	Does   string // what it covers, in a few words
	Words  string // the same, behind a time: "1.5 s in all"

	of func(t *ClientTimeout) *time.Duration
}

// Clocks lists them: whichever is further in front goes off first where they do so at one moment.
var Clocks = []Clock{
	{"total", "TimeoutError", "all of it: the line for the pool, connecting, the answer and its body; from 5 s on rounded up to a whole " +
		"second of the loop's clock", "in all", func(t *ClientTimeout) *time.Duration { return &t.Total }},
	{"connect", "ConnectionTimeoutError", "getting a connection: the line for the pool, and connecting; not a request that finds an idle " +
		"one at once; above 5 s rounded up likewise", "to get a connection",
		func(t *ClientTimeout) *time.Duration { return &t.Connect }},
	{"sock_connect", "ConnectionTimeoutError", "connecting alone, not the line for the pool; above 5 s rounded up likewise", "to connect",
		func(t *ClientTimeout) *time.Duration { return &t.SockConnect }},
	{"sock_read", "SocketTimeoutError", "the silence after the request, which each piece of the answer ends, and begins anew",
		"of silence", func(t *ClientTimeout) *time.Duration { return &t.SockRead }},
}

// clockForm is how a link has them.
const clockForm = "clocks with times above 0, such as total:1.5s,connect:500ms"

// Of is the time that they give a clock.
func (t *ClientTimeout) Of(c *Clock) time.Duration { return *c.of(t) }

// ClockNamed returns the clock of that name, or nil.
func ClockNamed(name string) *Clock {
	for i := range Clocks {
		if Clocks[i].Name == name {
			return &Clocks[i]
		}
	}
	return nil
}

// lateReason is before the name of the clock in the error of a request whose time was up, as a trace has it.
const lateReason = "timeout "

// ClockOf returns the clock whose time was up for a request that failed for this reason, or nil.
func ClockOf(reason string) *Clock {
	name, late := strings.CutPrefix(reason, lateReason)
	if !late {
		return nil
	}
	return ClockNamed(name)
}

// clientTimeouts are the values of the key client_timeout.
func clientTimeouts() Values {
	return Values{
		Default: "none", Typed: "none, or clocks separated by commas, see below", Wide: true,
		Tries: []string{"none", "total:100ms"},
		write: func(s *Scenario) string { return s.ClientTimeout.String() },
		read: func(s *Scenario, text string) (err *ParseError) {
			s.ClientTimeout = ClientTimeout{}
			if text != "none" && text != "" {
				s.ClientTimeout, err = parseClientTimeout(text)
			}
			return err
		},
	}
}

// String is the times as a link has them.
func (t ClientTimeout) String() string {
	var texts []string
	for i := range Clocks {
		if d := t.Of(&Clocks[i]); d > 0 {
			texts = append(texts, Clocks[i].Name+":"+formatDuration(d))
		}
	}
	if texts == nil {
		return "none"
	}
	return strings.Join(texts, ",")
}

// parseClientTimeout reads clocks, each once, in any order. As wrappers, they may be separated by slashes.
func parseClientTimeout(text string) (t ClientTimeout, err *ParseError) {
	at := 0
	for n, word := range strings.FieldsFunc(text+" ", func(r rune) bool { return r == ',' || r == '/' }) {
		trimmed := strings.TrimSpace(word)
		if err = t.set(trimmed); err != nil {
			err.Offset += at + len([]rune(word)) - len([]rune(strings.TrimLeft(word, " ")))
			err.Msg = fmt.Sprintf("clock %d %q: %s", n+1, Shorten(trimmed), err.Msg)
			return t, err
		}
		at += len([]rune(word)) + 1
	}
	return t, nil
}

// set reads one clock.
func (t *ClientTimeout) set(word string) *ParseError {
	name, text, _ := strings.Cut(word, ":")
	c := ClockNamed(name)
	if c == nil {
		return NewParseError(name, "want %s", joinOr(clockNames()))
	}
	if t.Of(c) > 0 {
		return NewParseError(word, "%s stands there twice: want each clock once", name)
	}
	d, err := parseDuration(text)
	switch {
	case text == "":
		err = &ParseError{Msg: "no time: want " + clockForm}
	case err == nil && d == 0:
		err = NewParseError(text, "aiohttp takes 0 for no timeout: want a time above 0, or no %s", name)
	}
	if err != nil {
		err.Offset += min(len([]rune(name))+1, len([]rune(word)))
		return err
	}
	*c.of(t) = d
	return nil
}

func clockNames() []string {
	names := make([]string, len(Clocks))
	for i := range Clocks {
		names[i] = Clocks[i].Name
	}
	return names
}
