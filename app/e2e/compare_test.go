package e2e

import (
	"fmt"
	"net/url"
	"path"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"inflight/engine"
	"inflight/engine/view"
)

func (p *tab) visitAt(path, link string) {
	p.Helper()
	starting <- struct{}{}
	defer func() { <-starting }()
	p.do(chromedp.Navigate(p.site.url + path + asQuery(link)))
	if p.takenOver(path); path == "/" {
		p.mounted()
	}
}

// takenOver waits until the app has taken over the page at a path, of which window.inflight need not be a part. A page whose end
// has not arrived has no notice of starting either. An embed starts nothing before it is asked to.
func (p *tab) takenOver(path string) {
	p.Helper()
	p.until(
		fmt.Sprintf(
			`location.pathname === %q && document.readyState === "complete" && document.querySelector("#starting:not([hidden])") === null`,
			path,
		),
	)
}

// addressed waits until the address is this one.
func (p *tab) addressed(address string) {
	p.Helper()
	p.until(fmt.Sprintf(`location.pathname + location.search === %q`, address))
}

// compared waits until the table's rows have these names.
func (p *tab) compared(labels ...string) {
	p.Helper()
	p.until(
		fmt.Sprintf(`[...document.querySelectorAll(".figures tbody th")].map((e) => e.textContent).join("|") === %q`, strings.Join(labels, "|")),
	)
	p.until(
		fmt.Sprintf(`[...document.querySelectorAll(".multiple h3")].map((e) => e.textContent).join("|") === %q`, strings.Join(labels, "|")),
	)
}

const twoRows = "tasks=a=300ms,b=100ms!reset&strategies=gather,gather+return_exceptions"

func TestCompareOpensALink(t *testing.T) {
	t.Parallel()
	p := openAt(t, "/compare", "strategies=gather,+gather+return_exceptions=true&tasks=a=300ms,b=100ms!reset")
	p.addressed("/compare?" + twoRows)
	p.compared("gather", "gather, return_exceptions")
	s, variants, err := engine.ParseComparison(twoRows)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range view.Compare(s, variants).Findings() {
		p.shows("#verdict", f.Who+": "+f.Text)
	}
	p.shows(".figures tr:last-child .best", "best: 300")
	got := eval[string](p, `document.querySelector(".multiple:last-child a").getAttribute("href")`)
	if got != "/?tasks=a=300ms,b=100ms!reset&return_exceptions=true" {
		t.Errorf("the last row leads to %s", got)
	}
}

func TestComparisonIsEdited(t *testing.T) {
	t.Parallel()
	p := openAt(t, "/compare", twoRows)
	p.typeTasks("a=300ms, b=2s")
	p.addressed("/compare?tasks=a=300ms,b=2s&strategies=gather,gather+return_exceptions")
	p.shows("#verdict", "all 2: 2.00 s")
	p.do(chromedp.KeyEvent("x"))
	p.shows("#fault", "2sx", "200ms")
	p.until(`document.querySelector(".tasks-copy mark").textContent === "sx"`)
	p.compared("gather", "gather, return_exceptions")
	p.do(chromedp.KeyEvent(kb.Backspace))
	p.until(`document.querySelector("#fault") === null`)
	p.click("#variants")
	p.click(`[data-variant="wait+FIRST_COMPLETED"]`)
	p.compared("gather", "gather, return_exceptions", "wait FIRST_COMPLETED")
	p.addressed("/compare?tasks=a=300ms,b=2s&strategies=gather,gather+return_exceptions,wait+FIRST_COMPLETED")
	p.click(`[data-variant="gather+return_exceptions"]`)
	p.compared("gather", "wait FIRST_COMPLETED")
	p.do(chromedp.Evaluate[chromedp.Void](`history.back()`))
	p.compared("gather", "gather, return_exceptions", "wait FIRST_COMPLETED")
	p.until(`document.querySelector('[data-variant="gather+return_exceptions"]').checked`)
	p.do(chromedp.Reload())
	p.compared("gather", "gather, return_exceptions", "wait FIRST_COMPLETED")
}

