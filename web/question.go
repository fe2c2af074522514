package web

import (
	"fmt"
	"hash/fnv"
	"html"
	"html/template"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"inflight/engine"
	"inflight/engine/view"
)

// question asks in which order things happen in a lesson, before its reader has seen it run.
type question struct {
	*lesson
	Items []*item // in the right order; those that never happen last
	Never bool    // some items never happen
}

// item is one thing to be put in its place.
type item struct {
	happening
	Words       template.HTML
	First, Last int // the places, from 1, at which it is right; 0 if it never happens
	Time        string
	at          int // its index in the log, or -1
	event       engine.Event
}

// Ask is the question about these events, each as [lesson.parse] reads it.
func (l *lesson) Ask(events ...string) (*question, error) {
	q := &question{lesson: l}
	l.question = q
	for _, text := range events {
		h, err := l.parse(text)
		if err != nil {
			return nil, err
		}
		i := &item{happening: h, at: h.indexIn(l.log)}
		if i.at >= 0 {
			i.event, i.Time = l.log[i.at], view.InWords(l.log[i.at].T)
		}
		if i.Words, err = l.itemWords(i); err != nil {
			return nil, fmt.Errorf("example %q: %s: %w", l.ID, text, err)
		}
		q.Items = append(q.Items, i)
	}
	q.arrange()
	return q, nil
}

// arrange sorts the items and says at which places each is right.
func (q *question) arrange() {
	slices.SortStableFunc(q.Items, func(a, b *item) int { return sortPlace(a.at) - sortPlace(b.at) })
	for n, i := range q.Items {
		switch {
		case i.at < 0:
			q.Never = true
		case n > 0 && i.isTiedWith(q.Items[n-1]):
			i.First = q.Items[n-1].First
			for _, tied := range q.Items[i.First-1 : n+1] {
				tied.Last = n + 1
			}
		default:
			i.First, i.Last = n+1, n+1
		}
	}
}

// sortPlace returns the number to sort an item by. What never happens comes last.
func sortPlace(at int) int {
	if at < 0 {
		return 1 << 30
	}
	return at
}

// isTiedWith reports whether only chance decides which of two items happens first: both come from the world, at the same moment. What the
// program does itself has a fixed order even at one moment.
func (i *item) isTiedWith(other *item) bool {
	return i.at >= 0 && other.at >= 0 && i.event.T == other.event.T && i.comesFromWorld() && other.comesFromWorld()
}

// comesFromWorld reports whether the world brings the event, and not the program.
func (i *item) comesFromWorld() bool {
	switch i.Kind {
	case engine.Enter:
		return i.Task != engine.NoTask
	case engine.Finish, engine.Fail, engine.Cancel:
		return true
	}
	return false
}

// Right reports whether an order of the items is right.
func (q *question) Right(order []*item) bool {
	for n, i := range order {
		if i.at >= 0 && (n+1 < i.First || n+1 > i.Last) {
			return false
		}
	}
	return true
}

// Shuffled returns the items in the order in which the reader finds them. It is always the same order, and never a right one.
func (q *question) Shuffled() []*item {
	hash := fnv.New64a()
	hash.Write([]byte(q.ID))
	draw := rand.New(rand.NewPCG(hash.Sum64(), 1))
	items := slices.Clone(q.Items)
	for range 100 {
		draw.Shuffle(len(items), func(a, b int) { items[a], items[b] = items[b], items[a] })
		if !q.Right(items) {
			break
		}
	}
	return items
}

// itemWords say what happens, briefly enough for a line on a phone.
func (l *lesson) itemWords(i *item) (template.HTML, error) {
	task := ""
	if i.Task != engine.NoTask {
		task = codeMarkup(l.timeline.Names[i.Task])
	}
	words := ""
	switch i.Kind {
	case engine.Start:
		words = task + " starts"
	case engine.Send:
		words = task + " sends its request"
	case engine.Finish:
		words = task + " has its answer"
		if l.scenario.Requests()[i.Task].Sleeps {
			words = task + " wakes up"
		}
	case engine.Fail:
		words = task + " fails"
	case engine.Cancel:
		words = task + " is cancelled"
	case engine.Deliver:
		words = codeMarkup("main()") + " receives " + l.receivedWords(i, task)
	case engine.Wake:
		words = "<code>wait</code> returns: " + strconv.Itoa(i.event.Done) + " done, " + strconv.Itoa(i.event.Pending) + " pending"
	case engine.Return, engine.Raise:
		words = l.ending(i.Kind)
	case engine.Connect:
		words = task + " opens a connection"
		if l.socket() {
			words = task + " asks for its socket"
		}
	case engine.Enter:
		words = owner(task) + " is open"
	case engine.Closing:
		words = owner(task) + " begins to close"
	case engine.Close:
		words = owner(task) + " is closed"
	case engine.Exit:
		words = "the program ends"
	case engine.Take:
		words = "a worker takes " + task
	case engine.Unretrieved:
		words = "<code>asyncio</code> logs an exception that was never retrieved"
	default:
		return "", fmt.Errorf("there are no words for %v", i.Kind)
	}
	return template.HTML(words), nil
}

// owner is what has been opened: a task's socket, or the session.
func owner(task string) string {
	if task == "" {
		return "the session"
	}
	return "the socket of " + task
}

// socket reports whether tasks hold sockets, and make no requests.
func (l *lesson) socket() bool {
	return l.scenario.Sockets()
}

// receivedWords say what the caller receives of a task, or would receive.
func (l *lesson) receivedWords(i *item, task string) string {
	switch {
	case i.at < 0:
		return "the result of " + task
	case i.event.Error != "":
		return "the exception of " + task
	}
	return "the answer of " + task
}

// ending says how the strategy ends. It returns only when the code that uses its results has returned too.
func (l *lesson) ending(kind engine.Kind) string {
	switch {
	case kind == engine.Return:
		return codeMarkup("main()") + " goes on"
	case l.timeline.Caller.Raised == "timeout":
		return codeMarkup("TimeoutError") + " is raised"
	}
	switch {
	case l.scenario.Function():
		return codeMarkup(l.scenario.Strategy) + " raises"
	case l.scenario.Collector().Raises == engine.AllFailures:
		return "the task group raises"
	}
	return codeMarkup("main()") + " gets the exception"
}

// codeMarkup returns a name of the program as markup.
func codeMarkup(name string) string { return "<code>" + html.EscapeString(name) + "</code>" }

// Milliseconds is the time of the item, for the script.
func (i *item) Milliseconds() int64 { return i.event.T.Round(time.Millisecond).Milliseconds() }
