package e2e

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/renderer/html"
)

// example is a file of testdata, on a host of its own with what else its pages need.
func example(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// openExample opens a page in a new tab.
func openExample(t *testing.T, page string) *tab {
	t.Helper()
	p := newTab(t, site)
	p.goTo(newHost(t, map[string]string{"/": page}).url)
	return p
}

func TestExampleOfPlainHTML(t *testing.T) {
	t.Parallel()
	inner := openExample(t, example(t, "examples/plain.html")).inside("/embed")
	runInside(inner)
	inner.shows("h1", "gather")
	inner.shows(".code", "asyncio.gather")
}

func TestExampleOfAStrictPolicy(t *testing.T) {
	t.Parallel()
	runInside(openExample(t, example(t, "examples/strict.html")).inside("/embed"))
}

// markdown is the post as a generator of sites writes it, which lets HTML through or does not.
func markdown(t *testing.T, raw bool) string {
	t.Helper()
	var options []goldmark.Option
	if raw {
		options = append(options, goldmark.WithRendererOptions(html.WithUnsafe()))
	}
	var page bytes.Buffer
	if err := goldmark.New(options...).Convert([]byte(example(t, "examples/post.md")), &page); err != nil {
		t.Fatal(err)
	}
	return "<!DOCTYPE html><title>A post</title>" + page.String()
}

func TestExampleOfMarkdownWithHTML(t *testing.T) {
	t.Parallel()
	runInside(openExample(t, markdown(t, true)).inside("/embed"))
}

// TestExampleOfMarkdownAlone: no script, no frame, a picture that leads to the playground.
func TestExampleOfMarkdownAlone(t *testing.T) {
	t.Parallel()
	page := markdown(t, false)
	if strings.Contains(page, "<script") || strings.Contains(page, "<inflight-timeline") {
		t.Fatalf("the generator lets HTML through: %s", page)
	}
	p := openExample(t, page)
	p.until(`document.querySelector("a > img")?.naturalWidth > 300`)
	p.follow("a:has(> img)")
	p.until(`document.querySelector("#starting") === null && window.inflight?.scenario === "tasks=a=300ms,b=100ms!503"`)
}

func TestExampleOfANotebook(t *testing.T) {
	t.Parallel()
	p := openExample(t, example(t, "examples/notebook.html"))
	runInside(p.inside("tasks=a=300ms"))
	runInside(p.inside("tasks=200ms"))
	p.until(frameHeight + ` !== 320`)
}

// TestExampleOfAnAuthor who has read docs/embedding.md: a slider of the page's own, moved by hand and by what is played; the page's switch
// between light and dark; a question and notes of its own. The headings and landmarks of page and frames are judged together.
func TestExampleOfAnAuthor(t *testing.T) {
	t.Parallel()
	p := openExample(t, example(t, "examples/author.html"))
	waiting, failing := p.inside("strategy=gather"), p.inside("raise_for_status")
	const value = `Number(document.querySelector("#slider").value)`
	p.until(`document.querySelector("#slider").max === "3" && ` + value + ` === 3`)
	eval[any](p, `void (() => { // what the hand has set, and what the page then has, while it holds on
		const slider = document.querySelector("#slider"), run = document.querySelector("#waiting");
		window.jumps = [];
		let set, held = false;
		slider.addEventListener("pointerdown", () => held = true);
		addEventListener("pointerup", () => held = false);
		slider.addEventListener("input", () => set = slider.value);
		for (const type of ["timeupdate", "seeked"]) {
			run.addEventListener(type, () => held && slider.value !== set && jumps.push([set, slider.value]));
		}
	})()`)
	// The slider stands still once both frames have said how high they are.
	p.until(`[...document.querySelectorAll("inflight-timeline")].every((e) => e.shadowRoot.querySelector("iframe").style.height)`)
	p.middle("#slider")
	const slider = `((box) => [box.left, box.top + box.height / 2, box.width])(document.querySelector("#slider").getBoundingClientRect())`
	at := func(share float64) place {
		box := eval[[]float64](p, slider)
		return place{box[0] + 8 + share*(box[2]-16), box[1]}
	}
	// Until what was scrolled is drawn, the browser takes a press at that place for one into a frame, which was there before.
	press := func(share float64) {
		p.eventually("the mouse is over the slider", func() bool {
			p.mouse(input.DispatchMouseEventTypeMouseMoved, at(share))
			return eval[bool](p, `document.querySelector("#slider").matches(":hover")`)
		})
		p.mouse(input.DispatchMouseEventTypeMousePressed, at(share))
	}
	press(1)
	for i := range 40 {
		p.mouse(input.DispatchMouseEventTypeMouseMoved, at(1-float64(i)/60))
	}
	p.mouse(input.DispatchMouseEventTypeMouseReleased, at(.35))
	p.until(value + ` > 1 && ` + value + ` < 1.1 && document.querySelector("#now").value === ` + value + `.toFixed(2) + " s"`)
	waiting.until(`document.querySelector("#moment").value >= 333 && document.querySelector("#moment").value <= 367`)
	if got := eval[string](p, `JSON.stringify(jumps)`); got != "[]" {
		t.Errorf("the slider went away under the hand: %s", got)
	}
	eval[any](p, `void (document.querySelector("#waiting").playbackRate = .1)`) // so that nobody is too late to see it
	waiting.follow("#play")
	p.until(value + ` > 1.1 && ` + value + ` < 2.9`)
	press(.1) // what is played goes on from there
	p.mouse(input.DispatchMouseEventTypeMouseReleased, at(.1))
	p.until(value + ` > .35 && ` + value + ` < 1`)
	eval[any](p, `void (document.querySelector("#waiting").playbackRate = 10)`)
	p.until(value + ` === 3 && document.querySelector("#waiting").ended`)
	p.click("#large")
	p.until(`document.fullscreenElement?.id === "waiting" && ` + frameHeight + ` === innerHeight`)
	p.do(chromedp.Evaluate[chromedp.Void](`document.exitFullscreen()`))
	eval[any](p, `void (document.body.style.paddingTop = "9000px", scrollTo(0, 0))`)
	p.until(`document.querySelector("#waiting").getBoundingClientRect().top > 2 * innerHeight`)
	eval[any](p, `void (() => { // out of sight, where browsers draw no frames, what is asked to play does so
		const run = document.querySelector("#waiting");
		run.addEventListener("ended", () => window.endedUnseen = true, {once: true});
		setInterval(() => run.paused && !window.endedUnseen && run.play(), 1000); // it may just have been told that it is out of sight
	})()`)
	p.until(`window.endedUnseen`)
	eval[any](p, `void (document.body.style.paddingTop = "")`)
	p.follow("#switch")
	waiting.until(`document.documentElement.dataset.theme === "dark"`)
	failing.until(`document.documentElement.dataset.theme === "dark"`)
	for _, violation := range p.structure(waiting, failing) {
		t.Error(violation)
	}
	failing.follow("#choice-1")
	failing.follow("#question-check")
	failing.until(runShown)
	for _, violation := range p.structure(waiting, failing) {
		t.Error(violation)
	}
}

// structure lists what axe finds wrong in the headings and landmarks of a page and its frames as one.
func (p *tab) structure(frames ...*tab) []string {
	p.Helper()
	for _, frame := range append(frames, p) {
		frame.do(chromedp.Evaluate[chromedp.Void](axe))
		frame.do(chromedp.Evaluate[chromedp.Void](`axe.configure({allowedOrigins: ["<unsafe_all_origins>"]})`))
	}
	return eval[[]string](p, `axe.run({resultTypes: ["violations"], runOnly: ["cat.structure", "cat.semantics", "best-practice"]})
		.then(({violations}) => violations.map((v) => v.id + ": " + v.help + ": " +
			v.nodes.map((n) => n.target + " " + n.html.slice(0, 200)).join(" | ")))`)
}
