package engine

import "time"

// Transport carries the requests of a live run: engine/fetch has one on the browser's fetch and one on net/http.
type Transport interface {
	// Start sends a GET to url and returns at once. It calls sent when the response's headers have
	// arrived and done when its body has ended or the request has failed, from any goroutine, each at
	// most once and done last. After abort (which stops the request wherever it is, and may be called
	// again or too late) neither is called any more, except for calls already under way.
	Start(url string, sent func(at time.Time), done func(Response)) (abort func())
}

// Response is how a live request ended.
type Response struct {
	At     time.Time // when the body ended or the failure was seen
	Status int       // HTTP status; 0 where no headers arrived
	Err    error     // nil if the whole body was read
}
