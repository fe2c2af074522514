package model

import (
	"math"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
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
		"starts at the end": {nil, end, false},
		"goes to a time": {[]any{Sought{At: 1500 * time.Millisecond}},
			Moment{Set: true, Events: 12, At: 1500 * time.Millisecond}, false},
		"knows all that happens at a time":            {[]any{Sought{At: time.Second}}, Moment{Set: true, Events: 12, At: time.Second}, false},
		"goes to the start, which is the first event": {[]any{Sought{At: -time.Second}}, Moment{Set: true, Events: 1, At: 0}, false},
		"goes to the end":                             {[]any{Sought{At: time.Second}, Sought{At: 3 * time.Second}}, end, false},
		"goes after an event":                         {[]any{EventSought{Event: 10}}, Moment{Set: true, Events: 11, At: time.Second}, false},
		"goes after the last event":                   {[]any{EventSought{Event: 15}}, Moment{Set: true, Events: 16, At: 3 * time.Second}, false},
		"goes to no event beyond":                     {[]any{EventSought{Event: 99}}, Moment{Set: true, Events: 16, At: 3 * time.Second}, false},
		"goes to no event before":                     {[]any{EventSought{Event: -1}}, Moment{Set: true, Events: 1, At: 0}, false},
		"steps back from the end":                     {[]any{Stepped{By: -1}}, Moment{Set: true, Events: 15, At: 3 * time.Second}, false},
		"steps through one time": {[]any{EventSought{Event: 11}, Stepped{By: -1}}, Moment{Set: true, Events: 11, At: time.Second},
			false},
		"steps back to an event": {[]any{Sought{At: 1500 * time.Millisecond}, Stepped{By: -1}},
			Moment{Set: true, Events: 12, At: time.Second}, false},
		"steps on from between events": {[]any{Sought{At: 1500 * time.Millisecond}, Stepped{By: 1}},
			Moment{Set: true, Events: 13, At: 2 * time.Second}, false},
		"stops at the first event": {[]any{EventSought{Event: 0}, Stepped{By: -1}}, Moment{Set: true, Events: 1, At: 0}, false},
		"stops at the last event": {[]any{EventSought{Event: 15}, Stepped{By: 1}}, Moment{Set: true, Events: 16, At: 3 * time.Second},
			false},
		"plays from the start":      {[]any{Played{}}, Moment{Set: true, Events: 10, At: 0}, true},
		"plays from the last event": {[]any{EventSought{Event: 15}, Played{}}, Moment{Set: true, Events: 10, At: 0}, true},
		"plays from where it is":    {[]any{Sought{At: time.Second}, Played{}}, Moment{Set: true, Events: 12, At: time.Second}, true},
		"moves while it plays": {[]any{Played{}, Moved{At: 2 * time.Second}}, Moment{Set: true, Events: 13, At: 2 * time.Second},
			true},
		"does not move by itself": {[]any{Sought{At: time.Second}, Moved{At: 2 * time.Second}},
			Moment{Set: true, Events: 12, At: time.Second}, false},
		"pauses": {[]any{Played{}, Moved{At: time.Second}, Paused{}}, Moment{Set: true, Events: 12, At: time.Second},
			false},
		"ends":                    {[]any{Played{}, Moved{At: time.Hour}}, end, false},
		"pauses when it is moved": {[]any{Played{}, Sought{At: time.Second}}, Moment{Set: true, Events: 12, At: time.Second}, false},
		"pauses when it is stepped": {[]any{Played{}, Moved{At: time.Second}, Stepped{By: 1}},
			Moment{Set: true, Events: 13, At: 2 * time.Second}, false},
		"pauses at a note": {[]any{TasksTyped{Text: "a=3s,b=1s"}, OptionSet{Key: "note", Value: "1s@b:Here|2s:There"},
			PlayingSet{AtNotes: true}, Played{}, Moved{At: 1500 * time.Millisecond}}, Moment{Set: true, Events: 8, At: time.Second}, false},
		"is dropped by an edit":    {[]any{Played{}, TasksTyped{Text: "1s"}}, end, false},
		"is dropped by a run":      {[]any{Played{}, RunAsked{ID: "x"}}, end, false},
		"cannot move during a run": {[]any{RunAsked{ID: "x"}, Sought{At: time.Second}, Played{}, Stepped{By: -1}}, end, false},
		"is dropped by Reset":      {[]any{Sought{At: time.Second}, ResetAsked{}}, end, false},
		"stays under an unreadable draft": {[]any{Sought{At: time.Second}, TasksTyped{Text: "4x"}},
			Moment{Set: true, Events: 12, At: time.Second}, false},
		"has nothing to play in no time": {[]any{TasksTyped{Text: "0s"}, Played{}, Stepped{By: -1}}, end, false},
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
	m := after(replayedQuery, SpeedPicked{Speed: 0.3}, SpeedPicked{Speed: 0}, SpeedPicked{Speed: -1}, SpeedPicked{Speed: 11},
		SpeedPicked{Speed: math.NaN()}, TasksTyped{Text: "1s"})
	if got := m.Replay.Speed; got != 0.3 {
		t.Errorf("got speed %v, want 0.3", got)
	}
	if slower, faster := m.Replay.NeighbourSpeed(-1).Speed, m.Replay.NeighbourSpeed(1).Speed; slower != 0.25 || faster != 0.5 {
		t.Errorf("the neighbours of 0.3 are %v and %v, want 0.25 and 0.5", slower, faster)
	}
}

