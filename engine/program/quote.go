package program

import (
	"fmt"
	"strconv"
	"strings"
)

// Names and addresses are other people's text. They get into a program as string literals only, in double quotes, with
// escapes that Python, Go and JavaScript all read alike.

// quote is the text as a string literal.
func quote(text string) string { return `"` + escape(text) + `"` }

// escape is the text within double quotes. What does not print is escaped, up to the 16 bits for which all three have
// the same escape; beyond these nothing ends a literal or a line.
func escape(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case r > 0xffff || strconv.IsPrint(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// The same within a form in which other signs have a meaning too.
var (
	inFString  = strings.NewReplacer("{", "{{", "}", "}}")   // Python's f"…"
	inFormat   = strings.NewReplacer("%", "%%")              // Go's fmt
	inTemplate = strings.NewReplacer("`", "\\`", "$", "\\$") // JavaScript's `…`
)
