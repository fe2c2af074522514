package program

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"inflight/engine"
)

// writePython writes the program with asyncio and aiohttp.
func writePython(w *writer) {
	w.unit, w.pythonTime, w.latencyText, w.nowhere = "    ", seconds, milliseconds, "None"
	w.set("$raised", map[bool]string{true: "(RequestError, ConnectionError)", false: "RequestError"}[w.stacked],
		"$session", w.session(), "$path", w.path(), "$timeout", w.pythonTime(w.Timeout), "$key", "name", "$named", `f"{name}: timeout"`,
		"$wake", "len(done), len(pending)", "$error", "error", "$late", `"timeout"`, "$group", "*group.exceptions")
	w.fails = w.fails || w.disconnects() || w.pythonClosesFirst()
	w.pythonImports()
	if w.pythonDrawsLots() {
		w.write(`| random.seed($seed)  # aiohttp draws lots whose turn it is, among hosts`, "$seed", strconv.FormatUint(w.Seed, 10))
	}
	w.pythonRequests()
	w.pythonChains()
	if w.fails || w.errors {
		w.write(`
|
|
| class RequestError(Exception):
|     """A request went wrong. The message begins with its name."""`)
	}
	w.write(`
|
|
| def log(*words):
|     print(f"{time.monotonic() - START:.3f}", *words)
|
|`)
	if w.pythonClosesFirst() {
		w.write(`
| responses = []
|
|`)
	}
	w.pythonResolver()
	w.pythonTimed()
	w.pythonTask()
	w.pythonMain()
	w.writeHelpers()
	w.write(`
|
|
exit shutdown | asyncio.run(main())`)
}

// session is what the caller hands its session on as: an argument, if there is one.
func (w *writer) session() string {
	return textIf(w.shared && !w.blocks, "session, ")
}

func (w *writer) pythonImports() {
	w.write(`| import asyncio`)
	if w.stacked {
		w.write(`| import contextlib`)
	}
	if w.clocked {
		w.write(`| import functools`)
	}
	if w.blocks && w.fails {
		w.write(`| import http.client`)
	}
	if w.drawsPauses() || w.pythonDrawsLots() {
		w.write(`| import random`)
	}
	w.write(`| import time`)
	switch {
	case !w.blocks:
		w.write(`
|
| import aiohttp`)
	case w.badStatuses() || w.statusFails:
		w.write(`
| import urllib.error
| import urllib.request`)
	default:
		w.write(`| import urllib.request`)
	}
	w.write(`
|
| START = time.monotonic()`)
}

// pythonMain writes the caller. A session that closes under those who use it closes before they have ended.
func (w *writer) pythonMain() {
	w.write(`
      |
      |
` + w.decorator() + `enter | async def main():`)
	depth := 1
	if w.session() != "" {
		w.lines[len(w.lines)-1].Tags = nil
		w.write(`enter close |     async with aiohttp.ClientSession($options) as session:`, "$options", w.sessionOptions())
		depth++
	}
	w.writeIndented(depth, pythonStrategy)
	if w.pythonClosesFirst() {
		w.write(`
|         for response in responses:
|             response.close()  # aiohttp 3.8 closes its connection, and leaves those waiting who read from it`)
		w.writeIndented(1, (*writer).pythonLinger)
	}
}

// pythonClosesFirst reports whether the session closes under what may still use it.
func (w *writer) pythonClosesFirst() bool {
	return w.closesSessionFirst() || w.leavesInLine() && w.session() != "" && w.After == engine.CloseAfter
}

// pythonLinger writes how the caller waits for its tasks. Of those in line only the last may have left something.
func (w *writer) pythonLinger() {
	if w.leavesInLine() {
		w.write(`linger | await asyncio.gather(task, return_exceptions=True)  # it has ended; what is behind its shield runs on`)
		return
	}
	w.write(`linger | await asyncio.gather(*tasks, return_exceptions=True)`)
}

// pythonTask writes what a task does: the coroutine of a request, or a socket, or both.
func (w *writer) pythonTask() {
	switch {
	case w.stacked:
		w.pythonSocket()
		w.pythonStacked()
	case w.sockets:
		w.pythonSocket()
		fallthrough
	default:
		w.pythonFetch()
	}
}

