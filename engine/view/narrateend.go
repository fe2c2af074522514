package view

import (
	"inflight/engine"
	"slices"
	"strconv"
	"strings"
	"time"
)

// endings tells which tasks ended by themselves, and whether the caller received at once what they brought.
func (t *telling) endings() {
	ended := slices.Sorted(slices.Values(slices.Concat(t.events[engine.Finish], t.events[engine.Fail])))
	words := Listed(t.outcomes(ended))
	switch {
	case t.receivedAtOnce(ended):
		words += ", and " + t.receiver(len(ended)) + " " + t.handlingWords(ended) + " at once"
		t.addSentence(words, ended, t.events[engine.Deliver])
		t.events[engine.Deliver] = nil
	case len(t.eventsWhere(ended, t.isUnawaited)) < len(ended):
		t.addSentence(words, ended)
	case len(t.events[engine.Finish]) == 0:
		t.addSentence(words+", but nobody awaited it any more", ended)
	default:
		t.addSentence(words+", but nobody received "+oneOrMore(len(ended), "its answer", "their answers"), ended)
	}
}

// receiver is who gets so many results: the caller, or the workers that took the tasks.
func (n *narrator) receiver(results int) string {
	if n.Scenario.Queued() {
		return oneOrMore(results, "its worker", "their workers")
	}
	return "the caller"
}

// outcomes says how tasks ended: "a and c finished (200)", "b failed (503)".
func (t *telling) outcomes(ended []int) []string {
	var order []string
	groups := make(map[string][]int)
	for _, event := range ended {
		verb := t.outcome(&t.Log[event])
		if groups[verb] == nil {
			order = append(order, verb)
		}
		lane := t.Log[event].Task
		if t.Log[event].Kind == engine.Finish { // of a chain: what the task has come to by now
			lane -= t.Requests[lane].Link
		}
		groups[verb] = append(groups[verb], lane)
	}
	words := make([]string, len(order))
	for i, verb := range order {
		words[i] = t.laneNames(groups[verb]) + " " + strings.Replace(verb, "$its", oneOrMore(len(groups[verb]), "its", "their"), 1)
	}
	return words
}

// outcome is what one task did at its end.
func (t *telling) outcome(e *engine.Event) string {
	words := t.outcomeAlone(e)
	switch r := &t.Requests[e.Task]; {
	case r.Link == r.Links-1:
		return words
	case e.Kind == engine.Finish:
		return "had $its " + ordinal(r.Link) + strings.Replace(words, "finished", " answer", 1)
	case t.Scenario.Tries() == 1:
		return words + ", and nothing followed"
	}
	return words
}

// outcomeAlone is what one request did at its end.
func (t *telling) outcomeAlone(e *engine.Event) string {
	l, clock := &t.Lanes[e.Task], engine.ClockOf(e.Error)
	turned := t.turnedAway(l)
	switch {
	case clock != nil && t.Scenario.Recorded == nil:
		return "failed (" + clock.Raises + ": the " + ChosenTime(t.Scenario.ClientTimeout.Of(clock)) + " of " + clock.Name + " were over" +
			t.lateStage(l) + ")"
	case turned && e.Kind == engine.Finish:
		return "finished with status " + strconv.Itoa(e.Value) + ": the server turned it away (no exception, as raise_for_status is off)"
	case turned:
		return "failed (" + reason(e.Error) + ": the server turned it away)"
	case t.foundItDown(l):
		return "failed (refused: the server was down)"
	case e.Kind == engine.Finish && t.Requests[e.Task].Sleeps:
		return "finished sleeping"
	case e.Kind == engine.Finish && t.Scenario.Sockets():
		return "finished (" + t.result(e.Value) + ")"
	case e.Kind == engine.Finish && e.Value >= 400:
		return "finished with status " + strconv.Itoa(e.Value) + " (no exception, as raise_for_status is off)"
	case e.Kind == engine.Finish:
		return "finished (" + strconv.Itoa(e.Value) + ")"
	case engine.OutcomeNamed(engine.What(e.Error)) != nil:
		return engine.OutcomeNamed(engine.What(e.Error)).Story
	case e.Error == engine.ErrClosed.Reason:
		return "failed (the session was closed)"
	case t.Scenario.Retries() && !engine.MayGetBetter(e.Error):
		return "failed (" + reason(e.Error) + "), which another attempt would not mend"
	}
	return "failed (" + reason(e.Error) + ")"
}

