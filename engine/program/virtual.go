package program

import (
	"encoding/json"
	"errors"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"

	"inflight/engine"
)

// Virtual writes a Python script that runs the scenario on CPython's own asyncio in virtual time, and prints its trace:
// {"scenario": …, "events": […]}. It needs CPython 3.11 or later and nothing else. The strategy's section is the one of
// the Python program. A scenario with requests to a URL has no such script: [engine.ErrLiveOnly].
func Virtual(s *engine.Scenario) (string, error) {
	if s.Live() {
		return "", engine.ErrLiveOnly
	}
	if !HasScript(s) {
		return "", ErrNoScript
	}
	w := newWriter(s, engine.Backend{})
	w.virtual = true
	w.unit, w.pythonTime, w.latencyText = "    ", microseconds, microseconds
	w.set(
		"$raised",
		"RequestError",
		"$session",
		textIf(w.shared, "session, "),
		"$key",
		"task",
		"$named",
		`{"task": task, "error": "timeout"}`,
		"$timeout",
		microseconds(w.Timeout),
		"$late",
		`{"error": "timeout"}`,
		"$wake",
		`{"done": len(done), "pending": len(pending)}`,
		"$error",
		`{"error": error.args[0]["error"]}`,
		"$group",
		`{"error": "group:" + ",".join(error.args[0]["error"] for error in group.exceptions)}`,
	)
	w.fails = w.fails || w.closesUnder()
	w.virtualHead()
	w.virtualLoop()
	w.virtualCauses()
	w.virtualEvents()
	w.virtualClient()
	w.virtualTask()
	w.virtualMain()
	w.virtualEnd()
	w.virtualRun()
	return (&Program{Language: Python, Lines: w.lines}).Text(), nil
}

// HasScript reports whether a scenario has such a script: one that runs live only has none, nor has one with wrappers, chains, the
// client's timeouts or a server's limits.
func HasScript(s *engine.Scenario) bool {
	return !s.Live() && len(s.Each) == 0 && !s.Chained() && s.Server.Name == "" && s.ClientTimeout == engine.ClientTimeout{}
}

// Script is what runs the scenario on CPython's own asyncio in virtual time and prints its trace: the short script of [Virtual], or where
// there is none, for wrappers, chains, client timeouts and a server's limits, the program that the engine is compared with.
// This scenario is at its end.
func Script(s *engine.Scenario) (string, error) {
	if HasScript(s) || s.Live() {
		return Virtual(s)
	}
	question, err := json.Marshal(Question(s))
	if err != nil {
		return "", err
	}
	_, told, found := strings.Cut(engine.Oracle, "What runs is asyncio's own")
	body, _, ends := strings.Cut(told, "\n\ndef main():")
	if !found || !ends {
		return "", errors.New("trace.py has no beginning or no end")
	}
	return `#!/usr/bin/env python3
"""Runs one scenario of Inflight on CPython's own asyncio, in virtual time, and prints what happened.

Needs Python 3.11 or later and nothing else. All times are whole microseconds. The program is the one that Inflight's engine is compared
with, and so knows all strategies; what is at its end is the scenario.

What runs is asyncio's own` + body + `

gc.disable()  # or it would collect at random
scenario = json.loads(` + quote(string(question)) + `)
print(json.dumps({"scenario": scenario["scenario"], "events": run(scenario)}))
`, nil
}

