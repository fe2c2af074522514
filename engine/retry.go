package engine

import "slices"

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
	return c.gather(c.startEach(firstAttempts(requests), func(fn *function, r Request) (int, error) {
		for {
			fn.task.index = r.Index
			value, err := fn.awaitCoroutine(c.fetch(r))
			if !isRequestError(err) || r.Attempt == c.scenario.Attempts-1 {
				return value, err
			}
			r = requests[r.Index+1]
			if err := fn.sleep(r.Pause); err != nil {
				return 0, err
			}
		}
	}))
}

// firstAttempts leaves out the further ones.
func firstAttempts(requests []Request) []Request {
	return slices.DeleteFunc(slices.Clone(requests), func(r Request) bool { return r.Attempt > 0 })
}
