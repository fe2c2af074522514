package webtest

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"io"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/andybalholm/brotli"

	"inflight/web"
)

// Wasm stands for the compiled app, so that the tests need no build.
var Wasm = bytes.Repeat([]byte("\x00asm"), 1000)

// Files are the real shell and a stand-in for what the build makes.
func Files(t testing.TB) fstest.MapFS {
	files := fstest.MapFS{}
	names, err := fs.Glob(web.Files, "*")
	cuts, err2 := fs.Glob(web.Files, "cuts/*")
	if err := cmp.Or(err, err2); err != nil {
		t.Fatal(err)
	}
	for _, name := range append(names, cuts...) {
		if content, err := fs.ReadFile(web.Files, name); err == nil { // dist is a folder
			files[name] = &fstest.MapFile{Data: content}
		}
	}
	var br, gz bytes.Buffer
	for _, w := range []io.WriteCloser{brotli.NewWriter(&br), gzip.NewWriter(&gz)} {
		w.Write(Wasm)
		w.Close()
	}
	for name, content := range map[string][]byte{
		"app.wasm": Wasm, "app.wasm.br": br.Bytes(), "app.wasm.gz": gz.Bytes(), "wasm_exec.js": []byte("class Go {}"),
	} {
		files["dist/"+name] = &fstest.MapFile{Data: content}
	}
	return files
}
