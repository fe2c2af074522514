package e2e

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// host is somebody else's site: pages at another host name and port than the program's.
type host struct {
	*httptest.Server
	url string
}

// newHost serves pages by their paths. In them SITE stands for the program's address.
func newHost(t testing.TB, pages map[string]string, headers ...string) *host {
	t.Helper()
	h := &host{}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, found := pages[r.URL.Path]
		if r.URL.Path == "/favicon.ico" {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		if !found {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", contentTypeOf(r.URL.Path))
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], strings.ReplaceAll(headers[i+1], "SITE", site.url))
		}
		fmt.Fprint(w, strings.ReplaceAll(page, "SITE", site.url))
	}))
	t.Cleanup(h.Close)
	h.url = strings.Replace(h.URL, "127.0.0.1", "localhost", 1)
	return h
}

// hostPage is a page with the embed script and this in its body. What the elements tell is kept in window.told,
// with the id of the one that told it.
func hostPage(body string) string {
	return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A tutorial</title>
<link rel="icon" href="data:,">
<script src="SITE/embed.js" defer></script>
<script>
window.told = [];
for (const type of ["ready", "run", "event", "finish", "change", "error"])
	document.addEventListener(type, (e) => told.push([type, e.detail, e.target.id]), true);
</script></head><body><p>Before</p>` + body + `<p id="after">After</p></body></html>`
}

// visitHost opens a page of a host that has these elements in it.
func visitHost(t testing.TB, body string) *tab {
	t.Helper()
	p := newTab(t, site)
	p.goTo(newHost(t, map[string]string{"/": hostPage(body)}).url)
	return p
}

// goTo opens an address, whatever is there.
func (p *tab) goTo(address string) {
	p.Helper()
	p.do(chromedp.Navigate(address))
}

// inside is the frame of the tab's page whose address holds a text, as a tab of its own: the browser runs it as a page.
func (p *tab) inside(holds string) *tab {
	p.Helper()
	return p.insideWhere(holds, "true")
}

// insideWhere is the frame in which, besides, an expression is true.
func (p *tab) insideWhere(holds, expression string) *tab {
	p.Helper()
	var found *tab
	known := map[target.ID]*tab{} // to listen to a frame costs the browser time, so nobody does it anew each time
	p.eventually("a frame of "+holds+" with "+expression, func() bool {
		for _, id := range p.frames(holds) {
			f := known[id]
			if f == nil {
				f = p.frame(id)
				known[id] = f
			}
			held, err := chromedp.Run(f.ctx, chromedp.Evaluate[bool](expression))
			if err == nil && held {
				found = f
				return true
			}
			if errors.Is(err, chromedp.ErrTargetDetached) {
				delete(known, id)
			}
		}
		return false
	})
	return found
}

// frames are those of the tab's page whose address holds a text.
func (p *tab) frames(holds string) []target.ID {
	infos, err := chromedp.Targets(p.ctx)
	if err != nil {
		return nil
	}
	var found []target.ID
	own := chromedp.FromContext(p.ctx).BrowserContextID
	for _, info := range infos {
		if info.Type == "iframe" && (own == "" || info.BrowserContextID == own) && strings.Contains(info.URL, holds) {
			found = append(found, info.TargetID)
		}
	}
	return found
}

// frame is one of them. It is left as it is at the end of the test. It is listened to for longer than the test has patience, so that
// it can still tell what it shows.
func (p *tab) frame(id target.ID) *tab {
	listening, stop := chromedp.NewContext(context.WithoutCancel(p.ctx), chromedp.WithTargetID(id))
	p.Cleanup(stop)
	heard := context.AfterFunc(p.ctx, stop)
	_ = chromedp.Do(listening) // what is wrong with it is told by the next that is asked
	heard()
	deadline, _ := p.ctx.Deadline()
	ctx, done := context.WithDeadline(listening, deadline)
	p.Cleanup(done)
	return &tab{TB: p.TB, ctx: ctx, site: p.site, framed: true}
}

// contentTypeOf is that of a host's page or script.
func contentTypeOf(path string) string {
	if strings.HasSuffix(path, "js") {
		return "text/javascript; charset=utf-8"
	}
	return "text/html; charset=utf-8"
}
