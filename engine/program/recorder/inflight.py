#!/usr/bin/env python3
"""Records what an asyncio program does, for Inflight's timeline.

    python inflight.py [--virtual] [-o trace.json] prog.py [arguments…]

or within a program:

    import inflight
    with inflight.record("trace.json"):
        asyncio.run(main())

The trace opens in Inflight: drop the file on its page. With --virtual, time jumps from one timer to the next, and aiohttp, httpx,
requests and urllib talk to a network in memory; without, everything is as it is. One file, nothing but the standard library, Python
3.11 and later. What a trace holds says docs/recorder.md.
"""

import ast
import asyncio
import asyncio.base_events
import asyncio.runners
import asyncio.tasks
import builtins
import collections
import collections.abc
import contextlib
import functools
import gc
import heapq
import io
import itertools
import json
import linecache
import os
import random
import re
import sys
import threading
import time
import traceback
import types
import urllib.parse as urllib_parse
import weakref

VERSION = 1  # of the trace's form
MAIN, HIDDEN = None, -2  # indexes of what is no lane: the first coroutine that runs, and asyncio's own
MOST_EVENTS = 400_000
_HERE = os.path.abspath(__file__) if "__file__" in globals() else "inflight.py"
_OWN = frozenset({__file__, _HERE, "<inflight>"} if "__file__" in globals() else {_HERE, "<inflight>"})
_ASYNCIO = os.path.dirname(asyncio.__file__) + os.sep
_LIBRARY = tuple({os.path.dirname(os.__file__) + os.sep, os.path.dirname(contextlib.__file__) + os.sep, "<frozen"})
_real_monotonic, _real_cpu = time.monotonic, time.process_time
_now = None  # the recorder that is at work, or None


class Stopped(KeyboardInterrupt):
    """The program was stopped as by Ctrl-C, and the message says why."""


# --- who waits for what ---------------------------------------------------------------------------------------------

# What a task waits for where it stands in a function of asyncio: the first one that the person's own code called.
_WAITS = {
    "sleep": "sleep", "wait": "wait", "_wait": "wait", "wait_for": "wait_for", "_cancel_and_wait": "wait_for",
    "as_completed.<locals>._wait_for_one": "as_completed", "_AsCompletedIterator._wait_for_one": "as_completed",
    "_AsCompletedIterator.__anext__": "as_completed", "TaskGroup.__aexit__": "group", "TaskGroup._aexit": "group",
    "Lock.acquire": "lock", "_ContextManagerMixin.__aenter__": "lock", "Event.wait": "event", "Condition.wait": "condition",
    "Condition.wait_for": "condition", "Semaphore.acquire": "semaphore", "BoundedSemaphore.acquire": "semaphore",
    "Queue.get": "queue.get", "Queue.put": "queue.put", "Queue.join": "queue.join", "Barrier.wait": "barrier",
    "Barrier.__aenter__": "barrier", "to_thread": "thread", "open_connection": "stream", "Process.wait": "process",
    "Process.communicate": "process", "create_subprocess_exec": "process", "create_subprocess_shell": "process",
    "BaseEventLoop.shutdown_default_executor": "thread", "BaseEventLoop.getaddrinfo": "stream",
}

# What ends a run, in any loop.
_ENDS = ("shutdown_asyncgens", "shutdown_default_executor")

# Who asks for a cancellation, by the function of asyncio that calls cancel.
_ASKS = {
    "Timeout._on_timeout": "timeout", "_cancel_all_tasks": "shutdown", "Runner._on_sigint": "shutdown",
    "TaskGroup._on_task_done": "group", "TaskGroup._abort": "group", "_cancel_and_wait": "timeout",
    "TimerContext.timeout": "timeout", "_release_waiter": "timeout",
}


class _Lane:
    """What is known of one task, or of one request that no task of its own makes. It holds no reference to the task."""

    __slots__ = ("index", "name", "started", "waiting", "awaited", "doing", "asks", "cause", "last", "received", "ended", "thrown",
                 "kept", "__weakref__")

    def __init__(self, index, name):
        self.index, self.name = index, name
        self.started = self.waiting = self.ended = False
        self.awaited = self.doing = self.asks = self.cause = None  # asks: how far its request of a real network has come
        self.last = None  # the cause of the cancellation that was delivered last
        self.thrown = None  # the event of the cancellation of which it is not known yet whether the task goes on in spite of it
        self.kept = False  # who asked for its cancellation makes something else of it: a group of its members' errors, a library
        self.received = None


_AWAITERS = {  # by type: the frame that stands there, and what it awaits
    types.CoroutineType: ("cr_frame", "cr_await"),
    types.GeneratorType: ("gi_frame", "gi_yieldfrom"),
    types.AsyncGeneratorType: ("ag_frame", "ag_await"),
}


def _awaits(thing):
    """Returns the frame at which a coroutine stands, and what it awaits there."""
    kind = type(thing)
    if kind is types.CoroutineType:
        return thing.cr_frame, thing.cr_await
    names = _AWAITERS.get(kind)
    if names:
        return getattr(thing, names[0]), getattr(thing, names[1])
    if kind.__name__ in ("async_generator_asend", "async_generator_athrow", "coroutine_wrapper", "anext_awaitable"):
        for other in gc.get_referents(thing):
            if type(other) in _AWAITERS or type(other).__name__ == "async_generator_asend":
                return None, other
    return None, None


class _Steps(collections.abc.Coroutine):
    """A coroutine that tells the recorder of its steps."""

    __slots__ = ("coroutine", "lane", "recorder", "__name__", "__qualname__")

    def __init__(self, coroutine, lane, recorder):
        self.coroutine, self.lane, self.recorder = coroutine, lane, recorder
        self.__name__ = getattr(coroutine, "__name__", type(coroutine).__name__)
        self.__qualname__ = getattr(coroutine, "__qualname__", self.__name__)

    def send(self, value):
        lane, recorder = self.lane, self.recorder
        recorder.step(lane)
        try:
            awaited = self.coroutine.send(value)
        except StopIteration as end:
            recorder.finish(lane, end.value)
            raise
        except BaseException as error:
            recorder.fail(lane, error)
            raise
        recorder.wait(lane, awaited, self.coroutine)
        return awaited

    def throw(self, *error):
        lane, recorder = self.lane, self.recorder
        if lane.started:
            recorder.throw(lane, error[0])
        try:
            awaited = self.coroutine.throw(*error)
        except StopIteration as end:
            recorder.finish(lane, end.value)
            raise
        except BaseException as error:
            recorder.fail(lane, error)
            raise
        recorder.wait(lane, awaited, self.coroutine)
        return awaited

    def close(self):
        self.coroutine.close()

    def __await__(self):
        return self.coroutine.__await__()

    def __repr__(self):
        return repr(self.coroutine)

    cr_frame = property(lambda self: getattr(self.coroutine, "cr_frame", None))
    cr_code = property(lambda self: getattr(self.coroutine, "cr_code", None))
    cr_await = property(lambda self: getattr(self.coroutine, "cr_await", None))
    cr_running = property(lambda self: getattr(self.coroutine, "cr_running", False))
    cr_origin = property(lambda self: getattr(self.coroutine, "cr_origin", None))


_BareTask = asyncio.Task


class Task(asyncio.Task):
    """asyncio.Task, and what happens to it is recorded."""

    def __init__(self, coro, *, loop=None, name=None, **more):
        recorder = _now
        if recorder is None or type(coro) is not types.CoroutineType and not asyncio.iscoroutine(coro):
            self.lane = _Lane(HIDDEN, "")
            super().__init__(coro, loop=loop, name=name, **more)
            return
        self.lane = lane = recorder.create(coro, name, loop, more.get("eager_start", False))
        lane_of_eager = recorder.eager
        if more.get("eager_start"):
            recorder.eager = lane
        try:
            super().__init__(_Steps(coro, lane, recorder) if lane.index != HIDDEN else coro, loop=loop, name=name, **more)
        finally:
            recorder.eager = lane_of_eager

    def get_coro(self):
        steps = super().get_coro()
        return steps.coroutine if type(steps) is _Steps else steps

    def set_name(self, name):
        super().set_name(name)
        lane = getattr(self, "lane", None)
        if getattr(self, "numbered", False):
            self.numbered = False
        elif _now is not None and lane is not None and lane.index is not MAIN and lane.index >= 0:
            _now.rename(lane, str(name))

    def cancel(self, *message, **more):
        if _now is not None and self.lane.index != HIDDEN and not self.done():
            _now.ask(self.lane, sys._getframe(1), self._fut_waiter)
        return super().cancel(*message, **more)

    def uncancel(self):
        if _now is not None and self.lane.thrown is not None:
            _now.take_back(self.lane, sys._getframe(1))
        return super().uncancel()

    def result(self):
        if _now is not None and self.done():
            _now.receive(self)
        return super().result()

    def exception(self):
        error = super().exception()
        if error is not None and _now is not None:
            _now.receive(self)
        return error

    def __await__(self):
        if _now is not None and self.done():
            _now.receive(self)
        return super().__await__()

    __iter__ = __await__


class _VirtualTask(Task):
    """A task of a program in virtual time. Sets of tasks are in the order of their creation, wherever Python looks at the hash."""

    def __hash__(self):
        return self.order

    def __eq__(self, other):
        return self is other

    def __init__(self, coro, *, name=None, **more):
        self.order = next(_orders)
        super().__init__(coro, name=name, **more)
        if name is None and _now is not None:
            self.numbered = True
            super().set_name(f"Task-{_now.number()}")


Task.__qualname__ = Task.__name__ = _VirtualTask.__name__ = _VirtualTask.__qualname__ = "Task"
_orders = itertools.count()


# --- the recorder ---------------------------------------------------------------------------------------------------


