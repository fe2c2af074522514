//go:build ignore

// Lean prepares the browser's build to leave out what it never uses of two modules: go run web/lean.go folder
//
// go-app is a server too: its package imports net/http, with TLS and all else, and regexp, AES and a UUID package
// besides, and keeps states, for features that this app has no use for. The linker cannot drop them, and the page would wait for half
// a megabyte more (brotli). A patched copy of go-app would go stale unseen, and the go command refuses overlays
// within its module cache. So the folder gets a go.mod that replaces the two modules by empty folders, and an overlay
// that fills these with the modules' own files, except those listed below; web/_lean has the few declarations that
// the rest then lacks. Nothing is copied, and the server and its tests build with the modules as they are.
//
// The list was made for exact versions, and lean fails for any other: look what has changed before you raise one.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A module is one to build without some of its files, and with those of web/_lean/short in their place.
type module struct {
	path, version string
	short         string
	without       []string // patterns of file names
}

var modules = []module{
	{
		path:    "github.com/maxence-charriere/go-app/v10",
		version: "v10.1.11",
		short:   "go-app",
		without: []string{
			"pkg/app/http.go", "pkg/app/resource.go", "pkg/app/static.go", "pkg/app/wasm.go", // the server
			"pkg/app/route.go", "pkg/app/crypto.go",
			"pkg/app/state.go", "pkg/app/storage.go", // what is kept for other visits and shared between tabs
		},
	},
	{path: "github.com/google/uuid", version: "v1.6.0", short: "uuid", without: []string{"*.go"}},
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("web/lean.go: ")
	if len(os.Args) != 2 {
		log.Fatal("want one argument, the folder to write go.mod, go.sum and overlay.json to")
	}
	if err := prepare(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

// prepare writes the three files. It runs in the project's root, as the go command will with them.
func prepare(folder string) error {
	goMod, err := os.ReadFile("go.mod")
	if err != nil {
		return err
	}
	goSum, err := os.ReadFile("go.sum")
	if err != nil {
		return err
	}
	overlay := map[string]string{}
	for _, m := range modules {
		empty := filepath.Join(folder, m.short)
		files, err := m.files()
		if err != nil {
			return fmt.Errorf("%s: %w", m.path, err)
		}
		for name, actual := range files {
			overlay[filepath.Join(empty, name)] = actual
		}
		goMod = fmt.Appendf(goMod, "\nreplace %s => ./%s\n", m.path, filepath.ToSlash(empty))
	}
	return write(folder, goMod, goSum, overlay)
}

func write(folder string, goMod, goSum []byte, overlay map[string]string) error {
	replace, err := json.MarshalIndent(map[string]any{"Replace": overlay}, "", "\t")
	if err != nil {
		return err
	}
	for name := range overlay { // go vet runs in a package's folder
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return err
		}
	}
	return errors.Join(
		os.WriteFile(filepath.Join(folder, "go.mod"), goMod, 0o644),
		os.WriteFile(filepath.Join(folder, "go.sum"), goSum, 0o644),
		os.WriteFile(filepath.Join(folder, "overlay.json"), replace, 0o644),
	)
}

// files are where the module's files really are, by their names in the module: its own but for those it is built
// without, and ours.
func (m module) files() (map[string]string, error) {
	folder, err := m.download()
	if err != nil {
		return nil, err
	}
	files, err := sources(folder)
	if err != nil {
		return nil, err
	}
	for _, pattern := range m.without {
		if !leaveOut(files, pattern) {
			return nil, fmt.Errorf("there is no %s to leave out", pattern)
		}
	}
	ours, err := sources(filepath.Join("web", "_lean", m.short))
	if err != nil {
		return nil, err
	}
	for name, path := range ours {
		if files[name] != "" {
			return nil, fmt.Errorf("%s stands for a file that is not left out", path)
		}
		files[name] = path
	}
	return files, nil
}

// leaveOut deletes the files of a pattern, and reports whether there were any.
func leaveOut(files map[string]string, pattern string) bool {
	before := len(files)
	maps.DeleteFunc(files, func(name, _ string) bool {
		match, err := filepath.Match(filepath.FromSlash(pattern), name)
		return match || err != nil
	})
	return len(files) < before
}

// download returns the module's folder in the module cache, and puts it there first on a machine new to it.
func (m module) download() (string, error) {
	cmd := exec.Command("go", "mod", "download", "-json", m.path)
	cmd.Stderr = os.Stderr
	answer, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w", cmd, err)
	}
	var found struct{ Version, Dir string }
	if err := json.Unmarshal(answer, &found); err != nil {
		return "", fmt.Errorf("%s: %w", cmd, err)
	}
	if found.Version != m.version {
		return "", fmt.Errorf("go.mod has %s, and web/lean.go knows which files to leave out of %s", found.Version, m.version)
	}
	return found.Dir, nil
}

// sources are the paths of all that a build may need in a folder, by their names there.
func sources(folder string) (map[string]string, error) {
	files := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		isGo := strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go")
		if name, err := filepath.Rel(folder, path); err == nil && (isGo || name == "go.mod") {
			files[name] = path
		}
		return nil
	})
	return files, err
}
