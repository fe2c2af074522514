package program

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
)

var (
	randomPrograms = flag.Int("random", 8, "how many random scenarios to run as Python programs against the backend")
	randomSeed     = flag.Uint64("random-seed", 1, "what they depend on")
)

// TestRandomProgramsDoWhatTheEngineDoes runs random scenarios as the page's Python programs, with aiohttp against the demo backend. They
// do what the simulation says wherever times differ by 150 ms: see settled.
func TestRandomProgramsDoWhatTheEngineDoes(t *testing.T) {
	var trials []*trial
	scenarios, drawn := enginetest.RandomSlow(*randomSeed, 40**randomPrograms), 0
	for ; drawn < len(scenarios) && len(trials) < *randomPrograms; drawn++ {
		if s := scenarios[drawn]; settled(s) {
			trials = append(trials, &trial{scenario: parse(t, s.Link()), language: Python})
		}
	}
	if len(trials) < *randomPrograms {
		t.Fatalf("got %d settled scenarios of %d, want %d", len(trials), drawn, *randomPrograms)
	}
	runAll(t, trials, agrees)
	events, lasting := 0, 0
	for _, trial := range trials {
		events += len(trial.log)
		if trial.log[len(trial.log)-1].T >= time.Second {
			lasting++
		}
	}
	if *randomPrograms > 100 {
		fmt.Printf("%d programs, of %d scenarios drawn with the seed %d, agree in %d events; %d take a second or longer\n",
			len(trials), drawn, *randomSeed, events, lasting)
	}
}

// TestClocksOfProgramsBeginOneAfterAnotherWhereAClientBlocks: the last task's only once the first two have their answers, by which time its
// own would be up had it begun with theirs. Who pauses between two attempts has given the turn away, and has it back.
func TestClocksOfProgramsBeginOneAfterAnotherWhereAClientBlocks(t *testing.T) {
	trials := []*trial{}
	for link, languages := range map[string][]Language{
		"tasks=a=600ms,b=600ms,c=300ms:300ms&each=wait_for:900ms":            {Python, JavaScript},
		"tasks=600ms*3&each=wait_for:900ms":                                  {Go},
		"tasks=300ms>300ms*3&each=timeout:900ms":                             {Go},
		"strategy=wait_for&tasks=600ms*3&task_timeout=900ms":                 {Go},
		"tasks=300ms!reset/1*2&each=timeout:1100ms,retry:2:200ms":            {Go},
		"tasks=600ms!reset/1*3&each=retry:2:200ms,wait_for:1s":               {Go},
		"tasks=300ms!reset/1*3&each=timeout:5s,retry:2:1200ms,timeout:700ms": {Go},
	} {
		for _, language := range languages {
			trials = append(trials, &trial{scenario: parse(t, "client=blocking&return_exceptions=true&"+link), language: language})
		}
	}
	runAll(t, trials, agrees)
}