class Recorder:
    """Takes down what happens, as the events of a trace."""

    def __init__(self, file="", text="", clock=None, limits=None, arguments=()):
        self.file, self.text, self.clock, self.arguments = file, text, clock, list(arguments)
        self.folder = os.path.dirname(os.path.abspath(file)) + os.sep if file and not file.startswith("<") else None
        self.limits = limits or {}
        self.events, self.full, self.stopped = [], False, None
        self.lanes = 0
        self.current = asyncio.current_task
        self.meanings = weakref.WeakKeyDictionary()
        self.own = {}  # by a code's file: whether it is the person's own
        self.handlers = {}  # by a code's file: the lines of what handles an exception, or tidies up
        self.main = None  # the lane of the first coroutine that ran
        self.over = False  # that has ended
        self.eager = None
        self.requests = self.connections = self.sessions = self.numbers = 0
        self.began = None
        self.output = []
        self.printed = 0
        self.error = None
        self.thread = threading.get_ident()
        self.names, self.notes = {}, []
        self.loops, self.patches = set(), None

    # The moment and the place.

    def now(self):
        if self.clock is not None:
            return self.clock.now
        if self.began is None:
            self.began = _real_monotonic()
        return int((_real_monotonic() - self.began) * 1_000_000)

    def add(self, event):
        if self.clock is not None:
            event["t"] = self.clock.now
        elif self.began is not None:
            event["t"] = int((_real_monotonic() - self.began) * 1_000_000)
        else:
            self.began = _real_monotonic()
        events = self.events
        events.append(event)
        if len(events) > MOST_EVENTS:
            events.pop()
            self.full = True
            if self.limits:
                self.stop(f"it has done {MOST_EVENTS:,} things: want a program that does less")

    def stop(self, why):
        self.stopped = self.stopped or why
        raise Stopped(why)

    def is_own(self, file):
        own = self.own.get(file)
        if own is None:
            own = self.own[file] = self._is_own(file)
        return own

    def _is_own(self, file):
        if file in _OWN or file.startswith(_LIBRARY) or "site-packages" in file or "dist-packages" in file:
            return False
        if file == self.file:
            return True
        if self.folder is None or file.startswith("<"):
            return not self.file
        return os.path.abspath(file).startswith(self.folder)

    def place(self, event, frame):
        """Notes at which line of the person's own code a frame, or who called it, stands."""
        own = self.own
        while frame is not None:
            file = frame.f_code.co_filename
            if own[file] if file in own else self.is_own(file):
                event["line"] = frame.f_lineno
                if file != self.file:
                    event["file"] = os.path.basename(file)
                return
            if frame.f_code.co_name == "_run_once":
                return  # below is who runs the loop
            frame = frame.f_back

    def lane(self):
        """Returns who runs now: a lane, or None between the steps of tasks."""
        if self.eager is not None:
            return self.eager
        try:
            task = self.current()
        except RuntimeError:
            return None
        return getattr(task, "lane", None)

    def of(self, event, lane):
        if lane is not None and lane.index is not MAIN and lane.index != HIDDEN:
            event["task"] = lane.index
        return event

    # Tasks.

    def create(self, coroutine, name, loop, eager=False):
        creator = self.lane()
        if creator is None:
            self.meet(loop)
            if getattr(coroutine, "__name__", "") in _ENDS:
                return _Lane(HIDDEN, "")
        code = getattr(coroutine, "cr_code", None)
        if code is not None and creator is None and self.main is not None and (code.co_filename.startswith(_ASYNCIO) or code.co_filename in _OWN):
            return _Lane(HIDDEN, "")  # asyncio's own, at the end of a run
        if code is not None and f"{os.sep}aiohttp{os.sep}" in code.co_filename:
            return _Lane(HIDDEN, "")  # the library's own, by which it connects
        if self.main is None and creator is None:
            self.main = _Lane(MAIN, getattr(coroutine, "__name__", "main"))
            return self.main
        limit = self.limits.get("tasks")
        if limit and self.lanes >= limit:
            coroutine.close()
            self.stop(f"it has created {limit:,} tasks: want fewer")
        lane = _Lane(self.lanes, "")
        self.lanes += 1
        lane.name = str(name) if name is not None else self.label(coroutine)
        event = {"t": 0, "kind": "create", "task": lane.index, "name": lane.name}
        if creator is not None and creator.index is not MAIN and creator.index != HIDDEN:
            event["parent"] = creator.index
        elif creator is None:
            event["parent"] = -1  # a callback of the loop, or another run
        self.place(event, sys._getframe(2))
        self.names[lane.index] = event
        self.add(event)
        return lane

    def meet(self, loop):
        """What a loop does itself is recorded, too, where it is none of asyncio's, as uvloop's, and Python lets its class be changed."""
        kind = type(loop)
        if kind in self.loops or isinstance(loop, (asyncio.BaseEventLoop, types.NoneType)):
            return
        self.loops.add(kind)
        with contextlib.suppress(TypeError, AttributeError):
            _install_in_loops(self, self.patches, kind)

    def number(self):
        """Counts tasks, as asyncio's own names do: anew in each program."""
        self.numbers += 1
        return self.numbers

    def rename(self, lane, name):
        lane.name = self.names[lane.index]["name"] = name

    def label(self, coroutine):
        """Returns a coroutine's name with the first of its arguments that says which: fetch(a); of an address the path: get(/items)."""
        coroutine = getattr(coroutine, "_coro", coroutine)  # that of session.get(), which aiohttp wraps
        name = getattr(coroutine, "__name__", type(coroutine).__name__)
        if name.startswith("async_generator_"):  # the loop closes one that was left
            generator = _awaits(coroutine)[1]
            return f"aclose({getattr(generator, '__name__', 'generator')})"
        frame, code = getattr(coroutine, "cr_frame", None), getattr(coroutine, "cr_code", None)
        if frame is None or code is None:
            return name
        values = [frame.f_locals.get(variable) for variable in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]]
        if name == "to_thread":
            return f"{name}({_of_thread(frame.f_locals.get('func'), frame.f_locals.get('args', ()))})"
        name, which = _of_call(name, values)
        return name if which is None else f"{name}({which})"

    def step(self, lane):
        """A task goes on."""
        if not lane.started:
            lane.started = True
            if lane.index is not MAIN:
                self.add({"t": 0, "kind": "start", "task": lane.index})
            return
        if lane.waiting:
            lane.waiting = False
            if lane.index is MAIN:
                self.add({"t": 0, "kind": "resume"})
            else:
                self.add({"t": 0, "kind": "resume", "task": lane.index})
            if lane.awaited is not None:
                self.take(lane)

    def take(self, lane):
        """What a task has waited for gives it results."""
        awaited, lane.awaited = lane.awaited, None
        awaited = awaited() if awaited is not None else None
        if awaited is None or not awaited.done():
            return
        if isinstance(awaited, Task):
            self.deliver(awaited, lane)
            return
        meaning = self.meanings.get(awaited)
        if meaning is None or awaited.cancelled():
            return
        raised = awaited.exception()
        for task in meaning[1]:
            task = task()
            if isinstance(task, Task) and task.done() and not task.cancelled():
                if raised is None or _BareTask.exception(task) is raised:
                    self.deliver(task, lane)

    def receive(self, task):
        """The running task asks one that is done for its result."""
        lane = self.lane()
        if lane is not None and lane.index != HIDDEN and lane is not task.lane:
            self.deliver(task, lane)

    def deliver(self, task, to):
        lane = task.lane
        if lane.index is MAIN or lane.index == HIDDEN or task.cancelled():
            return
        if lane.received is None:
            lane.received = set()
        if to.index in lane.received:
            return
        lane.received.add(to.index)
        event = {"t": 0, "kind": "deliver", "task": lane.index}
        if to.index is not MAIN:
            event["to"] = to.index
        error = _BareTask.exception(task)
        if error is not None:
            event["error"] = _words(error)
        self.add(event)

    def wait(self, lane, awaited, coroutine):
        """A task waits: for what, and where."""
        event = {"t": 0, "kind": "await", "on": "future"}
        if lane.index is not MAIN:
            event["task"] = lane.index
        lane.waiting = True
        if lane.thrown is not None and not self.is_tidying(coroutine):
            self.swallow(lane)
        on, tasks = self.follow(event, coroutine, lane)
        if lane.doing is not None:
            on = lane.doing
            lane.doing = None
        lane.awaited = None
        if awaited is None:
            on = on or "turn"
        elif on == "sleep" and not tasks:
            pass
        elif isinstance(awaited, asyncio.Future):
            if isinstance(awaited, Task):
                lane.awaited = weakref.ref(awaited)
                tasks = tasks or (awaited,)
                on = on or "task"
            else:
                meaning = self.meanings.get(awaited)
                if meaning is not None:
                    lane.awaited = weakref.ref(awaited)
                    on = on or meaning[0]
                    tasks = tasks or [task() for task in meaning[1]]
        if on:
            event["on"] = on
        if tasks:
            indexes = sorted(i for i in {getattr(getattr(t, "lane", None), "index", None) for t in tasks} if i is not None and i >= 0)
            if len(indexes) > 100:
                event["of"] = len(indexes)
            if indexes:
                event["tasks"] = indexes[:100]
        self.add(event)

    def follow(self, event, thing, lane):
        """Follows what a coroutine awaits down to the end. The person's last line says where it stands; what is behind that, on what."""
        on = tasks = None
        own, coroutine_type = self.own, types.CoroutineType
        for _ in range(100):
            if type(thing) is coroutine_type:
                frame, thing = thing.cr_frame, thing.cr_await
            else:
                frame, thing = _awaits(thing)
            if frame is not None:
                code = frame.f_code
                file = code.co_filename
                if own[file] if file in own else self.is_own(file):
                    event["line"] = frame.f_lineno
                    if file != self.file:
                        event["file"] = os.path.basename(file)
                    on = tasks = None
                elif code is _SLEEP:
                    if on is None:
                        on = "sleep"
                        delay = frame.f_locals.get("delay")
                        if isinstance(delay, (int, float)):
                            event["for"] = round(delay * 1_000_000)
                elif on is None and file.startswith(_ASYNCIO):
                    on = _WAITS.get(code.co_qualname)
                    if on is None and file.endswith(("streams.py", "selector_events.py", "sslproto.py")):
                        on = "stream"
                    if on == "lock":
                        on = _lock_of(frame)
                    if on in ("wait", "wait_for", "group"):
                        tasks = _tasks_of(frame)
                elif on == "wait" and code.co_qualname == "_wait":
                    tasks = _tasks_of(frame) or tasks
                elif on is None and file.endswith(_CLIENTS):
                    on = lane.asks or "request"
            if thing is None:
                break
        return on, tasks

    def finish(self, lane, value):
        self.swallow(lane)
        self.end(lane, "finish", "value", _value(value))

    def fail(self, lane, error):
        lane.thrown = None
        if isinstance(error, asyncio.CancelledError):
            self.end(lane, "cancel", "by", lane.last or lane.cause or "caller")
        else:
            self.end(lane, "fail", "error", _words(error))

    def end(self, lane, kind, field, value):
        lane.ended, lane.waiting = True, False
        if lane.index is MAIN:
            if kind == "finish":
                event = {"t": 0, "kind": "return"}
            else:
                event = {"t": 0, "kind": "raise", "error": "CancelledError" if kind == "cancel" else value}
        else:
            event = {"t": 0, "kind": kind, "task": lane.index}
            if value is not None:
                event[field] = value
        self.add(event)

    # Cancellations.

    def ask(self, lane, frame, waiter):
        event = self.of({"t": 0, "kind": "ask"}, lane)
        by, asker = self.asker(frame)
        file = frame.f_code.co_filename
        lane.kept = (frame.f_code.co_qualname == "TaskGroup._on_task_done"
                     or not (file.startswith(_ASYNCIO) or file in _OWN or self.is_own(file)))
        # What it waits for is cancelled but once, by who asked first. Where it waits for nothing any more, who asks last is named.
        if lane.cause is None or waiter is None or waiter.done() and not waiter.cancelled():
            lane.cause = by
        event["by"] = by
        if asker is not None and asker.index is not MAIN and asker.index != HIDDEN:
            event["from"] = asker.index
        self.place(event, frame)
        self.add(event)

    def asker(self, frame):
        """Returns who asks for a cancellation, by the functions that do."""
        asker = self.lane()
        while frame is not None:
            code = frame.f_code
            if code is _CANCEL:  # it passes one on that was asked for itself
                return frame.f_locals["self"].lane.cause or "caller", asker
            by = _ASKS.get(code.co_qualname) if not self.is_own(code.co_filename) else None
            if by == "group" and asker is not None and isinstance(sys.exc_info()[1], asyncio.CancelledError):
                return asker.last or by, asker
            if by:
                return by, asker
            if self.is_own(code.co_filename):
                return "caller", asker
            frame = frame.f_back
        return "caller", asker

    def throw(self, lane, error):
        if isinstance(error, type):
            error = error()
        asked = lane.cause is not None and not lane.kept  # or what it waits for was cancelled, which it may well survive
        lane.last, lane.cause, lane.thrown = lane.cause, None, None
        if not isinstance(error, asyncio.CancelledError):
            self.step(lane)
            return
        awaited = lane.awaited() if lane.awaited is not None else None
        if lane.last is None and isinstance(awaited, Task):
            lane.last = awaited.lane.last
        lane.waiting, lane.awaited = False, None
        event = self.of({"t": 0, "kind": "throw", "by": lane.last or "caller"}, lane)
        if asked:
            lane.thrown = event
        self.add(event)

    def swallow(self, lane):
        """The task goes on in spite of its cancellation, if there was one."""
        if lane.thrown is not None:
            lane.thrown["swallowed"] = True
            lane.thrown = None

    def take_back(self, lane, frame):
        """The cancellation is taken back: by asyncio, which makes something else of it, or by somebody who goes on."""
        if self.is_own(frame.f_code.co_filename):
            self.swallow(lane)
        lane.thrown = None

    def is_tidying(self, thing):
        """Reports whether a coroutine waits within an except or a finally, or at the end of an async with: it may still end as cancelled."""
        for _ in range(100):
            frame, thing = _awaits(thing)
            if frame is not None:
                code = frame.f_code
                if code.co_name in ("__aexit__", "_aexit") or code.co_qualname in ("Condition.wait", "_cancel_and_wait"):
                    return True
                if self.is_own(code.co_filename) and frame.f_lineno in self.handling(code.co_filename):
                    return True
            if thing is None:
                return False
        return False

    def handling(self, file):
        """Returns the lines of a file that handle an exception, or tidy up."""
        lines = self.handlers.get(file)
        if lines is None:
            lines = self.handlers[file] = set()
            text = self.text if file == self.file else "".join(linecache.getlines(file))
            with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError, SystemError), _uncollected():
                for node in ast.walk(ast.parse(text)):
                    for part in [*getattr(node, "handlers", ()), *(getattr(node, "finalbody", None) or ())]:
                        lines.update(range(part.lineno, part.end_lineno + 1))
        return lines

    # What is said.

    def print(self, text, frame, errors):
        for line in text.split("\n"):
            event = {"t": 0, "kind": "print", "text": line[:2000]}
            if errors:
                event["stderr"] = True
            self.of(event, self.lane() if threading.get_ident() == self.thread else None)
            self.place(event, frame)
            self.add(event)

    def message(self, context):
        """What asyncio is about to log."""
        text = context.get("message") or "Unhandled exception in event loop"
        task = context.get("task") or context.get("future")
        lane, error = getattr(task, "lane", None), context.get("exception")
        if lane is not None and lane.index is not MAIN and lane.index >= 0 and "never retrieved" in text:
            self.add({"t": 0, "kind": "unretrieved", "task": lane.index, "error": _words(error)})
            return
        event = self.of({"t": 0, "kind": "message", "text": text}, lane)
        if error is not None:
            event["error"] = _words(error)
        self.add(event)

    # What comes out.

    def trace(self):
        if self.main is not None and self.main.ended and not self.over and not self.full:  # under a loop that could not be asked
            self.events.append({"t": self.events[-1]["t"], "kind": "exit"})
        for lane, number in collections.Counter(event["name"] for event in self.names.values()).items():
            if number > 1:
                same = [event for event in self.names.values() if event["name"] == lane]
                for i, event in enumerate(same):
                    event["name"] = f"{lane} #{i + 1}"
        trace = {
            "version": VERSION, "recorder": "inflight.py", "python": sys.version.split()[0],
            "clock": "virtual" if self.clock is not None else "real",
            "program": {"file": os.path.basename(self.file) or "program.py", "text": self.text}, "events": self.events,
        }
        if self.arguments:
            trace["program"]["arguments"] = self.arguments
        if self.error is not None:
            trace["error"] = self.error
        if self.full:
            self.notes.append(f"The recording ends after {MOST_EVENTS:,} events; the program went on.")
        if self.notes:
            trace["note"] = " ".join(self.notes)
        return trace


_CLIENTS = tuple(os.sep + path.replace("/", os.sep) for path in (
    "httpx/_client.py", "aiohttp/client.py", "aiohttp/client_reqrep.py", "aiohttp/streams.py", "aiohttp/connector.py"))
_CANCEL = Task.cancel.__code__
_SLEEP = asyncio.sleep.__code__


def _lock_of(frame):
    """What `async with` waits for: a lock, semaphore or condition."""
    return {"Semaphore": "semaphore", "BoundedSemaphore": "semaphore", "Condition": "condition"}.get(
        type(frame.f_locals.get("self")).__name__, "lock")


def _tasks_of(frame):
    values = frame.f_locals
    for name in ("fs", "fut"):
        value = values.get(name)
        if isinstance(value, asyncio.Future):
            return (value,)
        if isinstance(value, (set, frozenset, list, tuple)):
            return value
    return getattr(values.get("self"), "_tasks", None)


def _words(error):
    """An error as the last line of a traceback has it, or its type's name alone where its words are many."""
    name = type(error).__qualname__
    try:
        text = str(error)
    except Exception:
        text = ""
    if isinstance(error, BaseExceptionGroup):
        text = f"{error.message}: " + ", ".join(_words(inner) for inner in error.exceptions[:3])
    return f"{name}: {text}"[:300] if text else name


def _value(value):
    """A result, as far as it can be told without asking anybody's code."""
    kind = type(value)
    if value is None:
        return None
    if kind in (int, float, bool, str, bytes):
        text = repr(value)
        return text if len(text) <= 80 else text[:79] + "…"
    if kind in (list, tuple, set, dict, frozenset):
        return f"{kind.__name__} of {len(value)}"
    return kind.__qualname__


# --- installing it --------------------------------------------------------------------------------------------------


class _Patches:
    """Replaces things, and puts them back."""

    def __init__(self):
        self.undo = []

    def set(self, owner, name, value):
        missing = object()
        before = owner.__dict__.get(name, missing) if hasattr(owner, "__dict__") else getattr(owner, name, missing)
        setattr(owner, name, value)
        self.undo.append((owner, name, before, missing))

    def item(self, owner, name, value):
        missing = object()
        self.undo.append((owner, (name,), owner.get(name, missing), missing))
        owner[name] = value

    def restore(self):
        for owner, name, before, missing in reversed(self.undo):
            if isinstance(name, tuple):
                if before is missing:
                    owner.pop(name[0], None)
                else:
                    owner[name[0]] = before
            elif before is missing:
                delattr(owner, name)
            else:
                setattr(owner, name, before)
        self.undo.clear()


