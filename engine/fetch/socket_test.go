package fetch

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// talk opens a socket to the demo backend, on the tests' server; query is as the backend has it.
func talk(t *testing.T, transport *Transport, query string) (w *watched, closing func()) {
	return talkTo(transport, "ws"+strings.TrimPrefix(server(t), "http")+"/socket?run="+t.Name()+"&task=0"+query)
}

func talkTo(transport *Transport, address string) (w *watched, closing func()) {
	w = newWatched("")
	closing, w.abort = transport.Open(address, w.heard())
	return w, closing
}

func TestASocketOpensReceivesAndCloses(t *testing.T) {
	w, closing := talk(t, open(t), "&accept=100ms&latency=200ms&closing=100ms")
	opened := next(t, "sent", w.sent)
	if length := next(t, "body", w.body); length != len("hello") {
		t.Errorf("got a message of %d bytes, want 5", length)
	}
	if len(w.done) > 0 {
		t.Error("the socket closed by itself")
	}
	closing()
	r := next(t, "done", w.done)
	if r.Err != nil || r.Status != 101 || r.At.Sub(opened) < 250*time.Millisecond {
		t.Errorf("got status %d, error %v, %v after it opened, want 101, none, about 300 ms", r.Status, r.Err, r.At.Sub(opened))
	}
	w.quiet(t)
}

func TestASocketCanCloseBeforeItsMessage(t *testing.T) {
	w, closing := talk(t, open(t), "&latency=1m")
	next(t, "sent", w.sent)
	closing()
	if r := next(t, "done", w.done); r.Err != nil || len(w.body) > 0 {
		t.Errorf("got error %v and %d messages, want none", r.Err, len(w.body))
	}
}

func TestASocketThatBreaksFails(t *testing.T) {
	for _, fault := range []string{"reset", "unclean"} {
		w, closing := talk(t, open(t), "&latency=50ms&fault="+fault)
		next(t, "sent", w.sent)
		if fault == "unclean" {
			next(t, "body", w.body)
			closing()
		}
		r := next(t, "done", w.done)
		var got *Error
		if !errors.As(r.Err, &got) || got.Reason != Broken || r.Status != 101 {
			t.Errorf("%s: got status %d, error %v, want 101 and Broken", fault, r.Status, r.Err)
		}
	}
}

func TestASocketThatCannotOpenFails(t *testing.T) {
	for address, want := range map[string]Reason{
		"ws" + strings.TrimPrefix(nobody(t), "http") + "/socket": NoAnswer,
		"ws" + strings.TrimPrefix(server(t), "http") + "/json":   NoAnswer, // no socket
		"http://127.0.0.1/": BadURL,
		"ws://":             BadURL,
	} {
		w, _ := talkTo(open(t), address)
		r := next(t, address, w.done)
		var got *Error
		if !errors.As(r.Err, &got) || got.Reason != want || r.Status != 0 {
			t.Errorf("%s: got status %d, error %v, want 0 and reason %d", address, r.Status, r.Err, want)
		}
	}
}

// TestADroppedSocketReachesTheServer drops it at each stage.
func TestADroppedSocketReachesTheServer(t *testing.T) {
	for _, test := range []struct {
		name, query string
		drop        func(t *testing.T, transport *Transport, w *watched, closing func())
	}{
		{"opening", "&accept=1m", func(t *testing.T, _ *Transport, w *watched, _ func()) {
			time.Sleep(200 * time.Millisecond)
			w.abort()
		}},
		{"open", "&latency=1m", func(t *testing.T, _ *Transport, w *watched, _ func()) {
			next(t, "sent", w.sent)
			w.abort()
		}},
		{"closing", "&closing=1m", func(t *testing.T, _ *Transport, w *watched, closing func()) {
			next(t, "sent", w.sent)
			next(t, "body", w.body)
			closing()
			time.Sleep(100 * time.Millisecond)
			w.abort()
			w.abort()
		}},
		{"by closing the transport", "&latency=1m", func(t *testing.T, transport *Transport, w *watched, _ func()) {
			next(t, "sent", w.sent)
			transport.Close()
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			transport, run := New(), strings.ReplaceAll(test.name, " ", "-")
			w, closing := talkTo(transport, "ws"+strings.TrimPrefix(server(t), "http")+"/socket?task=0&run="+run+test.query)
			test.drop(t, transport, w, closing)
			w.quiet(t)
			var account struct {
				Requests []struct{ Received, Abandoned, Closed *int64 }
			}
			for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
				if err := GetJSON(t.Context(), server(t)+"/run?run="+run, &account); err != nil {
					t.Fatal(err)
				}
				if account.Requests[0].Abandoned != nil {
					break
				}
				if time.Now().After(deadline) {
					t.Fatalf("the server has not noticed: %+v", account.Requests[0])
				}
			}
			if account.Requests[0].Closed != nil {
				t.Error("the server saw it closed as it should be")
			}
			if test.name != "by closing the transport" {
				transport.Close()
			}
		})
	}
}

func TestManySocketsAtOnceEndOnceEach(t *testing.T) {
	transport := open(t)
	const n = 100
	all, closings := make([]*watched, n), make([]func(), n)
	for i := range all {
		all[i], closings[i] = talk(t, transport, "&latency=100ms")
	}
	for i, w := range all {
		next(t, "sent", w.sent)
		next(t, "body", w.body)
		closings[i]()
	}
	for _, w := range all {
		if r := next(t, "done", w.done); r.Err != nil {
			t.Error(r.Err)
		}
	}
}
