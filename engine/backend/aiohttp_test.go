package backend

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// python is one that has aiohttp, "" if there is none. Debian's own has Debian's.
var python = sync.OnceValue(func() string {
	enginetest.NoteTools()
	for _, path := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(path, "-c", "import aiohttp").Run() == nil {
			return path
		}
	}
	return ""
})

// pool is embedded, so that go test knows the test in each checkout.
//
//go:embed testdata/pool.py
var pool string

// usage is how a program used its connections.
type usage struct {
	Requests   int   // that the backend received
	Each       []int // the requests of each connection, sorted
	MostAtOnce int
	ends       map[int]time.Duration // of each task's request, since the first one came
}

// slack is how far apart times must be to be told apart over a real network.
const slack = 150 * time.Millisecond

// differs says what is different in another's use, or "": a connection, the order in which two requests end that end far apart, or a
// time. Where lots are drawn, only how many end when is compared, and with a limit per host beside the other not even that.
func (u usage) differs(other usage, lots, byHost bool) string {
	if !u.connectsAs(other, lots) {
		return fmt.Sprintf("connections: %+v and %+v", u, other)
	}
	switch {
	case lots && byHost:
		return ""
	case lots:
		return late(slices.Sorted(maps.Values(u.ends)), slices.Sorted(maps.Values(other.ends)))
	}
	var ends, others []time.Duration
	for task, at := range u.ends {
		ends, others = append(ends, at), append(others, other.ends[task])
		for second, then := range u.ends {
			if then-at >= slack && other.ends[second] < other.ends[task] {
				return fmt.Sprintf("task %d ends before task %d: %v and %v", task, second, u.ends, other.ends)
			}
		}
	}
	return late(ends, others)
}

// connectsAs reports whether connections are used alike.
func (u usage) connectsAs(other usage, lots bool) bool {
	return u.Requests == other.Requests && u.MostAtOnce == other.MostAtOnce && (lots || slices.Equal(u.Each, other.Each))
}

// watchLateness watches, until it is asked, by how much the machine is late.
func watchLateness() (most func() time.Duration) {
	asked, late := make(chan struct{}), make(chan time.Duration)
	go func() {
		var worst time.Duration
		for {
			begun := time.Now()
			select {
			case <-time.After(20 * time.Millisecond):
				worst = max(worst, time.Since(begun)-20*time.Millisecond)
			case <-asked:
				late <- worst
				return
			}
		}
	}()
	return func() time.Duration { close(asked); return <-late }
}

// late says which of the times are apart.
func late(times, others []time.Duration) string {
	for i, at := range times {
		if (at - others[i]).Abs() >= slack {
			return fmt.Sprintf("ends at %v and at %v", times, others)
		}
	}
	return ""
}

// TestPoolIsAiohttps runs scenarios with aiohttp against the backend, and compares how it uses connections, and in which order and when
// its requests end, with what a simulated run says. Times are far enough apart that a busy machine changes little of it, and there are
// three tries.
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
		"both limits":                  "return_exceptions=true&tasks=400ms*12&limit=4&limit_per_host=2&hosts=3",
		"reuse after a pause":          "return_exceptions=true&tasks=200ms,1s:200ms*2,2s:200ms*3&hosts=1",
		"a broken one is not reused":   "return_exceptions=true&tasks=300ms!reset,800ms:200ms*2&limit=1&hosts=1",
		"a bad status is no harm":      "return_exceptions=true&tasks=300ms!503*3&limit=1&hosts=1",
		"waiters are cancelled":        "strategy=wait&pending=cancel&tasks=600ms*4&limit=1&hosts=1&timeout=300ms",
		"one in flight, one in line":   "strategy=wait&pending=cancel&tasks=400ms*6&limit=2&hosts=1&timeout=600ms",
		"a group cancels its waiters":  "strategy=task_group&raise_for_status=true&tasks=400ms!503,900ms,900ms*3&limit=2&hosts=1",
		"uneven ones, in line":         "return_exceptions=true&tasks=900ms,300ms,600ms,300ms,900ms,200ms&limit=2&hosts=1",
		"a broken one frees its place": "return_exceptions=true&tasks=300ms!reset,900ms,600ms*2,200ms:300ms&limit=2&hosts=1",
		"a line for each host": "return_exceptions=true&limit_per_host=1&hosts=2&limit=0&tasks=" +
			strings.Repeat(",700ms,200ms:400ms", 3)[1:],
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
				lots := s.Hosts > 1 && s.Limit > 0 && s.Limit < len(s.Requests())
				lateness := watchLateness()
				got := used(aiohttp(t, s))
				late := lateness()
				difference := want.differs(got, lots, s.LimitPerHost > 0)
				if difference == "" || late > slack/3 && try == 3 && want.connectsAs(got, lots) { // the times of a busy machine say nothing
					return
				}
				if t.Logf("try %d, %v late: simulated and with aiohttp, %s", try, late, difference); try == 3 {
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
	cmd := exec.CommandContext(t.Context(), python(), "-c", pool)
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
	each, ends := map[int]int{}, map[int]time.Duration{}
	var spans [][2]time.Duration
	first := engine.MaxDuration
	for _, s := range account {
		first = min(first, s.Received)
	}
	for _, s := range account {
		each[s.Connection]++
		ends[s.Task] = end(s) - first
		spans = append(spans, [2]time.Duration{s.Received, end(s)})
	}
	return usage{len(account), slices.Sorted(maps.Values(each)), atOnce(spans), ends}
}

