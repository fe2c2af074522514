package engine

// Strategy is a way for the caller to wait for its tasks.
type Strategy struct {
	Name    string   // asyncio's own
	Summary string   // what it does, in one line
	Options []string // the keys of a link that only some strategies have, and this one has

	run        func(c *caller, requests []Request) error
	ownTimeout bool // timeout is an argument of its own, not asyncio.timeout around it
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
		Options: []string{"on_error"}, ownTimeout: true},
	{Name: "wait", Summary: "run all at once, get who is done and who is pending", run: wait,
		Options: []string{"return_when", "pending", "on_error"}, ownTimeout: true},
	{Name: "task_group", Summary: "run all at once, cancel the rest when one fails", run: taskGroup},
}

// strategyNamed returns the strategy of that name, or nil.
func strategyNamed(name string) *Strategy {
	for i := range Strategies {
		if Strategies[i].Name == name {
			return &Strategies[i]
		}
	}
	return nil
}
