package program

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"inflight/engine"
)

// writeJavaScript writes the program with fetch, for node from version 20 on and for a browser's console. In blocks, a
// single quote stands for JavaScript's backquote, which Go's raw strings cannot hold.
func writeJavaScript(w *writer) {
	w.unit, w.backquotes, w.nowhere = "  ", true, "null"
	w.cancels = w.cancels || w.timesItself() // by its own clocks
	w.set(
		"$path",
		w.path(),
		"$timeout",
		milliseconds(w.Timeout),
		"$(request)",
		textIf(w.ownStops(), "signal, ")+"name, "+textIf(w.limitsHosts(), "host, ")+textIf(w.delays, "delay, ")+"url",
	)
	w.jsSignals()
	if w.blocks {
		w.write(`
| import { spawnSync } from "node:child_process";
|`)
	}
	w.write(`| const begin = performance.now();`)
	switch {
	case w.jsHosted() && w.asksBackend():
		w.write(`
| const run = Date.now();
| const backend = (host) => '$base/$path?run=${run}';`,
			"$base", w.site("${host}", func(part string) string { return inTemplate.Replace(escape(part)) }))
	case w.asksBackend():
		w.write(`| const url = '$base/$path?run=${Date.now()}';`, "$base", inTemplate.Replace(escape(w.jsBase())))
	}
	w.jsRequests()
	if w.stops() {
		w.write(`| const stop = new AbortController();`)
	}
	if w.closesSessionFirst() {
		w.write(`| const session = new AbortController(); // fetch has no session to close: this does its part`)
	}
	w.write(`
|
| function log(...words) {
|   console.log(((performance.now() - begin) / 1000).toFixed(3), ...words);
| }
|`)
	w.jsTimed()
	w.jsHelpers()
	switch {
	case w.stacked:
		w.jsSocket()
		w.jsStacked()
	case w.sockets:
		w.jsSocket()
		fallthrough
	default:
		w.jsRequest()
	}
	w.write(`
|
| async function main() {`)
	w.lines[len(w.lines)-1].Tags = []Tag{Enter}
	w.writeIndented(1, jsStrategy)
	w.write(`| }`)
	w.depth = 0
	w.writeHelpers()
	w.write(`
           |
close exit | await $main;`, "$main", map[bool]string{true: "timed(main)()", false: "main()"}[w.clocked])
}

// jsHosted reports whether each host has an address of its own. On this machine node would not find them, on every system, and the
// program can do without: fetch has no limits, so nothing but a pool of its own asks for hosts, and that asks for their names.
func (w *writer) jsHosted() bool { return w.hosted && !w.local }

// jsBase is where the demo backend is, by the protocol that is asked for.
func (w *writer) jsBase() string {
	if w.sockets {
		return "ws" + strings.TrimPrefix(w.base, "http")
	}
	return w.base
}

// ownStops reports whether each task has a signal of its own to be cancelled by, because the strategy cancels one
// task while others run on.
func (f *facts) ownStops() bool {
	return f.stopsAwaited() || f.cancelsOwn()
}

// stopsAwaited reports whether the timeout cancels the one task that is awaited then.
func (f *facts) stopsAwaited() bool { return f.around && f.collector.Reach == engine.ReachesAwaited }

// stops reports whether there is an AbortController for all tasks.
func (f *facts) stops() bool {
	if f.stopsAwaited() {
		return false
	}
	return len(f.Each) > 0 || f.cancels && !f.ownStops() || f.around || f.shutsDown()
}

// signal is what cancels a task.
func (f *facts) signal() string {
	if f.ownStops() {
		return "signal"
	}
	return "stop.signal"
}

// jsSignals settles how requests are cancelled.
func (w *writer) jsSignals() {
	switch {
	case w.ownStops():
		w.set("$aborted", "signal.aborted", "$reason", "new Error(`${name}: ${signal.reason.message}`)", "$option", ", { signal }")
	case w.cancels:
		w.set("$aborted", "stop.signal.aborted", "$reason", "stop.signal.reason", "$option", ", { signal: stop.signal }")
	default:
		w.set("$option", "")
	}
	switch {
	case w.closesSessionFirst() && w.cancels:
		w.set("$option", ", { signal: AbortSignal.any(["+w.signal()+", session.signal]) }")
	case w.closesSessionFirst():
		w.set("$option", ", { signal: session.signal }")
	}
	w.set("$(signal)", textIf(w.cancels, w.signal()))
	if w.timesItself() && len(w.clockSignals()) > 1 {
		w.set("$option", ", { signal: own }")
	}
}

