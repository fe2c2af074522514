// The frame in which a person's Python runs (python.html). Code from links is hostile, so there are four walls: the frame's sandbox gives
// it an origin of its own, which has no storage and reaches no page; its policy lets nothing be loaded and nobody be called, from the first
// moment on; Python is in a worker, which can be ended whatever it does; and what comes out is read as a stranger's file. Since
// nothing can be loaded here, the page outside (python.js) loads Pyodide's files and hands them over.
//
// The page says {load: files, recorder}, {run: number, source, file, limits} and {end: true}. It is told {hello}, {ready}, {begun: number},
// {ran: number}, {done: number, trace}, {checked: number, worn} and {ended: why}. Worker and modules are data: URLs: blob: URLs are refused in Chromium where there is no origin.
"use strict";
(() => {
  let parts, worker, heard;

  const tell = (news) => parent.postMessage({inflightPython: news}, "*"); // the page may have no origin either
  const asModule = (text) => "data:text/javascript;charset=utf-8," + encodeURIComponent(text);

  addEventListener("message", async ({source, data}) => {
    const order = source === parent && data?.inflightPython;
    if (!order) return;
    if (order.load) await unpack(order);
    if (order.run) worker?.postMessage(order);
    if (order.end) restart();
  });

  // unpack compiles Python once; each worker is handed the same.
  async function unpack({load, recorder}) {
    try {
      const text = (name) => new TextDecoder().decode(load[name]);
      parts = {
        module: await WebAssembly.compile(load["pyodide.asm.wasm"]), library: load["python_stdlib.zip"], recorder,
        glue: asModule(text("pyodide.asm.mjs")), loader: asModule(text("pyodide.mjs")),
      };
      restart();
    } catch (error) {
      tell({ended: "start", words: String(error)});
    }
  }

  // restart ends the worker at once, whatever it does, and starts another. The first leaves a snapshot of its memory as it was before any
  // program. From that the others start in a fraction of the time, most of which is what Python imports.
  function restart() {
    worker?.terminate();
    const mine = worker = new Worker(asModule(`(${pythonWorker})()`), {type: "module"});
    heard = 0;
    mine.onerror = (event) => mine === worker && tell({ended: "start", words: event.message ?? "its worker does not start"});
    mine.onmessage = ({data}) => {
      if (mine !== worker || ++heard > 2000) return; // hostile code may tell as much as it likes
      if (heard === 1 && data.ready) parts.snapshot ??= data.snapshot; // before any program: nobody else's
      if (heard === 1 && data.ended && parts.snapshot) {
        parts.snapshot = undefined; // this browser does not take it
        restart();
      } else if (data.ready) tell({ready: true});
      else if (data.begun) tell({begun: Number(data.begun)});
      else if (data.ran) tell({ran: Number(data.ran)});
      else if (data.done) tell({done: Number(data.done), trace: String(data.trace), stopped: data.stopped === true});
      else if (data.checked) tell({checked: Number(data.checked), worn: data.worn === true});
      else if (data.ended) tell({ended: String(data.ended), words: String(data.words ?? "")});
    };
    mine.postMessage(parts);
  }

  tell({hello: true});

  // pythonWorker is all that the worker runs.
  function pythonWorker() {
    const say = globalThis.postMessage.bind(globalThis);
    const hear = globalThis.addEventListener.bind(globalThis);
    const now = performance.now.bind(performance);
    const mostMemory = 512 << 20;
    let python, run, write, check, deadline = Infinity, stopped = false;
    const last = []; // lines of what Python itself complains of

    hear("message", async ({data}) => {
      if (data.module) await boot(data);
      else if (data.run) perform(data);
    });

    async function boot({module, library, recorder, glue, loader, snapshot}) {
      try {
        bound();
        const {loadPyodide} = await import(loader);
        // Pyodide asks for two files, and gets what is here already.
        globalThis.fetch = async () => new Response(library);
        /** @type {any} */ (WebAssembly).instantiateStreaming = async (_, imports) => ({module, instance: await WebAssembly.instantiate(module, imports)});
        python = await loadPyodide({
          stdout: () => {}, stderr: (line) => { last.push(line); if (last.length > 5) last.shift(); },
          createPyodideModule: (await import(glue)).default, indexURL: "https://pyodide.invalid/",
          _makeSnapshot: !snapshot, _loadSnapshot: snapshot,
          lockFileContents: {
            info: {abi_version: "2026_0", arch: "wasm32", platform: "emscripten_5_0_3", python: "3.14.2", version: "0"}, packages: {},
          },
        });
        // Without shared memory, which a page seldom has, Python can still be asked now and then whether it has been interrupted: by this.
        python.setInterruptBuffer({
          get 0() {
            if (now() < deadline) return 0;
            deadline = now() + 200; // again, if the program takes no notice
            stopped = true;
            return 2; // SIGINT
          },
          set 0(_) {},
        });
        python.FS.mkdirTree("/own");
        python.FS.writeFile("/own/inflight.py", recorder);
        python.runPython(snapshot ? "random.seed(); BEFORE = shapes(); gc.freeze()" : pythonSide);
        const left = snapshot ? undefined : python.makeMemorySnapshot();
        run = python.globals.get("run");
        write = python.globals.get("write");
        check = python.globals.get("check");
        for (const name of ["js", "pyodide_js"]) python.unregisterJsModule(name);
        for (const name of ["postMessage", "fetch", "XMLHttpRequest", "WebSocket", "Worker", "BroadcastChannel", "close", "indexedDB"]) {
          Object.defineProperty(globalThis, name, {value: undefined});
        }
        say({ready: true, snapshot: left}, {transfer: left ? [left.buffer] : []});
      } catch (error) {
        say({ended: "start", words: [...last, error?.message ?? error].join("\n").slice(-500)});
      }
    }

    // bound keeps Python's memory below half a gigabyte: what asks for more gets a MemoryError.
    function bound() {
      const grow = WebAssembly.Memory.prototype.grow;
      WebAssembly.Memory.prototype.grow = function (pages) {
        if (this.buffer.byteLength + pages * 65536 > mostMemory) throw new RangeError("more than a program may have");
        return grow.call(this, pages);
      };
    }

    function perform({run: number, source, file, limits}) {
      stopped = false;
      say({begun: number});
      deadline = now() + 1000 * limits.seconds + 300; // the recorder itself stops it a little earlier, where it can
      let trace;
      try {
        run(source, file, JSON.stringify(limits));
        deadline = Infinity;
        say({ran: number});
        trace = write();
      } catch (error) {
        const words = String(error?.message ?? error);
        return say({ended: /terminated with exit/.test(words) ? "exit" : "died", words: words.slice(-300)});
      } finally {
        deadline = Infinity;
      }
      say({done: number, trace, stopped});
      say({checked: number, worn: !check()}); // which takes as long as a small program: its picture does not wait for that
    }

    // Between programs Python stays as it is. Where one of them has changed more than its own, as by asyncio.sleep = None, it is not used
    // for another.
    const pythonSide = `
import asyncio, gc, json, random, sys, types
import collections, contextlib, dataclasses, datetime, functools, itertools, logging, math, typing, re, time
sys.path.insert(0, "/own")
import inflight

def shapes():
    found = {}
    for name, module in list(sys.modules.items()):
        if isinstance(module, types.ModuleType) and name != "__main__":
            found[name] = dict(vars(module))
            for key, thing in found[name].items():
                if isinstance(thing, type) and thing.__module__ == name:
                    found[name + ":" + key] = dict(vars(thing))
    return found

CHANGES = {"sys": {"last_exc", "last_type", "last_value", "last_traceback", "modules", "stdout", "stderr", "stdin", "argv"}}

def same(before, after, allowed):
    return all(after.get(key) is value for key, value in before.items() if key not in allowed and not key.startswith("_"))

def check():
    """Forgets the modules that a program imported, and tells whether the others are as they were."""
    try:
        for name in [name for name in sys.modules if name not in LOADED]:
            del sys.modules[name]
        after = shapes()
        asyncio.set_event_loop(None)
        sys.setrecursionlimit(1000)
        random.seed()
        gc.collect()
        return all(name in after and same(before, after[name], CHANGES.get(name, ())) for name, before in BEFORE.items())
    except BaseException:
        return False

def run(source, file, limits):
    global TRACE
    asyncio._set_running_loop(None)
    try:
        TRACE = inflight.run_source(source, file, virtual=True, limits=json.loads(limits))
    except KeyboardInterrupt as stopped: # once more, while the recorder cleared up
        TRACE = {"events": [], "error": {"type": "Stopped", "message": str(stopped) or "it did not end when it was told to"}}
    finally:
        asyncio._set_running_loop(None)

def write():
    global TRACE
    text, TRACE = json.dumps(TRACE), None
    return text

# What most programs import is here before them, so that the first is as quick as the others.
inflight.run_source("""
import aiohttp, asyncio, httpx, requests, urllib.request
async def main():
    async with aiohttp.ClientSession() as session, session.get("https://warm.example/") as response:
        await response.text()
asyncio.run(main())
""")
LOADED = frozenset(sys.modules)
BEFORE = shapes()
gc.collect()
gc.freeze() # what is here by now stays, and is not gone through again after each program
`;
  }
})();
