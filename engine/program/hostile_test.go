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
	"strings"
	"testing"

	"inflight/engine"
)

// hostileTexts reads the list of texts that try to be more than text.
func hostileTexts(t *testing.T) (texts []string) {
	file, err := os.ReadFile("../testdata/hostile.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(file)) {
		var text string
		if !strings.HasPrefix(line, "#") && json.Unmarshal([]byte(line), &text) == nil {
			texts = append(texts, text)
		}
	}
	return texts
}

// texted is a scenario with a text wherever one can be, whether a link could have it or not.
func texted(strategy, text string) *engine.Scenario {
	s := engine.NewScenario(
		engine.Entry{Name: text, Latency: 300e6, Count: 1},
		engine.Entry{Name: "n" + text, Latency: 200e6, Count: 3, What: "503"},
		engine.Entry{Name: text + "u", URL: "https://good.example/" + text, Count: 1})
	s.Strategy, s.Title, s.RaiseForStatus = strategy, "t"+text, true
	return s
}

// programsOf are the programs of all texts in a language, the harmless one first.
func programsOf(t *testing.T, language Language, strategy string) (texts, programs []string) {
	texts = append([]string{"word"}, hostileTexts(t)...)
	for _, text := range texts {
		programs = append(programs, Write(texted(strategy, text), language, engine.Backend{URL: "http://*.localhost:8001", Refused: "http://b0.localhost:1"}, Options{}).Text())
	}
	return texts, programs
}

// judge has a program say of each of the programs what its structure is, without the values of literals: all must have one.
func judge(t *testing.T, language Language, command ...string) {
	if _, err := exec.LookPath(command[0]); err != nil {
		t.Skipf("there is no %s", command[0])
	}
	for _, strategy := range []string{"gather", "as_completed", "wait_for", "task_group"} {
		texts, programs := programsOf(t, language, strategy)
		input, err := json.Marshal(programs)
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(command[0], command[1:]...)
		cmd.Stdin, cmd.Stderr = bytes.NewReader(input), os.Stderr
		output, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		var structures []string
		if err := json.Unmarshal(output, &structures); err != nil || len(structures) != len(texts) {
			t.Fatalf("%d answers to %d programs: %v", len(structures), len(texts), err)
		}
		for i, structure := range structures {
			if structure != structures[0] || structure == "" {
				t.Errorf("%s, %s: the text %.80q makes another program: %.200s\n%s", language, strategy, texts[i], structure, programs[i])
			}
		}
	}
}

func TestHostileTextsAreTextInPython(t *testing.T) {
	judge(t, Python, "python3", "-c", `
import ast, json, sys
def structure(program):
    try:
        tree = ast.parse(program.encode())
    except (SyntaxError, ValueError, LookupError) as error:
        return "%s: %s" % (type(error).__name__, error)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)
print(json.dumps([structure(p) for p in json.load(sys.stdin)]))`)
}

func TestHostileTextsAreTextInJavaScript(t *testing.T) {
	// Node has no parser to be asked for a tree. A program without its strings, templates' text and comments is compared instead, as
	// the scanner of the language sees them, after node itself has compiled it.
	judge(t, JavaScript, "node", "--no-warnings", "--experimental-vm-modules", "-e", `
const vm = require("vm");
const programs = JSON.parse(require("fs").readFileSync(0, "utf8"));
function structure(program) {
  try { new vm.SourceTextModule(program); } catch (error) { return String(error); }
  return program.replace(/\/\/[^\n\r\u2028\u2029]*|"(?:[^"\\\n]|\\.)*"|`+"`(?:[^`\\\\]|\\\\[^])*`"+`/g, (found) => found[0]);
}
process.stdout.write(JSON.stringify(programs.map(structure)));`)
}

func TestHostileTextsAreTextInGo(t *testing.T) {
	for _, strategy := range []string{"gather", "as_completed", "wait_for", "task_group"} {
		texts, programs := programsOf(t, Go, strategy)
		first := ""
		for i, program := range programs {
			structure, err := goStructure(program)
			if first == "" {
				first = structure
			}
			if err != nil || structure != first {
				t.Errorf("%s: the text %.80q makes another program: %v\n%s", strategy, texts[i], err, program)
			}
			if formatted, err := format.Source([]byte(program)); err != nil || string(formatted) != program {
				t.Errorf("%s: the text %.80q makes a program that is not as gofmt has it: %v", strategy, texts[i], err)
			}
		}
	}
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
