package picture_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/picture"
	"inflight/engine/view"
)

const ms = time.Millisecond

// pictured are all links that have a drawing, and some that are hard to lay out.
func pictured() []string {
	links := []string{
		"tasks=a_name_that_is_longer_than_it_should_be=1s,another_very_long_name_of_a_task_42=2s!reset&raise_for_status=true",
		"tasks=" + strings.Repeat("1s!503,", 12) + "1s!reset&strategy=task_group&raise_for_status=true",
		"tasks=0s!scheme",
		"tasks=30m,1h&limit=1",
		"strategy=as_completed&tasks=100ms~90ms*300",
	}
	for _, p := range engine.Presets {
		links = append(links, p.Link)
	}
	for _, c := range enginetest.Cases {
		links = append(links, c.Link)
	}
	return links
}

// box is where a text is.
type box struct {
	x, y, w, h float64
	text       string
}

func boxOf(m picture.Mark) box {
	x := m.X
	switch m.Anchor {
	case picture.AnchorMiddle:
		x -= m.W / 2
	case picture.AnchorEnd:
		x -= m.W
	}
	return box{x, m.Y - 0.75*m.H, m.W, 0.9 * m.H, m.Text}
}

func (a box) hits(b box) bool {
	return a.x < b.x+b.w && b.x < a.x+a.w && a.y < b.y+b.h && b.y < a.y+a.h
}

func TestNoTextIsCutOrCollides(t *testing.T) {
	for _, link := range pictured() {
		s, log := enginetest.Simulated(t, link)
		for _, width := range []float64{320, 390, 599, 600, 720, 960, 1280} {
			scene := picture.Layout(view.Fold(s, log, view.WholeLog), picture.LayoutOptions{Width: width, Parts: picture.PartAll})
			checkTexts(t, fmt.Sprintf("%s at %v px", link, width), scene)
			scene = picture.Layout(view.Fold(s, log, view.WholeLog), picture.LayoutOptions{Width: width, Parts: picture.PartAll, ByConnection: true})
			checkTexts(t, fmt.Sprintf("connections of %s at %v px", link, width), scene)
		}
	}
}

func checkTexts(t *testing.T, name string, scene *picture.Scene) {
	t.Helper()
	var boxes []box
	for _, m := range scene.Marks {
		if m.Shape != picture.Text {
			continue
		}
		b := boxOf(m)
		if b.x < 0 || b.x+b.w > scene.Width || b.y < 0 || b.y+b.h > scene.Height {
			t.Errorf("%s: %q is cut: %v of %v × %v", name, b.text, b, scene.Width, scene.Height)
		}
		for _, other := range boxes {
			if b.hits(other) {
				t.Errorf("%s: %q and %q collide", name, b.text, other.text)
			}
		}
		boxes = append(boxes, b)
	}
}

// TestACrowdIsInThePicture: all tasks, in a picture that fits a screen and a file that fits a mail, with its limit and its ranges.
func TestACrowdIsInThePicture(t *testing.T) {
	for link, most := range map[string]int{"tasks=1s*1000": 12_000, "tasks=200ms~100ms*1000": 45_000, "tasks=200ms~100ms*10000": 45_000} {
		s, log := enginetest.Simulated(t, link)
		timeline := view.Fold(s, log, view.WholeLog)
		for _, width := range []float64{390, 960} {
			scene := picture.Layout(timeline, picture.LayoutOptions{Parts: picture.PartAll, Width: width})
			if scene.Rows != len(timeline.Lanes) || scene.Height > 660 {
				t.Errorf("%s: got %d rows, %v px", link, scene.Rows, scene.Height)
			}
			svg := scene.SVG(picture.SVGOptions{Standalone: true})
			if len(svg) > most || !strings.Contains(svg, "pool 100") || !strings.Contains(svg, "1–") {
				t.Errorf("%s: got %d bytes, want at most %d, with the pool's limit and ranges", link, len(svg), most)
			}
			checkTexts(t, link, scene)
			if got := scene.Row(scene.RowTop + 510.5*scene.RowHeight); got != 510 {
				t.Errorf("%s: got row %d, want 510", link, got)
			}
		}
	}
}

