package engine

import (
	"fmt"
	"slices"
	"time"
)

// Key is one key of a link, and all that there is to say of it. The parser, the canonical form, the variants of a comparison, the form
// on the page, the embed script, the docs and the random scenarios of tests read it here.
type Key struct {
	Name string
	Values
	Hint  string // what it is, in a few words: on its field, and in the docs …
	Words string // … unless there is room for more
	Place Place  // where its field stands
	Chip  string // what its chip on the page calls it: "pool" before 100
	On    string // what the chip says for true: "returned" after "exceptions"
	Also  string // words that are said nowhere else, by which people look for it among all options

	of    *habitat             // who has it: nil for all, but for the strategies' own, which [Strategy.Options] lists
	once  func(*Scenario) bool // who had it once, in whose links it is passed over
	whole bool                 // it makes the scenario, and no variant can change it
	alone bool                 // a variant is called by its value alone: "wait FIRST_COMPLETED"
	Inert bool                 // it changes nothing of a simulated run
}

// Place is where a key's field stands on the page. In one place the fields have the order of [Keys].
type Place int

// The places, in the order of the page.
const (
	NoPlace      Place = iota
	OwnControl         // not among the fields: the page has a control made for it
	InComparison       // so has the page of a comparison, and no other
	WithStrategy       // how the strategy waits
	WithEnding         // when the run ends, and how
	WithClient         // what the tasks talk to the server with
	WithTitle
	WithSession // the session's, and the server's
)

