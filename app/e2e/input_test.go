package e2e

import (
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// typeTasks replaces the task list by keyboard.
func (p *tab) typeTasks(text string) {
	p.Helper()
	p.do(
		chromedp.Click(chromedp.CSS("#tasks")),
		chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)),
		chromedp.KeyEvent(kb.Backspace),
		chromedp.KeyEvent(text),
	)
	p.until(fmt.Sprintf(`document.querySelector("#tasks").value === %q`, text))
}

// shows waits until an element's text contains all these words.
func (p *tab) shows(selector string, words ...string) {
	p.Helper()
	for _, w := range words {
		p.until(fmt.Sprintf(`document.querySelector(%q)?.textContent.includes(%q)`, selector, w))
	}
}

// picture is the timeline on the screen.
const picture = `document.querySelector(".hero svg")?.outerHTML`

func TestBadTasksKeepWhatWasTypedAndTheLastGoodTimeline(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=a=1s,b=2s")
	before := eval[string](p, picture)
	p.do(chromedp.Click(chromedp.CSS("#tasks")), chromedp.KeyEvent(kb.End), chromedp.KeyEvent("x"))
	p.shows("#fault", `entry 2 "b=2sx"`, `unknown unit "sx"`, "200ms")
	p.until(`document.querySelector("#tasks").value === "a=1s, b=2sx"`)
	p.until(`document.querySelector(".tasks-copy mark").textContent === "sx"`)
	p.until(`document.querySelector("#tasks").getAttribute("aria-invalid") === "true"`)
	p.until(`document.querySelector("#run").disabled`)
	if after := eval[string](p, picture); after != before {
		t.Error("the last good timeline is gone")
	}
	if got := eval[string](p, `inflight.scenario`); got != "tasks=a=1s,b=2s" {
		t.Errorf("the scenario became %q", got)
	}
	p.typeTasks("a=1s, b=4s")
	p.until(`document.querySelector("#fault") === null && inflight.scenario === "tasks=a=1s,b=4s"`)
	p.until(`location.search === "?tasks=a=1s,b=4s"`)
}

// TestPartsFollowThePictureOnceItIsOnTheScreen: a browser with much to draw shows it a while after it has been put into the document, and
// what is done meanwhile holds that up. Where no frame comes, as in the background, the parts do not wait for it.
func TestPartsFollowThePictureOnceItIsOnTheScreen(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=1s,2s")
	eval[bool](p, `(() => {
		window.order = [];
		for (const part of ["#picture", ".panels"]) {
			new MutationObserver(() => order.at(-1) !== part && order.push(part)).
				observe(document.querySelector(part), {subtree: true, childList: true, characterData: true});
		}
		window.ask = requestAnimationFrame;
		window.never = [];
		window.requestAnimationFrame = (callback) => setTimeout(() => { order.push("frame"); callback(performance.now()); }, 100);
		return true;
	})()`)
	p.typeTasks("1s,3s")
	p.until(`order.includes(".panels")`)
	if got := eval[[]string](p, `order`); got[0] != "#picture" || got[1] != "frame" {
		t.Errorf("got %v, want the picture, its frame, and then the panels", got)
	}
	p.until(`document.querySelector("#main").ariaBusy !== "true"`)
	eval[int](p, `(window.requestAnimationFrame = (callback) => never.push(callback), order.length = 0)`)
	p.typeTasks("1s,4s")
	p.until(`order.includes(".panels")`)
	eval[bool](p, `(window.requestAnimationFrame = ask, never.forEach(ask), true)`)
}

func TestBadLinksSayWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		link  string
		words []string
	}{
		{"strategy=rush&tasks=1s", []string{"rush", "gather"}},
		{"tasks=1s&colour=blue", []string{"colour"}},
		{"tasks=1s&timeout=soon", []string{"timeout", "soon"}},
		{"tasks=1s*20000", []string{"10000"}},
		{"v=two&tasks=1s", []string{"two", "whole number"}},
		{"tasks=1s%zz", []string{"%zz"}},
	} {
		t.Run(test.link, func(t *testing.T) {
			t.Parallel()
			p := open(t, test.link)
			p.shows("#fault", test.words...)
			p.until(`document.querySelector("#run").disabled`)
			if got := eval[string](p, `location.search`); got != "?"+test.link {
				t.Errorf("the address became %q", got)
			}
		})
	}
}

func TestBackendDownIsSaidAndTheSimulationStillWorks(t *testing.T) {
	t.Parallel()
	nobody := closedPort(t)
	s, err := startServer("-backend-url", "http://"+nobody)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	p := newTab(t, s)
	p.excuse = func(complaint string) bool {
		return strings.Contains(complaint, "net::ERR_CONNECTION_REFUSED") && strings.Contains(complaint, "http://"+nobody+"/")
	}
	p.visit("tasks=1s,2s")
	p.shows("#unreachable", nobody, "nothing can run live")
	p.click("#run")
	p.click("#play-simulation")
	p.until(`document.querySelector("#play").getAttribute("aria-label") === "Pause"`)
	p.typeTasks("1s, 2s, 4s")
	p.until(`inflight.scenario === "tasks=1s,2s,4s"`)
	if got := p.simulated().Events; got[len(got)-1].T.Seconds() != 4 {
		t.Errorf("the simulation ends with %v, want it at 4s", got[len(got)-1])
	}
	p.shows("#state", "Simulated")
	refusal := eval[string](p, `inflight.run().then(() => "", (error) => error.message)`)
	if !strings.Contains(refusal, nobody) {
		t.Errorf("run() was refused with %q, want the address in it", refusal)
	}
}

// closedPort is an address on which nothing listens.
func closedPort(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// TestPagesAreDrawnOnceAtTheirStart: what the program puts in place of the server's page is whole. Its picture is not drawn again, and the
// theme of the visit before is known.
func TestPagesAreDrawnOnceAtTheirStart(t *testing.T) {
	p := ownTab(t, site)
	command(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
		localStorage.setItem("inflight-theme", "dark");
		window.redrawn = [];
		new MutationObserver((changes) => {
			for (const c of changes) {
				if (c.target.id === "theme" && c.type === "attributes" || c.target.id === "picture" && c.removedNodes.length) redrawn.push(c.target.id);
			}
		}).observe(document, {subtree: true, childList: true, attributeFilter: ["title"]});`})
	for _, path := range []string{"/", "/compare", "/which"} {
		p.visitAt(path, "")
		p.until(`document.querySelector("#theme").title === "Theme: dark" && document.querySelector("#run")?.disabled !== true`)
		p.rests()
		if got := eval[string](p, `redrawn.join()`); got != "" {
			t.Errorf("%s draws again: %s", path, got)
		}
	}
}