// sleeps reports whether any task sleeps: before its request, or between two.
func (f *facts) sleeps() bool { return f.delays || f.Retries() || f.hasWrapper(paces) }

// milliseconds is a time as JavaScript's timers take it.
func milliseconds(d time.Duration) string {
	return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', -1, 64)
}

// jsHelpers writes what JavaScript lacks: a sleep that can be cancelled, a pool of connections.
func (w *writer) jsHelpers() {
	switch {
	case w.sleeps() && w.cancels:
		w.write(`
| function sleep(ms, signal) {
|   return new Promise((resolve, reject) => {
|     const timer = setTimeout(resolve, ms);
|     signal.addEventListener("abort", () => {
|       clearTimeout(timer);
|       reject(signal.reason);
|     });
|   });
| }
|`)
	case w.sleeps():
		w.write(`
| function sleep(ms) {
|   return new Promise((resolve) => setTimeout(resolve, ms));
| }
|`)
	}
	if !w.shared && !w.sockets && !w.blocks {
		w.write(`
| // fetch has no sessions: whatever a program does, requests share their connections.
|`)
	}
	if w.blocks {
		w.jsBlocking()
	}
	if !w.limitsHoldBack() && w.hasWrapper(func(w engine.Wrapping) bool { return w.HoldsBack }) {
		w.jsTurn()
	}
	w.jsListen()
	if w.limitsHoldBack() {
		w.set("$(, own)", textIf(w.cancels, ", signal"))
		w.jsTurn()
		w.write(`| // fetch has no pool of connections to limit, so this one is ours: first come, first served.`)
		switch {
		case w.limitsHosts() && w.limitsInAll():
			w.jsPool("free", "queue", "enter", "leave", w.Limit, w.cancels)
			w.jsPools()
		case w.limitsHosts():
			w.jsPools()
		default:
			w.jsPool("free", "queue", "connect", "disconnect", w.mostAtOnce(), w.cancels)
		}
	}
}

// jsTurn writes how a request waits in a line, which it leaves when it is cancelled.
func (w *writer) jsTurn() {
	if !w.cancels {
		return
	}
	w.write(`
| // turn waits in a line, and leaves it when it is cancelled.
| function turn(line, signal) {
|   return new Promise((resolve, reject) => {
|     signal.throwIfAborted();
|     line.push(resolve);
|     signal.addEventListener("abort", () => {
|       if (!line.includes(resolve)) return;
|       line.splice(line.indexOf(resolve), 1);
|       reject(signal.reason);
|     });
|   });
| }
|`)
}

// jsPool writes a semaphore, in the given names, which may listen to the signal of whoever waits.
func (w *writer) jsPool(free, queue, enter, leave string, size int, listens bool) {
	parameter, wait := "", "new Promise((resolve) => "+queue+".push(resolve))"
	if listens {
		parameter, wait = "signal", "turn("+queue+", signal)"
	}
	w.write(`
| let $free = $size;
| const $queue = [];
|
| async function $enter($parameter) {
|   if ($free > 0) $free--;
|   else await $wait;
| }
|
| function $leave() {
|   if ($queue.length > 0) $queue.shift()();
|   else $free++;
| }
|`, "$free", free, "$queue", queue, "$enter", enter, "$leave", leave, "$size", fmt.Sprint(size), "$parameter", parameter, "$wait", wait)
}

// jsPools writes a semaphore for each host.
func (w *writer) jsPools() {
	w.write(`
| const pools = new Map();
|
| async function connect(host$(, own)) {
|   if (!pools.has(host)) pools.set(host, { free: $size, queue: [] });
|   const pool = pools.get(host);
|   if (pool.free > 0) pool.free--;
|   else await $wait;`, "$size", fmt.Sprint(w.LimitPerHost),
		"$wait", map[bool]string{true: "turn(pool.queue, signal)", false: "new Promise((resolve) => pool.queue.push(resolve))"}[w.cancels])
	switch {
	case w.limitsInAll() && w.cancels:
		w.write(`
|   try {
|     await enter(signal);
|   } catch (cause) { // cancelled in the second line: the place in the first is free again
|     pass(pool);
|     throw cause;
|   }`)
	case w.limitsInAll():
		w.write(`|   await enter();`)
	}
	w.write(`
| }
|
| function disconnect(host) {$leave
|   pass(pools.get(host));
| }
|
| function pass(pool) {
|   if (pool.queue.length > 0) pool.queue.shift()();
|   else pool.free++;
| }
|`, "$leave", textIf(w.limitsInAll(), "\n|   leave();"))
}

