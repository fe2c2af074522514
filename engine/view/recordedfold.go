package view

import (
	"inflight/engine"
	"slices"
	"strings"
	"time"
)

// recordedPhases is what a task does while it waits, by what it waits for; all else is Waiting.
var recordedPhases = map[string]Phase{
	"sleep": Sleeping, "pool": Pooling, "connect": Connecting, "request": InFlight, "body": Arriving, "socket": Open, "closing": Exiting,
}

// foldRecording folds the log of a recording.
func foldRecording(t *Timeline) *Timeline {
	t.Live = false
	f := recordedFolding{Timeline: t}
	for i := range t.Lanes {
		t.Lanes[i].stay.From, t.Lanes[i].sent = engine.Never, nothing
	}
	f.main.stay.From, f.main.sent = engine.Never, nothing
	for i := range t.Log {
		f.event(&t.Log[i], Fact{t.Log[i].T, i})
	}
	f.leave(&f.main, t.Now)
	t.Caller.Swallowed = f.main.Swallowed
	f.finish()
	return t
}

type recordedFolding struct {
	*Timeline
	main   Lane
	flying int
}

func (f *recordedFolding) event(e *engine.Event, fact Fact) {
	l := &f.main
	if e.Task != engine.NoTask {
		l = &f.Lanes[e.Task]
	}
	switch e.Kind {
	case engine.Create:
		l.Create = fact
	case engine.Start:
		l.Start = fact
		f.stay(l, Working, fact)
	case engine.Await:
		for _, task := range e.More.Tasks {
			f.Lanes[task].Handled = true // somebody waits for it
		}
		phase, known := recordedPhases[e.More.Text]
		if !known {
			phase = Waiting
		}
		f.stay(l, phase, fact)
	case engine.Throw:
		if e.More.Swallowed {
			l.Swallowed = append(l.Swallowed, fact)
		}
		f.stay(l, Working, fact)
	case engine.Resume:
		f.stay(l, Working, fact)
	case engine.Connect:
		l.Connect, l.Connection = fact, max(e.Connection, l.Connection)
		switch own := l != &f.main && !l.Create.Known(); {
		case own && strings.HasPrefix(e.More.Text, "ws"):
			f.stay(l, Open, fact)
		case own:
			f.stay(l, Connecting, fact)
		}
	case engine.Send:
		if !l.Send.Known() {
			l.Send = fact
		}
		l.Connection = max(e.Connection, l.Connection)
		l.sent = fact
		f.flying++
		f.MostInFlight = max(f.MostInFlight, f.flying)
		if l != &f.main && !l.Create.Known() {
			f.stay(l, InFlight, fact)
		}
	case engine.Answer, engine.Broke:
		f.flying = max(0, f.flying-1)
		if e.Kind == engine.Broke && isCut(e.Error) {
			l.cut(fact.T)
		}
		l.sent = nothing
	case engine.Finish, engine.Fail, engine.Cancel:
		f.end(l, e, fact)
	case engine.Deliver:
		f.deliver(l, e, fact)
	case engine.Wake:
		if e.Task == engine.NoTask {
			f.Caller.Wakes = append(f.Caller.Wakes, fact)
		}
	case engine.Return, engine.Raise:
		f.leave(l, fact.T)
		f.Caller.Ended, f.Caller.Raised = fact, e.Error
		f.mainEnded(e.Error)
	case engine.Exit:
		f.Caller.Exit = fact
	}
}

// isCut reports whether a request failed since nobody waited for its answer any longer.
func isCut(reason string) bool {
	return strings.HasPrefix(strings.ToLower(reason), "cancelled") || strings.HasPrefix(reason, "timeout") ||
		strings.Contains(reason, "TimeoutError")
}

// cut notes that a request of the lane's that is under way, if there is one, is in vain.
func (l *Lane) cut(now time.Duration) {
	if l.sent.Known() {
		l.Cut, l.CutTime, l.cutAt = l.Cut+1, l.CutTime+now-l.sent.T, now
	}
	l.sent = nothing
}

// SharesFate reports whether what became of a task shows in a stretch of its life. In a recording it may have been one request of several,
// and have had its answer before the task was cancelled.
func (t *Timeline) SharesFate(l *Lane, s Span) bool {
	if t.Scenario.Recorded == nil {
		return true
	}
	return s.To == t.EndOf(l) && (l.Outcome != Cancelled && l.Outcome != TimedOut || l.Cut > 0 && l.cutAt == s.To)
}

