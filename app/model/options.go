package model

import (
	"slices"

	"inflight/engine"
)

// Option is one key of a scenario that has a field on the page.
type Option struct {
	Key     string
	Hint    string
	Choices []string // of a picker, the default first; none for a field that is typed
	Initial string   // what a typed field stands for when it is empty
	Long    bool     // a typed field is wide
	Session bool     // belongs to the client, its session or the live run, and is shown under "more"
}

// Options lists the fields in the order of the page, and of a link.
var Options = []Option{
	{Key: "return_exceptions", Hint: "give exceptions back as results", Choices: []string{"false", "true"}},
	{Key: "return_when", Hint: "when wait returns", Choices: []string{"ALL_COMPLETED", "FIRST_EXCEPTION", "FIRST_COMPLETED"}},
	{Key: "pending", Hint: "what becomes of those not done", Choices: []string{"leave", "again", "cancel"}},
	{Key: "on_error", Hint: "when an awaited result is an exception", Choices: []string{"raise", "handle"}},
	{Key: "task_timeout", Hint: "of each task, such as 1s", Initial: "1s"},
	{Key: "concurrency", Hint: "tasks that run at once", Initial: "10"},
	{Key: "batch", Hint: "tasks in each batch", Initial: "10"},
	{Key: "attempts", Hint: "requests that a task makes at most", Initial: "3"},
	{Key: "backoff", Hint: "the pause after the first attempt, such as 100ms or 100ms~50ms; it doubles", Initial: "100ms"},
	{Key: "hedge_after", Hint: "when the second request is sent", Initial: "100ms"},
	{Key: "timeout", Hint: "a duration, such as 1.5s", Initial: "none"},
	{Key: "after", Hint: "what follows the strategy", Choices: []string{"exit", "linger", "close"}},
	{Key: "raise_for_status", Hint: "make 4xx and 5xx exceptions", Choices: []string{"false", "true"}},
	{Key: "client", Hint: "what each task talks to the server with", Choices: []string{"http", "socket", "blocking"}, Session: true},
	{Key: "closing", Hint: "how long the peer takes to close its socket, such as 200ms", Initial: "0s"},
	{Key: "title", Hint: "what it shows, in a few words", Initial: "none", Long: true, Session: true},
	{Key: "session", Hint: "one that all requests share, or one for each request", Choices: []string{"shared", "per_request"}, Session: true},
	{Key: "limit", Hint: "connections of the session, 0 is unlimited", Initial: "100", Session: true},
	{Key: "limit_per_host", Hint: "connections of the session to one host, 0 is unlimited", Initial: "0", Session: true},
	{Key: "connect", Hint: "simulated: what opening a connection takes, such as 50ms", Initial: "0s", Session: true},
	{Key: "size", Hint: "bytes of each answer's body; 1,000,000 take a second", Initial: "0", Session: true},
	{Key: "seed", Hint: "of the jitter", Initial: "1", Session: true},
	{Key: "hosts", Hint: "of the backend; a browser opens 6 connections to each", Initial: "20", Session: true},
}

// OptionNamed returns the option with that key, or nil.
func OptionNamed(key string) *Option {
	for i := range Options {
		if Options[i].Key == key {
			return &Options[i]
		}
	}
	return nil
}

// Special reports whether the option is one that only some strategies have.
func (o Option) Special() bool {
	return slices.ContainsFunc(engine.Strategies, func(s engine.Strategy) bool { return slices.Contains(s.Options, o.Key) })
}

// IsSwitch reports whether the option is on or off.
func (o Option) IsSwitch() bool { return len(o.Choices) == 2 && o.Choices[0] == "false" }
