package backend

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"inflight/engine"
)

func TestSendsHeadersAtOnceAndTheBodyAfterTheLatency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, start := serve(t, Options{}), time.Now()

		response := get(t, client, "/request?run=r&task=3&latency=1.5s&status=503")
		if got := time.Since(start); got != 0 {
			t.Errorf("the headers came after %v, want at once", got)
		}
		if response.StatusCode != 503 {
			t.Errorf("got status %d, want 503", response.StatusCode)
		}
		expectAccount(t, client, engine.Account{seen(3, 0, "", 0, 503)})

		skipEarly(t, response.Body)
		body, err := io.ReadAll(response.Body)
		if got, want := time.Since(start), 1500*time.Millisecond; got != want || err != nil {
			t.Errorf("the body came after %v (%v), want %v", got, err, want)
		}
		if got, want := string(body), "task 3: status 503 after 1.5s\n"; got != want {
			t.Errorf("got body %q, want %q", got, want)
		}
		expectAccount(t, client, engine.Account{seen(3, 0, "answered", 1500, 503)})
	})
}

func TestNoticesAtOnceThatTheClientHasGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := serve(t, Options{})
		get(t, client, "/request?run=r&task=0&latency=1s&status=404")
		time.Sleep(200 * time.Millisecond)
		response := get(t, client, "/request?run=r&task=1&latency=1h")
		time.Sleep(300 * time.Millisecond)

		response.Body.Close()
		synctest.Wait()
		expectAccount(t, client, engine.Account{seen(0, 0, "", 0, 404), seen(1, 200, "abandoned", 500, 200)})
	})
}

func TestBreaksTheConnectionInMidBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, start := serve(t, Options{}), time.Now()

		body, err := io.ReadAll(get(t, client, "/request?run=r&task=0&latency=2s&fault=reset").Body)
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("got error %v, want %v", err, io.ErrUnexpectedEOF)
		}
		if len(body) <= len(early) {
			t.Error("the connection broke before the body, want in the middle of it")
		}
		if got, want := time.Since(start), 2*time.Second; got != want {
			t.Errorf("the connection broke after %v, want %v", got, want)
		}
		expectAccount(t, client, engine.Account{seen(0, 0, "broken", 2000, 200)})
	})
}

// TestOverRealConnections repeats the two ends that hang on the network itself, on sockets.
func TestOverRealConnections(t *testing.T) {
	for _, protocol := range []string{"HTTP/1.1", "HTTP/2.0"} {
		t.Run(protocol, func(t *testing.T) {
			server := listen(t, protocol)
			client := server.Client()

			broken := get(t, client, server.URL+"/request?run=r&task=0&fault=reset")
			if broken.Proto != protocol {
				t.Fatalf("got protocol %s, want %s", broken.Proto, protocol)
			}
			if body, err := io.ReadAll(broken.Body); err == nil || len(body) == 0 {
				t.Errorf("got body %q and error %v, want half a body and an error", body, err)
			}
			get(t, client, server.URL+"/request?run=r&task=1&latency=1h").Body.Close()
			for account(t, client, server.URL)[1].Abandoned == engine.Never {
				time.Sleep(time.Millisecond) // until the news has crossed the network
			}
			if got := account(t, client, server.URL)[0].Received; got != 0 {
				t.Errorf("the first request was received at %v, want 0: the run's clock starts there", got)
			}
		})
	}
}

// listen serves a backend on a real listener, over TLS.
func listen(t *testing.T, protocol string) *httptest.Server {
	server := httptest.NewUnstartedServer(New(Options{}))
	server.EnableHTTP2 = protocol == "HTTP/2.0"
	server.Config.ConnContext = ConnContext
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

func TestAmendsTheAccountWhenTheAnswerCannotBeWritten(t *testing.T) {
	b := New(Options{})
	r := httptest.NewRequest("GET", "/request?run=r&task=0", nil)
	b.ServeHTTP(brokenWriter{httptest.NewRecorder()}, r)
	account, err := b.ledger.account("r")
	if err != nil {
		t.Fatal(err)
	}
	if got := account[0]; got.Answered != engine.Never || got.Abandoned == engine.Never {
		t.Errorf("got %+v, want it abandoned and not answered", got)
	}
}

// brokenWriter writes to nobody.
type brokenWriter struct{ http.ResponseWriter }

func (brokenWriter) Write([]byte) (int, error) { return 0, net.ErrClosed }

func TestHealthz(t *testing.T) {
	w := httptest.NewRecorder()
	New(Options{}).ServeHTTP(w, httptest.NewRequest("GET", "/healthz", nil))
	if got := w.Body.String(); w.Code != 200 || got != "ok" {
		t.Errorf("got %d %q, want 200 %q", w.Code, got, "ok")
	}
}

// origin is what an address of the backend in memory begins with.
const origin = "http://backend"

// serve runs a backend on connections in memory, so that inside synctest all its time is virtual.
func serve(t *testing.T, o Options) *http.Client { return serveUnder(t, context.Background(), o) }

// serveUnder is serve with a base context.
func serveUnder(t *testing.T, base context.Context, o Options) *http.Client {
	l := make(listener)
	server := &http.Server{
		Handler:     New(o),
		BaseContext: func(net.Listener) context.Context { return base },
	} // without ConnContext: most tests do not care which connection it was
	go server.Serve(l)
	transport := &http.Transport{DialContext: l.dial}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		server.Close()
	})
	return &http.Client{Transport: transport}
}

// listener is a net.Listener whose connections are pipes.
type listener chan net.Conn

func (l listener) dial(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	l <- server
	return client, nil
}

func (l listener) Accept() (net.Conn, error) {
	if c, ok := <-l; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}

func (l listener) Close() error { close(l); return nil }

func (l listener) Addr() net.Addr { return &net.UnixAddr{Name: "backend"} }

// get asks for an address, of the backend in memory if it is only a path. The test's end closes the body.
func get(t *testing.T, client *http.Client, address string) *http.Response {
	t.Helper()
	if address[0] == '/' {
		address = origin + address
	}
	response, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	return response
}

// account asks for the account of run r.
func account(t *testing.T, client *http.Client, server string) engine.Account {
	t.Helper()
	var report engine.Report
	if err := json.NewDecoder(get(t, client, server+"/run?run=r").Body).Decode(&report); err != nil {
		t.Fatal(err)
	}
	return report.Requests
}

func expectAccount(t *testing.T, client *http.Client, want engine.Account) {
	t.Helper()
	if got := account(t, client, origin); !reflect.DeepEqual(got, want) {
		t.Errorf("got account\n%+v, want\n%+v", got, want)
	}
}

// seen is one line of an account, with its times in milliseconds; end is the name of what happened to it, or "".
func seen(task, received int, end string, at, status int) engine.Seen {
	const ms = time.Millisecond
	s := engine.Unseen(task)
	s.Status, s.Protocol, s.Received = status, "HTTP/1.1", time.Duration(received)*ms
	switch end {
	case "answered":
		s.Answered = time.Duration(at) * ms
	case "broken":
		s.Broken = time.Duration(at) * ms
	case "abandoned":
		s.Abandoned = time.Duration(at) * ms
	}
	return s
}