// Keys lists the keys in the order of the canonical form. What others depend on comes before them.
var Keys = []Key{
	{Name: "title", Values: Values{Typed: fmt.Sprintf("none, or text of up to %d characters", MaxTitle), Wide: true,
		Tries: []string{"", "A title"}, read: readTitle, write: func(s *Scenario) string { return s.Title }},
		Hint: "what it shows, in a few words", Place: WithTitle, Chip: "title", whole: true, Inert: true},
	{Name: "note", Values: noteValues, Hint: "1s@b:words, with a vertical bar between two",
		Words: "what you say of a time or an event, and of a task: a numbered mark in its lane, and in the story",
		Place: WithTitle, Chip: "notes", whole: true, Inert: true},
	{Name: "strategy", Values: Values{Default: Strategies[0].Name, Choices: strategyChoices(), read: readStrategy,
		write: func(s *Scenario) string { return s.Strategy }},
		Hint: "how the caller waits for its tasks", Place: OwnControl, whole: true},
	{Name: "client", Values: choices(func(s *Scenario) *string { return (*string)(&s.Client) },
		Choice{Value: string(HTTPClient), Words: "a request each"},
		Choice{Value: string(SocketClient), Words: "a connected socket each"},
		Choice{Value: string(BlockingClient), Words: "a request each, which holds up the event loop"}),
		Hint: "what each task talks to the server with", Place: WithClient, Chip: "client",
		Also: "WebSocket requests urllib", of: unstacked},
	{Name: "session", Values: choices(func(s *Scenario) *string { return (*string)(&s.Session) },
		Choice{Value: string(SharedSession), Words: "one for all"},
		Choice{Value: string(SessionPerRequest), Words: "one for each"}),
		Hint: "one that all requests share, or one for each request", Words: "how many sessions the requests have",
		Place: WithSession, Chip: "session", of: withSessions, once: (*Scenario).Blocking},
	{Name: "tasks", Values: Values{Typed: "a list, see below", read: readTasks,
		write: func(s *Scenario) string { return formatTasks(s.Entries) }},
		Hint: "what runs", Place: OwnControl, whole: true},
	{Name: "return_exceptions", Values: flags(func(s *Scenario) *bool { return &s.ReturnExceptions }),
		Hint: "give exceptions back as results", Place: WithStrategy, Chip: "exceptions", On: "returned"},
	{Name: "return_when", Values: choices(func(s *Scenario) *string { return (*string)(&s.ReturnWhen) },
		Choice{Value: string(AllCompleted), Words: "all are done"},
		Choice{Value: string(FirstException), Words: "one has failed, or all are done"},
		Choice{Value: string(FirstCompleted), Words: "one is done"}),
		Hint: "when wait returns", Place: WithStrategy, Chip: "wait until", alone: true},
	{Name: "pending", Values: choices(func(s *Scenario) *string { return (*string)(&s.Pending) },
		Choice{Value: string(LeavePending), Words: "they run on"},
		Choice{Value: string(WaitAgain), Words: "the caller waits again"},
		Choice{Value: string(CancelPending), Words: "it cancels them, and waits until they are"}),
		Hint: "what becomes of those not done", Place: WithStrategy, Chip: "pending"},
	{Name: "each", Values: wraps(),
		Hint:  "around each request, outermost first, such as retry:3,semaphore:10,timeout:1s",
		Words: "what each task does around its request, outermost first, see below",
		Place: WithStrategy, Chip: "each", Also: "cap concurrency throttle", of: wrapping},
	{Name: "task_timeout", Values: durations("1s", func(s *Scenario) *time.Duration { return &s.TaskTimeout }),
		Hint: "of each task, such as 1s", Place: WithStrategy, Chip: "each within"},
	{Name: "concurrency", Values: numbers(10, 1, MaxTasks, func(s *Scenario) *int { return &s.Concurrency }),
		Hint: "tasks that run at once", Place: WithStrategy, Chip: "at once"},
	{Name: "batch", Values: numbers(10, 1, MaxTasks, func(s *Scenario) *int { return &s.Batch }),
		Hint: "tasks in each batch", Place: WithStrategy, Chip: "batches of"},
	{Name: "workers", Values: numbers(4, 1, MaxTasks, func(s *Scenario) *int { return &s.Workers }),
		Hint: "how many take tasks from the queue", Place: WithStrategy, Chip: "workers", alone: true},
	{Name: "attempts", Values: numbers(3, 1, MaxAttempts, func(s *Scenario) *int { return &s.Attempts }),
		Hint: "requests that a task makes at most", Place: WithStrategy, Chip: "attempts"},
	{Name: "backoff",
		Values: jitteredDurations("100ms", func(s *Scenario) (of, jitter *time.Duration) { return &s.Backoff, &s.BackoffJitter }),
		Hint:   "the pause after the first attempt, such as 100ms or 100ms~50ms; it doubles",
		Words:  "the pause after the first attempt; it doubles with each", Place: WithStrategy, Chip: "backoff"},
	{Name: "hedge_after", Values: durations("100ms", func(s *Scenario) *time.Duration { return &s.HedgeAfter }),
		Hint: "when the second request is sent", Place: WithStrategy, Chip: "second after"},
	{Name: "timeout", Values: durationsOrNone(func(s *Scenario) *time.Duration { return &s.Timeout }),
		Hint: "a duration, such as 1.5s", Words: "how long the caller waits in all", Place: WithEnding, Chip: "timeout", Also: "deadline"},
	{Name: "on_error", Values: choices(func(s *Scenario) *string { return (*string)(&s.OnError) },
		Choice{Value: string(RaiseError), Words: "it leaves the strategy"},
		Choice{Value: string(HandleError), Words: "it is caught, and the next result awaited"}),
		Hint: "when an awaited result is an exception", Place: WithStrategy, Chip: "on error"},
	{Name: "after", Values: choices(func(s *Scenario) *string { return (*string)(&s.After) },
		Choice{Value: string(ExitAfter), Words: "the program ends"},
		Choice{Value: string(LingerAfter), Words: "it stays until every task has ended"},
		Choice{Value: string(CloseAfter), Words: "so it does, but the session closes at once", of: pooling}).
		trying(string(ExitAfter), string(LingerAfter)), // what closes a session is a topic of its own
		Hint: "what follows the strategy", Place: WithEnding, Chip: "then", Also: "orphans"},
	{Name: "limit", Values: numbers(100, 0, MaxLimit, func(s *Scenario) *int { return &s.Limit }).trying("100", "0", "1", "2", "2", "3"),
		Hint:  "connections of the session, 0 is unlimited",
		Words: "connections that the session's pool has in use at once; 0 is unlimited", Place: WithSession, Chip: "pool",
		Also: "cap concurrency parallel maximum", of: pooling},
	{Name: "limit_per_host",
		Values: numbers(0, 0, MaxLimit, func(s *Scenario) *int { return &s.LimitPerHost }).trying("0", "0", "1", "1", "2"),
		Hint:   "connections of the session to one host, 0 is unlimited", Words: "of them, to one host; 0 is unlimited",
		Place: WithSession, Chip: "per host", Also: "cap concurrency domain", of: pooling},
	{Name: "connect", Values: durations("0s", func(s *Scenario) *time.Duration { return &s.Connect }),
		Hint: "simulated: what opening a connection takes, such as 50ms", Words: "what opening a connection takes, in simulated runs",
		Place: WithSession, Chip: "connecting", Also: "handshake TLS latency", of: asking},
	{Name: "client_timeout", Values: clientTimeouts(),
		Hint:  "such as total:1.5s,connect:500ms,sock_connect:200ms,sock_read:1s",
		Words: "the times that the client gives each request, aiohttp's ClientTimeout, see below", Place: WithSession, Chip: "client timeout",
		of: withSessions},
	{Name: "size", Values: numbers(0, 0, MaxSize, func(s *Scenario) *int { return &s.Size }),
		Hint: "bytes of each answer's body; 1,000,000 take a second", Place: WithSession, Chip: "body", Also: "payload download", of: asking},
	{Name: "server", Values: serverModels(),
		Hint:  "such as at_once:10, at_once:10:503, rate:5/1s or down:2s-4s",
		Words: "what the server does to all requests together, see below", Place: WithSession, Chip: "server",
		Also: "throttle overload outage 429", of: asking},
	{Name: "closing", Values: durations("0s", func(s *Scenario) *time.Duration { return &s.Closing }),
		Hint: "how long the peer takes to close its socket, such as 200ms", Words: "how long the peer takes to close its socket",
		Place: WithClient, Chip: "closing", of: onSockets},
	{Name: "raise_for_status", Values: flags(func(s *Scenario) *bool { return &s.RaiseForStatus }),
		Hint: "make 4xx and 5xx exceptions", Place: WithEnding, Chip: "4xx and 5xx", On: "raise", Also: "errors 404 500", of: asking},
	{Name: "seed", Values: seeds(1, func(s *Scenario) *uint64 { return &s.Seed }),
		Hint: "of all that is drawn", Words: "of all that is drawn: latencies, outcomes, pauses, and whose turn it is in the pool",
		Place: WithSession, Chip: "seed", Also: "random"},
	{Name: "runs", Values: numbers(1, 1, MaxRuns, func(s *Scenario) *int { return &s.Runs }),
		Hint: "seeds, from 1, to run under", Words: "under so many seeds, from 1, it is run, and its figures are distributions",
		Place: WithSession, Chip: "runs", Also: "repeat", whole: true, Inert: true},
	{Name: "deadline", Values: durationsOrNone(func(s *Scenario) *time.Duration { return &s.Deadline }),
		Hint: "by when all answers are wanted", Words: "by when the caller wants all answers, for the figures of many runs; it stops nothing",
		Place: WithSession, Chip: "deadline", whole: true, Inert: true},
	{Name: "hosts", Values: hostNumbers(),
		Hint:  "over which requests are spread whose tasks name no host",
		Words: "over which requests are spread whose tasks name no host; connections are kept for each", Place: WithSession, Chip: "hosts",
		Also: "domains"},
	{Name: "names", Values: hostNames(),
		Hint: "live: of the backend; a browser opens 6 connections to each name",
		Words: "by which a live run reaches the backend, and each host that a task names, since a browser opens six connections to each; " +
			"a link that gives `hosts` alone has as many names", Place: WithSession, Chip: "host names", Inert: true},
	{Name: "rows", Values: choices(func(s *Scenario) *string { return (*string)(&s.Rows) },
		Choice{Value: string(RowsInTurn), Words: "one after another"},
		Choice{Value: string(RowsTogether), Words: "at the same time, each with names of the backend for itself, so that one sees them race"}),
		Hint: "live: when the rows of a comparison run", Place: InComparison, whole: true, Inert: true},
	{Name: "at", Values: durationsOrNone(func(s *Scenario) *time.Duration { return &s.At }),
		Hint: "the moment that is shown first, such as 1.5s", Words: "the moment that pages, embeds and pictures show first, instead of the end",
		Place: WithTitle, Chip: "shown at", whole: true, Inert: true},
}

