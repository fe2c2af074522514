package engine

// semaphore lets at most so many tasks run at once; the others have not started.
//
//	async def limited(r):
//	    async with semaphore: return await fetch(r)
func semaphore(c *caller) ask {
	places := newPool(c.loop, c.scenario.Concurrency, 0, 1)
	return func(fn *function, r Request) (int, error) {
		if err := places.enter(fn); err != nil {
			return 0, err
		}
		defer places.release(places.lineOf(0))
		return fn.awaitCoroutine(c.fetch(r))
	}
}

// enter waits for a place (Semaphore.acquire).
func (p *pool) enter(fn *function) error {
	w := p.acquire(0)
	if w == nil {
		return nil
	}
	if _, err := fn.await(w); err != nil {
		p.leave(w)
		return err
	}
	p.noteGrant(w)
	return nil
}
