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

// workers fills a queue with the tasks, and so many workers take one after another until it is empty. A worker hands each result on when
// it is there. With an exception that nobody handles it ends, and so does the gather of the workers. It cancels nobody: the others go on,
// and take what is left. Handled (on_error=handle), the exception is a result, and the worker lives on.
//
//	for r in requests: queue.put_nowait(r)
//	async def worker():
//	    while not queue.empty(): result = await fetch(queue.get_nowait())
//	await gather(*(create_task(worker()) for _ in range(workers)))
//
// The queue is full before the first worker starts, so that empty is the end: nobody has to be told (by a sentinel, or by Queue.shutdown,
// which only 3.13 has), and nobody awaits queue.get() in vain. There is no queue.join() either: it waits until task_done was
// called for each task, and so for ever where a worker died with one.
func workers(c *caller, requests []Request) error {
	queue := &taskQueue{c, requests}
	started := make([]*task, c.scenario.Workers)
	for i := range started {
		started[i] = c.start(NoTask, &worker{queue: queue, number: i + 1})
	}
	c.kept = append(c.kept, started...)
	_, err := c.await(c.loop.gather(started, false))
	return err
}

// taskQueue has the requests that no worker has taken yet.
type taskQueue struct {
	caller *caller
	left   []Request
}

// worker is the coroutine of one, a state machine as fetch is. Its task is called after the request that it is about.
type worker struct {
	queue  *taskQueue
	number int
	task   *task
	inner  coroutine // of the request that it has taken; nil if it has none
}

func (w *worker) runIn(t *task) { w.task = t }

func (w *worker) resume(thrown *cancelledError) (awaitable, bool, int, error) {
	if thrown != nil && w.inner == nil { // before its first step
		return nil, true, 0, thrown
	}
	for w.inner != nil || len(w.queue.left) > 0 {
		if w.inner == nil {
			w.take()
		}
		wait, returned, value, err := w.inner.resume(thrown)
		if !returned {
			return wait, false, 0, nil
		}
		w.inner, thrown = nil, nil
		if err := w.queue.caller.receiveResult(w.task.index, value, err); err != nil {
			return nil, true, 0, err
		}
	}
	return nil, true, 0, nil
}

// take takes the next request.
func (w *worker) take() {
	r := w.queue.left[0]
	w.queue.left = w.queue.left[1:]
	w.queue.caller.loop.record(Event{Kind: Take, Task: r.Index, Value: w.number})
	w.task.index = r.Index
	w.inner = w.queue.caller.ask(r)
	enterTask(w.inner, w.task)
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
