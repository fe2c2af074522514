// Package e2e holds the tests that drive the finished program in a real Chromium: bin/inflight as a child process,
// the page in a tab, the demo backend's account as the witness of what really happened.
package e2e

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"testing"

	"github.com/chromedp/chromedp"
)

// What TestMain starts and all tests share. A test has a tab of its own; see open.
//
// Most tests are parallel. Those that measure time, or hold the order of a live run against the prediction, are not: Go runs these
// first, one after another, and begins with the parallel ones when nothing else is left. So nothing runs beside what is timed, but
// for what the test itself runs at once, as TestRunsLiveAsPredicted does; [starting] keeps that from crowding the machine.
var (
	site     *server // the program
	chromium context.Context
	scratch  string // a folder for what several tests read
)

func TestMain(m *testing.M) {
	flag.Set("test.parallel", "6") // whatever the number of processors: most of the time a test waits
	flag.Parse()
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

// run starts the program and the browser, runs the tests, and ends both.
func run(m *testing.M) (int, error) {
	var err error
	if site, err = startServer(); err != nil {
		return 0, err
	}
	defer site.Stop()
	path, err := findBrowser(*wholeBrowser)
	if err != nil {
		return 0, err
	}
	allocator, closeAllocator := chromedp.NewExecAllocator(context.Background(), browserOptions(path)...)
	defer closeAllocator()
	ctx, closeBrowser := chromedp.NewContext(allocator)
	defer closeBrowser()
	if err := chromedp.Do(ctx); err != nil {
		return 0, fmt.Errorf("%s does not start: %w", path, err)
	}
	chromium = ctx
	if scratch, err = os.MkdirTemp("", "inflight-e2e"); err != nil {
		return 0, err
	}
	defer os.RemoveAll(scratch)
	return m.Run(), nil
}

// wholeBrowser is for what is measured: in the browser that people have.
var wholeBrowser = flag.Bool("whole", false, "test in the whole browser where Chromium's headless shell is there, too")

// findBrowser is where Chromium is. Without one nothing here can be tested, so its absence is a failure. Unless the whole of it is asked
// for, its shell will do: the same engine, network and protocol without settings, DevTools and windows, which are a quarter of what the
// tests cost the processors.
func findBrowser(whole bool) (string, error) {
	names := []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"}
	if !whole {
		names = append([]string{"chromium-headless-shell", "chrome-headless-shell"}, names...)
	}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chromium on PATH: install it with `apt-get install chromium` (Debian, Ubuntu), " +
		"`dnf install chromium` (Fedora) or from https://www.chromium.org, or put google-chrome on PATH")
}

// starting is held by a tab from asking for a page until the app has taken it over, for that costs the processors a second; then a tab
// mostly waits. So those that run, and the backend, have their share of the machine.
var starting = make(chan struct{}, runtime.NumCPU())

// browserOptions are our own and not chromedp's, some of which change how pages behave (they switch the
// partitioning of storage off). The profile is a fresh one. Nothing slows the windows that are not in front, since several
// tests may run at once.
func browserOptions(path string) []chromedp.ExecAllocatorOption {
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.NoFirstRun, chromedp.Headless, chromedp.DisableGPU,
		chromedp.WindowSize(1280, 900),
	}
	for _, name := range []string{
		"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync",
		"disable-background-timer-throttling", "disable-backgrounding-occluded-windows", "disable-renderer-backgrounding",
		"disable-dev-shm-usage", "ignore-certificate-errors",
		"site-per-process", // which the whole browser does by itself
	} {
		options = append(options, chromedp.Flag(name, true))
	}
	// The address bar's suggestions are pages themselves, which each window opens: without them a test takes a third less of the machine.
	options = append(options, chromedp.Flag("disable-features", "WebUIOmniboxPopup,WebUIOmniboxAimPopup,"+
		"SpareRendererForSitePerProcess")) // and a process in reserve for the next page another part
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	return options
}
