package e2e

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"inflight/app/model"
	"inflight/engine"
)

// needPython skips a test where npm has not brought Python, so that the program was built without it.
func needPython(t testing.TB) {
	t.Helper()
	if !hasPython() {
		t.Skip("npm has not brought Python, so the page was built without it: install npm, and make build adds it")
	}
}

// hasPython reports whether npm has.
func hasPython() bool {
	_, err := os.Stat("../../web/dist/pyodide.asm.wasm.br")
	return err == nil
}

// ownLink is the link of a program of somebody's own.
func ownLink(program string) string { return model.Own{Text: program}.Link() }

// openOwn opens a program, as a link holds it, and waits for its editor.
func openOwn(t testing.TB, program string) *tab {
	t.Helper()
	p := newTab(t, site)
	p.do(chromedp.Navigate(site.url + "/" + engine.Address(ownLink(program))))
	p.mounted()
	p.until(editorIsThere)
	return p
}

const editorIsThere = `document.querySelector(".own-editor")?.shadowRoot?.querySelector(".cm-content") != null`

// runOwn writes a program, unless it is "", runs it, and returns what the page says of it and what it printed.
func (p *tab) runOwn(program string) string {
	p.Helper()
	if program != "" {
		eval[bool](p, fmt.Sprintf(`inflightOwn.editor.set(%q), true`, program))
	}
	eval[bool](p, `delete document.querySelector("#own").dataset.took`)
	p.click("#own-run")
	p.until(`document.querySelector("#own").dataset.took !== undefined`)
	return eval[string](p, `document.querySelector("#own-error").innerText + "\n" +
		(document.querySelector(".own-printed:not([hidden]) pre")?.textContent.slice(0, 2000) ?? "")`)
}

// TestAProgramOfOnesOwnRunsOnTheTimeline: from the shown program, by Edit and Run, to a picture that has not moved, and by a change to
// another.
// An error stands at its line, and no text is lost.
func TestAProgramOfOnesOwnRunsOnTheTimeline(t *testing.T) {
	needPython(t)
	t.Parallel()
	p := newTab(t, site)
	p.visit("preset=gather-orphans")
	predicted := p.simulated().Events
	p.click("#edit-code")
	p.until(editorIsThere)
	if said := p.runOwn(""); !strings.Contains(said, "status 503") && !strings.Contains(said, "503") {
		t.Errorf("the page says %q, want the exception that this program ends with", said)
	}
	if got := p.log(); len(got) == 0 || got[len(got)-1].T != predicted[len(predicted)-1].T {
		t.Errorf("got %v, want a run that ends when the simulation does: %v", got, predicted)
	}
	for _, width := range []int64{390, 768, 1280} {
		command(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1})
		p.until(`document.documentElement.scrollWidth <= innerWidth`)
		if lean := eval[float64](p, `document.querySelector(".own-editor").clientWidth / innerWidth`); lean < 0.3 {
			t.Errorf("at %d px the editor has %.2f of the page's width, want room to write", width, lean)
		}
	}
	command(p, emulation.ClearDeviceMetricsOverride, cdp.Empty{})
	const inEditor = `document.querySelector(".own-editor").shadowRoot.`
	if n := eval[int](p, `inflightOwn.editor.set("print(1)"), `+inEditor+`getAnimations().length`); n > 0 {
		t.Error("the cursor moves where nobody sees it, want nothing to move")
	}
	eval[bool](p, `inflightOwn.editor.focus(), true`)
	for _, shown := range []string{"visible", "hidden", "visible"} {
		p.until(`getComputedStyle(` + inEditor + `querySelector(".cm-focused .cm-cursor")).visibility === "` + shown + `"`)
	}
	if n := eval[int](p, inEditor+`getAnimations().length`); n > 0 {
		t.Errorf("the cursor is animated %d times, want that it blinks without", n)
	}
	const wrong = "import asyncio\nprint('one)\n"
	if said := p.runOwn(wrong); !strings.Contains(said, "Line 2: SyntaxError: unterminated string literal") {
		t.Errorf("the page says %q, want Python's own words at their line", said)
	}
	if text := eval[string](p, `inflightOwn.editor.text()`); text != wrong {
		t.Errorf("the text is %q now, want it untouched", text)
	}
	p.until(`location.hash !== "" && document.querySelector("#own .wrong-line") === null`)
	p.eventually("the text is in the address", func() bool {
		own, _ := model.OwnProgram(eval[string](p, `location.hash.slice(1)`))
		return own.Text == wrong
	})
	const changed = "import asyncio\n\nasync def inner():\n    await asyncio.sleep(0.25)\n\nasync def outer():\n" +
		"    await asyncio.create_task(inner(), name='the inner')\n\nasyncio.run(outer())\n"
	if said := strings.TrimSpace(p.runOwn(changed)); said != "" {
		t.Errorf("the page says %q, want nothing", said)
	}
	p.until(`document.querySelector("#picture").textContent.includes("the inner")`)
	if got := p.log(); got[len(got)-1].T != 250*time.Millisecond {
		t.Errorf("got %v, want the other program", got)
	}
	p.eventually("the run is in the address", func() bool {
		own, _ := model.OwnProgram(eval[string](p, `location.hash.slice(1)`))
		return own.Text == changed && own.Log != ""
	})
	p.do(chromedp.Reload())
	p.mounted()
	p.until(editorIsThere + ` && inflightOwn.editor.text().includes("the inner")`)
	p.until(`document.querySelector("#picture").textContent.includes("the inner") &&
		document.querySelector(".lesson").textContent.includes("came with the link")`)
	if n := eval[int](p, `performance.getEntriesByType("resource").filter((e) => e.name.includes("pyodide")).length`); n > 0 {
		t.Errorf("the page has asked for Python %d times, want that a link's program never runs by itself", n)
	}
	p.click("#own-back")
	p.until(`document.querySelector("#own") === null && document.querySelector("#tasks") !== null`)
}

