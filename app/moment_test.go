package app

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/view"
)

// The simulated log of replayedQuery: ten events at 0 s, then b fails and gather raises at 1 s (events 10 and 11), c finishes at
// 2 s (12), a at 3 s (13), and there the session closes and the program ends (14 and 15).
const replayedQuery = "tasks=a=3s,b=1s!503,c=2s&after=linger&raise_for_status=true"

func TestUpdateMovesTheMoment(t *testing.T) {
	end := model.Moment{}
	for name, test := range map[string]struct {
		messages []any
		want     model.Moment
		playing  bool
	}{
		"starts at the end":                {nil, end, false},
		"goes to a time":                   {[]any{model.Sought{At: 1500 * time.Millisecond}}, model.Moment{Set: true, Events: 12, At: 1500 * time.Millisecond}, false},
		"knows all that happens at a time": {[]any{model.Sought{At: time.Second}}, model.Moment{Set: true, Events: 12, At: time.Second}, false},
		"goes to the start":                {[]any{model.Sought{At: -time.Second}}, model.Moment{Set: true, Events: 10, At: 0}, false},
		"goes to the end":                  {[]any{model.Sought{At: time.Second}, model.Sought{At: 3 * time.Second}}, end, false},
		"goes after an event":              {[]any{model.EventSought{Event: 10}}, model.Moment{Set: true, Events: 11, At: time.Second}, false},
		"goes after the last event":        {[]any{model.EventSought{Event: 15}}, model.Moment{Set: true, Events: 16, At: 3 * time.Second}, false},
		"goes to no event beyond":          {[]any{model.EventSought{Event: 99}}, model.Moment{Set: true, Events: 16, At: 3 * time.Second}, false},
		"goes to no event before":          {[]any{model.EventSought{Event: -1}}, model.Moment{Set: true, Events: 1, At: 0}, false},
		"steps back from the end":          {[]any{model.Stepped{By: -1}}, model.Moment{Set: true, Events: 15, At: 3 * time.Second}, false},
		"steps through one time":           {[]any{model.EventSought{Event: 11}, model.Stepped{By: -1}}, model.Moment{Set: true, Events: 11, At: time.Second}, false},
		"steps back to an event":           {[]any{model.Sought{At: 1500 * time.Millisecond}, model.Stepped{By: -1}}, model.Moment{Set: true, Events: 12, At: time.Second}, false},
		"steps on from between events":     {[]any{model.Sought{At: 1500 * time.Millisecond}, model.Stepped{By: 1}}, model.Moment{Set: true, Events: 13, At: 2 * time.Second}, false},
		"stops at the first event":         {[]any{model.EventSought{Event: 0}, model.Stepped{By: -1}}, model.Moment{Set: true, Events: 1, At: 0}, false},
		"stops at the last event":          {[]any{model.EventSought{Event: 15}, model.Stepped{By: 1}}, model.Moment{Set: true, Events: 16, At: 3 * time.Second}, false},
		"plays from the start":             {[]any{model.Played{}}, model.Moment{Set: true, Events: 10, At: 0}, true},
		"plays from the last event":        {[]any{model.EventSought{Event: 15}, model.Played{}}, model.Moment{Set: true, Events: 10, At: 0}, true},
		"plays from where it is":           {[]any{model.Sought{At: time.Second}, model.Played{}}, model.Moment{Set: true, Events: 12, At: time.Second}, true},
		"moves while it plays":             {[]any{model.Played{}, model.Moved{At: 2 * time.Second}}, model.Moment{Set: true, Events: 13, At: 2 * time.Second}, true},
		"does not move by itself":          {[]any{model.Sought{At: time.Second}, model.Moved{At: 2 * time.Second}}, model.Moment{Set: true, Events: 12, At: time.Second}, false},
		"pauses":                           {[]any{model.Played{}, model.Moved{At: time.Second}, model.Paused{}}, model.Moment{Set: true, Events: 12, At: time.Second}, false},
		"ends":                             {[]any{model.Played{}, model.Moved{At: time.Hour}}, end, false},
		"pauses when it is moved":          {[]any{model.Played{}, model.Sought{At: time.Second}}, model.Moment{Set: true, Events: 12, At: time.Second}, false},
		"pauses when it is stepped":        {[]any{model.Played{}, model.Moved{At: time.Second}, model.Stepped{By: 1}}, model.Moment{Set: true, Events: 13, At: 2 * time.Second}, false},
		"is dropped by an edit":            {[]any{model.Played{}, model.TasksTyped{Text: "1s"}}, end, false},
		"is dropped by a run":              {[]any{model.Played{}, model.RunAsked{ID: "x"}}, end, false},
		"cannot move during a run":         {[]any{model.RunAsked{ID: "x"}, model.Sought{At: time.Second}, model.Played{}, model.Stepped{By: -1}}, end, false},
		"is dropped by Reset":              {[]any{model.Sought{At: time.Second}, model.ResetAsked{}}, end, false},
		"stays under an unreadable draft":  {[]any{model.Sought{At: time.Second}, model.TasksTyped{Text: "4x"}}, model.Moment{Set: true, Events: 12, At: time.Second}, false},
		"has nothing to play in no time":   {[]any{model.TasksTyped{Text: "0s"}, model.Played{}, model.Stepped{By: -1}}, end, false},
	} {
		t.Run(name, func(t *testing.T) {
			m := after(replayedQuery, test.messages...)
			if got := m.Replay.Moment; got != test.want || m.Replay.Playing != test.playing {
				t.Errorf("got %v, playing %v, want %v, playing %v", got, m.Replay.Playing, test.want, test.playing)
			}
			if past := m.Replay.Past; (past != nil) != test.want.Set || past != nil && len(past.Log) != test.want.Events {
				t.Errorf("got a timeline: %v, want one of %d events", past != nil, test.want.Events)
			}
		})
	}
}

