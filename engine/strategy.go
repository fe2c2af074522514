package engine

import "slices"

// Strategy is what the key strategy of a link names: a collector, or a wrapper, which stands under gather.
type Strategy struct {
	Name      string   // asyncio's own
	Summary   string   // what it does, in one line
	Options   []string // the keys of a link that only some strategies have, and this one has
	Variants  string   // that comparisons offer beside it, as [ParseVariants] reads them
	Function  bool     // asyncio has it as one function, which takes the options and itself raises
	Collector          // how the caller waits
	Wrapper   *Wrapper // what each task does around its request; nil if nothing
}

// rivals are for each strategy two that one may well take instead of it.
var rivals = map[string][]string{
	"gather": {"as_completed", "task_group"}, "sequential": {"gather", "create_task"}, "create_task": {"gather", "sequential"},
	"create_task_each": {"create_task", "gather"}, "as_completed": {"gather", "wait"}, "wait": {"gather", "as_completed"},
	"task_group": {"gather", "wait"}, "race": {"gather", "as_completed"}, "batches": {"semaphore", "gather"},
	"wait_for": {"gather", "task_group"}, "semaphore": {"gather", "batches"}, "retry": {"gather", "hedge"}, "hedge": {"gather", "retry"},
	"shield": {"gather", "task_group"}, "workers": {"semaphore", "gather"},
}

// Rivals are two strategies that one may well take instead; none where its tasks fit no other.
func (s *Strategy) Rivals() []string { return rivals[s.Name] }

// Collector is how the caller waits for its tasks: its traits, and the coroutine that has them. Whoever tells of a run or writes a
// program asks for traits, and never for names. Every trait must be set: none has a default.
type Collector struct {
	Starts  Starts
	Results Results
	Raises  Raises
	Cancels Cancels
	Timeout Timeout
	Reach   Reach
	run     func(c *caller, requests []Request) error
}

// Starts says how the requests come to run.
type Starts uint8

// How requests come to run.
const (
	AllAtOnce  Starts = iota + 1 // a task for each, before the first is awaited
	InBatches                    // so many tasks at a time
	TaskByTask                   // a task, and the next one when the caller has its result
	OneByOne                     // in the caller itself, without tasks
	OnAStack                     // in the caller itself, which holds all their sockets, one above the other
	FromAQueue                   // in so many workers, which are tasks, and take them one after another
)

// Results says how the caller gets what its tasks bring.
type Results uint8

// How the caller gets results.
const (
	AllTogether  Results = iota + 1 // in the order of the tasks, when the last one is there
	InTurn                          // one after another, in the order of the tasks
	AsTheyCome                      // one after another, in the order of their ends
	InSets                          // those of the tasks that are done, each time some are
	FirstSuccess                    // one; failures do not count as long as another task may succeed
)

// Raises says which exceptions of its tasks a strategy lets out, where nobody handles them.
type Raises uint8

// Which exceptions come out.
const (
	FirstToFail  Raises = iota + 1 // that of the task that failed before the others
	FirstInOrder                   // that of the first failed task in their order
	AllFailures                    // a group of all, once every task has ended
	OnlyFailures                   // a group of all, if no task succeeds
)

// Cancels says when a strategy cancels, by itself, the tasks that still run. (The [Reach] of a timeout is another matter,
// and so is what the key pending says.)
type Cancels uint8

// When a strategy cancels the rest.
const (
	CancelsNobody Cancels = iota + 1
	CancelsAtFailure
	CancelsAtSuccess
)

// Timeout says what the scenario's timeout is to the strategy.
type Timeout uint8

// What the timeout is.
const (
	TimeoutAround  Timeout = iota + 1 // asyncio.timeout around the strategy
	TimeoutRaises                     // an argument of its function, which then raises TimeoutError
	TimeoutReturns                    // an argument of its function, which then returns
)

// Reach says which tasks the scenario's timeout cancels, of those that run.
type Reach uint8

// Whom a timeout cancels.
const (
	ReachesAll Reach = iota + 1
	ReachesAwaited
	ReachesNobody
)

// gatherAll is the collector gather, alone and under a wrapper.
var gatherAll = Collector{AllAtOnce, AllTogether, FirstToFail, CancelsNobody, TimeoutAround, ReachesAll, gather}

