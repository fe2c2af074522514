#!/usr/bin/env python3
"""Runs scenarios on CPython's own asyncio, in virtual time, and prints what happened.

    python3 trace.py < scenarios.jsonl > traces.jsonl
    python3 trace.py --time < scenarios.jsonl
    python3 trace.py --forget < scenarios.jsonl

Each line of the input is one scenario with all its options settled, times in microseconds (and more that nobody reads here):

    {"scenario": "strategy=wait&tasks=…", "strategy": "wait", "return_exceptions": false,
     "return_when": "ALL_COMPLETED", "pending": "leave", "timeout": null, "on_error": "raise",
     "after": "exit", "client": "http", "session": "shared", "limit": 100, "limit_per_host": 0,
     "connect": 0, "client_timeout": {"total": 0, "connect": 0, "sock_connect": 0, "sock_read": 0}, "body": 0,
     "closing": 0, "raise_for_status": false, "task_timeout": 1000000, "concurrency": 10, "batch": 10, "workers": 4,
     "hedge_after": 100000, "requests_each": 1,
     "server": {"count": 0, "status": 0, "period": 0, "from": 0, "to": 0},
     "each": [{"name": "retry", "count": 3, "time": 100000, "jitter": 0, "retry_after": false}],
     "requests": [{"links": 1, "delay": 0, "sleeps": false, "latency": 1000000, "what": "", "status": 200, "host": 0}]}

Each line of the output is {"scenario": …, "events": […]}, or {"scenario": …, "seconds": …} with --time. With --forget
nobody but the strategy keeps its tasks, and garbage is collected in each turn of the loop: it is said which pending
tasks are destroyed, as events "destroyed".
Any Python from 3.11 on will do; nothing but the standard library is needed.

What runs is asyncio's own gather, as_completed, wait, TaskGroup, timeout, Semaphore, Task and Future, and contextlib's
AsyncExitStack. The session is ours, because asyncio has none: Connector does what aiohttp 3.14's does. Five
things around them are ours too, because asyncio leaves them to chance or does not tell:

 -  Time is a whole number of microseconds and jumps to the next timer when nothing is ready. Timers due
    at one instant fire in the order of their creation (a heap alone does not promise it).
 -  Where asyncio cancels the members of a set, it is done in task order: in TaskGroup and at shutdown.
    The other sets cannot matter here: wait and as_completed register one callback on each of some tasks
    that are not done yet, and what they hand out is sorted (wait) or comes from a queue (as_completed).
 -  Each cancellation says who asked for it, in the message of its CancelledError.
 -  Shutdown is asyncio.run's, step for step, but for that order and that message.
 -  The program's tasks are collected when it is over, in task order. What asyncio logs of them then, or of a gather
    that nobody waits for when its last reference goes, is the event "unretrieved".
"""

import asyncio
import collections
import contextlib
import gc
import heapq
import json
import random
import sys
import time
import weakref


class Timer(asyncio.TimerHandle):
    """A timer that is after all timers of the same instant that were created before it."""

    __slots__ = ("sequence",)

    def __lt__(self, other):
        return (self._when, self.sequence) < (other._when, other.sequence)


class VirtualLoop(asyncio.BaseEventLoop):
    """asyncio's event loop with a clock that jumps. It is its own selector."""

    def __init__(self):
        super().__init__()
        self._selector = self
        self._clock_resolution = 1  # a timer due now is due
        self.now = 0
        self.timers = 0

    def time(self):
        return self.now

    def call_at(self, when, callback, *args, context=None):
        timer = Timer(when, callback, args, self, context)
        timer.sequence = self.timers
        self.timers += 1
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer

    def select(self, timeout):
        if FORGET:
            gc.collect()
        if timeout is None:
            raise RuntimeError("nothing will ever happen again")
        if timeout > 0:
            self.now = self._scheduled[0]._when
        return ()

    def _process_events(self, event_list):
        pass


class Task(asyncio.Task):
    """A task. A cancel that does not say why comes from asyncio.timeout.

    (A TaskGroup with a failed member cancels the caller too, but only to wake it up: it passes nothing on.)
    """

    def cancel(self, msg=None):
        return super().cancel(msg or "timeout")


class Group(asyncio.TaskGroup):
    """A TaskGroup that cancels in task order and says why: a member failed, or the caller was cancelled."""

    def _abort(self):
        self._aborting = True
        cause = sys.exc_info()[1]  # what __aexit__ is handling; nothing where a member's failure called us
        by = cause.args[0] if isinstance(cause, asyncio.CancelledError) else "group"
        for task in self.created:
            if task in self._tasks and not task.done():
                task.cancel(by)


