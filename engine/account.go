package engine

import "time"

// Never is the time of something that did not happen.
const Never = time.Duration(-1)

// Seen is what the demo backend saw of one request, on the backend's own clock: times are since it
// received the run's first request, in whole microseconds, or [Never].
type Seen struct {
	Task      int
	Received  time.Duration
	Answered  time.Duration // the whole answer was written
	Broken    time.Duration // the connection was broken on purpose (what=reset)
	Abandoned time.Duration // the backend noticed that the client had gone
	Status    int           // what it answered, or meant to
}

// Account is what the demo backend saw of one run, in the order of arrival. It is kept apart from the log:
// the log is the client's truth, and the two are shown beside each other.
type Account []Seen
