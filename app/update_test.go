package app

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"inflight/engine"
)

// after sends messages to a page that was opened with a query.
func after(query string, messages ...any) Model {
	m := NewModel(query)
	for _, message := range messages {
		m = m.Update(message)
	}
	return m
}

// finished is the log of a whole run.
func finished(t *testing.T, query string) engine.Log {
	t.Helper()
	s, err := engine.Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	log, err := engine.Simulate(s)
	if err != nil {
		t.Fatal(err)
	}
	return log
}

func TestUpdateKeepsTheScenarioThatTheFieldsSay(t *testing.T) {
	for name, test := range map[string]struct {
		query    string
		messages []any
		link     string
		tasks    string
		fault    string
	}{
		"opens the default": {query: "", link: DefaultLink, tasks: "a=3s, b=1s!503, c=2s"},
		"opens a link":      {query: "tasks=2s,1s&limit=2", link: "tasks=2s,1s&limit=2", tasks: "2s, 1s"},
		"opens a link that is no scenario": {
			query: "tasks=1s,4x", tasks: "1s,4x", fault: `unknown unit "x"`},
		"opens a link over another": {
			query: "tasks=1s", messages: []any{Opened{"strategy=wait&tasks=2s"}}, link: "strategy=wait&tasks=2s", tasks: "2s"},
		"keeps the last good one under an error": {
			query: "tasks=1s", messages: []any{TasksTyped{"1s, 4x"}}, link: "tasks=1s", tasks: "1s, 4x", fault: "column 2"},
		"forgets the error when it is corrected": {
			query: "tasks=1s", messages: []any{TasksTyped{"4x"}, TasksTyped{"4s"}}, link: "tasks=4s", tasks: "4s"},
		"keeps the tasks of another strategy": {
			query: "tasks=1s", messages: []any{StrategyPicked{"wait"}}, link: "strategy=wait&tasks=1s", tasks: "1s"},
		"leaves options out that a strategy has not": {
			query:    "tasks=1s&return_exceptions=true",
			messages: []any{StrategyPicked{"sequential"}}, link: "strategy=sequential&tasks=1s", tasks: "1s"},
		"gives options back with their strategy": {
			query:    "tasks=1s&return_exceptions=true",
			messages: []any{StrategyPicked{"wait"}, StrategyPicked{"gather"}}, link: "tasks=1s&return_exceptions=true", tasks: "1s"},
		"leaves options out that a client has not": {
			query:    "tasks=1s&limit=2&connect=50ms&raise_for_status=true",
			messages: []any{OptionSet{"client", "socket"}}, link: "client=socket&tasks=1s", tasks: "1s"},
		"gives options back with their client": {
			query:    "tasks=1s&limit=2&connect=50ms",
			messages: []any{OptionSet{"client", "socket"}, OptionSet{"client", "http"}}, link: "tasks=1s&limit=2&connect=50ms", tasks: "1s"},
		"leaves options out that a session of each request has not": {
			query:    "tasks=1s&limit=2&limit_per_host=1&connect=50ms&after=close",
			messages: []any{OptionSet{"session", "per_request"}}, link: "session=per_request&tasks=1s&connect=50ms", tasks: "1s"},
		"leaves the client out under a strategy that has its own": {
			query:    "client=socket&tasks=1s&closing=50ms",
			messages: []any{StrategyPicked{"exit_stack"}}, link: "strategy=exit_stack&tasks=1s&closing=50ms", tasks: "1s"},
		"gives a close back with the session that it was of": {
			query:    "tasks=1s&after=close",
			messages: []any{OptionSet{"client", "socket"}, OptionSet{"client", "http"}}, link: "tasks=1s&after=close", tasks: "1s"},
		"keeps a status that a socket cannot have": {
			query:    "tasks=1s!503",
			messages: []any{OptionSet{"client", "socket"}}, link: "tasks=1s!503", tasks: "1s!503", fault: "a socket has no status"},
		"keeps an option that a client has not in a link": {
			query: "client=socket&tasks=1s&limit=3", tasks: "1s", fault: "client=socket has no such option"},
		"takes an option": {
			query: "tasks=1s", messages: []any{OptionSet{"timeout", "2s"}}, link: "tasks=1s&timeout=2s", tasks: "1s"},
		"keeps a wrong option": {
			query: "tasks=1s", messages: []any{OptionSet{"limit", "many"}}, link: "tasks=1s", tasks: "1s", fault: `"many"`},
		"keeps what a link has that it does not know": {
			query: "tasks=1s&colour=red", tasks: "1s", fault: `unknown key "colour"`},
		"changes a field of a row": {
			query: "tasks=a=1s,b=2s", messages: []any{RowTyped{1, "what", "503"}}, link: "tasks=a=1s,b=2s!503", tasks: "a=1s, b=2s!503"},
		"keeps a wrong field of a row": {
			query: "tasks=a=1s", messages: []any{RowTyped{0, "latency", "4x"}}, link: "tasks=a=1s", tasks: "a=4x", fault: "column 4"},
		"adds a row":    {query: "tasks=a=1s!503", messages: []any{RowAdded{}}, link: "tasks=a=1s!503,1s!503", tasks: "a=1s!503, 1s!503"},
		"removes a row": {query: "tasks=1s,2s,3s", messages: []any{RowRemoved{1}}, link: "tasks=1s,3s", tasks: "1s, 3s"},
		"ignores a row that is not there": {
			query: "tasks=1s", messages: []any{RowTyped{7, "name", "x"}, RowRemoved{-1}}, link: "tasks=1s", tasks: "1s"},
	} {
		t.Run(name, func(t *testing.T) {
			m := after(test.query, test.messages...)
			if m.link != test.link || m.draft.tasks != test.tasks {
				t.Errorf("got link %q and tasks %q, want %q and %q", m.link, m.draft.tasks, test.link, test.tasks)
			}
			switch {
			case (m.fault != nil) != (test.fault != ""):
				t.Errorf("got fault %v, want %q", m.fault, test.fault)
			case m.fault != nil && !strings.Contains(m.fault.text, test.fault):
				t.Errorf("got fault %q, want one with %q", m.fault.text, test.fault)
			}
			if m.link != "" && m.predicted == nil {
				t.Error("got no prediction of the last good scenario")
			}
		})
	}
}

