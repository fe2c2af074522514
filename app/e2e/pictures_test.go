package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// edges are where the playhead and the curtain over the bars are in a picture that plays, in pixels.
const edges = `(() => {
	const x = (selector) => new DOMMatrix(getComputedStyle(document.querySelector(selector)).transform).e;
	return [x("path.sweep"), x("clipPath .sweep"), getComputedStyle(document.querySelector(".finish-cap")).visibility === "visible" ? 1 : 0];
})()`

func TestAPictureThatPlaysMovesBarsAndPlayheadTogether(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.do(chromedp.Navigate(site.url + "/timeline.svg?preset=gather-orphans&play=1"))
	p.until(`document.getAnimations().length > 3`)
	// Paused at chosen moments, so that the machine's speed does not matter: the run takes 3 s of a round of 6.
	at := func(ms int) []float64 {
		return eval[[]float64](p, fmt.Sprintf(`(document.getAnimations().forEach((a) => { a.pause(); a.currentTime = %d; }), %s)`, ms, edges))
	}
	start, middle, late, end := at(0), at(1500), at(2500), at(5000)
	for i, e := range [][]float64{start, middle, late, end} {
		if e[0] != e[1] {
			t.Errorf("moment %d: the playhead is at %v, the curtain's edge at %v", i, e[0], e[1])
		}
	}
	if !(start[0] < middle[0] && middle[0] < late[0] && late[0] < end[0]) {
		t.Errorf("the playhead is at %v, %v, %v and %v", start[0], middle[0], late[0], end[0])
	}
	if start[2] != 0 || end[2] != 1 {
		t.Errorf("a cap is seen at the start %v, at the end %v: want 0 and 1", start[2], end[2])
	}
}

func TestAPictureThatPlaysRestsForThoseWhoWantNoMotion(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	command(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}, {Name: "prefers-color-scheme", Value: "dark"}},
	})
	p.do(chromedp.Navigate(site.url + "/timeline.svg?preset=gather-orphans&play=1"))
	p.until(`document.querySelector("svg.timeline") !== null`)
	if n := eval[float64](p, `document.getAnimations().length`); n != 0 {
		t.Errorf("%v things move", n)
	}
	got := eval[[]float64](p, edges)
	if got[2] != 1 || got[1] < 900 {
		t.Errorf("the finished picture is not there: cap seen %v, curtain open to %v", got[2], got[1])
	}
	const colours = `[getComputedStyle(document.querySelector(".picture")).fill, ` +
		`getComputedStyle(document.querySelector(".finish-cap path")).stroke].join()`
	if got, want := eval[string](p, colours), "rgb(15, 20, 27),rgb(147, 160, 180)"; got != want {
		t.Errorf("for those who prefer dark, paper and a cap are %s, want %s", got, want)
	}
}

// eachPrints is what each page has to have on paper: all sentences of the story and numbers of the code's lines; the rows as text.
var eachPrints = map[string]string{
	"/": `[".sentence", ".line .gutter", ".line .gutter button"].every((s) => document.querySelectorAll(s).length > 2 && ` +
		`[...document.querySelectorAll(s)].every((e) => e.checkVisibility() && e.textContent !== ""))`,
	"/compare": `["#verdict li", ".figures td", ".multiple h3"].every((s) => document.querySelector(s).checkVisibility()) && ` +
		`[...document.querySelectorAll("button, input[type=checkbox]")].every((e) => !e.checkVisibility() || e.matches(".chip"))`,
}

func TestThePagePrints(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/", "/compare"} {
		p := newTab(t, site)
		p.do(chromedp.Navigate(p.site.url + path + "?preset=one-by-one&title=On+paper"))
		p.until(`document.querySelector("#run")?.disabled === false`)
		p.until(`(document.documentElement.dataset.theme = "dark", true)`)
		command(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		p.until(
			`getComputedStyle(document.body).backgroundColor !== "rgb(15, 20, 27)" && ` +
				`getComputedStyle(document.documentElement).getPropertyValue("--page").trim() === "#fff"`,
		)
		p.until(eachPrints[path])
		p.until(`document.querySelector("#run").checkVisibility() === false && document.querySelector("#theme").checkVisibility() === false`)
		p.until(
			`document.querySelector("svg.timeline").checkVisibility() && [...document.querySelectorAll(".lanes, .scroll")].every((e) => ` +
				`e.scrollHeight <= e.clientHeight + 1)`,
		)
	}
}
