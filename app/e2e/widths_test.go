package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// widths are those of phones, tablets, and windows, and the ones between.
var widths = []int64{320, 390, 640, 700, 768, 860, 1024, 1280, 1920}

// overlapping lists what overlaps in the header and the scenario, and the lines of code, and whether the page is wider than the window.
const overlapping = `(() => {
	const found = [];
	const name = (e) => (e.id || e.className || e.tagName) + " " + e.textContent.slice(0, 9);
	for (const group of [".top", ".scenario", ".code-head", ".hero-head", ".replay", ".program"]) {
		const parts = ["h1", "button", "a", "select", "label", "textarea", ".hint", ".line"].map((s) => group + " " + s).join();
		const leaves = [...document.querySelectorAll(parts)].filter((e) => e.checkVisibility({visibilityProperty: true}) &&
			!e.closest("details:not([open]) > :not(summary)") && e.offsetWidth > 1 && !e.matches(".gutter button"));
		for (const [i, a] of leaves.entries()) for (const b of leaves.slice(i + 1, i + 30)) {
			const x = a.getBoundingClientRect(), y = b.getBoundingClientRect();
			if (a.contains(b) || b.contains(a) || a.closest("label")?.contains(b)) continue;
			if (x.left < y.right - 2 && y.left < x.right - 2 && x.top < y.bottom - 2 && y.top < x.bottom - 2) {
				found.push(name(a) + " over " + name(b));
			}
		}
	}
	const root = document.documentElement;
	if (root.scrollWidth > innerWidth && (innerWidth > 640 || root.style.fontSize !== "200%")) {
		const wide = [...document.querySelectorAll("#page *")].filter((e) =>
			e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, svg"));
		found.push("the page is " + root.scrollWidth + " wide: " + wide.slice(0, 6).map(name).join());
	}
	return found.join("; ");
})()`

// TestNothingOverlapsAtAnyWidth, with letters of the usual size and of twice that.
func TestNothingOverlapsAtAnyWidth(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/", "/compare"} {
		p := newTab(t, site)
		p.visitAt(path, "preset=gather-orphans")
		for _, size := range []string{"100%", "200%"} {
			eval[string](p, `document.documentElement.style.fontSize = "`+size+`"`)
			for _, width := range widths {
				p.do(chromedp.EmulateViewport(width, 900))
				got := ""
				for range 20 { // until the picture has its new width
					if got = eval[string](p, overlapping); got == "" {
						break
					}
					time.Sleep(100 * time.Millisecond)
				}
				if got != "" {
					t.Errorf("%s at %d px, letters %s: %s", path, width, size, got)
				}
			}
		}
	}
}
