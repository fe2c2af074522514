package web

import (
	"strings"

	"inflight/engine"
)

// wrapper is one of the wrappers, as the editor of the chip each offers it.
type wrapper struct {
	Name   string             `json:"name"`
	Words  string             `json:"words"`
	Usual  string             `json:"usual"` // the entry that is added
	Fields []engine.WrapField `json:"fields"`
	Sort   int                `json:"sort"` // its place in the orders
}

// wrappers are what the editor of the chip each knows.
type wrappers struct {
	Wrappers []wrapper            `json:"wrappers"`
	Orders   [sorts][sorts]string `json:"orders"`
	Most     int                  `json:"most"`
}

// sort is what the order of wrappers depends on.
type sort int

const (
	timing sort = iota
	limiting
	pacing
	retrying
	hedging
	shielding
	sorts
)

func sortOf(w *engine.Wrapper) sort {
	switch {
	case w.TimesOut:
		return timing
	case w.Limits:
		return limiting
	case w.HoldsBack:
		return pacing
	case w.Retries:
		return retrying
	case w.Hedges:
		return hedging
	}
	return shielding
}

// orders say what it means that one wrapper, by its sort, stands around another.
var orders = [sorts][sorts]string{
	timing: {
		timing:    "both clocks run, and the shorter time counts",
		limiting:  "the time runs while a task waits in line",
		pacing:    "the time runs while a task waits for its turn",
		retrying:  "all attempts and their pauses share one time",
		hedging:   "both requests share one time",
		shielding: "when the time is up the task goes on, and its request runs on",
	},
	limiting: {
		timing:    "the time begins when a task has its place",
		limiting:  "a task needs a place of each, so the smaller number counts",
		pacing:    "a task holds its place while it waits for its turn",
		retrying:  "a task keeps its place through all attempts and pauses",
		hedging:   "both requests have one place, so more may run than there are places",
		shielding: "a task that leaves frees its place, though its request runs on",
	},
	pacing: {
		timing:    "the time begins when a task has had its turn",
		limiting:  "who has had its turn may still wait for a place",
		pacing:    "a start needs a turn of each, so the slower rate counts",
		retrying:  "only the first attempt waits for a turn",
		hedging:   "only the first request waits for a turn",
		shielding: "the wait for a turn can be cancelled, and the request cannot",
	},
	retrying: {
		timing:    "each attempt has its own time, and one that runs out is tried again",
		limiting:  "each attempt stands in line anew, and a pause holds no place",
		pacing:    "each attempt waits for a turn of its own",
		retrying:  "the attempts multiply",
		hedging:   "only when both requests have failed are they tried again",
		shielding: "a task that is cancelled makes no more attempts, and the present one runs on",
	},
	hedging: {
		timing:    "each of the two requests has its own time",
		limiting:  "the second request needs a place of its own, and waiting in line counts as slow",
		pacing:    "the second request waits for a turn of its own, and that wait counts as slow",
		retrying:  "each of the two requests tries again by itself",
		hedging:   "up to four requests are made for one answer",
		shielding: "the slower request is left, and runs on",
	},
	shielding: {
		timing:    "nothing but its own time ends the request",
		limiting:  "who is left keeps its place in line",
		pacing:    "who is left keeps its turn",
		retrying:  "who is left goes on trying",
		hedging:   "who is left goes on, with both requests",
		shielding: "the second one changes nothing",
	},
}

// wrapperList is what there is to wrap with.
func wrapperList() wrappers {
	list := wrappers{Orders: orders, Most: engine.MaxWraps}
	for i := range engine.Wrappers {
		w := &engine.Wrappers[i]
		usual := w.Name
		if _, example, found := strings.Cut(w.Form, "such as "); found {
			usual, _, _ = strings.Cut(example, " ")
		}
		list.Wrappers = append(list.Wrappers, wrapper{w.Name, w.Does, usual, w.Fields(), int(sortOf(w))})
	}
	return list
}
