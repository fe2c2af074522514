package e2e

import (
	"os"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestOwnNumbersBecomeAScenario: a column that is pasted, and a HAR of Chromium's that is dropped; one that is too large says so and
// changes nothing.
func TestOwnNumbersBecomeAScenario(t *testing.T) {
	t.Parallel()
	p := open(t, "strategy=as_completed&tasks=7s")
	said := func(selector string) string { return `document.querySelector("` + selector + `")?.textContent` }
	give := `((event, name, content) => {
		const data = new DataTransfer();
		if (name) data.items.add(new File([content], name));
		else data.setData("text/plain", content);
		const key = event === "drop" ? "dataTransfer" : "clipboardData";
		document.body.dispatchEvent(new (event === "drop" ? DragEvent : ClipboardEvent)(event, {[key]: data, bubbles: true, cancelable: true}));
		return true;
	})`
	eval[bool](p, give+`("drop", "large.har", new Uint8Array(50 << 20))`)
	p.until(said("#numbers-wrong") + `.startsWith("large.har: it has 50 MiB: want at most 32.")`)
	p.until(`document.querySelector("#numbers-open").disabled`)
	p.click("#numbers-close")
	p.until(`!document.querySelector("#numbers") && location.search.includes("7s")`)

	eval[bool](p, give+`("paste", "", "0.25\n1.5\n0.75\n")`)
	p.until(said("#numbers-said") + ` === "times: 3 requests, median 750ms, 99th percentile 1500ms, taken as seconds."`)
	p.click("#numbers-open")
	p.until(`location.search === "?strategy=as_completed&tasks=250ms,1.5s,750ms"`)

	har, err := os.ReadFile("../../web/testdata/playwright-chromium.har")
	if err != nil {
		t.Fatal(err)
	}
	eval[bool](p, give+`("drop", "page.har", `+strconv.Quote(string(har))+`)`)
	p.until(said("#numbers-lacks") + `?.includes("1 entry left out: cancelled.")`)
	p.click("#numbers-open")
	p.until(`document.querySelector("#tasks").value.includes("flaky=737ms!503")`)

	// A name says nothing: what is in a file says whether it is a HAR or a saved log.
	eval[bool](p, give+`("drop", "page.json", `+strconv.Quote(string(har))+`)`)
	p.until(said("#numbers-lacks") + `?.includes("1 entry left out: cancelled.")`)
	p.click("#numbers-close")
	log := `JSON.stringify({scenario: "tasks=a=2s", events: inflight.log()})`
	p.do(chromedp.Navigate(p.site.url + "/?tasks=a=2s"))
	p.mounted()
	for _, how := range []string{`"drop", "log"`, `"drop", "log.json"`, `"paste", ""`} {
		eval[bool](p, give+`(`+how+`, `+log+`)`)
		p.until(`document.querySelector("#state").textContent === "Saved log"`)
		p.click("#reset")
		p.until(`document.querySelector("#state").textContent !== "Saved log"`)
	}
}
