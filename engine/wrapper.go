package engine

// Wrapper is what each task does around its request: its traits, and the coroutine that has them. Whoever tells of a run or writes
// a program asks for traits, and never for names. A link names a wrapper as its strategy, and then the collector is gather.
type Wrapper struct {
	Name      string
	Summary   string
	Options   []string // of its own
	Essential string   // the option without which its name says little: labels have it though it is at its default

	TimesOut  bool // cancels its request when its own time is over, and raises TimeoutError
	HoldsBack bool // lets its task start later than it was created
	Retries   bool // makes a request that failed again, after a pause
	Hedges    bool // has tasks of its own for its request and a second one, and cancels the slower
	Shields   bool // keeps the cancellation of the caller away from the tasks

	requests func(s *Scenario) int                                     // that a task may make; nil: one
	around   func(c *caller) ask                                       // what a task runs; nil: fetch(r) alone
	outside  func(c *caller, collected *gathering) (awaited awaitable) // what the caller awaits; nil: what it collects
}

// ask is what a wrapper makes of fetch(r).
type ask func(r Request) coroutine

// Wrappers lists the wrappers.
var Wrappers = []Wrapper{
	{Name: "wait_for", Summary: "gather, with a timeout for each task",
		Options: []string{"task_timeout"}, Essential: "task_timeout",
		TimesOut: true, around: waitFor},
	{Name: "semaphore", Summary: "gather, with so many tasks running at once",
		Options:   []string{"concurrency"},
		HoldsBack: true, around: semaphore},
	{Name: "retry", Summary: "gather, and try again what failed",
		Options: []string{"attempts", "backoff"},
		Retries: true, around: retry, requests: attempts},
	{Name: "hedge", Summary: "gather, and send what is slow a second time",
		Options: []string{"hedge_after"},
		Hedges:  true, around: hedge, requests: hedgedRequests},
	{Name: "shield", Summary: "gather, out of reach of a timeout around it",
		Shields: true, outside: shield},
}

// wrapperNamed returns the wrapper of that name, or nil.
func wrapperNamed(name string) *Wrapper {
	for i := range Wrappers {
		if Wrappers[i].Name == name {
			return &Wrappers[i]
		}
	}
	return nil
}
