package backend

import (
	"context"
	"net/http"
	"time"

	"github.com/coder/websocket"

	"inflight/engine"
)

// The two messages of a socket's life: the server's, and the client's when it wants to close.
const (
	hello = "hello"
	bye   = "bye"
)

// patience is how long a client may hold its socket open after the message, before it counts as gone.
const patience = engine.MaxDuration

// converse is the peer of one socket: it accepts late, sends late and closes late, or breaks the connection, and enters
// into the account how that ended. As with answers, an end is entered before the client can know of it.
func converse(w http.ResponseWriter, r *http.Request, q socket, e *entry) {
	if !sleep(r.Context(), q.accept) {
		e.abandoned()
		return
	}
	e.accepted()
	// Pages of any origin may open one, as they may send requests: there is nothing here that is not public.
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil { // it has told the client
		e.abandoned()
		return
	}
	defer conn.CloseNow()
	c := &conversation{conn: conn, entry: e, byes: make(chan struct{}, 1)}
	// The request's own context no longer notices that the client goes: that is now listen's part.
	ctx, gone := context.WithTimeout(r.Context(), q.latency+q.closing+patience)
	c.ctx = ctx
	listening := make(chan struct{})
	go func() {
		defer close(listening)
		defer gone()
		c.listen()
	}()
	if !c.talk(q) {
		e.abandoned()
	}
	conn.CloseNow()
	<-listening
}

// conversation is a socket that was accepted.
type conversation struct {
	conn  *websocket.Conn
	entry *entry
	ctx   context.Context // done as soon as the client has gone
	byes  chan struct{}   // has one when the client wants to close
}

// listen reads until the client has gone, or has closed in answer to our closing.
func (c *conversation) listen() {
	for {
		_, message, err := c.conn.Read(c.ctx)
		if err != nil {
			return
		}
		if string(message) == bye && len(c.byes) == 0 {
			c.byes <- struct{}{}
		}
	}
}

// talk goes through the socket's life, and reports false as soon as the client has gone.
func (c *conversation) talk(q socket) bool {
	latency := time.NewTimer(q.latency)
	defer latency.Stop()
	select {
	case <-c.ctx.Done():
		return false
	case <-c.byes: // it wants no message any more
		return c.close(q)
	case <-latency.C:
	}
	if q.reset {
		c.entry.broken()
		c.conn.CloseNow()
		return true
	}
	c.entry.answered()
	if c.conn.Write(c.ctx, websocket.MessageText, []byte(hello)) != nil {
		return false
	}
	select {
	case <-c.ctx.Done():
		return false
	case <-c.byes:
		return c.close(q)
	}
}

// close closes, as late or as badly as it is asked to.
func (c *conversation) close(q socket) bool {
	if !sleep(c.ctx, q.closing) {
		return false
	}
	if q.unclean {
		c.entry.broken()
		c.conn.CloseNow()
		return true
	}
	c.entry.closed()
	return c.conn.Close(websocket.StatusNormalClosure, "") == nil
}
