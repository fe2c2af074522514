package web

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"inflight/app"
	"inflight/app/model"
	"inflight/engine"
	"inflight/engine/view"
)

// asked is what an embed asks before it shows the run.
type asked struct {
	Kind, Words string
	Order       *question // events to be put in order, or …
	Choices     []choice  // … answers to pick from
	Fault       string    // why it cannot be asked
}

// choice is an answer to pick.
type choice struct {
	Words string
	Right bool
}

// askedOf is the question of an embed's link about its simulated run; nil where it asks none.
func askedOf(shown model.Told, query string) *asked {
	e, _, _ := model.ParseEmbed(query)
	m, single := shown.(model.Model)
	q := e.Question
	switch {
	case q.Kind == "":
		return nil
	case !single || m.Fault != nil || m.Predicted == nil || m.Unsure != "":
		return &asked{Fault: "question: there is no simulated run that it could be asked about"}
	}
	a, err := ask(q, m.Predicted)
	if err != nil {
		return &asked{Fault: "question: " + err.Error()}
	}
	return a
}

func ask(q model.Question, run *view.Timeline) (*asked, error) {
	switch q.Kind {
	case "order":
		return askOrder(q.Events, run)
	case "total":
		return askTotal(run)
	case "received":
		return askReceived(run)
	}
	a := &asked{Kind: q.Kind, Words: q.Words}
	for i, words := range q.Choices {
		a.Choices = append(a.Choices, choice{words, i == q.Right})
	}
	return a, nil
}

// mostAsked is how many events an order has that its author has not picked.
const mostAsked = 6

func askOrder(events []string, run *view.Timeline) (*asked, error) {
	if len(events) == 0 {
		events = tellingEvents(run)
	}
	l := newLesson("question", run, app.DemoBackend)
	order, err := l.Ask(events...)
	if err != nil {
		return nil, err
	}
	places := map[int]bool{}
	for _, i := range order.Items {
		places[i.First] = true
	}
	if len(places) < 2 {
		return nil, fmt.Errorf("order: %d of its events happen in an order: want two at least", len(places))
	}
	return &asked{Kind: "order", Words: "Before it runs: in which order do these happen?", Order: order}, nil
}

// tellingEvents are those of a run that tell most: how tasks end, what is received, how the strategy ends. Of many they are the first, and
// the last.
func tellingEvents(run *view.Timeline) []string {
	var events []string
	seen := map[string]bool{}
	for _, e := range run.Log {
		words := e.Kind.String()
		switch e.Kind {
		case engine.Finish, engine.Fail, engine.Cancel:
			words += " " + run.Names[e.Task]
		case engine.Deliver:
			if len(run.Lanes) > 3 {
				continue
			}
			words += " " + run.Names[e.Task]
		case engine.Return, engine.Raise:
		default:
			continue
		}
		if !seen[words] {
			seen[words] = true
			events = append(events, words)
		}
	}
	if n := len(events); n > mostAsked {
		events = append(events[:mostAsked-1:mostAsked-1], events[n-1])
	}
	return events
}

// askTotal asks how long the run takes. The wrong answers are what people take it for: one after another, the slowest, the first.
func askTotal(run *view.Timeline) (*asked, error) {
	var sum, slowest time.Duration
	first := engine.Never
	for _, r := range run.Requests {
		took := r.Delay + r.Latency
		sum, slowest = sum+took, max(slowest, took)
		if first < 0 || took < first {
			first = took
		}
	}
	times := []time.Duration{run.Last}
	for _, t := range []time.Duration{sum, slowest, first, 2 * run.Last, run.Last / 2} {
		if t = t.Round(10 * time.Millisecond); t > 0 && !slices.ContainsFunc(times, func(o time.Duration) bool {
			return view.InWords(o) == view.InWords(t)
		}) && len(times) < 4 {
			times = append(times, t)
		}
	}
	if run.Last == 0 {
		return nil, fmt.Errorf("total: the run takes no time")
	}
	slices.Sort(times)
	a := &asked{Kind: "total", Words: "Before it runs: how long will it take?"}
	for _, t := range times {
		a.Choices = append(a.Choices, choice{view.InWords(t), t == run.Last})
	}
	return a, nil
}

// askReceived asks whose results the caller receives.
func askReceived(run *view.Timeline) (*asked, error) {
	var all, received, good, first []string
	for i := range run.Lanes {
		l := &run.Lanes[i]
		all = append(all, run.Names[i])
		if l.Deliver.Known() {
			received = append(received, run.Names[i])
		}
		if l.Outcome == view.Finished {
			good = append(good, run.Names[i])
		}
	}
	if len(all) > 8 {
		return nil, fmt.Errorf("received: %d tasks are too many to ask about: want at most 8", len(all))
	}
	if len(good) > 0 {
		first = good[:1]
	}
	a := &asked{Kind: "received", Words: "Before it runs: whose results does main() receive?"}
	right := receivedNames(received)
	var choices []string
	for _, names := range [][]string{received, all, good, nil, first} {
		if words := receivedNames(names); !slices.Contains(choices, words) && len(choices) < 4 {
			choices = append(choices, words)
		}
	}
	slices.SortFunc(choices, func(a, b string) int {
		return (len(a)-len(b))*1000 + strings.Compare(a, b)
	})
	for _, words := range choices {
		a.Choices = append(a.Choices, choice{words, words == right})
	}
	return a, nil
}

func receivedNames(names []string) string {
	if len(names) == 0 {
		return "nobody’s"
	}
	return model.ListNames(names)
}
