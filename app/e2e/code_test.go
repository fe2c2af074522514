package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestCodeFollowsTheMomentAndLeadsToIt(t *testing.T) {
	t.Parallel()
	p := open(t, orphans)
	p.shows(".caller-mark", "main(): line 51")
	p.do(chromedp.Focus(chromedp.CSS(`[aria-label^="Line 31:"]`)), chromedp.KeyEvent(kb.Enter))
	p.at("1.00 s, b failed")
	p.shows(".line.now", "await asyncio.gather(*tasks)")
	p.until(`((line, box) => line.top >= box.top && line.bottom <= box.bottom)(
		document.querySelector(".line.now").getBoundingClientRect(), document.querySelector(".program").getBoundingClientRect())`)
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('[data-line="46"] code').click()`))
	p.at("1.00 s, the strategy raised")
	p.shows(".line.now", `log("raise", error)`)
	p.click("#language-go")
	p.shows(".line.now", `log("raise", err)`)
	p.shows(".task-mark", "a task: point at its lane")
	p.pick("#lane", "1")
	p.shows(".task-mark", "b: line 61")
}

func TestVirtualTimeScriptIsSaved(t *testing.T) {
	t.Parallel()
	p := open(t, orphans)
	folder := p.downloads()
	p.click("#script")
	p.eventually("the script is saved", func() bool {
		script, err := os.ReadFile(filepath.Join(folder, "inflight-gather-orphans.py"))
		return err == nil && len(script) > 1000
	})
}

// TestLineMarksItsEvents in the picture, in the sentences, in the table; all three were lines of three tasks.
func TestLineMarksItsEvents(t *testing.T) {
	t.Parallel()
	p := open(t, orphans)
	p.do(
		chromedp.Evaluate[chromedp.Void](
			`[...document.querySelectorAll(".line")].find((line) => line.textContent.includes('log("finish"')).querySelector("code").click()`,
		),
	)
	p.shows("#marked", "2 events marked")
	p.until(`document.querySelector(".line.picked").textContent.includes('log("finish"')`)
	p.until(
		`[...document.querySelectorAll(".events tr.marked")].map((row) => row.children[1].textContent + row.children[2].textContent).join() ` +
			`=== "cfinishes,afinishes"`,
	)
	p.until(`document.querySelectorAll(".sentence.marked").length > 0`)
	p.at("2.00 s, c finished")
	p.do(chromedp.KeyEvent(kb.End))
	p.until(`document.querySelector(".line.picked") !== null`)
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#language-go").click()`))
	p.until(`document.querySelector("#marked") === null && document.querySelector("tr.marked") === null`)
}

// TestRunningLineStaysInSight when the box, the program or the run changes, and not only when the moment moves.
func TestRunningLineStaysInSight(t *testing.T) {
	t.Parallel()
	const seen = `(() => { const box = document.querySelector(".program").getBoundingClientRect();
		const line = document.querySelector(".program .now")?.getBoundingClientRect();
		return line !== undefined && line.top >= box.top - 1 && line.bottom <= box.bottom + 1; })()`
	p := open(t, "tasks=1s*12,2s!reset&after=linger")
	away := func() { p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".program").scrollTop = 0`)) }
	p.until(seen)
	for name, change := range map[string]func(){
		"Log":      func() { p.click("#tab-output") },
		"strategy": func() { p.pick("#strategy", "task_group") },
		"preset":   func() { p.do(chromedp.Evaluate[chromedp.Void](`inflight.scenario = "preset=batches"`)) },
	} {
		away()
		change()
		t.Log(name)
		p.until(seen)
	}
}
