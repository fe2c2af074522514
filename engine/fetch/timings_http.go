//go:build !js

package fetch

import (
	"time"

	"inflight/engine"
)

// Timings collects what the browser tells of a run's requests. Where there is no browser there is nothing to tell.
type Timings struct{}

// NewTimings begins to collect the timings of a run.
func NewTimings(run string) *Timings { return &Timings{} }

// Take returns none.
func (*Timings) Take(start time.Time) []engine.Timing { return nil }

// Close ends the collecting.
func (*Timings) Close() {}
