package engine_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"inflight/engine"
)

// TestServersAreRead, and written as they are read; what is wrong is an error at its place, which says what was expected.
func TestServersAreRead(t *testing.T) {
	for text, want := range map[string]string{
		"none": "none", "at_once:10": "at_once:10", "at_once:10:503": "at_once:10:503", "rate:5/1000ms": "rate:5/1s",
		"down:2s-4s": "down:2s-4s", "down:0s-1500ms": "down:0s-1.5s",
	} {
		s, err := engine.Parse("tasks=1s&server=" + text)
		if err != nil || s.Server.String() != want {
			t.Errorf("%s: got %v, %v, want %s", text, s, err, want)
		} else if again, err := engine.Parse(s.Link()); err != nil || again.Server != s.Server {
			t.Errorf("%s: written as %s, which reads as %v, %v", text, s.Link(), again, err)
		}
	}
	for link, want := range map[string]struct {
		offset int
		words  string
	}{
		"tasks=1s&server=rate:5":                  {5, "rate and how many in which time, such as rate:5/1s"},
		"tasks=1s&server=rate:5/0s":               {5, "rate and how many in which time"},
		"tasks=1s&server=at_once:0":               {8, "at_once, how many, and maybe a status"},
		"tasks=1s&server=at_once:5:200":           {8, "such as at_once:10 or at_once:10:503"},
		"tasks=1s&server=down:4s-2s":              {5, "down, from when and until when, such as down:2s-4s"},
		"tasks=1s&server=down":                    {3, "down, from when and until when"},
		"tasks=1s&server=busy":                    {0, "want none, or at_once, how many"},
		"client=socket&tasks=1s&server=at_once:5": {0, "it belongs to client=http and client=blocking"},
	} {
		_, err := engine.Parse(link)
		var wrong *engine.ParseError
		if !errors.As(err, &wrong) || wrong.Key != "server" || wrong.Offset != want.offset || !strings.Contains(err.Error(), want.words) {
			t.Errorf("%s: got %v %+v, want %s at %d", link, err, wrong, want.words, want.offset)
		}
	}
}

// TestAServerServesSoManyAtOnce: with one sort of request the times follow from the definition: the nth of them ends in the round that
// so many before it make.
func TestAServerServesSoManyAtOnce(t *testing.T) {
	for _, places := range []int{1, 2, 3, 7} {
		s := must(engine.Parse("tasks=100ms*20&limit=0"))
		s.Server = must(engine.ParseServer("at_once:" + string(rune('0'+places))))
		n := 0
		for _, e := range must(engine.Simulate(s)) {
			if e.Kind == engine.Finish {
				if want := time.Duration(n/places+1) * 100 * time.Millisecond; e.T != want || e.Task != n {
					t.Errorf("%d at once: %v, want task %d at %v", places, e, n, want)
				}
				n++
			}
		}
	}
}

// TestARateLetsInNoMore than its count and one for each share of the period, whatever comes; and whoever comes when its Retry-After
// says finds that the next one may be let in.
func TestARateLetsInNoMore(t *testing.T) {
	model := must(engine.ParseServer("rate:3/1s"))
	var bucket engine.Bucket
	let := 0
	for now := time.Duration(0); now < 10*time.Second; now += 7 * time.Millisecond {
		before := bucket
		after := bucket.Take(model, now)
		if after == 0 {
			let++
		} else if again := before; again.Take(model, now+after) > 0 || after%time.Second != 0 {
			t.Fatalf("at %v it says %v, and then turns away again", now, after)
		}
		if most := 3 + int(now/(time.Second/3)); let > most {
			t.Fatalf("%d were let in by %v, want at most %d", let, now, most)
		}
	}
	if let < 32 {
		t.Errorf("%d were let in within 10 s, want 32", let)
	}
}

