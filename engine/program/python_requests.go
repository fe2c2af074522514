package program

import (
	"fmt"
	"strconv"
	"time"

	"inflight/engine"
	"inflight/engine/view"
)

// seconds is a time as Python's asyncio takes it.
func seconds(d time.Duration) string { return strconv.FormatFloat(view.Seconds(d), 'f', -1, 64) }

// pythonRequests writes the list of what to ask for.
func (w *writer) pythonRequests() {
	switch base := inFString.Replace(escape(w.base)); {
	case w.hosted && w.asksBackend():
		w.write(`
| RUN = time.time_ns()
|
|
| def backend(host):
|     return f"$base/$path?run={RUN}"
|
|`, "$base", w.site("{host}", func(part string) string { return inFString.Replace(escape(part)) }))
	case w.asksBackend():
		w.write(`| URL = f"$base/$path?run={time.time_ns()}"`, "$base", base)
	}
	w.pythonList(
		func(r engine.Request) string {
			return fmt.Sprintf("(%s, %s%s)", quote(w.names[r.Index]), w.pythonDelay(r),
				w.address(r, func() string {
					return fmt.Sprintf(`f"{%s}&task=%d&latency=%s%s"`, w.pythonURL(r, ""), r.Index, duration(r.Latency), w.query(r))
				}))
		},
		func(g group, r engine.Request) string {
			name := fmt.Sprintf(`f"%s{%s}%s"`, inFString.Replace(escape(g.prefix)), g.index("n", 0), g.suffix)
			return fmt.Sprintf("(%s, %s%s)", name, w.pythonDelay(r), w.address(r, func() string {
				return fmt.Sprintf(`f"{%s}&task={n}&latency=%s%s"`, w.pythonURL(r, "n"), g.latency(r, "{latency}ms"), w.query(r))
			}))
		})
}

// pythonURL is the address, of the request's host if there are several. n is the variable of a loop, or "".
func (w *writer) pythonURL(r engine.Request, n string) string {
	switch {
	case !w.hosted:
		return "URL"
	case n != "" && r.At == "" && w.Hosts > 1:
		return fmt.Sprintf("backend(f'b{%s %% %d}')", n, w.Hosts)
	}
	return "backend('" + w.hostOf(r) + "')"
}

// pythonDelay is the column of the delay, if there is one.
func (w *writer) pythonDelay(r engine.Request) string { return textIf(w.delays, seconds(r.Delay)+", ") }

// pythonList writes REQUESTS; one and each write an item and the item of a loop.
func (w *writer) pythonList(one func(engine.Request) string, each func(group, engine.Request) string) {
	groups := w.groups()
	w.write(`| REQUESTS = [`)
	w.writeIndented(1, func(w *writer) {
		for _, g := range groups {
			first := w.requests[g.from]
			switch {
			case !g.loop:
				w.declare(g.from, g.to, one(first)+",")
			case len(groups) == 1:
				w.declare(g.from, g.to, each(g, first))
				w.pythonFor(g, "")
			default:
				w.declare(g.from, g.to, "*("+each(g, first))
				w.pythonFor(g, "),")
			}
		}
	})
	w.write(`| ]`)
}

// pythonFor writes the end of a comprehension that counts n through a group.
func (w *writer) pythonFor(g group, end string) {
	switch {
	case g.latencies != nil:
		w.declare(g.from, g.to, "for n, latency in enumerate([")
		for _, line := range wrap(g.latencies, w.latencyText) {
			w.declare(g.from, g.to, w.unit+line)
		}
		w.declare(g.from, g.to, fmt.Sprintf("]%s)%s", textIf(g.from > 0, ", "+strconv.Itoa(g.from)), end))
	default:
		w.declare(g.from, g.to, fmt.Sprintf("for n in range(%s%d)%s", textIf(g.from > 0, strconv.Itoa(g.from)+", "), g.to, end))
	}
}
