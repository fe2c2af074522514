package view

import (
	"inflight/engine"
	"slices"
	"strings"
	"time"
)

func (t *telling) opening() {
	s := t.Scenario
	words := strings.Replace(vocabularies[s.Strategy].opening(s, t.introduction()), ",,", ",", 1)
	if s.Timeout != engine.NoTimeout && !s.Collector().OwnTimeout() {
		words += ", all under a timeout of " + ChosenTime(s.Timeout)
	}
	if len(s.Each) > 0 {
		words += ", " + oneOrMore(s.Tasks(), "", "each ") + "within " + wrapsInWords(s.Each)
	}
	words += timesClause(s) + serverClause(s.Server)
	if words += clientClause(s); s.Shared() {
		words = "the session opened, and " + words
	}
	t.addSentence(words, []int{t.from}, t.events[engine.Create])
	t.events[engine.Create] = nil
}

// introduction is the first mention of the tasks: "three tasks (a, b and c)".
func (n *narrator) introduction() string {
	words := countWords(n.tasks, "task")
	if n.tasks <= maxListed && len(n.used) > 1 {
		names := make([]string, n.tasks)
		for i := range names {
			names[i] = shortName(n.names[i])
		}
		words += " (" + Listed(names) + ")"
	}
	least, most := engine.MaxLinks, 1
	for i := range n.Requests {
		least, most = min(least, n.Requests[i].Links), max(most, n.Requests[i].Links)
	}
	switch {
	case most == 1:
		return words
	case least == most:
		return words + ", " + oneOrMore(n.tasks, "", "each ") + "of " + countWords(most, "request") + " one after another,"
	}
	return words + ", of up to " + countWords(most, "request") + " one after another,"
}

// launches tells which tasks started and which requests left.
func (t *telling) launches() {
	started := slices.Concat(t.events[engine.Create], t.events[engine.Take], t.events[engine.Start])
	slices.SortFunc(started, func(a, b int) int { return t.Log[a].Task - t.Log[b].Task })
	tasks := slices.Compact(t.tasksOf(started))
	isNew := func(l *Lane) bool { return t.isWithin(l.Start) }
	sent := t.eventsWhere(t.events[engine.Send], isNew)
	t.tellStarts(tasks, started, sent)
	t.tellQueues()
	t.tellSleeps()
	t.connects()
	t.tellLateSends(t.eventsWhere(t.events[engine.Send], func(l *Lane) bool { return !isNew(l) }))
	t.tellServerLine()
}

// tellStarts tells of tasks that began in this moment, and of the requests that they sent.
func (t *telling) tellStarts(tasks, started, sent []int) {
	if len(tasks) == 0 {
		return
	}
	words := t.startWords(tasks)
	collector, following := t.Scenario.Collector(), sent
	if !collector.InCaller() { // of what follows in a chain that is said with it
		tasks, following = t.firstsOf(tasks), t.eventsWhere(sent, func(l *Lane) bool { return t.Requests[l.Task].Link > 0 })
		sent = t.eventsWhere(sent, func(l *Lane) bool { return t.Requests[l.Task].Link == 0 })
	}
	one := len(tasks) == 1 || collector.InLine()
	switch {
	case len(sent) == 0, collector.InCaller(), t.Scenario.Hedges() && t.from > 0:
	case len(sent) == len(tasks):
		words += ", and " + oneOrMore(boolInt(one), "its request", "their requests") + " left"
	case len(tasks) == t.tasks:
		words += "; the " + oneOrMore(len(sent), "request", "requests") + " of " + t.taskNames(sent) + " left"
	default:
		words += ", and " + countWords(len(sent), "request") + " left"
	}
	connecting := t.connectAtOnce(tasks)
	if len(connecting) > 0 {
		words += oneOrMore(boolInt(collector.InLine() || collector.InCaller()), ", which began to connect", " and began to connect")
	}
	t.addSentence(words, started, sent, following, connecting)
}

