package view

import (
	"fmt"
	"inflight/engine"
	"slices"
	"strings"
	"time"
)

// awaitWords is what a task waits for, in words.
var awaitWords = map[string]string{
	"sleep": "sleeping", "turn": "letting others go first", "task": "waiting for %s", "gather": "waiting for gather of %s",
	"wait": "waiting for wait of %s", "as_completed": "waiting for the next of as_completed", "wait_for": "waiting for wait_for of %s",
	"group": "waiting for the group's %s", "shield": "waiting for shield of %s", "lock": "waiting for a lock",
	"semaphore": "waiting for a semaphore", "condition": "waiting for a condition", "event": "waiting for an event",
	"barrier": "waiting at a barrier", "queue.get": "waiting for something in a queue", "queue.put": "waiting for room in a queue",
	"queue.join": "waiting until a queue is worked off", "thread": "waiting for a thread", "stream": "waiting for a stream",
	"process": "waiting for a process", "future": "waiting for a future", "pool": "waiting in line for a connection",
	"connect": "connecting", "request": "request in flight", "body": "receiving the body", "socket": "waiting for a socket's message",
	"closing": "closing its socket",
}

// awaited says what an await event waits for, and where.
func (t *Timeline) awaited(e *engine.Event) string {
	words := awaitWords[e.More.Text]
	if words == "" {
		words = "waiting"
	}
	if strings.Contains(words, "%s") {
		named := "others"
		if n := max(e.More.Count, len(e.More.Tasks)); n > 3 {
			named = Plural(n, "task")
		} else if n > 0 {
			named = Listed(t.namesOf(e.More.Tasks))
		}
		words = fmt.Sprintf(words, named)
	}
	if e.More.Span > 0 {
		words += " for " + ChosenTime(e.More.Span)
	}
	return words + lineWords(e)
}

func lineWords(e *engine.Event) string {
	switch {
	case e.More.Line == 0:
		return ""
	case e.More.File != "":
		return fmt.Sprintf(" (%s, line %d)", e.More.File, e.More.Line)
	}
	return fmt.Sprintf(" (line %d)", e.More.Line)
}

func (t *Timeline) namesOf(tasks []int) []string {
	names := make([]string, len(tasks))
	for i, task := range tasks {
		names[i] = t.Names[task]
	}
	return names
}

// spanWords say what a task does in a stretch of its life.
func (t *Timeline) spanWords(s Span) string {
	if t.Scenario.Recorded != nil && s.Event >= 0 && t.Log[s.Event].Kind == engine.Await {
		return t.awaited(&t.Log[s.Event])
	}
	return phaseWords[s.Phase]
}

// RecordedEvent says what happened, in words; who is told beside it.
func (t *Timeline) RecordedEvent(i int) string {
	e := &t.Log[i]
	other := "main()"
	if e.More.Other != engine.NoTask {
		other = t.Names[e.More.Other]
	}
	switch e.Kind {
	case engine.Await:
		return t.awaited(e)
	case engine.Resume:
		return "goes on"
	case engine.Create:
		return "created" + t.creator(e) + lineWords(e)
	case engine.Start:
		return "starts"
	case engine.Print:
		return "prints " + shorten(e.More.Text) + lineWords(e)
	case engine.Ask:
		return "is to be cancelled, " + causeWords(e.By, other) + lineWords(e)
	case engine.Throw:
		if e.More.Swallowed {
			return "CancelledError is raised in it, and it goes on in spite of that"
		}
		return "CancelledError is raised in it"
	case engine.Message:
		return strings.TrimSuffix("asyncio logs: "+e.More.Text+" "+shorten(e.Error), " ")
	case engine.Unretrieved:
		return "asyncio logs: its exception was never retrieved: " + shorten(e.Error)
	case engine.Connect:
		return "opens connection " + Thousands(e.Connection) + lineWords(e)
	case engine.Send:
		return strings.TrimSuffix("sends a request "+requestName(e.More.Text), " ") + lineWords(e)
	case engine.Body:
		return "is answered" + statusWords(e.Value)
	case engine.Answer:
		return "has the whole answer" + statusWords(e.Value)
	case engine.Broke:
		return "its request failed: " + shorten(e.Error)
	case engine.Finish:
		return strings.TrimSuffix("returns "+e.More.Text, " ")
	case engine.Fail, engine.Raise:
		return "raises " + shorten(e.Error)
	case engine.Cancel:
		if e.By == engine.ByCaller {
			return "is cancelled" // who asked for it stands before
		}
		return "is cancelled, " + causeWords(e.By, "somebody")
	case engine.Deliver:
		if e.Error != "" {
			return "its exception comes to " + other
		}
		return "its result comes to " + other
	case engine.Wake:
		return fmt.Sprintf("wait returns: %d done, %d pending", e.Done, e.Pending)
	case engine.Enter:
		return "opens a session" + lineWords(e)
	case engine.Close:
		return "closes its session"
	case engine.Closing:
		return "begins to close its socket"
	case engine.Return:
		return "returns"
	case engine.Exit:
		return "the program's loop ends"
	}
	return e.Kind.String()
}

