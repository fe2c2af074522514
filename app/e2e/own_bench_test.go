package e2e

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// hundred is a program of a hundred tasks, of which each run has another text.
const hundred = "import asyncio\n\nasync def work(n):\n    await asyncio.sleep(n / 100)\n\nasync def main():\n" +
	"    await asyncio.gather(*(work(n) for n in range(99)), asyncio.sleep(%d))\n\nasyncio.run(main())\n"

// noteDrawn notes when the picture of a run is there, in milliseconds since Run is pressed.
const noteDrawn = `window.drawn = 0, (() => {
	let pressed = 0;
	document.querySelector("#own-run").addEventListener("click", () => { drawn = 0; pressed = performance.now(); }, {capture: true});
	new MutationObserver(() => { drawn = performance.now() - pressed; })
		.observe(document.querySelector("#picture"), {subtree: true, childList: true, attributes: true, characterData: true});
})(), true`

// BenchmarkOwnProgram measures a person's own program of a hundred tasks, from Run to its run in the page, and to its picture: the first,
// for which Python is loaded, and the next ones. Where there is a machine of its own, an edited program redraws within 150 ms.
func BenchmarkOwnProgram(b *testing.B) {
	needPython(b)
	p := openOwn(b, fmt.Sprintf(hundred, 0))
	took := func() float64 {
		ms, _ := strconv.ParseFloat(eval[string](p, `document.querySelector("#own").dataset.took`), 64)
		return ms
	}
	eval[bool](p, noteDrawn)
	before := p.received
	p.runOwn("")
	cold, received := took(), p.received-before
	warm, drawn, n := 0.0, 0.0, 0
	for b.Loop() {
		n++
		if said := strings.TrimSpace(p.runOwn(fmt.Sprintf(hundred, n))); said != "" {
			b.Fatalf("the page says %q, want nothing", said)
		}
		warm += took()
		p.until(`drawn > 0`)
		drawn += eval[float64](p, `drawn`)
	}
	b.ReportMetric(drawn/float64(n), "picture-ms")
	b.ReportMetric(warm/float64(n), "warm-ms")
	b.ReportMetric(cold, "cold-ms")
	b.ReportMetric(float64(received)/1e6, "MB")
}
