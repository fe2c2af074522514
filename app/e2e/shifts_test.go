package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"inflight/engine"
)

// shift is a change of a page's layout without its reader's doing, as the Layout Instability API tells it.
type shift struct {
	At    float64 // milliseconds since the page was asked for
	Score float64
	Parts []string // what moved from where to where
}

// noteShifts has a page note its shifts, but for those of handles, which cannot be seen before the pointer comes near.
const noteShifts = `
	window.shifts = [];
	const at = (box) => [box.x, box.y, box.width, box.height].map(Math.round);
	const named = (node) => [node?.localName ?? node?.parentElement?.localName, node?.id, node?.className].filter(Boolean).join(".");
	new PerformanceObserver((list) => {
		for (const {startTime, value, sources} of list.getEntries()) {
			if (sources.every(({node}) => node?.classList?.contains("handle"))) continue;
			const parts = sources.map((s) => named(s.node) + " from " + at(s.previousRect) + " to " + at(s.currentRect));
			shifts.push({At: startTime, Score: value, Parts: parts});
		}
	}).observe({type: "layout-shift", buffered: true});`

// TestNothingShiftsAsAPageStarts, on a line on which a page is seen before all of it has come. A table or a row whose end has yet to come
// may make room for it, but pages are good only if their shifts score 0.1 or less in all (https://web.dev/articles/cls).
func TestNothingShiftsAsAPageStarts(t *testing.T) {
	t.Parallel()
	p := ownTab(t, site)
	p.do(chromedp.EmulateViewport(390, 1200))
	p.visitAt("/compare", "") // what the pages share is here already, so that a very slow line takes the test no time
	p.narrow(4e5, 40)
	command(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: noteShifts})
	for _, address := range []string{
		"/", "/?tasks=1s*300", "/compare", "/which", "/guide", "/reference", "/embed?load=eager&font-size=20&tasks=1s,2s!503",
	} {
		p.do(chromedp.Navigate(p.site.url + address))
		p.until(`document.readyState === "complete" && !document.querySelector("#starting:not([hidden])")`)
		p.rests()
		score := 0.0
		shifts := eval[[]shift](p, `shifts`)
		for _, s := range shifts {
			score += s.Score
		}
		if score > 0.1 {
			t.Errorf("%s: shifts score %.2f: %+v", address, score, shifts)
		}
	}
	p.goTo(p.site.url + "/compare")
	p.until(`document.querySelector(".verdict").checkVisibility({visibilityProperty: true}) && !document.querySelector("#starting")`)
}

// TestNothingMovesOnAPhoneWhileAReplayPlays, though the page says more or less at each moment.
func TestNothingMovesOnAPhoneWhileAReplayPlays(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.phone()
	for _, link := range []string{engine.PresetNamed("gather-orphans").Link, "strategy=wait&return_when=FIRST_COMPLETED&tasks=1s,2s,3s"} {
		p.visit(link)
		p.pick("#speed", "5")
		places := eval[[]string](p, `new Promise((keep) => {
			const places = new Set(), play = document.querySelector("#play");
			const top = (part) => Math.round(document.querySelector(part).getBoundingClientRect().y);
			let begun = false;
			const look = () => {
				places.add([".scenario", "#picture", ".panels"].map(top).join());
				const playing = play.getAttribute("aria-label") !== "Play";
				begun ||= playing;
				begun && !playing ? keep([...places]) : requestAnimationFrame(() => setTimeout(look)); // once the frame is drawn
			};
			look();
			play.click();
		})`)
		if len(places) != 1 {
			t.Errorf("%s: the scenario, the picture and the panels were at %q", link, places)
		}
	}
}
