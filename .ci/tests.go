//go:build ignore

// Tests runs go test, prints what it prints, and adds to a file how many seconds each test took:
// go run .ci/tests.go file go [argument of go test …]
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// event is what go test -json says; go doc test2json explains it.
type event struct {
	Action, Package, Test, Output string
	Elapsed                       float64
}

func main() {
	log.SetFlags(0)
	if err := os.MkdirAll(filepath.Dir(os.Args[1]), 0o755); err != nil {
		log.Fatal(err)
	}
	times, err := os.OpenFile(os.Args[1], os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		log.Fatal(err)
	}
	tests := exec.Command(os.Args[2], append([]string{"test", "-json"}, os.Args[3:]...)...)
	tests.Stderr = os.Stderr
	stdout, err := tests.StdoutPipe()
	if err == nil {
		err = tests.Start()
	}
	if err != nil {
		log.Fatal(err)
	}
	r := reporter{times: times, took: map[string]string{}, said: map[string]string{}, parents: map[string]bool{}}
	if err := r.follow(stdout); err != nil {
		log.Fatal(err)
	}
	var failed *exec.ExitError
	if err := tests.Wait(); errors.As(err, &failed) {
		os.Exit(failed.ExitCode())
	} else if err != nil {
		log.Fatal(err)
	}
}

// reporter tells of tests what go test tells without -json.
type reporter struct {
	times   io.Writer
	took    map[string]string // by package, what its tests have taken so far
	said    map[string]string // by a test that has not ended
	parents map[string]bool   // tests that have tests of their own, whose times are theirs
}

func (r *reporter) follow(events io.Reader) error {
	for decoder := json.NewDecoder(events); ; {
		var e event
		if err := decoder.Decode(&e); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		r.take(e)
	}
}

func (r *reporter) take(e event) {
	name := e.Package + " " + e.Test
	switch e.Action {
	case "run":
		if last := strings.LastIndexByte(name, '/'); last > len(e.Package) {
			r.parents[name[:last]] = true
		}
	case "output", "build-output":
		if e.Test == "" || printed(e.Output) {
			if e.Output != "PASS\n" {
				fmt.Print(e.Output)
			}
			if strings.HasSuffix(e.Output, "\t(cached)\n") { // these are the times of the time before
				delete(r.took, e.Package)
			}
		} else if !strings.HasPrefix(e.Output, "=== ") {
			r.said[name] += e.Output
		}
	case "pass", "fail":
		if e.Action == "fail" {
			fmt.Print(r.said[name])
		}
		if delete(r.said, name); e.Test != "" && !r.parents[name] {
			r.took[e.Package] += fmt.Sprintf("%.1f s %s\n", e.Elapsed, name)
		}
		if e.Test == "" {
			io.WriteString(r.times, r.took[e.Package])
		}
	}
}

// printed reports whether a line is neither by the testing package nor of a test's log, which it indents.
func printed(line string) bool {
	return !strings.HasPrefix(line, "=== ") && !strings.HasPrefix(strings.TrimLeft(line, " "), "--- ") && !strings.HasPrefix(line, "    ")
}
