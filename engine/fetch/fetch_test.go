package fetch

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"inflight/engine"
)

// These tests run in both builds: natively, and in Node by TestInNode.

// number makes every request's URL unique.
var number atomic.Int64

// watched is a request whose callbacks are recorded.
type watched struct {
	id    string
	sent  chan time.Time
	body  chan int // lengths
	done  chan engine.Response
	abort func()
}

func newWatched(id string) *watched {
	return &watched{id: id, sent: make(chan time.Time, 10), body: make(chan int, 10), done: make(chan engine.Response, 10)}
}

func (w *watched) heard() engine.Heard {
	return engine.Heard{
		Sent: func(at time.Time) { w.sent <- at },
		Body: func(_ time.Time, length int) { w.body <- length },
		Done: func(r engine.Response) { w.done <- r },
	}
}

// watch starts a request to the test's server; see the server's answer function for the query.
func watch(t *testing.T, transport *Transport, query string) *watched {
	id := fmt.Sprint(time.Now().UnixNano(), "-", number.Add(1))
	return watchURL(transport, server(t)+"/answer?id="+id+"&"+query, id)
}

func watchURL(transport *Transport, address, id string) *watched {
	w := newWatched(id)
	w.abort = transport.Start(address, w.heard())
	return w
}

func open(t *testing.T) *Transport {
	transport := New()
	t.Cleanup(transport.Close)
	return transport
}

// next is what arrives on the channel within the time that any test may take.
func next[T any](t *testing.T, what string, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(10 * time.Second):
		t.Fatalf("%s: got nothing in 10 s", what)
		panic("unreachable")
	}
}

// quiet fails if a callback is called any more.
func (w *watched) quiet(t *testing.T) {
	t.Helper()
	time.Sleep(100 * time.Millisecond)
	if s, b, d := len(w.sent), len(w.body), len(w.done); s+b+d > 0 {
		t.Errorf("callbacks after abort: got sent %d, body %d, done %d, want none", s, b, d)
	}
}