func TestUpdateTakesOnlySpeedsThatThereAre(t *testing.T) {
	if got := after(replayedQuery, model.SpeedPicked{Speed: 0.25}, model.SpeedPicked{Speed: 3}, model.TasksTyped{Text: "1s"}).Replay.Speed; got != 0.25 {
		t.Errorf("got speed %v, want 0.25", got)
	}
}

func TestMomentIsToldInWords(t *testing.T) {
	for _, test := range []struct {
		message any
		words   string
		slider  string
	}{
		{model.Sought{At: time.Hour}, "3.00 s, the program ended", "1000"},
		{model.EventSought{Event: 10}, "1.00 s, b failed", "333"},
		{model.Sought{At: 1500 * time.Millisecond}, "1.50 s, after the strategy raised", "500"},
		{model.EventSought{Event: 0}, "0 s, the session opened", "0"},
	} {
		m := after(replayedQuery, test.message)
		r := replay{model: m, moment: m.Replay.Moment}
		if got := strings.ReplaceAll(r.words(), "\u00a0", " "); got != test.words || r.slider() != test.slider {
			t.Errorf("%v: got %q at %s, want %q at %s", test.message, got, r.slider(), test.words, test.slider)
		}
	}
}

func TestEverythingShowsTheSameMoment(t *testing.T) {
	log := finished(t, replayedQuery)
	account := engine.Account{
		{Task: 1, Received: 0, Answered: time.Second, Broken: engine.Never, Abandoned: engine.Never, Status: 503},
		{Task: 0, Received: 0, Answered: 3 * time.Second, Broken: engine.Never, Abandoned: engine.Never, Status: 200},
		{Task: 2, Received: 2 * time.Second, Answered: engine.Never, Broken: engine.Never, Abandoned: 2 * time.Second},
	}
	m := after(replayedQuery, model.RunAsked{ID: "x"}, model.Happened{Run: 2, Events: log}, model.Ended{Run: 2, Problem: ""}, model.Saw{Run: 2, Account: account}, model.Sought{At: time.Second})
	if s := m.Shown().Summary(); s.Failed != 1 || s.Finished != 0 {
		t.Errorf("got %d failed and %d finished at 1 s, want 1 and 0", s.Failed, s.Finished)
	}
	seen := model.AccountBy(m.Shown(), m.Run.Account)
	if len(seen) != 2 || seen[0].Answered != time.Second || seen[1].Answered != engine.Never {
		t.Errorf("got account %v at 1 s, want two received and one answered", seen)
	}
	if whole := m.Run.Account[1].Answered; whole != 3*time.Second {
		t.Errorf("got %v in the whole account, want it left alone", whole)
	}
	if m = m.Update(model.Saw{Run: 2, Account: account[:1]}); m.Shown().Now != time.Second {
		t.Errorf("got moment %v after late news, want 1s", m.Shown().Now)
	}
	if n := len(model.AccountBy(m.Update(model.Sought{At: time.Hour}).Shown(), m.Run.Account)); n != 1 {
		t.Errorf("got %d requests at the end, want all", n)
	}
}

func TestNarrationSpeaksOfTheMoment(t *testing.T) {
	m := after(replayedQuery)
	sentences := new(story).of(m.Whole(), m.Run)
	for event, want := range map[int]string{0: "opened", 5: "started", 10: "b failed", 11: "raised", 12: "c finished", 15: "ended"} {
		now := spoken(sentences, m.Update(model.EventSought{Event: event}).Replay.Moment)
		if now < 0 || !strings.Contains(sentences[now].Text, want) {
			t.Errorf("event %d: got sentence %d, want one with %q", event, now, want)
		}
	}
	if now := spoken(sentences, model.Moment{}); now != -1 {
		t.Errorf("got sentence %d at the end, want none marked", now)
	}
}

