// The browser's half of engine/fetch: it runs fetch for Go and tells it what became of each request. It is in
// JavaScript because entering Go costs more than a whole promise: here every promise is handled without Go, and
// Go is called at most once a turn of the event loop, with plain numbers. It works in Node too, for the tests.
"use strict";

// inflightFetch opens one transport. notify(notices, bodies) is called, never from within start or abort, with
//   notices: bytes of float64s, four for each notice: request, kind, its age in milliseconds, number
//   bodies:  undefined, or pairs of request and text, for requests of this batch whose body is kept
// A request has a notice "sent" (headers arrived, number is the status), then "done" or one of the failures.
globalThis.inflightFetch = (notify) => {
  // The failures, from noAnswer on, have the order of Reason in error.go.
  const kinds = {
    sent: 0, done: 1, noAnswer: 2, broken: 3, policy: 4, mixed: 5, offline: 6, crowded: 7, tooLong: 8, badURL: 9,
  };
  const slice = 25; // launches, or aborts, a turn: a thousand in one go would freeze the page for half a second and more
  const crowd = 1000; // Chromium refuses requests from 1,350 outstanding on, those just aborted included

  const waiting = new Map(); // request → {url, keep}: not launched yet, in order
  const running = new Map(); // request → AbortController
  const aborting = []; // AbortControllers, in the order of their aborts
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
    if (aborting.length === 0) launch();
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
    let left = slice;
    for (const [request, {url, keep}] of waiting) {
      if (left-- === 0) return;
      waiting.delete(request);
      run(request, url, keep);
    }
  }

  async function run(request, url, keep) {
    const abort = new AbortController();
    running.set(request, abort);
    let status = 0;
    try {
      const response = await fetch(url, {
        cache: "no-store", mode: "cors", credentials: "omit", referrerPolicy: "no-referrer", signal: abort.signal,
      });
      status = response.status;
      note(request, kinds.sent, performance.now(), status);
      await read(request, response.body, keep);
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

  // A body is read as a stream, so that one of any length takes no memory; keep is how many bytes of it are kept.
  async function read(request, body, keep) {
    const reader = body?.getReader();
    const decoder = keep ? new TextDecoder() : undefined;
    let text = "";
    for (let size = 0; reader; ) {
      const {done, value} = await reader.read();
      if (done) break;
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

  // A browser has one and the same error for every failure before the headers; why finds out what it can around it.
  async function why(url, outstanding) {
    await new Promise((next) => setTimeout(next)); // a violation of the policy is reported after fetch has failed
    if (!URL.canParse(url)) return kinds.badURL; // such as http://256.1.1.1, which Go lets pass
    const {origin, protocol, hostname} = new URL(url);
    const local = /(^|\.)localhost$|^127\.|^\[::1\]$/.test(hostname);
    if (forbidden.has(origin)) return kinds.policy;
    if (!local && protocol === "http:" && globalThis.location?.protocol === "https:") return kinds.mixed;
    if (!local && globalThis.navigator?.onLine === false) return kinds.offline;
    return outstanding > crowd ? kinds.crowded : kinds.noAnswer;
  }

  const violated = (event) => {
    if (event.disposition !== "enforce" || event.effectiveDirective !== "connect-src") return;
    if (URL.canParse(event.blockedURI)) forbidden.add(new URL(event.blockedURI).origin);
  };
  globalThis.addEventListener?.("securitypolicyviolation", violated);

  return {
    start(request, url, keep) {
      waiting.set(request, {url, keep});
      wake();
    },
    abort(request) {
      waiting.delete(request);
      const abort = running.get(request);
      if (!running.delete(request)) return;
      aborting.push(abort);
      wake();
    },
    close() {
      notify = () => {};
      waiting.clear();
      for (const abort of [...aborting, ...[...running.values()].reverse()]) abort.abort();
      globalThis.removeEventListener?.("securitypolicyviolation", violated);
      channel.port1.close();
    },
  };
};
