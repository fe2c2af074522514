//go:build !js

package backend

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"inflight/engine"
)

// dial opens a socket of task 0 of run r, and waits until it was accepted.
func dial(t *testing.T, client *http.Client, query string) *websocket.Conn {
	t.Helper()
	conn := handshake(t, client, query)
	if message, code := read(conn); message != "accepted" {
		t.Fatalf("got %q, code %d, want to be accepted", message, code)
	}
	return conn
}

// handshake opens a socket of task 0 of run r.
func handshake(t *testing.T, client *http.Client, query string) *websocket.Conn {
	t.Helper()
	conn, _, err := websocket.Dial(t.Context(), origin+"/socket?run=r&task=0"+query, &websocket.DialOptions{
		HTTPClient: client, HTTPHeader: http.Header{"Origin": {"https://elsewhere.example"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.CloseNow() })
	return conn
}

// read is the next message, or how the socket was closed instead: -1 is a broken connection.
func read(conn *websocket.Conn) (string, websocket.StatusCode) {
	_, message, err := conn.Read(context.Background())
	return string(message), websocket.CloseStatus(err)
}

func say(t *testing.T, conn *websocket.Conn, word string) {
	t.Helper()
	if err := conn.Write(t.Context(), websocket.MessageText, []byte(word)); err != nil {
		t.Error(err)
	}
}

// expectSeen checks what the account says of the run's first request: the times in milliseconds, -1 for those that
// must not have come.
func expectSeen(t *testing.T, client *http.Client, accepted, answered, closed, broken, abandoned int) {
	t.Helper()
	want := engine.Unseen(0)
	want.Received, want.Status, want.Protocol = 0, 101, "websocket"
	for to, ms := range map[*time.Duration]int{
		&want.Accepted: accepted, &want.Answered: answered, &want.Closed: closed, &want.Broken: broken, &want.Abandoned: abandoned,
	} {
		if *to = engine.Never; ms >= 0 {
			*to = time.Duration(ms) * time.Millisecond
		}
	}
	synctest.Wait()
	if got := account(t, client, origin)[0]; got != want {
		t.Errorf("got\n%+v, want\n%+v", got, want)
	}
}

func TestASocketIsAcceptedLateAnswersLateAndClosesLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, start := serve(t, Options{}), time.Now()
		conn := dial(t, client, "&accept=200ms&latency=1s&closing=50ms")
		if got, want := time.Since(start), 200*time.Millisecond; got != want {
			t.Errorf("accepted after %v, want %v", got, want)
		}
		message, _ := read(conn)
		if got, want := time.Since(start), 1200*time.Millisecond; message != "hello" || got != want {
			t.Errorf("got %q after %v, want hello after %v", message, got, want)
		}
		time.Sleep(300 * time.Millisecond)
		say(t, conn, "bye")
		_, code := read(conn)
		if got, want := time.Since(start), 1550*time.Millisecond; code != websocket.StatusNormalClosure || got != want {
			t.Errorf("closed with %d after %v, want 1000 after %v", code, got, want)
		}
		expectSeen(t, client, 200, 1200, 1550, -1, -1)
	})
}

func TestASocketClosedBeforeItsMessageGetsNone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := serve(t, Options{})
		conn := dial(t, client, "&latency=1s&closing=50ms")
		time.Sleep(300 * time.Millisecond)
		say(t, conn, "bye")
		if message, code := read(conn); message != "" || code != websocket.StatusNormalClosure {
			t.Errorf("got %q and code %d, want no message and 1000", message, code)
		}
		expectSeen(t, client, 0, -1, 350, -1, -1)
	})
}

func TestASocketBreaksAsItIsTold(t *testing.T) {
	for fault, at := range map[string][2]int{"reset": {-1, 1000}, "unclean": {1000, 1050}} {
		synctest.Test(t, func(t *testing.T) {
			client := serve(t, Options{})
			conn := dial(t, client, "&latency=1s&closing=50ms&fault="+fault)
			if fault == "unclean" {
				read(conn)
				say(t, conn, "bye")
			}
			if message, code := read(conn); message != "" || code != -1 {
				t.Errorf("%s: got %q and code %d, want a broken connection", fault, message, code)
			}
			expectSeen(t, client, 0, at[0], -1, at[1], -1)
		})
	}
}

// TestNoticesAtOnceThatTheClientOfASocketHasGone goes away at each stage, rudely and by a close of its own.
func TestNoticesAtOnceThatTheClientOfASocketHasGone(t *testing.T) {
	for _, test := range []struct {
		name     string
		bye      bool
		after    time.Duration
		answered int
	}{
		{"before the message", false, 500 * time.Millisecond, -1},
		{"after the message", false, 1500 * time.Millisecond, 1000},
		{"while closing", true, 1500 * time.Millisecond, 1000},
	} {
		for _, leave := range []func(*websocket.Conn){
			func(conn *websocket.Conn) { conn.CloseNow() },
			func(conn *websocket.Conn) { conn.Close(websocket.StatusGoingAway, "") },
		} {
			t.Run(test.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					client := serve(t, Options{})
					conn := dial(t, client, "&latency=1s&closing=1h")
					time.Sleep(test.after)
					if test.bye {
						say(t, conn, "bye")
						synctest.Wait()
					}
					leave(conn)
					expectSeen(t, client, 0, test.answered, -1, -1, int(test.after.Milliseconds()))
				})
			})
		}
	}
}

func TestNoticesThatTheClientDoesNotWaitToBeAccepted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, start := serve(t, Options{}), time.Now()
		conn := handshake(t, client, "&accept=1h")
		if got := time.Since(start); got != 0 {
			t.Errorf("the handshake took %v, want none: browsers make one at a time", got)
		}
		time.Sleep(300 * time.Millisecond)
		conn.CloseNow()
		expectSeen(t, client, -1, -1, -1, -1, 300)
	})
}

func TestASocketCountsAsARequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := serve(t, Options{AtOnce: 1})
		conn := dial(t, client, "")
		if got := get(t, client, "/request?run=r&task=1").StatusCode; got != 503 {
			t.Errorf("got %d beside an open socket, want 503: one at once", got)
		}
		conn.CloseNow()
		synctest.Wait()
		if got := get(t, client, "/request?run=r&task=1").StatusCode; got != 200 {
			t.Errorf("got %d after the socket, want 200", got)
		}
	})
}

func TestSocketsEndWithTheirServersContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		base, stop := context.WithCancel(t.Context())
		client := serveUnder(t, base, Options{})
		conn := dial(t, client, "&latency=1h")
		stop()
		if message, _ := read(conn); message != "" {
			t.Errorf("got %q, want the socket closed", message)
		}
	})
}
