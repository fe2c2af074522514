package engine

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Note is what the scenario's author says of a moment of the run: at a time, or at the first event of a kind.
type Note struct {
	At   time.Duration
	Kind string // "" for a time, else an event's name
	Task string // in whose lane it stands, and whose event it is; "" for main()'s
	Text string
}

// What a link may hold of notes.
const (
	MaxNotes = 12
	MaxNote  = 200 // characters of each
	between  = "|" // two of them; no text has it
)

// When is the moment as a link has it, with the task.
func (n Note) When() string {
	when := n.Kind
	if when == "" {
		when = formatDuration(n.At)
	}
	if n.Task != "" {
		when += "@" + n.Task
	}
	return when
}

// readNotes reads "1s@b:Nobody awaits c any more.|raise:It raises".
func readNotes(s *Scenario, value string) *ParseError {
	s.Notes = nil
	for text := range strings.SplitSeq(value, between) {
		if strings.TrimSpace(text) == "" {
			continue
		}
		n, err := readNote(text)
		if err == nil && len(s.Notes) == MaxNotes {
			err = NewParseError(value, "more than %d notes: want at most %d", MaxNotes, MaxNotes)
		}
		if err != nil {
			return err
		}
		s.Notes = append(s.Notes, n)
	}
	return nil
}

func readNote(text string) (n Note, wrong *ParseError) {
	when, words, found := strings.Cut(text, ":")
	when, n.Task, _ = strings.Cut(strings.TrimSpace(when), "@")
	n.Task = strings.TrimSpace(n.Task)
	var k Kind
	at, err := parseDuration(when)
	if err != nil && k.UnmarshalText([]byte(when)) == nil {
		n.Kind, at, err = when, 0, nil
	}
	if n.At = at; !found || err != nil {
		return n, NewParseError(text, "%q: want a time or an event, perhaps a task, and words: 1s:Now it waits, or fail@b:It is lost",
			Shorten(text))
	}
	if n.Text, wrong = readLine(words, MaxNote); wrong == nil && n.Text == "" {
		wrong = NewParseError(text, "%q has no words", Shorten(text))
	}
	if utf8.RuneCountInString(n.Task) > MaxTitle {
		wrong = NewParseError(text, "%q: there is no such task", Shorten(n.Task))
	}
	return n, wrong
}

func writeNotes(s *Scenario) string {
	var parts []string
	for _, n := range s.Notes {
		parts = append(parts, n.When()+":"+n.Text)
	}
	return strings.Join(parts, between)
}

// noteValues are those of the key.
var noteValues = Values{Typed: fmt.Sprintf("up to %d notes, such as `1s@b:Nobody awaits c any more.` or `fail@b:It is lost`, "+
	"with a vertical bar between two", MaxNotes), Wide: true, Tries: []string{"", "0s:A note"}, read: readNotes, write: writeNotes}

// indexOf is where the note's event stands in a log; -1 if it is not in the log. For a note of a time it is the last event until then, or
// what its task did just then.
func (n Note) indexOf(log Log, task int) int {
	if n.Kind != "" {
		return slices.IndexFunc(log, func(e Event) bool { return e.Task == task && e.Kind.String() == n.Kind })
	}
	at, own := -1, -1
	for i, e := range log {
		if e.T <= n.At {
			at = i
		}
		if e.T == n.At && n.Task != "" && e.Task == task {
			own = i
		}
	}
	if own >= 0 {
		return own
	}
	return at
}

// In is when the note's moment is in a log, and the event that it is at or after. It is not found where the event never happened, or the
// time is after the last one.
func (n Note) In(log Log, task int) (at time.Duration, event int, found bool) {
	event = n.indexOf(log, task)
	if event < 0 {
		return 0, event, false
	}
	if n.Kind != "" {
		return log[event].T, event, true
	}
	return n.At, event, n.At <= log[len(log)-1].T
}
