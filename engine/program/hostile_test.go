package program

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// form is a way in which scenarios are written as programs.
type form struct {
	language Language
	strategy string
	client   engine.Client
	timed    bool
	virtual  bool // the script that runs in virtual time
}

// forms are all ways in a language.
func forms(language Language) (all []form) {
	for _, strategy := range engine.Strategies {
		for _, client := range []engine.Client{engine.HTTPClient, engine.SocketClient, engine.BlockingClient} {
			plain := form{language: language, strategy: strategy.Name, client: client}
			timed, script := plain, plain
			timed.timed, script.virtual = true, true
			all = append(all, plain, timed)
			if language == Python {
				all = append(all, script)
			}
		}
	}
	return all
}

// texted is a scenario with the texts wherever one can be, whether a link could have them or not.
func (f form) texted(texts []string) *engine.Scenario {
	s := engine.NewScenario()
	s.Strategy, s.Client, s.Title = f.strategy, f.client, "t"+strings.Join(texts, " ")
	what := engine.What("503")
	if s.Sockets() {
		what = engine.Reset
	}
	s.RaiseForStatus = !s.Sockets()
	for _, text := range texts {
		s.Entries = append(s.Entries,
			engine.Entry{Name: text, Latency: 300e6, Count: 1},
			engine.Entry{Name: "n" + text, Latency: 200e6, Count: 3, What: what},
			engine.Entry{Name: "l" + text, Latency: 200e6, Count: leastLoop})
		if s.Client == engine.HTTPClient && !s.Sockets() && !f.virtual {
			s.Entries = append(s.Entries, engine.Entry{Name: text + "u", URL: "https://good.example/" + text, Count: 1})
		}
	}
	return s
}

// program is the scenario of the texts, written so.
func (f form) program(t *testing.T, texts []string) string {
	s := f.texted(texts)
	if f.virtual {
		return virtual(t, s)
	}
	return Write(
		s,
		f.language,
		engine.Backend{URL: "http://*.localhost:8001", Refused: "http://b0.localhost:1"},
		Options{Timed: f.timed},
	).Text()
}

// sets are the hostile texts, as a form gets them, after a set as large of harmless ones. One form, by which all parts of a text can
// be told from the frame around them, gets each alone; the others get several at once, since there are many.
func (f form) sets(t *testing.T) [][]string {
	size := 9
	if f == (form{language: f.language, strategy: "gather", client: engine.HTTPClient}) {
		size = 1
	}
	word := func(n int) string { return "word" + string(rune('a'+n)) }
	var sets [][]string
	for set := range slices.Chunk(enginetest.HostileTexts(t), size) {
		for len(set) < size {
			set = append(set, word(len(set)))
		}
		sets = append(sets, set)
	}
	var harmless []string
	for n := range size {
		harmless = append(harmless, word(n))
	}
	return append([][]string{harmless}, sets...)
}

// judge has the structures of all programs told, without the values of literals. Those of a form must all have one.
func judge(t *testing.T, language Language, tell func(programs []string) []string) {
	var programs []string
	for _, f := range forms(language) {
		for _, set := range f.sets(t) {
			programs = append(programs, f.program(t, set))
		}
	}
	structures := tell(programs)
	if len(structures) != len(programs) {
		t.Fatalf("%d answers to %d programs", len(structures), len(programs))
	}
	at := 0
	for _, f := range forms(language) {
		harmless := structures[at]
		for _, set := range f.sets(t) {
			if got := structures[at]; got != harmless || got == "" || strings.HasPrefix(got, wrong) {
				t.Errorf("%+v: the texts %.400q make another program: %.200s\n%s", f, set, got, programs[at])
			}
			at++
		}
	}
}

// wrong is how the structure of a program begins that has none.
const wrong = "wrong: "

// asking is a program in another language that tells structures.
func asking(t *testing.T, command ...string) func(programs []string) []string {
	if _, err := exec.LookPath(command[0]); err != nil {
		t.Skipf("there is no %s", command[0])
	}
	enginetest.NoteTools()
	return func(programs []string) (structures []string) {
		input, err := json.Marshal(programs)
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
		cmd.Stdin, cmd.Stderr = bytes.NewReader(input), os.Stderr
		output, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(output, &structures); err != nil {
			t.Fatal(err)
		}
		return structures
	}
}

func TestHostileTextsAreTextInPython(t *testing.T) {
	judge(t, Python, asking(t, "python3", "-c", `
import ast, hashlib, json, sys
known = {}  # the structures of statements, by their text: programs have most of theirs in common
def structure(program):
    text = program.encode()
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, LookupError) as error:
        return "wrong: %s: %s" % (type(error).__name__, error)
    lines, end, parts = text.split(b"\n"), 0, []
    for statement in tree.body:
        begin, end = end, statement.end_lineno
        alone = begin < statement.lineno and not b"\r" in text and not b"\f" in text  # on whole lines, as they are counted here
        source = b"\n".join(lines[begin:end]) if alone else None
        if source is None or source not in known:
            known[source] = dump(statement)
        parts.append(known[source])
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
def dump(statement):
    for node in ast.walk(statement):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(statement)
print(json.dumps([structure(p) for p in json.load(sys.stdin)]))`))
}

func TestHostileTextsAreTextInJavaScript(t *testing.T) {
	// Node has no parser to be asked for a tree. A program without its strings, templates' text and comments is compared instead, as
	// the scanner of the language sees them, after node itself has compiled it.
	judge(t, JavaScript, asking(t, "node", "--no-warnings", "--experimental-vm-modules", "-e", `
const vm = require("vm");
const programs = JSON.parse(require("fs").readFileSync(0, "utf8"));
function structure(program) {
  try { new vm.SourceTextModule(program); } catch (error) { return "wrong: " + error; }
  return program.replace(/\/\/[^\n\r\u2028\u2029]*|"(?:[^"\\\n]|\\.)*"|`+"`(?:[^`\\\\]|\\\\[^])*`"+`/g, (found) => found[0]);
}
process.stdout.write(JSON.stringify(programs.map(structure)));`))
}

func TestHostileTextsAreTextInGo(t *testing.T) {
	judge(t, Go, func(programs []string) (structures []string) {
		for _, program := range programs {
			structure, err := goStructure(program)
			if err != nil {
				structure = wrong + err.Error()
			}
			if formatted, err := format.Source([]byte(program)); err != nil || string(formatted) != program {
				structure = wrong + "it is not as gofmt has it"
			}
			structures = append(structures, structure)
		}
		return structures
	})
}

// goStructure is a program's tree without the values of its texts, and how many comments it has.
func goStructure(program string) (string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "inflight.go", program, parser.ParseComments)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, group := range file.Comments {
		for _, comment := range group.List {
			if strings.HasPrefix(comment.Text, "//go:") || strings.HasPrefix(comment.Text, "//line") || strings.HasPrefix(comment.Text, "/*") {
				fmt.Fprintf(&b, "directive %q ", comment.Text)
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case nil:
			b.WriteString(")")
			return true
		case *ast.CommentGroup:
			return false
		case *ast.Ident:
			b.WriteString(n.Name)
		case *ast.BasicLit:
			if n.Kind != token.STRING {
				b.WriteString(n.Value)
			}
		}
		fmt.Fprintf(&b, "(%T", n)
		return true
	})
	return b.String(), nil
}
