package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"inflight/engine"
)

// ask gets an address and returns the body.
func ask(t *testing.T, client *http.Client, address string) (*http.Response, string) {
	t.Helper()
	response, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Errorf("%s: %v", address, err)
	}
	return response, string(body)
}

func TestOneOriginServesBoth(t *testing.T) {
	p := start(t, "-backend-addr=")
	servesBoth(t, http.DefaultClient, "http://"+p.app)
	if p.backend != p.app+"/demo" {
		t.Errorf("got the backend on %s, want it on %s/demo", p.backend, p.app)
	}
}

// TestOneOriginKeepsTheBackendsRequests on a connection that has carried a page, whose time is limited.
func TestOneOriginKeepsTheBackendsRequests(t *testing.T) {
	limits := map[string][]time.Time{}
	note := func(name string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { limits[name] = w.(*deadlines).set })
	}
	h := oneOrigin(note("app"), note("demo"))
	for _, path := range []string{"/", "/demo/request"} {
		h.ServeHTTP(&deadlines{ResponseRecorder: httptest.NewRecorder()}, httptest.NewRequest("GET", path, nil))
	}
	if got := limits["app"]; len(got) != 2 || time.Until(got[0]) < patient || time.Until(got[1]) < patient {
		t.Errorf("got deadlines %v for the app, want two that leave time to wait for its turn", got)
	}
	if got := limits["demo"]; len(got) != 2 || !got[0].IsZero() || !got[1].IsZero() {
		t.Errorf("got deadlines %v for the backend, want none", got)
	}
	if s := newAppServer(nil); s.ReadTimeout < patient || s.WriteTimeout < patient {
		t.Errorf("got %v and %v, want time to wait for its turn", s.ReadTimeout, s.WriteTimeout)
	}
}

// patient is longer than a request of the app waits for its turn.
const patient = 40 * time.Second

// deadlines remembers what was set.
type deadlines struct {
	*httptest.ResponseRecorder
	set []time.Time
}

func (d *deadlines) SetReadDeadline(at time.Time) error  { d.set = append(d.set, at); return nil }
func (d *deadlines) SetWriteDeadline(at time.Time) error { d.set = append(d.set, at); return nil }

func TestPortIsTheHostsOwn(t *testing.T) {
	t.Setenv("PORT", "0")
	p := startAsTold(t)
	_, port, _ := net.SplitHostPort(p.app)
	servesBoth(t, http.DefaultClient, "http://127.0.0.1:"+port)
	if strings.HasPrefix(p.app, "127.") {
		t.Errorf("got %s, want all addresses of the machine", p.app)
	}
}

// servesBoth checks a site whose demo backend is on its own address.
func servesBoth(t *testing.T, client *http.Client, home string) {
	t.Helper()
	response, page := ask(t, client, home+"/?tasks=1s")
	if want := `<meta name="inflight-backend" content="` + home + `/demo">`; response.StatusCode != 200 || !strings.Contains(page, want) {
		t.Errorf("got %d and %.400s, want %s", response.StatusCode, page, want)
	}
	if want := home + "/oembed?"; !strings.Contains(page, want) {
		t.Errorf("the page does not name itself as %s", want)
	}
	policy := response.Header.Get("Content-Security-Policy")
	for _, want := range []string{" " + home + " ", " ws" + strings.TrimPrefix(home, "http")} {
		if !strings.Contains(policy, want) {
			t.Errorf("got the policy %s, want it to allow%s", policy, want)
		}
	}
	if _, body := ask(t, client, home+"/demo/request?run=both&task=0&status=503"); !strings.Contains(body, "task 0: status 503") {
		t.Errorf("got %q, want the backend's answer", body)
	}
	opensSockets(t, client, home)
}

