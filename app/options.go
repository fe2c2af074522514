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
	session bool     // belongs to the session or to the live run, and is shown under "more"
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
	{key: "after", hint: "what follows the strategy", choices: []string{"exit", "linger"}},
	{key: "raise_for_status", hint: "make 4xx and 5xx exceptions", choices: []string{"false", "true"}},
	{key: "title", hint: "what it shows, in a few words", initial: "none", long: true, session: true},
	{key: "limit", hint: "connections of the session, 0 is unlimited", initial: "100", session: true},
	{key: "seed", hint: "of the jitter", initial: "1", session: true},
	{key: "hosts", hint: "live: backend hosts, 6 connections each", initial: "20", session: true},
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

// belongsTo reports whether the strategy has the option: some are of all, some of a few.
func (o option) belongsTo(strategy string) bool {
	special := false
	for _, s := range engine.Strategies {
		has := slices.Contains(s.Options, o.key)
		if has && s.Name == strategy {
			return true
		}
		special = special || has
	}
	return !special
}

// isSwitch reports whether the option is on or off.
func (o option) isSwitch() bool { return len(o.choices) == 2 && o.choices[0] == "false" }
