package e2e

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"inflight/app/model"
)

// restingLink is what a page shows while it waits for the next test, and no test does.
const restingLink = "title=Between+tests&tasks=123ms"

// face is all that can be seen of a page, and what a test may have left in it: the text of its elements, its fields, what is scrolled,
// who has the focus, and the window's variables.
const face = `(() => {
	const all = [...document.querySelectorAll("*")];
	const tag = (e) => e.matches("#undo, #redo") ? "" : e.localName + [...e.attributes].map((a) => a.name + "=" + a.value).sort().join(" ");
	const inside = (n) => n.nodeType === Node.ELEMENT_NODE ? text(n) : n.nodeValue;
	const text = (e) => e.id === "stage" && e.hidden ? "" : tag(e) + "{" + [...e.childNodes].map(inside).join("") + "}";
	return [
		document.title, tag(document.documentElement), text(document.body),
		all.filter((e) => e.matches("input, select, textarea")).map((e) => e.id + "=" + e.value + e.checked).join(),
		all.filter((e) => e.scrollTop || e.scrollLeft).map((e) => e.localName + "." + e.className + e.scrollTop + "," + e.scrollLeft).join(),
		document.activeElement.localName, Object.keys(navigator.clipboard ?? {}).join(),
		Object.keys(window).filter((key) => !/^on|^orientation$/.test(key)).sort().join(), // a phone has some more
		Object.values(Object.getOwnPropertyDescriptors(window)).filter((d) => /\[native code\]/.test(d.value)).length,
		innerWidth + "x" + innerHeight,
	].join("\n");
})()`

// faces are those of pages that nobody has touched yet, by their paths.
var faces = map[string]func() (string, error){
	"/":        sync.OnceValues(func() (string, error) { return faceOfNew("/") }),
	"/compare": sync.OnceValues(func() (string, error) { return faceOfNew("/compare") }),
}

// faceOfNew opens the resting scenario as a new page.
func faceOfNew(path string) (string, error) {
	w, err := openSlowWindow()
	if err != nil {
		return "", err
	}
	defer w.close()
	ctx, stop := context.WithTimeout(w.ctx, patience)
	defer stop()
	if err := chromedp.Do(ctx, chromedp.Navigate(site.url+path+"?"+restingLink)); err != nil {
		return "", err
	}
	if err := waitFor(ctx, `window.inflight !== undefined && document.querySelector("#run")?.disabled === false`); err != nil {
		return "", err
	}
	time.Sleep(500 * time.Millisecond) // until its address is written
	return chromedp.Run(ctx, chromedp.Evaluate[string](face))
}

func waitFor(ctx context.Context, expression string) error {
	for {
		held, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression))
		if held {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("waited in vain for %s: %w", expression, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// rest has the page that runs in a window show the resting scenario, as Back would lead to it, and says at what path it runs if it then
// looks like a new one. If it does not, something of the test is left, and the next one needs a new page.
func rest(ctx context.Context) string {
	path, err := chromedp.Run(ctx, chromedp.Evaluate[string](`window.inflight && document.querySelector("#run") ? location.pathname : ""`))
	of := faces[path]
	if err != nil || of == nil {
		return ""
	}
	want, err := of()
	if err != nil {
		return ""
	}
	_ = chromedp.Do(ctx, // if a step fails, so does what follows
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, 0, 0),
		chromedp.Evaluate[chromedp.Void](`document.querySelector("dialog[open]")?.close();
			for (const other of document.querySelectorAll("#view-tasks[aria-selected=false], #tab-story[aria-selected=false], `+
			`#as-text[aria-pressed=false]")) other.click();
			document.querySelector(".skip").focus(); document.activeElement.blur(); // so that Tab begins at the top again
			for (const e of document.querySelectorAll("*")) if (e.scrollTop || e.scrollLeft) e.scrollTo({left: 0, top: 0, behavior: "instant"});`),
		goBackTo(path, restingLink))
	for pause := 20 * time.Millisecond; pause < time.Second; pause *= 2 {
		time.Sleep(pause)
		_ = chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](`document.querySelector("#held-show")?.click()`)) // a run that was left goes on
		if got, err := chromedp.Run(ctx, chromedp.Evaluate[string](face)); err == nil && got == want {
			return path
		}
	}
	return ""
}

// goBackTo leads a running page to a link of its own, as Back does.
func goBackTo(path, link string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`history.pushState(null, "", %q); dispatchEvent(new PopStateEvent("popstate"))`,
		path+asQuery(link)))
}

// open opens a link of the shared program in a tab, and waits until the app shows it. Where a page is at hand that runs and has nothing
// left of the test before, it takes the scenario, as it does when Back leads to it. That costs a tenth of what [openNew] does.
func open(t testing.TB, link string) *tab { t.Helper(); return openAt(t, "/", link) }

// openAt opens the playground, or one of the pages beside it.
func openAt(t testing.TB, path, link string) *tab {
	t.Helper()
	canonical, can := canonicalAt(path, link)
	if !can {
		return openNew(t, path, link)
	}
	w, err := borrow(path)
	if err != nil {
		t.Fatal(err)
	}
	return w.show(t, path, link, canonical, w.giveBack)
}

// show lends the window to a test when its page shows the link: the page that runs in it, or a new one.
func (w *window) show(t testing.TB, path, link, canonical string, end func()) *tab {
	t.Helper()
	p := w.lend(t, site, end)
	if w.runs != path {
		p.visitAt(path, link)
		return p
	}
	p.showAgain(path, link, canonical)
	return p
}

// goOnTo opens another link in the tab of a test that has several, as [openAt] does, or stays where it is if there is no path.
func (p *tab) goOnTo(path, link string) {
	p.Helper()
	command(p, emulation.ClearDeviceMetricsOverride, cdp.Empty{}) // a phone's, of the link before
	command(p, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{})
	if path == "" {
		return
	}
	if canonical, can := canonicalAt(path, link); can && rest(p.ctx) == path {
		p.showAgain(path, link, canonical)
	} else {
		p.visitAt(path, link)
	}
}

// showAgain has the page that waits in the tab show a link.
func (p *tab) showAgain(path, link, canonical string) {
	p.Helper()
	p.do(goBackTo(path, link))
	p.until(fmt.Sprintf(
		`inflight.scenario === %q && document.querySelector("#tasks").value !== "123ms" && document.querySelector("#main").ariaBusy !== "true"`,
		canonical,
	))
}

// openNew opens one of the program's pages as the server has drawn it, and waits until the app has taken it over.
func openNew(t testing.TB, path, link string) *tab {
	t.Helper()
	p := newTab(t, site)
	p.visitAt(path, link)
	return p
}

// canonicalAt is the link as the page itself writes it, where a running page can show it as a new one does: what cannot be read leaves
// there what was shown before, and only a new page may call the servers of others.
func canonicalAt(path, link string) (canonical string, can bool) {
	switch path {
	case "/":
		m := model.NewModel(link)
		return m.Link, m.Fault == nil && len(m.Calls()) == 0
	case "/compare":
		m := model.NewCompareModel(link)
		return m.Link, m.Fault == nil
	}
	return "", false
}
