package backend

import (
	"context"
	"net"
	"net/http"
	"sync/atomic"
)

// ConnContext gives each connection of a server a number. Set it as the server's [http.Server] ConnContext, so that the
// account can tell which requests came over one connection; without it they have none.
func ConnContext(ctx context.Context, _ net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, connections.Add(1))
}

type connectionKey struct{}

// connections is how many there were so far. They are numbered rather than told apart by their addresses, which are
// used again.
var connections atomic.Uint64

// connectionOf is the number of the connection over which a request came, 0 if it has none.
func connectionOf(r *http.Request) uint64 {
	number, _ := r.Context().Value(connectionKey{}).(uint64)
	return number
}
