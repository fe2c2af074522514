package e2e

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"
)

// plain is what the engine is compared with: the same requests to the same hosts, in the same page, by JavaScript alone.
const plain = `(async (n, run) => {
	const backend = document.querySelector("meta[name=inflight-backend]").content;
	const url = (i) => backend.replace("*", "b" + i %% 20) + "/request?run=" + run + "&task=" + i + "&latency=200ms";
	const began = performance.now();
	await Promise.all(Array.from({length: n}, (_, i) => fetch(url(i), {cache: "no-store"}).then((response) => response.text())));
	return performance.now() - began;
})(%d, %q)`

// ours runs the page's scenario live; its promise is kept when the log is whole.
const ours = `(async () => {
	const began = performance.now();
	await inflight.run();
	return performance.now() - began;
})()`

// cost is what a run took: milliseconds by the clock, and of them those in which the main thread was busy.
type cost struct{ wall, busy float64 }

// BenchmarkLive compares live runs of the page, with its picture drawn all along, with plain JavaScript's
// Promise.all(fetch). The two take turns; medians are reported.
func BenchmarkLive(b *testing.B) {
	for _, n := range []int{50, 500, 1000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			p := ownTab(b, site)
			p.visit(fmt.Sprintf("tasks=200ms*%d&limit=0", n))
			p.deaf()
			command(p, performance.Enable, performance.EnableParams{})
			p.cost(fmt.Sprintf(plain, n, "warm"))
			p.cost(ours)
			var engine, script []cost
			for i := 0; b.Loop(); i++ {
				script = append(script, p.cost(fmt.Sprintf(plain, n, "plain"+strconv.Itoa(i))))
				engine = append(engine, p.cost(ours))
			}
			longest := slices.Max(p.tasks(func() { p.cost(ours) }))
			plainest := slices.Max(p.tasks(func() { p.cost(fmt.Sprintf(plain, n, "traced")) }))
			of, than := typical(engine), typical(script)
			b.ReportMetric(of.wall, "wall-ms")
			b.ReportMetric(of.wall/than.wall, "wall-ratio")
			b.ReportMetric(of.busy, "busy-ms")
			b.ReportMetric(of.busy/than.busy, "busy-ratio")
			b.ReportMetric(longest, "longest-ms")
			b.ReportMetric(plainest, "plain-longest-ms")
		})
	}
}

// cost evaluates an expression that gives its wall time.
func (p *tab) cost(expression string) cost {
	p.Helper()
	before := p.busy()
	wall := eval[float64](p, expression)
	return cost{wall, p.busy() - before}
}

// busy is how many milliseconds the main thread has been at work.
func (p *tab) busy() float64 {
	p.Helper()
	for _, metric := range command(p, performance.GetMetrics, cdp.Empty{}).Metrics {
		if metric.Name == "TaskDuration" {
			return metric.Value * 1000
		}
	}
	p.Fatal("the browser tells no TaskDuration")
	return 0
}

// typical is the median of each cost.
func typical(costs []cost) cost {
	var wall, busy []float64
	for _, c := range costs {
		wall, busy = append(wall, c.wall), append(busy, c.busy)
	}
	return cost{median(wall), median(busy)}
}

func median(values []float64) float64 {
	slices.Sort(values)
	return (values[(len(values)-1)/2] + values[len(values)/2]) / 2
}

// BenchmarkStart opens the page for the first time, again, and for the first time over a line of 10 Mbit/s and 40 ms: how many bytes
// come over the wire, when the first picture is there (the finished timeline is in the HTML), and when Run can be pressed.
func BenchmarkStart(b *testing.B) {
	for _, visit := range []string{"cold", "warm", "10Mbit"} {
		b.Run(visit, func(b *testing.B) {
			var received, painted, ready []float64
			for b.Loop() {
				p := ownTab(b, site)
				p.noteReady()
				switch visit {
				case "warm":
					p.openPage()
				case "10Mbit":
					p.narrow(10e6, 40)
				}
				c := p.openPage()
				received, painted, ready = append(received, c.received), append(painted, c.painted), append(ready, c.ready)
			}
			b.ReportMetric(median(received), "kB")
			b.ReportMetric(median(painted), "first-paint-ms")
			b.ReportMetric(median(ready), "interactive-ms")
		})
	}
}

// narrow puts the tab on a line of so many bits a second, on which an answer's first byte takes so many milliseconds.
func (p *tab) narrow(bits, latency float64) {
	p.Helper()
	command(p, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Latency: latency, DownloadThroughput: bits / 8, UploadThroughput: bits / 8}}})
}

