package engine

import (
	"strings"
)

// groupError is the ExceptionGroup that a TaskGroup raises.
type groupError []error

func (g groupError) Error() string {
	reasons := make([]string, len(g))
	for i, err := range g {
		reasons[i] = err.Error()
	}
	return "group:" + strings.Join(reasons, ",")
}

// caller is main(): the coroutine that opens the session, if the requests share one, and runs the strategy.
type caller struct {
	*function
	scenario    *Scenario
	blocking    bool                                // the requests have no session
	sockets     bool                                // the tasks open sockets instead of making requests
	requests    []Request                           // all, each task's links and further attempts behind its first
	ask         ask                                 // what a task runs: fetch(r), within its wrappers
	outside     func(*caller, *gathering) awaitable // a wrapper that stands around all that is collected; nil if there is none
	hedges      bool
	holds       bool       // the log tells of waits within them
	told        []bool     // requests whose creation the log has; nil where each is created once
	session     *session   // nil: each request has its own, or they are sockets
	connections int        // that the program opened so far
	created     []*task    // all but its own, in order
	kept        []*task    // those of them that the strategy created, and not a task of its own
	abandoned   *gathering // that a shield left behind, or nil
}

func newCaller(l *loop, s *Scenario) *caller {
	c := &caller{scenario: s, sockets: s.Sockets(), blocking: s.Blocking(), requests: s.Requests(), holds: len(s.Each) > 0}
	if !s.Collector().InLine() {
		c.created, c.kept = make([]*task, 0, len(c.requests)), make([]*task, 0, s.Tasks())
	}
	c.hedges = s.Hedges()
	if strategy := StrategyNamed(s.Strategy); strategy.Wrapper != nil {
		c.outside = strategy.Wrapper.outside
	}
	if c.holds && (c.hedges || s.Shields()) {
		c.told = make([]bool, len(c.requests))
	}
	if s.Shared() {
		c.session = newSharedSession(l, s, &c.connections)
	}
	c.function = l.newFunction(func(*function) (int, error) { return 0, c.main() })
	l.newTask(NoTask, c.function)
	return c
}

// main is the program that a scenario stands for.
func (c *caller) main() error {
	if c.session != nil {
		c.record(Enter)
	}
	err := c.strategy()
	if err != nil {
		c.loop.record(Event{Kind: Raise, Task: NoTask, Error: raisedName(err)})
	} else {
		c.record(Return)
	}
	if c.scenario.After == CloseAfter {
		c.close()
	}
	if c.scenario.After != ExitAfter && !isCancelled(err) {
		_, err = c.await(c.loop.gather(c.kept, true))
	}
	if c.scenario.After != CloseAfter {
		c.close()
	}
	return err
}

// close closes the session that the requests share, if they share one.
func (c *caller) close() {
	if c.session != nil {
		c.record(Close)
		c.session.close(c.scenario.After == CloseAfter && len(c.kept) > 0)
	}
}

// raisedName is an error as a trace has it.
func raisedName(err error) string {
	if isCancelled(err) {
		return "cancelled" // the program was interrupted
	}
	return err.Error()
}

// strategy runs the collector, under the scenario's timeout unless that is an argument of its own.
func (c *caller) strategy() error {
	c.ask = c.wrap()
	collector := c.scenario.Collector()
	body := func() error { return collector.run(c, firstRequests(c.requests)) }
	if collector.OwnTimeout() || c.scenario.Timeout == NoTimeout {
		return body()
	}
	return c.timeout(c.scenario.Timeout, body)
}

// record appends an event of the caller's own.
func (c *caller) record(k Kind) { c.loop.record(Event{Kind: k, Task: NoTask}) }

// fetch is the coroutine of one request or socket; it does not run until a task or the caller runs it.
func (c *caller) fetch(r Request) coroutine {
	if c.sockets {
		return &conversation{socket: socket{loop: c.loop, request: &c.requests[r.Index]}, caller: c}
	}
	f := c.loop.fetches.next()
	f.loop, f.session, f.request = c.loop, c.session, &c.requests[r.Index]
	switch {
	case c.blocking:
		f.session = c.newSession()
	case c.session == nil:
		f.own = c
	}
	return f
}

// newSession is one for one request.
func (c *caller) newSession() *session { return newSession(c.loop, c.scenario, &c.connections) }

// nextConnection is the number of a connection that the program opens; 0 where a browser does that for it.
func (c *caller) nextConnection() int {
	if !c.loop.world.connects() {
		return 0
	}
	c.connections++
	return c.connections
}

// createTask is asyncio.create_task of fetch(r), or of what the wrapper makes of it. A task that has tasks of its own for
// its requests is not in the log: they are.
func (c *caller) createTask(r Request) *task {
	if c.holds || !c.hedges {
		c.tellCreated(r)
	}
	t := c.start(r.Index, c.ask(r))
	c.kept = append(c.kept, t)
	return t
}

// createInner is asyncio.create_task of what is inside a wrapper.
func (c *caller) createInner(r Request, inner ask) *task {
	c.tellCreated(r)
	return c.start(r.Index, inner(r))
}

// tellCreated records that a task was created, once.
func (c *caller) tellCreated(r Request) {
	if c.told != nil {
		if c.told[r.Index] {
			return
		}
		c.told[r.Index] = true
	}
	c.loop.record(Event{Kind: Create, Task: r.Index})
}

// awaitRequest runs in the caller itself what a task would run. Its task is called after the request then.
func (c *caller) awaitRequest(r Request) (int, error) {
	c.task.index = r.Index
	coroutine := c.ask(r)
	enterTask(coroutine, c.task)
	return c.awaitCoroutine(coroutine)
}

// start is asyncio.create_task(coroutine). Until it makes another request, the task is called after its first.
func (c *caller) start(index int, coroutine coroutine) *task {
	t := c.loop.newTask(index, coroutine)
	c.created = append(c.created, t)
	return t
}

// createTasks creates a task for each request, before any of them runs.
func (c *caller) createTasks(requests []Request) []*task {
	tasks := make([]*task, len(requests))
	for i, r := range requests {
		tasks[i] = c.createTask(r)
	}
	return tasks
}

// receive awaits one task's result.
func (c *caller) receive(t *task) error {
	value, err := c.await(t)
	return c.receiveResult(t.index, value, err)
}

// receiveResult is what the caller does with an awaited result: it takes it, or handles its exception, or lets the
// exception out, as on_error says.
func (c *caller) receiveResult(task, value int, err error) error {
	if err != nil && (!c.isOfRequest(err) || c.scenario.OnError == RaiseError) {
		return err
	}
	c.deliver(task, value, err)
	return nil
}

// isOfRequest reports whether a task raised this because of its request: it went wrong, or took longer than a wrapper gave it.
func (c *caller) isOfRequest(err error) bool {
	return isRequestError(err) || c.holds && err == ErrTimeout
}

// deliver records that the caller has a task's result, or its exception as a value.
func (c *caller) deliver(task, value int, err error) {
	e := Event{Kind: Deliver, Task: task, Value: value}
	if err != nil {
		e.Error = err.Error()
	}
	c.loop.record(e)
}
