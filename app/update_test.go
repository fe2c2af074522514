package app

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"inflight/app/model"
	"inflight/engine"
)

// after sends messages to a page that was opened with a query.
func after(query string, messages ...any) model.Model {
	m := model.NewModel(query)
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
		"opens the default": {query: "", link: model.DefaultLink, tasks: "a=3s, b=1s!503, c=2s"},
		"opens a link":      {query: "tasks=2s,1s&limit=2", link: "tasks=2s,1s&limit=2", tasks: "2s, 1s"},
		"opens a link that is no scenario": {
			query: "tasks=1s,4x", tasks: "1s,4x", fault: `unknown unit "x"`},
		"opens a link over another": {
			query: "tasks=1s", messages: []any{model.Opened{Query: "strategy=wait&tasks=2s"}}, link: "strategy=wait&tasks=2s", tasks: "2s"},
		"keeps the last good one under an error": {
			query: "tasks=1s", messages: []any{model.TasksTyped{Text: "1s, 4x"}}, link: "tasks=1s", tasks: "1s, 4x", fault: "column 2"},
		"forgets the error when it is corrected": {
			query: "tasks=1s", messages: []any{model.TasksTyped{Text: "4x"}, model.TasksTyped{Text: "4s"}}, link: "tasks=4s", tasks: "4s"},
		"keeps the tasks of another strategy": {
			query: "tasks=1s", messages: []any{model.StrategyPicked{Name: "wait"}}, link: "strategy=wait&tasks=1s", tasks: "1s"},
		"leaves options out that a strategy has not": {
			query:    "tasks=1s&return_exceptions=true",
			messages: []any{model.StrategyPicked{Name: "sequential"}}, link: "strategy=sequential&tasks=1s", tasks: "1s"},
		"gives options back with their strategy": {
			query:    "tasks=1s&return_exceptions=true",
			messages: []any{model.StrategyPicked{Name: "wait"}, model.StrategyPicked{Name: "gather"}}, link: "tasks=1s&return_exceptions=true", tasks: "1s"},
		"leaves options out that a client has not": {
			query:    "tasks=1s&limit=2&connect=50ms&raise_for_status=true",
			messages: []any{model.OptionSet{Key: "client", Value: "socket"}}, link: "client=socket&tasks=1s", tasks: "1s"},
		"gives options back with their client": {
			query:    "tasks=1s&limit=2&connect=50ms",
			messages: []any{model.OptionSet{Key: "client", Value: "socket"}, model.OptionSet{Key: "client", Value: "http"}}, link: "tasks=1s&limit=2&connect=50ms", tasks: "1s"},
		"leaves options out that a session of each request has not": {
			query:    "tasks=1s&limit=2&limit_per_host=1&connect=50ms&after=close",
			messages: []any{model.OptionSet{Key: "session", Value: "per_request"}}, link: "session=per_request&tasks=1s&connect=50ms", tasks: "1s"},
		"leaves the client out under a strategy that has its own": {
			query:    "client=socket&tasks=1s&closing=50ms",
			messages: []any{model.StrategyPicked{Name: "exit_stack"}}, link: "strategy=exit_stack&tasks=1s&closing=50ms", tasks: "1s"},
		"gives a close back with the session that it was of": {
			query:    "tasks=1s&after=close",
			messages: []any{model.OptionSet{Key: "client", Value: "socket"}, model.OptionSet{Key: "client", Value: "http"}}, link: "tasks=1s&after=close", tasks: "1s"},
		"keeps a status that a socket cannot have": {
			query:    "tasks=1s!503",
			messages: []any{model.OptionSet{Key: "client", Value: "socket"}}, link: "tasks=1s!503", tasks: "1s!503", fault: "a socket has no status"},
		"keeps an option that a client has not in a link": {
			query: "client=socket&tasks=1s&limit=3", tasks: "1s", fault: "client=socket has no such option"},
		"takes an option": {
			query: "tasks=1s", messages: []any{model.OptionSet{Key: "timeout", Value: "2s"}}, link: "tasks=1s&timeout=2s", tasks: "1s"},
		"keeps a wrong option": {
			query: "tasks=1s", messages: []any{model.OptionSet{Key: "limit", Value: "many"}}, link: "tasks=1s", tasks: "1s", fault: `"many"`},
		"keeps what a link has that it does not know": {
			query: "tasks=1s&colour=red", tasks: "1s", fault: `unknown key "colour"`},
		"changes a field of a row": {
			query: "tasks=a=1s,b=2s", messages: []any{model.RowTyped{Row: 1, Field: "what", Text: "503"}}, link: "tasks=a=1s,b=2s!503", tasks: "a=1s, b=2s!503"},
		"keeps a wrong field of a row": {
			query: "tasks=a=1s", messages: []any{model.RowTyped{Row: 0, Field: "latency", Text: "4x"}}, link: "tasks=a=1s", tasks: "a=4x", fault: "column 4"},
		"adds a row":    {query: "tasks=a=1s!503", messages: []any{model.RowAdded{}}, link: "tasks=a=1s!503,1s!503", tasks: "a=1s!503, 1s!503"},
		"removes a row": {query: "tasks=1s,2s,3s", messages: []any{model.RowRemoved{Row: 1}}, link: "tasks=1s,3s", tasks: "1s, 3s"},
		"ignores a row that is not there": {
			query: "tasks=1s", messages: []any{model.RowTyped{Row: 7, Field: "name", Text: "x"}, model.RowRemoved{Row: -1}}, link: "tasks=1s", tasks: "1s"},
	} {
		t.Run(name, func(t *testing.T) {
			m := after(test.query, test.messages...)
			if m.Link != test.link || m.Draft.Tasks != test.tasks {
				t.Errorf("got link %q and tasks %q, want %q and %q", m.Link, m.Draft.Tasks, test.link, test.tasks)
			}
			switch {
			case (m.Fault != nil) != (test.fault != ""):
				t.Errorf("got fault %v, want %q", m.Fault, test.fault)
			case m.Fault != nil && !strings.Contains(m.Fault.Text, test.fault):
				t.Errorf("got fault %q, want one with %q", m.Fault.Text, test.fault)
			}
			if m.Link != "" && m.Predicted == nil {
				t.Error("got no prediction of the last good scenario")
			}
		})
	}
}