func TestPlayerDependsOnTheClockAlone(t *testing.T) {
	log := finished(t, replayedQuery)
	began := time.Now()
	p := player{from: time.Second, began: began, speed: 0.5}
	if got, want := p.moment(log, began.Add(3*time.Second)), (model.Moment{Set: true, Events: 13, At: 2500 * time.Millisecond}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := p.moment(log, began.Add(time.Hour)); got.Set {
		t.Errorf("got %v an hour later, want the end", got)
	}
	p.calm = true
	if got, want := p.moment(log, began.Add(3*time.Second)), (model.Moment{Set: true, Events: 13, At: 2 * time.Second}); got != want {
		t.Errorf("got %v without motion, want the event at %v", got, want)
	}
}

func TestASavedLogIsTheRun(t *testing.T) {
	file := func(query string) []byte {
		m := after(query)
		return model.TraceFile(m, view.Origin{})
	}
	m := after("tasks=1s", model.LogOpened{Name: "x.json", Content: file(replayedQuery)})
	if m.Link != replayedQuery || m.Run.State != model.Saved || len(m.Run.Log) != 16 || m.Alert != "" {
		t.Fatalf("got link %q, state %d, %d events, %q", m.Link, m.Run.State, len(m.Run.Log), m.Alert)
	}
	if m = m.Update(model.Sought{At: time.Second}); m.Shown().Now != time.Second {
		t.Errorf("got moment %v of the saved log, want 1s", m.Shown().Now)
	}
	if m = m.Update(model.LogOpened{Name: "y.json", Content: file("tasks=1s,2s")}); m.Link != "tasks=1s,2s" || m.Replay.Moment.Set {
		t.Errorf("got link %q and moment %v, want those of the second file", m.Link, m.Replay.Moment)
	}
	if m = m.Update(model.ResetAsked{}); m.Run.State != model.NotRun || m.Shown() == nil {
		t.Error("got no prediction after Reset")
	}
}

func TestARefusedFileLosesNothing(t *testing.T) {
	broken := string(model.TraceFile(after(replayedQuery), view.Origin{}))
	for name, test := range map[string]struct{ content, want string }{
		"text":      {"hello", "line 1, column 1"},
		"cut off":   {broken[:len(broken)/2], "line"},
		"a lie":     {strings.Replace(broken, `"t": 1000000`, `"t": 9000000`, 1), "event 11"},
		"no script": {`{"scenario":"tasks=<script>","events":[]}`, "scenario"},
	} {
		t.Run(name, func(t *testing.T) {
			before := after("tasks=7s", model.Sought{At: time.Second}, model.TasksTyped{Text: "7s, 4x"})
			m := before.Update(model.LogOpened{Name: "x.json", Content: []byte(test.content)})
			if !strings.HasPrefix(m.Alert, "x.json: ") || !strings.Contains(m.Alert, test.want) {
				t.Errorf("got %q, want the file's name and %q", m.Alert, test.want)
			}
			if m.Link != before.Link || m.Draft.Tasks != "7s, 4x" || m.Replay.Moment != before.Replay.Moment || m.Shown() != before.Shown() {
				t.Error("the page has lost something")
			}
			if m.Update(model.TasksTyped{Text: "1s"}).Alert != "" {
				t.Error("the alert outlives an edit")
			}
		})
	}
}

func TestEveryFormatHoldsTheRun(t *testing.T) {
	log := finished(t, replayedQuery)
	m := after(replayedQuery, model.RunAsked{ID: "x"}, model.Happened{Run: 2, Events: log}, model.Ended{Run: 2, Problem: ""}, model.Sought{At: time.Second})
	for _, f := range model.Formats {
		content, name := string(f.Write(m, view.Origin{})), m.FileName(f)
		want := map[string]string{"json": `"raise"`, "csv": "raise", "svg": "playhead", "png": "playhead", "chrome": "traceEvents", "har": `"entries"`}[f.ID]
		if !m.Exportable(f) || !strings.Contains(content, want) || name != "inflight-gather-orphans"+f.Extension {
			t.Errorf("%s: got %d bytes in %s, want %q in them", f.ID, len(content), name, want)
		}
		if strings.HasSuffix(f.Medium, "json") && !json.Valid([]byte(content)) {
			t.Errorf("%s: got no JSON", f.ID)
		}
		if predicted := after("tasks=1s"); predicted.Exportable(f) == f.Live {
			t.Errorf("%s: got exportable %v of a prediction", f.ID, !f.Live)
		}
	}
	if got, want := after("strategy=wait&tasks=1s*3").FileName(model.Formats[0]), "inflight-wait-3-tasks.json"; got != want {
		t.Errorf("got file %q, want %q", got, want)
	}
}
