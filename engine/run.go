package engine

import "context"

// Run runs the scenario in a world, to its end, and returns the log. observe, if not nil, is called with
// each event as it is appended, on the goroutine that runs the loop. When ctx is done the program is interrupted as by Ctrl-C:
// the caller is cancelled, the session closed, what still runs is cancelled.
func Run(ctx context.Context, s *Scenario, w World, observe func(Event)) (Log, error) {
	panic("being written")
}

// Simulate runs the scenario in virtual time.
func Simulate(s *Scenario) (Log, error) {
	return Run(context.Background(), s, new(Simulated), nil)
}
