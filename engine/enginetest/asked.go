package enginetest

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"inflight/engine"
)

// corners are scenarios that a random draw seldom finds.
var corners = []string{
	// Two connections are given back in the turn in which the fourth task asks for one: it takes the idle one, though the third,
	// which has been told of it, waits. That one finds the other.
	"tasks=100ms*3,100ms:100ms&limit=2",
	// A place that is free goes to a host by lot; an idle connection is taken at the limit; requests in line end with the session.
	"tasks=200ms*10,50ms*2&limit=2&hosts=3&seed=2",
	"tasks=500ms,1s,300ms,500ms:200ms,1s,500ms:1s&hosts=2&limit=2&limit_per_host=1&seed=5",
	"strategy=shield&tasks=1s,1s,1s,1s&limit=1&after=close&timeout=500ms",
	// The session closes as the program ends: over one who has just sent, who is in line, who connects, who has an answer.
	"strategy=semaphore&tasks=a=1s!503,b=1s&concurrency=1&raise_for_status=true",
	"strategy=semaphore&tasks=a=1s!503,b=1s,c=1s&concurrency=1&raise_for_status=true",
	"strategy=wait&tasks=1s,1s,1s:1s,2s,1s&limit=2&return_when=FIRST_COMPLETED&size=500000",
	"tasks=1s!reset,1s*3,2s&limit=2&connect=100ms&size=100000",
	// The timeout is the first timer of its moment: the caller and what it awaits are cancelled, though the answer is due.
	"strategy=create_task&tasks=100ms*3&timeout=100ms&after=linger",
	"strategy=task_group&tasks=100ms*2,200ms&timeout=100ms",
	// Members of a group fail at once: the group has them all, and the last one is cancelled before it fails.
	"strategy=task_group&tasks=100ms!reset*3,100ms:0s!reset,1s",
	// Nor do the failures happen that are due when the timeout cancels the caller, which passes it on one turn later.
	"strategy=task_group&tasks=100ms:0s!scheme,100ms!reset,1s&timeout=100ms",
	// The first failure comes while the others queue for the pool, are asleep, or have not started.
	"strategy=task_group&tasks=0s!scheme,1s*3,1s:1s&limit=1",
	// A caller that wakes again and again, in vain for most of the time.
	"strategy=wait&tasks=1s,100ms&timeout=30ms&pending=again",
	// The rest is cancelled before the exception comes out.
	"strategy=wait&tasks=100ms!reset,1s*2&return_when=FIRST_EXCEPTION&pending=cancel",
	// A connection that was idle for 15 s is used again, one that was idle for longer is not.
	"tasks=1s,16s:1s&hosts=1&connect=50ms",
	"tasks=1s,16050001us:1s&hosts=1&connect=50ms",
	// The first in line waits for its host; the second one's has room. Of the idle connections, the first given back goes first.
	"tasks=1s,3s,1s,2s,1s,1s*2&hosts=2&limit=3&limit_per_host=1&connect=50ms",
	"tasks=1s,2s,3s,2s500ms:1s,3s500ms:1s&hosts=1&connect=50ms",
	// Cancelled while connecting, and in the body: the place goes on, the connection does not.
	"strategy=wait_for&tasks=1s*3&task_timeout=100ms&limit=1&hosts=1&connect=200ms&return_exceptions=true",
	"strategy=wait_for&tasks=100ms*3&task_timeout=200ms&limit=1&hosts=1&size=150000&return_exceptions=true",
	// The session closes in the turn in which one answer is due and one place is granted; one sleeps, and asks later.
	"tasks=1s!reset,1s,2s*3,3s:1s&limit=2&after=close",
	"strategy=create_task&tasks=1s!reset,1s*3,0s:1s&limit=2&connect=1s&after=close",
	"strategy=retry&tasks=500ms!reset,2s&attempts=2&backoff=1s&after=close&timeout=1s",
	// Cancelled while the peer accepts, while it sends, while it closes.
	"strategy=wait_for&client=socket&tasks=2s:1s,500ms:1s,500ms:400ms&task_timeout=1s&return_exceptions=true&closing=200ms",
	// An unclean end replaces a cancellation: by a timeout, by a group, by race.
	"strategy=wait_for&tasks=a=1s,b=0s!scheme,100ms:0s&task_timeout=0s&return_exceptions=true",
	"strategy=wait_for&tasks=1s,2s&task_timeout=0s&timeout=0s",
	"strategy=hedge&client=blocking&tasks=0s!scheme,1s*3&hedge_after=500ms&timeout=2s&after=linger",
	"strategy=wait_for&client=socket&tasks=1s!unclean*2&task_timeout=500ms&return_exceptions=true&closing=100ms",
	"strategy=task_group&client=socket&tasks=500ms!reset,1s!unclean,2s&closing=100ms",
	"strategy=race&client=socket&tasks=1s,2s!unclean,2s&closing=100ms",
	// A hedge whose first request fails before the second would be sent; both fail, the first or the second later; one in line is
	// cancelled by the closing session.
	"strategy=hedge&tasks=100ms!reset/1,100ms!reset,400ms!reset,0s!scheme,100ms!503/1&hedge_after=200ms&return_exceptions=true",
	"strategy=hedge&tasks=0s!reset,0s&hedge_after=0s&limit=1",
	"strategy=hedge&tasks=100ms!refused,1s*3&hedge_after=200ms&limit=1&after=close",
	// Who is cancelled when its place has come passes it on, and its queue takes part in the lot.
	"strategy=hedge&tasks=@cdn=100ms!503/2,100ms,@api=0s,0s!reset/2*3,@cdn=100ms:100ms!reset/2,@cdn=100ms!scheme,@cdn=100ms!refused/1&" +
		"return_exceptions=true&limit=1&limit_per_host=2&seed=0&hosts=2",
	// A race that is cancelled cleans up.
	"strategy=race&tasks=1s,200ms!reset,2s&timeout=500ms&after=linger",
	"strategy=race&client=socket&tasks=1s,2s,500ms:1s&timeout=300ms&closing=100ms",
	// What will not get better is not tried again.
	"strategy=retry&tasks=100ms!404,100ms!503/1,0s!scheme,100ms!reset/2,100ms!429,100ms!500&raise_for_status=true&return_exceptions=true",
	// A hedge whose loser takes its time to close, and is cancelled again meanwhile.
	"strategy=hedge&client=socket&tasks=1s,3s&hedge_after=500ms&closing=1s&timeout=1800ms",
	// The stack is cancelled while it enters, receives, exits; an exit raises; what it raises is raised, and the rest exits.
	"strategy=exit_stack&tasks=500ms:1s,2s:1s&closing=100ms&timeout=1s",
	"strategy=exit_stack&tasks=100ms:1s*3&closing=100ms&timeout=500ms",
	"strategy=exit_stack&tasks=100ms*3&closing=100ms&timeout=250ms",
	"strategy=exit_stack&tasks=100ms,100ms!unclean,100ms!unclean,100ms!reset&closing=100ms",
	"strategy=exit_stack&tasks=100ms,0s!refused,1s",
	// Nobody else runs while a blocking request does: not the timeout, not those whose sleep is over.
	"client=blocking&tasks=1s*2,500ms:1s&timeout=1s",
	"strategy=task_group&client=blocking&tasks=500ms:1s,1s!reset,1s",
}

