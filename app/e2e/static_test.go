package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/view"
)

// staticSite is the site as files, under a folder of somebody's static host; flags say how it is written.
func staticSite(t *testing.T, flags ...string) string {
	t.Helper()
	write := writeSite
	if len(flags) > 0 {
		write = func() (string, error) { return siteIn(t.TempDir(), flags...) }
	}
	folder, err := write()
	if err != nil {
		t.Fatal(err)
	}
	files := httptest.NewServer(http.StripPrefix("/docs/play", withoutRedirects(http.FileServer(http.Dir(folder)))))
	t.Cleanup(files.Close)
	return files.URL + "/docs/play/"
}

// writeSite writes the site as it is without flags, which takes seconds, once for all tests.
var writeSite = sync.OnceValues(func() (string, error) { return siteIn(filepath.Join(scratch, "site")) })

// siteIn writes the site into a folder, which it returns.
func siteIn(folder string, flags ...string) (string, error) {
	if out, err := exec.Command(*program, append([]string{"-site", folder}, flags...)...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("%v: %s", err, out)
	}
	return folder, nil
}

// withoutRedirects is a host that does not lead from a folder's name without a slash to the one with it.
func withoutRedirects(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name := path.Base(r.URL.Path); !strings.Contains(name, ".") && !strings.HasSuffix(r.URL.Path, "/") {
			http.NotFound(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func TestSiteWithoutABackendPlaysTheSimulation(t *testing.T) {
	t.Parallel()
	home := staticSite(t)
	p := newTab(t, site)
	p.goTo(home + "?tasks=1.5s,100ms!503")
	p.mounted()
	p.shows(".messages", "no demo backend")
	p.shows("#run", "Play the simulation")
	p.until(`inflight.scenario === "tasks=1.5s,100ms!503"`)
	p.click("#run")
	p.until(`document.querySelector("#play").getAttribute("aria-label") === "Pause"`)
	p.until(`document.querySelector("#play").getAttribute("aria-label") === "Play"`)
	p.shows("#state", "Simulated")
	p.follow(`.places a[href*="compare"]`)
	p.takenOver("/docs/play/compare/")
	p.shows("#verdict", verdictOf(t, model.NewModel("tasks=1.5s,100ms!503").Comparison()))
	p.until(`document.querySelector("#run").disabled`)
	p.follow(`.places a[href*="which"]`)
	p.takenOver("/docs/play/which/")
	p.follow(`#advice-link`)
	p.until(`location.pathname === "/docs/play/" && window.inflight !== undefined`)
	if n := p.asked("/request?run="); n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

// verdictOf is the first part of a comparison's verdict, as the page shows it.
func verdictOf(t *testing.T, link string) string {
	t.Helper()
	s, variants, err := engine.ParseComparison(link)
	if err != nil {
		t.Fatal(err)
	}
	first := view.Compare(s, variants).Findings()[0]
	return first.Who + ": " + first.Text
}

// follow goes where a link leads.
func (p *tab) follow(selector string) {
	p.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector(%q).click()`, selector)))
}

func TestSiteWithABackendRunsLive(t *testing.T) {
	t.Parallel()
	home := staticSite(t, "-backend-url", site.backend)
	p := newTab(t, site)
	p.goTo(home + "?tasks=100ms,200ms")
	p.mounted()
	ran(p)
	p.shows(".seen", "The server received 2 requests")
	p.goTo(home + "embed/?tasks=100ms&view=timeline,server")
	p.until(`window.inflight !== undefined && inflight.scenario === "tasks=100ms"`) // by itself: no server has drawn it
	p.click("#run")
	p.finished()
	p.shows(".seen", "The server received 1 request")
}

// TestSiteAsksALinksBackendByAClickOnly, whose button names it.
func TestSiteAsksALinksBackendByAClickOnly(t *testing.T) {
	t.Parallel()
	home := staticSite(t)
	p := newTab(t, site)
	backend := strings.Replace(site.backend, "*", "b0", 1)
	p.goTo(home + "?tasks=100ms,200ms&backend=" + backend)
	p.mounted()
	host := strings.TrimPrefix(backend, "http://")
	p.shows("#run", "Run (calls "+host+")")
	if n := p.asked(host + "/"); n != 0 {
		t.Errorf("%s was asked %d times before anybody clicked: %v", host, n, p.loaded())
	}
	p.click("#run")
	p.finished()
	p.until(fmt.Sprintf(`location.search === "?tasks=100ms,200ms&backend=%s"`, backend))
	p.shows(".seen", "The server received 2 requests")
	p.excuse = func(complaint string) bool { return strings.Contains(complaint, "third.example") }
	if !eval[bool](p, `fetch("https://third.example/").then(() => false, () => true)`) || p.asked("third.example") != 0 {
		t.Error("the page's policy lets it call anybody")
	}
}

func TestSiteEmbedsFromItsOwnScript(t *testing.T) {
	t.Parallel()
	home := staticSite(t)
	page := strings.ReplaceAll(hostPage(`<inflight-timeline tasks="100ms" view="timeline" load="eager"></inflight-timeline>`), "SITE/", home)
	p := newTab(t, site)
	p.goTo(newHost(t, map[string]string{"/": page}).url)
	if got := p.told("ready")["scenario"]; got != "tasks=100ms" {
		t.Errorf("got the scenario %v", got)
	}
	element[any](p, `void e.run()`)
	if got := p.told("finish")["live"]; got != false {
		t.Errorf("got a live run: %v", got)
	}
}

// TestSiteStaysAPictureInOthersFrames: no header forbids framing it there.
func TestSiteStaysAPictureInOthersFrames(t *testing.T) {
	t.Parallel()
	home := staticSite(t)
	p := newTab(t, site)
	p.goTo(newHost(t, map[string]string{"/": `<iframe src="` + home + `" width="900" height="600"></iframe>`}).url)
	inner := p.inside("/docs/play/")
	inner.shows("#starting", "in a window of its own")
	inner.until(`window.inflight === undefined && document.querySelector("#run").disabled`)
}

func TestSiteSharesWhatItHas(t *testing.T) {
	t.Parallel()
	home := staticSite(t)
	p := newTab(t, site)
	p.goTo(home + "?" + engine.PresetNamed("gather-orphans").Link)
	p.mounted()
	p.click("#share-open")
	if got := p.formText("markdown"); !strings.Contains(got, "]("+home+"pictures/gather-orphans.svg)]("+home+"?tasks=") {
		t.Errorf("got %s", got)
	}
	if _, err := get(home + "pictures/gather-orphans.svg"); err != nil {
		t.Error(err)
	}
	p.until(`document.querySelector("#share-preview").contentDocument?.querySelector("h1") !== null`)
	p.goTo(home + "compare/?" + twoRows)
	p.takenOver("/docs/play/compare/")
	p.sharesComparison() // of which nobody draws a picture
	if got, want := p.formText("link"), home+"compare/?"+twoRows; got != want {
		t.Errorf("got the link %s, want %s", got, want)
	}
	if eval[bool](p, `document.querySelector("#share-markdown") !== null`) {
		t.Error("the dialog hands out a picture that nobody draws")
	}
}
