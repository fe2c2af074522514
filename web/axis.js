// Where the order turns: all rows of a comparison over one number of the scenario, run under all seeds at several of its values, in slices
// that leave the page fluid. The app simulates (inflightSweep); this asks, waits, draws and says it. Loaded when somebody asks.
"use strict";
(() => {
  const seeds = 100; // at most, at each value
  const slice = 8; // milliseconds of work before the browser's turn

  const percent = (share) => (share > 0.995 && share < 1 ? "over 99 %" : share > 0 && share < 0.005 ? "under 1 %" : Math.round(share * 100) + " %");
  const time = (us) => (us === null ? "never" : us < 999_500 ? Math.round(us / 1000) + " ms" : (us / 1e6).toFixed(2) + " s");
  const plural = (n, what) => `${n.toLocaleString("en")} ${what}${n === 1 ? "" : "s"}`;

  // steps are so many whole numbers from one to another, closer where they are small.
  function steps(from, to, n) {
    const found = new Set();
    for (let i = 0; i < n; i++) found.add(Math.round(from * (to / from) ** (i / (n - 1))));
    return [...found];
  }

  // axes are what can be swept: which values, how one is written, and what the rows are judged by there.
  const axes = {
    limit: {title: "connections of the pool", grid: (links) => steps(1, Math.max(4, inflightAsked(links[0]).tasks), 7), words: (n) => `a limit of ${n}`, mark: String,
      fits: (links) => links.every((link) => !/(^|&)(client=(socket|blocking)|session=per_request)/.test(link))},
    at_once: {title: "places of the semaphore", grid: (links) => steps(1, Math.max(4, inflightAsked(links[0]).tasks), 7), words: (n) => `${n} at once`, mark: String,
      fits: (links) => links.some((link) => /semaphore/.test(link))},
    latency: {title: "latency", grid: () => [25, 50, 100, 150, 200, 300, 400], words: (n) => `${n} % of the latencies`, mark: (n) => n + " %"},
    failures: {title: "requests that fail", grid: () => [0, 10, 50, 100, 200, 300, 500], words: (n) => `${n / 10} % that fail`, mark: (n) => n / 10 + " %"},
    deadline: {title: "deadline", judged: "within", grid: (links, longest) => Array.from({length: 25}, (_, i) => Math.round((i + 1) * longest / 25)),
      words: (n) => "a deadline of " + time(n * 1000), mark: (n) => time(n * 1000)},
  };

  // turn lets the browser do what waits; a timer would cost four milliseconds each time.
  const turn = () => new Promise((next) => {
    const {port1, port2} = new MessageChannel();
    port1.onmessage = () => { port1.close(); next(undefined); };
    port2.postMessage(0);
  });

  // run works until there is nothing left to do, or the signal says stop. told is called a few times a second.
  async function run(sweep, signal, told) {
    let last = 0, pause = 100;
    for (;;) {
      const state = sweep.step(slice);
      const now = performance.now();
      if (state.problem || !state.more || now - last > pause) {
        told(state, sweep.points());
        pause = Math.min(1000, pause * 1.5);
        last = performance.now();
      }
      if (state.problem || !state.more || signal.aborted) return state;
      await turn();
    }
  }

  // turns are the neighbours between which another row leads.
  function turns(points) {
    const found = [];
    for (let i = 1; i < points.length; i++) {
      if (String(points[i - 1].leaders) !== String(points[i].leaders)) found.push({before: points[i - 1], at: points[i]});
    }
    return found;
  }

  const list = (names) => (names.length > 1 ? names.slice(0, -1).join(", ") + " and " + names.at(-1) : names[0] ?? "none of them");

  // sentences say who leads where.
  function sentences(axis, labels, points, what) {
    if (points.length < 2) return [];
    const {words, judged} = axes[axis];
    const named = (p) => {
      const names = p.leaders.map((i) => `“${labels[i]}”`);
      return names.length === labels.length && names.length > 1 ? "all alike" : list(names);
    };
    const figure = (p) => {
      const row = p.rows[p.leaders[0]];
      return !row ? "" : judged ? ` (${percent(row.within)})` : ` (${time(row.p95)})`;
    };
    const found = turns(points), first = points[0];
    const best = judged ? "Most often in time" : `The smallest ${what}`;
    if (!found.length) return [`The order does not turn from ${words(first.at)} to ${words(points.at(-1).at)}: ${best.toLowerCase()} everywhere is ${named(first)}.`];
    const said = [`${best} with ${words(first.at)}: ${named(first)}${figure(first)}.`];
    for (const {before, at} of found.slice(0, 6)) {
      const where = at.at - before.at > 1 ? `From somewhere between ${words(before.at)} and ${words(at.at)} on` : `From ${words(at.at)} on`;
      said.push(`${where}: ${named(at)}${figure(at)}.`);
    }
    if (found.length > 6) said.push(`It turns ${plural(found.length - 6, "more time")}: there the rows differ by little.`);
    return said;
  }

  const svg = (name, attributes, ...children) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
    made.append(...children);
    return made;
  };

  // draw is the rows' curves; where a row never came to its end there is no point.
  function draw(axis, labels, points, width) {
    const {judged, mark} = axes[axis], height = 260, left = 52, right = 12, top = 12, bottom = 30;
    const value = (row) => (judged ? row.within : row.p95);
    const all = points.flatMap((p) => p.rows.map(value)).filter((v) => v !== null);
    const most = judged ? 1 : Math.max(1, ...all) * 1.05, low = points[0].at, high = points.at(-1).at;
    const log = !judged && low > 0 && high / low > 5;
    const scale = (v) => (log ? Math.log(v / low) / Math.log(high / low) : (v - low) / (high - low || 1));
    const x = (v) => left + scale(v) * (width - left - right), y = (v) => height - bottom - v / most * (height - top - bottom);
    const picture = svg("svg", {viewBox: `0 0 ${width} ${height}`, width, height, role: "img", class: "axis-picture",
      "aria-label": `${judged ? "Share in time" : "p95"} of ${plural(labels.length, "row")} over ${axes[axis].title}`});
    for (let i = 0; i <= 4; i++) {
      const v = most * i / 4;
      picture.append(svg("path", {class: "axis-grid", d: `M${left} ${y(v)}H${width - right}`}),
        svg("text", {x: left - 6, y: y(v) + 4, "text-anchor": "end"}, judged ? percent(v) : time(v)));
    }
    let free = -Infinity;
    for (const p of points.filter((p) => p.grid)) {
      if (x(p.at) - free < 44) continue;
      free = x(p.at);
      picture.append(svg("text", {x: free, y: height - 10, "text-anchor": "middle"}, mark(p.at)));
    }
    for (const {at} of turns(points)) picture.append(svg("path", {class: "axis-turn", d: `M${x(at.at)} ${top}V${height - bottom}`}));
    labels.forEach((label, i) => {
      let d = "", on = false;
      for (const p of points) {
        const v = value(p.rows[i]);
        d += v === null ? "" : `${on ? "L" : "M"}${x(p.at).toFixed(1)} ${y(v).toFixed(1)}`;
        on = v !== null;
      }
      const line = svg("path", {class: "axis-line", d, "data-row": i % 6});
      line.append(svg("title", {}, label));
      picture.append(line);
      for (const p of points.filter((p) => p.grid && value(p.rows[i]) !== null)) {
        const dot = svg("circle", {class: "axis-dot", cx: x(p.at), cy: y(value(p.rows[i])), r: 3, "data-row": i % 6});
        dot.append(svg("title", {}, `${label}, ${axes[axis].words(p.at)}: ${judged ? percent(value(p.rows[i])) : time(value(p.rows[i]))}`));
        picture.append(dot);
      }
    });
    return picture;
  }

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  // rowsOf are the rows of the comparison on the page.
  function rowsOf() {
    return [...document.querySelectorAll(".decision-table tbody th a")].map((a) => {
      const {search, hash} = new URL(/** @type {HTMLAnchorElement} */ (a).href);
      return {label: a.textContent, link: (hash || search).slice(1)};
    });
  }

  let stopped = new AbortController();

  // show fills an element with the choice of an axis, and what it shows.
  function show(place) {
    const rows = rowsOf();
    if (place.firstChild || rows.length < 2) return;
    const links = rows.map((r) => r.link), labels = rows.map((r) => r.label), from = links.join("\n");
    const pick = element("select", {id: "axis-of"});
    for (const [name, {title, fits}] of Object.entries(axes)) if (fits?.(links) ?? true) pick.append(element("option", {value: name, textContent: title}));
    const label = element("label", {htmlFor: "axis-of", textContent: "All rows over: "});
    const stop = element("button", {id: "axis-stop", type: "button", className: "quiet", textContent: "Stop"});
    const progress = /** @type {HTMLProgressElement} */ (element("progress", {id: "axis-progress", max: 1, value: 0}));
    progress.setAttribute("aria-label", "Runs");
    const said = element("div", {id: "axis-said"}), picture = element("div", {className: "axis-room"}), legend = element("ul", {className: "axis-legend"});
    said.setAttribute("role", "status");
    legend.append(...labels.map((words, i) => {
      const item = element("li", {textContent: words});
      item.dataset.row = String(i % 6);
      return item;
    }));
    place.append(element("div", {className: "axis-head"}, label, pick, progress, stop), said, picture, legend);

    async function begin() {
      stopped.abort();
      const mine = stopped = new AbortController();
      const axis = pick.value, grid = axes[axis].grid(links, longest());
      const sweep = globalThis.inflightSweep(links, axis, false, grid, seeds);
      said.replaceChildren();
      picture.replaceChildren();
      if (sweep.problem) {
        said.textContent = sweep.problem;
        return;
      }
      progress.hidden = stop.hidden = false;
      const end = await run(sweep, mine.signal, (state, points) => {
        if (stopped !== mine) return;
        if (!place.isConnected || rowsOf().map((r) => r.link).join("\n") !== from) { // another comparison is on the page
          mine.abort();
          place.replaceChildren();
          return;
        }
        progress.value = state.done / state.all;
        if (state.problem) said.textContent = state.problem;
        for (const p of points) p.grid = grid.includes(p.at);
        if (points.length > 1) picture.replaceChildren(draw(axis, labels, points, Math.max(280, Math.min(900, picture.clientWidth || 280))));
        const whole = points.filter((p) => p.whole);
        if (whole.length >= grid.length) said.replaceChildren(...sentences(axis, labels, whole, "p95").map((words) => element("p", {textContent: words})));
      });
      sweep.close();
      if (stopped !== mine) return;
      progress.hidden = stop.hidden = true;
      if (end.more && !end.problem) said.prepend(element("p", {textContent: "Stopped. Pick a number to begin anew."}));
    }

    pick.addEventListener("change", begin);
    stop.addEventListener("click", () => stopped.abort());
    begin();
    pick.focus();
  }

  // longest is the slowest run on the page, in milliseconds.
  function longest() {
    const times = [...document.querySelectorAll(".decision-table .swarm title")].map((t) => /: ([\d.]+) (ms|s)$/.exec(t.textContent));
    return Math.max(100, ...times.map((m) => (m ? Number(m[1]) * (m[2] === "s" ? 1000 : 1) : 0)));
  }

  globalThis.inflightAxis = {show, run, turns, sentences, axes, percent, time};
})();
