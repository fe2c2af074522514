package engine

import "slices"

// semaphore lets at most so many tasks run at once; the others have not started.
//
//	async def limited(r):
//	    async with semaphore: return await fetch(r)
func semaphore(c *caller) ask {
	places := &places{loop: c.loop, free: c.scenario.Concurrency}
	return func(fn *function, r Request) (int, error) {
		if err := places.enter(fn); err != nil {
			return 0, err
		}
		defer places.release()
		return fn.awaitCoroutine(c.fetch(r))
	}
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

// enter waits for a place (Semaphore.acquire).
func (p *places) enter(fn *function) error {
	if !p.locked() {
		p.free--
		return nil
	}
	w := p.loop.newFuture()
	p.waiters = append(p.waiters, w)
	_, err := fn.await(w)
	p.waiters = without(p.waiters, w)
	if err != nil {
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