// stay ends what the lane did, and begins what it does now.
func (f *recordedFolding) stay(l *Lane, phase Phase, fact Fact) {
	f.leave(l, fact.T)
	l.stay = Span{From: fact.T, Phase: phase, Event: fact.Event}
}

func (f *recordedFolding) leave(l *Lane, now time.Duration) {
	s := l.stay
	if s.From == engine.Never {
		return
	}
	if s.To = now; s.To > s.From {
		l.Stays = append(l.Stays, s)
		if l == &f.main && s.Phase != Working {
			f.Caller.Waits = append(f.Caller.Waits, Wait{s.From, s.To, false})
		}
	}
	l.stay.From = engine.Never
}

func (f *recordedFolding) end(l *Lane, e *engine.Event, fact Fact) {
	f.leave(l, fact.T)
	if l.End = fact; e.Kind == engine.Cancel {
		l.cut(fact.T)
	}
	switch e.Kind {
	case engine.Finish:
		l.Outcome, l.Text, l.Value = Finished, strings.Trim(e.More.Text, `'"`), e.Value
	case engine.Fail:
		l.Outcome, l.Error = Failed, e.Error
	default:
		l.Outcome, l.By = Cancelled, e.By
		if e.By == engine.ByTimeout {
			l.Outcome = TimedOut
		}
	}
}

func (f *recordedFolding) deliver(l *Lane, e *engine.Event, fact Fact) {
	if !l.Deliver.Known() {
		l.Deliver = fact
	}
	if e.More.Other == engine.NoTask {
		f.Caller.Deliveries = append(f.Caller.Deliveries, Delivery{fact, e.Task, e.Error})
	}
}

// mainEnded marks the tasks that run on, and the one whose exception main() let out.
func (f *recordedFolding) mainEnded(raised string) {
	for i := range f.Lanes {
		l := &f.Lanes[i]
		l.Orphan = l.Start.Known() && !l.End.Known()
		l.Raised = raised != "" && l.Outcome == Failed && l.Error == raised
	}
}

func (f *recordedFolding) finish() {
	for i := range f.Lanes {
		l := &f.Lanes[i]
		if !l.Create.Known() && l.Start.Known() || l.Outcome == Finished && l.Text == "" {
			l.Handled = true // there is nothing to receive
		}
		if f.Caller.Exit.Known() && l.Create.Known() && !l.Start.Known() {
			l.Outcome = NeverStarted
		}
	}
}

// recordedSpans are the stretches of a lane's life. Work that takes no time is none.
func (t *Timeline) recordedSpans(l *Lane, buffer []Span) []Span {
	least := time.Duration(0)
	if !t.Scenario.Recorded.Virtual {
		least = max(5*time.Millisecond, t.Last/200)
	}
	for _, s := range l.Stays {
		if s.Phase != Working || s.To-s.From >= least { // real computers take their time for each step
			buffer = t.split(buffer, s)
		}
	}
	if s := l.stay; s.From != engine.Never && t.Now > s.From {
		s.To = t.Now
		buffer = t.split(buffer, s)
	}
	return buffer
}

// recordedInFlight tells how many requests are in flight, whenever that changes.
func (t *Timeline) recordedInFlight(tell func(at time.Duration, n int)) {
	flying := 0
	for i := range t.Log {
		switch t.Log[i].Kind {
		case engine.Send:
			flying++
		case engine.Answer, engine.Broke:
			flying = max(0, flying-1)
		default:
			continue
		}
		tell(t.Log[i].T, flying)
	}
}

// recordedSubtitle is what a picture says of a recording below its title.
func (t *Timeline) recordedSubtitle() []string {
	r := t.Scenario.Recorded
	clock := "recorded in real time"
	if r.Virtual {
		clock = "in virtual time"
	}
	tasks := Plural(len(t.Lanes), "task")
	folded := 0
	for i := range r.Tasks {
		folded += r.Tasks[i].Folded
	}
	if folded > 0 {
		tasks += " and " + Thousands(folded) + " folded"
	}
	phrases := []string{tasks + ", Python " + r.Python + ", " + clock}
	if words := t.Caller.Words(); words != "" {
		phrases = append(phrases, words)
	}
	swallowed := len(t.Caller.Swallowed)
	for i := range t.Lanes {
		swallowed += len(t.Lanes[i].Swallowed)
	}
	if swallowed > 0 {
		phrases = append(phrases, Plural(swallowed, "cancellation")+" swallowed")
	}
	if n := slices.IndexFunc(t.Lanes, func(l Lane) bool { return l.Orphan }); n >= 0 {
		phrases = append(phrases, Plural(t.Summary().Orphans, "orphan"))
	}
	return phrases
}
