package backend

import (
	"net"
	"net/http"
	"sync"
)

// gate counts the requests that are being answered, and admits no more than the bounds allow.
type gate struct {
	atOnce, atOnceByClient int

	mu       sync.Mutex
	inside   int
	byClient map[string]int // of clients that have any
}

func newGate(o Options) *gate {
	return &gate{atOnce: o.AtOnce, atOnceByClient: o.AtOnceByClient, byClient: make(map[string]int)}
}

// enter admits one request of the client, which must leave again, or says why not. A client's own bound
// comes first: it can do something about that one.
func (g *gate) enter(client string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.byClient[client] >= g.atOnceByClient {
		return busyError(http.StatusTooManyRequests,
			"%d requests from your address are being answered already, the most at once: wait until some have ended", g.atOnceByClient)
	}
	if g.inside >= g.atOnce {
		return busyError(http.StatusServiceUnavailable,
			"the demo backend is answering %d requests already, the most at once: wait until some have ended", g.atOnce)
	}
	g.inside++
	g.byClient[client]++
	return nil
}

func (g *gate) leave(client string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside--
	g.byClient[client]--
	if g.byClient[client] == 0 {
		delete(g.byClient, client)
	}
}

// clientOf is the address that the request came from. A header that claims another one is not believed, since anybody can send it:
// whoever serves the backend knows which proxies to believe.
func clientOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
