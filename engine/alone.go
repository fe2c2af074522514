package engine

import "fmt"

// maxNamed is how many tasks behind one that is taken out of its entry keep their names, at the price of an entry each.
const maxNamed = 100

// TaskOf is the number, from 0, of the task that a request, and its lane, belong to. It differs from the request's index
// only under strategies that have further attempts.
func (s *Scenario) TaskOf(request int) int { return request / s.RequestsPerTask() }

// Alone returns a copy of the scenario in which one task, by its number from 0, has an entry of its own. It also returns that entry:
// change it to change the task alone. The tasks stay what they are, but if their entry stood for many, those behind the
// task may get other numbers in their names.
func (s *Scenario) Alone(task int) (*Scenario, *Entry) {
	alone := *s
	alone.Entries = nil
	at, first := 0, 0
	for i, e := range s.Entries {
		parts := []Entry{e}
		if task >= first && task < first+e.Count {
			var own int
			parts, own = e.split(task - first)
			at = i + own
		}
		alone.Entries = append(alone.Entries, parts...)
		first += e.Count
	}
	return &alone, &alone.Entries[at]
}

// split gives the nth task of an entry an entry of its own, and tells which of the parts it is.
func (e Entry) split(n int) (parts []Entry, own int) {
	if e.Count == 1 {
		return []Entry{e}, 0
	}
	part := func(from, count int) {
		if count == 0 {
			return
		}
		p := e
		p.Count = count
		if e.Name != "" && count == 1 {
			p.Name = numberedName(e.Name, from+1)
		}
		parts = append(parts, p)
	}
	part(0, n)
	own = len(parts)
	part(n, 1)
	rest := e.Count - n - 1
	if e.Name != "" && rest <= maxNamed {
		for i := range rest {
			part(n+1+i, 1)
		}
	} else {
		part(n+1, rest)
	}
	return parts, own
}

// numberedName is a name with a number, short enough for a name.
func numberedName(name string, n int) string {
	number := fmt.Sprintf(".%d", n)
	letters := []rune(name)
	return string(letters[:min(len(letters), MaxName-len(number))]) + number
}
