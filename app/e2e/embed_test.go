package e2e

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"inflight/engine"
)

// orphansLink is a scenario with all sorts of ends.
var orphansLink = engine.PresetNamed("gather-orphans").Link

// visitEmbed opens /embed in this tab, in a window of that size.
func (p *tab) visitEmbed(query string, width, height int64) {
	p.Helper()
	p.do(chromedp.EmulateViewport(width, height), chromedp.Navigate(p.site.url+"/embed?"+query))
	p.until(`document.readyState === "complete"`)
}

// frameOf is an embed of a size in somebody's page.
type frameOf struct {
	query         string
	width, height int64
}

// visitFrames opens all of the embeds in one page, in a window that has room for them. They share a process, and the program in it.
func visitFrames(t testing.TB, frames []frameOf) []*tab {
	t.Helper()
	page := `<!DOCTYPE html><title>x</title><link rel="icon" href="data:,"><style>* { margin: 0; border: 0 }</style>`
	var width, height int64
	for _, f := range frames {
		page += fmt.Sprintf(`<iframe src="SITE/embed?%s" width="%d" height="%d" style="display: block"></iframe>`,
			strings.ReplaceAll(f.query, "&", "&amp;"), f.width, f.height)
		width, height = max(width, f.width), height+f.height
	}
	p := newTab(t, site)
	p.do(chromedp.EmulateViewport(width, height))
	p.goTo(newHost(t, map[string]string{"/": page}).url)
	p.eventually("all frames", func() bool { return len(p.frames("/embed?")) == len(frames) })
	found := map[frameOf]*tab{}
	for _, id := range p.frames("/embed?") {
		e := p.frame(id)
		e.until(`document.readyState === "complete"`)
		size := eval[[]int64](e, `[innerWidth, innerHeight]`)
		found[frameOf{strings.TrimPrefix(eval[string](e, `location.search`), "?"), size[0], size[1]}] = e
	}
	var embeds []*tab
	for _, f := range frames {
		if found[f] == nil {
			t.Fatalf("there is no frame %v", f)
		}
		embeds = append(embeds, found[f])
	}
	return embeds
}

// asked counts the requests whose address holds a text. Of a frame it counts those that its own page has made.
func (p *tab) asked(text string) int {
	if p.framed {
		return eval[int](p, fmt.Sprintf(`performance.getEntriesByType("resource").filter((e) => e.name.includes(%q)).length`, text))
	}
	n := 0
	for _, address := range p.loaded() {
		if strings.Contains(address, text) {
			n++
		}
	}
	return n
}

// boxes are where the parts of an embed are.
const boxes = `JSON.stringify(["h1", "#run", "#state", "#strategy", "#tasks", ".hero",
	"#picture", ".replay", ".happened", ".embed-foot"].map((s) => {
	const box = document.querySelector(s)?.getBoundingClientRect();
	return s + " " + [box?.x, box?.y, box?.width, box?.height].map((x) => Math.round(x * 10) / 10);
}), null, 1)`

func TestEmbedIsAPictureUntilRunIsPressed(t *testing.T) {
	t.Parallel()
	large := orphansLink + "&font-size=20"
	frames := []frameOf{{orphansLink, 320, 700}, {orphansLink, 390, 700}, {orphansLink, 623, 700}, {orphansLink, 624, 700},
		{orphansLink, 1000, 700}, {large, 390, 700}, {large, 773, 700}, {large, 774, 700}, {large, 1000, 700}}
	for i, p := range visitFrames(t, frames) {
		p.shows(".hero svg", "main()")
		p.shows(".happened", "gather raised the exception")
		before := eval[string](p, boxes)
		if p.asked(".wasm") != 0 || p.asked("wasm_exec") != 0 {
			t.Errorf("%v: the program was fetched before anybody pressed Run", frames[i])
		}
		p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#tasks").focus()`))
		p.until(`window.inflight !== undefined && document.activeElement.id === "tasks"`)
		p.until(`document.getAnimations().length === 0`)
		if after := eval[string](p, boxes); after != before {
			t.Errorf("%v: when the program took over, things moved: got\n%s\nwant\n%s", frames[i], after, before)
		}
		if p.asked(".wasm") == 0 {
			t.Errorf("%v: the requests of frames are not counted", frames[i])
		}
		if wide := eval[int64](p, `document.scrollingElement.scrollWidth`); wide > frames[i].width {
			t.Errorf("%v: the page is %d pixels wide", frames[i], wide)
		}
	}
}