// jsRequest writes the function of one task.
func (w *writer) jsRequest() {
	w.write(`
      | $openasync function request($(request)) {
start |   log("start", name);`, "$open", textIf(w.clocked, "const request = timed("))
	w.jsEnds(jsExchange)
	w.write(`| }$close`, "$close", textIf(w.clocked, ");"))
}

func jsExchange(w *writer) {
	if w.delays {
		w.write(
			`sleep | $if await sleep(delay$stop);`,
			"$if ",
			textIf(w.blocks, "if (delay > 0) "),
			"$stop",
			textIf(w.cancels, ", "+w.signal()),
		)
	}
	if w.Sleeps() {
		w.write(`
       | if (url === null) { // that was all
       |   const result = '${name}: slept';
finish |   log("finish", result);
       |   return result;
       | }`)
	}
	inLine := textIf(w.cancels, w.signal())
	if w.timesItself() {
		inLine = w.jsClocks()
	}
	switch {
	case w.sockets:
		w.jsConverse()
	case w.limitsHoldBack():
		w.set("$host", textIf(w.limitsHosts(), "host"))
		w.write(`
send | await connect($line);
     | try {`, "$line", strings.Join(slices.DeleteFunc([]string{textIf(w.limitsHosts(), "host"), inLine},
			func(argument string) bool { return argument == "" }), ", "))
		w.writeIndented(1, jsAsk)
		w.write(`
| } finally {
|   disconnect($host);
| }`)
	default:
		jsAsk(w)
	}
}

// jsAsk writes the request and its answer.
func jsAsk(w *writer) {
	switch {
	case w.blocks:
		w.write(`send answer | const response = ask(url);`)
	case w.timesItself() && w.ClientTimeout.SockRead > 0:
		w.write(`send answer | const response = await listen(url, $own);`, "$own", w.clockedSignal())
	default:
		w.write(`
send   | const response = await fetch(url$option);
answer | await response.text();`)
	}
	if w.statusFails {
		failed := "new Error('status ${response.status}')"
		if w.minds() {
			told := textIf(w.waitsAsTold(), `, after: Number(response.headers.get("Retry-After"))`)
			failed = "Object.assign(" + failed + ", { status: response.status" + told + " })"
		}
		w.write("| if (!response.ok) throw " + failed + ";")
	}
	w.write(`
       | const result = '${name}: ${response.status}';
finish | log("finish", result);
       | return result;`)
}

func (w *writer) jsCatch() {
	w.write(`|   } catch (cause) {`)
	switch {
	case w.cancels && (w.fails || w.errors):
		w.write(`
          |     if ($aborted) {
cancelled |       log("cancel", name);
          |       throw $reason;
          |     }`)
	case w.cancels:
		w.write(`
cancelled |     if ($aborted) log("cancel", name);
          |     throw cause;
          |   }`)
	}
	if w.fails || w.errors {
		w.write(`
     |     const error = new Error('${name}: ${cause.message}', { cause });
fail |     log("fail", error.message);
     |     throw error;
     |   }`)
	}
}

// jsStrategy writes what main() does.
func jsStrategy(w *writer) {
	words := w.words
	if w.wraps() {
		w.eachInJavaScript()
	}
	strategies[w.Strategy].javascript(w)
	w.words = words
	tasks, abort := "tasks", "stop.abort();"
	if w.stopsAwaited() {
		tasks, abort = "tasks.map((task) => task.result)", "for (const task of tasks) task.stop.abort();"
	}
	switch {
	case w.closesSessionFirst():
		w.write(`
close  | session.abort(new Error("closed"));
linger | await Promise.allSettled($tasks);`, "$tasks", tasks)
	case w.lingers():
		w.write(`linger | await Promise.allSettled($tasks);`, "$tasks", tasks)
	case w.shutsDown():
		w.write(`
         | // asyncio.run cancels what still runs, and waits for it; JavaScript would let it run on.
shutdown | $abort$shielded
exit     | await Promise.allSettled($tasks);`, "$tasks", tasks, "$abort", abort, "$shielded", textIf(w.shelters(), " sheltered.abort();"))
	}
}

// jsTasks writes the line that starts all the requests.
func (w *writer) jsTasks(promises string) {
	w.write(`create | const tasks = $promises;`, "$promises", w.reworded(promises))
}

