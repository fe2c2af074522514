package engine

// Strategy is a way for the caller to wait for its tasks.
type Strategy struct {
	Name    string   // asyncio's own
	Summary string   // what it does, in one line
	Options []string // the keys of a link that only some strategies have, and this one has

	run        func(c *caller, requests []Request) error
	OwnTimeout bool // timeout is an argument of its own, not asyncio.timeout around it
}

// Strategies lists the strategies as pickers show them: the first is the default.
var Strategies = []Strategy{
	{Name: "gather", Summary: "run all at once, get the results in order", run: gather,
		Options: []string{"return_exceptions"}},
	{Name: "sequential", Summary: "await one request after another", run: sequential,
		Options: []string{"on_error"}},
	{Name: "create_task", Summary: "create all tasks, then await each in order", run: createTask,
		Options: []string{"on_error"}},
	{Name: "create_task_each", Summary: "create a task and await it, one after another", run: createTaskEach,
		Options: []string{"on_error"}},
	{Name: "as_completed", Summary: "run all at once, get each result as it arrives", run: asCompleted,
		Options: []string{"on_error"}, OwnTimeout: true},
	{Name: "wait", Summary: "run all at once, get who is done and who is pending", run: wait,
		Options: []string{"return_when", "pending", "on_error"}, OwnTimeout: true},
	{Name: "task_group", Summary: "run all at once, cancel the rest when one fails", run: taskGroup},
	{Name: "race", Summary: "run all at once, take the first success, cancel the rest", run: race},
	{Name: "wait_for", Summary: "gather, with a timeout for each task", run: waitFor,
		Options: []string{"task_timeout", "return_exceptions"}},
	{Name: "semaphore", Summary: "gather, with so many tasks running at once", run: semaphore,
		Options: []string{"concurrency", "return_exceptions"}},
	{Name: "batches", Summary: "gather so many at a time", run: batches,
		Options: []string{"batch", "return_exceptions"}},
	{Name: "retry", Summary: "gather, and try again what failed", run: retry,
		Options: []string{"attempts", "backoff", "return_exceptions"}},
	{Name: "hedge", Summary: "gather, and send what is slow a second time", run: hedge,
		Options: []string{"hedge_after", "return_exceptions"}},
	{Name: "shield", Summary: "gather, out of reach of a timeout around it", run: shield,
		Options: []string{"return_exceptions"}},
	{Name: "exit_stack", Summary: "open sockets one after another, close the last one first", run: exitStack},
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
