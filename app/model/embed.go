package model

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"inflight/engine"
	"inflight/engine/program"
)

// Embed is how the page looks inside somebody else's. It comes from keys of the link, beside the scenario's own: an author
// writes them, and a host page may change some later.
type Embed struct {
	Views             []string // the parts that are shown, in the order of [EmbedViews]
	Controls          []string // what the reader can touch
	Theme             Theme
	Language          program.Language
	FontSize          int    // pixels of the letters that the others are measured by; 0 is the browser's own
	Compact           bool   // the code is without the lines in which nothing happens
	Accent            string // colours, and fonts, as CSS has them; "" for our own. Only the frame's script and its style sheet look at them
	Background, Fonts string
	Load              string // when the program is fetched; see [EmbedKeys]
	Autoplay          bool   // the simulated run is played once it is in sight
	Speed             float64
	Loop              bool
	Pause             string
	Question          Question
	Readonly          bool // the scenario cannot be edited
}

// Question is what the reader of an embed is asked before the run is shown.
type Question struct {
	Kind    string   // one of [QuestionKinds], OwnQuestion, or "" for none
	Events  []string // of an order: which, as "fail b"; nil for those that tell most
	Words   string   // the author's own …
	Choices []string // … of which one is right
	Right   int
}

// QuestionKinds are the questions whose answers the run itself has.
var QuestionKinds = []string{"order", "total", "received"}

// OwnQuestion is the kind of those whose answers the author gives.
const OwnQuestion = "own"

// The most that an author's question may hold.
const (
	mostChoices  = 8
	mostQuestion = 300 // characters, of the question and of each choice
)

// readQuestion reads "order", "order:fail b,raise", "total", "received", or an author's own: "Who is first?|a|*b".
func readQuestion(e *Embed, value string) error {
	parts := strings.Split(value, "|")
	kind, events, named := strings.Cut(value, ":")
	switch {
	case value == "":
		e.Question = Question{}
		return nil
	case len(parts) > 1:
		return e.readOwnQuestion(parts)
	case !slices.Contains(QuestionKinds, kind) || named && kind != "order":
		return fmt.Errorf("%q: want order, total or received, or words and choices: Who is first?|a|*b", engine.Shorten(value))
	}
	e.Question = Question{Kind: kind}
	if named {
		e.Question.Events = strings.Split(events, ",")
	}
	return nil
}

func (e *Embed) readOwnQuestion(parts []string) error {
	q := Question{Kind: OwnQuestion, Words: strings.Join(strings.Fields(parts[0]), " "), Right: -1}
	right := 0
	for i, text := range parts[1:] {
		words, correct := strings.CutPrefix(strings.Join(strings.Fields(text), " "), "*")
		if correct {
			q.Right = i
			right++
		}
		q.Choices = append(q.Choices, words)
	}
	long := func(words string) bool { return words == "" || utf8.RuneCountInString(words) > mostQuestion }
	switch {
	case right != 1:
		return fmt.Errorf("%d of %d choices are correct: want one", right, len(q.Choices))
	case len(q.Choices) < 2 || len(q.Choices) > mostChoices:
		return fmt.Errorf("%d choices: want 2 to %d", len(q.Choices), mostChoices)
	case long(q.Words) || slices.ContainsFunc(q.Choices, long):
		return fmt.Errorf("want words for the question and for each choice, at most %d characters", mostQuestion)
	}
	e.Question = q
	return nil
}

func writeQuestion(e Embed) string {
	q := e.Question
	switch {
	case q.Kind == OwnQuestion:
		choices := slices.Clone(q.Choices)
		choices[q.Right] = "*" + choices[q.Right]
		return url.QueryEscape(q.Words + "|" + strings.Join(choices, "|"))
	case len(q.Events) > 0:
		return url.QueryEscape(q.Kind + ":" + strings.Join(q.Events, ","))
	}
	return q.Kind
}

// NewEmbed is an embed as it is without keys.
func NewEmbed() Embed {
	var e Embed
	for _, k := range EmbedKeys {
		if k.Default != "" {
			k.Read(&e, k.Default)
		}
	}
	return e
}

// ParseEmbed takes the keys of an embed out of a link, and returns the rest of it, which is the scenario's. A wrong value
// leaves the default in place, and is told by the error.
func ParseEmbed(query string) (e Embed, link string, wrong error) {
	e = NewEmbed()
	if comparesIn(query) {
		e.Views = []string{"compare"} // unless a view is asked for
	}
	var rest []string
	for part := range strings.SplitSeq(strings.TrimPrefix(query, "?"), "&") {
		key, value, _ := strings.Cut(part, "=")
		k := EmbedKeyNamed(key)
		if k == nil {
			if part != "" {
				rest = append(rest, part)
			}
			continue
		}
		if err := k.Read(&e, Unescape(value)); err != nil && wrong == nil {
			wrong = fmt.Errorf("%s: %w", key, err)
		}
	}
	if wrong == nil && e.Compares() && len(e.Views) > 1 {
		wrong = fmt.Errorf("view: compare stands alone: want it without %s", strings.Join(e.Views[:len(e.Views)-1], " and "))
	}
	return e, strings.Join(rest, "&"), wrong
}

// comparesIn reports whether a link is one of a comparison, packed or not.
func comparesIn(link string) bool {
	if plain, err := engine.Unpack(link); err == nil {
		link = plain
	}
	return slices.ContainsFunc(PairsOf(link), func(p Pair) bool { return p.Key == "strategies" })
}

// Shows reports whether a part is shown.
func (e Embed) Shows(view string) bool { return slices.Contains(e.Views, view) }

// HasPicture reports whether a picture of the run is shown, in one of its views or in both.
func (e Embed) HasPicture() bool { return e.Shows("timeline") || e.Shows("connections") }

// Has reports whether the reader has a control.
func (e Embed) Has(control string) bool {
	edits := control == "strategy" || control == "tasks"
	return slices.Contains(e.Controls, control) && !(edits && e.Readonly)
}

// Compares reports whether the embed is that of a comparison.
func (e Embed) Compares() bool { return slices.Contains(e.Views, "compare") }

// Height is that of a frame which nobody fits to its content, in pixels: the layout for low frames fits into it, or the verdict of the
// default comparison and its figures.
func (e Embed) Height() int {
	if e.Compares() {
		return 640
	}
	return 420
}

// Keys are the embed's keys that are not their defaults.
func (e Embed) Keys() []Pair {
	usual, keys := NewEmbed(), []Pair{}
	for _, k := range EmbedKeys {
		if k.write == nil {
			continue
		}
		if value := k.write(e); value != k.write(usual) {
			keys = append(keys, Pair{k.Name, value})
		}
	}
	return keys
}
