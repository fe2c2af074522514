package program

import (
	"fmt"
	"strconv"

	"inflight/engine"
)

// jsRequests writes the list of what to ask for.
func (w *writer) jsRequests() {
	if len(w.requests) > 6 {
		w.write(`| // A browser opens at most six connections to one host (HTTP/1.1), so there the others wait; node has no such limit.`)
	}
	w.write(`| const requests = [`)
	for _, g := range w.groups() {
		if g.loop {
			w.jsLoop(g)
		} else {
			w.declare(g.from, g.to, w.jsRow(w.requests[g.from]))
		}
	}
	w.write(`| ];`)
}

func (w *writer) jsRow(r engine.Request) string {
	return fmt.Sprintf("  [%s, %s%s],", quote(w.names[r.Index]), w.jsDelay(r), w.address(r, func() string {
		return fmt.Sprintf("`${%s}&task=%d&latency=%s%s`", w.jsURL(strconv.Itoa(r.Host)), r.Index, duration(r.Latency), w.query(r))
	}))
}

// jsURL is the variable of the address, of the host with that index if there are two.
func (w *writer) jsURL(index string) string {
	if w.twoHosts {
		return "urls[" + index + "]"
	}
	return "url"
}

func (w *writer) jsDelay(r engine.Request) string {
	return textIf(w.delays, milliseconds(r.Delay)+", ")
}

// jsLoop writes a group as an array that is spread into the list.
func (w *writer) jsLoop(g group) {
	first := w.requests[g.from]
	declare := func(code string) { w.declare(g.from, g.to, code) }
	index := "i"
	if g.from > 0 {
		index = fmt.Sprintf("i + %d", g.from)
	}
	item := fmt.Sprintf("[`%s${%s}`, %s%s]", inTemplate.Replace(escape(g.prefix)), g.index("i", g.from), w.jsDelay(first),
		w.address(first, func() string {
			return fmt.Sprintf(
				"`${%s}&task=${%s}&latency=%s%s`",
				w.jsURL("("+index+") % 2"),
				index,
				g.latency(first, "${latency}ms"),
				w.query(first),
			)
		}))
	if g.latencies == nil {
		declare(fmt.Sprintf("  ...Array.from({ length: %d }, (_, i) => %s),", g.to-g.from, item))
		return
	}
	declare("  ...[")
	for _, line := range wrap(g.latencies, milliseconds) {
		declare("    " + line)
	}
	declare("  ].map((latency, i) => " + item + "),")
}
