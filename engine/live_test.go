package engine

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// bench is a Transport inside a synctest bubble: it answers as the demo backend would, in the bubble's time.
type bench struct {
	mu           sync.Mutex
	flying, most int
	started      []string // tasks, in order
	aborted      []string
}

func (b *bench) Hold(link string, heard Heard) (abort func()) {
	heard.Body = nil
	return b.Start(link, heard)
}

func (b *bench) Start(link string, heard Heard) (abort func()) {
	u, err := url.Parse(link)
	if err != nil {
		panic(err)
	}
	q := u.Query()
	latency, size := duration(q, "latency"), bytesOf(q, "size")
	response := Response{Status: 200}
	if status := q.Get("status"); status != "" {
		response.Status, _ = strconv.Atoi(status)
	}
	if u.Host == "refused" {
		latency, response = 0, Response{Err: errors.New("nothing listens")}
	} else if q.Get("fault") == "reset" {
		response.Err = errors.New("broken")
	}
	b.count(+1)
	b.started = append(b.started, q.Get("task"))
	if response.Status != 0 {
		heard.Sent(time.Now())
	}
	life := new(life)
	end := func() {
		b.count(-1)
		response.At = time.Now()
		heard.Done(response)
	}
	life.after(latency, func() {
		if heard.Body != nil && response.Status != 0 {
			heard.Body(time.Now(), 1)
		}
		if response.Err != nil || size == 0 {
			end()
			return
		}
		life.after(time.Duration(size)*time.Microsecond, end)
	})
	return func() {
		if life.stop() {
			b.count(-1)
			b.aborted = append(b.aborted, q.Get("task"))
		}
	}
}

// life is what happens to one request or socket, a step at a time.
type life struct {
	mu    sync.Mutex
	timer *time.Timer
}

func (l *life) after(d time.Duration, step func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.timer = time.AfterFunc(d, step)
}

// stop reports whether a step was still to come.
func (l *life) stop() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.timer != nil && l.timer.Stop()
}

func duration(q url.Values, name string) time.Duration {
	d, err := time.ParseDuration(cmp.Or(q.Get(name), "0s"))
	if err != nil {
		panic(err)
	}
	return d
}

func bytesOf(q url.Values, name string) int {
	n, err := strconv.Atoi(cmp.Or(q.Get(name), "0"))
	if err != nil {
		panic(err)
	}
	return n
}

func (b *bench) count(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.flying += n
	b.most = max(b.most, b.flying)
}

// runLive runs a link in the live world, in the bubble's time.
func runLive(t *testing.T, ctx context.Context, link string, b *bench) Log {
	t.Helper()
	if !strings.Contains(t.Name(), "Live") {
		t.Fatalf("%s starts goroutines: want Live in its name, by which the Makefile has the race detector watch it", t.Name())
	}
	s, err := Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	log, err := Run(ctx, s, &Live{Transport: b, Backend: Backend{URL: "http://*.backend", Refused: "http://refused"}, Run: "test"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := log.Check(s); err != nil {
		t.Fatalf("%s: %v", link, err)
	}
	return log
}

// TestSilenceOfOthersServersEndsLiveWithTheirHeaders: a stream that goes on for long is no silence.
func TestSilenceOfOthersServersEndsLiveWithTheirHeaders(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := runLive(t, t.Context(), "tasks=https://example.org/?latency=2s&client_timeout=sock_read:500ms", new(bench))
		if !slices.ContainsFunc(log, func(e Event) bool { return e.Kind == Finish && e.Value == 200 && e.T == 2*time.Second }) {
			t.Errorf("got %v, want an answer at 2 s", log)
		}
	})
}

// settled is a log without what only a live run has or only a simulated one, with events of one moment in an order that does
// not depend on who was quicker by less than the clock can tell.
func settled(log Log) Log {
	log = slices.DeleteFunc(slices.Clone(log), func(e Event) bool { return e.Kind == Sent || e.Kind == Wake })
	for i := range log {
		log[i].Connection = 0 // live, that is the browser's affair
	}
	slices.SortStableFunc(log, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.T, b.T), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Task, b.Task))
	})
	return log
}

