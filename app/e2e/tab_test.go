package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"inflight/engine"
)

// patience is how long a tab may take over all that its test wants of it. Nothing is tested against it: it is there so
// that a broken page ends a test. Some tests leave the processors to others: see PATIENT in the Makefile.
const patience = 8 * time.Minute

// tab is a test's part of a window. At the end of its test it fails the test if the page complained.
type tab struct {
	testing.TB
	ctx  context.Context
	site *server

	framed     bool // it is a part of another tab, which hears the browser's events
	mu         sync.Mutex
	requests   []string // URLs of everything that was loaded
	flying     map[network.RequestID]bool
	mostFlying int               // greatest number of requests to the backend outstanding at once
	received   int               // bytes, as they came over the wire
	complaints []string          // exceptions, errors and warnings of the console, violations of the policy
	excuse     func(string) bool // complaints that the test provokes
	detained   int               // how often the browser has asked whether to leave a page
}

// newTab opens an empty tab for pages of s in a clean window, which may have connections to the backend left; see ownTab.
func newTab(t testing.TB, s *server) *tab {
	t.Helper()
	w, err := borrow("")
	if err != nil {
		t.Fatal(err)
	}
	return w.lend(t, s, w.giveBack)
}

// ownTab opens an empty tab for pages of s in a window that no other test has used, or will, and that shows all frames.
func ownTab(t testing.TB, s *server) *tab {
	t.Helper()
	w, err := openWindow()
	if err != nil {
		t.Fatal(err)
	}
	return w.lend(t, s, w.close)
}

// lend gives the window to a test. If the test succeeds, end has it back.
func (w *window) lend(t testing.TB, s *server, end func()) *tab {
	t.Helper()
	p := &tab{TB: t, site: s, flying: map[network.RequestID]bool{}}
	w.user.Store(p)
	var stop context.CancelFunc
	p.ctx, stop = context.WithTimeout(w.ctx, patience)
	t.Cleanup(func() {
		stop()
		p.mu.Lock()
		for _, c := range p.complaints {
			if p.excuse == nil || !p.excuse(c) {
				t.Errorf("the page complained: %s", c)
			}
		}
		p.mu.Unlock()
		if t.Failed() {
			w.close()
		} else {
			end()
		}
	})
	return p
}

// of is the tab as a test within its own has it.
func (p *tab) of(t testing.TB) *tab { return &tab{TB: t, ctx: p.ctx, site: p.site, framed: true} }

// withoutScripts has the tab run none. A browser asks for the program all the same, and may say that nobody used it.
func (p *tab) withoutScripts() {
	p.Helper()
	command(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	p.excuse = func(complaint string) bool {
		return strings.Contains(complaint, "was preloaded using link preload but not used")
	}
}

// visit opens a link in this tab.
func (p *tab) visit(link string) {
	p.Helper()
	p.visitAt("/", link)
}

func asQuery(link string) string {
	if link == "" {
		return ""
	}
	return "?" + link
}

// mounted waits until the app has taken the page over.
func (p *tab) mounted() {
	p.Helper()
	p.until(`window.inflight !== undefined && document.querySelector("#starting") === null &&
		document.querySelector("#main")?.ariaBusy !== "true"`)
}

// notice keeps what the tests want to know of the browser's events.
func (p *tab) notice(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		p.complain(fmt.Sprintf("exception: %s %v", e.ExceptionDetails.Text, e.ExceptionDetails.Exception))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			p.complain(fmt.Sprintf("console: %s", texts(e.Args)))
		}
	case *log.EventEntryAdded:
		if (e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning) && !p.ordered(e.Entry) {
			p.complain(fmt.Sprintf("%s: %s (%s)", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	case *page.EventJavascriptDialogOpening:
		if e.Type == page.DialogTypeBeforeunload {
			p.detained++
		}
	case *network.EventRequestWillBeSent:
		p.requests = append(p.requests, e.Request.URL)
		if strings.Contains(e.Request.URL, "/request?run=") {
			p.flying[e.RequestID] = true
			p.mostFlying = max(p.mostFlying, len(p.flying))
		}
	case *network.EventWebSocketCreated:
		p.requests = append(p.requests, e.URL)
	case *network.EventLoadingFinished:
		p.received += int(e.EncodedDataLength)
		delete(p.flying, e.RequestID)
	case *network.EventLoadingFailed:
		delete(p.flying, e.RequestID)
	}
}

func (p *tab) complain(words string) { p.complaints = append(p.complaints, words) }

// brokenSocket is what the browser says of a socket that failed.
var brokenSocket = regexp.MustCompile(`^WebSocket connection to '(\S+)' failed`)

// ordered reports whether the browser's message is about a failure that the task's own URL, or the test, asks for.
func (p *tab) ordered(e *log.Entry) bool {
	if socket := brokenSocket.FindStringSubmatch(e.Text); socket != nil {
		return strings.Contains(socket[1], "fault=") || strings.HasPrefix(socket[1], "ws"+strings.TrimPrefix(p.site.refused, "http")+"/")
	}
	u, err := url.Parse(e.URL)
	if err != nil || e.Source != log.EntrySourceNetwork {
		return false
	}
	q := u.Query()
	switch {
	case u.Path == "/missing", path.Base(u.Path) == "run": // the account of a run of which no request has arrived yet
		return strings.Contains(e.Text, "status of 404")
	case strings.HasPrefix(e.URL, p.site.refused+"/"):
		return strings.Contains(e.Text, "net::ERR_CONNECTION_REFUSED")
	case q.Get("fault") == "reset":
		return strings.Contains(e.Text, "net::ERR_INCOMPLETE_CHUNKED_ENCODING") || strings.Contains(e.Text, "net::ERR_CONNECTION_RESET") ||
			strings.Contains(e.Text, "net::ERR_HTTP2_PROTOCOL_ERROR") // a proxy's word for either
	case q.Get("server") != "":
		model, err := engine.ParseServer(q.Get("server"))
		refused := model.Down() && (strings.Contains(e.Text, "net::ERR_CONNECTION_RESET") || strings.Contains(e.Text, "net::ERR_EMPTY_RESPONSE"))
		return err == nil && (refused || model.Status > 0 && strings.Contains(e.Text, fmt.Sprintf("status of %d", model.Status)))
	case q.Get("status") != "":
		return strings.Contains(e.Text, "status of "+q.Get("status"))
	}
	return false
}

func texts(args []*runtime.RemoteObject) string {
	words := make([]string, len(args))
	for i, a := range args {
		words[i] = strings.Trim(string(a.Value), `"`) + a.Description
	}
	return strings.Join(words, " ")
}

// deaf stops the browser's telling us of each request, which takes it more time than the requests do.
func (p *tab) deaf() {
	p.Helper()
	command(p, network.Disable, cdp.Empty{})
}

// loaded lists the URLs of everything that was loaded so far.
func (p *tab) loaded() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.requests...)
}

