package engine_test

import (
	"runtime"
	"slices"
	"testing"

	"inflight/engine"
)

// TestRunsOfManyTasksAreLinear: what a run allocates for each of its tasks does not depend on how many they are. It runs alone.
func TestRunsOfManyTasksAreLinear(t *testing.T) {
	for link, most := range map[string]uint64{ // objects for each task
		"tasks=1s~500ms*": 2, // those of the tasks are made many at a time
		"strategy=wait&return_when=FIRST_COMPLETED&pending=again&tasks=1s~500ms*":                       4,
		"strategy=wait&return_when=FIRST_EXCEPTION&on_error=handle&pending=again&tasks=1s~500ms!reset*": 6,
		"strategy=wait&pending=again&timeout=1ms&tasks=1s~500ms*":                                       14, // it wakes 1,500 times
		"strategy=race&tasks=1s~500ms!reset*":                                                           8,
		"strategy=semaphore&concurrency=100&tasks=1s~500ms*":                                            3,
		"strategy=wait_for&task_timeout=1s&return_exceptions=true&tasks=1s~500ms*":                      4,
		"strategy=retry&attempts=2&tasks=1s~500ms!reset*":                                               12,
		"strategy=hedge&tasks=1s~500ms*":                                                                9,
		"client=socket&tasks=1s:1s*":                                                                    4,
		"session=per_request&tasks=1s~500ms*":                                                           2,
		"hosts=100&tasks=1s~500ms*":                                                                     2,
	} {
		few, many := allocated(t, link+"1000"), allocated(t, link+"5000")
		if many.bytes > 7*few.bytes+1<<20 {
			t.Errorf("%s: 1,000 tasks allocate %d bytes, and 5,000 %d: want about five times as much", link, few.bytes, many.bytes)
		}
		if many.objects > most*5000 {
			t.Errorf("%s: 5,000 tasks allocate %d objects: want at most %d for each", link, many.objects, most)
		}
	}
}

// TestALongRunCanPause between the turns of its loop, as often as it is long, and goes on as if nothing had been.
func TestALongRunCanPause(t *testing.T) {
	s := must(engine.Parse("strategy=as_completed&tasks=1s~500ms*2000"))
	pauses := 0
	log, err := engine.SimulateUntil(engine.WithPause(t.Context(), func() { pauses++ }), s)
	if want := must(engine.Simulate(s)); err != nil || !slices.Equal(log, want) {
		t.Errorf("a run with pauses has another log: %v", err)
	}
	if pauses < 20 {
		t.Errorf("a run of 2,000 tasks pauses %d times, want 20 at least", pauses)
	}
}

type allocation struct{ bytes, objects uint64 }

func allocated(t *testing.T, link string) allocation {
	t.Helper()
	s := must(engine.Parse(link))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := engine.Simulate(s); err != nil {
		t.Errorf("%s: %v", link, err)
	}
	runtime.ReadMemStats(&after)
	return allocation{after.TotalAlloc - before.TotalAlloc, after.Mallocs - before.Mallocs}
}