// simulated sums up a simulated run.
func simulated(t *testing.T, s *engine.Scenario) usage {
	log, err := engine.Simulate(s)
	if err != nil {
		t.Fatal(err)
	}
	each, sent, ends := map[int]int{}, map[int]time.Duration{}, map[int]time.Duration{}
	var spans [][2]time.Duration
	for _, e := range log {
		switch e.Kind {
		case engine.Send:
			each[e.Connection]++
			sent[e.Task] = e.T
		case engine.Finish, engine.Fail, engine.Cancel:
			if at, ok := sent[e.Task]; ok {
				spans = append(spans, [2]time.Duration{at, e.T})
				ends[e.Task] = e.T // the first request leaves at once
			}
		}
	}
	return usage{len(sent), slices.Sorted(maps.Values(each)), atOnce(spans), ends}
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

// TestAnotherUseOfConnectionsIsFound: what aiohttp is compared by can fail.
func TestAnotherUseOfConnectionsIsFound(t *testing.T) {
	use := func(most int, each []int, ends ...time.Duration) usage {
		u := usage{len(ends), each, most, map[int]time.Duration{}}
		for task, at := range ends {
			u.ends[task] = at * time.Millisecond
		}
		return u
	}
	want := use(2, []int{1, 2}, 300, 600, 900)
	for _, test := range []struct {
		got          usage
		lots, byHost bool
		differs      bool
	}{
		{use(2, []int{1, 2}, 310, 640, 1000), false, false, false},
		{use(3, []int{1, 2}, 300, 600, 900), true, true, true},
		{use(2, []int{3}, 300, 600, 900), false, false, true},
		{use(2, []int{3}, 300, 600, 900), true, false, false},
		{use(2, []int{1, 2}, 600, 300, 900), false, false, true},
		{use(2, []int{1, 2}, 600, 300, 900), true, false, false},
		{use(2, []int{1, 2}, 300, 600, 1100), true, false, true},
		{use(2, []int{1, 2}, 300, 600, 1100), true, true, false},
		{use(2, []int{1, 2}, 300, 600, 1100), false, false, true},
	} {
		if difference := want.differs(test.got, test.lots, test.byHost); (difference != "") != test.differs {
			t.Errorf("%+v: got %q, want a difference: %v", test, difference, test.differs)
		}
	}
}

// forgotten has a session of one connection, and cancels who waits for it in the turn in which its place comes. It prints how many of the
// three requests are never served, and how many places are then taken.
const forgotten = `
import asyncio, aiohttp
from aiohttp import web

async def main():
    async def answer(request):
        await asyncio.sleep(.05)
        return web.Response()
    app = web.Application()
    app.router.add_get("/", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await (site := web.TCPSite(runner, "127.0.0.1", 0)).start()
    url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/"
    connector = aiohttp.TCPConnector(limit=1)
    async with aiohttp.ClientSession(connector=connector) as session:
        async def fetch():
            async with session.get(url) as response:
                await response.read()
        tasks = [asyncio.create_task(fetch()) for _ in range(3)]
        await asyncio.sleep(.02)
        release = connector._release_waiter
        def once():
            connector._release_waiter = release
            release()
            tasks[1].cancel()
        connector._release_waiter = once
        _, pending = await asyncio.wait(tasks, timeout=.5)
        print(len(pending), len(connector._acquired))
        for task in pending:
            task.cancel()
    await runner.cleanup()

asyncio.run(main())
`

// TestAiohttpForgetsAPlace, as docs/links.md says: what the pool does otherwise is a fault there.
func TestAiohttpForgetsAPlace(t *testing.T) {
	if python() == "" {
		t.Skip("without aiohttp nobody can be asked: on Debian, apt-get install python3-aiohttp")
	}
	t.Parallel()
	out, err := exec.Command(python(), "-c", forgotten).CombinedOutput()
	if got := strings.TrimSpace(string(out)); err != nil || got != "1 0" {
		t.Errorf("got %s %v, want one request that is never served, and no place taken", got, err)
	}
}
