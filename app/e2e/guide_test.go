package e2e

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// openGuide opens the guide and waits until its script and the embeds' have run.
func openGuide(t testing.TB) *tab {
	t.Helper()
	p := newTab(t, site)
	p.visitGuide()
	return p
}

func (p *tab) visitGuide() {
	p.Helper()
	p.visitAt("/guide", "")
	p.until(`document.querySelectorAll(".lesson.asked").length > 0 && customElements.get("inflight-timeline") !== undefined`)
}

// lessonOf is an example of the guide in a tab.
type lessonOf struct {
	*tab
	id string
}

// find is an expression for an element of the lesson.
func (l lessonOf) find(selector string) string {
	return fmt.Sprintf("document.querySelector(`#lesson-%s %s`)", l.id, selector)
}

// order is the kinds and tasks of the lesson's items, as they now stand; the line is "never".
func (l lessonOf) order() string {
	l.Helper()
	return eval[string](l.tab, l.find(".items")+` && [...`+l.find(".items")+
		`.children].map((e) => e.dataset.kind ? e.dataset.kind + e.dataset.task : "never").join(" ")`)
}

// arrange puts the items in the right order, or, where right is false, in the opposite one, as if the reader had.
func (l lessonOf) arrange(right bool) {
	l.Helper()
	l.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
		const list = %s, items = [...list.querySelectorAll("li:not(.never)")], never = list.querySelector(".never");
		const place = (e) => Number(e.dataset.first) || 1000;
		items.sort((a, b) => place(a) - place(b));
		if (!%v) items.reverse();
		list.replaceChildren(...items);
		if (never) (items.find((e) => e.dataset.first === "0") ?? items[0]).before(never);
	})()`, l.find(".items"), right)))
}

// begin presses "Run and check" and waits until the program has started in the lesson's embed, and runs.
func (l lessonOf) begin() {
	l.Helper()
	starting <- struct{}{}
	defer func() { <-starting }()
	l.do(chromedp.Evaluate[chromedp.Void](l.find(".check") + `.click()`))
	l.until(`!["", "Starting the run"].includes(` + l.find(".verdict") + `.textContent)`)
}

// check presses "Run and check" and waits for the verdict.
func (l lessonOf) check() string {
	l.Helper()
	l.begin()
	l.until(l.find(".verdict") + `.textContent.includes("are where")`)
	return eval[string](l.tab, l.find(".verdict")+`.textContent`)
}

// lessonOpening is where the guide's page begins an example.
var lessonOpening = regexp.MustCompile(`id="lesson-([a-z-]+)" data-link="([^"]*)"`)

// lessonRuns are the examples of the guide: the question of each is answered rightly, and a live run checks that. Those that run one after
// another share a page.
func lessonRuns(t *testing.T) (runs []liveRun) {
	page, err := get(site.url + "/guide")
	if err != nil {
		t.Fatal(err)
	}
	for _, lesson := range lessonOpening.FindAllStringSubmatch(string(page), -1) {
		runs = append(runs, newLiveRun(t, "lesson "+lesson[1], html.UnescapeString(lesson[2]), func(t *testing.T) {
			w := takePassedOn("/guide")
			open := w == nil
			if open {
				if w, err = borrow(""); err != nil {
					t.Fatal(err)
				}
			}
			p := w.lend(t, site, func() { w.passOn("/guide") })
			if open {
				p.visitGuide()
			}
			p.excuse = func(complaint string) bool { // that a socket's peer is not there is what its task asks for
				return strings.Contains(complaint, "WebSocket connection to") && strings.Contains(complaint, "ERR_CONNECTION_RE")
			}
			lessonOf{p, lesson[1]}.runsAsAnswered()
		}))
	}
	if all := strings.Count(string(page), `id="lesson-`); all < 15 || all != len(runs) {
		t.Fatalf("got %d of the guide's %d examples, want all of at least 15", len(runs), all)
	}
	return runs
}

// runsAsAnswered gives the right answer, and has it checked.
func (l lessonOf) runsAsAnswered() {
	l.Helper()
	l.arrange(true)
	l.untilItAgrees()
	l.until(l.find(".answer") + `.open`)
	l.until(`getComputedStyle(` + l.find("inflight-timeline") + `).visibility === "visible"`)
}

// untilItAgrees has the order checked, three times at most: a busy machine delays one answer by what parts two.
func (l lessonOf) untilItAgrees() {
	l.Helper()
	for try := 1; ; try++ {
		agrees := false
		among(try, func() { agrees = l.agrees() })
		switch {
		case agrees:
			return
		case try == 3:
			l.Fatal("the right order is wrong three times")
		}
		l.again()
	}
}