// TestAWindowShowsAPart: times keep their order and their edges, rows their numbers, and nothing stands outside.
func TestAWindowShowsAPart(t *testing.T) {
	s, log := enginetest.Simulated(t, "tasks=1s*1000")
	run := view.Fold(s, log, view.WholeLog)
	window := picture.Window{From: 2 * time.Second, To: 6 * time.Second, First: 150, Rows: 500}
	for _, window.Rows = range []int{500, 30, 10} {
		scene := picture.Layout(run, picture.LayoutOptions{Window: window})
		if got := scene.Time(scene.X(3 * time.Second)); (got - 3*time.Second).Abs() > time.Microsecond {
			t.Errorf("%d rows: got %v back for 3 s", window.Rows, got)
		}
		if got := scene.Row(scene.RowTop + 2.5*scene.RowHeight); got != 152 {
			t.Errorf("%d rows: the third is %d, want 152", window.Rows, got)
		}
		left, right := scene.X(window.From)-3, scene.X(window.To)+3
		for _, m := range scene.Marks {
			if bar := m.Shape == picture.Rect || m.Shape == picture.Bars; bar && m.Task != engine.NoTask && (m.X < left || m.X+m.W > right) {
				t.Errorf("%d rows: a %s from %v to %v, beyond %v to %v", window.Rows, m.Meaning.Class(), m.X, m.X+m.W, left, right)
			}
		}
		checkTexts(t, "a window", scene)
	}
}

// TestBandsAreTheRowsTheyStandFor: the rounds of a pool are its rectangles, and one failure among a thousand is seen.
func TestBandsAreTheRowsTheyStandFor(t *testing.T) {
	s, log := enginetest.Simulated(t, "tasks=1s*500,bad=1s!503,1s*499&limit=100&raise_for_status=true&return_exceptions=true")
	scene := picture.Layout(view.Fold(s, log, view.WholeLog), picture.LayoutOptions{})
	var flights, lost int
	for _, m := range scene.Marks {
		if m.Meaning == picture.Band && m.Fate == picture.Lost {
			lost += len(*m.Points) / 4
		} else if m.Meaning == picture.Band {
			flights += len(*m.Points) / 4
			if x := m.X + (*m.Points)[0]; math.Abs(x-scene.X(0)) > 1 {
				t.Errorf("the first round begins at %v, want at %v", x, scene.X(0))
			}
		}
	}
	if flights != 10 || lost != 1 {
		t.Errorf("got %d rectangles in flight and %d lost, want 10 and 1", flights, lost)
	}
}

// TestNothingMovesWithTheMoment: with a frame, rows and times keep their pixels from the first moment to the last.
func TestNothingMovesWithTheMoment(t *testing.T) {
	for _, link := range pictured() {
		s, log := enginetest.Simulated(t, link)
		whole := view.Fold(s, log, view.WholeLog)
		for _, width := range []float64{360, 960} {
			o := picture.LayoutOptions{Width: width, Frame: whole, Playhead: true}
			want := picture.Layout(whole, o)
			for _, at := range []time.Duration{0, whole.Last / 3, whole.Last} {
				got := picture.Layout(view.Fold(s, log, at), o)
				if got.X(whole.Last) != want.X(whole.Last) || got.Height != want.Height || got.RowTop != want.RowTop {
					t.Errorf("%s at %v, %v px: got end %v, height %v, top %v, want %v, %v, %v", link, at, width,
						got.X(whole.Last), got.Height, got.RowTop, want.X(whole.Last), want.Height, want.RowTop)
				}
				checkTexts(t, fmt.Sprintf("%s at %v", link, at), got)
			}
		}
	}
}

