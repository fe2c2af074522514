package engine

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ParseError says what is wrong in the text form of a scenario, and where.
type ParseError struct {
	Key    string // of the query; "" where the text as a whole is wrong
	Offset int    // of the wrong part within the key's value, in characters from 0
	Length int    // of the wrong part, in characters; 0 where something is missing
	Msg    string // what is wrong and what would be right
}

func (e *ParseError) Error() string {
	if e.Key == "" {
		return "link: " + e.Msg
	}
	return e.Key + ": " + e.Msg
}

// within is the error as part of another.
func (e *ParseError) within() string {
	if e.Key == "" {
		return e.Msg
	}
	return e.Error()
}

// NewParseError is the error of a key whose whole value is wrong.
func NewParseError(value, format string, args ...any) *ParseError {
	return &ParseError{Length: len([]rune(value)), Msg: fmt.Sprintf(format, args...)}
}

// key is one parameter of a link: the text of its default, how it is read into a scenario, and written from it.
type key struct {
	name, byDefault string
	read            func(s *Scenario, value string) *ParseError
	write           func(s *Scenario) string
}

// keys lists the parameters in the order of the canonical form. What others depend on comes before them.
var keys = []key{
	{"title", "", readTitle, func(s *Scenario) string { return s.Title }},
	{"strategy", Strategies[0].Name, readStrategy, func(s *Scenario) string { return s.Strategy }},
	{"client", string(HTTPClient),
		func(s *Scenario, v string) *ParseError {
			return readChoice(v, &s.Client, HTTPClient, SocketClient, BlockingClient)
		},
		func(s *Scenario) string { return string(s.Client) }},
	{"session", string(SharedSession),
		func(s *Scenario, v string) *ParseError {
			return readChoice(v, &s.Session, SharedSession, SessionPerRequest)
		},
		func(s *Scenario) string { return string(s.Session) }},
	{"tasks", "", readTasks, func(s *Scenario) string { return FormatTasks(s.Entries) }},
	{"return_exceptions", "false",
		func(s *Scenario, v string) *ParseError { return readBool(v, &s.ReturnExceptions) },
		func(s *Scenario) string { return strconv.FormatBool(s.ReturnExceptions) }},
	{"return_when", string(AllCompleted),
		func(s *Scenario, v string) *ParseError {
			return readChoice(v, &s.ReturnWhen, AllCompleted, FirstException, FirstCompleted)
		},
		func(s *Scenario) string { return string(s.ReturnWhen) }},
	{"pending", string(LeavePending),
		func(s *Scenario, v string) *ParseError {
			return readChoice(v, &s.Pending, LeavePending, WaitAgain, CancelPending)
		},
		func(s *Scenario) string { return string(s.Pending) }},
	{"task_timeout", "1s",
		func(s *Scenario, v string) *ParseError { return readDuration(v, &s.TaskTimeout) },
		func(s *Scenario) string { return formatDuration(s.TaskTimeout) }},
	{"concurrency", "10",
		func(s *Scenario, v string) *ParseError { return readNumber(v, &s.Concurrency, 1, MaxTasks) },
		func(s *Scenario) string { return strconv.Itoa(s.Concurrency) }},
	{"batch", "10",
		func(s *Scenario, v string) *ParseError { return readNumber(v, &s.Batch, 1, MaxTasks) },
		func(s *Scenario) string { return strconv.Itoa(s.Batch) }},
	{"attempts", "3",
		func(s *Scenario, v string) *ParseError { return readNumber(v, &s.Attempts, 1, MaxAttempts) },
		func(s *Scenario) string { return strconv.Itoa(s.Attempts) }},
	{"backoff", "100ms", readBackoff, writeBackoff},
	{"hedge_after", "100ms",
		func(s *Scenario, v string) *ParseError { return readDuration(v, &s.HedgeAfter) },
		func(s *Scenario) string { return formatDuration(s.HedgeAfter) }},
	{"timeout", "none", readTimeout, writeTimeout},
	{"on_error", string(RaiseError),
		func(s *Scenario, v string) *ParseError { return readChoice(v, &s.OnError, RaiseError, HandleError) },
		func(s *Scenario) string { return string(s.OnError) }},
	{"after", string(ExitAfter),
		func(s *Scenario, v string) *ParseError {
			return readChoice(v, &s.After, ExitAfter, LingerAfter, CloseAfter)
		},
		func(s *Scenario) string { return string(s.After) }},
	{"limit", "100",
		func(s *Scenario, v string) *ParseError { return readNumber(v, &s.Limit, 0, MaxLimit) },
		func(s *Scenario) string { return strconv.Itoa(s.Limit) }},
	{"limit_per_host", "0",
		func(s *Scenario, v string) *ParseError { return readNumber(v, &s.LimitPerHost, 0, MaxLimit) },
		func(s *Scenario) string { return strconv.Itoa(s.LimitPerHost) }},
	{"connect", "0s",
		func(s *Scenario, v string) *ParseError { return readDuration(v, &s.Connect) },
		func(s *Scenario) string { return formatDuration(s.Connect) }},
	{"size", "0",
		func(s *Scenario, v string) *ParseError { return readNumber(v, &s.Size, 0, MaxSize) },
		func(s *Scenario) string { return strconv.Itoa(s.Size) }},
	{"closing", "0s",
		func(s *Scenario, v string) *ParseError { return readDuration(v, &s.Closing) },
		func(s *Scenario) string { return formatDuration(s.Closing) }},
	{"raise_for_status", "false",
		func(s *Scenario, v string) *ParseError { return readBool(v, &s.RaiseForStatus) },
		func(s *Scenario) string { return strconv.FormatBool(s.RaiseForStatus) }},
	{"seed", "1", readSeed, func(s *Scenario) string { return strconv.FormatUint(s.Seed, 10) }},
	{"hosts", "20",
		func(s *Scenario, v string) *ParseError { return readNumber(v, &s.Hosts, 1, MaxHosts) },
		func(s *Scenario) string { return strconv.Itoa(s.Hosts) }},
}

