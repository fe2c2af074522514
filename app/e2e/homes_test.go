package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/chromedp"
)

// runInside runs what the frame shows to its end.
func runInside(p *tab) {
	p.Helper()
	p.until(`document.readyState === "complete" && document.querySelector("#run") !== null`)
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#run").click()`))
	p.finished()
}

// storageBlocked says that the page has found the browser's storage closed, and put memory in its place.
const storageBlocked = `document.readyState === "complete" && !(localStorage instanceof Storage)`

// TestEmbedRunsInASandbox that gives it no origin, where storage throws and the program comes by CORS.
func TestEmbedRunsInASandbox(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.goTo(newHost(t, map[string]string{
		"/": `<!DOCTYPE html><iframe sandbox="allow-scripts" src="SITE/embed?tasks=100ms&view=timeline,server#?secret=a1B2" ` +
			`width="600" height="500"></iframe>`, // as WordPress writes it, from oEmbed's answer

	}).url)
	inner := p.inside("/embed")
	inner.until(`document.readyState === "complete"`)
	if !eval[bool](inner, `self.origin === "null" && `+storageBlocked) {
		t.Fatal("the frame is in no sandbox")
	}
	if inner.asked(".wasm") != 0 {
		t.Error("the program was fetched before anybody wanted it")
	}
	runInside(inner)
	inner.shows(".seen", "The server received 1 request")
}

// TestElementWorksInASandboxedPage, whose frames are in its sandbox too.
func TestElementWorksInASandboxedPage(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.goTo(newHost(t, map[string]string{"/": hostPage(`<inflight-timeline tasks="100ms"></inflight-timeline>`)},
		"Content-Security-Policy", "sandbox allow-scripts").url)
	p.until(`self.origin === "null"`)
	element[any](p, `void e.run()`)
	if got := p.told("finish")["live"]; got != true {
		t.Errorf("got a run that was live: %v", got)
	}
	p.until(frameHeight + ` !== 320`)
}

// TestElementWorksUnderAStrictPolicy: with the directives that docs/embedding.md names. Violations fail the test, as complaints.
func TestElementWorksUnderAStrictPolicy(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.goTo(newHost(t, map[string]string{
		"/": `<!DOCTYPE html><title>x</title><script src="SITE/embed.js" defer></script><inflight-timeline tasks="100ms" ` +
			`theme="dark"></inflight-timeline>`,
	}, "Content-Security-Policy", "default-src 'none'; script-src SITE; frame-src SITE").url)
	inner := p.inside("/embed")
	p.until(frameHeight + ` !== 320`)
	runInside(inner)
}