func TestTimeIsTheInverseOfX(t *testing.T) {
	s, log := enginetest.Simulated(t, "tasks=3s,1s")
	scene := picture.Layout(view.Fold(s, log, view.WholeLog), picture.LayoutOptions{})
	for _, at := range []time.Duration{0, 1234 * ms, 3 * time.Second} {
		if got := scene.Time(scene.X(at)); math.Abs(float64(got-at)) > 1000 {
			t.Errorf("got %v, want %v", got, at)
		}
	}
	if got := scene.Time(-50); got != 0 {
		t.Errorf("left of the axis: got %v, want 0", got)
	}
}

// hostile is a scenario as no parser lets it in, with markup wherever a text can be.
func hostile() (*engine.Scenario, engine.Log) {
	const markup = `</text><script>alert(1)</script>"'&\x00`
	s := engine.NewScenario(engine.Entry{Name: markup, Count: 1}, engine.Entry{URL: "http://x/" + markup, Count: 1})
	return s, engine.Log{
		{Kind: engine.Enter, Task: engine.NoTask},
		{Kind: engine.Create, Task: 0}, {Kind: engine.Start, Task: 0}, {Kind: engine.Send, Task: 0},
		{Kind: engine.Fail, Task: 0, Error: markup},
		{Kind: engine.Raise, Task: engine.NoTask, Error: markup},
	}
}

func TestSVGIsSafeAndWellFormed(t *testing.T) {
	check := func(s *engine.Scenario, log engine.Log) {
		scene := picture.Layout(view.Fold(s, log, view.WholeLog), picture.LayoutOptions{Parts: picture.PartAll})
		for _, o := range []picture.SVGOptions{{}, {Standalone: true}} {
			svg := scene.SVG(o)
			if svg != scene.SVG(o) {
				t.Errorf("two pens write differently")
			}
			if strings.Contains(svg, "<script") || strings.Contains(svg, " style=") {
				t.Errorf("got a script or a style attribute in\n%s", svg)
			}
			decoder := xml.NewDecoder(strings.NewReader(svg))
			for {
				if _, err := decoder.Token(); err == io.EOF {
					break
				} else if err != nil {
					t.Fatalf("%v in\n%s", err, svg)
				}
			}
		}
	}
	check(hostile())
	for _, link := range pictured() {
		check(enginetest.Simulated(t, link))
	}
}

func TestEveryMarkOfAPictureHasItsRule(t *testing.T) {
	for m := picture.LaneBand; m <= picture.NoteText; m++ {
		class := m.Class()
		if m == picture.CallerWait || m == picture.WaitBar || m == picture.CancelBar {
			continue // a pattern fills them
		}
		if !strings.Contains(picture.PictureCSS(), "."+class) {
			t.Errorf("no rule for .%s", class)
		}
	}
}

// TestNotesStandInBothViews: in the lane of their task, or in the row of the connection that carries it.
func TestNotesStandInBothViews(t *testing.T) {
	s, log := enginetest.Simulated(t, "tasks=a=1s,b=2s&note=500ms@b:In+flight|1s@a:There|exit:Over")
	for _, byConnection := range []bool{false, true} {
		scene := picture.Layout(view.Fold(s, log, view.WholeLog), picture.LayoutOptions{Parts: picture.PartAll, ByConnection: byConnection})
		numbers := ""
		for _, m := range scene.Marks {
			if m.Meaning == picture.NoteNumber {
				numbers += m.Text
			}
		}
		if numbers != "123" {
			t.Errorf("by connection %t: got the notes %q, want all three", byConnection, numbers)
		}
	}
}

