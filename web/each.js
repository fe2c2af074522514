// The editor of the chip each: wrappers in their order, outermost first, with their values in fields. It cuts the text of the field below
// it into parts and writes them back, and leaves it to the app to say what is wrong, and where. Loaded when the chip's popover opens.
"use strict";
(() => {
  const {wrappers, orders, most} = globalThis.inflightLists.each;
  const named = new Map(wrappers.map((w) => [w.name, w]));
  let popover, field, chip, list, news, meaning, menu, sent = [], drawn = "";

  const element = (name, attributes, ...children) => {
    const e = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) e.setAttribute(key, value);
    e.append(...children);
    return e;
  };

  // cut takes the entries of a text apart. One of an unknown name, or with a part too many, stays as it was typed.
  function cut(text) {
    if (!text.trim() || text === "none") return [];
    return text.split(/,|\/(?![\d.])/).map((entry) => {
      const name = entry.trim().match(/^[^:/]*/)[0], wrapper = named.get(name), values = {};
      if (!wrapper) return {name, text: entry.trim()};
      let at = 0;
      for (const [, separator, value] of entry.trim().slice(name.length).matchAll(/([:/~])([^:/~]*)/g)) {
        const worded = wrapper.fields.findIndex((f, i) => i >= at && f.separator === separator && f.word === value);
        const found = worded >= 0 ? worded : wrapper.fields.findIndex((f, i) => i >= at && f.separator === separator && !f.word);
        if (found < 0) return {name, text: entry.trim()};
        values[found] = value;
        at = found + 1;
      }
      return {name, wrapper, values};
    });
  }

  // row is an entry with its fields.
  function row(entry) {
    const fields = element("span", {class: "fields"});
    const item = element("li", {class: "wrap"}, element("span", {class: "words"}, entry.name || "?"), fields,
      element("span", {class: "hint"}, entry.wrapper ? entry.wrapper.words : ""));
    item.wrapper = entry.wrapper;
    const parts = entry.wrapper ? entry.wrapper.fields : [{label: "Wrapper"}];
    parts.forEach((part, i) => {
      const value = entry.wrapper ? entry.values[i] : entry.text;
      const input = element("input", part.word ? {type: "checkbox"} : {type: "text", spellcheck: "false", autocomplete: "off"});
      if (part.word) input.checked = value !== undefined;
      else input.value = value ?? "";
      input.placeholder = part.usual ?? "";
      input.addEventListener("input", (e) => { // the field below takes it
        e.stopPropagation();
        write(part.word !== undefined);
      });
      fields.append(element("label", {class: part.word ? "switch" : "field"}, part.word ? input : part.label, part.word ? part.label : input));
    });
    const remove = element("button", {type: "button", class: "quiet remove", "aria-label": "Remove " + entry.name, title: "Remove"}, "×");
    remove.addEventListener("click", () => {
      const next = item.nextElementSibling ?? item.previousElementSibling;
      item.remove();
      write(true);
      (next?.querySelector(".remove") ?? menu.button).focus();
    });
    item.append(remove, element("p", {class: "wrong-words", role: "alert"}));
    return item;
  }

  // join is an entry in parts: the name, and behind it each value with its separator. A separator within a value would make two of it,
  // so it goes.
  function join({wrapper, values, text}) {
    if (!wrapper) return [text];
    const plain = (i) => (values[i] ?? "").replace(/[,/:~\s]/g, "");
    return [wrapper.name, ...wrapper.fields.map((part, i) => {
      if (part.word) return values[i] === undefined ? "" : part.separator + part.word;
      const jittered = wrapper.fields[i + 1]?.separator === "~" && plain(i + 1);
      const value = plain(i) || (jittered ? part.usual : "");
      return value || !part.usual ? part.separator + value : "";
    })];
  }

  // partsOf are those of a row as it stands, each with its field.
  function partsOf(item) {
    const inputs = [...item.querySelectorAll(".fields input")], {wrapper} = item;
    const values = inputs.map((input) => (input.type === "checkbox" && !input.checked ? undefined : input.value));
    return join({wrapper, values, text: values[0]}).map((text, i) => ({text, input: wrapper ? inputs[i - 1] : inputs[0]}));
  }

  const entryOf = (item) => partsOf(item).map((part) => part.text).join("");
  const text = () => [...list.children].map(entryOf).join(",");

  // write hands the text to the app. Whole changes, unlike letters, can be undone one by one.
  function write(whole) {
    const now = drawn = text() || "none";
    sent.push(now);
    field.value = now;
    field.dispatchEvent(new Event("input", {bubbles: true}));
    if (whole) field.dispatchEvent(new FocusEvent("focusout", {bubbles: true}));
    number();
    say();
  }

  // number names the rows' parts by their places.
  function number() {
    [...list.children].forEach((item, i) => {
      item.querySelectorAll("input, button").forEach((e, j) => { e.id = `wrap-${i}-${j}`; });
      item.querySelector(".wrong-words").id = `wrap-${i}-wrong`;
      for (const input of item.querySelectorAll("input")) input.setAttribute("aria-describedby", `wrap-${i}-wrong`);
    });
    for (const b of menu.querySelectorAll("button")) b.disabled = list.children.length >= most;
  }

  // say tells what the order means.
  function say() {
    const known = [...list.children].filter((item) => item.wrapper), names = known.map((item) => item.wrapper.name);
    const lines = known.flatMap((outer, i) => known.slice(i + 1).map((inner, gap) => ({outer: outer.wrapper, inner: inner.wrapper, gap})))
      .filter(({gap}) => known.length < 5 || gap === 0);
    meaning.replaceChildren(
      element("p", {}, names.length ? `Outermost first: ${[...names, "the request"].join(" around ")}.` : "Nothing stands around the request."),
      ...lines.map(({outer, inner}) => element("p", {class: "hint"}, element("b", {}, `${outer.name} around ${inner.name}`),
        `: ${orders[outer.sort][inner.sort]}.`)));
  }

  // mark shows what is wrong at the field that is wrong, or at its row.
  function mark() {
    const [, at, words] = field.dataset.wrong?.match(/^(\d+) (.*)$/s) ?? [];
    let start = 0;
    for (const item of list.children) {
      let found = false;
      const begin = start;
      for (const {text, input} of partsOf(item)) {
        const here = at !== undefined && input !== undefined && !found && Number(at) >= start && Number(at) <= start + Math.max(text.length, 1);
        if (here) input.setAttribute("aria-invalid", "true");
        else input?.removeAttribute("aria-invalid");
        found ||= here;
        start += text.length;
      }
      const mine = found || at !== undefined && Number(at) >= begin && Number(at) <= start;
      const note = item.querySelector(".wrong-words"), said = mine ? words.replace(/^.*?"[^"]*": /s, "") : "";
      if (note.textContent !== said) note.textContent = said;
      item.classList.toggle("wrong", mine);
      start++;
    }
  }

  // draw makes the rows of a text anew. What had the focus has it again.
  function draw(text) {
    drawn = text;
    const held = list.contains(document.activeElement) ? document.activeElement.id : "";
    list.replaceChildren(...cut(text).map(row));
    new globalThis.inflightOrder(list, news, () => write(true));
    number();
    say();
    mark();
    if (held) (document.getElementById(held) ?? menu.button).focus();
  }

  // follow takes over what the app now has, unless it comes from here.
  function follow() {
    const now = chip.textContent, mine = sent.lastIndexOf(now);
    if (mine >= 0) sent.splice(0, mine + 1);
    else if (now !== drawn) draw(now);
    mark();
  }

  // build makes the editor once: the rows, what they mean, and the menu of what can be added.
  function build() {
    list = element("ol", {"aria-label": "Wrappers, outermost first"});
    news = element("p", {class: "unseen", role: "status"});
    meaning = element("div", {class: "meaning"});
    const button = element("button", {type: "button", id: "wrap-add", "aria-expanded": "false", "aria-controls": "wrap-menu"}, "Add a wrapper");
    menu = element("div", {id: "wrap-menu", class: "wrap-menu", role: "group", "aria-label": "Wrappers"}, ...wrappers.map((w) => {
      const item = element("button", {type: "button", id: "add-" + w.name, class: "item"}, element("span", {class: "key"}, w.name),
        element("span", {class: "hint"}, w.words));
      item.addEventListener("click", () => add(w.usual));
      return item;
    }));
    menu.hidden = true;
    menu.button = button;
    button.addEventListener("click", () => unfold(menu.hidden));
    menu.addEventListener("keydown", (e) => {
      if (e.key !== "Escape") return;
      e.preventDefault();
      e.stopPropagation();
      unfold(false);
      button.focus();
    });
    return element("div", {id: "wraps", class: "wraps"}, list, news, meaning, button, menu);
  }

  function unfold(open) {
    menu.hidden = !open;
    menu.button.setAttribute("aria-expanded", String(open));
  }

  // add puts a wrapper innermost, where it changes nothing of what the others mean to each other.
  function add(entry) {
    unfold(false);
    const before = text();
    draw(before ? before + "," + entry : entry);
    write(true);
    const item = list.lastElementChild;
    (item.querySelector("input") ?? item.querySelector("button")).focus();
  }

  function show(into) {
    popover = into;
    [field, chip] = [popover.querySelector("input[data-option]"), document.querySelector("#chip-each b")];
    const editor = popover.querySelector("#wraps") ?? build();
    if (!editor.isConnected) {
      popover.prepend(editor);
      const news = new MutationObserver(follow);
      news.observe(chip, {characterData: true, childList: true, subtree: true});
      news.observe(field, {attributeFilter: ["data-wrong"]});
    }
    sent = [];
    draw(chip.textContent);
  }

  globalThis.inflightEach = {show, cut, join};
})();
