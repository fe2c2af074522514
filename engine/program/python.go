package program

import (
	"fmt"
	"strings"
	"time"
)

// writePython writes the program with asyncio and aiohttp.
func writePython(w *writer) {
	w.unit, w.pythonTime, w.latencyText = "    ", seconds, milliseconds
	w.set("$timeout", w.pythonTime(w.Timeout), "$key", "name", "$named", `f"{name}: timeout"`,
		"$wake", "len(done), len(pending)", "$error", "error", "$late", `"timeout"`, "$group", "*group.exceptions")
	w.write(`
| import asyncio
| import time
|
| import aiohttp
|
| START = time.monotonic()`)
	w.pythonRequests()
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
	w.pythonFetch()
	w.write(`
|
|
| async def main():
enter close |     async with aiohttp.ClientSession($options) as session:`, "$options", w.sessionOptions())
	w.indented(2, pythonStrategy)
	w.writeHelpers()
	w.write(`
|
|
exit shutdown | asyncio.run(main())`)
}

// sessionOptions are those in which the session differs from aiohttp's defaults.
func (w *writer) sessionOptions() string {
	var options []string
	if w.Limit != 100 {
		options = append(options, fmt.Sprintf("connector=aiohttp.TCPConnector(limit=%d)", w.Limit))
	}
	if w.longest() > 5*time.Minute { // aiohttp gives up on a request then, and its wait for a connection counts
		options = append(options, "timeout=aiohttp.ClientTimeout(total=None)")
	}
	return strings.Join(options, ", ")
}

// longest is a bound of how long one request can take, with its wait for a connection.
func (f *facts) longest() time.Duration {
	var sum, most time.Duration
	for _, r := range f.requests {
		sum += r.Latency
		most = max(most, r.Latency)
	}
	if f.pooled() {
		most += sum / time.Duration(f.Limit)
	}
	return most
}

// pythonFetch writes the coroutine of one task.
func (w *writer) pythonFetch() {
	w.write(`
      | async def fetch(session, name, $delay,url):
start |     log("start", name)`, "$delay,", when(w.delays, "delay, "))
	if w.fails || w.cancels {
		w.write(`|     try:`)
		w.indented(2, pythonExchange)
		w.pythonExcept()
	} else {
		w.indented(1, pythonExchange)
	}
	w.write(`
       |     result = f"{name}: {response.status}"
finish |     log("finish", result)
       |     return result`)
}

func pythonExchange(w *writer) {
	if w.delays {
		w.write(`sleep | await asyncio.sleep(delay)`)
	}
	w.write(`
send   | async with session.get(url) as response:
answer |     await response.read()`)
	if w.statusFails {
		w.write(`|     response.raise_for_status()`)
	}
}

func (w *writer) pythonExcept() {
	if w.fails {
		w.write(`
     |     except aiohttp.ClientError as cause:
     |         error = RequestError(f"{name}: {cause}")
fail |         log("fail", error)
     |         raise error from cause`)
	}
	if w.cancels {
		w.write(`
          |     except asyncio.CancelledError:
cancelled |         log("cancel", name)
          |         raise`)
	}
}

// pythonStrategy writes what main() does within the session.
func pythonStrategy(w *writer) {
	depth := 0
	if w.raises {
		w.write(`| try:`)
		depth++
	}
	if w.around {
		w.indented(depth, func(w *writer) {
			w.write(`timeout | async with asyncio.timeout($timeout):`)
		})
		depth++
	}
	w.indented(depth, strategies[w.Strategy].python)
	if w.around {
		depth--
	}
	w.indented(depth, func(w *writer) { w.write(`return | log("return")`) })
	w.pythonRaises()
	if w.lingers() {
		w.write(`linger | await asyncio.gather(*tasks, return_exceptions=True)`)
	}
}

// pythonRaises writes the except clauses of the strategy.
func (w *writer) pythonRaises() {
	switch {
	case !w.errorRaises():
	case w.Strategy == "task_group" || w.Strategy == "race":
		w.write(`
      | except ExceptionGroup as group:
raise |     log("raise", $group)`)
	default:
		w.write(`
      | except RequestError as error:
raise |     log("raise", $error)`)
	}
	if w.timed() && w.Strategy != "wait" {
		w.write(`
      | except TimeoutError:
raise |     log("raise", $late)`)
	}
}

// pythonTasks writes the line that creates a task of each of the coroutines, a generator.
func (w *writer) pythonTasks(coroutines string) {
	coroutine, loop, _ := strings.Cut(coroutines, " for ")
	w.write(`create | tasks = [asyncio.create_task($coroutine) for $loop]`, "$coroutine", coroutine, "$loop", loop)
}

// pythonReceive writes how one result is taken: await is the expression that gives it, tags are those of its line.
func (w *writer) pythonReceive(tags, await string) {
	if w.handles {
		w.write(`
      | try:
$tags |     result = $await
      | except RequestError as error:
      |     result = error`, "$tags", tags, "$await", await)
	} else {
		w.write(`$tags | result = $await`, "$tags", tags, "$await", await)
	}
	w.write(`deliver | log("deliver", result)`)
}