func TestUpdateFollowsARun(t *testing.T) {
	const query = "tasks=1s,2s"
	log := finished(t, query)
	running := []any{model.RunAsked{ID: "x1"}}
	const number = 2 // opening the first scenario is number 1
	account := engine.Account{{Task: 0, Received: 0, Answered: time.Second, Broken: engine.Never, Abandoned: engine.Never, Status: 200}}
	for name, test := range map[string]struct {
		messages []any
		state    model.RunState
		events   int
		accounts int
	}{
		"starts":                           {running, model.Running, 0, 0},
		"does not start twice":             {append(running, model.RunAsked{ID: "x2"}), model.Running, 0, 0},
		"hears its events":                 {append(running, model.Happened{Run: number, Events: log[:3]}, model.Happened{Run: number, Events: log[3:]}), model.Running, len(log), 0},
		"ignores the events of another":    {append(running, model.Happened{Run: number - 1, Events: log}), model.Running, 0, 0},
		"ends":                             {append(running, model.Happened{Run: number, Events: log}, model.Ended{Run: number, Problem: ""}), model.Done, len(log), 0},
		"ignores the end of another":       {append(running, model.Ended{Run: number - 1, Problem: ""}), model.Running, 0, 0},
		"stops":                            {append(running, model.StopAsked{}), model.Stopping, 0, 0},
		"hears events while it stops":      {append(running, model.StopAsked{}, model.Happened{Run: number, Events: log}), model.Stopping, len(log), 0},
		"has stopped":                      {append(running, model.StopAsked{}, model.Ended{Run: number, Problem: ""}), model.Stopped, 0, 0},
		"does not stop when it has ended":  {append(running, model.Ended{Run: number, Problem: ""}, model.StopAsked{}), model.Done, 0, 0},
		"ignores late events":              {append(running, model.Ended{Run: number, Problem: ""}, model.Happened{Run: number, Events: log}), model.Done, 0, 0},
		"takes a late account":             {append(running, model.Ended{Run: number, Problem: ""}, model.Saw{Run: number, Account: account}), model.Done, 0, 1},
		"ignores an account of another":    {append(running, model.Saw{Run: number - 1, Account: account}), model.Running, 0, 0},
		"is dropped by Reset":              {append(running, model.Ended{Run: number, Problem: ""}, model.ResetAsked{}), model.NotRun, 0, 0},
		"is dropped by an edit":            {append(running, model.Happened{Run: number, Events: log}, model.TasksTyped{Text: "3s"}), model.NotRun, 0, 0},
		"stays when an edit changes space": {append(running, model.Happened{Run: number, Events: log}, model.TasksTyped{Text: "1s , 2s"}), model.Running, len(log), 0},
		"stays under a wrong edit":         {append(running, model.Happened{Run: number, Events: log}, model.TasksTyped{Text: "1s,"}, model.TasksTyped{Text: "1x"}), model.NotRun, 0, 0},
		"does not start under an error":    {[]any{model.TasksTyped{Text: "4x"}, model.RunAsked{ID: "x1"}}, model.NotRun, 0, 0},
		"does not freeze the page":         {[]any{model.OptionSet{Key: "client", Value: "blocking"}, model.RunAsked{ID: "x1"}}, model.NotRun, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			m := after(query, test.messages...)
			if m.Run.State != test.state || len(m.Run.Log) != test.events || len(m.Run.Account) != test.accounts {
				t.Errorf("got state %d, %d events, %d accounts, want %d, %d, %d",
					m.Run.State, len(m.Run.Log), len(m.Run.Account), test.state, test.events, test.accounts)
			}
		})
	}
}

