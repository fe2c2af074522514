package view

import (
	"slices"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// TestTurningPointsAreThoseOfEveryMillisecond holds what the search finds, and the words for it, against a simulation of each millisecond.
func TestTurningPointsAreThoseOfEveryMillisecond(t *testing.T) {
	const to = 450 * time.Millisecond
	turns := 0
	for i, s := range enginetest.RandomScenarios(8, 24) {
		c := Compare(s, []engine.Variant{{Strategy: s.Strategy}, {Strategy: "gather"}, {Strategy: "task_group"}})
		d := Dial{Task: i % c.Rows[0].Expected, Delay: i%3 == 0}
		got, all := newSearch(c, d), newSearch(c, d)
		found := got.stretches(got.changes(0, to), 0, to)
		all.left = int(to / time.Millisecond * 2)
		var changes []change
		for v := time.Millisecond; v <= to; v += time.Millisecond {
			changes = all.appendChanges(v-time.Millisecond, v, changes)
		}
		want := all.stretches(changes, 0, to)
		same := func(a, b stretch) bool { return a.from == b.from && a.to == b.to && a.outcome.equal(b.outcome) }
		if !slices.EqualFunc(found, want, same) {
			t.Errorf("%s, %+v:\ngot  %+v\nwant %+v", c.Rows[0].Link, d, found, want)
			continue
		}
		before, turnings := got.turnings(found)
		wantBefore, wantTurnings := all.turnings(want)
		if before != wantBefore || !slices.Equal(turnings, wantTurnings) {
			t.Errorf("%s, %+v:\ngot  %s\n%+v\nwant %s\n%+v", c.Rows[0].Link, d, before, turnings, wantBefore, wantTurnings)
		}
		turns += len(turnings)
	}
	if turns < 10 {
		t.Errorf("only %d turning points in all", turns)
	}
}
