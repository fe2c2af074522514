//go:build !js

package fetch

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"inflight/engine"
)

// Transport is an [engine.Transport] on net/http. Callbacks run on the request's own goroutine.
type Transport struct {
	client *http.Client
	alone  *http.Client    // the same, with a connection for each request
	ctx    context.Context // of all requests
	stop   context.CancelFunc
	work   sync.WaitGroup // one goroutine a request
}

// New returns a transport with connections of its own.
func New() *Transport {
	keeping := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         dial,
		ForceAttemptHTTP2:   true,
		MaxIdleConns:        200,
		MaxIdleConnsPerHost: 50,
		IdleConnTimeout:     30 * time.Second,
	}
	closing := keeping.Clone()
	closing.DisableKeepAlives = true
	t := &Transport{client: &http.Client{Transport: keeping}, alone: &http.Client{Transport: closing}}
	t.ctx, t.stop = context.WithCancel(context.Background())
	return t
}

// Close aborts what is still under way, waits until no callback runs any more, and closes the connections. The
// transport must not be used after it.
func (t *Transport) Close() {
	t.stop()
	t.work.Wait()
	t.client.CloseIdleConnections()
}

// start is Start for a request of whose body up to keep bytes are kept, and given to kept before it is done. Only an
// abort, or Close, ends its context before that.
func (t *Transport) start(address string, keep int, heard engine.Heard, kept func([]byte)) func() {
	return t.startOn(t.client, address, keep, heard, kept)
}

// Hire has nothing to find: whoever waits for a request here, blocks.
func (t *Transport) Hire(context.Context) error { return nil }

// hold is Start on a connection of its own.
func (t *Transport) hold(address string, heard engine.Heard) func() {
	heard.Body = nil
	return t.startOn(t.alone, address, 0, heard, func([]byte) {})
}

func (t *Transport) startOn(client *http.Client, address string, keep int, heard engine.Heard, kept func([]byte)) func() {
	ctx, abort := context.WithCancel(t.ctx)
	t.work.Go(func() {
		defer abort()
		r, body := getBody(ctx, client, address, keep, heard)
		if ctx.Err() == nil {
			kept(body)
			heard.Done(r)
		}
	})
	return abort
}

// getBody makes the request and reads its body.
func getBody(ctx context.Context, client *http.Client, address string, keep int, heard engine.Heard) (engine.Response, []byte) {
	host, err := hostOf(address, "http")
	if err != nil {
		return engine.Response{At: time.Now(), Err: err}, nil
	}
	answer, err := ask(ctx, client, address)
	if err != nil {
		return engine.Response{At: time.Now(), Err: &Error{Reason: NoAnswer, Host: host, Cause: err}}, nil
	}
	defer answer.Body.Close()
	if ctx.Err() == nil {
		heard.Sent(time.Now())
	}
	r := engine.Response{Status: answer.StatusCode, After: retryAfter(answer.Header.Get("Retry-After"))}
	body, err := read(noticedBody(ctx, answer.Body, heard), keep)
	r.At = time.Now()
	switch {
	case err != nil:
		r.Err = &Error{Reason: Broken, Host: host, Cause: err}
	case keep > 0 && len(body) > keep:
		r.Err = &Error{Reason: TooLong, Host: host}
	}
	return r, body
}

// retryAfter is the time that a Retry-After says in seconds.
func retryAfter(text string) time.Duration {
	seconds, err := strconv.Atoi(text)
	if err != nil || seconds < 0 || seconds > 3600 {
		return 0
	}
	return time.Duration(seconds) * time.Second
}

// ask returns the answer as soon as its headers have arrived.
func ask(ctx context.Context, client *http.Client, address string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	answer, err := client.Do(request)
	if e, ok := err.(*url.Error); ok {
		err = e.Err // without the method and the whole address
	}
	return answer, err
}

// noticedBody is a body whose beginning is heard of, after its first byte.
func noticedBody(ctx context.Context, body io.Reader, heard engine.Heard) io.Reader {
	if heard.Body == nil {
		return body
	}
	early := 1
	return readerFunc(func(p []byte) (int, error) {
		n, err := body.Read(p)
		if n > early && heard.Body != nil && ctx.Err() == nil {
			heard.Body(time.Now(), n-early)
			heard.Body = nil
		}
		early = max(early-n, 0)
		return n, err
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// read drops the body, or returns it up to one byte more than keep.
func read(body io.Reader, keep int) ([]byte, error) {
	if keep == 0 {
		_, err := io.Copy(io.Discard, body)
		return nil, err
	}
	return io.ReadAll(io.LimitReader(body, int64(keep)+1))
}

// dial knows, as browsers do, that every name under localhost is this machine (RFC 6761, section 6.3). Resolvers
// often do not.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err == nil && strings.HasSuffix(host, ".localhost") {
		address = net.JoinHostPort("localhost", port)
	}
	return new(net.Dialer).DialContext(ctx, network, address)
}
