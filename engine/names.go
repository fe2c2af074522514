package engine

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Names are what the requests' lanes are called, everywhere: the tasks' labels, with the hosts that they name: "a@api". Tasks that share a
// label are numbered from 1: "500ms.6".
// A second attempt and each later one has its number too: "a #2"; and so has what follows in a chain: "a >2".
func (s *Scenario) Names() []string {
	return s.NamesOf(s.Requests())
}

// NamesOf are those of requests, which are all of the scenario's: [Scenario.Requests] takes its time where they are many.
func (s *Scenario) NamesOf(requests []Request) []string {
	if s.Recorded != nil {
		return s.Recorded.names()
	}
	labels := s.LabelsOf(requests)
	type same struct{ count, number int }
	bearers := map[string]*same{}
	of := make([]*same, len(labels)) // who else bears the label
	for i, label := range labels {
		if i > 0 && label == labels[i-1] {
			of[i] = of[i-1]
		} else if of[i] = bearers[label]; of[i] == nil {
			of[i] = &same{}
			bearers[label] = of[i]
		}
		of[i].count++
	}
	names := make([]string, len(requests))
	for i := range requests {
		r, label, bears := &requests[i], labels[requests[i].Task], of[requests[i].Task]
		if i == r.First {
			bears.number++
		}
		names[i] = label
		if bears.count > 1 {
			names[i] = atHost(strings.TrimSuffix(label, atHost("", r.At))+"."+strconv.Itoa(bears.number), r.At)
		}
		if r.Attempt > 0 {
			names[i] += " #" + strconv.Itoa(r.Attempt+1)
		}
		if r.Link > 0 {
			names[i] += " >" + strconv.Itoa(r.Link+1)
		}
	}
	return names
}

// Labels are those of the tasks, each by itself. Nameless tasks of one entry that differ by their jitter alone share the entry's.
func (s *Scenario) Labels() []string { return s.LabelsOf(s.Requests()) }

// LabelsOf are those of requests, which are all of the scenario's.
func (s *Scenario) LabelsOf(requests []Request) []string {
	if s.Recorded != nil {
		return s.Recorded.names()
	}
	tries, first := s.Tries(), 0
	labels := make([]string, 0, s.Tasks())
	for _, e := range s.Entries {
		shared := e.Name == "" && (e.Jitter > 0 || e.Tail > 0 || e.Then != nil)
		alike := e.Name == "" && len(e.Chances) == 0 // so what the first is called, all are
		label := ""
		if shared {
			label = atHost(e.undrawn().String(), e.Host)
		}
		for range e.Count {
			if label == "" || !shared && !alike {
				label = requests[first].label()
			}
			labels = append(labels, label)
			first += tries * e.Links()
		}
	}
	return labels
}

// undrawn is the entry of a single task, without host and without the outcomes that are drawn: which of them it is, its bar shows.
func (e Entry) undrawn() Entry {
	e.Host, e.Count, e.Then = "", 1, slices.Clone(e.Then)
	for _, link := range e.Chain() {
		if len(link.Chances) > 0 {
			link.Chances, link.What = nil, ""
		}
	}
	return e
}

// atHost is the label of a task that may name a host.
func atHost(label, host string) string {
	if host == "" {
		return label
	}
	return label + "@" + host
}

// place is where the entry's requests go, if that is none of the scenario's own hosts: a host that it names, or the server of its URL.
func (e Entry) place() string {
	if e.URL == "" {
		return e.Host
	}
	if u, err := url.Parse(e.URL); err == nil {
		return u.Scheme + "://" + u.Host
	}
	return e.Host
}

// places number those of all entries, in the order in which they come, behind the scenario's own hosts.
func (s *Scenario) places() map[string]int {
	places := map[string]int{}
	for _, e := range s.Entries {
		if place := e.place(); place != "" {
			if _, known := places[place]; !known {
				places[place] = s.Hosts + len(places)
			}
		}
	}
	return places
}

// NamedHosts are the hosts that tasks name, in the order in which they come.
func (s *Scenario) NamedHosts() []string {
	var names []string
	for _, e := range s.Entries {
		if e.Host != "" && !slices.Contains(names, e.Host) {
			names = append(names, e.Host)
		}
	}
	return names
}

// CountHosts is how many hosts the tasks' requests go to. The scenario's own count unless each task goes elsewhere.
func (s *Scenario) CountHosts() int {
	own := 0
	if slices.ContainsFunc(s.Entries, func(e Entry) bool { return e.place() == "" }) {
		own = s.Hosts
	}
	return own + len(s.places())
}

// CountPlaces is how many numbers [Request.Host] can be: one for each host, and one for where nothing listens.
func (s *Scenario) CountPlaces() int { return s.Hosts + len(s.places()) + 1 }
