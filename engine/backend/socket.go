package backend

import (
	"context"
	"net/http"
	"time"

	"github.com/coder/websocket"

	"inflight/engine"
)

// patience is how long a client may hold its socket open after the message, before it counts as gone.
const patience = engine.MaxDuration

// converse is the peer of one socket: it accepts late, sends late and closes late, or breaks the connection, and enters
// into the account how that ended. As with answers, an end is entered before the client can know of it.
//
// To accept late is to say so late, in a message of its own, and not to keep the client waiting for the handshake: browsers
// make one handshake at a time with an address (RFC 6455, section 4.1), so that sockets would be accepted one after another.
func converse(w http.ResponseWriter, r *http.Request, q socket, e *entry) {
	// Pages of any origin may open one, as they may send requests: there is nothing here that is not public.
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil { // it has told the client
		e.noteAbandoned()
		return
	}
	defer conn.CloseNow()
	// The request's own context no longer notices that the client goes: that is now listen's part.
	ctx, gone := context.WithTimeout(r.Context(), q.accept+q.latency+q.closing+patience)
	c := &conversation{conn: conn, entry: e, ctx: ctx, byes: make(chan struct{}, 1)}
	listening := make(chan struct{})
	go func() {
		defer close(listening)
		defer gone()
		c.listen()
	}()
	if !c.converse(q) {
		e.noteAbandoned()
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
		if string(message) == engine.Bye && len(c.byes) == 0 {
			c.byes <- struct{}{}
		}
	}
}

// converse goes through the socket's life, and reports false as soon as the client has gone.
func (c *conversation) converse(q socket) bool {
	if !sleep(c.ctx, q.accept) {
		return false
	}
	c.entry.noteAccepted()
	if !c.say(engine.Accepted) {
		return false
	}
	latency := time.NewTimer(q.latency)
	defer latency.Stop()
	select {
	case <-c.ctx.Done():
		return false
	case <-c.byes: // it wants no message any more
		return c.close(q)
	case <-latency.C:
	}
	if q.fault.Strikes() == engine.WhileAnswering {
		c.entry.noteBroken()
		c.conn.CloseNow()
		return true
	}
	c.entry.noteAnswered()
	if !c.say(engine.Hello) {
		return false
	}
	select {
	case <-c.ctx.Done():
		return false
	case <-c.byes:
		return c.close(q)
	}
}

func (c *conversation) say(word string) bool {
	return c.conn.Write(c.ctx, websocket.MessageText, []byte(word)) == nil
}

// close closes, as late or as badly as it is asked to.
func (c *conversation) close(q socket) bool {
	if !sleep(c.ctx, q.closing) {
		return false
	}
	if q.fault.Strikes() == engine.WhileClosing {
		c.entry.noteBroken()
		c.conn.CloseNow()
		return true
	}
	c.entry.noteClosed()
	return c.conn.Close(websocket.StatusNormalClosure, "") == nil
}
