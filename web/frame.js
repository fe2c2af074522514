// The page's side of an embed. It fetches the app when the reader asks for it, and hands it what the reader did meanwhile. It also talks
// to the host page (embed.js), and does for it only what the reader could do too.
"use strict";
(() => {
  const version = 1; // of the messages
  const {load, autoplay, duration} = document.getElementById("page").dataset;
  const framed = parent !== window;
  const {scripts: fitter, each, sheet} = /** @type {HTMLScriptElement} */ (document.currentScript).dataset;

  // The app, once somebody wants it

  let ready = false;
  let begun = false;
  let wanted = []; // what is to be done when the app is there; undefined once it was done
  let focus; // the control that has the focus until the app is there
  /** @type {[number, number]} */
  let caret;
  let pressed; // the id of the button that was pressed last
  const touched = new Map(); // id → field, of those that were changed

  function whenReady(act) {
    if (!wanted) return act();
    wanted.push(act);
    if (begun || ready) return;
    begun = true;
    post("media", {events: ["waiting"]});
    document.documentElement.dataset.starting = "";
    inflightStart(() => {
      focus = document.activeElement;
      if (focus.selectionStart !== undefined) caret = [focus.selectionStart, focus.selectionEnd];
    });
  }

  for (const type of ["focusin", "click", "input", "change"]) document.addEventListener(type, touch, true);

  function touch({type, target}) {
    const control = target.closest?.("button, input, select, textarea");
    if (!wanted || !control?.id) return;
    const button = control.localName === "button";
    if (button && type !== "click") return;
    if (control.closest("#page")) remember(control, button, type !== "focusin");
    if (!ready) whenReady(() => {});
  }

  // remember keeps what the reader does to the app's controls before there is an app. What is done to the app itself, before it has caught
  // up, has been done. What stands beside the app, as a question does, stays and needs nothing.
  function remember(control, button, changed) {
    if (button) pressed = ready ? undefined : control.id;
    else if (ready) touched.delete(control.id);
    else if (changed) touched.set(control.id, control);
  }

  // carryOver does to the app's controls what the reader did to those before them.
  function carryOver() {
    for (const [id, before] of touched) {
      const now = /** @type {HTMLInputElement} */ (document.getElementById(id));
      if (!now) continue;
      if (before.type === "checkbox" && now.checked !== before.checked) now.click();
      if (before.type === "checkbox") continue;
      now.value = before.value;
      now.dispatchEvent(new Event("input", {bubbles: true}));
      now.dispatchEvent(new Event("change", {bubbles: true}));
    }
    const now = focus?.id && /** @type {HTMLInputElement} */ (document.getElementById(focus.id));
    if (now) {
      now.focus({preventScroll: true});
      if (caret?.[0] != null) now.setSelectionRange(...caret);
    }
    if (pressed) document.getElementById(pressed)?.click();
  }

  // catchUp runs after the app's call has returned, not within it. Within the call the app would hear of all changes only after the last.
  // It might fill the fields anew after the first, and would then take its own values for the reader's changes.
  function catchUp() {
    const acts = wanted;
    wanted = undefined;
    carryOver();
    for (const act of acts) act();
  }

  // The app calls this with its news.
  globalThis.inflightNews = (type, text) => {
    if (type === "ready") {
      ready = true;
      delete document.documentElement.dataset.starting;
      setTimeout(catchUp);
    }
    const news = JSON.parse(text);
    if (type !== "error" || !told.delete(news.message)) post(type, news);
  };

  // bring fetches a script, or a style sheet, and promises its end.
  const bring = (/** @type {any} */ element, key, address) => new Promise((done, failed) => {
    element[key] = address;
    element.onload = done;
    element.onerror = failed;
    document.head.append(element);
  });

  // The editor of the chip each, as in the playground: loaded when its popover opens for the first time. Until then, and without it, the
  // popover has a text field. Before the app is there, nobody could take what it writes.
  let wraps;
  document.addEventListener("toggle", async ({target}) => {
    const popover = /** @type {HTMLElement} */ (target);
    if (!ready || popover.id !== "edit-each" || !popover.matches(":popover-open")) return;
    const style = Object.assign(document.createElement("link"), {rel: "stylesheet"});
    wraps ??= each.split(" ").reduce((before, part) => before.then(() => bring(document.createElement("script"), "src", part)),
      bring(style, "href", sheet));
    try {
      await wraps;
      globalThis.inflightEach.show(popover);
    } catch {
      wraps = undefined;
    }
  }, true);

  // In sight and out of it

  let played = false;
  new IntersectionObserver(([{isIntersecting}]) => {
    if (isIntersecting && (load === "visible" || autoplay === "true")) whenReady(() => {});
    if (isIntersecting && autoplay === "true" && !played) {
      played = true;
      whenReady(() => inflight.host("autoplay"));
    }
    if (ready) inflight.host(isIntersecting ? "seen" : "unseen");
  }).observe(document.body);

  // The host page. The first message from the parent says whom to answer; nobody else is listened to.

  let host;
  let height;
  const early = new Map(); // how the page is to look, before the app can be told

  function post(type, value) {
    if (host !== undefined) parent.postMessage({inflight: version, type, value}, /^(null$|file:)/.test(host) ? "*" : host);
  }

  globalThis.inflightPost = post;
  let greeted;
  const told = new Set(); // what is wrong, before there is an app to tell it
  globalThis.inflightGreeted = (then) => host === undefined ? greeted = then : then();

  function measure() {
    const now = Math.ceil(document.body.getBoundingClientRect().height);
    if (now !== height) post("height", now);
    height = now;
  }

  function greet(origin) {
    const above = location.ancestorOrigins?.[0];
    // Some browsers hide who is above, and call a file "file://" here and "null" there.
    if (above !== undefined && !/^(null$|file:)/.test(above) && above !== origin) return;
    host = origin;
    post("hello", {title: document.title.replace(/ · Inflight$/, "")}); // at once, for a page that waits for an answer
    document.documentElement.dataset.fluid = "";
    if (duration) post("media", {state: {time: Number(duration), duration: Number(duration), ended: true}});
    new ResizeObserver(measure).observe(document.body);
    measure(); // a frame out of sight is not drawn, and its observer hears nothing until it is
    if (ready) post("ready", {scenario: inflight.scenario});
    const wrong = ready || begun ? [] : document.querySelectorAll(".embedded :is(#fault > span, #alert)"); // as the server found it
    for (const {textContent} of wrong) told.add(textContent);
    for (const message of [...told, ...faults.splice(0)]) post("error", {message});
    greeted?.();
  }

  // Keys that mean nothing here are for the page around: it may be slides, which a click into this frame must not stop.
  addEventListener("keydown", (event) => {
    const {key, target, altKey, ctrlKey, metaKey, shiftKey} = event, root = document.scrollingElement;
    if (!/^(Arrow|Page)/.test(key) || altKey || ctrlKey || metaKey || shiftKey) return;
    const control = target instanceof Element && target.closest("input, select, textarea, [role=slider], [role=tablist], .scroll");
    const scrolls = !/Left|Right/.test(key) && root.scrollHeight > root.clientHeight + 1;
    setTimeout(() => { if (!control && !scrolls && !event.defaultPrevented) post("key", key); });
  });

  // Each has the order's value, and its number where the host page waits for an answer.
  const orders = {
    run: (value, id) => order("run", value, id),
    stop: (value, id) => begun || ready ? order("stop", value, id) : post("answer", {id}), // nothing runs
    play: (value, id) => order("play", value, id),
    seek: (value, id) => order("seek", value, id),
    scenario: (value, id) => order("scenario", value, id),
    frame: () => order("frame"), // whether another frame may take this one's place, while a run goes on
    theme: (value, id) => look("theme", ["auto", "light", "dark"].includes(value) ? value : "auto", id),
    "font-size": (value, id) => look("font-size", parseInt(value) || 0, id),
    accent: (value, id) => fit("accent", value, id),
    background: (value, id) => fit("background", value, id),
    "font-family": (value, id) => fit("font-family", value, id),
    speed: (value, id) => look("speed", value, id),
    loop: (value, id) => look("loop", value, id),
    pause: (value, id) => value === undefined ? order("pause", value, id) : look("pause", value, id), // the method, or the attribute
  };

  let failed; // why there is no app

  function order(kind, value, id) {
    if (failed) return refuse(failed, id);
    if (wanted && id) asked.add(id);
    whenReady(() => inflight.host(kind, String(value ?? ""), id));
  }

  const asked = new Set(); // the numbers of orders that the app has not heard

  globalThis.inflightFailed = (words) => {
    failed = words;
    refuse(failed);
    for (const id of asked) post("answer", {id, refused: failed});
  };

  const faults = []; // what there is to tell before there is anybody to hear it

  function refuse(words, id) {
    if (host === undefined) faults.push(words);
    post("error", {message: words});
    if (id) post("answer", {id, refused: words});
  }

  // look changes how the page looks, also before the app can be told.
  function look(what, value, id) {
    if (what === "theme") document.documentElement.dataset.theme = value;
    if (what === "font-size") setLetters(value);
    if (ready) return inflight.host(what, String(value), id);
    if (!early.has(what)) wanted.unshift(() => inflight.host(what, String(early.get(what))));
    early.set(what, value);
    post("answer", {id});
  }

  let fitted; // promises fit.js

  function fit(key, value, id) {
    fitted ??= self.inflightFit ? Promise.resolve() : bring(document.createElement("script"), "src", fitter);
    fitted.then(() => {
      const wrong = inflightFit(key, String(value ?? ""));
      if (wrong) refuse(wrong, id);
      else post("answer", {id});
    });
  }

  for (const [key, value] of new URLSearchParams(location.search)) {
    if (["accent", "background", "font-family"].includes(key)) fit(key, value);
  }

  // Zero leaves the size of the letters to the browser, whatever the link says.
  function setLetters(pixels) {
    document.documentElement.style.fontSize = pixels ? Math.min(Math.max(pixels, 8), 40) + "px" : "medium";
  }

  addEventListener("message", ({source, origin, data}) => {
    if (!framed || source !== parent || data?.inflight !== version) return;
    if (host === undefined && data.type === "hello") return greet(origin);
    if (origin !== host || !Object.hasOwn(orders, data.type)) return;
    orders[data.type](data.value, Number(data.id) || 0);
  });

  const other = document.querySelector("meta[name=inflight-static]") && location.search.length > 1; // no server has drawn it
  if (load === "eager" || other || location.hash.startsWith("#z=")) whenReady(() => {}); // a fragment of others, such as WordPress', is none
})();
