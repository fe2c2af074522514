package app

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/view"
)

// The simulated log of replayedQuery: ten events at 0 s, then b fails and gather raises at 1 s (events 10 and 11), c finishes at
// 2 s (12), a at 3 s (13), and there the session closes and the program ends (14 and 15).
const replayedQuery = "tasks=a=3s,b=1s!503,c=2s&after=linger&raise_for_status=true"

func TestUpdateMovesTheMoment(t *testing.T) {
	end := Moment{}
	for name, test := range map[string]struct {
		messages []any
		want     Moment
		playing  bool
	}{
		"starts at the end":                {nil, end, false},
		"goes to a time":                   {[]any{Sought{1500 * time.Millisecond}}, Moment{true, 12, 1500 * time.Millisecond}, false},
		"knows all that happens at a time": {[]any{Sought{time.Second}}, Moment{true, 12, time.Second}, false},
		"goes to the start":                {[]any{Sought{-time.Second}}, Moment{true, 10, 0}, false},
		"goes to the end":                  {[]any{Sought{time.Second}, Sought{3 * time.Second}}, end, false},
		"goes after an event":              {[]any{EventSought{10}}, Moment{true, 11, time.Second}, false},
		"goes after the last event":        {[]any{EventSought{15}}, Moment{true, 16, 3 * time.Second}, false},
		"goes to no event beyond":          {[]any{EventSought{99}}, Moment{true, 16, 3 * time.Second}, false},
		"goes to no event before":          {[]any{EventSought{-1}}, Moment{true, 1, 0}, false},
		"steps back from the end":          {[]any{Stepped{-1}}, Moment{true, 15, 3 * time.Second}, false},
		"steps through one time":           {[]any{EventSought{11}, Stepped{-1}}, Moment{true, 11, time.Second}, false},
		"steps back to an event":           {[]any{Sought{1500 * time.Millisecond}, Stepped{-1}}, Moment{true, 12, time.Second}, false},
		"steps on from between events":     {[]any{Sought{1500 * time.Millisecond}, Stepped{1}}, Moment{true, 13, 2 * time.Second}, false},
		"stops at the first event":         {[]any{EventSought{0}, Stepped{-1}}, Moment{true, 1, 0}, false},
		"stops at the last event":          {[]any{EventSought{15}, Stepped{1}}, Moment{true, 16, 3 * time.Second}, false},
		"plays from the start":             {[]any{Played{}}, Moment{true, 10, 0}, true},
		"plays from the last event":        {[]any{EventSought{15}, Played{}}, Moment{true, 10, 0}, true},
		"plays from where it is":           {[]any{Sought{time.Second}, Played{}}, Moment{true, 12, time.Second}, true},
		"moves while it plays":             {[]any{Played{}, Moved{2 * time.Second}}, Moment{true, 13, 2 * time.Second}, true},
		"does not move by itself":          {[]any{Sought{time.Second}, Moved{2 * time.Second}}, Moment{true, 12, time.Second}, false},
		"pauses":                           {[]any{Played{}, Moved{time.Second}, Paused{}}, Moment{true, 12, time.Second}, false},
		"ends":                             {[]any{Played{}, Moved{time.Hour}}, end, false},
		"pauses when it is moved":          {[]any{Played{}, Sought{time.Second}}, Moment{true, 12, time.Second}, false},
		"pauses when it is stepped":        {[]any{Played{}, Moved{time.Second}, Stepped{1}}, Moment{true, 13, 2 * time.Second}, false},
		"is dropped by an edit":            {[]any{Played{}, TasksTyped{"1s"}}, end, false},
		"is dropped by a run":              {[]any{Played{}, RunAsked{"x"}}, end, false},
		"cannot move during a run":         {[]any{RunAsked{"x"}, Sought{time.Second}, Played{}, Stepped{-1}}, end, false},
		"is dropped by Reset":              {[]any{Sought{time.Second}, ResetAsked{}}, end, false},
		"stays under an unreadable draft":  {[]any{Sought{time.Second}, TasksTyped{"4x"}}, Moment{true, 12, time.Second}, false},
		"has nothing to play in no time":   {[]any{TasksTyped{"0s"}, Played{}, Stepped{-1}}, end, false},
	} {
		t.Run(name, func(t *testing.T) {
			m := after(replayedQuery, test.messages...)
			if got := m.replay.Moment; got != test.want || m.replay.Playing != test.playing {
				t.Errorf("got %v, playing %v, want %v, playing %v", got, m.replay.Playing, test.want, test.playing)
			}
			if past := m.replay.past; (past != nil) != test.want.Set || past != nil && len(past.Log) != test.want.Events {
				t.Errorf("got a timeline: %v, want one of %d events", past != nil, test.want.Events)
			}
		})
	}
}

