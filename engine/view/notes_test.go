package view

import (
	"strings"
	"testing"

	"inflight/engine"
)

// TestNotesStandAtTheirMoments in the story, and those that have none are told.
func TestNotesStandAtTheirMoments(t *testing.T) {
	s, err := engine.Parse("tasks=a=3s,b=1s!503&raise_for_status=true" +
		"&note=raise:It raises.|2500ms@a:A waits|9s:Too late|1s@c:Whose?|deliver@a:x|1s@b:Busy.|1s:All that")
	if err != nil {
		t.Fatal(err)
	}
	log, err := engine.Simulate(s)
	if err != nil {
		t.Fatal(err)
	}
	folder := NewFolder(s)
	whole := folder.Fold(log, WholeLog)
	var told []string
	for _, sentence := range Narrate(whole) {
		told = append(told, sentence.Text)
	}
	story := strings.Join(told, "\n")
	if i := strings.Index(story, "Note 1, at 1.00 s: It raises."); i < 0 || i < strings.Index(story, "b failed") {
		t.Errorf("got the story %s", story)
	}
	if i := strings.Index(story, "Note 6"); i < strings.Index(story, "b failed") || i > strings.Index(story, "Note 1") ||
		!strings.HasSuffix(story, "Note 7, at 1.00 s: All that") {
		t.Errorf("a note of a task and its time stands where the task has done something: got the story %s", story)
	}
	const want = `note 2: 2.50 s is after the end of the run, at 1.00 s; note 3: 9.00 s is after the end of the run, at 1.00 s; ` +
		`note 4: there is no task "c"; note 5: deliver@a never happens in this run`
	if got := LostNotes(whole); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if n := len(Notes(folder.FoldFirst(whole.Log, 3, 0))); n != 0 {
		t.Errorf("%d notes are told before their moment", n)
	}
}
