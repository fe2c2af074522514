package program

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/backend"
	"inflight/engine/enginetest"
	"inflight/engine/view"
)

func TestMain(m *testing.M) {
	flag.Set("test.parallel", "48") // whatever the number of processors: a program that has started mostly sleeps
	flag.Parse()
	os.Exit(m.Run())
}

// TestProgramsDoWhatTheEngineDoes runs every program against the demo backend, and compares the starts, ends,
// cancellations and deliveries that it prints with the simulated ones: all of them, in an order that agrees.
func TestProgramsDoWhatTheEngineDoes(t *testing.T) {
	runAll(t, correct(t), agrees)
}

// correct is a trial of each scenario in each language. Programs draw their pauses by themselves: where these decide whom a server turns
// away, each run has other requests.
func correct(t *testing.T) []*trial {
	var trials []*trial
	for _, language := range Languages {
		for _, link := range variety {
			s := parse(t, link)
			if !drawsWhoIsTurnedAway(s) {
				trials = append(trials, &trial{scenario: s, language: language})
			}
		}
	}
	return trials
}

func drawsWhoIsTurnedAway(s *engine.Scenario) bool {
	return s.Server.Status > 0 && slices.ContainsFunc(s.Wrappings(), func(w engine.Wrapping) bool { return w.Retries && w.Jitter > 0 })
}

// trial is a program to run, with what it should do.
type trial struct {
	scenario *engine.Scenario
	language Language
	timed    bool   // it times its coroutines
	from, to string // what of its text is replaced by what, to see that the difference is found

	log     engine.Log
	text    string
	execute func(ctx context.Context, timeout time.Duration, started func()) (output string, err error)
}

// runAll writes the programs, has those in Go built, and runs them side by side; those with so many events that they would keep others
// from keeping time come after them, by themselves.
func runAll(t *testing.T, trials []*trial, check func(*testing.T, *trial)) {
	if testing.Short() {
		t.Skip("to run every program takes a minute or two")
	}
	enginetest.NoteDay() // what depends on the machine's pace is tried each day, though nothing has changed
	server := httptest.NewServer(backend.New(backend.Options{}))
	defer server.Close()
	prepare(t, trials, engine.Backend{URL: server.URL, Refused: "http://" + closedAddress(t)})
	slices.SortStableFunc(trials, func(a, b *trial) int { return cmp.Compare(b.lasts(), a.lasts()) }) // the last to start end soon
	for i, name := range []string{"light", "heavy"} {
		t.Run(name, func(t *testing.T) {
			for _, trial := range trials {
				if trial.heavy() != (i == 1) {
					continue
				}
				t.Run(trial.name(), func(t *testing.T) {
					t.Parallel()
					trial.wantSockets(t)
					check(t, trial)
				})
			}
		})
	}
}

// wantSockets skips a trial that node is too old for.
func (c *trial) wantSockets(t *testing.T) {
	if _, ok := nodeSockets(); !ok && c.language == JavaScript && c.scenario.Sockets() {
		t.Skip("node has no WebSocket: want version 22, or 20")
	}
}

func (c *trial) name() string { return string(c.language) + "/" + c.scenario.Link() }
func (c *trial) heavy() bool  { return len(c.log) > 1000 }

func (c *trial) lasts() time.Duration { return c.log[len(c.log)-1].T }

// write writes the program's text.
func (c *trial) write(t *testing.T, backend engine.Backend) {
	t.Helper()
	c.log = simulate(t, c.scenario)
	c.text = Write(c.scenario, c.language, backend, Options{Timed: c.timed}).Text()
	if !strings.Contains(c.text, c.from) {
		t.Fatalf("%s: there is no %q in\n%s", c.name(), c.from, c.text)
	}
	c.text = strings.Replace(c.text, c.from, c.to, 1)
}

// tries is how often a program may try: on a busy machine one may be late, a wrong one is wrong each time. The last
// try is made while nothing else runs.
const tries = 3