// reason is an error in as few words as will do.
func reason(err string) string {
	if strings.HasPrefix(err, "network") {
		return "network error"
	}
	return strings.TrimPrefix(ErrorInWords(err), "status ")
}

// isUnawaited reports whether a task ended after the strategy had, with something that nobody received.
func (n *narrator) isUnawaited(l *Lane) bool {
	return l.End.Event > n.Caller.Ended.Event && n.IsUnheard(l)
}

// receivedAtOnce reports whether the caller received each of the tasks that ended as soon as it had.
func (t *telling) receivedAtOnce(ended []int) bool {
	if len(t.events[engine.Deliver]) != len(ended) || t.handsOutTogether() || len(t.events[engine.Wake]) > 0 {
		return false
	}
	for i, event := range t.events[engine.Deliver] {
		if e := t.Log[event]; e.Task != t.Log[ended[i]].Task || e.T-t.Log[ended[i]].T > t.pause {
			return false
		}
	}
	return true
}

// handlingWords says what the caller did with what it was given.
func (t *telling) handlingWords(ended []int) string {
	switch {
	case len(t.events[engine.Finish]) == 0:
		return "handled " + oneOrMore(len(ended), "its exception", "their exceptions")
	case len(ended) == 1:
		return "received it"
	case t.long:
		return "received each"
	}
	return "received " + bothOrAll(len(ended)) + ", in this order,"
}

// handsOutTogether reports whether the strategy hands out all results together, as gather does.
func (n *narrator) handsOutTogether() bool {
	return n.Scenario.Collector().Results == engine.AllTogether
}

// returns tells of wait's returns, and of the results that the caller received from them; but if it cancelled the pending first, those
// are told in between.
func (t *telling) returns() {
	wakes, delivers, cancels := t.events[engine.Wake], t.events[engine.Deliver], t.events[engine.Cancel]
	if len(delivers) == 0 || len(cancels) == 0 || cancels[0] < wakes[0] || cancels[0] > delivers[0] {
		t.receipts()
		return
	}
	t.events[engine.Deliver] = nil
	t.receipts()
	t.events[engine.Deliver], t.events[engine.Wake] = delivers, nil
	t.received, t.joined = false, true
}

// receipts tells of wait's returns and of results that the caller received.
func (t *telling) receipts() {
	delivers, wakes := t.events[engine.Deliver], t.events[engine.Wake]
	collector := t.Scenario.Collector()
	batches := collector.Starts == engine.InBatches
	if t.received || t.handsOutTogether() && len(t.events[engine.Return]) > 0 && !batches {
		return // told before, or with the strategy's return
	}
	t.received = true
	words := ""
	switch {
	case len(wakes) > 1:
		words = asIs + "wait returned " + Thousands(len(wakes)) + " times"
	case len(wakes) == 1:
		e := t.Log[wakes[0]]
		words = asIs + "wait returned" + t.gaveUp() + " with " + countWords(
			e.Done,
			"task",
		) + " done and " + oneOrMore(
			boolInt(e.Pending > 0),
			count(e.Pending),
			"none",
		) + " pending"
		if collector.Results == engine.FirstSuccess && len(delivers) == 0 && e.Pending > 0 {
			words += ": a failure does not win, so the caller waited again"
		}
	case batches:
		words = oneOrMore(boolInt(t.long), "batch after batch was complete", "the batch was complete")
	}
	if len(delivers) > 0 {
		if words != "" {
			words += ", and "
		}
		if t.joined {
			words = "once " + oneOrMore(len(t.events[engine.Cancel]), "it", "they") + " had ended, "
		}
		words += strings.Replace(t.receiver(2), "their", "the", 1) + " " + t.receptionWords(delivers)
	}
	t.addSentence(words, delivers, wakes)
}