@contextlib.contextmanager
def _uncollected():
    """Nothing is collected meanwhile: CPython 3.11 breaks off reading a text if that runs somebody's code."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


class _Tee(io.TextIOBase):
    """A stream that also tells the recorder, line by line."""

    def __init__(self, stream, recorder, errors=False, keep=False):
        self.__dict__.update(stream=stream, recorder=recorder, is_error=errors, keep=keep, line="")

    def write(self, text):
        written = len(text) if self.stream is None else self.stream.write(text)
        recorder = self.recorder
        if self.keep:
            recorder.output.append(text)
        recorder.printed += len(text)
        self.line += text
        if "\n" in text:
            lines, _, rest = self.line.rpartition("\n")
            self.__dict__["line"] = rest
            recorder.print(lines, sys._getframe(1), self.is_error)
        most = recorder.limits.get("output")
        if most and recorder.printed > most:
            recorder.stop(f"it has printed {most:,} characters: want less")
        return written

    def __setattr__(self, name, value):
        self.__dict__[name] = value

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        if self.stream is not None:
            self.stream.flush()

    def close(self):
        if self.stream is not None:
            self.stream.close()

    def __del__(self):
        pass

    closed = property(lambda self: self.stream is not None and self.stream.closed)
    encoding = property(lambda self: getattr(self.stream, "encoding", "utf-8"))
    errors = property(lambda self: getattr(self.stream, "errors", "strict"))
    buffer = property(lambda self: self.stream.buffer)

    def isatty(self):
        return self.stream is not None and self.stream.isatty()

    def fileno(self):
        if self.stream is None:
            raise io.UnsupportedOperation("fileno")
        return self.stream.fileno()

    def writable(self):
        return True

    def __getattr__(self, name):
        return getattr(self.__dict__["stream"], name)


def _install(recorder, patches):
    """Puts the recorder between a program and asyncio."""
    task_class = Task if recorder.clock is None else _VirtualTask
    for module in (asyncio, asyncio.tasks):
        patches.set(module, "Task", task_class)
        patches.set(module, "gather", _gather(recorder, module.gather))
        patches.set(module, "shield", _shield(recorder, module.shield))
        patches.set(module, "wait", _wait(recorder, module.wait))
        if hasattr(asyncio.tasks, "create_eager_task_factory"):
            patches.set(module, "eager_task_factory", asyncio.tasks.create_eager_task_factory(task_class))
    recorder.patches = patches
    _install_in_loops(recorder, patches, asyncio.BaseEventLoop)
    _hide_own_frames(patches)


def _install_in_loops(recorder, patches, base):
    """Puts it between a program and a class of loops."""
    handler, complete, executor = base.call_exception_handler, base.run_until_complete, base.run_in_executor

    @functools.wraps(handler)
    def call_exception_handler(self, context):
        recorder.message(context)
        return handler(self, context)

    @functools.wraps(complete)
    def run_until_complete(self, future):
        try:
            return complete(self, future)
        finally:
            if recorder.main is not None and recorder.main.ended and not recorder.over:
                recorder.over = True
                recorder.add({"t": 0, "kind": "exit"})

    @functools.wraps(executor)
    def run_in_executor(self, *arguments):
        future = executor(self, *arguments)
        if isinstance(future, asyncio.Future):
            recorder.meanings[future] = ("thread", ())
        return future

    patches.set(base, "call_exception_handler", call_exception_handler)
    patches.set(base, "run_until_complete", run_until_complete)
    patches.set(base, "run_in_executor", run_in_executor)


def _gather(recorder, gather):
    @functools.wraps(gather)
    def gathered(*awaitables, return_exceptions=False):
        # The same tasks as gather would make, so that it is known which they are.
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return gather(*awaitables, return_exceptions=return_exceptions)
        made = {}
        for awaitable in awaitables:
            if asyncio.iscoroutine(awaitable) and id(awaitable) not in made:
                made[id(awaitable)] = loop.create_task(awaitable)
            elif asyncio.isfuture(awaitable) and id(awaitable) not in made:
                made[id(awaitable)] = awaitable
        tasks = [made.get(id(awaitable), awaitable) for awaitable in awaitables]
        future = gather(*tasks, return_exceptions=return_exceptions)
        if asyncio.isfuture(future):
            recorder.meanings[future] = ("gather", [weakref.ref(task) for task in tasks if asyncio.isfuture(task)])
        return future

    return gathered


def _shield(recorder, shield):
    @functools.wraps(shield)
    def shielded(awaitable):
        if asyncio.iscoroutine(awaitable):
            try:
                awaitable = asyncio.get_running_loop().create_task(awaitable)
            except RuntimeError:
                return shield(awaitable)
        future = shield(awaitable)
        if future is not awaitable and asyncio.isfuture(future):
            inner = recorder.meanings.get(awaitable, (None, [weakref.ref(awaitable)]))
            recorder.meanings[future] = ("shield", inner[1])
        return future

    return shielded


def _wait(recorder, wait):
    @functools.wraps(wait)
    async def waited(fs, *, timeout=None, return_when=asyncio.ALL_COMPLETED):
        done, pending = await wait(fs, timeout=timeout, return_when=return_when)
        recorder.add(recorder.of({"t": 0, "kind": "wake", "done": len(done), "pending": len(pending)}, recorder.lane()))
        return done, pending

    return waited


def _hide_own_frames(patches):
    """Tracebacks are as without the recorder."""
    for name in ("walk_tb", "_walk_tb_with_full_positions"):
        walk = getattr(traceback, name, None)
        if walk is not None:
            patches.set(traceback, name, _without_own(walk))


def _without_own(walk):
    @functools.wraps(walk)
    def walked(tb):
        for frame, place in walk(tb):
            if frame.f_code.co_filename not in _OWN:
                yield frame, place

    return walked


# --- virtual time ---------------------------------------------------------------------------------------------------


class Clock:
    """Virtual time, in whole microseconds since the start."""

    EPOCH = 1_767_225_600_000_000  # 2026 began

    def __init__(self):
        self.now = 0
        self.ahead = None  # how far a thread is beyond it, which nobody else waits for

    def monotonic(self):
        return (self.now + (self.ahead or 0)) / 1_000_000

    def monotonic_ns(self):
        return (self.now + (self.ahead or 0)) * 1000

    def time(self):
        return (self.EPOCH + self.now + (self.ahead or 0)) / 1_000_000

    def time_ns(self):
        return (self.EPOCH + self.now + (self.ahead or 0)) * 1000

    def sleep(self, seconds):
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        self.pass_(round(seconds * 1_000_000))

    def pass_(self, microseconds):
        """What blocks holds everything up, but in a thread it holds up itself."""
        if self.ahead is None:
            self.now += microseconds
        else:
            self.ahead += microseconds


class _Timer(asyncio.TimerHandle):
    """A timer that is after all timers of the same instant that were created before it."""

    __slots__ = ("at", "sequence")

    def __lt__(self, other):
        return (self.at, self.sequence) < (other.at, other.sequence)


class VirtualLoop(asyncio.BaseEventLoop):
    """asyncio's event loop with a clock that jumps. It is its own selector."""

    def __init__(self, clock=None, recorder=None):
        super().__init__()
        self._selector = self
        self._clock_resolution = 1e-9  # a timer due now is due
        self.clock = clock or _clock
        self.recorder = recorder or _now
        self.sequence = 0
        self.turns = 0

    def time(self):
        return self.clock.now / 1_000_000

    def call_later(self, delay, callback, *args, context=None):
        if delay is None:
            raise TypeError("delay must not be None")
        return self._at(self.clock.now + round(delay * 1_000_000), callback, args, context)

    def call_at(self, when, callback, *args, context=None):
        if when is None:
            raise TypeError("when cannot be None")
        return self._at(round(when * 1_000_000), callback, args, context)

    def _at(self, at, callback, args, context):
        self._check_closed()
        timer = _Timer(at / 1_000_000, callback, args, self, context)
        timer.at, timer.sequence = at, self.sequence
        self.sequence += 1
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer

    def call_soon_threadsafe(self, callback, *args, context=None):
        return self.call_soon(callback, *args, context=context)

    def select(self, timeout):
        self.turns += 1
        if self.recorder is not None and self.turns % 64 == 0:
            seconds = self.recorder.limits.get("seconds")
            if seconds and _real_cpu() > self.recorder.deadline:
                self.recorder.stop(f"it has run for {seconds:g} s: want less")
        if timeout is None:
            raise Stopped("nothing will ever happen again: " + _who_waits(self))
        if timeout > 0:
            self.clock.now = max(self.clock.now, self._scheduled[0].at)
        return ()

    def _process_events(self, event_list):
        pass

    def run_in_executor(self, executor, function, *arguments):
        """Runs the function now, and lets the time that it takes pass for others too before it has ended."""
        future, clock = self.create_future(), self.clock
        before, clock.ahead = clock.ahead, 0
        try:
            result, error = function(*arguments), None
        except Exception as raised:
            result, error = None, raised
        finally:
            took, clock.ahead = clock.ahead, before
        self.call_later(took / 1_000_000, _settle, future, result, error)
        if self.recorder is not None:
            self.recorder.meanings[future] = ("thread", ())
        return future

    async def shutdown_default_executor(self, timeout=None):
        pass

    async def getaddrinfo(self, *arguments, **more):
        raise _absent("loop.getaddrinfo")

    async def create_connection(self, *arguments, **more):
        raise _absent("open_connection")

    async def create_server(self, *arguments, **more):
        raise _absent("start_server")

    async def _sock(self, *arguments):
        raise _absent("loop.sock_…")

    sock_accept = sock_connect = sock_recv = sock_recv_into = sock_sendall = _sock

    async def subprocess_exec(self, *arguments, **more):
        raise _absent("a subprocess")

    subprocess_shell = subprocess_exec

    def add_signal_handler(self, *arguments):
        raise NotImplementedError("there are no signals in virtual time")

    def add_reader(self, *arguments):
        raise _absent("loop.add_reader")

    add_writer = add_reader


def _who_waits(loop):
    waits = []
    for task in sorted((t for t in asyncio.all_tasks(loop) if isinstance(t, Task)), key=hash)[:3]:
        name = task.lane.name or task.get_name()
        waits.append(name)
    return "no timer is set and nobody is to answer; " + (", ".join(waits) + " still waits" if waits else "nobody waits")


def _settle(future, result, error):
    if future.done():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)


def _absent(what):
    return NotImplementedError(
        f"{what}: the network in memory has none: it has aiohttp.ClientSession, httpx.AsyncClient, requests, urllib.request.urlopen. "
        "Run the program in real time instead: python inflight.py prog.py")


_clock = None


class _InOrder(set):
    """A set of tasks that is looked at in the order of their creation."""

    def __iter__(self):
        return iter(sorted(set.__iter__(self), key=lambda task: getattr(task, "order", 0)))


def _install_virtual_time(recorder, patches, network):
    global _clock
    clock = _clock = recorder.clock
    for name in ("monotonic", "time", "sleep", "monotonic_ns", "time_ns"):
        patches.set(time, name, getattr(clock, name))
    patches.set(time, "perf_counter", clock.monotonic)
    patches.set(time, "perf_counter_ns", clock.monotonic_ns)
    _install_dates(patches, clock)

    def new_event_loop():
        return VirtualLoop(clock, recorder)

    for module in (asyncio, asyncio.events):
        patches.set(module, "new_event_loop", new_event_loop)
    if "new_event_loop" in vars(asyncio.runners):
        patches.set(asyncio.runners, "new_event_loop", new_event_loop)
    for name in ("SelectorEventLoop", "ProactorEventLoop", "EventLoop"):
        if hasattr(asyncio, name):
            patches.set(asyncio, name, new_event_loop)
    _install_policy(recorder, patches, new_event_loop)
    all_tasks, group = asyncio.all_tasks, asyncio.TaskGroup

    def ordered_tasks(loop=None):
        return _InOrder(all_tasks(loop))

    class TaskGroup(group):
        def __init__(self):
            super().__init__()
            self._tasks = _InOrder(self._tasks)

    for module in (asyncio, asyncio.tasks):
        patches.set(module, "all_tasks", ordered_tasks)
    for module in (asyncio, asyncio.taskgroups):
        patches.set(module, "TaskGroup", TaskGroup)
    TaskGroup.__qualname__ = "TaskGroup"
    network = {**_network_of(recorder.text), **(network or {})}
    random.seed(network.get("seed", 1))
    _install_network(recorder, patches, network)


def _network_of(text):
    """What a program's text says of the network in memory: "# network: connect=100ms body=5ms latency=1s seed=28" on a line of its own."""
    settings = {}
    said = re.search(r"^# network: (.*)$", text, re.M)
    for word in said[1].split() if said else ():
        key, _, value = word.partition("=")
        with contextlib.suppress(ValueError):
            if key == "seed":
                settings[key] = int(value)
            elif key in ("connect", "body", "latency"):
                settings[key] = _duration(value)
    return settings


def _install_dates(patches, clock):
    """Days and hours of the virtual clock, all in UTC, so that they are the same everywhere."""
    import datetime as dates

    gmtime, strftime, asctime = time.gmtime, time.strftime, time.asctime
    patches.set(time, "gmtime", lambda seconds=None: gmtime(clock.time() if seconds is None else seconds))
    local = time.localtime
    patches.set(time, "localtime", lambda seconds=None: gmtime(clock.time()) if seconds is None else local(seconds))
    patches.set(time, "strftime", lambda form, moment=None: strftime(form, gmtime(clock.time()) if moment is None else moment))
    patches.set(time, "asctime", lambda moment=None: asctime(gmtime(clock.time()) if moment is None else moment))
    patches.set(time, "ctime", lambda seconds=None: asctime(gmtime(clock.time()) if seconds is None else local(seconds)))

    def standing_in_for(base):  # an instance of the one is one of the other
        class Kind(type):
            def __instancecheck__(cls, thing):
                return isinstance(thing, base)

            def __subclasscheck__(cls, other):
                return issubclass(other, base)

        return Kind

    class date(dates.date, metaclass=standing_in_for(dates.date)):
        @classmethod
        def today(cls):
            return dates.date(*gmtime(clock.time())[:3])

    real = dates.datetime

    class datetime(real, metaclass=standing_in_for(real)):
        @classmethod
        def now(cls, tz=None):
            now = real.fromtimestamp(clock.time(), dates.timezone.utc)
            return now.replace(tzinfo=None) if tz is None else now.astimezone(tz)

        @classmethod
        def utcnow(cls):
            return cls.now()

        @classmethod
        def today(cls):
            return cls.now()

    for kind in (date, datetime):
        kind.__module__, kind.__qualname__ = "datetime", kind.__name__
        patches.set(dates, kind.__name__, kind)


def _install_policy(recorder, patches, new_event_loop):
    """For programs that ask for a loop in the way of before asyncio.run."""
    if sys.version_info >= (3, 14):
        _install_current_loop(recorder, patches, new_event_loop)
        return

    class Policy(asyncio.DefaultEventLoopPolicy):
        def new_event_loop(self):
            return new_event_loop()

    patches.set(asyncio.events, "_event_loop_policy", Policy())


def _install_current_loop(recorder, patches, new_event_loop):
    """get_event_loop gives a loop where none runs, as it did before Python 3.14, and a note says that it no longer does."""
    current = []

    def get_event_loop():
        running = asyncio._get_running_loop()
        if running is not None:
            return running
        if not current:
            current.append(new_event_loop())
            recorder.notes.append("From Python 3.14 on, asyncio.get_event_loop() fails where no loop runs; here it was given one. "
                                  "A program of its own ends with asyncio.run(main()).")
        return current[0]

    def set_event_loop(loop):
        current[:] = [] if loop is None else [loop]

    for module in (asyncio, asyncio.events):
        patches.set(module, "get_event_loop", get_event_loop)
        patches.set(module, "set_event_loop", set_event_loop)


# --- the network in memory ------------------------------------------------------------------------------------------