func agrees(t *testing.T, c *trial) {
	for try := 1; ; try++ {
		err := c.run(t.Context(), try == tries)
		if err == nil {
			return
		}
		if try == tries {
			t.Fatalf("%v\nby\n%s", err, c.text)
		}
		fmt.Printf("%s: try %d: %v\n", c.name(), try, err)
	}
}

// alone is held by a program that runs while no other does.
var alone sync.RWMutex

// run runs the program once, and compares what it did with the simulation.
func (c *trial) run(ctx context.Context, calmly bool) error {
	if calmly {
		alone.Lock()
		defer alone.Unlock()
	} else {
		alone.RLock()
		defer alone.RUnlock()
	}
	output, err := c.print(ctx)
	if err == nil {
		err = c.compare(output)
	}
	if err != nil {
		return fmt.Errorf("%w\nprinted\n%s", err, output)
	}
	return nil
}

// print returns what the program prints.
func (c *trial) print(ctx context.Context) (string, error) {
	started := waitToStart()
	defer started()
	return c.execute(ctx, c.lasts()+time.Minute, started)
}

func (c *trial) compare(output string) error {
	names, f := c.scenario.Names(), newFacts(c.scenario)
	got, want := printed(names, output), expected(names, c.log)
	if c.language != Python && c.scenario.After == engine.ExitAfter { // the others have no session to close
		want = withoutSession(want, c.log)
	}
	if c.language == Go && (f.limitsHoldBack() || f.Blocking() && f.sleeps()) { // goroutines that wake at once queue in any order
		got, want = anonymous(got), anonymous(want)
	}
	if got, want := logged.FindAllString(output, -1), c.unretrieved(); c.language == Python && !slices.Equal(got, want) {
		return fmt.Errorf("asyncio logged %q, want %q", got, want)
	}
	return compare(got, want)
}

// logged is what asyncio logs of exceptions that nobody asked for.
var logged = regexp.MustCompile(`(?:Task|_GatheringFuture) exception was never retrieved|` +
	`unhandled exception during asyncio.run\(\) shutdown`)

// unretrieved is what it should log.
func (c *trial) unretrieved() (messages []string) {
	logs := view.LoggedMessages(c.log)
	for i, e := range c.log {
		if e.Kind == engine.Unretrieved {
			messages = append(messages, logs[i])
		}
	}
	return messages
}

// closedAddress is one at which nothing listens.
func closedAddress(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// TestWrongProgramsAreFound: what the programs are compared by can fail, in each language.
func TestWrongProgramsAreFound(t *testing.T) {
	inOrder := parse(t, "strategy=as_completed&tasks=900ms,300ms,600ms")
	cancels := parse(t, "strategy=task_group&tasks=a=900ms,b=300ms!reset")
	runAll(t, []*trial{
		{scenario: inOrder, language: Python, from: "latency=900ms", to: "latency=100ms"},
		{scenario: inOrder, language: Go, from: "latency=900ms", to: "latency=100ms"},
		{scenario: inOrder, language: JavaScript, from: "latency=900ms", to: "latency=100ms"},
		{scenario: inOrder, language: Python, from: "asyncio.as_completed(tasks)", to: "tasks"},
		{scenario: cancels, language: Python, from: `log("cancel"`, to: `log("finish"`},
		{scenario: cancels, language: Go, from: "errgroup.WithContext(context.Background())", to: "&errgroup.Group{}, context.Background()"},
		{scenario: cancels, language: JavaScript, from: "stop.abort(", to: "void ("},
	}, func(t *testing.T, c *trial) {
		err := c.run(t.Context(), false)
		var failed *exec.ExitError
		var ended exitError
		if err == nil || errors.As(err, &failed) || errors.As(err, &ended) {
			t.Errorf("got %v, want the difference that %q makes instead of %q in\n%s", err, c.to, c.from, c.text)
		}
	})
}
