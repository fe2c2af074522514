package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// TestOneHostByDefault: the page's names for the backend are no hosts of the program, which has one unless the link says otherwise.
func TestOneHostByDefault(t *testing.T) {
	s, log := enginetest.Simulated(t, "tasks=1s*6&limit=2&connect=100ms")
	opened := 0
	for _, e := range log {
		opened = max(opened, e.Connection)
	}
	if end := log[len(log)-1].T; opened != 2 || end != 3100*time.Millisecond {
		t.Errorf("got %d connections and an end at %v, want 2 and 3.1 s", opened, end)
	}
	b := engine.Backend{URL: "http://*.localhost:1"}
	if u := b.RequestURL("r", s, s.Requests()[5]); !strings.HasPrefix(u, "http://b5.localhost:1/") {
		t.Errorf("the sixth request of a live run goes to %s, want the name b5", u)
	}
}

// TestPoolIsOfAiohttp314: what aiohttp 3.14 does otherwise than older ones, or leaves to random.shuffle. The right values are worked
// out from the source of its BaseConnector (connect, _get, _available_connections, _wait_for_available_connection, _release_waiter,
// _close). 3.14.3's connector itself, run as pure Python within the oracle, agreed in 4,297 of 4,306 scenarios; in the others a place
// comes to somebody who is cancelled in the same turn, and aiohttp forgets it.
func TestPoolIsOfAiohttp314(t *testing.T) {
	for name, test := range map[string]struct {
		link string
		kind engine.Kind
		want []string // the events of that kind, in order
	}{
		// Task 2 goes to host 0, whose connection is idle, while the only place is host 1's.
		"an idle connection is taken at the limit": {"tasks=100ms,50ms:1s,200ms:100ms&hosts=2&limit=1", engine.Send,
			[]string{"0s send 0 on 1", "100ms send 1 on 2", "200ms send 2 on 1"}},
		"one host is first come, first served": {"tasks=100ms*6&limit=1", engine.Finish, []string{"100ms finish 0 200", "200ms finish 1 200",
			"300ms finish 2 200", "400ms finish 3 200", "500ms finish 4 200", "600ms finish 5 200"}},
		"requests in line are cancelled when the session closes": {
			"strategy=shield&tasks=1s,1s,1s,1s&limit=1&after=close&timeout=500ms", engine.Cancel,
			[]string{"500ms cancel 1 by session", "500ms cancel 2 by session", "500ms cancel 3 by session"}},
		"who is about to connect finds out once connected": {
			"strategy=shield&tasks=1s&connect=800ms&after=close&timeout=500ms", engine.Fail, []string{"800ms fail 0 closed"}},
		// _get takes an idle connection before anybody asks for room, so task 3, which asks in that turn, overtakes; and task 1, which was
		// woken for nothing, goes to the front of its line (move_to_end).
		"who was woken for nothing is first in line again": {"tasks=100ms*3,100ms:100ms&limit=1", engine.Send,
			[]string{"0s send 0 on 1", "100ms send 3 on 1", "200ms send 1 on 1", "300ms send 2 on 1"}},
		"the one idle for longest is taken": {"tasks=100ms,200ms,300ms:100ms", engine.Send,
			[]string{"0s send 0 on 1", "0s send 1 on 2", "300ms send 2 on 1"}}, // popleft
		"an idle one is kept for 15 s": {"tasks=100ms,15.1s:100ms,30.201s:100ms", engine.Send, // keepalive_timeout
			[]string{"0s send 0 on 1", "15.1s send 1 on 1", "30.201s send 2 on 2"}},
		"a host at its own limit is passed over": {"tasks=a@x=300ms,b@y=100ms,c@x=100ms,d@y=100ms&limit=2&limit_per_host=1", engine.Finish,
			[]string{"100ms finish 1 200", "200ms finish 3 200", "300ms finish 0 200", "400ms finish 2 200"}},
		"who connects keeps its place": {"tasks=100ms*3&limit=1&connect=50ms&size=50000", engine.Finish, // _acquired, before create
			[]string{"200ms finish 0 200", "350ms finish 1 200", "500ms finish 2 200"}},
		"a connection that failed is not used again": {"tasks=100ms!reset,100ms&limit=1&return_exceptions=true", engine.Send,
			[]string{"0s send 0 on 1", "100ms send 1 on 2"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, log := enginetest.Simulated(t, test.link)
			var got []string
			for _, e := range log {
				if e.Kind == test.kind {
					got = append(got, fmt.Sprint(e))
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestTheSessionClosesBeforeShutdown: when the program ends, what the closing session does to requests comes first, and shutdown cancels
// who is left. The program of the first scenario, run with aiohttp 3.8, is who says so; that those in line are cancelled, is 3.14's.
func TestTheSessionClosesBeforeShutdown(t *testing.T) {
	for _, test := range []struct {
		link string
		want []string // the last events
	}{
		{"strategy=semaphore&tasks=a=1s!503,b=1s&concurrency=1&raise_for_status=true",
			[]string{"1s send 1 on 1", "1s raise status 503", "1s close", "1s fail 1 closed", "1s exit"}},
		// The next one behind the semaphore has no time to start.
		{"strategy=semaphore&tasks=a=1s!503,b=1s,c=1s&concurrency=1&raise_for_status=true",
			[]string{"1s send 1 on 1", "1s raise status 503", "1s close", "1s fail 1 closed", "1s exit"}},
		// Whoever connects, or has the beginning of an answer, hears nothing of it.
		{"strategy=semaphore&tasks=a=1s!reset,b=1s&concurrency=1",
			[]string{"1s send 1 on 2", "1s raise reset", "1s close", "1s exit", "1s cancel 1 by shutdown"}},
		{"tasks=a=1s!503,b=2s&raise_for_status=true", []string{"1s close", "1s exit", "1s cancel 1 by shutdown"}},
		{"strategy=wait&tasks=a=1s,b=1s,c=1s&limit=1&return_when=FIRST_COMPLETED", []string{"1s send 1 on 1", "1s wake done 1 pending 2",
			"1s deliver 0 200", "1s return", "1s close", "1s cancel 2 by session", "1s fail 1 closed", "1s exit", "1s unretrieved 1 closed"}},
	} {
		_, log := enginetest.Simulated(t, test.link)
		var got []string
		for _, e := range log[max(0, len(log)-len(test.want)):] {
			got = append(got, e.String())
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", test.link, got, test.want)
		}
	}
}

// TestLotIsDrawnBySeed: which host's turn it is depends on the seed, and within a host who came first goes first.
func TestLotIsDrawnBySeed(t *testing.T) {
	orders := map[string]bool{}
	for seed := range 5 {
		_, log := enginetest.Simulated(t, fmt.Sprintf("tasks=200ms*10,50ms*2&limit=2&hosts=3&seed=%d", seed))
		last, order := map[int]int{}, ""
		for _, e := range log {
			if e.Kind != engine.Send {
				continue
			}
			if e.Task < last[e.Task%3] {
				t.Errorf("seed %d: task %d left after %d, of the same host", seed, e.Task, last[e.Task%3])
			}
			last[e.Task%3] = e.Task
			order += fmt.Sprint(e.Task, " ")
		}
		orders[order] = true
	}
	if len(orders) < 3 {
		t.Errorf("five seeds have %d orders: %v", len(orders), orders)
	}
}

// TestNamedHostsAreHostsOfTheirOwn: each has its own connections, its own limit and its own line. Tasks that name none share the
// scenario's own.
func TestNamedHostsAreHostsOfTheirOwn(t *testing.T) {
	for _, test := range []struct{ link, want string }{
		{"tasks=a@api=1s,b@cdn=100ms*3&limit_per_host=1", "100ms send 2 on 2"},
		{"tasks=a@api=1s,b@cdn=100ms*3&limit_per_host=1", "300ms finish 3 200"},
		{"strategy=sequential&tasks=a@api=100ms,b@cdn=100ms,c@api=100ms", "200ms send 2 on 1"}, // api's connection is kept
		{"tasks=100ms,@api=100ms,100ms,@api=100ms&limit_per_host=1&hosts=2", "100ms send 2 on 1"},
		{"strategy=retry&tasks=a@api=100ms!refused/1,b@api=1s&limit_per_host=1&backoff=100ms", "1s send 1 on 1"},
	} {
		_, log := enginetest.Simulated(t, test.link)
		if !slices.ContainsFunc(log, func(e engine.Event) bool { return fmt.Sprint(e) == test.want }) {
			t.Errorf("%s: got no %q in %v", test.link, test.want, log)
		}
	}
	s, err := engine.Parse("tasks=a@api=1s,b@cdn=100ms*2,@cdn=1s*2,200ms,https://example.com/&hosts=2&names=3")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := s.Names(), []string{"a@api", "b.1@cdn", "b.2@cdn", "1s.1@cdn", "1s.2@cdn", "200ms", "https://example.com/"}; !slices.Equal(
		got, want) {
		t.Errorf("got names %q, want %q", got, want)
	}
	backend := engine.Backend{URL: "http://*.localhost:1"}
	for i, want := range []string{"http://api-0.", "http://cdn-1.", "http://cdn-2.", "http://cdn-0.", "http://cdn-1.", "http://b2."} {
		if got := backend.RequestURL("r", s, s.Requests()[i]); !strings.HasPrefix(got, want) {
			t.Errorf("task %d goes to %s, want %s", i, got, want)
		}
	}
}

// TestClientsTakeTheirTime: a socket that broke has no peer to wait for, and urllib, which has no session, opens a connection for each
// request and reads an error's body as it reads any other.
func TestClientsTakeTheirTime(t *testing.T) {
	for _, test := range []struct{ link, want string }{
		{"client=socket&tasks=a=400ms:1.2s,b=400ms:400ms!reset&return_exceptions=true&closing=400ms", "800ms fail 1 reset"},
		{"strategy=exit_stack&tasks=100ms:400ms!reset,100ms:1s&closing=400ms", "900ms raise reset"}, // the other one closes for 400 ms
		{"client=blocking&tasks=a=1s!503,b=500ms&raise_for_status=true&return_exceptions=true", "1.5s return"},
		{"client=blocking&tasks=100ms*3&session=per_request", "200ms send 2 on 3"},
	} {
		_, log := enginetest.Simulated(t, test.link)
		if !slices.ContainsFunc(log, func(e engine.Event) bool { return fmt.Sprint(e) == test.want }) {
			t.Errorf("%s: got no %q in %v", test.link, test.want, log)
		}
	}
}

// TestPausesAreDrawnAsPythonDrawsThem: random.Random(1).random() is 0.13436… and then 0.84743…, so that uniform(0.05, 0.15) of the program
// is 63.4 ms, and then 134.7 ms, which is doubled.
func TestPausesAreDrawnAsPythonDrawsThem(t *testing.T) {
	_, log := enginetest.Simulated(t, "strategy=retry&tasks=0s!reset/2&backoff=100ms~50ms")
	var starts []time.Duration
	for _, e := range log {
		if e.Kind == engine.Start {
			starts = append(starts, e.T)
		}
	}
	if want := []time.Duration{0, 63436 * time.Microsecond, 332923 * time.Microsecond}; !slices.Equal(starts, want) {
		t.Errorf("attempts start at %v, want %v", starts, want)
	}
}
