package picture_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/picture"
	"inflight/engine/view"
)

// TestABarSaysItsFate: the same words in each picture of a run, whatever draws it.
func TestABarSaysItsFate(t *testing.T) {
	for link, want := range map[string]string{
		"tasks=a=1s": "0 flight-bar",
		"tasks=a=3s,b=1s!503,c=2s&after=linger&raise_for_status=true": "0 flight-bar; 0 flight-bar orphan; 1 flight-bar lost; 2 flight-bar; " +
			"2 flight-bar orphan",
		"tasks=a=500ms,b=1s!503&raise_for_status=true":                 "0 flight-bar orphan; 1 flight-bar lost",
		"strategy=race&tasks=a=1s,b=3s":                                "0 flight-bar; 1 flight-bar cut; 1 rest-bar",
		"tasks=good=1s,bad=0s!scheme":                                  "0 rest-bar",
		"tasks=3s,1s":                                                  "0 flight-bar; 1 flight-bar; 1 held-line",
		"strategy=create_task&tasks=1s*2&limit=1&timeout=500ms":        "0 flight-bar cut; 0 rest-bar; 1 pool-bar; 1 rest-bar",
		"strategy=wait_for&client=socket&tasks=2s:1s&task_timeout=1s&": "0 connect-bar cut; 0 rest-bar",
	} {
		s, log := enginetest.Simulated(t, link)
		var got []string
		for _, m := range picture.Layout(view.Fold(s, log, view.WholeLog), picture.LayoutOptions{}).Marks {
			bar := m.Shape == picture.Rect || m.Meaning == picture.HeldLine && m.W > 0
			said := string(rune('0'+m.Task)) + " " + m.Meaning.Class() + m.Fate.Classes()
			if m.Task != engine.NoTask && bar && !slices.Contains(got, said) {
				got = append(got, said)
			}
		}
		if got := strings.Join(got, "; "); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", link, got, want)
		}
	}
}

// TestAServerWithLimitsHasALane: as high as it serves and as wait, with a cross for whom it turned away, in the same place whatever rows
// are; others have none.
func TestAServerWithLimitsHasALane(t *testing.T) {
	for link, want := range map[string]string{
		"tasks=500ms*6&server=at_once:2": "server; serves 2 at a time · up to 4 wait; area 24; served 8; 2; 6",
		"tasks=300ms*5&each=retry:4:250ms&server=rate:2/1s&raise_for_status=true": "server; lets in 2, then one each 500 ms · " +
			"8 turned away; served 24; 2; cross; ×3; cross; ×3; cross; ×2",
		"tasks=300ms*3&each=retry:5:150ms&server=down:0s-2s": "server; down from 0 s to 2 s · 12 refused; down; served 24; 3; " +
			"cross; ×3; cross; ×3; cross; ×3; cross; ×3",
		"tasks=500ms*6": "",
	} {
		s, log := enginetest.Simulated(t, link)
		for _, rows := range []bool{false, true} {
			var got []string
			for _, m := range picture.Layout(view.Fold(s, log, view.WholeLog), picture.LayoutOptions{ByConnection: rows}).Marks {
				switch m.Meaning {
				case picture.ServerArea:
					got = append(got, fmt.Sprintf("area %.0f", -m.H))
				case picture.ServedArea:
					got = append(got, fmt.Sprintf("served %.0f", -m.H))
				case picture.TurnedCap:
					got = append(got, "cross")
				case picture.ServerLabel, picture.CallerName, picture.LimitLabel, picture.RangeLabel, picture.TickCount, picture.StateLabel:
					if m.Task == engine.NoTask && m.Text != "main()" && m.Text != "waits" {
						got = append(got, m.Text)
					}
				}
			}
			if got := strings.Join(got, "; "); got != want {
				t.Errorf("%s:\ngot  %s\nwant %s", link, got, want)
			}
		}
	}
}

// TestAnAxisHasWhatWasCutShort, but is no longer than four times the run.
func TestAnAxisHasWhatWasCutShort(t *testing.T) {
	for link, want := range map[string]string{
		"tasks=good=1s,bad=0s!scheme":     "1s",
		"strategy=race&tasks=a=1s,b=2s":   "2s",
		"strategy=race&tasks=a=1s,b=100s": "4s",
		"tasks=1s,2s":                     "2s",
	} {
		s, log := enginetest.Simulated(t, link)
		if got := picture.Layout(view.Fold(s, log, view.WholeLog), picture.LayoutOptions{}).End().String(); got != want {
			t.Errorf("%s: got an axis to %s, want %s", link, got, want)
		}
	}
}

// TestWakesSayWhatWaitReturned, and lines leave words out.
func TestWakesSayWhatWaitReturned(t *testing.T) {
	s, log := enginetest.Simulated(t, "strategy=wait&return_when=FIRST_COMPLETED&pending=again&tasks=1s,4s,4s")
	scene := picture.Layout(view.Fold(s, log, view.WholeLog), picture.LayoutOptions{Playhead: true})
	var got []string
	for _, m := range scene.Marks {
		if m.Meaning == picture.WakeLabel {
			got = append(got, m.Text)
		}
		for _, line := range scene.Marks {
			b := boxOf(m)
			if m.Shape == picture.Text && line.Shape == picture.Line && line.W == 0 && line.X > b.x && line.X < b.x+b.w &&
				line.Y < b.y+b.h && b.y < line.Y+line.H {
				t.Errorf("a %s runs through %q", line.Meaning.Class(), m.Text)
			}
		}
	}
	if want := []string{"1 done · 2 pending", "2 done · 0 pending"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
