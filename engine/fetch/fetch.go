package fetch

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"sync"
	"time"

	"inflight/engine"
)

var _ engine.Transport = (*Transport)(nil)

// maxBody is how many bytes of a body are read by [GetJSON].
const maxBody = 16 << 20

// Start sends a GET to address, as [engine.Transport] says. The body is read to its end and dropped. The error of
// a failed request is an [*Error]; a request that failed in mid-body has its status as well.
func (t *Transport) Start(address string, heard engine.Heard) (abort func()) {
	return t.start(address, 0, heard, func([]byte) {})
}

// Hold sends a GET to address as a client that blocks, as [engine.Transport] says. In a browser it needs the worker that [Transport.Hire]
// finds.
func (t *Transport) Hold(address string, heard engine.Heard) (abort func()) {
	return t.hold(address, heard)
}

// Open opens a WebSocket to address, which is a ws or wss URL, as [engine.Transport] says. A socket that has been open has
// status 101.
func (t *Transport) Open(address string, heard engine.Heard) (closing, abort func()) {
	return t.open(address, heard)
}

// GetJSON gets what is at address, at most 16 MiB, and decodes it into the value that into points to. An answer
// other than 200 is an [*Error]. It blocks, so a browser's event handler must call it on a goroutine of its own.
func GetJSON(ctx context.Context, address string, into any) error {
	body, err := get(ctx, address, maxBody)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("%s: not the JSON expected: %w", address, err)
	}
	return nil
}

// Ping returns nil if address answers 200. It blocks as [GetJSON] does.
func Ping(ctx context.Context, address string) error {
	_, err := get(ctx, address, 0)
	return err
}

// shared is the transport of GetJSON and Ping; it lives as long as the program.
var shared = sync.OnceValue(New)

// get waits for the answer at address and returns the first keep bytes of its body, which must not be longer.
func get(ctx context.Context, address string, keep int) ([]byte, error) {
	var answer engine.Response
	var body []byte
	ended := make(chan struct{})
	abort := shared().start(address, keep, engine.Heard{
		Sent: func(time.Time) {},
		Done: func(r engine.Response) {
			answer = r
			close(ended)
		},
	}, func(b []byte) { body = b })
	select {
	case <-ctx.Done():
		abort()
		return nil, ctx.Err()
	case <-ended:
	}
	if answer.Err == nil && answer.Status != 200 {
		host, _ := hostOf(address, "http")
		return nil, &Error{Reason: BadStatus, Host: host, Number: answer.Status}
	}
	return body, answer.Err
}

// hostOf is the host and port of an address that can be asked by the scheme, or that with an s; of any other it says
// that it is bad. Go and the browser agree on these checks, whose failures the browser would report like an unplugged cable.
func hostOf(address, scheme string) (string, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Scheme != scheme && u.Scheme != scheme+"s" {
		return "", &Error{Reason: BadURL, Host: address}
	}
	if _, err := strconv.ParseUint(u.Port(), 10, 16); err != nil && u.Port() != "" {
		return "", &Error{Reason: BadURL, Host: address}
	}
	return u.Host, nil
}
