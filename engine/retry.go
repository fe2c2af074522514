package engine

import (
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
			if err := fn.sleep(r.Pause); err != nil {
				return 0, err
			}
		}
	}
}

// attempts is how many requests a task that is retried may make.
func attempts(s *Scenario) int { return s.Attempts }

// backoff is the pause before a further attempt, give or take its jitter.
func backoff(s *Scenario, task, attempt int) time.Duration {
	double := time.Duration(1) << (attempt - 1)
	return drawJitter(s.Seed, (MaxAttempts+attempt)*MaxTasks+task, double*s.Backoff, double*s.BackoffJitter)
}

// firstAttempts leaves out the further ones.
func firstAttempts(requests []Request) []Request {
	further := func(r Request) bool { return r.Attempt > 0 }
	if !slices.ContainsFunc(requests, further) {
		return requests
	}
	return slices.DeleteFunc(slices.Clone(requests), further)
}
