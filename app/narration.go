package app

import (
	"strings"

	"inflight/engine"
)

// callers says what a strategy's caller does at its start.
var callers = map[string]string{
	"gather":           "gather starts %s at once and waits for all of them.",
	"sequential":       "The caller awaits %s, one after another.",
	"create_task":      "The caller creates %s at once and awaits them in order.",
	"create_task_each": "The caller creates and awaits %s, one after another: each starts when the one before has been received.",
	"as_completed":     "as_completed starts %s at once and hands out each result as it arrives.",
	"wait":             "The caller starts %s at once and waits for them as two sets, done and pending.",
	"task_group":       "The group starts %s at once and waits for all of them.",
}

// narrate tells in sentences what the timeline shows.
func narrate(t *engine.Timeline, labels []string) []string {
	sentences := []string{strings.Replace(callers[t.Scenario.Strategy], "%s", count(len(t.Lanes), "task"), 1)}
	s := t.Summary()
	for _, sentence := range []string{pooled(t, s), failures(t, labels), callerEnd(t, s), orphans(t, s, labels), cancelled(t, s, labels), wasted(s)} {
		if sentence != "" {
			sentences = append(sentences, sentence)
		}
	}
	return sentences
}

// those lists the labels of the tasks that pick picks.
func those(t *engine.Timeline, labels []string, pick func(*engine.Lane) bool) []string {
	var picked []string
	for i := range t.Lanes {
		if pick(&t.Lanes[i]) {
			picked = append(picked, labels[i])
		}
	}
	return picked
}

func pooled(t *engine.Timeline, s engine.Summary) string {
	waited := 0
	for i := range t.Lanes {
		if t.Lanes[i].Pooled {
			waited++
		}
	}
	if waited == 0 {
		return ""
	}
	return "The session has " + count(t.Scenario.Limit, "connection") + ", so " + count(waited, "task") + " waited for one; at most " +
		count(s.MostInFlight, "request") + " " + verb(s.MostInFlight, "was", "were") + " in flight at once."
}

func failures(t *engine.Timeline, labels []string) string {
	failed := those(t, labels, func(l *engine.Lane) bool { return l.Outcome == engine.Failed })
	if len(failed) == 0 {
		return ""
	}
	for i := range t.Lanes {
		if l := &t.Lanes[i]; l.Outcome == engine.Failed && len(failed) == 1 {
			return failed[0] + " fails at " + at(l.End) + " (" + briefly(l.Error) + ")."
		}
	}
	return count(len(failed), "task") + " fail: " + listed(failed) + "."
}

func callerEnd(t *engine.Timeline, s engine.Summary) string {
	c := &t.Caller
	if !c.Ended.Known() {
		return ""
	}
	text := "The caller goes on at " + at(c.Ended)
	if c.Raised != "" {
		text = "The strategy raises " + briefly(c.Raised) + " at " + at(c.Ended)
	}
	if s.Delivered == 0 {
		return text + ", with no result."
	}
	return text + ", with " + count(s.Delivered, "result") + " received, the first at " + moment(s.FirstResult) + "."
}

func orphans(t *engine.Timeline, s engine.Summary, labels []string) string {
	if s.Orphans == 0 {
		return ""
	}
	left := listed(those(t, labels, func(l *engine.Lane) bool { return l.Orphan }))
	return left + " " + verb(s.Orphans, "is", "are") + " still running then: " + verb(s.Orphans, "an orphan", "orphans") + " that nobody awaits."
}

// causes says who cancelled, in the order in which a run can come to it.
var causes = []struct {
	by   engine.Cause
	text string
}{
	{engine.ByCaller, "The caller cancels "},
	{engine.ByTimeout, "The timeout cancels "},
	{engine.ByGroup, "The group cancels "},
	{engine.ByShutdown, "The end of the program cancels "},
}

func cancelled(t *engine.Timeline, s engine.Summary, labels []string) string {
	var sentences []string
	for _, c := range causes {
		if who := those(t, labels, func(l *engine.Lane) bool { return l.By == c.by }); len(who) > 0 {
			sentences = append(sentences, c.text+listed(who)+".")
		}
	}
	if s.NeverStarted > 0 {
		sentences = append(sentences, count(s.NeverStarted, "task")+" never "+verb(s.NeverStarted, "starts", "start")+".")
	}
	return strings.Join(sentences, " ")
}

func wasted(s engine.Summary) string {
	if s.WastedRequests == 0 {
		return ""
	}
	return "Nobody received the answers of " + count(s.WastedRequests, "request") + ": " + engine.InWords(s.WastedTime) + " of work for nothing."
}

// progress is one line on how far a run has come: "3 of 5 finished", or what else became of them.
func progress(s engine.Summary) string {
	parts := []string{thousands(s.Finished) + " of " + thousands(s.Tasks) + " finished"}
	if s.Failed > 0 {
		parts = append(parts, thousands(s.Failed)+" failed")
	}
	if s.Cancelled > 0 {
		parts = append(parts, thousands(s.Cancelled)+" cancelled")
	}
	return strings.Join(parts, ", ")
}
