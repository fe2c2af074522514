// The guide's examples: the reader puts events in order, runs the example, and sees how the run itself orders them. Whatever a
// run tells goes into the page as text, and only numbers and names that the page holds already are looked for in it.
"use strict";
(() => {
  const patience = 20000; // milliseconds until a run must have begun; after that the simulated one decides

  class Lesson {
    check; show; again; verdict; answer; // the elements of these classes

    constructor(article) {
      const find = (name) => article.querySelector(name);
      this.article = article;
      this.embed = find("inflight-timeline");
      this.order = new Order(find(".items"), find(".moved"));
      [this.check, this.show, this.again, this.verdict, this.answer] = [".check", ".show", ".again", ".verdict", ".answer"].map(find);
      this.simulated = "simulated" in article.dataset; // there is nothing to run live

      article.classList.add("asked", "awaiting");
      for (const part of article.querySelectorAll(".how, .ask-actions, .unstarted")) part.hidden = false;
      this.check.addEventListener("click", () => this.run());
      this.show.addEventListener("click", () => this.reveal(""));
      this.again.addEventListener("click", () => this.ask());
      for (const link of article.querySelectorAll("a[data-link]")) link.addEventListener("click", (e) => this.vary(link, e));
    }

    get over() { return this.order.fixed; }

    ask() {
      this.turn(true);
      this.order.reset();
      this.answer.open = false;
      this.verdict.textContent = "";
      this.check.focus();
    }

    // turn shows the question alone, or what became of it.
    turn(asking) {
      this.article.classList.toggle("awaiting", asking);
      this.article.classList.toggle("checked", !asking);
      this.check.hidden = this.show.hidden = !asking;
      this.again.hidden = asking;
      this.order.fixed = !asking;
    }

    // reveal shows the timeline and, unless a run is awaited, the answer.
    reveal(words) {
      this.turn(false);
      this.verdict.textContent = words;
      this.answer.open = words === "";
    }

    // run runs the example in its place and marks the reader's order by the events of that run. If the run cannot begin, the simulated
    // run that the page holds decides.
    async run() {
      this.reveal("Starting the run");
      this.again.focus();
      const log = this.simulated ? null : await this.live();
      if (!this.over) return; // asked again meanwhile
      const right = this.order.mark(log ? this.order.placesIn(log) : this.order.simulated());
      const all = this.order.items.length;
      this.verdict.textContent = `${right === all ? "All" : right + " of"} ${all} are where the ${log ? "run" : "simulated run"} has them.`;
      this.answer.open = true;
    }

    // live promises the events of a run in the embed, or null.
    live() {
      if (typeof this.embed.run !== "function") return null; // its script has not come
      return new Promise((resolve) => {
        let log = null; // until the run begins: another may be ending
        const end = (events) => {
          clearTimeout(timer);
          listening.abort();
          resolve(events);
        };
        const listening = new AbortController(), timer = setTimeout(end, patience, null);
        const on = (name, listener) => this.embed.addEventListener(name, listener, {signal: listening.signal});
        on("run", () => {
          clearTimeout(timer);
          log = [];
          this.verdict.textContent = "Running";
        });
        on("event", (e) => e.detail && log?.push(e.detail));
        on("finish", (e) => log && end(e.detail?.stopped ? null : log));
        on("error", () => end(null));
        if (this.embed.ready) this.embed.scenario = this.article.dataset.link; // the reader may have changed it
        this.embed.run();
      });
    }

    // vary runs a link's variation in the example's own place. Without this script, or in a new tab, the link opens the playground.
    vary(link, e) {
      if (typeof this.embed.run !== "function" || e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      this.turn(false);
      this.verdict.textContent = "";
      this.embed.scenario = link.dataset.link;
      if (!("simulated" in link.dataset)) this.embed.run();
      this.embed.scrollIntoView({block: "nearest"});
    }
  }

  // Order is the list that the reader sorts. What stands below its line, if it has one, never happens.
  class Order {
    constructor(list, news) {
      this.list = list;
      this.news = news; // where a screen reader is told what a key has done
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
        if (!by || this.fixed) return;
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
      focus.focus();
      const above = this.above(), place = above.indexOf(item) + 1;
      this.news.textContent = `${wordsOf(item)}: ${place ? `place ${place} of ${above.length}` : "never"}`;
    }

    // drag follows the pointer: a finger by its holder, so that the page can be scrolled, a mouse anywhere. The document listens,
    // since an element that is moved in it loses the pointer.
    drag(item, down) {
      const held = down.pointerType === "mouse" || down.target.closest(".holder");
      if (this.fixed || !held || down.button !== 0 || down.target.closest("button")) return;
      down.preventDefault();
      item.classList.add("dragged");
      const dropped = new AbortController(), until = {signal: dropped.signal};
      const drop = () => {
        item.classList.remove("dragged");
        dropped.abort();
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

  for (const article of document.querySelectorAll(".lesson")) new Lesson(article);
})();