// connectAtOnce takes the events of sockets that began to connect as soon as their tasks had started, if all did.
func (t *telling) connectAtOnce(tasks []int) []int {
	connecting := t.eventsWhere(t.events[engine.Connect], func(l *Lane) bool { return t.isWithin(l.Start) })
	if !t.Scenario.Sockets() || len(connecting) != len(tasks) {
		return nil
	}
	t.events[engine.Connect] = t.eventsWhere(t.events[engine.Connect], func(l *Lane) bool { return !t.isWithin(l.Start) })
	return connecting
}

// startWords says how tasks came to start, which depends on the strategy.
func (t *telling) startWords(tasks []int) string {
	collector := t.Scenario.Collector()
	if firsts := t.firstsOf(tasks); len(firsts) < len(tasks) && !collector.InCaller() {
		parts := t.followWords(tasks)
		if len(firsts) > 0 {
			parts = append(parts, t.startWords(firsts))
		}
		return Listed(parts)
	}
	names := t.laneNames(tasks)
	if collector.InLine() && len(tasks) > 1 {
		names = "the next one each time"
	}
	switch {
	case t.Scenario.Queued():
		return t.takenOrReleased(tasks)
	case len(t.Scenario.Each) > 0 && t.from > 0:
		return t.releasedWords(tasks)
	case t.from > 0:
		return vocabularies[t.Scenario.Strategy].next(t, tasks, names)
	case collector.InCaller():
		return "it began with " + names
	}
	return startedWords(t, tasks, names)
}

// firstsOf leaves out what follows in chains.
func (n *narrator) firstsOf(lanes []int) []int {
	return slices.DeleteFunc(slices.Clone(lanes), func(lane int) bool { return n.Requests[lane].Link > 0 })
}

// followWords says which tasks went on with which request of their chains.
func (t *telling) followWords(tasks []int) (parts []string) {
	for _, at := range t.turnsOf(tasks) {
		if of := t.tasksAt(at, tasks); at.link > 0 {
			parts = append(parts, t.turnNames(turn{at.attempt, 0}, of)+" went on to "+oneOrMore(len(of), "its ", "their ")+
				ordinal(at.link)+" request")
		}
	}
	return parts
}

// takenOrReleased says which tasks workers took, and which requests began that were taken before, or are further ones.
func (t *telling) takenOrReleased(tasks []int) string {
	var taken, released []int
	for _, task := range tasks {
		if t.isWithin(t.Lanes[task].Take) {
			taken = append(taken, task)
		} else {
			released = append(released, task)
		}
	}
	var parts []string
	if taken != nil {
		parts = append(parts, vocabularies[t.Scenario.Strategy].next(t, taken, t.laneNames(taken)))
	}
	if released != nil {
		parts = append(parts, t.releasedWords(released))
	}
	return Listed(parts)
}

// takenWords says which worker took which task: "worker 1 took a and worker 2 b".
func (t *telling) takenWords(tasks []int) string {
	slices.SortFunc(tasks, func(a, b int) int { return t.Lanes[a].Take.Event - t.Lanes[b].Take.Event })
	if len(tasks) > maxListed {
		return oneOrMore(t.Scenario.Workers, "the worker", "the workers") + " took " + t.laneNames(tasks)
	}
	parts := make([]string, len(tasks))
	for i, task := range tasks {
		parts[i] = "worker " + Thousands(t.Lanes[task].Worker) + oneOrMore(boolInt(i == 0), " took ", " ") + t.laneNames(tasks[i:i+1])
	}
	return Listed(parts)
}

// hedgeWords says that hedges had to send further requests, and why.
func (t *telling) hedgeWords(tasks []int, _ string) string {
	var slow, failed []int
	for _, task := range tasks {
		if first := t.lastOfFirst(task); first.Outcome == Failed && first.End.Event < t.Lanes[task].Create.Event {
			failed = append(failed, t.Requests[task].First)
		} else {
			slow = append(slow, t.Requests[task].First)
		}
	}
	var parts []string
	for i, hedges := range [][]int{slow, failed} {
		if n := len(hedges); n > 0 {
			why := []string{" had no answer after " + ChosenTime(t.Scenario.HedgeAfter) + " and", ", having failed,"}[i]
			sent := oneOrMore(n, "a second request", "a second request each")
			if t.Scenario.Chained() {
				sent = oneOrMore(n, "its first request", "their first requests") + " again"
			}
			parts = append(parts, t.laneNames(hedges)+why+" sent "+sent)
		}
	}
	return Listed(parts)
}

