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

// converse is the coroutine of a task with a socket of its own.
//
//	async def fetch(r):
//	    async with ConnectedSocket(r) as socket:
//	        return await socket.receive()
func (c *caller) converse(r Request) coroutine {
	return c.loop.newFunction(func(fn *function) (int, error) {
		s := &socket{loop: c.loop, request: &c.requests[r.Index]}
		s.record(Event{Kind: Start})
		value, err := s.enterAndReceive(fn, c)
		s.end(value, err)
		return value, err
	})
}

// enterAndReceive is async with socket: return await socket.receive(). What __aexit__ raises replaces what the body raised.
func (s *socket) enterAndReceive(fn *function, c *caller) (int, error) {
	if err := s.enter(fn, c); err != nil {
		return 0, err
	}
	value, err := s.receive(fn)
	if err := s.exit(fn, err); err != nil {
		return 0, err
	}
	return value, err
}

func (s *socket) record(e Event) {
	e.Task = s.request.Index
	at := s.loop.world.now()
	if s.at != 0 {
		at = s.at
	}
	s.loop.recordAt(at, e)
}

// enter is __aenter__: it waits for the peer to accept.
func (s *socket) enter(fn *function, c *caller) error {
	if s.request.What.Strikes() == BeforeConnecting {
		return s.request.failure()
	}
	s.record(Event{Kind: Connect, Connection: c.nextConnection()})
	s.peer = s.loop.world.dial(s.request)
	if _, err := s.await(fn, s.peer.accept()); err != nil {
		return err
	}
	s.incoming = s.peer.message()
	s.record(Event{Kind: Enter})
	return nil
}

// receive waits for the message.
func (s *socket) receive(fn *function) (int, error) { return s.await(fn, s.incoming) }

// exit is __aexit__: it waits for the peer to close. It does not run where the whole run was given up.
func (s *socket) exit(fn *function, body error) error {
	if body == errGivenUp {
		return body
	}
	broken := s.broken()
	s.incoming.abort()
	if s.record(Event{Kind: Closing}); broken {
		s.record(Event{Kind: Close})
		return nil
	}
	if _, err := s.await(fn, s.peer.leave()); err != nil {
		return err
	}
	s.record(Event{Kind: Close})
	return nil
}

// broken reports whether the connection broke: then there is no peer to wait for, and closing takes no time.
func (s *socket) broken() bool {
	over := s.incoming.over
	return over.done && !over.wasCancelled() && s.incoming.err != nil
}

// await waits for an exchange, and aborts it where it is cancelled.
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
	if err != nil {
		x.abort()
		return 0, err
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
