package e2e

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

// window is a window of the browser with a profile of its own.
type window struct {
	ctx   context.Context
	close context.CancelFunc
	user  atomic.Pointer[tab] // the test that has it now, or nil
	runs  string              // the path of the page that waits in it for another scenario, or ""
}

// idle are the windows that no test has. A new one costs the processors a second more than one that has shown the app before, so tests
// hand theirs on, cleaned.
var idle struct {
	sync.Mutex
	windows []*window
}

// slowScreen gives a page ten frames in a second instead of sixty, since each frame of a live run costs the processors five milliseconds.
const slowScreen = `{
	const ask = requestAnimationFrame, every = 100;
	let last = -every;
	window.requestAnimationFrame = (callback) => {
		const wait = last + every - performance.now();
		const next = () => ask((now) => { last = performance.now(); callback(now); });
		return wait > 0 ? setTimeout(next, wait) : next();
	};
}`

// borrow is a clean window: an idle one, or a new one where there is none. Where it can be, it is one in which the page at that path runs.
func borrow(path string) (*window, error) {
	idle.Lock()
	defer idle.Unlock()
	best := slices.IndexFunc(idle.windows, func(w *window) bool { return w.runs == path })
	if best < 0 && path != "" {
		best = slices.IndexFunc(idle.windows, func(w *window) bool { return w.runs == "" })
	}
	if best < 0 {
		best = len(idle.windows) - 1
	}
	if best < 0 {
		return openSlowWindow()
	}
	w := idle.windows[best]
	idle.windows = slices.Delete(idle.windows, best, best+1)
	return w, nil
}

// giveBack cleans the window for the next test, or closes it where that fails.
func (w *window) giveBack() {
	ctx, stop := context.WithTimeout(w.ctx, 20*time.Second)
	defer stop()
	if err := w.clean(ctx); err != nil {
		w.close()
		return
	}
	idle.Lock()
	defer idle.Unlock()
	idle.windows = append(idle.windows, w)
}

// passedOn are the windows in which a live run has ended, with the page as it has left it: the next run takes it so, as people do who go
// from one to the other, and nobody cleans up in between.
var passedOn struct {
	sync.Mutex
	windows []*window
}

// passOn has the next live run in a page at that path take over the window.
func (w *window) passOn(path string) {
	w.runs = path
	passedOn.Lock()
	defer passedOn.Unlock()
	passedOn.windows = append(passedOn.windows, w)
}

// takePassedOn is a window that was passed on, with a page at that path, or nil.
func takePassedOn(path string) *window {
	passedOn.Lock()
	defer passedOn.Unlock()
	i := slices.IndexFunc(passedOn.windows, func(w *window) bool { return w.runs == path })
	if i < 0 {
		return nil
	}
	w := passedOn.windows[i]
	passedOn.windows = slices.Delete(passedOn.windows, i, i+1)
	return w
}

// endPassingOn gives them to all other tests.
func endPassingOn() {
	passedOn.Lock()
	defer passedOn.Unlock()
	for _, w := range passedOn.windows {
		w.giveBack()
	}
	passedOn.windows = nil
}

// openSlowWindow opens a window with a slow screen.
func openSlowWindow() (*window, error) {
	w, err := openWindow()
	if err == nil {
		err = call(w.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: slowScreen})
	}
	return w, err
}

// openWindow opens a window, which shows as many frames as the screen has.
func openWindow() (*window, error) {
	w := &window{}
	w.ctx, w.close = chromedp.NewContext(chromium, chromedp.WithNewBrowserContext(), chromedp.WithListener(func(event any) {
		if p := w.user.Load(); p != nil {
			p.notice(event)
		}
		if asks, is := event.(*page.EventJavascriptDialogOpening); is && asks.Type == page.DialogTypeBeforeunload {
			go call(w.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true}) // a run goes on, and the test leaves
		}
	}))
	if err := chromedp.Do(w.ctx); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

// clean takes back all that tests do to a window. Only its connections may stay open; see newTab.
func (w *window) clean(ctx context.Context) error {
	of := w.user.Swap(nil).site
	w.runs = ""
	if of == site && w.reset(ctx, of) == nil {
		w.runs = rest(ctx)
	}
	if w.runs != "" {
		return call(ctx, page.ResetNavigationHistory, cdp.Empty{})
	}
	if err := chromedp.Do(ctx, chromedp.Navigate(of.url+"/healthz")); err != nil { // of the same site, so that its process stays
		return err
	}
	return errors.Join(w.reset(ctx, of), call(ctx, page.ResetNavigationHistory, cdp.Empty{}))
}

// reset takes back what tests have told the browser.
func (w *window) reset(ctx context.Context, of *server) error {
	return errors.Join(
		call(ctx, storage.ClearDataForOrigin, storage.ClearDataForOriginParams{Origin: of.url, StorageTypes: "all"}),
		call(ctx, network.ClearBrowserCookies, cdp.Empty{}),
		call(ctx, network.Enable, network.EnableParams{}),
		call(ctx, emulation.ClearDeviceMetricsOverride, cdp.Empty{}),
		call(ctx, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{}),
		call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{}),
		call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{}),
		call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{}),
		call(ctx, browser.ResetPermissions, browser.ResetPermissionsParams{BrowserContextID: chromedp.FromContext(w.ctx).BrowserContextID}),
	)
}

func call[P, R any](ctx context.Context, c cdp.Command[P, R], params P) error {
	_, err := chromedp.Call(ctx, c, params)
	return err
}
