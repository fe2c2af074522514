package e2e

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/yuin/goldmark"
)

var platforms = flag.String("platforms", "", "`folder` in which make platforms has installed the tools; none are tried without it")

// platform is a tool, the command that makes its site, and where that leaves it.
type platform struct {
	name, out string
	command   []string
	besides   map[string]string // files that every site of the tool has
	toDark    string            // presses the site's own switch
	awake     string            // whether that can be pressed; "" where it can be at once
}

var tools = []platform{
	{name: "Plain HTML", out: "."},
	{name: "VitePress", out: ".vitepress/dist", command: []string{"node_modules/.bin/vitepress", "build"},
		toDark: `document.querySelector(".VPSwitchAppearance").click()`},
	{name: "Docusaurus", out: "build", command: []string{"node_modules/.bin/docusaurus", "build", "--no-minify"},
		toDark: `for (const b of document.querySelectorAll("button[class*=toggleButton], button[class*=colorMode]")) b.click()`,
		awake:  `document.querySelector("button[class*=toggleButton]")?.disabled === false`},
	{name: "Astro", out: "dist", command: []string{"node_modules/.bin/astro", "build"}},
	{name: "reveal.js", out: "."},
	{name: "MkDocs", out: "site", command: []string{"mkdocs", "build", "--quiet"},
		toDark: `document.querySelector("#__palette_2").click()`},
	{name: "Sphinx", out: "_build", command: []string{"sphinx-build", "-q", ".", "_build"}},
	{name: "Hugo", out: "public", command: []string{"hugo", "--quiet"}, besides: map[string]string{
		"config.toml":         "title = \"Waiting\"\n",
		"layouts/index.html":  "<!DOCTYPE html><title>Waiting</title>{{ .Content }}",
		"archetypes/.gitkeep": "",
	}},
	{name: "Jekyll", out: "_site", command: []string{"jekyll", "build", "--quiet", "--disable-disk-cache"}},
}

// files of a platform are what docs/platforms.md has under its name: a file's name in a line of its own, and then its text.
func filesOf(t *testing.T, name string) map[string]string {
	page, err := os.ReadFile("../../docs/platforms.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(page), "\n## "+name+"\n")
	if !found {
		t.Fatalf("docs/platforms.md has no section %s", name)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	files := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^`([^`\n]+)`:\n\n((?:    .*\n|\n)+)").FindAllStringSubmatch(section, -1) {
		text := regexp.MustCompile(`(?m)^    `).ReplaceAllString(strings.TrimSpace(m[2])+"\n", "")
		files[m[1]] = strings.ReplaceAll(text, "https://inflight.example", site.url)
	}
	if len(files) == 0 {
		t.Fatalf("docs/platforms.md has no files for %s", name)
	}
	return files
}

// TestPlatforms makes the page of each platform, as the docs say, with its own tool, and looks at it.
func TestPlatforms(t *testing.T) {
	if *platforms == "" {
		t.Skip("no -platforms folder was given")
	}
	for _, tool := range tools {
		t.Run(tool.name, func(t *testing.T) {
			folder := filepath.Join(*platforms, strings.ToLower(strings.Fields(tool.name)[0]))
			tool.makeSite(t, folder)
			own := httptest.NewServer(http.FileServer(http.Dir(filepath.Join(folder, tool.out))))
			defer own.Close()
			p := newTab(t, site)
			p.excuse = func(complaint string) bool { return !strings.Contains(complaint, site.url) } // what the tool's own page lacks
			p.goTo(strings.Replace(own.URL, "127.0.0.1", "localhost", 1) + "/")
			inner := p.inside("/embed?tasks=3s,1s")
			inner.shows("h1", "gather")
			p.until(frameHeight + ` !== 320`)
			if tool.toDark != "" {
				inner.until(`document.documentElement.dataset.theme === "light"`)
				p.until(cmp.Or(tool.awake, "true"))
				p.do(chromedp.Evaluate[chromedp.Void](tool.toDark))
				inner.until(`document.documentElement.dataset.theme === "dark"`)
			}
			if tool.name == "reveal.js" {
				p.until(`window.Reveal?.isReady()`)
				inner.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".folded summary").focus()`))
				inner.do(chromedp.KeyEvent(kb.ArrowRight))
				p.until(`Reveal.getIndices().h === 1`)
			}
		})
	}
}

// sanitise says what is left of the HTML that it reads: by the schema that GitHub has published, and by sanitize-html with pictures.
const sanitise = `
import {readFileSync} from "node:fs";
import {fromHtml} from "hast-util-from-html";
import {defaultSchema, sanitize} from "hast-util-sanitize";
import {toHtml} from "hast-util-to-html";
import sanitizeHtml from "sanitize-html";

const text = readFileSync(0, "utf8"), allowedTags = [...sanitizeHtml.defaults.allowedTags, "img"];
const github = toHtml(sanitize(fromHtml(text, {fragment: true}), defaultSchema));
console.log(JSON.stringify({github, feed: sanitizeHtml(text, {allowedTags})}));
`

// TestSnippetsSurviveSanitisers: of the README's picture, and of the element that Share writes, a picture with its words and a link are
// left.
func TestSnippetsSurviveSanitisers(t *testing.T) {
	if *platforms == "" {
		t.Skip("no -platforms folder was given")
	}
	p := open(t, "tasks=a=3s,b=1s!503&raise_for_status=true&title=A+%22title%22")
	p.click("#share-open")
	var readme bytes.Buffer
	if err := goldmark.Convert([]byte(p.formText("markdown")), &readme); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"README": readme.String(), "element": p.formText("element")} {
		cmd := exec.Command("node", "--input-type=module", "-e", sanitise)
		cmd.Dir, cmd.Stdin, cmd.Stderr = filepath.Join(*platforms, "sanitisers"), strings.NewReader(text), os.Stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		var left map[string]string
		if err := json.Unmarshal(out, &left); err != nil {
			t.Fatal(err)
		}
		for by, rest := range left {
			t.Logf("%s, %s: %s", name, by, rest)
			if !regexp.MustCompile(`(?s)<a href="http[^"]+">\s*<img [^>]*>\s*</a>`).MatchString(rest) || strings.Contains(rest, "<script") ||
				!regexp.MustCompile(`<img [^>]*src="http[^"]+/timeline\.svg\?[^"]+"`).MatchString(rest) ||
				!regexp.MustCompile(`<img [^>]*alt="[^"]{5,}"`).MatchString(rest) {
				t.Errorf("%s: by %s is left %s", name, by, rest)
			}
		}
	}
}

// makeSite writes the files, and has the tool make its site of them.
func (tool platform) makeSite(t *testing.T, folder string) {
	for _, files := range []map[string]string{tool.besides, filesOf(t, tool.name)} {
		for name, text := range files {
			path := filepath.Join(folder, name)
			err := os.MkdirAll(filepath.Dir(path), 0o755)
			if err == nil {
				err = os.WriteFile(path, []byte(text), 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if tool.command == nil {
		return
	}
	cmd := exec.Command(tool.command[0], tool.command[1:]...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "CI=1", "ASTRO_TELEMETRY_DISABLED=1", "DO_NOT_TRACK=1", "NODE_ENV=production")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}
