package app

import (
	"slices"

	"inflight/engine"
)

// option is one key of a scenario that has a field on the page.
type option struct {
	key     string
	hint    string
	choices []string // of a picker, the default first; none for a field that is typed
	initial string   // what a typed field stands for when it is empty
	long    bool     // a typed field is wide
	session bool     // belongs to the client, its session or the live run, and is shown under "more"
}

// options lists the fields in the order of the page, and of a link.
var options = []option{
	{key: "return_exceptions", hint: "give exceptions back as results", choices: []string{"false", "true"}},
	{key: "return_when", hint: "when wait returns", choices: []string{"ALL_COMPLETED", "FIRST_EXCEPTION", "FIRST_COMPLETED"}},
	{key: "pending", hint: "what becomes of those not done", choices: []string{"leave", "again", "cancel"}},
	{key: "on_error", hint: "when an awaited result is an exception", choices: []string{"raise", "handle"}},
	{key: "task_timeout", hint: "of each task, such as 1s", initial: "1s"},
	{key: "concurrency", hint: "tasks that run at once", initial: "10"},
	{key: "batch", hint: "tasks in each batch", initial: "10"},
	{key: "attempts", hint: "requests that a task makes at most", initial: "3"},
	{key: "backoff", hint: "the pause after the first attempt, such as 100ms or 100ms~50ms; it doubles", initial: "100ms"},
	{key: "hedge_after", hint: "when the second request is sent", initial: "100ms"},
	{key: "timeout", hint: "a duration, such as 1.5s", initial: "none"},
	{key: "after", hint: "what follows the strategy", choices: []string{"exit", "linger", "close"}},
	{key: "raise_for_status", hint: "make 4xx and 5xx exceptions", choices: []string{"false", "true"}},
	{key: "client", hint: "what each task talks to the server with", choices: []string{"http", "socket", "blocking"}, session: true},
	{key: "closing", hint: "how long the peer takes to close its socket, such as 200ms", initial: "0s"},
	{key: "title", hint: "what it shows, in a few words", initial: "none", long: true, session: true},
	{key: "session", hint: "one that all requests share, or one for each request", choices: []string{"shared", "per_request"}, session: true},
	{key: "limit", hint: "connections of the session, 0 is unlimited", initial: "100", session: true},
	{key: "limit_per_host", hint: "connections of the session to one host, 0 is unlimited", initial: "0", session: true},
	{key: "connect", hint: "simulated: what opening a connection takes, such as 50ms", initial: "0s", session: true},
	{key: "size", hint: "bytes of each answer's body; 1,000,000 take a second", initial: "0", session: true},
	{key: "seed", hint: "of the jitter", initial: "1", session: true},
	{key: "hosts", hint: "of the backend; a browser opens 6 connections to each", initial: "20", session: true},
}

// optionNamed returns the option with that key, or nil.
func optionNamed(key string) *option {
	for i := range options {
		if options[i].key == key {
			return &options[i]
		}
	}
	return nil
}

// special reports whether the option is one that only some strategies have.
func (o option) special() bool {
	return slices.ContainsFunc(engine.Strategies, func(s engine.Strategy) bool { return slices.Contains(s.Options, o.key) })
}

// isSwitch reports whether the option is on or off.
func (o option) isSwitch() bool { return len(o.choices) == 2 && o.choices[0] == "false" }
