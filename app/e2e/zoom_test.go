package e2e

import (
	"fmt"
	"slices"
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
	t.Parallel()
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

// BenchmarkFrames measures what a frame costs the main thread, in milliseconds of its processor and with all that follows from it, while
// many simulated tasks are zoomed and scrubbed, and while many run live: all its tasks divided by the frames, and the longest.
func BenchmarkFrames(b *testing.B) {
	for _, n := range []int{1000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := ownTab(b, site)
			p.visit(fmt.Sprintf("tasks=200ms~100ms*%d", n))
			p.until(`document.querySelector("#closer").disabled === false`)
			for _, e := range frameEvents {
				eval[int](p, fmt.Sprintf(frames, e.event, 2, 400)) // the first of each kind also change the page
				measureFrames(b, p, e.kind, fmt.Sprintf(frames, e.event, 40, 0))
			}
		})
	}
	b.Run("live-1000", func(b *testing.B) {
		p := ownTab(b, site)
		p.visit("tasks=200ms~50ms*1000&limit=0") // a browser has 120 connections to the backend: tasks of 2 s would take 20
		p.deaf()
		eval[int](p, liveFrames)
		measureFrames(b, p, "live", liveFrames)
	})
}

// measureFrames evaluates an expression that gives how many frames it took. The medians of the rounds are reported.
func measureFrames(b *testing.B, p *tab, kind, expression string) {
	var each, longest []float64
	for range max(3, min(b.N, 5)) {
		n := 0
		took := p.tasks(func() { n = eval[int](p, expression) })
		each, longest = append(each, sum(took)/float64(max(n, 1))), append(longest, slices.Max(took))
	}
	b.ReportMetric(median(each), kind+"-ms/frame")
	b.ReportMetric(median(longest), kind+"-longest-ms")
	b.ReportMetric(0, "ns/op")
}

// frameEvents scrub and zoom.
var frameEvents = []struct{ kind, event string }{
	{"scrub", `(slider.value = 300 + 10 * i, slider.dispatchEvent(new Event("input", {bubbles: true})))`},
	{"zoom", `picture.firstElementChild.dispatchEvent(new WheelEvent("wheel", {bubbles: true, cancelable: true, ctrlKey: true,
		deltaY: i % 2 ? 40 : -60, clientX: x, clientY: y}))`},
}

// frames dispatches an event at each of so many frames, and waits.
const frames = `(async () => {
	const picture = document.querySelector("#picture"), slider = document.querySelector("#moment");
	const box = picture.getBoundingClientRect(), x = box.left + box.width / 2, y = box.top + 200;
	const event = (i) => %s, n = %d;
	for (let i = 0; i < n; i++) {
		event(i);
		await new Promise(requestAnimationFrame);
	}
	await new Promise((then) => setTimeout(then, %d));
	return n;
})()`

// liveFrames runs the scenario and counts the frames that the screen shows meanwhile.
const liveFrames = `(async () => {
	let n = 0, goesOn = true;
	const count = () => { n++; if (goesOn) requestAnimationFrame(count); };
	requestAnimationFrame(count);
	await inflight.run();
	goesOn = false;
	return n;
})()`
