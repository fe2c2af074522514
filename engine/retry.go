package engine

// retry makes a failed request again, after a pause that doubles each time. Each attempt is a request of its own in
// the log; the task's result is that of its last one.
//
//	async def retried(r):
//	    for attempt in range(attempts):
//	        try: return await fetch(r)
//	        except RequestError:
//	            if attempt == attempts - 1: raise
//	            await sleep(backoff * 2**attempt)
//	results = await gather(*(retried(r) for r in requests), return_exceptions=…)
func retry(c *caller, requests []Request) error {
	tasks := len(requests) / c.scenario.Attempts
	return c.gather(c.startEach(requests[:tasks], func(fn *function, r Request) (int, error) {
		for {
			fn.task.index = r.Index
			value, err := fn.awaitCoroutine(c.fetch(r))
			next := r.Index + tasks
			if !isRequestError(err) || next >= len(requests) {
				return value, err
			}
			r = requests[next]
			if err := fn.sleep(r.Pause); err != nil {
				return 0, err
			}
		}
	}))
}
