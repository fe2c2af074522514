package engine

// Trace is a run as it is exported: {"scenario": "…", "events": […], "summary": {…}}.
type Trace struct {
	Scenario string  `json:"scenario"` // the canonical link form
	Events   Log     `json:"events"`
	Summary  Summary `json:"summary"`
}

// NewTrace returns the trace of a run.
func NewTrace(s *Scenario, log Log) Trace {
	return Trace{Scenario: s.Link(), Events: log, Summary: Summarize(s, log)}
}