// Question is a scenario as engine/testdata/cpython/trace.py reads it: each field by its name in a link, times in microseconds, and what
// follows from them.
func Question(s *engine.Scenario) map[string]any {
	question := map[string]any{"scenario": s.Link()}
	for field, value := range reflect.ValueOf(*s).Fields() {
		switch value := value.Interface().(type) {
		case []engine.Entry, []engine.Option, []engine.Wrap:
		case engine.ServerModel:
			question["server"] = map[string]any{"count": value.Count, "status": value.Status, "period": value.Period.Microseconds(),
				"from": value.From.Microseconds(), "to": value.To.Microseconds()}
		case engine.ClientTimeout:
			times := map[string]int64{}
			for i := range engine.Clocks {
				times[engine.Clocks[i].Name] = value.Of(&engine.Clocks[i]).Microseconds()
			}
			question["client_timeout"] = times
		case time.Duration:
			question[linkName(field.Name)] = value.Microseconds()
		default:
			question[linkName(field.Name)] = value
		}
	}
	if s.Timeout == engine.NoTimeout {
		question["timeout"] = nil
	}
	if s.Sockets() {
		question["client"] = engine.SocketClient
	}
	var requests []questionRequest
	for _, r := range s.Requests() {
		requests = append(requests, questionRequest{
			Links: r.Links, Delay: r.Delay.Microseconds(), Sleeps: r.Sleeps, Latency: r.Latency.Microseconds(), What: r.What, Status: r.Status,
			Host: r.Host,
		})
	}
	question["each"] = wrapsOf(s)
	question["body"], question["requests"], question["requests_each"] = s.BodyTime().Microseconds(), requests, s.Tries()
	return question
}

// wrapsOf are the wrappers of the key each, outermost first.
func wrapsOf(s *engine.Scenario) []map[string]any {
	wraps := make([]map[string]any, len(s.Each))
	for i, w := range s.Each {
		wraps[i] = map[string]any{
			"name": w.Name, "count": w.Count, "time": w.Time.Microseconds(), "jitter": w.Jitter.Microseconds(), "retry_after": w.RetryAfter,
		}
	}
	return wraps
}

// linkName is the name of a scenario's field as links write it: return_when for ReturnWhen.
func linkName(field string) string {
	var b strings.Builder
	for i, letter := range field {
		if i > 0 && unicode.IsUpper(letter) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(letter))
	}
	return b.String()
}

type questionRequest struct {
	Links   int         `json:"links"`
	Delay   int64       `json:"delay"`
	Sleeps  bool        `json:"sleeps"`
	Latency int64       `json:"latency"`
	What    engine.What `json:"what"`
	Status  int         `json:"status"`
	Host    int         `json:"host"`
}

// microseconds is a time as the script counts it: whole, with the thousands marked.
func microseconds(d time.Duration) string {
	text := strconv.FormatInt(d.Microseconds(), 10)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "_" + text[i:]
	}
	return text
}

// VirtualRunsOn says on which Pythons the scenario's script prints its trace, in words that follow "prints the scenario's trace on".
// From 3.14 on a shield that is left logs the exception behind it itself, and does not leave that to the end of its gather.
func VirtualRunsOn(s *engine.Scenario) string {
	const any = "any CPython from 3.11 on"
	if s.Shields() && newWriter(s, engine.Backend{}).losesBehindShield() {
		return any + ", but that 3.14 tells sooner of the exception that the shield leaves behind, in other words"
	}
	return any
}

// losesBehindShield reports whether the caller may leave a shield behind which an exception comes later.
func (w *writer) losesBehindShield() bool { return w.Shields() && w.hasTimeout() && w.mayLose() }

func (w *writer) virtualHead() {
	w.write(`
| """Runs one scenario of Inflight on CPython's own asyncio, in virtual time, and prints what happened.
|
| Needs Python 3.11 or later and nothing else. All times are whole microseconds.$but
| """
|
| import asyncio`, "$but", textIf(w.losesBehindShield(), `
| Python 3.14 logs the exception that the shield leaves behind as soon as it is there, and so before what is told here.`))
	if w.pooling() {
		w.write(`| import collections`)
	}
	if w.stacked {
		w.write(`| import contextlib`)
	}
	w.write(`$gc
| import heapq
| import itertools
| import json`, "$gc", textIf(w.mayLose(), "\n| import gc"))
	if w.drawsLots() || w.drawsPauses() {
		w.write(`| import random`)
	}
	if w.collector.Cancels == engine.CancelsAtFailure {
		w.write(`| import sys`)
	}
	w.write(`|`)
	w.add("SCENARIO = " + quote(w.Link()))
	w.virtualRequests()
}

