package program

import (
	"fmt"
	"strconv"
	"strings"

	"inflight/engine"
)

// pooling reports whether there are sessions, with connections that they keep.
func (f *facts) pooling() bool { return !f.sockets }

// virtualClient writes what the tasks talk to the server with: a session with its connections, or sockets.
func (w *writer) virtualClient() {
	w.set("$fault", "fault", "$task", "task")
	if w.sockets {
		w.virtualSocket()
		return
	}
	w.virtualSession()
}

// drawsLots reports whether several hosts may have requests in line: the one where nothing listens is none of the others.
func (f *facts) drawsLots() bool {
	return f.limitsHoldBack() && (f.CountHosts() > 1 || f.anyRequest(isRefused))
}

func isRefused(r engine.Request) bool { return r.What.Strikes() == engine.WhileConnecting }

// virtualSession writes the pool of connections, which does what that of aiohttp 3.14 does.
func (w *writer) virtualSession() {
	w.write(`
|
|
| class Session:
|     """A client, with a pool of connections as aiohttp 3.14 has it."""
|
|     def __init__(self):
|         self.idle = collections.defaultdict(collections.deque)  # by host`)
	if w.limitsHoldBack() {
		w.write(`|         self.used, self.waiters = collections.Counter(), {}`)
	}
	if w.drawsLots() {
		w.write(`|         self.lot = random.Random($seed)`, "$seed", strconv.FormatUint(w.Seed, 10))
	}
	if w.closesUnder() {
		w.write(`|         self.closed, self.busy = False, {}  # by task: what it waits for on its connection`)
		if w.shutsDown() {
			w.write(`|         self.opened, self.sent = {}, {}  # by connection: when it began to open; by task: when it asked, over which`)
		}
	}
	w.write(`
|
|     def reuse(self, host):
|         """The idle connection that was given back first."""
|         while self.idle[host]:
|             connection, since = self.idle[host].popleft()
|             if loop.now - since <= 15_000_000:  # it is not kept for longer
|                 return connection
|
|     async def get(self, task, latency$host$status$fault):`,
		"$host", textIf(w.hasHosts(), ", host"),
		"$status", textIf(w.hasStatus(), ", status"), "$fault", textIf(w.hasFaults(), ", fault"))
	w.writeIndented(2, virtualGet)
	if w.limitsHoldBack() {
		w.virtualPlaces()
	}
	if w.closesUnder() {
		w.virtualClosing()
	}
}

// virtualGet writes one request, from its place in the pool to the end of its answer.
func virtualGet(w *writer) {
	task := "task"
	if w.attempts > 1 {
		task = fmt.Sprintf("task // %d", w.attempts)
	}
	if w.closesUnder() {
		w.write(`| self.check(task)`)
	}
	w.virtualFaults(engine.BeforeConnecting)
	hosts := strconv.Itoa(w.Hosts)
	switch {
	case w.hasHosts():
	case w.anyRequest(isRefused):
		w.write(`| host = $which % $hosts if fault != "refused" else $hosts  # where nothing listens is none of theirs`,
			"$which", task, "$hosts", hosts)
	default:
		w.write(`| host = $which % $hosts`, "$which", task, "$hosts", hosts)
	}
	if w.limitsHoldBack() {
		w.write(`
| connection = await self.acquire(host)
| try:`)
		w.writeIndented(1, virtualUse)
		w.write(`
| finally:
|     self.release(host)`)
	} else {
		w.write(`| connection = self.reuse(host)`)
		virtualUse(w)
	}
	if w.statusFails {
		w.write(`
| if status >= 400:
|     raise RequestError({"task": task, "error": f"status {status}"})`)
	}
	w.write(`| return $status`, "$status", map[bool]string{true: "status", false: "200"}[w.hasStatus()])
}

// virtualUse writes what a request does with its place. Each fault strikes where its real one would. A session that has closed
// meanwhile is noticed once the connection is there.
func virtualUse(w *writer) {
	w.virtualFaults(engine.WhileConnecting, `log("send", {"task": task})`)
	w.write(`
| if connection is None:
|     connection = next(connections)`)
	if w.closesUnder() && w.shutsDown() {
		w.write(`|     self.opened[connection] = loop.now`)
	}
	w.writeIndented(1, func(w *writer) {
		switch {
		case w.Connect > 0 && w.blocks:
			w.write(`| log("connect", {"task": task, "connection": connection})`)
			w.virtualTakes(microseconds(w.Connect))
		case w.Connect > 0:
			w.write(`
| log("connect", {"task": task, "connection": connection})
| await asyncio.sleep($connect)`, "$connect", microseconds(w.Connect))
		}
		if w.closesUnder() {
			w.write(`| self.check(task)`)
		}
	})
	w.write(`| log("send", {"task": task, "connection": connection})`)
	if w.closesUnder() && w.shutsDown() {
		w.write(`| self.sent[task] = loop.now, connection`)
	}
	w.virtualTakes("latency")
	if w.closesUnder() && w.shutsDown() {
		w.write(`| del self.sent[task]`)
	}
	w.virtualFaults(engine.WhileAnswering)
	if w.Size > 0 {
		w.write(`| log("body", {"task": task})`)
		w.virtualTakes(microseconds(w.BodyTime()))
	}
	w.write(`| self.idle[host].append((connection, loop.now))`)
}

