package engine

// semaphore lets at most so many tasks run at once; the others have not started.
//
//	async def limited(r):
//	    async with semaphore: return await fetch(r)
//	results = await gather(*(limited(r) for r in requests), return_exceptions=…)
func semaphore(c *caller, requests []Request) error {
	places := &pool{loop: c.loop, free: c.scenario.Concurrency}
	return c.gather(c.startEach(requests, func(fn *function, r Request) (int, error) {
		if err := places.enter(fn); err != nil {
			return 0, err
		}
		defer places.release()
		return fn.awaitCoroutine(c.fetch(r))
	}))
}

// enter waits for a place (Semaphore.acquire).
func (p *pool) enter(fn *function) error {
	w := p.acquire()
	if w == nil {
		return nil
	}
	if _, err := fn.await(w); err != nil {
		p.leave(w)
		return err
	}
	p.granted(w)
	return nil
}