// virtualRequests writes the list of requests: index, delay, latency, host, status, fault; columns that say nothing are left out.
func (w *writer) virtualRequests() {
	row := func(index, latency string, r engine.Request) string {
		columns := []string{index}
		if w.hasDelays() {
			columns = append(columns, microseconds(r.Delay))
		}
		columns = append(columns, latency)
		if w.hasHosts() {
			columns = append(columns, w.virtualHost(index, r))
		}
		if w.hasStatus() {
			columns = append(columns, strconv.Itoa(r.Status))
		}
		if w.hasFaults() {
			columns = append(columns, quote(fault(r)))
		}
		return "(" + strings.Join(columns, ", ") + ")"
	}
	w.pythonList(
		func(r engine.Request) string {
			if r.Sleeps {
				return row(strconv.Itoa(r.Index), "None", r)
			}
			return row(strconv.Itoa(r.Index), microseconds(r.Latency), r)
		},
		func(g group, r engine.Request) string {
			switch {
			case r.Sleeps:
				return row("n", "None", r)
			case g.latencies != nil:
				return row("n", "latency", r)
			}
			return row("n", microseconds(r.Latency), r)
		})
}

// hasHosts reports whether the requests have a column of hosts. Else these follow from the index.
func (w *writer) hasHosts() bool { return w.shared && len(w.NamedHosts()) > 0 }

// virtualHost is the number of a request's host; index is the request's own, or the variable of a loop.
func (w *writer) virtualHost(index string, r engine.Request) string {
	if _, err := strconv.Atoi(index); err == nil || r.At != "" || w.Hosts == 1 || isRefused(r) {
		return strconv.Itoa(r.Host)
	}
	return index + " % " + strconv.Itoa(w.Hosts)
}

func (w *writer) hasStatus() bool {
	return w.anyRequest(func(r engine.Request) bool { return r.Status != 200 })
}

func (w *writer) hasFaults() bool {
	return w.anyRequest(func(r engine.Request) bool { return fault(r) != "" })
}

func (w *writer) virtualLoop() {
	w.write(`
|
|
| class Timer(asyncio.TimerHandle):
|     """Of timers due at one instant, the one that was created first fires first."""
|
|     def __lt__(self, other):
|         return (self._when, self.sequence) < (other._when, other.sequence)
|
|
| class VirtualLoop(asyncio.BaseEventLoop):
|     """asyncio's loop, with a clock that jumps to the next timer whenever nothing is ready."""
|
|     def __init__(self):
|         super().__init__()
|         self._selector, self._clock_resolution = self, 1
|         self.now = self.timers = 0
|
|     def time(self):
|         return self.now
|
|     def call_at(self, when, callback, *args, context=None):
|         timer = Timer(when, callback, args, self, context)
|         timer.sequence, timer._scheduled = self.timers, True
|         self.timers += 1
|         heapq.heappush(self._scheduled, timer)
|         return timer
|
|     def select(self, timeout):
|         if timeout:
|             self.now = self._scheduled[0]._when
|         return ()
|
|     def _process_events(self, events):
|         pass`)
}

// virtualCauses writes what tells who asked for a cancellation, as the message of the CancelledError. A call of cancel
// without one is the strategy's own.
func (w *writer) virtualCauses() {
	if w.hasTimeout() {
		w.write(`
|
|
| class Caller(asyncio.Task):
|     """The task of main(). What cancels others through it is asyncio.timeout."""
|
|     def cancel(self, msg=None):
|         return super().cancel(msg or "timeout")`)
	}
	if w.collector.Cancels == engine.CancelsAtFailure {
		w.write(`
|
|
| class Group(asyncio.TaskGroup):
|     """A TaskGroup that cancels in the order of the tasks, and tells why."""
|
|     def _abort(self):
|         self._aborting = True
|         cause = sys.exc_info()[1]  # what __aexit__ handles; nothing if a member's failure called us
|         by = cause.args[0] if isinstance(cause, asyncio.CancelledError) else "group"
|         for task in created:
|             if not task.done():
|                 task.cancel(by)
|
|
| asyncio.TaskGroup = Group`)
	}
}

