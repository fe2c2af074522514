package browsers

import (
	"os"
	"testing"
	"time"
)

// TestAProgramOfOnesOwn runs in each browser, with the preset's live runs: make browsers.
func TestAProgramOfOnesOwn(t *testing.T) {
	if !*all {
		t.Skip("make browsers runs it")
	}
	needPython(t)
	inEach(t, func(p *page) {
		p.open("/?tasks=1s")
		p.press("#edit-code")
		p.until(`window.inflightOwn?.editor !== undefined`)
		value[any](p, `inflightOwn.editor.set("import asyncio\nasyncio.run(asyncio.sleep(1.5))\nprint('done')\n")`)
		for _, when := range []string{"cold", "warm"} {
			p.runOwn()
			p.Logf("%s: %s ms", when, value[string](p, `return document.querySelector("#own").dataset.took`))
			if said := value[string](p, `return document.querySelector("#own-output").textContent`); said != "done\n" {
				p.Errorf("it printed %q: %s", said, value[string](p, `return document.querySelector("#own-error").textContent`))
			}
		}
	})
}

// needPython skips what needs Python where npm has not brought it.
func needPython(t testing.TB) {
	t.Helper()
	if _, err := os.Stat("../../web/dist/pyodide.asm.wasm.br"); err != nil {
		t.Skip("npm has not brought Python, so the page was built without it")
	}
}

// runOwn runs the program in the editor, to its end.
func (p *page) runOwn() {
	p.Helper()
	value[any](p, `delete document.querySelector("#own").dataset.took`)
	p.press("#own-run")
	const hasRun = `return document.querySelector("#own").dataset.took !== undefined`
	for try := 0; try < 600 && !value[bool](p, hasRun); try++ { // the first takes WebKit half a minute on a busy machine
		time.Sleep(100 * time.Millisecond)
	}
	p.until(`document.querySelector("#own").dataset.took !== undefined`)
}
