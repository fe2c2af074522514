package program

import (
	"fmt"
	"strconv"
	"strings"

	"inflight/engine"
)

// jsRequests writes the list of what to ask for.
func (w *writer) jsRequests() {
	if len(w.requests) > 6 {
		w.write(`| // A browser opens at most six connections to one host (HTTP/1.1), so there the others wait; node has no such limit.`)
	}
	if w.hosted && w.local {
		w.write(`| // All hosts are this machine, here by its number: node does not find *.localhost on every system.`)
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
	return fmt.Sprintf("  [%s, %s%s%s],", quote(w.names[r.Index]), w.jsHostColumn(r, ""), w.jsDelay(r), w.address(r, func() string {
		return fmt.Sprintf("`${%s}&task=%d&latency=%s%s`", w.jsURL(r, ""), r.Index, duration(r.Latency), w.query(r))
	}))
}

// jsURL is the address, of the request's host if each has its own. n is the number of a loop, or "".
func (w *writer) jsURL(r engine.Request, n string) string {
	if !w.jsHosted() {
		return "url"
	}
	return "backend(" + w.jsHost(r, n) + ")"
}

// jsHostColumn is the column of the host, where the program's own pool asks for it.
func (w *writer) jsHostColumn(r engine.Request, n string) string {
	return textIf(w.limitsHosts(), w.jsHost(r, n)+", ")
}

// jsHost is the name of a request's host.
func (w *writer) jsHost(r engine.Request, n string) string {
	if host := w.hostOf(r); n == "" || r.At != "" || w.Hosts == 1 || host != "b"+strconv.Itoa(r.Host) {
		return quote(host)
	}
	if strings.Contains(n, "+") {
		n = "(" + n + ")"
	}
	return fmt.Sprintf("`b${%s %% %d}`", n, w.Hosts)
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
	item := fmt.Sprintf("[`%s${%s}%s`, %s%s%s]",
		inTemplate.Replace(escape(g.prefix)), g.index("i", g.from), g.suffix, w.jsHostColumn(first, index), w.jsDelay(first),
		w.address(first, func() string {
			return fmt.Sprintf(
				"`${%s}&task=${%s}&latency=%s%s`",
				w.jsURL(first, index),
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
