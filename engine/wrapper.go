package engine

import (
	"slices"
	"time"
)

// Wrapper is what each task does around its request: its traits, and the coroutine that has them. Whoever tells of a run or writes
// a program asks for traits, and never for names. The key each names wrappers, outermost first. Some are strategies too: then the
// collector is gather, and the arguments are keys of their own.
type Wrapper struct {
	Name      string
	Summary   string
	Form      string   // as an entry of each, and what its arguments are
	Does      string   // what it does, in a few words
	Parts     []string // what its arguments are called where each has a field: one for each that it takes, and two for a pause
	Options   []string // of its own, as a strategy
	Essential string   // the option without which its name says little: labels have it though it is at its default

	TimesOut  bool // cancels its request when its own time is over, and raises TimeoutError
	HoldsBack bool // lets its task start later than it was created
	Limits    bool // so many run at once
	Retries   bool // makes a request that failed again, after a pause
	Hedges    bool // has tasks of its own for its request and a second one, and cancels the slower
	Shields   bool // keeps the cancellation of the caller away from the tasks

	takes    []argument                                                // of each
	most     int                                                       // the bound of a count
	of       func(s *Scenario) Wrap                                    // as a strategy; nil of one that is none
	requests func(w Wrap) int                                          // that it may make of each inside it; nil: one
	around   func(c *caller, w Wrap, span int, inner ask) ask          // what it makes of what is inside it, which asks span times
	outside  func(c *caller, collected *gathering) (awaited awaitable) // as a strategy: what the caller awaits; nil: what it collects
}

// ask is what wrappers make of fetch(r).
type ask func(r Request) coroutine

// Wrappers lists the wrappers.
var Wrappers = []Wrapper{
	{Name: "timeout", Form: "timeout and a time, such as timeout:1s", Does: "asyncio.timeout around it",
		Parts: []string{"Within"}, takes: []argument{aTime}, TimesOut: true, around: timeoutAround},
	{Name: "wait_for", Summary: "gather, with a timeout for each task",
		Form: "wait_for and a time, such as wait_for:1s", Does: "asyncio.wait_for of it, which with 0 never starts it",
		Options: []string{"task_timeout"}, Essential: "task_timeout",
		Parts: []string{"Within"}, takes: []argument{aTime}, TimesOut: true, around: waitForAround,
		of: func(s *Scenario) Wrap { return Wrap{Name: "wait_for", Time: s.TaskTimeout} }},
	{Name: "semaphore", Summary: "gather, with so many tasks running at once",
		Form: "semaphore and how many at once, such as semaphore:10", Does: "a semaphore that all tasks share",
		Options: []string{"concurrency"},
		Parts:   []string{"At once"}, takes: []argument{aCount}, most: MaxTasks, HoldsBack: true, Limits: true, around: semaphoreAround,
		of: func(s *Scenario) Wrap { return Wrap{Name: "semaphore", Count: s.Concurrency} }},
	{Name: "rate", Form: "rate and how many starts in which time, such as rate:5/1s",
		Does:  "a limiter that all tasks share: so many at once, and then one whenever its share of the time is over",
		Parts: []string{"Starts", "in"}, takes: []argument{aCount, aPeriod}, most: MaxTasks, HoldsBack: true, around: rateAround},
	{Name: "retry", Summary: "gather, and try again what failed",
		Form:    "retry, how many attempts, from 1 to 10, and a pause, such as retry:3:100ms~50ms or retry:3:retry_after",
		Does:    "again, after a pause that doubles, what may get better; where told so, when the server says",
		Options: []string{"attempts", "backoff"},
		Parts:   []string{"Attempts", "Pause", "± up to", "As Retry-After says"},
		takes:   []argument{aCount, aPause, anAfter}, most: MaxAttempts, Retries: true, around: retryAround,
		requests: func(w Wrap) int { return w.Count },
		of: func(s *Scenario) Wrap {
			return Wrap{Name: "retry", Count: s.Attempts, Time: s.Backoff, Jitter: s.BackoffJitter}
		}},
	{Name: "hedge", Summary: "gather, and send what is slow a second time",
		Form: "hedge and a time, such as hedge:200ms", Does: "a second request when it has not answered by then, or has failed",
		Options: []string{"hedge_after"},
		Parts:   []string{"Second after"}, takes: []argument{aTime}, Hedges: true, around: hedgeAround, requests: func(Wrap) int { return 2 },
		of: func(s *Scenario) Wrap { return Hedge(s.HedgeAfter) }},
	{Name: "shield", Summary: "gather, out of reach of a timeout around it",
		Form: "shield alone", Does: "asyncio.shield of it: who waits may leave, and it runs on",
		Shields: true, around: shieldAround, outside: shield, of: func(*Scenario) Wrap { return Wrap{Name: "shield"} }},
}

// Hedge is a second request of each task that has not answered by then.
func Hedge(after time.Duration) Wrap { return Wrap{Name: "hedge", Time: after} }

// wrapperNamed returns the wrapper of that name, or nil.
func wrapperNamed(name string) *Wrapper {
	for i := range Wrappers {
		if Wrappers[i].Name == name {
			return &Wrappers[i]
		}
	}
	return nil
}

// wrap makes of fetch(r) what the scenario's wrappers make of it. A wrapper that stands around all that is collected is none of them.
func (c *caller) wrap() ask {
	inner, span := ask(c.fetch), 1
	if c.scenario.Chained() {
		inner = c.chain
	}
	if c.outside != nil {
		return inner
	}
	for _, w := range slices.Backward(c.scenario.Wrappings()) {
		inner = wrapperNamed(w.Wrap.Name).around(c, w.Wrap, span, inner)
		span *= w.requestsEach()
	}
	return inner
}

// wrapped is what is the same in all coroutines around others.
type wrapped struct {
	caller  *caller
	task    *task // that runs it
	request Request
	inner   coroutine
}

func (c *caller) wrapped(r Request, inner ask) wrapped {
	return wrapped{caller: c, request: r, inner: inner(r)}
}

func (w *wrapped) runIn(t *task) {
	w.task = t
	enterTask(w.inner, t)
}

// enterTask tells a coroutine which task runs it, if it wants to know.
func enterTask(c coroutine, t *task) {
	if c, ok := c.(interface{ runIn(*task) }); ok {
		c.runIn(t)
	}
}

// hold takes note that a task waits within a wrapper, before a request starts. Strategies that are wrappers have no such events: their
// logs are older.
func (w *wrapped) hold(by Cause) {
	if w.caller.holds {
		w.caller.loop.record(Event{Kind: Hold, Task: w.request.Index, By: by})
	}
}

// giveUp takes note that such a wait was cancelled, and returns the cancellation.
func (w *wrapped) giveUp(err error) error {
	if cancelled, is := err.(*cancelledError); is && w.caller.holds {
		w.caller.loop.record(Event{Kind: Cancel, Task: w.request.Index, By: cancelled.By})
	}
	return err
}
