package web

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http/httptest"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// shellFiles are the real shell and a stand-in for what the build makes.
func shellFiles(t *testing.T) fs.FS {
	files := fstest.MapFS{}
	for _, pattern := range []string{"*.html", "*.css", "*.js", "*.svg"} {
		names, err := fs.Glob(Files, pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			content, err := fs.ReadFile(Files, name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = &fstest.MapFile{Data: content}
		}
	}
	for _, name := range []string{"app.wasm", "app.wasm.br", "app.wasm.gz", "wasm_exec.js"} {
		files["dist/"+name] = &fstest.MapFile{Data: []byte("x")}
	}
	return files
}

// TestTheGuideIsKept: it is made once for each address and coding.
func TestTheGuideIsKept(t *testing.T) {
	site, err := New(shellFiles(t), "http://*.localhost:8001")
	if err != nil {
		t.Fatal(err)
	}
	ask := func(host, coding string) []byte {
		w, r := httptest.NewRecorder(), httptest.NewRequest("GET", "http://"+host+"/guide", nil)
		r.Header.Set("Accept-Encoding", coding)
		site.Handler().ServeHTTP(w, r)
		if w.Code != 200 || !strings.Contains(w.Header().Get("Content-Security-Policy"), "frame-src") {
			t.Errorf("%s: got %d %v, want the guide", host, w.Code, w.Header())
		}
		return w.Body.Bytes()
	}
	first := ask("a.example", "br")
	began := time.Now()
	for range 100 {
		if !bytes.Equal(ask("a.example", "br"), first) {
			t.Fatal("the guide is another one")
		}
	}
	if each := time.Since(began) / 100; each > 2*time.Millisecond { // to pack it takes more
		t.Errorf("it took %v each time", each)
	}
	if other := ask("b.example", ""); !bytes.Contains(other, []byte("http://b.example/guide")) {
		t.Error("it names another address than its own")
	}
}

// writtenGuide is the guide with its lessons, and as HTML.
func writtenGuide(t *testing.T) (*guide, string) {
	t.Helper()
	shell, err := openShell(shellFiles(t))
	if err != nil {
		t.Fatal(err)
	}
	g := &guide{backend: engine.Backend{URL: "http://*.localhost:8001", Refused: "http://b0.localhost:9"}}
	html, err := shell.render("guide-book", g)
	if err != nil {
		t.Fatal(err)
	}
	return g, string(html)
}

// Stated times and numbers ask the run while the page is written, and words that something never happened make it an
// error where it did; so the guide's being written at all is the test of what it states.
func TestTheGuideStatesWhatItsRunsDo(t *testing.T) {
	g, html := writtenGuide(t)
	if len(g.lessons) < 15 {
		t.Errorf("the guide has %d examples, want at least 15", len(g.lessons))
	}
	for _, l := range g.lessons {
		_, rest, found := strings.Cut(html, `id="lesson-`+l.ID+`"`)
		article, _, _ := strings.Cut(rest, "</article>")
		if !found {
			t.Errorf("example %s is not in the page", l.ID)
		}
		for _, part := range []string{`class="items"`, `class="answer"`, `class="try"`, "<svg", `class="listing go"`,
			`href="/?` + strings.ReplaceAll(l.Link(), "&", "&amp;") + `"`} {
			if !strings.Contains(article, part) {
				t.Errorf("example %s has no %s", l.ID, part)
			}
		}
	}
}

// TestTheGuideStatesNoFigureOfARun by itself: a number in its text is one that its author chose for a scenario, or knows of Python or HTTP.
func TestTheGuideStatesNoFigureOfARun(t *testing.T) {
	computed := regexp.MustCompile(`(?s){{.*?}}|<code>.*?</code>|<[^>]*>`)
	figure := regexp.MustCompile(`HTTP/\d(?:\.\d)?|\d[\d.,]*\d(?: m?s\b)?|\d(?: m?s\b)?`)
	chosen := []string{
		"200 ms", "300 ms", "900 ms", // of a scenario
		"500", // a session's limit that is to be tried
		"100", // a session's limit without one's saying so
		"429", "503", "HTTP/1.1", "HTTP/2",
		"3.11", "3.12", "3.13", // versions of Python
		"3.14", // of aiohttp
	}
	names, err := fs.Glob(Files, "guide-*.html")
	if err != nil || len(names) < 6 {
		t.Fatalf("the guide's text is in %v: %v", names, err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(Files, name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(computed.ReplaceAllStringFunc(string(text),
			func(s string) string { return strings.Repeat("\n", strings.Count(s, "\n")) }), "\n") {
			for _, f := range figure.FindAllString(line, -1) {
				if !slices.Contains(chosen, f) {
					t.Errorf("%s:%d: %s is typed, want it asked of the run: %s", name, i+1, f, line)
				}
			}
		}
	}
}

func TestExamplesThatContradictTheirRunAreErrors(t *testing.T) {
	g := &guide{}
	l, err := g.Lesson("a", "tasks=a=3s,b=1s")
	if err != nil {
		t.Fatal(err)
	}
	uneven, err := g.Variation("tasks=1s*3&limit=2&hosts=1")
	if err != nil {
		t.Fatal(err)
	}
	for what, ask := range map[string]func() (string, error){
		"a time of what never happened":                                    func() (string, error) { return l.When("cancel a") },
		"never, of what happened":                                          func() (string, error) { return l.Never("finish a") },
		"an exception that was none":                                       l.Raised,
		"a return of wait that was none":                                   func() (string, error) { _, err := l.Wake(1); return "", err },
		"a number of requests for connections that carried different ones": func() (string, error) { _, err := uneven.Carried(); return "", err },
		"an unknown task":                                                  func() (string, error) { return l.When("finish c") },
		"an unknown kind":                                                  func() (string, error) { return l.When("end a") },
		"a question about one": func() (string, error) {
			_,
				err := l.Ask("finish a", "finish c")
			return "", err
		},
		"a link that is wrong":        func() (string, error) { _, err := g.Lesson("b", "tasks=4x"); return "", err },
		"an id that is taken":         func() (string, error) { _, err := g.Lesson("a", "tasks=1s"); return "", err },
		"a snippet that is not there": func() (string, error) { _, err := g.Snippet("none"); return "", err },
	} {
		if got, err := ask(); err == nil {
			t.Errorf("%s: got %q and no error", what, got)
		}
	}
}

func TestQuestionsCanBeAnsweredAndAreNotAlready(t *testing.T) {
	g, _ := writtenGuide(t)
	for _, l := range g.lessons {
		q := l.question
		if q == nil || len(q.Items) < 4 {
			t.Errorf("example %s asks no question, or a small one", l.ID)
			continue
		}
		if !q.Right(q.Items) {
			t.Errorf("example %s: the right order is not right", l.ID)
		}
		if q.Right(q.Shuffled()) || len(q.Shuffled()) != len(q.Items) {
			t.Errorf("example %s: the reader finds the items in the right order", l.ID)
		}
	}
}

func TestOnlyWhatTheWorldBringsCanTie(t *testing.T) {
	for _, test := range []struct {
		link   string
		events []string
		want   string // places of the events, in their right order
	}{
		{"tasks=a=1s,b=1s", []string{"deliver b", "deliver a", "finish b", "finish a"}, "1-2 1-2 3-3 4-4"},
		{"tasks=a=1s,b=2s", []string{"start b", "finish b", "start a", "finish a"}, "1-1 2-2 3-3 4-4"},
		{"tasks=a=1s,b=0s!scheme", []string{"deliver a", "raise", "fail b"}, "1-1 2-2 0-0"},
		{"tasks=a=1s,b=1s,c=1s", []string{"start a", "finish a", "finish b", "finish c"}, "1-1 2-4 2-4 2-4"},
	} {
		l, err := new(guide).Lesson("test", test.link)
		if err != nil {
			t.Fatal(err)
		}
		q, err := l.Ask(test.events...)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, i := range q.Items {
			got = append(got, fmt.Sprintf("%d-%d", i.First, i.Last))
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: %v: got %v, want %s", test.link, test.events, got, test.want)
		}
	}
}

// The section on timing says that these two print the same, though their callers wait in different ways.
func TestGatherAndAsCompletedPrintTheSame(t *testing.T) {
	var printed []string
	for _, link := range []string{"tasks=a=900ms,b=300ms:300ms", "strategy=as_completed&tasks=a=900ms,b=300ms:300ms"} {
		l, err := new(guide).Lesson("timed", link)
		if err != nil {
			t.Fatal(err)
		}
		printed = append(printed, l.Printed())
	}
	if printed[0] != printed[1] {
		t.Errorf("gather prints\n%s\nand as_completed\n%s", printed[0], printed[1])
	}
}

// TestSnippetsPrintWhatTheGuideSays runs each small program. One that measures time may be late.
func TestSnippetsPrintWhatTheGuideSays(t *testing.T) {
	if testing.Short() {
		t.Skip("starts Python for each snippet")
	}
	names, err := fs.Glob(snippets, "snippets/*.py")
	if err != nil {
		t.Fatal(err)
	}
	g, html := &guide{}, ""
	_, html = writtenGuide(t)
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			text, err := fs.ReadFile(snippets, name)
			if err != nil {
				t.Fatal(err)
			}
			shown, err := g.Snippet(strings.TrimSuffix(strings.TrimPrefix(name, "snippets/"), ".py"))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(html, string(shown.Code)) {
				t.Errorf("the guide does not show it")
			}
			got, want := python(t, string(text)), shown.Output
			if measured.ReplaceAllString(got, "#") != measured.ReplaceAllString(want, "#") {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			times := measured.FindAllString(got, -1)
			for i, stated := range measured.FindAllString(want, -1) {
				if i < len(times) && times[i] < stated { // no time has two digits before its point
					t.Errorf("got %s, want at least %s", times[i], stated)
				}
			}
		})
	}
}

// measured are the times that the snippets print.
var measured = regexp.MustCompile(`\d\.\d s\b`)

// python runs a program and returns what it prints.
func python(t *testing.T, program string) string {
	t.Helper()
	enginetest.NoteTools()
	cmd := exec.Command("python3", "-c", program)
	var complaints strings.Builder
	cmd.Stderr = &complaints
	output, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, complaints.String())
	}
	return string(output)
}

// TestLinksOfTheGuideLeadSomewhere follows each link of the page: to a section of its own, or to a page that can read it.
func TestLinksOfTheGuideLeadSomewhere(t *testing.T) {
	_, html := writtenGuide(t)
	for _, found := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(html, -1) {
		link := strings.ReplaceAll(found[1], "&amp;", "&")
		path, query, _ := strings.Cut(link, "?")
		err := error(nil)
		switch {
		case strings.HasPrefix(link, "#"):
			if !strings.Contains(html, `id="`+link[1:]+`"`) {
				err = errors.New("there is no such section")
			}
		case path == "/" && query != "":
			_, err = engine.Parse(query)
		case path == "/compare" && query != "":
			_, _, err = engine.ParseComparison(query)
		case !slices.Contains([]string{"/", "/compare", "/which", "/guide", "/reference"}, link) && !strings.HasPrefix(link, "/assets/"):
			err = errors.New("an address that this test does not know")
		}
		if err != nil {
			t.Errorf("%s: %v", link, err)
		}
	}
}
