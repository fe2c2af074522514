package view

import (
	"inflight/engine"
	"strconv"
	"strings"
)

// csvHeader names the columns of [CSV].
const csvHeader = "event,time_us,kind,task,name,value,error,by,done,pending,connection\r\n"

// CSV writes the log as a table for spreadsheets, one event a row, as RFC 4180 has it: CRLF ends a line, quotes go
// around what needs them. Times are in microseconds, tasks count from 0, and cells that an event's kind does not have
// are empty. Text that a spreadsheet would take for a formula gets an apostrophe in front, which spreadsheets
// understand as "this is text": a task's name comes from a link, which anybody may have written.
func CSV(s *engine.Scenario, log engine.Log) []byte {
	names := s.Names()
	out := make([]byte, 0, len(csvHeader)+48*len(log))
	out = append(out, csvHeader...)
	for i := range log {
		out = appendRow(out, i, &log[i], names)
	}
	return out
}

// appendRow writes one event. Of the cells that only some kinds have, those of the others stay empty.
func appendRow(out []byte, i int, e *engine.Event, names []string) []byte {
	number := func(n int64) { out = strconv.AppendInt(out, n, 10) }
	next := func() { out = append(out, ',') }
	number(int64(i))
	next()
	number(e.T.Microseconds())
	next()
	out = append(out, e.Kind.String()...)
	next()
	if e.OfTask() {
		number(int64(e.Task))
		next()
		out = appendCell(out, names[e.Task])
	} else {
		next()
	}
	next()
	if e.More != nil && e.More.Text != "" {
		out = appendCell(out, e.More.Text)
	} else if e.Kind == engine.Finish || e.Kind == engine.Deliver && e.Error == "" {
		number(int64(e.Value))
	}
	next()
	out = appendCell(out, e.Error)
	next()
	out = appendCell(out, string(e.By))
	next()
	if e.Kind == engine.Wake {
		number(int64(e.Done))
		next()
		number(int64(e.Pending))
	} else {
		next()
	}
	next()
	if e.Connection > 0 {
		number(int64(e.Connection))
	}
	return append(out, "\r\n"...)
}

// appendCell writes one cell of text.
func appendCell(out []byte, text string) []byte {
	if strings.IndexAny(text, "=+-@\t\r\n\x00＝＋－＠") == 0 {
		text = "'" + text
	}
	if !strings.ContainsAny(text, "\",\r\n") && strings.TrimSpace(text) == text {
		return append(out, text...)
	}
	out = append(out, '"')
	out = append(out, strings.ReplaceAll(text, `"`, `""`)...)
	return append(out, '"')
}
