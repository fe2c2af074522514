package web

import (
	"bytes"
	"context"
	"fmt"
	stdhtml "html"
	"html/template"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"inflight/app"
	"inflight/app/model"
	"inflight/engine"
)

// staticConnect is what a page without a server may connect to when it arrives. Its policy cannot depend on its link, so it allows all
// that a link may ask for. The app restricts itself before it runs anything: see policy.go in app.
var staticConnect = []string{"https:", "http:", "wss:", "ws:"}

// Write writes the site into a folder, for hosts that only hand files out. Its paths are relative, so it may lie in any folder
// of theirs. Pages hold their default scenario; the app draws that of the link once it has started.
func (s *Site) Write(folder string) error {
	s.files = true
	w := writer{folder: folder}
	for _, p := range s.staticPages() {
		html, err := s.shell.render(p.template, p.content)
		if p.content.Name == app.Embedded && s.publicOrigin() == "" {
			html = withOriginInPlace(html)
		}
		w.write(p.path, makeRelative(html, p.content.Root), err)
		if p.content.Preview.Image != "" {
			png, err := drawNow(parseCard, p.picture)
			w.write(cardFile(p.content.Name), png, err)
		}
	}
	s.writeGuide(&w)
	s.writeReference(&w)
	frame, _, err := s.pythonFrame()
	w.write("python/index.html", frame, err)
	for name, a := range s.shell.cuts {
		w.write(name, staticScript(a.content()), nil)
	}
	w.write("embed.js", staticScript(s.shell.assets["embed.js"].content()), nil)
	w.write("embed-steps.js", s.shell.assets["embed-steps.js"].content(), nil)
	w.write("inflight.py", recorderOf(s.public), nil)
	s.writeAssets(&w)
	writePictures(&w)
	return w.err
}

// staticScript is the embed script of a site of files, where pages have other paths. A test holds that it names its page once.
func staticScript(script []byte) []byte {
	framesAt := func(files bool) []byte { return fmt.Appendf(nil, "%q", app.PagePath("embed", files)) }
	return bytes.Replace(script, framesAt(false), framesAt(true), 1)
}

func (s *Site) writeGuide(w *writer) {
	p, err := s.guidePage(s.public)
	if err != nil {
		w.write("guide", nil, err)
		return
	}
	html, err := s.shell.render("guide", p)
	w.write("guide/index.html", makeRelative(withPolicy(html, guidePolicy), "../"), err)
}

func (s *Site) writeReference(w *writer) {
	p, err := s.referencePage(s.public)
	if err != nil {
		w.write("reference", nil, err)
		return
	}
	html, err := s.shell.render("reference", p)
	w.write("reference/index.html", makeRelative(withPolicy(html, guidePolicy), "../"), err)
}

// staticPage is a page of the app in a file of its own.
type staticPage struct {
	path, template string
	content        page
	picture        string // the link of its card
}

func (s *Site) staticPages() []staticPage {
	of := func(path, shell, name string, opened app.Opened) staticPage {
		root := strings.Repeat("../", strings.Count(path, "/"))
		if root == "" {
			root = "./"
		}
		python := ""
		if opened.Name == app.Playground {
			python, _ = s.pythonSetup(root) // its files are there: the pages name the same
		}
		picture, said := pictureAndSentence(opened)
		p := s.previewAt(s.public, "/"+strings.TrimSuffix(path, "index.html"), name, picture, said)
		style := s.shell.styles[name]
		return staticPage{path, shell, page{
			Name: name, Title: opened.Model.Title(), Preview: p, Body: template.HTML(opened.Markup), Theme: string(model.Auto),
			Backend: s.demo.url, Refused: s.demo.refused,
			Root: root, Policy: policy(s.publicOrigin(), staticConnect, anywhere, style.hash), Python: python,
			Script: s.shell.pin(staticScript), Style: style,
		}, picture}
	}
	return []staticPage{
		of("index.html", "index", app.Playground, app.Render(context.Background(), "")),
		of("compare/index.html", "index", app.Comparison, app.RenderCompare(context.Background(), "")),
		of("which/index.html", "index", app.Questions, app.RenderWhich(context.Background(), "")),
		of("embed/index.html", "embed", app.Embedded, app.RenderEmbed(context.Background(), "")),
	}
}

