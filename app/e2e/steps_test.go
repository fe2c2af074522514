package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestStepsShowOneAfterAnother: one frame, a dot for each, an address, and keys that still belong to the page around.
func TestStepsShowOneAfterAnother(t *testing.T) {
	t.Parallel()
	p := visitHost(t, `<script>addEventListener("keydown", (e) => { if (e.keyCode) (window.keys ??= []).push(e.key + e.keyCode); });</script>
<h1>A course</h1><inflight-steps id="course">
	<inflight-timeline tasks="1s" aria-label="One"></inflight-timeline>
	<section><h2>Two of them</h2><inflight-timeline tasks="2s,1s"><inflight-question>Who is first?
		<ul><li correct>1s</li><li>2s</li></ul></inflight-question></inflight-timeline></section>
	<p>That was all.</p>
</inflight-steps>`)
	const frames = `[...document.querySelectorAll("inflight-timeline")].filter((e) => e.shadowRoot?.querySelector("iframe")).length`
	const steps, nav = `document.querySelector("inflight-steps")`, `document.querySelector("inflight-steps").shadowRoot`
	labels := func(want string) {
		t.Helper()
		p.until(`[...` + nav + `.querySelectorAll("ol button")].map((dot) => dot.ariaLabel + (dot.ariaCurrent ? " *" : "")).join("|") === "` +
			want + `"`)
	}
	first := p.inside("tasks=1s")
	p.until(frames + ` === 1 && ` + frameHeight + ` !== 320`)
	labels("Step 1: One, seen *|Step 2: Two of them|Step 3")
	// A click into the frame, and the keys are the page's still.
	first.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".folded summary").focus()`))
	first.do(chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent("x"))
	p.until(`String(window.keys) === "ArrowRight39"`)
	// A live run keeps its step until the reader lets it go.
	eval[any](p, `void (document.querySelector("inflight-timeline").tasks = "1m")`)
	running := p.inside("tasks=1m")
	eval[any](p, `void document.querySelector("inflight-timeline").run()`)
	running.until(`document.querySelector("#state")?.textContent === "Running"`)
	eval[any](p, `void `+steps+`.next()`)
	running.shows("#held", "What was opened meanwhile waits")
	running.click("#held-drop")
	running.until(`document.querySelector("#held") === null`)
	eval[any](p, `void `+nav+`.querySelector(".turn:last-of-type").click()`)
	running.shows("#held", "What was opened meanwhile waits")
	p.until(steps + `.step === 1 && location.hash === ""`)
	running.click("#held-show")
	p.until(frames + ` === 1 && location.hash === "#course-2" && ` + steps + `.step === 2`)
	second := p.inside("tasks=2s,1s")
	second.until(`document.querySelector("#question-check")?.checkVisibility()`)
	second.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#choice-0").click()`))
	second.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#question-check").click()`))
	labels("Step 1: One, seen|Step 2: Two of them, answered *|Step 3")
	for _, violation := range p.violations("undefined") {
		t.Error(violation)
	}
	got := eval[string](p, `document.querySelector("inflight-timeline").run().catch((e) => e.message)`)
	if !strings.Contains(got, "is not shown") {
		t.Errorf("a run of another step: got %q", got)
	}
	eval[any](p, `void (`+steps+`.step = 9)`)
	p.until(`told.some(([kind, news]) => kind === "error" && news.message === 'step: "9": want a whole number from 1 to 3')`)
	eval[any](p, `void `+steps+`.next()`)
	p.until(frames + ` === 0 && location.hash === "#course-3" && document.querySelector("inflight-steps > p").checkVisibility()`)
	eval[any](p, `void (location.hash = "#course-1")`)
	p.inside("tasks=1m").shows("h1", "gather")
	labels("Step 1: One, seen *|Step 2: Two of them, answered|Step 3, seen")
	p.do(chromedp.Evaluate[chromedp.Void](`location.hash = "#course-2"; location.reload()`))
	p.inside("tasks=2s,1s").shows("#question-words", "Who is first?")
	labels("Step 1: One|Step 2: Two of them, seen *|Step 3")
}
