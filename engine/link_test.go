package engine

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParseNamesThePlace(t *testing.T) {
	for _, c := range []struct{ link, want string }{
		{"tasks=1s,%204x", `tasks: entry 2 "4x": column 2: unknown unit "x": want a duration such as 200ms or 1.5s`},
		{"tasks=1", `tasks: entry 1 "1": column 2: no unit after "1": want a duration such as 200ms or 1.5s`},
		{"tasks=", `tasks: want at least one task, such as 1s`},
		{"", `tasks: want at least one task, such as 1s`},
		{"tasks=1s~", `tasks: entry 1 "1s~": column 4: want a duration such as 200ms or 1.5s`},
		{"tasks=900ms..120ms", `tasks: entry 1 "900ms..120ms": column 8: the 99th percentile 120ms is not above the median 900ms: ` +
			`want one such as 120ms..900ms`},
		{"tasks=0s..1s", `tasks: entry 1 "0s..1s": column 5: no latency is drawn around a median of 0: want one such as 120ms..900ms`},
		{"tasks=1s..", `tasks: entry 1 "1s..": column 5: want a duration such as 200ms or 1.5s`},
		{"tasks=1s..2s~1s", `tasks: entry 1 "1s..2s~1s": column 7: a latency is drawn from a range or with jitter: ` +
			`want 120ms..900ms or 120ms~50ms`},
		{"tasks=1s!503@150%25", `tasks: entry 1 "1s!503@150%": column 8: chance "150%": want one from 0.01% to 100%`},
		{"tasks=1s!503@x", `tasks: entry 1 "1s!503@x": column 8: chance "x": want a percentage such as 5%`},
		{"tasks=1s!503@60%25!404@60%25", `tasks: entry 1 "1s!503@60%!404@60%": column 16: chances of 120% in all: want at most 100%`},
		{"tasks=1s!503!404", `tasks: entry 1 "1s!503!404": column 7: an outcome behind 503, which is certain: ` +
			`want a chance such as @5% on each before the last`},
		{"tasks=1s!unclean@5%25", `tasks: entry 1 "1s!unclean@5%": column 4: only a socket ends unclean: ` +
			`want client=socket, or scheme, refused, reset or a status such as 503`},
		{"tasks=1s&runs=1000000", `runs: "1000000": want a whole number from 1 to 1000`},
		{"tasks=1s*10000&runs=200", `runs: 200 of 10000 requests each: want at most 40 for so many tasks`},
		{"tasks=1s*2*3", `tasks: entry 1 "1s*2*3": column 4: count "2*3": want a whole number from 1 to 10000`},
		{"tasks=1s!418x", `tasks: entry 1 "1s!418x": column 4: unknown outcome "418x": want scheme, refused, reset, unclean or a status such ` +
			`as 503`},
		{"tasks=1s!204", `tasks: entry 1 "1s!204": column 4: status 204: want one from 200 to 599 that has a body and reaches the page`},
		{"tasks=a/b=1s", `tasks: entry 1 "a/b=1s": column 2: '/' in a name: want letters, digits, _, - and .`},
		{"tasks==1s", `tasks: entry 1 "=1s": column 1: want a name of 1 to 40 characters before the =`},
		{"tasks=1s@api", `tasks: entry 1 "1s@api": column 3: a host comes before the =: want a task such as a@api=1s or @api=1s`},
		{"tasks=a@=1s", `tasks: entry 1 "a@=1s": column 3: want a host of 1 to 40 characters between @ and =`},
		{"tasks=a@Api=1s", `tasks: entry 1 "a@Api=1s": column 3: 'A' in a host: want letters from a to z, digits, and - between them`},
		{"tasks=a@api-=1s", `tasks: entry 1 "a@api-=1s": column 6: '-' in a host: want letters from a to z, digits, and - between them`},
		{"tasks=a@b@c=1s", `tasks: entry 1 "a@b@c=1s": column 4: '@' in a host: want letters from a to z, digits, and - between them`},
		{"tasks=a@b12=1s", `tasks: entry 1 "a@b12=1s": column 3: b12: b0, b1, … are the hosts of tasks that name none: want another`},
		{"tasks=a@api=https://example.com/", `tasks: entry 1 "a@api=https://example.com/": column 7: its URL says which host: want no @api`},
		{"tasks=https://", `tasks: entry 1 "https://": column 1: not a URL: want one such as https://example.com/`},
		{"tasks=2h", `tasks: entry 1 "2h": column 1: 2h is too long: want at most 1h`},
		{"tasks=1.0000001s", `tasks: entry 1 "1.0000001s": column 1: 1.0000001s is too fine: want whole microseconds`},
		{"tasks=-1s", `tasks: entry 1 "-1s": column 1: want a duration such as 200ms or 1.5s`},
		{"tasks=1s*9999,1s*3", `tasks: entry 2 "1s*3": column 1: 10002 tasks in all: want at most 10000`},
		{"strategy=all&tasks=1s", `strategy: unknown strategy "all": want ` + joinOr(strategyNames())},
		{"tasks=1s&timeout=soon", `timeout: "soon": want a duration such as 200ms or 1.5s`},
		{"tasks=1s&return_when=ALL_COMPLETED", `return_when: gather has no such option; it belongs to wait`},
		{"strategy=wait&tasks=1s&return_when=NEVER", `return_when: "NEVER": want ALL_COMPLETED, FIRST_EXCEPTION or FIRST_COMPLETED`},
		{"strategy=wait&tasks=1s&pending=again&timeout=0s", `timeout: 0s with pending=again waits for ever at one moment: want more than 0s`},
		{"tasks=1s&limit=-1", `limit: "-1": want a whole number from 0 to 1000000`},
		{"tasks=1s&raise_for_status=yes", `raise_for_status: "yes": want true or false`},
		{"tasks=1s&tasks=2s", `tasks: given twice: want it once`},
		{"tasks=1s&retries=2", `link: unknown key "retries": want ` + joinOr(append(keyNames(), "preset"))},
		{"client=ftp&tasks=1s", `client: "ftp": want http, socket or blocking`},
		{"client=socket&tasks=1s,2s!503*2", `tasks: entry 2 "2s!503*2": column 4: a socket has no status: want scheme, refused, reset or ` +
			`unclean`},
		{"tasks=1s!unclean", `tasks: entry 1 "1s!unclean": column 4: only a socket ends unclean: want client=socket, or scheme, refused, reset ` +
			`or a status such as 503`},
		{"client=socket&tasks=https://example.com/", `tasks: entry 1 "https://example.com/": column 1: a socket connects to the demo backend ` +
			`only: want a time such as 1s`},
		{"client=socket&tasks=1s&limit=3", `limit: client=socket has no such option; it belongs to client=http with session=shared`},
		{"session=per_request&tasks=1s&limit=3", `limit: session=per_request has no such option; it belongs to client=http with session=shared`},
		{"tasks=1s&closing=1s", `closing: client=http has no such option; it belongs to client=socket and to exit_stack`},
		{"client=socket&session=shared&tasks=1s", `session: client=socket has no such option; it belongs to client=http`},
		{"client=blocking&tasks=1s&after=close", `after: close: client=blocking has no session that all tasks share; it belongs to client=http ` +
			`with session=shared`},
		{"tasks=1s:!503", `tasks: entry 1 "1s:!503": column 4: a task that only sleeps has no request that could go wrong: want one behind the ` +
			`colon, such as 1s:200ms!503`},
		{"tasks=a=1s:~5ms", `tasks: entry 1 "a=1s:~5ms": column 6: a task that only sleeps has no jitter: want a latency behind the colon, ` +
			`such as 1s:200ms~50ms`},
		{"tasks=1s,0s:", `tasks: entry 2 "0s:": column 1: a task that only sleeps, and for no time: want one such as 1s:`},
		{"tasks=a@b=1s:", `tasks: entry 1 "a@b=1s:": column 1: a task that only sleeps asks no host: want no @b`},
		{"client=socket&tasks=1s:", `tasks: entry 1 "1s:": column 1: it only sleeps, and opens no socket: want a time behind the colon, ` +
			`such as 1s:200ms`},
		{"strategy=workers&tasks=1s&workers=0", `workers: "0": want a whole number from 1 to 10000`},
		{"tasks=1s&workers=2", `workers: gather has no such option; it belongs to workers`},
		{"tasks=1s&size=1e9", `size: "1e9": want a whole number from 0 to 100000000`},
		{"tasks=%zz", `link: "tasks=%zz" has a broken escape: want % and two hexadecimal digits`},
		{"tasks=1s&a=1&b&c=3", `link: unknown keys "a", "b" and "c": want ` + joinOr(append(keyNames(), "preset"))},
		{"v=two&tasks=1s", `v: format version "two": want a whole number such as 1`},
		{"v=2&tasks=1s!dropped", `tasks: entry 1 "1s!dropped": column 4: unknown outcome "dropped": want scheme, refused, reset, unclean or a ` +
			`status such as 503 (a newer version wrote this link: v=2)`},
		{"v=2&strategy=quorum&tasks=1s", `strategy: unknown strategy "quorum": want ` + joinOr(strategyNames()) +
			` (a newer version wrote this link: v=2)`},
		{"preset=timeout&return_when=ALL_COMPLETED", `return_when: gather has no such option; it belongs to wait`},
		{"title=a%E2%80%AEb&tasks=1s", `title: column 2: U+202E in a title: want text that can be seen`},
		{"title=a%07&tasks=1s", `title: column 2: U+0007 in a title: want text that can be seen`},
		{"title=%FF&tasks=1s", `title: column 1: U+FFFD in a title: want text that can be seen`},
		{"tasks=1s&title=" + strings.Repeat("x", 121), `title: 121 characters: want at most 120`},
		{"tasks=" + strings.Repeat("1s,", MaxText/3), `link: 1048581 bytes: want at most 1048576`},
	} {
		_, err := Parse(c.link)
		if err == nil || err.Error() != c.want {
			t.Errorf("Parse(%.60q)\n got %v\nwant %s", c.link, err, c.want)
		}
	}
}