// jsTry writes what awaits the tasks, and how that ends. The timeout aborts with an error that then comes out of what is
// awaited.
func (w *writer) jsTry(body func(*writer)) {
	if !w.raises {
		body(w)
		w.write(`return | log("return");`)
		return
	}
	switch {
	case w.abandons():
		w.write(`
        | let timer;
        | const timeout = new Promise((_, reject) => {
timeout |   timer = setTimeout(() => reject(new Error("timeout")), $timeout);
        | });`)
	case w.around && !w.stopsAwaited():
		w.write(`timeout | const timer = setTimeout(() => stop.abort(new Error("timeout")), $timeout);`)
	}
	w.write(`| try {`)
	w.writeIndented(1, body)
	w.write(`
return |   log("return");
       | } catch (error) {
raise  |   log("raise", error.message);`)
	if w.timeoutRaises() {
		w.write(`
| } finally {
|   clearTimeout(timer);`)
	}
	w.write(`| }`)
}

// jsReceive writes how one result is taken from a promise.
func (w *writer) jsReceive(tags, promise string) {
	promise = w.reworded(promise)
	switch {
	case w.handles && w.around:
		stop := "stop"
		if w.stopsAwaited() {
			stop = "awaited.stop"
		}
		w.write(`
$tags | const result = await $promise.catch((error) => {
      |   if ($stop.signal.aborted) throw error;
      |   return error.message;
      | });`, "$tags", tags, "$promise", promise, "$stop", stop)
	case w.handles:
		w.write(`$tags | const result = await $promise.catch((error) => error.message);`, "$tags", tags, "$promise", promise)
	default:
		w.write(`$tags | const result = await $promise;`, "$tags", tags, "$promise", promise)
	}
	w.write(`deliver | log("deliver", result);`)
}

// clockSignals are the signals by which a request with clocks ends.
func (w *writer) clockSignals() []string {
	signals := []string{w.signal()}
	if w.closesSessionFirst() {
		signals = append(signals, "session.signal")
	}
	if total := w.ClientTimeout.Total; total > 0 {
		signals = append(signals, "AbortSignal.timeout("+milliseconds(total)+")")
	}
	return signals
}

// clockedSignal is what they are called together, where they are several.
func (w *writer) clockedSignal() string {
	if signals := w.clockSignals(); len(signals) == 1 {
		return signals[0]
	}
	return "own"
}

// jsClocks writes own, the signal of a request and of its clocks, and returns the signal in line. fetch does not tell when it connects.
func (w *writer) jsClocks() (inLine string) {
	signals, times := w.clockSignals(), w.ClientTimeout
	if len(signals) > 1 {
		w.write(`| const own = AbortSignal.any([$signals]);$total`, "$signals", strings.Join(signals, ", "),
			"$total", textIf(times.Total > 0, " // total: from here to the end of the answer"))
	}
	inLine = w.clockedSignal()
	switch connect := milliseconds(times.Connect); {
	case times.Connect > 0 && w.limitsHoldBack():
		w.write(`| // connect, ${ms} ms: fetch does not tell when it connects, so here it is the wait for a place alone.`, "${ms}", connect)
		inLine = "AbortSignal.any([" + inLine + ", AbortSignal.timeout(" + connect + ")])"
	case times.Connect > 0:
		w.write(`| // fetch has no clock for connect, ${ms} ms: it does not tell when it connects.`, "${ms}", connect)
	}
	if times.SockConnect > 0 {
		w.write(`| // fetch has no clock for sock_connect, ${ms} ms: it does not tell when it connects.`,
			"${ms}", milliseconds(times.SockConnect))
	}
	return inLine
}

// jsListen writes how an answer is read against the clock of silence.
func (w *writer) jsListen() {
	if !w.timesItself() || w.ClientTimeout.SockRead == 0 {
		return
	}
	w.write(`
| // listen reads an answer, and gives up when nothing comes for $silence ms.
| async function listen(url, signal) {
|   const silence = new AbortController();
|   let timer;
|   const hear = () => {
|     clearTimeout(timer);
|     timer = setTimeout(() => silence.abort(new Error("sock_read: nothing came")), $silence);
|   };
|   hear();
|   try {
|     const response = await fetch(url, { signal: AbortSignal.any([signal, silence.signal]) });
|     hear();
|     for await (const piece of response.body) hear();
|     return response;
|   } finally {
|     clearTimeout(timer);
|   }
| }
|`, "$silence", milliseconds(w.ClientTimeout.SockRead))
}
