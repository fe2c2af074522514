package web

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"

	"inflight/app"
	"inflight/engine/picture"
)

// ErrNotBuilt is returned by [New] when the files were embedded before the app was compiled.
var ErrNotBuilt = errors.New("the app is not compiled in: run make build first, then bin/inflight")

// contentTypes are the content types of the assets. They stand here since the system's own list differs between machines, and a browser
// refuses WebAssembly and scripts of any other type.
var contentTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".mjs":  "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
	".wasm": "application/wasm",
	".zip":  "application/zip",
}

// shell is the page around the app, ready to be served: static files and templates.
type shell struct {
	assets map[string]*asset // by file name
	cuts   map[string]*asset // of the embed script, by file name; see [shell.readCuts]
	pinned string            // the newest of them, if the script is still that one
	python []*asset          // Pyodide's files, as pythonFiles lists them; nil if the build has not brought them
	styles map[string]style  // of the app's pages, by name
	pages  *template.Template
}

// style is what a page is drawn by, in the page itself: its picture then waits for no second answer. An embed has its sheets in files,
// which the other embeds of the page around it share.
type style struct {
	text string
	hash string // by which the page's policy knows it
}

// sheets are the style sheets of the playground and of its sisters, in their order.
var sheets = []string{"shell.css", "picture.css", "app.css", "compare.css", "views.css", "code.css", "page.css", "share.css"}

// asset is a static file.
type asset struct {
	hash        string // of its content, a part of its URL
	contentType string
	codings     map[string]func() []byte // its content in each content coding
}

// openShell reads the shell out of files, as [Files] has them. The error is [ErrNotBuilt] if the app has not been built.
func openShell(files fs.FS) (*shell, error) {
	s := &shell{assets: map[string]*asset{"picture.css": newAsset("picture.css", []byte(picture.PageCSS()))}}
	list, err := examples()
	if err != nil {
		return nil, err
	}
	s.assets["examples.js"] = newAsset("examples.js", list)
	for _, pattern := range []string{"*.css", "*.js", "*.svg", "dist/*.js", "dist/*.wasm"} {
		names, err := fs.Glob(files, pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if s.assets[path.Base(name)], err = readAsset(files, name); err != nil {
				return nil, err
			}
		}
	}
	if s.assets["app.wasm"] == nil || s.assets["wasm_exec.js"] == nil {
		return nil, ErrNotBuilt
	}
	if pen := s.assets["canvas.js"]; pen != nil {
		s.assets["canvas.js"] = newAsset("canvas.js", append([]byte("globalThis.inflightLooks = "+picture.CanvasLooks()+";\n"), pen.content()...))
	}
	if err := cmp.Or(s.readPython(files), s.readCuts(files)); err != nil {
		return nil, err
	}
	s.styles = map[string]style{}
	for name, more := range map[string][]string{app.Playground: nil, app.Comparison: nil, app.Questions: {"which.css"}} {
		s.styles[name] = s.styleOf(append(slices.Clip(sheets), more...))
	}
	s.pages, err = template.New("").Funcs(template.FuncMap{"asset": s.path}).ParseFS(files, "*.html")
	return s, err
}

// styleOf is the style of a page that has these sheets, and the one for paper.
func (s *shell) styleOf(names []string) style {
	var b strings.Builder
	for _, name := range names {
		b.Write(s.assets[name].content())
	}
	fmt.Fprintf(&b, "@media print{%s}", s.assets["print.css"].content())
	return newStyle(b.String())
}

func newStyle(text string) style {
	sum := sha256.Sum256([]byte(text))
	return style{text, "sha256-" + base64.StdEncoding.EncodeToString(sum[:])}
}

// Element is the style in its page. What is in it is our own, so nothing in it ends the element.
func (s style) Element() template.HTML {
	if s.text == "" {
		return ""
	}
	return template.HTML("<style>" + s.text + "</style>")
}

// lettersOf is the style of an embed whose link says how large its letters are, in pixels; 0 is the browser's own size. It has them from
// the first, as a picture whose letters grew would move.
func lettersOf(pixels int) style {
	if pixels == 0 {
		return style{}
	}
	return newStyle(fmt.Sprintf("html{font-size:%dpx}", pixels))
}