KEEP_ALIVE = 15_000_000  # aiohttp's keepalive_timeout
_UNITS = {"ns": 0.001, "us": 1, "µs": 1, "μs": 1, "ms": 1000, "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000}


def _duration(text):
    """Reads a time as the demo backend does: 1.5s, 200ms. Returns microseconds."""
    parts = re.findall(r"(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)", text)
    if text != "0" and (not parts or "".join(a + b for a, b in parts) != text):
        raise ValueError(f"{text!r}: want a duration such as 200ms or 1.5s")
    return round(sum(float(a) * _UNITS[b] for a, b in parts))


class _Answer:
    """What the server does with one request."""

    def __init__(self, network, url, ours):
        query = dict(urllib_parse.parse_qsl(url.query))
        self.demo = bool(query.keys() & {"latency", "status", "fault", "accept", "closing", "size", "server"})
        given = lambda name: _duration(query[name]) if name in query else 0
        # The demo backend sends the headers at once, and the body after the latency. Others send both then.
        self.head = 0 if self.demo else network["latency"]
        self.latency = given("latency") if self.demo else 0
        self.accept, self.closing = given("accept"), given("closing")
        self.status = int(query.get("status", 200))
        self.fault = query.get("fault", "")
        self.whole = False  # it has no body to speak of
        self.refused = f"{url.hostname}:{url.port}" in network["refused"] or url.port == 43210 or (url.hostname or "").startswith("nowhere.")
        size = query.get("size")
        self.body = b"x" * int(size) if size else json.dumps({"url": urllib_parse.urlunsplit(url), "status": self.status}).encode()
        self.task = int(query["task"]) if query.get("task", "").isdigit() else None
        self.model, self.after = query.get("server", ""), 0


class _Network:
    """The network, and the program's part of it: places, connections, and what it asks for."""

    def __init__(self, recorder, settings):
        self.recorder, self.clock = recorder, recorder.clock
        refused = {"127.0.0.1:43210", "localhost:43210", *settings.get("refused", ())}
        self.settings = {"latency": settings.get("latency", 300_000), "refused": refused}
        self.connect, self.body = settings.get("connect", 0), settings.get("body", 0)
        self.breaking = []
        self.unread = {}  # the answers that nobody reads yet
        self.server = None

    def answer(self, url):
        answer = _Answer(self.settings, url, True)
        if answer.model and self.server is None:
            self.server = _Server(self.clock, answer.model)
        return answer

    def down(self, answer):
        return self.server is not None and answer.model and self.server.down()

    def open(self):
        self.recorder.connections += 1
        return _Connection(self.recorder.connections, self.clock.now)

    async def pause(self, microseconds, doing):
        """Waits, as long as it takes; for nothing, until the others had their turn."""
        self.doing(doing)
        if microseconds <= 0:
            await asyncio.sleep(0)
            return
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        timer = loop._at(self.clock.now + microseconds, _end, (future,), None)
        try:
            await future
        finally:
            timer.cancel()

    def doing(self, what):
        lane = self.recorder.lane()
        if lane is not None:
            lane.doing = what

    def breaks(self, reading):
        """Breaks connections a turn later, in the order of their tasks."""
        if not self.breaking:
            asyncio.get_running_loop().call_soon(self.break_all)
        self.breaking.append(reading)

    def break_all(self):
        for reading in sorted(self.breaking, key=_Reading.order):
            if reading.future is not None:
                _end(reading.future)
        self.breaking.clear()


class _Server:
    """What the demo backend does to all requests of a run: it serves so many at once, or lets so many in in a time, or is down."""

    def __init__(self, clock, model):
        self.clock, self.model = clock, model
        kind, _, rest = model.partition(":")
        self.places = self.count = self.status = self.period = self.start = self.stop = 0
        if kind == "at_once":
            count, _, status = rest.partition(":")
            self.places, self.status = int(count), int(status or 0)
        elif kind == "rate":
            count, _, period = rest.partition("/")
            self.count, self.period, self.status = int(count), _duration(period), 429
        elif kind == "down":
            start, _, stop = rest.partition("-")
            self.start, self.stop = _duration(start), _duration(stop)
        else:
            raise ValueError(f"{model!r}: want a server such as at_once:10, at_once:10:503, rate:5/1s or down:2s-4s")
        self.serving, self.line, self.full = 0, collections.deque(), 0

    def down(self):
        return self.start <= self.clock.now < self.stop

    def closed(self, opened):
        """When it went down, it closed its connections."""
        return self.stop and opened < self.start <= self.clock.now

    def arrive(self, visit, answer):
        """Serves a request, or lets it wait, or turns it away."""
        if self.period:
            drip, now = self.period // self.count, self.clock.now
            early = self.full - (self.count - 1) * drip - now
            if early > 0:
                answer.after = -(-early // 1_000_000)
                return self.turn_away(answer)
            self.full = max(now, self.full) + drip
        elif self.places and self.serving < self.places:
            visit.take()
        elif self.places and self.status:
            return self.turn_away(answer)
        elif self.places:
            visit.place = "line"
            self.line.append(visit)

    def turn_away(self, answer):
        answer.status, answer.latency, answer.fault, answer.whole = self.status, 0, "", True


class _Visit:
    """One request at that server."""

    def __init__(self, server, begin):
        self.server, self.place, self.begin = server, "", begin

    def take(self):
        self.place = "served"
        self.server.serving += 1

    def leave(self):
        place, self.place = self.place, ""
        if place == "line":
            self.server.line.remove(self)
        elif place == "served":
            self.server.serving -= 1
            if self.server.line:
                following = self.server.line.popleft()
                following.take()
                following.begin()


class _Connection:
    __slots__ = ("number", "opened", "since")

    def __init__(self, number, opened):
        self.number, self.opened, self.since = number, opened, None


def _end(future):
    if not future.done():
        future.set_result(None)


_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


def _which(values):
    """Returns the first of several arguments that is short, as tasks are told apart by it: of an address what stands behind the host."""
    for value in values:
        if type(value) in (int, float) and len(str(value)) <= 12:
            return value
        text = value if type(value) is str else str(value) if type(value).__name__.endswith("URL") else ""
        if "://" in text:
            text = _short_address(text)
        if text and len(text) <= 40 and text.isprintable():
            return text
    return None


def _short_address(url):
    """Returns the path of an address with its query, as far as that is short; the host, where that is all."""
    try:
        parts = urllib_parse.urlsplit(url)
    except ValueError:
        return ""
    path = parts.path if parts.path != "/" else ""
    query = "?" + parts.query if parts.query else ""
    for short in (path + query, path, "…/" + path.rpartition("/")[2]):
        if short and len(short) <= 40:
            return short if short != "…/" else parts.netloc
    return parts.netloc


def _of_call(name, values):
    """Returns the name of what is called, and which: libraries make request("GET", url) of session.get(url)."""
    method = next((value for value in values if type(value) is str and value in _METHODS), None)
    if method is not None and name in ("request", "_request"):
        return method.lower(), _which(value for value in values if value is not method)
    return name, _which(values)


def _of_thread(function, arguments):
    """Returns in short what is called in a thread: get /items."""
    while isinstance(function, functools.partial):
        function, arguments = function.func, (*function.args, *arguments)
    name, which = _of_call(getattr(function, "__name__", "function"), arguments)
    return name if which is None else f"{name} {which}"


class _Exchange:
    """One request on the program's side of the network, as the recorder tells of it."""

    def __init__(self, network, method, url):
        self.network, self.recorder = network, network.recorder
        self.recorder.requests += 1
        self.number, self.method, self.url = self.recorder.requests, method, url
        self.over = self.told = False
        lane = self.recorder.lane()
        self.lane = lane if lane is not None and lane.index != HIDDEN else None

    def tell(self, kind, **more):
        event = {"t": 0, "kind": kind}
        self.recorder.of(event, self.lane)
        event["request"] = self.number
        event.update((name, value) for name, value in more.items() if value is not None)
        if kind in ("send", "connect"):
            self.recorder.place(event, sys._getframe(1))
            if not self.told:
                self.told = True
                event["method"], event["url"] = self.method, self.url
        self.recorder.add(event)

    def send(self, connection):
        self.tell("send", connection=connection and connection.number)

    def answered(self, status):
        if not self.over:
            self.over = True
            self.tell("answer", status=status)

    def broke(self, error):
        if not self.over:
            self.over = True
            self.tell("broke", error=error)


class _Session:
    """A client's session, which tells when it is opened and closed."""

    def _enter(self, recorder):
        self._recorder = recorder
        recorder.sessions += 1
        self._number = recorder.sessions
        self._tell("enter")

    def _tell(self, kind):
        event = {"t": 0, "kind": kind, "session": self._number}
        self._recorder.of(event, self._recorder.lane())
        self._recorder.place(event, sys._getframe(1))
        self._recorder.add(event)


class _Pool:
    """What aiohttp 3.14's BaseConnector does with its connections, its queues and random.shuffle; the names are its own.

    One thing it does not do: a place that comes to somebody who is cancelled in the same turn goes on to the next. There
    aiohttp forgets it, and who is in line waits until somebody else has been served.
    """

    def __init__(self, network, limit=100, per_host=0, keeps=True):
        self.network, self.limit, self.per_host, self.keeps = network, limit, per_host, keeps
        self.acquired = collections.Counter()
        self.idle = collections.defaultdict(collections.deque)
        self.waiters = collections.defaultdict(collections.OrderedDict)
        self.closed = False

    def available(self, host):
        total = 1
        if self.limit:
            total = self.limit - self.acquired.total()
        if self.per_host:
            total = min(total, self.per_host - self.acquired[host])
        return total

    def get(self, host):
        while self.idle[host]:
            connection = self.idle[host].popleft()
            server = self.network.server
            if self.network.clock.now - connection.since <= KEEP_ALIVE and not (server and server.closed(connection.opened)):
                self.acquired[host] += 1
                return connection
        return None

    async def connect(self, host, create, limit=None):
        connection = self.get(host)
        if connection is not None:
            return connection
        async with _ceil_timeout(self.network.clock, limit):
            if self.available(host) <= 0:
                await self.wait(host)
                connection = self.get(host)
                if connection is not None:
                    return connection
            self.acquired[host] += 1
            try:
                return await create()
            except BaseException:
                self.release(host)
                raise

    async def wait(self, host):
        attempts = 0
        while True:
            waiter = asyncio.get_running_loop().create_future()
            queue = self.waiters[host]
            queue[waiter] = self.network.recorder.lane()
            if attempts:
                queue.move_to_end(waiter, last=False)
            self.network.doing("pool")
            try:
                await waiter
            except asyncio.CancelledError:
                if not waiter.cancelled():
                    self.wake()
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
        self.wake()
        if connection is not None and self.keeps:
            connection.since = self.network.clock.now
            self.idle[host].append(connection)

    def wake(self):
        hosts = list(self.waiters)
        random.shuffle(hosts)
        for host in hosts:
            if self.available(host) < 1:
                continue
            while self.waiters[host]:
                waiter, _ = self.waiters[host].popitem(last=False)
                if not waiter.done():
                    waiter.set_result(None)
                    return

    def kept(self):
        """What it has open for the next requests, host by host, in words."""
        now = self.network.clock.now
        fresh = [[f"connection {c.number}" for c in idle if now - c.since <= KEEP_ALIVE] for idle in self.idle.values()]
        return [", ".join(connections) for connections in fresh if connections]

    def close(self):
        self.closed = True
        self.idle.clear()
        self.acquired.clear()
        for queue in list(self.waiters.values()):
            for waiter, lane in list(queue.items()):
                if lane is not None:
                    lane.cause = lane.cause or "session"
                waiter.cancel()
        self.waiters.clear()


def _due(clock, seconds, rounds):
    """When so many seconds are over; aiohttp rounds long ones up to a whole second of the loop's clock."""
    due = clock.now + round(seconds * 1_000_000)
    return -(-due // 1_000_000) * 1_000_000 if rounds else due


def _ceil_timeout(clock, seconds):
    """aiohttp's: none where there are no seconds."""
    if not seconds or seconds < 0:
        return contextlib.nullcontext()
    return asyncio.timeout_at(_due(clock, seconds, seconds > 5) / 1_000_000)


class TimerContext:
    """aiohttp's, with the TimeoutHandle of a request's total: it cancels the task that is within it."""

    def __init__(self, clock, seconds):
        self.task = self.timer = None
        self.cancelled = False
        if seconds and seconds > 0:
            self.timer = asyncio.get_running_loop()._at(_due(clock, seconds, seconds >= 5), self.timeout, (), None)

    def __enter__(self):
        if self.cancelled:
            raise TimeoutError
        self.task = asyncio.current_task()
        self.cancelling = self.task.cancelling()

    def __exit__(self, kind, error, trace):
        task, self.task = self.task, None
        if kind is asyncio.CancelledError and self.cancelled and task.uncancel() <= self.cancelling:
            raise TimeoutError from error

    def timeout(self):
        self.cancelled = True
        if self.task is not None:
            self.task.cancel()

    def stop(self):
        if self.timer is not None:
            self.timer.cancel()


class _Reading:
    """One request, from asking for a place to the end of its answer; aiohttp's and httpx's fakes are made of it."""

    def __init__(self, network, pool, method, url, errors, users, closed, total=None):
        self.network, self.pool, self.errors, self.users, self.closed = network, pool, errors, users, closed
        self.parts = urllib_parse.urlsplit(url)
        self.answer = network.answer(self.parts)
        self.exchange = _Exchange(network, method, url)
        self.host = (self.parts.scheme, self.parts.hostname, self.parts.port)
        self.connection = self.future = None
        self.held = self.read = self.broken = self.sending = False
        self.began = network.clock.now
        self.left = self.answer.latency  # of the answer's way
        self.sent = self.came = self.visit = self.sock_connect = self.sock_read = None  # came: when it set out on that way
        self.reading = False
        self.arrival = self.response = self.gone = None  # the timer, while nobody reads; who is there as long; what went wrong meanwhile
        self.in_line = True
        self.total = TimerContext(network.clock, total)

    async def open(self, connect, sock_connect, sock_read=None):
        """Gets a connection and sends the request. The headers are there when it returns."""
        clock, self.sock_connect, self.sock_read = self.network.clock, sock_connect, sock_read
        try:
            self.connection = await self.pool.connect(self.host, self.create, connect)
        except TimeoutError:
            self.total.stop()
            self.exchange.broke("timeout")
            raise self.errors.connect_timeout(self) from None
        except BaseException:
            self.total.stop()
            if self.total.cancelled:
                self.exchange.broke("timeout")
            raise
        self.held = True
        try:
            self.exchange.send(self.connection)
            self.sent = self.came = clock.now
            self.users[self] = None
            if self.answer.model:
                self.visit = _Visit(self.network.server, self.set_out)
                self.network.server.arrive(self.visit, self.answer)
                self.left = self.answer.latency
            if self.answer.head:
                await self.pause(self.answer.head, "request", sock_read)
            self.exchange.tell("body", status=self.answer.status)
        except BaseException as error:
            self.drop(error)
            raise

    async def create(self):
        network, self.in_line = self.network, False
        if self.answer.refused or network.down(self.answer):  # nothing is there to connect to
            self.refuse()
        connection = network.open()
        if network.connect:
            self.exchange.tell("connect", connection=connection.number)
            network.doing("connect")
            async with _ceil_timeout(network.clock, self.sock_connect):
                await asyncio.sleep(network.connect / 1_000_000)
        if self.closed():
            self.exchange.broke("closed")
            raise self.errors.closed(self)
        if network.down(self.answer):  # meanwhile
            self.refuse()
        return connection

    def refuse(self):
        self.exchange.send(None)
        self.exchange.broke("refused")
        raise self.errors.refused(self)

    async def pause(self, microseconds, doing, sock_read=None):
        """Waits for something on the connection; what ends it early is a close, silence, or a cancellation."""
        timer, silent = None, []
        if sock_read is not None and sock_read > 0:
            def end():
                if self.future is not None and not self.future.done():
                    silent.append(True)
                    _end(self.future)

            timer = asyncio.get_running_loop()._at(_due(self.network.clock, sock_read, False), end, (), None)
        try:
            await self.hold(microseconds, doing)
        finally:
            if timer is not None:
                timer.cancel()
        if silent:
            raise self.errors.read_timeout(self)
        self.check()

    async def hold(self, microseconds, doing):
        network, loop = self.network, asyncio.get_running_loop()
        network.doing(doing)
        if self.visit is not None and self.visit.place:
            await self.hold_place(microseconds)
            return
        if microseconds <= 0:
            await asyncio.sleep(0)
            return
        self.future = loop.create_future()
        timer = loop._at(network.clock.now + microseconds, _end, (self.future,), None)
        try:
            await self.future
        finally:
            timer.cancel()
            self.future = None

    async def hold_place(self, microseconds):
        """A part of the answer of a server that serves so many at once; with the last one the place is free."""
        network, loop, visit = self.network, asyncio.get_running_loop(), self.visit
        future = self.future = loop.create_future()
        timers = []
        last = self.answer.fault == "reset" or not network.body or self.sending

        def over():
            _end(future)
            if last:
                visit.leave()

        def begin():
            self.set_out()
            timers.append(loop._at(network.clock.now + microseconds, over, (), None))

        if visit.place == "line":
            visit.begin = begin
        else:
            timers.append(loop._at(network.clock.now + microseconds, over, (), None))
        try:
            await future
        finally:
            for timer in timers:
                timer.cancel()
            self.future = None

    def check(self):
        if self.closed() or self.broken:
            raise self.errors.closed(self)

    async def body(self, sock_read=None):
        """Reads the answer's body, to its end. While it arrives it is never silent."""
        if self.gone is not None:
            raise self.gone
        if self.read:
            return
        if not self.held:
            raise self.errors.closed(self)
        self.reading = True
        self.rest()
        way = 0 if self.visit is not None and self.visit.place == "line" else self.network.clock.now - self.came
        try:
            if self.answer.demo and (way < self.left or not way):
                await self.pause(self.left - way, "request", sock_read)
            if self.answer.fault == "reset":
                raise self.errors.reset(self)
            if self.network.body and not self.answer.whole:
                self.exchange.tell("body")
                self.sending = True
                await self.pause(max(0, self.network.body - max(0, way - self.left)), "body")
        except BaseException as error:
            self.drop(error)
            raise
        self.read = True
        self.leave(self.connection)
        self.exchange.answered(self.answer.status)

    def watch(self, response=None):
        """Who has the headers need not read: the answer arrives all the same. aiohttp's response, which is there as long as that takes,
        then lets its connection go."""
        if self.held:
            self.response = response
            self.network.unread[self] = None
            asyncio.get_running_loop().call_soon(self.expect)

    def expect(self):
        if not self.held or self.reading:
            return
        if self.visit is not None and self.visit.place == "line":
            self.visit.begin = self.expect
            return
        self.set_out()
        way, error = self.left, None
        if self.sock_read and self.sock_read * 1_000_000 < way:
            way, error = round(self.sock_read * 1_000_000), self.errors.read_timeout
        elif self.answer.fault == "reset":
            error = self.errors.reset
        elif self.answer.demo and not self.answer.whole:
            way += self.network.body
        self.arrival = asyncio.get_running_loop()._at(self.came + way, self.arrive, (error,), None)

    def arrive(self, error):
        if self.visit is not None:
            self.visit.leave()
        if error is not None:
            self.gone = error(self)
            self.drop(self.gone)
        elif self.response is not None and len(self.answer.body) <= 1 << 17:  # of more it takes no notice before somebody reads
            self.read = True
            self.leave(self.connection)
            self.exchange.answered(self.answer.status)

    def set_out(self):
        """The server begins to answer."""
        if self.visit is not None and self.came == self.sent:
            self.came = self.network.clock.now

    def rest(self):
        """Nothing arrives by itself any more."""
        if self.arrival is not None:
            self.arrival.cancel()
        self.arrival = self.response = None
        self.network.unread.pop(self, None)

    def leave(self, connection):
        self.rest()
        self.total.stop()
        self.users.pop(self, None)
        if self.visit is not None:
            self.visit.leave()
        if self.held:
            self.held = False
            self.pool.release(self.host, connection)

    def drop(self, error=None):
        """Gives the connection up, and with it the rest of the answer."""
        if isinstance(error, asyncio.CancelledError):
            self.exchange.broke("timeout" if self.total.cancelled else "cancelled")
        else:
            self.exchange.broke(_words(error) if error is not None else "closed")
        self.leave(None)

    def done(self):
        """The program lets the answer go, read or not."""
        if self.read or not self.held:
            return
        small = len(self.answer.body) <= 1 << 17
        if small and (not self.answer.demo or self.left == 0 and self.answer.fault != "reset" and not self.network.body):
            self.read = True
            self.leave(self.connection)
            self.exchange.answered(self.answer.status)
        else:
            self.drop()

    def close(self):
        """Breaks the connection under whoever reads from it."""
        if self.read:
            return
        self.broken = True
        if self.future is not None:  # as of a transport, the end is told of a turn later
            self.network.breaks(self)
        elif self.held and not self.reading:  # who reads what takes no time finds out in the next turn
            self.drop()

    def order(self):
        """Its task's place among all."""
        lane = self.exchange.lane
        return -1 if lane is None or lane.index is MAIN else lane.index

    def fresh(self):
        """Nothing of its answer can be there: it was sent just now, over a connection that was open before."""
        connection = self.connection
        return self.sent == self.network.clock.now and not self.sending and connection is not None and connection.opened < self.sent


def _module(name, **members):
    module = types.ModuleType(name, "A stand-in of Inflight's network in memory.")

    def absent(member):
        if member.startswith("__"):
            raise AttributeError(member)
        known = ", ".join(sorted(n for n in members if not n.startswith("_")))
        raise AttributeError(f"{name}.{member}: the network in memory has none; it has {known}. "
                             "Run the program in real time instead: python inflight.py prog.py")

    module.__getattr__ = absent
    module.__dict__.update(members)
    for member in members.values():
        if isinstance(member, type) and getattr(member, "__module__", "").startswith(("inflight", "__main__")):
            member.__module__ = name + ".client_exceptions" if name == "aiohttp" and issubclass(member, BaseException) else name
            member.__qualname__ = member.__name__
            for function in vars(member).values():
                if isinstance(function, types.FunctionType):
                    function.__qualname__ = f"{member.__name__}.{function.__name__}"
    return module


def _aiohttp(network):
    """Makes aiohttp, as far as people use it."""

    class ClientError(Exception):
        pass

    class ClientConnectionError(ClientError):
        pass

    class ClientOSError(ClientConnectionError, OSError):
        pass

    class ClientConnectionResetError(ClientConnectionError, ConnectionResetError):
        pass

    class ClientConnectorError(ClientOSError):
        def __init__(self, key, error):
            super().__init__(error.errno, error.strerror)
            self.host, self.port, self.os_error, self._key = key[1], key[2], error, key

        def __str__(self):
            return f"Cannot connect to host {self.host}:{self.port} ssl:default [{self.strerror}]"

    class ServerConnectionError(ClientConnectionError):
        pass

    class ServerDisconnectedError(ServerConnectionError):
        def __init__(self, message=None):
            super().__init__(message or "Server disconnected")
            self.message = message or "Server disconnected"

    class ServerTimeoutError(ServerConnectionError, TimeoutError):
        pass

    class ConnectionTimeoutError(ServerTimeoutError):
        pass

    class SocketTimeoutError(ServerTimeoutError):
        pass

    class ClientPayloadError(ClientError):
        pass

    class InvalidURL(ClientError, ValueError):
        def __init__(self, url, description=None):
            self.url = url
            super().__init__(*((url, description) if description else (url,)))

        def __str__(self):
            return " - ".join(map(str, self.args))

    class InvalidUrlClientError(InvalidURL):
        pass

    class NonHttpUrlClientError(ClientError):
        pass

    class ClientResponseError(ClientError):
        def __init__(self, request_info, history=(), *, status=None, message="", headers=None, code=None):
            self.request_info, self.history, self.status = request_info, history, status if status is not None else code or 0
            self.message, self.headers = message, headers
            super().__init__(request_info, history)

        def __str__(self):
            return f"{self.status}, message={self.message!r}, url={str(self.request_info.real_url)!r}"

    class ContentTypeError(ClientResponseError):
        pass

    class WSServerHandshakeError(ClientResponseError):
        pass

    class ClientTimeout(collections.namedtuple("ClientTimeout", "total connect sock_read sock_connect ceil_threshold", defaults=(
            None, None, None, None, 5))):
        pass

    class _Errors:
        def connect_timeout(self, reading):
            return ConnectionTimeoutError(f"Connection timeout to host {reading.exchange.url}")

        def read_timeout(self, reading):
            return SocketTimeoutError("Timeout on reading data from socket")

        def refused(self, reading):
            error = ConnectionRefusedError(111, f"Connect call failed ({reading.parts.hostname!r}, {reading.parts.port})")
            return ClientConnectorError(reading.host, error)

        def closed(self, reading):
            return ClientConnectionError("Connection closed")

        def reset(self, reading):
            return ClientPayloadError("Response payload is not completed")

    errors = _Errors()
    RequestInfo = collections.namedtuple("RequestInfo", "url method headers real_url")
    default_timeout = ClientTimeout(total=300, sock_connect=30)

    class TCPConnector:
        def __init__(self, *, limit=100, limit_per_host=0, keepalive_timeout=15, force_close=False, resolver=None, ssl=True,
                     verify_ssl=True, use_dns_cache=True, ttl_dns_cache=10, family=0, enable_cleanup_closed=False, loop=None,
                     local_addr=None, happy_eyeballs_delay=0.25, interleave=None, ssl_context=None, fingerprint=None,
                     timeout_ceil_threshold=5, socket_factory=None):
            self._loop = asyncio.get_running_loop()
            self._pool = _Pool(network, limit or 0, limit_per_host or 0, not force_close)
            self._force_close = force_close

        def __del__(self):
            if _now is network.recorder and hasattr(self, "_pool") and not self._pool.closed:
                kept = self._pool.kept()
                if kept:
                    self._loop.call_exception_handler({"connector": self, "connections": kept, "message": "Unclosed connector"})

        limit = property(lambda self: self._pool.limit)
        limit_per_host = property(lambda self: self._pool.per_host)
        force_close = property(lambda self: self._force_close)
        closed = property(lambda self: self._pool.closed)

        async def close(self, *, abort_ssl=False):
            self._pool.close()

        async def __aenter__(self):
            return self

        async def __aexit__(self, *exception):
            await self.close()

    class StreamReader:
        def __init__(self, reading, timeout):
            self._reading, self._timeout, self._at = reading, timeout, 0
            self._body, self._released = None, False

        async def _whole(self):
            if self._body is None:
                if self._released:
                    raise ClientConnectionError("Connection closed")
                with self._reading.total:
                    await self._reading.body(self._timeout.sock_read)
                self._body = self._reading.answer.body
            return self._body

        async def read(self, n=-1):
            data = await self._whole()
            end = len(data) if n < 0 else self._at + n
            part, self._at = data[self._at : end], min(end, len(data))
            return part

        async def readline(self):
            data = await self._whole()
            end = data.find(b"\n", self._at) + 1 or len(data)
            part, self._at = data[self._at : end], end
            return part

        async def readany(self):
            return await self.read(1 << 16)

        readchunk = readany

        def at_eof(self):
            return self._reading.read and self._at >= len(self._reading.answer.body)

        async def iter_chunked(self, n):
            while part := await self.read(n):
                yield part

        def iter_any(self):
            return self.iter_chunked(1 << 16)

        async def __aiter__(self):
            while line := await self.readline():
                yield line

    class ClientResponse:
        def __init__(self, session, reading, timeout, method):
            self._session, self._reading = session, reading
            self.method, self.status, self.version = method, reading.answer.status, "1.1"
            self.url = self.real_url = _URL(reading.exchange.url)
            self.reason = _reason(self.status)
            length = len(reading.answer.body)
            self.headers = _Headers({"Content-Type": "application/json", "Content-Length": str(length), "Server": "memory"})
            if reading.answer.after:
                self.headers["Retry-After"] = str(reading.answer.after)
            self.content_type, self.content_length, self.charset = "application/json", length, "utf-8"
            self.history, self.cookies = (), {}
            self.request_info = RequestInfo(self.url, method, _Headers({}), self.url)
            self.content = StreamReader(reading, timeout)
            reading.watch(self)

        ok = property(lambda self: self.status < 400)
        closed = property(lambda self: not self._reading.held)
        host = property(lambda self: self._reading.parts.hostname)
        connection = property(lambda self: self._reading.connection if self._reading.held else None)

        async def read(self):
            return await self.content._whole()

        async def text(self, encoding=None, errors="strict"):
            return (await self.read()).decode(encoding or "utf-8", errors)

        async def json(self, *, encoding=None, loads=json.loads, content_type="application/json"):
            return loads(await self.text(encoding))

        def raise_for_status(self):
            if not self.ok:
                self.release()
                raise ClientResponseError(self.request_info, self.history, status=self.status, message=self.reason,
                                          headers=self.headers)

        def release(self):
            self.content._released = True
            self._reading.done()
            return _nothing()

        def close(self):
            self._reading.close()

        async def wait_for_close(self):
            self.release()

        async def __aenter__(self):
            return self

        async def __aexit__(self, *exception):
            self.release()

        def __repr__(self):
            return f"<ClientResponse({self.url}) [{self.status} {self.reason}]>\n{self.headers}\n"

    class _Context(collections.abc.Coroutine):
        """What session.get returns: it can be awaited, and entered."""

        def __init__(self, coroutine):
            self._coro, self._response = coroutine, None

        def send(self, value):
            return self._coro.send(value)

        def throw(self, *error):
            return self._coro.throw(*error)

        def close(self):
            return self._coro.close()

        def __await__(self):
            return self._coro.__await__()

        __iter__ = __await__

        async def __aenter__(self):
            self._response = await self._coro
            return await self._response.__aenter__()

        async def __aexit__(self, *exception):
            await self._response.__aexit__(*exception)

    _Context.__module__, _Context.__name__, _Context.__qualname__ = "aiohttp.client", *["_RequestContextManager"] * 2

    class ClientSession(_Session):
        def __init__(self, base_url=None, *, connector=None, timeout=default_timeout, raise_for_status=False, headers=None,
                     cookies=None, auth=None, json_serialize=None, trust_env=False, connector_owner=True, trace_configs=None,
                     cookie_jar=None, loop=None, read_bufsize=0, skip_auto_headers=None, requote_redirect_url=True, version=None,
                     auto_decompress=True, max_line_size=8190, max_field_size=8190, conn_timeout=None, read_timeout=None,
                     middlewares=(), proxy=None, proxy_auth=None, **more):
            self._loop = asyncio.get_running_loop()
            self._base, self._connector = str(base_url or ""), connector or TCPConnector()
            self._timeout = ClientTimeout(total=timeout) if isinstance(timeout, (int, float)) else timeout or default_timeout
            self._raise, self.headers, self._owner = raise_for_status, _Headers(headers or {}), connector_owner
            self._users, self._sockets, self._ended = {}, [], False
            self._closed_here = False
            self._enter(network.recorder)

        def __del__(self):
            if _now is network.recorder and hasattr(self, "_ended") and not self._ended:
                self._loop.call_exception_handler({"client_session": self, "message": "Unclosed client session"})

        closed = property(lambda self: self._ended)
        connector = property(lambda self: self._connector)
        timeout = property(lambda self: self._timeout)
        raise_for_status = property(lambda self: self._raise)

        def request(self, method, url, **options):
            return _Context(self._request(method, url, **options))

        def get(self, url, *, allow_redirects=True, **options):
            return _Context(self._request("GET", url, **options))

        def options(self, url, **options):
            return _Context(self._request("OPTIONS", url, **options))

        def head(self, url, **options):
            return _Context(self._request("HEAD", url, **options))

        def post(self, url, *, data=None, **options):
            return _Context(self._request("POST", url, **options))

        def put(self, url, *, data=None, **options):
            return _Context(self._request("PUT", url, **options))

        def patch(self, url, *, data=None, **options):
            return _Context(self._request("PATCH", url, **options))

        def delete(self, url, **options):
            return _Context(self._request("DELETE", url, **options))

        async def _request(self, method, url, *, params=None, data=None, json=None, headers=None, timeout=None, raise_for_status=None,
                           allow_redirects=True, max_redirects=10, ssl=True, auth=None, proxy=None, proxy_auth=None, cookies=None,
                           compress=None, chunked=None, expect100=False, skip_auto_headers=None, server_hostname=None,
                           read_until_eof=True, trace_request_ctx=None, read_bufsize=None, auto_decompress=None, verify_ssl=None,
                           ssl_context=None, fingerprint=None, max_line_size=None, max_field_size=None, middlewares=None):
            if self._ended:
                raise RuntimeError("Session is closed")
            url = _join(self._base, url, params)
            parts = urllib_parse.urlsplit(url)
            if parts.scheme not in ("http", "https", "ws", "wss"):
                raise (NonHttpUrlClientError if parts.scheme else InvalidUrlClientError)(url)
            if not parts.hostname:
                raise InvalidUrlClientError(url)
            if timeout is None:
                timeout = self._timeout
            elif isinstance(timeout, (int, float)):
                timeout = ClientTimeout(total=timeout)
            pool = self._connector._pool
            reading = _Reading(network, pool, method, url, errors, self._users, lambda: pool.closed, timeout.total)
            with reading.total:
                await reading.open(timeout.connect, timeout.sock_connect, timeout.sock_read)
            response = ClientResponse(self, reading, timeout, method)
            check = self._raise if raise_for_status is None else raise_for_status
            if callable(check):
                await check(response)
            elif check:
                response.raise_for_status()
            return response

        def ws_connect(self, url, *, timeout=None, receive_timeout=None, autoclose=True, autoping=True, heartbeat=None, **more):
            return _Context(self._ws_connect(url))

        async def _ws_connect(self, url):
            if self._ended:
                raise RuntimeError("Session is closed")
            url = _join(self._base, url, None)
            parts = urllib_parse.urlsplit(url)
            if parts.scheme not in ("http", "https", "ws", "wss"):
                raise NonHttpUrlClientError(url)
            socket = ClientWebSocketResponse(self, network.answer(parts), _Exchange(network, "GET", url))
            self._sockets.append(socket)
            return socket

        async def close(self):
            if self._ended:
                return
            self._ended = True
            self._tell("close")
            for socket in self._sockets:
                socket._abandon()
            if self._owner:
                await self._connector.close()
                for reading in sorted(self._users, key=_Reading.order):
                    if reading.fresh() and reading.future is not None and not reading.broken:
                        reading.broken = True
                        _end(reading.future)

        async def __aenter__(self):
            return self

        async def __aexit__(self, *exception):
            await self.close()

        def __enter__(self):
            raise TypeError("Use async with instead")

        def __exit__(self, *exception):
            pass

    class WSMsgType(__import__("enum").IntEnum):
        CONTINUATION, TEXT, BINARY, PING, PONG, CLOSE = 0, 1, 2, 9, 10, 8
        CLOSING, CLOSED, ERROR = 0x100, 0x101, 0x102
        text, binary, ping, pong, close, closing, closed, error = TEXT, BINARY, PING, PONG, CLOSE, CLOSING, CLOSED, ERROR

    class WSMessage(collections.namedtuple("WSMessage", "type data extra", defaults=(None, None))):
        def json(self, *, loads=json.loads):
            return loads(self.data)

    class ClientWebSocketResponse:
        """A socket. The demo backend says "accepted", then "hello", and closes when it is told "bye"; others send each message back."""

        def __init__(self, session, answer, exchange):
            self._answer, self._exchange = answer, exchange
            if answer.refused:
                exchange.tell("connect", connection=network.open().number)
                exchange.broke("refused")
                raise ClientConnectorError(("", "127.0.0.1", 43210), ConnectionRefusedError(111, "Connect call failed"))
            exchange.tell("connect", connection=network.open().number)
            self._stage, self._shut, self.close_code = "accept", False, None
            self._message = self._timer = None
            self._echoes = collections.deque()

        closed = property(lambda self: self._shut or self._reset())

        async def receive(self, timeout=None):
            if self._shut:
                return WSMessage(WSMsgType.CLOSED)
            if not self._answer.demo:
                return await self._echo()
            if self._stage == "accept":
                await network_pause(self._answer.accept, "connect")
                loop = asyncio.get_running_loop()
                self._message = loop.create_future()
                self._timer = loop._at(network.clock.now + self._answer.latency, _end, (self._message,), None)
                self._stage = "open"
                self._exchange.tell("enter")
                return WSMessage(WSMsgType.TEXT, "accepted", "")
            if self._stage == "closing":
                await network_pause(self._answer.closing, "closing")
                self._shut = True
                if self._answer.fault == "unclean":
                    self._exchange.broke("unclean")
                    return WSMessage(WSMsgType.CLOSED)
                self.close_code = 1000
                self._exchange.tell("close")
                return WSMessage(WSMsgType.CLOSE, 1000, "")
            if self._stage == "said":
                network.doing("socket")
                await asyncio.get_running_loop().create_future()
            network.doing("socket")
            await self._message
            if self._answer.fault == "reset":
                self._shut = True
                return WSMessage(WSMsgType.CLOSED)
            self._stage = "said"
            return WSMessage(WSMsgType.TEXT, "hello", "")

        async def _echo(self):
            while not self._echoes:
                self._message = asyncio.get_running_loop().create_future()
                network.doing("socket")
                await self._message
            return WSMessage(WSMsgType.TEXT, self._echoes.popleft(), "")

        def _reset(self):
            return self._answer.fault == "reset" and self._message is not None and self._message.done() and not self._message.cancelled()

        async def send_str(self, data, compress=None):
            if self._shut or self._reset():
                raise ClientConnectionResetError("Cannot write to closing transport")
            if not self._answer.demo:
                loop = asyncio.get_running_loop()
                loop._at(network.clock.now + network.settings["latency"], self._arrive, (data,), None)
            elif data == "bye":
                self._begin_close()

        async def send_json(self, data, **more):
            await self.send_str(json.dumps(data))

        async def send_bytes(self, data, compress=None):
            await self.send_str(data)

        def _arrive(self, data):
            self._echoes.append(data)
            if self._message is not None:
                _end(self._message)

        def _begin_close(self):
            if self._timer is not None:
                self._timer.cancel()
            self._stage = "closing"
            self._exchange.tell("closing")

        def _abandon(self):
            """The session closes, and with it what is left of the socket."""
            if self._stage == "open" and not self._exchange.over and (self._reset() or not self._shut or self._answer.fault == "reset"):
                self._exchange.tell("closing")
                self._exchange.tell("close")
            elif self._stage == "said":
                self._exchange.tell("closing")
                self._exchange.tell("close")
            self._shut = True
            if self._timer is not None:
                self._timer.cancel()

        async def receive_str(self, *, timeout=None):
            return (await self.receive()).data

        async def receive_json(self, *, loads=json.loads, timeout=None):
            return loads(await self.receive_str())

        async def close(self, *, code=1000, message=b""):
            if self._shut:
                return False
            if self._answer.demo and self._stage != "closing":
                self._begin_close()
            if self._answer.demo:
                await self.receive()
            self._shut = True
            return True

        def exception(self):
            return None

        async def ping(self, message=b""):
            pass

        pong = ping

        def __aiter__(self):
            return self

        async def __anext__(self):
            message = await self.receive()
            if message.type in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED):
                raise StopAsyncIteration
            return message

        async def __aenter__(self):
            return self

        async def __aexit__(self, *exception):
            await self.close()

    network_pause = network.pause

    class ThreadedResolver:
        def __init__(self, loop=None):
            pass

        async def resolve(self, host, port=0, family=0):
            return []

        async def close(self):
            pass

    @contextlib.asynccontextmanager
    async def request(method, url, **options):
        async with ClientSession() as session:
            async with session.request(method, url, **options) as response:
                yield response

    class BasicAuth(collections.namedtuple("BasicAuth", "login password encoding", defaults=("", "latin1"))):
        pass

    class _Jar:
        def __init__(self, **more):
            pass

    members = {name: value for name, value in locals().items() if name[:1].isupper()}
    members.update(request=request, hdrs=types.SimpleNamespace(CONTENT_TYPE="Content-Type", USER_AGENT="User-Agent"), CookieJar=_Jar,
                   DummyCookieJar=_Jar, ClientConnectorDNSError=ClientConnectorError, ClientProxyConnectionError=ClientConnectorError,
                   ClientConnectorSSLError=ClientConnectorError, ClientSSLError=ClientConnectorError, TooManyRedirects=ClientResponseError,
                   ClientHttpProxyError=ClientResponseError, DefaultResolver=ThreadedResolver, AsyncResolver=ThreadedResolver,
                   BaseConnector=TCPConnector, __version__="3.14")
    for name in ("AsyncResolver",):
        members.pop(name)
    return _module("aiohttp", **members)


async def _nothing_at_all():
    pass


class _nothing:
    """Can be awaited or not."""

    def __await__(self):
        return iter(())


class _URL(str):
    """A URL, as far as programs ask yarl's."""

    host = property(lambda self: urllib_parse.urlsplit(self).hostname)
    port = property(lambda self: urllib_parse.urlsplit(self).port)
    path = property(lambda self: urllib_parse.urlsplit(self).path)
    scheme = property(lambda self: urllib_parse.urlsplit(self).scheme)
    query = property(lambda self: dict(urllib_parse.parse_qsl(urllib_parse.urlsplit(self).query)))

    def __repr__(self):
        return f"URL({str.__repr__(self)})"

    def __str__(self):
        return str.__str__(self)


class _Headers(dict):
    """Headers, whose names are the same in capitals."""

    def __init__(self, headers):
        super().__init__(headers)
        self._names = {name.lower(): name for name in self}

    def __getitem__(self, name):
        return super().__getitem__(self._names.get(str(name).lower(), name))

    def get(self, name, default=None):
        return super().get(self._names.get(str(name).lower(), name), default)

    def __contains__(self, name):
        return str(name).lower() in self._names


def _reason(status):
    try:
        return __import__("http").HTTPStatus(status).phrase
    except ValueError:
        return ""


def _join(base, url, params):
    url = urllib_parse.urljoin(base, str(url)) if base else str(url)
    if params:
        pairs = params.items() if isinstance(params, dict) else params
        url += ("&" if "?" in url else "?") + (params if isinstance(params, str) else urllib_parse.urlencode(list(pairs)))
    return url.partition("#")[0]


# Blocking clients: they hold up the loop, as the real ones do.


class _Blocked:
    """One request of a client that blocks."""

    def __init__(self, network, method, url):
        self.network, self.url = network, url
        self.parts = urllib_parse.urlsplit(url)
        self.answer, self.exchange = network.answer(self.parts), _Exchange(network, method, url)
        self.read_already = False
        if self.answer.refused or network.down(self.answer):
            self.exchange.send(None)
            self.exchange.broke("refused")
            raise ConnectionRefusedError(111, "Connection refused")
        connection = network.open()
        if network.connect:
            self.exchange.tell("connect", connection=connection.number)
            network.clock.pass_(network.connect)
            if network.down(self.answer):
                self.exchange.send(None)
                self.exchange.broke("refused")
                raise ConnectionRefusedError(111, "Connection refused")
        self.exchange.send(connection)
        if self.answer.model and network.server.period:  # it makes one after another
            network.server.arrive(None, self.answer)
        network.clock.pass_(self.answer.head)
        self.exchange.tell("body", status=self.answer.status)

    def read(self, broken, limit=None):
        if self.read_already:
            return self.answer.body
        clock = self.network.clock
        if limit is not None and self.answer.latency > limit:
            clock.pass_(limit)
            self.exchange.broke("timeout")
            raise TimeoutError("timed out")
        clock.pass_(self.answer.latency)
        if self.answer.fault == "reset":
            self.exchange.broke("reset")
            raise broken
        if self.network.body and not self.answer.whole:
            self.exchange.tell("body")
            clock.pass_(self.network.body)
        self.read_already = True
        self.exchange.answered(self.answer.status)
        return self.answer.body


def _urlopen(network):
    import http.client
    import urllib.error

    class Response(io.BytesIO):
        def __init__(self, blocked, limit):
            super().__init__()
            self._blocked, self._limit, self._left = blocked, limit, None
            self.status = self.code = blocked.answer.status
            self.url, self.reason = blocked.url, _reason(self.status)
            self.headers = self.msg = _Headers({"Content-Type": "application/json"})

        def read(self, n=-1):
            if self._left is None:
                self._left = io.BytesIO(self._blocked.read(http.client.IncompleteRead(b""), self._limit))
            return self._left.read(n)

        def getcode(self):
            return self.status

        def geturl(self):
            return self.url

        def info(self):
            return self.headers

        def getheader(self, name, default=None):
            return self.headers.get(name, default)

        def __iter__(self):
            return iter(io.BytesIO(self.read()))

    def urlopen(url, data=None, timeout=None, *, context=None, **more):
        address = getattr(url, "full_url", url)
        parts = urllib_parse.urlsplit(address)
        if parts.scheme not in ("http", "https"):
            raise urllib.error.URLError(f"unknown url type: {parts.scheme}") if parts.scheme else ValueError(f"unknown url type: {address!r}")
        try:
            blocked = _Blocked(network, "POST" if data else "GET", address)
        except OSError as error:
            raise urllib.error.URLError(error) from None
        response = Response(blocked, round(timeout * 1_000_000) if isinstance(timeout, (int, float)) else None)
        if blocked.answer.status >= 400:
            raise urllib.error.HTTPError(address, blocked.answer.status, response.reason, response.headers, response)
        return response

    return urlopen


def _requests(network):
    """Makes requests, as far as people use it. It blocks."""

    class RequestException(IOError):
        def __init__(self, *arguments, response=None, request=None):
            self.response, self.request = response, request
            super().__init__(*arguments)

    class HTTPError(RequestException):
        pass

    class ConnectionError(RequestException):
        pass

    class Timeout(RequestException):
        pass

    class ConnectTimeout(ConnectionError, Timeout):
        pass

    class ReadTimeout(Timeout):
        pass

    class InvalidURL(RequestException, ValueError):
        pass

    class InvalidSchema(RequestException, ValueError):
        pass

    class MissingSchema(RequestException, ValueError):
        pass

    class ChunkedEncodingError(RequestException):
        pass

    class Response:
        def __init__(self, blocked, content):
            self.status_code, self.content, self.url = blocked.answer.status, content, blocked.url
            self.reason, self.headers = _reason(self.status_code), _Headers({"Content-Type": "application/json"})
            self.encoding = "utf-8"

        ok = property(lambda self: self.status_code < 400)
        text = property(lambda self: self.content.decode())

        def json(self):
            return json.loads(self.content)

        def raise_for_status(self):
            if not self.ok:
                side = "Client" if self.status_code < 500 else "Server"
                raise HTTPError(f"{self.status_code} {side} Error: {self.reason} for url: {self.url}", response=self)

        def iter_content(self, chunk_size=1):
            yield from (self.content[i : i + chunk_size] for i in range(0, len(self.content), chunk_size))

        def close(self):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *exception):
            pass

        def __repr__(self):
            return f"<Response [{self.status_code}]>"

    class Session:
        def __init__(self):
            self.headers, self.cookies = _Headers({}), {}

        def request(self, method, url, params=None, data=None, headers=None, json=None, timeout=None, **more):
            url = _join("", url, params)
            scheme = urllib_parse.urlsplit(url).scheme
            if not scheme:
                raise MissingSchema(f"Invalid URL {url!r}: No scheme supplied. Perhaps you meant https://{url}?")
            if scheme not in ("http", "https"):
                raise InvalidSchema(f"No connection adapters were found for {url!r}")
            limit = timeout[1] if isinstance(timeout, tuple) else timeout
            try:
                blocked = _Blocked(network, method, url)
                return Response(blocked, blocked.read(ChunkedEncodingError("Connection broken"), limit and round(limit * 1_000_000)))
            except TimeoutError:
                raise ReadTimeout(f"HTTPConnectionPool(host={urllib_parse.urlsplit(url).hostname!r}): Read timed out. (read timeout={limit})") from None
            except ConnectionRefusedError as error:
                raise ConnectionError(error) from None

        def close(self):
            pass

        def __enter__(self):
            return self

        def __exit__(self, *exception):
            pass

    for method in ("get", "post", "put", "patch", "delete", "head", "options"):
        setattr(Session, method, functools.partialmethod(Session.request, method.upper()))

    def request(method, url, **options):
        return Session().request(method, url, **options)

    members = {name: value for name, value in locals().items() if isinstance(value, type)}
    exceptions = _module("requests.exceptions", **members)
    members.update({m: functools.partial(request, m.upper()) for m in ("get", "post", "put", "patch", "delete", "head", "options")},
                   request=request, session=Session, exceptions=exceptions, codes=types.SimpleNamespace(ok=200, not_found=404))
    return _module("requests", **members)


def _httpx(network):
    """Makes httpx, as far as people use it."""

    class HTTPError(Exception):
        request = None

    class RequestError(HTTPError):
        pass

    class TransportError(RequestError):
        pass

    class TimeoutException(TransportError):
        pass

    class ConnectTimeout(TimeoutException):
        pass

    class ReadTimeout(TimeoutException):
        pass

    class PoolTimeout(TimeoutException):
        pass

    class WriteTimeout(TimeoutException):
        pass

    class NetworkError(TransportError):
        pass

    class ConnectError(NetworkError):
        pass

    class ReadError(NetworkError):
        pass

    class ProtocolError(TransportError):
        pass

    class RemoteProtocolError(ProtocolError):
        pass

    class UnsupportedProtocol(TransportError):
        pass

    class InvalidURL(Exception):
        pass

    class HTTPStatusError(HTTPError):
        def __init__(self, message, *, request=None, response=None):
            super().__init__(message)
            self.request, self.response = request, response

    class Timeout:
        def __init__(self, timeout=5.0, *, connect=..., read=..., write=..., pool=...):
            if isinstance(timeout, Timeout):
                self.connect, self.read, self.pool = timeout.connect, timeout.read, timeout.pool
                return
            given = lambda value: timeout if value is ... else value
            self.connect, self.read, self.pool = given(connect), given(read), given(pool)

    class Limits:
        def __init__(self, *, max_connections=None, max_keepalive_connections=None, keepalive_expiry=5.0):
            self.max_connections = max_connections

    class _Errors:
        def connect_timeout(self, reading):
            return PoolTimeout("") if reading.in_line else ConnectTimeout("")

        def read_timeout(self, reading):
            return ReadTimeout("")

        def refused(self, reading):
            return ConnectError("All connection attempts failed")

        def closed(self, reading):
            return ReadError("")

        def reset(self, reading):
            return RemoteProtocolError("peer closed connection without sending complete message body (incomplete chunked read)")

    errors = _Errors()

    class Response:
        def __init__(self, reading, read):
            self._reading, self._limit, self._content = reading, read, None
            self.status_code = reading.answer.status
            self.url, self.reason_phrase = _URL(reading.exchange.url), _reason(self.status_code)
            self.headers, self.encoding, self.http_version = _Headers({"Content-Type": "application/json"}), "utf-8", "HTTP/1.1"
            self.request = types.SimpleNamespace(url=self.url, method=reading.exchange.method)
            self.history = []

        is_success = property(lambda self: 200 <= self.status_code < 300)
        is_error = property(lambda self: self.status_code >= 400)

        @property
        def content(self):
            if self._content is None:
                raise RuntimeError("Attempted to access streaming response content, without having called `read()`.")
            return self._content

        text = property(lambda self: self.content.decode())

        def json(self, **more):
            return json.loads(self.content)

        async def aread(self):
            if self._content is None:
                await self._reading.body(self._limit)
                self._content = self._reading.answer.body
            return self._content

        async def aiter_bytes(self, chunk_size=None):
            data = await self.aread()
            size = chunk_size or 1 << 16
            for i in range(0, len(data), size):
                yield data[i : i + size]

        async def aiter_lines(self):
            for line in (await self.aread()).decode().splitlines():
                yield line

        aiter_raw = aiter_bytes

        async def aclose(self):
            self._reading.done()

        def raise_for_status(self):
            if self.status_code >= 400:
                side = "Client" if self.status_code < 500 else "Server"
                raise HTTPStatusError(f"{side} error '{self.status_code} {self.reason_phrase}' for url '{self.url}'",
                                      request=self.request, response=self)
            return self

        def __repr__(self):
            return f"<Response [{self.status_code} {self.reason_phrase}]>"

    class AsyncClient(_Session):
        def __init__(self, *, base_url="", timeout=5.0, limits=Limits(max_connections=100), headers=None, params=None, **more):
            self._base, self._timeout, self._params = str(base_url), Timeout(timeout), params
            self._pool = _Pool(network, limits.max_connections or 0)
            self.headers, self._users, self.is_closed = _Headers(headers or {}), {}, False
            self._enter(network.recorder)

        async def _open(self, method, url, params, timeout):
            if self.is_closed:
                raise RuntimeError("Cannot send a request, as the client has been closed.")
            url = _join(self._base, url, params or self._params)
            parts = urllib_parse.urlsplit(url)
            if parts.scheme not in ("http", "https"):
                raise UnsupportedProtocol(
                    f"Request URL has an unsupported protocol '{parts.scheme}://'." if parts.scheme
                    else "Request URL is missing an 'http://' or 'https://' protocol.")
            timeout = self._timeout if timeout is ... else Timeout(timeout)
            reading = _Reading(network, self._pool, method, url, errors, self._users, lambda: self._pool.closed)
            await reading.open(timeout.pool, timeout.connect)
            reading.watch()
            return Response(reading, timeout.read)

        async def request(self, method, url, *, params=None, content=None, data=None, json=None, headers=None, timeout=..., **more):
            response = await self._open(method, url, params, timeout)
            await response.aread()
            return response

        @contextlib.asynccontextmanager
        async def stream(self, method, url, *, params=None, timeout=..., **more):
            response = await self._open(method, url, params, timeout)
            try:
                yield response
            finally:
                await response.aclose()

        async def aclose(self):
            if not self.is_closed:
                self.is_closed = True
                self._tell("close")
                self._pool.close()

        async def __aenter__(self):
            return self

        async def __aexit__(self, *exception):
            await self.aclose()

    for method in ("get", "post", "put", "patch", "delete", "head", "options"):
        setattr(AsyncClient, method, functools.partialmethod(AsyncClient.request, method.upper()))
    blocking = _requests(network)

    def get(url, **options):
        return blocking.get(url)

    members = {name: value for name, value in locals().items() if isinstance(value, type)}
    return _module("httpx", URL=_URL, get=get, **members)


def _helpers():
    """The helpers that tutorials and books import from a file of their own: delay, async_timed and their like."""

    async def delay(delay_seconds):
        print(f"sleeping for {delay_seconds} second(s)")
        await asyncio.sleep(delay_seconds)
        print(f"finished sleeping for {delay_seconds} second(s)")
        return delay_seconds

    def async_timed(function=None):
        def wrapper(func):
            @functools.wraps(func)
            async def wrapped(*args, **kwargs):
                print(f"starting {func.__name__} with args {args} {kwargs}")
                start = time.time()
                try:
                    return await func(*args, **kwargs)
                finally:
                    print(f"finished {func.__name__} in {time.time() - start:.4f} second(s)")

            return wrapped

        return wrapper(function) if callable(function) else wrapper

    async def fetch_status(session, url, delay=0):
        await asyncio.sleep(delay)
        async with session.get(url) as result:
            return result.status

    return {"delay": delay, "async_timed": async_timed, "fetch_status": fetch_status}


def _install_network(recorder, patches, settings):
    import urllib.request

    network = recorder.network = _Network(recorder, settings)
    patches.set(urllib.request, "urlopen", _urlopen(network))
    made = {"aiohttp": _aiohttp, "requests": _requests, "httpx": _httpx}
    for name in [name for name in sys.modules if name.partition(".")[0] in made]:
        patches.item(sys.modules, name, sys.modules[name])
        del sys.modules[name]
    finder = _Finder(network, made)
    patches.undo.append((sys.meta_path, None, finder, None))
    sys.meta_path.insert(0, finder)
    _install_helpers(recorder, patches)


def _install_helpers(recorder, patches):
    """Puts the helpers where programs look for them, unless the person has such files."""
    folder = recorder.folder
    helpers = _helpers()
    for name in ("util", "utils", "helpers", "code", "code.utils", "code.util", "util.delay_functions", "util.async_timer"):
        path = name.replace(".", os.sep)
        root = name.partition(".")[0]
        if folder and (os.path.exists(folder + root + ".py") or os.path.exists(folder + root)):
            continue
        module = types.ModuleType(name, "Helpers as in tutorials.")
        module.__dict__.update(helpers)
        module.__path__ = []
        if name == "code":
            original = sys.modules.get("code")
            if original is not None:
                module.__dict__.update({k: v for k, v in vars(original).items() if not k.startswith("__")})
        patches.item(sys.modules, name, module)


class _Finder:
    """Finds the stand-ins, each made when it is asked for first."""

    def __init__(self, network, made):
        self.network, self.made, self.names = network, made, []

    def find_spec(self, name, path=None, target=None):
        if name in self.made or name == "requests.exceptions":
            import importlib.machinery

            return importlib.machinery.ModuleSpec(name, self)
        return None

    def create_module(self, spec):
        self.names.append(spec.name)
        if spec.name == "requests.exceptions":
            return sys.modules["requests"].exceptions
        return self.made[spec.name](self.network)

    def exec_module(self, module):
        pass


# --- errors ---------------------------------------------------------------------------------------------------------

# What is meant, for errors that people make when they learn asyncio: by the error's own words.
_MEANT = (
    (r"as_completed\(\) takes 1 positional argument", "as_completed takes one list of tasks, without the star: as_completed(tasks)."),
    (r"wait\(\) takes 1 positional argument", "wait takes one list or set of tasks, without the star: wait(tasks)."),
    (r"gather\(\).*|An asyncio.Future, a coroutine or an awaitable is required",
     "gather takes the awaitables one by one: with a list, put a star before it, as in gather(*tasks)."),
    (r"unterminated (f-)?string literal|unterminated triple-quoted|EOL while scanning", "A quote is missing: the text begins on this line and never ends."),
    (r"Passing coroutines is forbidden", "wait takes tasks, not coroutines: make them first, with asyncio.create_task(…)."),
    (r"cannot access local variable '(\w+)'",
     r"\1 is used before it has a value: it gets one only further down in the same function. Give it the first one before this line."),
    (r"name '(asyncio|aiohttp|httpx|requests|time|logging|random|contextlib|functools)' is not defined",
     r"The program does not import it: put “import \1” at its top."),
    (r"name '(delay|async_timed)' is not defined", r"The program does not import it: put “from util import \1” at its top."),
    (r"name '(\w+)' is not defined", r"Nothing is called \1 where this line runs: it was never given a value, or under another name."),
    (r"'(\w+)' object is not callable", r"This is a value of type \1 and is called like a function: is a comma or a name wrong?"),
    (r"a coroutine was expected, got <function", "asyncio.run wants a coroutine: call the function, as in asyncio.run(main())."),
    (r"a coroutine was expected, got", "This wants a coroutine: what an async function returns when it is called."),
    (r"object (\w+) can't be used in 'await' expression", r"Only coroutines, tasks and futures can be awaited, and this is of type \1: leave “await” out."),
    (r"'coroutine' object", "This is a coroutine that nobody awaited: put “await” in front of the call."),
    (r"'await' outside (async )?function", "“await” works only within “async def”: move it into one, and run that with asyncio.run."),
    (r"'async (with|for)' outside async function", r"“async \1” works only within “async def”."),
    (r"asyncio.run\(\) cannot be called from a running event loop", "A loop runs already: await the coroutine instead of running it."),
    (r"no running event loop", "This needs a running loop: do it within the coroutine that asyncio.run runs."),
    (r"does not support the asynchronous context manager protocol", "This is entered with plain “with”, not with “async with”."),
    (r"does not support the context manager protocol", "This is entered with “async with”, if it is an asynchronous one."),
    (r"requires an object with __aiter__", "This is gone through with plain “for”, not with “async for”."),
    (r"object is not iterable", "This cannot be gone through with “for”: is an “await” missing, or is it “async for”?"),
    (r"Timeout context manager should be used inside a task|Use async with instead", "This is entered with “async with”, within a coroutine."),
    (r"expected ':'", "A colon is missing at the end of the line."),
    (r"was never closed", "A bracket is opened here and never closed."),
    (r"unexpected indent|expected an indented block|unindent does not match", "The line is not indented as those around it."),
    (r"ClientConnectionError: Connection closed|^Connection closed",
     "The answer was let go where its “async with” ended: read it within."),
    (r"Session is closed", "The session was closed where its “async with” ended: make its requests within."),
    (r"EOF when reading a line", "Nobody can type into a program here: give it the value in its text, or run it on your machine."),
    (r"multiprocessing|[Pp]rocess pool", "A browser has one process and no others: use asyncio.to_thread here, or run it on your machine."),
    (r"module 'socket' has no attribute|loop\.sock_|start_server:",
     "Nobody can connect to a program here: run it on your machine, with a real clock, python inflight.py prog.py."),
    (r"(NonHttp|Invalid)UrlClientError", "Only addresses that begin with http:// or https:// can be asked."),
    (r"No module named", "Only the standard library, aiohttp, httpx and requests are there."),
    (r"nothing will ever happen again", "Everybody waits for somebody else: the real program would hang here for ever."),
)


def meant(words):
    """Returns one sentence about what is meant by an error in Python's words; "" if there is none."""
    for pattern, sentence in _MEANT:
        found = re.search(pattern, words)
        if found:
            return found.expand(sentence)
    return ""


def _report(recorder, error):
    """Tells of the error that ended a program: Python's own words, at the line of the person's."""
    told = {"type": type(error).__qualname__, "message": str(error)[:2000]}
    if isinstance(error, Stopped):
        pass
    elif isinstance(error, SyntaxError):
        told["line"], told["column"] = error.lineno or 1, error.offset or 1
        told["message"] = error.msg or ""
    else:
        for frame, line in _lines(error):
            if recorder.is_own(frame.f_code.co_filename) and frame.f_code.co_filename == recorder.file:
                told["line"] = line
        if isinstance(error, BaseExceptionGroup) and "line" not in told:
            told["line"] = 1
    told["traceback"] = f"Stopped: {error}\n" if isinstance(error, Stopped) else _traceback(recorder, error)[-8000:]
    sentence = meant(f"{told['type']}: {told['message']}")
    if sentence:
        told["meant"] = sentence
    return told


def _lines(error):
    tb = error.__traceback__
    while tb is not None:
        yield tb.tb_frame, tb.tb_lineno
        tb = tb.tb_next


def _traceback(recorder, error):
    """A traceback as Python prints it, without the recorder's own frames in front."""
    tb = error.__traceback__
    while tb is not None and tb.tb_frame.f_code.co_filename in _OWN:
        tb = tb.tb_next
    return "".join(traceback.format_exception(type(error), error, tb))


# --- running a program ----------------------------------------------------------------------------------------------


@contextlib.contextmanager
def _recording(recorder, virtual, network):
    global _now
    if _now is not None:
        raise RuntimeError("a recording is going on already")
    patches = _Patches()
    _now, before = recorder, _now
    if recorder.limits.get("seconds"):
        recorder.deadline = _real_cpu() + recorder.limits["seconds"]
    try:
        _install(recorder, patches)
        if virtual:
            _install_virtual_time(recorder, patches, network)
        else:
            _watch_libraries(recorder, patches)
        yield patches
    finally:
        _now = before
        for entry in [entry for entry in patches.undo if entry[1] is None]:
            patches.undo.remove(entry)
            if entry[2] in entry[0]:
                entry[0].remove(entry[2])
            for name in getattr(entry[2], "names", ()):
                sys.modules.pop(name, None)
        patches.restore()


def run_source(source, filename="program.py", *, virtual=True, limits=None, arguments=(), network=None, echo=False):
    """Runs a program's text and returns its trace, a dict that json.dumps takes; docs/recorder.md has its form.

    It never raises what the program raises: that is the trace's "error", with Python's own words, the line, and a sentence about
    what is meant where there is one. "output" is what the program printed, "exit" its exit code. In virtual time the network is in
    memory; network may say {"latency": µs, "connect": µs, "body": µs, "refused": ["host:port"], "seed": n}. limits may bound "seconds" of the
    processor, "tasks", and "output" in characters; what goes beyond ends the program with a sentence. Programs can be run one after
    another: each leaves things as they were. echo also prints what the program prints.
    """
    recorder = Recorder(filename, source, Clock() if virtual else None, limits, arguments)
    code = 0
    with _recording(recorder, virtual, network) as patches, _no_loop():
        for name, errors in (("stdout", False), ("stderr", True)):
            patches.set(sys, name, _Tee(getattr(sys, name) if echo else None, recorder, errors, keep=True))
        try:
            compiled = compile(source, filename, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
            recorder.error, code = _report(recorder, error), 1
        else:
            import linecache

            lines = source.splitlines(True)
            patches.item(linecache.cache, filename, (len(source), None, lines, filename))
            code = _execute(recorder, compiled, filename, patches, arguments)
        recorder.finish_output()
    trace = recorder.trace()
    trace["output"], trace["exit"] = "".join(recorder.output), code
    return trace


@contextlib.contextmanager
def _no_loop():
    """Within it no loop runs, even where one does: in a browser's Python. (Call it from no task: runPython, not runPythonAsync.)"""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(running)


def _execute(recorder, compiled, filename, patches, arguments, given=None):
    """Runs a program as python does, to its exit code."""
    main = types.ModuleType("__main__")
    main.__file__ = filename
    main.__builtins__ = builtins
    patches.item(sys.modules, "__main__", main)
    patches.set(sys, "argv", [given or filename, *arguments])
    error = None
    try:
        if recorder.clock is not None:
            _supply(recorder, main)
        exec(compiled, main.__dict__)
        if recorder.clock is not None and recorder.main is None and asyncio.iscoroutinefunction(main.__dict__.get("main")):
            recorder.notes.append("Nothing runs main(), so it was run: a program of its own ends with asyncio.run(main()).")
            asyncio.run(main.main())
        if recorder.clock is not None and not recorder.events:
            recorder.notes.append("It ran to its end, and nothing of it is called that waits or prints.")
    except SystemExit as end:
        code = end.code
        if isinstance(code, str):
            print(code, file=sys.stderr)
        return code if isinstance(code, int) else int(code is not None)
    except BaseException as raised:
        error = raised
        recorder.error = _report(recorder, raised)
        text = recorder.error["traceback"]
        sys.stderr.write(text)
        return 130 if isinstance(raised, KeyboardInterrupt) else 1
    finally:
        error = None
        _let_go(recorder, main)
    return 0


def _supply(recorder, main):
    """In virtual time, gives a program what a tutorial's leaves out: the imports that its text does not have."""
    given = []
    for name in _lacking(recorder.text, ("asyncio", "aiohttp", "logging", "socket", "async_timed", "delay", "fetch_status")):
        main.__dict__[name] = _helpers().get(name) or __import__(name)
        given.append(name)
    if given:
        recorder.notes.append(f"The program does not import {', '.join(given)}: it was given that.")


def _lacking(text, names):
    """Returns those of the names that a text uses as globals, and gives no value to."""
    import symtable

    if re.search(r"^\s*from .* import \*", text, re.M):
        return []  # they may come with that
    used, given, tables = set(), set(), [symtable.symtable(text, "program", "exec")]
    for table in tables:
        tables += table.get_children()
        for symbol in table.get_symbols():
            if table.get_type() == "module" or symbol.is_global():
                if symbol.is_referenced():
                    used.add(symbol.get_name())
                if symbol.is_assigned() or symbol.is_imported():
                    given.add(symbol.get_name())
    return [name for name in names if name in used - given]


def _let_go(recorder, main):
    """The program is over, and with it what it holds: asyncio logs what nobody asked for."""
    main.__dict__.clear()
    if recorder.clock is not None:
        recorder.network.unread.clear()
    if not recorder.full:
        gc.collect()


def _finish_output(self):
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, _Tee) and stream.line:
            line, stream.line = stream.line, ""
            self.print(line, None, stream.is_error)


Recorder.finish_output = _finish_output


@contextlib.contextmanager
def record(path="trace.json", *, virtual=False, network=None):
    """Records what runs within: with inflight.record("trace.json"): asyncio.run(main())"""
    frame = sys._getframe(2)
    file = frame.f_code.co_filename
    try:
        with open(file, encoding="utf-8") as text:
            text = text.read()
    except OSError:
        text = ""
    recorder = Recorder(file, text, Clock() if virtual else None)
    try:
        with _recording(recorder, virtual, network) as patches:
            patches.set(sys, "stdout", _Tee(sys.stdout, recorder))
            patches.set(sys, "stderr", _Tee(sys.stderr, recorder, True))
            try:
                yield recorder
            except BaseException as error:
                if not isinstance(error, SystemExit):
                    recorder.error = _report(recorder, error)
                raise
            finally:
                recorder.finish_output()
    finally:
        _write(recorder.trace(), path)


def _write(trace, path):
    """Writes the trace at once, or says why not."""
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(json.dumps(trace, separators=(",", ":")) + "\n")  # json.dump, or letters as they are, would take much longer
    except OSError as error:
        sys.stderr.write(f"inflight: the trace could not be written: {error}\n")


def _watch_libraries(recorder, patches):
    """Hears of the requests of aiohttp and httpx, as soon as the program imports them."""
    watches = {"aiohttp.client": _watch_aiohttp, "httpx._client": _watch_httpx}
    for name in list(watches):
        if name in sys.modules:
            watches.pop(name)(sys.modules[name], recorder, patches)
    watcher = _Watcher(watches, recorder, patches)
    patches.undo.append((sys.meta_path, None, watcher, None))
    sys.meta_path.insert(0, watcher)


class _Watcher:
    """Lets others find a module, and watches it once it is there."""

    def __init__(self, watches, recorder, patches):
        self.watches, self.recorder, self.patches = watches, recorder, patches

    def find_spec(self, name, path=None, target=None):
        if name not in self.watches:
            return None
        watch = self.watches.pop(name)
        for finder in sys.meta_path:
            spec = finder.find_spec(name, path, target) if finder is not self and hasattr(finder, "find_spec") else None
            if spec is not None and spec.loader is not None:
                execute = spec.loader.exec_module

                def exec_module(module):
                    execute(module)
                    watch(module, self.recorder, self.patches)

                spec.loader.exec_module = exec_module
                return spec
        return None


def _watch_aiohttp(client, recorder, patches):
    from aiohttp.client_reqrep import ClientResponse
    from aiohttp.tracing import TraceConfig

    session_class, network = client.ClientSession, types.SimpleNamespace(recorder=recorder)
    make, close = session_class.__init__, session_class.close

    def watch():
        config = TraceConfig()

        def on(signal):
            def register(handler):
                async def handle(session, context, parameters):
                    try:
                        handler(context, parameters)
                    except Exception as error:  # the program must not suffer
                        recorder.add({"t": 0, "kind": "message", "text": f"inflight: {error!r}"})

                getattr(config, signal).append(handle)

            return register

        @on("on_request_start")
        def started(context, parameters):
            context.exchange = _Exchange(network, parameters.method, str(parameters.url))
            context.connection = None

        def stands(doing):
            def note(context, parameters):
                if context.exchange.lane is not None:
                    context.exchange.lane.asks = doing

            return note

        on("on_connection_queued_start")(stands("pool"))
        on("on_connection_queued_end")(stands("request"))

        @on("on_connection_create_start")
        def connects(context, parameters):
            stands("connect")(context, parameters)
            recorder.connections += 1
            context.connection = recorder.connections
            context.exchange.tell("connect", connection=context.connection)

        on("on_connection_create_end")(stands("request"))
        on("on_connection_reuseconn")(stands("request"))

        @on("on_request_headers_sent")
        def sent(context, parameters):
            context.exchange.tell("send", connection=context.connection)

        @on("on_request_end")
        def answered(context, parameters):
            exchange, response = context.exchange, parameters.response
            exchange.tell("body", status=response.status)
            stands("body")(context, parameters)
            response._inflight = exchange
            response.content.on_eof(lambda: exchange.answered(response.status))

        @on("on_request_exception")
        def failed(context, parameters):
            context.exchange.broke(_words(parameters.exception))
            stands(None)(context, parameters)

        return config

    @functools.wraps(make)
    def __init__(self, *arguments, trace_configs=None, **more):
        make(self, *arguments, trace_configs=[*(trace_configs or ()), watch()], **more)
        recorder.sessions += 1
        _tell_session(recorder, "enter", recorder.sessions)
        self.__dict__["_inflight"] = recorder.sessions

    @functools.wraps(close)
    async def close_session(self):
        if not self.closed:
            _tell_session(recorder, "close", self.__dict__.get("_inflight", 0))
        await close(self)

    def lets_go(function):
        @functools.wraps(function)
        def let_go(self):
            exchange, error = getattr(self, "_inflight", None), self.content.exception()
            result = function(self)
            if exchange is not None:
                exchange.broke(_words(error) if error is not None else "closed")
            return result

        return let_go

    patches.set(session_class, "__init__", __init__)
    patches.set(session_class, "close", close_session)
    for name in ("close", "release"):
        patches.set(ClientResponse, name, lets_go(getattr(ClientResponse, name)))


def _tell_session(recorder, kind, number):
    event = recorder.of({"t": 0, "kind": kind, "session": number}, recorder.lane())
    recorder.place(event, sys._getframe(1))
    recorder.add(event)


def _watch_httpx(client, recorder, patches):
    send, network = client.AsyncClient.send, types.SimpleNamespace(recorder=recorder)

    @functools.wraps(send)
    async def sends(self, request, **options):
        exchange = _Exchange(network, request.method, str(request.url))
        exchange.tell("send")
        try:
            response = await send(self, request, **options)
        except BaseException as error:
            exchange.broke("cancelled" if isinstance(error, asyncio.CancelledError) else _words(error))
            raise
        exchange.tell("body", status=response.status_code)
        exchange.answered(response.status_code)
        return response

    patches.set(client.AsyncClient, "send", sends)


# --- in notebooks ---------------------------------------------------------------------------------------------------

SITE = ""  # the address of an Inflight; a copy that one has served has its own
_MOST_OF_SERVED, _MOST_OF_LINK = 8_000, 32_000  # characters of a link that servers see, and of any


class show:
    """A timeline in a notebook: of a link, inflight.show("strategy=gather&tasks=1s,2s"), or of a trace, as run_source returns it or as
    a file has it, inflight.show("trace.json"). Further arguments are the element's attributes: theme="dark", font_size=14.

    The picture is inside the element, so that a saved notebook shows it without a kernel, without scripts, and where no site answers.
    site is the address of an Inflight. Without one this file's own is taken, or that in the environment's INFLIGHT_SITE.
    """

    def __init__(self, what, *, site=None, **attributes):
        if isinstance(what, os.PathLike) or isinstance(what, str) and what.endswith(".json"):
            with open(what, encoding="utf-8") as file:
                what = json.load(file)
        self._query, self._words = _link_of_trace(what) if isinstance(what, dict) else _link_of_text(what)
        self._site = (site or SITE or os.environ.get("INFLIGHT_SITE") or _origin_of(what)).rstrip("/")
        if not re.match(r"https?://[^\s/]", self._site):
            raise ValueError('inflight.show: want site="https://…", the address of an Inflight')
        self._attributes = {name.replace("_", "-"): value for name, value in attributes.items() if value is not False}
        self._said = self._words  # what the picture shows
        self._picture = self._load()

    def _load(self):
        """The picture as the site draws it; its address where the site does not answer, and "" where there is none."""
        import base64
        import html
        import urllib.error
        import urllib.request

        if not self._query or len(self._query) > _MOST_OF_SERVED:
            return ""
        theme = "&theme=dark" if self._attributes.get("theme") == "dark" else ""
        address = f"{self._site}/timeline.svg?{self._query}{theme}"
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:
                picture = answer.read()
        except urllib.error.HTTPError as error:
            if error.code == 400:  # a picture of the words
                words = re.findall(r"<text[^>]*>([^<]*)</text>", error.read().decode("utf-8", "replace"))
                raise ValueError("inflight.show: " + html.unescape(" ".join(words))) from None
            return address
        except OSError:
            return address
        told = re.findall(r"<(?:title|desc)[^>]*>([^<]*)</", picture.decode("utf-8", "replace"))
        self._said = html.unescape(". ".join(told[:2]))[:280]
        return "data:image/svg+xml;base64," + base64.b64encode(picture).decode("ascii")

    def _repr_html_(self):
        from html import escape

        packed = self._query.startswith("z=")
        page = self._site + ("/#" if packed else "/?") + self._query
        inside = f'<img src="{escape(self._picture)}" alt="{escape(self._said)}">' if self._picture else escape(self._words)
        given = {"src": page, **self._attributes}
        attributes = "".join(
            f" {escape(name)}" + ("" if value is True else f'="{escape(str(value))}"') for name, value in given.items())
        return (f'<script src="{escape(self._site)}/embed.js" async></script>\n'
                f'<inflight-timeline{attributes}><a href="{escape(page)}">{inside}</a></inflight-timeline>')

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self._repr_html_(), "text/plain": repr(self)}

    def __repr__(self):
        return f"<inflight.show: {self._words}>"


