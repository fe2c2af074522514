package e2e

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// place is a point of the window.
type place struct{ x, y float64 }

// cap is where the cap of a task's bar is; within selects the picture.
func (p *tab) cap(within string, task int) place {
	p.Helper()
	selector := fmt.Sprintf(`%s .lane[data-task="%d"] circle`, within, task)
	p.until(`document.querySelector(` + fmt.Sprintf("%q", selector) + `) !== null`)
	at := eval[[]float64](
		p,
		fmt.Sprintf(
			`((box) => [box.left + box.width / 2, box.top + box.height / 2])(document.querySelector(%q).getBoundingClientRect())`,
			selector,
		),
	)
	return place{at[0], at[1]}
}

// start is where the solid part of a task's bar begins.
func (p *tab) start(within string, task int) place {
	p.Helper()
	at := eval[[]float64](p, fmt.Sprintf(`((box) => [box.left, box.top + box.height / 2])(document.querySelector(%q).getBoundingClientRect())`,
		fmt.Sprintf(`%s .lane[data-task="%d"] .flight-bar`, within, task)))
	return place{at[0], at[1]}
}

// pixels is how wide a second of the playground's picture is.
func (p *tab) secondWide() float64 {
	p.Helper()
	from, to, _ := p.axis()
	return (to - from) / 3
}

