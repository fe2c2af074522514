package program

import (
	"bytes"
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "golang.org/x/sync/errgroup" // what Go programs import, so that the module has it

	"inflight/engine"
	"inflight/engine/backend"
)

// slack is how far apart in virtual time two events must be for their order to be the same over a real network.
const slack = 150 * time.Millisecond

// atOnce bounds how many programs run at the same time: they mostly sleep, but their starts cost time.
var atOnce = make(chan struct{}, 4)

// runners say how a program in a file is run; they skip the test where it cannot be.
var runners = map[Language]func(t *testing.T, name string) (command []string){Python: runPython, Go: runGo, JavaScript: runNode}

// TestProgramsDoWhatTheEngineDoes runs every program against the demo backend, and compares the starts, ends,
// cancellations and deliveries that it prints with the simulated ones: all of them, in an order that agrees.
func TestProgramsDoWhatTheEngineDoes(t *testing.T) {
	if testing.Short() {
		t.Skip("running every program takes some minutes")
	}
	for language, run := range runners {
		t.Run(string(language), func(t *testing.T) {
			t.Parallel()
			for _, link := range variety {
				t.Run(link, func(t *testing.T) {
					t.Parallel()
					agree(t, parse(t, link), language, run)
				})
			}
		})
	}
}

func agree(t *testing.T, s *engine.Scenario, language Language, run func(*testing.T, string) []string) {
	server := httptest.NewServer(backend.New(backend.Options{}))
	defer server.Close()
	p := Write(s, language, engine.Backend{URL: server.URL, Refused: "http://" + closedAddress(t)})
	names, log, f := uniqueNames(s), simulate(t, s), newFacts(s)
	program := run(t, save(t, p))
	var err error
	for range tries {
		var output string
		if output, err = executeBeside(program, len(log)); err == nil {
			got, want := printed(names, output), expected(names, log)
			if language == Go && f.pooled() { // goroutines queue for connections in any order
				got, want = anonymous(got), anonymous(want)
			}
			err = compare(got, want)
		}
		if err == nil {
			return
		}
		err = fmt.Errorf("%w\nprinted\n%s", err, output)
	}
	t.Errorf("%v\nby\n%s", err, p.Text())
}

// save writes the program to a file.
func save(t *testing.T, p *Program) string {
	name := filepath.Join(t.TempDir(), p.FileName())
	if err := os.WriteFile(name, []byte(p.Text()), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// tries is how often a program may try: on a busy machine one may be late, a wrong one is wrong each time.
const tries = 5

// alone is held by programs with so many events that they need the whole machine to keep time.
var alone sync.RWMutex

func executeBeside(program []string, events int) (string, error) {
	if events > 1000 {
		alone.Lock()
		defer alone.Unlock()
	} else {
		alone.RLock()
		defer alone.RUnlock()
	}
	return execute(program)
}

// execute runs a program and returns what it printed; if it failed, also its errors.
func execute(command []string) (string, error) {
	atOnce <- struct{}{}
	defer func() { <-atOnce }()
	program := exec.Command(command[0], command[1:]...)
	var stdout, stderr bytes.Buffer
	program.Stdout, program.Stderr = &stdout, &stderr
	if err := program.Run(); err != nil {
		return stdout.String() + stderr.String(), err
	}
	return stdout.String(), nil
}

// happening is an event as a program prints it, at its time in virtual time.
type happening struct {
	kind, task string
	at         time.Duration
}

// comparedKinds are the events that programs print and that both worlds have.
var comparedKinds = map[string]bool{
	"start": true, "finish": true, "fail": true, "cancel": true, "deliver": true, "return": true, "raise": true,
}

// printed reads a program's output: time, kind, and then the task's name, alone or before a colon.
func printed(names []string, output string) []happening {
	var list []happening
	for line := range strings.Lines(output) {
		words := strings.SplitN(strings.TrimSpace(line), " ", 3)
		if len(words) < 2 || !comparedKinds[words[1]] {
			continue
		}
		h := happening{kind: words[1]}
		for _, name := range names {
			if len(words) > 2 && h.kind != "raise" && len(name) > len(h.task) && strings.HasPrefix(words[2]+":", name+":") {
				h.task = name
			}
		}
		list = append(list, h)
	}
	return list
}

// expected is what a program should print, by the simulated log.
func expected(names []string, log engine.Log) []happening {
	var list []happening
	for _, e := range log {
		h := happening{kind: e.Kind.String(), at: e.T}
		if e.Task != engine.NoTask {
			h.task = names[e.Task]
		}
		if comparedKinds[h.kind] {
			list = append(list, h)
		}
	}
	return list
}

// anonymous calls the tasks by which event of its kind theirs is: the first start, the second start, …
func anonymous(list []happening) []happening {
	count := map[string]int{}
	for i := range list {
		list[i].task = fmt.Sprint(count[list[i].kind])
		count[list[i].kind]++
	}
	return list
}

// compare finds an event that only one side has, or two whose order differs although they are far apart.
func compare(got, want []happening) error {
	times := map[[2]string]time.Duration{}
	for _, h := range want {
		times[[2]string{h.kind, h.task}] = h.at
	}
	var latest [2]string
	var latestAt time.Duration
	for _, h := range got {
		key := [2]string{h.kind, h.task}
		at, found := times[key]
		if !found {
			return fmt.Errorf("%v is not expected, or not twice", key)
		}
		if latestAt-at >= slack {
			return fmt.Errorf("%v, of %v, comes after %v, of %v", key, at, latest, latestAt)
		}
		if at >= latestAt {
			latest, latestAt = key, at
		}
		delete(times, key)
	}
	if len(times) > 0 {
		return fmt.Errorf("%d events are missing: %v", len(times), times)
	}
	return nil
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

func runPython(t *testing.T, name string) []string {
	const python = "/usr/bin/python3" // Debian's, which sees Debian's aiohttp
	if err := exec.Command(python, "-c", "import aiohttp").Run(); err != nil {
		missing(t, "python3 with aiohttp (apt-get install python3-aiohttp)")
	}
	return []string{python, name}
}

func runNode(t *testing.T, name string) []string {
	if _, err := exec.LookPath("node"); err != nil {
		missing(t, "node")
	}
	return []string{"node", name}
}

// runGo builds the program, within this module, which has what it imports.
func runGo(t *testing.T, name string) []string {
	binary := strings.TrimSuffix(name, ".go")
	for _, arguments := range [][]string{{"vet", name}, {"build", "-o", binary, name}} {
		if output, err := execute(append([]string{"go"}, arguments...)); err != nil {
			text, _ := os.ReadFile(name)
			t.Fatalf("go %s: %v\n%s\n%s", arguments[0], err, output, text)
		}
	}
	return []string{binary}
}

// missing skips the test for want of a program, but on a continuous integration server fails it.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("want %s, to run programs", what)
	}
	t.Skipf("programs are not run: there is no %s", what)
}
