package web_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"inflight/web"
	"inflight/web/webtest"
)

// testSite is the app's handler, with the demo backend where the flags' defaults have it.
func testSite(t testing.TB) http.Handler {
	site, err := web.New(webtest.Files(t), "http://*.localhost:8001")
	if err != nil {
		t.Fatal(err)
	}
	return site.Handler()
}

// get asks a handler. Headers are pairs of name and value.
func get(h http.Handler, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", target, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// getFrom asks a handler as a client does that reached it under a host's name.
func getFrom(h http.Handler, host, target string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("GET", target, nil)
	r.Host = host
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// assetPath finds the address of a file in the page.
func assetPath(t *testing.T, h http.Handler, name string) string {
	t.Helper()
	path := regexp.MustCompile(`/assets/[0-9a-f]+/` + regexp.QuoteMeta(name)).FindString(get(h, "/").Body.String())
	if path == "" {
		t.Fatalf("the page does not name %s", name)
	}
	return path
}

func TestRoutesAnswer(t *testing.T) {
	h := testSite(t)
	const html, picture, object, table = "text/html; charset=utf-8", "image/svg+xml", "application/json", "text/csv; charset=utf-8"
	const badTask = "tasks=1s%2C4x"
	for _, test := range []struct {
		target, contentType string
		status              int
		holds               string
	}{
		{"/", html, 200, `<meta name="inflight-backend" content="http://*.localhost:8001">`},
		{"/?strategy=wait&tasks=1s,2s", html, 200, "<svg"},
		{"/?" + badTask, html, 200, "4x"},
		{"/compare?tasks=1s,2s&strategies=gather,sequential", html, 200, "sequential"},
		{"/compare?" + badTask, html, 200, "4x"},
		{"/embed?tasks=1s,2s&view=code&theme=dark", html, 200, `data-theme="dark"`},
		{"/embed?" + badTask, html, 200, "4x"},
		{"/embed.js", "text/javascript; charset=utf-8", 200, "inflight-timeline"},
		{"/inflight.py", "text/x-python; charset=utf-8", 200, "def run_source("},
		{"/which?need=first", html, 200, "Where it goes wrong"},
		{"/which?need=some", html, 200, "want all or first"},
		{"/guide", html, 200, `<inflight-timeline strategy="sequential" tasks="a=900ms,b=600ms,c=300ms" view="timeline"`},
		{"/trace.json?tasks=1s,2s", object, 200, `{"scenario":"tasks=1s,2s","events":[{"t":0,"kind":"enter"}`},
		{"/trace.json?" + badTask, object, 400, `{"error":"tasks: entry 2 \"4x\"`},
		{"/trace.json?colour=red", object, 400, "colour"},
		{"/runs.json?tasks=1s&runs=2&deadline=2s", object, 200, `{"seed":2,"total":1000000,"first_result":1000000,"received":1,"errors":0,` +
			`"requests":1,"wasted_requests":0,"within":true}],"scenario":"tasks=1s\u0026runs=2\u0026deadline=2s"`},
		{"/runs.json?tasks=1s&runs=1000000", object, 400, `{"error":"runs: \"1000000\": want a whole number from 1 to 1000"}`},
		{"/runs.json?tasks=1s&runs=2&strategies=gather,sequential", object, 200, `],"scenario":"strategy=sequential\u0026tasks=1s\u0026runs=2",` +
			`"strategy":"sequential","total"`},
		{"/runs.csv?tasks=1s&runs=2", table, 200, "2,1,1,1,0,1,0,true\r\n"},
		{"/runs.csv?tasks=1s&runs=2&strategies=gather,sequential", table, 200, `"sequential",2,1,1,1,0,1,0,true`},
		{"/runs.csv?tasks=1s&runs=2&strategies=gathr", "text/plain; charset=utf-8", 400, "gathr"},
		{"/timeline.svg?tasks=1s,2s", picture, 200, "<svg"},
		{"/timeline.svg?theme=dark&tasks=1s&width=400", picture, 200, `width="400"`},
		{"/timeline.svg?theme=auto&tasks=1s", picture, 200, "prefers-color-scheme"},
		{"/timeline.svg?" + badTask, picture, 400, "tasks: entry 2 &#34;4x&#34;"},
		{"/timeline.svg?theme=red", picture, 400, "want light, dark or auto"},
		{"/timeline.svg?width=1e9", picture, 400, "want a number of pixels from 280 to 4000"},
		{"/trace.json?theme=dark", object, 400, "theme"},
		{"/healthz", "text/plain; charset=utf-8", 200, "ok"},
		{"/no/such/page", html, 404, "There is no such page"},
		{"/assets/0123456789abcdef/app.wasm", html, 404, "There is no such page"},
		{assetPath(t, h, "app.wasm"), "application/wasm", 200, "\x00asm"},
		{assetPath(t, h, "wasm_exec.js"), "text/javascript; charset=utf-8", 200, "class Go"},
		{assetPath(t, h, "palette.css"), "text/css; charset=utf-8", 200, "{"},
		{assetPath(t, h, "icon.svg"), picture, 200, "<svg"},
	} {
		w := get(h, test.target)
		if w.Code != test.status || w.Header().Get("Content-Type") != test.contentType {
			t.Errorf("GET %s: got %d %s, want %d %s", test.target,
				w.Code, w.Header().Get("Content-Type"), test.status, test.contentType)
		}
		if body := w.Body.String(); !strings.Contains(body, test.holds) {
			t.Errorf("GET %s: got\n%.2000s\nwant it to hold %s", test.target, body, test.holds)
		}
	}
}

func TestTheGuideTakesNothingFromItsAddress(t *testing.T) {
	h := testSite(t)
	want := get(h, "/guide").Body.String()
	for _, query := range []string{"tasks=1s", "tasks=<script>alert(1)</script>", "theme=%22onload=", "title=%3Cb%3E"} {
		if got := get(h, "/guide?"+url.PathEscape(query)).Body.String(); got != want {
			t.Errorf("/guide?%s is another page", query)
		}
	}
}

func TestOtherMethodsAreRefused(t *testing.T) {
	h := testSite(t)
	for _, target := range []string{"/", "/trace.json", "/nowhere"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("POST", target, nil))
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("POST %s: got %d, Allow %q, want 405, GET, HEAD", target, w.Code, w.Header().Get("Allow"))
		}
	}
}

