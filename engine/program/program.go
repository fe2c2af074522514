package program

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"inflight/engine"
)

// Language is one that programs are written in.
type Language string

// The languages.
const (
	Python     Language = "python"
	Go         Language = "go"
	JavaScript Language = "javascript"
)

// Languages lists them as pickers show them.
var Languages = []Language{Python, Go, JavaScript}

// Program is a complete program, ready to run.
type Program struct {
	Language Language
	Lines    []Line
	Own      bool // somebody wrote it themselves
}

// Line is one line of a program.
type Line struct {
	Text string // without the line's end
	Tags []Tag  // what happens here
	From int    // tasks From up to, not including, To are declared here
	To   int
}

// Is reports whether the line has the tag.
func (l Line) Is(tag Tag) bool { return slices.Contains(l.Tags, tag) }

// frames writes the programs of each language.
var frames = map[Language]func(*writer){Python: writePython, Go: writeGo, JavaScript: writeJavaScript}

// sections are a strategy in each language: the part of main() that awaits the tasks.
type sections struct {
	python, golang, javascript func(*writer)
}

// strategies has the sections of each strategy, which the strategy's file adds.
var strategies = map[string]sections{}

// Options are what a program does beside running its scenario.
type Options struct {
	Timed bool // it times its coroutines, and prints what [view.PrintedLines] tells
}

// Write writes the scenario as a program that makes its requests to the backend. Of a backend with many names
// (http://*.localhost:8001) the program uses one.
func Write(s *engine.Scenario, language Language, backend engine.Backend, o Options) *Program {
	if s.Recorded != nil {
		return ownProgram(s.Recorded.Text)
	}
	w := newWriter(s, backend)
	w.clocked = o.Timed
	frames[language](w)
	if s.Title != "" {
		w.lines = addTitle(language, s.Title, w.lines)
	}
	return &Program{Language: language, Lines: w.lines}
}

// BlockEnd returns the end of the block that begins at a line: the next line at the margin that has an empty line before it.
func (p *Program) BlockEnd(from int) int {
	to := from + 1
	for to < len(p.Lines) && !(p.Lines[to-1].Text == "" && p.Lines[to].Text != "" && !isIndented(p.Lines[to].Text)) {
		to++
	}
	return to
}

func isIndented(line string) bool { return line[0] == ' ' || line[0] == '\t' }

// Text is the whole program.
func (p *Program) Text() string {
	var b strings.Builder
	for _, l := range p.Lines {
		b.WriteString(l.Text)
		b.WriteByte('\n')
	}
	return b.String()
}

// ownProgram is one that somebody wrote. Of its lines only their events are known.
func ownProgram(text string) *Program {
	p := &Program{Language: Python, Own: true}
	for line := range strings.Lines(strings.TrimRight(text, "\n") + "\n") {
		p.Lines = append(p.Lines, Line{Text: strings.ReplaceAll(strings.TrimRight(line, "\r\n"), "\t", "    ")})
	}
	return p
}

// LineAt is the line of somebody's own program at which a task stands, or main() for [engine.NoTask]: that of its last event that has
// one. Lines count from 0; it is -1 if none is known.
func LineAt(log engine.Log, task int, at time.Duration) int {
	line := -1
	for _, e := range log[:log.Until(at)] {
		if e.Task == task && e.More != nil && e.More.Line > 0 && e.More.File == "" && e.Kind != engine.Ask {
			line = e.More.Line - 1
		}
	}
	return line
}

// OwnText is a scenario's program as somebody's own begins: what the scenario says of the network, and no program has, stands in a line
// that the recorder reads, so that its picture in virtual time is the scenario's.
func OwnText(s *engine.Scenario, p *Program) string {
	said := ""
	if s.Connect > 0 {
		said += " connect=" + s.Connect.String()
	}
	if body := s.BodyTime(); body > 0 {
		said += " body=" + body.String()
	}
	if s.Seed != engine.NewScenario().Seed {
		said += " seed=" + strconv.FormatUint(s.Seed, 10)
	}
	if said == "" {
		return p.Text()
	}
	return "# network:" + said + "\n" + p.Text()
}
