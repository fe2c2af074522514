package engine

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// retryAround makes a failed request again, after a pause that doubles each time. Each attempt is a request of its own in
// the log; the task's result is that of its last one.
//
//	async def retried(r):
//	    for attempt in range(attempts):
//	        try: return await fetch(r)
//	        except RequestError as error:
//	            if attempt == attempts - 1 or not may_get_better(error): raise
//	            await sleep(backoff * 2**attempt)
func retryAround(c *caller, w Wrap, span int, inner ask) ask {
	p := &pauses{wrap: w, seed: c.scenario.Seed, known: c.loop.pauses}
	return func(r Request) coroutine {
		return &retried{wrapped: c.wrapped(r, inner), ask: inner, span: span, pauses: p}
	}
}

// retried is that coroutine, a state machine as fetch is.
type retried struct {
	wrapped
	ask     ask
	span    int // what is inside makes its requests so often
	attempt int // from 0
	pauses  *pauses
	pausing bool
	pause   *future // that it awaits; nil: one pass of the loop
	timer   *timer
}

func (t *retried) resume(thrown *cancelledError) (awaitable, bool, int, error) {
	if t.pausing {
		if err := t.goOn(thrown); err != nil {
			return nil, true, 0, err
		}
	}
	wait, returned, value, err := t.inner.resume(thrown)
	if !returned || t.attempt == t.pauses.wrap.Count-1 || !passes(err) {
		return wait, returned, value, err
	}
	t.attempt++
	t.request = t.caller.requests[t.request.Index+t.span*t.request.Links]
	t.task.index = t.request.Index
	t.hold(ByPause)
	return t.sleep(t.pauses.next(t.request.Index, t.attempt, err)), false, 0, nil
}

// sleep begins the pause.
func (t *retried) sleep(pause time.Duration) awaitable {
	t.pausing, t.pause, t.timer = true, nil, nil
	if pause <= 0 {
		return nil
	}
	t.pause = t.caller.loop.newFuture()
	t.timer = t.caller.loop.callLater(pause, t.pause)
	return t.pause
}

// goOn ends the pause, and begins the next attempt.
func (t *retried) goOn(thrown *cancelledError) error {
	if t.pausing = false; t.timer != nil {
		t.timer.cancelled = true
	}
	if err := interruption(t.pause, thrown); err != nil {
		return t.giveUp(err)
	}
	t.inner = t.ask(t.request)
	enterTask(t.inner, t.task)
	return nil
}

// passes reports whether what went wrong may get better: a request that failed so, or a timeout inside.
func passes(err error) bool {
	return err == ErrTimeout || isRequestError(err) && MayGetBetter(err.Error())
}

// PassingStatuses are those of answers that may be another one next time: the request came too late or too early (408, RFC 9110; 425,
// RFC 8470) or too often (429, RFC 6585), or something at the server was not as it should be (500, and 502 to 504, RFC 9110). It is the
// list that clients of large services have, such as Google Cloud's, with 425.
var PassingStatuses = []int{408, 425, 429, 500, 502, 503, 504}

// MayGetBetter reports whether it makes sense to repeat a request that failed for this reason, as a trace has it: connections may get
// better, and so may an answer with one of the [PassingStatuses]. An address that cannot be asked will not.
func MayGetBetter(reason string) bool {
	if text, ok := strings.CutPrefix(reason, "status "); ok {
		status, err := strconv.Atoi(text)
		return err == nil && slices.Contains(PassingStatuses, status)
	}
	return What(reason).Strikes() != BeforeConnecting
}

// pauses are those between attempts; a limiter or its like is shared by all tasks, and so are they.
type pauses struct {
	wrap   Wrap
	seed   uint64
	random *pythonRandom // that they are drawn from; nil until one is

	known map[int]time.Duration // those that were drawn, by the request behind each; nil where nobody asks for them again
}

// drawnPauses are the pauses with jitter of the scenario's simulated run, by the request behind each. A live run has the same ones:
// requests that fail at one moment are heard of there in any order, and each would draw what is another's. Those that only the live run
// comes to are drawn in its own order.
func drawnPauses(ctx context.Context, s *Scenario) map[int]time.Duration {
	if !slices.ContainsFunc(s.Wrappings(), func(w Wrapping) bool { return w.Retries && w.Jitter > 0 }) {
		return nil
	}
	w := &Simulated{pauses: map[int]time.Duration{}}
	if _, err := Run(ctx, s, w, nil); err != nil {
		return nil
	}
	return w.pauses
}

// next is the pause before a further attempt. Its jitter is drawn when the pause begins, as the program draws it:
//
//	rng = random.Random(seed)
//	max(0, rng.uniform(backoff - jitter, backoff + jitter)) * 2**attempt
func (p *pauses) next(request, attempt int, err error) time.Duration {
	if refused, is := err.(*RequestError); is && p.wrap.RetryAfter && refused.After > 0 {
		return refused.After
	}
	backoff, jitter := p.wrap.Time, p.wrap.Jitter
	double := time.Duration(1) << (attempt - 1)
	if jitter == 0 {
		return double * backoff
	}
	if pause, is := p.known[request]; is {
		return pause
	}
	if p.random == nil {
		p.random = newPythonRandom(p.seed)
	}
	drawn := p.random.uniform(float64((backoff - jitter).Microseconds()), float64((backoff + jitter).Microseconds()))
	pause := time.Duration(math.RoundToEven(max(0, drawn)*float64(double))) * time.Microsecond
	if p.known != nil {
		p.known[request] = pause
	}
	return pause
}

// firstRequests are those with which tasks begin, without further attempts, and without what follows in a chain.
func firstRequests(requests []Request) []Request {
	further := func(r Request) bool { return r.Index != r.First }
	if !slices.ContainsFunc(requests, further) {
		return requests
	}
	firsts := make([]Request, 0, requests[len(requests)-1].Task+1)
	for _, r := range requests {
		if !further(r) {
			firsts = append(firsts, r)
		}
	}
	return firsts
}
