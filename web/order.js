// A list that the reader puts in order, by pointer, keys or buttons: events in the guide and in the questions of embeds, and the wrappers
// of the chip each. Whatever a run tells goes into the page as text, and only numbers and names that the page holds already are looked for
// in it.
"use strict";
(() => {
  // Order is the list that the reader sorts. What stands below its line, if it has one, never happens.
  class Order {
    constructor(list, news, moved = () => {}) {
      this.list = list;
      this.news = news; // where a screen reader is told what a key has done
      this.moved = moved; // called when an item has another place
      this.items = [...list.querySelectorAll("li:not(.never)")];
      this.line = list.querySelector(".never");
      this.first = [...list.children];
      this.fixed = false;
      for (const item of this.items) this.equip(item);
      this.renumber();
    }

    // equip gives an item what it can be moved by.
    equip(item) {
      const move = element("span", "move");
      move.append(this.button(item, "up", "↑", -1), this.button(item, "down", "↓", 1));
      item.append(move, holder());
      item.addEventListener("keydown", (e) => {
        const by = {ArrowUp: -1, ArrowDown: 1}[e.key];
        if (!by || this.fixed || e.target.matches("input")) return;
        e.preventDefault();
        this.shift(item, by, e.target);
      });
      item.addEventListener("pointerdown", (e) => this.drag(item, e));
    }

    button(item, words, sign, by) {
      const button = element("button", "", sign);
      button.type = "button";
      button.setAttribute("aria-label", `Move ${words}: ${wordsOf(item)}`);
      button.addEventListener("click", () => this.shift(item, by, button));
      return button;
    }

    reset() {
      for (const item of this.items) {
        item.classList.remove("right", "wrong");
        item.querySelector(".mark")?.remove();
      }
      this.list.replaceChildren(...this.first);
      this.renumber();
    }

    // above are the items that happen, as the reader has them.
    above() {
      const order = [...this.list.children];
      return this.line ? order.slice(0, order.indexOf(this.line)) : order;
    }

    renumber() {
      const above = this.above();
      for (const item of this.items) item.classList.toggle("below", !above.includes(item));
    }

    // shift moves an item by one place and says where it now is. The focus stays on what it was moved by.
    shift(item, by, focus) {
      const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
      if (!other) return;
      if (by < 0) other.before(item);
      else other.after(item);
      this.renumber();
      this.moved();
      focus.focus();
      const above = this.above(), place = above.indexOf(item) + 1;
      this.news.textContent = `${wordsOf(item)}: ${place ? `place ${place} of ${above.length}` : "never"}`;
    }

    // drag follows the pointer: a finger by its holder, so that the page can be scrolled, a mouse anywhere. The document listens,
    // since an element that is moved in it loses the pointer.
    drag(item, down) {
      const held = down.pointerType === "mouse" || down.target.closest(".holder");
      if (this.fixed || !held || down.button !== 0 || down.target.closest("button, input")) return;
      down.preventDefault();
      item.classList.add("dragged");
      const dropped = new AbortController(), until = {signal: dropped.signal};
      const before = [...this.list.children];
      const drop = () => {
        item.classList.remove("dragged");
        dropped.abort();
        if (before.some((other, i) => other !== this.list.children[i])) this.moved();
      };
      document.addEventListener("pointermove", (e) => this.follow(item, e.clientY), until);
      document.addEventListener("pointerup", drop, until);
      document.addEventListener("pointercancel", drop, until);
    }

    // follow puts an item before the first one whose middle is below the pointer.
    follow(item, y) {
      const next = [...this.list.children].find((other) => {
        const box = other.getBoundingClientRect();
        return other !== item && y < box.top + box.height / 2;
      }) ?? null;
      if (next === item.nextElementSibling) return;
      this.list.insertBefore(item, next);
      this.renumber();
    }

    // placesIn finds each item in a run: when it happens, and the first and the last place at which it is right. Places count from 1;
    // they are 0 if the item never happens.
    placesIn(log) {
      const found = this.items.map((item) => {
        const {kind, task, nth} = item.dataset;
        const at = log.map((_, i) => i).filter((i) => log[i].kind === kind && (log[i].task ?? -1) === Number(task))[nth] ?? -1;
        return {item, at, ms: log[at]?.t / 1000};
      });
      const happened = found.filter(({at}) => at >= 0).sort((a, b) => a.at - b.at);
      return found.map((f) => ({...f, ...tied(happened.indexOf(f), happened)}));
    }

    // simulated returns the same for the simulated run, which the page holds.
    simulated() {
      return this.items.map((item) => {
        const {ms, first, last} = item.dataset;
        return {item, ms: Number(ms), first: Number(first), last: Number(last)};
      });
    }

    // mark says of each item whether it is where the run has it, and returns how many are.
    mark(places) {
      const above = this.above();
      let right = 0;
      for (const {item, ms, first, last} of places) {
        const place = above.indexOf(item) + 1, good = first ? place >= first && place <= last : !place;
        if (good) right++;
        const sign = good ? "✓" : first ? `✗ ${ordinal(first)},` : "✗";
        item.classList.add(good ? "right" : "wrong");
        item.append(element("span", "mark", `${sign} ${first ? inWords(ms) : "never"}`));
      }
      return right;
    }
  }

  // tied turns a place, counted from 0, into the places at which the item is right. Neighbours that share the item's first place on the
  // page count as tied with it: only chance decides which of them comes first.
  function tied(place, happened) {
    if (place < 0) return {first: 0, last: 0};
    let first = place, last = place;
    const wanted = happened[place].item.dataset.first;
    const same = (n) => Number(wanted) > 0 && happened[n]?.item.dataset.first === wanted;
    while (same(first - 1)) first--;
    while (same(last + 1)) last++;
    return {first: first + 1, last: last + 1};
  }

  function element(name, className, text = "") {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  }

  // holder is what a finger drags an item by: six dots.
  function holder() {
    const span = element("span", "holder"), space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg"), dots = document.createElementNS(space, "path");
    svg.setAttribute("viewBox", "0 0 10 16");
    svg.setAttribute("aria-hidden", "true");
    dots.setAttribute("d", "M1 2h3v3H1zM6 2h3v3H6zM1 7h3v3H1zM6 7h3v3H6zM1 12h3v3H1zM6 12h3v3H6z");
    svg.append(dots);
    span.append(svg);
    return span;
  }

  function wordsOf(item) { return item.querySelector(".words").textContent; }

  function ordinal(n) { return n + (["th", "st", "nd", "rd"][n] ?? "th"); }

  function inWords(ms) { return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`; }

  globalThis.inflightOrder = Order;
})();
