package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"inflight/engine"
)

// startTwenty begins a run of twenty long requests and waits until the backend has them all.
func startTwenty(t *testing.T) *tab {
	p := open(t, "tasks=1m*20")
	p.click("#run")
	p.eventually("the backend has 20 requests", func() bool { return len(p.site.account(t, p.runID())) == 20 })
	return p
}

// expectAbandoned waits until the backend has noticed that the client of these tasks has gone.
func (p *tab) expectAbandoned(tasks ...int) {
	p.Helper()
	p.eventually("the backend has noticed that the clients have gone", func() bool {
		return slices.Equal(abandoned(p.site.account(p, p.runID())), tasks)
	})
}

var twenty = []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19}

func TestStopCancelsAndTheBackendSeesIt(t *testing.T) {
	t.Parallel()
	p := startTwenty(t)
	p.until(`/^[1-9][0-9]*[.][0-9]+\ss$/.test(document.querySelector("#moment-time").textContent)`) // no event comes, and time goes on
	p.shows("#now", "are running")
	p.click("#stop")
	p.finished()
	p.expectCancelled(engine.ByShutdown, twenty...)
	p.expectAbandoned(twenty...)
	p.until(`document.querySelector("#state").textContent === "Stopped"`)
	p.until(`document.querySelector(".seen")?.textContent.includes("gone from 20. Nothing is open there.")`)
	p.until(`document.querySelector(".events").textContent.includes("is cancelledby stopping the run")`)
}

func TestStopFromAScript(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=1m*3")
	eval[bool](p, `(() => { window.ended = inflight.run(); return true; })()`)
	p.eventually("the backend has the requests", func() bool { return len(p.site.account(t, p.runID())) == 3 })
	eval[chromedp.Void](p, `inflight.stop()`)
	if got := len(of(p.trace("window.ended").Events, engine.Cancel)); got != 3 {
		t.Errorf("the promise of run gave a log with %d cancelled tasks, want 3", got)
	}
	p.expectAbandoned(0, 1, 2)
}

// TestStrategysOwnCancelReachesTheBackend leaves even a slow machine a second or more before each cancel.
func TestStrategysOwnCancelReachesTheBackend(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		link  string
		by    engine.Cause
		tasks []int
	}{
		{"strategy=task_group&tasks=a=1m,b=1s!503,c=1m&raise_for_status=true", engine.ByGroup, []int{0, 2}},
		{"strategy=wait&tasks=1s!reset,1m,1m&return_when=FIRST_EXCEPTION&pending=cancel&on_error=handle", engine.ByCaller, []int{1, 2}},
		{"tasks=100ms,1m,1m&timeout=3s", engine.ByTimeout, []int{1, 2}},
	} {
		t.Run(string(test.by), func(t *testing.T) {
			t.Parallel()
			p := open(t, test.link)
			p.click("#run")
			p.finished()
			p.expectCancelled(test.by, test.tasks...)
			p.expectAbandoned(test.tasks...)
		})
	}
}

// TestLeavingThePageReachesTheBackend, and asks first: the page for its own links, and the browser for all else.
func TestLeavingThePageReachesTheBackend(t *testing.T) {
	t.Parallel()
	p := startTwenty(t)
	p.do(chromedp.Click(chromedp.CSS(`.places a[href="/guide"]`)))
	p.shows("#held", "The run goes on. The link leads to another page", "Stop the run and follow the link")
	p.until(`document.activeElement.id === "held-show" && document.querySelector("#state").textContent === "Running"`)
	p.click("#held-drop")
	p.until(`document.querySelector("#held") === null && location.pathname === "/"`)
	p.do(chromedp.Click(chromedp.CSS(`.places a[href="/guide"]`)))
	p.click("#held-show")
	p.until(`location.pathname === "/guide"`)
	p.expectAbandoned(twenty...)
	if p.detained > 0 {
		t.Error("the browser asked once more")
	}
	before := p.runID()
	p.visit("tasks=1m*20")
	p.click("#run")
	p.eventually("the backend has 20 requests", func() bool { return p.runID() != before && len(p.site.account(t, p.runID())) == 20 })
	p.do(chromedp.Navigate("about:blank"))
	p.expectAbandoned(twenty...)
	if p.detained != 1 {
		t.Errorf("the browser asked %d times before it left the run, want once", p.detained)
	}
}

// TestOtherScenarioEndsTheRun: what is no longer shown must not go on in secret.
func TestOtherScenarioEndsTheRun(t *testing.T) {
	t.Parallel()
	p := startTwenty(t)
	eval[string](p, `inflight.scenario = "tasks=1s"`)
	p.click("#held-show")
	p.expectAbandoned(twenty...)
}

// expectCancelled checks who was cancelled, and by whom.
func (p *tab) expectCancelled(by engine.Cause, tasks ...int) {
	p.Helper()
	var got []int
	for _, e := range of(p.log(), engine.Cancel) {
		got = append(got, e.Task)
		if e.By != by {
			p.Errorf("%v: want it by %s", e, by)
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, tasks) {
		p.Errorf("cancelled %v, want %v", got, tasks)
	}
}

// TestABackendThatDiesIsNotAtWorkForEver: its requests fail, and nobody knows what became of them.
func TestABackendThatDiesIsNotAtWorkForEver(t *testing.T) {
	t.Parallel()
	mortal, err := startServer()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(mortal.Stop)
	p := newTab(t, mortal)
	p.visit("tasks=1m*3&return_exceptions=true")
	p.excuse = func(complaint string) bool { return strings.Contains(complaint, "net::ERR_") }
	p.click("#run")
	p.shows(".seen", "3 are at work.")
	mortal.Kill()
	p.finished()
	p.shows("#narration", "failed")
	p.shows(".seen", "It does not answer any more: what became of 3 is not known.")
	p.shows(".seen table", "at work when last heard of")
	p.until(`!document.querySelector(".seen").textContent.includes("are at work")`)
}
