package view

import "inflight/engine"

// Trace is a run as it is exported: {"scenario": "…", "events": […], "summary": {…}, "narration": […]}.
// [ParseTrace] reads it.
type Trace struct {
	Scenario  string     `json:"scenario"` // the canonical link form
	Events    engine.Log `json:"events"`
	Summary   Summary    `json:"summary"`
	Narration []Sentence `json:"narration"`
}

// NewTrace returns the trace of a run.
func NewTrace(s *engine.Scenario, log engine.Log) Trace {
	t := Fold(s, log, WholeLog)
	return Trace{Scenario: s.Link(), Events: log, Summary: t.Summary(), Narration: Narrate(t)}
}
