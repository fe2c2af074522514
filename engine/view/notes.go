package view

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"inflight/engine"
)

// Note is one of the author's notes, at its moment of a run.
type Note struct {
	Number int // from 1, in the author's order
	T      time.Duration
	Task   int // in whose lane it stands, or engine.NoTask
	Event  int // at or after which it is
	Text   string
}

// Words are the note in a sentence.
func (n Note) Words() string {
	return "Note " + strconv.Itoa(n.Number) + ", at " + InWords(n.T) + ": " + n.Text
}

// Notes are those whose moment a timeline knows, in the author's order.
func Notes(t *Timeline) []Note {
	notes, _ := findNotes(t)
	return notes
}

// LostNotes says in words which notes of a whole run have no moment; "" where each has one.
func LostNotes(t *Timeline) string {
	_, lost := findNotes(t)
	return strings.Join(lost, "; ")
}

func findNotes(t *Timeline) (notes []Note, lost []string) {
	for i, n := range t.Scenario.Notes {
		task, name := engine.NoTask, "note "+strconv.Itoa(i+1)
		if n.Task != "" {
			if task = slices.Index(t.Names, n.Task); task < 0 {
				lost = append(lost, name+": there is no task "+strconv.Quote(n.Task))
				continue
			}
		}
		at, event, found := n.In(t.Log, task)
		switch {
		case found && at <= t.Now:
			notes = append(notes, Note{i + 1, at, task, event, n.Text})
		case !found && n.Kind == "":
			lost = append(lost, name+": "+InWords(n.At)+" is after the end of the run, at "+InWords(t.Last))
		case !found:
			lost = append(lost, name+": "+n.When()+" never happens in this run")
		}
	}
	return notes, lost
}

// withNotes puts the notes into a story: each where its moment is.
func withNotes(t *Timeline, told []Sentence) []Sentence {
	notes := Notes(t)
	slices.SortStableFunc(notes, func(a, b Note) int { return a.Event - b.Event })
	for _, n := range notes {
		at := slices.IndexFunc(told, func(s Sentence) bool { return s.Events[0] > n.Event })
		if at < 0 {
			at = len(told)
		}
		told = slices.Insert(told, at, Sentence{n.Words(), []int{n.Event}})
	}
	return told
}
