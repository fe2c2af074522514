package browsers

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"testing"
	"time"
)

// driver is a browser with one window.
type driver interface {
	visit(url string) error
	// call runs the body of an async function in the page, which returns text.
	call(body string) (string, error)
	close()
}

// starter starts a browser.
type starter struct {
	name  string
	start func(folder string) (driver, error)
}

// engines are the browsers that are tested here.
var engines = []starter{{"Firefox", startFirefox}, {"WebKit", startWebKit}}

// inEach runs a test in all engines, side by side: most of the time they wait.
func inEach(t *testing.T, test func(*page)) {
	for _, engine := range engines {
		t.Run(engine.name, func(t *testing.T) {
			t.Parallel()
			d, err := engine.start(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(d.close)
			test(&page{t, d, engine.name})
		})
	}
}

// page is a window under test.
type page struct {
	testing.TB
	driver
	engine string
}

// Run runs a test within the page's.
func (p *page) Run(name string, test func(*testing.T)) { p.TB.(*testing.T).Run(name, test) }

// open visits an address of the program and waits until the app has taken the page over.
func (p *page) open(path string) {
	p.Helper()
	p.call(`window.left = true`) // the page that is left may answer for a moment
	if err := p.visit(site.url + path); err != nil {
		p.Fatal(err)
	}
	p.until(`!window.left && window.inflight && document.querySelector("#run:not([disabled])") &&
		document.querySelector("#main")?.ariaBusy !== "true"`)
}

// value runs the body of an async function and decodes what it returns.
func value[T any](p *page, body string) (v T) {
	p.Helper()
	text, err := p.call(`return JSON.stringify(await (async () => {` + body + `})() ?? null)`)
	if err == nil {
		err = json.Unmarshal([]byte(text), &v)
	}
	if err != nil {
		p.Fatalf("%s: %v", body, err)
	}
	return v
}

// until waits until an expression is true.
func (p *page) until(expression string) { p.Helper(); p.untilWithin(30*time.Second, expression) }

func (p *page) untilWithin(patience time.Duration, expression string) {
	p.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		if text, err := p.call(`return String(Boolean(` + expression + `))`); err == nil && text == "true" {
			return
		}
	}
	p.Fatalf("%s is not true after %v", expression, patience)
}

// child is a process that ends with its test.
func child(cmd *exec.Cmd) (stop func(), err error) {
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("%w: make test installs it", err)
	}
	return func() {
		cmd.Process.Kill()
		cmd.Wait()
	}, nil
}
