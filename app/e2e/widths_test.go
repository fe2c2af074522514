package e2e

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"inflight/engine"
)

// widths are those of phones, tablets, and windows, and the ones between.
var widths = []int64{320, 390, 640, 700, 768, 860, 1024, 1280, 1920, 2560}

// overlapping lists what overlaps in the header and the scenario, and the lines of code, and whether the page is wider than the window.
const overlapping = `(() => {
	const found = [];
	const seen = (e) => { // what the line of chips, which a finger moves, shows of it
		const own = e.getBoundingClientRect(), line = e.closest(".chips")?.getBoundingClientRect();
		return line ? {left: Math.max(own.left, line.left), right: Math.min(own.right, line.right), top: own.top, bottom: own.bottom} : own;
	};
	const name = (e) => (e.id || e.className || e.tagName) + " " + e.textContent.slice(0, 9);
	for (const group of [".top", ".lesson", ".scenario", ".code-head", ".stage-head", ".hero-head", ".replay", ".panel-tabs", ".program"]) {
		const parts = ["h1", "button", "a", "select", "label", "textarea", ".hint", ".line"].map((s) => group + " " + s).join();
		const leaves = [...document.querySelectorAll(parts)].filter((e) => e.checkVisibility({visibilityProperty: true}) &&
			!e.closest("details:not([open]) > :not(summary)") && e.offsetWidth > 1 && !e.matches(".gutter button, .over, .unseen, .skip"));
		for (const [i, a] of leaves.entries()) for (const b of leaves.slice(i + 1, i + 30)) {
			const x = seen(a), y = seen(b);
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
	const typed = getComputedStyle(document.querySelector(".tasks-sheet textarea") ?? root);
	if (parseFloat(typed.lineHeight) < 1.2 * parseFloat(typed.fontSize)) found.push("the lines of the task list overlap");
	const main = document.querySelector("main");
	if (main.getBoundingClientRect().width < innerWidth * 0.66) found.push("a third of the width is empty");
	return found.join("; ");
})()`

// TestNothingOverlapsAtAnyWidth, with letters of the usual size and of twice that.
func TestNothingOverlapsAtAnyWidth(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/", "/compare", "/which"} {
		p := newTab(t, site)
		p.visitAt(path, "preset=gather-orphans")
		for _, size := range []string{"100%", "200%"} {
			eval[string](p, `document.documentElement.style.fontSize = "`+size+`"`)
			for _, width := range widths {
				p.do(chromedp.EmulateViewport(width, 900))
				p.settles(fmt.Sprintf("%s at %d px, letters %s", path, width, size), overlapping)
				if path == "/" && width == 390 {
					p.until(timesBesideFirstLines)
				}
				if path == "/which" && size == "100%" {
					p.settles(fmt.Sprintf("the answer's picture at %d px", width), pictureIsReadable)
				}
			}
		}
		eval[string](p, `document.documentElement.style.fontSize = ""`)
		p.fitsPaper(path)
		if path == "/" {
			p.tellsTabsApart()
		}
	}
}

