package browsers

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// hundred is a program of a hundred tasks, of which each run has another text.
const hundred = "import asyncio\n\nasync def work(n):\n    await asyncio.sleep(n / 100)\n\nasync def main():\n" +
	"    await asyncio.gather(*(work(n) for n in range(99)), asyncio.sleep(%d))\n\nasyncio.run(main())\n"

// noteDrawn notes when the picture of a run is on the screen, in milliseconds since Run was pressed: the first frame after it has changed.
const noteDrawn = `
	let pressed = 0;
	document.querySelector("#own-run").addEventListener("click", () => { window.drawn = 0; pressed = performance.now(); }, {capture: true});
	new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => { window.drawn ||= performance.now() - pressed; }))).
		observe(document.querySelector("#picture"), {subtree: true, childList: true, attributes: true, characterData: true});
	window.bytes = () => performance.getEntriesByType("resource").reduce((sum, e) => sum + e.transferSize, 0);`

// BenchmarkOwnProgram measures a person's own program of a hundred tasks in each browser, from Run to its picture: the first, for which
// Python is loaded, with the megabytes of that, and the next ones, each of another text, where Python is warm. Between two runs there is a
// second, as there is between those of a person.
func BenchmarkOwnProgram(b *testing.B) {
	needPython(b)
	for _, engine := range append(engines, starter{"Chromium", startChromium}) {
		b.Run(engine.name, func(b *testing.B) {
			d, err := engine.start(b.TempDir())
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(d.close)
			measureOwn(b, &page{b, d, engine.name})
		})
	}
}

func measureOwn(b *testing.B, p *page) {
	p.open("/?tasks=1s")
	p.press("#edit-code")
	p.until(`window.inflightOwn?.editor !== undefined`)
	value[any](p, noteDrawn)
	before := value[float64](p, `return bytes()`)
	cold, _ := p.drawOwn(0)
	bytes := value[float64](p, `return bytes()`) - before
	var warm, python []float64
	for n := 1; b.Loop(); n++ {
		picture, ran := p.drawOwn(n)
		warm, python = append(warm, picture), append(python, ran)
	}
	slices.Sort(warm)
	slices.Sort(python)
	b.ReportMetric(cold, "cold-ms")
	b.ReportMetric(warm[len(warm)/2], "warm-ms")
	b.ReportMetric(python[len(python)/2], "python-ms")
	b.ReportMetric(bytes/1e6, "MB")
	b.ReportMetric(0, "ns/op")
}

// drawOwn runs the program once: the milliseconds until its picture, and of them until Python was done.
func (p *page) drawOwn(n int) (picture, python float64) {
	p.Helper()
	value[any](p, fmt.Sprintf(`inflightOwn.editor.set(%q)`, fmt.Sprintf(hundred, n)))
	time.Sleep(time.Second)
	p.runOwn()
	p.until(`window.drawn > 0`)
	if said := value[string](p, `return document.querySelector("#own-error").textContent`); strings.TrimSpace(said) != "" {
		p.Fatalf("the page says %q, want nothing", said)
	}
	return value[float64](p, `return window.drawn`), value[float64](p, `return Number(document.querySelector("#own").dataset.took)`)
}