// TestProgramsThatBlockTakeTurns: whoever waits, be it main(), a wrapper, a worker or who has slept, comes behind those who are in line for
// the loop. The tasks are not alike, so that their order shows.
func TestProgramsThatBlockTakeTurns(t *testing.T) {
	var trials []*trial
	for _, link := range []string{
		"strategy=race&tasks=a=300ms,b=600ms,c=300ms",
		"strategy=race&tasks=a=300ms!reset,b=300ms:600ms,c=900ms",
		"strategy=as_completed&tasks=a=300ms,b=600ms,c=300ms",
		"strategy=wait&tasks=a=300ms,b=600ms,c=300ms&return_when=FIRST_COMPLETED",
		"strategy=wait&tasks=a=300ms!reset,b=600ms,c=300ms&return_when=FIRST_EXCEPTION&on_error=handle",
		"strategy=create_task&tasks=a=300ms,b=600ms,c=300ms",
		"tasks=a=300ms!reset,b=600ms,c=300ms&after=linger",
		"tasks=a=300ms!reset,b=600ms,c=300ms&timeout=500ms&after=linger",
		"strategy=semaphore&tasks=a=300ms,b=600ms,c=300ms&concurrency=1&timeout=500ms",
		"strategy=workers&tasks=a=300ms,b=600ms!reset,c=300ms&workers=2&on_error=handle",
		"strategy=workers&tasks=a=300ms,b=600ms!reset,c=300ms&workers=2&after=linger",
		"strategy=workers&tasks=a=300ms,b=600ms,c=300ms&workers=2&timeout=500ms",
		"tasks=a=300ms,b=600ms,c=300ms:300ms&each=timeout:800ms,semaphore:1&return_exceptions=true",
		"tasks=a=600ms,b=300ms,c=300ms:300ms&each=semaphore:2,timeout:800ms&return_exceptions=true",
		"tasks=a=600ms,b=600ms,c=300ms&each=timeout:900ms,rate:2/600ms&return_exceptions=true",
		"tasks=a=600ms!reset/1,b=300ms,c=600ms!reset/1&each=retry:2:200ms,semaphore:2",
		"strategy=retry&tasks=a=600ms!reset/1,b=300ms,c=300ms:600ms&backoff=200ms&return_exceptions=true",
		"strategy=task_group&tasks=a=900ms,b=300ms:300ms,c=600ms!reset",
	} {
		trials = append(trials, &trial{scenario: parse(t, "client=blocking&"+link), language: Go})
	}
	runAll(t, trials, agrees)
}

// TestNothingCancelsProgramsThatBlock: neither its own time, nor the group's or the strategy's. Who sleeps first can be cancelled then.
func TestNothingCancelsProgramsThatBlock(t *testing.T) {
	var trials []*trial
	for _, link := range []string{
		"tasks=300ms!reset*2&each=timeout:200ms&return_exceptions=true",
		"tasks=300ms*2&each=timeout:0s&return_exceptions=true",
		"tasks=600ms:300ms*3&each=timeout:300ms&return_exceptions=true",
		"strategy=task_group&tasks=300ms!reset*3",
		"strategy=task_group&tasks=300ms*3&timeout=400ms",
		"strategy=task_group&tasks=300ms*3&timeout=2s",
		"tasks=300ms*3&timeout=400ms",
	} {
		for _, language := range []Language{Python, Go} {
			trials = append(trials, &trial{scenario: parse(t, "client=blocking&"+link), language: language})
		}
	}
	runAll(t, trials, agrees)
}

// TestTiesAreNotSettled: what decides in these scenarios is no time of theirs, and real programs that run them differ from run to run. With
// a little more or less time between the two events nothing is left to chance.
func TestTiesAreNotSettled(t *testing.T) {
	for _, tie := range []struct{ why, link, instead string }{
		{"the bucket has its next token 300 ms after the first requests came, which is when they had connected; who sleeps for 300 ms " +
			"meanwhile may be there before that",
			"strategy=task_group&tasks=300ms:600ms*2,900ms,0s&limit=2&server=rate:2/600ms&raise_for_status=true", "300ms:/600ms:"},
		{"to connect takes longer than a microsecond, and how long is the network's business",
			"session=per_request&tasks=300ms*2&return_exceptions=true&client_timeout=connect:1us", "1us/600ms"},
		{"two equal requests leave at once, and either may be answered first", "strategy=sequential&tasks=600ms*2&each=hedge:0s", "0s/300ms"},
		{"three requests have 1.2 s in all from the same moment: the first of these clocks has the group cancelled, unless the loop, which " +
			"rounds its sleeps up to whole milliseconds, finds the others' time up as well",
			"strategy=task_group&tasks=900ms*2,0s&limit=1&client_timeout=total:1.2s&size=900000", "*2,0s/"},
		{"two hedges have both requests time out in one moment; if that of one is seen before those of the other, the group cancels that one, " +
			"which then asks for neither exception",
			"strategy=task_group&session=per_request&tasks=900ms*2&each=hedge:0s&client_timeout=total:300ms", "ms*2/ms"},
		{"the server is down from 900 ms on by its own clock, which begins with the first request that has come, and another comes just then",
			"strategy=create_task&tasks=900ms:300ms,300ms&server=down:900ms-2.1s", "=900ms/=600ms"},
		{"the answer comes when the time is up: a busy loop finds both, and wait_for then has an answer",
			"strategy=create_task&tasks=300ms&each=wait_for:300ms&on_error=handle", "for:300ms/for:600ms"},
		{"the answer comes when a second request would leave", "tasks=600ms&each=hedge:600ms", "hedge:600ms/hedge:900ms"},
		{"both tasks' times are up in one moment: the first gives its connection's place to the second, which may be connecting when the first " +
			"failure has closed the session", "strategy=wait_for&tasks=1.2s*2&task_timeout=300ms&limit=1", "limit=1/limit=2"},
	} {
		before, after, _ := strings.Cut(tie.instead, "/")
		if settled(parse(t, tie.link)) {
			t.Errorf("%s is settled, though %s", tie.link, tie.why)
		}
		if other := strings.ReplaceAll(tie.link, before, after); other == tie.link || !settled(parse(t, other)) {
			t.Errorf("%s is not settled", other)
		}
	}
}

