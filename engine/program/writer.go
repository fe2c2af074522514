package program

import (
	"strconv"
	"strings"
	"time"

	"inflight/engine"
)

// writer writes the lines of one program.
type writer struct {
	*facts
	base    string // the backend's address
	hosts   string // the same of a host, $host being its name
	local   bool   // the backend is this machine, and its hosts are names that not every system finds
	refused string // an address where nothing listens
	unit    string // of indentation
	depth   int    // how many units the next block is indented by
	words   []string

	virtual    bool   // it writes the script in virtual time
	nowhere    string // where a task's request goes that only sleeps
	yes, no    string // what is true and false, in the program's language
	backquotes bool   // a single quote in a block stands for a backquote

	pythonTime  func(time.Duration) string // a time as the Python program counts it
	latencyText func(time.Duration) string // a latency in its list
	helpers     []func(*writer)            // write what the strategy's section needs beside it

	lines []Line
}

func newWriter(s *engine.Scenario, b engine.Backend) *writer {
	base := strings.Replace(b.URL, "*.localhost", "127.0.0.1", 1) // not every system finds b0.localhost
	w := &writer{
		facts: newFacts(s), base: strings.Replace(base, "*", "b0", 1),
		refused: strings.Replace(b.Refused, "b0.localhost", "127.0.0.1", 1),
	}
	if w.hosts = strings.Replace(b.URL, "*", "$host", 1); strings.Contains(w.base, "127.0.0.1") {
		w.local, w.hosts = true, strings.Replace(w.base, "127.0.0.1", "$host.localhost", 1)
	}
	several := len(w.NamedHosts()) > 0 || w.Hosts > 1
	w.hosted = several && w.shared && strings.Contains(w.hosts, "$host")
	return w
}

// hostOf is what a request's host is called. Behind those that have a name come the addresses of others, and where nothing listens.
func (w *writer) hostOf(r engine.Request) string {
	switch {
	case r.What.Strikes() == engine.WhileConnecting:
		return "nowhere"
	case r.URL != "":
		return r.URL
	case r.At != "":
		return r.At
	}
	return "b" + strconv.Itoa(r.Host)
}

// site is the address of the backend as a string in the program's language: at stands for the host's name.
func (w *writer) site(at string, literal func(string) string) string {
	before, after, _ := strings.Cut(w.hosts, "$host")
	return literal(before) + at + literal(after)
}

// set gives words, in pairs, that stand for other text in all blocks to come. They begin with $. The last one set counts.
func (w *writer) set(words ...string) { w.words = append(words, w.words...) }

// write adds a block of lines. Each has a margin with its tags, a bar, and the code one space after it:
//
//	await | result = await $task
//
// The pairs are words to replace, in this block only.
func (w *writer) write(block string, words ...string) {
	if w.backquotes {
		block = strings.ReplaceAll(block, "'", "`")
	}
	block = strings.NewReplacer(append(words, w.words...)...).Replace(strings.Trim(block, "\n"))
	for line := range strings.Lines(block) {
		margin, code, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "|")
		w.add(strings.TrimPrefix(code, " "), tagsOf(margin)...)
	}
}

// add adds one line.
func (w *writer) add(code string, tags ...Tag) {
	if code != "" {
		code = strings.Repeat(w.unit, w.depth) + code
	}
	w.lines = append(w.lines, Line{Text: code, Tags: tags})
}

// reworded is text with the words that stand for other text, for what is then handed to write as a word itself.
func (w *writer) reworded(text string) string { return strings.NewReplacer(w.words...).Replace(text) }

// declare adds a line that declares tasks.
func (w *writer) declare(from, to int, code string) {
	w.add(code)
	last := &w.lines[len(w.lines)-1]
	last.From, last.To = from, to
}

// addHelper has a helper of the strategy's section written after the function that holds the section, once.
func (w *writer) addHelper(helper func(*writer)) { w.helpers = append(w.helpers, helper) }

func (w *writer) writeHelpers() {
	for _, helper := range w.helpers {
		helper(w)
	}
}

// writeIndented writes what body writes, so many units deeper.
func (w *writer) writeIndented(units int, body func(*writer)) {
	w.depth += units
	body(w)
	w.depth -= units
}

func tagsOf(margin string) []Tag {
	var tags []Tag
	for _, name := range strings.Fields(margin) {
		tags = append(tags, Tag(name))
	}
	return tags
}

// textIf is text if the condition holds, else nothing.
func textIf(condition bool, text string) string {
	if condition {
		return text
	}
	return ""
}