def _link_of_text(text):
    """The query of a link, which may be written with its page's address."""
    text = str(text).strip()
    query = re.sub(r"^[a-z]+://[^?#]*", "", text).lstrip("?#") if "://" in text.split("=", 1)[0] else text.lstrip("?#")
    return query, urllib_parse.unquote(query) if not query.startswith("z=") else "a timeline"


def _origin_of(what):
    """The site of a link, if it is written with it."""
    found = re.match(r"https?://[^/?#]+", what) if isinstance(what, str) else None
    return found.group() if found else ""


def _link_of_trace(trace):
    """The link of a program with its run, as the page packs it. A run that is too long is left out."""
    if not isinstance(trace, dict) or "events" not in trace or "program" not in trace:
        raise ValueError("inflight.show: want a link, a trace of run_source, or the file of one")
    program = dict(trace["program"])
    text = program.pop("text", "")
    program["file"] = os.path.basename(program.get("file", "program.py"))
    log = {**{key: value for key, value in trace.items() if key not in ("output", "exit")}, "program": program}
    query = _pack("code=" + _escaped(text) + "&log=" + _escaped(json.dumps(log, ensure_ascii=False, separators=(",", ":"))))
    words = program["file"]
    if len(query) >= _MOST_OF_LINK:
        query = _pack("code=" + _escaped(text))
        words += ", whose run is too long for a link"
        return query, words
    return query, words