// withoutFraming returns a policy in the form that an element can hold. Only a server can say who may frame a page.
func withoutFraming(policy string) string {
	before, _, _ := strings.Cut(policy, "; frame-ancestors")
	return before
}

// policyElement is the element that holds a document's policy.
var policyElement = regexp.MustCompile(`<meta http-equiv="Content-Security-Policy" content="([^"]*)">`)

// withOriginInPlace has the document itself write its policy, with the site's origin beside 'self', where nobody has said what that will
// be: in a sandboxed frame WebKit finds nothing that is 'self'. The policy applies to all behind it, and so needs no hash of the script.
func withOriginInPlace(html []byte) []byte {
	return policyElement.ReplaceAllFunc(html, func(element []byte) []byte {
		rules := template.JSEscapeString(stdhtml.UnescapeString(string(policyElement.FindSubmatch(element)[1])))
		return fmt.Appendf(nil, `<script>
document.write('<meta http-equiv="Content-Security-Policy" content="' +
  "%s".replaceAll("'self'", location.origin === "null" ? "'self'" : "'self' " + location.origin) + '">');
</script>`, rules)
	})
}

// withPolicy puts a policy into a document, before anything that the policy applies to.
func withPolicy(html []byte, policy string) []byte {
	meta := `<meta charset="utf-8">` + "\n" + `<meta http-equiv="Content-Security-Policy" content="` + template.HTMLEscapeString(
		withoutFraming(policy),
	) + `">`
	return []byte(strings.Replace(string(html), `<meta charset="utf-8">`, meta, 1))
}

// addresses matches the attributes that hold addresses of this site, or lists of them.
var addresses = regexp.MustCompile(
	`\b(?:href|src|data-wasm|data-scripts|data-list|data-sheet|data-numbers|data-axis|data-which|data-each)="(/[^"]*)"`)

// makeRelative rewrites addresses that begin at the site's root, so that they start from the document.
func makeRelative(html []byte, root string) []byte {
	return addresses.ReplaceAllFunc(html, func(attribute []byte) []byte {
		name, value, _ := strings.Cut(string(attribute), `"`)
		paths := strings.Fields(strings.TrimSuffix(value, `"`))
		for i := range paths {
			paths[i] = root + asFolder(strings.TrimPrefix(paths[i], "/"))
		}
		return []byte(name + `"` + strings.Join(paths, " ") + `"`)
	})
}

// asFolder puts a slash behind the name of a page, if the address is one's.
func asFolder(address string) string {
	end := strings.IndexAny(address+"?", "?#")
	switch page := address[:end]; page {
	case "compare", "which", "embed", "guide", "reference":
		return app.PagePath(page, true) + address[end:]
	}
	return address
}

// writeAssets writes the static files, under the same paths as a server has them. The compressed forms are for servers that look
// for them beside a file.
func (s *Site) writeAssets(w *writer) {
	for name, a := range s.shell.assets {
		path := "assets/" + a.hash + "/" + name
		w.write(path, a.content(), nil)
		if filepath.Ext(name) == ".wasm" {
			for coding, suffix := range codingSuffixes {
				w.write(path+suffix, a.codings[coding](), nil)
			}
		}
	}
}

// writePictures draws every preset, for Markdown and for link cards.
func writePictures(w *writer) {
	for _, preset := range engine.Presets {
		picture, err := drawNow(parseTimeline, preset.Link)
		if err != nil {
			continue // it cannot be simulated, and has no picture
		}
		w.write("pictures/"+preset.ID+".svg", picture, nil)
		card, err := drawNow(parseCard, preset.Link)
		w.write("pictures/"+preset.ID+".png", card, err)
	}
}

// cardFile returns the file of a page's card. The card shows the page's default scenario, since files cannot know a link.
func cardFile(page string) string { return "cards/" + page + ".png" }

// writer writes files below a folder until the first that fails.
type writer struct {
	folder string
	err    error
}

// write writes a file, unless making its content has failed.
func (w *writer) write(path string, content []byte, err error) {
	if w.err != nil {
		return
	}
	if err != nil {
		w.err = fmt.Errorf("%s: %w", path, err)
		return
	}
	name := filepath.Join(w.folder, filepath.FromSlash(path))
	if w.err = os.MkdirAll(filepath.Dir(name), 0o755); w.err == nil {
		w.err = os.WriteFile(name, content, 0o644)
	}
}
