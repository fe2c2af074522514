package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"inflight/engine"
)

// TestWrappersAreEditedOneByOne: the chip each has a row for each wrapper, to be added from a menu, filled in, moved by buttons, keys and
// the mouse, and removed; it says what the order means, shows what is wrong at its field, and follows Undo.
func TestWrappersAreEditedOneByOne(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=1s*4&each=retry:3,semaphore:2")
	each := func(want string) {
		t.Helper()
		p.until(fmt.Sprintf(`inflight.scenario === "tasks=1s*4" + %q`, want))
		p.until(fmt.Sprintf(`document.querySelector("#option-each").value === %q`, strings.TrimPrefix(want, "&each=")))
	}
	fill := func(selector, text string) {
		t.Helper()
		all := chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl))
		p.do(chromedp.Focus(chromedp.CSS(selector)), all, chromedp.KeyEvent(text))
	}
	p.click("#chip-each")
	p.shows("#wraps .meaning", "retry around semaphore around the request", "each attempt stands in line anew")
	const fields = `[...document.querySelectorAll(".wrap input")].map((e) => e.parentElement.textContent + "=" + e.value).join()`
	if got := eval[string](p, fields); got != "Attempts=3,Pause=,± up to=,As Retry-After says=on,At once=2" {
		t.Errorf("the fields are %s", got)
	}

	p.click("#wrap-add")
	for _, w := range engine.Wrappers {
		p.shows("#add-"+w.Name, w.Does)
	}
	p.click("#add-timeout")
	each("&each=retry:3,semaphore:2,timeout:1s")
	p.until(`document.activeElement.matches(".wrap:last-child input")`)
	p.do(chromedp.Focus(chromedp.CSS(`.wrap:last-child [aria-label="Move up: timeout"]`)), chromedp.KeyEvent(kb.Enter))
	each("&each=retry:3,timeout:1s,semaphore:2")
	p.shows("#wraps .meaning", "the time runs while a task waits in line")
	p.do(chromedp.KeyEvent(kb.ArrowUp))
	each("&each=timeout:1s,retry:3,semaphore:2")
	p.shows("#wraps [role=status]", "timeout: place 1 of 3")
	p.until(`document.activeElement.getAttribute("aria-label") === "Move up: timeout"`)

	centre := func(selector string) place {
		at := eval[[]float64](p, fmt.Sprintf(`((b) => [b.left + b.width / 2, b.top + b.height / 2])(
			document.querySelector(%q).getBoundingClientRect())`, selector))
		return place{at[0], at[1]}
	}
	from, to := centre(".wrap:first-child .holder"), centre(".wrap:last-child .remove")
	p.mouse(input.DispatchMouseEventTypeMousePressed, from)
	p.mouse(input.DispatchMouseEventTypeMouseMoved, place{from.x, (from.y + to.y) / 2})
	p.mouse(input.DispatchMouseEventTypeMouseMoved, place{from.x, to.y + 40})
	p.mouse(input.DispatchMouseEventTypeMouseReleased, place{from.x, to.y + 40})
	each("&each=retry:3,semaphore:2,timeout:1s")

	fill(".wrap:nth-child(2) input", "0")
	p.shows(".wrap:nth-child(2) .wrong-words", "want semaphore and how many at once")
	p.until(`[...document.querySelectorAll("#wraps [aria-invalid]")].map((e) => e.id).join() === "wrap-1-0"`)
	fill(".wrap:nth-child(2) input", "5")
	each("&each=retry:3,semaphore:5,timeout:1s")
	p.until(`document.querySelectorAll("#wraps [aria-invalid], .wrap.wrong").length === 0`)
	p.click(`.wrap:first-child [type="checkbox"]`)
	each("&each=retry:3:retry_after,semaphore:5,timeout:1s")
	p.click(".wrap:nth-child(2) .remove")
	each("&each=retry:3:retry_after,timeout:1s")
	for _, before := range []string{"&each=retry:3:retry_after,semaphore:5,timeout:1s", "&each=retry:3,semaphore:5,timeout:1s"} {
		p.do(chromedp.KeyEvent("z", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
		each(before)
	}
	p.until(`[...document.querySelectorAll(".wrap .words")].map((e) => e.textContent).join() === "retry,semaphore,timeout"`)
}
