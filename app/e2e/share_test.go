package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// formText is what a form of the share dialog holds.
func (p *tab) formText(form string) string {
	p.Helper()
	p.until(fmt.Sprintf(`document.querySelector("#share-%s")?.value.length > 0`, form))
	return eval[string](p, fmt.Sprintf(`document.querySelector("#share-%s").value`, form))
}

func TestShareDialogByKeyboard(t *testing.T) {
	t.Parallel()
	p := open(t, "strategy=wait&tasks=1s,2s")
	p.tabTo("#share-open")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until(`document.querySelector("#share").open && document.activeElement.id === "share-close"`)
	p.tabTo("#share-view-code")
	p.do(chromedp.KeyEvent(" "))
	p.until(`document.querySelector("#share-element").value.includes('view="timeline,code,narration"')`)
	p.until(`document.querySelector("#share-preview").contentDocument?.querySelector(".code")?.textContent.includes("asyncio.wait")`)
	if got, want := p.formText("iframe"), p.site.url+
		"/embed?strategy=wait&amp;tasks=1s,2s&amp;view=timeline,code,narration"; !strings.Contains(
		got,
		want,
	) {
		t.Errorf("got the frame %s, want %s in it", got, want)
	}
	p.do(chromedp.KeyEvent(kb.Escape))
	p.until(`!document.querySelector("#share").open && document.activeElement.id === "share-open"`)
	p.until(`document.querySelector("#share").childElementCount === 0`)
}

// sharesComparison opens the dialog on /compare, and waits for its preview.
func (p *tab) sharesComparison() {
	p.Helper()
	p.click("#share-open")
	p.formText("link")
	p.until(`document.querySelector("#share-preview").contentDocument?.querySelector("#verdict") != null`)
}

func TestShareDialogIsAccessible(t *testing.T) {
	t.Parallel()
	p := open(t, orphansLink)
	p.click("#share-open")
	p.formText("markdown")
	for _, scheme := range []string{"light", "dark"} {
		p.prefer(scheme)
		for _, violation := range p.violations("undefined") {
			t.Errorf("%s: %s", scheme, violation)
		}
	}
	p.phone()
	p.until(`document.scrollingElement.scrollWidth <= 390`)
	p.fits("share")
}

// TestSharedFormsWork: each is put into a host's page, and shows the scenario there, whatever its title is.
func TestSharedFormsWork(t *testing.T) {
	t.Parallel()
	const title = `<img src=x onerror=alert(1)>"]()`
	p := open(t, "tasks=a=1s,b=2s&title=%3Cimg%20src=x%20onerror=alert(1)%3E%22%5D()")
	p.click("#share-open")
	element, frame, markdown := p.formText("element"), p.formText("iframe"), p.formText("markdown")
	host := newHost(t, map[string]string{"/element": element, "/frame": frame})
	for _, path := range []string{"/element", "/frame"} {
		q := newTab(t, site)
		q.goTo(host.url + path)
		q.inside("/embed").shows("h1", title)
		if n := eval[int](q, `document.querySelectorAll("img:not([src*='/timeline.svg?'])").length`); n != 0 {
			t.Errorf("%s: the title became markup", path)
		}
	}
	p.leadsHere(markdown)
}

// verdict is that of a comparison, as a page shows it.
const verdict = `[...document.querySelectorAll("#verdict li")].map((e) => e.textContent).join("; ")`

// TestSharedComparisonWorks: each form shows the same verdict in a host's page, whatever the title is.
func TestSharedComparisonWorks(t *testing.T) {
	t.Parallel()
	p := openAt(
		t,
		"/compare",
		"title=%3Cimg%20src=x%20onerror=alert(1)%3E%22%5D()&tasks=a=300ms,b=100ms!reset&strategies=gather,gather+return_exceptions",
	)
	p.sharesComparison()
	want := eval[string](p, verdict)
	if got := eval[string](p, strings.ReplaceAll(verdict, "document",
		`document.querySelector("#share-preview").contentDocument`)); got != want ||
		got == "" {
		t.Errorf("the preview shows %q, want %q", got, want)
	}
	p.pick("#share-theme", "dark")
	p.until(`document.querySelector("#share-element").value.includes('theme="dark"')`)
	host := newHost(t, map[string]string{"/element": p.formText("element"), "/frame": p.formText("iframe")})
	for _, path := range []string{"/element", "/frame"} {
		q := newTab(t, site)
		q.goTo(host.url + path)
		inner := q.inside("/embed")
		inner.until(fmt.Sprintf(`%s === %q && getComputedStyle(document.body).backgroundColor === "rgb(15, 20, 27)"`, verdict, want))
		if n := eval[int](inner, `document.querySelectorAll("img:not([src*='/timeline.svg?'])").length`); n != 0 {
			t.Errorf("%s: the title became markup", path)
		}
	}
	p.leadsHere(p.formText("markdown"))
}

// leadsHere checks that a Markdown picture is there, and leads to what the dialog's link opens.
func (p *tab) leadsHere(markdown string) {
	p.Helper()
	picture := strings.TrimSuffix(markdown[strings.Index(markdown, "](")+2:], ")")
	picture, page, _ := strings.Cut(picture, ")](")
	if text, err := get(picture); err != nil || !strings.Contains(string(text), "<svg") {
		p.Errorf("%s: got %.100s and %v, want a picture", picture, text, err)
	}
	if page != p.formText("link") {
		p.Errorf("the picture leads to %s, want %s", page, p.formText("link"))
	}
}
