// The guide's questions: the reader puts events in order, runs the example, and sees how the run itself orders them.
"use strict";
(() => {
  const patience = 20000; // milliseconds that a live example may take to begin, before the answer of the simulation does

  for (const lesson of document.querySelectorAll(".lesson")) ask(lesson);
  languages();
  theme();
  whereabouts();

  function ask(lesson) {
    const list = lesson.querySelector(".items"), embed = lesson.querySelector("inflight-timeline");
    const items = [...list.querySelectorAll("li:not(.never)")], line = list.querySelector(".never");
    const verdict = lesson.querySelector(".verdict"), moved = lesson.querySelector(".moved"), answer = lesson.querySelector(".answer");
    const [check, show, again] = ["check", "show", "again"].map((name) => lesson.querySelector("." + name));
    const asked = [...list.children];
    const simulated = "simulated" in lesson.dataset; // there is nothing to run live

    lesson.classList.add("asked", "awaiting");
    for (const part of lesson.querySelectorAll(".how, .ask-actions, .unstarted")) part.hidden = false;
    for (const item of items) movable(item);
    renumber();
    check.addEventListener("click", run);
    show.addEventListener("click", () => {
      reveal();
      answer.open = true;
      tell("");
    });
    again.addEventListener("click", reset);
    for (const link of lesson.querySelectorAll("a[data-link]")) vary(link);

    // The list

    function movable(item) {
      const name = item.querySelector(".words").textContent;
      const move = document.createElement("span");
      move.className = "move";
      for (const [words, sign, by] of [["up", "↑", -1], ["down", "↓", 1]]) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = sign;
        button.setAttribute("aria-label", `Move ${words}: ${name}`);
        button.addEventListener("click", () => shift(item, by, button));
        move.append(button);
      }
      item.append(move, holder());
      item.addEventListener("keydown", (e) => {
        const by = {ArrowUp: -1, ArrowDown: 1}[e.key];
        if (!by || !list.isConnected || lesson.classList.contains("checked")) return;
        e.preventDefault();
        shift(item, by, e.target);
      });
      item.addEventListener("pointerdown", (e) => drag(item, e));
    }

    function holder() {
      const span = document.createElement("span");
      span.className = "holder";
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      const dots = document.createElementNS("http://www.w3.org/2000/svg", "path");
      svg.setAttribute("viewBox", "0 0 10 16");
      svg.setAttribute("aria-hidden", "true");
      dots.setAttribute("d", "M1 2h3v3H1zM6 2h3v3H6zM1 7h3v3H1zM6 7h3v3H6zM1 12h3v3H1zM6 12h3v3H6z");
      svg.append(dots);
      span.append(svg);
      return span;
    }

    // shift moves an item by one place and says where it now is. The focus stays where it was.
    function shift(item, by, focus) {
      const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
      if (!other) return;
      if (by < 0) other.before(item);
      else other.after(item);
      renumber();
      focus.focus();
      moved.textContent = item.classList.contains("below") ? `${words(item)}: never` : `${words(item)}: place ${places().indexOf(item) + 1} of ${places().length}`;
    }

    // drag follows the pointer: a finger by its holder, so that the page can be scrolled, a mouse anywhere. The document listens,
    // since an element that is moved in it loses the pointer.
    function drag(item, down) {
      const onHolder = down.target.closest(".holder"), onButton = down.target.closest("button");
      if (lesson.classList.contains("checked") || onButton || down.button !== 0 || (down.pointerType !== "mouse" && !onHolder)) return;
      down.preventDefault();
      item.classList.add("dragged");
      const dropped = new AbortController(), until = {signal: dropped.signal};
      const drop = () => {
        item.classList.remove("dragged");
        dropped.abort();
      };
      document.addEventListener("pointermove", (e) => follow(item, e.clientY), until);
      document.addEventListener("pointerup", drop, until);
      document.addEventListener("pointercancel", drop, until);
    }

    // follow puts an item before the first one whose middle is below the pointer.
    function follow(item, y) {
      const next = [...list.children].find((other) => {
        const box = other.getBoundingClientRect();
        return other !== item && y < box.top + box.height / 2;
      });
      if (next === item.nextElementSibling || (!next && !item.nextElementSibling)) return;
      list.insertBefore(item, next ?? null);
      renumber();
    }

    function places() {
      const order = [...list.children];
      return order.slice(0, line ? order.indexOf(line) : order.length);
    }

    function renumber() {
      const above = places();
      for (const item of items) item.classList.toggle("below", !above.includes(item));
    }

    function words(item) { return item.querySelector(".words").textContent; }

    function tell(text) { verdict.textContent = text; }

    // The run

    function reveal() {
      lesson.classList.remove("awaiting");
      lesson.classList.add("checked");
      check.hidden = show.hidden = true;
      again.hidden = false;
    }

    function reset() {
      lesson.classList.add("awaiting");
      lesson.classList.remove("checked");
      check.hidden = show.hidden = false;
      again.hidden = true;
      answer.open = false;
      for (const item of items) {
        item.classList.remove("right", "wrong");
        item.querySelector(".mark")?.remove();
      }
      list.replaceChildren(...asked);
      renumber();
      tell("");
      check.focus();
    }

    // run runs the example where it stands. If it cannot, or does not begin, the simulated run that the page holds decides.
    async function run() {
      reveal();
      if (simulated) {
        mark(fromPage(), "the simulated run");
        answer.open = true;
        return;
      }
      tell("Starting the run");
      again.focus();
      const log = await live();
      if (!lesson.classList.contains("checked")) return; // asked again meanwhile
      if (log) mark(fromLog(log), "the run");
      else mark(fromPage(), "the simulated run");
      answer.open = true;
    }

    // live promises the events of a run in the embed, or null.
    function live() {
      if (typeof embed.run !== "function") return null;
      return new Promise((resolve) => {
        let log = null; // until the run begins: another may be ending
        const end = (events) => {
          clearTimeout(timer);
          listening.abort();
          resolve(events);
        };
        const listening = new AbortController(), timer = setTimeout(() => end(null), patience);
        const on = (name, listener) => embed.addEventListener(name, listener, {signal: listening.signal});
        on("run", () => {
          clearTimeout(timer);
          log = [];
          tell("Running");
        });
        on("event", (e) => e.detail && log?.push(e.detail));
        on("finish", (e) => log && end(e.detail?.stopped ? null : log));
        on("error", () => end(null));
        if (embed.ready) embed.scenario = lesson.dataset.link; // the reader may have changed it
        embed.run();
      });
    }

    // fromLog says at which place of a run each item is, and when.
    function fromLog(events) {
      const found = items.map((item) => {
        const {kind, task, nth} = item.dataset;
        const mine = events.map((e, at) => ({at, ms: e.t / 1000, e})).filter(({e}) => e.kind === kind && (e.task ?? -1) === Number(task));
        return {item, ...mine[Number(nth)]};
      });
      const happened = found.filter((f) => f.at !== undefined).sort((a, b) => a.at - b.at);
      return found.map((f) => {
        const place = happened.indexOf(f) + 1;
        return {item: f.item, ms: f.ms, ...tied(f.item, place, happened)};
      });
    }

    // tied widens a place to those of the neighbours with which only chance decides.
    function tied(item, place, happened) {
      let first = place, last = place;
      const same = (n) => happened[n - 1] && item.dataset.first > 0 && happened[n - 1].item.dataset.first === item.dataset.first;
      if (place > 0) {
        while (same(first - 1)) first--;
        while (same(last + 1)) last++;
      }
      return {first, last};
    }

    function fromPage() {
      return items.map((item) => ({item, ms: Number(item.dataset.ms), first: Number(item.dataset.first), last: Number(item.dataset.last)}));
    }

    // mark says of each item whether it is where the run has it.
    function mark(found, run) {
      const above = places();
      let right = 0;
      for (const {item, ms, first, last} of found) {
        const place = above.indexOf(item) + 1, good = first === 0 ? place === 0 : place >= first && place <= last;
        if (good) right++;
        item.classList.add(good ? "right" : "wrong");
        const mark = document.createElement("span");
        mark.className = "mark";
        mark.textContent = first === 0 ? (good ? "✓ never" : "✗ never happens") : `${good ? "✓" : `✗ ${ordinal(first)},`} ${seconds(ms)}`;
        item.append(mark);
      }
      tell(`${right === found.length ? "All" : right + " of"} ${found.length} are where ${run} has them.`);
    }

    // vary lets a link to a variation run it in the example's own place. Without this script, and in a new tab, it leads to the
    // playground.
    function vary(link) {
      link.title = "Runs above; in a new tab it opens in the playground";
      link.addEventListener("click", (e) => {
        if (typeof embed.run !== "function" || e.ctrlKey || e.metaKey || e.shiftKey) return;
        e.preventDefault();
        reveal();
        tell("");
        embed.scenario = link.dataset.link;
        if (!("simulated" in link.dataset)) embed.run();
        embed.scrollIntoView({block: "nearest"});
      });
    }
  }

  function ordinal(n) { return n + (["th", "st", "nd", "rd"][n] ?? "th"); }

  function seconds(ms) {
    return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
  }

  // languages makes all programs follow the language that one of them is switched to, now and at the next visit.
  function languages() {
    const choose = (language) => {
      for (const radio of document.querySelectorAll(`.listings input[value="${language}"]`)) radio.checked = true;
    };
    const kept = keep("inflight-language");
    if (["python", "go", "javascript"].includes(kept)) choose(kept);
    document.addEventListener("change", (e) => {
      if (!e.target.matches(".listings input")) return;
      const before = e.target.getBoundingClientRect().top;
      choose(e.target.value);
      scrollBy(0, e.target.getBoundingClientRect().top - before); // the programs above have other lengths
      keep("inflight-language", e.target.value);
    });
  }

  // theme is the button of the other pages.
  function theme() {
    const button = document.getElementById("theme"), next = {auto: "light", light: "dark", dark: "auto"};
    const set = (theme) => {
      document.documentElement.dataset.theme = theme;
      button.textContent = "Theme: " + theme;
      for (const embed of document.querySelectorAll("inflight-timeline")) embed.setAttribute("theme", theme);
    };
    const kept = keep("inflight-theme");
    set(next[kept] ? kept : "auto");
    button.hidden = false;
    button.addEventListener("click", () => {
      set(next[document.documentElement.dataset.theme]);
      keep("inflight-theme", document.documentElement.dataset.theme);
    });
  }

  // keep stores a value, or returns the stored one; where storage is blocked, it does without.
  function keep(key, value) {
    try {
      if (value === undefined) return localStorage.getItem(key);
      localStorage.setItem(key, value);
    } catch {
      return null;
    }
  }

  // whereabouts marks the section that is being read in the contents.
  function whereabouts() {
    const links = new Map([...document.querySelectorAll(".contents a")].map((a) => [a.hash.slice(1), a]));
    const headings = [...document.querySelectorAll(".text h2[id]")];
    const update = () => {
      const read = headings.filter((h) => h.getBoundingClientRect().top < innerHeight / 3).at(-1) ?? headings[0];
      for (const [id, link] of links) {
        if (id === read.id) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    };
    let due = false;
    addEventListener("scroll", () => {
      if (due) return;
      due = true;
      requestAnimationFrame(() => {
        due = false;
        update();
      });
    }, {passive: true});
    update();
  }
})();
