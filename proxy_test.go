package main

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"inflight/engine"
	"inflight/web/webtest"
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

func TestNginxServesTheSiteAsDocumented(t *testing.T) {
	throughAProxy(t, webtest.Nginx(t, start(t, "-backend-addr=", "-trusted-proxy=127.0.0.1").app))
}

func TestCaddyServesTheSiteAsDocumented(t *testing.T) {
	throughAProxy(t, webtest.Caddy(t, start(t, "-backend-addr=", "-trusted-proxy=127.0.0.1").app))
}

// throughAProxy checks that a browser finds behind a proxy all that it finds without one: HTTP/2, the site's own address, long links,
// answers as they are sent, cancellations, sockets, and word of the proxy.
func throughAProxy(t *testing.T, p webtest.Proxy) {
	client, home := p.Client, p.URL
	if response, _ := ask(t, client, home+"/healthz"); response.Proto != "HTTP/2.0" || response.StatusCode != 200 {
		t.Errorf("got %s and %d, want HTTP/2.0 and 200", response.Proto, response.StatusCode)
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
		var report engine.Report
		_, text := ask(t, client, home+"/demo/run?run=proxied")
		err := json.Unmarshal([]byte(text), &report)
		if err == nil && len(report.Requests) == 1 && report.Requests[0].Abandoned != engine.Never {
			if !report.Requests[0].Proxied {
				t.Errorf("got %s, want it told that a proxy brought the request", text)
			}
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
	if !strings.Contains(text, "apt-get install -y --no-install-recommends npm ") {
		t.Error("want npm in the image that builds, without which the program has no Python to edit")
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