// TestNothingOverlapsBesideTheApp: likewise on the pages that are read, on one that is not there, in an embed, and in what opens over the
// page. Large letters are dark: colours move nothing, or else it shows here.
func TestNothingOverlapsBesideTheApp(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.excuse = func(complaint string) bool { return strings.Contains(complaint, "/nowhere") }
	for _, page := range []struct{ path, link, open string }{
		{"/guide", "", ""}, {"/reference", "", ""}, {"/nowhere", "", ""},
		{"/embed", "preset=gather-orphans&view=timeline,code,narration,edit", ""},
		{"/embed", "preset=gather-orphans&view=compare&strategies=gather,wait", ""},
		{"/", "preset=gather-orphans&each=retry:3,timeout:2s", "#chip-each"},
		{"", "", "#more"}, {"", "", "#examples"}, {"", "", "#share-open"}, {"", "", "#help"}, // of the same page
	} {
		if page.path != "" {
			p.visitAt(page.path, page.link)
		} else {
			p.do(chromedp.KeyEvent(kb.Escape))
		}
		if page.open != "" {
			p.click(page.open)
			p.until(`document.querySelector(".palette[open] [role=option], .popover:popover-open, #share-preview") !== null`)
		}
		for _, size := range []string{"100%", "200%"} {
			eval[string](p, `(({style, dataset}) => dataset.theme = (style.fontSize = "`+size+`") === "200%" ? "dark" : "light")`+
				`(document.documentElement)`)
			for _, width := range []int64{320, 390, 640, 768, 1000, 1280, 1920, 2560} {
				p.do(chromedp.EmulateViewport(width, 900))
				if page.open != "" {
					eval[bool](p, fmt.Sprintf(reopened, page.open))
				}
				p.settles(fmt.Sprintf("%s %s %s at %d px, letters %s", page.path, page.link, page.open, width, size), inSight)
			}
		}
		eval[bool](p, `(({style, dataset}) => (style.fontSize = "", delete dataset.theme))(document.documentElement)`)
		if page.open == "" {
			p.fitsPaper(page.path + " " + page.link)
		}
	}
}

// reopened opens the popover of a button anew, which is in sight then, as whenever somebody presses it.
const reopened = `((button) => {
	button.scrollIntoView({block: "center", behavior: "instant"});
	const popover = button.popoverTargetElement;
	if (popover?.matches(":popover-open")) {
		popover.hidePopover();
		popover.showPopover({source: button});
	}
	return true;
})(document.querySelector(%q))`

