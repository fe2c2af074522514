package view

import (
	"encoding/json"
	"inflight/engine"
	"slices"
	"sync"
	"time"
)

// Summary is a run in numbers. A request is wasted if it left (its task has a send event), is over, and its
// answer reached nobody: the task was cancelled after send; or the strategy has ended and neither received the
// task's result or exception, nor raised it itself, alone or in a group. An answer from which its task went on, to the next request
// of a chain, has reached somebody. A refused or broken request counts like one with an answer.
// WastedTime adds up the time from send to the end of these tasks, which includes
// the wait in the browser of a live run. A socket counts like a request that left when it began to connect; one on an exit
// stack whose message nobody received is wasted until it is closed. In a recording, whose tasks make many requests, one is wasted if it
// was under way when its task was cancelled or its time was up, or if it was made by a task whose result reached nobody.
type Summary struct {
	Tasks          int           // tasks of the scenario, however many requests and attempts they make; the other counts are of these
	Total          time.Duration // from the start to the last event
	Ended          time.Duration // when the strategy returned or raised, or Never
	FirstResult    time.Duration // when the caller received the first answer, or Never; an exception is none
	Finished       int           // tasks that returned
	Failed         int           // tasks that raised
	Cancelled      int           // tasks that were cancelled, by a timeout or otherwise
	NeverStarted   int           // tasks that never took their first step, once that is certain
	Delivered      int           // results and exceptions that the caller received one by one
	Orphans        int           // tasks that ran when the strategy ended, or started later
	MostInFlight   int           // greatest number of requests in flight at once, counted from send
	WastedRequests int
	WastedTime     time.Duration
	Connections    int // that were opened, or of which the opening was begun; 0 where neither the log nor the account tells
}

// counted is the summary of a timeline, once somebody has asked for it. A page asks at every drawing, several times.
type counted struct {
	sync.Once
	summary Summary
}

// Summary counts what is known at the timeline's moment.
func (t *Timeline) Summary() Summary {
	t.counted.Do(func() { t.counted.summary = t.count() })
	return t.counted.summary
}

func (t *Timeline) count() Summary {
	s := Summary{
		Tasks: t.Tasks(), Total: t.Now, Ended: t.Caller.Ended.T, FirstResult: engine.Never,
		Delivered: len(t.Caller.Deliveries), MostInFlight: t.MostInFlight,
	}
	if n := len(t.Log); n > 0 {
		s.Total = t.Log[n-1].T
	}
	for _, d := range slices.Backward(t.Caller.Deliveries) {
		if d.Error == "" {
			s.FirstResult = d.T
		}
	}
	for i := range t.Lanes {
		s.add(t, &t.Lanes[i])
	}
	return s
}

// add counts one lane.
func (s *Summary) add(t *Timeline, l *Lane) {
	switch l.Outcome {
	case Finished:
		s.Finished++
	case Failed:
		s.Failed++
	case Cancelled, TimedOut:
		s.Cancelled++
	case NeverStarted:
		s.NeverStarted++
	}
	if l.Orphan {
		s.Orphans++
	}
	s.Connections, s.WastedRequests, s.WastedTime = max(s.Connections, l.Connection), s.WastedRequests+l.Cut, s.WastedTime+l.CutTime
	if t.isWasted(l) {
		s.WastedRequests++
		s.WastedTime += t.EndOf(l) - t.Departure(l).T
	}
}

// isWasted reports whether the lane's request was wasted, as [Summary] defines it.
func (t *Timeline) isWasted(l *Lane) bool {
	if t.Scenario.Recorded != nil {
		return l.Send.Known() && t.IsUnheard(l)
	}
	return (l.Outcome == Cancelled || l.Outcome == TimedOut || l.Outcome == Unread || l.Late() != nil || t.IsUnheard(l)) &&
		t.Departure(l).Known()
}

// EndOf is when the lane had ended, or Never. A socket on a stack stays until it is closed, or until its exit raised: then
// the next one exits, or the strategy ends.
func (t *Timeline) EndOf(l *Lane) time.Duration {
	switch {
	case !t.Scenario.Stacked() || !l.Enter.Known():
		return l.End.T
	case l.Close.Known():
		return l.Close.T
	case !l.Closing.Known():
		return t.Now
	}
	for _, e := range t.Log[l.Closing.Event+1:] {
		if e.Kind == engine.Closing || e.Kind == engine.Raise {
			return e.T
		}
	}
	return t.Now
}

// jsonSummary is a Summary as a trace has it: times in microseconds, and none that is Never.
type jsonSummary struct {
	Tasks          int    `json:"tasks"`
	Total          int64  `json:"total"`
	Ended          *int64 `json:"ended,omitempty"`
	FirstResult    *int64 `json:"first_result,omitempty"`
	Finished       int    `json:"finished"`
	Failed         int    `json:"failed"`
	Cancelled      int    `json:"cancelled"`
	NeverStarted   int    `json:"never_started"`
	Delivered      int    `json:"delivered"`
	Orphans        int    `json:"orphans"`
	MostInFlight   int    `json:"most_in_flight"`
	WastedRequests int    `json:"wasted_requests"`
	WastedTime     int64  `json:"wasted_time"`
	Connections    int    `json:"connections,omitempty"`
}

// MarshalJSON writes the times in microseconds, and leaves out what never happened.
func (s Summary) MarshalJSON() ([]byte, error) {
	j := jsonSummary{
		Tasks: s.Tasks, Total: s.Total.Microseconds(),
		Finished: s.Finished, Failed: s.Failed, Cancelled: s.Cancelled, NeverStarted: s.NeverStarted,
		Delivered: s.Delivered, Orphans: s.Orphans, MostInFlight: s.MostInFlight,
		WastedRequests: s.WastedRequests, WastedTime: s.WastedTime.Microseconds(),
		Connections: s.Connections,
	}
	j.Ended, j.FirstResult = microsecondsOf(s.Ended), microsecondsOf(s.FirstResult)
	return json.Marshal(j)
}

// microsecondsOf is a time as JSON has it, nil for Never.
func microsecondsOf(d time.Duration) *int64 {
	if d == engine.Never {
		return nil
	}
	return new(d.Microseconds())
}