// sessionOptions are those in which the session differs from aiohttp's defaults.
func (w *writer) sessionOptions() string {
	var options, limits []string
	if w.shared && w.Limit != 100 {
		limits = []string{fmt.Sprintf("limit=%d", w.Limit)}
	}
	if w.shared && w.LimitPerHost > 0 {
		limits = append(limits, fmt.Sprintf("limit_per_host=%d", w.hostLimit()))
	}
	if w.hosted && w.local {
		limits = append(limits, "resolver=Resolver()")
	}
	if limits != nil {
		options = append(options, "connector=aiohttp.TCPConnector("+strings.Join(limits, ", ")+")")
	}
	if w.timesItself() {
		options = append(options, "timeout=aiohttp.ClientTimeout("+strings.Join(w.pythonClocks(), ", ")+")")
	} else if w.longestRequest() > 5*time.Minute { // aiohttp gives up on a request then, and its wait for a connection counts
		options = append(options, "timeout=aiohttp.ClientTimeout(total=None)")
	}
	return strings.Join(options, ", ")
}

// pythonClocks are the times that the client gives each request.
func (w *writer) pythonClocks() []string {
	var clocks []string
	for i := range engine.Clocks {
		if d := w.ClientTimeout.Of(&engine.Clocks[i]); d > 0 {
			clocks = append(clocks, engine.Clocks[i].Name+"="+seconds(d))
		}
	}
	return clocks
}

// pythonDrawsLots reports whether aiohttp draws lots, as it does where requests to several hosts stand in line for one limit.
func (w *writer) pythonDrawsLots() bool {
	return w.drawsLots() && w.Limit > 0 && w.Limit < len(w.requests) && (w.hosted || w.anyRequest(isRefused))
}

// pythonResolver writes what finds the backend's hosts, where not every system does.
func (w *writer) pythonResolver() {
	if !w.hosted || !w.local {
		return
	}
	w.write(`
| class Resolver(aiohttp.ThreadedResolver):
|     """Finds *.localhost on this machine, which not every system does."""
|
|     async def resolve(self, host, *args, **options):
|         if host.endswith(".localhost"):
|             host = "127.0.0.1"
|         return await super().resolve(host, *args, **options)
|
|`)
}

// longestRequest is a bound of how long one request can take, with its wait for a connection.
func (f *facts) longestRequest() time.Duration {
	var sum, most time.Duration
	for _, r := range f.requests {
		sum += r.Latency + f.BodyTime()
		most = max(most, r.Latency+f.BodyTime())
	}
	if f.limitsHoldBack() {
		most += sum / time.Duration(f.mostAtOnce())
	}
	return most
}

// pythonFetch writes the coroutine of one task.
func (w *writer) pythonFetch() {
	w.write(`
`+w.decorator()+`      | async def fetch($sessionname, $delay,url):
start |     log("start", name)`, "$delay,", textIf(w.delays, "delay, "))
	w.pythonTry(pythonExchange)
	w.write(`
       |     result = f"{name}: {$value}"
finish |     log("finish", result)
       |     return result`, "$value", w.pythonValue())
}

// pythonTry writes the body of a coroutine, with the clauses for how it can end other than well.
func (w *writer) pythonTry(body func(*writer)) {
	if !w.fails && !w.cancelsTasks() {
		w.writeIndented(1, body)
		return
	}
	w.write(`|     try:`)
	w.writeIndented(2, body)
	w.pythonExcept()
}

// pythonValue is what an answer is worth to its task.
func (w *writer) pythonValue() string {
	if w.sockets {
		return "message"
	}
	return "response.status"
}

func pythonExchange(w *writer) {
	switch {
	case w.delays && w.clocked:
		w.write(`
      | if delay:
      |     print(f"sleeping for {delay} second(s)")
sleep |     await asyncio.sleep(delay)`)
	case w.delays && w.anyRequest(goesAtOnce): // sleep(0) would let others go first
		w.write(`
      | if delay:
sleep |     await asyncio.sleep(delay)`)
	case w.delays:
		w.write(`sleep | await asyncio.sleep(delay)`)
	}
	if w.Sleeps() {
		w.write(`
       | if url is None:  # that was all
       |     result = f"{name}: slept"
finish |     log("finish", result)
       |     return result`)
	}
	switch {
	case w.sockets:
		w.write(`
open shut | async with ConnectedSocket(url) as socket:
answer    |     message = await socket.receive()`)
	case w.blocks:
		w.pythonBlocking()
	case !w.shared:
		w.write(`
open shut | async with aiohttp.ClientSession($options) as session:`, "$options", w.sessionOptions())
		w.writeIndented(1, pythonAsk)
	default:
		pythonAsk(w)
	}
}