// TestErrorsListTheStrategies of today. One that comes is behind them.
func TestErrorsListTheStrategies(t *testing.T) {
	const all = "gather sequential create_task create_task_each as_completed wait task_group race wait_for semaphore batches retry hedge " +
		"shield exit_stack"
	if listed := strings.Join(strategyNames(), " "); !strings.HasPrefix(listed+" ", all+" ") {
		t.Errorf("the strategies are %s: want %s first, in this order", listed, all)
	}
}

// TestErrorsListTheKeys of today, in the canonical order. A key that comes is one more.
func TestErrorsListTheKeys(t *testing.T) {
	all := "title strategy client session tasks return_exceptions return_when pending task_timeout concurrency batch attempts backoff " +
		"hedge_after " +
		"timeout on_error after limit limit_per_host connect size closing raise_for_status seed hosts"
	listed := keyNames()
	for _, name := range strings.Fields(all) {
		at := slices.Index(listed, name)
		if at < 0 {
			t.Fatalf("the keys are %v: want %s, in this order: %s", keyNames(), name, all)
		}
		listed = listed[at+1:]
	}
	for _, name := range optionsOf("gather") {
		if name == "title" || name == "strategy" || name == "tasks" || !NewScenario().strategyHas(name) {
			t.Errorf("gather has the option %s, which is none", name)
		}
	}
	if got := joinOr([]string{"a", "b", "c"}); got != "a, b or c" {
		t.Errorf("got %q, want a, b or c", got)
	}
}

