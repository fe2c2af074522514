package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// library is a file of the frameworks that `make e2e` installs into bin/.
func library(t *testing.T, path string) string {
	t.Helper()
	found, _ := filepath.Glob("../../bin/react-*/node_modules/" + path)
	if len(found) == 0 {
		t.Fatalf("there is no %s in bin/: run make e2e, or make frameworks, once", path)
	}
	content, err := os.ReadFile(found[len(found)-1])
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// react19 is React 19 as one script, as a bundler would make it: its packages are CommonJS alone.
func react19(t *testing.T) string {
	var b strings.Builder
	b.WriteString("(() => { const files = {}, made = {};\nfunction require(name) {\n" +
		"if (!made[name]) files[name](made[name] = {exports: {}}, made[name].exports);\nreturn made[name].exports; }\n")
	for _, module := range [][2]string{
		{"react", "react/cjs/react.production.js"}, {"scheduler", "scheduler/cjs/scheduler.production.js"},
		{"react-dom", "react-dom/cjs/react-dom.production.js"}, {"react-dom/client", "react-dom/cjs/react-dom-client.production.js"},
	} {
		b.WriteString("files[\"" + module[0] + "\"] = (module, exports) => {" + library(t, module[1]) + "\n};\n")
	}
	return b.String() + "self.React = require(\"react\"); self.ReactDOM = require(\"react-dom/client\"); })();"
}

// TestExamplesOfFrameworks: React 18 sets attributes, the others assign properties where an element has them. Each shows the element after
// a press of a button, as a page of a site does that is opened from another, and its frame is the one that the same attributes in HTML
// have.
func TestExamplesOfFrameworks(t *testing.T) {
	t.Parallel()
	for name, libraries := range map[string]func() map[string]string{
		"react.html": func() map[string]string {
			return map[string]string{"/react.js": library(t, "react-before/umd/react.production.min.js"),
				"/react-dom.js": library(t, "react-dom-before/umd/react-dom.production.min.js")}
		},
		"react19.html": func() map[string]string { return map[string]string{"/react19.js": react19(t)} },
		"preact.html": func() map[string]string {
			return map[string]string{"/preact.mjs": library(t, "preact/dist/preact.mjs")}
		},
		"vue.html": func() map[string]string {
			return map[string]string{"/vue.js": library(t, "vue/dist/vue.global.prod.js")}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pages := libraries()
			pages["/"] = example(t, "examples/"+name)
			p := newTab(t, site)
			p.goTo(newHost(t, pages).url)
			p.follow("#open")
			inner := p.inside("/embed")
			want := "?title=A+run&tasks=a=300ms,b=100ms!503&after=linger&raise_for_status=true&view=timeline,code&theme=light&font-size=20" +
				"&code=go&readonly=true"
			if got := eval[string](inner, "location.search"); got != want {
				t.Errorf("got the frame %s, want %s", got, want)
			}
			inner.until(`document.readyState === "complete"`)
			p.follow("#darker")
			inner.until(`getComputedStyle(document.body).backgroundColor === "rgb(15, 20, 27)"`)
			runInside(inner)
			p.shows("#total", "1 finished")
			inner.shows("#state", "Live") // it is the same frame still
			p.follow("#plain")
			// Vue has no other word than false for a key that is gone and was true.
			p.insideWhere("/embed", `location.search.replace("&raise_for_status=false", "") === `+
				`"?tasks=a=300ms,b=100ms!503&view=timeline,code&theme=dark"`)
		})
	}
}

// TestElementHasAPropertyForEachAttribute, which reads as it was set, and is the attribute.
func TestElementHasAPropertyForEachAttribute(t *testing.T) {
	t.Parallel()
	p := newTab(t, site)
	p.goTo(newHost(t, map[string]string{"/": `<!DOCTYPE html><title>x</title><inflight-timeline></inflight-timeline>
<script>document.querySelector("inflight-timeline").tasks = "7s"; // before the script is there</script>
<script src="SITE/embed.js" defer></script>`}).url)
	p.inside("/embed?tasks=7s")
	wrong := element[[]string](p, `e.constructor.observedAttributes.filter((key) => {
		if (["aria-label", "lang", "hidden"].includes(key)) return false; // HTML's own, each with a property of its own kind
		e[key] = "x";
		const set = e.getAttribute(key) === "x";
		e[key] = null;
		return !set || e.hasAttribute(key);
	})`)
	if len(wrong) > 0 {
		t.Errorf("no properties for %v", wrong)
	}
	if !element[bool](p, `(e.after(document.createElement("i")), e.nextSibling.localName === "i")`) {
		t.Error("the DOM's own after() is gone")
	}
	element[any](p, `(e.tasks = ["1s", "2s"], e.fontSize = 20, e.limit = 2, e.autoplay = false, e.readonly = true, null)`)
	p.insideWhere("/embed", `location.search === "?tasks=1s,2s&limit=2&font-size=20&readonly=true"`)
	p.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("inflight-timeline").remove()`))
}
