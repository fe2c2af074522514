package engine

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Transport carries the requests and the sockets of a live run: engine/fetch has one on what browsers offer and one on
// net/http.
type Transport interface {
	// Start sends a GET to url and returns at once. It tells heard what becomes of the request. abort stops the request wherever it
	// is; it may be called twice, or too late. After it nothing is told any more, except by calls already under way.
	Start(url string, heard Heard) (abort func())

	// Hold sends a GET to url as a client that blocks does: from a thread of its own, on a connection of its own, and one after another.
	// It returns at once and tells heard the same, but for what such a client does not hear of: Sent is when the thread has sent the
	// request, and Body is not told.
	Hold(url string, heard Heard) (abort func())

	// Open opens a WebSocket to url, and returns at once, likewise. The socket counts as open when its peer has
	// said [Accepted]. Closing is asked of the peer, by the message [Bye]: it is the peer that closes. abort drops the
	// socket wherever it is.
	Open(url string, heard Heard) (closing, abort func())
}

// Heard is how a transport tells what becomes of a request, or of a socket. Its functions are called from any goroutine, each
// at most once, in this order.
type Heard struct {
	// Sent: the headers of the answer have arrived, or the socket was accepted; see [Transport.Hold].
	Sent func(at time.Time)

	// Body: the answer's body begins to arrive, or the socket's message has, of so many bytes. It may be nil. The first byte of a body
	// does not count: the demo backend sends it with the headers, so that they come at once.
	Body func(at time.Time, length int)

	// Done: the body has ended, or the socket was closed by its peer, as both sides meant to; or that has failed.
	Done func(Response)
}

// Response is how a live request ended, or a socket.
type Response struct {
	At     time.Time     // when the body ended or the failure was seen
	Status int           // HTTP status; 0 where no headers arrived
	After  time.Duration // its Retry-After; 0 where there is none
	Err    error         // nil if the whole body was read, or the socket closed as it should be
}

// Backend says where the demo backend is.
type Backend struct {
	URL     string // such as http://*.localhost:8001; a * becomes b0, b1, … so that a browser sees many hosts
	Refused string // a URL at which nothing listens
}

// host is the backend's address under one of its names.
func (b Backend) host(name string) string { return strings.Replace(b.URL, "*", name, 1) }

// Apart is the backend under names that no other group has, counted from 1: to a browser that is another set of hosts, each with
// connections of its own. A backend that has one name stays as it is.
func (b Backend) Apart(group int) Backend {
	b.URL = strings.Replace(b.URL, "*", fmt.Sprintf("r%d-*", group), 1)
	return b
}

// HasNames reports whether the backend answers under many names.
func (b Backend) HasNames() bool { return strings.Contains(b.URL, "*") }

// HealthURL is where the backend answers "ok".
func (b Backend) HealthURL() string { return b.host("account") + "/healthz" }

// AccountURL is where the backend tells what it saw of a run, as JSON; its host carries no other requests.
func (b Backend) AccountURL(run string) string {
	return b.host("account") + "/run?run=" + url.QueryEscape(run)
}

// RequestURL is where a task's request goes. No two are equal: browsers make equal ones wait for each other.
func (b Backend) RequestURL(run string, s *Scenario, r Request) string {
	u := b.taskURL("request", run, r) + "&latency=" + formatDuration(r.Latency)
	if r.Status != 200 {
		u += fmt.Sprintf("&status=%d", r.Status)
	}
	if s.Size > 0 {
		u += fmt.Sprintf("&size=%d", s.Size)
	}
	return u + s.serverQuery(r) + fault(r)
}

// SocketURL is where a task's socket connects to: ws for http, and wss for https.
func (b Backend) SocketURL(run string, s *Scenario, r Request) string {
	u := "ws" + strings.TrimPrefix(b.taskURL("socket", run, r), "http")
	for _, p := range []struct {
		name  string
		value time.Duration
	}{{"accept", r.Delay}, {"latency", r.Latency}, {"closing", s.Closing}} {
		if p.value > 0 {
			u += "&" + p.name + "=" + formatDuration(p.value)
		}
	}
	return u + fault(r)
}

// taskURL is an address of the backend, under the request's name for it, that names run and task.
func (b Backend) taskURL(path, run string, r Request) string {
	name := fmt.Sprintf("b%d", r.Under)
	if r.At != "" {
		name = fmt.Sprintf("%s-%d", r.At, r.Under) // no two hosts share one: what is before the last hyphen is the host
	}
	base := b.host(name)
	if r.What.Strikes() == WhileConnecting {
		base = b.Refused
	}
	return fmt.Sprintf("%s/%s?run=%s&task=%d", base, path, url.QueryEscape(run), r.Index)
}

// serverQuery is how the backend is told of the server's model. One that is down for a while counts from the run's beginning, and a
// request says how long after that it comes.
func (s *Scenario) serverQuery(r Request) string {
	switch {
	case s.Server.Name == "":
		return ""
	case s.Server.Down() && r.Delay > 0:
		return "&server=" + s.Server.String() + "&delay=" + formatDuration(r.Delay)
	}
	return "&server=" + s.Server.String()
}

// fault is how the backend is told to break the connection, if it is.
func fault(r Request) string {
	if fault := r.What.Fault(); fault != "" {
		return "&fault=" + fault
	}
	return ""
}