def _escaped(text):
    return text.replace("%", "%25").replace("&", "%26").replace("+", "%2B")


def _pack(query):
    """z= and the query in raw deflate, as base64url without padding, which ends with a letter or a digit: mails leave others out."""
    import base64
    import zlib

    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = base64.urlsafe_b64encode(deflate.compress(query.encode()) + deflate.flush()).decode("ascii").rstrip("=")
    return "z=" + packed + ("" if packed[-1].isalnum() else "AA")


def main(arguments):
    """The command. Returns the program's exit code."""
    virtual, path = False, "trace.json"
    while arguments and arguments[0].startswith("-"):
        option = arguments.pop(0)
        if option == "--virtual":
            virtual = True
        elif option in ("-o", "--output") and arguments:
            path = arguments.pop(0)
        elif option in ("-h", "--help"):
            print(__doc__)
            return 0
        else:
            print(f"inflight: {option}: want --virtual or -o trace.json before the program's file", file=sys.stderr)
            return 2
    if not arguments:
        print("inflight: want a program: python inflight.py [--virtual] [-o trace.json] prog.py [arguments…]", file=sys.stderr)
        return 2
    file, *rest = arguments
    try:
        with open(file, "rb") as text:
            source = text.read()
    except OSError as error:
        print(f"inflight: {file}: {error.strerror}", file=sys.stderr)
        return 2
    return _run_file(file, source, rest, virtual, path)


