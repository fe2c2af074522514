//go:build !js

package fetch

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"inflight/engine/backend"
)

// answers is the handler of the server of all tests. It remembers what became of each request.
type answers struct {
	mu    sync.Mutex
	fates map[string]string // received, then answered or abandoned
}

// server is the address of the server.
func server(*testing.T) string { return address() }

// address starts the server, which lives as long as the tests.
var address = sync.OnceValue(func() string {
	a := &answers{fates: make(map[string]string)}
	routes := http.NewServeMux()
	routes.HandleFunc("/answer", a.answer)
	routes.HandleFunc("/fate", a.fate)
	demo := backend.New(backend.Options{})
	routes.Handle("/socket", demo)
	routes.Handle("/run", demo)
	routes.HandleFunc("/json", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"word":"naïve 東京"}`) })
	return httptest.NewServer(routes).URL
})

// nobody is an address at which nothing listens.
func nobody(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return "http://" + listener.Addr().String()
}

// answer sends headers with a status after the duration headers, with early=1 also a byte, and after the duration body a body of size
// bytes; with fault=reset it breaks the connection instead of completing the body.
func (a *answers) answer(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	a.tell(query.Get("id"), "received")
	fate := "abandoned"
	defer func() { a.tell(query.Get("id"), fate) }()
	if !wait(r.Context(), query.Get("headers")) {
		return
	}
	status, err := strconv.Atoi(query.Get("status"))
	if err != nil {
		status = http.StatusOK
	}
	w.WriteHeader(status)
	if query.Get("early") != "" {
		io.WriteString(w, "\n")
	}
	http.NewResponseController(w).Flush()
	if !wait(r.Context(), query.Get("body")) {
		return
	}
	if query.Get("fault") == "reset" {
		panic(http.ErrAbortHandler)
	}
	size, _ := strconv.Atoi(query.Get("size"))
	if _, err := w.Write(make([]byte, size)); err == nil || status == http.StatusNoContent {
		fate = "answered"
	}
}

// wait reports whether the duration has passed before the client went away.
func wait(ctx context.Context, duration string) bool {
	d, _ := time.ParseDuration(duration)
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

func (a *answers) tell(id, fate string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.fates[id] = fate
}

// fate tells what became of a request.
func (a *answers) fate(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	json.NewEncoder(w).Encode(a.fates[r.URL.Query().Get("id")])
}

func TestEveryLocalhostNameIsThisMachine(t *testing.T) {
	address := strings.Replace(server(t), "127.0.0.1", "b7.localhost", 1)
	if err := Ping(t.Context(), address+"/json"); err != nil {
		t.Error(err)
	}
}

// TestInNode runs the tests of the browser's build in Node, whose fetch follows the same standard, against a
// server of this process.
func TestInNode(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed: the browser's build is only compiled here")
	}
	for _, file := range []string{"fetch_js.go", "fetch_js_test.go", "../../web/fetch.js"} {
		os.Stat(file) // so that go test runs again, instead of from its cache, when one has changed
	}
	wasm := filepath.Join(t.TempDir(), "fetch.wasm")
	goTool(t, "test", "-c", "-o", wasm, ".")
	runner := filepath.Join(strings.TrimSpace(goTool(t, "env", "GOROOT")), "lib", "wasm", "wasm_exec_node.js")
	cmd := exec.CommandContext(t.Context(), node, "--stack-size=8192", "--experimental-websocket", runner, wasm, "-test.v", "-test.timeout=2m")
	// Not the whole environment: wasm has little room for it.
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "FETCH_TEST_SERVER=" + server(t), "FETCH_TEST_NOBODY=" + nobody(t)}
	out, err := cmd.CombinedOutput()
	if err != nil || strings.Contains(string(out), "--- SKIP") {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}

func TestTheBrowsersBuildIsWithoutNetHTTP(t *testing.T) {
	if slices.Contains(strings.Fields(goTool(t, "list", "-deps", ".")), "net/http") {
		t.Error("the js build imports net/http")
	}
}

// goTool runs the go command for the browser's build.
func goTool(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}
