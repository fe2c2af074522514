package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// documents are the Markdown files that people read, with their texts.
func documents(t *testing.T) map[string]string {
	t.Helper()
	names, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, name := range append(names, "README.md", "CONTRIBUTING.md") {
		texts[name] = read(t, name)
	}
	return texts
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestReadmeIsShort: it is read by people who do not know yet whether they want to, and who begin with its first two commands.
func TestReadmeIsShort(t *testing.T) {
	const most = 900
	text := read(t, "README.md")
	if n := len(strings.Fields(text)); n > most {
		t.Errorf("README.md has %d words, want at most %d: docs/ has room", n, most)
	}
	var commands []string
	for line := range strings.Lines(text) {
		if command, found := strings.CutPrefix(line, "    "); found {
			command, _, _ = strings.Cut(command, "#")
			commands = append(commands, strings.TrimSpace(command))
		}
	}
	if len(commands) < 2 || commands[0] != "make run" || commands[1] != "make test" {
		t.Errorf("README.md begins with the commands %q, want make run and make test", commands)
	}
}

// target is what a link of Markdown leads to.
var target = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// TestDocumentsLeadSomewhere: their links among each other lead to files, and to headings, that are there.
func TestDocumentsLeadSomewhere(t *testing.T) {
	texts := documents(t)
	for name, text := range texts {
		for _, found := range target.FindAllStringSubmatch(withoutCode(text), -1) {
			if strings.Contains(found[1], "://") {
				continue
			}
			path, heading, _ := strings.Cut(found[1], "#")
			to := name
			if path != "" {
				to = filepath.Join(filepath.Dir(name), path)
			}
			if _, err := os.Stat(to); err != nil {
				t.Errorf("%s leads to %s, which is not there", name, found[1])
			} else if heading != "" && !strings.Contains(anchors(texts[to]), " "+heading+" ") {
				t.Errorf("%s leads to %s, which has no such heading: want one of%s", name, found[1], anchors(texts[to]))
			}
		}
	}
}

// withoutCode leaves out the lines that are indented as code.
func withoutCode(text string) string {
	return regexp.MustCompile(`(?m)^    .*$`).ReplaceAllString(text, "")
}

// anchors are the names under which a text's headings can be linked to, as GitHub makes them, each between spaces.
func anchors(text string) string {
	names := " "
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(text, -1) {
		name := regexp.MustCompile(`[^\p{L}\p{N} _-]`).ReplaceAllString(strings.ToLower(heading[1]), "")
		names += strings.ReplaceAll(name, " ", "-") + " "
	}
	return names
}

// ours are paths in code marks that begin with one of our folders, or are Go files at the root.
var ours = regexp.MustCompile("`((?:app|docs|engine|web)/[A-Za-z0-9_./-]*|[a-z_]+\\.go)`")

// theirs are lines before the text of a file of the reader's own.
var theirs = regexp.MustCompile("(?m)^`[^`\n]+`:$")

// TestDocumentsNameFilesThatAreThere: a name in capitals, such as NAME, stands for one that the reader chooses.
func TestDocumentsNameFilesThatAreThere(t *testing.T) {
	for name, text := range documents(t) {
		t.Run(name, func(t *testing.T) {
			for _, found := range ours.FindAllStringSubmatch(theirs.ReplaceAllString(text, ""), -1) {
				if strings.Contains(found[1], "NAME") {
					continue
				}
				if !isThere(found[1]) {
					t.Errorf("%s names %s, which is not there", name, found[1])
				}
			}
		})
	}
}

// isThere reports whether there is such a file: at the root, or, for a bare name, in any room.
func isThere(path string) bool {
	if _, err := os.Stat(path); err == nil {
		return true
	}
	found := false
	for _, room := range []string{"*/", "*/*/", "*/*/*/"} {
		files, _ := filepath.Glob(room + path)
		found = found || !strings.Contains(path, "/") && len(files) > 0
	}
	return found
}

// TestReadmeNamesExactVersions: of all that go.mod requires itself, of the Makefile's linters and frameworks, and of the scripts that
// tests load.
func TestReadmeNamesExactVersions(t *testing.T) {
	readme := read(t, "README.md")
	module := regexp.MustCompile(`(?m)^\t(\S+) (v\S+)$`) // those without "// indirect" behind
	modules := module.FindAllStringSubmatch(read(t, "go.mod"), -1)
	tools := regexp.MustCompile(`(?m)^(STATICCHECK|TYPESCRIPT|REACT|PREACT|VUE) = (\S+)$`).FindAllStringSubmatch(read(t, "Makefile"), -1)
	if len(modules) == 0 || len(tools) != 5 {
		t.Fatal("found no versions in go.mod, or not those of the linters and frameworks in the Makefile")
	}
	for _, m := range append(modules, tools...) {
		path := regexp.MustCompile(`/v\d+$`).ReplaceAllString(m[1], "")
		if home := homes[path]; home != "" {
			path = home
		}
		listed := regexp.MustCompile(`\(https://(?:pkg\.go\.dev/)?` + regexp.QuoteMeta(path) + `[a-z/]*\) ` + regexp.QuoteMeta(m[2]) + `\b`)
		if !listed.MatchString(readme) {
			t.Errorf("README.md: want %s with the version %s in the list of what it is built with", path, m[2])
		}
	}
	axe := regexp.MustCompile(`\bversion="([0-9.]+)"`).FindStringSubmatch(read(t, "app/e2e/testdata/axe.min.js"))
	if axe == nil || !regexp.MustCompile(`\[axe-core\]\(\S+\) `+regexp.QuoteMeta(axe[1])+`\b`).MatchString(readme) {
		t.Errorf("README.md: want axe-core with the version of the tests' copy: %q", axe)
	}
}

// homes are the sites of modules and tools that have one.
var homes = map[string]string{
	"github.com/maxence-charriere/go-app": "go-app.dev",
	"STATICCHECK":                         "staticcheck.dev",
	"TYPESCRIPT":                          "www.typescriptlang.org",
	"REACT":                               "react.dev",
	"PREACT":                              "preactjs.com",
	"VUE":                                 "vuejs.org",
}

// TestHostingTellsOfAllFlags that the program's own help lists, and of no others.
func TestHostingTellsOfAllFlags(t *testing.T) {
	var help strings.Builder
	run(t.Context(), []string{"-help"}, nil, io.Discard, &help)
	rows := regexp.MustCompile("(?m)^\\| `-([a-z-]+)` \\|").FindAllStringSubmatch(read(t, "docs/hosting.md"), -1)
	told := map[string]bool{}
	for _, row := range rows {
		told[row[1]] = true
		if !strings.Contains(help.String(), "  -"+row[1]) {
			t.Errorf("docs/hosting.md has -%s, which is no flag", row[1])
		}
	}
	for _, flag := range regexp.MustCompile(`(?m)^  -(\S+)`).FindAllStringSubmatch(help.String(), -1) {
		if !told[flag[1]] {
			t.Errorf("docs/hosting.md has no row for -%s", flag[1])
		}
	}
}
