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
	p.until(`/^[0-9.]+\sm?s\s·\s1s\.\d+:\s.+ since /.test(document.querySelector("#hair:not([hidden])")?.textContent ?? "")`)
	if after := eval[float64](p, `document.documentElement.scrollHeight`); after != before {
		t.Errorf("the hair line moves the page: %v pixels were %v", after, before)
	}
	const middle = `((box) => (box?.top + box?.bottom) / 2)(document.querySelector("#handle-end")?.getBoundingClientRect())`
	p.until(fmt.Sprintf(`Math.abs(%s - %v) < 12`, middle, y))
}

// BenchmarkFrames measures what a frame costs the main thread while many simulated tasks are zoomed and scrubbed: the median.
func BenchmarkFrames(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := ownTab(b, site)
			p.visit(fmt.Sprintf("tasks=200ms~100ms*%d", n))
			p.until(`document.querySelector("#closer").disabled === false`)
			for b.Loop() {
				zoom := eval[float64](p, fmt.Sprintf(frames, `new WheelEvent("wheel", {bubbles: true, cancelable: true, ctrlKey: true,
					deltaY: i % 2 ? 40 : -60, clientX: x, clientY: y})`, "picture.firstElementChild"))
				scrub := eval[float64](p, fmt.Sprintf(frames, `(slider.value = 300 + 20 * i, new Event("input", {bubbles: true}))`, "slider"))
				b.ReportMetric(zoom, "zoom-ms/frame")
				b.ReportMetric(scrub, "scrub-ms/frame")
			}
		})
	}
}

// frames dispatches events and measures how long their handlers draw. The first of each kind also changes the page, so it is left out.
const frames = `(async () => {
	const picture = document.querySelector("#picture"), slider = document.querySelector("#moment"), took = [];
	for (let i = 0; i < 22; i++) {
		const box = picture.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + 200;
		const event = %s, from = performance.now();
		%s.dispatchEvent(event);
		if (i > 1) took.push(performance.now() - from);
		await new Promise(requestAnimationFrame);
	}
	return took.sort((a, b) => a - b)[took.length >> 1];
})()`