func TestUpdateTakesOnlySpeedsThatThereAre(t *testing.T) {
	if got := after(replayedQuery, SpeedPicked{0.25}, SpeedPicked{3}, TasksTyped{"1s"}).replay.Speed; got != 0.25 {
		t.Errorf("got speed %v, want 0.25", got)
	}
}

func TestMomentIsToldInWords(t *testing.T) {
	for _, test := range []struct {
		message any
		words   string
		slider  string
	}{
		{Sought{time.Hour}, "3.00 s, the program ended", "1000"},
		{EventSought{10}, "1.00 s, b failed", "333"},
		{Sought{1500 * time.Millisecond}, "1.50 s, after the strategy raised", "500"},
		{EventSought{0}, "0 s, the session opened", "0"},
	} {
		m := after(replayedQuery, test.message)
		r := replay{model: m, moment: m.replay.Moment}
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
	m := after(replayedQuery, RunAsked{"x"}, Happened{2, log}, Ended{2, ""}, Saw{2, account}, Sought{time.Second})
	if s := m.shown().Summary(); s.Failed != 1 || s.Finished != 0 {
		t.Errorf("got %d failed and %d finished at 1 s, want 1 and 0", s.Failed, s.Finished)
	}
	seen := accountBy(m.shown(), m.run.Account)
	if len(seen) != 2 || seen[0].Answered != time.Second || seen[1].Answered != engine.Never {
		t.Errorf("got account %v at 1 s, want two received and one answered", seen)
	}
	if whole := m.run.Account[1].Answered; whole != 3*time.Second {
		t.Errorf("got %v in the whole account, want it left alone", whole)
	}
	if m = m.Update(Saw{2, account[:1]}); m.shown().Now != time.Second {
		t.Errorf("got moment %v after late news, want 1s", m.shown().Now)
	}
	if n := len(accountBy(m.Update(Sought{time.Hour}).shown(), m.run.Account)); n != 1 {
		t.Errorf("got %d requests at the end, want all", n)
	}
}

func TestNarrationSpeaksOfTheMoment(t *testing.T) {
	m := after(replayedQuery)
	sentences := new(story).of(m.whole(), m.run)
	for event, want := range map[int]string{0: "opened", 5: "started", 10: "b failed", 11: "raised", 12: "c finished", 15: "ended"} {
		now := spoken(sentences, m.Update(EventSought{event}).replay.Moment)
		if now < 0 || !strings.Contains(sentences[now].Text, want) {
			t.Errorf("event %d: got sentence %d, want one with %q", event, now, want)
		}
	}
	if now := spoken(sentences, Moment{}); now != -1 {
		t.Errorf("got sentence %d at the end, want none marked", now)
	}
}

func TestPlayerDependsOnTheClockAlone(t *testing.T) {
	log := finished(t, replayedQuery)
	began := time.Now()
	p := player{from: time.Second, began: began, speed: 0.5}
	if got, want := p.moment(log, began.Add(3*time.Second)), (Moment{true, 13, 2500 * time.Millisecond}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := p.moment(log, began.Add(time.Hour)); got.Set {
		t.Errorf("got %v an hour later, want the end", got)
	}
	p.calm = true
	if got, want := p.moment(log, began.Add(3*time.Second)), (Moment{true, 13, 2 * time.Second}); got != want {
		t.Errorf("got %v without motion, want the event at %v", got, want)
	}
}

func TestASavedLogIsTheRun(t *testing.T) {
	file := func(query string) []byte {
		m := after(query)
		return traceFile(m, view.Origin{})
	}
	m := after("tasks=1s", LogOpened{"x.json", file(replayedQuery)})
	if m.link != replayedQuery || m.run.State != Saved || len(m.run.Log) != 16 || m.alert != "" {
		t.Fatalf("got link %q, state %d, %d events, %q", m.link, m.run.State, len(m.run.Log), m.alert)
	}
	if m = m.Update(Sought{time.Second}); m.shown().Now != time.Second {
		t.Errorf("got moment %v of the saved log, want 1s", m.shown().Now)
	}
	if m = m.Update(LogOpened{"y.json", file("tasks=1s,2s")}); m.link != "tasks=1s,2s" || m.replay.Moment.Set {
		t.Errorf("got link %q and moment %v, want those of the second file", m.link, m.replay.Moment)
	}
	if m = m.Update(ResetAsked{}); m.run.State != NotRun || m.shown() == nil {
		t.Error("got no prediction after Reset")
	}
}

func TestARefusedFileLosesNothing(t *testing.T) {
	broken := string(traceFile(after(replayedQuery), view.Origin{}))
	for name, test := range map[string]struct{ content, want string }{
		"text":      {"hello", "line 1, column 1"},
		"cut off":   {broken[:len(broken)/2], "line"},
		"a lie":     {strings.Replace(broken, `"t": 1000000`, `"t": 9000000`, 1), "event 11"},
		"no script": {`{"scenario":"tasks=<script>","events":[]}`, "scenario"},
	} {
		t.Run(name, func(t *testing.T) {
			before := after("tasks=7s", Sought{time.Second}, TasksTyped{"7s, 4x"})
			m := before.Update(LogOpened{"x.json", []byte(test.content)})
			if !strings.HasPrefix(m.alert, "x.json: ") || !strings.Contains(m.alert, test.want) {
				t.Errorf("got %q, want the file's name and %q", m.alert, test.want)
			}
			if m.link != before.link || m.draft.tasks != "7s, 4x" || m.replay.Moment != before.replay.Moment || m.shown() != before.shown() {
				t.Error("the page has lost something")
			}
			if m.Update(TasksTyped{"1s"}).alert != "" {
				t.Error("the alert outlives an edit")
			}
		})
	}
}

func TestEveryFormatHoldsTheRun(t *testing.T) {
	log := finished(t, replayedQuery)
	m := after(replayedQuery, RunAsked{"x"}, Happened{2, log}, Ended{2, ""}, Sought{time.Second})
	for _, f := range formats {
		content, name := string(f.write(m, view.Origin{})), m.fileName(f)
		want := map[string]string{"json": `"raise"`, "csv": "raise", "svg": "playhead", "png": "playhead", "chrome": "traceEvents", "har": `"entries"`}[f.id]
		if !m.exportable(f) || !strings.Contains(content, want) || name != "inflight-gather-orphans"+f.extension {
			t.Errorf("%s: got %d bytes in %s, want %q in them", f.id, len(content), name, want)
		}
		if strings.HasSuffix(f.medium, "json") && !json.Valid([]byte(content)) {
			t.Errorf("%s: got no JSON", f.id)
		}
		if predicted := after("tasks=1s"); predicted.exportable(f) == f.live {
			t.Errorf("%s: got exportable %v of a prediction", f.id, !f.live)
		}
	}
	if got, want := after("strategy=wait&tasks=1s*3").fileName(formats[0]), "inflight-wait-3-tasks.json"; got != want {
		t.Errorf("got file %q, want %q", got, want)
	}
}
