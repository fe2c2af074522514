package engine

import "slices"

// exitStack holds all sockets at once, without tasks: it enters one after another, receives from each, and closes them
// the last one first, whatever happened.
//
//	async with AsyncExitStack() as stack:
//	    sockets = [await stack.enter_async_context(ConnectedSocket(r)) for r in requests]
//	    for socket in sockets: result = await socket.receive()
func exitStack(c *caller, requests []Request) (err error) {
	var stack []*socket
	defer func() {
		for _, s := range slices.Backward(stack) {
			s.at = 0
			if failed := s.exit(c.function, err); failed != nil {
				err = failed
			}
		}
	}()
	for i := range requests {
		s := &socket{loop: c.loop, request: &requests[i]}
		s.record(Event{Kind: Start})
		if err := s.enter(c.function, c); err != nil {
			s.end(0, err)
			return err
		}
		stack = append(stack, s)
	}
	for _, s := range stack {
		s.at = 0
		value, err := s.receive(c.function)
		s.end(value, err)
		if err != nil {
			return err
		}
		c.deliver(s.request.Index, value, nil)
	}
	return nil
}
