package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"strings"

	"inflight/app"
)

// pythonVersion is Pyodide's, which has CPython 3.14. It is a part of its files' addresses, so that browsers keep them for ever.
const pythonVersion = "314.0.7"

// pythonFile is one of the files of Pyodide that a page hands to its frame.
type pythonFile struct {
	name   string
	bytes  int
	sha384 string // in base64
}

// pythonFiles are all of them, as they are in npm's package, and in a copy elsewhere.
var pythonFiles = []pythonFile{
	{"pyodide.mjs", 17931, "Lp79fMwxa4n2BLtugpUAoQMlbxIdg8iCUiP1r3h7nJLkQjwlXT1JzZTeHVL+f4Dg"},
	{"pyodide.asm.mjs", 1250344, "/2281iaC0Iimw0B3Kagy1DBfZcJG3W4KYW+EmOqhsdY3fR9BJ88FE2Zt6y0KQKpa"},
	{"pyodide.asm.wasm", 9598218, "y++qrQ72KPA1fTjLIuGMP+jppgGxjbLCgfdb0zMrnNnQVhxRUXTOTF6rTxNzllSu"},
	{"python_stdlib.zip", 2545637, "xW3A5jmenkrPXbsgrIaB1FCJh9OuLT7FRMagsJMgtlhVc19k/mSy3+7nMaF/d767"},
}

// readPython reads what the build brought of Python and the editor. Without them there is nothing to read, and the page says so.
func (s *shell) readPython(files fs.FS) error {
	for _, f := range pythonFiles {
		a, err := readPacked(files, f)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("dist/%s: %w", f.name, err)
		}
		s.python = append(s.python, a)
	}
	for i, a := range s.python {
		s.assets[pythonFiles[i].name] = a
	}
	return nil
}

// readPacked reads one of these files. The build leaves the largest in its packed forms alone.
func readPacked(files fs.FS, f pythonFile) (*asset, error) {
	if !strings.HasSuffix(f.name, ".wasm") {
		content, err := fs.ReadFile(files, "dist/"+f.name)
		if err != nil {
			return nil, err
		}
		if len(content) != f.bytes {
			return nil, fmt.Errorf("it has %d bytes, want the %d of version %s: run make build again", len(content), f.bytes, pythonVersion)
		}
		a := newAsset(f.name, content)
		if strings.HasSuffix(f.name, ".zip") {
			a.codings = map[string]func() []byte{plain: a.codings[plain]} // it is packed in itself
		}
		a.hash = pythonVersion
		return a, nil
	}
	a := &asset{hash: pythonVersion, contentType: contentTypes[".wasm"], codings: map[string]func() []byte{}}
	for coding, suffix := range codingSuffixes {
		packed, err := fs.ReadFile(files, "dist/"+f.name+suffix)
		if err != nil {
			return nil, err
		}
		a.codings[coding] = func() []byte { return packed }
	}
	a.codings[plain] = func() []byte { return unpackGzip(a.codings[gzipCoding]()) }
	return a, nil
}

// HasPython reports whether programs can run in the page: the build brought Python, or it is elsewhere.
func (s *Site) HasPython() bool { return len(s.shell.python) > 0 || s.pythonAt != "" }

// PythonAt says that Pyodide's files are not this site's own, but below a URL. They have to be those of the version that the page knows:
// the browser holds them against their checksums.
func (s *Site) PythonAt(address string) error {
	u, err := url.Parse(strings.TrimSuffix(address, "/"))
	if err != nil || originOf(u) == "" || strings.HasPrefix(u.Host, "*") || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return fmt.Errorf("%q: want an address below which the files of Pyodide %s are, such as https://cdn.example/pyodide/v%[2]s/full/",
			address, pythonVersion)
	}
	s.pythonAt, s.pythonOrigin = u.String()+"/", originOf(u)
	return nil
}

// pythonOrigins are the origins of others that the page fetches Python from.
func (s *Site) pythonOrigins() []string {
	if s.pythonOrigin == "" {
		return nil
	}
	return []string{s.pythonOrigin}
}