func TestUpdateFollowsARun(t *testing.T) {
	const query = "tasks=1s,2s"
	log := finished(t, query)
	running := []any{RunAsked{"x1"}}
	const number = 2 // opening the first scenario is number 1
	account := engine.Account{{Task: 0, Received: 0, Answered: time.Second, Broken: engine.Never, Abandoned: engine.Never, Status: 200}}
	for name, test := range map[string]struct {
		messages []any
		state    RunState
		events   int
		accounts int
	}{
		"starts":                           {running, Running, 0, 0},
		"does not start twice":             {append(running, RunAsked{"x2"}), Running, 0, 0},
		"hears its events":                 {append(running, Happened{number, log[:3]}, Happened{number, log[3:]}), Running, len(log), 0},
		"ignores the events of another":    {append(running, Happened{number - 1, log}), Running, 0, 0},
		"ends":                             {append(running, Happened{number, log}, Ended{number, ""}), Done, len(log), 0},
		"ignores the end of another":       {append(running, Ended{number - 1, ""}), Running, 0, 0},
		"stops":                            {append(running, StopAsked{}), Stopping, 0, 0},
		"hears events while it stops":      {append(running, StopAsked{}, Happened{number, log}), Stopping, len(log), 0},
		"has stopped":                      {append(running, StopAsked{}, Ended{number, ""}), Stopped, 0, 0},
		"does not stop when it has ended":  {append(running, Ended{number, ""}, StopAsked{}), Done, 0, 0},
		"ignores late events":              {append(running, Ended{number, ""}, Happened{number, log}), Done, 0, 0},
		"takes a late account":             {append(running, Ended{number, ""}, Saw{number, account}), Done, 0, 1},
		"ignores an account of another":    {append(running, Saw{number - 1, account}), Running, 0, 0},
		"is dropped by Reset":              {append(running, Ended{number, ""}, ResetAsked{}), NotRun, 0, 0},
		"is dropped by an edit":            {append(running, Happened{number, log}, TasksTyped{"3s"}), NotRun, 0, 0},
		"stays when an edit changes space": {append(running, Happened{number, log}, TasksTyped{"1s , 2s"}), Running, len(log), 0},
		"stays under a wrong edit":         {append(running, Happened{number, log}, TasksTyped{"1s,"}, TasksTyped{"1x"}), NotRun, 0, 0},
		"does not start under an error":    {[]any{TasksTyped{"4x"}, RunAsked{"x1"}}, NotRun, 0, 0},
		"does not freeze the page":         {[]any{OptionSet{"client", "blocking"}, RunAsked{"x1"}}, NotRun, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			m := after(query, test.messages...)
			if m.run.State != test.state || len(m.run.Log) != test.events || len(m.run.Account) != test.accounts {
				t.Errorf("got state %d, %d events, %d accounts, want %d, %d, %d",
					m.run.State, len(m.run.Log), len(m.run.Account), test.state, test.events, test.accounts)
			}
		})
	}
}

