package engine_test

import (
	"errors"
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
