package e2e

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"inflight/engine"
)

func TestNothingIsAskedOfThirdParties(t *testing.T) {
	t.Parallel()
	p := openNew(t, "/", engine.PresetNamed("gather-orphans").Link)
	ran(p)
	app, backend := hostOf(t, p.site.url), hostOf(t, p.site.backend)
	for _, address := range p.loaded() {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		own := u.Host == app || strings.HasSuffix(u.Host, strings.TrimPrefix(backend, "*"))
		if !own && u.Scheme != "data" {
			t.Errorf("the page asked %s", address)
		}
	}
	if n := eval[int](p, `navigator.serviceWorker.getRegistrations().then((all) => all.length)`); n != 0 {
		t.Errorf("the page has registered %d service workers, want none", n)
	}
}

func hostOf(t *testing.T, address string) string {
	_, host, ok := strings.Cut(address, "://")
	if !ok {
		t.Fatalf("%q is no address", address)
	}
	return host
}

// TestPolicyHolds checks that the page's policy is in force; violations by the page itself fail every test, as complaints.
func TestPolicyHolds(t *testing.T) {
	t.Parallel()
	p := open(t, "")
	p.excuse = func(complaint string) bool { return strings.Contains(complaint, "third.example") }
	refused := eval[bool](p, `fetch("http://third.example/").then(() => false, () => true)`)
	blocked := slices.ContainsFunc(p.loaded(), func(u string) bool { return strings.Contains(u, "third.example") })
	if !refused || blocked {
		t.Errorf("a request to a third party was refused: %v, and left the browser: %v", refused, blocked)
	}
}

func TestReadableWithoutJavaScript(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.withoutScripts()
	p.do(chromedp.Navigate(p.site.url + "/?" + engine.PresetNamed("gather-orphans").Link))
	p.shows("noscript", "allow JavaScript")
	p.shows(".hero svg", "main()")
	p.shows(".happened", "b failed (503)", "gather raised the exception")
	p.shows("table", "main()", "finishes")
	p.until(`[...document.querySelectorAll(".hero svg.timeline")].some((e) => e.getBoundingClientRect().width > 300)`)
	p.until(`document.querySelector("noscript p").getBoundingClientRect().height > 0`)
}

func TestPhoneFromTheStart(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.phone()
	p.visit(engine.PresetNamed("gather-orphans").Link)
	p.fits("before a run")
	ran(p)
	p.fits("after it")
}

// phone makes the tab 390 pixels wide.
func (p *tab) phone() {
	p.Helper()
	p.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait))
}

func (p *tab) fits(when string) {
	p.Helper()
	got := 0
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		// What lies over the picture follows the new width with the program's next frame.
		if got = eval[int](p, `document.scrollingElement.scrollWidth`); got <= 390 {
			break
		}
	}
	if got > 390 {
		wide := eval[[]string](p, `[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > 391)
			.map((e) => e.tagName + "#" + e.id + "." + e.getAttribute("class")).slice(0, 10)`)
		p.Errorf("%s: the page is %d pixels wide, want at most 390; beyond them are %v", when, got, wide)
	}
	// A chip takes touches beyond its edge: what lies over it does.
	const reach = `((e, box) => { const over = getComputedStyle(e, "::after");
		return box.height - (over.content !== "none" && over.position === "absolute" ? parseFloat(over.top) + parseFloat(over.bottom) : 0); })`
	for _, small := range eval[[]string](p, fmt.Sprintf(`[...document.querySelectorAll("button, select, `+
		`input:not([type=checkbox], [type=radio]), textarea")]
		.map((e) => [e, e.getBoundingClientRect()]).filter(([e, box]) => box.width > 0 && `+reach+`(e, box) < %d)
		.map(([e, box]) => "#" + e.id + " is " + box.height + " px high")`, 44)) {
		p.Errorf("%s: a target to touch is less than 44 px high: %s", when, small)
	}
	for _, nameless := range eval[[]string](p, `[...document.querySelectorAll("a[href], button")].filter((e) => !e.ariaHidden &&
		e.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true}) &&
		!(e.ariaLabel || e.title || e.getAttribute("aria-labelledby") || e.innerText.trim())).map((e) => e.outerHTML.slice(0, 200))`) {
		p.Errorf("%s: on a phone nothing names %s", when, nameless)
	}
}
