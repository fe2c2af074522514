package engine

import "slices"

// gather runs all at once and delivers the results in the order of the requests. Without
// return_exceptions the first failure is raised at once; the others run on, and nobody receives their results.
//
//	results = await gather(*(fetch(r) for r in requests), return_exceptions=…)
func gather(c *caller, requests []Request) error {
	return c.gather(c.createTasks(requests))
}

// gather awaits gather(*tasks), within a wrapper that stands around all of it, and delivers what it returns.
func (c *caller) gather(tasks []*task) error {
	collected := c.loop.gather(tasks, c.scenario.ReturnExceptions)
	var awaited awaitable = collected
	if c.outside != nil {
		awaited = c.outside(c, collected)
	}
	if _, err := c.await(awaited); err != nil {
		return err
	}
	for _, t := range tasks {
		c.deliver(t.index, t.value, t.err)
	}
	return nil
}

// gathering is the outer future of asyncio.gather (_GatheringFuture), and the callback of its children.
type gathering struct {
	future
	children         []*task
	finished         int
	returnExceptions bool
	cancelRequested  *cancelledError
	abandoned        bool // nobody waits for it any more
}

// gather is asyncio.gather(*tasks): done at once if there are none.
func (l *loop) gather(tasks []*task, returnExceptions bool) *gathering {
	g := &gathering{future: future{loop: l}, children: tasks, returnExceptions: returnExceptions}
	for _, t := range tasks {
		t.onDone(g)
	}
	if len(tasks) == 0 {
		g.finish(0, nil)
	}
	return g
}

// cancel cancels all the children; the outer future ends when they have ended.
func (g *gathering) cancel(by Cause) bool {
	if g.done {
		return false
	}
	asked := false
	for _, t := range g.children {
		asked = t.cancel(by) || asked
	}
	if asked {
		g.cancelRequested = &cancelledError{by}
	}
	return asked
}

// call takes note that a child is done (gather's _done_callback), and asks for its exception.
func (g *gathering) call(child *future) {
	g.finished++
	switch all := g.finished == len(g.children); {
	case g.done || !g.returnExceptions:
		child.retrieve()
		if child.err != nil {
			g.fail(child.err)
		} else if all {
			g.finishAll()
		}
	case all:
		for _, t := range g.children {
			t.retrieve()
		}
		g.finishAll()
	}
	if g.abandoned && g.finished == len(g.children) {
		g.collect()
	}
}

// finishAll gives the outer future its results.
func (g *gathering) finishAll() {
	if g.cancelRequested != nil {
		g.fail(g.cancelRequested)
		return
	}
	g.finish(0, nil)
}

// fail gives the outer future an exception. A cancellation is one too: its state is not cancelled.
func (g *gathering) fail(err error) {
	if g.finish(0, err) {
		g.unretrieved = true
	}
}

// collect is what happens to a gather that nobody waits for when the last reference to it goes, which is its last child's, or else the
// loop's: asyncio logs its exception.
func (g *gathering) collect() {
	if g.unretrieved {
		g.retrieve()
		g.loop.record(Event{Kind: Unretrieved, Task: NoTask, Error: raisedName(g.err)})
	}
}

// batches gathers so many requests at a time: each batch waits for the slowest of the one before.
//
//	for batch in batched(requests, size): results = await gather(*(fetch(r) for r in batch), return_exceptions=…)
func batches(c *caller, requests []Request) error {
	for batch := range slices.Chunk(requests, c.scenario.Batch) {
		if err := gather(c, batch); err != nil {
			return err
		}
	}
	return nil
}