// virtualEvents writes what makes the events.
func (w *writer) virtualEvents() {
	if w.fails || w.errors {
		w.write(`
|
|
| class RequestError(Exception):
|     """A request went wrong. Its argument is the result of the task."""`)
	}
	w.write(`
|
|
| events = []
| created = []
| connections = itertools.count(1)
|
|
| def log(kind, detail={}):`)
	if w.fails || w.errors {
		w.write(`
|     if isinstance(detail, RequestError):
|         (detail,) = detail.args`)
	}
	w.write(`
|     events.append({"t": loop.now, "kind": kind, **detail})
|
|
| def create(loop, coroutine, **options):
|     arguments = coroutine.cr_frame.f_locals
|     if "task" in arguments$outer:
|         log("create", {"task": arguments["task"]})
|     created.append(asyncio.Task(coroutine, loop=loop, **options))
|     return created[-1]`, "$outer", textIf(w.startsNothing(), ` and coroutine.__name__ != "fetch"`))
}

// virtualFetch writes the coroutine of one task.
func (w *writer) virtualFetch() {
	w.write(`
|
|
| async def fetch($sessiontask, $columns):
|     log("start", {"task": task})`, "$columns", w.virtualColumns())
	w.virtualTry(virtualExchange)
	w.write(`
|     result = {"task": task, "value": value}
|     log("finish", result)
|     return result`)
}

// virtualColumns are those of a request behind its index, as parameters.
func (w *writer) virtualColumns() string {
	return textIf(w.hasDelays(), "delay, ") + "latency" + textIf(w.hasHosts(), ", host") +
		textIf(w.hasStatus(), ", status") + textIf(w.hasFaults(), ", fault")
}

// hasDelays reports whether the requests have a column of delays; a socket's peer takes them to accept.
func (w *writer) hasDelays() bool {
	return w.anyRequest(func(r engine.Request) bool { return r.Delay > 0 })
}

// virtualTry writes the body of a coroutine, with the clauses for how it can end other than well.
func (w *writer) virtualTry(body func(*writer)) {
	if !w.fails && !w.cancelsTasks() {
		w.writeIndented(1, body)
		return
	}
	w.write(`|     try:`)
	w.writeIndented(2, body)
	if w.cancelsTasks() {
		unsaid := "caller"
		if w.TimesOut() { // the cancellation is a timeout's, of each task
			unsaid = "timeout"
		}
		w.write(`
|     except asyncio.CancelledError as error:
|         log("cancel", {"task": task, "by": error.args[0] if error.args else "$unsaid"})
|         raise`, "$unsaid", unsaid)
	}
	if w.fails {
		w.write(`
|     except RequestError as error:
|         log("fail", error)
|         raise`)
	}
}

// virtualTask writes what a task does.
func (w *writer) virtualTask() {
	if w.stacked {
		w.virtualStacked()
	} else {
		w.virtualFetch()
	}
}

// virtualExchange writes what the task does between its start and its end.
func virtualExchange(w *writer) {
	if w.delays {
		w.write(`
| if delay:
|     await asyncio.sleep(delay)`)
	}
	if w.sockets {
		w.virtualFaults(engine.BeforeConnecting)
		w.write(`
| async with ConnectedSocket(task, $columns) as socket:
|     value = await socket.receive()`, "$columns", w.virtualColumns())
		return
	}
	if w.Sleeps() {
		w.write(`| value = 0`)
		w.write(`| if latency is not None:  # else it only sleeps`)
		defer func(depth int) { w.depth = depth }(w.depth)
		w.depth++
	}
	get := "get(task, latency" + textIf(w.hasHosts(), ", host") + textIf(w.hasStatus(), ", status") + textIf(w.hasFaults(), ", fault") + ")"
	if w.shared {
		w.write(`| value = await session.` + get)
		return
	}
	if w.blocks {
		w.write(`| value = await Session().` + get + "  # no session, and so a connection for each request")
		return
	}
	w.write(`
| log("enter", {"task": task})
| try:
|     value = await Session().` + get + `
| finally:
|     log("close", {"task": task})`)
}

