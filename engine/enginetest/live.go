package enginetest

import (
	"testing"
	"time"

	"inflight/engine"
)

const ms = time.Millisecond

// LiveLog is a live run of gather(a=500ms, b=200ms:2s, c=1s!reset), limit=2: b's timer was 3 ms late and found
// the pool full; c failed and gather raised; b, which had just left, was cancelled at exit.
var LiveLog = engine.Log{
	{T: 0, Kind: engine.Enter, Task: engine.NoTask},
	{T: 0, Kind: engine.Create, Task: 0},
	{T: 0, Kind: engine.Create, Task: 1},
	{T: 0, Kind: engine.Create, Task: 2},
	{T: 0, Kind: engine.Start, Task: 0},
	{T: 0, Kind: engine.Send, Task: 0},
	{T: 0, Kind: engine.Start, Task: 1},
	{T: 0, Kind: engine.Start, Task: 2},
	{T: 0, Kind: engine.Send, Task: 2},
	{T: 4 * ms, Kind: engine.Sent, Task: 0},
	{T: 60 * ms, Kind: engine.Sent, Task: 2},
	{T: 506 * ms, Kind: engine.Finish, Task: 0, Value: 200},
	{T: 507 * ms, Kind: engine.Send, Task: 1},
	{T: 1064 * ms, Kind: engine.Fail, Task: 2, Error: "reset"},
	{T: 1064 * ms, Kind: engine.Raise, Task: engine.NoTask, Error: "reset"},
	{T: 1064 * ms, Kind: engine.Close, Task: engine.NoTask},
	{T: 1064 * ms, Kind: engine.Exit, Task: engine.NoTask},
	{T: 1065 * ms, Kind: engine.Cancel, Task: 1, By: engine.ByShutdown},
}

// LiveScenario is the scenario of [LiveLog].
func LiveScenario(t testing.TB) *engine.Scenario {
	t.Helper()
	s, err := engine.Parse("tasks=a=500ms,b=200ms:2s,c=1s!reset&limit=2")
	if err != nil {
		t.Fatal(err)
	}
	return s
}
