package web

import (
	"context"
	"fmt"
	"html"
	"html/template"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"inflight/engine"
	"inflight/engine/view"
)

// lesson is an example of the guide: a scenario and its simulated run. The text takes all that it says about the run from here.
type lesson struct {
	ID       string
	View     string // what its embed shows
	task     bool   // its programs show the coroutine of a task too
	scenario *engine.Scenario
	log      engine.Log
	timeline *view.Timeline
	backend  engine.Backend
	question *question
	runs     *view.Runs // under many seeds, where the text tells of them
}

func newLesson(id string, run *view.Timeline, backend engine.Backend) *lesson {
	return &lesson{ID: id, View: "timeline", scenario: run.Scenario, log: run.Log, timeline: run, backend: backend}
}

// Link is the scenario's.
func (l *lesson) Link() string { return l.scenario.Link() }

// Playground is the address at which the scenario is open.
func (l *lesson) Playground() template.URL { return template.URL("/?" + l.Link()) }

// Simulated reports whether only a simulated run shows what the lesson is about: in a live one the browser does not show how it opens
// connections.
func (l *lesson) Simulated() bool { return l.scenario.Connect > 0 }

// Trial are the attributes of a link to a variation: the script offers to run it in the lesson's place.
func (l *lesson) Trial() template.HTMLAttr {
	attributes := `href="/?` + html.EscapeString(l.Link()) + `" data-link="` + html.EscapeString(l.Link()) + `"`
	if l.Simulated() {
		attributes += " data-simulated"
	}
	return template.HTMLAttr(attributes)
}

// Besides shows another view under the timeline.
func (l *lesson) Besides(view string) *lesson {
	l.View += " " + view
	return l
}

// WithTask shows the coroutine of a task beside main(). Other lessons leave it out, since it is the same in all of them.
func (l *lesson) WithTask() *lesson {
	l.task = true
	return l
}

// Attributes are those by which an embed is told its scenario.
func (l *lesson) Attributes() (template.HTMLAttr, error) {
	var attributes []string
	for part := range strings.SplitSeq(l.Link(), "&") {
		key, escaped, _ := strings.Cut(part, "=")
		value, err := url.QueryUnescape(escaped)
		if err != nil {
			return "", err
		}
		attributes = append(attributes, key+`="`+html.EscapeString(value)+`"`)
	}
	return template.HTMLAttr(strings.Join(attributes, " ")), nil
}

// Call is the strategy as it is called.
func (l *lesson) Call() string { return view.Call(l.scenario) }

// Ended is when the strategy ended.
func (l *lesson) Ended() string { return view.InWords(l.timeline.Caller.Ended.T) }

// Total is how long the whole program ran.
func (l *lesson) Total() string { return view.InWords(l.timeline.Last) }

// OneByOne is how long the requests would take one after another.
func (l *lesson) OneByOne() string {
	var sum time.Duration
	for _, r := range l.timeline.Requests {
		sum += r.Delay + r.Latency
	}
	return view.InWords(sum)
}

// Raised is what the strategy raised. It is an error if the strategy raised nothing.
func (l *lesson) Raised() (string, error) {
	if l.timeline.Caller.Raised == "" {
		return "", fmt.Errorf("example %q: nothing was raised", l.ID)
	}
	return view.ErrorInWords(l.timeline.Caller.Raised), nil
}

// Summary is the run in numbers.
func (l *lesson) Summary() view.Summary { return l.timeline.Summary() }

// Requests is how many left, each attempt being one.
func (l *lesson) Requests() int { return view.FiguresOf(l.timeline).Requests }

// many are the runs of the scenario under 200 seeds.
func (l *lesson) many() (*view.Runs, error) {
	if l.runs == nil {
		under := *l.scenario
		under.Runs = 200
		l.runs = &view.Runs{Scenario: &under}
	}
	for !l.runs.Done() {
		if err := l.runs.Next(context.Background()); err != nil {
			return nil, err
		}
	}
	return l.runs, nil
}