func TestLiveAgreesWithSimulated(t *testing.T) {
	links := []string{
		"strategy=wait&tasks=1s,2s,3s&timeout=1500ms",
		"strategy=as_completed&tasks=3s,1s!reset,2s&timeout=2500ms&on_error=handle&after=linger",
		"tasks=1s,0s!refused,2s&after=linger",
		"strategy=task_group&tasks=1s:2s,1s!reset,3s&limit=2",
		"tasks=1s,2s!503,500ms&size=500000&limit=2",
		"tasks=1s,1s!reset,2s!404,0s!refused&size=500000&raise_for_status=true&after=linger",
		"tasks=1s,3s&size=1000000&timeout=1500ms",
		"tasks=500ms*8&return_exceptions=true&limit=2&client_timeout=total:1.4s,connect:1.2s",
		"tasks=1s,3s,1s:2s&size=500000&client_timeout=sock_read:1.5s,total:2.3s,sock_connect:1ms&return_exceptions=true&session=per_request",
		"strategy=race&tasks=2s,1s!reset/1,1500ms&client_timeout=sock_read:1200ms&each=retry:2:300ms",
		"session=per_request&tasks=1s,1s:2s,1s!reset,0s!scheme,2s&after=linger",
		"tasks=1s,500ms!reset,2s,1s:1s,3s&limit=3&after=close",
		"strategy=wait&return_when=FIRST_COMPLETED&tasks=1s,3s,5s:1s,4s&limit=2&size=500000&after=close",
		"client=socket&tasks=1s,200ms:2s,1s:1s&closing=100ms",
		"client=socket&tasks=1s:1s,500ms!scheme,0s!refused,1s!reset,3s!unclean&closing=100ms&after=linger",
		"client=socket&return_exceptions=true&tasks=0s,1s!reset,0s!unclean,200ms:2s,0s!scheme",
		"client=socket&strategy=sequential&tasks=1s,1s!unclean&closing=200ms",
		"client=socket&strategy=task_group&tasks=500ms:1s,4s,1s!reset,3s:1s,500ms!unclean&closing=200ms",
		"client=socket&strategy=wait&tasks=1s,2s:3s,3s,5s&timeout=2500ms&pending=cancel&closing=700ms",
		"client=socket&tasks=1s:1s,3s,500ms&closing=800ms&timeout=1200ms",
		"client=socket&strategy=race&tasks=1s,2s,500ms:1s",
		"client=socket&strategy=wait_for&task_timeout=1s&tasks=500ms,2s,2s:1s,900ms&closing=200ms&return_exceptions=true",
		"client=socket&strategy=semaphore&concurrency=2&tasks=1s*5&closing=100ms",
		"client=socket&strategy=shield&tasks=1s,2s&timeout=1500ms&after=linger",
		"strategy=exit_stack&tasks=500ms:1s,1s:200ms,2s&closing=100ms",
		"client=blocking&tasks=a=1s,b=1s,c=500ms:1s",
		"client=blocking&strategy=task_group&tasks=500ms:1s,1s!reset,1s",
		"client=blocking&strategy=as_completed&tasks=1s!503,0s!refused,0s!scheme,1s:500ms&raise_for_status=true&on_error=handle&timeout=1500ms",
		"client=blocking&strategy=wait&tasks=1s*3&timeout=1500ms&pending=cancel",
		"strategy=exit_stack&tasks=500ms:1s,1s!reset,2s!unclean&closing=100ms",
		"strategy=exit_stack&tasks=1s,0s!refused,2s&closing=100ms",
		"strategy=exit_stack&tasks=1s:1s,1s:1s,1s:1s&timeout=1500ms&closing=100ms",
	}
	for _, p := range Presets {
		links = append(links, p.Link)
	}
	for _, link := range links {
		t.Run(link, func(t *testing.T) {
			s, err := Parse(link)
			if err != nil {
				t.Fatal(err)
			}
			if s.Connect > 0 {
				t.Skip("how long the browser takes to connect is its own affair")
			}
			if s.Server.Name != "" {
				t.Skip("the demo backend has such a server, and its test asks this")
			}
			simulated, err := Simulate(s)
			if err != nil {
				t.Fatal(err)
			}
			synctest.Test(t, func(t *testing.T) {
				live := runLive(t, t.Context(), link, new(bench))
				if got, want := settled(live), settled(simulated); !slices.Equal(got, want) {
					t.Errorf("live\n%v\nsimulated\n%v", got, want)
				}
			})
		})
	}
}

func TestLiveHasAtMostAThousandOutstanding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := new(bench)
		log := runLive(t, t.Context(), "tasks=1s*2500&limit=0", b)
		if b.most != 1000 {
			t.Errorf("got %d requests outstanding, want 1000", b.most)
		}
		if end := log[len(log)-1].T; end != 3*time.Second {
			t.Errorf("ended at %v, want 3s: three rounds", end)
		}
	})
}

func TestLiveAbortsNewestFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := new(bench)
		runLive(t, t.Context(), "strategy=task_group&tasks=2s,1s!reset,2s,2s", b)
		if want := []string{"3", "2", "0"}; !slices.Equal(b.aborted, want) {
			t.Errorf("aborted %v, want %v", b.aborted, want)
		}
	})
}

