package engine

import (
	"math"
	"slices"
	"time"
)

// retry makes a failed request again, after a pause that doubles each time. Each attempt is a request of its own in
// the log; the task's result is that of its last one.
//
//	async def retried(r):
//	    for attempt in range(attempts):
//	        try: return await fetch(r)
//	        except RequestError:
//	            if attempt == attempts - 1: raise
//	            await sleep(backoff * 2**attempt)
func retry(c *caller) ask {
	return func(fn *function, r Request) (int, error) {
		for {
			fn.task.index = r.Index
			value, err := fn.awaitCoroutine(c.fetch(r))
			if !isRequestError(err) || r.Attempt == c.scenario.Attempts-1 {
				return value, err
			}
			r = c.requests[r.Index+1]
			if err := fn.sleep(c.backoff(r.Attempt)); err != nil {
				return 0, err
			}
		}
	}
}

// attempts is how many requests a task that is retried may make.
func attempts(s *Scenario) int { return s.Attempts }

// backoff is the pause before a further attempt. Its jitter is drawn when the pause begins, as the program draws it:
//
//	rng = random.Random(seed)
//	max(0, rng.uniform(backoff - jitter, backoff + jitter)) * 2**attempt
func (c *caller) backoff(attempt int) time.Duration {
	backoff, jitter := c.scenario.Backoff, c.scenario.BackoffJitter
	double := time.Duration(1) << (attempt - 1)
	if jitter == 0 {
		return double * backoff
	}
	if c.random == nil {
		c.random = newPythonRandom(c.scenario.Seed)
	}
	drawn := c.random.uniform(float64((backoff - jitter).Microseconds()), float64((backoff + jitter).Microseconds()))
	return time.Duration(math.RoundToEven(max(0, drawn)*float64(double))) * time.Microsecond
}

// firstAttempts leaves out the further ones.
func firstAttempts(requests []Request) []Request {
	further := func(r Request) bool { return r.Attempt > 0 }
	if !slices.ContainsFunc(requests, further) {
		return requests
	}
	return slices.DeleteFunc(slices.Clone(requests), further)
}
