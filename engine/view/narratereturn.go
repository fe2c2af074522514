package view

import (
	"inflight/engine"
	"strings"
)

// tellEnd tells how the strategy ended.
func (t *telling) tellEnd() {
	if len(t.events[engine.Raise]) > 0 {
		t.tellRaise(t.events[engine.Raise])
		t.tellLosses(t.events[engine.Raise])
		return
	}
	delivers := t.events[engine.Deliver]
	switch {
	case t.Scenario.Stacked():
		t.addSentence("once all sockets were closed, the caller went on", t.events[engine.Return])
	case t.handsOutTogether() && t.Scenario.Collector().Starts != engine.InBatches && len(delivers) > 0:
		t.addSentence(t.awaitedWords()+" returned, and the caller "+t.receptionWords(delivers), t.events[engine.Return], delivers)
	default:
		t.addSentence(t.goOnWords(), t.events[engine.Return])
	}
}

// awaitedWords is what the caller awaits, to get all results together.
func (n *narrator) awaitedWords() string { return vocabularies[n.Scenario.Strategy].awaited }

// goOnWords says that the caller was through with a strategy that hands out results one by one.
func (t *telling) goOnWords() string {
	received, running := len(t.Caller.Deliveries), t.orphans()
	switch {
	case len(running) > 0:
		return "the caller went on, while " + t.laneNames(running) + oneOrMore(len(running), " was", " were") + " still running"
	case received == 0:
		return "the caller went on without any result"
	case t.Scenario.Queued():
		return "the queue was empty and " + oneOrMore(t.Scenario.Workers, "the worker", "all workers") + " had ended, so the caller went on"
	case t.tasks == 1:
		return "the caller had its answer and went on"
	case received >= t.tasks && len(t.events[engine.Deliver]) > 1:
		return "the caller had them all and went on"
	case received >= t.tasks:
		return "that was the last one, and the caller went on"
	case len(t.events[engine.Cancel]) > 0 && !t.joined:
		return "once " + oneOrMore(len(t.events[engine.Cancel]), "it", "they") + " had ended, the caller went on"
	}
	return "the caller went on"
}

// orphans are the tasks that ran when the strategy ended.
func (n *narrator) orphans() []int {
	var tasks []int
	for i := range n.Lanes {
		if l := &n.Lanes[i]; l.Orphan && l.Start.Event < n.Caller.Ended.Event {
			tasks = append(tasks, i)
		}
	}
	return tasks
}

// tellRaise tells what the strategy raised, and who still ran.
func (t *telling) tellRaise(event []int) {
	running := t.orphans()
	words := t.exception(t.Log[event[0]].Error, running)
	if len(running) > 0 && !strings.Contains(words, "shield kept") {
		join := ", while "
		if strings.HasSuffix(words, cancelledNobody) {
			join = ": "
		}
		words += join + t.laneNames(running) + oneOrMore(len(running), " was", " were") + " still running"
	}
	t.addSentence(words, event)
}

const cancelledNobody = " and cancelled nobody"

// exception says what the strategy raised, and why now.
func (t *telling) exception(err string, running []int) string {
	nobody := ""
	if len(running) > 0 {
		nobody = cancelledNobody
	}
	group := strings.HasPrefix(err, "group:")
	switch s := t.Scenario; {
	case s.Stacked() && err != "cancelled":
		return t.notClosed() + "the stack let " + oneOrMore(boolInt(err == engine.ErrTimeout.Error()), "a TimeoutError", "the exception") + " out"
	case err == engine.ErrTimeout.Error():
		return t.timeoutWords(running, nobody)
	case err == "cancelled" && len(t.events[engine.Cancel]) > 0:
		return "the caller was cancelled too"
	case err == "cancelled":
		return "the run was stopped, and the caller was cancelled"
	case group && s.Collector().Raises == engine.OnlyFailures:
		return "no request had succeeded, so the caller raised " + ErrorInWords(err)
	case group:
		return "once all of its tasks had ended, the group raised " + ErrorInWords(err)
	case s.Queued():
		return t.deadWorkerWords() + nobody
	case t.handsOutTogether():
		return t.awaitedWords() + " raised the exception at once" + nobody
	}
	return t.letOutWords()
}

// notClosed says which sockets' exits raised, as the beginning of a sentence.
func (t *telling) notClosed() string {
	var cut []int
	closed := 0
	for i := range t.Lanes {
		if l := &t.Lanes[i]; l.Close.Known() {
			closed++
		} else if l.Closing.Known() {
			cut = append(cut, i)
		}
	}
	switch {
	case len(cut) == 0:
		return "once all was closed, "
	case closed == 0:
		return "the exit of " + t.laneNames(cut) + " raised, and "
	}
	return "the exit of " + t.laneNames(cut) + " had raised; once the others were closed, "
}

// timeoutWords says whose TimeoutError the strategy raised.
func (t *telling) timeoutWords(running []int, nobody string) string {
	switch s := t.Scenario; {
	case s.Collector().Timeout == engine.TimeoutRaises:
		return asIs + s.Strategy + " raised TimeoutError, as its " + ChosenTime(s.Timeout) + " were over," + nobody
	case s.TimesOut() && (s.Timeout == engine.NoTimeout || t.T < s.Timeout):
		return asIs + "gather raised its TimeoutError at once" + nobody
	case s.Shields() && len(running) > 0:
		return "the timeout expired, but the shield kept the cancellation from " + t.laneNames(running) +
			": the caller left alone, with a TimeoutError"
	case len(t.events[engine.Cancel]) == 0:
		return "the timeout expired, and the caller left with a TimeoutError"
	}
	return "the caller left with a TimeoutError"
}