// fate waits until the server has nothing more to do for the request, and returns what became of it.
func (w *watched) fate(t *testing.T) string {
	t.Helper()
	var fate string
	for range 100 {
		if err := GetJSON(t.Context(), server(t)+"/fate?id="+w.id, &fate); err != nil {
			t.Fatal(err)
		}
		if fate != "" && fate != "received" {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	return fate
}

func TestSentComesWithTheHeadersAndDoneAfterTheBody(t *testing.T) {
	start := time.Now()
	w := watch(t, open(t), "body=300ms")
	sent := next(t, "sent", w.sent)
	if len(w.done) > 0 {
		t.Error("done was called with sent")
	}
	r := next(t, "done", w.done)
	if r.Status != 200 || r.Err != nil {
		t.Errorf("got status %d, error %v, want 200 and none", r.Status, r.Err)
	}
	if sent.Before(start) || r.At.Sub(sent) < 250*time.Millisecond || r.At.After(time.Now()) {
		t.Errorf("got sent %v, done %v, want about 0 and 300 ms", sent.Sub(start), r.At.Sub(start))
	}
}

func TestAnyStatusIsAnAnswer(t *testing.T) {
	for _, status := range []int{204, 404, 503} {
		w := watch(t, open(t), fmt.Sprintf("status=%d", status))
		if r := next(t, "done", w.done); r.Status != status || r.Err != nil {
			t.Errorf("got status %d, error %v, want %d and none", r.Status, r.Err, status)
		}
	}
}

func TestAbortReachesTheServer(t *testing.T) {
	for _, query := range []string{"headers=1m", "body=1m"} {
		t.Run(query, func(t *testing.T) {
			w := watch(t, open(t), query)
			if query == "body=1m" {
				next(t, "sent", w.sent)
			} else {
				time.Sleep(200 * time.Millisecond)
			}
			w.abort()
			w.abort()
			w.quiet(t)
			if got := w.fate(t); got != "abandoned" {
				t.Errorf("the server: got %q, want %q", got, "abandoned")
			}
		})
	}
}

func TestAbortAtOnceAndTooLate(t *testing.T) {
	transport := open(t)
	atOnce := watch(t, transport, "headers=1m") // who has no answer yet, however late the abort is on a busy machine
	atOnce.abort()
	tooLate := watch(t, transport, "body=50ms")
	next(t, "done", tooLate.done)
	next(t, "sent", tooLate.sent)
	tooLate.abort()
	atOnce.quiet(t)
	tooLate.quiet(t)
}

func TestCloseAbortsEverything(t *testing.T) {
	transport := New()
	w := watch(t, transport, "body=1m")
	next(t, "sent", w.sent)
	transport.Close()
	w.quiet(t)
	if got := w.fate(t); got != "abandoned" {
		t.Errorf("the server: got %q, want %q", got, "abandoned")
	}
}

func TestFailures(t *testing.T) {
	host := strings.TrimPrefix(server(t), "http://")
	nobody := nobody(t)
	none := strings.TrimPrefix(nobody, "http://")
	for _, test := range []struct {
		url    string
		status int
		want   Error
		words  string
	}{
		{server(t) + "/answer?id=b&body=50ms&fault=reset", 200, Error{Reason: Broken, Host: host}, "broke before its end"},
		{nobody + "/answer", 0, Error{Reason: NoAnswer, Host: none}, "no answer from " + none + ": "},
		{"http://", 0, Error{Reason: BadURL, Host: "http://"}, `bad URL "http://"`},
		{"python://x", 0, Error{Reason: BadURL, Host: "python://x"}, "want http:// or https://"},
		{"http://a:b@c/", 0, Error{Reason: BadURL, Host: "http://a:b@c/"}, "bad URL"},
		{"http://a:99999/", 0, Error{Reason: BadURL, Host: "http://a:99999/"}, "bad URL"},
		{"a\nb", 0, Error{Reason: BadURL, Host: "a\nb"}, `"a\nb"`},
	} {
		w := watchURL(open(t), test.url, "")
		r := next(t, test.url, w.done)
		var got *Error
		if !errors.As(r.Err, &got) {
			t.Errorf("%s: got error %v, want an *Error", test.url, r.Err)
			continue
		}
		if got.Reason != test.want.Reason || got.Host != test.want.Host || r.Status != test.status {
			t.Errorf("%s: got reason %d, host %q, status %d, want %d, %q, %d", test.url,
				got.Reason, got.Host, r.Status, test.want.Reason, test.want.Host, test.status)
		}
		if words := got.Error(); !strings.Contains(words, test.words) || strings.Contains(words, "\n") {
			t.Errorf("%s: got %q, want one line with %q", test.url, words, test.words)
		}
	}
}

func TestTheBodysBeginningIsHeardOfOnce(t *testing.T) {
	w := watch(t, open(t), "early=1&body=100ms&size=20000000")
	sent := next(t, "sent", w.sent)
	if length := next(t, "body", w.body); length == 0 {
		t.Error("the first piece of the body is empty")
	}
	if after := time.Since(sent); after < 90*time.Millisecond {
		t.Errorf("heard of the body %v after the headers: the early byte does not count", after)
	}
	next(t, "done", w.done)
	w.quiet(t)
}

func TestABadURLCanBeAborted(t *testing.T) {
	w := watchURL(open(t), "http://", "")
	w.abort()
	w.abort()
	time.Sleep(50 * time.Millisecond) // done may have been under way; it is called once at most
	if len(w.sent) > 0 || len(w.done) > 1 {
		t.Errorf("got sent %d, done %d, want none and at most one", len(w.sent), len(w.done))
	}
}

func TestManyAtOnceEndOnceEach(t *testing.T) {
	transport := open(t)
	const n = 200
	all := make([]*watched, n)
	start := time.Now()
	for i := range all {
		all[i] = watch(t, transport, "body=300ms")
	}
	for i, w := range all {
		r, sent := next(t, "done", w.done), next(t, "sent", w.sent)
		if r.Err != nil || r.At.Before(sent) {
			t.Errorf("%d: got error %v, done %v after sent", i, r.Err, r.At.Sub(sent))
		}
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %v, want about 300 ms", took)
	}
	time.Sleep(50 * time.Millisecond)
	for i, w := range all {
		if len(w.sent)+len(w.done) > 0 {
			t.Fatalf("%d: a callback was called twice", i)
		}
	}
}

func TestALongBodyIsReadToItsEnd(t *testing.T) {
	w := watch(t, open(t), "size=20000000")
	if r := next(t, "done", w.done); r.Err != nil {
		t.Error(r.Err)
	}
	if got := w.fate(t); got != "answered" {
		t.Errorf("the server: got %q, want %q", got, "answered")
	}
}

func TestGetJSON(t *testing.T) {
	var got struct{ Word string }
	if err := GetJSON(t.Context(), server(t)+"/json", &got); err != nil || got.Word != "naïve 東京" {
		t.Errorf("got %q, error %v, want %q and none", got.Word, err, "naïve 東京")
	}
	for path, want := range map[string]string{
		"/answer?id=j1":               "not the JSON expected",
		"/answer?id=j2&status=503":    "answered 503",
		"/answer?id=j3&size=20000000": "is longer than 16 MiB",
		"/answer?id=j4&fault=reset":   "broke before its end",
	} {
		if err := GetJSON(t.Context(), server(t)+path, &got); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got error %v, want %q", path, err, want)
		}
	}
}

func TestPing(t *testing.T) {
	if err := Ping(t.Context(), server(t)+"/json"); err != nil {
		t.Error(err)
	}
	var failure *Error
	if err := Ping(t.Context(), nobody(t)); !errors.As(err, &failure) || failure.Reason != NoAnswer {
		t.Errorf("got error %v, want NoAnswer", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := Ping(ctx, server(t)+"/answer?id=p&body=1m"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got error %v, want %v", err, context.DeadlineExceeded)
	}
}