// gaveUp says that wait returned because its time was over.
func (t *telling) gaveUp() string {
	if t.Scenario.Timeout == engine.NoTimeout || len(t.events[engine.Finish])+len(t.events[engine.Fail]) > 0 {
		return ""
	}
	return ", as its " + ChosenTime(t.Scenario.Timeout) + " were over,"
}

// receptionWords says what the caller received: "received two results and one exception (reset)".
func (t *telling) receptionWords(delivers []int) string {
	var errors []string
	for _, event := range delivers {
		if e := t.Log[event]; e.Error != "" {
			errors = append(errors, reason(e.Error))
		}
	}
	exceptions, results := len(errors), len(delivers)-len(errors)
	var parts []string
	if results > 0 {
		parts = append(parts, "received "+t.amount(results, len(delivers), "result"))
	}
	if exceptions > 0 {
		slices.Sort(errors)
		verb := oneOrMore(boolInt(t.handsOutTogether()), "received ", "handled ")
		if results > 0 && t.handsOutTogether() {
			verb = ""
		}
		parts = append(parts, verb+t.amount(exceptions, len(delivers), "exception")+" ("+Listed(slices.Compact(errors))+")")
	}
	return Listed(parts) + t.orderWords(delivers) + t.readyWords(delivers)
}

// amount says how many results there are: "the result", "one result", "both results", "48 results".
func (t *telling) amount(n, of int, noun string) string {
	switch {
	case n == 1 && of == 1:
		return "the " + noun
	case n == t.tasks && n > 1:
		return bothOrAll(n) + " " + noun + "s"
	}
	return countWords(n, noun)
}

// orderWords says that results came in the order of the tasks, where they might not have.
func (t *telling) orderWords(delivers []int) string {
	tasks := t.tasksOf(delivers)
	if len(tasks) == 1 || t.long || t.Scenario.Collector().Results == engine.AsTheyCome || !slices.IsSorted(tasks) {
		return ""
	}
	return ", in the order of the tasks"
}

// readyWords says which of the results had been there for the longest time, if any had to wait for the caller.
func (t *telling) readyWords(delivers []int) string {
	if t.long {
		return ""
	}
	since := t.T - t.pause
	for _, event := range delivers {
		since = min(since, t.Lanes[t.Log[event].Task].End.T)
	}
	old := t.eventsWhere(delivers, func(l *Lane) bool { return l.End.T <= since+t.pause })
	if since >= t.T-t.pause || t.handsOutTogether() && len(old) == len(delivers) {
		return ""
	}
	if len(old) == len(delivers) {
		return " of " + t.resultNames(old) + ", which had been done since " + InWords(since)
	}
	return "; " + t.resultNames(old) + " had been done since " + InWords(since)
}

// cancels tells who was cancelled, and why.
func (t *telling) cancels() {
	for _, by := range engine.Causes {
		cancelled := t.eventsWhere(t.events[engine.Cancel], func(l *Lane) bool { return t.canceller(l) == by })
		if t.Scenario.Sockets() {
			cancelled = t.tellClosingFirst(by, cancelled)
		}
		if len(cancelled) > 0 {
			t.addSentence(t.causeWords(by, cancelled)+t.noticeWords(cancelled), cancelled)
		}
	}
}

// canceller is who caused a lane's cancellation. A hedge cancels its slower request; but if neither had answered yet, somebody
// cancelled the hedge, and that is who is returned.
func (t *telling) canceller(l *Lane) engine.Cause {
	if !t.Scenario.Hedges() || l.By != engine.ByCaller {
		return l.By
	}
	others := t.siblings(l)
	switch exit := t.Caller.Exit; {
	case slices.ContainsFunc(others, func(other *Lane) bool { return other != l && other.Outcome == Finished }):
		return engine.ByCaller
	case t.Scenario.TimesOut() && !(exit.Known() && l.End.Event > exit.Event):
		return engine.ByTimeout
	case t.Scenario.Timeout == engine.NoTimeout || exit.Known() && l.End.Event > exit.Event || t.Caller.Raised == "cancelled":
		return engine.ByShutdown
	}
	return engine.ByTimeout
}