func TestUpdateTakesTheBrowsersTimings(t *testing.T) {
	log := finished(t, "tasks=1s,2s")
	timing := func(task int) engine.Timing { return engine.Timing{Task: task, Ended: time.Second} }
	m := after("tasks=1s,2s", model.RunAsked{ID: "x"}, model.Happened{Run: 2, Events: log}, model.Timed{Run: 2, Timings: []engine.Timing{timing(1)}}, model.Ended{Run: 2, Problem: ""})
	m = m.Update(model.Timed{Run: 1, Timings: []engine.Timing{timing(0)}}) // of another run
	if lanes := m.Run.Timeline.Lanes; lanes[0].Timing != nil || lanes[1].Timing == nil {
		t.Errorf("got timings %v and %v, want the second task's only", lanes[0].Timing, lanes[1].Timing)
	}
	m = m.Update(model.Timed{Run: 2, Timings: []engine.Timing{timing(0)}}).Update(model.Sought{At: 500 * time.Millisecond})
	if got := m.Shown().Lanes[0].Timing; got == nil || got.Ended != engine.Never {
		t.Errorf("got %+v at half a second, want no end that is not known yet", got)
	}
}

func TestUpdateLeavesTheModelBeforeItAlone(t *testing.T) {
	log := finished(t, "tasks=1s,2s")
	before := after("tasks=1s,2s", model.RunAsked{ID: "x"}, model.Happened{Run: 2, Events: log[:4]}, model.OptionSet{Key: "limit", Value: "7"})
	before = before.Update(model.RunAsked{ID: "y"})
	before = before.Update(model.Happened{Run: before.Run.Number, Events: log[:4]})
	events, limit := len(before.Run.Log), before.Draft.Options["limit"]
	before.Update(model.Happened{Run: before.Run.Number, Events: log[4:]})
	other := before.Update(model.Happened{Run: before.Run.Number, Events: log[5:6]})
	before.Update(model.OptionSet{Key: "limit", Value: "8"})
	if len(before.Run.Log) != events || before.Draft.Options["limit"] != limit {
		t.Errorf("got %d events and limit %q, want %d and %q", len(before.Run.Log), before.Draft.Options["limit"], events, limit)
	}
	if got := other.Run.Log[4]; got != log[5] {
		t.Errorf("got %v from a sibling's log, want %v", got, log[5])
	}
}

func TestUpdateTurnsThePage(t *testing.T) {
	m := after("tasks=1s,2s", model.LanePicked{Task: 1}, model.LanePicked{Task: 5}, model.RowsToggled{Rows: true}, model.MoreToggled{}, model.AllToggled{}, model.ThemePicked{Theme: model.Dark})
	got := []any{m.Lane, m.Rows, m.More, m.All, m.Theme}
	if want := []any{1, true, true, true, model.Dark}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if m = m.Update(model.TasksTyped{Text: "1s"}); m.Lane != engine.NoTask {
		t.Errorf("got lane %d after an edit, want none", m.Lane)
	}
}

