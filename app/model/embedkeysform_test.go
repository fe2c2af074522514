package model

import (
	"regexp"
	"testing"
)

// TestFormsOfColoursAndFonts compares with the same rules as regular expressions, which are too large for the page.
func TestFormsOfColoursAndFonts(t *testing.T) {
	colour := regexp.MustCompile(`^(?:#[0-9a-fA-F]{3,8}|[a-zA-Z]+|(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\([a-z0-9 .,%/+-]+\))$`)
	fonts := regexp.MustCompile(`^[\pL\pN "',_-]*$`)
	for _, text := range []string{
		"", "#", "#0a", "#0a7", "#0A7fEe12", "#0a7fee123", "#xyz", "teal", "Teal", "te al", "url(//x)", "rgb(0 120 90)", "rgb()", "rgb(",
		"rgba(1,2,3,.5)", "RGB(1,2,3)", "hsl(120deg 5% 5% / 50%)", "color(display-p3 1 0 0)", "lab(1)(2)", "oklch(1) ", "(1)", "\u212a", "teal\n",
		"Georgia, \"A B\"", "Noto Sans 日本", "½", "a;b", "a\xff", "e\u0301", "x_y-z", "{", "a:b",
	} {
		if got, want := isColour(text), colour.MatchString(text); got != want {
			t.Errorf("%q is a colour: %v, want %v", text, got, want)
		}
		if got, want := areFonts(text), fonts.MatchString(text); got != want {
			t.Errorf("%q are fonts: %v, want %v", text, got, want)
		}
	}
}
