package browsers

import (
	"os"
	"path/filepath"
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
		for _, when := range []string{"cold", "warm", "restored"} {
			if when == "restored" {
				value[any](p, `inflightOwn.editor.set("import os\nos._exit(3)\n")`)
				p.runOwn()
			}
			value[any](p, `inflightOwn.editor.set("import asyncio\nasyncio.run(asyncio.sleep(1.5))\nprint('done')\n")`)
			p.runOwn()
			p.Logf("%s: %s ms", when, value[string](p, `return document.querySelector("#own").dataset.took`))
			if said := value[string](p, `return document.querySelector("#own-output").textContent`); said != "done\n" {
				p.Errorf("it printed %q: %s", said, value[string](p, `return document.querySelector("#own-error").textContent`))
			}
		}
	})
}

// TestAProgramInAFile, as a saved page has it that is opened by a double-click, runs in its embed once the reader has pressed Run.
func TestAProgramInAFile(t *testing.T) {
	if !*all {
		t.Skip("make browsers runs it")
	}
	needPython(t)
	file := filepath.Join(t.TempDir(), "saved.html")
	saved := `<!DOCTYPE html><title>saved</title><script src="` + site.url + `/embed.js" defer></script>
		<inflight-timeline load="eager"><script type="text/python">
			import asyncio
			asyncio.run(asyncio.sleep(1.5))
			print("mine")
		</script></inflight-timeline>`
	if err := os.WriteFile(file, []byte(saved), 0o644); err != nil {
		t.Fatal(err)
	}
	inEach(t, func(p *page) {
		if err := p.visit("file://" + file); err != nil {
			p.Fatal(err)
		}
		p.until(`document.querySelector("inflight-timeline").shadowRoot.querySelector("iframe").offsetHeight > 0`)
		if err := p.driver.(interface{ enter() error }).enter(); err != nil {
			p.Fatal(err)
		}
		p.until(`document.readyState === "complete" && document.querySelector("#run:not([disabled])")`)
		p.press("#run")
		p.untilWithin(2*time.Minute, `document.querySelector("#own-output")?.textContent === "mine\n"`) // the first takes WebKit half a minute
		p.until(`document.querySelector(".hero svg").textContent.includes("1.5")`)
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
	p.untilWithin(2*time.Minute, `document.querySelector("#own").dataset.took !== undefined`) // the first takes WebKit half a minute
}