// opensSockets talks to the backend's end of a socket.
func opensSockets(t *testing.T, client *http.Client, home string) {
	t.Helper()
	plain := &http.Client{} // without HTTP/2
	if transport, ok := client.Transport.(*http.Transport); ok {
		plain.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: transport.TLSClientConfig.RootCAs}}
	}
	address := "ws" + strings.TrimPrefix(home, "http") + "/demo/socket?run=both&task=1&latency=50ms"
	conn, _, err := websocket.Dial(t.Context(), address, &websocket.DialOptions{HTTPClient: plain})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	for _, want := range []string{"accepted", "hello"} {
		if _, message, err := conn.Read(t.Context()); err != nil || !strings.HasPrefix(string(message), want) {
			t.Errorf("got %q (%v), want %s", message, err, want)
		}
	}
}

// configuration is the block of code below a heading of docs/hosting.md.
func configuration(t *testing.T, heading string) string {
	t.Helper()
	_, text, found := strings.Cut(read(t, "docs/hosting.md"), "\n### "+heading+"\n")
	if !found {
		t.Fatalf("docs/hosting.md has no heading %s", heading)
	}
	var lines []string
	for line := range strings.Lines(text) {
		code, indented := strings.CutPrefix(line, "    ")
		switch {
		case indented || len(lines) > 0 && strings.TrimSpace(line) == "":
			lines = append(lines, code)
		case len(lines) > 0:
			return strings.Join(lines, "")
		}
	}
	return strings.Join(lines, "")
}

// replaced puts the test's own places into a configuration; each must be there.
func replaced(t *testing.T, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Errorf("the configuration has no %q:\n%s", pairs[i], text)
		}
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return text
}

// program finds a program, which Debian keeps where only root looks.
func findProgram(t *testing.T, name string) string {
	for _, path := range []string{name, "/usr/sbin/" + name} {
		if found, err := exec.LookPath(path); err == nil {
			return found
		}
	}
	t.Skipf("without %s its configuration is not tried: on Debian, apt-get install %s", name, name)
	return ""
}

// localCertificate writes a certificate for localhost into a folder, and returns a client that trusts it.
func localCertificate(t *testing.T, folder string) *http.Client {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	for name, block := range map[string]*pem.Block{
		"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: private},
	} {
		text := pem.EncodeToMemory(block)
		pool.AppendCertsFromPEM(text)
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// freeAddress is one on which nothing listens.
func freeAddress(t *testing.T) (port string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ = net.SplitHostPort(l.Addr().String())
	return port
}

// launch runs a proxy until the test ends.
func launch(t *testing.T, folder, path string, args ...string) {
	cmd := exec.Command(path, args...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "HOME="+folder, "XDG_DATA_HOME="+folder, "XDG_CONFIG_HOME="+folder)
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
		if t.Failed() {
			t.Log(said.String())
		}
	})
}

