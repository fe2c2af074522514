package view

import (
	"inflight/engine"
	"strconv"
	"time"
)

// tellQueues tells of tasks that started and found the session's pool empty.
func (t *telling) tellQueues() {
	waiting := t.eventsWhere(t.events[engine.Start], func(l *Lane) bool {
		return l.Pooled && t.Requests[l.Task].Delay == 0 && !t.isWithin(l.Send)
	})
	if len(waiting) == 0 {
		return
	}
	t.addSentence(t.taskNames(waiting)+" had to wait for "+placesOf(t.Scenario), waiting)
}

// placesOf are what there are too few of.
func placesOf(s *engine.Scenario) string {
	hosts := s.CountHosts()
	whole := oneOrMore(s.Limit, "the session's ", "one of the session's ") + countWords(s.Limit, "connection")
	switch {
	case s.LimitPerHost == 0:
		return whole
	case s.Limit == 0 || s.Limit >= s.LimitPerHost*hosts:
		return oneOrMore(s.LimitPerHost, "the session's ", "one of the session's ") + countWords(s.LimitPerHost, "connection") + " to " +
			oneOrMore(hosts, "the host", "each host")
	}
	return whole + ", of which " + count(s.LimitPerHost) + " may go to " + oneOrMore(hosts, "the host", "each host")
}

// tellLateSends tells of requests that left later than their tasks had started.
func (t *telling) tellLateSends(sent []int) {
	connected := t.eventsWhere(sent, func(l *Lane) bool { return l.Connect.Known() })
	pooled := t.eventsWhere(sent, func(l *Lane) bool { return l.Pooled && !l.Connect.Known() })
	slept := t.eventsWhere(sent, func(l *Lane) bool { return !l.Pooled && !l.Connect.Known() })
	if len(connected) > 0 {
		t.addSentence("the "+oneOrMore(len(connected), "connection of "+t.taskNames(connected)+" was open, and its request left",
			"connections of "+t.taskNames(connected)+" were open, and their requests left"), connected)
	}
	if reused := t.eventsWhere(pooled, t.reuses); len(reused) > 0 {
		words := oneOrMore(len(reused), "the freed connection went to ", "the freed connections went to ") + t.taskNames(reused)
		t.addSentence(words+", which had waited "+t.waitWords(reused), reused)
	}
	if fresh := t.eventsWhere(pooled, func(l *Lane) bool { return !t.reuses(l) }); len(fresh) > 0 {
		words := oneOrMore(len(fresh), "the freed place in the pool went to ", "the freed places in the pool went to ") + t.taskNames(fresh)
		t.addSentence(words+", which had waited "+t.waitWords(fresh), fresh)
	}
	if len(slept) > 0 {
		one := oneOrMore(len(slept), "its delay was", "their delays were")
		t.addSentence("the "+oneOrMore(len(slept), "request", "requests")+" of "+t.taskNames(slept)+" left: "+one+" over", slept)
	}
}

// reuses reports whether a lane's request went over a connection on which another had gone before.
func (n *narrator) reuses(l *Lane) bool { return l.Connection > 0 && n.opened[l.Connection] != l.Task }

// waitWords says how long the tasks of these events waited for the pool.
func (t *telling) waitWords(sent []int) string {
	shortest, longest := engine.MaxDuration, time.Duration(0)
	for _, event := range sent {
		l := &t.Lanes[t.Log[event].Task]
		placed := l.Send.T
		if l.Connect.Known() {
			placed = l.Connect.T
		}
		waited := placed - l.Start.T - t.Requests[l.Task].Delay
		shortest, longest = min(shortest, waited), max(longest, waited)
	}
	if InWords(shortest) == InWords(longest) {
		return InWords(longest)
	}
	return "up to " + InWords(longest)
}

// timesClause says what times the client gives each request.
func timesClause(s *engine.Scenario) string {
	var times []string
	for i := range engine.Clocks {
		if d := s.ClientTimeout.Of(&engine.Clocks[i]); d > 0 {
			times = append(times, ChosenTime(d)+" "+engine.Clocks[i].Words)
		}
	}
	if times == nil {
		return ""
	}
	return "; the client gives each request " + Listed(times)
}