// keyNamed returns the key of that name, or nil.
func keyNamed(name string) *key {
	for i := range keys {
		if keys[i].name == name {
			return &keys[i]
		}
	}
	return nil
}

func keyNames() []string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.name
	}
	return names
}

// Link writes the scenario as a link's query, without the question mark, in the canonical form: keys in a fixed order,
// defaults and options that the scenario does not have left out, what a newer version wrote at the end. Parsing it and
// writing it again changes nothing.
func (s *Scenario) Link() string {
	var parts []string
	if s.Version > Version {
		parts = append(parts, "v="+strconv.Itoa(s.Version))
	}
	for _, k := range keys {
		if value := k.write(s); value != k.byDefault && s.Has(k.name) {
			parts = append(parts, k.name+"="+escape(value))
		}
	}
	for _, o := range s.Unknown {
		parts = append(parts, strings.TrimSuffix(escapeKey(o.Key)+"="+escape(o.Value), "="))
	}
	return endPlainly(strings.Join(parts, "&"))
}

// Has reports whether a link of the scenario may have that key: whether the strategy and the client have such an option.
func (s *Scenario) Has(key string) bool { return s.strategyHas(key) && s.clientHas(key) }

// strategyHas reports whether the scenario's strategy has an option of that name, which all have but for those that the
// list of strategies gives to some.
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

