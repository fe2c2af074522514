package model

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// after sends messages to a page that was opened with a query.
func after(query string, messages ...any) Model {
	m := NewModel(query)
	for _, message := range messages {
		m = m.Update(message)
	}
	return m
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
			query: "tasks=1s", messages: []any{Opened{Query: "strategy=wait&tasks=2s"}}, link: "strategy=wait&tasks=2s", tasks: "2s"},
		"keeps the last good one under an error": {
			query: "tasks=1s", messages: []any{TasksTyped{Text: "1s, 4x"}}, link: "tasks=1s", tasks: "1s, 4x", fault: "column 2"},
		"forgets the error when it is corrected": {
			query: "tasks=1s", messages: []any{TasksTyped{Text: "4x"}, TasksTyped{Text: "4s"}}, link: "tasks=4s", tasks: "4s"},
		"keeps the tasks of another strategy": {
			query: "tasks=1s", messages: []any{StrategyPicked{Name: "wait"}}, link: "strategy=wait&tasks=1s", tasks: "1s"},
		"leaves options out that a strategy has not": {
			query:    "tasks=1s&return_exceptions=true",
			messages: []any{StrategyPicked{Name: "sequential"}}, link: "strategy=sequential&tasks=1s", tasks: "1s"},
		"gives options back with their strategy": {
			query:    "tasks=1s&return_exceptions=true",
			messages: []any{StrategyPicked{Name: "wait"}, StrategyPicked{Name: "gather"}}, link: "tasks=1s&return_exceptions=true", tasks: "1s"},
		"leaves options out that a client has not": {
			query:    "tasks=1s&limit=2&connect=50ms&raise_for_status=true",
			messages: []any{OptionSet{Key: "client", Value: "socket"}}, link: "client=socket&tasks=1s", tasks: "1s"},
		"gives options back with their client": {
			query:    "tasks=1s&limit=2&connect=50ms",
			messages: []any{OptionSet{Key: "client", Value: "socket"}, OptionSet{Key: "client", Value: "http"}},
			link:     "tasks=1s&limit=2&connect=50ms", tasks: "1s"},
		"leaves options out that a session of each request has not": {
			query:    "tasks=1s&limit=2&limit_per_host=1&connect=50ms&after=close",
			messages: []any{OptionSet{Key: "session", Value: "per_request"}}, link: "session=per_request&tasks=1s&connect=50ms", tasks: "1s"},
		"leaves the client out under a strategy that has its own": {
			query:    "client=socket&tasks=1s&closing=50ms",
			messages: []any{StrategyPicked{Name: "exit_stack"}}, link: "strategy=exit_stack&tasks=1s&closing=50ms", tasks: "1s"},
		"gives a close back with the session that it was of": {
			query:    "tasks=1s&after=close",
			messages: []any{OptionSet{Key: "client", Value: "socket"}, OptionSet{Key: "client", Value: "http"}}, link: "tasks=1s&after=close",
			tasks: "1s"},
		"keeps a status that a socket cannot have": {
			query:    "tasks=1s!503",
			messages: []any{OptionSet{Key: "client", Value: "socket"}}, link: "tasks=1s!503", tasks: "1s!503", fault: "a socket has no status"},
		"keeps an option that a client has not in a link": {
			query: "client=socket&tasks=1s&limit=3", tasks: "1s", fault: "client=socket has no such option"},
		"takes an option": {
			query: "tasks=1s", messages: []any{OptionSet{Key: "timeout", Value: "2s"}}, link: "tasks=1s&timeout=2s", tasks: "1s"},
		"keeps a wrong option": {
			query: "tasks=1s", messages: []any{OptionSet{Key: "limit", Value: "many"}}, link: "tasks=1s", tasks: "1s", fault: `"many"`},
		"keeps what a link has that it does not know": {
			query: "tasks=1s&colour=red", tasks: "1s", fault: `unknown key "colour"`},
		"changes a field of a row": {
			query: "tasks=a=1s,b=2s", messages: []any{RowTyped{Row: 1, Field: "what", Text: "503"}}, link: "tasks=a=1s,b=2s!503",
			tasks: "a=1s, b=2s!503"},
		"keeps a wrong field of a row": {
			query: "tasks=a=1s", messages: []any{RowTyped{Row: 0, Field: "latency", Text: "4x"}}, link: "tasks=a=1s", tasks: "a=4x",
			fault: "column 4"},
		"adds a row":    {query: "tasks=a=1s!503", messages: []any{RowAdded{}}, link: "tasks=a=1s!503,1s!503", tasks: "a=1s!503, 1s!503"},
		"removes a row": {query: "tasks=1s,2s,3s", messages: []any{RowRemoved{Row: 1}}, link: "tasks=1s,3s", tasks: "1s, 3s"},
		"ignores a row that is not there": {
			query: "tasks=1s", messages: []any{RowTyped{Row: 7, Field: "name", Text: "x"}, RowRemoved{Row: -1}}, link: "tasks=1s", tasks: "1s"},
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
	_, log := enginetest.Simulated(t, query)
	running := []any{RunAsked{ID: "x1"}}
	const number = 2 // opening the first scenario is number 1
	account := engine.Account{{Task: 0, Received: 0, Answered: time.Second, Broken: engine.Never, Abandoned: engine.Never, Status: 200}}
	for name, test := range map[string]struct {
		messages []any
		state    RunState
		events   int
		accounts int
	}{
		"starts":               {running, Running, 0, 0},
		"does not start twice": {append(running, RunAsked{ID: "x2"}), Running, 0, 0},
		"hears its events": {append(running, Happened{Run: number, Events: log[:3]}, Happened{Run: number, Events: log[3:]}),
			Running, len(log), 0},
		"ignores the events of another": {append(running, Happened{Run: number - 1, Events: log}), Running, 0, 0},
		"ends": {append(running, Happened{Run: number, Events: log}, Ended{Run: number, Problem: ""}), Done,
			len(log), 0},
		"ends with events that nobody told of": {append(running, Happened{Run: number, Events: log[:3]}, Ended{Run: number, Events: log[3:]}),
			Done, len(log), 0},
		"ignores the end of another":      {append(running, Ended{Run: number - 1, Problem: ""}), Running, 0, 0},
		"stops":                           {append(running, StopAsked{}), Stopping, 0, 0},
		"hears events while it stops":     {append(running, StopAsked{}, Happened{Run: number, Events: log}), Stopping, len(log), 0},
		"has stopped":                     {append(running, StopAsked{}, Ended{Run: number, Problem: ""}), Stopped, 0, 0},
		"does not stop when it has ended": {append(running, Ended{Run: number, Problem: ""}, StopAsked{}), Done, 0, 0},
		"ignores late events":             {append(running, Ended{Run: number, Problem: ""}, Happened{Run: number, Events: log}), Done, 0, 0},
		"takes a late account":            {append(running, Ended{Run: number, Problem: ""}, Saw{Run: number, Account: account}), Done, 0, 1},
		"ignores an account of another":   {append(running, Saw{Run: number - 1, Account: account}), Running, 0, 0},
		"is dropped by Reset":             {append(running, Ended{Run: number, Problem: ""}, ResetAsked{}), NotRun, 0, 0},
		"is kept by an edit":              {append(running, Happened{Run: number, Events: log}, TasksTyped{Text: "3s"}), Running, len(log), 0},
		"is kept by a link":               {append(running, Happened{Run: number, Events: log}, Opened{Query: "tasks=3s"}), Running, len(log), 0},
		"stays when an edit changes space": {append(running, Happened{Run: number, Events: log}, TasksTyped{Text: "1s , 2s"}), Running,
			len(log), 0},
		"stays under a wrong edit": {append(running, Happened{Run: number, Events: log}, TasksTyped{Text: "1s,"}, TasksTyped{Text: "1x"}),
			Running, len(log), 0},
		"does not start under an error": {[]any{TasksTyped{Text: "4x"}, RunAsked{ID: "x1"}}, NotRun, 0, 0},
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
	_, log := enginetest.Simulated(t, "tasks=1s,2s")
	timing := func(task int) engine.Timing { return engine.Timing{Task: task, Ended: time.Second} }
	m := after(
		"tasks=1s,2s",
		RunAsked{ID: "x"},
		Happened{Run: 2, Events: log},
		Timed{Run: 2, Timings: []engine.Timing{timing(1)}},
		Ended{Run: 2, Problem: ""},
	)
	m = m.Update(Timed{Run: 1, Timings: []engine.Timing{timing(0)}}) // of another run
	if lanes := m.Run.Timeline.Lanes; lanes[0].Timing != nil || lanes[1].Timing == nil {
		t.Errorf("got timings %v and %v, want the second task's only", lanes[0].Timing, lanes[1].Timing)
	}
	m = m.Update(Timed{Run: 2, Timings: []engine.Timing{timing(0)}}).Update(Sought{At: 500 * time.Millisecond})
	if got := m.ShownRun().Lanes[0].Timing; got == nil || got.Ended != engine.Never {
		t.Errorf("got %+v at half a second, want no end that is not known yet", got)
	}
}