// chaining are scenarios of one request after another that a random draw seldom finds.
var chaining = []string{
	// The second request takes the connection that the first gave back in this turn, before whoever was told of it in line.
	"tasks=200ms>200ms*4&limit=2",
	"tasks=a@api=100ms>100ms,b@cdn=100ms>100ms,100ms>100ms&limit=1&connect=50ms",
	// The chain is cut short: by a failure, by the timeout in the moment between two requests, by the session, before it began.
	"tasks=100ms!503>100ms,100ms>0s!scheme>100ms,100ms!refused>100ms&return_exceptions=true&raise_for_status=true",
	"tasks=100ms>100ms*2&timeout=100ms",
	"strategy=task_group&tasks=100ms>100ms,100ms!reset,200ms:100ms>100ms",
	"tasks=100ms!reset,100ms>1s,50ms>50ms>1s&after=close&limit=2",
	"tasks=100ms>100ms*3&each=timeout:100ms,semaphore:1&return_exceptions=true",
	// Whole chains are made again, and hedged; each attempt begins with the first request.
	"tasks=100ms>100ms!503/1>100ms,100ms&each=retry:2:50ms&raise_for_status=true",
	"tasks=100ms>300ms,100ms&each=hedge:200ms",
	"tasks=100ms>100ms!reset/1,100ms>100ms>100ms!reset/3&each=hedge:150ms,retry:2:50ms&return_exceptions=true",
	"strategy=retry&tasks=100ms>100ms!reset/1,100ms&attempts=3",
	"strategy=hedge&tasks=100ms>300ms,100ms!reset/1>100ms&hedge_after=200ms",
	"strategy=wait_for&tasks=100ms>100ms>100ms&task_timeout=150ms&return_exceptions=true",
	"strategy=shield&tasks=100ms>200ms,100ms>100ms!reset&timeout=150ms&after=linger",
	// One sleeps between its requests, as who polls does.
	"tasks=100ms>200ms:100ms>200ms:100ms,500ms",
}

