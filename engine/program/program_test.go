package program

import (
	"fmt"
	"go/format"
	"strings"
	"testing"

	"inflight/engine"
	"inflight/engine/enginetest"
)

// extensions end the names of files with programs.
var extensions = map[Language]string{Python: ".py", Go: ".go", JavaScript: ".mjs"}

// demo is the backend that golden programs ask.
var demo = engine.Backend{URL: "http://*.localhost:8001", Refused: "http://b0.localhost:43210"}

// TestProgramsMatchGoldenFiles holds every preset's programs, with their margins, and the lines that they mark at each
// event, against the golden files. Run with -update to rewrite these, and read the difference.
func TestProgramsMatchGoldenFiles(t *testing.T) {
	for _, preset := range engine.Presets {
		s := parse(t, preset.Link)
		log := simulate(t, s)
		for _, language := range Languages {
			p := Write(s, language, demo, Options{})
			name := preset.ID + extensions[p.Language] + ".golden"
			enginetest.Golden(t, name, drawProgram(p)+"\n"+drawMarks(p, s, log))
		}
	}
}

// TestGoProgramsAreFormatted also parses them.
func TestGoProgramsAreFormatted(t *testing.T) {
	for _, link := range variety {
		text := Write(parse(t, link), Go, demo, Options{}).Text()
		want, err := format.Source([]byte(text))
		if err != nil {
			t.Errorf("%s: %v\n%s", link, err, text)
		} else if string(want) != text {
			t.Errorf("%s: got\n%s\nwant, by gofmt\n%s", link, text, want)
		}
	}
}

// drawProgram numbers the lines and shows their margins.
func drawProgram(p *Program) string {
	var b strings.Builder
	for i, l := range p.Lines {
		var margin []string
		for _, tag := range l.Tags {
			margin = append(margin, string(tag))
		}
		if l.To > l.From {
			margin = append(margin, fmt.Sprintf("#%d", l.From))
			if l.To > l.From+1 {
				margin = append(margin, fmt.Sprintf("to #%d", l.To-1))
			}
		}
		fmt.Fprintln(&b, strings.TrimRight(fmt.Sprintf("%14s %3d | %s", strings.Join(margin, " "), i+1, l.Text), " "))
	}
	return b.String()
}

// drawMarks tells for each event where the caller stands, and the event's task. Equal lines in a row are drawn as one.
func drawMarks(p *Program, s *engine.Scenario, log engine.Log) string {
	var b strings.Builder
	requests := s.Requests()
	for i := 0; i < len(log); {
		mark := drawMark(p, s, requests, log[:i+1])
		next := i + 1
		for next < len(log) && log[next].T == log[i].T && drawMark(p, s, requests, log[:next+1]) == mark {
			next++
		}
		what := strings.TrimSuffix(log[i].String(), " 200")
		if next > i+1 {
			what += fmt.Sprintf(" … #%d", log[next-1].Task)
		}
		fmt.Fprintf(&b, "%-34s %s\n", what, mark)
		i = next
	}
	return b.String()
}

func drawMark(p *Program, s *engine.Scenario, requests []engine.Request, log engine.Log) string {
	e := log[len(log)-1]
	caller := CallerAt(s, log, e.T)
	mark := fmt.Sprintf("main: %-18s", fmt.Sprintf("%s %v", caller, numbers(p.Marked(caller))))
	if e.Task != engine.NoTask {
		tag := TaskAt(requests[e.Task], log, e.T)
		mark += fmt.Sprintf("task: %s %v", tag, numbers(p.Marked(tag)))
	}
	return strings.TrimRight(mark, " ")
}

// numbers are lines as people count them.
func numbers(lines []int) []int {
	for i := range lines {
		lines[i]++
	}
	return lines
}

func parse(t *testing.T, link string) *engine.Scenario {
	t.Helper()
	s, err := engine.Parse(link)
	if err != nil {
		t.Fatalf("%s: %v", link, err)
	}
	return s
}

func simulate(t *testing.T, s *engine.Scenario) engine.Log {
	t.Helper()
	log, err := engine.Simulate(s)
	if err != nil {
		t.Fatalf("%s: %v", s.Link(), err)
	}
	return log
}
