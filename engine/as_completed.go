package engine

import "time"

// asCompleted delivers each result as soon as it is there, whatever the order of the requests. At the timeout
// it raises; what has not finished runs on.
//
//	for future in as_completed(tasks, timeout=…): result = await future
func asCompleted(c *caller, requests []Request) error {
	tasks := c.createTasks(requests)
	q := c.asCompleted(tasks, c.scenario.Timeout)
	for range tasks {
		t, err := q.next()
		if err != nil {
			return err
		}
		if err := c.receiveResult(t.index, t.value, t.err); err != nil {
			return err
		}
	}
	return nil
}

// completions is the queue inside asyncio.as_completed. A nil in it stands for a task that the timeout has
// overtaken.
type completions struct {
	caller *caller
	all    []completion
	left   int // those that are neither done nor given up
	queue  []*task
	getter *future // what the caller waits for while the queue is empty
	timer  *timer
}

// completion is the callback on one task (_on_completion).
type completion struct {
	queue *completions
	task  *task
	done  bool
}

func (c *caller) asCompleted(tasks []*task, timeout time.Duration) *completions {
	q := &completions{caller: c, all: make([]completion, len(tasks)), left: len(tasks)}
	for i, t := range tasks {
		q.all[i] = completion{queue: q, task: t}
		t.onDone(&q.all[i])
	}
	if timeout != NoTimeout {
		q.timer = c.loop.callLater(timeout, callbackFunc(q.expire))
	}
	return q
}

func (d *completion) call(*future) {
	q := d.queue
	d.done = true
	q.left--
	q.put(d.task)
	if q.left == 0 && q.timer != nil {
		q.timer.cancelled = true
	}
}

// expire gives up on all that is not done (_on_timeout).
func (q *completions) expire(*future) {
	for i := range q.all {
		if d := &q.all[i]; !d.done {
			d.task.removeCallback(d)
			q.put(nil)
		}
	}
	q.left = 0
}

func (q *completions) put(t *task) {
	q.queue = append(q.queue, t)
	if q.getter != nil {
		q.getter.finish(0, nil)
	}
}

// next waits for a task that is done (_wait_for_one).
func (q *completions) next() (*task, error) {
	for len(q.queue) == 0 {
		q.getter = q.caller.loop.newFuture()
		if _, err := q.caller.await(q.getter); err != nil {
			return nil, err
		}
	}
	t := q.queue[0]
	q.queue = q.queue[1:]
	if t == nil {
		return nil, ErrTimeout
	}
	t.retrieve()
	return t, nil
}
