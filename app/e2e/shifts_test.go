package e2e

import (
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// noteShifts has a page note what moved in it without its reader's doing, as the Layout Instability API tells it, with the shift's score.
// Handles cannot be seen before the pointer comes near.
const noteShifts = `
	window.shifts = [];
	new PerformanceObserver((list) => {
		for (const shift of list.getEntries()) {
			for (const {node, previousRect: from, currentRect: to} of shift.sources) {
				if (node?.classList?.contains("handle")) continue;
				const at = (box) => [box.x, box.y, box.width, box.height].map(Math.round);
				const words = [node?.localName ?? node?.parentElement?.localName, node?.id, node?.className, "from", at(from), "to", at(to)].join(" ");
				shifts.push({At: shift.startTime, Score: shift.value, Words: words});
			}
		}
	}).observe({type: "layout-shift", buffered: true});`

// TestNothingShiftsAsAPageStarts, on a line on which a page is seen before all of it has come. A row whose end has yet to come may make
// room for it, which is next to nothing: good pages have 0.1 or less in all (https://web.dev/articles/cls).
func TestNothingShiftsAsAPageStarts(t *testing.T) {
	t.Parallel()
	p := ownTab(t, site)
	p.do(chromedp.EmulateViewport(390, 1200))
	p.narrow(10e6, 40)
	command(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: noteShifts})
	for _, address := range []string{"/", "/compare", "/which", "/guide", "/reference", "/embed?load=eager&font-size=20&tasks=1s,2s!503"} {
		p.do(chromedp.Navigate(p.site.url + address))
		p.until(`document.readyState === "complete" && !document.querySelector("#starting:not([hidden])")`)
		p.rests()
		for _, shift := range eval[[]struct {
			At, Score float64
			Words     string
		}](p, `shifts`) {
			if shift.Score > 0.005 {
				t.Errorf("%s: after %.0f ms, score %.4f: %s", address, shift.At, shift.Score, shift.Words)
			}
		}
	}
	p.goTo(p.site.url + "/compare")
	p.until(`document.querySelector(".verdict").checkVisibility({visibilityProperty: true}) && !document.querySelector("#starting")`)
}
