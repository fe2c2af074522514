package model

import (
	"slices"
	"testing"
	"time"
)

// TestMediaEventsAreThoseOfAMediaElement, in its order; https://html.spec.whatwg.org/multipage/media.html says which follow what.
func TestMediaEventsAreThoseOfAMediaElement(t *testing.T) {
	for name, test := range map[string]struct {
		before  []any
		message any
		want    []string
	}{
		"a seek":             {nil, Sought{At: time.Second}, []string{"seeking", "timeupdate", "seeked"}},
		"a step":             {nil, Stepped{By: -1}, []string{"seeking", "timeupdate", "seeked"}},
		"a play":             {nil, Played{}, []string{"play", "timeupdate"}},
		"a play that begins": {[]any{Sought{At: time.Second}}, Played{}, []string{"play"}},
		"a move":             {[]any{Played{}}, Moved{At: time.Second}, []string{"timeupdate"}},
		"a pause":            {[]any{Played{}, Moved{At: time.Second}}, Paused{}, []string{"pause"}},
		"a seek of what is played": {[]any{Played{}}, Sought{At: time.Second},
			[]string{"seeking", "timeupdate", "seeked", "pause"}},
		"a host page's seek of what is played": {[]any{Played{}}, Sought{At: time.Second, PlayOn: true},
			[]string{"seeking", "timeupdate", "seeked"}},
		"its seek to the end": {[]any{Played{}}, Sought{At: time.Hour, PlayOn: true},
			[]string{"seeking", "timeupdate", "seeked", "pause", "ended"}},
		"its seek to the end of a loop": {[]any{PlayingSet{Loop: true}, Played{}}, Sought{At: time.Hour, PlayOn: true},
			[]string{"seeking", "timeupdate", "seeked"}},
		"the end": {[]any{Played{}}, Moved{At: time.Hour}, []string{"timeupdate", "pause", "ended"}},
		"the end of a lap": {[]any{PlayingSet{Loop: true}, Played{}, Moved{At: time.Second}}, Moved{At: time.Hour},
			[]string{"seeking", "timeupdate", "seeked"}},
		"a speed":                 {nil, SpeedPicked{Speed: 3}, []string{"ratechange"}},
		"a speed that is none":    {nil, SpeedPicked{Speed: -3}, nil},
		"the same speed":          {nil, SpeedPicked{Speed: 1}, nil},
		"a live run":              {nil, RunAsked{ID: "x"}, []string{"play", "timeupdate"}},
		"a seek during it":        {[]any{RunAsked{ID: "x"}}, Sought{At: time.Second}, nil},
		"another look":            {nil, ThemePicked{Theme: Dark}, nil},
		"a scenario in its midst": {[]any{Played{}, Moved{At: time.Second}}, TasksTyped{Text: "1s"}, []string{"pause"}},
	} {
		before := after(replayedQuery, test.before...)
		now := before.Update(test.message)
		if got := MediaEvents(before, now, test.message); !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
	if got := after("tasks=1326801us").Media(); *got.Duration != 1.326801 || got.Time != 1.326801 {
		t.Errorf("got %v and %v, want the numbers nearest to 1.326801", *got.Duration, got.Time)
	}
	m := after(replayedQuery)
	if got := m.Media(); *got.Duration != 3 || got.Time != 3 || !got.Ended || got.Pace != 0 {
		t.Errorf("got %+v at first, want the end of three seconds", got)
	}
	if got := after(replayedQuery, RunAsked{ID: "x"}).Media(); got.Duration != nil || got.Pace != 1 || got.Ended {
		t.Errorf("got %+v of a live run, want no end", got)
	}
}
