package view

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"inflight/engine"
	"slices"
	"unicode/utf8"
)

// The bounds of a trace that is read: more than the longest runs leave.
const (
	MaxTraceBytes  = 16 << 20
	maxTraceEvents = 400_000
)

// ParseTrace reads a trace as [Trace] writes it, and holds it against the laws of a log. Only scenario and events
// count; what else a trace has is derived from them. The errors say where in the text or at which event it is
// wrong: a *[engine.LawError] or a *[engine.ParseError] is among them.
func ParseTrace(data []byte) (*engine.Scenario, engine.Log, error) {
	if len(data) > MaxTraceBytes {
		return nil, nil, fmt.Errorf("trace: it has %s MiB: want at most %d MiB", TrimZeros(float64(len(data))/(1<<20), 1), MaxTraceBytes>>20)
	}
	var file struct {
		Scenario *string         `json:"scenario"`
		Events   json.RawMessage `json:"events"`
		recordingFile
		foreignFile
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, nil, jsonError(data, err)
	}
	if file.Program != nil {
		return parseRecording(data, &file.recordingFile, file.Events)
	}
	if words := file.words(); words != "" {
		return nil, nil, errors.New(words)
	}
	if file.Scenario == nil {
		return nil, nil, errors.New(`trace: it has no "scenario": want the link of what was run`)
	}
	s, err := engine.Parse(*file.Scenario)
	if err != nil {
		return nil, nil, fmt.Errorf("trace: its scenario: %w", err)
	}
	log, err := parseEvents(file.Events, s)
	if err != nil {
		return nil, nil, fmt.Errorf("trace: %w", err)
	}
	return s, log, nil
}

// parseEvents reads the events one by one, so that an error can say at which it happened, and stops at too many.
func parseEvents(text []byte, s *engine.Scenario) (engine.Log, error) {
	if len(text) == 0 || text[0] != '[' {
		return nil, errors.New(`it has no list "events"`)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	var log engine.Log
	laws := engine.NewChecker(s)
	for decoder.More() {
		if len(log) == maxTraceEvents {
			return nil, fmt.Errorf("it has more than %s events", Thousands(maxTraceEvents))
		}
		e, err := engine.DecodeEvent(decoder)
		if err != nil {
			return nil, fmt.Errorf("event %d: %w", len(log), err)
		}
		wrong := fieldMisfit(e, s.CountTasks())
		if wrong == "" {
			wrong = laws.Next(e)
		}
		if wrong != "" {
			return nil, &engine.LawError{Index: len(log), Event: e, Law: wrong}
		}
		log = append(log, e)
	}
	if len(log) == 0 {
		return nil, errors.New("it has no events")
	}
	return log, nil
}

// fieldMisfit says what is wrong with the fields of an event by itself, or "". The laws of a log say what may follow what.
func fieldMisfit(e engine.Event, tasks int) string {
	switch {
	case (e.Kind == engine.Fail || e.Kind == engine.Raise || e.Kind == engine.Unretrieved) && e.Error == "":
		return `it has no "error"`
	case e.Kind == engine.Cancel && !slices.Contains(engine.Causes, e.By):
		return `its "by" is none of caller, timeout, group, session and shutdown`
	case e.Connection < 0 || e.Connection > tasks || e.Connection > 0 && e.Kind != engine.Connect && e.Kind != engine.Send:
		return fmt.Sprintf(`its "connection" does not fit: want a number from 1 to %d, of connect or send`, tasks)
	case e.Kind == engine.Take && (e.Value < 1 || e.Value > engine.MaxTasks):
		return `its "worker" is none: want a number from 1 on`
	case e.Kind == engine.Finish && (e.Value < 0 || e.Value > 999):
		return `its "value" is no HTTP status, nor the length of a message`
	case e.Kind == engine.Wake && (e.Done < 0 || e.Pending < 0 || e.Done > tasks || e.Pending > tasks-e.Done):
		return fmt.Sprintf(`its "done" and "pending" do not fit %s`, Plural(tasks, "task"))
	}
	return ""
}

// jsonError says where in the text JSON is wrong.
func jsonError(data []byte, err error) error {
	var syntax *json.SyntaxError
	var wrongType *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax) && syntax.Error() == "unexpected end of JSON input":
		return fmt.Errorf("trace: %s: the text breaks off, or is no JSON", place(data, int64(len(data))))
	case errors.As(err, &syntax):
		return fmt.Errorf("trace: %s: %w", place(data, syntax.Offset-1), syntax)
	case errors.As(err, &wrongType):
		return fmt.Errorf("trace: %s: %w", place(data, wrongType.Offset), engine.WrongField(wrongType))
	}
	return fmt.Errorf("trace: %w", err)
}

// place is an offset as line and column, both from 1, the column in characters.
func place(data []byte, offset int64) string {
	before := data[:min(max(offset, 0), int64(len(data)))]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return fmt.Sprintf("line %d, column %d", line, column)
}