// P99 is the time within which 99 of 100 runs of the scenario received all answers, under 200 seeds.
func (l *lesson) P99() (string, error) {
	runs, err := l.many()
	if err != nil {
		return "", err
	}
	return view.TimeOrNever(runs.Totals().Quantile(.99)), nil
}

// RequestsPerAnswer is how many requests left for each answer in all of these runs.
func (l *lesson) RequestsPerAnswer() (string, error) {
	runs, err := l.many()
	if err != nil {
		return "", err
	}
	return view.TrimZeros(runs.RequestsPerAnswer(), 2), nil
}

// Carried is how many requests each connection carried. It is an error if they did not all carry the same number.
func (l *lesson) Carried() (int, error) {
	carried := 0
	for i, c := range view.Connections(l.timeline) {
		if i > 0 && len(c.Rides) != carried {
			return 0, fmt.Errorf("example %q: one connection carried %d requests and another %d", l.ID, carried, len(c.Rides))
		}
		carried = len(c.Rides)
	}
	if carried == 0 {
		return 0, fmt.Errorf("example %q: it tells of no connections", l.ID)
	}
	return carried, nil
}

// Wake is the n-th return of wait, with how many tasks were done and how many pending.
func (l *lesson) Wake(n int) (engine.Event, error) {
	at := happening{Kind: engine.Wake, Task: engine.NoTask, Nth: n - 1}.indexIn(l.log)
	if at < 0 {
		return engine.Event{}, fmt.Errorf("example %q: wait did not return %d times", l.ID, n)
	}
	return l.log[at], nil
}

// Wasted is the time that was spent on answers which nobody received.
func (l *lesson) Wasted() string { return view.InWords(l.Summary().WastedTime) }

// Printed is what the program prints with a timing decorator around its coroutines.
func (l *lesson) Printed() string {
	var b strings.Builder
	for _, line := range view.PrintedLines(l.scenario, l.log) {
		b.WriteString(line.Text + "\n")
	}
	return b.String()
}

// When is the time of an event such as "cancel b" (see [lesson.parse]). It is an error to ask for one that never happened.
func (l *lesson) When(event string) (string, error) {
	h, err := l.parse(event)
	if err != nil {
		return "", err
	}
	at := h.indexIn(l.log)
	if at < 0 {
		return "", fmt.Errorf("example %q: %s never happened", l.ID, event)
	}
	return view.InWords(l.log[at].T), nil
}

// Never makes sure that an event did not happen. It writes nothing: it stands beside the words that say so.
func (l *lesson) Never(event string) (string, error) {
	h, err := l.parse(event)
	if err == nil && h.indexIn(l.log) >= 0 {
		err = fmt.Errorf("example %q: %s happened", l.ID, event)
	}
	return "", err
}

// happening names an event: its kind and its task. For an event of the caller it has the place among those of its kind.
type happening struct {
	Kind engine.Kind
	Task int
	Nth  int // from 0; always 0 for a task, which has one event of a kind
}

// parse reads "cancel b", "wake 2" (the second) or "raise".
func (l *lesson) parse(event string) (happening, error) {
	kind, of, _ := strings.Cut(event, " ")
	h := happening{Task: engine.NoTask}
	if err := h.Kind.UnmarshalText([]byte(kind)); err != nil {
		return h, fmt.Errorf("example %q: %w", l.ID, err)
	}
	if h.Task = slices.Index(l.timeline.Names, of); h.Task >= 0 || of == "" {
		return h, nil
	}
	nth, err := strconv.Atoi(of)
	if err != nil || nth < 1 {
		return h, fmt.Errorf("example %q: %q: want the name of a task, or which one", l.ID, event)
	}
	h.Nth = nth - 1
	return h, nil
}

// indexIn is the event's index in a log, or -1.
func (h happening) indexIn(log engine.Log) int {
	nth := h.Nth
	for i, e := range log {
		if e.Kind != h.Kind || e.Task != h.Task {
			continue
		}
		if nth == 0 {
			return i
		}
		nth--
	}
	return -1
}