// virtualTakes writes what takes time on a connection.
func (w *writer) virtualTakes(time string) {
	switch {
	case w.blocks:
		w.write(`| loop.now += $time  # nothing else runs`, "$time", time)
	case w.closesUnder():
		w.write(`| await self.sleep(task, $time)`, "$time", time)
	default:
		w.write(`| await asyncio.sleep($time)`, "$time", time)
	}
}

// virtualClosing writes what a session needs that closes under those who use it: it cancels who stands in line, and ends what the
// others wait for, in the order of the tasks; where the program ends, what those wait for whose requests have just left.
func (w *writer) virtualClosing() {
	w.write(`
|
|     async def sleep(self, task, delay):
|         if delay:
|             future = self.busy[task] = loop.create_future()
|             timer = loop.call_later(delay, end, future)
|             try:
|                 await future
|             finally:
|                 timer.cancel()
|                 del self.busy[task]
|         else:
|             await asyncio.sleep(0)
|         self.check(task)
|
|     def check(self, task):
|         if self.closed:
|             raise RequestError({"task": task, "error": "closed"})
|
|     def close(self):
|         self.closed = True`)
	if w.limitsHoldBack() {
		w.write(`
|         for queue in self.waiters.values():
|             for waiter in queue:
|                 waiter.cancel("session")
|         self.used.clear()
|         self.idle.clear()
|         self.waiters.clear()`)
	}
	if w.shutsDown() {
		w.write(`
|         for task, (sent, connection) in sorted(self.sent.items()):
|             if task in self.busy and self.opened[connection] < sent == loop.now:  # no answer can have begun yet
|                 end(self.busy[task])`)
	} else {
		w.write(`
|         for task in sorted(self.busy):
|             end(self.busy[task])`)
	}
	w.write(`
|
|
| def end(future):
|     if not future.done():
|         future.set_result(None)`)
}

// virtualPlaces writes the places in the pool, and the lines of those who wait for one.
func (w *writer) virtualPlaces() {
	var room []string
	if w.Limit > 0 {
		room = append(room, "self.used.total() < "+strconv.Itoa(w.Limit))
	}
	if w.LimitPerHost > 0 {
		room = append(room, "self.used[host] < "+strconv.Itoa(w.LimitPerHost))
	}
	w.write(`
|
|     def room(self, host):
|         return $room
|
|     async def acquire(self, host):
|         """Takes a place: with an idle connection if there is one, even if there is no room."""
|         connection, again = self.reuse(host), False
|         while connection is None and not self.room(host):
|             queue, waiter = self.waiters.setdefault(host, collections.OrderedDict()), loop.create_future()
|             queue[waiter] = None
|             if again:  # somebody was faster
|                 queue.move_to_end(waiter, last=False)
|             try:
|                 await waiter
|             except asyncio.CancelledError:
|                 if not waiter.cancelled():
|                     self.wake_next()
|                 raise
|             finally:
|                 queue.pop(waiter, None)
|                 if not self.waiters.get(host, True):
|                     del self.waiters[host]
|             again = True
|             if self.room(host):
|                 connection = self.reuse(host)
|                 break
|         self.used[host] += 1
|         return connection
|
|     def release(self, host):$closed
|         self.used[host] -= 1
|         self.wake_next()
|
|     def wake_next(self):
|         hosts = list(self.waiters)$shuffle
|         for host in hosts:
|             while self.room(host) and self.waiters[host]:
|                 waiter, _ = self.waiters[host].popitem(last=False)
|                 if not waiter.done():
|                     waiter.set_result(None)
|                     return`, "$room", strings.Join(room, " and "),
		"$closed", textIf(w.closesUnder(), "\n|         if self.closed:\n|             return"),
		"$shuffle", textIf(w.drawsLots(), "\n|         self.lot.shuffle(hosts)"))
}