// again takes the question back, and puts the items where they were, as the page does not.
func (l lessonOf) again() {
	l.Helper()
	l.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
		const list = %s, sorted = [...list.children];
		%s.click();
		list.replaceChildren(...sorted);
	})()`, l.find(".items"), l.find(".again"))))
	l.until(l.find(".check") + `.hidden === false`)
}

// agrees has the order checked, and reports whether all of it is right.
func (l lessonOf) agrees() bool {
	l.Helper()
	run := "the run"
	if eval[bool](l.tab, `"simulated" in `+l.find("")+`.dataset`) {
		run = "the simulated run"
	}
	verdict := l.check()
	all := strings.HasPrefix(verdict, "All ") && strings.HasSuffix(verdict, " where "+run+" has them.")
	if !all {
		l.Logf("the right order: got %q; marked are %s", verdict,
			eval[string](l.tab, `[...`+l.find(".items")+`.children].map((e) => e.textContent).join(" | ")`))
	}
	return all
}

func TestGuideMarksAWrongOrder(t *testing.T) {
	t.Parallel()
	l := lessonOf{openGuide(t), "gather-order"}
	l.arrange(false)
	if verdict := l.check(); verdict != "0 of 6 are where the run has them." {
		t.Errorf("the opposite order: got %q", verdict)
	}
	l.until(`document.querySelectorAll("#lesson-gather-order .items .wrong .mark").length === 6`)
	l.do(chromedp.Evaluate[chromedp.Void](l.find(".again") + `.click()`))
	l.until(l.find(".mark") + ` === null && ` + l.find(".check") + `.hidden === false`)
	l.until(`getComputedStyle(` + l.find("inflight-timeline") + `).visibility === "hidden"`)
}

// TestGuideIsAnsweredByKeys sorts a question with the arrow keys alone, and asks for the check with Enter.
func TestGuideIsAnsweredByKeys(t *testing.T) {
	t.Parallel()
	l := lessonOf{openGuide(t), "timeout"}
	want := []string{"finish0", "cancel1", "raise-1", "close-1", "never", "deliver0", "finish1"}
	for presses := 0; ; presses++ {
		got := strings.Fields(l.order())
		n := 0
		for n < len(want) && (got[n] == want[n] || n > 4) { // below the line any order is right
			n++
		}
		if n == len(want) {
			break
		}
		if presses > 40 {
			t.Fatalf("the keys do not sort the items: %v", got)
		}
		item, key := want[n], kb.ArrowUp
		if item == "never" { // which stays where it is: what stands above it goes below
			item, key = got[slices.Index(got, "never")-1], kb.ArrowDown
		}
		kind := strings.TrimRight(item, "-0123456789")
		l.do(
			chromedp.Evaluate[chromedp.Void](l.find(fmt.Sprintf(`li[data-kind='%s'][data-task='%s'] button`, kind, item[len(kind):]))+`.focus()`),
			chromedp.KeyEvent(key),
		)
		l.until(l.find(".moved") + `.textContent.includes(": ")`) // what a screen reader is told
	}
	l.do(chromedp.Evaluate[chromedp.Void](l.find(".check")+`.focus()`), chromedp.KeyEvent(kb.Enter))
	l.until(l.find(".verdict") + `.textContent.endsWith(" where the run has them.")`)
	if !eval[bool](l.tab, l.find(".verdict")+`.textContent.startsWith("All 6 ")`) { // a busy machine delays an answer
		l.again()
		l.untilItAgrees()
	}
}

func TestGuideIsAnsweredByMouse(t *testing.T) {
	t.Parallel()
	l := lessonOf{openGuide(t), "create-task"}
	before := strings.Fields(l.order())
	middle := func(n int) (x, y float64) {
		at := eval[[]float64](l.tab, fmt.Sprintf(`(() => {
			const list = %s;
			if (list.getBoundingClientRect().top < 0 || list.getBoundingClientRect().bottom > innerHeight)
				list.scrollIntoView({block: "center", behavior: "instant"});
			const box = list.children[%d].getBoundingClientRect();
			return [box.left + 40, box.top + box.height / 2];
		})()`, l.find(".items"), n))
		return at[0], at[1]
	}
	mouse := func(kind input.DispatchMouseEventType, x, y float64) {
		l.do(chromedp.MouseEvent(kind, x, y, chromedp.ButtonLeft, chromedp.ClickCount(1)))
	}
	x, from := middle(0)
	_, to := middle(3)
	mouse(input.DispatchMouseEventTypeMousePressed, x, from)
	mouse(input.DispatchMouseEventTypeMouseMoved, x, (from+to)/2)
	mouse(input.DispatchMouseEventTypeMouseMoved, x+60, to+8)
	l.until(l.find(".dragged") + ` !== null`)
	mouse(input.DispatchMouseEventTypeMouseReleased, x+60, to+8)
	want := strings.Join([]string{before[1], before[2], before[3], before[0], before[4], before[5]}, " ")
	if got := l.order(); got != want {
		t.Errorf("the first item, dragged to the fourth place: got %s, want %s", got, want)
	}
	mouse(input.DispatchMouseEventTypeMouseMoved, x, from)
	if got := l.order(); got != want {
		t.Errorf("after the mouse let go it still drags: got %s", got)
	}
	l.do(chromedp.Evaluate[chromedp.Void](l.find(`.items li:first-child [aria-label^="Move down"]`) + `.click()`))
	if got := l.order(); !strings.HasPrefix(got, before[2]+" "+before[1]) {
		t.Errorf("the button that moves down: got %s", got)
	}
}

func TestGuideShowsAVariationInPlace(t *testing.T) {
	t.Parallel()
	l := lessonOf{openGuide(t), "gather-order"}
	l.do(chromedp.Evaluate[chromedp.Void](`window.heard = []; for (const name of ["run", "finish"]) ` + l.find("inflight-timeline") +
		`.addEventListener(name, (e) => heard.push([name, e.detail.scenario]))`))
	l.do(chromedp.Evaluate[chromedp.Void](l.find(".try a") + `.click()`))
	l.until(`heard.some(([name, scenario]) => name === "run" && scenario.includes("as_completed")) && heard.at(-1)[0] === "finish"`)
}

// TestGuideTakesMessagesAsText sends a lesson news that no run has, as a page that took over a frame could.
func TestGuideTakesMessagesAsText(t *testing.T) {
	t.Parallel()
	l := lessonOf{openGuide(t), "create-task"}
	before := eval[int](l.tab, `document.querySelectorAll("*").length`)
	l.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
		const embed = %s;
		embed.run = () => {
			const tell = (type, detail) => embed.dispatchEvent(new CustomEvent(type, {detail}));
			tell("run", {scenario: "<img src=x onerror=alert(1)>"});
			for (const detail of [null, {kind: "<b>", task: "<i>"}, {kind: "__proto__", task: {}}, {kind: "start", task: 0, t: "<u>"}])
				tell("event", detail);
			tell("finish", {stopped: false});
		};
	})()`, l.find("inflight-timeline"))))
	verdict := l.check()
	added := eval[int](l.tab, `document.querySelectorAll("*").length`) - before
	if !strings.Contains(verdict, "of 6 are where") || added != 6 { // a mark for each item
		t.Errorf("got %q and %d more elements", verdict, added)
	}
}

