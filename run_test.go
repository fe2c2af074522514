package main

import (
	"bufio"
	"context"
	"io"
	"io/fs"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"inflight/web/webtest"
)

// program is the program, running.
type program struct {
	app, backend string // addresses
	stop         context.CancelFunc
	exit         chan int
}

// start runs the program on free ports with these flags, until the test ends.
func start(t *testing.T, flags ...string) *program {
	return startAsTold(t, append([]string{"-addr=127.0.0.1:0", "-backend-addr=127.0.0.1:0"}, flags...)...)
}

// startAsTold runs the program with these flags alone, until the test ends.
func startAsTold(t *testing.T, flags ...string) *program {
	ctx, stop := context.WithCancel(context.Background())
	read, write := io.Pipe()
	p := &program{stop: stop, exit: make(chan int, 1)}
	go func() {
		p.exit <- run(ctx, flags, webtest.Files(t), write, io.Discard)
	}()
	lines := bufio.NewReader(read)
	line, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`http://(\S+:\d+) and its demo backend on https?://(?:\*\.localhost:(\d+)|(\S+))\. `).FindStringSubmatch(line)
	if found == nil {
		t.Fatalf("got %q, want both addresses", line)
	}
	p.app, p.backend = found[1], "127.0.0.1:"+found[2]
	if found[2] == "" {
		p.backend = found[3]
	}
	go io.Copy(io.Discard, lines)
	t.Cleanup(stop)
	return p
}

func TestRunServesUntilStopped(t *testing.T) {
	p := start(t)
	for _, addr := range []string{p.app, p.backend} {
		resp, err := http.Get("http://" + addr + "/healthz")
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("%s/healthz: got %v, %v, want 200", addr, resp, err)
		}
		resp.Body.Close()
	}
	resp, err := http.Get("http://" + p.backend + "/request?run=a&task=0&latency=1h")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	p.stop()
	if _, err := io.ReadAll(resp.Body); err == nil {
		t.Error("the request of an hour was answered, want it broken off")
	}
	select {
	case code := <-p.exit:
		if code != 0 {
			t.Errorf("got exit code %d, want 0", code)
		}
	case <-time.After(5 * grace):
		t.Error("the program did not end")
	}
}

func TestRunSaysWhatIsWrong(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	unbuilt := webtest.Files(t)
	delete(unbuilt, "dist/app.wasm")
	for _, test := range []struct {
		args  []string
		files fs.FS
		code  int
		want  string
	}{
		{[]string{"-addr", taken.Addr().String()}, webtest.Files(t), 1,
			taken.Addr().String() + " is in use by another program: stop it, or choose another address with -addr\n"},
		{[]string{"-addr=127.0.0.1:0", "-backend-addr", taken.Addr().String()}, webtest.Files(t), 1,
			"choose another address with -backend-addr\n"},
		{[]string{"-addr=nonsense"}, webtest.Files(t), 1, "-addr: "},
		{[]string{"-backend-url=ftp://x"}, webtest.Files(t), 1, "want an address such as"},
		{[]string{"-backend-url=http://demo-*.example.com"}, webtest.Files(t), 1, "the whole first label"},
		{[]string{"-trusted-proxy=nobody"}, webtest.Files(t), 2, "want an address or a range of them"},
		{[]string{"-tls", "-backend-addr="}, webtest.Files(t), 1, "want TLS at a proxy"},
		{[]string{"-url=https://inflight.example.com"}, webtest.Files(t), 1, "visitors of https://inflight.example.com cannot reach"},
		{[]string{"-url=https://inflight.example.com", "-backend-url=http://*.localhost:8001"}, webtest.Files(t), 1, "cannot reach"},
		{[]string{"-url=https://inflight.example.com", "-backend-url=http://127.0.0.1:8001"}, webtest.Files(t), 1, "their own machine"},
		{[]string{"-url=https://inflight.example.com", "-backend-url=http://[::1]:8001"}, webtest.Files(t), 1, "say with -backend-url"},
		{[]string{"-url=https://inflight.example.com", "-backend-url=http://demo.example.com"}, webtest.Files(t), 1, "want an https address"},
		{[]string{"-site=x", "-url=https://inflight.example.com", "-backend-url=http://localhost:1"}, webtest.Files(t), 1, "cannot reach"},
		{nil, unbuilt, 1, "run make build first"},
		{[]string{"-nonsense"}, webtest.Files(t), 2, "flag provided but not defined"},
		{[]string{"now"}, webtest.Files(t), 2, `unexpected argument "now"`},
		{[]string{"-help"}, webtest.Files(t), 0, "address of the app"},
	} {
		var stderr strings.Builder
		args := append([]string{"-addr=127.0.0.1:0", "-backend-addr=127.0.0.1:0"}, test.args...)
		code := run(t.Context(), args, test.files, io.Discard, &stderr)
		if code != test.code || !strings.Contains(stderr.String(), test.want) {
			t.Errorf("%v: got %d %s, want %d and %s", test.args, code, stderr.String(), test.code, test.want)
		}
	}
}

func TestLinksOverTheLimitAreRefusedInWords(t *testing.T) {
	p := start(t)
	for _, test := range []struct {
		length, status int
		holds          string
	}{
		{60 << 10, 400, "want at most 10000"}, // short enough, but of too many tasks
		{29 << 10, 200, `"events"`},
		{70 << 10, 400, "want at most 10000"},
		{190 << 10, 400, "want at most 10000"},
		{300 << 10, 431, "Request Header Fields Too Large"},
	} {
		resp, err := http.Get("http://" + p.app + "/trace.json?tasks=" + strings.Repeat("1s,", test.length/3))
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode != test.status || !strings.Contains(string(body), test.holds) {
			t.Errorf("a link of %d bytes: got %d %.300s, want %d with %s in it",
				test.length, resp.StatusCode, body, test.status, test.holds)
		}
	}
}