func TestComparisonIsEditedAsText(t *testing.T) {
	t.Parallel()
	p := openAt(t, "/compare", twoRows)
	p.click("#variants")
	p.do(chromedp.Click(chromedp.CSS(".as-text summary")), chromedp.Click(chromedp.CSS("#strategies")),
		chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)), chromedp.KeyEvent("gather+limit=1, rush"))
	p.shows("#fault", "rush", "gather")
	p.until(`document.querySelector(".variants .tasks-copy mark").textContent === "rush"`)
	p.do(chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)), chromedp.KeyEvent("gather+limit=1, as_completed"))
	p.compared("gather, limit 1", "as_completed")
	p.until(`document.querySelector('[data-variant="gather+limit=1"]').checked && !document.querySelector('[data-variant="gather"]').checked`)
}

func TestBadComparisonSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	p := openAt(t, "/compare", "tasks=1s&strategies=gather,rush")
	p.shows("#fault", "rush", "gather")
	p.until(`document.querySelector("#run").disabled && document.querySelector(".variants mark").textContent === "rush"`)
	p.addressed("/compare?tasks=1s&strategies=gather,rush")
}

func TestComparisonRunsLive(t *testing.T) {
	t.Parallel()
	p := openAt(t, "/compare", twoRows)
	p.click("#run")
	p.until(`document.querySelector("#state").textContent === "Live"`)
	p.shows(".figures h2", "live")
	p.shows("#verdict", "gather: fails at", "gather, return_exceptions: ", "1 answer and 1 error of 2")
	runs := map[string]int{}
	for _, request := range p.loaded() {
		if u, err := url.Parse(request); err == nil && u.Path == "/request" {
			runs[u.Query().Get("run")]++
		}
	}
	if len(runs) != 2 {
		t.Errorf("the requests are of %d runs, want 2: %v", len(runs), runs)
	}
	p.click("#reset")
	p.until(`document.querySelector("#state").textContent === "Simulated"`)
}

// TestComparisonIsScripted through window.inflight.
func TestComparisonIsScripted(t *testing.T) {
	t.Parallel()
	p := openAt(t, "/compare", twoRows)
	const ends = `.then((rows) => rows.map((row) => row.label + ": " + row.events.filter((e) => e.kind === "finish" || e.kind === ` +
		`"fail").length).join("; "))`
	const want = "gather: 1; gather, return_exceptions: 2"
	if got := eval[string](p, "inflight.simulate()"+ends); got != want {
		t.Errorf("simulated: %s, want %s", got, want)
	}
	if got := eval[string](p, "inflight.run()"+ends); got != want {
		t.Errorf("live: %s, want %s", got, want)
	}
	p.shows(".verdict h2", "Verdict, live")
	if got := eval[int](p, `inflight.log().length`); got != 2 {
		t.Errorf("there are %d logs, want 2", got)
	}
	p.do(chromedp.Evaluate[chromedp.Void](`inflight.scenario = "?tasks=1m*2&strategies=gather,wait"`))
	p.compared("gather", "wait")
	p.do(chromedp.Evaluate[chromedp.Void](`inflight.run().catch((e) => document.title = e.message)`))
	p.shows("#progress", "1 of 2: gather")
	p.shows(".verdict h2", "Verdict, simulated")
	p.shows(".figures tbody", "running live", "not run yet")
	p.shows("#multiples", "running live, at ", "not run yet")
	p.until(`/at [1-9][0-9.]*\ss$/.test(document.querySelector("#multiples .row-note").textContent)`) // no event comes, and time goes on
	p.do(chromedp.Evaluate[chromedp.Void](`inflight.stop()`))
	p.until(`document.querySelector("#state").textContent === "Stopped"`)
}

// TestSessionsAreCompared by the connections that they open, which live are the browser's secret.
func TestSessionsAreCompared(t *testing.T) {
	t.Parallel()
	p := openAt(t, "/compare", "tasks=200ms*20&limit=5&connect=100ms&hosts=1&strategies=gather")
	p.click("#variants")
	p.click(`[data-variant="gather+per_request"]`)
	p.click("#variants")
	p.shows(
		"#verdict",
		"gather: 900 ms, nothing lost, opens 5 connections",
		"gather, session per_request: 300 ms, nothing lost, opens 20 connections",
	)
	p.shows(".figures thead th:last-child", "connections opened")
	p.shows(".figures tbody tr:first-child td:last-child.best", "5")
	p.click("#run")
	p.until(`document.querySelector("#state").textContent === "Live"`)
	p.until(`[...document.querySelectorAll(".figures td:last-child")].every((e) => e.textContent === "–")`)
}

