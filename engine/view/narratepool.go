package view

import (
	"inflight/engine"
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