// TestNoViewOfAnEmbedMovesWhenTheProgramTakesOver, for the reader is in the middle of it, nor is one wider than its frame.
func TestNoViewOfAnEmbedMovesWhenTheProgramTakesOver(t *testing.T) {
	t.Parallel()
	const parts = `JSON.stringify([...document.querySelectorAll("article > *, article .scroll, .events tr, .events td:nth-child(2), ` +
		`.line, .code-head *, .printed li, .multiple, .figures tr")].map((e) => {
		const box = e.getBoundingClientRect();
		return e.localName + "." + e.className + " " + [box.x, box.y, box.width, box.height].map((x) => Math.round(x * 10) / 10);
	}).filter((words) => !words.endsWith(" 0,0,0,0")), null, 1)`
	var frames []frameOf
	for _, view := range []string{"events", "code", "timeline,log", "compare&strategies=gather,sequential",
		"timeline,connections,log,code,narration,server,events"} {
		for _, width := range []int64{320, 360, 1000} {
			frames = append(frames, frameOf{"tasks=100ms,300ms!503&view=" + view, width, 700})
		}
	}
	for i, p := range visitFrames(t, frames) {
		before := eval[string](p, parts)
		fits := func(when string) {
			if wide := eval[int64](p, `document.scrollingElement.scrollWidth`); wide > frames[i].width {
				t.Errorf("%v, %s: the page is %d pixels wide", frames[i], when, wide)
			}
		}
		fits("before the program")
		p.do(chromedp.Evaluate[chromedp.Void](`inflightStart(() => {})`))
		p.until(`window.inflight !== undefined && document.getAnimations().length === 0`)
		if after := eval[string](p, parts); after != before {
			t.Errorf("%v: when the program took over, things moved: got\n%s\nwant\n%s", frames[i], after, before)
		}
		fits("after the program")
	}
}

func TestEmbedRunsWhenItsButtonIsPressed(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.visitEmbed("tasks=200ms,100ms&view=timeline,server", 700, 500)
	// Who is impatient, and presses again when the program has just come, has pressed once.
	eval[any](p, `void ((news) => inflightNews = (type, text) => {
		news(type, text);
		if (type === "ready") document.querySelector("#play").click();
	})(inflightNews)`)
	p.click("#play")
	p.until(`window.inflight && document.querySelector("#stage").hidden &&
		document.querySelector("#play").getAttribute("aria-label") === "Play"`)
	p.click("#run")
	p.finished()
	p.shows(".seen", "The server received 2 requests")
	if n := p.asked(".wasm"); n != 1 {
		t.Errorf("the program was fetched %d times, want once", n)
	}
	if got := eval[string](p, `location.search`); got != "?tasks=200ms,100ms&view=timeline,server" {
		t.Errorf("the address became %s", got)
	}
}

// TestEmbedKeepsWhatWasTypedEarly: the reader does not wait for the program, and loses nothing.
func TestEmbedKeepsWhatWasTypedEarly(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.visitEmbed("tasks=1s", 700, 500)
	eval[bool](p, `(() => {
		const tasks = document.querySelector("#tasks"), strategy = document.querySelector("#strategy");
		tasks.focus();
		tasks.value = "3s, 2s";
		tasks.dispatchEvent(new Event("input", {bubbles: true}));
		tasks.setSelectionRange(1, 2);
		strategy.value = "wait";
		return strategy.dispatchEvent(new Event("change", {bubbles: true}));
	})()`)
	p.until(`window.inflight?.scenario === "strategy=wait&tasks=3s,2s"`)
	p.until(`document.activeElement.id === "tasks" && document.activeElement.value === "3s, 2s"`)
	if got := eval[[]int](p, `[document.activeElement.selectionStart, document.activeElement.selectionEnd]`); !slices.Equal(got, []int{1, 2}) {
		t.Errorf("the selection became %v, want it as it was: [1 2]", got)
	}
}

