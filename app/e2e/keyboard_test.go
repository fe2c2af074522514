package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"inflight/engine"
)

// tabTo presses Tab until the element has the focus.
func (p *tab) tabTo(selector string) {
	p.Helper()
	for range 90 {
		p.do(chromedp.KeyEvent(kb.Tab))
		if eval[bool](p, fmt.Sprintf(`document.activeElement.matches(%q)`, selector)) {
			if !eval[bool](p, `document.activeElement.matches(":focus-visible") &&
				(getComputedStyle(document.activeElement).outlineStyle !== "none" || getComputedStyle(document.activeElement).boxShadow !== "none")`) {
				p.Errorf("%s does not show that it has the focus", selector)
			}
			return
		}
	}
	p.Fatalf("90 Tabs do not lead to %s", selector)
}

func TestKeyboardAlone(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=1s,2s")
	p.tabTo("#examples")
	p.tabTo("#strategy")
	p.do(chromedp.KeyEvent("a")) // the picker goes to what begins so
	p.until(`inflight.scenario === "strategy=as_completed&tasks=1s,2s"`)
	p.do(chromedp.KeyEvent(kb.Enter)) // the palette says what each does
	p.until(`document.querySelector(".palette[open] [aria-selected=true]")?.id === "choice-as_completed"`)
	p.do(chromedp.KeyEvent("race"), chromedp.KeyEvent(kb.Enter))
	p.until(`inflight.scenario === "strategy=race&tasks=1s,2s" && document.activeElement.id === "strategy"`)
	p.do(chromedp.KeyEvent(" "), chromedp.KeyEvent("as_c"), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.Escape))
	p.until(`document.querySelector(".palette[open]") === null && document.activeElement.id === "strategy"`)
	p.do(chromedp.KeyEvent("a"))
	p.until(`inflight.scenario === "strategy=as_completed&tasks=1s,2s"`)
	p.tabTo("#tasks")
	p.do(chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)), chromedp.KeyEvent("100ms, 200ms"))
	p.until(`inflight.scenario === "strategy=as_completed&tasks=100ms,200ms"`)
	ctrl, both := chromedp.KeyModifiers(chromedp.ModifierCtrl), chromedp.KeyModifiers(chromedp.ModifierCtrl, chromedp.ModifierShift)
	p.tabTo("#undo")
	p.do(chromedp.KeyEvent("?")) // all keys, and back
	p.shows(".keys[open]", "find an example")
	p.do(chromedp.KeyEvent(kb.Escape))
	p.until(`document.querySelector(".keys") === null && document.activeElement.id === "undo"`)
	p.do(chromedp.KeyEvent("z", ctrl))
	p.until(`inflight.scenario === "strategy=as_completed&tasks=1s,2s" && document.querySelector("#tasks").value === "1s, 2s"`)
	p.do(chromedp.KeyEvent("z", ctrl))
	p.until(`inflight.scenario === "strategy=race&tasks=1s,2s"`)
	p.do(chromedp.KeyEvent("y", ctrl), chromedp.KeyEvent("Z", both))
	p.until(`inflight.scenario === "strategy=as_completed&tasks=100ms,200ms"`)
	p.tabTo("#run")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.finished()
	if got := len(of(p.log(), engine.Finish)); got != 2 {
		t.Errorf("%d of 2 requests finished", got)
	}
	p.tabTo("#tab-story")
	p.do(chromedp.KeyEvent(kb.End))
	p.until(`document.activeElement.id === "tab-numbers" && !document.querySelector("#panel-numbers").hidden`)
	p.tabTo("#lane")
	p.do(chromedp.KeyEvent(kb.ArrowDown))
	p.until(`document.querySelector("#lane").value === "0"`)
	p.shows(".details", "Server received it")
}

func TestKeyboardShortcuts(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=1m*3")
	p.do(
		chromedp.Click(chromedp.CSS("#tasks")),
		chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)),
	)
	p.eventually("the backend has the requests", func() bool { return len(p.site.account(t, p.runID())) == 3 })
	p.do(chromedp.Click(chromedp.CSS("#tasks")), chromedp.KeyEvent(kb.End), chromedp.KeyEvent("1"))
	p.shows("#held", "The run goes on")
	p.do(chromedp.KeyEvent("z", chromedp.KeyModifiers(chromedp.ModifierCtrl))) // the field's own
	p.until(`document.querySelector("#held") === null && document.querySelector("#tasks").value === "1m*3"`)
	p.do(goBackTo("/", "tasks=7s"))
	p.shows("#held", "The change waits")
	p.until(`document.querySelector("#tasks").value === "7s" && location.search === "?tasks=7s"`)
	p.click("#held-drop")
	p.until(`document.querySelector("#held") === null && location.search === "?tasks=1m*3"`)
	p.until(`document.querySelector("#tasks").value === "1m*3"`)
	p.do(chromedp.KeyEvent(kb.Escape))
	p.finished()
	p.expectCancelled(engine.ByShutdown, 0, 1, 2)
	p.expectAbandoned(0, 1, 2)
}

// TestRunKeepsTheFocusInReach: the button that had the focus is idle meanwhile, and keeps it.
func TestRunKeepsTheFocusInReach(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=100ms")
	p.tabTo("#run")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.finished()
	p.until(`document.activeElement.id === "run"`)
	p.tabTo("#reset")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until(`document.querySelector("#state").textContent === "Simulated" && document.activeElement.id === "reset"`)
}