// lastOfFirst is the lane in which a task's first attempt failed, or else its first.
func (t *telling) lastOfFirst(task int) *Lane {
	for _, l := range t.siblings(&t.Lanes[task]) {
		if t.Requests[l.Task].Attempt == 0 && l.Outcome == Failed {
			return l
		}
	}
	return &t.Lanes[t.Requests[task].First]
}

// commonPause is how long a retry's backoff was, if it was one time for all. That of a live run is measured: timers are late.
func (t *telling) commonPause(tasks []int) string {
	about, unit := "", time.Microsecond
	if t.Live {
		about, unit = "about ", 10*time.Millisecond
	}
	pause := func(task int) time.Duration {
		if t.Requests[task].Attempt == 0 {
			return 0
		}
		ended := time.Duration(0) // the attempt before
		for _, l := range t.siblings(&t.Lanes[task]) {
			if t.Requests[l.Task].Attempt == t.Requests[task].Attempt-1 {
				ended = max(ended, l.End.T)
			}
		}
		return (t.Lanes[task].Start.T - ended).Round(unit)
	}
	first := pause(tasks[0])
	if slices.ContainsFunc(tasks, func(task int) bool { return pause(task) != first }) {
		return "after a pause"
	}
	return "after a pause of " + about + InWords(first)
}

// tellSleeps tells of tasks that began with their delay.
func (t *telling) tellSleeps() {
	sleeping := t.eventsWhere(t.events[engine.Start], func(l *Lane) bool {
		return !t.Scenario.Sockets() && t.Requests[l.Task].Delay > 0 && !t.isWithin(l.Send)
	})
	only := func(l *Lane) bool { return t.Requests[l.Task].Sleeps }
	t.tellSleep(t.eventsWhere(sleeping, only), " went to sleep", ", without a request")
	t.tellSleep(t.eventsWhere(sleeping, func(l *Lane) bool { return !only(l) }), " slept first", "")
}

// tellSleep tells of tasks that sleep alike.
func (t *telling) tellSleep(sleeping []int, verb, without string) {
	if len(sleeping) == 0 {
		return
	}
	delay := t.Requests[t.Log[sleeping[0]].Task].Delay
	for _, event := range sleeping {
		if t.Requests[t.Log[event].Task].Delay != delay {
			t.addSentence(t.taskNames(sleeping)+verb+", each for its own "+oneOrMore(boolInt(without == ""), "delay", "time")+without, sleeping)
			return
		}
	}
	t.addSentence(t.taskNames(sleeping)+verb+", for "+ChosenTime(delay)+without, sleeping)
}

// browser tells of requests that the browser held back after they had left the session's pool.
func (t *telling) browser() {
	held, longest := t.events[engine.Sent][:0:0], time.Duration(0)
	for _, event := range t.events[engine.Sent] {
		l := &t.Lanes[t.Log[event].Task]
		if waited := l.Sent.T - l.Send.T; waited > max(50*time.Millisecond, t.pause) {
			held, longest = append(held, event), max(longest, waited)
		}
	}
	if len(held) == 0 {
		return
	}
	longest = min(longest, t.Log[held[0]].T) // which the sentence is about, though the others went a little later
	t.addSentence(
		"the browser let the "+oneOrMore(len(held), "request", "requests")+" of "+t.taskNames(held)+" go, which it had held back for "+
			oneOrMore(len(held), InWords(longest), "up to "+InWords(longest))+t.whyHeldBack(),
		held,
	)
}