// runID is the name of the latest live run, "" before its first request.
func (p *tab) runID() string {
	name := ""
	for _, request := range p.loaded() {
		if u, err := url.Parse(request); err == nil && (path.Base(u.Path) == "request" || path.Base(u.Path) == "socket") {
			name = u.Query().Get("run")
		}
	}
	return name
}

// do carries out steps, each of which waits for its element.
func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.Fatal(err)
	}
}

// click clicks on the element with the mouse, once it is enabled and stands still: what moves away under the pointer is missed.
func (p *tab) click(selector string) {
	p.Helper()
	p.until(fmt.Sprintf(`((e) => {
		const box = JSON.stringify(e?.getBoundingClientRect()), stands = e?.stood === box;
		if (e) e.stood = box;
		return stands && e.disabled === false && !e.ariaDisabled;
	})(document.querySelector(%q))`, selector))
	p.do(chromedp.Click(chromedp.CSS(selector)))
}

// command carries out one command of the browser's protocol.
func command[P, R any](p *tab, c cdp.Command[P, R], params P) R {
	p.Helper()
	result, err := chromedp.Call(p.ctx, c, params)
	if err != nil {
		p.Fatal(err)
	}
	return result
}

// eval is the value of a JavaScript expression, awaited if it is a promise.
func eval[T any](p *tab, expression string) T {
	p.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.Fatalf("%s: %v", expression, err)
	}
	return value
}

// until waits until a JavaScript expression is true. It outlives a navigation.
func (p *tab) until(expression string) {
	p.Helper()
	p.eventually(expression, func() bool {
		held, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](expression+" || false"))
		return err == nil && held
	})
}

// eventually waits until holds is true; what says what that is.
func (p *tab) eventually(what string, holds func() bool) {
	p.Helper()
	for pause := 20 * time.Millisecond; !holds(); pause = min(pause*5/4, 100*time.Millisecond) { // to ask costs the page and the browser time
		select {
		case <-p.ctx.Done():
			p.Fatalf("waited in vain for: %s\n%s", what, p.sight())
		case <-time.After(pause):
		}
	}
}

// sight is where the tab is and what it shows, for the report of a test that has run out of patience.
func (p *tab) sight() string {
	ctx, stop := context.WithTimeout(context.WithoutCancel(p.ctx), 5*time.Second)
	defer stop()
	seen, err := chromedp.Run(
		ctx,
		chromedp.Evaluate[string](`location.href + " " + document.readyState + "\n" +
			[...document.querySelectorAll("[role=status], [role=alert], #state, #run, #progress")].map((e) => e.textContent).join("; ") +
			"\n" + (document.body?.innerText ?? "").slice(0, 3000)`),
	)
	if err != nil {
		return fmt.Sprintf("the tab does not answer: %v", err)
	}
	asked := p.loaded()
	return fmt.Sprintf("the tab shows: %s\nand has asked for %v at last", seen, asked[max(0, len(asked)-5):])
}

// trace is what the page's run and simulate give.
type trace struct {
	Scenario string
	Events   engine.Log
}

// live runs the page's scenario to its end.
func (p *tab) live() trace { p.Helper(); return p.trace("inflight.run()") }

// simulated is the page's scenario in virtual time.
func (p *tab) simulated() trace { p.Helper(); return p.trace("inflight.simulate()") }

func (p *tab) trace(expression string) trace {
	p.Helper()
	var t trace
	if err := json.Unmarshal([]byte(eval[string](p, `(async () => JSON.stringify(await `+expression+`))()`)), &t); err != nil {
		p.Fatal(err)
	}
	return t
}

// log is the events of the latest live run so far.
func (p *tab) log() engine.Log {
	p.Helper()
	var events engine.Log
	if err := json.Unmarshal([]byte(eval[string](p, `JSON.stringify(inflight.log())`)), &events); err != nil {
		p.Fatal(err)
	}
	return events
}

// finished waits until a live run has begun and ended.
func (p *tab) finished() {
	p.Helper()
	p.until(`["Live", "Stopped"].includes(document.querySelector("#state").textContent)`)
}