func TestNginxServesTheSiteAsDocumented(t *testing.T) {
	nginx, folder, port := findProgram(t, "nginx"), t.TempDir(), freeAddress(t)
	client := localCertificate(t, folder)
	p := start(t, "-backend-addr=", "-trusted-proxy=127.0.0.1")
	servers := replaced(t, configuration(t, "nginx"),
		"listen 443 ssl http2;", "listen 127.0.0.1:"+port+" ssl http2;", "inflight.example.com", "localhost", "127.0.0.1:8000", p.app,
		"/etc/ssl/inflight/", folder+"/")
	var temporary strings.Builder
	for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		fmt.Fprintf(&temporary, "%s_temp_path %s/%s;\n", kind, folder, kind)
	}
	text := fmt.Sprintf("pid %s/pid;\nerror_log stderr;\ndaemon off;\nmaster_process off;\nevents {}\nhttp {\naccess_log off;\n%s%s}\n",
		folder, &temporary, servers)
	if err := os.WriteFile(filepath.Join(folder, "nginx.conf"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	launch(t, folder, nginx, "-p", folder, "-c", filepath.Join(folder, "nginx.conf"), "-e", "stderr")
	throughAProxy(t, client, "https://localhost:"+port)
}

func TestCaddyServesTheSiteAsDocumented(t *testing.T) {
	caddy, folder, port := findProgram(t, "caddy"), t.TempDir(), freeAddress(t)
	client := localCertificate(t, folder)
	p := start(t, "-backend-addr=", "-trusted-proxy=127.0.0.1")
	text := "{\n\tadmin off\n\tauto_https disable_redirects\n}\n" + replaced(t, configuration(t, "Caddy"),
		"inflight.example.com {", "https://localhost:"+port+" {\n\ttls "+folder+"/cert.pem "+folder+"/key.pem", "127.0.0.1:8000", p.app)
	if err := os.WriteFile(filepath.Join(folder, "Caddyfile"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	launch(t, folder, caddy, "run", "--config", "Caddyfile", "--adapter", "caddyfile")
	throughAProxy(t, client, "https://localhost:"+port)
}

// throughAProxy checks that a browser finds behind a proxy all that it finds without one: HTTP/2, the site's own address, long links,
// answers as they are sent, cancellations, sockets.
func throughAProxy(t *testing.T, client *http.Client, home string) {
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		response, err := client.Get(home + "/healthz")
		if err == nil {
			response.Body.Close()
			if response.Proto != "HTTP/2.0" || response.StatusCode != 200 {
				t.Errorf("got %s and %d, want HTTP/2.0 and 200", response.Proto, response.StatusCode)
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
	servesBoth(t, client, home)
	if response, body := ask(t, client, home+"/trace.json?tasks="+strings.Repeat("1s,", 29<<10/3)); response.StatusCode != 200 {
		t.Errorf("a link of 29 KB: got %d %.200s, want 200", response.StatusCode, body)
	}
	start := time.Now()
	response, err := client.Get(home + "/demo/request?run=proxied&task=0&latency=1h")
	if err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 1)
	response.Body.Read(first)
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("the answer began after %v, want it at once", took)
	}
	response.Body.Close()
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		var report struct{ Requests engine.Account }
		_, text := ask(t, client, home+"/demo/run?run=proxied")
		err := json.Unmarshal([]byte(text), &report)
		if err == nil && len(report.Requests) == 1 && report.Requests[0].Abandoned != engine.Never {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("got %s, want the request abandoned", text)
		}
	}
}

// TestDockerfileNamesWhatIsThere, since it is not built here.
func TestDockerfileNamesWhatIsThere(t *testing.T) {
	text, makefile, mod := read(t, "Dockerfile"), read(t, "Makefile"), read(t, "go.mod")
	version := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(mod)[1]
	if !strings.Contains(text, "FROM golang:"+version+" AS build\n") {
		t.Errorf("want it built with Go %s, as go.mod says", version)
	}
	for _, target := range regexp.MustCompile(`\bmake (\S+)`).FindAllStringSubmatch(text, -1) {
		if !strings.Contains(makefile, "\n"+target[1]+":") {
			t.Errorf("make %s: there is no such target", target[1])
		}
	}
	for _, line := range regexp.MustCompile(`(?m)^COPY ([^-].*) \S+$`).FindAllStringSubmatch(text, -1) {
		for _, path := range strings.Fields(line[1]) {
			if _, err := os.Stat(path); err != nil {
				t.Error(err)
			}
		}
	}
	binary := regexp.MustCompile(`COPY --from=build /src/(\S+) (\S+)`).FindStringSubmatch(text)
	if binary == nil || !strings.Contains(makefile, "\n"+binary[1]+": ") || !strings.Contains(text, `ENTRYPOINT ["`+binary[2]+`"]`) {
		t.Errorf("got %q, want the program that make builds, and it started", binary)
	}
	if !regexp.MustCompile(`(?m)^ENV PORT=\d+$`).MatchString(text) {
		t.Error("want PORT set, for which the program listens on all addresses")
	}
	ignored := read(t, ".dockerignore")
	for _, path := range []string{"bin", "web/dist/*", "!web/dist/.gitignore"} {
		if !strings.Contains("\n"+ignored, "\n"+path+"\n") {
			t.Errorf(".dockerignore: want %s, so that the image holds nothing older than its source", path)
		}
	}
}
