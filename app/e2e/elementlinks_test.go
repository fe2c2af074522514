package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"inflight/engine"
)

// TestElementTakesALinkOfAComparison as its own page does, named or not.
func TestElementTakesALinkOfAComparison(t *testing.T) {
	t.Parallel()
	for _, attributes := range []string{
		`src="` + site.url + `/compare?tasks=1s,2s&strategies=gather,sequential"`, `src="` + site.url + `/compare?tasks=1s,2s"`,
		`tasks="1s,2s" strategies="gather,sequential"`,
	} {
		visitHost(t, "<inflight-timeline "+attributes+"></inflight-timeline>").inside("/embed").shows("#verdict", "sequential")
	}
}

// TestElementKeepsItsFallback: what is inside it is for where the script does not run.
func TestElementKeepsItsFallback(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.goTo(
		newHost(t, map[string]string{"/": `<inflight-timeline tasks="1s"><a href="SITE/?tasks=1s">gather of 1s</a></inflight-timeline>`}).url,
	)
	p.until(`document.querySelector("a").getBoundingClientRect().height > 0`)
}

func TestElementTakesASharedLink(t *testing.T) {
	t.Parallel()
	p := visitHost(t, `<inflight-timeline src="SITE/?strategy=wait&tasks=1s,2s&limit=7" limit="3" view="code"></inflight-timeline>`)
	inner := p.inside("/embed")
	if got := eval[string](inner, `location.search`); got != "?strategy=wait&tasks=1s,2s&limit=3&view=code" {
		t.Errorf("got the frame %s", got)
	}
	p = visitHost(t, `<inflight-timeline src="SITE/#`+engine.Pack("tasks=1s,3s")+`" view="timeline"></inflight-timeline>`)
	inner = p.inside("/embed")
	if !eval[bool](
		inner,
		`location.search.startsWith("?z=") && window.inflight === undefined && document.querySelector("svg .finish-cap") !== null`,
	) {
		t.Error("the picture of a packed link does not come first")
	}
	element[any](p, `void e.run()`)
	if got := p.told("ready")["scenario"]; got != "tasks=1s,3s" {
		t.Errorf("got the scenario %v of a packed link", got)
	}
	p = visitHost(t, `<inflight-timeline preset="gather-orphans" limit="5"></inflight-timeline>`)
	p.inside("/embed").shows(".happened", "b failed (503)")
}

func TestElementCompares(t *testing.T) {
	t.Parallel()
	p := visitHost(t, `<inflight-timeline tasks="100ms,900ms" strategies="gather,sequential" rows="together" view="compare">`+
		`</inflight-timeline>`)
	inner := p.inside("/embed")
	inner.shows("#verdict", "gather")
	if eval[bool](inner, `window.inflight !== undefined`) {
		t.Error("the program was fetched before anybody asked for it")
	}
	element[any](p, `void e.run()`)
	p.told("finish")
	inner.shows("#state", "Live")
	for _, row := range []string{"gather", "sequential"} {
		p.until(fmt.Sprintf(`told.filter(([kind, news]) => kind === "event" && news.row === %q && news.kind === "finish").length === 2`, row))
	}
	const place = `told.%s(([kind, news]) => kind === "event" && news.row === %q)`
	first, last := eval[int](p, fmt.Sprintf(place, "findIndex", "sequential")), eval[int](p, fmt.Sprintf(place, "findLastIndex", "gather"))
	if first > last {
		t.Error("the second row waits for the end of the first")
	}
	element[any](p, `e.setAttribute("theme", "dark")`)
	inner.until(`getComputedStyle(document.body).backgroundColor === "rgb(15, 20, 27)"`)
	p.do(chromedp.EmulateViewport(360, 800))
	inner.until(`innerWidth < 360 && document.scrollingElement.scrollWidth <= innerWidth`)
	if got := p.told("ready")["scenario"]; !strings.Contains(fmt.Sprint(got), "strategies=gather,sequential") {
		t.Errorf("got the scenario %v", got)
	}
}
