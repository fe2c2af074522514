package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"inflight/engine"
)

// orphans has ten events at 0 s; b fails at 1 s and gather raises, c finishes at 2 s, a at 3 s, and the program ends.
var orphans = engine.PresetNamed("gather-orphans").Link

// at waits until the slider says this moment, such as "1.00 s, b failed", and the page shows its time.
func (p *tab) at(moment string) {
	p.Helper()
	p.until(
		fmt.Sprintf(`((text) => text === %q && text.startsWith(document.querySelector("#moment-time").textContent.replaceAll("\u00a0", " ")))(
		document.querySelector("#moment").getAttribute("aria-valuetext").replaceAll("\u00a0", " "))`, moment),
	)
}

// second is where the slider stands, on a run of three seconds.
func (p *tab) second() float64 {
	p.Helper()
	return eval[float64](p, `document.querySelector("#moment").value * 3 / 1000`)
}

// blur takes the focus from wherever it is: keys are then the page's.
func (p *tab) blur() { p.Helper(); eval[bool](p, `(document.activeElement.blur(), true)`) }

func TestStepsFromEventToEvent(t *testing.T) {
	t.Parallel()
	p := open(t, orphans)
	p.at("3.00 s, the program ended")
	p.until(`document.querySelector("#event-next").disabled && document.querySelector(".events .now") === null`)
	p.click("#event-back")
	p.at("3.00 s, the session closed")
	p.blur()
	for _, step := range []struct{ key, moment string }{
		{kb.ArrowLeft, "3.00 s, a finished"}, {",", "2.00 s, c finished"}, {kb.ArrowLeft, "1.00 s, the strategy raised"},
		{kb.ArrowLeft, "1.00 s, b failed"}, {".", "1.00 s, the strategy raised"}, {kb.ArrowRight, "2.00 s, c finished"},
		{kb.Home, "0 s, the session opened"}, {kb.End, "3.00 s, the program ended"},
	} {
		p.do(chromedp.KeyEvent(step.key))
		p.at(step.moment)
	}
	for _, speed := range []struct{ key, is string }{{">", "2"}, {"<", "1"}, {"<", "0.5"}} {
		p.do(chromedp.KeyEvent(speed.key))
		p.until(fmt.Sprintf(`document.querySelector("#speed").value === %q`, speed.is))
	}
	p.do(chromedp.Click(chromedp.CSS("#tasks")), chromedp.KeyEvent(kb.ArrowLeft), chromedp.KeyEvent("k"))
	p.until(`document.querySelector("#tasks").value.includes("k")`)
	p.at("3.00 s, the program ended") // keys in a field are the field's
}

// TestThePageShowsTheMoment: what has not happened yet is muted or not there. Seconds lie between b's end and the others', so that a busy
// machine, which hears of an end late, still hears of b's first. Nor does the page know the backend's clock better than by half of
// what a request took: the account is looked at halfway, when the backend has long answered b, and not at the moment of b's failure.
func TestThePageShowsTheMoment(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=a=9s,b=1s!503,c=8s&after=linger&raise_for_status=true")
	ran(p)
	p.until(`document.querySelectorAll(".seen tbody tr").length === 3`)
	p.do(
		chromedp.Evaluate[chromedp.Void](
			`[...document.querySelectorAll(".events tr")].find((row) => row.textContent.includes("fails")).querySelector("button").click()`,
		),
	)
	p.until(`document.querySelector(".events .now")?.textContent.includes("fails")`)
	p.until(`document.querySelector("#narration [aria-current]")?.textContent.includes("b failed")`)
	p.shows(".numbers", "Failed1", "Finished0")
	p.shows("#progress", "0 of 3 finished, 1 failed")
	p.until(`!document.querySelector("#stage").hidden && document.querySelector(".sheet") === null`)
	muted := `getComputedStyle(document.querySelector(".events .now ~ tr td")).color !== getComputedStyle(document.querySelector(".events ` +
		`tbody td")).color`
	p.until(muted)
	x, y := p.middle("#moment")
	p.do(chromedp.MouseClickXY(x, y))
	p.shows(".seen", "answered 1", "at work")
	p.shows("#progress", "0 of 3 finished, 1 failed")
	last := `document.querySelector(".events tbody tr:last-child button")`
	p.do(chromedp.Evaluate[chromedp.Void](last + `.click()`))
	p.until(`document.querySelector(".events tbody tr:last-child.now") !== null`)
	p.shows(".numbers", "Finished2")
	p.click("#reset")
	p.until(`document.querySelector(".events .now") === null && document.querySelector("#stage").hidden`)
}