func TestUpdateLeavesTheModelBeforeItAlone(t *testing.T) {
	_, log := enginetest.Simulated(t, "tasks=1s,2s")
	before := after("tasks=1s,2s", RunAsked{ID: "x"}, Happened{Run: 2, Events: log[:4]}, OptionSet{Key: "limit", Value: "7"}, HeldShown{})
	before = before.Update(RunAsked{ID: "y"})
	before = before.Update(Happened{Run: before.Run.Number, Events: log[:4]})
	events, limit := len(before.Run.Log), before.Draft.Options["limit"]
	before.Update(Happened{Run: before.Run.Number, Events: log[4:]})
	other := before.Update(Happened{Run: before.Run.Number, Events: log[5:6]})
	before.Update(OptionSet{Key: "limit", Value: "8"})
	if len(before.Run.Log) != events || before.Draft.Options["limit"] != limit {
		t.Errorf("got %d events and limit %q, want %d and %q", len(before.Run.Log), before.Draft.Options["limit"], events, limit)
	}
	if got := other.Run.Log[4]; got != log[5] {
		t.Errorf("got %v from a sibling's log, want %v", got, log[5])
	}
}

func TestUpdateTurnsThePage(t *testing.T) {
	m := after(
		"tasks=1s,2s",
		LanePicked{Task: 1},
		LanePicked{Task: 5},
		RowsToggled{Rows: true},
		CodeToggled{},
		PanelPicked{OutputPanel},
		PanelPicked{"none such"},
		AllToggled{},
		ThemePicked{Theme: Dark},
	)
	got := []any{m.Lane, m.Rows, m.NoCode, m.All, m.Theme, m.Panel, m.Printing}
	if want := []any{1, true, true, true, Dark, OutputPanel, true}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if m = m.Update(TasksTyped{Text: "1s"}); m.Lane != engine.NoTask {
		t.Errorf("got lane %d after an edit, want none", m.Lane)
	}
}