// BenchmarkCompare opens a comparison of 1,000 tasks under every strategy, and then changes one of its latencies: how long the page is
// deaf at a time while it computes and draws it, and all that it does, in milliseconds of the main thread's processor.
func BenchmarkCompare(b *testing.B) {
	var longest, all, ready, typed, typedAll []float64
	for i := 0; b.Loop(); i++ {
		p := ownTab(b, site)
		p.noteReady()
		took := p.tasks(func() {
			p.do(chromedp.Navigate(p.site.url + "/compare?tasks=1s~500ms*1000&limit=0&strategies=all"))
			p.until(`window.ready > 0`)
			p.rests()
		})
		longest, all, ready = append(longest, slices.Max(took)), append(all, sum(took)), append(ready, eval[float64](p, `window.ready`))
		slices.Sort(took)
		b.Logf("the longest tasks: %.0f", took[max(0, len(took)-8):])
		took = p.tasks(func() {
			eval[bool](p, fmt.Sprintf(`((tasks) => {
				tasks.value = "%dms~500ms*1000";
				return tasks.dispatchEvent(new Event("input", {bubbles: true}));
			})(document.querySelector("#tasks"))`, 901+i))
			p.until(fmt.Sprintf(`location.search.includes("tasks=%dms")`, 901+i))
			p.rests()
		})
		typed, typedAll = append(typed, slices.Max(took)), append(typedAll, sum(took))
		slices.Sort(took)
		b.Logf("of a key: %.0f", took[max(0, len(took)-8):])
	}
	b.ReportMetric(median(longest), "longest-ms")
	b.ReportMetric(median(all), "all-ms")
	b.ReportMetric(median(ready), "interactive-ms")
	b.ReportMetric(median(typed), "key-longest-ms")
	b.ReportMetric(median(typedAll), "key-all-ms")
	b.ReportMetric(0, "ns/op")
}

// rests waits until the page has been idle a few times.
func (p *tab) rests() {
	p.Helper()
	eval[bool](p, `(async () => {
		for (let i = 0; i < 5; i++) await new Promise((then) => requestIdleCallback(then, {timeout: 2000}));
		return true;
	})()`)
}

// noteReady has every page that the tab opens note when its Run can be pressed.
func (p *tab) noteReady() {
	p.Helper()
	command(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
		new MutationObserver((_, observer) => {
			if (document.querySelector("#run")?.disabled !== false) return;
			window.ready = performance.now();
			observer.disconnect();
		}).observe(document, {subtree: true, childList: true, attributes: true});`})
}

// startCost is what opening the page took, in kilobytes and milliseconds.
type startCost struct{ received, painted, ready float64 }

func (p *tab) openPage() startCost {
	p.Helper()
	before := p.kilobytes()
	p.do(chromedp.Navigate(p.site.url + "/"))
	p.until(`window.ready > 0 && performance.getEntriesByName("first-contentful-paint").length > 0`)
	return startCost{
		received: p.kilobytes() - before,
		painted:  eval[float64](p, `performance.getEntriesByName("first-contentful-paint")[0].startTime`),
		ready:    eval[float64](p, `window.ready`),
	}
}

// kilobytes is how much has come over the wire.
func (p *tab) kilobytes() float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return float64(p.received) / 1000
}

// BenchmarkEmbed opens an embed for the first time and again, and presses Run: how many bytes come before the first picture and for the
// run, and how long after the page was asked for the picture is there, and the app.
func BenchmarkEmbed(b *testing.B) {
	for _, visit := range []string{"cold", "warm"} {
		b.Run(visit, func(b *testing.B) {
			var before, after, painted, interactive []float64
			for b.Loop() {
				p := ownTab(b, site)
				if visit == "warm" {
					p.openEmbed()
				}
				first := p.openEmbed()
				before, painted, interactive = append(before, first.before), append(painted, first.painted), append(interactive, first.interactive)
				after = append(after, first.after)
			}
			b.ReportMetric(median(before), "kB-to-picture")
			b.ReportMetric(median(after), "kB-after-Run")
			b.ReportMetric(median(painted), "picture-ms")
			b.ReportMetric(median(interactive), "Run-to-interactive-ms")
		})
	}
}

// embedCost is what opening an embed and pressing Run took, in kilobytes and milliseconds.
type embedCost struct{ before, after, painted, interactive float64 }

func (p *tab) openEmbed() embedCost {
	p.Helper()
	start := p.kilobytes()
	p.do(chromedp.Navigate(p.site.url + "/embed?tasks=100ms"))
	p.until(`performance.getEntriesByName("first-contentful-paint").length > 0`)
	c := embedCost{
		painted: eval[float64](p, `performance.getEntriesByName("first-contentful-paint")[0].startTime`),
		before:  p.kilobytes() - start,
	}
	start = p.kilobytes()
	c.interactive = eval[float64](p, `new Promise((done) => {
		const pressed = performance.now(), news = inflightNews;
		globalThis.inflightNews = (type, text) => { news(type, text); if (type === "run") done(performance.now() - pressed); };
		document.querySelector("#run").click();
	})`)
	p.finished()
	c.after = p.kilobytes() - start
	return c
}
