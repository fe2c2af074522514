package engine

// sequential awaits one coroutine after another, without tasks: nothing runs at the same time.
//
//	for r in requests: result = await fetch(r)
func sequential(c *caller, requests []Request) error {
	for _, r := range requests {
		value, err := c.awaitCoroutine(c.fetch(r))
		if err := c.receiveResult(r.Index, value, err); err != nil {
			return err
		}
	}
	return nil
}