def _run_file(file, source, arguments, virtual, path):
    text = io.TextIOWrapper(io.BytesIO(source), encoding="utf-8", errors="replace").read()
    given, file = file, os.path.abspath(file)  # as python does
    recorder = Recorder(file, text, Clock() if virtual else None, None, arguments)
    folder = os.path.dirname(file)
    code = 1
    leave = os._exit

    def exit_at_once(code):
        recorder.finish_output()
        _write(recorder.trace(), path)
        leave(code)

    try:
        with _recording(recorder, virtual, None) as patches:
            patches.set(os, "_exit", exit_at_once)
            patches.set(sys, "stdout", _Tee(sys.stdout, recorder))
            patches.set(sys, "stderr", _Tee(sys.stderr, recorder, True))
            sys.path[0] = folder
            try:
                compiled = compile(source, file, "exec", dont_inherit=True)
            except (SyntaxError, ValueError) as error:
                recorder.error = _report(recorder, error)
                sys.stderr.write("".join(traceback.format_exception_only(type(error), error)))
            else:
                code = _execute(recorder, compiled, file, patches, arguments, given)
            recorder.finish_output()
    finally:
        _write(recorder.trace(), path)
    sys.stdout.flush()
    return code


if __name__ == "__main__":
    sys.modules.setdefault("inflight", sys.modules["__main__"])
    sys.argv[:] = sys.argv[1:]
    sys.exit(main(list(sys.argv)))