func TestRowsAreTheTextInFields(t *testing.T) {
	for _, entry := range []string{
		"1s", "a=1s", "1s:200ms", "300ms~50ms", "1s!503", "200ms*50", "x=1s:2s~3ms!reset*4", "a@api=1s*2", "@cdn=1s:2s", "a=1s:*2",
		"https://example.com/?a=1,", "w=http://h:1/x=y", "4x", "a=",
	} {
		rows := RowsOf(entry)
		if got, want := JoinRows(rows), strings.TrimSuffix(entry, ","); len(rows) != 1 || got != want {
			t.Errorf("%s: got %q in %d rows, want %q in 1", entry, got, len(rows), want)
		}
	}
	if got, want := RowOf("x@api=1s:2s~3ms!reset*4"), (Row{Name: "x", Host: "api", Delay: "1s", Latency: "2s", Jitter: "3ms", What: "reset",
		Count: "4"}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestForeignCountsWhatLeavesForOtherHosts(t *testing.T) {
	m := after("tasks=1s,https://u@a.example:8080/x,http://b.example?y,https://a.example:8080/z")
	requests, hosts := ForeignRequests(m.Scenario)
	if want := []string{"a.example:8080", "b.example"}; requests != 3 || !reflect.DeepEqual(hosts, want) {
		t.Errorf("got %d requests to %v, want 3 to %v", requests, hosts, want)
	}
	if m.Predicted != nil || m.Unsure == "" {
		t.Errorf("got prediction %v and words %q, want none, and why", m.Predicted, m.Unsure)
	}
}

func TestALinkOfANewerVersionOpensAndSaysSo(t *testing.T) {
	m := NewModel("v=2&tasks=1s,2s&colour=red")
	if m.Fault != nil || m.Link != "v=2&tasks=1s,2s&colour=red" {
		t.Fatalf("got %v and %q", m.Fault, m.Link)
	}
	m = m.Update(TasksTyped{Text: "1s, 3s"})
	if want := "v=2&tasks=1s,3s&colour=red"; m.Link != want {
		t.Errorf("after an edit: got %s, want %s", m.Link, want)
	}
}

func TestAnUnknownKeyIsKeptInTheText(t *testing.T) {
	m := NewModel("tasks=1s&colour=red")
	if m.Fault == nil || !strings.Contains(m.Fault.Text, `"colour"`) || m.Draft.Query() != "strategy=gather&tasks=1s&colour=red" {
		t.Errorf("got %v and %s", m.Fault, m.Draft.Query())
	}
}

func TestAPresetsFieldsAreShownThoughAnOptionIsWrong(t *testing.T) {
	m := NewModel("preset=gather-orphans&limit=many")
	if m.Fault == nil || m.Draft.Tasks != "a=3s,b=1s!503,c=2s" {
		t.Fatalf("got %v and tasks %q", m.Fault, m.Draft.Tasks)
	}
	m = m.Update(OptionSet{Key: "limit", Value: "7"})
	if want := "tasks=a=3s,b=1s!503,c=2s&after=linger&limit=7&raise_for_status=true"; m.Fault != nil || m.Link != want {
		t.Errorf("got %v and %s, want %s", m.Fault, m.Link, want)
	}
}

func TestEditingKeepsTheTitle(t *testing.T) {
	m := NewModel("title=Who%20waits%3F&tasks=1s").Update(TasksTyped{Text: "2s"}).Update(StrategyPicked{Name: "wait"})
	if want := "title=Who%20waits?&strategy=wait&tasks=2s"; m.Link != want {
		t.Errorf("got %s, want %s", m.Link, want)
	}
	if got := m.Title(); got != "Who waits? · Inflight" {
		t.Errorf("the page is called %q", got)
	}
	m = m.Update(OptionSet{Key: "title", Value: "Nobody"})
	if want := "title=Nobody&strategy=wait&tasks=2s"; m.Link != want {
		t.Errorf("got %s, want %s", m.Link, want)
	}
}

func TestAPackedLinkIsUnfoldedIntoTheFields(t *testing.T) {
	m := NewModel(engine.Pack("tasks=a=1s,b=2s&limit=3"))
	if m.Draft.Tasks != "a=1s, b=2s" || m.Link != "tasks=a=1s,b=2s&limit=3" {
		t.Errorf("got %q and %s", m.Draft.Tasks, m.Link)
	}
}

func TestShareDialogFollowsItsMessages(t *testing.T) {
	m := NewModel(
		"tasks=1s",
	).Update(ShareOpened{Embed: NewEmbed()}).
		Update(ShareView{View: "code", On: true}).
		Update(ShareView{View: "narration", On: false})
	if got := strings.Join(m.Sharing.Embed.Views, ","); !m.Sharing.Open || got != "timeline,code" {
		t.Errorf("got the parts %s", got)
	}
	m = m.Update(ShareView{View: "code", On: false}).
		Update(ShareView{View: "timeline", On: false}).
		Update(ShareSet{Key: "theme", Value: "dark"}).
		Update(ShareSet{Key: "autoplay", Value: "true"})
	if e := m.Sharing.Embed; len(e.Views) != 1 || e.Theme != Dark || !e.Autoplay {
		t.Errorf("got %+v, want its last part to stay", e)
	}
	if m = m.Update(ShareClosed{}); m.Sharing.Open || m.Link != "tasks=1s" {
		t.Errorf("got %v and %s", m.Sharing.Open, m.Link)
	}
}

func TestPickedLineMarksItsEvents(t *testing.T) {
	m := after("tasks=a=1s,b=2s", LinePicked{Line: 30, Events: []int{5, 3}, Event: 3})
	if m.Marking.PickedLine() != 30 || !m.Marking.Has(3) || !m.Marking.Has(5) || m.Marking.Has(4) {
		t.Fatalf("marked are %v of line %d, want 3 and 5 of 30", m.Marking.List(), m.Marking.PickedLine())
	}
	if m.Replay.Moment.Events != 4 {
		t.Errorf("the moment is after %d events, want 4", m.Replay.Moment.Events)
	}
	for name, message := range map[string]any{
		"by hand": LineUnpicked{}, "with another scenario": TasksTyped{Text: "3s"}, "with a live run": RunAsked{ID: "x"},
		"with another language": LanguagePicked{Language: "go"},
	} {
		if got := m.Update(message); got.Marking != nil {
			t.Errorf("the marks do not go %s", name)
		}
	}
	if got := m.Update(Sought{At: 500 * time.Millisecond}); got.Marking == nil {
		t.Error("the marks go with the moment")
	}
	if got := after("tasks=1m", RunAsked{ID: "x"}, LinePicked{Line: 1, Events: []int{0}}); got.Marking != nil {
		t.Error("a run that goes on is marked")
	}
}
