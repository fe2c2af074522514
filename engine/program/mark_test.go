package program

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/engine"
)

// TestCallerAtBetweenEvents looks at moments at which nothing happens.
func TestCallerAtBetweenEvents(t *testing.T) {
	for _, test := range []struct {
		link string
		at   time.Duration
		want Tag
	}{
		{"tasks=1s,2s", -1, ""},
		{"tasks=1s,2s", 0, Await},
		{"tasks=1s,2s", 1500 * time.Millisecond, Await},
		{"tasks=1s,2s", 9 * time.Second, Exit},
		{"strategy=create_task&tasks=1s,2s", 1500 * time.Millisecond, Await},
		{"tasks=1s!reset,2s&after=linger", 1500 * time.Millisecond, Linger},
		{"strategy=wait&tasks=1s,2s&timeout=1500ms&pending=cancel", 1200 * time.Millisecond, Await},
	} {
		s := parse(t, test.link)
		if got := CallerAt(s, simulate(t, s), test.at); got != test.want {
			t.Errorf("%s at %v: got %q, want %q", test.link, test.at, got, test.want)
		}
	}
}

func TestTaskAtBetweenEvents(t *testing.T) {
	s := parse(t, "tasks=1s,200ms:1s,1s&limit=1")
	log := simulate(t, s)
	for _, test := range []struct {
		task int
		at   time.Duration
		want Tag
	}{
		{0, 500 * time.Millisecond, Send},
		{1, 100 * time.Millisecond, Sleep},
		{1, 300 * time.Millisecond, Send}, // waits for its connection in the same line
		{0, 2 * time.Second, Finish},
		{2, -1, ""},
	} {
		if got := TaskAt(s.Requests()[test.task], log, test.at); got != test.want {
			t.Errorf("task %d at %v: got %q, want %q", test.task, test.at, got, test.want)
		}
	}
}

// TestEveryEventBelongsToALine of every program, and the lines that a click on it marks include one of those that
// the event marks.
func TestEveryEventBelongsToALine(t *testing.T) {
	for _, link := range variety {
		s := parse(t, link)
		log := simulate(t, s)
		if len(log) > 2000 {
			continue // nothing new
		}
		for _, language := range Languages {
			p := Write(s, language, demo, Options{})
			found := make([]bool, len(log))
			counts := p.CountEvents(s, log)
			for line := range p.Lines {
				if got := len(p.Events(line, s, log)); got != counts[line] {
					t.Errorf("%s, %s, line %d: %d events are counted, want %d", language, link, line+1, counts[line], got)
				}
				if p.Lines[line].To > p.Lines[line].From {
					continue
				}
				for _, i := range p.Events(line, s, log) {
					found[i] = true
				}
			}
			if i := slices.Index(found, false); i >= 0 {
				t.Errorf("%s, %s: no line has event %d, %v", language, link, i, log[i])
			}
		}
	}
}

// TestEventsAreCountedInOnePass: a scenario of 10,000 tasks has thousands of lines, and asks on each keystroke. All may have the same tag,
// and hundreds may declare all tasks.
func TestEventsAreCountedInOnePass(t *testing.T) {
	for _, tasks := range []string{strings.Repeat("1s,2s,", 4999) + "3s", "1s~500ms*10000"} {
		s := parse(t, "tasks="+tasks)
		log := simulate(t, s)
		p := Write(s, Python, demo, Options{})
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		began := time.Now()
		counts := p.CountEvents(s, log)
		if took := time.Since(began); took > 2*time.Second { // line by line it is minutes
			t.Errorf("counting the events of %d lines took %v", len(counts), took)
		}
		if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > 8<<20 {
			t.Errorf("counting the events of %d lines allocates %d bytes", len(counts), after.TotalAlloc-before.TotalAlloc)
		}
	}
}

func TestEventsOfALine(t *testing.T) {
	s := parse(t, "tasks=a=1s,b=2s!reset")
	log := simulate(t, s)
	p := Write(s, Python, demo, Options{})
	for _, test := range []struct {
		tag  Tag
		want string
	}{
		{Create, "[0s create 0 0s create 1]"},
		{Await, "[2s raise reset]"},
		{Finish, "[1s finish 0 200]"},
		{Raise, "[2s raise reset]"},
	} {
		var got []engine.Event
		for _, i := range p.Events(p.Marked(test.tag)[0], s, log) {
			got = append(got, log[i])
		}
		if text := fmt.Sprint(got); text != test.want {
			t.Errorf("%s: got %s, want %s", test.tag, text, test.want)
		}
	}
	declared := slices.IndexFunc(p.Lines, func(l Line) bool { return l.From == 1 && l.To == 2 })
	if got := p.Events(declared, s, log); len(got) != 4 {
		t.Errorf("line %d: got %d events, want the 4 of b", declared+1, len(got))
	}
}
