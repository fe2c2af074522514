package backend

import (
	"context"
	"fmt"
	"net/http/httptest"
	"sync"
	"testing"
	"testing/synctest"

	"inflight/engine"
)

func TestBoundsTheRequestsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(Options{AtOnce: 3, AtOnceByClient: 2})
		hang(t, b, "10.0.0.1:1001")
		leave := hang(t, b, "10.0.0.1:1002")
		expectRefusal(t, b, "10.0.0.1:1003", 429,
			"2 requests from your address are being answered already, the most at once: wait until some have ended")
		hang(t, b, "[2001:db8::1]:1001")
		expectRefusal(t, b, "[2001:db8::1]:1002", 503,
			"the demo backend is answering 3 requests already, the most at once: wait until some have ended")

		leave()
		expectAdmission(t, b, "10.0.0.1:1004")
		expectAdmission(t, b, "10.0.0.2:1001")
	})
}

func TestForgetsNobodyWhoHasLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(Options{})
		hang(t, b, "10.0.0.1:1001")()
		reset := httptest.NewRequest("GET", "/request?run=r&task=0&fault=reset", nil)
		func() {
			defer func() { recover() }() // as net/http does with http.ErrAbortHandler
			b.ServeHTTP(httptest.NewRecorder(), reset)
		}()
		if b.gate.inside != 0 || len(b.gate.byClient) != 0 {
			t.Errorf("got %d inside and clients %v, want none", b.gate.inside, b.gate.byClient)
		}
	})
}

func TestOnePageMayHaveAThousandOutstanding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(Options{})
		for range 1_000 {
			hang(t, b, "127.0.0.1:1001")
		}
		if account, _ := b.ledger.account("hanging"); len(account) != 1_000 {
			t.Errorf("got %d requests in the account, want 1000", len(account))
		}
	})
}

func TestForgetsTheRunWithoutANewRequestForLongest(t *testing.T) {
	for _, test := range []struct {
		name    string
		options Options
		runs    []string // each makes one request
		known   string
		unknown string
	}{
		{"few runs", Options{Runs: 2}, []string{"a", "b", "c"}, "bc", "a"},
		{"the first is used again", Options{Runs: 2}, []string{"a", "b", "a", "c"}, "ac", "b"},
		{"few requests", Options{Requests: 3}, []string{"a", "a", "b", "c"}, "bc", "a"},
		{"two make room for one", Options{Requests: 3}, []string{"a", "b", "c", "c", "c"}, "c", "ab"},
		{"forgotten and back", Options{Runs: 1}, []string{"a", "b", "a"}, "a", "b"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := New(test.options)
			for _, id := range test.runs {
				ask(b, id)
			}
			for _, id := range test.known {
				if _, err := b.ledger.account(string(id)); err != nil {
					t.Errorf("run %c: got %v, want its account", id, err)
				}
			}
			for _, id := range test.unknown {
				if account, err := b.ledger.account(string(id)); err == nil {
					t.Errorf("run %c: got %v, want it forgotten", id, account)
				}
			}
			if got, want := b.ledger.latest.Len(), len(b.ledger.runs); got != want {
				t.Errorf("got %d runs in order, want %d", got, want)
			}
		})
	}
}

func TestBoundsTheRequestsOfARun(t *testing.T) {
	b := New(Options{Requests: 2}) // the bound in all is one of each run too
	ask(b, "a")
	ask(b, "a")
	w := ask(b, "a")
	if got, want := errorIn(t, w), "run a has made 2 requests, the most that one run may: start a new run"; w.Code != 429 || got != want {
		t.Errorf("got %d %q, want 429 %q", w.Code, got, want)
	}
	if got := w.Header().Get("Retry-After"); got != "" {
		t.Errorf("got Retry-After %q, want none: waiting does not help", got)
	}
}

func TestTellsTheAccountWhileManyRunsGoOn(t *testing.T) {
	b := New(Options{Runs: 4})
	var all sync.WaitGroup
	for n := range 200 {
		id := fmt.Sprint(n % 8)
		all.Go(func() { ask(b, id) })
		all.Go(func() {
			b.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/run?run="+id, nil))
		})
	}
	all.Wait()
	total := 0
	for id := range b.ledger.runs {
		account, _ := b.ledger.account(id)
		total += len(account)
		for _, s := range account {
			if s.Answered == engine.Never {
				t.Errorf("run %s: got %+v, want it answered", id, s)
			}
		}
	}
	if total != b.ledger.requests {
		t.Errorf("got %d requests counted, want the %d that are remembered", b.ledger.requests, total)
	}
}

// ask makes one request of a run, without latency.
func ask(b *Backend, id string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	b.ServeHTTP(w, httptest.NewRequest("GET", "/request?run="+id+"&task=0", nil))
	return w
}

// hang starts a request that does not end before the client leaves, or the test ends.
func hang(t *testing.T, b *Backend, client string) (leave func()) {
	ctx, cancel := context.WithCancel(t.Context())
	r := httptest.NewRequestWithContext(ctx, "GET", "/request?run=hanging&task=0&latency=1h", nil)
	r.RemoteAddr = client
	go b.ServeHTTP(httptest.NewRecorder(), r)
	synctest.Wait()
	return func() {
		cancel()
		synctest.Wait()
	}
}

func expectRefusal(t *testing.T, b *Backend, client string, status int, want string) {
	t.Helper()
	w := askFrom(b, client)
	if got := errorIn(t, w); w.Code != status || got != want {
		t.Errorf("%s: got %d %q, want %d %q", client, w.Code, got, status, want)
	}
	if got := w.Header().Get("Retry-After"); got != "1" {
		t.Errorf("%s: got Retry-After %q, want 1", client, got)
	}
}

func expectAdmission(t *testing.T, b *Backend, client string) {
	t.Helper()
	if w := askFrom(b, client); w.Code != 200 {
		t.Errorf("%s: got %d %s, want 200", client, w.Code, w.Body)
	}
}

func askFrom(b *Backend, client string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "/request?run=r&task=0", nil)
	r.RemoteAddr = client
	b.ServeHTTP(w, r)
	return w
}