// Parse reads a scenario from a link's query, with or without the question mark. Parameters may come in any
// order, each once. What chat and mail programs do to a link is undone: see [Unpack] and [reread]. The error is a *[ParseError].
func Parse(query string) (*Scenario, error) {
	NoteWork("parse", func() string { return query })
	s, err := parse(query)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func parse(query string) (s *Scenario, err *ParseError) {
	query, err = unpack(query)
	if err != nil {
		return nil, err
	}
	err = reread(query, func(query string) (err *ParseError) {
		s, err = parseOnce(query)
		return err
	})
	return s, err
}

// parseOnce reads a query as it stands.
func parseOnce(query string) (*Scenario, *ParseError) {
	q, err := splitQuery(query)
	if err != nil {
		return nil, err
	}
	s, err := q.start()
	if err != nil {
		return nil, err
	}
	for _, k := range keys { // the strategy before the options: what else there may be depends on it
		value, given := q.values[k.name]
		if !given {
			continue
		}
		if err = k.read(s, value); err == nil {
			err = s.lacks(k.name, value)
		}
		if err != nil {
			err.Key = k.name
			return nil, q.excused(err)
		}
	}
	if q.preset != "" {
		s.forget(func(k key) bool { return !s.Has(k.name) }) // what the preset has, and another client has not
	}
	return s, q.excused(s.contradiction())
}

// lacks is the error of a key with this value that the scenario does not have, or nil.
func (s *Scenario) lacks(key, value string) *ParseError {
	switch {
	case !s.strategyHas(key):
		return NewParseError(value, "%s has no such option; it belongs to %s", s.Strategy, or(strategiesWith(key)))
	case !s.clientHas(key):
		return NewParseError(value, "%s has no such option; it belongs to %s", s.clientWords(), habitats[key].words)
	case key == "after" && s.After == CloseAfter && !s.Pools():
		return NewParseError(value, "close: %s has no session that all tasks share; it belongs to %s", s.clientWords(), pooling.words)
	}
	return nil
}

// contradiction is what is wrong with a scenario whose parameters are each right.
func (s *Scenario) contradiction() *ParseError {
	if len(s.Entries) == 0 {
		return &ParseError{Key: "tasks", Msg: "want at least one task, such as 1s"}
	}
	for i, e := range s.Entries {
		if msg := s.outcomeMisfit(e); msg != "" {
			return &ParseError{Key: "tasks", Msg: fmt.Sprintf("entry %d %q: %s", i+1, Shorten(e.String()), msg)}
		}
	}
	if err := s.lacks("after", string(s.After)); err != nil {
		err.Key = "after"
		return err
	}
	if s.Has("pending") && s.Pending == WaitAgain && s.Timeout == 0 {
		e := NewParseError("0s", "0s with pending=again waits for ever at one moment: want more than 0s")
		e.Key = "timeout"
		return e
	}
	if n := s.CountTasks(); n > MaxTasks {
		return &ParseError{Key: "tasks", Msg: fmt.Sprintf("%d requests with all attempts: want at most %d", n, MaxTasks)}
	}
	return nil
}

func readStrategy(s *Scenario, value string) *ParseError {
	if StrategyNamed(value) == nil {
		return NewParseError(value, "unknown strategy %q: want %s", value, or(strategyNames()))
	}
	s.Strategy = value
	return nil
}

func readTasks(s *Scenario, value string) (err *ParseError) {
	s.Entries, err = parseTasks(value, s.outcomeMisfit)
	return err
}

func readBool(value string, into *bool) *ParseError {
	if value != "true" && value != "false" {
		return NewParseError(value, "%q: want true or false", value)
	}
	*into = value == "true"
	return nil
}

func readChoice[T ~string](value string, into *T, choices ...T) *ParseError {
	if !slices.Contains(choices, T(value)) {
		return NewParseError(value, "%q: want %s", value, or(choices))
	}
	*into = T(value)
	return nil
}

func readNumber(value string, into *int, least, most int) *ParseError {
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > most {
		return NewParseError(value, "%q: want a whole number from %d to %d", value, least, most)
	}
	*into = n
	return nil
}

func readSeed(s *Scenario, value string) *ParseError {
	n, err := strconv.ParseUint(value, 10, 64)
	if err != nil {
		return NewParseError(value, "%q: want a whole number from 0 to %d", value, uint64(1<<64-1))
	}
	s.Seed = n
	return nil
}

func readDuration(value string, into *time.Duration) *ParseError {
	d, err := parseDuration(value)
	if err != nil {
		err.Msg = fmt.Sprintf("%q: %s", value, err.Msg)
		return err
	}
	*into = d
	return nil
}

// readBackoff reads pause [~jitter].
func readBackoff(s *Scenario, value string) *ParseError {
	pause, jitter, jittered := strings.Cut(value, "~")
	if err := readDuration(pause, &s.Backoff); err != nil || !jittered {
		return err
	}
	err := readDuration(jitter, &s.BackoffJitter)
	if err != nil {
		err.Offset += len([]rune(pause)) + 1
	}
	return err
}

func writeBackoff(s *Scenario) string {
	text := formatDuration(s.Backoff)
	if s.BackoffJitter > 0 {
		text += "~" + formatDuration(s.BackoffJitter)
	}
	return text
}

func readTimeout(s *Scenario, value string) *ParseError {
	if value == "none" {
		s.Timeout = NoTimeout
		return nil
	}
	return readDuration(value, &s.Timeout)
}

func writeTimeout(s *Scenario) string {
	if s.Timeout == NoTimeout {
		return "none"
	}
	return formatDuration(s.Timeout)
}