func TestUpdateTakesTheBrowsersTimings(t *testing.T) {
	log := finished(t, "tasks=1s,2s")
	timing := func(task int) engine.Timing { return engine.Timing{Task: task, Ended: time.Second} }
	m := after("tasks=1s,2s", RunAsked{"x"}, Happened{2, log}, Timed{2, []engine.Timing{timing(1)}}, Ended{2, ""})
	m = m.Update(Timed{1, []engine.Timing{timing(0)}}) // of another run
	if lanes := m.run.Timeline.Lanes; lanes[0].Timing != nil || lanes[1].Timing == nil {
		t.Errorf("got timings %v and %v, want the second task's only", lanes[0].Timing, lanes[1].Timing)
	}
	m = m.Update(Timed{2, []engine.Timing{timing(0)}}).Update(Sought{500 * time.Millisecond})
	if got := m.shown().Lanes[0].Timing; got == nil || got.Ended != engine.Never {
		t.Errorf("got %+v at half a second, want no end that is not known yet", got)
	}
}

func TestUpdateLeavesTheModelBeforeItAlone(t *testing.T) {
	log := finished(t, "tasks=1s,2s")
	before := after("tasks=1s,2s", RunAsked{"x"}, Happened{2, log[:4]}, OptionSet{"limit", "7"})
	before = before.Update(RunAsked{"y"})
	before = before.Update(Happened{before.run.Number, log[:4]})
	events, limit := len(before.run.Log), before.draft.options["limit"]
	before.Update(Happened{before.run.Number, log[4:]})
	other := before.Update(Happened{before.run.Number, log[5:6]})
	before.Update(OptionSet{"limit", "8"})
	if len(before.run.Log) != events || before.draft.options["limit"] != limit {
		t.Errorf("got %d events and limit %q, want %d and %q", len(before.run.Log), before.draft.options["limit"], events, limit)
	}
	if got := other.run.Log[4]; got != log[5] {
		t.Errorf("got %v from a sibling's log, want %v", got, log[5])
	}
}

func TestUpdateTurnsThePage(t *testing.T) {
	m := after("tasks=1s,2s", LanePicked{1}, LanePicked{5}, RowsToggled{true}, MoreToggled{}, AllToggled{}, ThemePicked{Dark})
	got := []any{m.lane, m.rows, m.more, m.all, m.theme}
	if want := []any{1, true, true, true, Dark}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if m = m.Update(TasksTyped{"1s"}); m.lane != engine.NoTask {
		t.Errorf("got lane %d after an edit, want none", m.lane)
	}
}