func TestComparisonStops(t *testing.T) {
	t.Parallel()
	p := openAt(t, "/compare", "tasks=1m*6&names=1&strategies=gather,as_completed")
	p.click("#run")
	p.shows("#progress", "1 of 2: gather")
	first := ""
	p.eventually("the backend has the requests", func() bool { first = p.runID(); return len(p.site.account(t, first)) == 6 })
	p.click("#stop")
	p.until(`document.querySelector("#state").textContent === "Stopped"`)
	p.expectAbandoned(0, 1, 2, 3, 4, 5)
	p.shows("#verdict", "gather: is stopped", "as_completed: not run to its end")

	// At the same time, each row has the six connections of its own host.
	p.click("#option-rows")
	p.shows("#apart", "none takes another's connections")
	p.click("#run")
	p.shows("#progress", "All 2 rows at the same time, 0 over")
	p.until(`document.querySelectorAll("#multiples .row-note").length === 2 &&
		[...document.querySelectorAll("#multiples .row-note")].every((e) => e.textContent.startsWith("running live, at "))`)
	p.eventually("the backend has the requests of both rows", func() bool {
		hosts := map[string]string{}
		for _, request := range p.loaded() {
			if u, err := url.Parse(request); err == nil && path.Base(u.Path) == "request" && u.Query().Get("run") != first {
				hosts[u.Query().Get("run")] = strings.Split(u.Host, "-")[0]
			}
		}
		for run, host := range hosts {
			if len(p.site.account(t, run)) != 6 || host != "r1" && host != "r2" {
				return false
			}
		}
		return len(hosts) == 2
	})
	p.click("#stop")
	p.until(`document.querySelector("#state").textContent === "Stopped"`)
	p.click("#option-rows")
}

func TestTurningPointsLeadToTheirComparison(t *testing.T) {
	t.Parallel()
	p := openAt(t, "/compare", "tasks=a=3s,b=1s&strategies=gather,sequential&timeout=5s")
	p.pick("#task", "1")
	p.shows("#turnings", "from 0 s on", "now 1 s", "from 2 s on")
	p.do(
		chromedp.Evaluate[chromedp.Void](`[...document.links].find((a) => a.textContent.includes("from 2 s on")).click()`),
	)
	p.addressed("/compare?tasks=a=3s,b=2s&timeout=5s&strategies=gather,sequential")
}

func TestPagesLeadToEachOther(t *testing.T) {
	t.Parallel()
	p := open(t, "strategy=wait&tasks=1s,2s&return_when=FIRST_COMPLETED")
	p.goes(`/compare`)
	p.shows(".figures tbody", "wait FIRST_COMPLETED")
	p.until(`document.querySelector("#tasks").value === "1s, 2s"`)
	p.goes(`/which`)
	p.shows("#advice", "Where it goes wrong")
	p.goes(`/?`)
	p.mounted()
}

// goes clicks on the link to another of the site's pages.
func (p *tab) goes(address string) {
	p.Helper()
	p.until(`document.readyState === "complete" && document.querySelector("#starting") === null`)
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('.places a[href^="` + address + `"]').click()`))
}

func TestQuestionsLeadToAStrategy(t *testing.T) {
	t.Parallel()
	p := openAt(t, "/which", "")
	p.do(chromedp.Evaluate[chromedp.Void](`window.stays = true`))
	for _, answer := range []struct{ id, query string }{
		{"#order-arrival", "order=arrival"}, {"#error-continue", "order=arrival&error=continue"},
		{"#deadline-yes", "order=arrival&error=continue&deadline=yes"}, {"#need-first", "need=first&order=arrival&error=continue&deadline=yes"},
	} {
		p.do(chromedp.Click(chromedp.CSS(answer.id)))
		p.advises(answer.query)
		p.addressed("/which?" + answer.query)
		p.until(fmt.Sprintf(`document.querySelector(%q).getAttribute("aria-current") === "true"`, answer.id))
	}
	p.until(`document.querySelector("#order-listed").getAttribute("href") === null`)
	p.do(chromedp.Evaluate[chromedp.Void](`history.back()`))
	p.advises("order=arrival&error=continue&deadline=yes")
	p.until(`document.querySelector("#need-all").ariaCurrent === "true" && document.querySelector("#need-first").ariaCurrent === null`)
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#order-listed").focus()`), chromedp.KeyEvent(kb.Enter))
	p.addressed("/which?error=continue&deadline=yes")
	p.until(`window.stays && document.activeElement.id === "order-listed"`)
	p.do(chromedp.Reload())
	p.advises("error=continue&deadline=yes")
	p.visitAt("/which", "need=some")
	p.shows("#fault", "some", "first")
	p.do(chromedp.Click(chromedp.CSS("#need-first")))
	p.advises("need=first")
}