// mouse presses, moves or releases the mouse's button.
func (p *tab) mouse(kind input.DispatchMouseEventType, at place) {
	p.Helper()
	p.do(chromedp.MouseEvent(kind, at.x, at.y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
}

// drag moves what is at a place with the mouse, and holds it there.
func (p *tab) hold(from place, by float64) place {
	p.Helper()
	p.mouse(input.DispatchMouseEventTypeMousePressed, from)
	for _, share := range []float64{.3, .6, 1} {
		p.mouse(input.DispatchMouseEventTypeMouseMoved, place{from.x + by*share, from.y})
	}
	return place{from.x + by, from.y}
}

const threeTasks = "tasks=a=3s,b=1s!503,c=2s&after=linger&raise_for_status=true"

func TestBarsAreDraggedByMouse(t *testing.T) {
	t.Parallel()
	p := open(t, threeTasks)
	p.middle("#picture")
	second := p.secondWide()
	at := p.hold(p.cap("#picture", 1), second)
	p.until(`inflight.scenario === "tasks=a=3s,b=2s!503,c=2s&after=linger&raise_for_status=true"`)
	p.shows("#drag-words", "b takes 2.00 s.", "From")
	p.shows(".happened", "2.00\u00a0sb failed")
	p.shows(".program", "task=1&latency=2s")
	p.until(`document.querySelectorAll("#picture .turn-line").length > 0 && document.querySelectorAll("#picture .turn-tick").length > 0`)
	p.until(`document.querySelector("#tasks").value === "a=3s, b=2s!503, c=2s"`)
	p.addressed("/?tasks=a=3s,b=2s!503,c=2s&after=linger&raise_for_status=true")
	p.mouse(input.DispatchMouseEventTypeMouseReleased, at)
	p.until(`document.querySelectorAll("#picture .turn-line").length === 0`)
	p.until(`document.activeElement.id === "handle-end"`)
	at = p.hold(p.start("#picture", 2), second/2)
	p.until(`document.querySelector("#tasks").value === "a=3s, b=2s!503, c=500ms:2s"`)
	p.do(chromedp.KeyEvent(kb.Escape))
	p.until(`document.querySelector("#tasks").value === "a=3s, b=2s!503, c=2s"`)
	p.mouse(input.DispatchMouseEventTypeMouseReleased, at)
	p.addressed("/?tasks=a=3s,b=2s!503,c=2s&after=linger&raise_for_status=true")

	// Closer, where the canvas draws: the end stays under the pointer, and the picture where it is.
	p.click("#closer")
	p.until(`!document.querySelector("#fit").disabled && !document.querySelector("#stage").hidden`)
	p.pick("#lane", "1")
	const end = `((box) => [box.left + box.width / 2, box.top + box.height / 2])(
		document.querySelector("#handle-end").getBoundingClientRect())`
	p.until(`document.querySelector("#handle-end:not([data-out])") !== null`)
	placed := func() []float64 { // the handles follow in the next frame
		eval[float64](p, `new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))`)
		return eval[[]float64](p, end)
	}
	found := placed()
	for _, by := range []float64{-80, 60} {
		at = p.hold(place{found[0], found[1]}, by)
		p.until(fmt.Sprintf(`Math.abs(%s[0] - %v) < 4 && Math.abs(%s[1] - %v) < 4`, end, at.x, end, at.y))
		p.mouse(input.DispatchMouseEventTypeMouseReleased, at)
		p.until(`document.activeElement.id === "handle-end"`)
		found = placed()
		if math.Abs(found[0]-at.x) > 4 || eval[bool](p, `document.querySelector("#fit").disabled`) {
			t.Errorf("let go of at %v, the end is at %v", at, found)
		}
	}
}

func TestBarsAreDraggedByKeys(t *testing.T) {
	t.Parallel()
	p := open(t, threeTasks)
	p.pick("#lane", "1")
	p.do(chromedp.Focus(chromedp.CSS("#handle-end")))
	tasks := func(want string) {
		t.Helper()
		p.until(fmt.Sprintf(`document.querySelector("#tasks").value === %q`, want))
	}
	press := func(key, want string, modifiers ...chromedp.Modifier) {
		t.Helper()
		p.do(chromedp.KeyEvent(key, chromedp.KeyModifiers(modifiers...)))
		tasks(want)
	}
	press(kb.ArrowRight, "a=3s, b=1.05s!503, c=2s")
	p.until(`document.activeElement.id === "handle-end" && document.activeElement.getAttribute("aria-valuetext") === "1.05 s"`)
	press(kb.ArrowLeft, "a=3s, b=1.045s!503, c=2s", chromedp.ModifierShift)
	press(kb.ArrowLeft, "a=3s, b=1s!503, c=2s")
	press(kb.PageUp, "a=3s, b=1.5s!503, c=2s")
	press(kb.End, "a=3s, b=3s!503, c=2s")
	press(kb.Home, "a=3s, b=0s!503, c=2s")
	press(kb.Escape, "a=3s, b=1s!503, c=2s")
	p.do(chromedp.Focus(chromedp.CSS("#handle-start")))
	press(kb.ArrowRight, "a=3s, b=50ms:1s!503, c=2s")
	p.do(chromedp.KeyEvent(kb.Tab))
	p.until(`document.activeElement.id === "handle-end"`)
	p.do(chromedp.KeyEvent(kb.Escape))
	tasks("a=3s, b=50ms:1s!503, c=2s") // the drag was over
	press(kb.ArrowRight, "a=3s, b=50ms:1.05s!503, c=2s")
	press("z", "a=3s, b=50ms:1s!503, c=2s", chromedp.ModifierCtrl)
	press(kb.ArrowRight, "a=3s, b=50ms:1.05s!503, c=2s") // with the focus on the handle as before
	press("z", "a=3s, b=50ms:1s!503, c=2s", chromedp.ModifierCtrl)
	press("z", "a=3s, b=1s!503, c=2s", chromedp.ModifierCtrl)
}

func TestBarsAreDraggedByTouch(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.phone()
	p.visit(threeTasks)
	p.middle("#picture")
	from, to, _ := p.axis()
	p.swipe(p.cap("#picture", 1), (to-from)/3)
	p.until(`document.querySelector("#tasks").value === "a=3s, b=2s!503, c=2s"`)
	p.until(`document.querySelector("#handle-end").getBoundingClientRect().width >= 44`)
	p.fits("with handles")
}

// swipe drags what is at a place with a finger.
func (p *tab) swipe(at place, by float64) {
	p.Helper()
	touch := func(kind input.DispatchTouchEventType, points ...*input.TouchPoint) {
		p.Helper()
		command(p, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points})
	}
	touch(input.DispatchTouchEventTypeTouchStart, &input.TouchPoint{X: at.x, Y: at.y})
	for _, share := range []float64{.1, .25, .5, .75, 1} {
		touch(input.DispatchTouchEventTypeTouchMove, &input.TouchPoint{X: at.x + by*share, Y: at.y})
	}
	touch(input.DispatchTouchEventTypeTouchEnd)
}

func TestCapOffersOutcomes(t *testing.T) {
	t.Parallel()
	p := open(t, threeTasks)
	p.middle("#picture")
	cap := p.cap("#picture", 0)
	p.mouse(input.DispatchMouseEventTypeMousePressed, cap)
	p.mouse(input.DispatchMouseEventTypeMouseReleased, cap)
	p.until(`document.activeElement.id === "handle-outcome" && document.activeElement.getAttribute("aria-label") === "Outcome of a"`)
	p.do(chromedp.KeyEvent("ref"), chromedp.KeyEvent(kb.Enter))
	p.until(`inflight.scenario === "tasks=a=3s!refused,b=1s!503,c=2s&after=linger&raise_for_status=true"`)
	p.until(`document.querySelector("#handle-end") === null && document.querySelector("#handle-start") !== null`)
}

// TestOneOfManyIsDraggedAlone: and a live run that is on the screen comes back with Escape.
func TestOneOfManyIsDraggedAlone(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=200ms*5")
	p.click("#run")
	p.finished()
	p.pick("#lane", "2")
	p.do(chromedp.Focus(chromedp.CSS("#handle-end")), chromedp.KeyEvent(kb.PageUp))
	p.until(`document.querySelector("#state").textContent === "Simulated"`)
	p.shows("#drag-words", "It was one of 200ms*5, and gets an entry of its own.")
	tasks := eval[string](p, `document.querySelector("#tasks").value`)
	if !strings.HasPrefix(tasks, "200ms*2, ") || !strings.HasSuffix(tasks, ", 200ms*2") {
		t.Errorf("the tasks are %s", tasks)
	}
	p.do(chromedp.KeyEvent(kb.Escape))
	p.until(`document.querySelector("#state").textContent === "Live" && document.querySelector("#tasks").value === "200ms*5"`)
}

const twoOrders = "tasks=a=3s,b=1s&timeout=5s&strategies=gather,sequential"

// TestComparedBarsAreDragged by mouse, keys and finger: the rows have the same tasks.
func TestComparedBarsAreDragged(t *testing.T) {
	t.Parallel()
	p := openAt(t, "/compare", twoOrders)
	p.middle("#multiples")
	tasks := func(want string) {
		t.Helper()
		p.until(fmt.Sprintf(`document.querySelector("#tasks").value === %q`, want))
	}
	second := func() float64 { // of the pictures, which show 4 s
		return (p.cap(`[data-row="1"]`, 1).x - p.start(`[data-row="0"]`, 1).x) / 4
	}
	at := p.hold(p.cap(`[data-row="1"]`, 1), second()/2)
	tasks("a=3s, b=1.5s")
	p.shows("#drag-words", "b takes 1.50 s.", "sequential: times out at 5.00 s")
	p.shows(".figures tbody tr:last-child", "4.50")
	p.until(
		`[...document.querySelectorAll(".multiple")].every((row) => row.querySelector(".turn-line")) && document.querySelector(".ruler ` +
			`.turn-tick") !== null`,
	)
	p.shows("#turnings .present", "now 1.5 s")
	p.addressed("/compare?tasks=a=3s,b=1.5s&timeout=5s&strategies=gather,sequential")
	p.mouse(input.DispatchMouseEventTypeMouseReleased, at)
	p.until(`document.activeElement.id === "handle-end" && document.querySelector(".turn-line") === null`)
	p.do(chromedp.KeyEvent(kb.Home))
	tasks("a=3s, b=0s")
	p.shows("#verdict", "all 2: 3.00 s, nothing lost")
	p.do(chromedp.KeyEvent(kb.Escape))
	tasks("a=3s, b=1.5s")
}

func TestComparedBarsAreDraggedByTouch(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.phone()
	p.visitAt("/compare", twoOrders)
	p.middle("#multiples")
	end := p.cap(`[data-row="1"]`, 1)
	p.swipe(end, -(end.x-p.start(`[data-row="0"]`, 1).x)/10) // 400 ms of the 4 s
	p.until(`document.querySelector("#tasks").value === "a=3s, b=600ms"`)
	p.until(`document.querySelector("#handle-end").getBoundingClientRect().width >= 44`)
	p.fits("with handles")
}
