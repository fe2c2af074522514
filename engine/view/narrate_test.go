package view_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/view"
)

// narrated are the cases beside presets and drawings that have a narration of their own.
var narrated = []struct{ Name, Link string }{
	{"ten-thousand", "tasks=200ms~50ms*10000&limit=100"},
	{"ten-thousand-of-all-sorts", "strategy=as_completed&tasks=200ms~150ms*5000,200ms~100ms!503*4000,300ms~150ms!reset*1000&limit=300" +
		"&raise_for_status=true&on_error=handle"},
	{"ten-thousand-one-by-one", "strategy=sequential&tasks=20ms~10ms*10000"},
	{"ten-thousand-in-a-group", "strategy=task_group&tasks=200ms~50ms*9000,500ms!reset,1s~500ms*999&limit=500"},
	{"two-hundred-wakes", "strategy=wait&tasks=2s~1s*200&return_when=FIRST_COMPLETED&pending=again"},
	{"hundred-retries", "strategy=retry&tasks=200ms~100ms!503/1*50,200ms~100ms!503*10,1s*40&backoff=100ms~50ms&raise_for_status=true" +
		"&return_exceptions=true"},
	{"hundred-hedges", "strategy=hedge&tasks=200ms~190ms*100&hedge_after=200ms"},
	{"race-nobody-wins", "strategy=race&tasks=a=1s!503,b=2s!reset&raise_for_status=true"},
	{"race-in-vain-at-exit", "strategy=race&tasks=1s!503,1s,1s&limit=2&raise_for_status=true"},
	{"wait-for-raises", "strategy=wait_for&tasks=a=3s,b=500ms,c=700ms:1s&after=linger"},
	{"shield-raises", "strategy=shield&tasks=a=3s,b=1s!reset&timeout=2s"},
	{"batch-fails", "strategy=batches&tasks=a=1s,b=2s!reset,c=1s&batch=2"},
	{"semaphore-timeout", "strategy=semaphore&tasks=1s*5&concurrency=2&timeout=1.5s"},
	{"retry-gives-up", "strategy=retry&tasks=a=1s!reset,b=5s&attempts=2"},
	{"hedge-timeout", "strategy=hedge&tasks=a=3s,b=100ms&timeout=1s"},
	{"no-time-for-any", "strategy=wait_for&tasks=1s,2s&task_timeout=0s&return_exceptions=true"},
	{"shield-loses", "strategy=shield&tasks=a=500ms,b=1s!503&timeout=700ms&raise_for_status=true&after=linger"},
	{"cancels-then-asks", "strategy=wait&tasks=a=1s,b=2s,c=3s&return_when=FIRST_COMPLETED&pending=cancel"},
	{"timeout-in-line", "tasks=a=1s,b=1s,c=1s,d=1s&limit=1&timeout=500ms"},
	{"all-in-line", "strategy=wait&tasks=a=1s,b=1s,c=1s&limit=1&return_when=FIRST_COMPLETED&pending=cancel&session=shared"},
	{"closes-then-fails", "strategy=semaphore&tasks=a=1s!503,b=1s&concurrency=1&raise_for_status=true"},
	{"timeout-of-zero", "tasks=a=1s,b=1s&timeout=0s"},
	{"a-group-of-one-address", "strategy=as_completed&tasks=At=1s,the=2s,all=3s"},
	{"mid-latency-zero-one-by-one", "strategy=create_task_each&tasks=0s*3,1s,0s*2"},
}

// TestStoriesSayWhatExpertsWouldSign: what was false in them once, each with what is true.
func TestStoriesSayWhatExpertsWouldSign(t *testing.T) {
	for _, c := range []struct{ link, says, never string }{
		{"strategy=shield&tasks=a=500ms,b=1s!503&timeout=700ms&raise_for_status=true&after=linger",
			"asyncio logged “_GatheringFuture exception was never retrieved”", "nobody heard"},
		{"strategy=create_task&tasks=a=1s!503,b=500ms!500&raise_for_status=true",
			"Nobody had asked b for its exception, so asyncio logged “Task exception was never retrieved”.", "nobody heard"},
		{"tasks=a=1s!503,b=500ms!500&raise_for_status=true", "gather raised the exception at once", "never retrieved"},
		{"tasks=1s*6&limit=3&timeout=500ms", "cancelled all six tasks; three of them were still waiting for a connection.", "in mid-request"},
		{"strategy=wait_for&tasks=2s", "created one task, gave it 1 s, and gathered it", "each of them"},
		{"strategy=retry&tasks=1s", "created one task", "each of them"},
		{"strategy=hedge&tasks=1s", "gathered one task, with a hedge", "each"},
		{"tasks=1s&each=timeout:2s", "awaited it with gather, within a timeout", "each"},
	} {
		if got := told(enginetest.Simulated(t, c.link)); !strings.Contains(got, c.says) || strings.Contains(got, c.never) {
			t.Errorf("%s: want %q, and nothing of %q, in\n%s", c.link, c.says, c.never, got)
		}
	}
}