// deadWorkerWords says which worker an exception ended.
func (t *telling) deadWorkerWords() string {
	for i := range t.Lanes {
		if worker := t.workerOf(&t.Lanes[i]); t.Lanes[i].Raised && worker > 0 {
			return "that ended worker " + Thousands(worker) + ", and " + asIs + "gather raised its exception at once"
		}
	}
	return asIs + "gather raised the exception of a worker at once"
}

// workerOf is the number of the worker that has the lane's task; 0 if none has it.
func (t *Timeline) workerOf(l *Lane) int {
	return t.Lanes[t.Requests[l.Task].First].Worker
}

// letOutWords says how the caller came to an exception that it did not handle.
func (t *telling) letOutWords() string {
	for i := range t.Lanes {
		l := &t.Lanes[i]
		switch {
		case !l.Raised:
		case l.End.T < t.T-t.pause:
			return "only now did the caller come to " + t.laneNames([]int{i}) + ", which had failed at " + InWords(l.End.T) +
				", and it let the exception out"
		default:
			return "the caller received the exception of " + t.laneNames([]int{i}) + " and let it out"
		}
	}
	return "the caller let the exception out"
}

// tellLosses tells of results that were there, but that the strategy's exception, which is the event, kept from the caller.
func (t *telling) tellLosses(event []int) {
	var ends []int
	failed := true
	for i := range t.Lanes {
		l := &t.Lanes[i]
		if t.IsUnheard(l) && l.End.Event < t.Caller.Ended.Event {
			ends = append(ends, l.End.Event)
			failed = failed && l.Outcome == Failed
		}
	}
	switch {
	case len(ends) == 0:
	case failed:
		t.addSentence("the caller never heard that "+t.taskNames(ends)+" had failed"+oneOrMore(boolInt(len(ends) == 1), "", " too"), event)
	default:
		t.addSentence(
			"the "+oneOrMore(len(ends), "answer", "answers")+" of "+t.resultNames(ends)+oneOrMore(len(ends), " was", " were")+" lost",
			event,
		)
	}
}

// close tells that the session closed; the end of the program is told with it, unless a task ended in between.
func (t *telling) close() {
	closed := t.events[engine.Close]
	for _, kind := range []engine.Kind{engine.Finish, engine.Fail, engine.Cancel} {
		for _, event := range t.events[kind] {
			if event > closed[0] && len(t.events[engine.Exit]) > 0 && event < t.events[engine.Exit][0] {
				t.addSentence("the session closed"+t.orphansWords(), closed)
				t.events[engine.Close] = nil
				return
			}
		}
	}
	t.exit()
}

// exit tells how the program ended. A session that closes at once does so in a moment of its own.
func (t *telling) exit() {
	var what []string
	if len(t.events[engine.Close]) > 0 {
		what = append(what, "the session closed"+t.orphansWords())
	}
	if len(t.events[engine.Exit]) > 0 {
		what = append(what, "the program ended")
	}
	words := strings.Join(what, ", and ")
	if stayed := t.T - t.Caller.Ended.T; stayed > t.pause && len(t.events[engine.Exit]) > 0 {
		words = "the caller had stayed for " + InWords(stayed) + ", until the last task had ended; then " + words
	}
	t.addSentence(words, t.events[engine.Close], t.events[engine.Exit])
	t.events[engine.Close], t.events[engine.Exit] = nil, nil
}

// logged tells of exceptions that nobody asked for, as asyncio does.
func (t *telling) logged() {
	messages, byMessage := LoggedMessages(t.Log), make(map[string][]int)
	for _, event := range t.events[engine.Unretrieved] {
		byMessage[messages[event]] = append(byMessage[messages[event]], event)
	}
	for _, event := range t.events[engine.Unretrieved] {
		message := messages[event]
		events := byMessage[message]
		delete(byMessage, message)
		switch {
		case len(events) == 0: // told
		case !t.Log[event].OfTask():
			t.addSentence("nobody waited for the gather any more, so "+asIs+"asyncio logged “"+message+"” (3.14 writes “"+
				pythonName(t.Log[event].Error)+" exception in shielded future”, and sooner)", events)
		default:
			t.addSentence("nobody had asked "+t.taskNames(events)+" for "+oneOrMore(len(events), "its exception", "their exceptions")+
				", so "+asIs+"asyncio logged “"+message+"”"+oneOrMore(len(events), "", " for each"), events)
		}
	}
}

// pythonName is the class of a gather's exception in the programs.
func pythonName(err string) string {
	if err == "cancelled" {
		return "CancelledError"
	}
	return "RequestError"
}

// LoggedMessages are what asyncio logs of exceptions that nobody asked for, by the indices of their events in the log.
func LoggedMessages(log engine.Log) map[int]string {
	messages := map[int]string{}
	over, failed := false, map[int]bool{} // since then
	for i, e := range log {
		switch {
		case e.Kind == engine.Exit:
			over = true
			clear(failed)
		case e.Kind == engine.Fail:
			failed[e.Task] = true
		case e.Kind != engine.Unretrieved:
		case !e.OfTask():
			messages[i] = "_GatheringFuture exception was never retrieved"
		case failed[e.Task]: // only shutdown can have cancelled it
			messages[i] = "unhandled exception during asyncio.run() shutdown"
		case over:
			messages[i] = "Task exception was never retrieved"
		}
	}
	return messages
}

// orphansWords says whose session it was that closed at once.
func (t *telling) orphansWords() string {
	running := t.orphans()
	if t.Scenario.After != engine.CloseAfter || len(running) == 0 {
		return ""
	}
	return " under " + t.laneNames(running)
}

// boolInt is 1 for true, so that pick can choose by it.
func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
