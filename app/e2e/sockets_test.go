package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"inflight/engine"
)

// socketRuns have each strategy with a failure and with a cancellation, in every stage of a socket.
// Margins of 400 ms and more leave a busy machine time.
func socketRuns(t *testing.T) (runs []liveRun) {
	for name, link := range map[string]string{
		"gather, one breaks": "client=socket&tasks=500ms:3s,1s!reset,4s:1s,3s&closing=500ms",
		"gather, timeout":    "client=socket&tasks=1s,3s,3s:1s&closing=500ms&timeout=2s",
		"wait, one does not close": "client=socket&strategy=wait&tasks=3s,500ms!unclean,3s:2s&return_when=FIRST_EXCEPTION&" +
			"on_error=handle&pending=cancel&closing=500ms",
		"wait, cancelled while closing":  "client=socket&strategy=wait&tasks=1s,4s,3500ms:1s&timeout=2s&pending=cancel&closing=2s",
		"task_group, one breaks":         "client=socket&strategy=task_group&tasks=1s!reset,4s,3s:1s&closing=500ms",
		"task_group, timeout":            "client=socket&strategy=task_group&tasks=1s,4s,3500ms:1s&timeout=2s&closing=2s",
		"exit_stack, one breaks":         "strategy=exit_stack&tasks=500ms:1s,500ms:2s!reset,500ms:3s&closing=500ms",
		"sockets that cannot be reached": "client=socket&tasks=1s,0s!refused,0s!scheme&return_exceptions=true",
	} {
		link = canonical(t, link)
		runs = append(runs, newLiveRun(t, "sockets "+name, link, func(t *testing.T) {
			p := openLive(t, link)
			p.runsAsPredicted(link)
			p.expectAgreement(p.log())
		}))
	}
	return runs
}

// expectAgreement waits until the backend saw every socket of a run end, as the log has it.
func (p *tab) expectAgreement(log engine.Log) {
	p.Helper()
	p.expectNoneOpen(len(sockets(log)))
	ends := sockets(log)
	for _, seen := range p.site.account(p, p.runID()) {
		if got, want := endOf(seen), ends[seen.Task]; got != want {
			p.Errorf("socket %d: the backend saw it %s, want %s", seen.Task, got, want)
		}
	}
}

// sockets are the ends of those that a log says connected, but for those that could not.
func sockets(log engine.Log) map[int]string {
	ends := map[int]string{}
	broken := map[int]bool{}
	for _, e := range log {
		switch {
		case e.Kind == engine.Connect:
			ends[e.Task] = "abandoned"
		case e.Kind == engine.Close && e.OfTask() && !broken[e.Task]:
			ends[e.Task] = "closed"
		case e.Kind == engine.Fail && e.Error == "refused":
			delete(ends, e.Task)
		case e.Kind == engine.Fail && (e.Error == "reset" || e.Error == "unclean"):
			ends[e.Task], broken[e.Task] = "broken", true
		}
	}
	return ends
}

// endOf is how a socket ended for the backend; "" as long as it is open.
func endOf(seen engine.Seen) string {
	switch {
	case seen.Abandoned != engine.Never:
		return "abandoned"
	case seen.Broken != engine.Never:
		return "broken"
	case seen.Closed != engine.Never:
		return "closed"
	}
	return ""
}

// expectNoneOpen waits until the backend has had so many sockets of the latest run, and none of them is open.
func (p *tab) expectNoneOpen(sockets int) {
	p.Helper()
	var account engine.Account
	defer func() {
		if p.Failed() {
			p.Logf("the backend saw %+v", account)
		}
	}()
	p.eventually(fmt.Sprintf("none of %d sockets is open", sockets), func() bool {
		account = p.site.account(p, p.runID())
		return len(account) == sockets && !slices.ContainsFunc(account, func(s engine.Seen) bool { return endOf(s) == "" })
	})
}

// openTen starts a run of ten sockets and waits until half of them are accepted; the others never are. The caller waits
// for all of them, whatever becomes of the first: otherwise the program would end while they close.
func openTen(t *testing.T) *tab {
	p := open(t, "client=socket&tasks=1m*5,2m:1m*5&return_exceptions=true")
	p.click("#run")
	p.eventually("five of ten sockets are accepted", func() bool {
		accepted := 0
		account := p.site.account(t, p.runID())
		for _, s := range account {
			if s.Accepted != engine.Never {
				accepted++
			}
		}
		return len(account) == 10 && accepted == 5
	})
	p.until(`inflight.log().filter((e) => e.kind === "enter").length === 5`)
	return p
}

// expectEnds checks how the ten ended: those that were accepted, and the others. "" is any end.
func (p *tab) expectEnds(accepted, others string) {
	p.Helper()
	p.expectNoneOpen(10)
	for _, seen := range p.site.account(p, p.runID()) {
		want := accepted
		if seen.Task >= 5 {
			want = others
		}
		if got := endOf(seen); want != "" && got != want {
			p.Errorf("socket %d: the backend saw it %s, want %s", seen.Task, got, want)
		}
	}
}

