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
)

// lookForPython says why the oracle cannot be asked here, if it cannot.
func lookForPython() error {
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
		input.Write(must(json.Marshal(newQuestion(s))))
		input.WriteByte('\n')
	}
	python := exec.Command("python3", append([]string{oracle}, args...)...)
	python.Stdin, python.Stderr = &input, os.Stderr
	return python.Output()
}

// question is a scenario as the oracle reads it: all options settled, times in microseconds.
type question struct {
	Scenario         string            `json:"scenario"`
	Strategy         string            `json:"strategy"`
	ReturnExceptions bool              `json:"return_exceptions"`
	ReturnWhen       engine.ReturnWhen `json:"return_when"`
	Pending          engine.Pending    `json:"pending"`
	Timeout          *int64            `json:"timeout"`
	OnError          engine.OnError    `json:"on_error"`
	After            engine.After      `json:"after"`
	Client           engine.Client     `json:"client"`
	Session          engine.SessionUse `json:"session"`
	Limit            int               `json:"limit"`
	LimitPerHost     int               `json:"limit_per_host"`
	Connect          int64             `json:"connect"`
	Body             int64             `json:"body"`
	Closing          int64             `json:"closing"`
	RaiseForStatus   bool              `json:"raise_for_status"`
	TaskTimeout      int64             `json:"task_timeout"`
	Concurrency      int               `json:"concurrency"`
	Batch            int               `json:"batch"`
	HedgeAfter       int64             `json:"hedge_after"`
	RequestsEach     int               `json:"requests_each"` // how many requests a task may make
	Requests         []questionRequest `json:"requests"`
}

type questionRequest struct {
	Delay   int64       `json:"delay"`
	Latency int64       `json:"latency"`
	What    engine.What `json:"what"`
	Status  int         `json:"status"`
	Pause   int64       `json:"pause"`
	Host    int         `json:"host"`
}

func newQuestion(s *engine.Scenario) question {
	q := question{
		Scenario: s.Link(), Strategy: s.Strategy, ReturnExceptions: s.ReturnExceptions, ReturnWhen: s.ReturnWhen,
		Pending: s.Pending, OnError: s.OnError, After: s.After, Limit: s.Limit, RaiseForStatus: s.RaiseForStatus,
		TaskTimeout: s.TaskTimeout.Microseconds(), Concurrency: s.Concurrency, Batch: s.Batch,
		HedgeAfter: s.HedgeAfter.Microseconds(), Client: s.Client, Session: s.Session, LimitPerHost: s.LimitPerHost,
		Connect: s.Connect.Microseconds(), Body: s.BodyTime().Microseconds(), Closing: s.Closing.Microseconds(),
	}
	if s.Sockets() {
		q.Client = engine.SocketClient
	}
	if s.Timeout != engine.NoTimeout {
		timeout := s.Timeout.Microseconds()
		q.Timeout = &timeout
	}
	for _, r := range s.Requests() {
		q.RequestsEach = r.Attempt + 1
		q.Requests = append(q.Requests, questionRequest{
			Delay: r.Delay.Microseconds(), Latency: r.Latency.Microseconds(), What: r.What, Status: r.Status,
			Pause: r.Pause.Microseconds(), Host: r.Host,
		})
	}
	return q
}

// must is for what cannot fail unless the test itself is broken.
func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// BenchmarkGather10000 reports the time of a simulated gather of 10,000 tasks here and on CPython (the best of
// three runs, without its start and without reading and writing), and how many times longer CPython takes.
func BenchmarkGather10000(b *testing.B) {
	for _, limit := range []int{0, 100} {
		b.Run(fmt.Sprintf("limit=%d", limit), func(b *testing.B) {
			s := engine.NewScenario(engine.Entry{Latency: time.Second, Jitter: 500 * time.Millisecond, Count: 10_000})
			s.Limit = limit
			cpython := timeCPython(b, s)
			for b.Loop() {
				if _, err := engine.Simulate(s); err != nil {
					b.Fatal(err)
				}
			}
			here := b.Elapsed() / time.Duration(b.N)
			b.ReportMetric(here.Seconds()*1e3, "ms-here")
			b.ReportMetric(cpython.Seconds()*1e3, "ms-cpython")
			b.ReportMetric(float64(cpython)/float64(here), "times-cpython")
		})
	}
}

func timeCPython(b *testing.B, s *engine.Scenario) time.Duration {
	b.Helper()
	if err := lookForPython(); err != nil {
		b.Skip(err)
	}
	output, err := askCPython([]*engine.Scenario{s, s, s}, "--time")
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
