package engine

import (
	"context"
	"time"
)

// Simulated is a world with a virtual clock and a made-up network: a run takes no time, and depends on the
// scenario alone. The zero value is ready to use.
type Simulated struct {
	// Late makes the world inexact, as a real one is, where it is not nil: what the network does takes longer by what it returns, and a
	// little of that passes while a connection opens, at each sleep, and at each look at the clock. So what begins at one moment need not
	// end at one.
	Late func() time.Duration

	loop     *loop
	scenario *Scenario
	blocking bool // the scenario's client is
	clock    time.Duration
	server   server
	pauses   map[int]time.Duration // nil, or where it keeps those of retries: see [drawnPauses]
}

func (w *Simulated) begin(_ context.Context, l *loop, s *Scenario) {
	w.loop, w.scenario, w.blocking, w.clock = l, s, s.Blocking(), 0
	w.server = server{world: w, model: s.Server}
	l.pauses = w.pauses
}

func (w *Simulated) now() time.Duration {
	w.clock += w.late() / 1000
	return w.clock
}

func (w *Simulated) late() time.Duration {
	if w.Late == nil {
		return 0
	}
	return w.Late()
}

func (w *Simulated) end() {}

// roundTrip takes no time: only what is sent in this very moment has no answer yet.
func (w *Simulated) roundTrip() time.Duration { return 0 }

// wait moves the clock to the deadline.
func (w *Simulated) wait(deadline time.Duration) {
	if deadline == Never {
		panic("engine: nothing is ready, nothing is due: the loop would sleep for ever")
	}
	if w.clock < deadline {
		w.clock = deadline + w.late()/20 // asyncio rounds its sleeps up to milliseconds
	}
}

// exchange takes so long, or longer where the world is late.
func (w *Simulated) exchange(takes time.Duration, err *RequestError) *exchange {
	return w.exactly(takes+w.late(), err)
}

// exactly is an exchange that takes just so long. No time is one pass of the loop, as asyncio.sleep(0) is. A blocking client holds up
// the loop for as long: the clock moves, and nobody else does.
func (w *Simulated) exactly(takes time.Duration, err *RequestError) *exchange {
	switch {
	case w.blocking:
		w.clock += takes
		return &exchange{err: err, now: true}
	case takes <= 0:
		return &exchange{err: err}
	}
	x := w.timedExchange(takes)
	x.err = err
	return x
}

// timedExchange is an exchange with what it consists of.
type timedExchange struct {
	exchange
	future future
	timer  timer
}

// timedExchange is over after a time.
func (w *Simulated) timedExchange(takes time.Duration) *exchange {
	x := w.loop.exchanges.next()
	x.future.loop, x.over, x.exchange.timer = w.loop, &x.future, &x.timer
	w.loop.setTimer(&x.timer, takes, &x.future)
	return &x.exchange
}

func (w *Simulated) request(r Request) *exchange {
	switch {
	case r.What.Strikes() == WhileConnecting:
		return w.refuse(r.failure())
	case w.server.model.Name != "":
		return w.server.receive(r)
	}
	return w.answer(r)
}

// answer makes an exchange that takes the request's latency, and another that takes as long as the body of the answer.
func (w *Simulated) answer(r Request) *exchange {
	if r.What.Strikes() == WhileAnswering {
		return w.exchange(r.Latency, r.failure())
	}
	x := w.exchange(r.Latency, nil)
	status := r.Status // and no more of it, which is large for a closure
	x.status = status
	if w.scenario.Size > 0 {
		x.body = func() *exchange {
			body := w.exchange(w.scenario.BodyTime(), nil)
			body.status = status
			return body
		}
	}
	return x
}

// refuse is how it ends where nothing listens: at once.
func (w *Simulated) refuse(err *RequestError) *exchange {
	if w.Late != nil {
		return w.exchange(0, err)
	}
	return &exchange{err: err, now: true}
}

func (w *Simulated) connects() bool { return true }

func (w *Simulated) connect(takes time.Duration) *exchange {
	if takes += w.late() / 10; takes == 0 {
		return &openAtOnce
	}
	return w.exactly(takes, nil)
}

// openAtOnce is a connection that takes no time to open.
var openAtOnce = exchange{now: true}

func (w *Simulated) dial(r *Request) peer { return simulatedPeer{w, r} }

// simulatedPeer accepts after the request's delay, sends after its latency, and closes after the scenario's closing.
type simulatedPeer struct {
	world   *Simulated
	request *Request
}

func (p simulatedPeer) accept() *exchange {
	if p.request.What.Strikes() == WhileConnecting {
		return p.world.refuse(p.request.failure())
	}
	return p.world.exchange(p.request.Delay, nil)
}

// message is on its way for the whole latency, even one of zero, whether or not anybody waits for it.
func (p simulatedPeer) message() *exchange {
	x := p.world.timedExchange(p.request.Latency + p.world.late())
	x.status = len(Hello)
	if p.request.What.Strikes() == WhileAnswering {
		x.err = p.request.failure()
	}
	return x
}

func (p simulatedPeer) leave() *exchange {
	if p.request.What.Strikes() == WhileClosing {
		return p.world.exchange(p.world.scenario.Closing, p.request.failure())
	}
	return p.world.exchange(p.world.scenario.Closing, nil)
}
