package engine

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
)

// ErrLiveOnly is returned by [Run] in the simulated world for a scenario with requests to a URL: how long
// they take is not ours to say.
var ErrLiveOnly = errors.New("tasks: requests to a URL run live only")

// Run runs the scenario in a world, to its end, and returns the log. observe, if not nil, is called with each
// event as it is appended, on the goroutine that runs the loop. When ctx is done the program is interrupted
// as by Ctrl-C: the caller is cancelled, the session closed, and what still runs is cancelled; the log tells
// so. The errors are [ErrTooLong], with the log so far, and [ErrLiveOnly].
func Run(ctx context.Context, s *Scenario, w World, observe func(Event)) (Log, error) {
	if _, simulated := w.(*Simulated); simulated && s.Live() {
		return nil, ErrLiveOnly
	}
	l := newLoop(s, w, observe)
	w.begin(ctx, l, s)
	defer w.end()
	c := newCaller(l, s)
	defer func() {
		for _, fn := range l.functions {
			fn.stop()
		}
	}()
	pause, pauses := ctx.Value(pauseKey{}).(func())
	l.interrupt = func() {
		if ctx.Err() != nil {
			l.interrupt = func() {}
			c.task.cancel(ByShutdown)
		} else if pauses && l.turns%turnsBetweenPauses == 0 {
			pause()
		}
	}
	err := l.runUntil(&c.task.future)
	if err == nil {
		c.record(Exit)
		err = c.shutDown()
	}
	if err == nil {
		c.collect()
	}
	return l.log, err
}

// Simulate runs the scenario in virtual time, without a context or an observer. The errors are those of [Run]: [ErrTooLong], with the
// log so far, and [ErrLiveOnly].
func Simulate(s *Scenario) (Log, error) { return SimulateUntil(context.Background(), s) }

// SimulateUntil is Simulate for somebody who may lose interest: when ctx is done it ends early, without a log, and returns the context's
// error. The longest simulations take tenths of a second.
func SimulateUntil(ctx context.Context, s *Scenario) (Log, error) {
	NoteWork("simulate", s.Link)
	if announce, ok := ctx.Value(announceKey{}).(func(int)); ok {
		announce(s.CountTasks())
	}
	log, err := Run(ctx, s, new(Simulated), nil)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return log, err
}

// WithAnnounce returns a context under which each simulation says, before it begins, how many requests it has. So whoever divides a
// machine's work learns what is costly; announce may wait, or end the context.
func WithAnnounce(ctx context.Context, announce func(requests int)) context.Context {
	return context.WithValue(ctx, announceKey{}, announce)
}

type announceKey struct{}

// WithPause returns a context under which a run calls pause again and again, between two turns of its loop. So whoever shares a thread
// with it, as a page does, is not kept waiting by a long one.
func WithPause(ctx context.Context, pause func()) context.Context {
	return context.WithValue(ctx, pauseKey{}, pause)
}

type pauseKey struct{}

// turnsBetweenPauses is how many turns of a loop take some tenths of a millisecond.
const turnsBetweenPauses = 64

// shutDown is what asyncio.run does at its end. After the tasks, asynchronous generators and threads are shut down, of which there are
// none: but the loop turns, and whoever has just ended is heard.
func (c *caller) shutDown() error {
	if err := c.cancelLeft(); err != nil {
		return err
	}
	for range 2 { // shutdown_asyncgens, shutdown_default_executor
		nothing := c.loop.newFunction(func(*function) (int, error) { return 0, nil })
		if err := c.loop.runUntil(&c.loop.newTask(NoTask, nothing).future); err != nil {
			return err
		}
	}
	return nil
}

// cancelLeft cancels the tasks that the program left behind, in their order, and waits until they have ended
// (asyncio.runners._cancel_all_tasks), and logs the exceptions of those that did not end as cancelled.
func (c *caller) cancelLeft() error {
	var left []*task
	for _, t := range c.created {
		if !t.done {
			left = append(left, t)
			t.cancel(ByShutdown)
		}
	}
	if len(left) == 0 {
		return nil
	}
	if err := c.loop.runUntil(&c.loop.gather(left, true).future); err != nil {
		return err
	}
	for _, t := range left {
		if t.err != nil && !t.wasCancelled() {
			c.tellUnretrieved(t)
		}
	}
	return nil
}

// collect is what happens to the tasks when the program is over, and with it the list that has them: asyncio logs each exception that
// nobody asked for (Future.__del__). It happens in no particular order; here it is the tasks'.
func (c *caller) collect() {
	if c.abandoned != nil {
		c.abandoned.collect()
	}
	var lost []*task
	for _, t := range c.created {
		if t.unretrieved {
			lost = append(lost, t)
		}
	}
	slices.SortStableFunc(lost, func(a, b *task) int {
		if a.index != b.index {
			return a.index - b.index
		}
		return strings.Compare(a.err.Error(), b.err.Error()) // who waited for a request behind a shield, and that request
	})
	for _, t := range lost {
		c.tellUnretrieved(t)
	}
}

func (c *caller) tellUnretrieved(t *task) {
	c.loop.record(Event{Kind: Unretrieved, Task: t.index, Error: t.err.Error()})
}

// watcher hears of the work that is done; nil but in tests.
var watcher atomic.Pointer[func(work, on string)]

// WatchWork lets a test hear of each link that is parsed, each scenario that is simulated and each picture that is laid out, until it
// calls stop: so it finds what is done twice. No golden file shows that.
func WatchWork(heard func(work, on string)) (stop func()) {
	watcher.Store(&heard)
	return func() { watcher.Store(nil) }
}

// NoteWork tells of such work. What it is done on is put into words only where a test listens.
func NoteWork(work string, on func() string) {
	if heard := watcher.Load(); heard != nil {
		(*heard)(work, on())
	}
}
