package picture

import "strings"

// The layout has no font to measure with: it must give the same picture on the server as in the browser. It
// estimates with the widths of DejaVu Sans, which is wider than the system fonts of the large
// platforms, so that what fits here fits everywhere.

// textWidth is the estimated width in pixels of a text in the sans-serif font of that size.
func textWidth(text string, size float64) float64 {
	em := 0.0
	for _, r := range text {
		em += advance(r)
	}
	return em * size
}

// boldShare is how much wider bold letters are.
const boldShare = 1.11

// boldWidth is the estimated width of a text in bold letters.
func boldWidth(text string, size float64) float64 { return boldShare * textWidth(text, size) }

// shorten cuts a text to a width, and says so with an ellipsis.
func shorten(text string, size, room float64) string {
	if textWidth(text, size) <= room {
		return text
	}
	room -= size * advance('…')
	for i, r := range text {
		if room -= size * advance(r); room < 0 {
			return text[:i] + "…"
		}
	}
	return text
}

// advance is a letter's width in shares of the font's size.
func advance(r rune) float64 {
	switch {
	case strings.ContainsRune("ijl.,:;'|! ()[]·’", r):
		return 0.34
	case strings.ContainsRune("frt-/", r):
		return 0.41
	case strings.ContainsRune("mwMW", r):
		return 0.95
	case r >= 'A' && r <= 'Z':
		return 0.72
	case r < 0x300 || r == '×' || r == '…':
		return 0.64
	}
	return 1
}

// monoWidth is the estimated width in pixels of a text in the monospace font of that size.
func monoWidth(text string, size float64) float64 {
	em := 0.0
	for _, r := range text {
		if r < 0x1100 {
			em += 0.61
		} else {
			em += 1.22
		}
	}
	return em * size
}

// ellipsis cuts a monospace text to a width, and says so with an ellipsis.
func ellipsis(text string, size, room float64) string {
	if monoWidth(text, size) <= room {
		return text
	}
	em, room := 0.61, room/size
	for i, r := range text {
		if em += monoWidth(string(r), 1); em > room {
			return text[:i] + "…"
		}
	}
	return text
}

// boldEllipsis does the same to a bold text.
func boldEllipsis(text string, size, room float64) string {
	letters := []rune(text)
	for n := len(letters); boldWidth(text, size) > room && n > 1; {
		n--
		text = string(letters[:n]) + "…"
	}
	return text
}
