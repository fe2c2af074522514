package view_test

import (
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/view"
)

func TestTurningPoints(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		name, link string
		task       int
		want       []view.Turning
	}{
		// a ends with b or before it: its answer is there when gather raises. Later it is an orphan, or cancelled.
		{"failure", "tasks=500ms,1s!reset&strategies=gather,task_group", 0, []view.Turning{
			{At: 1001 * ms, Within: ms, Main: true, Text: "gather: fails at 1.00 s and leaves 1 orphan, cancelled at exit; task_group: fails at " +
				"1.00 s and cancels 1"},
		}},
		// The timer of the timeout was set before the request's, so it wins the tie. What has its own timeout loses less.
		{"timeout", "tasks=1s,500ms&timeout=1.5s&strategies=gather,wait+cancel", 1, []view.Turning{
			{At: 1500 * ms, Within: ms, Main: true, Text: "gather: times out at 1.50 s, cancels 1 and loses 1 answer; wait, pending cancel: 1.50 " +
				"s, 1 of 2 received, cancels 1; fastest: wait, pending cancel"},
		}},
		// Two close ones: each row turns at a place of its own, though both are far closer than the even trials.
		{"window", "tasks=500ms&strategies=gather+timeout=1s,gather+timeout=1.02s", 0, []view.Turning{
			{At: 1000 * ms, Within: ms, Main: true, Text: "gather, timeout 1s: times out at 1.00 s and cancels 1; fastest: gather, timeout 1.02s"},
			{At: 1020 * ms, Within: ms, Main: true, Text: "gather, timeout 1.02s: times out at 1.02 s and cancels 1; fastest: gather, timeout 1s"},
		}},
		// Batches of 2 take max(x, 300) + 300; the semaphore takes the same up to 600 ms, then max(x, 900).
		{"fastest", "tasks=300ms*4&strategies=batches+batch=2,semaphore+concurrency=2", 0, []view.Turning{
			{At: 601 * ms, Within: ms, Main: true, Text: "fastest: semaphore, concurrency 2"},
		}},
		// At the tie both are done when wait wakes, but on either side it is one of two.
		{"tie", "tasks=500ms,1s&strategies=wait+FIRST_COMPLETED", 0, nil},
		// gather takes max(x, 3 s), sequential x + 3 s: they tie at zero only.
		{"zero", "tasks=500ms,3s&strategies=gather,sequential", 0, []view.Turning{{At: ms, Within: ms, Main: true, Text: "fastest: gather"}}},
		// Beside another orphan and another lost answer, the task's own fate is a matter of numbers only.
		{"number", "tasks=500ms,1s!reset,3s&strategies=gather", 0, []view.Turning{
			{At: 1001 * ms, Within: ms, Main: true, Text: "gather: fails at 1.00 s and leaves 2 orphans, cancelled at exit"},
		}},
		{"number only", "tasks=500ms,1s!reset,900ms,3s&strategies=gather", 0, []view.Turning{
			{At: 1001 * ms, Within: ms, Main: false, Text: "gather: fails at 1.00 s, loses 1 answer and leaves 2 orphans, cancelled at exit"},
		}},
		// A delay before the request counts: 300 ms + x against 1 s.
		{"delay", "tasks=300ms:100ms,1s!reset&strategies=gather", 0, []view.Turning{
			{At: 701 * ms, Within: ms, Main: true, Text: "gather: fails at 1.00 s and leaves 1 orphan, cancelled at exit"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := turnings(t, c.link, c.task, 0, 2*time.Second)
			if len(got) != len(c.want) {
				t.Fatalf("got %v, want %v", got, c.want)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("got  %v\nwant %v", got[i], c.want[i])
				}
			}
		})
	}
}

// TestTurningsOfTheRowThatWaitsForAnExceptionAndCancels: below b's failure a's answer is there, and received before the exception is let
// out; behind it a is cancelled, and nobody is an orphan.
func TestTurningsOfTheRowThatWaitsForAnExceptionAndCancels(t *testing.T) {
	s, variants, err := engine.ParseComparison("tasks=a=3s,b=1s!503,c=2s&after=linger&raise_for_status=true&" +
		"strategies=wait+FIRST_EXCEPTION+cancel")
	if err != nil {
		t.Fatal(err)
	}
	first, got := view.TurningPoints(view.Compare(s, variants), view.Dial{Task: 0}, 0, 6*time.Second)
	const below = "wait FIRST_EXCEPTION + pending cancel: fails at 1.00 s with 1 of 3 received and cancels 1"
	const above = "wait FIRST_EXCEPTION + pending cancel: fails at 1.00 s and cancels 2"
	if first != below || len(got) != 1 || got[0].Text != above || got[0].From() != "from 1.001 s on" {
		t.Errorf("got %q, then %+v", first, got)
	}
}

