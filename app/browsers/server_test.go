package browsers

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"inflight/engine"
)

// program is what is tested. make build leaves it there.
var program = flag.String("program", "../../bin/inflight", "`path` of the program to test")

// site is the program, which all tests share.
var site struct{ url, backend string }

// announced is what the program prints when it listens.
var announced = regexp.MustCompile(`on (http://\S+) and its demo backend on (https?://\S+)\. `)

func TestMain(m *testing.M) {
	flag.Parse()
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "browsers:", err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	cmd := exec.Command(*program, "-addr", "127.0.0.1:0", "-backend-addr", "127.0.0.1:0")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := cmd.Start(); err != nil {
		return 0, fmt.Errorf("%w: run make build first", err)
	}
	defer func() {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
	}()
	lines := bufio.NewReader(stdout)
	line, err := lines.ReadString('\n')
	go io.Copy(io.Discard, lines)
	found := announced.FindStringSubmatch(line)
	if found == nil {
		return 0, fmt.Errorf("%s said %q (%v): want it to say where it listens", *program, line, err)
	}
	site.url, site.backend = found[1], strings.Replace(found[2], "*.localhost", "127.0.0.1", 1)
	return m.Run(), nil
}

// account is what the backend saw of the page's latest run.
func (p *page) account() engine.Account {
	p.Helper()
	run := value[string](p, `return performance.getEntriesByType("resource").map((e) => /[?&]run=([^&]+)/.exec(e.name)?.[1]).filter(Boolean).pop() ?? ""`)
	response, err := http.Get(site.backend + "/run?run=" + run)
	if err != nil {
		p.Fatal(err)
	}
	defer response.Body.Close()
	var told struct{ Requests engine.Account }
	if err := json.NewDecoder(response.Body).Decode(&told); err != nil {
		p.Fatal(err)
	}
	return told.Requests
}
