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

// times lists the times of t, to be read or changed.
func (t *Timing) times() [6]*time.Duration {
	return [...]*time.Duration{&t.Asked, &t.Connect, &t.Connected, &t.Requested, &t.Answered, &t.Ended}
}

// WithTimings adds what the browser tells of the requests, as far as it is known at the timeline's moment, and returns t.
func (t *Timeline) WithTimings(timings []Timing) *Timeline {
	for _, timing := range timings {
		if timing.Task < 0 || timing.Task >= len(t.Lanes) {
			continue
		}
		for _, at := range timing.times() {
			if *at > t.Now && t.Now < t.Last {
				*at = Never
			}
		}
		t.Lanes[timing.Task].Timing = &timing
	}
	return t
}

// harTimings divides the request's time as the browser saw it, which asked for a connection at that moment of the log. A
// request that was never sent was blocked until it was aborted.
func (t *Timing) harTimings(asked, end time.Duration) harTimings {
	h := harTimings{DNS: -1, Connect: -1, SSL: -1}
	if t.Requested == Never {
		h.Blocked = milliseconds(end - asked)
		return h
	}
	requested := min(max(t.Requested, asked), end)
	answered := end
	if t.Answered != Never {
		answered = min(max(t.Answered, requested), end)
	}
	ready := requested
	if t.Connect != Never && t.Connected != Never {
		ready = min(max(t.Connect, asked), requested)
		connected := min(max(t.Connected, ready), requested)
		h.Connect = milliseconds(connected - ready)
		ready += requested - connected // what the browser did between the two is blocked too
	}
	h.Blocked, h.Wait, h.Receive = milliseconds(ready-asked), milliseconds(answered-requested), milliseconds(end-answered)
	return h
}
