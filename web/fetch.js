// The browser's half of engine/fetch: it runs fetch, and sockets, for Go and tells it what became of each. It is in
// JavaScript because entering Go costs more than a whole promise: here every promise is handled without Go, and
// Go is called at most once a turn of the event loop, with plain numbers. It works in Node too, for the tests.
"use strict";

// inflightFetch opens one transport. notify(notices, bodies) is called, never from within start or abort, with
//   notices: bytes of float64s, four for each notice: request, kind, its age in milliseconds, number
//   bodies:  undefined, or pairs of request and text, for requests of this batch whose body is kept
// A request has a notice "sent" (headers arrived, number is the status, and a thousand for each second of a Retry-After), if wanted "body" (its first piece after the early byte
// arrived, number is that piece's length), then "done" or one of the failures. So has a socket: it is open, its message has
// arrived, its peer has closed it.
globalThis.inflightFetch = (notify) => {
  // From noAnswer on, the kinds are the failures, in the order of Reason in error.go.
  const kinds = {
    sent: 0, body: 1, done: 2, noAnswer: 3, broken: 4, policy: 5, mixed: 6, offline: 7, crowded: 8, tooLong: 9, badURL: 10,
  };
  const slice = 50; // launches, or aborts, a turn: a thousand in one go would freeze the page for half a second and more
  const burst = 130; // launches at once where none wait: as many as leave at once, a browser has 120 connections with a demo backend
  const crowd = 1000; // Chromium refuses requests from 1,350 outstanding on, those just aborted included

  const waiting = new Map(); // request → {url, keep, wanted}: not launched yet, in order
  let places = burst; // for launches until the next turn
  const dialing = new Map(); // request → URL: sockets not opened yet, in order
  let handshakes = 0; // of sockets, under way
  const running = new Map(); // request → what can abort it: an AbortController, or a socket's handle
  const aborting = []; // requests to be aborted, in order
  const forbidden = new Set(); // origins that the page's security policy has blocked
  let notices = []; // flat, as above, but with the moment instead of the age
  let bodies;

  // A message is the only turn of the event loop that browsers neither delay nor throttle in hidden tabs.
  const channel = new MessageChannel();
  let woken = false;
  const wake = () => {
    if (!woken) channel.port2.postMessage(null);
    woken = true;
  };
  channel.port1.onmessage = () => {
    woken = false;
    tell();
    for (const abort of aborting.splice(0, slice)) abort.abort();
    places = slice;
    launch();
    if (aborting.length === 0) dial();
    if (waiting.size === 0) places = burst;
    if (aborting.length > 0 || waiting.size > 0) wake();
  };

  function tell() {
    if (notices.length === 0) return;
    const now = performance.now();
    for (let i = 2; i < notices.length; i += 4) notices[i] = now - notices[i];
    const batch = new Uint8Array(new Float64Array(notices).buffer);
    const kept = bodies;
    notices = [];
    bodies = undefined;
    notify(batch, kept);
  }

  function launch() {
    for (const [request, {url, keep, wanted}] of waiting) {
      if (places === 0 || aborting.length > 0) return;
      places--;
      waiting.delete(request);
      get(request, url, keep, wanted);
    }
  }

  async function get(request, url, keep, wanted) {
    const abort = new AbortController();
    running.set(request, abort);
    let status = 0;
    try {
      const response = await fetch(url, {
        cache: "no-store", mode: "cors", credentials: "omit", referrerPolicy: "no-referrer", signal: abort.signal,
      });
      status = response.status;
      const after = Math.min(3600, Math.max(0, Math.trunc(Number(response.headers.get("Retry-After"))) || 0));
      note(request, kinds.sent, performance.now(), status + 1000 * after);
      await read(request, response.body, keep, wanted);
      note(request, kinds.done, performance.now(), status);
    } catch (error) {
      const moment = performance.now(), outstanding = running.size;
      if (abort.signal.aborted) return;
      note(request, error.kind ?? (status ? kinds.broken : await why(url, outstanding)), moment, outstanding);
    } finally {
      running.delete(request);
    }
  }

  // An aborted request is no longer in running, and has no more notices.
  function note(request, kind, moment, number) {
    if (!running.has(request)) return;
    notices.push(request, kind, moment, number);
    wake();
  }

  // A body is read as a stream, so that one of any length takes no memory; keep is how many bytes of it are kept. The demo backend sends
  // one byte early, with the headers.
  async function read(request, body, keep, wanted) {
    const reader = body?.getReader();
    const decoder = keep ? new TextDecoder() : undefined;
    let text = "", early = 1;
    for (let size = 0; reader; ) {
      const {done, value} = await reader.read();
      if (done) break;
      if (wanted && value.length > early) {
        note(request, kinds.body, performance.now(), value.length - early);
        wanted = false;
      }
      early = Math.max(0, early - value.length);
      if (!keep) continue;
      size += value.length;
      if (size > keep) {
        reader.cancel();
        throw {kind: kinds.tooLong};
      }
      text += decoder.decode(value, {stream: true});
    }
    if (keep && running.has(request)) (bodies ??= []).push(request, text + decoder.decode());
  }

  // Browsers make one handshake at a time with an address, and Chromium punishes a page with many under way by seconds.
  function dial() {
    for (const [request, url] of dialing) {
      if (handshakes >= 6) return;
      dialing.delete(request);
      open(request, url);
    }
  }

  // A socket that is aborted is closed from this side, at any stage of it: its peer sees that no bye came before.
  function open(request, url) {
    let socket, accepted = false;
    try {
      socket = new WebSocket(url);
    } catch {
      running.set(request, {abort() {}});
      note(request, kinds.badURL, performance.now(), 0);
      running.delete(request);
      return;
    }
    running.set(request, {abort: () => socket.close(), bye: () => socket.send("bye")});
    handshakes++;
    let shaken = () => {
      shaken = () => {};
      handshakes--;
      wake();
    };
    const ended = async (kind) => {
      socket.onerror = socket.onclose = null;
      shaken();
      const moment = performance.now(), outstanding = running.size;
      note(request, kind ?? (accepted ? kinds.broken : await why(url, outstanding)), moment, outstanding);
      running.delete(request);
    };
    socket.onopen = () => shaken();
    socket.onmessage = ({data}) => {
      if (data !== "accepted") return note(request, kinds.body, performance.now(), data.length);
      accepted = true;
      note(request, kinds.sent, performance.now(), 101);
    };
    socket.onerror = () => ended(); // a failure: browsers have a close after it, Node has none
    socket.onclose = ({code}) => ended(code === 1000 ? kinds.done : undefined);
  }

  // A client that blocks is a worker: it makes one synchronous request after another, while the page goes on.
  let worker;

  // hire calls tell once, with "" as soon as there is a worker, or with the reason why there is none.
  function hire(tell) {
    const once = (problem) => {
      clearTimeout(timer);
      const first = tell;
      tell = undefined;
      first?.(problem);
    };
    const timer = setTimeout(() => once("it does not start"), 5000);
    const address = URL.createObjectURL(new Blob([`(${inflightWorker})()`], {type: "text/javascript"}));
    try {
      worker = new Worker(address);
    } catch (error) {
      setTimeout(() => once(error.message));
      return;
    }
    worker.onerror = (event) => once(event.message || "it may not start");
    worker.onmessage = ({data}) => {
      URL.revokeObjectURL(address);
      if (data.ready) once("");
      else if (data.entries) inflightTimings.pass(data.entries, data.origin - performance.timeOrigin);
      else hear(data);
    };
  }

  function ask(request, url) {
    running.set(request, {abort: () => worker.terminate()});
    worker.postMessage({request, url});
  }

  // The worker has a clock of its own, which tells absolute times.
  async function hear({request, url, sent, ended, status}) {
    const moment = Math.min(performance.now(), (sent ?? ended) - performance.timeOrigin);
    if (sent) return note(request, kinds.sent, moment, 0);
    note(request, status ? kinds.done : await why(url, 1), moment, status);
    running.delete(request);
  }

  // A browser reports every failure before the headers as the same error. So why looks for other signs of the reason.
  async function why(url, outstanding) {
    await new Promise((next) => setTimeout(next)); // a violation of the policy is reported after fetch has failed
    if (!URL.canParse(url)) return kinds.badURL; // such as http://256.1.1.1, which Go lets pass
    const {origin, protocol, hostname} = new URL(url);
    const local = /(^|\.)localhost$|^127\.|^\[::1\]$/.test(hostname);
    if (forbidden.has(origin)) return kinds.policy;
    if (!local && /^(http|ws):$/.test(protocol) && globalThis.location?.protocol === "https:") return kinds.mixed;
    if (!local && globalThis.navigator?.onLine === false) return kinds.offline;
    return outstanding > crowd ? kinds.crowded : kinds.noAnswer;
  }

  const violated = (event) => {
    if (event.disposition !== "enforce" || event.effectiveDirective !== "connect-src") return;
    if (URL.canParse(event.blockedURI)) forbidden.add(new URL(event.blockedURI).origin);
  };
  globalThis.addEventListener?.("securitypolicyviolation", violated);

  // A browser may freeze a page that is left, and keep it for Back. What the page has under way must end before that.
  const left = () => {
    for (const abort of [...aborting.splice(0), ...[...running.values()].reverse()]) abort.abort();
  };
  globalThis.addEventListener?.("pagehide", left);

  const transport = {
    burst,
    // start takes four lines for each request: its number, how many bytes of the body are kept, whether its first piece is wanted, the URL.
    start(requests) {
      const lines = requests.split("\n");
      for (let i = 0; i + 3 < lines.length; i += 4) {
        waiting.set(Number(lines[i]), {url: lines[i + 3], keep: Number(lines[i + 1]), wanted: lines[i + 2] === "true"});
      }
      launch();
      wake();
    },
    open(request, url) {
      dialing.set(request, url);
      wake();
    },
    hire, ask,
    bye(request) {
      running.get(request)?.bye?.();
    },
    abort(request) {
      waiting.delete(request);
      dialing.delete(request);
      const abort = running.get(request);
      if (!running.delete(request)) return;
      aborting.push(abort);
      wake();
    },
    close() {
      notify = () => {};
      waiting.clear();
      dialing.clear();
      left();
      running.clear();
      worker?.terminate();
      globalThis.removeEventListener?.("pagehide", left);
      globalThis.removeEventListener?.("securitypolicyviolation", violated);
      channel.port1.close();
      inflightFetch.transports.delete(transport);
    },
  };
  inflightFetch.transports.add(transport);
  return transport;
};

