package browsers

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"inflight/engine"
	"inflight/web/webtest"
)

// program is what is tested. make build leaves it there.
var program = flag.String("program", "../../bin/inflight", "`path` of the program to test")

// site is the program, which all tests share.
var site struct{ url, backend string }

func TestMain(m *testing.M) {
	flag.Parse()
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "browsers:", err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	p, err := webtest.Start(*program)
	if err != nil {
		return 0, err
	}
	defer p.Stop()
	site.url, site.backend = p.URL, strings.Replace(p.Backend, "*.localhost", "127.0.0.1", 1)
	return m.Run(), nil
}

// account is what the backend saw of the page's latest run.
func (p *page) account() engine.Account {
	p.Helper()
	run := value[string](p, `return performance.getEntriesByType("resource").
		map((e) => /[?&]run=([^&]+)/.exec(e.name)?.[1]).filter(Boolean).pop() ?? ""`)
	response, err := http.Get(site.backend + "/run?run=" + run)
	if err != nil {
		p.Fatal(err)
	}
	defer response.Body.Close()
	var told engine.Report
	if err := json.NewDecoder(response.Body).Decode(&told); err != nil {
		p.Fatal(err)
	}
	return told.Requests
}
