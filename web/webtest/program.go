package webtest

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"syscall"
)

// Program is the finished program, which make build leaves, started on ports of its own.
type Program struct {
	URL     string // of the app
	Backend string // as the page is told it, with the *
	cmd     *exec.Cmd
}

// announced is what the program prints when it listens.
var announced = regexp.MustCompile(`on (http://\S+) and its demo backend on (https?://\S+)\. `)

// Start starts the program with these flags beside its addresses, and waits until it listens.
func Start(path string, flags ...string) (*Program, error) {
	p := &Program{cmd: exec.Command(path, append([]string{"-addr", "127.0.0.1:0", "-backend-addr", "127.0.0.1:0"}, flags...)...)}
	p.cmd.Stderr = os.Stderr
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("%w: run make build first", err)
	}
	lines := bufio.NewReader(stdout)
	line, err := lines.ReadString('\n')
	go io.Copy(io.Discard, lines)
	found := announced.FindStringSubmatch(line)
	if found == nil {
		p.Stop()
		return nil, fmt.Errorf("%s said %q (%v): want it to say where it listens", path, line, err)
	}
	p.URL, p.Backend = found[1], found[2]
	return p, nil
}

// Stop ends the program as Ctrl-C does.
func (p *Program) Stop() {
	p.cmd.Process.Signal(syscall.SIGTERM)
	p.cmd.Wait()
}

// Kill ends the program as a crash does: its connections break.
func (p *Program) Kill() { p.cmd.Process.Kill() }
