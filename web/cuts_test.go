package web_test

import (
	"flag"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"inflight/web"
	"inflight/web/webtest"
)

var cut = flag.Bool("cut", false, "keep the embed script as it is now, under the next number, if it has changed since the last")

// scriptsNow are the embed script and its second part, as a site sends them.
func scriptsNow(t *testing.T) (embed, steps string) {
	h := testSite(t)
	return get(h, "/embed.js").Body.String(), get(h, "/embed-steps.js").Body.String()
}

// TestCut cuts the embed script, if it is told to.
func TestCut(t *testing.T) {
	if !*cut {
		t.Skip("only with -cut")
	}
	embed, steps := scriptsNow(t)
	for n := 1; ; n++ {
		name := func(part string) string { return "cuts/" + part + "@" + strconv.Itoa(n) + ".js" }
		kept, err := os.ReadFile(name("embed"))
		if err == nil && string(kept) == embed {
			return
		}
		if err == nil {
			continue
		}
		for part, script := range map[string]string{"embed": embed, "embed-steps": steps} {
			if err := os.WriteFile(name(part), []byte(script), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		return
	}
}

// siteWith is the site with these cuts besides.
func siteWith(t *testing.T, cuts map[string]string) *web.Site {
	t.Helper()
	files := webtest.Files(t)
	for name := range files {
		if strings.HasPrefix(name, "cuts/") {
			delete(files, name)
		}
	}
	for name, script := range cuts {
		files["cuts/"+name] = &fstest.MapFile{Data: []byte(script)}
	}
	site, err := web.New(files, "http://*.localhost:8001")
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// TestCutsStay: a cut is sent as it was, for ever, and Share names the newest with its hash as long as it is the script.
func TestCutsStay(t *testing.T) {
	embed, steps := scriptsNow(t)
	const old = `"an older one";`
	meta := regexp.MustCompile(`<meta name="inflight-embed" content="(embed@2\.js sha384-[A-Za-z0-9+/&#;]{64,}={0,2})">`)
	h := siteWith(t, map[string]string{"embed@1.js": old, "embed@2.js": embed, "embed-steps@1.js": steps, "embed-steps@2.js": steps}).Handler()
	for target, want := range map[string]string{"/embed@1.js": old, "/embed@2.js": embed, "/embed-steps@2.js": steps} {
		w := get(h, target)
		if w.Body.String() != want || w.Header().Get("Cache-Control") != "public, max-age=31536000, immutable" ||
			w.Header().Get("Access-Control-Allow-Origin") != "*" || w.Header().Get("Content-Type") != "text/javascript; charset=utf-8" {
			t.Errorf("%s: got %v %.100s", target, w.Header(), w.Body)
		}
	}
	if got := get(h, "/embed@3.js").Code; got != 404 {
		t.Errorf("a cut that there is not: got %d", got)
	}
	if page := get(h, "/").Body.String(); !meta.MatchString(page) {
		t.Error("the page does not name the newest cut")
	}
	h = siteWith(t, map[string]string{"embed@1.js": old}).Handler()
	if page := get(h, "/").Body.String(); strings.Contains(page, "inflight-embed") {
		t.Error("the page names a cut that is no longer the script")
	}
}

// TestScriptNamesItsSecondPart by its hash, so that a page that trusts the first by its hash can trust both.
func TestScriptNamesItsSecondPart(t *testing.T) {
	embed, steps := scriptsNow(t)
	if want := web.Integrity([]byte(steps)); strings.Count(embed, want) != 1 {
		t.Errorf("embed.js has not %s once", want)
	}
	if n := strings.Count(embed, `"embed"`); n != 1 {
		t.Errorf("embed.js names its page %d times, want once: a site of files has another there", n)
	}
}
