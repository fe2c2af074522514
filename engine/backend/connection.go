package backend

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync/atomic"
)

// ConnContext gives each connection of a server a number. Set it as the server's [http.Server] ConnContext, so that the
// account can tell which requests came over one connection; without it they have none.
func ConnContext(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, connection{connections.Add(1), c})
}

// connection is a connection with its number.
type connection struct {
	number uint64
	net.Conn
}

type connectionKey struct{}

// connections is how many there were so far. They are numbered rather than told apart by their addresses, which are
// used again.
var connections atomic.Uint64

// connectionOf is the number of the connection over which a request came, 0 if it has none.
func connectionOf(r *http.Request) uint64 {
	c, _ := r.Context().Value(connectionKey{}).(connection)
	return c.number
}

// willReset makes the connection, when it is closed, tell its client that it broke: WebKit takes a body without a length for whole that
// just ends. Over HTTP/2 only the request breaks, and there is a message for that.
func willReset(r *http.Request) {
	c, _ := r.Context().Value(connectionKey{}).(connection)
	inner := c.Conn
	if secure, ok := inner.(*tls.Conn); ok {
		inner = secure.NetConn()
	}
	if plain, ok := inner.(*net.TCPConn); ok && r.ProtoMajor == 1 {
		plain.SetLinger(0)
	}
}