func TestHeadersProtectEveryAnswer(t *testing.T) {
	h := testSite(t)
	wasm := assetPath(t, h, "app.wasm")
	for _, test := range []struct{ target, header, want string }{
		{"/", "Cache-Control", "no-cache"},
		{"/", "Referrer-Policy", "no-referrer"},
		{"/", "Cross-Origin-Opener-Policy", ""}, // it costs a process: see withHeaders
		{"/nowhere", "X-Content-Type-Options", "nosniff"},
		{"/trace.json?tasks=1s", "Access-Control-Allow-Origin", "*"},
		{"/trace.json?tasks=1s", "Cache-Control", "public, max-age=300"},
		{"/trace.json?tasks=x", "Cache-Control", ""},
		{"/trace.json?tasks=1s", "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
		{"/timeline.svg?tasks=1s", "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"},
		{"/embed.js", "Cache-Control", "public, max-age=3600"},
		{"/embed.js", "Access-Control-Allow-Origin", "*"},
		{"/embed.js", "Cross-Origin-Resource-Policy", "cross-origin"},
		{"/embed", "Cross-Origin-Embedder-Policy", "require-corp"},
		{wasm, "Cross-Origin-Resource-Policy", "cross-origin"},
		{"/guide", "Cache-Control", "no-cache"},
		{"/guide", "Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; frame-src " +
			"'self'; " +
			"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
		{wasm, "Cache-Control", "public, max-age=31536000, immutable"},
		{wasm, "Access-Control-Allow-Origin", "*"},
		{wasm, "Vary", "Accept-Encoding"},
		{wasm, "Content-Length", fmt.Sprint(len(webtest.Wasm))},
	} {
		if got := get(h, test.target).Header().Get(test.header); got != test.want {
			t.Errorf("GET %s: %s: got %q, want %q", test.target, test.header, got, test.want)
		}
	}
}

func TestPolicyNamesTheLinksOwnHostsOnly(t *testing.T) {
	h := testSite(t)
	for _, test := range []struct{ tasks, connect string }{
		{"1s", ""},
		{"https://example.com/a,https://example.com/b", " https://example.com"},
		{"1s,http://a.example:8080/x,https://b.example/", " http://a.example:8080 https://b.example"},
		{"http://*/", ""},
		{"http://a;script-src/", ""},
		{"4x,https://example.com/", ""},
	} {
		embed := get(h, "/embed?theme=dark&tasks="+url.QueryEscape(test.tasks)).Header().Get("Content-Security-Policy")
		got := get(h, "/?tasks="+url.QueryEscape(test.tasks)).Header().Get("Content-Security-Policy")
		// for WebKit's sandbox
		want := strings.ReplaceAll(strings.TrimSuffix(got, "; frame-ancestors 'none'"), "'self'", "'self' http://example.com")
		style := regexp.MustCompile(` 'sha256-[^']*'`)
		if want = style.ReplaceAllString(want, ""); embed != want {
			t.Errorf("tasks=%s: got for the embed\n%s\nwant\n%s", test.tasks, embed, want)
		}
		got = style.ReplaceAllString(regexp.MustCompile(`:\d{5}`).ReplaceAllString(got, ":PORT"), "")
		want = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; frame-src 'self'; " +
			"worker-src blob:; connect-src 'self' http://*.localhost:8001 http://b0.localhost:PORT http://127.0.0.1:8001 http://127.0.0.1:PORT " +
			"ws://*.localhost:8001 ws://b0.localhost:PORT ws://127.0.0.1:8001 ws://127.0.0.1:PORT" + test.connect +
			"; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
		if got != want {
			t.Errorf("tasks=%s: got\n%s\nwant\n%s", test.tasks, got, want)
		}
	}
}

func TestAnswersAreCompressed(t *testing.T) {
	h := testSite(t)
	for _, test := range []struct{ target, accept, want string }{
		{assetPath(t, h, "app.wasm"), "gzip, deflate, br, zstd", "br"},
		{assetPath(t, h, "app.wasm"), "gzip", "gzip"},
		{assetPath(t, h, "app.wasm"), "", ""},
		{assetPath(t, h, "loader.js"), "gzip, br", "br"},
		{"/trace.json?tasks=1s*100", "gzip", "gzip"},
		{"/timeline.svg?tasks=1s*100", "br", "br"},
		{"/guide", "gzip, br", "br"},
		{"/healthz", "gzip, br", ""},
	} {
		w := get(h, test.target, "Accept-Encoding", test.accept)
		got := w.Header().Get("Content-Encoding")
		if got != test.want {
			t.Errorf("GET %s, Accept-Encoding %q: got %q, want %q", test.target, test.accept, got, test.want)
		}
		body := decoded(t, got, w.Body)
		if want := get(h, test.target).Body.Bytes(); !bytes.Equal(body, want) {
			t.Errorf("GET %s in %q: got %d bytes other than the %d of the plain form", test.target, got, len(body), len(want))
		}
	}
}

func decoded(t *testing.T, coding string, body io.Reader) []byte {
	t.Helper()
	var err error
	switch coding {
	case "br":
		body = brotli.NewReader(body)
	case "gzip":
		body, err = gzip.NewReader(body)
	}
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

func TestPageKnowsAnAddressThatRefuses(t *testing.T) {
	page := get(testSite(t), "/").Body.String()
	found := regexp.MustCompile(`name="inflight-refused" content="http://b0\.localhost:(\d+)"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("got %.1000s, want the meta element inflight-refused", page)
	}
	if conn, err := net.Dial("tcp", "127.0.0.1:"+found[1]); err == nil {
		conn.Close()
		t.Errorf("port %s: got a connection, want it refused", found[1])
	}
}

// TestThePictureWaitsForNoOtherFile: what the page is drawn by is in it, and its policy allows that style and no other, whatever a link
// has. Its program is asked for as soon as the answer's headers are there.
func TestThePictureWaitsForNoOtherFile(t *testing.T) {
	h := testSite(t)
	program := assetPath(t, h, "app.wasm")
	for _, test := range []struct{ target, rule string }{
		{"/", ".hero"}, {"/?tasks=%3Cstyle%3E*%7B%7D%3C/style%3E,4x", ".hero"}, {"/compare", ".hero"}, {"/which", ".which"}, {"/embed", ""},
	} {
		w := get(h, test.target)
		styles := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindAllStringSubmatch(w.Body.String(), -1)
		allowed := regexp.MustCompile(`'sha256-[^']*'`).FindAllString(w.Header().Get("Content-Security-Policy"), -1)
		if test.rule == "" {
			if len(styles)+len(allowed) > 0 || w.Header().Get("Link") != "" {
				t.Errorf("%s: got a style of its own, or a program that nobody has asked for", test.target)
			}
			continue
		}
		if len(styles) != 1 || !strings.Contains(styles[0][1], test.rule) || !strings.Contains(styles[0][1], "@media print{") {
			t.Fatalf("%s: got %d styles, want one with %s, on paper too", test.target, len(styles), test.rule)
		}
		sum := sha256.Sum256([]byte(styles[0][1]))
		if want := []string{"'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"}; !slices.Equal(allowed, want) {
			t.Errorf("%s: the policy allows the styles %v, want %v", test.target, allowed, want)
		}
		if strings.Contains(w.Body.String(), `rel="stylesheet"`) {
			t.Errorf("%s waits for a style sheet", test.target)
		}
		if got, want := w.Header().Get("Link"), "<"+program+`>; rel=preload; as=fetch; type="application/wasm"; crossorigin`; got != want {
			t.Errorf("%s: got Link: %s, want %s", test.target, got, want)
		}
	}
}

// TestStyleSheetKnowsTheHeightOfTheLanes: app has a test of its half.
func TestStyleSheetKnowsTheHeightOfTheLanes(t *testing.T) {
	if css := string(webtest.Files(t)["app.css"].Data); !strings.Contains(css, "max-height: 544px") {
		t.Error("the height of the lanes must be app's rowsHeight")
	}
}