func TestGuideIsReadableWithoutJavaScript(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.withoutScripts()
	p.do(chromedp.Navigate(p.site.url + "/guide"))
	p.shows("#lesson-orphans .drawn svg", "main()")
	p.shows("#lesson-orphans .answer", "b", "never")
	p.shows("#lesson-orphans .listing.python", "asyncio.gather")
	p.until(`document.querySelector("#lesson-orphans .drawn .only-wide svg").getBoundingClientRect().width > 300`)
	p.until(`[...document.querySelectorAll(".lesson button")].every((b) => b.getBoundingClientRect().width === 0)`)
	p.do(chromedp.Click(chromedp.CSS(`#lesson-orphans .answer summary`)))
	p.until(`document.querySelector("#lesson-orphans .answer").open`)
	p.do(chromedp.Click(chromedp.CSS(`#lesson-orphans input[value="go"]`)))
	p.until(`document.querySelector("#lesson-orphans .listing.go").getBoundingClientRect().height > 0`)
}

// TestGuideIsLightBeforeARun: frames come one by one as they are read, and the program only when one is to run.
func TestGuideIsLightBeforeARun(t *testing.T) {
	t.Parallel()
	p := openGuide(t)
	p.until(
		`document.querySelector("inflight-timeline").shadowRoot.querySelector("iframe").contentDocument?.querySelector("#page svg") !== null`,
	)
	p.mu.Lock()
	received := p.received
	p.mu.Unlock()
	t.Logf("%d bytes", received)
	if received > 300_000 {
		t.Errorf("got %d bytes before anything was touched, want at most 300,000", received)
	}
	frames := 0
	for _, address := range p.loaded() {
		if strings.HasSuffix(address, ".wasm") {
			t.Errorf("the program was fetched: %s", address)
		}
		if strings.Contains(address, "/embed?") {
			frames++
		}
	}
	if frames > 10 {
		t.Errorf("%d frames were fetched at once", frames)
	}
}

func TestGuideIsReachedAndLeft(t *testing.T) {
	t.Parallel()
	p := open(t, "")
	p.goes("/guide")
	p.until(`location.pathname === "/guide" && document.querySelectorAll(".lesson").length > 0`)
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('.places a[href="/which"]').click()`))
	p.until(`location.pathname === "/which" && document.querySelector("#advice") !== null`)
}

func TestGuideProgramsFollowOneChoice(t *testing.T) {
	t.Parallel()
	p := openGuide(t)
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('#lesson-wait-all input[value="javascript"]').click()`))
	p.until(
		`document.querySelectorAll('.listings input[value="javascript"]:checked').length === document.querySelectorAll(".listings").length`,
	)
	p.do(chromedp.Reload())
	p.until(`document.querySelector('#lesson-timeout input[value="javascript"]')?.checked`)
}