// stolen is what would be asked for if a program could ask.
const stolen = "http://127.0.0.1:9/stolen"

// hostile are programs that do their worst, and what the page then says.
var hostile = []struct{ name, program, says string }{
	{"a busy loop", "while True: pass", "It ran for 1 s and was stopped"},
	{"turns without end", "import asyncio\nasync def main():\n    while True: await asyncio.sleep(0)\nasyncio.run(main())", " 1 s"},
	{"a fork bomb", "import os\nwhile True: os.fork()", "Line 2: OSError: [Errno 52] Function not implemented"},
	{"a gigabyte", "x = 'x' * 10**9", "Line 1: MemoryError"},
	{"a list without end", "x = []\nwhile True: x.append('x' * 10**6)", "Line 2: MemoryError"},
	{"a recursion", "def f(): f()\nf()", "Line 1: RecursionError"},
	{"prints without end", "while True: print('x' * 1000)", "It was stopped: it has printed 1,000,000 characters"},
	{"tasks without end", "import asyncio\nasync def f():\n" +
		"    while True:\n        asyncio.create_task(f())\n        await asyncio.sleep(0)\nasyncio.run(f())",
		"It was stopped: it has created 10,000 tasks"},
	{"threads without end", "import threading\nwhile True: threading.Thread(target=print).start()",
		"Line 2: RuntimeError: can't start new thread"},
	{"a process", "import subprocess\nsubprocess.run(['ls'])", "Line 2: OSError"},
	{"a connection", "import socket\nsocket.create_connection(('127.0.0.1', 9), 1)", "Line 2: "},
	{"the page's storage", "from js import localStorage", "Line 1: ModuleNotFoundError"},
	{"JavaScript", "import js\njs.fetch('/healthz')", "Line 1: ModuleNotFoundError"},
	{"JavaScript by the back door", "import asyncio, pyodide.http\nasyncio.run(pyodide.http.pyfetch('" + stolen + "'))", "Line 2: "},
	{"JavaScript from a text", "from pyodide.code import run_js\nrun_js('import(\"" + stolen + "\")')", "Line 2: "},
	{"a broken asyncio", "import asyncio\nasyncio.sleep = None\nprint('broken')", "broken"},
	{"os._exit", "import os\nos._exit(3)", "The program ended Python itself"},
	{"a recursion without limit", "import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()", "starts anew for the next run"},
	{"a loop that takes no notice", "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
		"took no notice of Ctrl-C"},
	{"a program as any other", "import asyncio\nasyncio.run(asyncio.sleep(1))\nprint('alive')", "alive"},
}

