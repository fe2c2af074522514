package program

import (
	"strings"
	"testing"
	"unicode"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/lexers"
)

// TestHighlightAgreesWithChroma holds the colours of each character of every program against chroma's.
func TestHighlightAgreesWithChroma(t *testing.T) {
	for _, language := range Languages {
		for _, link := range variety {
			p := Write(parse(t, link), language, demo, Options{})
			got, want, text := []rune(ours(p)), []rune(chromas(t, p)), []rune(p.Text())
			for i := range text {
				if unicode.IsSpace(text[i]) || got[i] == want[i] || got[i] == 's' { // chroma looks into template strings
					continue
				}
				if strings.HasSuffix(strings.TrimRightFunc(string(text[:i]), unicode.IsLetter), ".") {
					continue // a method such as delete is no keyword, whatever chroma says
				}
				line := strings.Count(string(text[:i]), "\n")
				t.Fatalf("%s, %s: line %d: got\n%s\n%s\nwant\n%s", language, link, line+1, p.Lines[line].Text,
					strings.Split(string(got), "\n")[line], strings.Split(string(want), "\n")[line])
			}
		}
	}
}

// ours is the program with each character replaced by the first of its class.
func ours(p *Program) string {
	var b strings.Builder
	for i, spans := range p.Highlight() {
		joined := ""
		for _, s := range spans {
			b.WriteString(repeat(string(s.Class), s.Text))
			joined += s.Text
		}
		if joined != p.Lines[i].Text {
			return "spans are not the line: " + joined
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func chromas(t *testing.T, p *Program) string {
	tokens, err := lexers.Get(string(p.Language)).Tokenise(nil, p.Text())
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, token := range tokens.Tokens() {
		b.WriteString(repeat(classOf(token), token.Value))
	}
	return b.String()
}

// classOf is chroma's type of a token as one of our classes. We colour no types.
func classOf(token chroma.Token) string {
	switch {
	case token.Type == chroma.KeywordType:
		return ""
	case token.Type.InCategory(chroma.Keyword), token.Type == chroma.OperatorWord:
		return string(Keyword)
	case token.Type.InSubCategory(chroma.LiteralString):
		return string(String)
	case token.Type.InSubCategory(chroma.LiteralNumber):
		return string(Number)
	case token.Type.InCategory(chroma.Comment):
		return string(Comment)
	}
	return ""
}

func repeat(class, text string) string {
	mark := "."
	if class != "" {
		mark = class[:1]
	}
	var b strings.Builder
	for _, r := range text {
		if r == '\n' {
			b.WriteRune(r)
		} else {
			b.WriteString(mark)
		}
	}
	return b.String()
}
