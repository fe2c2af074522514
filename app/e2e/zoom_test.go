package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// turn turns the wheel over the middle of the picture, and reports whether the page has kept it from scrolling.
func (p *tab) turn(dy float64, ctrl bool) bool {
	p.Helper()
	return eval[bool](p, fmt.Sprintf(`(() => {
		const picture = document.querySelector("#picture"), box = picture.getBoundingClientRect();
		const turn = new WheelEvent("wheel", {bubbles: true, cancelable: true, deltaY: %v, ctrlKey: %v,
			clientX: box.left + box.width / 2, clientY: box.top + box.height / 2});
		picture.firstElementChild.dispatchEvent(turn);
		return turn.defaultPrevented;
	})()`, dy, ctrl))
}

// TestTheTimelineZooms with the wheel where that is meant, with keys and with buttons, and shows all again. The page's scrolling stays
// the page's, and what the hair line reads out moves nothing.
func TestTheTimelineZooms(t *testing.T) {
	p := open(t, "tasks=1s*1000")
	isZoomed := `document.querySelector("#fit").disabled === false`
	isWhole := `document.querySelector("#fit").disabled`
	p.until(isWhole + ` && document.querySelector("#closer").disabled === false`)
	if p.turn(-200, false) {
		t.Error("a wheel without Ctrl is taken from the page")
	}
	if !p.turn(-200, true) {
		t.Error("a wheel with Ctrl is left to the browser")
	}
	p.until(isZoomed)
	p.blur()
	p.do(chromedp.KeyEvent("0"))
	p.until(isWhole)
	p.do(chromedp.KeyEvent("+"))
	p.until(isZoomed)
	p.do(chromedp.Click(chromedp.CSS("#fit")))
	p.until(isWhole)
	eval[bool](p, `(document.querySelector("#picture").focus({preventScroll: true}), true)`)
	if !p.turn(-200, false) {
		t.Error("a wheel over the focused picture is left to the page")
	}
	p.until(isZoomed)
	p.do(chromedp.KeyEvent("0"))
	p.until(isWhole)
	before := eval[float64](p, `document.documentElement.scrollHeight`)
	x, y := p.middle("#stage")
	p.mouse(input.DispatchMouseEventTypeMouseMoved, place{x, y})
	p.until(`/^[0-9.]+ m?s · 1s\.\d+: (waiting in line|in flight) since /.test(document.querySelector("#hair:not([hidden])")?.textContent ?? "")`)
	if after := eval[float64](p, `document.documentElement.scrollHeight`); after != before {
		t.Errorf("the hair line moves the page: %v pixels were %v", after, before)
	}
}
