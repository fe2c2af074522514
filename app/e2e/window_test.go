package e2e

import (
	"context"
	"errors"
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
}

// idle are the windows that no test has. A new one costs the processors a second more than one that has shown the app before, so tests
// hand theirs on, cleaned.
var idle struct {
	sync.Mutex
	windows []*window
}

// borrow is a clean window: an idle one, or a new one where there is none.
func borrow() (*window, error) {
	idle.Lock()
	defer idle.Unlock()
	if last := len(idle.windows) - 1; last >= 0 {
		w := idle.windows[last]
		idle.windows = idle.windows[:last]
		return w, nil
	}
	return openWindow()
}

// giveBack cleans the window for the next test, or closes it where that fails.
func (w *window) giveBack() {
	ctx, stop := context.WithTimeout(w.ctx, 5*time.Second)
	defer stop()
	if err := w.clean(ctx); err != nil {
		w.close()
		return
	}
	idle.Lock()
	defer idle.Unlock()
	idle.windows = append(idle.windows, w)
}

func openWindow() (*window, error) {
	w := &window{}
	w.ctx, w.close = chromedp.NewContext(chromium, chromedp.WithNewBrowserContext(), chromedp.WithListener(func(event any) {
		if p := w.user.Load(); p != nil {
			p.notice(event)
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
	site := w.user.Swap(nil).site
	if err := chromedp.Do(ctx, chromedp.Navigate(site.url+"/icon.svg")); err != nil { // of the same site, so that its process stays
		return err
	}
	return errors.Join(
		call(ctx, storage.ClearDataForOrigin, storage.ClearDataForOriginParams{Origin: site.url, StorageTypes: "all"}),
		call(ctx, network.ClearBrowserCookies, cdp.Empty{}),
		call(ctx, network.Enable, network.EnableParams{}),
		call(ctx, emulation.ClearDeviceMetricsOverride, cdp.Empty{}),
		call(ctx, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{}),
		call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{}),
		call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{}),
		call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{}),
		call(ctx, browser.ResetPermissions, browser.ResetPermissionsParams{BrowserContextID: chromedp.FromContext(w.ctx).BrowserContextID}),
		call(ctx, page.ResetNavigationHistory, cdp.Empty{}),
	)
}

func call[P, R any](ctx context.Context, c cdp.Command[P, R], params P) error {
	_, err := chromedp.Call(ctx, c, params)
	return err
}
