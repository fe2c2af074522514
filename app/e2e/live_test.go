package e2e

import (
	"fmt"
	"testing"
	"time"

	"inflight/engine"
)

// TestHundredEqualRequestsRunAtOnce, for as long as the slowest machine takes to send them.
func TestHundredEqualRequestsRunAtOnce(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=1m*100")
	p.click("#run")
	p.eventually("100 requests are with the backend at once", func() bool { return overlap(p.site.account(t, p.runID())) == 100 })
	p.click("#stop")
	p.finished()
	if got := len(p.site.account(t, p.runID())); got != 100 {
		t.Errorf("the backend received %d requests, want 100", got)
	}
}

// TestBrowsersOwnQueueIsToldApart: six requests go to one host at once, whatever the session allows. The others
// have left the session's pool (send), but the browser sends them (sent) only when one of the six was answered, so long
// after that even a slow machine has them all in its queue by then.
func TestBrowsersOwnQueueIsToldApart(t *testing.T) {
	t.Parallel()
	const latency = 3 * time.Second
	p := open(t, "tasks=3s*12&hosts=1")
	live := p.live()
	if got := overlap(p.site.account(t, p.runID())); got != 6 {
		t.Errorf("%d requests were with the backend at once, want the browser's 6 a host", got)
	}
	firstEnd := of(live.Events, engine.Finish)[0].T
	sends := map[int]time.Duration{}
	for _, e := range of(live.Events, engine.Send) {
		if sends[e.Task] = e.T; e.T >= firstEnd {
			t.Errorf("%v: want it before the first finish, at %v: the session's pool has places", e, firstEnd)
		}
	}
	queued := 0
	for _, e := range of(live.Events, engine.Sent) {
		if e.T-sends[e.Task] > latency/2 {
			queued++
		}
	}
	if queued != 6 {
		t.Errorf("%d requests waited in the browser until others were answered, want 6", queued)
	}
}

// TestNeverMoreThanThousandOutstanding: 200 of the first 1,000 are soon over, and others take their places. Stop cancels all that are
// under way, and in another run those that have not left yet.
func TestNeverMoreThanThousandOutstanding(t *testing.T) {
	p := open(t, "tasks=1s*200,1m*1000&limit=0&hosts=100")
	p.click("#run")
	p.until(`inflight.log().filter((e) => e.kind === "finish").length === 200`)
	p.eventually("1,000 requests are outstanding again", func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return len(p.flying) == 1000
	})
	p.click("#stop")
	p.finished()
	if got := len(of(p.log(), engine.Cancel)); got != 1000 {
		t.Errorf("%d of 1000 tasks were cancelled", got)
	}
	// Chromium tells us of an end a moment after the page has heard of it and has sent the next requests: of 14 of them once, when it was
	// busy. Without the bound there would be 1,200.
	const moment = 100
	p.mu.Lock()
	if p.mostFlying < 1000 || p.mostFlying > 1000+moment {
		t.Errorf("at most %d requests were outstanding, want 1000", p.mostFlying)
	}
	p.mu.Unlock()

	before := p.runID()
	p.click("#run")
	p.eventually("100 requests are with the backend", func() bool {
		return p.runID() != before && len(p.site.account(t, p.runID())) >= 100
	})
	p.click("#stop")
	p.finished()
	if got := len(of(p.log(), engine.Finish)) + len(of(p.log(), engine.Cancel)); got != 1200 {
		t.Errorf("%d of 1200 tasks ended", got)
	}
}

// of lists the log's events of a kind.
func of(log engine.Log, kind engine.Kind) engine.Log {
	var found engine.Log
	for _, e := range log {
		if e.Kind == kind {
			found = append(found, e)
		}
	}
	return found
}

// observeLongTasks makes the page remember what holds its main thread for 50 ms or more, from now on.
func (p *tab) observeLongTasks() {
	p.Helper()
	eval[bool](p, `(() => {
		window.longTasks = [];
		new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((task) => task.duration))).observe({type: "longtask"});
		return true;
	})()`)
}

// longTasks says how long they were.
func (p *tab) longTasks() string {
	p.Helper()
	durations := eval[[]float64](p, `longTasks`)
	longest := 0.0
	for _, d := range durations {
		longest = max(longest, d)
	}
	return fmt.Sprintf("%d tasks of 50 ms or more on the main thread, the longest %.0f ms", len(durations), longest)
}
