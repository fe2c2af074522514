package web_test

import (
	"net/http"
	"strings"
	"testing"

	"inflight/engine"
)

// workOf counts what is parsed, simulated and laid out for an answer, by what it is done on.
func workOf(t *testing.T, h http.Handler, target string) map[string]map[string]int {
	t.Helper()
	done := map[string]map[string]int{"parse": {}, "simulate": {}, "lay out": {}}
	stop := engine.WatchWork(func(work, on string) {
		if done[work] != nil {
			done[work][on]++
		}
	})
	defer stop()
	if w := get(h, target); w.Code != http.StatusOK {
		t.Fatalf("%s: got status %d: %.200s", target, w.Code, w.Body)
	}
	return done
}

// TestWorkIsDoneOncePerRequest: a page's link is parsed once, each scenario that it shows is simulated once, and no picture is laid out
// twice. The questions' page shows two links of its own: an example, and a comparison of two as the counter-example.
func TestWorkIsDoneOncePerRequest(t *testing.T) {
	const scenario, comparison = "tasks=a=3s,b=1s!503,c=2s&limit=2&connect=50ms", "tasks=1s,2s&strategies=gather,wait,sequential"
	packed := engine.Pack("tasks=" + strings.Repeat("a=1s~20ms!503,", 200) + "1s")
	h := testSite(t)
	for target, want := range map[string]struct{ parsed, simulated int }{
		"/":                                {1, 1},
		"/?" + scenario:                    {1, 1},
		"/?preset=race":                    {1, 1},
		"/?" + packed:                      {1, 1},
		"/?tasks=4x":                       {1, 0},
		"/?tasks=https://example.com/":     {1, 1},
		"/compare":                         {1, 7},
		"/compare?" + comparison:           {1, 3},
		"/which":                           {2, 3},
		"/which?need=first&error=continue": {2, 3},
		"/embed?" + scenario:               {1, 1},
		"/embed?view=timeline,connections,log,code,narration,server,events&" + scenario: {1, 1},
		"/embed?" + comparison:                          {1, 3},
		"/trace.json?" + scenario:                       {1, 1},
		"/timeline.svg?" + scenario:                     {1, 1},
		"/timeline.svg?at=1s&" + scenario:               {1, 1},
		"/timeline.svg?view=compare&" + comparison:      {1, 3},
		"/timeline.png?" + scenario:                     {1, 1},
		"/oembed?url=http://example.com/%3Ftasks=1s,2s": {1, 1},
		"/oembed?url=http://example.com/compare%3Ftasks=1s,2s%26strategies=gather,wait": {1, 2},
	} {
		t.Run(target, func(t *testing.T) {
			done := workOf(t, h, target)
			for work, want := range map[string]int{"parse": want.parsed, "simulate": want.simulated} {
				times := 0
				for _, n := range done[work] {
					times += n
				}
				if times != want {
					t.Errorf("to %s is done %d times, want %d: %v", work, times, want, done[work])
				}
			}
			doneOnce(t, done)
		})
	}
}

// doneOnce complains of what is done twice.
func doneOnce(t *testing.T, done map[string]map[string]int) {
	t.Helper()
	for work, all := range done {
		for on, n := range all {
			if n > 1 {
				t.Errorf("to %s %s is done %d times", work, on, n)
			}
		}
	}
}

// TestTheGuideIsWrittenOnce, for all who ask for it, and each of its scenarios is run once for that.
func TestTheGuideIsWrittenOnce(t *testing.T) {
	h := testSite(t)
	first := workOf(t, h, "/guide")
	if len(first["simulate"]) < 10 || len(first["parse"]) < 10 || len(first["lay out"]) < 10 {
		t.Errorf("got %d scenarios, %d links and %d pictures, want those of some ten lessons",
			len(first["simulate"]), len(first["parse"]), len(first["lay out"]))
	}
	doneOnce(t, first)
	for work, all := range workOf(t, h, "/guide") {
		if len(all) > 0 {
			t.Errorf("the next reader's guide has something to %s: %v", work, all)
		}
	}
}