func pythonAsk(w *writer) {
	w.write(`
send   | async with session.get(url) as response:`)
	if w.pythonClosesFirst() {
		w.write(`|     responses.append(response)`)
	}
	w.write(`answer |     await response.read()`)
	if w.statusFails {
		w.write(`|     response.raise_for_status()`)
	}
}

// pythonErrors are the exceptions that a request may raise.
func (w *writer) pythonErrors() string {
	late := textIf(w.timesItself(), ", TimeoutError") // which total raises
	switch {
	case w.blocks:
		return "(OSError, http.client.HTTPException)"
	case w.sockets:
		return "(aiohttp.ClientError, ConnectionError)"
	case w.pythonClosesFirst() || w.retriesClosed():
		return "(aiohttp.ClientError, RuntimeError" + late + ")" // the latter where the session was closed before it asked
	case late != "":
		return "(aiohttp.ClientError" + late + ")"
	}
	return "aiohttp.ClientError"
}

// pythonCause is what is told of such an exception. That of total has no words of its own.
func (w *writer) pythonCause() string {
	if w.timesItself() {
		return "str(cause) or type(cause).__name__"
	}
	return "cause"
}

func (w *writer) pythonExcept() {
	if w.fails {
		w.write(`
     |     except $errors as cause:
     |         error = RequestError(f"{name}: {$words}")
fail |         log("fail", error)
     |         raise error from cause`, "$errors", w.pythonErrors(), "$words", w.pythonCause())
	}
	if w.cancelsTasks() {
		w.write(`
          |     except asyncio.CancelledError:
cancelled |         log("cancel", name)
          |         raise`)
	}
}

// pythonStrategy writes what main() does within the session.
func pythonStrategy(w *writer) {
	depth := 0
	if w.wraps() {
		words := w.words
		w.eachInPython()
		defer func() { w.words = words }()
	}
	if w.raises {
		w.write(`| try:`)
		depth++
	}
	if w.around {
		w.writeIndented(depth, func(w *writer) {
			w.write(`timeout | async with asyncio.timeout($timeout):`)
		})
		depth++
	}
	w.writeIndented(depth, strategies[w.Strategy].python)
	if w.around {
		depth--
	}
	w.writeIndented(depth, func(w *writer) { w.write(`return | log("return")`) })
	w.pythonRaises()
	if w.lingers() || w.leavesInLine() && w.After == engine.LingerAfter {
		w.pythonLinger()
	}
}

// pythonRaises writes the except clauses of the strategy.
func (w *writer) pythonRaises() {
	switch {
	case !w.errorRaises():
	case w.collector.RaisesGroup():
		w.write(`
      | except ExceptionGroup as group:
raise |     log("raise", $group)`)
	default:
		w.write(`
      | except $raised as error:
raise |     log("raise", $error)`)
		if w.leavesUnasked() {
			w.write(`|     # what the tasks behind it raised, nobody has asked for: neither await nor task.exception()`)
		}
	}
	if w.timeoutRaises() {
		w.write(`
      | except TimeoutError:
raise |     log("raise", $late)`)
	}
}

// pythonTasks writes the line that creates a task of each of the coroutines, a generator.
func (w *writer) pythonTasks(coroutines string) {
	coroutine, loop, _ := strings.Cut(coroutines, " for ")
	w.write(`create | tasks = [asyncio.create_task(` + coroutine + `) for ` + loop + `]`)
}

// pythonReceive writes how one result is taken: await is the expression that gives it, tags are those of its line.
func (w *writer) pythonReceive(tags, await string) {
	if w.handles {
		w.write(`
      | try:
` + tags + ` |     result = ` + await + `
      | except RequestError as error:
      |     result = error`)
	} else {
		w.write(tags + ` | result = ` + await)
	}
	w.write(`deliver | log("deliver", result)`)
}

// goesAtOnce reports whether a request is made without a delay.
func goesAtOnce(r engine.Request) bool { return r.Delay == 0 }
