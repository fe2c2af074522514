package e2e

import (
	_ "embed"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"inflight/engine"
)

// axe is axe-core 4.14.1, an accessibility checker (https://github.com/dequelabs/axe-core, Mozilla Public License 2.0).
//
//go:embed testdata/axe.min.js
var axe string

// prefer makes the tab a light or a dark one, and waits until the colours have settled.
func (p *tab) prefer(scheme string) {
	p.Helper()
	command(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	p.until(`matchMedia("(prefers-color-scheme: ` + scheme + `)").matches && document.getAnimations().length === 0`)
}

// stage is a state of a page that people see.
type stage struct {
	name       string
	path, link string       // of a new page, or "" for the page of the stage before, as it is then
	reach      func(p *tab) // from there
}

// stages are looked at by the checkers here and by people; see TestScreenshots. Those that leave something behind are last.
var stages = []stage{
	{"before", "/", engine.PresetNamed("create-then-await").Link, func(*tab) {}},
	{"running", "/", "tasks=a=1m,b=100ms,c=200ms!503,d=1m&limit=3", func(p *tab) {
		p.click("#run")
		p.until(`inflight.log().filter((e) => e.kind === "finish").length === 2 && inflight.log().some((e) => e.kind === "sent" && e.task === 3)`)
	}},
	{"finished", "/", engine.PresetNamed("pool-2").Link, ran},
	{"orphan", "/", engine.PresetNamed("gather-orphans").Link, ran},
	{"cancelled", "/", engine.PresetNamed("task-group").Link, ran},
	{"error", "/", "tasks=a=1s,b=2s", func(p *tab) {
		p.do(chromedp.Click(chromedp.CSS("#tasks")), chromedp.KeyEvent(kb.End), chromedp.KeyEvent("x"))
		p.shows("#fault", "unknown unit")
	}},
	{"rows", "/", "tasks=a=1s,b=200ms:2s!503,c=300ms*3", func(p *tab) {
		p.click("#as-rows")
		p.until(`document.querySelectorAll(".task-row").length === 3`)
	}},
	{"thousand", "/", "tasks=100ms*1000", func(p *tab) {
		p.deaf()
		ran(p)
	}},
	{"reuse", "/", engine.PresetNamed("connection-reuse").Link, ran},
	{"reuse-connections", "", "", func(p *tab) {
		p.click("#view-connections")
		p.shows("#drag-words", "the browser reused")
	}},
	{"host-connections", "/", engine.PresetNamed("limit-per-host").Link, byConnection},
	{"socket-error", "/", engine.PresetNamed("context-manager-error").Link, func(*tab) {}},
	{"stack-connections", "/", engine.PresetNamed("exit-stack").Link, byConnection},
	{"log", "/", engine.PresetNamed("context-manager-error").Link, func(p *tab) {
		p.click("#tab-output")
		p.until(`document.querySelector(".printed") !== null`)
	}},
	{"palette", "/", engine.PresetNamed("gather-orphans").Link, func(p *tab) {
		p.click("#examples")
		p.until(`document.activeElement.matches(".palette[open] input")`)
	}},
	{"wrappers", "/", "tasks=1s*4&each=retry:3,semaphore:2,timeout:1s", func(p *tab) {
		p.click("#chip-each")
		p.until(`document.querySelector("#wrap-1-0") !== null`)
		eval[bool](p, `((e) => (e.value = "0", e.dispatchEvent(new Event("input"))))(document.querySelector("#wrap-1-0"))`)
		p.shows(".wrap:nth-child(2) .wrong-words", "want semaphore")
		p.click("#wrap-add")
	}},
}

// byConnection shows the prediction by its connections.
func byConnection(p *tab) {
	p.click("#view-connections")
	p.until(`document.querySelector(".ride-label") !== null`)
}

// ran runs the scenario to its end and waits for the whole of the backend's account.
func ran(p *tab) {
	p.click("#run")
	p.finished()
	p.until(`document.querySelector(".seen") !== null && !document.querySelector(".seen").textContent.includes("at work")`)
}

// TestStagesAreAccessibleAndFitAPhone brings the page to each stage, has it checked in both themes, and then makes the
// window as narrow as a phone's.
func TestStagesAreAccessibleAndFitAPhone(t *testing.T) {
	t.Parallel()
	lookAt(t, stages)
}

// lookAt has stages checked one after another in one tab, where the page and axe are faster for what they have done before.
func lookAt(t *testing.T, stages []stage) {
	whole := newTab(t, site)
	for _, s := range stages {
		t.Run(s.name, func(t *testing.T) {
			p := whole.of(t)
			p.goOnTo(s.path, s.link)
			s.reach(p)
			if s.name == "guide" { // its thousands of elements are looked at once one of its lessons is answered
				p.phone()
				p.fits(s.name)
				return
			}
			p.accessible(s.name)
		})
	}
}

// accessible holds the page, as it stands, to axe's rules in both themes, and to the width of a phone.
func (p *tab) accessible(stage string) {
	p.Helper()
	themes := []string{"light", "dark"}
	if eval[bool](p, `matchMedia("(prefers-color-scheme: dark)").matches`) { // as the stage before has left it
		slices.Reverse(themes)
	}
	p.prefer(themes[0])
	for _, violation := range p.violations("undefined") {
		p.Errorf("%s: %s", themes[0], violation)
	}
	p.prefer(themes[1]) // changes colours and nothing else
	for _, violation := range p.violations(`["color-contrast", "link-in-text-block"]`) {
		p.Errorf("%s: %s", themes[1], violation)
	}
	p.phone()
	p.fits(stage)
}

// onlyGrave spares axe what nobody looks at: rules whose impact is neither serious nor critical, and the markup of all that obeys a
// rule. It also hides axe from who lists the window's variables; see [face].
const onlyGrave = `
	axe.configure({noHtml: true, rules: axe._audit.rules.filter(({impact}) => ["minor", "moderate"].includes(impact))
		.map(({id}) => ({id, enabled: false}))});
	Object.defineProperty(window, "axe", {enumerable: false});
	undefined;
`

// violations lists what axe finds serious or critical by some of its rules, or by all of them if rules is "undefined", and where.
func (p *tab) violations(rules string) []string {
	p.Helper()
	if !eval[bool](p, `"axe" in window`) {
		p.do(chromedp.Evaluate[chromedp.Void](axe + onlyGrave))
	}
	return eval[[]string](p, strings.TrimSpace(`
		axe.run({resultTypes: ["violations"], selectors: false, elementRef: true, runOnly: `+rules+`}).then(({violations}) => violations
			.filter((v) => v.impact === "serious" || v.impact === "critical")
			.map((v) => v.id + ": " + v.help + ": " + v.nodes.slice(0, 5).map((n) =>
				n.element.outerHTML.slice(0, 200) + " " + n.failureSummary).join(" | ")))`))
}
