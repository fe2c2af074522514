package engine_test

import (
	"slices"
	"testing"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// TestDefinitionsAreThoseOfExperts: a few words that people who write such programs would insist on. CPython confirms the runs.
func TestDefinitionsAreThoseOfExperts(t *testing.T) {
	for name, test := range map[string]struct {
		link string
		kind engine.Kind
		want []string
	}{
		"the first success of a hedge wins": {"strategy=hedge&tasks=a=300ms!reset/1&hedge_after=1s", engine.Deliver,
			[]string{"600ms deliver 1 200"}},
		"a failure sends a hedge's second request at once": {"strategy=hedge&tasks=a=300ms!reset/1&hedge_after=1s", engine.Create,
			[]string{"0s create 0", "300ms create 1"}},
		"a slow success wins over a quick failure": {"strategy=hedge&tasks=a=900ms!reset,b=1s&hedge_after=500ms&return_exceptions=true",
			engine.Deliver, []string{"1.4s deliver 1 reset", "1.4s deliver 2 200"}},
		"a race that is cancelled leaves nobody": {"strategy=race&tasks=a=1s,b=2s&timeout=300ms&after=linger", engine.Cancel,
			[]string{"300ms cancel 0 by caller", "300ms cancel 1 by caller"}},
		"wait cancels before it asks for results": {
			"strategy=wait&tasks=a=1s!reset,b=4s,c=4s&return_when=FIRST_EXCEPTION&pending=cancel&on_error=raise&after=linger", engine.Cancel,
			[]string{"1s cancel 1 by caller", "1s cancel 2 by caller"}},
		"an exception behind a shield is told when the last reference goes": {
			"strategy=shield&tasks=a=500ms,b=1s!503&timeout=700ms&raise_for_status=true&after=linger", engine.Unretrieved,
			[]string{"1s unretrieved status 503"}},
		"the exception of a task that nobody asked is told at the end": {
			"strategy=create_task&tasks=a=1s!503,b=500ms!500&raise_for_status=true", engine.Unretrieved,
			[]string{"1s unretrieved 1 status 500"}},
		"gather asks all for their exceptions": {
			"tasks=a=1s!503,b=500ms!500&raise_for_status=true&after=linger", engine.Unretrieved, nil},
		"a retry repeats what may get better": {
			"strategy=retry&tasks=a=100ms!404,b=0s!scheme,c=100ms!503/1,d=100ms!429/1,e=100ms!reset/1,f=100ms!501&backoff=100ms&" +
				"raise_for_status=true&return_exceptions=true", engine.Deliver,
			[]string{"300ms deliver 0 status 404", "300ms deliver 3 scheme", "300ms deliver 7 200", "300ms deliver 10 200", "300ms deliver 13 200",
				"300ms deliver 15 status 501"}},
	} {
		_, log := enginetest.Simulated(t, test.link)
		var got []string
		for _, e := range log {
			if e.Kind == test.kind {
				got = append(got, e.String())
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}

// TestWaitForWithoutTimeStartsNothing: the request's coroutine is cancelled before its first step.
func TestWaitForWithoutTimeStartsNothing(t *testing.T) {
	s, log := enginetest.Simulated(t, "strategy=wait_for&tasks=a=1s,b=0s!scheme&task_timeout=0s&return_exceptions=true")
	var got []string
	for _, e := range log {
		got = append(got, e.String())
	}
	want := []string{"0s enter", "0s create 0", "0s create 1", "0s deliver 0 timeout", "0s deliver 1 timeout", "0s return", "0s close",
		"0s exit"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := log.Check(s); err != nil {
		t.Error(err)
	}
}
