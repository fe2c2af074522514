package program

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"inflight/engine/enginetest"
)

//go:embed testdata/nursery.py
var pythonNursery string

//go:embed testdata/nursery.mjs
var nodeNursery string

// pythonLibraries are what programs and scripts import.
var pythonLibraries = []string{
	"asyncio", "collections", "contextlib", "gc", "heapq", "itertools", "json", "random", "time", "traceback", "urllib.request",
}

// nursery is a process of an interpreter that runs many programs, each apart from the others: to start an interpreter for each
// would take most of the tests' time.
type nursery struct {
	input io.Writer
	mu    sync.Mutex
	news  map[string]chan string // by a program's file: that it has started, and how it ended
}

// startPiped starts a command that is told what to do, and answers, by its pipes.
func startPiped(t *testing.T, command ...string) (*exec.Cmd, io.WriteCloser, io.Reader) {
	t.Helper()
	enginetest.NoteTools()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stderr = os.Stderr
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	return cmd, input, output
}

// startNursery starts one that ends with the test.
func startNursery(t *testing.T, command ...string) *nursery {
	t.Helper()
	cmd, input, output := startPiped(t, command...)
	n := &nursery{input: input, news: map[string]chan string{}}
	listened := make(chan struct{})
	go func() { n.listen(output); close(listened) }()
	t.Cleanup(func() { input.Close(); <-listened; cmd.Wait() })
	return n
}

// startPython starts a nursery with libraries beside the usual ones.
func startPython(t *testing.T, python string, libraries ...string) *nursery {
	return startNursery(t, append([]string{python, "-u", "-c", pythonNursery}, append(libraries, pythonLibraries...)...)...)
}

func startNode(t *testing.T, flags ...string) *nursery {
	return startNursery(t, append(append([]string{"node"}, flags...), "--input-type=module", "--eval", nodeNursery)...)
}

// listen passes news on until there are none any more.
func (n *nursery) listen(output io.Reader) {
	for lines := bufio.NewScanner(output); lines.Scan(); {
		file, news, _ := strings.Cut(lines.Text(), "\t")
		n.mu.Lock()
		n.news[file] <- news
		n.mu.Unlock()
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, news := range n.news {
		close(news)
	}
}

// execute runs the program in a file, calls started when it is about to print, and returns what it printed, and behind that its errors.
func (n *nursery) execute(ctx context.Context, timeout time.Duration, file string, started func()) (string, error) {
	printed, errors := file+".out", file+".err"
	os.Remove(printed)
	os.Remove(errors)
	news := make(chan string, 2) // as many as there can be
	n.mu.Lock()
	n.news[file] = news
	fmt.Fprintf(n.input, "%s\t%s\t%s\t%.0f\n", file, printed, errors, timeout.Seconds())
	n.mu.Unlock()
	for {
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case told, ok := <-news:
			if !ok {
				return "", fmt.Errorf("the interpreter ended before %s did", file)
			}
			if started(); told == "started" {
				continue
			}
			output, _ := os.ReadFile(printed)
			complaints, _ := os.ReadFile(errors)
			output = bytes.Join([][]byte{output, complaints}, nil)
			if told != "0" {
				return string(output), exitError(told)
			}
			return string(output), nil
		}
	}
}

// exitError is that a program ended with a status other than 0, or by a signal, which has a minus.
type exitError string

func (e exitError) Error() string { return "exit status " + string(e) }

// TestProgramsOfANurseryAreApart: none sees what another did to its globals and libraries, and each ends in its own way.
func TestProgramsOfANurseryAreApart(t *testing.T) {
	for _, c := range []struct {
		language Language
		start    func() *nursery
		programs [][2]string // a program, and how it ends and what it prints
	}{
		{Python, func() *nursery { return startPython(t, "python3") }, [][2]string{
			{"import asyncio, sys\nasyncio.run = None\nmark = 1\nsys.stderr.write('behind')\nprint('before', __name__)",
				"<nil> before __main__\nbehind"},
			{"import asyncio\nprint(asyncio.run is None, 'mark' in globals(), 'receive' in globals())", "<nil> False False False\n"},
			{"print(1)\nraise SystemExit(3)", "exit status 3 1\n"},
			{"import time\nprint(1)\ntime.sleep(600)", "exit status -14 1\n"},
			{"class Late:\n  def __del__(self): print('gone')\nlate = Late()\nprint('end')", "<nil> end\ngone\n"},
		}},
		{JavaScript, func() *nursery { return startNode(t) }, [][2]string{
			{"globalThis.mark = Array.prototype.at = null; console.error('behind'); console.log('before')", "<nil> before\nbehind\n"},
			{"console.log(globalThis.mark, typeof [].at)", "<nil> undefined function\n"},
			{"console.log(1); process.exitCode = 3", "exit status 3 1\n"},
			{"console.log(1); setTimeout(() => {}, 600_000)", "exit status 1 1\n"},
		}},
	} {
		t.Run(string(c.language), func(t *testing.T) {
			t.Parallel()
			if c.language == JavaScript {
				if _, err := exec.LookPath("node"); err != nil {
					t.Skip("there is no node")
				}
			}
			n, folder := c.start(), t.TempDir()
			for i, program := range c.programs {
				file := fmt.Sprintf("%s/%d%s", folder, i, extensions[c.language])
				save(t, file, program[0])
				limit := time.Minute
				if strings.Contains(program[0], "600") {
					limit = 3 * time.Second
				}
				output, err := n.execute(t.Context(), limit, file, func() {})
				if got := fmt.Sprintf("%v %s", err, output); got != program[1] {
					t.Errorf("%s\ngot\n%q\nwant\n%q", program[0], got, program[1])
				}
			}
		})
	}
}