func TestFaultIsMarkedAtItsCharacter(t *testing.T) {
	for text, want := range map[string]string{
		"a=1s,b=4x": `a=1s,b=4<mark>x</mark>`,
		"ä=1s, 5":   `ä=1s, <mark>5</mark>`, // a unit is missing after it
		"1s!<b>":    `1s!<mark>&lt;b&gt;</mark>`,
		"1s":        `1s`,
	} {
		m := after("tasks=1s", TasksTyped{text})
		if got := (sheet{text: m.draft.tasks, fault: m.fault.of("tasks")}).marked(); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestRowsAreTheTextInFields(t *testing.T) {
	for _, entry := range []string{
		"1s", "a=1s", "1s:200ms", "300ms~50ms", "1s!503", "200ms*50", "x=1s:2s~3ms!reset*4", "https://example.com/?a=1,", "w=http://h:1/x=y", "4x", "a=",
	} {
		rows := rowsOf(entry)
		if got, want := joined(rows), strings.TrimSuffix(entry, ","); len(rows) != 1 || got != want {
			t.Errorf("%s: got %q in %d rows, want %q in 1", entry, got, len(rows), want)
		}
	}
	if got, want := rowOf("x=1s:2s~3ms!reset*4"), (row{"x", "1s", "2s", "3ms", "reset", "4"}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestForeignCountsWhatLeavesForOtherHosts(t *testing.T) {
	m := after("tasks=1s,https://u@a.example:8080/x,http://b.example?y,https://a.example:8080/z")
	requests, hosts := foreign(m.scenario)
	if want := []string{"a.example:8080", "b.example"}; requests != 3 || !reflect.DeepEqual(hosts, want) {
		t.Errorf("got %d requests to %v, want 3 to %v", requests, hosts, want)
	}
	if m.predicted != nil || m.unsure == "" {
		t.Errorf("got prediction %v and words %q, want none, and why", m.predicted, m.unsure)
	}
}

func TestALinkOfANewerVersionOpensAndSaysSo(t *testing.T) {
	m := NewModel("v=2&tasks=1s,2s&colour=red")
	if m.fault != nil || m.link != "v=2&tasks=1s,2s&colour=red" {
		t.Fatalf("got %v and %q", m.fault, m.link)
	}
	m = m.Update(TasksTyped{"1s, 3s"})
	if want := "v=2&tasks=1s,3s&colour=red"; m.link != want {
		t.Errorf("after an edit: got %s, want %s", m.link, want)
	}
	markup, _ := Render("v=2&tasks=1s&colour=red")
	if !strings.Contains(markup, "does not know the key &#34;colour&#34;") {
		t.Error("the page does not say what it does not know")
	}
}

func TestAnUnknownKeyIsKeptInTheText(t *testing.T) {
	m := NewModel("tasks=1s&colour=red")
	if m.fault == nil || !strings.Contains(m.fault.text, `"colour"`) || m.draft.query() != "strategy=gather&tasks=1s&colour=red" {
		t.Errorf("got %v and %s", m.fault, m.draft.query())
	}
}

func TestAPresetsFieldsAreShownThoughAnOptionIsWrong(t *testing.T) {
	m := NewModel("preset=gather-orphans&limit=many")
	if m.fault == nil || m.draft.tasks != "a=3s,b=1s!503,c=2s" {
		t.Fatalf("got %v and tasks %q", m.fault, m.draft.tasks)
	}
	m = m.Update(OptionSet{"limit", "7"})
	if want := "tasks=a=3s,b=1s!503,c=2s&after=linger&limit=7&raise_for_status=true"; m.fault != nil || m.link != want {
		t.Errorf("got %v and %s, want %s", m.fault, m.link, want)
	}
}

func TestEditingKeepsTheTitle(t *testing.T) {
	m := NewModel("title=Who%20waits%3F&tasks=1s").Update(TasksTyped{"2s"}).Update(StrategyPicked{"wait"})
	if want := "title=Who%20waits?&strategy=wait&tasks=2s"; m.link != want {
		t.Errorf("got %s, want %s", m.link, want)
	}
	if got := titleOf(m); got != "Who waits? · Inflight" {
		t.Errorf("the page is called %q", got)
	}
	m = m.Update(OptionSet{"title", "Nobody"})
	if want := "title=Nobody&strategy=wait&tasks=2s"; m.link != want {
		t.Errorf("got %s, want %s", m.link, want)
	}
}

func TestAPackedLinkIsUnfoldedIntoTheFields(t *testing.T) {
	m := NewModel(engine.Pack("tasks=a=1s,b=2s&limit=3"))
	if m.draft.tasks != "a=1s, b=2s" || m.link != "tasks=a=1s,b=2s&limit=3" {
		t.Errorf("got %q and %s", m.draft.tasks, m.link)
	}
}
