package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// runShown reports whether the run of an embed is seen.
const runShown = `getComputedStyle(document.querySelector("#page")).visibility === "visible"`

// TestQuestionStandsBeforeTheRun: the run is hidden until the question is answered, by mouse or keys, and the host page hears how.
func TestQuestionStandsBeforeTheRun(t *testing.T) {
	t.Parallel()
	p := visitHost(t, `<inflight-timeline tasks="a=3s,b=1s" question="order:finish a,finish b" theme="light"></inflight-timeline>
		<inflight-timeline id="own" tasks="a=7s,b=1s"><inflight-question>Who is first?
			<ul><li>a &lt;b&gt;</li><li correct>b</li></ul></inflight-question></inflight-timeline>
		<inflight-timeline id="wrong" tasks="9s" question="order:finish 9s"></inflight-timeline>`)
	eval[any](p, `void document.addEventListener("answer", (e) => told.push(["answer", e.detail, e.target.id]), true)`)
	inner := p.inside("tasks=a=3s")
	inner.until(`document.querySelector("#question-check")?.offsetHeight > 0 && !(` + runShown + `)`)
	if inner.asked(".wasm") != 0 {
		t.Error("the program was fetched for a question")
	}
	p.until(frameHeight + ` < 320`)
	// As shuffled it is wrong; one move by key makes it right.
	inner.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".items li:last-child .move button").click()`))
	inner.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#question-check").click()`))
	inner.until(`document.querySelector("#question .verdict").textContent === "All 2 are where the simulated run has them." && ` + runShown)
	p.until(`told.some(([kind, news]) => kind === "answer" && news.right && news.question === "order" && news.given.length === 2)`)
	own := p.inside("tasks=a=7s")
	own.shows("#question-words", "Who is first?")
	own.shows(`label:has(#choice-0)`, "a <b>")
	own.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#choice-0").click()`))
	own.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#question-check").click()`))
	own.shows("#question .verdict", "No: b.")
	own.until(runShown)
	p.until(`told.some(([kind, news, id]) => kind === "answer" && id === "own" && !news.right && news.given === "a <b>")`)
	own.until(`window.inflight !== undefined && document.documentElement.dataset.starting === undefined`)
	eval[any](own, `new Promise((then) => setTimeout(then, 50))`) // until what was done before the program was there has been done to it
	if n := eval[int](p, `told.filter(([kind, , id]) => kind === "answer" && id === "own").length`); n != 1 {
		t.Errorf("one answer was told %d times", n)
	}
	own.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#question-again").click()`))
	own.until(`!(` + runShown + `)`)
	own.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#question-show").click()`))
	own.until(runShown)
	p.until(`told.some(([kind, news, id]) => kind === "error" && id === "wrong" && news.message.includes("want two at least"))`)
}

// TestQuestionNeedsNoScript: it stands before the picture, which is closed.
func TestQuestionNeedsNoScript(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.withoutScripts()
	p.visitEmbed("tasks=a=3s,b=1s!503&question=received", 390, 700)
	p.shows("#question", "whose results does main() receive?")
	p.until(`!(` + runShown + `)`)
	p.do(chromedp.Click(chromedp.CSS("#question-shown")))
	p.until(runShown)
	p.until(`["#question", "#page"].map((s) => document.querySelector(s).getBoundingClientRect()).every((box, i, [first]) =>
		i === 0 || first.bottom <= box.top + 1)`)
}
