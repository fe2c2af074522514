package e2e

import (
	"testing"
	"time"

	"inflight/engine/enginetest"
	"inflight/web/webtest"
)

// TestLiveRunsTellTheTruthBehindAProxy: with the configurations of docs/hosting.md, and where browser and proxy speak what proxy and
// backend do. A request was sent when the server received it, a proxy is told of, and no connection is.
func TestLiveRunsTellTheTruthBehindAProxy(t *testing.T) {
	behind, err := startServer("-backend-addr=", "-trusted-proxy=127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(behind.Stop)
	for name, proxy := range map[string]struct {
		start func(testing.TB, string) webtest.Proxy
		words string
	}{
		"nginx":             {webtest.Nginx, "The browser spoke HTTP/2 and the server heard HTTP/1.1, so a proxy is between"},
		"nginx in HTTP/1.1": {webtest.PlainNginx, "A proxy is between browser and server"},
		"Caddy":             {webtest.Caddy, "The browser spoke HTTP/2 and the server heard HTTP/1.1, so a proxy is between"},
	} {
		t.Run(name, func(t *testing.T) {
			home := proxy.start(t, behind.url[len("http://"):]).URL
			p := ownTab(t, &server{Program: behind.Program, url: home, backend: home + "/demo", refused: behind.refused})
			p.visit("tasks=400ms,10ms,200ms:200ms,100ms!503,300ms!reset&return_exceptions=true")
			off, tasks := time.Hour, 0
			for try := 1; off > 50*time.Millisecond && try <= 3; try++ {
				p.live()
				p.until(`document.querySelector(".seen")?.textContent.includes("Nothing is open there.")`)
				p.shows(".seen", proxy.words+": connections are not counted.")
				off, tasks = enginetest.Spread(p.log(), p.site.account(t, p.runID()))
			}
			if off > 50*time.Millisecond || tasks != 5 {
				t.Errorf("sent and received differ by up to %v, of %d requests: want 5", off, tasks)
			}
			p.until(`!document.querySelector(".seen").textContent.includes("#")`)
			p.shows("#narration", proxy.words)
			p.click("#view-connections")
			p.shows("#drag-words", "which connection carried what is not known")
		})
	}
}
