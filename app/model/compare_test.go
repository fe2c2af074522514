package model

import (
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// compared sends messages to a comparison that was opened with a query.
func compared(query string, messages ...any) CompareModel {
	m := NewCompareModel(query)
	for _, message := range messages {
		m = m.Update(message)
	}
	return m
}

func TestCompareUpdateKeepsTheComparisonThatTheFieldsSay(t *testing.T) {
	const two = "tasks=1s,2s&strategies=gather,wait"
	waiting := strings.Replace(engine.FormatVariants(engine.AllVariants()), ",wait,", ",wait+FIRST_COMPLETED,", 1)
	if !strings.HasPrefix(waiting, "gather,sequential,create_task,create_task_each,as_completed,wait+FIRST_COMPLETED,task_group,race,"+
		"wait_for") {
		t.Fatalf("all variants are %s", waiting)
	}
	for name, test := range map[string]struct {
		query    string
		messages []any
		link     string
		variants string
		fault    string
	}{
		"opens the default": {query: "", link: DefaultComparison,
			variants: "gather, gather+return_exceptions, as_completed, wait, task_group, create_task, sequential"},
		"opens a link": {query: two, link: two, variants: "gather, wait"},
		"opens a playground's link, and keeps its options with their strategies": {
			query:    "strategy=wait&tasks=1s&return_when=FIRST_COMPLETED&limit=3",
			link:     "tasks=1s&limit=3&strategies=" + waiting,
			variants: strings.ReplaceAll(waiting, ",", ", ")},
		"says what is wrong with a link": {
			query: "tasks=1s&strategies=gather,rush", variants: "gather,rush", fault: `"rush"`},
		"keeps the last good one under an error": {
			query: two, messages: []any{TasksTyped{Text: "1x"}}, link: two, variants: "gather, wait", fault: `"x"`},
		"forgets the error when it is corrected": {
			query: two, messages: []any{VariantsTyped{Text: "gather, x"}, VariantsTyped{Text: "gather, race"}},
			link: "tasks=1s,2s&strategies=gather,race", variants: "gather, race"},
		"corrects a playground's link": {
			query: "strategy=wait&tasks=1x&pending=cancel&strategies=wait,gather", messages: []any{TasksTyped{Text: "1s"}},
			link: "tasks=1s&strategies=wait+cancel,gather", variants: "wait+cancel, gather"},
		"takes an option of all": {
			query: two, messages: []any{OptionSet{Key: "timeout", Value: "500ms"}}, link: "tasks=1s,2s&timeout=500ms&strategies=gather,wait",
			variants: "gather, wait"},
		"leaves options out that a client has not": {
			query: "tasks=1s,2s&limit=3&strategies=gather,wait", messages: []any{OptionSet{Key: "client", Value: "socket"}},
			link: "client=socket&tasks=1s,2s&strategies=gather,wait", variants: "gather, wait"},
		"puts a variant in its place": {
			query: two, messages: []any{VariantSet{Variant: "gather+return_exceptions", On: true}},
			link: "tasks=1s,2s&strategies=gather,gather+return_exceptions,wait", variants: "gather, gather+return_exceptions, wait"},
		"takes a variant off": {
			query: two, messages: []any{VariantSet{Variant: "gather", On: false}}, link: "tasks=1s,2s&strategies=wait", variants: "wait"},
		"takes one off all": {
			query: "tasks=1s", messages: []any{VariantSet{Variant: "shield", On: false}, VariantSet{Variant: "shield", On: true}},
			link: "tasks=1s", variants: "all"},
		"wants at least one": {
			query: "tasks=1s&strategies=wait", messages: []any{VariantSet{Variant: "wait", On: false}}, link: "tasks=1s&strategies=wait",
			fault: "at least one"},
		"does not add twice": {
			query: two, messages: []any{VariantSet{Variant: "wait", On: true}}, link: two, variants: "gather, wait"},
		"ignores a variant that is none": {
			query: two, messages: []any{VariantSet{Variant: "rush", On: true}, VariantSet{Variant: "", On: true}}, link: two,
			variants: "gather, wait"},
	} {
		t.Run(name, func(t *testing.T) {
			m := compared(test.query, test.messages...)
			if m.Link != test.link || m.Variants != test.variants {
				t.Errorf("got link %q and variants %q, want %q and %q", m.Link, m.Variants, test.link, test.variants)
			}
			switch {
			case (m.Fault != nil) != (test.fault != ""):
				t.Errorf("got fault %v, want %q", m.Fault, test.fault)
			case m.Fault != nil && !strings.Contains(m.Fault.Text, test.fault):
				t.Errorf("got fault %q, want one with %q", m.Fault.Text, test.fault)
			}
			if m.Link != "" && len(m.ShownComparison().Rows) != len(m.Chosen) {
				t.Errorf("got %d rows, want %d", len(m.ShownComparison().Rows), len(m.Chosen))
			}
		})
	}
}

func TestCompareUpdateFollowsARun(t *testing.T) {
	const query, number = "tasks=1s,2s&strategies=gather,wait", 2 // opening the first comparison is number 1
	_, log := enginetest.Simulated(t, "tasks=1s,2s")
	running := []any{RunAsked{}}
	for name, test := range map[string]struct {
		messages []any
		state    RunState
		row      int
		events   []int // of each row; nil if the simulation is shown
	}{
		"starts":               {running, Running, 0, []int{0, 0}},
		"does not start twice": {append(running, RunAsked{}), Running, 0, []int{0, 0}},
		"hears a row's events": {append(running, RowHappened{Run: number, Row: 0, Events: log[:2]},
			RowHappened{Run: number, Row: 0, Events: log[2:3]}), Running, 0, []int{3, 0}},
		"goes on to the next row": {append(running, RowEnded{Run: number, Row: 0, Problem: ""},
			RowHappened{Run: number, Row: 1, Events: log[:2]}), Running, 1, []int{0, 2}},
		"ignores the events of another": {append(running, RowHappened{Run: number - 1, Row: 0, Events: log}), Running, 0, []int{0, 0}},
		"ends": {append(running, RowEnded{Run: number, Row: 1, Problem: ""}, Ended{Run: number, Problem: ""}), Done,
			1, []int{0, 0}},
		"stops":                         {append(running, StopAsked{}), Stopping, 0, []int{0, 0}},
		"has stopped":                   {append(running, StopAsked{}, Ended{Run: number, Problem: ""}), Stopped, 0, []int{0, 0}},
		"is dropped by Reset":           {append(running, Ended{Run: number, Problem: ""}, ResetAsked{}), NotRun, 0, nil},
		"is kept by an edit":            {append(running, TasksTyped{Text: "3s"}), Running, 0, []int{0, 0}},
		"is kept by another row":        {append(running, VariantSet{Variant: "race", On: true}), Running, 0, []int{0, 0}},
		"stays when space changes":      {append(running, TasksTyped{Text: "1s,2s"}), Running, 0, []int{0, 0}},
		"does not start under an error": {[]any{TasksTyped{Text: "4x"}, RunAsked{}}, NotRun, 0, nil},
		"does not call others":          {[]any{TasksTyped{Text: "https://example.com/"}, RunAsked{}}, NotRun, 0, nil},
	} {
		t.Run(name, func(t *testing.T) {
			m := compared(query, test.messages...)
			if m.Run.State != test.state || m.Row != test.row || (m.Live != nil) != (test.events != nil) {
				t.Fatalf("got state %d, row %d, live %v, want %d, %d, %v", m.Run.State, m.Row, m.Live != nil, test.state, test.row, test.events != nil)
			}
			for i, want := range test.events {
				if got := len(m.Live.Rows[i].Log); got != want {
					t.Errorf("got %d events in row %d, want %d", got, i, want)
				}
			}
		})
	}
	m := compared(query, RunAsked{}, RowHappened{Run: number, Row: 0, Events: log[:1], Now: time.Millisecond},
		RowHappened{Run: number, Row: 0, Now: 700 * time.Millisecond})
	if now, note := m.Live.Rows[0].Timeline.Now, m.RowNotes()[0]; now != 700*time.Millisecond || note != "running live, at 700 ms" {
		t.Errorf("without an event at 700 ms: got %v, and the note %q", now, note)
	}
	if m := compared(query, RunAsked{}, RowEnded{Run: number, Row: 0, Problem: "broken"}); m.Live.Rows[0].Err == nil {
		t.Error("got no error of a row that failed, want one")
	}
}

func TestCompareUpdateFollowsTheShareDialog(t *testing.T) {
	m := compared(
		"tasks=1s,2s&title=Two",
		ShareOpened{Embed: ComparisonEmbed()},
		ShareSet{Key: "theme", Value: "dark"},
		ShareCopied{Form: "link", OK: true},
	)
	if s := m.Sharing; !s.Open || !s.Embed.Compares() || s.Embed.Theme != Dark || s.Done != "link" || m.Link != "title=Two&tasks=1s,2s" {
		t.Errorf("got %+v of %s", s, m.Link)
	}
	if got, want := m.Heading(), "Two: compared"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if m = m.Update(ShareClosed{}); m.Sharing.Open {
		t.Error("got an open dialog, want it closed")
	}
}

func TestCompareOffersWhatMakesADifference(t *testing.T) {
	offers := func(m CompareModel) string {
		names := ""
		for _, c := range m.Choices() {
			names += c.Variant.String() + ";"
		}
		return names
	}
	if got := offers(compared("tasks=1s")); !strings.Contains(got, "gather+limit=6;") || !strings.Contains(got, "gather+per_request;") ||
		strings.Contains(got, "gather+limit=100;") {
		t.Errorf("got %s, want gather with limit 6 and with a session each, and not with 100, which is what gather has", got)
	}
	for _, query := range []string{"client=socket&tasks=1s", "session=per_request&tasks=1s"} {
		if got := offers(compared(query)); strings.Contains(got, "per_request") {
			t.Errorf("?%s: got %s, want no session each, which it cannot have or has", query, got)
		}
	}
	if got := offers(compared("tasks=1s&limit=6&strategies=gather,gather+limit=7")); strings.Contains(got, "gather+limit=6;") ||
		!strings.Contains(got, "gather+limit=100;") || !strings.HasSuffix(got, "gather+limit=7;") {
		t.Errorf("got %s, want gather with limits 100 and, since it is on the list, 7, and not with 6", got)
	}
}

// TestRowsSayWhichAreLive while they run, and after a stop.
func TestRowsSayWhichAreLive(t *testing.T) {
	_, log := enginetest.Simulated(t, "tasks=1s,2s")
	const number = 2
	m := compared("tasks=1s,2s&strategies=gather,wait,race", RunAsked{}, RowHappened{Run: number, Row: 0, Events: log},
		RowEnded{Run: number, Row: 0}, RowHappened{Run: number, Row: 1, Events: log[:2]})
	expect := func(standing string, notes ...string) {
		t.Helper()
		all := m.RowNotes()
		if got := all[:3]; m.Standing() != standing || !slices.Equal(got, notes) {
			t.Errorf("got %s %q, want %s %q", m.Standing(), got, standing, notes)
		}
	}
	expect("live so far: 2 of 3 rows", "live", "running live, at 0 s", "not run yet")
	m = m.Update(StopAsked{}).Update(Ended{Run: number})
	expect("live so far: 2 of 3 rows", "", "", "not run")
	m = m.Update(ResetAsked{})
	expect("simulated", "", "", "")
	m = m.Update(RunAsked{})
	for row := range 3 {
		m = m.Update(RowHappened{Run: m.Run.Number, Row: row, Events: log})
	}
	m = m.Update(Ended{Run: m.Run.Number})
	expect("live", "", "", "")
}

func TestCompareFindsTurningPoints(t *testing.T) {
	m := compared("tasks=a=3s,b=1s&timeout=5s&strategies=gather,sequential", TaskPicked{Task: 1})
	links := ""
	for _, turning := range m.Turnings {
		links += m.WithLatency(turning.At) + "\n"
	}
	if want := "tasks=a=3s,b=2s&timeout=5s&strategies=gather,sequential\n"; m.Task != 1 || !strings.Contains(links, want) {
		t.Errorf("got task %d and links %s, want 1 and %s", m.Task, links, want)
	}
	if m = m.Update(TaskPicked{Task: 7}); m.Task != engine.NoTask || m.Turnings != nil {
		t.Errorf("got task %d and %d turning points of no task, want none", m.Task, len(m.Turnings))
	}
}

// TestAScenarioIsComparedWithTwoRivals: its own row comes first, and is the scenario itself.
func TestAScenarioIsComparedWithTwoRivals(t *testing.T) {
	for _, s := range engine.Strategies {
		if s.Starts == engine.OnAStack {
			continue
		}
		m := NewModel("strategy=" + s.Name + "&tasks=1s,2s!503&raise_for_status=true")
		c := NewCompareModel(m.Comparison())
		if c.Fault != nil || len(c.Chosen) != 3 || c.Simulated.Rows[0].Link != m.Link {
			t.Errorf("%s: got %s, fault %v, want its own row %s and two others", s.Name, m.Comparison(), c.Fault, m.Link)
		}
	}
	for _, p := range engine.Presets {
		m := NewModel(p.Link)
		if c := NewCompareModel(m.Comparison()); c.Fault != nil || m.Comparison() != m.Link && c.Simulated.Rows[0].Link != m.Link {
			t.Errorf("%s: got %s, fault %v", p.ID, m.Comparison(), c.Fault)
		}
	}
}

// TestRowsRunAtTheSameTime if that was chosen before the run began.
func TestRowsRunAtTheSameTime(t *testing.T) {
	const number = 2
	_, log := enginetest.Simulated(t, "tasks=1s,2s")
	m := compared("tasks=1s,2s&strategies=gather,wait,race", RowsTogether{true}, RunAsked{}, RowsTogether{false},
		RowHappened{Run: number, Row: 2, Events: log[:2], Now: time.Second}, RowHappened{Run: number, Row: 0, Events: log, Now: time.Second},
		RowEnded{Run: number, Row: 0})
	notes := m.RowNotes()
	if notes[0] != "live" || !strings.HasPrefix(notes[1], "running live") || !strings.HasPrefix(notes[2], "running live, at 1") {
		t.Errorf("got the notes %q", notes[:3])
	}
	if got := m.Progress(); got != "All 3 rows at the same time, 1 over" {
		t.Errorf("got the progress %q", got)
	}
	if m = m.Update(Ended{Run: number}).Update(RunAsked{}); m.Progress()[:7] != "1 of 3:" {
		t.Errorf("the next run: got the progress %q, want one row after another", m.Progress())
	}
	if m = m.Update(RowsTogether{true}); m.Link != "tasks=1s,2s&rows=together&strategies=gather,wait,race" || m.Live == nil {
		t.Errorf("chosen again: got the link %s, live %v, want that the run stays", m.Link, m.Live != nil)
	}
	if m = compared(m.Link, OptionSet{"limit", "1"}, RunAsked{}); !strings.Contains(m.Progress(), "at the same time") {
		t.Errorf("by the link, after an edit: got the progress %q", m.Progress())
	}
	if m = m.Update(Ended{Run: m.Run.Number}).Update(Undone{}).Update(RowsTogether{}).Update(Undone{}); !m.Together() {
		t.Errorf("taken back: got the link %s", m.Link)
	}
	for _, row := range m.Simulated.Rows {
		if strings.Contains(row.Link, "rows=") {
			t.Errorf("%s: got the link %s, want that of a scenario alone", row.Label, row.Link)
		}
	}
	m = compared("tasks=1s&strategies=gather,wait", Configured{Address: "http://*.localhost:1"}, RowsTogether{true})
	if words := m.TogetherWords(); !strings.Contains(words, "none takes") {
		t.Errorf("with many names: %q", words)
	}
	m = m.Update(Asked{Reach: ReachedPlainly, Plain: "http://127.0.0.1:1"})
	if words := m.TogetherWords(); !strings.Contains(words, "all rows share them") {
		t.Errorf("with one name: %q", words)
	}
}
