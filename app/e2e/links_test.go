package e2e

import (
	"fmt"
	"strings"
	"testing"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"inflight/engine"
)

// holds waits until the page, its fields and its address bar hold this scenario.
func (p *tab) holds(link, strategy, tasks string) {
	p.Helper()
	p.until(fmt.Sprintf(`inflight.scenario === %q && location.search === "?" + %q`, link, link))
	p.until(fmt.Sprintf(`document.querySelector("#strategy").value === %q && document.querySelector("#tasks").value === %q`, strategy, tasks))
}

// pick chooses a value of a picker, as a person's choice is told to the page.
func (p *tab) pick(selector, value string) {
	p.Helper()
	p.until(fmt.Sprintf(`[...document.querySelector(%q)?.options ?? []].some((option) => option.value === %q)`, selector, value))
	eval[bool](p, fmt.Sprintf(`(() => {
		const picker = document.querySelector(%q);
		picker.value = %q;
		return picker.dispatchEvent(new Event("change", {bubbles: true}));
	})()`, selector, value))
}

// pickExample picks an example from the palette by a part of its words, with keys alone.
func (p *tab) pickExample(words, id string) {
	p.Helper()
	p.do(chromedp.KeyEvent("k", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	p.until(`document.activeElement.matches(".palette[open] input")`)
	p.do(chromedp.KeyEvent(words))
	p.until(fmt.Sprintf(`document.querySelector(".palette [aria-selected=true]").id === "example-%s"`, id))
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until(`document.querySelector(".palette[open]") === null`)
}

// editOption opens the editor of an option from the list of all, as a person does.
func (p *tab) editOption(name string) {
	p.Helper()
	p.click("#more")
	p.until(fmt.Sprintf(`document.querySelector(".palette[open] #choice-%s") !== null`, name))
	p.do(chromedp.Click(chromedp.CSS("#choice-" + name)))
	p.until(fmt.Sprintf(`document.querySelector("#edit-%s").matches(":popover-open") && document.activeElement.id === "option-%[1]s"`, name))
}

func TestAddressIsCanonicalAfterEveryEdit(t *testing.T) {
	t.Parallel()
	p := open(t, "limit=100&tasks=1000ms%2C+2s&strategy=gather")
	p.holds("tasks=1s,2s", "gather", "1s, 2s")
	p.typeTasks("a=3s, b=1s!503 500ms*2")
	p.until(`location.search === "?tasks=a=3s,b=1s!503,500ms*2"`)
	p.pick("#strategy", "wait")
	p.pick("#option-return_when", "FIRST_COMPLETED")
	p.until(`location.search === "?strategy=wait&tasks=a=3s,b=1s!503,500ms*2&return_when=FIRST_COMPLETED"`)
	p.editOption("raise_for_status")
	p.do(chromedp.Click(chromedp.CSS("#option-raise_for_status")))
	p.until(`location.search.endsWith("&return_when=FIRST_COMPLETED&raise_for_status=true")`)
}

func TestTwelveTasksMakeAShortLink(t *testing.T) {
	t.Parallel()
	p := open(t, "strategy=as_completed&tasks=a=1s,b=2s,c=300ms,d=1s!503,e=4s,f=100ms:2s,g=1s~100ms,h=2s,i=3s!reset,j=1s,k=2s,l=500ms")
	p.until(`location.search.length > 1`)
	if got := eval[string](p, `location.search`); len(got) > 150 {
		t.Errorf("the link has %d characters, want at most 150: %s", len(got), got)
	}
}

func TestBackForwardAndReload(t *testing.T) {
	t.Parallel()
	first, second := engine.PresetNamed("pool-2"), engine.PresetNamed("as-completed")
	p := open(t, first.Link)
	p.holds("tasks=1s*6&limit=2", "gather", "1s*6")
	p.pickExample("as_comp", second.ID)
	p.holds(second.Link, "as_completed", "3s, 1s, 2s")
	p.do(chromedp.Evaluate[chromedp.Void](`history.back()`))
	p.holds(first.Link, "gather", "1s*6")
	p.until(fmt.Sprintf(`document.querySelector("#examples").dataset.preset === %q`, first.ID))
	p.do(chromedp.Evaluate[chromedp.Void](`history.forward()`))
	p.holds(second.Link, "as_completed", "3s, 1s, 2s")
	p.typeTasks("3s, 1s, 2500ms")
	p.holds("strategy=as_completed&tasks=3s,1s,2.5s", "as_completed", "3s, 1s, 2500ms")
	p.do(chromedp.Reload())
	p.mounted()
	p.holds("strategy=as_completed&tasks=3s,1s,2.5s", "as_completed", "3s, 1s, 2.5s")
}

func TestCopyLink(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=1s,2s")
	command(p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		command(p, cdpbrowser.SetPermission, cdpbrowser.SetPermissionParams{
			Permission: &cdpbrowser.PermissionDescriptor{Name: name}, Setting: cdpbrowser.PermissionSettingGranted,
			BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID,
		})
	}
	p.click("#share-open")
	p.click("#copy-link")
	p.shows("#copy-link", "Copied")
	if got, want := eval[string](p, `navigator.clipboard.readText()`), p.site.url+"/?tasks=1s,2s"; got != want {
		t.Errorf("copied %q, want %q", got, want)
	}
}

// TestRefusedClipboard: the link can still be copied by hand.
func TestRefusedClipboard(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=1s,2s")
	eval[bool](p, `(() => { navigator.clipboard.writeText = () => Promise.reject(new Error("no")); return true; })()`)
	p.click("#share-open")
	p.click("#copy-link")
	p.shows("#copy-link", "by hand")
	p.until(fmt.Sprintf(`document.activeElement.id === "share-link" && getSelection().toString() === %q`, p.site.url+"/?tasks=1s,2s"))
}

// pasteTasks replaces the task list at once.
func (p *tab) pasteTasks(text string) {
	p.Helper()
	eval[bool](p, fmt.Sprintf(`(() => {
		const field = document.querySelector("#tasks");
		field.value = %q;
		return field.dispatchEvent(new InputEvent("input", {bubbles: true}));
	})()`, text))
}

func TestLongLinksGoIntoTheFragment(t *testing.T) {
	t.Parallel()
	tasks := make([]string, 400)
	for i := range tasks {
		tasks[i] = fmt.Sprintf("t%d=%dms", i, 100+i)
	}
	p := open(t, "tasks=1s")
	p.pasteTasks(strings.Join(tasks, ", "))
	p.until(`location.hash.startsWith("#z=") && location.search === ""`)
	link := eval[string](p, `inflight.scenario`)
	if address := eval[string](p, `location.href`); len(link) < 4000 || len(address) > len(link)*2/3 {
		t.Errorf("the link has %d characters, its address %d", len(link), len(address))
	}
	p.do(chromedp.Reload())
	p.mounted()
	p.until(fmt.Sprintf(`inflight.scenario === %q`, link))
	p.pasteTasks("1s")
	p.until(`location.hash === "" && location.search === "?tasks=1s"`)
	p.pickExample("pool of 2", "pool-2")
	p.holds("tasks=1s*6&limit=2", "gather", "1s*6")
	p.do(chromedp.Evaluate[chromedp.Void](`history.back()`))
	p.holds("tasks=1s", "gather", "1s")
}

func TestATitleIsShownAndKept(t *testing.T) {
	t.Parallel()
	p := open(t, "title=Who+waits+%3Cb%3E+for+whom%3F&tasks=1s")
	p.until(
		`document.querySelector(".lesson h1").textContent === "Who waits <b> for whom?" && document.title === "Who waits <b> for whom? · ` +
			`Inflight"`,
	)
	p.pick("#strategy", "wait")
	p.until(`location.search === "?title=Who%20waits%20%3Cb%3E%20for%20whom?&strategy=wait&tasks=1s"`)
}
