package program

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	_ "golang.org/x/sync/errgroup" // what Go programs import, so that the module has it

	"inflight/engine"
)

// imported are the modules that Go programs import from.
var imported = []string{"github.com/coder/websocket", "golang.org/x/sync"}

// prepare saves the programs, each in a folder of its own, has those in Go vetted and built, and says how each is run, until the test
// ends.
func prepare(t *testing.T, trials []*trial, backend engine.Backend) {
	t.Helper()
	nurseries := startInterpreters(t)
	root := t.TempDir()
	var golang []string // the folders of those in Go
	for i, c := range trials {
		c.write(t, backend)
		folder := fmt.Sprintf("%s%d", c.language, i)
		file := filepath.Join(root, folder, "inflight"+extensions[c.language])
		save(t, file, c.text)
		c.execute = func(ctx context.Context, timeout time.Duration, started func()) (string, error) {
			return nurseries[c.language].execute(ctx, timeout, file, started)
		}
		if c.language == Go {
			golang = append(golang, folder)
			c.execute = func(ctx context.Context, timeout time.Duration, started func()) (string, error) {
				return executeAlone(ctx, timeout, []string{filepath.Join(root, "all"), folder}, started)
			}
		}
	}
	if golang != nil {
		build(t, root, golang)
	}
}

// build has all programs in Go vetted as they are, and built into a single one: to link eighty programs takes longer than to run them.
// For that each becomes a package, which changes two of its words; all.go calls the main function of the one that it is told.
func build(t *testing.T, root string, folders []string) {
	t.Helper()
	list := func(format string, modules ...string) string {
		return tool(t, "", append([]string{"go", "list", "-m", "-f", format}, modules...)...)
	}
	save(t, filepath.Join(root, "go.mod"), "module programs\n\n"+list("go {{.GoVersion}}")+list("require {{.Path}} {{.Version}}", imported...))
	save(t, filepath.Join(root, "go.sum"),
		list("{{.Path}} {{.Version}} {{.Sum}}\n{{.Path}} {{.Version}}/go.mod {{.GoModSum}}", imported...))
	tool(t, root, "go", "vet", "./...")
	imports, mains := "", ""
	for _, folder := range folders {
		asPackage(t, filepath.Join(root, folder), folder)
		imports += fmt.Sprintf("\t%q\n", "programs/"+folder)
		mains += fmt.Sprintf("\t%q: %s.Main,\n", folder, folder)
	}
	save(t, filepath.Join(root, "all.go"), "package main\n\nimport (\n\t\"os\"\n\n"+imports+")\n\n"+
		"func main() { programs[os.Args[1]]() }\n\nvar programs = map[string]func(){\n"+mains+"}\n")
	tool(t, root, "go", "build", "-ldflags", "-s -w", "-o", "all", ".") // without symbols, a third faster
}

// asPackage makes a program a package of that name.
func asPackage(t *testing.T, folder, name string) {
	t.Helper()
	file := filepath.Join(folder, "inflight"+extensions[Go])
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	program := string(text)
	for _, change := range [][2]string{{"package main\n", "package " + name + "\n"}, {"\nfunc main() {\n", "\nfunc Main() {\n"}} {
		if strings.Count(program, change[0]) != 1 {
			t.Fatalf("want %q once in\n%s", change[0], program)
		}
		program = strings.Replace(program, change[0], change[1], 1)
	}
	save(t, file, program)
}

// tool runs a command that must succeed.
func tool(t *testing.T, folder string, command ...string) string {
	t.Helper()
	c := exec.CommandContext(t.Context(), command[0], command[1:]...)
	c.Dir = folder
	output, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(command, " "), err, output)
	}
	return string(output)
}

func save(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// startInterpreters starts those that run the programs as they are.
func startInterpreters(t *testing.T) map[Language]*nursery {
	t.Helper()
	found := map[Language]*nursery{}
	for _, python := range []string{"python3", "/usr/bin/python3"} { // the latter is Debian's, which sees Debian's aiohttp
		if exec.Command(python, "-c", "import aiohttp, sys; sys.exit(sys.version_info < (3, 11))").Run() == nil {
			found[Python] = startPython(t, python, "aiohttp")
			break
		}
	}
	if _, err := exec.LookPath("node"); err == nil {
		flags, _ := nodeSockets()
		found[JavaScript] = startNode(t, flags...)
	}
	if found[Python] == nil {
		missing(t, "python3 from version 3.11 on with aiohttp (apt-get install python3-aiohttp)")
	}
	if found[JavaScript] == nil {
		missing(t, "node (apt-get install nodejs)")
	}
	return found
}

// nodeSockets reports with which flags node has WebSocket: with none from version 22 on, and before version 20 with no flags at all.
var nodeSockets = sync.OnceValues(func() (flags []string, ok bool) {
	for _, flags := range [][]string{nil, {"--experimental-websocket"}} {
		if exec.Command("node", append(slices.Clip(flags), "--eval", "WebSocket")...).Run() == nil {
			return flags, true
		}
	}
	return nil, false
})

// missing skips the test for want of a program, but on a continuous integration server fails it.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("want %s, to run programs", what)
	}
	t.Skipf("programs are not run: there is no %s", what)
}

// starting is held by a program until it runs. Half of the processors start programs, which is
// what costs time; the others are there for those that run, and for the backend.
var starting = make(chan struct{}, max(1, runtime.NumCPU()/2))

// waitToStart waits until a program may start. What it returns is called when that has started.
func waitToStart() (started func()) {
	starting <- struct{}{}
	return sync.OnceFunc(func() { <-starting })
}

// executeAlone runs a program of its own, calls started when it prints, and returns what it printed, and behind that its errors.
func executeAlone(ctx context.Context, timeout time.Duration, command []string, started func()) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	program := exec.CommandContext(ctx, command[0], command[1:]...)
	var stdout, stderr bytes.Buffer
	program.Stdout, program.Stderr = io.MultiWriter(&stdout, calling(started)), &stderr
	if err := program.Run(); err != nil {
		return stdout.String() + stderr.String(), err
	}
	return stdout.String() + stderr.String(), nil
}

// calling is a writer that makes a call at each write.
type calling func()

func (call calling) Write(p []byte) (int, error) { call(); return len(p), nil }
