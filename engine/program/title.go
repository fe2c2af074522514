package program

import (
	"slices"
	"strconv"
	"strings"
)

// addTitle puts the scenario's title into the program: as a comment, and in Python as a text that stands by itself, since a comment
// in its first lines may name the file's encoding (PEP 263). In Go it stands where no comment is a build constraint.
func addTitle(language Language, title string, lines []Line) []Line {
	switch language {
	case Python:
		return slices.Insert(lines, 0, Line{Text: quote(title)}, Line{})
	case Go:
		return slices.Insert(lines, 1, Line{}, Line{Text: "// " + onOneLine(title)})
	}
	return slices.Insert(lines, 0, Line{Text: "// " + onOneLine(title)})
}

// onOneLine leaves out what could end a comment.
func onOneLine(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if !strconv.IsPrint(r) {
			return ' '
		}
		return r
	}, text))
}
