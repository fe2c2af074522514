package app

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
	"time"

	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/program"
	"inflight/engine/view"
)

// codeOf is the panel's program after messages, with the texts of the lines that are marked.
func codeOf(m model.Model) (caller, task, own []string) {
	p := program.Write(m.Scenario, m.Language, DemoBackend, program.Options{})
	marks := marksAt(p, m.ShownRun(), m.Lane)
	texts := func(lines []int) (texts []string) {
		for _, line := range lines {
			texts = append(texts, strings.TrimSpace(p.Lines[line].Text))
		}
		return texts
	}
	return texts(marks.caller), texts(marks.task), texts(marks.own)
}

func TestCodeMarksTheLinesOfTheMoment(t *testing.T) {
	const gather = "results = await asyncio.gather(*tasks)"
	for name, test := range map[string]struct {
		messages          []any
		caller, task, own string
	}{
		"at the end":             {nil, "asyncio.run(main())", "", ""},
		"while the caller waits": {[]any{model.Sought{At: 500 * time.Millisecond}}, gather, "", ""},
		"of the lane with the details": {[]any{model.Sought{At: 500 * time.Millisecond}, model.LanePicked{Task: 1}}, gather,
			"async with session.get(url) as response:", `("b", f"{URL}&task=1&latency=1s&status=503"),`},
		"of a task that has failed": {[]any{model.Sought{At: 1500 * time.Millisecond}, model.LanePicked{Task: 1}},
			"await asyncio.gather(*tasks, return_exceptions=True)", `log("fail", error)`, `("b", f"{URL}&task=1&latency=1s&status=503"),`},
		"in another language": {[]any{model.LanguagePicked{Language: program.JavaScript}, model.Sought{At: 500 * time.Millisecond}},
			"const results = await Promise.all(tasks);", "", ""},
		"not in a language that there is not": {[]any{model.LanguagePicked{Language: "cobol"}}, "asyncio.run(main())", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			m := model.NewModel("")
			for _, message := range test.messages {
				m = m.Update(message)
			}
			caller, task, own := codeOf(m)
			for what, lines := range map[string][2]string{
				"caller": {strings.Join(caller, "|"), test.caller}, "task": {strings.Join(task, "|"), test.task},
				"own": {strings.Join(own, "|"), test.own},
			} {
				if lines[0] != lines[1] {
					t.Errorf("%s: got %q, want %q", what, lines[0], lines[1])
				}
			}
		})
	}
}

func TestCodeLineLeadsFromEventToEvent(t *testing.T) {
	m := model.NewModel("")
	var w written
	w.write(m.Scenario, model.ProgramOf{Link: m.Link, Language: program.Python, Backend: DemoBackend, Timed: false})
	w.explain(m.WholeRun())
	start := slices.IndexFunc(w.program.Lines, func(l program.Line) bool { return l.Is(program.Start) })
	var got []int
	moment := model.Moment{}
	for range 4 {
		event, found := nextEvent(w.events(start), moment)
		if !found {
			t.Fatal("got no event of the line that starts tasks")
		}
		got = append(got, m.WholeRun().Log[event].Task)
		moment = model.MomentAfter(m.WholeRun().Log, event+1)
	}
	if want := []int{0, 1, 2, 0}; !slices.Equal(got, want) {
		t.Errorf("got the starts of tasks %v, want %v", got, want)
	}
	if _, found := nextEvent(w.events(0), model.Moment{}); found {
		t.Error("got an event of an import")
	}
}

func TestCodeIsWrittenOnce(t *testing.T) {
	p := NewPage(t.Context(), "")
	first := p.program().program
	if p.program().program != first {
		t.Error("got another program for the same scenario")
	}
	p.m = p.m.Update(model.LanguagePicked{Language: program.Go})
	if got := p.program().program.Language; got != program.Go {
		t.Errorf("got %s, want Go", got)
	}
	copied := p.m.Update(model.CodeCopied{Of: p.written.of, OK: true})
	if p.m = copied; !strings.Contains(rendered(p), ">Copied</button>") {
		t.Error("got no word of the copy")
	}
	if p.m = copied.Update(model.LanguagePicked{Language: program.Python}); strings.Contains(rendered(p), ">Copied</button>") {
		t.Error("got the word of a copy of another program")
	}
}

func rendered(p *Page) string { return tidy(app.HTMLString(p.code())) }

func TestRenderShowsTheProgram(t *testing.T) {
	var named strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&named, "n%d=1s,", i)
	}
	proof := fmt.Sprintf("equals CPython&#39;s in %s of %[1]s recorded", view.Thousands(engine.ProvedScenarios))
	for name, test := range map[string]struct {
		query     string
		want, not []string
	}{
		"marked": {"", []string{
			`<span class="keyword">await</span> asyncio.gather(*tasks)`, `class="line now" data-line="50"`, "main(): line 51",
			"CPython 3.11&#39;s, the client aiohttp 3.14&#39;s", `href="/guide#reference"`,
			`aria-pressed="true" data-language="python"`, `id="script"`, proof}, []string{`aria-label="Line `}},
		"with a script of the server's for wrappers": {"tasks=1s,2s&each=retry:3&server=at_once:1",
			[]string{`href="/script.py?tasks=1s,2s&amp;each=retry:3&amp;server=at_once:1"`, `download="inflight.py"`, `id="script"`}, nil},
		"without a mark or a script for what runs live only": {"tasks=https://api.example.com/x",
			[]string{"api.example.com/x&#34;", "nowhere yet", proof},
			[]string{`id="script"`, `class="line now"`}},
		"not at all without a scenario": {"tasks=4x", nil, []string{`class="program`}},
		"shortened":                     {"tasks=" + strings.TrimSuffix(named.String(), ","), []string{"2,960 lines more"}, []string{`"n2000"`}},
	} {
		t.Run(name, func(t *testing.T) {
			page := Render(t.Context(), test.query).Markup
			markup := ""
			if from := strings.Index(page, `<section class="code">`); from >= 0 {
				markup, _, _ = strings.Cut(page[from:], "</section>")
			}
			for _, want := range test.want {
				if !strings.Contains(markup, want) {
					t.Errorf("got no %s in %s", want, markup)
				}
			}
			for _, not := range test.not {
				if strings.Contains(markup, not) {
					t.Errorf("got %s", not)
				}
			}
			if len(markup) > 60_000 {
				t.Errorf("got %d bytes, want at most 60,000", len(markup))
			}
		})
	}
}

// TestDeclaredNames: what a fold says it hides are the names that its lines give.
func TestDeclaredNames(t *testing.T) {
	for line, want := range map[string]string{
		"def default(x):": "default", "async def main():": "main", "class Outcome:": "Outcome", "START = time.monotonic()": "START",
		"func main() {": "main", "func (c *client) get(url string) {": "get", "type answer struct {": "answer",
		"const BASE = \"\";": "BASE", "async function run() {": "run", "defaults = {}": "defaults", "url: str": "url",
		"": "", "}": "", "    x = 1": "", "await main()": "", "\"a = b\"": "", "# x = 1": "", "main": "",
	} {
		if got := declared(line); got != want {
			t.Errorf("%q declares %q, want %q", line, got, want)
		}
	}
}