// settles waits until a look at the page finds nothing, which it may before the picture has its new width.
func (p *tab) settles(when, look string) {
	p.Helper()
	got := ""
	for range 20 {
		if got = eval[string](p, look); got == "" {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	p.Errorf("%s: %s", when, got)
}

// inSight lists what is cut off by the window's sides, or covered by its neighbour.
const inSight = `(() => {
	const root = document.documentElement, found = [];
	const name = (e) => (e.id || e.className || e.tagName) + " " + e.textContent.slice(0, 12);
	if (root.scrollWidth > innerWidth && !(root.style.fontSize === "200%" && innerWidth <= 640)) {
		const wide = [...document.querySelectorAll("body *")].filter((e) =>
			e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, svg"));
		found.push("the page is " + root.scrollWidth + " wide: " + wide.slice(0, 6).map(name).join());
	}
	for (const e of document.querySelectorAll(".palette[open], #palette-list, .popover:popover-open, .share[open]")) {
		const {left, right, top, bottom} = e.getBoundingClientRect();
		if (e.checkVisibility() && (left < 0 || right > innerWidth || top < 0 || bottom > innerHeight)) {
			found.push(name(e) + " leaves the window: " + [left, top, right, bottom]);
		}
		if (e.scrollWidth > e.clientWidth + 1) found.push(name(e) + " is cut off: " + e.scrollWidth + " of " + e.clientWidth);
	}
	const of = "header, nav, h1, h2, .embed-head, .popover:popover-open, .palette[open] > div, " +
		".palette [role=option], .palette-text, .share-form, .share-head";
	for (const group of document.querySelectorAll(of)) {
		const parts = [...group.children].filter((e) => e.checkVisibility({visibilityProperty: true}) && e.offsetWidth > 1 &&
			!e.matches(".skip, .unseen, .over") && getComputedStyle(e).position !== "absolute" && getComputedStyle(e).display !== "inline");
		for (const [i, a] of parts.entries()) for (const b of parts.slice(i + 1)) {
			const x = a.getBoundingClientRect(), y = b.getBoundingClientRect();
			if (x.left < y.right - 2 && y.left < x.right - 2 && x.top < y.bottom - 2 && y.top < x.bottom - 2) {
				found.push(name(a) + " over " + name(b));
			}
		}
	}
	return found.join("; ");
})()`

// timesBesideFirstLines: on a phone, too, each time of the story stands beside the first line of its sentence.
const timesBesideFirstLines = `[...document.querySelectorAll(".sentence time:not(:empty)")].every((time) => {
	const words = time.nextElementSibling ?? time.previousElementSibling;
	return Math.abs(time.getBoundingClientRect().top - words.getBoundingClientRect().top) < 6;
})`

// pictureIsReadable: it is not made so small that its letters are.
const pictureIsReadable = `[...document.querySelectorAll("#advice svg.timeline")].filter((e) => e.checkVisibility() &&
	e.getBoundingClientRect().width < 0.75 * e.viewBox.baseVal.width).map((e) => Math.round(e.getBoundingClientRect().width) + " of " +
	e.viewBox.baseVal.width + " px").join()`

// fitsPaper prints the page: nothing is wider than A4 with its margins, and nothing is there to press.
func (p *tab) fitsPaper(path string) {
	p.Helper()
	p.do(chromedp.EmulateViewport(719, 1000))
	command(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	for range 20 {
		if eval[float64](p, `document.documentElement.scrollWidth`) <= 719 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if wide := eval[float64](p, `document.documentElement.scrollWidth`); wide > 719 {
		p.Errorf("%s is %v pixels wide on paper: %s", path, wide, eval[string](p, `[...document.querySelectorAll("body *")].filter((e) =>
			e.getBoundingClientRect().right > 719).slice(0, 6).map((e) => e.localName + "." + (e.className.baseVal ?? e.className)).join()`))
	}
	const pressed = `[...document.querySelectorAll("main button, main input[type=checkbox]")].filter((e) => e.checkVisibility() &&
		!e.closest(".chip, .gutter, td, li, .narration, #multiples, .popover, .handle")).map((e) => e.id || e.textContent).join()`
	if found := eval[string](p, pressed); found != "" {
		p.Errorf("%s has on paper: %s", path, found)
	}
	command(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
}

// tellsTabsApart in forced colours, which take away the colour that says which of them is shown.
func (p *tab) tellsTabsApart() {
	p.Helper()
	command(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}},
	})
	p.until(`(() => {
		const look = (e) => getComputedStyle(e).borderBottomWidth + getComputedStyle(e).fontWeight;
		const [shown, other] = ["true", "false"].map((is) => document.querySelector(".panel-tabs [aria-selected=" + is + "]"));
		return look(shown) !== look(other);
	})()`)
	command(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
}

// TestTimelineIsAboveTheFold of every preset, on a laptop, a tablet and a phone; and on the other pages that have one.
func TestTimelineIsAboveTheFold(t *testing.T) {
	t.Parallel()
	const seen = `((e) => { const box = e.getBoundingClientRect(); return box.top + Math.min(box.height, 140) <= innerHeight ? "" : ` +
		`" begins at " + Math.round(box.top) + ", "; })`
	sizes := [][2]int64{{1280, 800}, {768, 1024}, {390, 844}}
	p := ownTab(t, site) // with as many frames as the screen has, since each size waits for two
	p.visit("")
	p.deaf()
	for n, preset := range engine.Presets { // each is simulated once, for all sizes
		eval[string](p, fmt.Sprintf(`inflight.scenario = %q`, preset.Link))
		p.until(fmt.Sprintf(`document.querySelector("#examples").dataset.preset === %q`, preset.ID))
		for i, size := range sizes {
			if n == 0 || i > 0 { // it has the first one since the preset before
				p.do(chromedp.EmulateViewport(size[0], size[1]))
			}
			p.settles(fmt.Sprintf("at %d × %d the timeline of %s is below the fold: it", size[0], size[1], preset.ID),
				`new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then))).then(() => `+
					seen+`(document.querySelector("#picture")))`) // the program follows the window with a frame
		}
		slices.Reverse(sizes)
	}
	p.visitAt("/compare", "preset=gather-orphans")
	for _, size := range sizes {
		p.do(chromedp.EmulateViewport(size[0], size[1]))
		if got := eval[string](p, fmt.Sprintf(`%s(document.querySelector("#multiples"))`, seen)); got != "" {
			t.Errorf("at %d × %d the pictures are below the fold: %s", size[0], size[1], got)
		}
	}
}
