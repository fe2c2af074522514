package engine

import "time"

// livePeer is the peer of a socket in the live world: what it does is heard of from the transport.
type livePeer struct {
	flight   *flight // the socket's place among what is under way
	world    *Live
	closing  func() // of the transport: asks the peer to close
	leaving  bool   // that was asked
	takes    time.Duration
	accepted *exchange
	incoming *exchange
	left     *exchange
}

func (w *Live) dial(r *Request) peer {
	p := &livePeer{world: w, takes: w.scenario.Closing}
	p.flight = &flight{task: r.Index, what: r.What}
	drop := func() { w.abort(p.flight) }
	p.accepted = &exchange{over: w.loop.newFuture(), drop: drop}
	p.incoming = &exchange{over: w.loop.newFuture()}
	p.left = &exchange{over: w.loop.newFuture(), drop: drop}
	address := w.Backend.SocketURL(w.Run, w.scenario, *r)
	p.flight.launch = func() (stop func()) {
		p.closing, stop = w.Transport.Open(address, Heard{
			Sent: func(at time.Time) { w.post(func() { p.hear(p.accepted, at, 0) }) },
			Body: func(at time.Time, length int) { w.post(func() { p.hear(p.incoming, at, length) }) },
			Done: func(r Response) { w.post(func() { p.end(r) }) },
		})
		return stop
	}
	return p
}

func (p *livePeer) accept() *exchange {
	p.world.waiting = append(p.world.waiting, p.flight)
	return p.accepted
}

func (p *livePeer) message() *exchange { return p.incoming }

// leave asks the peer to close. From one that is gone already nothing is heard.
func (p *livePeer) leave() *exchange {
	if p.flight.ended {
		return &openAtOnce
	}
	p.leaving = true
	p.closing()
	return p.left
}

// hear ends what the socket waits for, unless the socket was dropped.
func (p *livePeer) hear(x *exchange, at time.Time, length int) {
	if p.flight.ended {
		return
	}
	x.at, x.status = at.Sub(p.world.start), length
	x.over.finish(0, nil)
}

// end is the end of the connection: of whichever exchange is under way.
func (p *livePeer) end(r Response) {
	if p.flight.ended {
		return
	}
	p.world.leave(p.flight)
	x := p.incoming
	switch {
	case !p.accepted.over.done:
		x = p.accepted
	case p.leaving:
		x = p.left
	}
	x.at, x.err = r.At.Sub(p.world.start), p.failure(r)
	x.over.finish(0, nil)
}

// failure is why the connection ended, nil if it was closed as it should be. A browser does not tell a broken connection from
// other failures; but we know which one we asked for.
func (p *livePeer) failure(r Response) *RequestError {
	what := p.flight.what
	switch strikes := what.Strikes(); {
	case r.Err == nil && p.leaving:
		return nil
	case r.Err == nil:
		return &RequestError{Reason: "network: the peer closed the socket by itself"}
	case strikes == WhileAnswering && p.leaving:
		return nil // it broke while it was told to close
	case strikes == WhileConnecting, strikes == WhileAnswering && r.Status != 0, strikes == WhileClosing && p.leaving:
		return &RequestError{Reason: string(what)}
	}
	return &RequestError{Reason: "network: " + r.Err.Error()}
}