// KeyNamed returns the key of that name, or nil.
func KeyNamed(name string) *Key {
	for i := range Keys {
		if Keys[i].Name == name {
			return &Keys[i]
		}
	}
	return nil
}

func keyNames() []string {
	names := make([]string, len(Keys))
	for i := range Keys {
		names[i] = Keys[i].Name
	}
	return names
}

// habitat is the sort of scenario that has a key, or one of its choices.
type habitat struct {
	words string // as a link says it
	lack  string // what others do not have, which a choice needs
	holds func(s *Scenario) bool
}

var (
	pooling      = &habitat{"client=http with session=shared", "has no session that all tasks share", (*Scenario).Pools}
	asking       = &habitat{words: "client=http and client=blocking", holds: func(s *Scenario) bool { return !s.Sockets() }}
	withSessions = &habitat{words: "client=http", holds: (*Scenario).Sessions}
	wrapping     = &habitat{"strategies that are no wrappers themselves, and whose tasks the caller does not hold on a stack",
		"has none", (*Scenario).MayWrap}
	onSockets = &habitat{words: "client=socket and to exit_stack", holds: (*Scenario).Sockets}
	unstacked = &habitat{words: "all strategies but exit_stack, which opens sockets", holds: func(s *Scenario) bool { return !s.Stacked() }}
)