func (t *Timeline) creator(e *engine.Event) string {
	if parent := t.Scenario.Recorded.Tasks[e.Task].Parent; parent != engine.NoTask {
		return " by " + t.Names[parent]
	}
	return ""
}

// shorten leaves as much of a program's own text as a sentence can hold.
func shorten(text string) string {
	const most = 90
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

func statusWords(status int) string {
	if status == 0 {
		return ""
	}
	return fmt.Sprintf(": %d", status)
}

func causeWords(by engine.Cause, other string) string {
	switch by {
	case engine.ByTimeout:
		return "since its time is up"
	case engine.ByGroup:
		return "since another of its group failed"
	case engine.BySession:
		return "since its session closed"
	case engine.ByShutdown:
		return "since the program ends"
	}
	return "by " + other
}

// recordedLines are what a program printed.
func recordedLines(log engine.Log) (lines []Printed) {
	for i := range log {
		if log[i].Kind == engine.Print {
			lines = append(lines, Printed{log[i].T, log[i].More.Text, i})
		}
	}
	return lines
}

// narrateRecording tells what a program did. Of a long one it tells only what decides.
func narrateRecording(t *Timeline) []Sentence {
	decides := []engine.Kind{engine.Fail, engine.Ask, engine.Cancel, engine.Return, engine.Raise, engine.Message, engine.Unretrieved}
	more := append([]engine.Kind{engine.Create, engine.Finish, engine.Deliver, engine.Print, engine.Throw}, decides...)
	all := append([]engine.Kind{engine.Start, engine.Await, engine.Send, engine.Answer, engine.Broke, engine.Wake, engine.Enter,
		engine.Close}, more...)
	var told []Sentence
	for _, kinds := range [][]engine.Kind{all, more, decides} {
		if told = t.tellRecording(kinds); len(told) <= maxSentences {
			break
		}
	}
	if n := len(told); n > maxSentences {
		rest := told[maxSentences-2 : n-1]
		middle := Sentence{Text: fmt.Sprintf("%s more things happen.", Thousands(len(rest)))}
		for _, s := range rest {
			middle.Events = append(middle.Events, s.Events...)
		}
		told = append(append(told[:maxSentences-2:maxSentences-2], middle), told[n-1])
	}
	if p := t.Scenario.Recorded.Problem; p != nil && p.Meant != "" && len(told) > 0 && t.Now >= t.Last {
		told[len(told)-1].Text += " " + p.Meant
	}
	return told
}

// tellRecording tells of events of some kinds, a sentence for each moment, in which who does the same is named together.
func (t *Timeline) tellRecording(kinds []engine.Kind) []Sentence {
	told := []Sentence{}
	pause := time.Duration(0)
	if !t.Scenario.Recorded.Virtual {
		pause = max(time.Millisecond, t.Last/500)
	}
	for i := 0; i < len(t.Log); {
		var m recordedMoment
		from := t.Log[i].T
		for ; i < len(t.Log) && t.Log[i].T <= from+pause; i++ {
			if e := &t.Log[i]; slices.Contains(kinds, e.Kind) || e.More.Swallowed {
				m.add(i, t.whoDoes(e), t.RecordedEvent(i))
			}
		}
		if len(m.events) > 0 {
			told = append(told, Sentence{Text: m.sentence(from), Events: m.events})
		}
	}
	return told
}

func (t *Timeline) whoDoes(e *engine.Event) string {
	if e.Task == engine.NoTask {
		return "main()"
	}
	return t.Names[e.Task]
}

// recordedMoment is what happens at one moment.
type recordedMoment struct {
	events []int
	parts  []recordedPart
	times  map[[2]string]int // how often who does what
}

// recordedPart is what several do alike.
type recordedPart struct {
	who  []string
	what string
}

// mostParts is how many clauses a sentence has. A program may do a hundred thousand things at one moment, so the others are not kept.
const mostParts = 6

// add names who does something in the part of those who do the same; who does it for the third time is in the third such part.
func (m *recordedMoment) add(event int, who, what string) {
	m.events = append(m.events, event)
	if m.times == nil {
		m.times = map[[2]string]int{}
	}
	before := m.times[[2]string{who, what}]
	m.times[[2]string{who, what}]++
	for i := range m.parts {
		p := &m.parts[i]
		if p.what != what {
			continue
		}
		if before == 0 {
			p.who = append(p.who, who)
			return
		}
		before--
	}
	if len(m.parts) <= mostParts {
		m.parts = append(m.parts, recordedPart{[]string{who}, what})
	}
}

func (m *recordedMoment) sentence(at time.Duration) string {
	var clauses []string
	for i, p := range m.parts {
		if i == mostParts {
			clauses = append(clauses, "and more")
			break
		}
		who := p.who
		if len(who) > 4 {
			who = append(append([]string{}, who[:3]...), Plural(len(who)-3, "other"))
		}
		clauses = append(clauses, Listed(who)+": "+ofMany(p.what, len(who)))
	}
	return "At " + InWords(at) + ", " + strings.Join(clauses, "; ") + "."
}

// manyDo are the beginnings of what one does, and of what several do.
var manyDo = []struct{ one, many string }{
	{"is ", "are "}, {"starts", "start"}, {"goes on", "go on"}, {"returns", "return"}, {"raises ", "raise "}, {"prints ", "print "},
	{"CancelledError is raised in it, and it goes on", "CancelledError is raised in each, and they go on"},
	{"CancelledError is raised in it", "CancelledError is raised in each"}, {"its result comes", "their results come"},
	{"its exception comes", "their exceptions come"}, {"its request failed", "their requests failed"}, {"has the", "have the"},
	{"sends a request", "send a request each"}, {"opens a session", "open a session each"}, {"closes its session", "close their sessions"},
	{"begins to close its socket", "begin to close their sockets"},
	{"asyncio logs: its exception was", "asyncio logs: their exceptions were"},
}

// ofMany is what several do, in their words.
func ofMany(what string, number int) string {
	for _, do := range manyDo {
		if rest, found := strings.CutPrefix(what, do.one); found && number > 1 {
			return do.many + rest
		}
	}
	return what
}

// RowName is what a row is called: a task of a recording stands below who created it.
func (t *Timeline) RowName(task int) string {
	if t.Scenario.Recorded == nil {
		return t.Names[task]
	}
	r := &t.Scenario.Recorded.Tasks[task]
	name := strings.Repeat("· ", min(r.Depth, 8)) + t.Names[task]
	if r.Folded > 0 {
		name += " +" + Thousands(r.Folded)
	}
	return name
}
