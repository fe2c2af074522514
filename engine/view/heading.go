package view

import (
	"inflight/engine"
	"strings"
)

// Call is the strategy as it is called, with the options that are not at their defaults:
// "wait(return_when=FIRST_COMPLETED)".
func Call(s *engine.Scenario) string {
	if s.Recorded != nil {
		return s.Recorded.File
	}
	var options []string
	if s.Function() && s.ReturnExceptions {
		options = append(options, "return_exceptions=True")
	}
	if s.Collector().Results == engine.InSets && s.ReturnWhen != engine.AllCompleted {
		options = append(options, "return_when="+string(s.ReturnWhen))
	}
	if s.Timeout != engine.NoTimeout && s.Collector().OwnTimeout() {
		options = append(options, "timeout="+TrimZeros(s.Timeout.Seconds(), 6))
	}
	if len(options) == 0 {
		return s.Strategy
	}
	return s.Strategy + "(" + strings.Join(options, ", ") + ")"
}

// Heading is what the scenario's author calls it, or else the strategy's call.
func Heading(s *engine.Scenario) string {
	if s.Title != "" {
		return s.Title
	}
	return Call(s)
}

// Title names the picture.
func (t *Timeline) Title() string {
	if t.Scenario.Recorded != nil {
		return Call(t.Scenario)
	}
	name := Call(t.Scenario) + " of " + Plural(t.Tasks(), "task")
	if t.Scenario.Title != "" {
		return t.Scenario.Title + ": " + name
	}
	return name
}

// Tasks is how many tasks there are, however many attempts they may make.
func (t *Timeline) Tasks() int { return t.Scenario.Tasks() }

// Subtitle is the scenario and the run in a few phrases.
func (t *Timeline) Subtitle() []string {
	s := t.Scenario
	if s.Recorded != nil {
		return t.recordedSubtitle()
	}
	first := Plural(t.Tasks(), "task")
	if s.Retries() && len(s.Each) == 0 {
		first += ", up to " + Plural(s.Tries(), "attempt") + " each"
	}
	first += chainPhrase(t.Requests)
	if s.Pools() && s.Limit > 0 && s.Limit < len(t.Lanes) {
		first += ", pool of " + Thousands(s.Limit)
	}
	phrases := []string{first + clientPhrase(s)}
	if len(s.Each) > 0 {
		phrases = append(phrases, "each in "+strings.ReplaceAll(engine.FormatEach(s.Each), ",", ", "))
	}
	if s.Timeout != engine.NoTimeout && !s.Collector().OwnTimeout() {
		phrases = append(phrases, "timeout of "+ChosenTime(s.Timeout))
	}
	if words := t.Caller.Words(); words != "" {
		phrases = append(phrases, words)
	}
	return append(phrases, t.Summary().losses(t.Noun())...)
}

// chainPhrase says how many requests tasks make one after another, if any makes more than one.
func chainPhrase(requests []engine.Request) string {
	least, most := engine.MaxLinks, 1
	for i := range requests {
		least, most = min(least, requests[i].Links), max(most, requests[i].Links)
	}
	upTo := "up to "
	switch {
	case most == 1:
		return ""
	case least == most:
		upTo = ""
	}
	return ", " + upTo + Thousands(most) + " requests one after another in each"
}

// clientPhrase says with what the tasks talk to the server, where that is not a session that they share.
func clientPhrase(s *engine.Scenario) string {
	switch {
	case s.Stacked():
		return ", a socket each, on one stack"
	case s.Sockets():
		return ", a socket each"
	case s.Blocking():
		return ", a blocking client"
	case s.Session == engine.SessionPerRequest:
		return ", a session each"
	case s.LimitPerHost > 0:
		return ", " + Thousands(s.LimitPerHost) + " at a time to each host"
	}
	return ""
}

// Noun is what a task makes: "request" or "socket".
func (t *Timeline) Noun() string {
	if t.Scenario.Sockets() {
		return "socket"
	}
	return "request"
}

// losses says what was lost, if anything was.
func (s Summary) losses(noun string) []string {
	var losses []string
	if s.Orphans > 0 {
		losses = append(losses, Plural(s.Orphans, "orphan"))
	}
	if s.WastedRequests > 0 {
		losses = append(losses, Plural(s.WastedRequests, noun)+" wasted, "+InWords(s.WastedTime))
	}
	return losses
}
