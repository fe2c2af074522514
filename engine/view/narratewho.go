package view

import (
	"cmp"
	"inflight/engine"
	"slices"
	"strings"
)

// asIs stands before a word that keeps its small letter at the beginning of a sentence: a task's name, or a
// function's.
const asIs = "\x00"

// sentence makes a sentence of its words.
func sentence(words string) string {
	if first := words[0]; 'a' <= first && first <= 'z' {
		words = string(first-'a'+'A') + words[1:]
	}
	return strings.ReplaceAll(words, asIs, "") + "."
}

var numerals = [...]string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}

var ordinals = [...]string{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"}

// ordinal is the place of the nth, from 0: "third", "12th".
func ordinal(n int) string {
	if n < len(ordinals) {
		return ordinals[n]
	}
	suffix := "th"
	if last := (n + 1) % 10; last <= 3 && last > 0 && (n+1)/10%10 != 1 {
		suffix = [...]string{"st", "nd", "rd"}[last-1]
	}
	return Thousands(n+1) + suffix
}

// count writes small numbers as words.
func count(n int) string {
	if n >= 0 && n < len(numerals) {
		return numerals[n]
	}
	return Thousands(n)
}

// countWords is "one request", "three requests".
func countWords(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return count(n) + " " + noun
}

// bothOrAll is "both", "all three".
func bothOrAll(n int) string {
	if n == 2 {
		return "both"
	}
	return "all " + count(n)
}

// Listed is "a, b and c".
func Listed(words []string) string {
	if n := len(words) - 1; n > 0 {
		return strings.Join(words[:n], ", ") + " and " + words[n]
	}
	return strings.Join(words, "")
}

// oneOrMore is the first word for one, the second for more.
func oneOrMore(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

// maxListed is how many tasks are listed by name.
const maxListed = 4

// turn is which of its requests a task makes: the attempt, and the link of its chain, both from 0.
type turn struct{ attempt, link int }

// laneNames names the tasks of lanes, in the order given: up to four by name, more by their number.
func (n *narrator) laneNames(lanes []int) string {
	var parts []string
	for _, at := range n.turnsOf(lanes) {
		parts = append(parts, n.turnNames(at, n.tasksAt(at, lanes)))
	}
	return Listed(parts)
}

func (n *narrator) turnOf(lane int) turn {
	return turn{n.Requests[lane].Attempt, n.Requests[lane].Link}
}

// turnsOf are those that lanes are at, in order.
func (n *narrator) turnsOf(lanes []int) []turn {
	var turns []turn
	for _, lane := range lanes {
		if at := n.turnOf(lane); !slices.Contains(turns, at) {
			turns = append(turns, at)
		}
	}
	slices.SortFunc(turns, func(a, b turn) int { return cmp.Or(a.attempt-b.attempt, a.link-b.link) })
	return turns
}

// tasksAt are the tasks of those lanes that are at this turn.
func (n *narrator) tasksAt(at turn, lanes []int) []int {
	var tasks []int
	for _, lane := range lanes {
		if n.turnOf(lane) == at {
			tasks = append(tasks, n.Requests[lane].Task)
		}
	}
	return tasks
}

// firstRequests are those of tasks that have others too.
func (n *narrator) firstRequests(tasks []int) string {
	if len(tasks) > maxListed {
		return count(len(tasks)) + " first requests"
	}
	return "the first " + oneOrMore(len(tasks), "request", "requests") + " of " + n.theTasks(tasks)
}

// resultNames names the tasks whose ends are some events, without regard to which request of a chain was the last.
func (n *narrator) resultNames(events []int) string {
	lanes := n.tasksOf(events)
	for i, lane := range lanes {
		lanes[i] -= n.Requests[lane].Link
	}
	return n.laneNames(lanes)
}

// turnNames names the requests of tasks at one turn.
func (n *narrator) turnNames(at turn, tasks []int) string {
	noun, place := "attempt", at.attempt
	switch {
	case at.link > 0:
		noun, place = "request", at.link
	case at.attempt == 0:
		return n.theTasks(tasks)
	}
	if n.Scenario.Hedges() && !n.Scenario.Chained() {
		noun = "request"
	}
	again := ""
	if at.link > 0 && at.attempt > 0 {
		again = ", at the " + ordinal(at.attempt) + " attempt,"
	}
	if len(tasks) > maxListed {
		return count(len(tasks)) + " " + ordinal(place) + " " + noun + "s" + again
	}
	return "the " + ordinal(place) + " " + oneOrMore(len(tasks), noun, noun+"s") + " of " + n.theTasks(tasks) + again
}

// theTasks names tasks of a scenario, without regard to attempts. Tasks that look alike are told apart by their place
// among all tasks, which is their place in the picture too.
func (n *narrator) theTasks(tasks []int) string {
	var named, single, alike []string
	for _, task := range tasks {
		switch name := n.names[task]; {
		case n.Requests[n.first[task]].Name != "":
			named = append(named, asIs+n.Names[n.first[task]])
		case n.used[name] == 1 && n.tasks < len(numerals):
			single = append(single, shortName(name))
		default:
			alike = append(alike, name)
		}
	}
	slices.Sort(alike)
	whole := n.groupNames(slices.Compact(alike), len(alike))
	if len(tasks) == n.tasks && n.tasks > 1 || len(tasks) > maxListed || len(alike) > 0 && whole == nil {
		return n.nameByPlace(tasks)
	}
	if len(single) > 0 {
		named = append(named, "the "+Listed(single)+" "+n.noun(len(single)))
	}
	return Listed(append(named, whole...))
}

// groupNames names all the tasks that look like these: "both 4s tasks". It is nil if there are more of them than so many.
func (n *narrator) groupNames(names []string, tasks int) []string {
	var parts []string
	for _, name := range names {
		tasks -= n.used[name]
		if n.used[name] == 1 {
			return nil
		}
		parts = append(parts, bothOrAll(n.used[name])+" "+shortName(name)+" "+n.noun(2))
	}
	if tasks < 0 {
		return nil
	}
	return parts
}

// shortName cuts a name that is an address.
func shortName(name string) string {
	if runes := []rune(name); len(runes) > engine.MaxName {
		return string(runes[:engine.MaxName-1]) + "…"
	}
	return name
}

// noun is what a task is called; a caller that makes them itself has none.
func (n *narrator) noun(count int) string {
	noun := "task"
	if n.Scenario.Collector().InCaller() {
		noun = n.Timeline.Noun()
	}
	return oneOrMore(count, noun, noun+"s")
}

// nameByPlace names tasks by their place: "both tasks", "the first two tasks", "the third task", "tasks 11 to 20", "48 tasks".
func (n *narrator) nameByPlace(tasks []int) string {
	some := len(tasks)
	noun := " " + n.noun(some)
	first, last := slices.Min(tasks), slices.Max(tasks)
	together := last-first == some-1
	switch {
	case some == n.tasks:
		return bothOrAll(some) + noun
	case some == 1 && first >= len(ordinals) && last == n.tasks-1:
		return "the last" + noun
	case some > 1 && together && first == 0:
		return "the first " + count(some) + noun
	case some > 1 && together && last == n.tasks-1:
		return "the last " + count(some) + noun
	case some > maxListed && together:
		return noun[1:] + " " + Thousands(first+1) + " to " + Thousands(last+1)
	case some > maxListed:
		return count(some) + noun
	}
	return places(tasks, noun)
}

// places lists the places of a few tasks: "the first and third tasks", "tasks 3 and 17".
func places(tasks []int, noun string) string {
	far := slices.Max(tasks) >= len(ordinals)
	words := make([]string, len(tasks))
	for i, task := range slices.Sorted(slices.Values(tasks)) {
		if words[i] = Thousands(task + 1); !far {
			words[i] = ordinals[task]
		}
	}
	if far {
		return noun[1:] + " " + Listed(words)
	}
	return "the " + Listed(words) + noun
}
