package backend

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http/httptest"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"inflight/engine"
)

// python is one that has aiohttp, "" if there is none. Debian's own has Debian's.
var python = sync.OnceValue(func() string {
	for _, path := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(path, "-c", "import aiohttp").Run() == nil {
			return path
		}
	}
	return ""
})

// usage is how a program used its connections.
type usage struct {
	Requests   int   // that the backend received
	Each       []int // the requests of each connection, sorted
	MostAtOnce int
}

// TestPoolIsAiohttps runs scenarios with aiohttp against the backend, and compares how it uses connections with what a
// simulated run says. Times are far enough apart that a busy machine changes little of it, and there are three tries.
//
// Two things are not compared. Which of several idle connections is taken: the one idle for longest in newer versions, as here
// (https://github.com/aio-libs/aiohttp/pull/9672), the one used last in Debian's 3.8. And, under a limit in all, whose turn
// it is among those that wait for different hosts: aiohttp leaves that to chance.
//
// Under a limit per host, no two hosts' connections become free at the same moment: when they do, aiohttp 3.8 may wake two
// requests of one host for the one connection that it has free, and open another beyond the limit.
func TestPoolIsAiohttps(t *testing.T) {
	if python() == "" {
		t.Skip("without aiohttp the pool is not compared with it: on Debian, apt-get install python3-aiohttp")
	}
	for name, link := range map[string]string{
		"reuse, one after another": "strategy=sequential&tasks=20ms*6&hosts=1",
		"limit":                    "return_exceptions=true&tasks=400ms*20&limit=5&hosts=1",
		"no limit":                 "return_exceptions=true&tasks=600ms*12&limit=0&hosts=1",
		"limit over hosts":         "return_exceptions=true&tasks=400ms*12&limit=3&hosts=4",
		"limit per host": "return_exceptions=true&limit_per_host=2&hosts=3&tasks=" +
			strings.Repeat(",600ms,200ms:600ms,400ms:600ms", 4)[1:],
		"both limits":                 "return_exceptions=true&tasks=400ms*12&limit=4&limit_per_host=2&hosts=3",
		"reuse after a pause":         "return_exceptions=true&tasks=200ms,1s:200ms*2,2s:200ms*3&hosts=1",
		"a broken one is not reused":  "return_exceptions=true&tasks=300ms!reset,800ms:200ms*2&limit=1&hosts=1",
		"a bad status is no harm":     "return_exceptions=true&tasks=300ms!503*3&limit=1&hosts=1",
		"waiters are cancelled":       "strategy=wait&pending=cancel&tasks=600ms*4&limit=1&hosts=1&timeout=300ms",
		"one in flight, one in line":  "strategy=wait&pending=cancel&tasks=400ms*6&limit=2&hosts=1&timeout=600ms",
		"a group cancels its waiters": "strategy=task_group&raise_for_status=true&tasks=400ms!503,900ms,900ms*3&limit=2&hosts=1",
		"waiters of one host cancelled": "strategy=wait&pending=cancel&limit_per_host=1&hosts=2&timeout=1050ms&tasks=" +
			strings.Repeat(",600ms,300ms:600ms", 3)[1:],
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := engine.Parse(link)
			if err != nil {
				t.Fatal(err)
			}
			want := simulated(t, s)
			for try := 1; ; try++ {
				got := used(aiohttp(t, s))
				if s.Hosts > 1 && s.Limit < len(s.Requests()) {
					got.Each, want.Each = nil, nil // by chance
				}
				if reflect.DeepEqual(got, want) {
					return
				}
				if t.Logf("try %d: aiohttp %+v, simulated %+v", try, got, want); try == 3 {
					t.Fatal("three runs out of three differ")
				}
			}
		})
	}
}

// aiohttp runs the scenario's requests with aiohttp and returns what the backend saw of them.
func aiohttp(t *testing.T, s *engine.Scenario) engine.Account {
	type task struct {
		Host  int     `json:"host"`
		Delay float64 `json:"delay"`
		Path  string  `json:"path"`
	}
	server := httptest.NewUnstartedServer(New(Options{}))
	server.Config.ConnContext = ConnContext
	server.Start()
	defer server.Close()
	tasks := []task{}
	for _, r := range s.Requests() {
		path := fmt.Sprintf("/request?run=r&task=%d&latency=%v&status=%d", r.Index, r.Latency, r.Status)
		if r.What == engine.Reset {
			path += "&fault=reset"
		}
		tasks = append(tasks, task{r.Host, r.Delay.Seconds(), path})
	}
	program, err := json.Marshal(map[string]any{
		"url": server.URL, "strategy": s.Strategy, "limit": s.Limit, "limit_per_host": s.LimitPerHost,
		"timeout": s.Timeout.Seconds(), "tasks": tasks,
	})
	if err != nil {
		t.Fatal(err)
	}
	os.Stat("testdata/pool.py") // so that go test runs again when it has changed
	cmd := exec.CommandContext(t.Context(), python(), "testdata/pool.py")
	cmd.Stdin = bytes.NewReader(program)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var seen engine.Account
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		seen = account(t, server.Client(), server.URL)
		if !slices.ContainsFunc(seen, func(s engine.Seen) bool { return end(s) == engine.Never }) || time.Now().After(deadline) {
			return seen
		}
	}
}

// end is when a request was over for the backend.
func end(s engine.Seen) time.Duration { return max(s.Answered, s.Broken, s.Abandoned) }

// used sums up an account.
func used(account engine.Account) usage {
	each := map[int]int{}
	var spans [][2]time.Duration
	for _, s := range account {
		each[s.Connection]++
		spans = append(spans, [2]time.Duration{s.Received, end(s)})
	}
	return usage{len(account), slices.Sorted(maps.Values(each)), atOnce(spans)}
}

// simulated sums up a simulated run.
func simulated(t *testing.T, s *engine.Scenario) usage {
	log, err := engine.Simulate(s)
	if err != nil {
		t.Fatal(err)
	}
	each, sent := map[int]int{}, map[int]time.Duration{}
	var spans [][2]time.Duration
	for _, e := range log {
		switch e.Kind {
		case engine.Send:
			each[e.Connection]++
			sent[e.Task] = e.T
		case engine.Finish, engine.Fail, engine.Cancel:
			if at, ok := sent[e.Task]; ok {
				spans = append(spans, [2]time.Duration{at, e.T})
			}
		}
	}
	return usage{len(sent), slices.Sorted(maps.Values(each)), atOnce(spans)}
}

// atOnce is the greatest number of spans at one time. One that ends where another begins does not count beside it.
func atOnce(spans [][2]time.Duration) int {
	type change struct {
		at time.Duration
		by int
	}
	var changes []change
	for _, s := range spans {
		changes = append(changes, change{s[0], 1}, change{s[1], -1})
	}
	slices.SortFunc(changes, func(a, b change) int { return cmp.Or(cmp.Compare(a.at, b.at), a.by-b.by) })
	now, most := 0, 0
	for _, c := range changes {
		now += c.by
		most = max(most, now)
	}
	return most
}