// Strategies lists the strategies as pickers show them: the first is the default. New ones come last, because the random
// scenarios that are recorded were drawn by place.
var Strategies = []Strategy{
	{Name: "gather", Summary: "run all at once, get the results in order", Function: true, Collector: gatherAll,
		Options:  []string{"return_exceptions"},
		Variants: "gather+return_exceptions,gather+limit=1,gather+limit=6,gather+limit=100,gather+per_request"},
	{Name: "sequential", Summary: "await one request after another",
		Collector: Collector{OneByOne, InTurn, FirstInOrder, CancelsNobody, TimeoutAround, ReachesAll, sequential},
		Options:   []string{"on_error"}},
	{Name: "create_task", Summary: "create all tasks, then await each in order",
		Collector: Collector{AllAtOnce, InTurn, FirstInOrder, CancelsNobody, TimeoutAround, ReachesAwaited, createTask},
		Options:   []string{"on_error"}},
	{Name: "create_task_each", Summary: "create a task and await it, one after another",
		Collector: Collector{TaskByTask, InTurn, FirstInOrder, CancelsNobody, TimeoutAround, ReachesAll, createTaskEach},
		Options:   []string{"on_error"}},
	{Name: "as_completed", Summary: "run all at once, get each result as it arrives", Function: true,
		Collector: Collector{AllAtOnce, AsTheyCome, FirstToFail, CancelsNobody, TimeoutRaises, ReachesNobody, asCompleted},
		Options:   []string{"on_error"},
		Variants:  "as_completed+handle"},
	{Name: "wait", Summary: "run all at once, get who is done and who is pending", Function: true,
		Collector: Collector{AllAtOnce, InSets, FirstInOrder, CancelsNobody, TimeoutReturns, ReachesNobody, wait},
		Options:   []string{"return_when", "pending", "on_error"},
		Variants:  "wait+FIRST_EXCEPTION,wait+FIRST_COMPLETED,wait+FIRST_COMPLETED+cancel"},
	{Name: "task_group", Summary: "run all at once, cancel the rest when one fails",
		Collector: Collector{AllAtOnce, AllTogether, AllFailures, CancelsAtFailure, TimeoutAround, ReachesAll, taskGroup}},
	{Name: "race", Summary: "run all at once, take the first success, cancel the rest",
		Collector: Collector{AllAtOnce, FirstSuccess, OnlyFailures, CancelsAtSuccess, TimeoutAround, ReachesAll, race}},
	strategyWithin("wait_for"),
	strategyWithin("semaphore"),
	{Name: "batches", Summary: "gather so many at a time",
		Collector: Collector{InBatches, AllTogether, FirstToFail, CancelsNobody, TimeoutAround, ReachesAll, batches},
		Options:   []string{"batch", "return_exceptions"}},
	strategyWithin("retry"),
	strategyWithin("hedge"),
	strategyWithin("shield"),
	{Name: "exit_stack", Summary: "open sockets one after another, close the last one first",
		Collector: Collector{OnAStack, InTurn, FirstInOrder, CancelsNobody, TimeoutAround, ReachesAll, exitStack}},
	{Name: "workers", Summary: "so many workers take the tasks from a queue",
		Collector: Collector{FromAQueue, AsTheyCome, FirstToFail, CancelsNobody, TimeoutAround, ReachesAll, workers},
		Options:   []string{"workers", "on_error"},
		Variants:  "workers+workers=1,workers+workers=2,workers+handle"},
}

// strategyWithin is the strategy with the name of a wrapper: gather, with the wrapper in each task.
func strategyWithin(wrapper string) Strategy {
	w := wrapperNamed(wrapper)
	s := Strategy{
		Name:      w.Name,
		Summary:   w.Summary,
		Collector: gatherAll,
		Wrapper:   w,
		Options:   slices.Concat(w.Options, []string{"return_exceptions"}),
	}
	if w.Shields {
		s.Reach = ReachesNobody
	}
	return s
}

// StrategyNamed returns the strategy of that name, or nil.
func StrategyNamed(name string) *Strategy {
	for i := range Strategies {
		if Strategies[i].Name == name {
			return &Strategies[i]
		}
	}
	return nil
}

// strategyNames lists the names of all strategies.
func strategyNames() []string {
	names := make([]string, len(Strategies))
	for i := range Strategies {
		names[i] = Strategies[i].Name
	}
	return names
}

// traitless is the collector of what has none.
var traitless Collector

// Collector says how the scenario's caller waits. That of no known strategy has no traits.
func (s *Scenario) Collector() *Collector {
	if strategy := StrategyNamed(s.Strategy); strategy != nil {
		return &strategy.Collector
	}
	return &traitless
}

// Function reports whether the strategy is one function of asyncio's, by its own name.
func (s *Scenario) Function() bool {
	strategy := StrategyNamed(s.Strategy)
	return strategy != nil && strategy.Function
}

// RaisesGroup reports whether what comes out is a group of exceptions: only when none of the tasks runs any more.
func (c *Collector) RaisesGroup() bool { return c.Raises == AllFailures || c.Raises == OnlyFailures }

// OwnTimeout reports whether the scenario's timeout is an argument of the strategy's function, and not around it.
func (c *Collector) OwnTimeout() bool {
	return c.Timeout == TimeoutRaises || c.Timeout == TimeoutReturns
}

// InCaller reports whether the caller runs the requests itself, without tasks.
func (c *Collector) InCaller() bool { return c.Starts == OneByOne || c.Starts == OnAStack }

// Queued reports whether workers take the tasks from a queue.
func (s *Scenario) Queued() bool { return s.Collector().Starts == FromAQueue }

// InLine reports whether each request waits until the caller has the result of the one before.
func (c *Collector) InLine() bool { return c.Starts == OneByOne || c.Starts == TaskByTask }
