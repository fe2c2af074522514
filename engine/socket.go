package engine

import "time"

// The messages of a socket's life: two of its peer's, and the client's when it wants to close.
const (
	Accepted = "accepted" // before anything else: the socket counts as open
	Hello    = "hello"    // the message itself, after the latency
	Bye      = "bye"      // the client's: the peer closes
)

// peer is the other end of a socket, in a world.
type peer interface {
	// accept begins to connect: over when the peer has accepted. Its abort drops the socket.
	accept() *exchange
	// message is called once, as soon as the peer has accepted: over when its message is there. Its abort ends the
	// interest in the message; the socket still wants to be closed.
	message() *exchange
	// leave begins to close: over when the peer has closed. Its abort drops the socket.
	leave() *exchange
}

// socket is a connected socket as an async context manager: whoever has entered it exits it, whatever happens in between.
type socket struct {
	loop     *loop
	request  *Request
	peer     peer
	incoming *exchange     // the message; nil until it is entered
	at       time.Duration // when its latest exchange was over, if that is known better than by the loop
}

func (s *socket) record(e Event) {
	e.Task = s.request.Index
	at := s.loop.world.now()
	if s.at != 0 {
		at = s.at
	}
	s.loop.recordAt(at, e)
}

// enter is __aenter__, in a function: it waits for the peer to accept.
func (s *socket) enter(fn *function, c *caller) error {
	x, err := s.dial(c)
	if err == nil {
		_, err = s.await(fn, x)
	}
	if err == nil {
		s.entered()
	}
	return err
}

// dial begins to connect.
func (s *socket) dial(c *caller) (*exchange, error) {
	if s.request.What.Strikes() == BeforeConnecting {
		return nil, s.request.failure()
	}
	s.record(Event{Kind: Connect, Connection: c.nextConnection()})
	s.peer = s.loop.world.dial(s.request)
	return s.peer.accept(), nil
}

func (s *socket) entered() {
	s.incoming = s.peer.message()
	s.record(Event{Kind: Enter})
}

// receive waits for the message, in a function.
func (s *socket) receive(fn *function) (int, error) { return s.await(fn, s.incoming) }

// exit is __aexit__, in a function: it waits for the peer to close. It does not run where the whole run was given up.
func (s *socket) exit(fn *function, body error) error {
	if body == errGivenUp {
		return body
	}
	if x := s.hangUp(); x != nil {
		if _, err := s.await(fn, x); err != nil {
			return err
		}
	}
	s.record(Event{Kind: Close})
	return nil
}

// hangUp begins to close. Where the connection broke there is no peer to wait for, and closing takes no time.
func (s *socket) hangUp() *exchange {
	broken := s.broken()
	s.incoming.abort()
	if s.record(Event{Kind: Closing}); broken {
		return nil
	}
	return s.peer.leave()
}

// broken reports whether the connection broke.
func (s *socket) broken() bool {
	over := s.incoming.over
	return over.done && !over.wasCancelled() && s.incoming.err != nil
}

// await waits for an exchange, in a function.
func (s *socket) await(fn *function, x *exchange) (int, error) {
	s.at = 0
	err := error(nil)
	switch {
	case x.now:
	case x.over == nil:
		err = fn.pause(nil)
	default:
		_, err = fn.await(x.over)
	}
	return s.over(x, err)
}

// over is what came of an exchange, which is aborted where the wait for it was cancelled.
func (s *socket) over(x *exchange, cancelled error) (int, error) {
	if cancelled != nil {
		x.abort()
		return 0, cancelled
	}
	s.at = x.at
	if x.err != nil {
		return 0, x.err
	}
	return x.status, nil
}

// end records how the coroutine ended; nothing of one that was given up.
func (s *socket) end(value int, err error) {
	switch e := err.(type) {
	case nil:
		s.record(Event{Kind: Finish, Value: value})
	case *RequestError:
		s.record(Event{Kind: Fail, Error: e.Reason})
	case *cancelledError:
		s.record(Event{Kind: Cancel, By: e.By})
	}
}

// conversation is the coroutine of a task with a socket of its own, a state machine as fetch is.
//
//	async def fetch(r):
//	    async with ConnectedSocket(r) as socket:
//	        return await socket.receive()
type conversation struct {
	socket
	caller   *caller
	step     step // fresh, opening, arriving, or hangingUp
	exchange *exchange
	value    int
	err      error
}

func (c *conversation) resume(thrown *cancelledError) (awaitable, bool, int, error) {
	switch {
	case c.step != fresh:
		c.goOn(c.over(c.exchange, interruption(c.exchange.over, thrown)))
	case thrown != nil:
		return nil, true, 0, thrown
	default:
		c.record(Event{Kind: Start})
		c.step = opening
		c.exchange, c.err = c.dial(c.caller)
	}
	for c.exchange != nil {
		c.at = 0
		switch x := c.exchange; {
		case x.over != nil && !x.over.done:
			return x.over, false, 0, nil
		case x.over == nil && !x.now:
			return nil, false, 0, nil
		default:
			c.goOn(c.over(x, interruption(x.over, nil)))
		}
	}
	c.end(c.value, c.err)
	return nil, true, c.value, c.err
}

// goOn is what follows an exchange, down to the next one. What closing raises replaces what there was before.
func (c *conversation) goOn(value int, err error) {
	switch {
	case c.step == opening && err == nil:
		c.entered()
		c.step, c.exchange = arriving, c.incoming
		return
	case c.step == arriving:
		c.value, c.err = value, err
		if c.step, c.exchange = hangingUp, c.hangUp(); c.exchange == nil {
			c.record(Event{Kind: Close})
		}
		return
	case err != nil:
		c.value, c.err = 0, err
	default:
		c.record(Event{Kind: Close})
	}
	c.exchange = nil
}
