package engine

import "slices"

// semaphoreAround lets at most so many tasks run at once; the others have not started.
//
//	async def limited(r):
//	    async with semaphore: return await fetch(r)
func semaphoreAround(c *caller, w Wrap, _ int, inner ask) ask {
	places := &places{loop: c.loop, free: w.Count}
	return func(r Request) coroutine { return &admitted{wrapped: c.wrapped(r, inner), places: places} }
}

// admitted is that coroutine, a state machine as fetch is.
type admitted struct {
	wrapped
	places *places
	step   step // fresh, queueing, or flying
	waiter *future
}

func (a *admitted) resume(thrown *cancelledError) (awaitable, bool, int, error) {
	switch {
	case a.step == fresh && thrown != nil:
		return nil, true, 0, thrown
	case a.step == fresh:
		if a.waiter = a.places.ask(); a.waiter != nil {
			a.step = queueing
			a.hold(BySemaphore)
			return a.waiter, false, 0, nil
		}
	case a.step == queueing:
		if err := a.places.enter(a.waiter, thrown); err != nil {
			return nil, true, 0, a.giveUp(err)
		}
	}
	a.step = flying
	wait, returned, value, err := a.inner.resume(thrown)
	if returned {
		a.places.release()
	}
	return wait, returned, value, err
}

// places are asyncio.Semaphore as CPython 3.11.7 has it, down to who wakes whom and in which turn.
type places struct {
	loop    *loop
	free    int
	waiters []*future
}

// locked reports whether nobody gets a place at once: there is none, or others wait (Semaphore.locked).
func (p *places) locked() bool {
	return p.free == 0 || slices.ContainsFunc(p.waiters, func(w *future) bool { return !w.wasCancelled() })
}

// ask takes a place, or returns what to wait for (the first half of Semaphore.acquire).
func (p *places) ask() *future {
	if !p.locked() {
		p.free--
		return nil
	}
	w := p.loop.newFuture()
	p.waiters = append(p.waiters, w)
	return w
}

// enter is what happens when the wait is over, by a place or by a cancellation (the second half).
func (p *places) enter(w *future, thrown *cancelledError) error {
	p.waiters = without(p.waiters, w)
	if err := interruption(w, thrown); err != nil {
		if !w.wasCancelled() { // the place was granted in the same turn
			p.release()
		}
		return err
	}
	if p.free > 0 {
		p.wakeNext()
	}
	return nil
}

func (p *places) release() {
	p.free++
	p.wakeNext()
}

// wakeNext grants a place to the first who has none yet (Semaphore._wake_up_next).
func (p *places) wakeNext() {
	for _, w := range p.waiters {
		if !w.done {
			p.free--
			w.finish(0, nil)
			return
		}
	}
}