func TestEmbedShowsWhatItsKeysAskFor(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.visitEmbed("tasks=1s,2s&view=code+events&lang=go&theme=dark&font-size=20&readonly=true&controls=run", 700, 500)
	p.until(
		`document.querySelector("#picture") === null && document.querySelector("#tasks") === null && document.querySelector(".replay") === null`,
	)
	p.shows(".code", "package main")
	p.shows(".log", "main()")
	p.until(`getComputedStyle(document.body).backgroundColor === "rgb(15, 20, 27)"`)
	p.click("#run")
	p.finished()
	p.shows(".code", "package main")
	p.until(
		`getComputedStyle(document.body).backgroundColor === "rgb(15, 20, 27)" && getComputedStyle(document.documentElement).fontSize === "20px"`,
	)
	p.visitEmbed("tasks=1s&view=sideways", 700, 500)
	p.shows("#alert", `view: unknown "sideways": want some of timeline, connections, log, code`)
	p.visitEmbed("tasks=1s,4x", 700, 500)
	p.shows("#fault", "unknown unit")
}

func TestEmbedIsReadableWithoutJavaScript(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.withoutScripts()
	p.visitEmbed(orphansLink, 390, 320)
	p.shows("noscript", "allow JavaScript")
	p.shows(".hero svg", "main()")
	p.shows(".happened", "b failed (503)")
	p.shows(".embed-foot table", "main()", "finishes")
	p.until(`document.querySelector("#run").getBoundingClientRect().height === 0`)
	p.do(chromedp.Click(chromedp.CSS(".folded summary")))
	p.until(`document.querySelector(".folded table").getBoundingClientRect().height > 0`)
	p.visitEmbed(orphansLink+"&font-size=20", 774, 700)
	p.until(`getComputedStyle(document.documentElement).fontSize === "20px" && document.querySelector(".fit-600").offsetHeight > 0`)
	p.visitEmbed("preset=connection-reuse&view=timeline,connections", 700, 500)
	p.until(
		`[...document.querySelectorAll("noscript .lane-name")].some((e) => e.textContent === "conn 1" && e.getBoundingClientRect().height > 0)`,
	)
}

// TestEmbedFits320Pixels: Run, the picture and its times are in sight in a frame of a fixed height, before a run and after it.
func TestEmbedFits320Pixels(t *testing.T) {
	t.Parallel()
	var frames []frameOf
	for _, width := range []int64{320, 700} {
		for _, tasks := range []string{"3s,1s!503,2s", "1s*30", "1s*300"} {
			frames = append(frames, frameOf{"readonly&tasks=" + url.QueryEscape(tasks), width, 320})
		}
	}
	for i, p := range visitFrames(t, frames) {
		inSight := func(when string) {
			for _, part := range []string{"#run", ".replay", "#picture"} {
				if bottom := eval[float64](p, fmt.Sprintf(`document.querySelector(%q).getBoundingClientRect().bottom`, part)); bottom > 320 {
					t.Errorf("%v, %s: %s ends at %v, want it within 320", frames[i], when, part, bottom)
				}
			}
		}
		inSight("before a run")
		if i%3 == 0 && !eval[bool](p, `[...document.querySelectorAll(".lanes")].every((e) => e.scrollHeight <= e.clientHeight + 8)`) {
			t.Errorf("%v: more than the room below three lanes is cut off", frames[i])
		}
		p.until(`document.querySelector("#event-back").disabled === false`)
		p.follow("#event-back")
		p.until(`window.inflight && document.querySelector("#stage")?.hidden === false`)
		inSight("at a moment of it")
	}
}

func TestEmbedIsSmall(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.visitEmbed(orphansLink, 700, 500)
	p.eventually("everything has come", func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.received > 0
	})
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.received > 32_000 {
		t.Errorf("%d bytes came before the picture, want at most 32,000: %v", p.received, p.requests)
	}
}

func TestOnlyEmbedsMayBeFramed(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]bool{"/": false, "/compare": false, "/which": false, "/embed": true} {
		p := newTab(t, site)
		p.excuse = func(complaint string) bool { return !want && strings.Contains(complaint, "frame-ancestors") }
		p.goTo(newHost(t, map[string]string{"/": `<iframe src="SITE` + path + `?tasks=1s" width="600" height="400"></iframe>`}).url)
		p.until(`document.readyState === "complete"`)
		if want {
			p.inside("/embed").shows("h1", "gather")
			continue
		}
		p.eventually("a refusal", func() bool {
			p.mu.Lock()
			defer p.mu.Unlock()
			return len(p.complaints) > 0
		})
	}
}