func TestNarrations(t *testing.T) {
	tell := func(name, link string) {
		t.Run(name, func(t *testing.T) {
			enginetest.Golden(t, "narration/"+name+".txt", link+"\n\n"+told(enginetest.Simulated(t, link)))
		})
	}
	for _, p := range engine.Presets {
		tell("preset-"+p.ID, p.Link)
	}
	for _, c := range slices.Concat(enginetest.Cases, narrated) {
		tell(c.Name, c.Link)
	}
}

// told is a narration, each sentence with how many events it speaks of, from which to which.
func told(s *engine.Scenario, log engine.Log) string { return tellAt(s, log, view.WholeLog) }

func tellAt(s *engine.Scenario, log engine.Log, at time.Duration) string {
	var text strings.Builder
	for _, sentence := range view.Narrate(view.Fold(s, log, at)) {
		first, last := sentence.Events[0], sentence.Events[len(sentence.Events)-1]
		fmt.Fprintf(&text, "%s  [%d–%d, %d]\n", sentence.Text, first, last, len(sentence.Events))
	}
	return text.String()
}

// livened makes of a simulated log what a browser would have left: each event a little later than the one before,
// and a sent event soon after each request.
func livened(log engine.Log) engine.Log {
	var lived engine.Log
	var sends []int
	for i, e := range log {
		if e.Kind != engine.Send {
			for _, task := range sends {
				lived = append(lived, engine.Event{T: lived[len(lived)-1].T + 40*time.Microsecond, Kind: engine.Sent, Task: task})
			}
			sends = nil
		}
		e.T += time.Duration(i) * 130 * time.Microsecond
		if n := len(lived); n > 0 {
			e.T = max(e.T, lived[n-1].T)
		}
		if lived = append(lived, e); e.Kind == engine.Send {
			sends = append(sends, e.Task)
		}
	}
	return lived
}

// heldBack is twelve requests of 1 s to one host, to which the browser opens six connections.
var heldBack = func() engine.Log {
	log := engine.Log{{Kind: engine.Enter, Task: engine.NoTask}}
	add := func(at time.Duration, kind engine.Kind, from, to, value int) {
		for task := from; task < to; task++ {
			log = append(log, engine.Event{T: at + time.Duration(task)*ms/4, Kind: kind, Task: task, Value: value})
		}
	}
	add(0, engine.Create, 0, 12, 0)
	for task := range 12 {
		add(5*ms, engine.Start, task, task+1, 0)
		add(5*ms, engine.Send, task, task+1, 0)
	}
	add(9*ms, engine.Sent, 0, 6, 0)
	add(1012*ms, engine.Finish, 0, 6, 200)
	add(1014*ms, engine.Sent, 6, 12, 0)
	add(2017*ms, engine.Finish, 6, 12, 200)
	add(2021*ms, engine.Deliver, 0, 12, 200)
	for _, kind := range []engine.Kind{engine.Return, engine.Close, engine.Exit} {
		log = append(log, engine.Event{T: 2025 * ms, Kind: kind, Task: engine.NoTask})
	}
	return log
}()

func TestLiveNarrations(t *testing.T) {
	for _, c := range []struct {
		name, link string
		at         time.Duration
	}{
		{"live-orphans", "tasks=a=3s,b=1s!503,c=2s&after=linger&raise_for_status=true", view.WholeLog},
		{"live-pool", "tasks=1s*150", view.WholeLog},
		{"live-wait", "strategy=wait&tasks=1s*3&return_when=FIRST_COMPLETED&pending=again", view.WholeLog},
		{"live-one-by-one", "strategy=sequential&tasks=100ms*50", view.WholeLog},
		{"live-group", "strategy=task_group&tasks=a=3s,b=1s!503,c=2s&raise_for_status=true", view.WholeLog},
		{"live-hosts", "tasks=1s*12&hosts=1", view.WholeLog},
		{"live-half-way", "strategy=as_completed&tasks=3s,1s,2s", 1500 * ms},
		{"live-late", "tasks=a=500ms,b=200ms:2s,c=1s!reset&limit=2", view.WholeLog},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, log := enginetest.Simulated(t, c.link)
			if c.name == "live-hosts" {
				log = heldBack
			} else if log = livened(log); c.name == "live-late" {
				log = enginetest.LiveLog
			}
			if err := log.Check(s); err != nil {
				t.Fatal(err)
			}
			enginetest.Golden(t, "narration/"+c.name+".txt", c.link+"\n\n"+tellAt(s, log, c.at))
		})
	}
}

