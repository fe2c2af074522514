package engine

import (
	"time"
)

// Transport carries the requests and the sockets of a live run: engine/fetch has one on what browsers offer and one on
// net/http.
type Transport interface {
	// Start sends a GET to url and returns at once. What becomes of it is told to heard. After abort
	// (which stops the request wherever it is, and may be called again or too late) nothing is told any more, except
	// for calls already under way.
	Start(url string, heard Heard) (abort func())

	// Open opens a WebSocket to url, and returns at once, likewise. The socket counts as open when its peer has
	// said [Accepted]. Closing is asked of the peer, by the message [Bye]: it is the peer that closes. abort drops the
	// socket wherever it is.
	Open(url string, heard Heard) (closing, abort func())
}

// Heard is how a transport tells what becomes of a request, or of a socket. Its functions are called from any goroutine, each
// at most once, in this order.
type Heard struct {
	// Sent: the headers of the answer have arrived, or the socket was accepted.
	Sent func(at time.Time)

	// Body: the answer's body begins to arrive, or the socket's message has, of so many bytes. It may be nil.
	Body func(at time.Time, length int)

	// Done: the body has ended, or the socket was closed by its peer, as both sides meant to; or that has failed.
	Done func(Response)
}

// Response is how a live request ended, or a socket.
type Response struct {
	At     time.Time // when the body ended or the failure was seen
	Status int       // HTTP status; 0 where no headers arrived
	Err    error     // nil if the whole body was read, or the socket closed as it should be
}
