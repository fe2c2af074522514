package view

import (
	"fmt"
	"inflight/engine"
	"net/url"
	"slices"
	"strings"
)

// Question is one that leads to a strategy. The first choice is meant where a link does not answer it.
type Question struct {
	Key     string // in a link
	Text    string
	Choices [2]Choice
}

// Choice is an answer to a question.
type Choice struct{ Value, Text string }

// Questions are those that [Advise] wants answered.
var Questions = [...]Question{
	{"need", "Do you need all results, or is one enough?",
		[2]Choice{{"all", "All of them"}, {"first", "The first"}}},
	{"order", "In which order do you want them?",
		[2]Choice{{"listed", "In the order of the requests, when all are there"}, {"arrival", "Each as soon as it comes"}}},
	{"error", "What if one fails?",
		[2]Choice{{"stop", "Stop, and tell me"}, {"continue", "Carry on with the others"}}},
	{"deadline", "Is there a deadline for the whole?",
		[2]Choice{{"no", "No"}, {"yes", "Yes"}}},
}

// Answers has for each of the [Questions] the index of the choice, 0 or 1. Whoever needs only the first result gets
// the same advice for either order.
type Answers [len(Questions)]int

// ParseAnswers reads a link's query, such as "need=all&order=arrival". The error is a *[engine.ParseError].
func ParseAnswers(query string) (Answers, error) {
	var a Answers
	var given [len(Questions)]bool
	for part := range strings.SplitSeq(strings.TrimPrefix(query, "?"), "&") {
		if part == "" {
			continue
		}
		key, value, _ := strings.Cut(part, "=")
		i := slices.IndexFunc(Questions[:], func(q Question) bool { return q.Key == key })
		if i < 0 {
			return a, &engine.ParseError{Msg: fmt.Sprintf("unknown key %q: want need, order, error or deadline", engine.Shorten(key))}
		}
		if given[i] {
			return a, &engine.ParseError{Key: key, Msg: "given twice: want it once"}
		}
		given[i] = true
		if err := Questions[i].read(value, &a[i]); err != nil {
			return a, err
		}
	}
	return a, nil
}

func (q *Question) read(value string, into *int) *engine.ParseError {
	decoded, err := url.QueryUnescape(value)
	for i, c := range q.Choices {
		if err == nil && c.Value == decoded {
			*into = i
			return nil
		}
	}
	e := engine.NewParseError(value, "%q: want %s or %s", engine.Shorten(value), q.Choices[0].Value, q.Choices[1].Value)
	e.Key = q.Key
	return e
}

// Link writes the answers as a link's query. First choices are left out.
func (a Answers) Link() string {
	var parts []string
	for i, q := range Questions {
		if a[i] != 0 {
			parts = append(parts, q.Key+"="+q.Choices[a[i]].Value)
		}
	}
	return strings.Join(parts, "&")
}

// Advice is a strategy with its options, shown at work, and where it goes wrong.
type Advice struct {
	Variant  engine.Variant // without the deadline
	Link     string         // a scenario in which it does what was asked for
	Timeline *Timeline      // of its run
	Why      string         // in a sentence
	Counter  Counter
}

// Counter is a preset whose tasks the advice is wrong for.
type Counter struct {
	Preset   *engine.Preset
	Link     string    // the preset, under the strategy that was advised: "preset=timeout&strategy=task_group"
	Timeline *Timeline // of its run
	Compare  string    // the link of its comparison with one that does better
	Worse    string    // the label of the one that was advised, with its options here
	Better   string    // that of the one that does better
	Column   Column    // what it does better
	Figures  string    // the two figures in words: "wasted time: 11.20 s; gather, return_exceptions: 0 s"
	Why      string    // in a sentence
}

// Advise recommends a strategy.
func Advise(a Answers) Advice {
	entry := advisory[a.row()]
	counter, advised := entry.counterExample()
	s, variants := mustCompare(a.example() + "&strategies=" + advised.String())
	row := Compare(s, variants).Rows[0]
	return Advice{Variant: advised, Link: row.Link, Timeline: row.Timeline, Why: entry.why, Counter: counter}
}

// row is the place of the advice in the advisory: the order matters only to those who need all.
func (a Answers) row() int {
	last := a[2]*2 + a[3]
	if a[0] == 1 {
		return 8 + last
	}
	return a[1]*4 + last
}

// example is the set of tasks on which every advice is shown: the answers come in another order than they are asked
// for, and one request fails.
func (a Answers) example() string {
	tasks := "tasks=a=3s,b=1s,c=2s!reset"
	if a[3] == 1 {
		tasks += "&timeout=2.5s"
	}
	return tasks
}

// counterExample runs the counter-example, and says which variant it is one against.
func (e *advisoryEntry) counterExample() (Counter, engine.Variant) {
	s, variants := mustCompare(e.counter)
	id, _, _ := strings.Cut(strings.TrimPrefix(e.counter, "preset="), "&")
	preset, c := engine.PresetNamed(id), Compare(s, variants)
	bad, good := &c.Rows[0], &c.Rows[1]
	return Counter{
		Preset: preset, Link: presetUnder(preset, bad, variants[0]), Timeline: bad.Timeline,
		Compare: engine.ComparisonLink(s, variants), Worse: bad.Label, Better: good.Label, Column: e.column,
		Figures: e.column.Title() + ": " + bad.Cell(e.column) + "; " + good.Label + ": " + good.Cell(e.column),
		Why:     e.whyNot,
	}, variants[0]
}

// presetUnder is the short link of the preset's tasks as a row ran them: of the preset itself, if that is what ran.
func presetUnder(p *engine.Preset, r *Row, v engine.Variant) string {
	link := "preset=" + p.ID
	if r.Link == p.Link {
		return link
	}
	link += "&strategy=" + v.Strategy
	for _, o := range v.Options {
		link += "&" + o.Key + "=" + o.Value
	}
	return link
}

// mustCompare parses a link of our own.
func mustCompare(link string) (*engine.Scenario, []engine.Variant) {
	s, variants, err := engine.ParseComparison(link)
	if err != nil {
		panic("view: advisory: " + err.Error())
	}
	return s, variants
}
