// Palettes: the examples, opened by /, Ctrl-K or their button, the strategies, opened from their picker, and the options, from the chip
// that offers more of them. What they list, and how they look, is loaded with the first one. An example is a link; where the app is there,
// it opens it without leaving the page.
"use strict";
(() => {
  const {list: source, sheet, numbers, axis, which, each} = document.currentScript.dataset;
  const root = () => new URL(/** @type {HTMLAnchorElement} */ (document.querySelector(".logo")).href);
  const files = () => document.querySelector("meta[name=inflight-static]") !== null;
  let loaded, dialog, input, listbox, note, kind, shown = [], at = 0;

  function load(element, key, address) {
    return new Promise((done, failed) => {
      element[key] = address;
      element.onload = done;
      element.onerror = () => failed(new Error(address + " could not be loaded"));
      document.head.append(element);
    });
  }

  const loadAll = () => loaded ??= Promise.all([
    load(document.createElement("script"), "src", source),
    load(Object.assign(document.createElement("link"), {rel: "stylesheet"}), "href", sheet),
  ]);

  const element = (name, attributes, ...children) => {
    const e = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
    e.append(...children);
    return e;
  };

  // Own numbers: a file that is no saved log, or a pasted column of times, wherever the page gets it. What reads them is loaded then.
  let reader;
  async function showNumbers(given) {
    if (document.querySelector("dialog[open]")) return;
    try {
      await (reader ??= Promise.all([loadAll(), load(document.createElement("script"), "src", numbers)]));
    } catch {
      reader = undefined;
      return;
    }
    if (!document.querySelector("dialog[open]")) globalThis.inflightNumbers.open(given);
  }

  // Where the order turns: loaded when it is asked for the first time.
  let axes;
  const loadAxes = () => axes ??= Promise.all([loadAll(), load(document.createElement("script"), "src", axis)]);
  async function showAxis() {
    try {
      await loadAxes();
    } catch {
      axes = undefined;
      return;
    }
    globalThis.inflightAxis.show(document.getElementById("axis"));
  }

  // The editor of the chip each: loaded when its popover opens for the first time. Until then, and without it, the popover has a text field.
  let wraps;
  document.addEventListener("toggle", async (e) => {
    const popover = /** @type {Element} */ (e.target);
    if (popover.id !== "edit-each" || !popover.matches(":popover-open")) return;
    try {
      await (wraps ??= loadAll().then(() => Promise.all(each.split(" ").map((part) => load(document.createElement("script"), "src", part)))));
    } catch {
      wraps = undefined;
      return;
    }
    globalThis.inflightEach.show(popover);
  }, true);

  // Which strategy, with numbers: when the form is sent, or at once where somebody comes with a scenario and many runs of it.
  let decider;
  async function decide(scenario) {
    try {
      await (decider ??= loadAxes().then(() => load(document.createElement("script"), "src", which)));
    } catch {
      decider = axes = undefined;
      return;
    }
    if (scenario) globalThis.inflightWhich.fill(scenario);
    globalThis.inflightWhich.decide();
  }

  document.addEventListener("submit", (e) => {
    if (/** @type {HTMLElement} */ (e.target).id !== "decide") return;
    e.preventDefault();
    decide();
  });
  document.addEventListener("inflight-sweeps", () => {
    const scenario = document.getElementById("decide")?.dataset.scenario;
    if (/(^|&)runs=/.test(scenario ?? "")) decide(scenario);
  });

  // isNumbers tells somebody's own numbers from a saved log, by the beginning of what there is: both may be called anything, or nothing.
  function isNumbers(head, name) {
    const json = /^\s*\{/.test(head) || /\.json$/i.test(name);
    return !json || /\.har$/i.test(name) || /"log"\s*:\s*\{/.test(head);
  }

  // take takes a file, or a text, from whoever gets it first, and hands it on to who can read it: the app takes logs that are dropped.
  const handed = new WeakSet();
  async function take(event, given) {
    event.preventDefault();
    event.stopImmediatePropagation();
    document.documentElement.removeAttribute("data-dropping");
    const file = typeof given === "string" ? new File([given], "what you pasted") : given;
    if (isNumbers(await file.slice(0, 1 << 16).text().catch(() => ""), file.name)) {
      showNumbers(given);
      return;
    }
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(file);
    const drop = new DragEvent("drop", {dataTransfer, bubbles: true, cancelable: true});
    handed.add(drop);
    document.body.dispatchEvent(drop);
  }

  document.addEventListener("dragover", (e) => {
    if (e.dataTransfer?.types.includes("Files")) e.preventDefault();
  });
  document.addEventListener("drop", (e) => {
    const file = e.dataTransfer?.files[0];
    if (file && !handed.has(e)) take(e, file);
  }, true);
  document.addEventListener("change", (e) => {
    const field = /** @type {HTMLInputElement} */ (e.target);
    if (field.id !== "open-log" || !field.files[0]) return;
    take(e, field.files[0]);
    field.value = "";
    field.closest("details").open = false;
  }, true);
  document.addEventListener("paste", (e) => {
    const inField = /** @type {Element} */ (e.target).closest?.("input, select, textarea, [contenteditable], dialog");
    const file = e.clipboardData.files[0], text = e.clipboardData.getData("text/plain");
    if (inField) return;
    if (file) take(e, file);
    else if (/^\s*\{/.test(text) || text.split("\n").filter((line) => /\d/.test(line)).length > 2) take(e, text);
  });

  // compared is the page's own path if it is the comparison's, whose examples are compared too.
  const compared = () => document.getElementById("page")?.classList.contains("compare");

  function addressOf(item) {
    const page = compared() ? "compare" + (files() ? "/" : "") : "";
    return new URL(page + "?preset=" + item.id, root()).href;
  }

  function build() {
    input = element("input", {type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list",
      "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false"});
    listbox = element("div", {id: "palette-list", role: "listbox"});
    note = element("p", {class: "palette-note", role: "status"});
    const close = element("button", {type: "button", class: "quiet", "aria-label": "Esc: close"}, element("kbd", {}, "Esc"));
    dialog = element("dialog", {class: "palette"}, element("div", {class: "palette-head"}, input, close), listbox, note);
    close.addEventListener("click", () => dialog.close());
    input.addEventListener("input", filter);
    dialog.addEventListener("keydown", onKey);
    dialog.addEventListener("click", onClick);
    dialog.addEventListener("mousemove", (e) => {
      const option = e.target.closest("[role=option]");
      if (option) mark(shown.indexOf(option), false);
    });
    document.body.append(dialog);
  }

  function option(item) {
    const name = element("span", {class: "palette-title"}, item.title ?? item.id), words = element("span", {class: "palette-words"}, item.words);
    const o = kind === "examples"
      ? element("a", {id: "example-" + item.id, role: "option", tabindex: "-1", href: addressOf(item)})
      : element("div", {id: "choice-" + item.id, role: "option"});
    o.dataset.id = item.id;
    o.dataset.search = [item.title, item.words, item.chapter, item.link, item.id, item.also].join(" ").toLowerCase();
    if (item.thumb) o.insertAdjacentHTML("beforeend", item.thumb); // of our own making
    else if (kind === "examples") o.append(element("span", {class: "thumb"}));
    o.append(element("span", {class: "palette-text"}, name, words));
    if (item.value) o.append(element("b", {}, item.value));
    return o;
  }

  // listed are what a palette lists. The options are those that the page has in its own list, which is there without this script.
  function listed() {
    const lists = globalThis.inflightLists;
    if (kind !== "options") return lists[kind];
    return [...document.querySelectorAll("#options .item:not([hidden])")].map((item) => {
      const [id, words, value] = [...item.children].map((e) => e.textContent);
      return {id, words, value, also: lists.options[id]};
    });
  }

  function fill() {
    const groups = new Map();
    for (const item of listed()) {
      const chapter = item.chapter ?? "";
      if (!groups.has(chapter)) groups.set(chapter, []);
      groups.get(chapter).push(option(item));
    }
    listbox.replaceChildren(...[...groups].map(([chapter, options], i) => {
      if (!chapter) return element("div", {role: "presentation"}, ...options);
      return element("div", {role: "group", "aria-labelledby": "palette-group-" + i},
        element("div", {id: "palette-group-" + i, class: "palette-group", role: "presentation"}, chapter), ...options);
    }));
  }

  // filter shows what has all words that were typed, but for the little ones. Those whose title has them are marked first.
  function filter() {
    const words = input.value.toLowerCase().split(/\s+/).filter((word) => !/^(|an?|the|of|to|how|my)$/.test(word));
    shown = [];
    for (const o of listbox.querySelectorAll("[role=option]")) {
      o.hidden = !words.every((word) => o.dataset.search.includes(word));
      if (!o.hidden) shown.push(o);
    }
    for (const group of listbox.children) group.hidden = !group.querySelector("[role=option]:not([hidden])");
    note.textContent = shown.length ? "" : kinds[kind].none;
    const title = (o) => o.querySelector(".palette-title").textContent.toLowerCase();
    const whole = words.join(" ");
    const best = words.length ? [(o) => title(o).startsWith(whole), (o) => title(o).includes(whole), (o) => words.every((w) => title(o).includes(w))]
      .map((is) => shown.findIndex(is)).find((i) => i >= 0) : shown.findIndex((o) => o.dataset.id === present());
    mark(best ?? 0, true);
  }

  const kinds = {
    examples: {name: "Examples", none: "Nothing is called so. Try a strategy, such as gather, or a word such as timeout."},
    strategies: {name: "Strategies", none: "No strategy is called so. Try a word such as first or queue."},
    options: {name: "Options", none: "No option of this scenario is called so. Try a word such as connections or retry."},
  };

  // present is what the page has now, of what only one can be.
  const present = () => kind === "examples"
    ? document.getElementById("examples").dataset.preset
    : kind === "strategies" && /** @type {HTMLSelectElement} */ (document.getElementById("strategy")).value;

  function mark(to, reveal) {
    at = Math.max(Math.min(to, shown.length - 1), 0);
    for (const o of listbox.querySelectorAll("[aria-selected=true]")) o.setAttribute("aria-selected", "false");
    const o = shown[at];
    if (!o) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    o.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", o.id);
    if (reveal) (at === 0 ? listbox : o).scrollIntoView?.({block: "nearest"});
    if (reveal && at === 0) listbox.scrollTop = 0;
  }

  function onKey(e) {
    const by = {ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6}[e.key];
    if (by) mark(Math.abs(by) === 1 ? (at + by + shown.length) % shown.length : at + by, true);
    else if (e.key === "Enter" && e.target === input) {
      const o = shown[at], apart = e.ctrlKey || e.metaKey;
      if (o) setTimeout(() => choose(o, apart), 50); // once the key is over: a picker that gets the focus would open itself
    } else return;
    e.preventDefault();
  }

  function onClick(e) {
    const o = e.target.closest("[role=option]");
    if (e.target === dialog) dialog.close(); // beside it
    if (!o || e.ctrlKey || e.metaKey || e.shiftKey) return; // the browser opens another tab or window
    e.preventDefault();
    e.stopPropagation();
    choose(o, false);
  }

  function choose(o, apart) {
    if (apart && o.href) {
      open(o.href, "_blank", "noopener");
      return;
    }
    dialog.close();
    if (kind === "strategies") {
      const picker = /** @type {HTMLSelectElement} */ (document.getElementById("strategy"));
      picker.value = o.dataset.id;
      picker.dispatchEvent(new Event("change", {bubbles: true}));
      return;
    }
    if (kind === "options") {
      edit(o.dataset.id);
      return;
    }
    const news = new CustomEvent("inflight-open", {detail: "preset=" + o.dataset.id, cancelable: true});
    if (document.dispatchEvent(news)) location.assign(o.href); // nobody on this page took it
  }

  // edit opens the editor of an option: at its chip, if it has one.
  function edit(option) {
    const chip = document.getElementById("chip-" + option);
    document.getElementById("edit-" + option).showPopover({source: chip.hidden ? document.getElementById("more") : chip});
    document.getElementById("option-" + option).focus();
  }

  // keys is the list of all keys.
  function keys() {
    const kbd = (key) => {
      const parts = key.length > 1 ? key.split("+") : [key];
      return element("span", {class: "key-combination"}, ...parts.flatMap((part, i) => [i ? "+" : "", element("kbd", {}, part)]));
    };
    const groups = globalThis.inflightLists.Keyboard.map(({Title, Keys}) => element("section", {}, element("h2", {}, Title), element("dl", {},
      ...Keys.map(({Keys, Words}) => element("div", {}, element("dt", {}, ...Keys.flatMap((key, i) => [i ? " " : "", kbd(key)])),
        element("dd", {}, Words))))));
    const close = element("button", {type: "button", class: "quiet", "aria-label": "Esc: close"}, element("kbd", {}, "Esc"));
    const list = element("dialog", {class: "palette keys", "aria-labelledby": "keys-title"},
      element("div", {class: "palette-head"}, element("h1", {id: "keys-title"}, "Keys"), close),
      element("div", {class: "keys-list", tabindex: "0", role: "group", "aria-labelledby": "keys-title"}, element("div", {}, ...groups)));
    close.addEventListener("click", () => list.close());
    list.addEventListener("click", (e) => e.target === list && list.close());
    list.addEventListener("close", () => list.remove());
    document.body.append(list);
    list.showModal();
  }

  async function show(what) {
    if (document.querySelector("dialog[open]")) return;
    try {
      await loadAll();
    } catch {
      loaded = undefined;
      if (what === "options") document.getElementById("options").showPopover({source: document.getElementById("more")});
      return;
    }
    if (what === "keys") {
      if (!document.querySelector("dialog[open]")) keys();
      return;
    }
    if (!dialog) build();
    kind = what;
    const {name} = kinds[what], words = "Search the " + what;
    input.setAttribute("aria-label", words);
    input.placeholder = words;
    listbox.setAttribute("aria-label", name);
    dialog.setAttribute("aria-label", name);
    dialog.dataset.kind = what;
    input.value = "";
    fill();
    if (dialog.open) return;
    dialog.showModal(); // closing it gives the focus back
    input.focus();
    filter();
  }

  document.addEventListener("click", (e) => {
    const target = /** @type {Element} */ (e.target);
    if (target.closest?.("#examples")) show("examples");
    if (target.closest?.("#more")) {
      e.preventDefault(); // the list that the page has itself
      show("options");
    }
    if (target.closest?.("[data-numbers]")) showNumbers();
    if (target.closest?.("[data-axis]")) showAxis();
    if (target.closest?.("#strategies-open")) {
      document.getElementById("strategy").focus();
      show("strategies");
    }
  });

  document.addEventListener("keydown", (e) => {
    const target = /** @type {Element} */ (e.target), command = e.ctrlKey || e.metaKey;
    const inField = target.closest?.("input, select, textarea, [contenteditable]");
    const opens = {Enter: !e.altKey, " ": !e.altKey, ArrowDown: e.altKey, F4: !e.altKey}[e.key];
    if (command && !e.shiftKey && !e.altKey && e.key.toLowerCase() === "k" || e.key === "/" && !command && !e.altKey && !inField) {
      if (!document.getElementById("examples") || document.querySelector("dialog[open]")) return;
      show("examples");
    } else if (e.key === "?" && !command && !e.altKey && !inField && !document.querySelector("dialog[open]")) {
      show("keys");
    } else if (target.id === "strategy" && opens && !command && document.getElementById("strategies-open")) {
      show("strategies");
    } else return;
    e.preventDefault();
    e.stopImmediatePropagation();
  }, true);
})();
