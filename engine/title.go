package engine

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// readTitle reads a text of one line. Characters that are not seen but change how others are, such as the marks that turn the
// direction of writing, are refused: a title stands in programs and tables, where they would hide what is there.
func readTitle(s *Scenario, value string) *ParseError {
	value = strings.Join(strings.Fields(unescapedTitle(value)), " ")
	if n := utf8.RuneCountInString(value); n > MaxTitle {
		return NewParseError(value, "%d characters: want at most %d", n, MaxTitle)
	}
	for i, r := range []rune(value) {
		if r == utf8.RuneError || !unicode.IsGraphic(r) && !isJoiner(r) {
			return &ParseError{Offset: i, Length: 1, Msg: fmt.Sprintf("column %d: %U in a title: want text that can be seen", i+1, r)}
		}
	}
	s.Title = value
	return nil
}

// isJoiner reports whether the character, itself not seen, belongs to those around it: scripts and emoji are joined by it, or kept apart.
func isJoiner(r rune) bool { return r == 0x200c || r == 0x200d }

// unescapedTitle undoes what a program did that escaped a link twice. A title is the one value in which that goes
// unnoticed otherwise; but none that people write has escapes and no space.
func unescapedTitle(value string) string {
	for strings.Contains(value, "%") && !strings.ContainsAny(value, " \t\n") {
		once, err := url.PathUnescape(value)
		if err != nil || !utf8.ValidString(once) {
			break
		}
		value = once
	}
	return value
}
