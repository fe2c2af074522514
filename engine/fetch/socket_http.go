//go:build !js

package fetch

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/coder/websocket"

	"inflight/engine"
)

// open opens a socket on a connection of its own, which speaks HTTP/1.1 as all WebSockets do.
func (t *Transport) open(address string, heard engine.Heard) (closing, abort func()) {
	ctx, abort := context.WithCancel(t.ctx)
	byes := make(chan struct{})
	t.work.Go(func() {
		defer abort()
		if r := converse(ctx, address, heard, byes); ctx.Err() == nil {
			heard.Done(r)
		}
	})
	return sync.OnceFunc(func() { close(byes) }), abort
}

// converse goes through a socket's life. It ends early where ctx does.
func converse(ctx context.Context, address string, heard engine.Heard, byes <-chan struct{}) engine.Response {
	host, err := hostOf(address, "ws")
	if err != nil {
		return engine.Response{At: time.Now(), Err: err}
	}
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, DialContext: dial}
	defer transport.CloseIdleConnections()
	conn, _, err := websocket.Dial(ctx, address, &websocket.DialOptions{HTTPClient: &http.Client{Transport: transport}})
	if err != nil {
		return engine.Response{At: time.Now(), Err: &Error{Reason: NoAnswer, Host: host, Cause: err}}
	}
	defer conn.CloseNow()
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		select {
		case <-byes:
			conn.Write(ctx, websocket.MessageText, []byte(engine.Bye)) // a failure is seen by the reader too
		case <-stop:
		}
	}()
	r := engine.Response{}
	for {
		_, message, err := conn.Read(ctx)
		r.At = time.Now()
		switch {
		case websocket.CloseStatus(err) == websocket.StatusNormalClosure:
			return r
		case err != nil:
			r.Err = &Error{Reason: reason(r.Status), Host: host, Cause: err}
			return r
		case ctx.Err() != nil:
		case string(message) == engine.Accepted:
			r.Status = http.StatusSwitchingProtocols
			heard.Sent(r.At)
		case heard.Body != nil:
			heard.Body(r.At, len(message))
			heard.Body = nil
		}
	}
}

// reason is why a socket with that status broke.
func reason(status int) Reason {
	if status == 0 {
		return NoAnswer
	}
	return Broken
}
