package program

import (
	"fmt"
	"strconv"

	"inflight/engine"
)

// pooling reports whether there are sessions, with connections that they keep.
func (f *facts) pooling() bool { return !f.Sockets() }

// virtualClient writes what the tasks talk to the server with: a session with its connections, or sockets.
func (w *writer) virtualClient() {
	w.set("$fault", "fault", "$task", "task")
	if w.Sockets() {
		w.virtualSocket()
		return
	}
	if w.limitsHoldBack() && w.LimitPerHost > 0 {
		w.virtualPlaces()
	}
	w.virtualSession()
}

// virtualSession writes the pool of connections. It does what asyncio's Semaphore does, with connections beside it.
func (w *writer) virtualSession() {
	w.write(`
|
|
| class Session:
|     """A client, with a pool of connections. The idle one that was given back first is used again first."""
|
|     def __init__(self):
|         self.idle = collections.defaultdict(collections.deque)  # by host`)
	switch {
	case !w.Shared() || w.Blocking():
	case w.LimitPerHost > 0 && w.limitsHoldBack():
		w.write(`|         self.places = Places()`)
	case w.Limit > 0:
		w.write(`|         self.places = asyncio.Semaphore($limit)`, "$limit", strconv.Itoa(w.Limit))
	}
	if w.closesSessionFirst() {
		w.write(`|         self.closed, self.busy = False, {}`)
	}
	w.write(`
|
|     def reuse(self, host):
|         while self.idle[host]:
|             connection, since = self.idle[host].popleft()
|             if loop.now - since <= 15_000_000:  # it is not kept for longer
|                 return connection
|
|     async def get(self, task, latency$status$fault):`,
		"$status", textIf(w.hasStatus(), ", status"), "$fault", textIf(w.hasFaults(), ", fault"))
	w.writeIndented(2, virtualGet)
	if w.closesSessionFirst() {
		w.virtualClosing()
	}
}

// virtualGet writes one request, from its place in the pool to the end of its answer.
func virtualGet(w *writer) {
	task := "task"
	if w.attempts > 1 {
		task = fmt.Sprintf("task // %d", w.attempts)
	}
	if w.closesSessionFirst() {
		w.write(`| self.check(task)`)
	}
	w.virtualFaults(engine.BeforeConnecting)
	w.write(`| host = $which % $hosts`, "$which", task, "$hosts", strconv.Itoa(w.Hosts))
	switch {
	case !w.Shared() || w.Blocking() || w.Limit == 0 && !w.limitsHoldBack():
		virtualUse(w)
	case w.LimitPerHost > 0 && w.limitsHoldBack():
		w.write(`
| await self.places.acquire(host)
| try:`)
		w.writeIndented(1, virtualUse)
		w.write(`
| finally:
|     self.places.release(host)`)
	default:
		w.write(`| async with self.places:`)
		w.writeIndented(1, virtualUse)
	}
	if w.statusFails {
		w.write(`
| if status >= 400:
|     raise RequestError({"task": task, "error": f"status {status}"})`)
	}
	w.write(`| return $status`, "$status", map[bool]string{true: "status", false: "200"}[w.hasStatus()])
}

// virtualUse writes what a request does with its place. Each fault strikes where its real one would.
func virtualUse(w *writer) {
	if w.closesSessionFirst() {
		w.write(`| self.check(task)`)
	}
	w.virtualFaults(engine.WhileConnecting, `log("send", {"task": task})`)
	if w.Connect > 0 {
		w.write(`
| connection = self.reuse(host)
| if connection is None:
|     connection = next(connections)
|     log("connect", {"task": task, "connection": connection})`)
		w.writeIndented(1, func(w *writer) { w.virtualTakes(microseconds(w.Connect)) })
	} else {
		w.write(`| connection = self.reuse(host) or next(connections)`)
	}
	w.write(`| log("send", {"task": task, "connection": connection})`)
	w.virtualTakes("latency")
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
	case w.Blocking():
		w.write(`| loop.now += $time  # nothing else runs`, "$time", time)
	case w.closesSessionFirst():
		w.write(`| await self.sleep(task, $time)`, "$time", time)
	default:
		w.write(`| await asyncio.sleep($time)`, "$time", time)
	}
}

// virtualClosing writes what a session needs that closes under those who use it: it ends what they wait for, first of those
// who have their place, in the order of the tasks, then of those in line.
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
|         self.closed = True
|         for task in sorted(self.busy):
|             end(self.busy[task])`)
	switch {
	case w.LimitPerHost > 0 && w.limitsHoldBack():
		w.write(`
|         for waiter, _ in list(self.places.line):
|             end(waiter)`)
	case w.Limit > 0:
		w.write(`
|         for waiter in list(self.places._waiters or ()):
|             end(waiter)`)
	}
	w.write(`
|
|
| def end(future):
|     if not future.done():
|         future.set_result(None)`)
}

// virtualPlaces writes a semaphore with a second limit, for each host.
func (w *writer) virtualPlaces() {
	room := "self.room_at(host)"
	if w.Limit > 0 {
		room += " and self.used.total() < " + strconv.Itoa(w.Limit)
	}
	w.write(`
|
|
| class Places:
|     """asyncio's Semaphore with a second limit: first come, first served, among those whose host has room."""
|
|     def __init__(self):
|         self.used, self.line = collections.Counter(), []
|
|     def room_at(self, host):
|         return self.used[host] < $limit
|
|     def room(self, host):
|         return $room
|
|     async def acquire(self, host):
|         if self.room(host) and not any(not f.cancelled() and self.room_at(h) for f, h in self.line):
|             self.used[host] += 1
|             return
|         waiter = (loop.create_future(), host)
|         self.line.append(waiter)
|         try:
|             try:
|                 await waiter[0]
|             finally:
|                 self.line.remove(waiter)
|         except asyncio.CancelledError:
|             if not waiter[0].cancelled():
|                 self.release(host)
|             raise
|         self.wake_next()
|
|     def release(self, host):
|         self.used[host] -= 1
|         self.wake_next()
|
|     def wake_next(self):
|         for future, host in self.line:
|             if not future.done() and self.room(host):
|                 self.used[host] += 1
|                 future.set_result(True)
|                 return`, "$limit", strconv.Itoa(w.LimitPerHost), "$room", room)
}