func TestParseErrorMarksTheCharacters(t *testing.T) {
	for _, c := range []struct{ tasks, marked string }{
		{"1s, 4x", "x"},
		{"ä=1s 2s!nope*3", "nope"},
		{"a=1s:2q~3s", "q"},
		{"1s*0", "0"},
		{"1s ü/=2s", "/"},
	} {
		_, err := Parse("tasks=" + c.tasks)
		var e *ParseError
		if !errors.As(err, &e) {
			t.Errorf("%q: got %v, want a ParseError", c.tasks, err)
			continue
		}
		if got := string([]rune(c.tasks)[e.Offset : e.Offset+e.Length]); got != c.marked || e.Key != "tasks" {
			t.Errorf("%q: marks %q of %s, want %q of tasks", c.tasks, got, e.Key, c.marked)
		}
	}
}

func TestLinkIsCanonical(t *testing.T) {
	for _, c := range []struct{ link, want string }{
		{"?strategy=gather&tasks=1000ms,+2s+3s", "tasks=1s,2s,3s"},
		{"v=1&tasks=a%3D60s:59m60s!200*1", "tasks=a=1m:1h"},
		{"tasks=0.0150ms*2", "tasks=15us*2"},
		{"limit=100&seed=1&tasks=0&after=exit", "tasks=0s"},
		{"tasks=0&hosts=20", "tasks=0s&hosts=20"}, // as many names as hosts, as before there were names
		{"tasks=0&hosts=4&names=4", "tasks=0s&hosts=4"},
		{"tasks=0&names=20&hosts=4", "tasks=0s&hosts=4&names=20"},
		{"tasks=0&hosts=1&names=20", "tasks=0s"},
		{"tasks=0&names=1", "tasks=0s&hosts=1"}, // one host under one name
		{"tasks=0&names=3", "tasks=0s&names=3"},
		{"timeout=0s&tasks=1s", "tasks=1s&timeout=0s"},
		{"tasks=120ms..900ms!503@5%*40", "tasks=120ms..900ms!503@5%25*40"}, // as somebody types it
		{"tasks=1s:1s..2s!503@05.50%25!200@1%!reset/2", "tasks=1s:1s..2s!503@5.5%25!200@1%25!reset/2"},
		{"pending=again&strategy=wait&tasks=1s~5ms", "strategy=wait&tasks=1s~5ms&pending=again"},
		{"tasks=x=https://example.com/%3Fa=b%26c%2523d", "tasks=x=https://example.com/?a=b%26c%2523d"},
		{"tasks=%C3%A4=1s", "tasks=%C3%A4=1s"},
		{"size=1000&tasks=1s&after=close&connect=50ms&limit_per_host=2", "tasks=1s&after=close&limit_per_host=2&connect=50ms&size=1000"},
		{"closing=1s&tasks=1s!unclean&client=socket", "client=socket&tasks=1s!unclean&closing=1s"},
		{"timeout=none&tasks=1s", "tasks=1s"},
		{"tasks=1s&title=+Two++words%E2%80%A8here+", "title=Two%20words%20here&tasks=1s"},
	} {
		s, err := Parse(c.link)
		if err != nil {
			t.Errorf("Parse(%q): %v", c.link, err)
			continue
		}
		if got := s.Link(); got != c.want {
			t.Errorf("%q: got %q, want %q", c.link, got, c.want)
		}
	}
}

