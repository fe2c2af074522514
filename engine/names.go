package engine

import "strconv"

// Names are what the requests' lanes are called, everywhere: the tasks' labels. Tasks that share a label are numbered from 1: "500ms.6".
// A second attempt and each later one has its number too: "a #2".
func (s *Scenario) Names() []string {
	requests, labels := s.Requests(), s.Labels()
	count, number := map[string]int{}, map[string]int{}
	for _, label := range labels {
		count[label]++
	}
	names := make([]string, len(requests))
	for i, r := range requests {
		label := labels[s.TaskOf(i)]
		if r.Attempt == 0 {
			number[label]++
		}
		names[i] = label
		if count[label] > 1 {
			names[i] += "." + strconv.Itoa(number[label])
		}
		if r.Attempt > 0 {
			names[i] += " #" + strconv.Itoa(r.Attempt+1)
		}
	}
	return names
}

// Labels are those of the tasks, each by itself. Nameless tasks of one entry that differ by their jitter alone share the entry's.
func (s *Scenario) Labels() []string {
	labels, requests := make([]string, 0, s.CountTasks()/s.RequestsPerTask()), s.Requests()
	for _, e := range s.Entries {
		shared := e.Name == "" && (e.Jitter > 0 || e.Tail > 0)
		count := e.Count
		e.Count = 1
		for range count {
			label := requests[len(labels)*s.RequestsPerTask()].label()
			if shared && len(e.Chances) > 0 {
				e.Chances, e.What = nil, "" // which of them it is, its bar shows
			}
			if shared {
				label = e.String()
			}
			labels = append(labels, label)
		}
	}
	return labels
}