// TestLiveRunMovesBetweenEvents: the clock, the bars and the sentence on what runs go on, and the clock never goes back.
func TestLiveRunMovesBetweenEvents(t *testing.T) {
	_, log := enginetest.Simulated(t, "tasks=a=1s,b=2s")
	m := after("tasks=a=1s,b=2s", RunAsked{ID: "x"}, Happened{Run: 2, Events: log[:7], Now: 3 * ms})
	for _, at := range []time.Duration{300 * ms, 700 * ms} {
		m = m.Update(Happened{Run: 2, Now: at})
		if got := m.ShownRun().Now; got != at {
			t.Errorf("the clock shows %v at %v", got, at)
		}
		if spans := m.ShownRun().Spans(&m.ShownRun().Lanes[0], nil); spans[len(spans)-1].To != at {
			t.Errorf("the bar of a ends at %v at %v", spans[len(spans)-1].To, at)
		}
		if got := m.NowWords(); got != "At "+view.InWords(at)+" a and b are running." {
			t.Errorf("it says %q", got)
		}
	}
	if m = m.Update(Timed{Run: 2}); m.ShownRun().Now != 700*ms {
		t.Errorf("other news sets the clock back to %v", m.ShownRun().Now)
	}
	m = m.Update(Happened{Run: 2, Events: log[7:], Now: 2001 * ms}).Update(Ended{Run: 2})
	if m.ShownRun().Now != 2*time.Second || m.NowWords() != "" {
		t.Errorf("at the end the clock shows %v, and it says %q", m.ShownRun().Now, m.NowWords())
	}
}

func TestEverythingShowsTheSameMoment(t *testing.T) {
	_, log := enginetest.Simulated(t, replayedQuery)
	account := engine.Account{
		{Task: 1, Received: 0, Answered: time.Second, Broken: engine.Never, Abandoned: engine.Never, Status: 503},
		{Task: 0, Received: 0, Answered: 3 * time.Second, Broken: engine.Never, Abandoned: engine.Never, Status: 200},
		{Task: 2, Received: 2 * time.Second, Answered: engine.Never, Broken: engine.Never, Abandoned: 2 * time.Second},
	}
	m := after(
		replayedQuery,
		RunAsked{ID: "x"},
		Happened{Run: 2, Events: log},
		Ended{Run: 2, Problem: ""},
		Saw{Run: 2, Account: account},
		Sought{At: time.Second},
	)
	if s := m.ShownRun().Summary(); s.Failed != 1 || s.Finished != 0 {
		t.Errorf("got %d failed and %d finished at 1 s, want 1 and 0", s.Failed, s.Finished)
	}
	seen := KnownAccount(m.ShownRun(), m.Run.Account)
	if len(seen) != 2 || seen[0].Answered != time.Second || seen[1].Answered != engine.Never {
		t.Errorf("got account %v at 1 s, want two received and one answered", seen)
	}
	if whole := m.Run.Account[1].Answered; whole != 3*time.Second {
		t.Errorf("got %v in the whole account, want it left alone", whole)
	}
	if m = m.Update(Saw{Run: 2, Account: account[:1]}); m.ShownRun().Now != time.Second {
		t.Errorf("got moment %v after late news, want 1s", m.ShownRun().Now)
	}
	if n := len(KnownAccount(m.Update(Sought{At: time.Hour}).ShownRun(), m.Run.Account)); n != 1 {
		t.Errorf("got %d requests at the end, want all", n)
	}
}
