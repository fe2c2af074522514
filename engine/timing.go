package engine

import "time"

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
