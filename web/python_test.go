package web_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"inflight/web"
	"inflight/web/webtest"
)

// withPython is the shell with files that stand for Python's: as large as they are, for the page says how much is to come.
func withPython(t testing.TB) fs.FS {
	files := fstest.MapFS{}
	real := webtest.Files(t)
	err := fs.WalkDir(real, ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			content, _ := fs.ReadFile(real, path)
			files[path] = &fstest.MapFile{Data: content}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, bytes := range map[string]int{"pyodide.mjs": 17931, "pyodide.asm.mjs": 1250344, "python_stdlib.zip": 2545637} {
		files["dist/"+name] = &fstest.MapFile{Data: make([]byte, bytes)}
	}
	gzipped := []byte{31, 139, 8, 0, 0, 0, 0, 0, 0, 255, 1, 1, 0, 254, 255, 65, 139, 158, 217, 211, 1, 0, 0, 0} // "A"
	files["dist/pyodide.asm.wasm.br"], files["dist/pyodide.asm.wasm.gz"] = &fstest.MapFile{Data: []byte("br")}, &fstest.MapFile{Data: gzipped}
	files["dist/editor.js"] = &fstest.MapFile{Data: []byte("0")}
	return files
}

// without is the same with nothing of Python.
func without(t testing.TB) fs.FS {
	files := withPython(t).(fstest.MapFS)
	for path := range files {
		if strings.Contains(path, "/pyodide") || strings.Contains(path, "/python_stdlib") || strings.Contains(path, "/editor") {
			delete(files, path)
		}
	}
	return files
}

type setup struct {
	Files []struct {
		Name, URL, Integrity string
		Bytes                int
	}
	Wire            int
	Frame, Recorder string
	Scripts         []string
	Style, Without  string
}

// setupOf is what a page is told of Python.
func setupOf(t testing.TB, page string) (s setup) {
	t.Helper()
	found := regexp.MustCompile(`<meta name="inflight-python" content="([^"]*)">`).FindStringSubmatch(page)
	if found == nil {
		t.Fatal("the page has no meta element inflight-python")
	}
	if err := json.Unmarshal([]byte(html.UnescapeString(found[1])), &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func siteOf(t testing.TB, files fs.FS) *web.Site {
	site, err := web.New(files, "")
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// TestAPageKnowsWherePythonIs: every address that it is told answers, for ever under the same version.
func TestAPageKnowsWherePythonIs(t *testing.T) {
	h := siteOf(t, withPython(t)).Handler()
	for _, page := range []string{"/", "/embed"} {
		s := setupOf(t, get(h, page).Body.String())
		addresses := append(append([]string{s.Frame, s.Recorder, s.Style}, s.Scripts...), s.Files[0].URL)
		for _, f := range s.Files {
			addresses = append(addresses, f.URL)
			if !strings.HasPrefix(f.URL, "/assets/314.0.7/") || f.Integrity != "" {
				t.Errorf("got %+v, want it under its version", f)
			}
			if header := get(h, f.URL, "Accept-Encoding", "br").Header(); !strings.Contains(header.Get("Cache-Control"), "immutable") ||
				strings.HasSuffix(f.Name, ".zip") == (header.Get("Content-Encoding") == "br") {
				t.Errorf("%s: got %v, want it kept for ever, and packed unless it is packed in itself", f.URL, header)
			}
		}
		for _, address := range addresses {
			if w := get(h, address); w.Code != 200 {
				t.Errorf("%s names %s, which answers %d", page, address, w.Code)
			}
		}
		if len(s.Files) != 4 || len(s.Scripts) != 3 || s.Without != "" || s.Wire < 2545637 {
			t.Errorf("%s: got %+v, want four files and three scripts", page, s)
		}
	}
	if body := get(h, "/assets/314.0.7/pyodide.asm.wasm").Body.String(); body != "A" {
		t.Errorf("the wasm as it is: got %q, want it unpacked", body)
	}
	if page := get(h, "/compare").Body.String(); strings.Contains(page, "inflight-python") {
		t.Error("a comparison is told of Python, which it has no use for")
	}
}

// TestWithoutPythonThePageSaysHowToAddIt, and offers the recorder.
func TestWithoutPythonThePageSaysHowToAddIt(t *testing.T) {
	s := setupOf(t, get(siteOf(t, without(t)).Handler(), "/").Body.String())
	if len(s.Files) != 0 || !strings.Contains(s.Without, "make build") || !strings.Contains(s.Without, "npm") || s.Recorder != "/inflight.py" {
		t.Errorf("got %+v, want the command that adds Python, and the recorder", s)
	}
}

// TestPythonCanBeElsewhere: then the browser holds its files against their checksums, and the page may call that host alone.
func TestPythonCanBeElsewhere(t *testing.T) {
	site := siteOf(t, without(t))
	for _, wrong := range []string{
		"cdn.example", "ftp://cdn.example/", "https://*.example/", "https://cdn.example/?a", "https://u@cdn.example/",
	} {
		if err := site.PythonAt(wrong); err == nil || !strings.Contains(err.Error(), "314.0.7") {
			t.Errorf("%s: got %v, want an error that names the version", wrong, err)
		}
	}
	if err := site.PythonAt("https://cdn.example/pyodide/v314.0.7/full"); err != nil {
		t.Fatal(err)
	}
	w := get(site.Handler(), "/")
	s := setupOf(t, w.Body.String())
	for _, f := range s.Files {
		if f.URL != "https://cdn.example/pyodide/v314.0.7/full/"+f.Name || len(f.Integrity) != len("sha384-")+64 {
			t.Errorf("got %+v, want it from there, with a checksum", f)
		}
	}
	if rules := w.Header().Get("Content-Security-Policy"); len(s.Files) != 4 ||
		!regexp.MustCompile(`connect-src 'self' [^;]*https://cdn\.example(;| )`).MatchString(rules) {
		t.Errorf("the page may not call %s", rules)
	}
}

// TestPythonsFrameHasNoRights: of all that a policy can allow it has its own script alone, and what is handed to it.
func TestPythonsFrameHasNoRights(t *testing.T) {
	w := get(siteOf(t, withPython(t)).Handler(), "/python")
	script := regexp.MustCompile(`(?s)<script>(.*)</script>`).FindSubmatch(w.Body.Bytes())
	if script == nil {
		t.Fatal("it has no script")
	}
	sum := sha256.Sum256(script[1])
	want := "default-src 'none'; script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "' data: 'wasm-unsafe-eval'; " +
		"worker-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'"
	if got := w.Header().Get("Content-Security-Policy"); got != want+"; sandbox allow-scripts" {
		t.Errorf("got %s, want %s", got, want)
	}
	if !strings.Contains(html.UnescapeString(w.Body.String()), `content="`+want+`"`) {
		t.Error("in a site of files nothing but the document itself can hold its policy, and this one does not")
	}
}

// TestPythonIsInASiteOfFiles, under addresses that start from the page.
func TestPythonIsInASiteOfFiles(t *testing.T) {
	folder := t.TempDir()
	if err := siteOf(t, withPython(t)).Write(folder); err != nil {
		t.Fatal(err)
	}
	for _, page := range []string{"index.html", "embed/index.html"} {
		text, err := os.ReadFile(filepath.Join(folder, page))
		if err != nil {
			t.Fatal(err)
		}
		s := setupOf(t, string(text))
		for _, address := range []string{s.Files[2].URL, s.Frame + "index.html", s.Recorder, s.Style, s.Scripts[0]} {
			if _, err := os.Stat(filepath.Join(folder, filepath.Dir(page), address)); err != nil || strings.HasPrefix(address, "/") {
				t.Errorf("%s names %s: %v", page, address, err)
			}
		}
	}
}