// virtualFaults writes the faults that strike at a moment, as far as requests have them; before a request raises, it does what first
// says.
func (w *writer) virtualFaults(at engine.Moment, first ...string) {
	for _, o := range engine.Outcomes {
		if o.Strikes != at || !w.anyRequest(func(r engine.Request) bool { return r.What == o.Name }) {
			continue
		}
		w.write(`| if $fault == "$what":`, "$what", string(o.Name))
		for _, line := range first {
			w.write("|     " + line)
		}
		w.write(`|     raise RequestError({"task": $task, "error": $fault})`)
	}
}

func (w *writer) virtualMain() {
	w.write(`
|
|
| async def main():`)
	if w.shared {
		w.write(`
|     session = Session()
|     log("enter")`)
	}
	w.writeIndented(1, pythonStrategy)
	if w.shared {
		w.write(`|     log("close")`)
	}
	if w.closesUnder() {
		w.write(`|     session.close()`)
	}
	if w.closesSessionFirst() {
		w.write(`|     await asyncio.gather(*tasks, return_exceptions=True)`)
	}
	w.writeHelpers()
}

// mayLose reports whether asyncio may have to tell of an exception that nobody asked for.
func (w *writer) mayLose() bool { return w.fails || w.errors || w.Shields() && w.cancels }

// virtualEnd writes what follows main().
func (w *writer) virtualEnd() {
	if w.mayLose() {
		w.write(`
|
|
| unretrieved = []
|
|
| def hear(loop, context):
|     """What asyncio logs of exceptions that nobody asked for. Those of tasks come when these are collected, in any order."""
|     error = context["exception"]
|     told = error.args[0]["error"] if isinstance(error, Exception) else "cancelled"
|     if isinstance(context["future"], asyncio.Task):
|         unretrieved.append(error.args[0])
|     else:
|         log("unretrieved", {"error": told})`)
	}
	if !w.shutsDown() {
		return
	}
	w.write(`
|
|
| def shut_down():
|     """What asyncio.run does."""
|     left = [task for task in created if not task.done()]
|     for task in left:
|         task.cancel("shutdown")
|     if left:
|         loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))`)
	if w.fails || w.errors {
		w.write(`
|     for task in left:
|         if not task.cancelled() and task.exception():
|             log("unretrieved", task.exception())`)
	}
	w.write(`
|     loop.run_until_complete(loop.shutdown_asyncgens())
|     loop.run_until_complete(loop.shutdown_default_executor())`)
}

// virtualRun writes what asyncio.run does, in the order of the tasks where that goes over a set.
func (w *writer) virtualRun() {
	task := "asyncio.Task"
	if w.hasTimeout() {
		task = "Caller"
	}
	w.write(`
|
|
| loop = VirtualLoop()
| loop.set_task_factory(create)`)
	if w.mayLose() {
		w.write(`| loop.set_exception_handler(hear)`)
	}
	w.write(`| loop.run_until_complete($task(main(), loop=loop))
| log("exit")`, "$task", task)
	if w.shutsDown() {
		w.write(`| shut_down()`)
	}
	w.write(`| loop.close()`)
	if w.mayLose() {
		w.write(`
| created.clear()
| gc.collect()
| for detail in sorted(unretrieved, key=lambda detail: detail["task"]):
|     log("unretrieved", detail)`)
	}
	w.write(`
| print(json.dumps({"scenario": SCENARIO, "events": events}))`)
}
