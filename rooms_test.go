package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// rooms are the packages, and what each may import of the others: the arrows between them. What a room is for says its doc.go.
var rooms = map[string]string{
	".":                       "web engine engine/backend",
	"web":                     "app app/model engine engine/view engine/picture engine/picture/png engine/program engine/program/recorder",
	"app":                     "app/model app/own engine engine/view engine/picture engine/program engine/fetch",
	"app/own":                 "engine",
	"app/wasm":                "app",
	"web/slim":                "",
	"app/model":               "engine engine/view engine/picture engine/program",
	"engine/picture/png":      "engine engine/view engine/picture",
	"engine/picture":          "engine engine/view",
	"engine/program":          "engine engine/view",
	"engine/program/recorder": "",
	"engine/view":             "engine",
	"engine/fetch":            "engine",
	"engine/backend":          "engine",
	"engine":                  "",
	// Only tests import these.
	"app/e2e":           "",
	"app/browsers":      "",
	"engine/enginetest": "engine",
	"web/webtest":       "web",
}

// closed are doors that a room has no key to: what it reaches, by whatever way, holds none of these.
var closed = map[string][]string{
	"app/model":      {"github.com/maxence-charriere/go-app", "net/http"},
	"engine":         {"net/http"},
	"engine/view":    {"net/http"},
	"engine/picture": {"net/http"},
}

// atTheDoor are the rooms that may touch JavaScript.
var atTheDoor = []string{"app", "app/own", "app/wasm", "engine/fetch"}

// inThePage are the rooms that everybody downloads, and tooLarge is what they have no need of: each is some ten thousand bytes on the wire.
var (
	inThePage = []string{
		"app", "app/model", "app/own", "app/wasm", "engine", "engine/fetch", "engine/picture", "engine/program", "engine/view",
	}
	tooLarge = []string{"regexp", "net/http", "text/template", "html/template", "encoding/xml"}
)

// imports lists what packages import, or what they reach where deps is given, for one kind of machine.
func imports(t *testing.T, template string, env ...string) map[string][]string {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-f", "{{.ImportPath}} {{join "+template+" \" \"}}", "./...")
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		all[roomOf(fields[0])] = fields[1:]
	}
	return all
}

// roomOf is a package's folder.
func roomOf(path string) string {
	if path == "inflight" {
		return "."
	}
	return strings.TrimPrefix(path, "inflight/")
}

func TestRoomsImportWhatTheyMay(t *testing.T) {
	for _, env := range [][]string{nil, {"GOOS=js", "GOARCH=wasm"}} {
		for room, imported := range imports(t, ".Imports", env...) {
			arrows, known := rooms[room]
			if !known {
				t.Errorf("%s is no room: want it in the table of rooms_test.go, with what it may import", room)
			}
			for _, path := range imported {
				if path == "syscall/js" && !slices.Contains(atTheDoor, room) {
					t.Errorf("%s imports syscall/js: want only %s to touch JavaScript (rooms_test.go)", room, strings.Join(atTheDoor, ", "))
				}
				if env != nil && slices.Contains(inThePage, room) && slices.Contains(tooLarge, path) {
					t.Errorf("%s imports %s, which is too large for the page: write what you need of it (rooms_test.go)", room, path)
				}
				if other, ours := strings.CutPrefix(path, "inflight/"); ours && !slices.Contains(strings.Fields(arrows), other) {
					t.Errorf("%s imports %s: want it to import nothing of ours but %q (rooms_test.go)", room, other, arrows)
				}
			}
		}
		for room, reached := range imports(t, ".Deps", env...) {
			for _, path := range reached {
				for _, door := range closed[room] {
					if path == door || strings.HasPrefix(path, door+"/") {
						t.Errorf("%s reaches %s: want no way from it to %s (rooms_test.go)", room, path, door)
					}
				}
			}
		}
	}
}

func TestTheEngineNeedsTheStandardLibraryAlone(t *testing.T) {
	for _, room := range []string{"engine", "engine/view", "engine/picture"} {
		for _, path := range imports(t, ".Deps")[room] {
			if first, _, _ := strings.Cut(path, "/"); strings.Contains(first, ".") {
				t.Errorf("%s reaches %s: want the standard library alone", room, path)
			}
		}
	}
}

// TestRoomsHaveADoorplate: each says in its doc.go what it is for, and none is so full that nothing is found in it.
func TestRoomsHaveADoorplate(t *testing.T) {
	const most = 50 // Go files beside tests; the largest flat folder of well-known projects has 33
	for room := range rooms {
		files, _ := filepath.Glob(filepath.Join(room, "*.go"))
		files = slices.DeleteFunc(files, func(name string) bool { return strings.HasSuffix(name, "_test.go") })
		if len(files) > most {
			t.Errorf("%s has %d Go files: want at most %d, or another wall", room, len(files), most)
		}
		if room == "." || room == "app/wasm" || room == "app/e2e" {
			continue // each has one file that one reads first, and the last has tests only
		}
		doc, err := os.ReadFile(filepath.Join(room, "doc.go"))
		if err != nil || !strings.HasPrefix(string(doc), "// Package ") && !strings.HasPrefix(string(doc), "// Command ") {
			t.Errorf("%s has no doc.go that says what it is for", room)
		}
	}
}
