package engine_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/program"
)

// lookForPython says why the oracle cannot be asked here, if it cannot.
func lookForPython() error {
	enginetest.NoteTools()
	os.Stat(oracle) // so that go test runs again when it has changed
	output, err := exec.Command("python3", "-c", "import sys; print(*sys.version_info[:2], sep='.')").Output()
	if err != nil {
		return fmt.Errorf("no python3 to compare with: %w", err)
	}
	var major, minor int
	version := strings.TrimSpace(string(output))
	if fmt.Sscanf(version, "%d.%d", &major, &minor); major < 3 || major == 3 && minor < 11 {
		return fmt.Errorf("python3 is %s: want 3.11 or later to compare with", version)
	}
	return nil
}

// askCPython runs the scenarios on CPython and returns what the oracle printed: one line for each.
func askCPython(scenarios []*engine.Scenario, args ...string) ([]byte, error) {
	var input bytes.Buffer
	for _, s := range scenarios {
		input.Write(must(json.Marshal(program.Question(s))))
		input.WriteByte('\n')
	}
	python := exec.Command("python3", append([]string{oracle}, args...)...)
	python.Stdin, python.Stderr = &input, os.Stderr
	return python.Output()
}

// must is for what cannot fail unless the test itself is broken.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// large are links of 10,000 requests: every strategy, every wrapper, and what costs some of them more.
func large() (links []string) {
	for i := range engine.Strategies {
		s, tasks := &engine.Strategies[i], "&limit=0&tasks=1s~500ms*10000"
		switch {
		case s.Starts == engine.OnAStack:
			tasks = "&tasks=1s:1s*10000"
		case s.Wrapper != nil:
			tasks = wrapped(s.Wrapper)
			if s.Wrapper.Retries {
				tasks = "&attempts=2" + tasks
			}
		}
		links = append(links, "strategy="+s.Name+tasks)
	}
	for i := range engine.Wrappers {
		w := &engine.Wrappers[i]
		links = append(links, "return_exceptions=true&each="+eachLarge[w.Name]+wrapped(w))
	}
	return append(links,
		"limit=100&tasks=1s~500ms*10000",
		"limit=100&hosts=100&tasks=1s~500ms*10000",
		"session=per_request&tasks=1s~500ms*10000",
		"client=socket&tasks=1s:1s*10000",
		"strategy=wait&return_when=FIRST_COMPLETED&pending=again&limit=0&tasks=1s~500ms*10000",
		"strategy=race&limit=0&tasks=1s~500ms!reset*10000",
		"strategy=semaphore&concurrency=100&tasks=1s~500ms*10000",
		"strategy=wait_for&task_timeout=1s&return_exceptions=true&limit=0&tasks=1s~500ms*10000",
	)
}

// eachLarge are the wrappers with arguments that matter to 10,000 requests.
var eachLarge = map[string]string{
	"timeout": "timeout:1s", "wait_for": "wait_for:1s", "semaphore": "semaphore:100", "rate": "rate:100/1s", "retry": "retry:2",
	"hedge": "hedge:1s", "shield": "shield",
}

// wrapped are tasks of which the wrapper makes 10,000 requests.
func wrapped(w *engine.Wrapper) string {
	switch {
	case w.Retries:
		return "&limit=0&tasks=1s~500ms!reset*5000"
	case w.Hedges:
		return "&limit=0&tasks=1s~500ms*5000"
	}
	return "&limit=0&tasks=1s~500ms*10000"
}

// BenchmarkSimulate10000 reports the processor's time of a simulated run of 10,000 tasks here and on CPython (the best of the runs,
// without Python's start and without reading and writing), and how many times longer CPython takes.
func BenchmarkSimulate10000(b *testing.B) {
	for _, link := range large() {
		b.Run(link, func(b *testing.B) {
			s := must(engine.Parse(link))
			cpython := timeCPython(b, s)
			b.ReportAllocs()
			here := time.Hour
			for b.Loop() {
				before := enginetest.Work()
				if _, err := engine.Simulate(s); err != nil {
					b.Fatal(err)
				}
				here = min(here, enginetest.Work()-before)
			}
			b.ReportMetric(here.Seconds()*1e3, "ms-here")
			if cpython > 0 {
				b.ReportMetric(cpython.Seconds()*1e3, "ms-cpython")
				b.ReportMetric(float64(cpython)/float64(here), "times-cpython")
			}
		})
	}
}

// timeCPython is what CPython takes; nothing where there is none. The slowest scenarios, which take it minutes, run once.
func timeCPython(b *testing.B, s *engine.Scenario) time.Duration {
	b.Helper()
	if err := lookForPython(); err != nil {
		return 0
	}
	runs := []*engine.Scenario{s, s, s}
	if strings.Contains(s.Link(), "again") || s.Collector().Results == engine.FirstSuccess && strings.Contains(s.Link(), "!") {
		runs = runs[:1]
	}
	output, err := askCPython(runs, "--time")
	if err != nil {
		b.Fatal(err)
	}
	best := time.Hour
	for line := range bytes.Lines(output) {
		var run recorded
		if err := json.Unmarshal(line, &run); err != nil {
			b.Fatal(err)
		}
		best = min(best, time.Duration(run.Seconds*float64(time.Second)))
	}
	return best
}

// TestNoPendingTaskIsDestroyed: the loop keeps a task whose request is under way, and asyncio.run cancels what is left. So no scenario
// prints "Task was destroyed but it is pending!", though nobody but its strategy keeps its tasks. CPython is asked, and a program that
// does print it shows that the question can be answered.
func TestNoPendingTaskIsDestroyed(t *testing.T) {
	t.Parallel()
	if err := lookForPython(); err != nil {
		t.Skip(err)
	}
	var scenarios []*engine.Scenario
	for i, s := range enginetest.Asked(t) {
		if i%6 == 0 && len(s.Requests()) < 50 {
			scenarios = append(scenarios, s)
		}
	}
	output, err := askCPython(scenarios, "--forget")
	if err != nil || bytes.Count(output, []byte("\n")) != len(scenarios) {
		t.Fatalf("got %d answers to %d questions: %v", bytes.Count(output, []byte("\n")), len(scenarios), err)
	}
	for line := range bytes.Lines(output) {
		if bytes.Contains(line, []byte(`"destroyed"`)) {
			t.Errorf("a pending task was destroyed: %s", line)
		}
	}
	const lonely = `import asyncio, gc
async def main():
    async def wait(): await asyncio.get_running_loop().create_future()
    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    del task
    gc.collect()
asyncio.run(main())`
	complaint, err := exec.Command("python3", "-c", lonely).CombinedOutput()
	if err != nil || !bytes.Contains(complaint, []byte("Task was destroyed but it is pending!")) {
		t.Errorf("a task that waits for what nobody else holds: got %q, %v", complaint, err)
	}
}