// wrapping are scenarios of wrappers that a random draw seldom finds.
var wrapping = []string{
	// The place in line is inside the timeout, or around it.
	"tasks=500ms*6&each=timeout:900ms,semaphore:2&return_exceptions=true",
	"tasks=500ms*6&each=semaphore:2,timeout:900ms&return_exceptions=true",
	// A pause that keeps its place, and one that gives it up.
	"tasks=500ms!503/1*6&each=semaphore:2,retry:3:1s&raise_for_status=true",
	"tasks=500ms!503/1*6&each=retry:3:1s,semaphore:2&raise_for_status=true",
	// Two semaphores: the tighter one decides, and the other has places that stand in its line.
	"tasks=300ms*6&each=semaphore:3,semaphore:2",
	"tasks=300ms*6&each=semaphore:2,semaphore:3",
	// No time at all: one starts and one does not.
	"tasks=300ms*2&each=timeout:0s&return_exceptions=true",
	"tasks=300ms*2&each=wait_for:0s&return_exceptions=true",
	"tasks=300ms!reset*2&each=retry:2,wait_for:0s&return_exceptions=true",
	// Who leaves a shield, and what runs on behind it.
	"tasks=a=2s,b=1s!reset&each=timeout:500ms,shield&return_exceptions=true&after=linger",
	"strategy=task_group&tasks=a=2s,b=500ms!reset&each=shield&after=linger",
	// A limiter lets a few go at once, and is cancelled in line.
	"tasks=100ms*6&each=rate:2/1s",
	"tasks=100ms*6&each=timeout:900ms,rate:2/1s&return_exceptions=true",
	// A hedge of what is retried, and a retry of what is hedged.
	"tasks=a=400ms!reset/3,b=1s&each=retry:2,hedge:200ms&return_exceptions=true",
	"tasks=a=400ms!reset/3,b=1s&each=hedge:200ms,retry:2&return_exceptions=true",
	// Two timeouts at one moment, and one with the whole's.
	"tasks=1s*2&each=timeout:500ms,timeout:500ms&return_exceptions=true",
	"tasks=1s*2&each=timeout:500ms&timeout=500ms&return_exceptions=true&after=linger",
}

// Asked are the scenarios that CPython ran, too: presets, corners, and random ones that are always the same.
func Asked(t testing.TB) []*engine.Scenario {
	links := slices.Concat(corners, wrapping, chaining)
	for _, p := range engine.Presets {
		links = append(links, p.Link)
	}
	var scenarios []*engine.Scenario
	for _, link := range links {
		s, err := engine.Parse(link)
		if err != nil {
			t.Fatalf("%s: %v", link, err)
		}
		scenarios = append(scenarios, s)
	}
	scenarios = append(scenarios, RandomScenarios(1, 800)...)
	for _, topic := range slices.Sorted(maps.Keys(Topics)) {
		count := 220
		if strings.HasPrefix(topic, "each") { // wrappers have more ways to stand around each other than others have
			count = 550
		}
		scenarios = append(scenarios, RandomAbout(topic, 1, count)...)
	}
	return scenarios
}