// TestTurningsHoldUpToTheNext: times that grow with the latency are told as a range, and what is below the first is told too.
func TestTurningsHoldUpToTheNext(t *testing.T) {
	s, variants, err := engine.ParseComparison("tasks=a=3s,b=1s!503,c=2s&after=linger&raise_for_status=true&strategies=gather,task_group")
	if err != nil {
		t.Fatal(err)
	}
	first, got := view.TurningPoints(view.Compare(s, variants), view.Dial{Task: 0}, 0, 6*time.Second)
	const below = "gather: fails at 1.00 s, loses 1 answer and leaves 1 orphan for 1.00 s; " +
		"task_group: fails at 1.00 s, cancels 1 and loses 1 answer"
	const above = "gather: fails at 1.00 s and leaves 2 orphans for 1.00 s to 5.00 s; task_group: fails at 1.00 s and cancels 2"
	if first != below || len(got) != 1 || got[0].Text != above || got[0].From() != "from 1.001 s on" {
		t.Errorf("got %q, then %+v", first, got)
	}
}

// TestExceptionsAreNoResults: what is handed over in place of an answer is an error.
func TestExceptionsAreNoResults(t *testing.T) {
	s, variants, err := engine.ParseComparison("tasks=a=300ms*38,b=100ms!503*2&raise_for_status=true&" +
		"strategies=gather+return_exceptions,as_completed+handle,wait+handle")
	if err != nil {
		t.Fatal(err)
	}
	c := view.Compare(s, variants)
	if got, want := c.Verdict(), "all 3: 300 ms, 38 answers and 2 errors of 40"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for i := range c.Rows {
		r := &c.Rows[i]
		if r.Cell(view.ReceivedColumn) != "38 answers and 2 errors of 40" || r.FirstResult != 300*time.Millisecond ||
			r.MeanResult != 300*time.Millisecond || r.FirstError == engine.Never {
			t.Errorf("%s: %s, first result %v, mean %v", r.Label, r.Cell(view.ReceivedColumn), r.FirstResult, r.MeanResult)
		}
	}
}

// TestTurningPointsOfADelay: a task ends with its delay and its latency together.
func TestTurningPointsOfADelay(t *testing.T) {
	s, variants, err := engine.ParseComparison("tasks=300ms,1s!reset&strategies=gather")
	if err != nil {
		t.Fatal(err)
	}
	_, got := view.TurningPoints(view.Compare(s, variants), view.Dial{Task: 0, Delay: true}, 0, 2*time.Second)
	want := "gather: fails at 1.00 s and leaves 1 orphan, cancelled at exit"
	if len(got) != 1 || got[0].At != 701*time.Millisecond || got[0].Text != want {
		t.Errorf("got %v, want at 701ms: %s", got, want)
	}
}

func turnings(t testing.TB, link string, task int, from, to time.Duration) []view.Turning {
	t.Helper()
	s, variants, err := engine.ParseComparison(link)
	if err != nil {
		t.Fatal(err)
	}
	_, turnings := view.TurningPoints(view.Compare(s, variants), view.Dial{Task: task}, from, to)
	return turnings
}

func TestTurningPointsAreBounded(t *testing.T) {
	start := time.Now()
	got := turnings(t, "tasks=500ms,1s!reset*1999&limit=0&strategies=all", 0, 0, time.Hour)
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v", took)
	}
	for i, turning := range got {
		if turning.Within < time.Millisecond || i > 0 && turning.At <= got[i-1].At {
			t.Errorf("got %v after %v", turning, got[:i])
		}
	}
	for _, c := range []struct {
		link     string
		task     int
		from, to time.Duration
	}{
		{"tasks=1s", 1, 0, time.Second},
		{"tasks=1s", -1, 0, time.Second},
		{"tasks=1s", 0, time.Second, time.Second},
		{"tasks=https://example.com/", 0, 0, time.Second},
	} {
		if got := turnings(t, c.link, c.task, c.from, c.to); got != nil {
			t.Errorf("%v: got %v, want none", c, got)
		}
	}
}

func TestAloneKeepsTheTasks(t *testing.T) {
	for _, link := range []string{"tasks=1s,2s*5,3s", "tasks=w=1s~500ms*4,x=1s", "tasks=1s*2000", "tasks=w=1s*300",
		"tasks=abcdefghijklmnopqrstuvwxyzabcdefghijklmn=1s*12"} {
		s, err := engine.Parse(link)
		if err != nil {
			t.Fatal(err)
		}
		want := s.Requests()
		for task := range want {
			alone, entry := s.Alone(task)
			got := alone.Requests()
			if len(got) != len(want) || got[task].Latency != want[task].Latency || entry.Count != 1 {
				t.Fatalf("%s: task %d alone: %s", link, task, alone.Link())
			}
			entry.Latency = 7 * time.Minute
			entry.Jitter = 0
			if d := alone.Requests()[task].Latency; d != 7*time.Minute {
				t.Errorf("%s: task %d: %v, want 7m", link, task, d)
			}
			if task == len(want)/2 {
				if _, err := engine.Parse(alone.Link()); err != nil {
					t.Errorf("%s: task %d alone: %v", link, task, err)
				}
			}
			if task > 400 {
				break
			}
		}
		if s.Link() != link {
			t.Errorf("%s has changed to %s", link, s.Link())
		}
	}
	s, _ := engine.Parse("tasks=w=1s*4")
	if alone, _ := s.Alone(1); alone.Link() != "tasks=w.1=1s,w.2=1s,w.3=1s,w.4=1s" {
		t.Errorf("got %s", alone.Link())
	}
}
