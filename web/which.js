// Which strategy, with numbers: what somebody says of their requests becomes a scenario, and the strategies that one would think of are run
// under 200 seeds, or as many as so many requests leave time for. It says which to take by the rule of /compare, who comes next, and what
// would change the answer. Loaded when somebody asks; the app simulates (inflightSweep), in slices.
"use strict";
(() => {
  const mostRuns = 200;
  const most = {requests: 10_000, together: 400_000}; // with all attempts, that a link may ask of one run, and of all
  const {run, percent, time} = globalThis.inflightAxis;

  const field = (name) => /** @type {HTMLInputElement} */ (document.querySelector(`#decide [name="${name}"]`));
  const said = (name) => field(name).value.trim();

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  // duration reads "2", "2 s", "900ms" as a link has it; a bare number is in the unit.
  function duration(name, unit) {
    const found = /^(\d+(?:[.,]\d+)?)\s*(us|ms|s|m|sec|seconds?)?$/i.exec(said(name));
    if (!found) throw wrong(name, `want a time such as ${unit === "s" ? "2 s" : "120 ms"}`);
    const as = (found[2] ?? unit).toLowerCase().replace(/^sec.*/, "s");
    return found[1].replace(",", ".") + as;
  }

  const milliseconds = (text) => Number.parseFloat(text) * {us: 0.001, ms: 1, s: 1000, m: 60_000}[/[a-z]+$/.exec(text)[0]];
  const wrong = (name, words) => Object.assign(new Error(words), {field: name});

  function whole(name, most) {
    const n = Number(said(name));
    if (!Number.isInteger(n) || n < 1 || n > most) throw wrong(name, `want a whole number from 1 to ${most.toLocaleString("en")}`);
    return n;
  }

  // tasks is the task list: as it is written, or what the fields say.
  function tasks() {
    if (said("tasks")) return said("tasks");
    const n = whole("requests", 2000), from = duration("from", "ms"), to = said("to") ? duration("to", "ms") : "";
    const fail = Number(said("fail").replace("%", "") || 0);
    if (!(fail >= 0 && fail <= 100)) throw wrong("fail", "want how many of a hundred fail, from 0 to 100");
    if (to && milliseconds(to) < milliseconds(from)) throw wrong("to", "want a time above the first: from the usual to the slowest of a hundred");
    const range = to && milliseconds(to) > milliseconds(from) ? `${from}..${to}` : from;
    return range + (fail ? `!503@${fail}%` : "") + (n > 1 ? "*" + n : "");
  }

  // plain is a text in a link, where these three can be read as they are.
  const plain = (text) => encodeURIComponent(text).replace(/%3A/g, ":").replace(/%2F/g, "/").replace(/%3D/g, "=");

  // question is what the fields say, as a link without its strategy.
  function question() {
    const list = tasks(), atOnce = said("at_once") ? whole("at_once", 10_000) : 0, deadline = said("deadline") ? duration("deadline", "s") : "";
    const server = said("server"), only = /^at_once:(\d+)$/.exec(server);
    const link = `tasks=${encodeURIComponent(list)}&raise_for_status=true` + (server ? `&server=${plain(server)}` : "") +
      (deadline ? `&deadline=${deadline}` : "");
    const {requests, timeout, hedge} = inflightAsked(link);
    return {list, link, server, requests, timeout, hedge, atOnce: atOnce || Number(only?.[1] ?? 0), deadline};
  }

  // candidates are what one would think of: each with its wrappers, outermost first. Where so many may run at once, all keep to it.
  // A server that counts is asked no more often than it likes, or again when it says.
  function candidates({link, requests, atOnce, timeout, hedge, server}) {
    const place = atOnce ? [`semaphore:${atOnce}`] : [];
    const wraps = [place, ["retry:3", ...place]];
    if (atOnce) wraps.push([...place, "retry:3"]);
    if (server.startsWith("rate:")) wraps.push([server, ...place], ["retry:5:retry_after", ...place]);
    if (timeout) wraps.push(["retry:3", ...place, timeout]);
    if (hedge) wraps.push([...place, hedge], ["retry:3", ...place, hedge]);
    const found = wraps.map((each) => ({variant: "gather" + (each.length ? "+each=" + each.join("/") : ""), label: "gather" + (each.length ? ": " + each.join(", ") : ""),
      link: each.length ? "&each=" + each.join(",") : ""}));
    if (atOnce) found.push({variant: `batches+batch=${atOnce}+each=retry:3`, label: `batches of ${atOnce}: retry:3`, link: `&strategy=batches&batch=${atOnce}&each=retry:3`});
    if (atOnce) found.push({variant: `workers+workers=${atOnce}+each=retry:3`, label: `a queue and ${atOnce === 1 ? "a worker" : atOnce + " workers"}: retry:3`, link: `&strategy=workers&workers=${atOnce}&each=retry:3`});
    found.push({variant: "sequential+each=retry:3", label: "one after another: retry:3", link: "&strategy=sequential&each=retry:3"});
    // As many runs as the one with the most attempts may have; one with too many for a single run is left out.
    const attempts = ({link}) => requests * Number(/retry:(\d)/.exec(link)?.[1] ?? 1) * (link.includes("hedge") ? 2 : 1);
    const left = found.filter((c) => attempts(c) <= most.requests);
    const runs = Math.max(1, Math.min(mostRuns, Math.floor(most.together / Math.max(requests, ...left.map(attempts)))));
    return {runs, all: (left.length ? left : found).map((c) => ({...c, query: `${link}&runs=${runs}${c.link}`}))};
  }

  const number = (x) => (x === null ? "–" : x.toFixed(2));

  function table(all, rows, order) {
    const head = ["strategy", "in time", "p50 · p95", "requests per answer", "wasted"];
    const body = order.map((i) => element("tr", {className: i === order[0] ? "best-row" : ""},
      Object.assign(element("th", {}, element("a", {href: address("/", all[i].query), textContent: all[i].label})), {scope: "row"}),
      ...[percent(rows[i].within), `${time(rows[i].p50)} · ${time(rows[i].p95)}`, number(rows[i].requests), rows[i].wasted === null ? "–" : percent(rows[i].wasted)]
        .map((text, n) => element("td", {}, element("span", {className: "cell-head", textContent: head[n + 1]}), text))));
    return element("table", {className: "decision-table decide-table"}, element("thead", {}, element("tr", {}, ...head.map((words) => Object.assign(element("th", {textContent: words}), {scope: "col"})))),
      element("tbody", {}, ...body));
  }

  const files = document.querySelector("meta[name=inflight-static]") !== null;
  const address = (path, query) => new URL(path.slice(1) + (files && path !== "/" ? "/" : "") + "?" + query,
    /** @type {HTMLAnchorElement} */ (document.querySelector(".logo")).href).href;

  // rank puts the best first, and then the others by how often they were in time, and by what they cost.
  const rank = ({rows, best}) => rows.map((_, i) => i).sort((a, b) => Number(b === best) - Number(a === best) || rows[b].within - rows[a].within ||
    (rows[a].requests ?? 99) - (rows[b].requests ?? 99));

  let stopped = new AbortController();

  async function decide() {
    stopped.abort();
    const mine = stopped = new AbortController(), result = document.getElementById("decided");
    const fault = document.getElementById("decide-fault");
    fault.hidden = true;
    for (const input of document.querySelectorAll("#decide [aria-invalid]")) input.removeAttribute("aria-invalid");
    const refuse = (words, name) => {
      fault.hidden = false;
      fault.textContent = (name ? document.querySelector(`label[for="decide-${name}"]`).textContent.trim() + ": " : "") + words + ".";
      if (name) {
        field(name).setAttribute("aria-invalid", "true");
        field(name).focus();
      }
    };
    let asked;
    try {
      asked = question();
    } catch (error) {
      return refuse(error.message, error.field);
    }
    const {all, runs} = candidates(asked);
    const sweep = globalThis.inflightSweep(all.map((c) => c.query), "", true, [0], runs);
    if (sweep.problem) return refuse(sweep.problem, asked.server && /\bserver\b/.test(sweep.problem) ? "server" : said("tasks") ? "tasks" : "");
    history.replaceState(history.state, "", "?scenario=" + encodeURIComponent(asked.link + (asked.atOnce ? `&each=semaphore:${asked.atOnce}` : "")));
    const verdict = element("p", {id: "decide-verdict", className: "decision-verdict"}), hint = element("p", {className: "hint"}), place = element("div", {className: "scroll"});
    const stop = element("button", {type: "button", className: "quiet", textContent: "Stop"});
    const bar = /** @type {HTMLProgressElement} */ (element("progress", {max: 1, value: 0}));
    bar.setAttribute("aria-label", "Runs");
    const changes = element("ul", {id: "decide-changes"});
    verdict.setAttribute("role", "status");
    stop.addEventListener("click", () => mine.abort());
    result.replaceChildren(verdict, hint, element("div", {className: "axis-head"}, bar, stop), place, changes);
    verdict.textContent = `Running them under ${runs} seeds …`;
    let last;
    const end = await run(sweep, mine.signal, (state, points) => {
      bar.value = state.done / state.all;
      if (!points.length || stopped !== mine) return;
      last = points[0];
      place.replaceChildren(table(all, last.rows, rank(last)));
    });
    sweep.close();
    if (stopped !== mine) return;
    bar.hidden = true;
    if (end.problem || !last?.whole) {
      stop.hidden = true;
      verdict.textContent = end.problem || "Stopped before all runs were made.";
      return;
    }
    say(verdict, hint, all, last, asked, runs);
    await whatChanges(changes, all, rank(last), asked, mine, last.best, runs);
    stop.hidden = true;
  }

  // say is the answer in a sentence, with the runner-up.
  function say(verdict, hint, all, {rows, best}, {deadline, link}, runs) {
    const order = rank({rows, best}), row = rows[order[0]], next = rows[order[1]];
    const goal = "all answers" + (deadline ? ` within ${deadline.replace(/(?<=\d)(?=[a-z])/, " ")}` : "");
    if (best < 0) {
      verdict.replaceChildren(`None of these received ${goal} in any of ${runs} runs. Ask for less: more at once, a later deadline, fewer requests.`);
    } else {
      verdict.replaceChildren(element("strong", {textContent: all[best].label}), ` is the one to take: it received ${goal} in ${percent(row.within)} of ${runs} runs ` +
        `(${percent(row.interval[0])} to ${percent(row.interval[1])}), with a p95 of ${time(row.p95)} and ${number(row.requests)} requests for each answer. ` +
        `The runner-up is ${all[order[1]].label}: ${percent(next.within)}${next.within > row.within ? ", which is not more than chance" : ""}, ` +
        `a p95 of ${time(next.p95)}, ${number(next.requests)} requests.`);
    }
    if (best >= 0) hint.replaceChildren(inWords(all[best]), element("a", {id: "decide-open", href: address("/", all[best].query), textContent: "Its timeline and its code"}), element("br"));
    else hint.replaceChildren();
    hint.append("Most often in time; of those that do not differ from that beyond chance, the fewest requests; then the smaller p95. ",
      element("a", {id: "decide-compare", href: address("/compare", `${link}&runs=${runs}&strategies=` + all.map((c) => plain(c.variant)).join(",")),
        textContent: "Compare them all"}));
  }

  // inWords says what each request goes through, from without.
  function inWords({query}) {
    const said = {
      retry: (n, told) => `up to ${n} attempts${told ? ", the next one when the server says" : ""}`, semaphore: (n) => `${n} at once`,
      timeout: (given) => `${given} for each attempt`, hedge: (after) => `a second request after ${after}`, rate: (n) => `no more starts than ${n}`,
    };
    const each = new URLSearchParams(query).get("each")?.split(",") ?? [];
    const words = each.map((wrapper) => wrapper.split(":")).map(([name, first, told]) => said[name]?.(first.replace(/(?<=\d)(?=[a-z])/, " "), told) ?? name);
    return words.length ? `Each request, from without: ${words.join("; then ")}. ` : "";
  }

  // whatChanges varies one number after another, with the best few, and says where another one would be the answer.
  async function whatChanges(list, all, order, {list: tasks, atOnce, deadline}, mine, best, runs) {
    if (best < 0) return;
    const few = order.slice(0, 3), links = few.map((i) => all[i].query);
    const chance = Number(/@([\d.]+)%/.exec(tasks)?.[1] ?? 0) * 10, late = deadline ? milliseconds(deadline) : 0;
    const around = (n, ...factors) => [...new Set([n, ...factors.map((f) => Math.max(1, Math.round(n * f)))])];
    const trials = [
      late && {axis: "deadline", now: late, grid: around(late, 0.5, 0.7, 0.85, 1.2, 1.5, 2), words: (n) => `a deadline of ${time(n * 1000)}`},
      {axis: "failures", now: chance, grid: [...new Set([0, chance, 10, 100, 200, 300])], words: (n) => `${n / 10} in a hundred failing`},
      atOnce && {axis: "at_once", now: atOnce, grid: around(atOnce, 0.5, 2, 4), words: (n) => `${n} at once`},
      {axis: "latency", now: 100, grid: [50, 100, 150, 200], words: (n) => `${n} % of these latencies`},
    ].filter(Boolean);
    list.before(element("h3", {textContent: "What would change the answer"}));
    for (const {axis, now, grid, words} of trials) {
      const item = element("li", {textContent: `${axis.replace("_", " ")} …`});
      list.append(item);
      const sweep = globalThis.inflightSweep(links, axis, true, grid, runs);
      let points = [];
      const end = await run(sweep, mine.signal, (state, found) => { points = found.filter((p) => p.whole); });
      sweep.close();
      if (mine.signal.aborted || end.problem) {
        item.remove();
        return;
      }
      item.textContent = change(points, now, words, few.map((i) => all[i].label));
    }
  }

  // change names the nearest values on both sides of the present one at which another row is the answer.
  function change(points, now, words, labels) {
    const own = points.find((p) => p.at === now)?.best ?? points[0].best;
    const other = (p) => p.best !== own;
    const at = points.findIndex((p) => p.at > now && other(p)), above = points[at], before = points[at - 1];
    const below = points.filter((p) => p.at < now && other(p)).at(-1);
    const who = (p) => (p.best < 0 ? "none is ever in time" : labels[p.best]);
    const parts = [];
    if (below) parts.push(`with ${words(below.at)}: ${who(below)}`);
    if (above) parts.push(`${above.at - before.at > 1 ? "with" : "from"} ${words(above.at)}${above.at - before.at > 1 ? "" : " on"}: ${who(above)}`);
    const span = `${words(points[0].at)} to ${words(points.at(-1).at)}`;
    return parts.length ? parts.join("; ") : `nothing from ${span}: it stays the answer`;
  }

  // fill puts a scenario's link into the fields.
  function fill(link) {
    const keys = new URLSearchParams(link), list = keys.get("tasks") ?? "";
    const few = /^(\d+(?:\.\d+)?(?:us|ms|s|m))(?:\.\.(\d+(?:\.\d+)?(?:us|ms|s|m)))?(?:!503@([\d.]+)%)?(?:\*(\d+))?$/.exec(list);
    const set = (name, value) => { field(name).value = value ?? ""; };
    set("tasks", few ? "" : list);
    set("requests", few ? few[4] ?? "1" : "");
    set("from", few?.[1]);
    set("to", few?.[2]);
    set("fail", few?.[3]);
    set("deadline", keys.get("deadline"));
    set("server", keys.get("server"));
    set("at_once", /semaphore:(\d+)/.exec(keys.get("each") ?? "")?.[1]);
  }

  globalThis.inflightWhich = {decide, fill, question, candidates};
})();