// Has reports whether a link of the scenario may have that key: whether the strategy and the client have such an option.
func (s *Scenario) Has(key string) bool { return s.strategyHas(key) && s.clientHas(key) }

// strategyHas reports whether the scenario's strategy has an option of that name. Some options belong to some strategies: the list
// of strategies says to which. All others belong to every strategy.
func (s *Scenario) strategyHas(option string) bool {
	strategy := StrategyNamed(s.Strategy)
	return strategy != nil && slices.Contains(strategy.Options, option) || len(strategiesWith(option)) == 0
}

// strategiesWith names the strategies that have an option of their own of that name.
func strategiesWith(option string) []string {
	var names []string
	for _, strategy := range Strategies {
		if slices.Contains(strategy.Options, option) {
			names = append(names, strategy.Name)
		}
	}
	return names
}

// clientHas reports whether the scenario's client has an option of that name.
func (s *Scenario) clientHas(option string) bool {
	k := KeyNamed(option)
	return k == nil || k.of == nil || k.of.holds(s)
}

// Own reports whether only some strategies have the key.
func (k *Key) Own() bool { return len(strategiesWith(k.Name)) > 0 }

// Owners says in words who has the key: "all", the names of strategies, or what a link has to say for it.
func (k *Key) Owners() string {
	switch names := strategiesWith(k.Name); {
	case len(names) > 0:
		return joinOr(names)
	case k.of != nil:
		return k.of.words
	}
	return "all"
}

// ChoicesOf lists the key's choices that the scenario has. A session that tasks do not share, for example, cannot close under them.
func (k *Key) ChoicesOf(s *Scenario) []string {
	var values []string
	for _, c := range k.Choices {
		if c.of == nil || c.of.holds(s) {
			values = append(values, c.Value)
		}
	}
	return values
}

// barred is the sort of scenario that has this choice, if s is not of it; else nil.
func (k *Key) barred(s *Scenario, value string) *habitat {
	for _, c := range k.Choices {
		if c.Value == value && c.of != nil && !c.of.holds(s) {
			return c.of
		}
	}
	return nil
}

// lacks is the error of a key with this value that the scenario does not have, or nil.
func (s *Scenario) lacks(k *Key, value string) *ParseError {
	switch {
	case !s.strategyHas(k.Name):
		return NewParseError(value, "%s has no such option; it belongs to %s", s.Strategy, k.Owners())
	case !s.clientHas(k.Name):
		return NewParseError(value, "%s has no such option; it belongs to %s", s.clientWords(), k.of.words)
	}
	if h := k.barred(s, value); h != nil {
		return NewParseError(value, "%s: %s %s; it belongs to %s", value, s.clientWords(), h.lack, h.words)
	}
	return nil
}