// serverClause says what the server does to all requests together.
func serverClause(m engine.ServerModel) string {
	switch {
	case m.Down():
		return "; the server was to be down from " + ChosenTime(m.From) + " to " + ChosenTime(m.To)
	case m.Period > 0:
		return "; the server lets " + count(m.Count) + " in at once, and then one each " + ChosenTime(m.Period/time.Duration(m.Count))
	case m.Status > 0:
		return "; the server serves " + count(m.Count) + " at a time, and turns the others away"
	case m.Counts():
		return "; the server serves " + count(m.Count) + " at a time, and the others wait there"
	}
	return ""
}

// turnedAway reports whether a server that counts requests did not serve the lane's, which had come to it.
func (t *Timeline) turnedAway(l *Lane) bool {
	m := t.Scenario.Server
	if m.Status == 0 || l.Serve.Known() || !l.Send.Known() || t.Live && l.Received == engine.Never {
		return false
	}
	return l.Outcome == Finished && l.Value == m.Status || l.Outcome == Failed && l.Error == "status "+strconv.Itoa(m.Status)
}

// foundItDown reports whether the lane's request was refused by a server that was down.
func (t *Timeline) foundItDown(l *Lane) bool {
	return t.Scenario.Server.Down() && l.Outcome == Failed && l.Error == string(engine.Refused) && t.Requests[l.Task].What != engine.Refused
}

// tellServerLine tells of requests that left and found all places at the server taken.
func (t *telling) tellServerLine() {
	if !t.Scenario.Server.Queues() || t.Live {
		return
	}
	waiting := t.eventsWhere(t.events[engine.Send], func(l *Lane) bool { return !t.isWithin(l.Serve) })
	if len(waiting) > 0 {
		t.addSentence("the "+oneOrMore(len(waiting), "request", "requests")+" of "+t.taskNames(waiting)+" had to wait at the server", waiting)
	}
}

// serves tells of requests that the server began to serve, as soon as they came or later.
func (t *telling) serves() {
	served := t.eventsWhere(t.events[engine.Serve], func(l *Lane) bool { return !t.isWithin(l.Send) })
	if atOnce := t.eventsWhere(t.events[engine.Serve], func(l *Lane) bool { return t.isWithin(l.Send) }); len(atOnce) > 0 {
		t.addSentence("the server began to serve the "+oneOrMore(len(atOnce), "request", "requests")+" of "+t.taskNames(atOnce), atOnce)
	}
	if len(served) == 0 {
		return
	}
	shortest, longest := engine.MaxDuration, time.Duration(0)
	for _, event := range served {
		l := &t.Lanes[t.Log[event].Task]
		shortest, longest = min(shortest, l.Serve.T-l.Send.T), max(longest, l.Serve.T-l.Send.T)
	}
	words := InWords(longest)
	if words != InWords(shortest) {
		words = "up to " + words
	}
	what := oneOrMore(len(served), "a place for the request", "places for the requests")
	t.addSentence("the server had "+what+" of "+
		t.taskNames(served)+", which had waited there for "+words, served)
}

// together is how long requests wait for the demo backend to see who comes with them, which is no wait for a place.
const together = 50 * time.Millisecond

// waitedThere is how long a request waited at the server for its place, by the account.
func waitedThere(s engine.Seen) time.Duration {
	if s.Served == engine.Never || s.Served-s.Received < together {
		return 0
	}
	return s.Served - s.Received
}

// AtServerWords say what a server that counts requests did with one before it answered: "waited 500 ms", "turned away"; "" for nothing.
func (t *Timeline) AtServerWords(s engine.Seen) string {
	m := t.Scenario.Server
	switch {
	case !m.Counts():
		return ""
	case s.Served == engine.Never && s.Answered != engine.Never && s.Status == m.Status:
		return "turned away"
	case waitedThere(s) > 0:
		return "waited " + InWords(waitedThere(s))
	}
	return ""
}

// ServerInWords sums up what such a server did by its account, in a sentence with a space behind it; "" of any other.
func (t *Timeline) ServerInWords(a engine.Account) string {
	m, served, waited, turned := t.Scenario.Server, 0, 0, 0
	if !m.Counts() {
		return ""
	}
	longest := time.Duration(0)
	for _, s := range a {
		switch {
		case t.AtServerWords(s) == "turned away":
			turned++
		case s.Served != engine.Never:
			served++
			if waitedThere(s) > 0 {
				waited, longest = waited+1, max(longest, waitedThere(s))
			}
		}
	}
	words := "Of these it served " + Thousands(served)
	if waited > 0 {
		words += ", " + Thousands(waited) + " after a wait of up to " + InWords(longest)
	}
	if m.Status > 0 {
		words += ", and turned " + Thousands(turned) + " away"
	}
	return words + ". "
}