// TestOlderPoolsAreFairer: aiohttp 3.8 lets nobody overtake who waits, and so has another run of these; 3.14 has the simulation's.
func TestOlderPoolsAreFairer(t *testing.T) {
	for link, overtaken := range map[string]bool{
		"tasks=300ms>600ms,900ms&limit=1":                            true,
		"tasks=300ms>600ms,900ms&limit=2":                            false,
		"tasks=300ms>600ms,200ms:900ms&limit=1":                      true,
		"tasks=300ms>600ms,1.2s:900ms&limit=1":                       false,
		"strategy=workers&workers=2&tasks=300ms,900ms,600ms&limit=1": true,
		"tasks=300ms*3&limit=1":                                      false,
	} {
		s := parse(t, link)
		if got := overtakes(s, simulate(t, s)); got != overtaken {
			t.Errorf("%s: somebody overtakes: %v, want %v", link, got, overtaken)
		}
	}
}

// settled reports whether what happens in a scenario is the same, in the same order, in worlds that are late as a real one is: see
// [engine.Simulated.Late]. If so, it does not depend on times that differ by less than 150 ms. It does not take long either, and what
// Debian's aiohttp 3.8 does otherwise than 3.14 does not happen: whose turn it is among several hosts that wait for one limit, who takes a
// connection that comes back while others are in line, and what becomes of those in line when the session closes. The scenario's own
// connections take no time to open; in the late worlds they take some, as they do to this machine.
func settled(s *engine.Scenario) bool {
	s.Connect = 0
	log, err := engine.Simulate(s)
	if err != nil || log[len(log)-1].T > 8*time.Second || slices.ContainsFunc(log, func(e engine.Event) bool {
		return e.By == engine.BySession
	}) || leftAtClose(s, log) || overtakes(s, log) {
		return false
	}
	switch f := newFacts(s); {
	case f.drawsLots() && f.Limit > 0 && f.Limit < len(f.requests):
		return false
	case f.Timeout == 0: // as long as nothing at all takes
		return false
	case f.TimesOut() && f.errorRaises() && f.After == engine.CloseAfter: // the first timeout closes the session before the others
		return false
	case f.ClientTimeout.Total >= 5*time.Second: // rounded up to a whole second of the loop's clock, which did not begin with the run
		return false
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 40 {
		most := []time.Duration{25 * time.Millisecond, 120 * time.Millisecond}[i%2]
		late := func() time.Duration { return time.Duration(r.Int64N(int64(most))).Truncate(time.Microsecond) }
		s := *s
		if s.Server.Down() { // by its own clock, which begins when the first request has come
			by := late()
			s.Server.From, s.Server.To = s.Server.From+by, s.Server.To+by
		}
		if i%4 >= 2 {
			lengthenClocks(&s, late)
		}
		other, err := engine.Run(context.Background(), &s, &engine.Simulated{Late: late}, nil)
		if err != nil || leftAtClose(&s, other) || compare(anyName(other), anyName(log)) != nil || i%2 == 0 && moved(other, log) ||
			!slices.Equal(losses(other), losses(log)) {
			return false
		}
	}
	return true
}

// lengthenClocks has what is given a time come before it if it would come in its last moment: a busy loop sees both at once.
func lengthenClocks(s *engine.Scenario, late func() time.Duration) {
	s.Each = slices.Clone(s.Each)
	clocks := []*time.Duration{&s.TaskTimeout, &s.HedgeAfter, &s.Timeout}
	for i, wrapping := range s.Wrappings() {
		if len(s.Each) > 0 && (wrapping.TimesOut || wrapping.Hedges) {
			clocks = append(clocks, &s.Each[i].Time)
		}
	}
	times := &s.ClientTimeout
	for _, clock := range append(clocks, &times.Total, &times.Connect, &times.SockConnect, &times.SockRead) {
		if *clock > 0 {
			*clock += late()
		}
	}
}

// leftAtClose reports whether a request may be connecting when the session closes: it leaves in that moment, or has asked to.
func leftAtClose(s *engine.Scenario, log engine.Log) bool {
	requests, sent, asked := s.Requests(), map[int]time.Duration{}, map[int]time.Duration{}
	for _, e := range log {
		switch {
		case e.Kind == engine.Start && !requests[e.Task].Sleeps:
			asked[e.Task] = e.T + requests[e.Task].Delay
		case e.Kind == engine.Send:
			delete(asked, e.Task)
			sent[e.Task] = e.T
		case e.Kind == engine.Finish || e.Kind == engine.Fail || e.Kind == engine.Cancel:
			delete(asked, e.Task)
			delete(sent, e.Task)
		case e.Kind == engine.Close && e.Task == engine.NoTask:
			asks := func(at time.Duration) bool { return at <= e.T }
			leaves := func(at time.Duration) bool { return e.T-at < slack }
			return slices.ContainsFunc(slices.Collect(maps.Values(asked)), asks) ||
				slices.ContainsFunc(slices.Collect(maps.Values(sent)), leaves)
		}
	}
	return false
}

// overtakes reports whether a request leaves, on the connection that another has just given back, while somebody who asked before it is
// in line for one to the same host: the next request of a chain does, say, that follows at once. In aiohttp 3.8 it joins the line.
func overtakes(s *engine.Scenario, log engine.Log) bool {
	if !s.Shared() {
		return false
	}
	type asking struct {
		request engine.Request
		at      time.Duration
	}
	requests, asked := s.Requests(), []asking{} // those that have neither left nor ended, in the order in which they start
	for _, e := range log {
		if !e.OfTask() {
			continue
		}
		i := slices.IndexFunc(asked, func(a asking) bool { return a.request.Index == e.Task })
		switch r := requests[e.Task]; {
		case e.Kind == engine.Start && !r.Sleeps:
			asked = append(asked, asking{r, e.T + r.Delay})
		case i >= 0 && e.Kind == engine.Send:
			own := asked[i]
			before := func(j int) bool { return asked[j].at < own.at || asked[j].at == own.at && j < i }
			for j, other := range asked {
				if other.request.Host == own.request.Host && before(j) {
					return true
				}
			}
			asked = slices.Delete(asked, i, i+1)
		case i >= 0 && (e.Kind == engine.Finish || e.Kind == engine.Fail || e.Kind == engine.Cancel):
			asked = slices.Delete(asked, i, i+1)
		}
	}
	return false
}

// moved reports whether something happens at quite another time.
func moved(other, log engine.Log) bool {
	type key struct {
		kind engine.Kind
		task int
	}
	times := map[key]time.Duration{}
	for _, e := range log {
		times[key{e.Kind, e.Task}] = e.T
	}
	return slices.ContainsFunc(other, func(e engine.Event) bool { return (e.T - times[key{e.Kind, e.Task}]).Abs() >= 250*time.Millisecond })
}

// anyName is a log as a program would print it, with numbers for names.
func anyName(log engine.Log) []happening {
	names := make([]string, 1000)
	for i := range names {
		names[i] = fmt.Sprint(i)
	}
	return expected(names, log)
}

// losses are the exceptions that nobody asked for.
func losses(log engine.Log) (tasks []int) {
	for _, e := range log {
		if e.Kind == engine.Unretrieved {
			tasks = append(tasks, e.Task)
		}
	}
	return tasks
}
