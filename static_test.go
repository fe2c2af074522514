package main

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"inflight/engine"
	"inflight/web/webtest"
)

// writeSite writes the static site with these flags, and returns its files.
func writeSite(t *testing.T, flags ...string) fs.FS {
	t.Helper()
	folder := t.TempDir()
	if code := run(t.Context(), append([]string{"-site", folder}, flags...), webtest.Files(t), io.Discard, os.Stderr); code != 0 {
		t.Fatalf("got exit code %d", code)
	}
	files := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS(folder), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(filepath.Join(folder, path))
		files[path] = &fstest.MapFile{Data: content}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// home is where the site with all flags is published.
const home = "https://example.com/docs/play"

// To write a site takes seconds. The tests share two, which they only read: one without flags, and one with all.
var plainSite, publishedSite fs.FS

func plain(t *testing.T) fs.FS {
	if plainSite == nil {
		plainSite = writeSite(t)
	}
	return plainSite
}

func published(t *testing.T) fs.FS {
	if publishedSite == nil {
		publishedSite = writeSite(t, "-url", home+"/", "-backend-url", "https://demo.example.com")
	}
	return publishedSite
}

func TestSiteHoldsAllThatItsPagesName(t *testing.T) {
	site := plain(t)
	named := regexp.MustCompile(`(?:href|src|data-wasm|data-scripts)="([^"#?]*)["#?]`)
	for page, root := range map[string]string{
		"index.html": "./", "embed/index.html": "../", "compare/index.html": "../", "which/index.html": "../", "guide/index.html": "../",
		"reference/index.html": "../",
	} {
		html, err := fs.ReadFile(site, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range named.FindAllStringSubmatch(string(html), -1) {
			for _, address := range strings.Fields(found[1]) {
				path, inside := strings.CutPrefix(address, root)
				if !inside && !strings.HasPrefix(address, "https://") {
					t.Errorf("%s names %q, want it to begin with %s", page, address, root)
				}
				if path == "" || !inside {
					continue
				}
				if folder, named := strings.CutSuffix(path, "/"); named {
					path = folder + "/index.html"
				}
				if file, err := fs.Stat(site, path); err != nil || file.IsDir() {
					t.Errorf("%s names %q, which is not there, or is a folder without a slash", page, address)
				}
			}
		}
		// The embed's is written by a script, with its own origin.
		if !strings.Contains(string(html), `<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;`) &&
			!strings.Contains(string(html), `<meta http-equiv="Content-Security-Policy" content="default-src 'none'`) &&
			!(page == "embed/index.html" && strings.Contains(string(html), `"default-src \'none\'`)) {
			t.Errorf("%s has no policy: %.400s", page, html)
		}
	}
	for _, file := range []string{"embed.js", "pictures/gather-orphans.svg", "pictures/gather-orphans.png"} {
		if _, err := fs.Stat(site, file); err != nil {
			t.Error(err)
		}
	}
	if script, _ := fs.ReadFile(site, "embed.js"); !strings.Contains(string(script), `"embed/"`) {
		t.Error("embed.js frames another page than embed/, to which not every host leads")
	}
	pictures, _ := fs.Glob(site, "pictures/*.svg")
	if len(pictures) != len(engine.Presets) {
		t.Errorf("got %d pictures, want one for each of %d presets", len(pictures), len(engine.Presets))
	}
}

func TestSiteKnowsTheBackendOfItsFlag(t *testing.T) {
	for _, test := range []struct {
		site fs.FS
		want string
	}{
		{plain(t), `<meta name="inflight-backend" content="">`},
		{published(t), `<meta name="inflight-backend" content="https://demo.example.com">`},
	} {
		html, err := fs.ReadFile(test.site, "index.html")
		if err != nil || !strings.Contains(string(html), test.want) {
			t.Errorf("got %v and %.400s, want %s", err, html, test.want)
		}
	}
}

// TestSiteHasCardsWhereItsAddressIsKnown: every page names a picture that is there, in full; without an address none does.
func TestSiteHasCardsWhereItsAddressIsKnown(t *testing.T) {
	site, unknown := published(t), plain(t)
	image := regexp.MustCompile(`<meta property="og:image" content="([^"]*)">`)
	for _, page := range []string{
		"index.html", "embed/index.html", "compare/index.html", "which/index.html", "guide/index.html", "reference/index.html",
	} {
		html, err := fs.ReadFile(site, page)
		if err != nil {
			t.Fatal(err)
		}
		found := image.FindSubmatch(html)
		if found == nil {
			t.Errorf("%s names no picture", page)
			continue
		}
		file, inside := strings.CutPrefix(string(found[1]), home+"/")
		if png, err := fs.ReadFile(site, file); !inside || err != nil || !strings.HasPrefix(string(png), "\x89PNG") {
			t.Errorf("%s names %s, want a PNG of this site: %v", page, found[1], err)
		}
		if html, err := fs.ReadFile(unknown, page); err != nil || image.Match(html) {
			t.Errorf("without an address %s names a picture (%v)", page, err)
		}
	}
}
