package browsers

import (
	"context"
	"os"

	"github.com/chromedp/chromedp"
)

// chromium is a driver by Chromium's own protocol. Its tests are package e2e; here it is measured beside the others.
type chromium struct {
	ctx  context.Context
	stop func()
}

func startChromium(folder string) (driver, error) {
	options := []chromedp.ExecAllocatorOption{chromedp.NoFirstRun, chromedp.Headless, chromedp.DisableGPU, chromedp.WindowSize(1280, 1024),
		chromedp.UserDataDir(folder)}
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, closeAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeBrowser := chromedp.NewContext(allocator)
	c := &chromium{ctx, func() { closeBrowser(); closeAllocator() }}
	if err := chromedp.Do(ctx); err != nil {
		c.stop()
		return nil, err
	}
	return c, nil
}

func (c *chromium) visit(url string) error { return chromedp.Do(c.ctx, chromedp.Navigate(url)) }

func (c *chromium) call(body string) (string, error) {
	return chromedp.Run(c.ctx, chromedp.Evaluate[string]("(async () => {"+body+"})()", chromedp.EvalAwaitPromise))
}

func (c *chromium) close() { c.stop() }
