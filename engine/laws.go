package engine

import (
	"maps"
	"slices"
)

// phase is how far the story of one task has come: what it did last.
type phase uint8

const (
	unborn phase = iota
	taken        // from the queue, by a worker
	created
	held // back, within a wrapper
	started
	connecting
	entered // its own session is open, or its socket connected
	sending
	sent
	served
	receiving
	closing
	closed
	ended
)

// laws are what may follow what in a log.
type laws struct {
	session     bool // the caller's, which opens first
	caller      [][]Kind
	callerWords string
	task        map[Kind]law
	taskWords   string
	wrapped     bool // behind a shield, a request may fail for nobody, and beside it who waited for it
	timesOut    bool // a wrapper may raise TimeoutError whatever its request did
}

// law is the law of one kind of event of a task: from which phases it may come, and to which phase it leads. A task
// without a create event is one that the caller runs itself.
type law struct {
	from []phase
	to   phase
}

// laws returns those of the scenario's logs.
func (s *Scenario) laws() laws {
	l := laws{session: s.Shared(), caller: callerLaws, callerWords: "return or raise, exit", task: ownSessionLaws,
		taskWords: "a task is created, starts, enters its session, sends, closes its session and ends"}
	switch {
	case s.Stacked():
		l.task = stackLaws
		l.taskWords = "a socket starts, connects, enters, ends when its message is there or it fails, and closes"
	case s.Sockets():
		l.task = socketLaws
		l.taskWords = "a task is created, starts, connects, enters, closes and ends"
	case s.Blocking():
		l.task, l.taskWords = taskLaws, "a task is created, starts, sends, and ends"
	case s.Shared():
		l.caller, l.callerWords = sessionLaws, "enter, return or raise, close, exit"
		l.task, l.taskWords = taskLaws, "a task is created, starts, sends, and ends"
	}
	if s.Sleeps() {
		l.task = maps.Clone(l.task)
		l.task[Finish] = law{append(slices.Clone(l.task[Finish].from), started), ended}
	}
	if s.Queued() {
		l.task = queuedLaws(l.task)
		l.taskWords += ", and a worker takes it before it starts"
	}
	if len(s.Each) > 0 {
		l.task = wrappedLaws(l.task)
		l.wrapped, l.timesOut = true, s.TimesOut()
		l.taskWords += ", and may be held back before it starts"
	}
	return l
}

// queuedLaws are the laws of tasks that workers take from a queue. Further attempts are not in the queue.
func queuedLaws(task map[Kind]law) map[Kind]law {
	queued := maps.Clone(task)
	queued[Take] = law{[]phase{unborn}, taken}
	queued[Start] = law{[]phase{unborn, taken, created}, started}
	return queued
}

// wrappedLaws are the laws with what wrappers do before a request starts: they hold it back, once or several times, and it may be
// cancelled meanwhile.
func wrappedLaws(task map[Kind]law) map[Kind]law {
	wrapped := maps.Clone(task)
	before := []phase{unborn, taken, created, held}
	wrapped[Hold], wrapped[Create], wrapped[Start] = law{before, held}, law{[]phase{unborn, taken, held}, created}, law{before, started}
	wrapped[Cancel] = law{slices.Concat(task[Cancel].from, before), ended}
	return wrapped
}

// sessionLaws are the steps of a caller that has a session, callerLaws of one that has none.
var (
	sessionLaws = [][]Kind{{Enter}, {Return, Raise}, {Close}, {Exit}}
	callerLaws  = [][]Kind{{Return, Raise}, {Exit}}
)

// taskLaws hold for a request on the session of the caller.
var taskLaws = map[Kind]law{
	Create:  {[]phase{unborn}, created},
	Start:   {[]phase{unborn, created}, started},
	Connect: {[]phase{started}, connecting},
	Send:    {[]phase{started, connecting}, sending},
	Sent:    {[]phase{sending}, sent},
	Serve:   {[]phase{sending, sent}, served},
	Body:    {[]phase{sending, sent, served}, receiving},
	Finish:  {[]phase{sending, sent, served, receiving}, ended},
	Fail:    {[]phase{started, connecting, sending, sent, served, receiving}, ended},
	Cancel:  {[]phase{started, connecting, sending, sent, served, receiving}, ended},
}

// ownSessionLaws hold for a request on a session of its own, which closes before the coroutine ends.
var ownSessionLaws = map[Kind]law{
	Create:  {[]phase{unborn}, created},
	Start:   {[]phase{unborn, created}, started},
	Enter:   {[]phase{started}, entered},
	Connect: {[]phase{entered}, connecting},
	Send:    {[]phase{entered, connecting}, sending},
	Sent:    {[]phase{sending}, sent},
	Serve:   {[]phase{sending, sent}, served},
	Body:    {[]phase{sending, sent, served}, receiving},
	Close:   {[]phase{entered, connecting, sending, sent, served, receiving}, closed},
	Finish:  {[]phase{closed}, ended},
	Fail:    {[]phase{closed}, ended},
	Cancel:  {[]phase{started, closed}, ended},
}

// socketLaws hold for a task that holds a socket: __aexit__ runs if and only if __aenter__ returned, and it may raise.
var socketLaws = map[Kind]law{
	Create:  {[]phase{unborn}, created},
	Start:   {[]phase{unborn, created}, started},
	Connect: {[]phase{started}, connecting},
	Enter:   {[]phase{connecting}, entered},
	Closing: {[]phase{entered}, closing},
	Close:   {[]phase{closing}, closed},
	Finish:  {[]phase{closed}, ended},
	Fail:    {[]phase{started, connecting, closing, closed}, ended},
	Cancel:  {[]phase{connecting, closing, closed}, ended},
}

// stackLaws hold for a socket that the caller holds: it closes whether its message was received or not.
var stackLaws = map[Kind]law{
	Start:   {[]phase{unborn}, started},
	Connect: {[]phase{started}, connecting},
	Enter:   {[]phase{connecting}, entered},
	Finish:  {[]phase{entered}, ended},
	Fail:    {[]phase{started, connecting, entered}, ended},
	Cancel:  {[]phase{connecting, entered}, ended},
	Closing: {[]phase{entered, ended}, closing},
	Close:   {[]phase{closing}, closed},
}
