package engine

import (
	"fmt"
	"strconv"
	"strings"
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

// nestedMessage is the error as part of another.
func (e *ParseError) nestedMessage() string {
	if e.Key == "" {
		return e.Msg
	}
	return e.Error()
}

// NewParseError is the error of a key whose whole value is wrong.
func NewParseError(value, format string, args ...any) *ParseError {
	return &ParseError{Length: len([]rune(value)), Msg: fmt.Sprintf(format, args...)}
}

// Link writes the scenario as a link's query, without the question mark, in the canonical form: keys in a fixed order,
// defaults and options that the scenario does not have left out, what a newer version wrote at the end. Parsing it and
// writing it again changes nothing.
func (s *Scenario) Link() string {
	if s.Recorded != nil { // which no link can say
		return "recorded=" + escape(s.Recorded.File)
	}
	var parts []string
	if s.Version > newestVersion {
		parts = append(parts, "v="+strconv.Itoa(s.Version))
	}
	for i := range Keys {
		k := &Keys[i]
		if value := k.write(s); value != k.unsaid(s) && s.Has(k.Name) {
			parts = append(parts, k.Name+"="+escape(value))
		}
	}
	for _, o := range s.Unknown {
		parts = append(parts, strings.TrimSuffix(escapeKey(o.Key)+"="+escape(o.Value), "="))
	}
	return endPlainly(strings.Join(parts, "&"))
}

// Parse reads a scenario from a link's query, with or without the question mark. Parameters may come in any
// order, each once. What chat and mail programs do to a link is undone: see [Unpack] and [readUnescaping]. The error is a *[ParseError].
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
	err = readUnescaping(query, func(query string) (err *ParseError) {
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
	for i := range Keys { // the strategy before the options: what else there may be depends on it
		k := &Keys[i]
		value, given := q.values[k.Name]
		if !given {
			continue
		}
		if k.once != nil && k.once(s) {
			continue
		}
		if err = k.read(s, value); err == nil {
			err = s.lacks(k, value)
		}
		if err != nil {
			err.Key = k.Name
			return nil, q.excuse(err)
		}
	}
	if q.preset != "" {
		s.forget(func(k *Key) bool { return !s.Has(k.Name) }) // what the preset has, and another client has not
	}
	return s, q.excuse(s.contradiction())
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
	for i := range Keys {
		if k := &Keys[i]; k.barred(s, k.write(s)) != nil {
			err := s.lacks(k, k.write(s))
			err.Key = k.Name
			return err
		}
	}
	if s.Has("pending") && s.Pending == WaitAgain && s.Timeout == 0 {
		e := NewParseError("0s", "0s with pending=again waits for ever at one moment: want more than 0s")
		e.Key = "timeout"
		return e
	}
	n := s.CountTasks()
	if n > MaxTasks {
		return &ParseError{Key: "tasks", Msg: fmt.Sprintf("%d requests with all attempts: want at most %d", n, MaxTasks)}
	}
	if s.Runs > 1 && s.Runs*n > maxRunning {
		e := NewParseError(strconv.Itoa(s.Runs), "%d of %d requests each: want at most %d for so many tasks", s.Runs, n, maxRunning/n)
		e.Key = "runs"
		return e
	}
	return nil
}
