//go:build ignore

// Bench keeps what benchmarks print, and makes a table of it:
//
//	go run .ci/bench.go file command [argument …]
//	go run .ci/bench.go -table docs/performance.md folder
//
// The first runs the command, prints what it prints, and keeps that in the file, behind the commit, the time and the machine's load. The
// second reads all files of the folder and writes the table between the document's two marks.
package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	log.SetFlags(0)
	var err error
	if os.Args[1] == "-table" {
		err = writeTable(os.Args[2], os.Args[3])
	} else {
		err = keep(os.Args[1], os.Args[2:])
	}
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		os.Exit(failed.ExitCode())
	} else if err != nil {
		log.Fatal(err)
	}
}

// keep runs a command. Its file has its name at last only if it succeeds.
func keep(name string, command []string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	file, err := os.Create(name + ".new")
	if err != nil {
		return err
	}
	commit := output("git", "describe", "--always", "--dirty")
	fmt.Fprintf(file, "# commit %s\n# time %s\n# load %s\n", commit, time.Now().Format(time.RFC3339), load())
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stdout, cmd.Stderr = io.MultiWriter(os.Stdout, file), os.Stderr
	err = cmd.Run()
	fmt.Fprintf(file, "# load %s\n", load())
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}

func output(command string, arguments ...string) string {
	out, _ := exec.Command(command, arguments...).Output()
	return strings.TrimSpace(string(out))
}

// load is how many programs want a processor, of the last minute; "?" where the system does not say.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if fields := strings.Fields(string(text)); err == nil && len(fields) > 0 {
		return fields[0]
	}
	return "?"
}

// A figure is one number that a benchmark has printed.
type figure struct {
	file, bench, unit string
	value             float64
}

// A line of the table is a goal: of the numbers that it is about, the worst counts.
type line struct {
	what  string
	file  string // the part of make bench
	bench string // a regular expression
	unit  string
	goal  float64
	least bool   // the number is to be so large at least
	words string // with the number and what it is measured in
}

var lines = []line{
	{"the page's program, in brotli 11", "bytes", `^wire$`, "bytes", 1_350_000, false, "%.0f bytes"},
	{"picture, over 10 Mbit/s and 40 ms", "Start", `^Start/10Mbit$`, "first-paint-ms", 200, false, "%.0f ms"},
	{"Run works, over 10 Mbit/s and 40 ms", "Start", `^Start/10Mbit$`, "interactive-ms", 1600, false, "%.0f ms"},
	{"Run works, against a go-app hello, packed", "Peers", `^Peers$`, "of-go-app-packed", 1, false, "%.2f times"},
	{"a key, longest task, 100 tasks", "Keystroke", `^Keystroke/100$`, "longest-ms", 25, false, "%.0f ms"},
	{"a key, longest task, 1,000 tasks", "Keystroke", `^Keystroke/1000$`, "longest-ms", 50, false, "%.0f ms"},
	{"a key, longest task, 10,000 tasks", "Keystroke", `^Keystroke/10000$`, "longest-ms", 150, false, "%.0f ms"},
	{"the same, wait again", "Keystroke", `^Keystroke/10000-wait-again$`, "longest-ms", 200, false, "%.0f ms"},
	{"live, 50 requests, against plain JavaScript", "Live", `^Live/50$`, "wall-ratio", 1.10, false, "%.2f times"},
	{"live, 500 requests", "Live", `^Live/500$`, "wall-ratio", 1.05, false, "%.2f times"},
	{"live, 1,000 requests", "Live", `^Live/1000$`, "wall-ratio", 1.05, false, "%.2f times"},
	{"live, 1,000 requests, longest task", "Live", `^Live/1000$`, "longest-ms", 50, false, "%.0f ms"},
	{"each collector and wrapper, 10,000 tasks, faster than CPython", "engine", `^Simulate10000/`, "times-cpython", 10, true, "%.0f times"},
	{"the same in WebAssembly", "wasm", `^Simulate10000/`, "ms-here", 100, false, "%.0f ms"},
	{"compare of all, 1,000 tasks, longest task", "Compare", `^Compare$`, "longest-ms", 50, false, "%.0f ms"},
	{"the same after a key", "Compare", `^Compare$`, "key-longest-ms", 50, false, "%.0f ms"},
	{"`/timeline.png` of 50 tasks", "rest", `^Answers/png_of_50_tasks$`, "ms-work", 15, false, "%.0f ms"},
	{"the same, asked for again", "rest", `^Answers/png_of_50_tasks,_again$`, "ms-work", 1, false, "%.2f ms"},
	{"a frame, 10,000 tasks scrubbed", "Frames", `^Frames/10000$`, "scrub-ms/frame", 8, false, "%.1f ms"},
	{"a frame, 10,000 tasks zoomed", "Frames", `^Frames/10000$`, "zoom-ms/frame", 8, false, "%.1f ms"},
	{"a frame, 1,000 tasks live", "Frames", `^Frames/live-1000$`, "live-ms/frame", 8, false, "%.1f ms"},
}

