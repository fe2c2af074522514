// Starts the app: compiles it while it arrives, and tells people in the page when that fails. With scripts of the app still to be loaded,
// as in an embed, it waits until somebody calls inflightStart, which begins by loading them.
"use strict";
(() => {
  const {wasm: source, scripts} = document.currentScript.dataset;
  const notice = document.getElementById("starting");

  // Where a browser blocks storage (a sandboxed frame, strict settings), reading it throws, and go-app reads it
  // when it starts. Nothing that matters is kept there, so memory does as well.
  for (const name of ["localStorage", "sessionStorage"]) {
    try {
      window[name].length;
    } catch {
      Object.defineProperty(window, name, {value: memoryStorage()});
    }
  }

  function memoryStorage() {
    const items = new Map();
    return {
      get length() { return items.size; },
      key: (n) => [...items.keys()][n] ?? null,
      getItem: (key) => items.get(String(key)) ?? null,
      setItem: (key, value) => { items.set(String(key), String(value)); },
      removeItem: (key) => { items.delete(String(key)); },
      clear: () => items.clear(),
    };
  }

  // The server has not seen what a packed link holds, so it has drawn something else.
  if (location.hash.startsWith("#z=")) /** @type {HTMLElement} */ (document.body.firstElementChild).style.visibility = "hidden";

  // The app takes over by replacing the body's first child, which the server has drawn.
  const drawn = document.body.firstElementChild;
  const takeover = new MutationObserver(() => {
    if (document.body.firstElementChild === drawn) return;
    takeover.disconnect();
    notice.remove();
  });
  takeover.observe(document.body, {childList: true});

  function tell(words) {
    takeover.disconnect();
    const reload = document.createElement("button");
    reload.textContent = "Reload";
    reload.addEventListener("click", () => location.reload());
    notice.setAttribute("role", "alert");
    notice.replaceChildren(words, reload);
    document.body.append(notice);
    globalThis.inflightFailed?.(words);
  }

  async function fetchApp() {
    const response = await fetch(source);
    if (response.ok && response.headers.get("content-type")?.startsWith("application/wasm")) return response;
    if (response.ok) { // from a host that does not know the type
      return new Response(response.body, {headers: {"content-type": "application/wasm"}});
    }
    throw new Error(response.status === 404
      ? "the server has a newer version than this page"
      : `the server answered ${response.status} for ${source}`);
  }

  function load(script) {
    return new Promise((loaded, failed) => {
      const element = document.createElement("script");
      element.src = script;
      element.onload = loaded;
      element.onerror = () => failed(new Error("a part of it could not be loaded"));
      document.head.append(element);
    });
  }

  // start calls before, if there is one, when the app is about to take the page over.
  async function start(before) {
    let go, program;
    try {
      if (scripts) await Promise.all(scripts.split(" ").map(load));
      go = new Go();
      go.env.GOGC = "200"; // garbage is collected on this thread, all of it in one task: seldom is worth a third more memory
      program = await WebAssembly.instantiateStreaming(fetchApp(), go.importObject);
    } catch (error) {
      console.error(error);
      tell(`The playground could not start: ${error.message}.`);
      return;
    }
    before?.();
    await new Promise((next) => setTimeout(next)); // so that the browser's part of the work and ours are two tasks
    // The app runs for as long as the page is open. It ends only by a failure, and Go has written the reason to the console.
    await go.run(program.instance);
    for (const transport of inflightFetch.transports) transport.close(); // what it had under way must not go on in secret
    tell("The playground has stopped because of an error of its own. The browser's console has the details.");
  }

  // A program of one's own has scripts of its own, which are loaded when somebody wants it, and then once.
  let own;
  globalThis.inflightLoadOwn = () => own ??= (async () => {
    const {scripts, style} = JSON.parse(document.querySelector("meta[name=inflight-python]").getAttribute("content"));
    const sheet = document.createElement("link");
    Object.assign(sheet, {rel: "stylesheet", href: style});
    document.head.append(sheet);
    for (const script of scripts) await load(script);
  })();

  function begin(before) {
    notice.hidden = false;
    if (location.protocol === "file:") {
      tell("The playground cannot run from a file: browsers load no program from there. Serve its folder, such as by " +
        "python3 -m http.server, and open it at the address that this says.");
    } else if (typeof WebAssembly === "object" && WebAssembly.instantiateStreaming) start(before);
    else tell("The playground cannot run here: this browser does not allow WebAssembly.");
  }

  // A server forbids others to frame the playground; where there is none, it stays a picture in their frames.
  const framed = document.querySelector("meta[name=inflight-static]") && self !== top;
  if (scripts) globalThis.inflightStart = begin;
  else if (framed) tell("To use the playground, open it in a window of its own.");
  else begin();
})();
