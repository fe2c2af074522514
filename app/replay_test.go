package app

import (
	"strings"
	"testing"
	"time"

	"inflight/app/model"
	"inflight/engine/enginetest"
)

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
		m := model.NewModel(model.DefaultLink).Update(test.message)
		r := replay{model: m, moment: m.Replay.Moment}
		if got := strings.ReplaceAll(r.words(), "\u00a0", " "); got != test.words || r.slider() != test.slider {
			t.Errorf("%v: got %q at %s, want %q at %s", test.message, got, r.slider(), test.words, test.slider)
		}
	}
}

func TestNarrationSpeaksOfTheMoment(t *testing.T) {
	m := model.NewModel(model.DefaultLink)
	sentences := new(story).sentencesOf(m.WholeRun(), m.Run)
	for event, want := range map[int]string{0: "opened", 5: "started", 10: "b failed", 11: "raised", 12: "c finished", 15: "ended"} {
		now := spokenSentence(sentences, m.Update(model.EventSought{Event: event}).Replay.Moment)
		if now < 0 || !strings.Contains(sentences[now].Text, want) {
			t.Errorf("event %d: got sentence %d, want one with %q", event, now, want)
		}
	}
	if now := spokenSentence(sentences, model.Moment{}); now != -1 {
		t.Errorf("got sentence %d at the end, want none marked", now)
	}
}

func TestPlayerDependsOnTheClockAlone(t *testing.T) {
	_, log := enginetest.Simulated(t, model.DefaultLink)
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