// TestAdviceHasItsCode in all languages, with main() in sight.
func TestAdviceHasItsCode(t *testing.T) {
	t.Parallel()
	p := openAt(t, "/which", "error=continue")
	p.shows("#advice .program", "asyncio.gather(", "return_exceptions=True")
	p.until(`(() => {
		const box = document.querySelector(".program").getBoundingClientRect();
		const call = [...document.querySelectorAll(".line")].find((e) => e.textContent.includes("asyncio.gather(")).getBoundingClientRect();
		return call.top >= box.top && call.bottom <= box.bottom;
	})()`)
	p.click("#language-javascript")
	p.shows("#advice .program", "Promise.allSettled(")
	p.do(chromedp.Click(chromedp.CSS("#error-stop")))
	p.shows("#advice .program", "AbortController")
	p.do(chromedp.Click(chromedp.CSS("#counter-link")))
	p.mounted()
	p.shows(".notice", engine.PresetNamed("task-group").Notice)
}

// TestAnswersAreLinks where no script runs.
func TestAnswersAreLinks(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.withoutScripts()
	p.do(chromedp.Navigate(p.site.url+"/which"), chromedp.Click(chromedp.CSS("#need-first")))
	p.addressed("/which?need=first")
	p.do(chromedp.Click(chromedp.CSS("#error-continue")))
	p.addressed("/which?need=first&error=continue")
	p.advises("need=first&error=continue")
	p.shows("#advice .program", "asyncio.wait(", "FIRST_COMPLETED")
}

// advises waits until the page gives the advice of these answers.
func (p *tab) advises(query string) {
	p.Helper()
	answers, err := view.ParseAnswers(query)
	if err != nil {
		p.Fatal(err)
	}
	advice := view.Advise(answers)
	p.shows("#advice", advice.Variant.Label(), advice.Why, advice.Counter.Why)
	for id, href := range map[string]string{"#advice-link": "/?" + advice.Link, "#counter-link": "/?" + advice.Counter.Link,
		"#better-link": "/compare?" + advice.Counter.Compare} {
		p.until(fmt.Sprintf(`document.querySelector(%q)?.getAttribute("href") === %q`, id, href))
	}
}

// besides are the pages beside the playground, for the checkers and for people to look at.
var besides = []stage{
	{"compare", "/compare", "", func(*tab) {}},
	{"compare-live", "/compare", twoRows, func(p *tab) {
		p.click("#run")
		p.until(`document.querySelector("#state").textContent === "Live"`)
	}},
	{"compare-many", "/compare", "tasks=100ms~90ms*60&limit=10&strategies=gather,gather+limit=1,gather+limit=0,as_completed", func(*tab) {}},
	{"compare-turning", "/compare", "tasks=a=3s,b=1s!reset,c=2s&strategies=gather,task_group,wait,race", func(p *tab) {
		p.pick("#task", "1")
		p.shows("#turnings", "now")
	}},
	{"compare-share", "/compare", "", (*tab).sharesComparison},
	{"compare-error", "/compare", "tasks=1s&strategies=gather,rush", func(*tab) {}},
	{"which", "/which", "order=arrival&deadline=yes", func(*tab) {}},
	{"which-first", "/which", "need=first", func(p *tab) { p.click("#language-go") }},
	{"guide", "/guide", "", func(*tab) {}},
	{"guide-answered", "", "", func(p *tab) {
		l := lessonOf{p, "one-by-one"}
		l.arrange(false)
		l.check()
	}},
	{"embed", "/embed", orphansLink, func(*tab) {}},
	{"embed-all", "/embed", "tasks=a=300ms,b=100ms!503&view=timeline,connections,log,code,narration,server,events", func(p *tab) {
		p.click("#run")
		p.finished()
		p.shows(".seen", "The server received 2 requests")
	}},
	{"embed-compare", "/embed", twoRows + "&view=compare", func(*tab) {}},
	{"missing", "/missing", "", func(*tab) {}},
}

func TestPagesBesideAreAccessibleAndFitAPhone(t *testing.T) {
	t.Parallel()
	lookAt(t, besides)
}
