package model

import (
	"strings"

	"inflight/engine"
)

// What the pages say of themselves: the keys of the keyboard, and how tasks are written. The page's help, /reference and the docs read the
// tables here.

// KeyGroup are keys of the keyboard that belong together.
type KeyGroup struct {
	Title string
	Keys  []KeyWords
}

// KeyWords are keys that do the same, each as it is written on the keyboard, or several with + between them.
type KeyWords struct {
	Keys  []string
	Words string
}

// Keyboard is all that keys do.
var Keyboard = []KeyGroup{
	{"Anywhere", []KeyWords{
		{[]string{"Ctrl+Enter"}, "run live"}, {[]string{"Esc"}, "stop the run, or close what is open"},
		{[]string{"Ctrl+Z"}, "take the latest change back"}, {[]string{"Ctrl+Shift+Z", "Ctrl+Y"}, "make it again"},
		{[]string{"/", "Ctrl+K"}, "find an example"}, {[]string{"?"}, "these keys"},
	}},
	{"Through a run", []KeyWords{
		{[]string{"Space", "K"}, "play, or pause"}, {[]string{"←", ","}, "the event before"}, {[]string{"→", "."}, "the next event"},
		{[]string{"Home"}, "the first event"}, {[]string{"End"}, "the end"}, {[]string{"<", ">"}, "slower, faster"},
	}},
	{"Timeline", []KeyWords{
		{[]string{"+", "-"}, "closer, farther"}, {[]string{"0"}, "show all"},
		{[]string{"↑", "↓"}, "the task above, below; with the focus on the picture"},
		{[]string{"F"}, "fold the rows below a task of a program, or unfold them; with the focus on the picture"},
		{[]string{"Ctrl+wheel"}, "closer, farther, where the pointer is"},
	}},
	{"End of a bar, with the focus on it", []KeyWords{
		{[]string{"←", "→", "↓", "↑"}, "earlier, later"}, {[]string{"Shift+←", "Shift+→"}, "the same in small steps"},
		{[]string{"Page Up", "Page Down"}, "later, earlier in large steps"}, {[]string{"Home", "End"}, "at once, at the end of the axis"},
		{[]string{"Enter", "Space"}, "choose the outcome"}, {[]string{"Esc"}, "as it was before"},
	}},
	{"Pickers and tabs", []KeyWords{
		{[]string{"Enter", "Space", "Alt+↓", "F4"}, "on the strategy: choose among all, with what they do"},
		{[]string{"←", "→", "Home", "End"}, "the next tab"}, {[]string{"↑", "↓", "Page Up", "Page Down"}, "in a list: up, down"},
	}},
	{"Edge of the code, with the focus on it", []KeyWords{
		{[]string{"←", "→"}, "wider, narrower"}, {[]string{"Home", "End"}, "as narrow, as wide as can be"},
	}},
}

// TaskForm is a task as it can be written; its words have code between backticks.
type TaskForm struct{ Text, Words string }

// TaskForms show all parts of the task language, one after another.
var TaskForms = []TaskForm{
	{"1s", "a request that takes a second"},
	{"a=1s", "the same, named"},
	{"a@api=1s", "the same, to the host `api`"},
	{"@cdn=1s", "to the host `cdn`, without a name"},
	{"1s:200ms", "sleeps for a second, then makes a request that takes 200 ms"},
	{"1s:", "only sleeps for a second, without a request"},
	{"300ms~50ms", "takes 300 ms, give or take 50"},
	{"120ms..900ms", "takes what the `seed` draws: 120 ms in the median, 900 ms at the 99th percentile (log-normal)"},
	{"1s!503", "goes wrong after a second: here it answers 503"},
	{"1s!reset", "the connection breaks; so does `!refused`, where nothing listens"},
	{"1s!503/2", "answers 503 to its first two attempts, and 200 from then on (`retry`, `hedge`)"},
	{"1s!503@5%", "answers 503 in one of twenty requests, by the `seed`; so does each attempt of its own"},
	{"1s!503@5%!reset@1%", "503 in five of a hundred, a broken connection in one more; the last may have no chance, and is what is left"},
	{"200ms>500ms", "a chain: a request, and once it is answered the next one, as in logging in and then fetching"},
	{"a=1s!401@5%>500ms>500ms", "a chain of three; where one fails, as a bad status does with `raise_for_status`, nothing follows"},
	{"200ms*50", "fifty of them"},
	{"https://example.com/", "a request to that address, in live runs only, and only after you agreed to it"},
}

// TaskInserted puts one more task behind the list.
type TaskInserted struct{ Text string }

// withTask is the draft with one more task.
func (d Draft) withTask(text string) Draft {
	if tasks := strings.TrimRight(d.Tasks, ", \n"); tasks == "" {
		d.Tasks = text
	} else {
		d.Tasks = tasks + ", " + text
	}
	return d
}

// OutcomeTyped asks for a field in which the outcome of a row is typed, instead of a menu.
type OutcomeTyped struct{ Row int }

// OffersOutcome reports whether a menu of outcomes has this one, for requests or else for sockets. "" is the usual one.
func OffersOutcome(what string, sockets bool) bool {
	if what == "" {
		return true
	}
	for _, o := range engine.OfferedOutcomes(sockets) {
		if o == what {
			return true
		}
	}
	return false
}
