"""Runs programs, each in a process that begins as a copy of this one: it has read the libraries already, which takes most of a start.

Its arguments are the libraries. A line of its input is a program's file, files for what it prints and for its errors, and for how many
seconds it may run, with tabs between. A line of its output is the program's file and "started", or how it ended, as a shell says it."""

import gc
import importlib
import os
import selectors
import signal
import sys
import types


def receive():
    """Returns the file of a program in the process that shall run it, and nothing in this one."""
    running = {}
    rings, bell = os.pipe()
    os.set_blocking(rings, False)
    os.set_blocking(bell, False)
    signal.set_wakeup_fd(bell)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    selector = selectors.DefaultSelector()
    selector.register(0, selectors.EVENT_READ)
    selector.register(rings, selectors.EVENT_READ)
    while True:
        ready = [key.fd for key, _ in selector.select()]
        if rings in ready:
            os.read(rings, 1 << 16)
            report(running)
        if 0 in ready:
            lines = os.read(0, 1 << 16)  # whole ones, which are shorter than what a pipe takes at once
            if not lines:
                os._exit(0)
            for line in lines.decode().splitlines():
                file, *others = line.split("\t")
                child = os.fork()
                if child == 0:
                    selector.close()
                    become(file, *others)
                    return file
                running[child] = file


def report(running):
    while running:
        child, status = os.waitpid(-1, os.WNOHANG)
        if child == 0:
            return
        os.write(1, f"{running.pop(child)}\t{os.waitstatus_to_exitcode(status)}\n".encode())


def become(file, printed, errors, seconds):
    """Makes of a copy a process as the shell starts it."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.alarm(int(seconds))
    os.write(1, f"{file}\tstarted\n".encode())
    for number, name, flags in (0, os.devnull, os.O_RDONLY), (1, printed, os.O_WRONLY | os.O_CREAT), (2, errors, os.O_WRONLY | os.O_CREAT):
        opened = os.open(name, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)


def run(file):
    with open(file, "rb") as text:
        code = compile(text.read(), file, "exec")
    main = types.ModuleType("__main__")
    main.__file__ = file
    sys.modules["__main__"] = main
    sys.argv = [file]
    exec(code, main.__dict__)


for library in sys.argv[1:]:
    importlib.import_module(library)
gc.freeze()  # A copy does not look for garbage among what it shares with this process, which would have it copy that too.
run(receive())