// writeTable writes the table of what the folder's files say into a document.
func writeTable(document, folder string) error {
	names, err := filepath.Glob(filepath.Join(folder, "*.txt"))
	if err != nil {
		return err
	}
	var figures []figure
	said := map[string][]string{}
	for _, name := range names {
		found, err := read(name, said)
		if err != nil {
			return err
		}
		figures = append(figures, found...)
	}
	text, err := os.ReadFile(document)
	if err != nil {
		return err
	}
	const begin, end = "<!-- make bench -->\n", "<!-- end -->\n"
	before, rest, found := strings.Cut(string(text), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		return fmt.Errorf("%s has no %q and %q", document, begin, end)
	}
	table := tableOf(figures, said)
	fmt.Print(table)
	return os.WriteFile(document, []byte(before+begin+table+end+after), 0o644)
}

// wire is what make bytes says of the download.
var wire = regexp.MustCompile(`^(\d+) bytes over the wire`)

// read reads the figures of a file, and adds what stands at its head.
func read(name string, said map[string][]string) (figures []figure, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	file := strings.TrimSuffix(filepath.Base(name), ".txt")
	for scanner := bufio.NewScanner(bytes.NewReader(text)); scanner.Scan(); {
		fields := strings.Fields(scanner.Text())
		switch found := wire.FindStringSubmatch(scanner.Text()); {
		case found != nil:
			figures = append(figures, figure{file, "wire", "bytes", number(found[1])})
		case len(fields) == 3 && fields[0] == "#" && !slices.Contains(said[fields[1]], fields[2]):
			said[fields[1]] = append(said[fields[1]], fields[2])
		case len(fields) > 3 && strings.HasPrefix(fields[0], "Benchmark"):
			bench := processors.ReplaceAllString(strings.TrimPrefix(fields[0], "Benchmark"), "")
			for i := 2; i+1 < len(fields); i += 2 {
				figures = append(figures, figure{file, bench, fields[i+1], number(fields[i])})
			}
		}
	}
	return figures, nil
}

// processors is what go test puts behind a benchmark's name.
var processors = regexp.MustCompile(fmt.Sprintf(`-%d$`, runtime.GOMAXPROCS(0)))

func number(text string) float64 {
	x, _ := strconv.ParseFloat(text, 64)
	return x
}

func tableOf(figures []figure, said map[string][]string) string {
	var b strings.Builder
	var loads []float64
	for _, text := range said["load"] {
		loads = append(loads, number(text))
	}
	slices.Sort(said["time"])
	if len(said["time"]) > 0 {
		first, _ := time.Parse(time.RFC3339, said["time"][0])
		fmt.Fprintf(&b, "Measured on %s at %s, on %d processors with a load of %.1f to %.1f.\n\n", first.Format("2 January 2006, 15:04"),
			strings.Join(said["commit"], " and "), runtime.NumCPU(), slices.Min(loads), slices.Max(loads))
	}
	b.WriteString("| what | wanted | measured | |\n| --- | --- | --- | --- |\n")
	for _, l := range lines {
		measured, verdict := "not measured", ""
		if worst := l.worst(figures); !math.IsNaN(worst) {
			measured = fmt.Sprintf(l.words, worst)
			if verdict = "yes"; worst > l.goal != l.least && worst != l.goal {
				verdict = "no"
			}
		}
		most := "at most "
		if l.least {
			most = "at least "
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", l.what, most+fmt.Sprintf(l.words, l.goal), measured, verdict)
	}
	return b.String()
}

// worst is the figure that counts, or not a number.
func (l line) worst(figures []figure) float64 {
	bench, worst := regexp.MustCompile(l.bench), math.NaN()
	for _, f := range figures {
		if f.file != l.file || f.unit != l.unit || !bench.MatchString(f.bench) {
			continue
		}
		if math.IsNaN(worst) || f.value > worst != l.least {
			worst = f.value
		}
	}
	return worst
}
