package engine

import "slices"

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
