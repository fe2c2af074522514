package app

import (
	"html"
	"slices"
	"strconv"
	"strings"
)

// tidy rewrites what go-app renders natively into HTML that means what the same elements mean in a browser. go-app
//
//   - quotes attributes as Go does, which lets a quotation mark of the text end the attribute,
//   - writes "true" as an attribute without a value, and a boolean attribute that is false as if it were set,
//   - indents, which puts spaces between words and into text fields,
//   - has the attributes in any order.
//
// Its output is regular enough to be read back exactly: texts and tags stand on lines of their own, indented by two
// spaces a level, except for an only text, which follows its tag at once.
func tidy(rendered string) string {
	t := &tidier{in: rendered}
	t.node(0)
	return t.out.String()
}

type tidier struct {
	in  string
	out strings.Builder
}

// skip passes over a text if the input begins with it.
func (t *tidier) skip(text string) bool {
	rest, ok := strings.CutPrefix(t.in, text)
	t.in = rest
	return ok
}

// takeUntil returns the input up to a text, and passes over that too.
func (t *tidier) takeUntil(text string) string {
	before, after, _ := strings.Cut(t.in, text)
	t.in = after
	return before
}

// node copies one node that stands on a line of its own.
func (t *tidier) node(depth int) {
	switch {
	case t.skip(rawOpen):
		t.out.WriteString(t.takeUntil(rawClose))
	case strings.HasPrefix(t.in, "<"):
		t.element(depth)
	default:
		end := strings.IndexByte(t.in, '\n')
		t.out.WriteString(t.in[:end])
		t.in = t.in[end:]
	}
}

func (t *tidier) element(depth int) {
	t.skip("<")
	end := strings.IndexAny(t.in, " >")
	tag := t.in[:end]
	t.in = t.in[end:]
	t.out.WriteString("<" + tag)
	for _, attribute := range t.attributes() {
		t.out.WriteString(" " + attribute)
	}
	t.out.WriteString(">")
	if tag == "input" {
		return
	}
	if strings.HasPrefix(t.in, "\n") {
		t.children(depth + 1)
	} else {
		text, _, _ := strings.Cut(t.in, "</"+tag+">")
		t.out.WriteString(text)
		t.in = t.in[len(text):]
	}
	t.skip("</" + tag + ">")
	t.out.WriteString("</" + tag + ">")
}

func (t *tidier) children(depth int) {
	for t.skip("\n") {
		for range depth {
			if strings.HasPrefix(t.in, "  ") && !strings.HasPrefix(strings.TrimLeft(t.in, " "), "</") {
				t.skip("  ")
			}
		}
		if closing := strings.TrimLeft(t.in, " "); strings.HasPrefix(closing, "</") {
			t.in = closing
			return
		}
		if !strings.HasPrefix(t.in, "\n") {
			t.node(depth)
		}
	}
}

// flags are the attributes without a value.
var flags = []string{"checked", "disabled", "hidden", "open", "selected"}

// attributes reads a tag's attributes up to its end, and returns them as HTML has them, in the order of their names.
func (t *tidier) attributes() []string {
	var attributes []string
	for t.skip(" ") {
		end := strings.IndexAny(t.in, "= >")
		name := t.in[:end]
		t.in = t.in[end:]
		value := "true"
		if t.skip("=") {
			quoted, _ := strconv.QuotedPrefix(t.in)
			t.skip(quoted)
			value, _ = strconv.Unquote(quoted)
		}
		switch flag := slices.Contains(flags, name); {
		case flag && value == "true":
			attributes = append(attributes, name)
		case !flag:
			attributes = append(attributes, name+`="`+html.EscapeString(value)+`"`)
		}
	}
	t.skip(">")
	slices.Sort(attributes)
	return attributes
}
