package engine

// createTask creates every task first, so that all run at the same time, and awaits them in order.
//
//	tasks = [create_task(fetch(r)) for r in requests]
//	for task in tasks: result = await task
func createTask(c *caller, requests []Request) error {
	for _, t := range c.createTasks(requests) {
		if err := c.receive(t); err != nil {
			return err
		}
	}
	return nil
}

// createTaskEach awaits each task as soon as it is created: concurrent in looks only.
//
//	for r in requests: result = await create_task(fetch(r))
func createTaskEach(c *caller, requests []Request) error {
	for _, r := range requests {
		if err := c.receive(c.createTask(r)); err != nil {
			return err
		}
	}
	return nil
}

// sequential awaits one coroutine after another, without tasks: nothing runs at the same time.
//
//	for r in requests: result = await fetch(r)
func sequential(c *caller, requests []Request) error {
	for _, r := range requests {
		value, err := c.awaitRequest(r)
		if err := c.receiveResult(c.task.index, value, err); err != nil {
			return err
		}
	}
	return nil
}