// causeWords says what cancelled the tasks.
func (t *telling) causeWords(by engine.Cause, cancelled []int) string {
	who := t.taskNames(cancelled) + t.stage(cancelled)
	switch s := t.Scenario; {
	case by == engine.ByCaller && s.Hedges(): // the slower of two
		return t.losers(cancelled) + " had lost and " + oneOrMore(len(cancelled), "was", "were") + " cancelled"
	case by != engine.ByTimeout:
		return t.Canceller(by, cancelled[0]) + " cancelled " + who
	case s.TimesOut() && (s.Timeout == engine.NoTimeout || t.T < s.Timeout):
		return t.taskNames(cancelled) + t.heldStage(cancelled) + " had not finished within " + ChosenTime(s.OwnTimeout()) + ": " +
			oneOrMore(len(cancelled), "its own timeout cancelled it", "their own timeouts cancelled them") + t.inLine(cancelled)
	}
	return "the timeout expired and cancelled " + who
}

// losers names the requests that hedges need no more.
func (t *telling) losers(cancelled []int) string {
	var parts []string
	for _, at := range t.turnsOf(t.tasksOf(cancelled)) {
		if of := t.tasksAt(at, t.tasksOf(cancelled)); at.link > 0 || at.attempt > 0 {
			parts = append(parts, t.turnNames(at, of))
		} else {
			parts = append(parts, t.firstRequests(of))
		}
	}
	return Listed(parts)
}

// stage says how far cancelled tasks had come, if all had come equally far.
func (t *telling) stage(cancelled []int) string {
	if t.Scenario.Sockets() {
		return t.socketStage(cancelled)
	}
	if words := t.heldStage(cancelled); words != "" {
		return words
	}
	if len(t.eventsWhere(cancelled, func(l *Lane) bool { return t.Requests[l.Task].Sleeps })) == len(cancelled) {
		return " asleep"
	}
	switch sent := t.eventsWhere(cancelled, func(l *Lane) bool { return l.Send.Known() }); len(sent) {
	case len(cancelled):
		return " in mid-request"
	case 0:
		if line := t.inLine(cancelled); line != "" {
			return line
		}
		return " before " + oneOrMore(len(cancelled), "its request", "their requests") + " left"
	}
	return t.inLine(cancelled)
}

// inLine says how many of cancelled tasks had spent their time waiting for a connection.
func (t *telling) inLine(cancelled []int) string {
	waiting := t.eventsWhere(cancelled, func(l *Lane) bool {
		return l.Pooled && !l.Send.Known() && !l.Connect.Known() && l.Start.T+t.Requests[l.Task].Delay <= l.End.T
	})
	switch n := len(waiting); {
	case n == 0:
		return ""
	case n == len(cancelled):
		return ", still waiting for a connection"
	default:
		return "; " + count(n) + " of them " + oneOrMore(n, "was", "were") + " still waiting for a connection"
	}
}

// heldStage says what held all of the cancelled tasks back; "" if not all were, or not all by the same.
func (t *telling) heldStage(cancelled []int) string {
	if len(t.Scenario.Each) == 0 {
		return ""
	}
	words := ""
	for i, task := range t.tasksOf(cancelled) {
		l, its := &t.Lanes[task], ""
		if !l.Start.Known() && l.Holds != nil {
			its = ", " + phaseWords[heldPhases[l.Holds[len(l.Holds)-1].By]] + ","
		}
		if i > 0 && its != words {
			return ""
		}
		words = its
	}
	return words
}

// noticeWords says when the server noticed the cancellations, if its account is known.
func (t *telling) noticeWords(cancelled []int) string {
	longest := time.Duration(-1)
	for _, task := range t.tasksOf(cancelled) {
		l := &t.Lanes[task]
		if l.Noticed == engine.Never {
			return ""
		}
		longest = max(longest, l.Noticed-l.End.T)
	}
	return "; the server noticed " + laterBy(0, longest)
}