// TestHostileProgramsEndInASentence: all in one tab, so that after each of them another runs. Once some have ended Python itself, what it
// starts from is the memory of the first, and that withstands the others as well. Nothing is asked for meanwhile but what the page itself
// needs.
func TestHostileProgramsEndInASentence(t *testing.T) {
	needPython(t)
	t.Parallel()
	p := openOwn(t, "print('hello')\n")
	p.excuse = func(complaint string) bool { // Pyodide's own report of a recursion without limit
		return strings.HasPrefix(complaint, "worker: ") && (strings.Contains(complaint, "fatal error") ||
			strings.Contains(complaint, "Maximum call stack size exceeded"))
	}
	for _, loaded := range p.loaded() {
		if strings.Contains(loaded, "pyodide") || strings.Contains(loaded, "inflight.py") {
			t.Errorf("the page has asked for %s: want that a link's program never runs by itself", loaded)
		}
	}
	eval[bool](p, `window.clock = "", new MutationObserver(() => {
		clock = /^Running: .*/.exec(document.querySelector("#own-status").textContent)?.[0] ?? clock;
	}).observe(document.querySelector("#own-status"), {childList: true}), true`)
	const first = "print(hash('another number in each Python that has not the memory of the first'))"
	memory := p.runOwn(first)
	programs := slices.Clone(hostile)
	for _, h := range hostile {
		if strings.HasPrefix(h.says, "Line ") {
			programs = append(programs, h)
		}
	}
	for _, h := range programs {
		seconds := 10
		if strings.Contains(h.says, " 1 s") || strings.Contains(h.says, "Ctrl-C") {
			seconds = 1 // a tenth of what people have
		}
		eval[int](p, fmt.Sprintf(`inflightPython.limits.seconds = %d`, seconds))
		if said := p.runOwn(h.program); !strings.Contains(said, h.says) {
			t.Errorf("%s: the page says %q, want %q", h.name, said, h.says)
		}
	}
	if again := p.runOwn(first); again != memory {
		t.Errorf("the last Python says %q, and the first said %q: want that it started from the first one's memory", again, memory)
	}
	if clock := eval[string](p, `clock`); !strings.HasPrefix(clock, "Running: ") || !strings.HasSuffix(clock, " s") {
		t.Errorf("the page has shown no clock: %q", clock)
	}
	for _, loaded := range p.loaded() {
		if strings.Contains(loaded, "127.0.0.1:9/") {
			t.Errorf("a program has asked for %s", loaded)
		}
	}
	files := []string{"/inflight.py", "/python", "pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"}
	for _, file := range files {
		times := 0
		for _, loaded := range p.loaded() {
			if strings.HasSuffix(loaded, file) {
				times++
			}
		}
		if times != 1 {
			t.Errorf("the page has asked for %s %d times, want once", file, times)
		}
	}
}

// TestAnEmbedRunsAProgram in a page of somebody's, in a sandbox: the author's picture stands first, and nothing of Python is loaded before
// the reader presses Run. Without scripts the program stands there as text.
func TestAnEmbedRunsAProgram(t *testing.T) {
	needPython(t)
	t.Parallel()
	trace, err := os.ReadFile("../../engine/program/testdata/programs/workers-one-dies.json")
	if err != nil {
		t.Fatal(err)
	}
	m := model.NewModel("").Update(model.OwnBegun{}).Update(model.LogOpened{Name: "x", Content: trace})
	m = m.Update(model.OwnBegun{Text: m.Scenario.Recorded.Text}).Update(model.OwnRan{Trace: trace}).Update(model.OwnCarried{})
	page := hostPage(`<inflight-timeline src="SITE/` + engine.Address(m.Own.Link()) + `">
		<script type="text/python" style="display: block; white-space: pre">
` + m.Own.Text + `</script></inflight-timeline>`)
	host := newHost(t, map[string]string{"/": page}, "Content-Security-Policy", "sandbox allow-scripts")
	p := newTab(t, site)
	p.withoutScripts()
	p.goTo(host.url)
	p.until(`document.querySelector("inflight-timeline script").getBoundingClientRect().height > 100`)
	command(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: false})
	p.goTo(host.url)
	inner := p.inside("/embed")
	inner.until(`document.readyState === "complete"`)
	inner.shows(".hero svg", "worker")
	inner.shows(".program", "async def")
	for _, file := range []string{".wasm", "pyodide", "editor.js", "inflight.py"} {
		if inner.asked(file) != 0 {
			t.Errorf("the frame has asked for %s before anybody pressed Run", file)
		}
	}
	element[any](p, `e.run().catch((why) => { window.why = why.message })`)
	p.until(`window.why?.includes("only the reader")`)
	if inner.asked("pyodide") != 0 {
		t.Error("the page around it has brought Python into the frame")
	}
	eval[bool](inner, `document.querySelector("#run").click(), true`)
	inner.until(`document.querySelector("#own")?.dataset.took !== undefined && document.activeElement.id === "own-run"`)
	p.until(`told.some(([type, detail]) => type === "finish" && detail.summary)`)
	inner.until(`document.querySelector("#own-output").textContent.includes("no such item")`)
	const mine = "import asyncio\nasyncio.run(asyncio.sleep(1.5))\nprint('mine')\n"
	eval[bool](inner, fmt.Sprintf(`inflightOwn.editor.set(%q), document.querySelector("#own-run").click(), true`, mine))
	inner.until(`document.querySelector("#own-output").textContent === "mine\n" &&
		document.querySelector(".hero").textContent.includes("1.5")`)
}