func TestNarrationMovesTheMoment(t *testing.T) {
	t.Parallel()
	p := open(t, orphans)
	for i, moment := range map[int]string{3: "1.00 s, b failed", 5: "2.00 s, c finished", 2: "0 s, c sent its request"} {
		sentence := fmt.Sprintf("#narration li:nth-child(%d) button", i)
		p.do(chromedp.Click(chromedp.CSS(sentence)))
		p.at(moment)
		p.until(fmt.Sprintf(`document.querySelector("#narration [aria-current]") === document.querySelector(%q)`, sentence))
		p.until(fmt.Sprintf(`document.activeElement === document.querySelector(%q)`, sentence))
	}
	p.do(chromedp.KeyEvent(kb.ArrowLeft)) // with the focus on a sentence too
	p.until(`document.querySelector("#picture").getAttribute("aria-describedby") === "narration"`)
}

func TestPlaysAndPauses(t *testing.T) {
	t.Parallel()
	p := open(t, orphans)
	p.pick("#speed", "0.25") // so slow that even a busy machine is in time to pause
	p.click("#play")
	p.until(`document.querySelector("#play").getAttribute("aria-label") === "Pause"`)
	p.until(`document.querySelector("#moment").value > 20`)
	p.blur()
	p.do(chromedp.KeyEvent("k"))
	p.until(`document.querySelector("#play").getAttribute("aria-label") === "Play"`)
	stood := p.second()
	time.Sleep(200 * time.Millisecond)
	if got := p.second(); got != stood {
		t.Errorf("the moment went from %.2f to %.2f s while it paused", stood, got)
	}
	p.pick("#speed", "10")
	p.do(chromedp.KeyEvent(" "))
	p.at("3.00 s, the program ended")
	p.until(`document.querySelector("#play").getAttribute("aria-label") === "Play" && document.querySelector("#stage").hidden`)
}

// TestPlaysByTheClock: a page whose frames come late is at the same moment as one whose do not.
func TestPlaysByTheClock(t *testing.T) {
	t.Parallel()
	const second = `document.querySelector("#moment").value * 60 / 1000`
	p := open(t, "tasks=1m")
	p.click("#play")
	p.until(second + " > 0.1 && " + second + " < 50") // and no longer at the end, where it stood before
	before := eval[float64](p, second)
	eval[bool](p, `(() => { const end = performance.now() + 600; while (performance.now() < end); return true; })()`)
	p.until(fmt.Sprintf("%s > %v", second, before+.5))
	p.click("#play")
}

// TestPlaysOnAfterTheBrowserWasHeldUp in the middle of a frame, by whatever it was: neither the next frame nor what stands beside it
// waits in proportion.
func TestPlaysOnAfterTheBrowserWasHeldUp(t *testing.T) {
	p := open(t, "tasks=1m")
	p.click("#play")
	p.until(`document.querySelector("#moment").value > 2 && document.querySelector("#moment").value < 500`)
	waited := eval[float64](p, `new Promise((then) => {
		const ask = requestAnimationFrame, moment = document.querySelector("#moment");
		window.requestAnimationFrame = (callback) => ask((now) => {
			callback(now);
			if (requestAnimationFrame === ask) return;
			window.requestAnimationFrame = ask;
			const end = performance.now() + 3000;
			while (performance.now() < end);
			setTimeout(() => { // what the frame has brought is on the page
				const stood = moment.value, look = setInterval(() => {
					if (moment.value === stood) return;
					clearInterval(look);
					then(performance.now() - end);
				}, 20);
			}, 100);
		});
	})`)
	if waited > 3000 { // a quarter of what it was in proportion
		t.Errorf("the moment stood still for %.0f ms more", waited)
	}
	p.click("#play")
}