func TestPictures(t *testing.T) {
	s := enginetest.LiveScenario(t)
	predicted, err := engine.Simulate(s)
	if err != nil {
		t.Fatal(err)
	}
	prediction := view.Fold(s, predicted, view.WholeLog)
	live := picture.Layout(view.Fold(s, enginetest.LiveLog, 800*ms), picture.LayoutOptions{Prediction: prediction, Playhead: true})
	enginetest.Golden(t, "pictures/live.svg", live.SVG(picture.SVGOptions{ID: "live"}))
	s, log := enginetest.Simulated(t, engine.PresetNamed("gather-orphans").Link)
	whole := picture.Layout(view.Fold(s, log, view.WholeLog), picture.LayoutOptions{Parts: picture.PartAll})
	enginetest.Golden(t, "pictures/orphans.svg", whole.SVG(picture.SVGOptions{Standalone: true}))
	s, log = enginetest.Simulated(t, engine.PresetNamed("limit-per-host").Link+"&connect=100ms")
	carried := picture.Layout(view.Fold(s, log, view.WholeLog), picture.LayoutOptions{Parts: picture.PartAll, ByConnection: true})
	enginetest.Golden(t, "pictures/connections.svg", carried.SVG(picture.SVGOptions{Standalone: true}))
}

// BenchmarkFrame is what a frame costs: fold, lay out, write; of a crowd all rows, from afar and from close by.
func BenchmarkFrame(b *testing.B) {
	for _, n := range []int{50, 1000, 10_000} {
		s, log := enginetest.Simulated(b, fmt.Sprintf("tasks=200ms~100ms*%d", n))
		folder := view.NewFolder(s)
		for _, rows := range []int{n, 40} {
			b.Run(fmt.Sprintf("tasks=%d/rows=%d", n, rows), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					scene := picture.Layout(folder.Fold(log, view.WholeLog), picture.LayoutOptions{
						Window: picture.Window{To: log[len(log)-1].T, Rows: rows}})
					scene.SVG(picture.SVGOptions{})
				}
			})
		}
	}
}

func TestTurnsAreMarkedInTheirLaneAndOnTheAxis(t *testing.T) {
	s, log := enginetest.Simulated(t, "tasks=a=1s,b=2s")
	turns := &picture.Turns{Lane: 1, At: []time.Duration{time.Second, 4 * time.Second}}
	scene := picture.Layout(view.Fold(s, log, view.WholeLog), picture.LayoutOptions{Turns: turns})
	var got []string
	for _, m := range scene.Marks {
		if m.Meaning == picture.TurnLine && m.Task == 1 || m.Meaning == picture.TurnTick || m.Text == "4.00 s ›" {
			got = append(got, m.Meaning.Class()+m.Text)
		}
		if m.Meaning == picture.TurnTick && m.X != scene.X(time.Second) {
			t.Errorf("the tick is at %v, want at %v", m.X, scene.X(time.Second))
		}
	}
	if want := []string{"turn-line", "turn-tick", "cancel-label4.00 s ›"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestScaleEnlargesEverything: a scene twice as large is that of half the width, each length of it doubled.
func TestScaleEnlargesEverything(t *testing.T) {
	scenario, log := enginetest.Simulated(t, "tasks=a=3s,b=1s!503,200ms*3&limit=2")
	run := view.Fold(scenario, log, view.WholeLog)
	usual, large := picture.Layout(run, picture.LayoutOptions{Width: 700}), picture.Layout(run, picture.LayoutOptions{Width: 1400, Scale: 2})
	if large.Width != 1400 || large.Height != 2*usual.Height || large.X(time.Second) != 2*usual.X(time.Second) ||
		large.Row(1+large.RowTop) != 0 {
		t.Errorf("got %v × %v, want twice %v × %v", large.Width, large.Height, usual.Width, usual.Height)
	}
	for i, m := range usual.Marks {
		m.X, m.Y, m.W, m.H = 2*m.X, 2*m.Y, 2*m.W, 2*m.H
		if large.Marks[i] != m {
			t.Fatalf("got %+v, want %+v", large.Marks[i], m)
		}
	}
	if narrow := picture.Layout(run, picture.LayoutOptions{Width: 320, Scale: 2}); narrow.Width != 320 {
		t.Errorf("got a width of %v, want what there is", narrow.Width)
	}
}
