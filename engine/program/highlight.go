package program

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The colours of programs are found here and not by a library: chroma with three languages adds 290 KB to the
// page's download in brotli, which is a sixth of it, and the only programs that we colour are those that we write. A
// test holds this scanner against chroma.

// Class is what a piece of a line is, for its colour; "" is plain.
type Class string

// The classes.
const (
	Keyword Class = "keyword"
	String  Class = "string"
	Number  Class = "number"
	Comment Class = "comment"
)

// Span is a piece of a line.
type Span struct {
	Class Class
	Text  string
}

// syntax is what the scanner knows of a language.
type syntax struct {
	comment  string
	quotes   []string // the first of them may go over several lines
	keywords string   // each between two spaces
}

var syntaxes = map[Language]syntax{
	Python: {"#", []string{`"""`, `"`}, " and as assert async await break class continue def del elif else except False finally for " +
		"from global if import in is lambda None nonlocal not or pass raise return True try while with yield "},
	Go: {"//", []string{"`", `"`}, " break case chan const continue default defer else false for func go if import interface map " +
		"nil package range return select struct switch true type var "},
	JavaScript: {
		"//",
		[]string{"`", `"`},
		" async await break catch class const continue else false finally for function if import in let " +
			"new null of return switch this throw true try typeof undefined while ",
	},
}

// Highlight divides each line of the program into spans. Joined, they are the line.
func (p *Program) Highlight() [][]Span {
	s := scanner{syntax: syntaxes[p.Language]}
	lines := make([][]Span, len(p.Lines))
	for i, l := range p.Lines {
		lines[i] = s.line(l.Text)
	}
	return lines
}

// scanner goes through a program, line by line.
type scanner struct {
	syntax
	open  string // the quote that is open since an earlier line
	spans []Span
}

func (s *scanner) line(text string) []Span {
	s.spans = nil
	for text != "" {
		class, length := s.next(text)
		s.add(class, text[:length])
		text = text[length:]
	}
	return s.spans
}

// add appends a piece, to the last span if that is of the same class.
func (s *scanner) add(class Class, text string) {
	if last := len(s.spans) - 1; last >= 0 && s.spans[last].Class == class {
		s.spans[last].Text += text
		return
	}
	s.spans = append(s.spans, Span{class, text})
}

// next returns the class and the length of what the text begins with.
func (s *scanner) next(text string) (Class, int) {
	if s.open != "" {
		return String, s.close(text, 0)
	}
	if strings.HasPrefix(text, s.comment) {
		return Comment, len(text)
	}
	word := wordLength(text)
	prefix := word // of a string
	if text[:word] != "f" {
		prefix = 0
	}
	for i, quote := range s.quotes {
		if strings.HasPrefix(text[prefix:], quote) {
			s.open = quote
			length := s.close(text, prefix+len(quote))
			if i > 0 {
				s.open = ""
			}
			return String, length
		}
	}
	switch first, size := utf8.DecodeRuneInString(text); {
	case word > 0 && unicode.IsDigit(first):
		return Number, numberLength(text)
	case word > 0 && strings.Contains(s.keywords, " "+text[:word]+" "):
		return Keyword, word
	case word > 0:
		return "", word
	default:
		return "", size
	}
}

// close returns where the open quote ends, looking from an offset on: its other end, or that of the line.
func (s *scanner) close(text string, from int) int {
	for i := from; i < len(text); i++ {
		switch {
		case text[i] == '\\':
			i++
		case strings.HasPrefix(text[i:], s.open):
			end := i + len(s.open)
			s.open = ""
			return end
		}
	}
	return len(text)
}

// wordLength is the length of the name or number that the text begins with.
func wordLength(text string) int {
	end := strings.IndexFunc(text, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if end < 0 {
		return len(text)
	}
	return end
}

func numberLength(text string) int {
	end := strings.IndexFunc(text, func(r rune) bool { return r != '_' && r != '.' && !unicode.IsDigit(r) })
	if end < 0 {
		return len(text)
	}
	return end
}