func TestLiveNeverSendsWhatIsCancelledInLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := new(bench)
		runLive(t, t.Context(), "tasks=2s*1200&limit=0&timeout=1s", b)
		if len(b.started) != 1000 || len(b.aborted) != 1000 {
			t.Errorf("sent %d and aborted %d, want 1000 each", len(b.started), len(b.aborted))
		}
	})
}

func TestLiveInterruptCancelsAndCloses(t *testing.T) {
	for _, link := range []string{
		"tasks=3s*3", "strategy=sequential&tasks=3s*3", "strategy=create_task&tasks=3s*3", "strategy=create_task_each&tasks=3s*3",
		"strategy=as_completed&tasks=3s*3", "strategy=wait&tasks=3s*3", "strategy=task_group&tasks=3s*3",
		"tasks=3s,500ms!scheme&after=linger", "tasks=3s*3&timeout=2s", "tasks=500ms*3&size=2000000",
		"tasks=3s*3&after=close", "session=per_request&tasks=3s*3",
		"client=socket&tasks=3s*3", "client=socket&tasks=3s:1s*3", "client=socket&tasks=500ms*3&closing=3s", "strategy=exit_stack&tasks=3s*3",
		"strategy=exit_stack&tasks=200ms:3s*3",
		"client=blocking&tasks=3s*3", "client=blocking&tasks=3s*3&strategy=sequential", "client=blocking&strategy=shield&tasks=200ms:3s*2",
		"client=blocking&strategy=task_group&tasks=3s*3", "client=blocking&strategy=wait&tasks=400ms*4&pending=again",
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			b := new(bench)
			log := runLive(t, ctx, link, b)
			if b.flying != 0 {
				t.Errorf("%s: %d requests still under way", link, b.flying)
			}
			last := log[len(log)-1]
			if last.T != time.Second {
				t.Errorf("%s: ended at %v, want 1s", link, last.T)
			}
			entered := slices.ContainsFunc(log, func(e Event) bool { return e.Kind == Enter })
			if entered && !slices.ContainsFunc(log, func(e Event) bool { return e.Kind == Close || e.Kind == Closing }) {
				t.Errorf("%s: nothing was closed:\n%v", link, log)
			}
			for _, e := range log {
				if e.Kind == Cancel && e.By != ByShutdown {
					t.Errorf("%s: got %v, want by shutdown", link, e)
				}
			}
		})
	}
}

// backwards is a bench whose earlier tasks are answered later.
type backwards struct{ *bench }

func (b backwards) Start(link string, heard Heard) (abort func()) {
	u, err := url.Parse(link)
	if err != nil {
		panic(err)
	}
	q := u.Query()
	task, _ := strconv.Atoi(q.Get("task"))
	q.Set("latency", (duration(q, "latency") + time.Duration(20-task)*time.Millisecond).String())
	u.RawQuery = q.Encode()
	return b.bench.Start(u.String(), heard)
}

// TestLiveRunsPauseAsSimulated: whoever fails first draws first, and yet each task of a live run has the pauses that it has in the
// simulated one.
func TestLiveRunsPauseAsSimulated(t *testing.T) {
	for _, link := range []string{
		"tasks=200ms!reset/2*4&each=retry:3:500ms~500ms&seed=7",
		"strategy=retry&tasks=200ms!reset/2*4&attempts=3&backoff=500ms~500ms&seed=7",
	} {
		s, err := Parse(link)
		if err != nil {
			t.Fatal(err)
		}
		simulated, err := Simulate(s)
		if err != nil {
			t.Fatal(err)
		}
		synctest.Test(t, func(t *testing.T) {
			world := &Live{Transport: backwards{new(bench)}, Backend: Backend{URL: "http://*.backend", Refused: "http://refused"}, Run: "test"}
			log, err := Run(t.Context(), s, world, nil)
			if err != nil {
				t.Fatal(err)
			}
			want, got := pausesIn(simulated), pausesIn(log)
			if len(want) != 8 || !slices.Equal(got, want) {
				t.Errorf("%s: the pauses are %v, want %v", link, got, want)
			}
		})
	}
}

// pausesIn are the times from each failure to the start of the same task's next attempt.
func pausesIn(log Log) []time.Duration {
	failed, pauses := map[int]time.Duration{}, map[int]time.Duration{}
	for _, e := range log {
		if e.Kind == Fail {
			failed[e.Task] = e.T
		}
		if before, is := failed[e.Task-1]; is && e.Kind == Start {
			pauses[e.Task] = e.T - before
		}
	}
	var sorted []time.Duration
	for _, task := range slices.Sorted(maps.Keys(pauses)) {
		sorted = append(sorted, pauses[task])
	}
	return sorted
}