// The open transports. If the Go program dies, the page closes them.
inflightFetch.transports = new Set();

// inflightWorker is what the worker runs that blocks. It tells when it sends a request, when that has ended, with its status or 0, and
// what the browser's timings say of it, which the page's own do not have.
function inflightWorker() {
  const moment = () => performance.timeOrigin + performance.now();
  const pass = (entries) => {
    if (entries.length > 0) postMessage({origin: performance.timeOrigin, entries: entries.map((entry) => entry.toJSON())});
  };
  const observer = new PerformanceObserver((list) => pass(list.getEntries()));
  observer.observe({type: "resource"});
  onmessage = ({data: {request, url}}) => {
    const asked = new XMLHttpRequest();
    postMessage({request, url, sent: moment()});
    let status = 0;
    try {
      asked.open("GET", url, false);
      asked.send();
      status = asked.status;
    } catch {
      // a failure has no status
    }
    postMessage({request, url, ended: moment(), status});
    pass(observer.takeRecords());
  };
  postMessage({ready: true});
}

// inflightTimings collects the browser's timings (Resource Timing) of a run's requests to the demo backend. The URL of each names the run
// and its task. An observer is needed, since the browser's own list takes no more than 250 entries.
globalThis.inflightTimings = (run) => {
  const protocols = ["", "http/1.1", "h2", "h3"];
  const request = new RegExp(`/request\\?run=${run}&task=(\\d+)&`);
  let rows = []; // nine numbers each
  const note = (entries) => {
    for (const e of entries) {
      const found = request.exec(e.name);
      if (found) {
        rows.push(Number(found[1]), e.startTime, e.fetchStart, e.connectStart, e.connectEnd, e.requestStart,
          e.responseStart, e.responseEnd, Math.max(0, protocols.indexOf(e.nextHopProtocol)));
      }
    }
  };
  const observer = new PerformanceObserver((list) => note(list.getEntries()));
  observer.observe({type: "resource"});
  inflightTimings.takers.add(note);
  return {
    // take returns the bytes of float64s: first the present moment, then the rows that have come since the last call.
    take() {
      note(observer.takeRecords());
      const taken = new Uint8Array(new Float64Array([performance.now(), ...rows]).buffer);
      rows = [];
      return taken;
    },
    close() {
      observer.disconnect();
      inflightTimings.takers.delete(note);
    },
  };
};

// Entries of a worker are on its own clock, which is ahead of the page's by so many milliseconds. A zero is no time.
inflightTimings.takers = new Set();
inflightTimings.pass = (entries, ahead) => {
  const moments = ["startTime", "fetchStart", "connectStart", "connectEnd", "requestStart", "responseStart", "responseEnd"];
  for (const entry of entries) for (const name of moments) if (entry[name]) entry[name] += ahead;
  for (const take of inflightTimings.takers) take(entries);
};