// small takes out of a style sheet, and of the scripts that other people's pages load, what only their authors read.
var small = func() *minify.M {
	m := minify.New()
	m.AddFunc("text/css", css.Minify)
	m.AddFunc("text/javascript", js.Minify)
	return m
}()

// readAsset reads one file. The wasm was compressed by the build, which takes half a minute; the others are
// small and compressed when first asked for, so that no compressed form can be older than its file.
func readAsset(files fs.FS, name string) (*asset, error) {
	content, err := fs.ReadFile(files, name)
	switch {
	case err != nil:
	case path.Ext(name) == ".css":
		content, err = small.Bytes("text/css", content)
	case slices.Contains([]string{"embed.js", "embed-steps.js", "frame.js", "fit.js"}, name):
		content, err = small.Bytes("text/javascript", content)
	}
	if err != nil {
		return nil, err
	}
	a := newAsset(name, content)
	if path.Ext(name) != ".wasm" {
		return a, nil
	}
	for coding, suffix := range codingSuffixes {
		packed, err := fs.ReadFile(files, name+suffix)
		if err != nil {
			return nil, fmt.Errorf("%w (%v)", ErrNotBuilt, err)
		}
		a.codings[coding] = func() []byte { return packed }
	}
	return a, nil
}

// codingSuffixes are those of the files that the build compresses.
var codingSuffixes = map[string]string{brotliCoding: ".br", gzipCoding: ".gz"}

// content is the file as it is.
func (a *asset) content() []byte { return a.codings[plain]() }

// newAsset is a static file of that content, compressed on demand.
func newAsset(name string, content []byte) *asset {
	sum := sha256.Sum256(content)
	a := &asset{
		hash:        hex.EncodeToString(sum[:8]),
		contentType: contentTypes[path.Ext(name)],
		codings:     map[string]func() []byte{plain: func() []byte { return content }},
	}
	for coding := range codingSuffixes {
		a.codings[coding] = sync.OnceValue(func() []byte { return compress(coding, 9, content) })
	}
	return a
}

// path returns the URL path of a static file, such as /assets/0f3a…/app.css. It contains the hash of the content, so a browser may keep
// the file for ever, and a reload asks for nothing but the page. An entity tag would cost a request for each file. Files therefore do
// not name each other: the page names them all.
func (s *shell) path(name string) (string, error) {
	a := s.assets[name]
	if a == nil {
		return "", fmt.Errorf("there is no file %s in web/", name)
	}
	return "/assets/" + a.hash + "/" + name, nil
}

// find returns the file under an address that path gave out. It returns nil if the file is gone or has changed, since an old page must
// not get a new script.
func (s *shell) find(hash, name string) *asset {
	if a := s.assets[name]; a != nil && a.hash == hash {
		return a
	}
	return nil
}

// page is what a page's template is filled with.
type page struct {
	Name    string // of the app's page
	Title   string
	Preview preview
	Theme   string        // of an embed
	Ask     *asked        // what an embed asks before it shows the run
	Fit     bool          // its link has colours, or names of fonts
	Style   style         // in the page itself
	Body    template.HTML // the app, rendered by itself
	Backend string        // where the demo backend is: a URL that may have a * as its first label
	Refused string        // a URL on which nothing listens
	Script  string        // of other people's pages, and its hash, for Share; "" if it is /embed.js
	Root    string        // of a page that is a file, the way to the site's first page; else ""
	Policy  string        // of a page that is a file: no header can have it
	Python  string        // how programs of people's own run here, as JSON; "" where none do
}

// render returns the page of the given name, without its ".html", filled with a [page] or whatever else it wants. Bytes of a link that no
// page may have are the sign for that.
func (s *shell) render(name string, with any) ([]byte, error) {
	var html bytes.Buffer
	err := s.pages.ExecuteTemplate(&html, name+".html", with)
	return bytes.ToValidUTF8(bytes.ReplaceAll(html.Bytes(), []byte{0}, []byte(unknown)), []byte(unknown)), err
}

// unknown is Unicode's sign for what cannot be read.
const unknown = "\uFFFD"