func TestFaultIsMarkedAtItsCharacter(t *testing.T) {
	for text, want := range map[string]string{
		"a=1s,b=4x": `a=1s,b=4<mark>x</mark>`,
		"ä=1s, 5":   `ä=1s, <mark>5</mark>`, // a unit is missing after it
		"1s!<b>":    `1s!<mark>&lt;b&gt;</mark>`,
		"1s":        `1s`,
	} {
		m := after("tasks=1s", model.TasksTyped{Text: text})
		if got := (sheet{text: m.Draft.Tasks, fault: m.Fault.Of("tasks")}).marked(); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestRowsAreTheTextInFields(t *testing.T) {
	for _, entry := range []string{
		"1s", "a=1s", "1s:200ms", "300ms~50ms", "1s!503", "200ms*50", "x=1s:2s~3ms!reset*4", "https://example.com/?a=1,", "w=http://h:1/x=y", "4x", "a=",
	} {
		rows := model.RowsOf(entry)
		if got, want := model.Joined(rows), strings.TrimSuffix(entry, ","); len(rows) != 1 || got != want {
			t.Errorf("%s: got %q in %d rows, want %q in 1", entry, got, len(rows), want)
		}
	}
	if got, want := model.RowOf("x=1s:2s~3ms!reset*4"), (model.Row{Name: "x", Delay: "1s", Latency: "2s", Jitter: "3ms", What: "reset", Count: "4"}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestForeignCountsWhatLeavesForOtherHosts(t *testing.T) {
	m := after("tasks=1s,https://u@a.example:8080/x,http://b.example?y,https://a.example:8080/z")
	requests, hosts := model.Foreign(m.Scenario)
	if want := []string{"a.example:8080", "b.example"}; requests != 3 || !reflect.DeepEqual(hosts, want) {
		t.Errorf("got %d requests to %v, want 3 to %v", requests, hosts, want)
	}
	if m.Predicted != nil || m.Unsure == "" {
		t.Errorf("got prediction %v and words %q, want none, and why", m.Predicted, m.Unsure)
	}
}

func TestALinkOfANewerVersionOpensAndSaysSo(t *testing.T) {
	m := model.NewModel("v=2&tasks=1s,2s&colour=red")
	if m.Fault != nil || m.Link != "v=2&tasks=1s,2s&colour=red" {
		t.Fatalf("got %v and %q", m.Fault, m.Link)
	}
	m = m.Update(model.TasksTyped{Text: "1s, 3s"})
	if want := "v=2&tasks=1s,3s&colour=red"; m.Link != want {
		t.Errorf("after an edit: got %s, want %s", m.Link, want)
	}
	markup, _ := Render("v=2&tasks=1s&colour=red")
	if !strings.Contains(markup, "does not know the key &#34;colour&#34;") {
		t.Error("the page does not say what it does not know")
	}
}

func TestAnUnknownKeyIsKeptInTheText(t *testing.T) {
	m := model.NewModel("tasks=1s&colour=red")
	if m.Fault == nil || !strings.Contains(m.Fault.Text, `"colour"`) || m.Draft.Query() != "strategy=gather&tasks=1s&colour=red" {
		t.Errorf("got %v and %s", m.Fault, m.Draft.Query())
	}
}

func TestAPresetsFieldsAreShownThoughAnOptionIsWrong(t *testing.T) {
	m := model.NewModel("preset=gather-orphans&limit=many")
	if m.Fault == nil || m.Draft.Tasks != "a=3s,b=1s!503,c=2s" {
		t.Fatalf("got %v and tasks %q", m.Fault, m.Draft.Tasks)
	}
	m = m.Update(model.OptionSet{Key: "limit", Value: "7"})
	if want := "tasks=a=3s,b=1s!503,c=2s&after=linger&limit=7&raise_for_status=true"; m.Fault != nil || m.Link != want {
		t.Errorf("got %v and %s, want %s", m.Fault, m.Link, want)
	}
}

func TestEditingKeepsTheTitle(t *testing.T) {
	m := model.NewModel("title=Who%20waits%3F&tasks=1s").Update(model.TasksTyped{Text: "2s"}).Update(model.StrategyPicked{Name: "wait"})
	if want := "title=Who%20waits?&strategy=wait&tasks=2s"; m.Link != want {
		t.Errorf("got %s, want %s", m.Link, want)
	}
	if got := titleOf(m); got != "Who waits? · Inflight" {
		t.Errorf("the page is called %q", got)
	}
	m = m.Update(model.OptionSet{Key: "title", Value: "Nobody"})
	if want := "title=Nobody&strategy=wait&tasks=2s"; m.Link != want {
		t.Errorf("got %s, want %s", m.Link, want)
	}
}

func TestAPackedLinkIsUnfoldedIntoTheFields(t *testing.T) {
	m := model.NewModel(engine.Pack("tasks=a=1s,b=2s&limit=3"))
	if m.Draft.Tasks != "a=1s, b=2s" || m.Link != "tasks=a=1s,b=2s&limit=3" {
		t.Errorf("got %q and %s", m.Draft.Tasks, m.Link)
	}
}