// whyHeldBack says what is known of browsers that explains why one held requests back.
func (t *telling) whyHeldBack() string {
	const (
		connections = 6  // that browsers open to a name over HTTP/1.1
		burst       = 10 // requests that Firefox lets go at once, before it paces them (network.http.pacing.requests)
	)
	var reasons []string
	if t.MostInFlight > connections*t.Scenario.HostNames && t.Proxy == "" && !t.multiplexes() {
		reasons = append(reasons, "browsers open six connections to a name")
	}
	if t.Browser == "Firefox" && t.MostInFlight > burst {
		reasons = append(reasons, "Firefox lets ten requests go at once, and then 80 a second")
	}
	if len(reasons) == 0 {
		return ""
	}
	return " (" + strings.Join(reasons, "; ") + ")"
}

// multiplexes reports whether the browser says that it spoke HTTP/2 or later, which needs one connection for all requests to a host.
func (t *Timeline) multiplexes() bool {
	return slices.ContainsFunc(t.Lanes, func(l Lane) bool {
		return l.Timing != nil && l.Timing.Protocol != "" && l.Timing.Protocol != "HTTP/1.1"
	})
}

// wrapsInWords names wrappers, outermost first: "a retry of three attempts around a semaphore for two".
func wrapsInWords(wraps []engine.Wrap) string {
	words := make([]string, len(wraps))
	for i, w := range wraps {
		words[i] = wrapWords[w.Name](w)
	}
	return strings.Join(words, " around ")
}

// wrapWords are what each wrapper is called.
var wrapWords = map[string]func(w engine.Wrap) string{
	"timeout":   func(w engine.Wrap) string { return "a timeout of " + ChosenTime(w.Time) },
	"wait_for":  func(w engine.Wrap) string { return asIs + "wait_for of " + ChosenTime(w.Time) },
	"semaphore": func(w engine.Wrap) string { return "a semaphore for " + count(w.Count) + " at a time" },
	"rate": func(w engine.Wrap) string {
		return "a limiter of " + count(w.Count) + " in " + ChosenTime(w.Time)
	},
	"retry":  func(w engine.Wrap) string { return "a retry of " + countWords(w.Count, "attempt") },
	"hedge":  func(w engine.Wrap) string { return "a hedge after " + ChosenTime(w.Time) },
	"shield": func(engine.Wrap) string { return "a shield" },
}

// releasedWords says that tasks started, and what had held them back.
func (t *telling) releasedWords(tasks []int) string {
	var order []engine.Cause
	by := map[engine.Cause][]int{}
	for _, task := range tasks {
		cause := engine.Cause("")
		if holds := t.Lanes[task].Holds; holds != nil && t.Lanes[task].Start.Known() {
			cause = holds[len(holds)-1].By
		}
		if by[cause] == nil {
			order = append(order, cause)
		}
		by[cause] = append(by[cause], task)
	}
	parts := make([]string, len(order))
	for i, cause := range order {
		names := t.laneNames(by[cause])
		switch cause {
		case engine.BySemaphore:
			parts[i] = "the semaphore let " + names + " start"
		case engine.ByRate:
			parts[i] = "the limiter let " + names + " start"
		case engine.ByPause:
			parts[i] = names + " began after a pause"
		default:
			parts[i] = names + " started"
		}
	}
	return Listed(parts)
}

// holds tells of tasks that a wrapper holds back, in one sentence.
func (t *telling) holds() {
	var parts []string
	for _, h := range []struct {
		by    engine.Cause
		words string
	}{{engine.BySemaphore, " had to wait for the semaphore"}, {engine.ByRate, " had to wait for the limiter"}, {engine.ByPause, ""}} {
		var events []int
		for _, event := range t.events[engine.Hold] {
			if t.Log[event].By == h.by {
				events = append(events, event)
			}
		}
		switch names := t.taskNames(events); {
		case len(events) == 0:
		case h.by == engine.ByPause:
			parts = append(parts, oneOrMore(len(events), "a pause", "pauses")+" began before "+names)
		default:
			parts = append(parts, names+h.words)
		}
	}
	t.addSentence(Listed(parts), t.events[engine.Hold])
}
