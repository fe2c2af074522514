package e2e

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

var packaged = flag.String("package", "", "`folder` of the projects that make npm has built; none are looked at without it")

// TestPackageInProjects of authors: the package as npm packs it, installed, built by Vite, and used by hand.
func TestPackageInProjects(t *testing.T) {
	if *packaged == "" {
		t.Skip("no -package folder was given")
	}
	for _, project := range []string{"react", "vue"} {
		t.Run(project, func(t *testing.T) {
			own := httptest.NewServer(http.FileServer(http.Dir(filepath.Join(*packaged, project, "dist"))))
			defer own.Close()
			p := newTab(t, site)
			p.goTo(strings.Replace(own.URL, "127.0.0.1", "localhost", 1) + "/?site=" + site.url)
			inner := p.inside("/embed")
			if got := eval[string](inner, "location.href"); !strings.HasPrefix(got, site.url+"/embed?") ||
				!strings.Contains(got, "tasks=a=300ms,b=100ms!503") || !strings.Contains(got, "font-size=20") ||
				!strings.Contains(got, "note=100ms%40b:Too+busy.") {
				t.Errorf("got the frame %s", got)
			}
			p.follow("#darker")
			inner.until(`document.documentElement.dataset.theme === "dark"`)
			p.follow("#run")
			p.until(`/\d+ events|1 finished/.test(document.querySelector("#said").textContent)`)
			inner.shows("#state", "Live")
			p.until(`document.querySelector("#course").step === 1 && !document.querySelector("#course :nth-child(2)").checkVisibility()`)
			if project == "react" {
				got := eval[string](p, `(async () => {
					const e = document.querySelector("inflight-timeline"), at = document.querySelector("#at");
					const updated = new Promise((then) => e.addEventListener("timeupdate", then, {once: true}));
					const fate = await e.seek("100ms").then(() => "kept", (error) => error.message);
					const late = new Promise((then) => setTimeout(then, 5000, "no timeupdate"));
					const said = await Promise.race([updated.then(() => "updated"), late]);
					await new Promise((then) => setTimeout(then, 700));
					return [fate, said, e.currentTime, at.value].join();
				})()`)
				if got != "kept,updated,0.1,0.1" {
					t.Errorf("a slider of the page's own: got %s", got)
				}
			}
		})
	}
}