func TestTwelveTasksFitInALink(t *testing.T) {
	s, err := Parse("strategy=as_completed&tasks=100ms,170ms,310ms!503,250ms,90ms,1.5s,400ms,120ms,80ms,640ms,200ms,330ms&limit=4&seed=42")
	if err != nil {
		t.Fatal(err)
	}
	if link := s.Link(); len(link) > 150 {
		t.Errorf("got %d characters, want at most 150: %s", len(link), link)
	}
}

func TestJitterDependsOnSeedAndTaskAlone(t *testing.T) {
	latencies := func(link string) (ds []time.Duration) {
		s, err := Parse(link)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range s.Requests() {
			if r.Latency < 200*time.Millisecond || r.Latency > 400*time.Millisecond {
				t.Errorf("%s: task %d takes %v, want 300ms ± 100ms", link, r.Index, r.Latency)
			}
			ds = append(ds, r.Latency)
		}
		return ds
	}
	a, b := latencies("tasks=300ms~100ms*3"), latencies("tasks=300ms,300ms~100ms*2")
	if a[1] != b[1] || a[2] != b[2] {
		t.Errorf("editing the first entry moved the others: got %v, then %v", a, b)
	}
	if c := latencies("tasks=300ms~100ms*3&seed=2"); a[0] == c[0] && a[1] == c[1] {
		t.Errorf("another seed draws the same: %v", c)
	}
}

func FuzzLink(f *testing.F) {
	for _, p := range Presets {
		f.Add(p.Link)
	}
	f.Add(Pack("strategy=wait&tasks=1s"))
	f.Add("v=2&preset=retry&title=a%2520b&x")
	f.Add("strategy=wait&tasks=a=1s:2s~1ms!503*3,https://example.com/?q=%26&timeout=1us&pending=again")
	f.Fuzz(func(t *testing.T, link string) {
		s, err := Parse(link)
		if err != nil {
			return
		}
		canonical := s.Link()
		again, err := Parse(canonical)
		if err != nil {
			t.Fatalf("%q: canonical form %q: %v", link, canonical, err)
		}
		if got := again.Link(); got != canonical {
			t.Fatalf("%q: canonical %q, then %q", link, canonical, got)
		}
	})
}

// FuzzRun holds every scenario's log against the laws.
func FuzzRun(f *testing.F) {
	for _, p := range Presets {
		f.Add(p.Link)
	}
	f.Add("strategy=wait&tasks=1s,0s!scheme,1s!reset*3&return_when=FIRST_EXCEPTION&pending=cancel&after=linger&limit=1")
	f.Add("tasks=1s,100ms:200ms!503*3,1s!refused&limit=3&limit_per_host=1&hosts=2&connect=1ms&size=5&after=close")
	f.Add("strategy=hedge&client=socket&tasks=1s!unclean,0s*2,1s!reset&closing=1s&timeout=1s")
	f.Fuzz(func(t *testing.T, link string) {
		s, err := Parse(link)
		if err != nil || s.Live() {
			return
		}
		requests := s.Requests()
		if len(requests) > 200 {
			return
		}
		log, err := Simulate(s)
		if err != nil && !errors.Is(err, ErrTooLong) {
			t.Fatalf("%s: %v", link, err)
		}
		if err := log.Check(s); err != nil {
			t.Fatalf("%s: %v\n%v", link, err, log)
		}
	})
}
