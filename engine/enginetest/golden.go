package enginetest

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Updates reports whether the tests are to write what they compare with.
func Updates() bool { return *update }

// goldens are the files of the room that is tested.
var goldens fs.FS

// GoldenFiles says which they are. A room embeds them into its tests: so go test's cache knows them by what they hold, in each
// checkout alike, and not by when they were written.
func GoldenFiles(files fs.FS) { goldens = files }

// Golden compares a text with the file of that name in testdata, or writes the file.
func Golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		path := filepath.Join("testdata", filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := fs.ReadFile(goldens, "testdata/"+name)
	if err != nil {
		t.Fatalf("%v: draw it with make golden", err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
	}
}

// Region compares a part of a text file with what it should be, or writes it: the lines between one that has the mark in it and the next
// that has its end.
func Region(t *testing.T, path, mark, end, want string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	from := strings.Index(text, mark)
	if from < 0 || !strings.Contains(text[from:], end) {
		t.Fatalf("%s: want a line with %q, and after it one with %q", path, mark, end)
	}
	from += strings.IndexByte(text[from:], '\n') + 1
	to := from + strings.Index(text[from:], end)
	to = strings.LastIndexByte(text[:to], '\n') + 1
	if *update {
		if err := os.WriteFile(path, []byte(text[:from]+want+text[to:]), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got := text[from:to]; got != want {
		t.Errorf(
			"%s is not what the table says: run make golden. After %q it has\n%s\nand not\n%s",
			path,
			mark,
			unlike(got, want),
			unlike(want, got),
		)
	}
}

// unlike are the lines of a text that another does not have.
func unlike(text, other string) string {
	lines := strings.Split(other, "\n")
	return strings.Join(slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool { return slices.Contains(lines, line) }), "\n")
}