// pythonSetup is what a page is told of Python, as JSON in a meta element. The addresses start from the page.
type pythonSetup struct {
	Files    []pythonFetch `json:"files"`
	Wire     int           `json:"wire"` // bytes that a browser downloads
	Frame    string        `json:"frame"`
	Scripts  []string      `json:"scripts"` // in their order
	Style    string        `json:"style"`
	Recorder string        `json:"recorder"`
	Without  string        `json:"without,omitempty"` // why programs cannot run here
}

type pythonFetch struct {
	Name      string `json:"name"`
	URL       string `json:"url"`
	Bytes     int    `json:"bytes"`
	Integrity string `json:"integrity,omitempty"`
}

// withoutPython is what a page says that was built without it.
const withoutPython = "This site was built without Python, so your program cannot run in the page. " +
	"With npm installed, make build adds it. " +
	"It runs on your machine with the recorder, whose trace opens here."

// pythonSetup returns the setup for a page that says with root how its site begins; "" is the site's own root.
func (s *Site) pythonSetup(root string) (string, error) {
	at := func(path string) string {
		if root == "" {
			return path
		}
		return root + strings.TrimPrefix(path, "/")
	}
	setup := pythonSetup{Frame: at("/" + app.PagePath("python", s.files)), Recorder: at("/inflight.py")}
	names := []string{"python.js", "own.js"}
	if s.shell.assets["editor.js"] != nil {
		names = append(names, "editor.js")
	}
	for _, name := range append(names, "own.css") {
		path, err := s.shell.path(name)
		if err != nil {
			return "", err
		}
		setup.Scripts = append(setup.Scripts, at(path))
	}
	last := len(setup.Scripts) - 1
	setup.Style, setup.Scripts = setup.Scripts[last], setup.Scripts[:last]
	for i, f := range pythonFiles {
		fetch := pythonFetch{Name: f.name, Bytes: f.bytes}
		switch {
		case s.pythonAt != "":
			fetch.URL, fetch.Integrity = s.pythonAt+f.name, "sha384-"+f.sha384
			setup.Wire += f.bytes
		case len(s.shell.python) > 0:
			fetch.URL = at("/assets/" + pythonVersion + "/" + f.name)
			setup.Wire += s.shell.python[i].wire()
		}
		setup.Files = append(setup.Files, fetch)
	}
	if !s.HasPython() {
		setup.Files, setup.Without = []pythonFetch{}, withoutPython
	}
	text, err := json.Marshal(setup)
	return string(text), err
}

// wire is how many bytes of a file go over the wire to most browsers. The scripts are packed when they are asked for; what that will
// gain is known well enough.
func (a *asset) wire() int {
	if strings.HasPrefix(a.contentType, "text/javascript") {
		return len(a.content()) / 5
	}
	if packed := a.codings[brotliCoding]; packed != nil {
		return len(packed())
	}
	return len(a.content())
}

// pythonFrame is the document of the frame in which programs run, and its policy: its own script and what is handed to it may run,
// nothing may be loaded, and nobody called.
func (s *Site) pythonFrame() (html []byte, policy string, err error) {
	script := s.shell.assets["python-frame.js"].content()
	sum := sha256.Sum256(script)
	policy = "default-src 'none'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"' data: 'wasm-unsafe-eval'; worker-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'"
	var b bytes.Buffer
	err = s.shell.pages.ExecuteTemplate(&b, "python.html", struct {
		Policy string
		Script template.JS
	}{policy, template.JS(script)})
	return b.Bytes(), policy, err
}

// Python answers with that document. Whoever frames it hands it what it runs, so anybody may: it can do nothing for them.
func (s *Site) Python(w http.ResponseWriter, r *http.Request) {
	html, policy, err := s.pythonFrame()
	h := w.Header()
	h.Set("Content-Security-Policy", policy+"; sandbox allow-scripts")
	h.Set("Cross-Origin-Resource-Policy", "cross-origin")
	h.Set("Cross-Origin-Embedder-Policy", "require-corp") // pages that isolate themselves show no frame without it
	sendPage(w, http.StatusOK, packFor(r, htmlType, html), err)
}