func TestStopClosesEverySocket(t *testing.T) {
	t.Parallel()
	p := openTen(t)
	p.click("#stop")
	p.finished()
	p.expectEnds("closed", "abandoned")
	p.until(`document.querySelector(".seen")?.textContent.includes("accepted 5 of 10 sockets and closed 5")`)
	log := p.log()
	if closed, cancelled := len(of(log, engine.Close)), len(of(log, engine.Cancel)); closed != 5 || cancelled != 10 {
		t.Errorf("%d sockets were closed and %d tasks cancelled, want 5 and 10", closed, cancelled)
	}
}

func TestLeavingThePageClosesEverySocket(t *testing.T) {
	t.Parallel()
	p := openTen(t)
	p.do(chromedp.Navigate("about:blank"))
	p.expectEnds("", "abandoned") // the app may have time to close those that are open
}

func TestOtherScenarioClosesEverySocket(t *testing.T) {
	t.Parallel()
	p := openTen(t)
	eval[string](p, `inflight.scenario = "tasks=1s"`)
	p.click("#held-show")
	p.expectEnds("closed", "abandoned")
}

// TestAnErrorOfTheAppClosesEverySocket makes the app itself fail, by calling it as nobody should.
func TestAnErrorOfTheAppClosesEverySocket(t *testing.T) {
	t.Parallel()
	p := openTen(t)
	p.excuse = func(string) bool { return true } // it complains a lot
	eval[bool](p, `(() => {
		const log = console.log;
		console.log = (...words) => { log(...words); window.panicked ||= words.join(" ").startsWith("panic: "); };
		try { Object.getOwnPropertyDescriptor(inflight, "scenario").set(); } catch {}
		return true;
	})()`)
	p.until(`document.querySelector("#starting")?.textContent.includes("has stopped because of an error")`)
	p.until(`window.panicked`) // it says why
	p.expectEnds("abandoned", "abandoned")
}

// TestManySockets: browsers make one handshake at a time with an address, which must not show.
func TestManySockets(t *testing.T) {
	t.Parallel()
	p := open(t, "client=socket&tasks=1s:2s*100")
	live := p.live()
	if finished := len(of(live.Events, engine.Finish)); finished != 100 {
		t.Errorf("%d of 100 sockets received their message", finished)
	}
	enters := of(live.Events, engine.Enter)
	t.Logf("accepted from %v to %v", enters[0].T, enters[len(enters)-1].T)
	p.expectNoneOpen(100)
	for _, seen := range p.site.account(p, p.runID()) {
		if endOf(seen) != "closed" || !strings.HasPrefix(seen.Protocol, "websocket") {
			t.Errorf("got %+v, want it closed", seen)
		}
	}
}

// bodyRuns: a long body begins and ends apart, and a session that closes under its requests aborts them for real.
func bodyRuns(t *testing.T) (runs []liveRun) {
	for name, link := range map[string]string{
		"long bodies":             "tasks=500ms,1s!404,1500ms!reset&size=1500000&after=linger",
		"cancelled in the body":   "tasks=500ms,4s&size=3000000&timeout=2s",
		"a session that closes":   "strategy=wait&tasks=500ms,4s,4s*2,3s:1s&limit=3&return_when=FIRST_COMPLETED&after=close",
		"a session for each":      "tasks=500ms,1s!reset,1500ms!503&session=per_request&after=linger",
		"closed during long ones": "strategy=wait&tasks=500ms,1500ms&size=4000000&timeout=3s&after=close",
	} {
		link = canonical(t, link)
		runs = append(runs, newLiveRun(t, name, link, func(t *testing.T) {
			live := openLive(t, link)
			live.runsAsPredicted(link)
			live.eventually("the backend has nothing more to do", func() bool {
				return !slices.ContainsFunc(live.site.account(t, live.runID()), func(s engine.Seen) bool {
					return s.Answered == engine.Never && s.Broken == engine.Never && s.Abandoned == engine.Never
				})
			})
			aborted := 0
			for _, e := range live.log() {
				if e.Kind == engine.Cancel || e.Kind == engine.Fail && e.Error == "closed" {
					aborted++
				}
			}
			if gone := len(abandoned(live.site.account(t, live.runID()))); gone > aborted || aborted > 0 && gone == 0 {
				t.Errorf("the backend saw %d requests abandoned, of %d that were", gone, aborted)
			}
		}))
	}
	return runs
}

// canonical is the link as the page writes it.
func canonical(t *testing.T, link string) string {
	canonical, can := canonicalAt("/", link)
	if !can {
		t.Fatalf("no running page shows %s", link)
	}
	return canonical
}
