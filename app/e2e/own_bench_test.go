package e2e

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// hundred is a program of a hundred tasks, of which each run has another text.
const hundred = "import asyncio\n\nasync def work(n):\n    await asyncio.sleep(n / 100)\n\nasync def main():\n" +
	"    await asyncio.gather(*(work(n) for n in range(100)))\n\nasyncio.run(main())  # %d\n"

// BenchmarkOwnProgram measures a person's own program of a hundred tasks, from Run to its run in the page: the first, for which Python is
// loaded, and the next ones.
func BenchmarkOwnProgram(b *testing.B) {
	needPython(b)
	p := openOwn(b, fmt.Sprintf(hundred, 0))
	took := func() float64 {
		ms, _ := strconv.ParseFloat(eval[string](p, `document.querySelector("#own").dataset.took`), 64)
		return ms
	}
	before := p.received
	p.runOwn("")
	cold, received := took(), p.received-before
	warm, n := 0.0, 0
	for b.Loop() {
		n++
		if said := strings.TrimSpace(p.runOwn(fmt.Sprintf(hundred, n))); said != "" {
			b.Fatalf("the page says %q, want nothing", said)
		}
		warm += took()
	}
	b.ReportMetric(warm/float64(n), "warm-ms")
	b.ReportMetric(cold, "cold-ms")
	b.ReportMetric(float64(received)/1e6, "MB")
}