// newTabWith opens a tab in a whole browser of its own, which has these flags and preferences.
func newTabWith(t *testing.T, preferences string, flags ...string) *tab {
	t.Helper()
	path, err := findBrowser(true)
	if err != nil {
		t.Fatal(err)
	}
	profile := t.TempDir()
	if err := os.MkdirAll(filepath.Join(profile, "Default"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(profile, "Default", "Preferences"), []byte(preferences), 0o644); err != nil {
		t.Fatal(err)
	}
	options := append(browserOptions(path), chromedp.UserDataDir(profile))
	for _, flag := range flags {
		options = append(options, chromedp.Flag(flag, true))
	}
	allocator, closeAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeBrowser := chromedp.NewContext(allocator)
	t.Cleanup(func() { closeBrowser(); closeAllocator() })
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	patient, stop := context.WithTimeout(ctx, patience)
	t.Cleanup(stop)
	return &tab{TB: t, ctx: patient, site: site}
}

func TestEmbedRunsWithStorageBlocked(t *testing.T) {
	t.Parallel()
	p := newTabWith(t, `{"profile": {"default_content_setting_values": {"cookies": 2}}}`)
	p.goTo(newHost(t, map[string]string{"/": hostPage(`<inflight-timeline tasks="100ms"></inflight-timeline>`)}).url)
	inner := p.inside("/embed")
	inner.until(`document.readyState === "complete"`)
	if !eval[bool](inner, storageBlocked) {
		t.Fatal("the frame may use storage")
	}
	element[any](p, `void e.run()`)
	p.told("finish")
	inner.shows("#state", "Live")
}

func TestEmbedRunsWithThirdPartyCookiesBlocked(t *testing.T) {
	t.Parallel()
	p := newTabWith(t, `{"profile": {"cookie_controls_mode": 1, "block_third_party_cookies": true}}`, "test-third-party-cookie-phaseout")
	p.goTo(newHost(t, map[string]string{"/": hostPage(`<inflight-timeline tasks="100ms"></inflight-timeline>`)}).url)
	element[any](p, `void e.run()`)
	p.told("finish")
	if cookies := eval[string](p.inside("/embed"), `(document.cookie = "a=b; SameSite=None; Secure", document.cookie)`); cookies != "" {
		t.Errorf("the frame may have cookies: %s", cookies)
	}
}

// counted is the program behind a proxy, which counts how often a kind of file is asked for.
func counted(t *testing.T, suffix string) (address string, count *atomic.Int64) {
	t.Helper()
	to, err := url.Parse(site.url)
	if err != nil {
		t.Fatal(err)
	}
	count = new(atomic.Int64)
	proxy := httputil.NewSingleHostReverseProxy(to)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, suffix) {
			count.Add(1)
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, count
}

// longest is how long the page's own thread was busy at a stretch. What its frames are busy with is not its own.
const longest = `<script>
window.longest = 0;
new PerformanceObserver((list) => {
	for (const e of list.getEntries()) if (e.name === "self") longest = Math.max(longest, e.duration);
}).observe({type: "longtask"});
</script>`

// TestTwentyEmbedsOnOnePage fetch the program once, leave the page's own thread alone, and are at rest out of sight.
func TestTwentyEmbedsOnOnePage(t *testing.T) {
	home, wasms := counted(t, ".wasm")
	body := longest
	for i := range 20 {
		body += fmt.Sprintf(
			`<inflight-timeline id="e%d" title="e%02d" tasks="60s" view="timeline" controls="replay" autoplay></inflight-timeline><p>…</p>`,
			i,
			i,
		)
	}
	p := newTab(t, site)
	p.goTo(newHost(t, map[string]string{"/": strings.ReplaceAll(hostPage(body), "SITE", home)}).url)
	p.until(`told.some(([kind]) => kind === "run")`)
	for i := range 20 {
		p.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector("#e%d").scrollIntoView()`, i)))
		p.until(fmt.Sprintf(`told.some(([kind, , id]) => kind === "run" && id === "e%d")`, i))
	}
	if n := wasms.Load(); n != 1 {
		t.Errorf("the program was fetched %d times, want once", n)
	}
	first, last := p.inside("title=e00"), p.inside("title=e19")
	first.until(`document.querySelector("#play").getAttribute("aria-label") === "Play"`)
	unseen := []*tab{first, p.inside("title=e04"), p.inside("title=e09"), p.inside("title=e12")}
	for _, frame := range append(unseen, last) {
		frame.do(chromedp.Evaluate[chromedp.Void](countFrames))
	}
	at := eval[string](first, `document.querySelector("#moment-time").textContent`)
	eval[bool](p, `new Promise((done) => setTimeout(done, 1000, true))`)
	for i, frame := range unseen {
		if n := eval[int](frame, `framesAsked`); n != 0 {
			t.Errorf("frame %d of those out of sight asked for %d animation frames in a second, want none", i, n)
		}
	}
	if n := eval[int](last, `framesAsked`); n == 0 {
		t.Error("the frame in sight asked for no animation frame in a second: it is not played, or not counted")
	}
	longest := eval[float64](p, `longest`) // less than 100 on a quiet machine; a second is a program on the wrong thread
	if t.Logf("the page's own thread was busy for at most %v ms at a stretch", longest); longest > 1000 {
		t.Errorf("that is too long")
	}
	p.do(chromedp.Evaluate[chromedp.Void](`scrollTo(0, 0)`))
	first.until(`document.querySelector("#play").getAttribute("aria-label") === "Pause"`)
	first.until(fmt.Sprintf(`document.querySelector("#moment-time").textContent !== %q`, at))
}

// countFrames counts the animation frames that a page asks for from now on, in framesAsked.
const countFrames = `{
	const ask = requestAnimationFrame;
	window.framesAsked = 0;
	window.requestAnimationFrame = (callback) => { framesAsked++; return ask(callback); };
}`

// TestElementWorksFromAFile: a notebook that was opened by a double-click. A program of its author's runs there, too, as soon as the reader
// presses Run. The site itself says why it does not.
func TestElementWorksFromAFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "notebook.html")
	page := strings.ReplaceAll(hostPage(`<inflight-timeline tasks="100ms"></inflight-timeline><inflight-timeline>
		<script type="text/python">
			import asyncio
			asyncio.run(asyncio.sleep(1.5))
			print("mine")
		</script></inflight-timeline>`), "SITE", site.url)
	if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	p := newTab(t, site)
	p.goTo("file://" + file)
	p.until(frameHeight + ` !== 320`)
	element[any](p, `void e.run()`)
	if got := p.told("finish")["live"]; got != true {
		t.Errorf("got a run that was live: %v", got)
	}
	if hasPython() {
		inner := p.inside("/embed?program=")
		eval[bool](inner, `document.querySelector("#run").click(), true`)
		inner.until(`document.querySelector("#own-output")?.textContent === "mine\n"`)
		inner.until(`document.querySelector(".hero svg").textContent.includes("1.5")`)
	}
	folder, err := writeSite()
	if err != nil {
		t.Fatal(err)
	}
	p.excuse = func(complaint string) bool { return strings.Contains(complaint, folder) }
	p.goTo("file://" + folder + "/index.html")
	p.shows("#starting", "cannot run from a file", "python3 -m http.server")
	p.until(`document.querySelector(".hero svg") !== null`)
}

// TestElementWorksAsAModule: as a script, imported, and as a part of the page's own script, where the site must be named.
func TestElementWorksAsAModule(t *testing.T) {
	t.Parallel()
	script, err := get(site.url + "/embed.js")
	if err != nil {
		t.Fatal(err)
	}
	const page = `<!DOCTYPE html><title>x</title><link rel="icon" href="data:,"><script>window.told = [];
document.addEventListener("error", (e) => told.push(["error", e.detail]), true);</script>`
	own := newHost(t, map[string]string{
		"/module":   page + `<script type="module" src="SITE/embed.js"></script><inflight-timeline tasks="1s"></inflight-timeline>`,
		"/import":   page + `<script type="module">import "SITE/embed.js?v=1"</script><inflight-timeline tasks="1s"></inflight-timeline>`,
		"/bundle":   page + `<script type="module" src="/app.js"></script><inflight-timeline site="SITE" tasks="1s"></inflight-timeline>`,
		"/homeless": page + `<script type="module" src="/app.js"></script><inflight-timeline tasks="1s"><b>beside</b></inflight-timeline>`,
		"/app.js":   string(script),
	})
	p := newTab(t, site)
	for _, path := range []string{"/module", "/import", "/bundle"} {
		p.goTo(own.url + path)
		p.inside(site.url+"/embed?tasks=1s").shows("h1", "gather")
		p.until(frameHeight + ` !== 320`)
	}
	p.goTo(own.url + "/homeless")
	if got := fmt.Sprint(p.told("error")["message"]); !strings.Contains(got, "site: want the address of an Inflight") {
		t.Errorf("got the error %s", got)
	}
	p.until(`document.querySelector("b").checkVisibility()`)
}

// TestElementShowsItsContentWhereTheFrameDoesNotCome, and the frame again when it does.
func TestElementShowsItsContentWhereTheFrameDoesNotCome(t *testing.T) {
	t.Parallel()
	p := visitHost(t, `<inflight-timeline site="http://127.0.0.1:1" tasks="1s"><b>beside</b></inflight-timeline>`)
	p.excuse = func(complaint string) bool { return strings.Contains(complaint, "127.0.0.1:1/") }
	if got := fmt.Sprint(p.told("error")["message"]); !strings.Contains(got, "could not load: http://127.0.0.1:1/embed?tasks=1s") {
		t.Errorf("got the error %s", got)
	}
	p.until(`document.querySelector("b").checkVisibility()`)
	element[any](p, `(e.site = "`+site.url+`", null)`)
	p.inside("/embed").shows("h1", "gather")
	p.until(`!document.querySelector("b").checkVisibility()`)
}

// TestEmbedRunsInAnIsolatedPage, which asks of all that it frames to be isolated, too.
func TestEmbedRunsInAnIsolatedPage(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.goTo(newHost(t, map[string]string{"/": hostPage(`<inflight-timeline tasks="100ms"></inflight-timeline>` +
		`<iframe src="SITE/embed?tasks=200ms" title="Framed" width="600" height="400"></iframe>` +
		`<iframe sandbox="allow-scripts" src="SITE/embed?tasks=300ms" title="In a sandbox" width="600" height="400"></iframe>`)},
		"Cross-Origin-Opener-Policy", "same-origin", "Cross-Origin-Embedder-Policy", "require-corp").url)
	for _, tasks := range []string{"tasks=100ms", "tasks=200ms", "tasks=300ms"} {
		runInside(p.inside(tasks))
	}
	p.until(`document.querySelector("inflight-timeline").shadowRoot.querySelector("iframe").title === "gather of 1 task"`)
}
