package program

import (
	"fmt"
	"strconv"
	"strings"

	"inflight/engine"
)

// goRequests writes the program's variables and the list of what to ask for.
func (w *writer) goRequests() {
	w.write(`| var begin = time.Now()`)
	switch {
	case w.hosted && w.asksBackend():
		w.write(`
|
| func backend(host string) string {
| 	return fmt.Sprintf("$base/$path?run=%d", host, begin.UnixNano())
| }`, "$base", w.site("%s", func(part string) string { return inFormat.Replace(escape(part)) }))
	case w.asksBackend():
		w.write(`
|
| var url = fmt.Sprintf("$base/$path?run=%d", begin.UnixNano())`, "$base", inFormat.Replace(escape(w.base)))
	}
	if w.awaitsGoroutines() {
		w.write(`
|
| var running sync.WaitGroup`)
	}
	w.goPool()
	if w.blocks {
		w.write(`
|
| // In Go a call that blocks holds up its own goroutine only. Whose value is in here holds up the others, as in Python's event loop.
| // Unlike a sync.Mutex, it lets in who has waited longest.$clocks
| var loop = make(chan struct{}, 1)`, "$clocks", textIf(w.hasClocks(), `
| // Clocks are not held up, nor is main() while it looks at one, as they are in asyncio; and they stop nobody who is about to block.`))
	}
	if w.closesSessionFirst() {
		w.write(`
|
| // A client has no Close that takes its connections with it. This context does that part.
| var session, closeSession = context.WithCancel(context.Background())`)
	}
	if w.delays {
		w.write(`
|
| type request struct {
| 	name  string
| 	delay time.Duration
| 	url   string
| }
|`)
	} else {
		w.write(`
|
| type request struct{ name, url string }
|`)
	}
	w.goList()
}

func (w *writer) goList() {
	groups := w.groups()
	looped := false
	for _, g := range groups {
		looped = looped || g.loop
	}
	if !looped {
		w.write(`| var requests = []request{`)
		for _, g := range groups {
			w.declare(g.from, g.to, w.goRequest(w.requests[g.from], "\t", ","))
		}
		w.write(`| }`)
		return
	}
	w.write(`
| var requests []request
|
| func init() {`)
	for _, g := range groups {
		if g.loop {
			w.goLoop(g)
		} else {
			w.declare(g.from, g.to, w.goRequest(w.requests[g.from], "\trequests = append(requests, request", ")"))
		}
	}
	w.write(`| }`)
}

func (w *writer) goRequest(r engine.Request, open, end string) string {
	return fmt.Sprintf("%s{%s, %s%s}%s", open, quote(w.names[r.Index]), w.goDelay(r), w.address(r, func() string {
		return fmt.Sprintf(`%s + "&task=%d&latency=%s%s"`, w.goURL(r, ""), r.Index, duration(r.Latency), w.query(r))
	}), end)
}

// goURL is the address, of the request's host if there are several. n is the number of a loop, or "".
func (w *writer) goURL(r engine.Request, n string) string {
	switch {
	case !w.hosted:
		return "url"
	case n != "" && r.At == "" && w.Hosts > 1:
		if strings.Contains(n, "+") {
			n = "(" + n + ")"
		}
		return fmt.Sprintf(`backend(fmt.Sprintf("b%%d", %s%%%d))`, n, w.Hosts)
	}
	return "backend(" + quote(w.hostOf(r)) + ")"
}

// ownClient reports whether the program in Go has a client of its own making.
func (w *writer) ownClient() bool {
	return w.limitsHoldBack() || w.hosted && w.local || w.blocks || w.shared && w.goDialer() != ""
}

// goPool writes the client that all requests share, unless http's own does. It knows a limit for each host, and none for all of them.
func (w *writer) goPool() {
	if !w.ownClient() {
		return
	}
	var options []string
	switch {
	case w.blocks:
		options = append(options, "DisableKeepAlives: true")
	case w.limitsHosts():
		options = append(options, fmt.Sprintf("MaxConnsPerHost: %d", w.LimitPerHost))
	case !w.hosted && w.limitsHoldBack():
		options = append(options, fmt.Sprintf("MaxConnsPerHost: %d", w.mostAtOnce()))
	}
	if w.hosted && w.local {
		options = append(options, "DialContext: dial")
	} else if dialer := w.goDialer(); dialer != "" {
		options = append(options, dialer)
	}
	w.write(`|`)
	if w.limitsHoldBack() {
		w.write(`| // Which of the waiting requests comes next is not the order of the list: goroutines start in any order.`)
	}
	w.write(`| var client = &http.Client{Transport: &http.Transport{$options}}$why`, "$why",
		textIf(w.blocks, " // a connection for each request, as urllib has it"), "$options", strings.Join(options, ", "))
	if w.limitsInAll() {
		w.write(`
|
| var places = make(chan struct{}, $limit) // a client has a limit for each host only: this one is for all`,
			"$limit", strconv.Itoa(w.Limit))
	}
	if w.hosted && w.local {
		w.write(`
|
| // dial finds *.localhost on this machine, which not every system does.
| func dial(ctx context.Context, network, address string) (net.Conn, error) {
| 	if host, port, err := net.SplitHostPort(address); err == nil && strings.HasSuffix(host, ".localhost") {
| 		address = net.JoinHostPort("127.0.0.1", port)
| 	}
| 	return $dialer.DialContext(ctx, network, address)
| }`, "$dialer", w.goDialing())
	}
}

func (w *writer) goDelay(r engine.Request) string { return textIf(w.delays, goDuration(r.Delay)+", ") }

// goLoop writes a group as a loop.
func (w *writer) goLoop(g group) {
	first := w.requests[g.from]
	declare := func(code string) { w.declare(g.from, g.to, code) }
	index := "n"
	switch {
	case g.latencies != nil:
		declare("\tfor n, latency := range []float64{")
		for _, line := range wrap(g.latencies, milliseconds) {
			declare("\t\t" + line)
		}
		declare("\t} {")
		if g.from > 0 {
			index = fmt.Sprintf("n+%d", g.from)
		}
	case g.from > 0:
		declare(fmt.Sprintf("\tfor n := %d; n < %d; n++ {", g.from, g.to))
	default:
		declare(fmt.Sprintf("\tfor n := range %d {", g.to))
	}
	name := fmt.Sprintf(`fmt.Sprintf("%s%%d%s", %s)`, inFormat.Replace(escape(g.prefix)), g.suffix, g.goIndex())
	declare("\t\trequests = append(requests, request{" + name + ", " + w.goDelay(first) + w.address(first, func() string {
		if g.latencies != nil {
			return fmt.Sprintf(`fmt.Sprintf("%%s&task=%%d&latency=%%.3fms%s", %s, %s, latency)`, w.query(first), w.goURL(first, index), index)
		}
		return fmt.Sprintf(`fmt.Sprintf("%%s&task=%%d&latency=%s%s", %s, n)`, duration(first.Latency), w.query(first), w.goURL(first, "n"))
	}) + "})")
	declare("\t}")
}

// goIndex is the number in a loop's names, in gofmt's spacing.
func (g *group) goIndex() string {
	base := 0
	if g.latencies != nil {
		base = g.from
	}
	offset := g.number + base
	if offset == 0 {
		return "n"
	}
	return fmt.Sprintf("n%+d", offset)
}
