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
	return TraceOf(Fold(s, log, WholeLog))
}

// TraceOf returns the trace of a run that is on the screen. Of a live one it tells what the screen tells: a timeline knows more than a log,
// such as which browser ran it, and behind which proxy.
func TraceOf(t *Timeline) Trace {
	return Trace{Scenario: t.Scenario.Link(), Events: t.Log, Summary: t.Summary(), Narration: Narrate(t)}
}