// TestWaitingAtAServerIsThatOfQueueingTheory: with requests that come at random and take equally long, a server of c places is the queue
// M/D/c. How long they wait on average, and how many need not wait, lie within the intervals of confidence of twenty runs: 99.9 % each.
func TestWaitingAtAServerIsThatOfQueueingTheory(t *testing.T) {
	const runs, requests, early, takes, student = 20, 4000, 500, 100 * time.Millisecond, 3.88 // 19 degrees of freedom
	for _, places := range []int{1, 2, 5} {
		rate := .75 * float64(places) / takes.Seconds() // a second; three quarters of what it can serve
		var means, shares []float64
		for seed := range uint64(runs) {
			waits := waitsAt(t, places, rate, takes, requests, rand.New(rand.NewPCG(seed, uint64(places))))[early:]
			sum, none := 0., 0.
			for _, w := range waits {
				if sum += w.Seconds(); w == 0 {
					none++
				}
			}
			means, shares = append(means, sum/float64(len(waits))), append(shares, none/float64(len(waits)))
		}
		mean, share := theoryOfMDc(rate, takes.Seconds(), places)
		if known := takes.Seconds() * .75 / (2 * .25); places == 1 && math.Abs(mean-known) > 1e-9 { // Pollaczek and Khinchine's
			t.Fatalf("the theory says %v, want %v", mean, known)
		}
		for _, c := range []struct {
			what string
			got  []float64
			want float64
		}{{"they wait, in seconds,", means, mean}, {"the share that need not wait is", shares, share}} {
			got, deviation := meanAndDeviation(c.got)
			if slack := student * deviation / math.Sqrt(runs); math.Abs(got-c.want) > slack {
				t.Errorf("%d places: %s %.5f, want %.5f give or take %.5f", places, c.what, got, c.want, slack)
			}
		}
	}
}

// waitsAt are the times that requests wait at the simulated server. Between one and the next are times of an exponential distribution.
func waitsAt(t *testing.T, places int, rate float64, takes time.Duration, requests int, random *rand.Rand) []time.Duration {
	t.Helper()
	entries, at := make([]engine.Entry, requests), time.Duration(0)
	for i := range entries {
		at += time.Duration(random.ExpFloat64() / rate * 1e9).Round(time.Microsecond)
		entries[i] = engine.Entry{Delay: at, Latency: takes, Count: 1}
	}
	s := engine.NewScenario(entries...)
	s.Limit, s.Server = 0, must(engine.ParseServer("at_once:"+strconv.Itoa(places)))
	sent, waits := make([]time.Duration, requests), make([]time.Duration, requests)
	for _, e := range must(engine.Simulate(s)) {
		switch e.Kind {
		case engine.Send:
			sent[e.Task] = e.T
		case engine.Serve:
			waits[e.Task] = e.T - sent[e.Task]
		}
	}
	return waits
}

// theoryOfMDc is the mean waiting time of M/D/c, and the share of those that find a place free. A service time later all who are served
// have left, and only those are there who waited, and who have come meanwhile: so the number that is there has a distribution which that
// step leaves as it is (Crommelin, 1932).
func theoryOfMDc(rate, takes float64, places int) (mean, free float64) {
	const most = 400
	come, there := make([]float64, most), make([]float64, most)
	come[0], there[0] = math.Exp(-rate*takes), 1
	for n := 1; n < most; n++ {
		come[n] = come[n-1] * rate * takes / float64(n)
	}
	for range 400 {
		next := make([]float64, most)
		for n, p := range there {
			for k := 0; p > 1e-18 && max(n-places, 0)+k < most; k++ {
				next[max(n-places, 0)+k] += p * come[k]
			}
		}
		there = next
	}
	for n, p := range there {
		if mean += float64(n) * p; n < places {
			free += p
		}
	}
	return mean/rate - takes, free // by Little's law
}

func meanAndDeviation(values []float64) (mean, deviation float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		deviation += (v - mean) * (v - mean) / float64(len(values)-1)
	}
	return mean, math.Sqrt(deviation)
}
