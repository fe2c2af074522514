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
	p := open(t, "strategy=wait&tasks=1s,2s")
	p.tabTo("#share-open")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until(`document.querySelector("#share").open && document.activeElement.id === "share-close"`)
	p.tabTo("#share-view-code")
	p.do(chromedp.KeyEvent(" "))
	p.until(`document.querySelector("#share-element").value.includes('view="timeline,code,narration"')`)
	p.until(`document.querySelector("#share-preview").contentDocument?.querySelector(".code")?.textContent.includes("asyncio.wait")`)
	if got, want := p.formText("iframe"), p.site.url+"/embed?strategy=wait&amp;tasks=1s,2s&amp;view=timeline,code,narration"; !strings.Contains(got, want) {
		t.Errorf("got the frame %s, want %s in it", got, want)
	}
	p.do(chromedp.KeyEvent(kb.Escape))
	p.until(`!document.querySelector("#share").open && document.activeElement.id === "share-open"`)
	p.until(`document.querySelector("#share").childElementCount === 0`)
}

func TestShareDialogIsAccessible(t *testing.T) {
	p := open(t, orphansLink)
	p.click("#share-open")
	p.formText("markdown")
	p.do(chromedp.Evaluate[chromedp.Void](axe))
	for _, scheme := range []string{"light", "dark"} {
		p.prefer(scheme)
		for _, violation := range p.violations() {
			t.Errorf("%s: %s", scheme, violation)
		}
	}
	p.phone()
	p.until(`document.scrollingElement.scrollWidth <= 390`)
	p.fits("share")
}

// TestSharedFormsWork: each is put into a host's page, and shows the scenario there, whatever its title is.
func TestSharedFormsWork(t *testing.T) {
	const title = `<img src=x onerror=alert(1)>"]()`
	p := open(t, "tasks=a=1s,b=2s&title=%3Cimg%20src=x%20onerror=alert(1)%3E%22%5D()")
	p.click("#share-open")
	element, frame, markdown := p.formText("element"), p.formText("iframe"), p.formText("markdown")
	host := newHost(t, map[string]string{"/element": element, "/frame": frame})
	for _, path := range []string{"/element", "/frame"} {
		q := newTab(t, site)
		q.goTo(host.url + path)
		q.inside("/embed").shows("h1", title)
		if n := eval[int](q, `document.querySelectorAll("img").length`); n != 0 {
			t.Errorf("%s: the title became markup", path)
		}
	}
	picture := strings.TrimSuffix(markdown[strings.Index(markdown, "](")+2:], ")")
	picture, page, _ := strings.Cut(picture, ")](")
	if text, err := get(picture); err != nil || !strings.Contains(string(text), "<svg") {
		t.Errorf("%s: got %.100s and %v, want a picture", picture, text, err)
	}
	if page != p.formText("link") {
		t.Errorf("the picture leads to %s, want %s", page, p.formText("link"))
	}
}