func TestPlaysWithoutMotion(t *testing.T) {
	t.Parallel()
	p := open(t, orphans)
	command(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	p.pick("#speed", "0.5")
	eval[bool](p, `(() => {
		window.moments = new Set();
		new MutationObserver(() => moments.add(document.querySelector("#moment-time").textContent))
			.observe(document.querySelector("#moment-time"), {characterData: true, childList: true, subtree: true});
		return true;
	})()`)
	p.click("#play")
	p.shows("#progress", "in steps, as you want less motion")
	p.until(`document.querySelector("#play").getAttribute("aria-label") === "Play" &&
		!/in steps/.test(document.querySelector("#progress").textContent)`)
	if got := eval[string](p, `[...moments].sort().join().replaceAll("\u00a0", " ")`); got != "0 s,1.00 s,2.00 s,3.00 s" {
		t.Errorf("the page stood at %s, want only at events", got)
	}
}

func TestSliderMovesTheMoment(t *testing.T) {
	t.Parallel()
	p := open(t, orphans)
	x, y := p.middle("#moment")
	p.do(chromedp.MouseClickXY(x, y))
	p.at("1.50 s, after the strategy raised")
	p.do(chromedp.KeyEvent(kb.ArrowLeft))
	p.at("1.50 s, after the strategy raised") // a thousandth of the run less
	p.until(`document.querySelector("#moment").value === "499"`)
	p.do(chromedp.KeyEvent(kb.Home))
	p.at("0 s, the session opened")
	p.do(chromedp.KeyEvent(kb.End))
	p.at("3.00 s, the program ended")
}

// middle is the middle of an element in the window.
func (p *tab) middle(selector string) (x, y float64) {
	p.Helper()
	at := eval[[]float64](p, fmt.Sprintf(`(() => {
		document.querySelector(%q).scrollIntoView({block: "center"});
		const box = document.querySelector(%[1]q).getBoundingClientRect();
		return [box.left + box.width / 2, box.top + box.height / 2];
	})()`, selector))
	return at[0], at[1]
}

// axis is where the axis has 0 s and the end of a run, in the window.
func (p *tab) axis() (from, to, y float64) {
	p.Helper()
	p.middle("#picture")
	at := eval[[]float64](p, `(() => {
		const [first, ...rest] = [...document.querySelectorAll(".ruler .axis-label")].map((label) => label.getBoundingClientRect());
		const last = rest.at(-1);
		return [first.left + first.width / 2, last.left + last.width / 2, last.top + last.height / 2];
	})()`)
	return at[0], at[1], at[2]
}

func TestPlayheadIsDraggedByMouse(t *testing.T) {
	t.Parallel()
	p := open(t, orphans)
	from, to, y := p.axis()
	x := func(second float64) float64 { return from + (to-from)*second/3 }
	lane := eval[string](p, `document.querySelector("#lane").value`)
	mouse := func(kind input.DispatchMouseEventType, second, y float64) {
		t.Helper()
		p.do(chromedp.MouseEvent(kind, x(second), y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	}
	mouse(input.DispatchMouseEventTypeMousePressed, 3, y)
	mouse(input.DispatchMouseEventTypeMouseMoved, 2.2, y-60)
	mouse(input.DispatchMouseEventTypeMouseMoved, 1.5, y-60)
	p.until(`Math.abs(document.querySelector("#moment").value - 500) < 12`)
	mouse(input.DispatchMouseEventTypeMouseReleased, 1.5, y-60)
	mouse(input.DispatchMouseEventTypeMouseMoved, 2.5, y-60)
	time.Sleep(200 * time.Millisecond)
	if got := p.second(); got > 1.6 {
		t.Errorf("the playhead follows the mouse to %.2f s after it was let go", got)
	}
	mouse(input.DispatchMouseEventTypeMousePressed, 1.5, y-60) // the line itself, which is not on the axis
	mouse(input.DispatchMouseEventTypeMouseMoved, 0.5, y-60)
	mouse(input.DispatchMouseEventTypeMouseReleased, 0.5, y-60)
	p.until(`Math.abs(document.querySelector("#moment").value - 167) < 12`)
	p.shows(".numbers", "Failed0")
	if got := eval[string](p, `document.querySelector("#lane").value`); got != lane && got != "1" && got != "2" {
		t.Errorf("dragging picked lane %s", got)
	}
}

func TestPlayheadIsDraggedByTouch(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.phone()
	p.visit(orphans)
	p.until(`document.querySelector(".ruler .axis-label") !== null`)
	from, to, y := p.axis()
	touch := func(kind input.DispatchTouchEventType, second float64) {
		t.Helper()
		points := []*input.TouchPoint{}
		if kind != input.DispatchTouchEventTypeTouchEnd {
			points = append(points, &input.TouchPoint{X: from + (to-from)*second/3, Y: y})
		}
		command(p, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points})
	}
	touch(input.DispatchTouchEventTypeTouchStart, 3)
	for second := 2.9; second > 1.45; second -= .1 {
		touch(input.DispatchTouchEventTypeTouchMove, second)
	}
	touch(input.DispatchTouchEventTypeTouchEnd, 0)
	p.until(`Math.abs(document.querySelector("#moment").value - 500) < 20`)
	p.shows("#progress", "0 of 3 finished, 1 failed")
	p.fits("at a moment")
}

// TestReplayOfThousandTasks: the rows scroll, and a frame costs no more than they do.
func TestReplayOfThousandTasks(t *testing.T) {
	t.Parallel()
	p := ownTab(t, site)
	p.visit("tasks=1s~900ms*1000&limit=100")
	p.observeLongTasks()
	p.click("#play")
	p.until(`document.querySelector("#play").getAttribute("aria-label") === "Pause"`)
	p.until(`document.querySelector("#moment").value > 100 && document.querySelector("#moment").value < 900`) // before, it stood at the end
	p.click("#play")
	p.until(`document.querySelector("#play").getAttribute("aria-label") === "Play"`)
	t.Logf("replaying 1,000 tasks: %s", p.longTasks())
	p.shows("#progress", "of 1,000 finished")
}

func TestReplayWaitsForTheRun(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=1m*2")
	p.click("#run")
	p.until(`document.querySelector("#play").disabled && document.querySelector("#moment").disabled`)
	p.click("#stop")
	p.finished()
	p.click("#play")
	p.until(`document.querySelector("#play").getAttribute("aria-label") === "Play"`)
}
