package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"inflight/engine"
	programs "inflight/engine/program"
)

// chosen is the question of somebody who has to choose: 40 requests, of which one in twenty fails, under four strategies and 200 seeds.
const (
	chosen   = "tasks=120ms..900ms!503@5%%25*40%s&raise_for_status=true&limit=10&runs=200&deadline=2s&server=at_once:20:429"
	choosing = "&strategies=gather,gather%2Beach=retry:3,gather%2Beach=retry:3/semaphore:10,as_completed%2Beach=semaphore:10/retry:3"
)

// BenchmarkManyRuns types another task into the page of a comparison of four strategies under 200 seeds: after how many milliseconds the
// first figures are there and when all are, how long the main thread's longest task is, by its processor's time, and how many times
// longer CPython's own event loop takes for the same runs in virtual time.
func BenchmarkManyRuns(b *testing.B) {
	p := ownTab(b, site)
	p.visitAt("/compare", fmt.Sprintf(chosen, "")+choosing)
	p.counted()
	var first, all, longest, busy []float64
	for i := 1; b.Loop(); i++ {
		var took []float64
		worked := p.tasks(func() { took = p.choose(i) })
		first, all = append(first, took[0]), append(all, took[1])
		longest, busy = append(longest, slices.Max(worked)), append(busy, sum(worked))
	}
	b.ReportMetric(median(first), "first-ms")
	b.ReportMetric(median(all), "all-ms")
	b.ReportMetric(median(longest), "longest-task-ms")
	b.ReportMetric(median(busy), "busy-ms")
	b.ReportMetric(cpythonRuns(b)*1000/median(busy), "times-cpython")
	b.ReportMetric(0, "ns/op")
}

const whole = `document.querySelector("#decision-verdict")?.textContent.includes("is the one to take")`

// counted waits until all runs have been counted.
func (p *tab) counted() { p.until(whole) }

// choose changes the first task, and tells after how many milliseconds the first figures were there, and all.
func (p *tab) choose(i int) []float64 {
	p.Helper()
	took := eval[string](p, fmt.Sprintf(`(async () => {
		const tasks = document.querySelector("#tasks"), began = performance.now();
		tasks.value = "120ms..900ms!503@5%%*39, 200ms..%dms";
		tasks.dispatchEvent(new Event("input", {bubbles: true}));
		let first = 0;
		for (const until = began + 60000; performance.now() < until;) {
			await new Promise((then) => setTimeout(then, 5));
			const cells = [...document.querySelectorAll(".decision-table tbody td:nth-child(4)")];
			const whole = %s;
			if (whole && !first) continue; // that of before
			if (!whole && !first && cells.length && cells.every((cell) => cell.textContent !== "–")) first = performance.now() - began;
			if (whole) return JSON.stringify([first, performance.now() - began]);
		}
		return "[]";
	})()`, 700+i, whole))
	var times []float64
	if err := json.Unmarshal([]byte(took), &times); err != nil || len(times) != 2 {
		p.Fatalf("the runs were not counted: %s, %v", took, err)
	}
	return times
}

// cpythonRuns is how many seconds of the processor CPython's event loop takes for as many runs, without Python's start.
func cpythonRuns(b *testing.B) (seconds float64) {
	b.Helper()
	s, variants, err := engine.ParseComparison(strings.ReplaceAll(fmt.Sprintf(chosen, "")+choosing, "%25", "%"))
	if err != nil {
		b.Fatal(err)
	}
	var input bytes.Buffer
	for _, v := range variants {
		under, err := v.Scenario(s)
		if err != nil {
			b.Fatal(err)
		}
		for seed := range 200 {
			under.Seed = uint64(seed + 1)
			line, err := json.Marshal(programs.Question(under))
			if err != nil {
				b.Fatal(err)
			}
			input.Write(append(line, '\n'))
		}
	}
	python := exec.Command("python3", "../../engine/testdata/cpython/trace.py", "--time")
	python.Stdin = &input
	output, err := python.Output()
	if err != nil {
		b.Fatal(err)
	}
	for line := range bytes.Lines(output) {
		var run struct{ Seconds float64 }
		if err := json.Unmarshal(line, &run); err != nil {
			b.Fatal(err)
		}
		seconds += run.Seconds
	}
	return seconds
}
