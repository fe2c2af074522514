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
      this.order = new inflightOrder(find(".items"), find(".moved"));
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

  for (const article of document.querySelectorAll(".lesson")) new Lesson(article);
})();
