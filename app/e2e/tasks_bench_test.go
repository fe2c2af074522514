package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/tracing"
	"github.com/chromedp/chromedp"
)

// mark is an entry of the browser's own trace, as far as we read it.
type mark struct {
	Name     string  `json:"name"`
	Process  int     `json:"pid"`
	Thread   int     `json:"tid"`
	At       float64 `json:"ts"`   // microseconds
	Duration float64 `json:"dur"`  // by the clock
	Worked   float64 `json:"tdur"` // by the thread's own, which stands while other programs have the processor
}

// tasks are the milliseconds of each task of the main thread while do goes on.
func (p *tab) tasks(do func()) []float64 {
	p.Helper()
	var marks []mark
	whole := make(chan bool, 1)
	ctx, stop := context.WithCancel(p.ctx)
	defer stop()
	err := chromedp.Listen(ctx, func(event any) {
		switch e := event.(type) {
		case *tracing.EventDataCollected:
			for _, value := range e.Value {
				var m mark
				if json.Unmarshal(value, &m) == nil {
					marks = append(marks, m)
				}
			}
		case *tracing.EventTracingComplete:
			whole <- true
		}
	})
	if err != nil {
		p.Fatal(err)
	}
	command(p, tracing.Start, tracing.StartParams{TransferMode: tracing.StartTransferModeReportEvents, TraceConfig: &tracing.TraceConfig{
		IncludedCategories: []string{"disabled-by-default-devtools.timeline", "toplevel", "blink.user_timing"}}})
	leave := func(mark string) { eval[bool](p, `(performance.mark("`+mark+`"), true)`) }
	leave("begin")
	do()
	leave("end")
	command(p, tracing.End, cdp.Empty{})
	select {
	case <-whole:
	case <-time.After(time.Minute):
		p.Fatal("the browser's trace does not end")
	}
	return tasksOf(p, marks)
}

// tasksOf are the tasks between our two marks, of the thread that has left the second: do may have opened another page.
func tasksOf(p *tab, marks []mark) []float64 {
	p.Helper()
	begin := slices.IndexFunc(marks, func(m mark) bool { return m.Name == "begin" })
	end := slices.IndexFunc(marks, func(m mark) bool { return m.Name == "end" })
	if begin < 0 || end < 0 {
		p.Fatal("the browser's trace has no marks of ours")
	}
	var took []float64
	for _, m := range marks {
		if m.Name == "RunTask" && m.Process == marks[end].Process && m.Thread == marks[end].Thread &&
			m.At > marks[begin].At && m.At+m.Duration < marks[end].At {
			took = append(took, m.Worked/1000)
		}
	}
	return took
}

// BenchmarkKeystroke types into the task list: how long the main thread's longest task is, and all of them
// together, in milliseconds of its processor.
func BenchmarkKeystroke(b *testing.B) {
	for _, n := range []int{10, 100, 1000, 10_000} {
		b.Run(fmt.Sprint(n), typing(n, ""))
	}
	b.Run("10000-wait-again", typing(10_000, "strategy=wait&return_when=FIRST_COMPLETED&pending=again&"))
}

func typing(n int, options string) func(*testing.B) {
	return func(b *testing.B) {
		p := ownTab(b, site)
		p.visit(fmt.Sprintf("%stasks=500ms~300ms*%d", options, n))
		p.key(n, 0)
		var longest, all []float64
		for i := 1; b.Loop(); i++ {
			took := p.tasks(func() { p.key(n, i) })
			longest, all = append(longest, slices.Max(took)), append(all, sum(took))
		}
		b.ReportMetric(median(longest), "longest-ms")
		b.ReportMetric(median(all), "all-ms")
		b.ReportMetric(0, "ns/op")
	}
}

// key changes the task list as one key does, and waits until the whole page has followed.
func (p *tab) key(n, i int) {
	p.Helper()
	eval[bool](p, fmt.Sprintf(`(async () => {
		const tasks = document.querySelector("#tasks");
		tasks.value = "%dms~300ms*%d";
		tasks.dispatchEvent(new Event("input", {bubbles: true}));
		await new Promise((then) => setTimeout(then, 400)); // longer than the address waits
		for (let i = 0; i < 3; i++) await new Promise((then) => requestIdleCallback(then, {timeout: 2000}));
		return true;
	})()`, 500+i, n))
	p.until(fmt.Sprintf(`inflight.scenario.includes("tasks=%dms")`, 500+i))
}

func sum(values []float64) (s float64) {
	for _, v := range values {
		s += v
	}
	return s
}