class RequestError(Exception):
    """A request failed. args are the task's index and what is said of it."""


@contextlib.contextmanager
def naming(index, clock):
    """Says whose time was up."""
    try:
        yield
    except TimeoutError:
        raise RequestError(index, "timeout " + clock) from None


def may_get_better(error):
    """Connections may, and an answer with one of these statuses."""
    if error.startswith("status "):
        return int(error.removeprefix("status ")) in (408, 425, 429, 500, 502, 503, 504)
    return error != "scheme"


class Forgotten:
    """A list of tasks that keeps none of them."""

    def __init__(self):
        self.references = []

    def append(self, task):
        self.references.append(weakref.ref(task))

    def __iter__(self):
        return (task for task in [reference() for reference in self.references] if task)

    def __getitem__(self, place):
        return self.references[place]()

    def clear(self):
        self.references.clear()


FORGET = "--forget" in sys.argv

KEEP_ALIVE = 15_000_000  # aiohttp's keepalive_timeout


WHOLE_SECONDS = 5_000_000  # aiohttp's ceil_threshold


def rounded(when):
    """Up to a whole second of the loop's clock."""
    return -(-when // 1_000_000) * 1_000_000


def ceil_timeout(loop, delay):
    """aiohttp's: none where there is no delay."""
    if not delay:
        return contextlib.nullcontext()
    when = loop.now + delay
    return asyncio.timeout_at(rounded(when) if delay > WHOLE_SECONDS else when)


class TimerContext:
    """aiohttp's, with the TimeoutHandle that it has for a request's total."""

    def __init__(self, loop, delay):
        self.cancelled, self.handle = False, None
        if delay:
            when = loop.now + delay
            self.handle = loop.call_at(rounded(when) if delay >= WHOLE_SECONDS else when, self.timeout)

    def __enter__(self):
        self.task = asyncio.current_task()
        self.cancelling = self.task.cancelling()

    def __exit__(self, kind, error, trace):
        if self.handle:
            self.handle.cancel()
        if kind is asyncio.CancelledError and self.cancelled:
            if self.task.uncancel() > self.cancelling:
                return
            raise TimeoutError from error

    def timeout(self):
        self.task.cancel()
        self.cancelled = True


class Connector:
    """What aiohttp 3.14's BaseConnector does with its connections, its queues and random.shuffle; the names are its own.

    One thing it does not do: a place that comes to somebody who is cancelled in the same turn goes on to the next. There
    aiohttp forgets it, and who is in line waits until somebody else has been served.
    """

    def __init__(self, program, limit, per_host):
        self.program, self.limit, self.per_host = program, limit, per_host
        self.acquired = collections.Counter()
        self.conns = collections.defaultdict(collections.deque)
        self.opened = {}  # by connection: when it began to open
        self.waiters = collections.defaultdict(collections.OrderedDict)
        self.lot = random.Random(program.scenario["seed"])
        self.closed = False

    def available(self, host):
        total = 1
        if self.limit:
            total = self.limit - self.acquired.total()
        if self.per_host:
            total = min(total, self.per_host - self.acquired[host])
        return total

    def get(self, host):
        while self.conns[host]:
            connection, since = self.conns[host].popleft()
            if self.program.loop.now - since <= KEEP_ALIVE and not self.program.server.closed(self.opened[connection]):
                self.acquired[host] += 1
                return connection
        return None

    async def connect(self, host, create):
        connection = self.get(host)
        if connection is not None:
            return connection
        async with ceil_timeout(self.program.loop, self.program.times["connect"]):
            if self.available(host) <= 0:
                await self.wait_for_available_connection(host)
                connection = self.get(host)
                if connection is not None:
                    return connection
            self.acquired[host] += 1
            try:
                return await create()
            except BaseException:
                self.release(host)
                raise

    async def wait_for_available_connection(self, host):
        attempts = 0
        while True:
            waiter = asyncio.get_running_loop().create_future()
            queue = self.waiters[host]
            queue[waiter] = None
            if attempts:
                queue.move_to_end(waiter, last=False)
            try:
                await waiter
            except asyncio.CancelledError:
                if not waiter.cancelled():
                    self.release_waiter()
                raise
            finally:
                queue.pop(waiter, None)
                if not self.waiters.get(host, True):
                    del self.waiters[host]
            if self.available(host) > 0:
                return
            attempts += 1

    def release(self, host, connection=None):
        if self.closed:
            return
        self.acquired[host] -= 1
        self.release_waiter()
        if connection is not None:
            self.conns[host].append((connection, self.program.loop.now))

    def release_waiter(self):
        hosts = list(self.waiters)
        self.lot.shuffle(hosts)
        for host in hosts:
            if self.available(host) < 1:
                continue
            while self.waiters[host]:
                waiter, _ = self.waiters[host].popitem(last=False)
                if not waiter.done():
                    waiter.set_result(None)
                    return

    def close(self):
        self.closed = True
        self.conns.clear()
        self.acquired.clear()
        for queue in self.waiters.values():
            for waiter in queue:
                waiter.cancel("session")
        self.waiters.clear()


class Session:
    """A client: its connections, and how an answer is taken."""

    def __init__(self, program):
        self.program = program
        s = program.scenario
        self.blocking = s["client"] == "blocking"
        limits = (0, 0) if self.blocking or s["session"] == "per_request" else (s["limit"], s["limit_per_host"])
        self.connector = Connector(program, *limits)
        self.busy = {}  # by task: what it waits for on its connection
        self.opened = self.connector.opened
        self.sent = {}  # by task
        self.closed = False

    async def get(self, index):
        """One request, to the end of its answer."""
        self.check(index)
        if self.program.scenario["requests"][index]["what"] == "scheme":
            raise RequestError(index, "scheme")
        total = self.program.times["total"]
        with naming(index, "total"), TimerContext(self.program.loop, total) if total else contextlib.nullcontext():
            return await self.ask(index)

    async def ask(self, index):
        program, s, r = self.program, self.program.scenario, self.program.scenario["requests"][index]
        with naming(index, "connect"):
            connection = await self.connector.connect(r["host"], lambda: self.create_connection(index))
        good, visit = None, Visit(program.server, index)
        try:
            program.log("send", task=index, connection=connection)
            self.sent[index] = program.loop.now, self.opened[connection]
            refused = visit.arrive()
            whole = r["what"] == "reset" or not s["body"]
            await (self.sleep(index, 0) if refused else self.sleep(index, r["latency"], visit, last=whole, listens=True))
            del self.sent[index]
            if r["what"] == "reset" and not refused:
                raise RequestError(index, "reset")
            if s["body"] and not refused:
                program.log("body", task=index)
                await self.sleep(index, s["body"], visit, last=True)
            good = connection
        finally:
            visit.leave()
            self.connector.release(r["host"], good)
        status = refused or r["status"]
        if s["raise_for_status"] and status >= 400:
            error = RequestError(index, f"status {status}")
            error.after = visit.retry_after
            raise error
        return status

    async def create_connection(self, index):
        program, connect = self.program, self.program.scenario["connect"]
        if program.scenario["requests"][index]["what"] == "refused":  # nothing is there to connect to
            self.refuse(index)
        if program.server.down():
            self.refuse(index)
        connection = program.next_connection()
        self.opened[connection] = program.loop.now
        if connect and self.blocking:
            program.log("connect", task=index, connection=connection)
            program.loop.now += connect
        elif connect:
            program.log("connect", task=index, connection=connection)
            with naming(index, "sock_connect"):
                async with ceil_timeout(program.loop, program.times["sock_connect"]):
                    await asyncio.sleep(connect)
        self.check(index)
        if program.server.down():  # meanwhile
            self.refuse(index)
        return connection

    def refuse(self, index):
        self.program.log("send", task=index)
        raise RequestError(index, "refused")

    async def sleep(self, index, delay, visit=None, last=False, listens=False):
        """What takes time on a connection; a session that is closed ends it, and so does silence where it listens."""
        loop = self.program.loop
        with contextlib.ExitStack() as stack:
            if listens and self.program.times["sock_read"]:
                silent = lambda: end(self.busy.get(index), RequestError(index, "timeout sock_read"))
                stack.callback(loop.call_later(self.program.times["sock_read"], silent).cancel)
            await self.pass_time(index, delay, visit, last)
        self.check(index)

    async def pass_time(self, index, delay, visit, last):
        loop = self.program.loop
        if self.blocking:
            loop.now += delay
        elif visit and visit.server.places:
            future = self.busy[index] = loop.create_future()
            visit.begin_with(delay, future, last)
            try:
                await future
            finally:
                if visit.timer:
                    visit.timer.cancel()
                del self.busy[index]
        elif delay <= 0:
            await asyncio.sleep(0)
        else:
            future = self.busy[index] = loop.create_future()
            timer = loop.call_later(delay, end, future)
            try:
                await future
            finally:
                timer.cancel()
                del self.busy[index]

    def check(self, index):
        if self.closed:
            raise RequestError(index, "closed")

    def close(self):
        """Cancels who waits for a connection, and ends what the others wait for on theirs, in task order.

        aiohttp does the latter for those who wait for an answer to begin. It does so within a round trip, which takes no time
        here. Where the program goes on, it has closed the answers before, and a transport tells of its end a turn later.
        """
        self.closed, now = True, self.program.loop.now
        goes_on = self.program.scenario["after"] == "close" and self.program.left()
        if goes_on:
            answers = [self.busy[index] for index in sorted(self.busy)]
            self.program.loop.call_soon(lambda: [end(future) for future in answers])
        self.connector.close()
        for index in [] if goes_on else sorted(self.busy):
            sent, opened = self.sent.get(index, (None, None))
            if sent == now and opened < now:
                end(self.busy[index])


class Server:
    """What the server does to all requests: it serves so many at once, or lets so many in in a time, or is down for a while."""

    def __init__(self, program):
        self.program, self.model = program, program.scenario["server"]
        self.places = 0 if self.model["period"] else self.model["count"]
        self.serving, self.line, self.full = 0, collections.deque(), 0

    def down(self):
        return self.model["from"] <= self.program.loop.now < self.model["to"]

    def closed(self, opened):
        """When it went down, it closed its connections."""
        return self.model["to"] and opened < self.model["from"] <= self.program.loop.now


class Visit:
    """One request at the server."""

    def __init__(self, server, index):
        self.server, self.index, self.retry_after = server, index, 0
        self.place = "none"
        self.timer = self.begin = None

    def arrive(self):
        """Returns the status of a server that turns it away."""
        server, model = self.server, self.server.model
        if model["period"]:
            drip, now = model["period"] // model["count"], server.program.loop.now
            early = server.full - (model["count"] - 1) * drip - now
            if early > 0:
                self.retry_after = -(-early // 1_000_000) * 1_000_000
                return model["status"]
            server.full = max(now, server.full) + drip
            server.program.log("serve", task=self.index)
        elif server.places and server.serving < server.places:
            self.serve()
        elif server.places and model["status"]:
            return model["status"]
        elif server.places:
            self.place = "line"
            server.line.append(self)
        return 0

    def serve(self):
        self.place = "served"
        self.server.serving += 1
        self.server.program.log("serve", task=self.index)

    def begin_with(self, delay, future, last):
        """Sends a part of the answer, when it has a place; the last one gives that up."""

        def over():
            end(future)
            if last:
                self.leave()

        def begin():
            self.timer = self.server.program.loop.call_later(delay, over)

        if self.place == "line":
            self.begin = begin
        else:
            begin()

    def leave(self):
        place, self.place = self.place, "none"
        if place == "line":
            self.server.line.remove(self)
        elif place == "served":
            self.server.serving -= 1
            if self.server.line:
                following = self.server.line.popleft()
                following.serve()
                following.begin()


def end(future, error=None):
    if future.done():
        return
    if error:
        future.set_exception(error)
    else:
        future.set_result(None)


class ConnectedSocket:
    """A socket as an async context manager. Its peer accepts late, sends "hello" late, closes late, or breaks."""

    def __init__(self, program, index):
        self.program = program
        self.index = index
        self.request = program.scenario["requests"][index]

    async def __aenter__(self):
        program, r = self.program, self.request
        program.log("connect", task=self.index, connection=program.next_connection())
        if r["what"] == "refused":
            raise RequestError(self.index, "refused")
        await asyncio.sleep(r["delay"])
        self.message = program.loop.create_future()
        error = RequestError(self.index, "reset") if r["what"] == "reset" else None
        self.timer = program.loop.call_later(r["latency"], end, self.message, error)
        program.log("enter", task=self.index)
        return self

    async def receive(self):
        await self.message
        return len("hello")

    async def __aexit__(self, *exception):
        self.timer.cancel()
        self.program.log("closing", task=self.index)
        message = self.message
        if message.done() and not message.cancelled() and message.exception():  # it broke: there is no peer to wait for
            self.program.log("close", task=self.index)
            return
        await asyncio.sleep(self.program.scenario["closing"])
        if self.request["what"] == "unclean":
            raise RequestError(self.index, "unclean")
        self.program.log("close", task=self.index)


class Program:
    """The program that a scenario stands for."""

    def __init__(self, scenario, loop):
        self.scenario = scenario
        self.loop = loop
        self.created = Forgotten() if FORGET else []
        self.hedges = []  # tasks that create others, which the caller does not know
        self.kept = []  # tasks that the caller knows, of a scenario with wrappers
        self.told = set()  # whose creation the log has
        self.wrapped = None  # what each task runs; nothing until one does
        self.events = []
        self.unretrieved = []
        self.connections = 0
        self.session = None
        self.server = Server(self)
        self.sockets = scenario["client"] == "socket"
        self.times = scenario["client_timeout"]

    def log(self, kind, **more):
        self.events.append({"t": self.loop.now, "kind": kind, **more})

    def next_connection(self):
        self.connections += 1
        return self.connections

    def links(self, index):
        """How many requests follow each other in the task of this one."""
        return self.scenario["requests"][index]["links"]

    async def chain(self, index, at):
        """The requests of a task, one after another. at tells which one it is about by now."""
        for link in range(index, index + self.links(index)):
            at["index"] = link
            result = await self.fetch(link)
        return result

    def each(self, index):
        """The coroutine of a task: fetch, within the wrappers. at tells which request it is about by now."""
        if self.wrapped is None:
            call, span = self.chain, 1
            for wrap in reversed(self.scenario["each"]):
                call = getattr(self, "each_" + wrap["name"])(wrap, call, span)
                span *= {"retry": wrap["count"], "hedge": 2}.get(wrap["name"], 1)
            self.wrapped = call
        return self.wrapped(index, {"index": index})

    @contextlib.contextmanager
    def held(self, index, by):
        """Logs that a task waits before a request starts, and if it is cancelled meanwhile."""
        self.log("hold", task=index, by=by)
        try:
            yield
        except asyncio.CancelledError as e:
            self.log("cancel", task=index, by=e.args[0])
            raise

    def each_timeout(self, wrap, call, span):
        async def limited(i, at):
            try:
                async with asyncio.timeout(wrap["time"]):
                    return await call(i, at)
            except TimeoutError as e:
                e.args = e.args or (at["index"], "timeout")
                raise

        return limited

    def each_wait_for(self, wrap, call, span):
        """From Python 3.12 on wait_for is a timeout, but for a time of zero."""
        if wrap["time"] > 0:
            return self.each_timeout(wrap, call, span)

        async def refused(i, at):
            try:
                await asyncio.wait_for(call(i, at), 0)
            except TimeoutError as e:
                self.log("cancel", task=i, by="timeout")
                e.args = (at["index"], "timeout")
                raise
            except asyncio.CancelledError as e:
                self.log("cancel", task=i, by=e.args[0])
                raise

        return refused

    def each_semaphore(self, wrap, call, span):
        places = asyncio.Semaphore(wrap["count"])

        async def limited(i, at):
            with self.held(i, "semaphore") if places.locked() else contextlib.nullcontext():
                await places.acquire()
            try:
                return await call(i, at)
            finally:
                places.release()

        return limited

    def each_rate(self, wrap, call, span):
        lock, burst, drip, full = asyncio.Lock(), wrap["count"] - 1, wrap["time"] // wrap["count"], 0

        async def turn(i):
            nonlocal full
            async with contextlib.AsyncExitStack() as stack:
                holds = lock.locked() or any(not waiter.cancelled() for waiter in lock._waiters or ())
                if holds:
                    stack.enter_context(self.held(i, "rate"))
                async with lock:
                    pause = full - burst * drip - self.loop.now
                    if pause > 0:
                        with contextlib.nullcontext() if holds else self.held(i, "rate"):
                            await asyncio.sleep(pause)
                    full = max(self.loop.now, full) + drip

        async def paced(i, at):
            await turn(i)
            return await call(i, at)

        return paced

    def each_retry(self, wrap, call, span):
        rng, attempts = random.Random(self.scenario["seed"]), wrap["count"]

        async def retried(i, at):
            for attempt in range(attempts):
                at["index"] = first = i + attempt * span * self.links(i)
                if attempt:
                    with self.held(first, "pause"):
                        await asyncio.sleep(pause)
                try:
                    return await call(first, at)
                except (RequestError, TimeoutError) as e:
                    if attempt == attempts - 1 or not may_get_better(e.args[1]):
                        raise
                    pause = self.pause(wrap, attempt, e, rng)

        return retried

    def pause(self, wrap, attempt, error, rng):
        if wrap["retry_after"] and getattr(error, "after", 0):
            return error.after
        pause, jitter = wrap["time"], wrap["jitter"]
        if jitter:
            pause = max(0, rng.uniform(pause - jitter, pause + jitter))
        return round(pause * 2**attempt)

    def create_inner(self, index, call, at):
        if index not in self.told:
            self.told.add(index)
            self.log("create", task=index)
        return self.start(call(index, at))

    def each_hedge(self, wrap, call, span):
        async def hedged(i, at):
            second = i + span * self.links(i)
            ats = [{"index": i}, {"index": second}]
            tasks = [self.create_inner(i, call, ats[0])]
            try:
                done, pending = await asyncio.wait(tasks, timeout=wrap["time"])
                if all([task.exception() for task in done]):
                    tasks.append(self.create_inner(second, call, ats[1]))
                    pending.add(tasks[1])
                while pending and all([task.exception() for task in done]):
                    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                ended = sorted(done, key=tasks.index)
                best = next((task for task in ended if not task.exception()), ended[-1])
                at["index"] = ats[tasks.index(best)]["index"]
                return best.result()
            finally:
                await self.cancel_all([task for task in tasks if not task.done()])

        return hedged

    def each_shield(self, wrap, call, span):
        async def sheltered(i, at):
            own = {"index": i}
            try:
                return await asyncio.shield(self.create_inner(i, call, own))
            finally:
                at["index"] = own["index"]

        return sheltered

    async def fetch(self, index):
        self.log("start", task=index)
        with self.end(index):
            value = await (self.converse(index) if self.sockets else self.ask(index))
            self.log("finish", task=index, value=value)
        return index, value

    @contextlib.contextmanager
    def end(self, index):
        """Logs how it ends, if not well."""
        try:
            yield
        except asyncio.CancelledError as e:
            self.log("cancel", task=index, by=e.args[0])
            raise
        except RequestError as e:
            self.log("fail", task=index, error=e.args[1])
            raise

    async def converse(self, index):
        if self.scenario["requests"][index]["what"] == "scheme":
            raise RequestError(index, "scheme")
        async with ConnectedSocket(self, index) as socket:
            return await socket.receive()

    async def ask(self, index):
        delay = self.scenario["requests"][index]["delay"]
        if delay:
            await asyncio.sleep(delay)
        if self.scenario["requests"][index]["sleeps"]:  # no request
            return 0
        if self.session:
            return await self.session.get(index)
        if self.scenario["client"] == "blocking":  # urllib has no session, and a connection for each request
            return await Session(self).get(index)
        self.log("enter", task=index)
        try:
            return await Session(self).get(index)
        finally:
            self.log("close", task=index)

    def create_task(self, index, create=asyncio.create_task):
        self.log("create", task=index)
        self.told.add(index)
        self.created.append(create(self.each(index)))
        if self.scenario["each"]:
            self.kept.append(self.created[-1])
        return self.created[-1]

    def create_tasks(self, create=asyncio.create_task):
        return [self.create_task(i, create) for i in self.indexes()]

    def start_each(self, coroutine):
        """Creates a task of a coroutine around each request."""
        tasks = []
        for i in self.indexes():
            self.log("create", task=i)
            tasks.append(self.start(coroutine(i)))
        return tasks

    def start(self, coroutine):
        self.created.append(asyncio.create_task(coroutine))
        return self.created[-1]

    def indexes(self):
        """Of the first requests of all tasks; each has those that follow, and those of further attempts, behind it."""
        index, firsts = 0, []
        while index < len(self.scenario["requests"]):
            firsts.append(index)
            index += self.links(index) * self.scenario["requests_each"]
        return firsts

    def deliver(self, result):
        index, told = result.args if isinstance(result, Exception) else result
        field = "error" if isinstance(result, Exception) else "value"
        self.log("deliver", task=index, **{field: told})

    async def receive(self, awaitable):
        try:
            result = await awaitable
        except (RequestError, TimeoutError) as e:
            if not e.args:  # the TimeoutError of as_completed, and of no task
                raise
            self.fail(e)
        else:
            self.deliver(result)

    def fail(self, error):
        if self.scenario["on_error"] == "raise":
            raise error
        self.deliver(error)

    async def sequential(self):
        for i in self.indexes():
            await self.receive(self.each(i))

    async def create_task_each(self):
        for i in self.indexes():
            await self.receive(self.create_task(i))

    async def create_tasks_first(self):
        for task in self.create_tasks():
            await self.receive(task)

    async def gather(self):
        await self.deliver_all(self.gather_of(self.create_tasks()))

    def gather_of(self, tasks):
        return asyncio.gather(*tasks, return_exceptions=self.scenario["return_exceptions"])

    async def deliver_all(self, results):
        for x in await results:
            self.deliver(x)

    async def as_completed(self):
        for first in asyncio.as_completed(self.create_tasks(), timeout=self.scenario["timeout"]):
            await self.receive(first)

    async def wait(self):
        s = self.scenario
        pending = set(self.create_tasks())
        while pending:
            done, pending = await asyncio.wait(pending, return_when=s["return_when"], timeout=s["timeout"])
            self.log("wake", done=len(done), pending=len(pending))
            if s["pending"] == "cancel":
                await self.cancel_all(self.in_order(pending))
            for task in self.in_order(done):
                await self.receive(task)  # it is done: no time passes and nothing else runs
            if s["pending"] != "again":
                break

    def in_order(self, tasks):
        return [task for task in self.created if task in tasks]

    async def task_group(self):
        async with Group() as group:
            group.created = self.created
            tasks = self.create_tasks(group.create_task)
        for task in tasks:
            self.deliver(task.result())

    async def race(self):
        errors, tasks = [], self.create_tasks()
        pending = set(tasks)
        try:
            while pending:
                done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                self.log("wake", done=len(done), pending=len(pending))
                for task in self.in_order(done):
                    if task.exception() is None:
                        self.deliver(task.result())
                        return
                    errors.append(task.exception())
        finally:
            await self.cancel_all([task for task in tasks if not task.done()])
        raise ExceptionGroup("no request succeeded", errors)

    async def cancel_all(self, tasks):
        for task in tasks:
            task.cancel("caller")
        await asyncio.gather(*tasks, return_exceptions=True)

    async def wait_for(self):
        async def limited(i):
            limit, at = self.scenario["task_timeout"], {"index": i}
            try:
                if not limit:
                    return await asyncio.wait_for(self.chain(i, at), 0)  # which starts nothing
                async with asyncio.timeout(limit):
                    return await self.chain(i, at)
            except TimeoutError as e:
                e.args = (at["index"], "timeout")
                raise

        await self.deliver_all(self.gather_of(self.start_each(limited)))

    async def semaphore(self):
        places = asyncio.Semaphore(self.scenario["concurrency"])

        async def limited(i):
            async with places:
                return await self.chain(i, {})

        await self.deliver_all(self.gather_of(self.start_each(limited)))

    async def batches(self):
        indexes, size = self.indexes(), self.scenario["batch"]
        for first in range(0, len(indexes), size):
            tasks = [self.create_task(i) for i in indexes[first : first + size]]
            await self.deliver_all(self.gather_of(tasks))

    async def workers(self):
        queue = asyncio.Queue()
        for i in self.indexes():
            queue.put_nowait(i)

        async def worker(number):
            while not queue.empty():
                i = queue.get_nowait()
                self.log("take", task=i, worker=number)
                await self.receive(self.each(i))

        workers = [self.start(worker(n + 1)) for n in range(self.scenario["workers"])]
        self.kept.extend(workers)
        await asyncio.gather(*workers)

    async def retry(self):
        s, attempts = self.scenario, self.scenario["requests_each"]
        rng = random.Random(s["seed"])

        async def retried(i):
            for attempt in range(attempts):
                try:
                    return await self.chain(i + attempt * self.links(i), {})
                except RequestError as e:
                    if attempt == attempts - 1 or not may_get_better(e.args[1]):
                        raise
                backoff, jitter = s["backoff"], s["backoff_jitter"]
                if jitter:
                    backoff = max(0, rng.uniform(backoff - jitter, backoff + jitter))
                await asyncio.sleep(round(backoff * 2**attempt))

        await self.deliver_all(self.gather_of(self.start_each(retried)))

    async def hedge(self):
        async def hedged(i):
            tasks = [self.create_task(i)]
            try:
                done, pending = await asyncio.wait(tasks, timeout=self.scenario["hedge_after"])
                if all([task.exception() for task in done]):
                    tasks.append(self.create_task(i + self.links(i)))
                    pending.add(tasks[1])
                while pending and all([task.exception() for task in done]):
                    done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                ended = sorted(done, key=tasks.index)
                return next((task for task in ended if not task.exception()), ended[-1]).result()
            finally:
                await self.cancel_all([task for task in tasks if not task.done()])

        self.hedges = [self.start(hedged(i)) for i in self.indexes()]
        await self.deliver_all(self.gather_of(self.hedges))

    async def shield(self):
        await self.deliver_all(asyncio.shield(self.gather_of(self.create_tasks())))

    async def exit_stack(self):
        async with contextlib.AsyncExitStack() as stack:
            sockets = []
            for i in self.indexes():
                self.log("start", task=i)
                with self.end(i):
                    if self.scenario["requests"][i]["what"] == "scheme":
                        raise RequestError(i, "scheme")
                    sockets.append(await stack.enter_async_context(ConnectedSocket(self, i)))
            for socket in sockets:
                with self.end(socket.index):
                    value = await socket.receive()
                    self.log("finish", task=socket.index, value=value)
                self.deliver((socket.index, value))

    strategies = {
        "sequential": sequential,
        "create_task_each": create_task_each,
        "create_task": create_tasks_first,
        "gather": gather,
        "as_completed": as_completed,
        "wait": wait,
        "task_group": task_group,
        "race": race,
        "wait_for": wait_for,
        "semaphore": semaphore,
        "batches": batches,
        "workers": workers,
        "retry": retry,
        "hedge": hedge,
        "shield": shield,
        "exit_stack": exit_stack,
    }

    async def main(self):
        s = self.scenario
        if s["client"] == "http" and s["session"] == "shared":
            self.session = Session(self)
            self.log("enter")
        try:
            await self.run_strategy()
        except RequestError as e:
            self.log("raise", error=e.args[1])
        except TimeoutError:
            self.log("raise", error="timeout")
        except ExceptionGroup as group:
            self.log("raise", error="group:" + ",".join(e.args[1] for e in group.exceptions))
        else:
            self.log("return")
        if s["after"] == "close":
            self.close()
        if s["after"] != "exit":
            await asyncio.gather(*self.left(), return_exceptions=True)
        if s["after"] != "close":
            self.close()

    def left(self):
        """The tasks for which it waits in the end."""
        return self.kept if self.scenario["each"] else self.hedges or self.created

    def close(self):
        if self.session:
            self.log("close")
            self.session.close()

    def hear(self, loop, context):
        """What asyncio logs: an exception that nobody asked for, of a task or of a gather."""
        if "destroyed" in context["message"]:
            self.log("destroyed")
            return
        error = context["exception"]
        told = "cancelled" if isinstance(error, asyncio.CancelledError) else error.args[1]
        if "task" in context:
            self.log("unretrieved", task=error.args[0], error=told)
        elif isinstance(context["future"], asyncio.Task):
            self.unretrieved.append({"task": error.args[0], "error": told})
        elif type(context["future"]) is not asyncio.Future:  # which would be the message of a socket
            self.log("unretrieved", error=told)

    def collect(self):
        """Lets go of all tasks, and logs what asyncio logs of them."""
        self.created.clear()
        self.hedges.clear()
        self.kept.clear()
        gc.collect()
        for detail in sorted(self.unretrieved, key=lambda detail: (detail["task"], detail["error"])):
            self.log("unretrieved", **detail)

    async def run_strategy(self):
        name = self.scenario["strategy"]
        own = name in ("wait", "as_completed")  # these take the timeout as an argument
        async with asyncio.timeout(None if own else self.scenario["timeout"]):
            await self.strategies[name](self)


def run(scenario):
    """Does what asyncio.run does with main(), and returns the events."""
    loop = VirtualLoop()
    loop.set_task_factory(lambda loop, coro, **more: Task(coro, loop=loop, **more))
    try:
        program = Program(scenario, loop)
        loop.set_exception_handler(program.hear)
        loop.run_until_complete(program.main())
        program.log("exit")
        shut_down(loop, [task for task in program.created if not task.done()])
    finally:
        loop.close()
    program.collect()
    return program.events


def shut_down(loop, left):
    for task in left:
        task.cancel("shutdown")
    if left:
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    for task in left:
        if not task.cancelled() and task.exception():
            message = "unhandled exception during asyncio.run() shutdown"
            loop.call_exception_handler({"message": message, "exception": task.exception(), "task": task})
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.run_until_complete(loop.shutdown_default_executor())


def main():
    gc.disable()  # or it would collect at random
    gc.freeze()
    for line in sys.stdin:
        scenario = json.loads(line)
        answer = {"scenario": scenario["scenario"]}
        start = time.process_time()
        events = run(scenario)
        if "--time" in sys.argv:
            answer["seconds"] = time.process_time() - start
        else:
            answer["events"] = events
        print(json.dumps(answer, separators=(",", ":"), ensure_ascii=False))


if __name__ == "__main__":
    main()
