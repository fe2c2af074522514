package engine

import (
	"context"
	"time"
)

// Simulated is a world with a virtual clock and a made-up network: a run takes no time, and depends on the
// scenario alone. The zero value is ready to use.
type Simulated struct {
	loop  *loop
	clock time.Duration
}

func (w *Simulated) begin(_ context.Context, l *loop, _ *Scenario) { w.loop, w.clock = l, 0 }
func (w *Simulated) now() time.Duration                            { return w.clock }
func (w *Simulated) end()                                          {}

// wait moves the clock to the deadline.
func (w *Simulated) wait(deadline time.Duration) {
	if deadline == Never {
		panic("engine: nothing is ready, nothing is due: the loop would sleep for ever")
	}
	w.clock = max(w.clock, deadline)
}

// request makes an exchange that takes its latency; a latency of zero is one pass of the loop, as
// asyncio.sleep(0) is.
func (w *Simulated) request(r Request) *exchange {
	x := &exchange{status: r.Status, abort: func() {}}
	switch {
	case r.What == Refused:
		x.err, x.now = &RequestError{string(Refused)}, true
		return x
	case r.What == Reset:
		x.err = &RequestError{string(Reset)}
	}
	if r.Latency > 0 {
		x.over = w.loop.newFuture()
		timer := w.loop.callLater(r.Latency, x.over)
		x.abort = func() { timer.cancelled = true }
	}
	return x
}
