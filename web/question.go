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
	Never bool    // some never do
}

// item is one thing to be put in its place.
type item struct {
	happening
	Words       template.HTML
	First, Last int // the places, from 1, at which it is right; 0 if it never happens
	Time        string
	at          int // index in the log, or -1
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
		i := &item{happening: h, at: h.in(l.log)}
		if i.at >= 0 {
			i.event, i.Time = l.log[i.at], view.InWords(l.log[i.at].T)
		}
		if i.Words, err = l.words(i); err != nil {
			return nil, fmt.Errorf("example %q: %s: %w", l.ID, text, err)
		}
		q.Items = append(q.Items, i)
	}
	q.arrange()
	return q, nil
}

// arrange sorts the items and says at which places each is right.
func (q *question) arrange() {
	slices.SortStableFunc(q.Items, func(a, b *item) int { return place(a.at) - place(b.at) })
	for n, i := range q.Items {
		switch {
		case i.at < 0:
			q.Never = true
		case n > 0 && i.ties(q.Items[n-1]):
			i.First = q.Items[n-1].First
			for _, tied := range q.Items[i.First-1 : n+1] {
				tied.Last = n + 1
			}
		default:
			i.First, i.Last = n+1, n+1
		}
	}
}

// place sorts what never happens behind all else.
func place(at int) int {
	if at < 0 {
		return 1 << 30
	}
	return at
}

// ties reports whether only chance decides which of two happens first: they are due at one moment, and it is the world
// that brings them. What the program does itself has its order at one moment too.
func (i *item) ties(other *item) bool {
	return i.at >= 0 && other.at >= 0 && i.event.T == other.event.T && i.worldly() && other.worldly()
}

func (i *item) worldly() bool {
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

// Shuffled are the items in the order in which the reader finds them: always the same one, and never a right one.
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

// words say what happens, in as many letters as a line on a phone has.
func (l *lesson) words(i *item) (template.HTML, error) {
	task := ""
	if i.Task != engine.NoTask {
		task = code(l.timeline.Names[i.Task])
	}
	words := ""
	switch i.Kind {
	case engine.Start:
		words = task + " starts"
	case engine.Send:
		words = task + " sends its request"
	case engine.Finish:
		words = task + " has its answer"
	case engine.Fail:
		words = task + " fails"
	case engine.Cancel:
		words = task + " is cancelled"
	case engine.Deliver:
		words = code("main()") + " receives " + l.received(i, task)
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

// received is what the caller receives of a task, or would.
func (l *lesson) received(i *item, task string) string {
	switch {
	case i.at < 0:
		return "the result of " + task
	case i.event.Error != "":
		return "the exception of " + task
	}
	return "the answer of " + task
}

// ending is how the strategy ends: to return is not its call's return, but that of what is done with the results too.
func (l *lesson) ending(kind engine.Kind) string {
	switch {
	case kind == engine.Return:
		return code("main()") + " goes on"
	case l.timeline.Caller.Raised == "timeout":
		return code("TimeoutError") + " is raised"
	}
	switch {
	case l.scenario.Function():
		return code(l.scenario.Strategy) + " raises"
	case l.scenario.Collector().Raises == engine.AllFailures:
		return "the task group raises"
	}
	return code("main()") + " gets the exception"
}

// code is a name of the program.
func code(name string) string { return "<code>" + html.EscapeString(name) + "</code>" }

// Milliseconds is the time of the item, for the script.
func (i *item) Milliseconds() int64 { return i.event.T.Round(time.Millisecond).Milliseconds() }
