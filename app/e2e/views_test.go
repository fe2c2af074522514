package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"inflight/engine"
)

// TestViewsAreTabs goes from one view of a run to the other by mouse and by keys; both are at the same moment.
func TestViewsAreTabs(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=1s*6&limit=2&hosts=1&connect=100ms")
	p.click("#view-connections")
	p.until(
		`document.querySelector('#view-connections[aria-selected="true"]') !== null && document.querySelectorAll(".ride-label").length > 0`,
	)
	p.shows("#drag-words", "2 connections, 4 of 6 requests found one open")
	p.until(`[...document.querySelectorAll("#picture .lanes .lane-name")].map((e) => e.textContent).join() === "conn 1,conn 2"`)
	p.do(chromedp.Focus(chromedp.CSS("#view-connections")), chromedp.KeyEvent(kb.ArrowLeft))
	p.until(`document.activeElement.id === "view-tasks" && document.activeElement.ariaSelected === "true"`)
	p.until(`document.querySelectorAll("#picture .lanes .lane-name").length === 6 && document.querySelector("#stage").hidden`)
	p.do(chromedp.KeyEvent(kb.ArrowRight))
	p.until(`document.activeElement.id === "view-connections"`)
	eval[any](
		p,
		`(() => { const slider = document.querySelector("#moment"); slider.value = 400; slider.dispatchEvent(new Event("input")); })()`,
	)
	p.shows("#drag-words", "2 connections, 2 of 4 requests found one open")
	p.accessible("connections")
}

// TestConnectionsOfALiveRun holds the view against the backend's account: over HTTP/1.1 a browser opens six to a host.
func TestConnectionsOfALiveRun(t *testing.T) {
	t.Parallel()
	p := ownTab(t, site) // elsewhere a connection may be left of the test before, and is reused too
	p.visit("tasks=400ms*20&hosts=1")
	p.click("#view-connections")
	p.click("#run")
	p.finished()
	p.shows("#drag-words", "6 connections, 20 requests; the browser reused them 14 times.")
	p.until(`document.querySelectorAll("#picture .lanes .lane-name").length === 6`)
	p.until(`new Set([...document.querySelectorAll(".seen td:nth-child(2)")].map((e) => e.textContent)).size === 6`)
	p.until(`document.querySelector(".seen").textContent.includes("HTTP/1.1")`)
}

// TestBlockingClientRunsInAWorker: its requests go one after another, and the page goes on meanwhile. Stop ends the one under way.
func TestBlockingClientRunsInAWorker(t *testing.T) {
	t.Parallel()
	p := open(t, "client=blocking&tasks=a=3s,b=400ms!503,c=100ms:400ms,d=300ms!reset&return_exceptions=true")
	slowest := eval[float64](p, `new Promise((keep) => {
		let slowest = 0, last = performance.now(), over = false;
		const tick = () => {
			slowest = Math.max(slowest, performance.now() - last);
			last = performance.now();
			over ? keep(slowest) : setTimeout(tick, 10);
		};
		inflight.run().then(() => { over = true; });
		tick();
	})`)
	if slowest > 2900 { // a busy machine may keep it for a second
		t.Errorf("the page stood still for %.0f ms", slowest)
	}
	if differences := disorder(p.simulated().Events, eval[engine.Log](p, `inflight.log()`)); len(differences) > 0 {
		t.Errorf("out of order: %v", differences)
	}
	p.until(`!document.querySelector(".seen")?.textContent.includes("at work")`)
	p.until(`document.querySelectorAll(".seen tbody tr").length === 4`)
	p.visit("client=blocking&tasks=20s*2")
	p.click("#run")
	p.until(`inflight.log().filter((e) => e.kind === "sent").length === 1`)
	p.click("#stop")
	p.until(`inflight.log().filter((e) => e.kind === "exit").length === 1`)
	p.until(`document.querySelector(".seen")?.textContent.includes("cancel")`)
	if kinds := eval[string](p, `inflight.log().map((e) => e.kind + (e.task ?? "")).join(" ")`); strings.Contains(kinds, "send1") {
		t.Errorf("the second request left though the first was stopped: %s", kinds)
	}
}

// TestFieldsAreThoseOfTheClient changes the client and finds its fields, and what it makes impossible gone and back.
func TestFieldsAreThoseOfTheClient(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=1s&limit=3")
	p.until(`document.querySelector("#option-limit_per_host") !== null && document.querySelector("#option-closing") === null`)
	pick := func(client string) {
		eval[any](
			p,
			`(() => { const e = document.querySelector("#option-client"); e.value = "`+client+`"; e.dispatchEvent(new Event("change")); })()`,
		)
	}
	pick("socket")
	p.until(`inflight.scenario === "client=socket&tasks=1s" && document.querySelector("#option-limit") === null`)
	p.editOption("closing")
	p.do(chromedp.SendKeys(chromedp.CSS("#option-closing"), "100ms"))
	p.until(`inflight.scenario === "client=socket&tasks=1s&closing=100ms"`)
	p.do(chromedp.SendKeys(chromedp.CSS("#option-closing"), "x"))
	p.until(
		`document.querySelector("#option-closing").ariaInvalid === "true" && document.querySelector("#fault").textContent.includes("closing")`,
	)
	pick("http")
	p.until(`inflight.scenario === "tasks=1s&limit=3" && document.querySelector("#fault") === null`)
}

// TestAccountOfSockets is what the page shows of the backend's account, of sockets under gather.
func TestAccountOfSockets(t *testing.T) {
	t.Parallel()
	p := open(t, "client=socket&tasks=a=400ms,b=200ms:400ms&closing=50ms")
	p.click("#run")
	p.finished()
	p.until(`document.querySelector(".seen")?.textContent.includes("accepted 2 of 2 sockets and closed 2")`)
	p.until(
		`[...document.querySelectorAll(".seen tbody tr")].every((e) => /#\d WebSocket/.test(e.textContent) && /accepted at .*, closed ` +
			`at/.test(e.textContent))`,
	)
}

// TestLogIsPrintedNextToTheMoment switches the log on; a click on one of its lines moves the moment there.
func TestLogIsPrintedNextToTheMoment(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=a=1s:2s,b=1s")
	p.click("#tab-output")
	p.until(`document.querySelectorAll(".printed li").length === 7`)
	p.shows(".printed", "sleeping for 1 second(s)", "finished main() in 3.0000 second(s)")
	eval[any](p, `[...document.querySelectorAll(".printed li button")].find((e) => e.textContent.includes("finished fetch('b')")).click()`)
	p.until(`document.querySelector("#moment-time").textContent.startsWith("1.00")`)
	p.until(`document.querySelector(".printed .now").textContent.includes("finished fetch('b') in 1.0000 second(s)")`)
	p.until(`document.querySelectorAll(".printed .future").length === 2`)
	p.accessible("log")
}