// TestAnInterruptedRunIsNarrated stops a run when its first task has finished.
func TestAnInterruptedRunIsNarrated(t *testing.T) {
	const link = "tasks=a=1s,b=2s,c=3s&after=linger"
	s, _ := enginetest.Simulated(t, link)
	ctx, stop := context.WithCancel(t.Context())
	log, err := engine.Run(ctx, s, new(engine.Simulated), func(e engine.Event) {
		if e.Kind == engine.Finish {
			stop()
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	enginetest.Golden(t, "narration/interrupted.txt", link+"\n\n"+told(s, log))
}

// TestNarrationsAreWellFormed holds for any run, at any moment: a narration is short, its sentences look like
// sentences, and of each event but sent some sentence speaks.
func TestNarrationsAreWellFormed(t *testing.T) {
	t.Parallel()
	scenarios := enginetest.RandomScenarios(5, 2000)
	for topic := range enginetest.Topics {
		scenarios = append(scenarios, enginetest.RandomAbout(topic, 5, 400)...)
	}
	for _, s := range scenarios {
		log, err := engine.Simulate(s)
		if err != nil {
			t.Fatal(err)
		}
		folder := view.NewFolder(s)
		for _, log := range []engine.Log{log, livened(log)} {
			for _, at := range []time.Duration{0, log[len(log)/2].T, view.WholeLog} {
				timeline := folder.Fold(log, at)
				if err := wellFormed(view.Narrate(timeline), timeline.Log); err != nil {
					t.Fatalf("%s at %v: %v\n%s", s.Link(), at, err, tellAt(s, log, at))
				}
			}
		}
	}
}

// TestNarrationsOfManyThingsAreShort: of a great many different things, too, at one moment or at many.
func TestNarrationsOfManyThingsAreShort(t *testing.T) {
	t.Parallel()
	for _, entry := range []string{"0s,0s!refused,", "1ms,2ms!refused,3ms!scheme,"} {
		tasks := strings.TrimSuffix(strings.Repeat(entry, 1600), ",")
		for _, strategy := range engine.Strategies {
			link := "strategy=" + strategy.Name + "&tasks=" + tasks
			if strategy.Name != "exit_stack" {
				link += "&limit=3"
			}
			if slices.Contains(strategy.Options, "on_error") {
				link += "&on_error=handle"
			}
			if slices.Contains(strategy.Options, "return_exceptions") {
				link += "&return_exceptions=true"
			}
			if strategy.Name == "retry" {
				link += "&attempts=2"
			}
			s, log := enginetest.Simulated(t, link)
			if err := wellFormed(view.Narrate(view.Fold(s, log, view.WholeLog)), log); err != nil {
				t.Errorf("%.60s…: %v", link, err)
			}
		}
	}
}

func BenchmarkNarrate(b *testing.B) {
	s, log := enginetest.Simulated(b, "tasks=200ms~50ms*10000&limit=100")
	timeline := view.Fold(s, log, view.WholeLog)
	for b.Loop() {
		view.Narrate(timeline)
	}
}

func wellFormed(told []view.Sentence, log engine.Log) error {
	spoken, before := make([]bool, len(log)), time.Duration(0)
	for _, sentence := range told {
		text := sentence.Text
		if !strings.HasSuffix(text, ".") || strings.ContainsAny(text, "\x00\n") || strings.Contains(text, "  ") || text[0] == ' ' {
			return fmt.Errorf("%q does not look like a sentence", text)
		}
		if len(sentence.Events) == 0 || !slices.IsSorted(sentence.Events) {
			return fmt.Errorf("%q speaks of the events %v", text, sentence.Events)
		}
		for _, event := range sentence.Events {
			spoken[event] = true
		}
		at := log[sentence.Events[0]].T
		if at < before {
			return fmt.Errorf("%q is of %v, and the sentence before it of %v", text, at, before)
		}
		before = at
	}
	if len(told) > 25 {
		return fmt.Errorf("%d sentences", len(told))
	}
	for i, e := range log {
		if !spoken[i] && e.Kind != engine.Sent {
			return fmt.Errorf("nothing is said of event %d (%v)", i, e)
		}
	}
	return nil
}

// TestPausesOfALiveRunAreMeasured: a timer is late, and the log knows by how much.
func TestPausesOfALiveRunAreMeasured(t *testing.T) {
	s, log := enginetest.Simulated(t, "strategy=retry&tasks=a=100ms!reset/1&backoff=100ms")
	told := func(log engine.Log) string {
		var text strings.Builder
		for _, sentence := range view.Narrate(view.Fold(s, log, view.WholeLog)) {
			text.WriteString(sentence.Text + " ")
		}
		return text.String()
	}
	if got := told(log); !strings.Contains(got, "after a pause of 100 ms") {
		t.Errorf("simulated: %s", got)
	}
	var live engine.Log
	for _, e := range log {
		if e.T >= 200*time.Millisecond {
			e.T += 34 * time.Millisecond
		}
		if live = append(live, e); e.Kind == engine.Send {
			live = append(live, engine.Event{T: e.T, Kind: engine.Sent, Task: e.Task})
		}
	}
	if got := told(live); !strings.Contains(got, "after a pause of about 130 ms") {
		t.Errorf("live: %s", got)
	}
}
