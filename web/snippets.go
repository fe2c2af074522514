package web

import (
	"embed"
	"html/template"
	"strings"

	"inflight/engine/program"
)

// snippets are small Python programs that the guide shows, each with what CPython printed when it ran. A test runs them
// again.
//
//go:embed snippets
var snippets embed.FS

// snippet is a program of the guide, and its output.
type snippet struct {
	Code   template.HTML
	Output string
}

// Snippet returns the program of that name.
func (g *guide) Snippet(name string) (snippet, error) {
	text, err := snippets.ReadFile("snippets/" + name + ".py")
	if err != nil {
		return snippet{}, err
	}
	output, err := snippets.ReadFile("snippets/" + name + ".txt")
	p := &program.Program{Language: program.Python}
	var lines []int
	compact := strings.ReplaceAll(strings.TrimSuffix(string(text), "\n"), "\n\n\n", "\n\n")
	for i, line := range strings.Split(compact, "\n") {
		p.Lines, lines = append(p.Lines, program.Line{Text: line}), append(lines, i)
	}
	return snippet{markup(p, lines), string(output)}, err
}
