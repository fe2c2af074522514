package engine

import (
	"slices"
	"time"
)

// rateAround lets so many start at once, and then one whenever its share of the period is over: a leaky bucket, first come, first
// served. Who is cancelled in line takes nobody's place.
//
//	async def paced(r):
//	    async with lock:
//	        pause = full - (starts - 1) * drip - loop.time()
//	        if pause > 0: await sleep(pause)
//	        full = max(loop.time(), full) + drip
//	    return await fetch(r)
func rateAround(c *caller, w Wrap, _ int, inner ask) ask {
	l := &limiter{loop: c.loop, burst: w.Count - 1, drip: (w.Time / time.Duration(w.Count)).Truncate(time.Microsecond)}
	return func(r Request) coroutine { return &paced{wrapped: c.wrapped(r, inner), limiter: l} }
}

// limiter is the bucket, and an asyncio.Lock for whoever looks into it.
type limiter struct {
	loop    *loop
	burst   int           // how many start at once, but one
	drip    time.Duration // the share of each
	full    time.Duration // when all that came has dripped
	locked  bool
	waiters []*future
}

// ask takes the lock, or returns what to wait for (the first half of Lock.acquire).
func (l *limiter) ask() *future {
	if !l.locked && !slices.ContainsFunc(l.waiters, func(w *future) bool { return !w.wasCancelled() }) {
		l.locked = true
		return nil
	}
	w := l.loop.newFuture()
	l.waiters = append(l.waiters, w)
	return w
}

// enter is the second half.
func (l *limiter) enter(w *future, thrown *cancelledError) error {
	l.waiters = without(l.waiters, w)
	if err := interruption(w, thrown); err != nil {
		if !l.locked {
			l.wakeFirst()
		}
		return err
	}
	l.locked = true
	return nil
}

func (l *limiter) release() {
	l.locked = false
	l.wakeFirst()
}

// wakeFirst is Lock._wake_up_first.
func (l *limiter) wakeFirst() {
	if len(l.waiters) > 0 {
		l.waiters[0].finish(0, nil)
	}
}

// pause is how long whoever has the lock must wait.
func (l *limiter) pause() time.Duration {
	return l.full - time.Duration(l.burst)*l.drip - l.loop.world.now()
}

// paced is the coroutine.
type paced struct {
	wrapped
	limiter *limiter
	step    step // fresh, queueing for the lock, sleeping, or flying
	waiter  *future
	timer   *timer
	held    bool
}

func (p *paced) resume(thrown *cancelledError) (awaitable, bool, int, error) {
	switch p.step {
	case fresh:
		if thrown != nil {
			return nil, true, 0, thrown
		}
		if p.waiter = p.limiter.ask(); p.waiter != nil {
			return p.await(queueing)
		}
		return p.look()
	case queueing:
		if err := p.limiter.enter(p.waiter, thrown); err != nil {
			return nil, true, 0, p.giveUp(err)
		}
		return p.look()
	case sleeping:
		p.timer.cancelled = true
		if err := interruption(p.waiter, thrown); err != nil {
			p.limiter.release()
			return nil, true, 0, p.giveUp(err)
		}
		return p.start()
	}
	return p.inner.resume(thrown)
}

// await tells once that it waits.
func (p *paced) await(at step) (awaitable, bool, int, error) {
	if p.step = at; !p.held {
		p.held = true
		p.hold(ByRate)
	}
	return p.waiter, false, 0, nil
}

func (p *paced) look() (awaitable, bool, int, error) {
	pause := p.limiter.pause()
	if pause <= 0 {
		return p.start()
	}
	p.waiter = p.limiter.loop.newFuture()
	p.timer = p.limiter.loop.callLater(pause, p.waiter)
	return p.await(sleeping)
}

func (p *paced) start() (awaitable, bool, int, error) {
	l := p.limiter
	l.full = max(l.loop.world.now(), l.full) + l.drip
	l.release()
	p.step = flying
	return p.inner.resume(nil)
}
