// Own numbers: requests out of a HAR, a CSV or a column of times become a scenario's tasks. Loaded when somebody opens such a file, or
// wants to paste. What is read goes to nobody: it becomes a link of this page.
"use strict";
(() => {
  const mostBytes = 32 << 20, mostTasks = 10_000, mostHosts = 100, mostName = 40, mostMs = 3_600_000;
  // Beyond so many requests a link says how long they take rather than each: a task for each is offered too.
  const many = 200;

  const count = (n, what) => `${n.toLocaleString("en")} ${n === 1 ? what : what.endsWith("y") ? what.slice(0, -1) + "ies" : what + "s"}`;

  // read takes the requests out of a text. It returns them with what the file lacks, or a problem in words.
  function read(name, text, unit) {
    if (text.length > mostBytes) return tooLarge(text.length);
    const start = text.slice(0, 2000).trimStart();
    if (!start) return {problem: "it is empty: want a HAR, a CSV or a column of times"};
    const found = start.startsWith("{") || /\.har$/i.test(name) ? readHAR(text) : readTable(text, unit);
    if (found.problem) return found;
    const far = found.requests.filter((r) => r.latency > mostMs);
    found.requests = found.requests.filter((r) => r.latency <= mostMs);
    if (far.length) found.lacks.push(`${count(far.length, "request")} took longer than an hour and ${far.length === 1 ? "is" : "are"} left out.`);
    if (!found.requests.length) return {problem: "no request is left: " + (found.lacks.join(" ") || "it holds none")};
    return found;
  }

  const tooLarge = (bytes) => ({problem: `it has ${Math.ceil(bytes / (1 << 20))} MiB: want at most ${mostBytes >> 20}. A HAR saved without its content is smaller`});

  function readHAR(text) {
    let entries, log;
    try {
      ({log} = JSON.parse(text));
      entries = log?.entries;
    } catch (error) {
      return {problem: `it is no HAR: ${error.message}`};
    }
    if (!Array.isArray(entries)) return {problem: "it is no HAR: want an object with log.entries"};
    const own = log.creator?.name === "Inflight", left = {}, requests = [], lacks = [];
    const leave = (why) => { left[why] = (left[why] ?? 0) + 1; };
    let timeless = 0, silent = 0, whole = 0, beginless = 0, redirects = 0;
    for (const e of entries) {
      const url = address(e?.request?.url), status = Math.max(0, Number(e?.response?.status) || 0);
      const error = String(e?.response?._error || e?.response?._failureText || e?._error || "");
      if (!url) leave("without an address of http");
      else if (e._resourceType === "websocket" || status === 101) leave("a socket");
      else if (e._fromCache || e.cache?.afterRequest && e.time === 0) leave("out of the browser's cache");
      else if (/abort/i.test(error)) leave("cancelled");
      else if (e.response?._transferSize === 0 && e.response._fetchedViaServiceWorker) leave("answered by a service worker");
      else {
        const took = latencyOf(e);
        if (took === undefined) { timeless++; continue; }
        if (took.whole) whole++;
        if (status === 0 && !error) silent++; // Firefox writes no reason
        const begin = Date.parse(e.startedDateTime);
        if (Number.isNaN(begin)) beginless++;
        if (status >= 300 && status < 400 && status !== 304) redirects++;
        requests.push({name: own ? ownName(e) : nameOf(url), host: own ? ownHost(url) : hostOf(url), latency: took.ms, begin, what: outcome(status, error)});
      }
    }
    for (const [why, n] of Object.entries(left)) lacks.push(`${count(n, "entry")} left out: ${why}.`);
    if (timeless) lacks.push(`${count(timeless, "entry")} left out: without timings.`);
    if (!requests.length) {
      return {problem: entries.length ? `none of its ${count(entries.length, "entry")} can be a task: ${lacks.join(" ")}` : "it holds no requests"};
    }
    if (whole) lacks.push(`${count(whole, "request")} without the parts of its time: the whole is taken, with what it waited for a connection.`);
    if (silent) lacks.push(`It does not say why ${count(silent, "request")} got no answer: taken for a broken connection, which one that was cancelled looks like.`);
    const begun = requests.map((r) => r.begin).filter((at) => at >= 0), first = begun.reduce((a, b) => Math.min(a, b), Infinity);
    const late = begun.filter((at) => at - first > mostMs).length;
    if (late) lacks.push(`${count(late, "request")} began more than an hour after the first: with “begin when they began” an hour after it.`);
    if (beginless) lacks.push(`It does not say when ${count(beginless, "request")} began.`);
    if (redirects) lacks.push(`${count(redirects, "redirect")}: ${redirects === 1 ? "it is a request" : "they are requests"} of its own.`);
    requests.sort((a, b) => a.begin - b.begin || 0);
    return {what: "HAR", requests, lacks};
  }

  function address(text) {
    try {
      const url = new URL(text);
      return /^https?:$/.test(url.protocol) ? url : undefined;
    } catch {
      return undefined;
    }
  }

  // latencyOf is what the server took: from the request to the end of the answer. What it waited for a place and a connection is the
  // browser's, and another strategy's is another.
  function latencyOf({timings, time}) {
    const part = (name) => Math.max(0, Number(timings?.[name]) || 0);
    const ms = part("send") + part("wait") + part("receive");
    if (ms > 0 || timings?.wait === 0) return {ms};
    return time > 0 ? {ms: Number(time), whole: true} : undefined;
  }

  const clean = (text) => text.replace(/[^\p{L}\p{N}_.-]+/gu, "-").replace(/^-+|-+$/g, "");
  const short = (text) => [...text].slice(0, mostName).join("").replace(/-+$/, "");

  function nameOf(url) {
    let path = url.pathname;
    try { path = decodeURIComponent(path); } catch { /* as it is written */ }
    const parts = path.split("/").map(clean).filter(Boolean);
    const last = parts.at(-1) ?? "index";
    return short(/^\d+$/.test(last) && parts.length > 1 ? parts.at(-2) + "-" + last : last);
  }

  function hostOf(url) {
    const host = url.hostname.replace(/^www\./, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, mostName).replace(/-+$/, "");
    return /^b\d+$/.test(host) ? host + "-" : host;
  }

  // Our own HAR names its tasks in comments, and reaches hosts under many names.
  const ownName = (e) => clean(String(e.comment ?? "").split(/[:@]/)[0].replace(/\.\d+$/, ""));
  const ownHost = (url) => {
    const first = url.hostname.split(".")[0];
    return /^b\d+$/.test(first) ? "" : first.replace(/-\d+$/, "");
  };

  const bodiless = {204: 200, 205: 200, 304: 200, 407: 401, 408: 503, 421: 503};

  function outcome(status, error) {
    if (/refused|name_not_resolved|unknown_host/i.test(error)) return "refused";
    if (error || status === 0) return "reset";
    status = bodiless[status] ?? Math.trunc(status);
    return status < 400 || status > 599 ? "" : String(status);
  }

  // readTable reads lines of cells, or one time on each line.
  function readTable(text, unit) {
    const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim());
    const separator = [";", "\t", ","].find((s) => lines[0].includes(s) && lines.slice(0, 20).every((line) => line.includes(s)));
    let rows = separator ? cellsOf(text, separator) : lines.map((line) => [line.trim()]);
    if (!separator && lines.every((line) => /^[\d.]+(\s*(ns|us|µs|ms|s))?(\s+[\d.]+(\s*(ns|us|µs|ms|s))?)*$/.test(line.trim()))) {
      rows = lines.flatMap((line) => [...line.matchAll(/[\d.]+\s*(?:ns|us|µs|ms|s)?/g)].map(([cell]) => [cell]));
    }
    if (!rows.length) return {problem: "there is nothing between its separators"};
    const comma = separator === ";" || separator === "\t";
    const headed = rows[0].every((cell) => timeOf(cell, comma) === undefined) && rows.length > 1;
    let head = headed ? rows[0].map((cell) => cell.trim()) : rows[0].map(() => "");
    rows = headed ? rows.slice(1) : rows;
    const metric = head.indexOf("metric_name"); // k6's
    if (metric >= 0) {
      rows = rows.filter((row) => row[metric] === "http_req_duration");
      head = head.map((name) => (name === "metric_value" ? "duration_ms" : name));
    }
    const at = columnOfTimes(head, rows, comma);
    if (at < 0) {
      return {problem: "no column of it holds times: want numbers such as 120, 0.12 or 120ms, under a heading such as latency_ms where there are several columns"};
    }
    const named = column(head, /^(name|label|url|path|endpoint|request|uri|task)$/i), coded = column(head, /^(status|code|statuscode|responsecode|outcome)$/i);
    const success = column(head, /^(success|ok)$/i), lacks = [], requests = [];
    const guessed = unit ?? unitOf(head[at], rows, at, comma);
    let without = 0;
    for (const row of rows) {
      const time = timeOf(row[at], comma);
      if (time === undefined) { without++; continue; }
      const ms = time.ms ?? time.number * units[guessed];
      requests.push({name: named < 0 ? "" : nameIn(row[named]), host: "", latency: ms, begin: NaN, what: outcomeIn(row[coded], row[success])});
    }
    if (without) lacks.push(`${count(without, "line")} without a time left out.`);
    if (named < 0) lacks.push("It has no names.");
    if (coded < 0 && success < 0) lacks.push("It does not say how requests ended: all are taken to answer 200.");
    lacks.push("It does not say when they began.");
    return {what: separator || headed ? "CSV" : "times", requests, lacks, unit: requests.length && unitsMatter(rows, at, comma) ? guessed : undefined, column: head[at]};
  }

  // cellsOf reads CSV (RFC 4180), with any separator.
  function cellsOf(text, separator) {
    const rows = [];
    let row = [], cell = "", quoted = false;
    for (let i = 0; i < text.length; i++) {
      const c = text[i];
      if (quoted) {
        if (c === '"' && text[i + 1] === '"') cell += text[i++];
        else if (c === '"') quoted = false;
        else cell += c;
      } else if (c === '"' && cell === "") quoted = true;
      else if (c === separator || c === "\n") {
        row.push(cell.replace(/\r$/, ""));
        cell = "";
        if (c === "\n") { rows.push(row); row = []; }
      } else cell += c;
    }
    if (cell || row.length) rows.push([...row, cell]);
    return rows.filter((cells) => cells.some((text) => text.trim()));
  }

  const units = {ns: 1e-6, us: 1e-3, ms: 1, s: 1000};

  // timeOf is a cell's number, or its milliseconds where it names a unit.
  function timeOf(cell, comma) {
    const text = comma ? String(cell ?? "").replace(",", ".") : String(cell ?? "");
    const found = /^\s*(\d+(?:\.\d*)?|\.\d+)(?:e([+-]?\d+))?\s*(ns|us|µs|ms|s)?\s*$/i.exec(text);
    if (!found) return undefined;
    const number = Number(found[2] ? `${found[1]}e${found[2]}` : found[1]);
    return found[3] ? {ms: number * units[found[3].toLowerCase().replace("µ", "u")]} : {number};
  }

  const column = (head, pattern) => head.findIndex((name) => pattern.test(name.replace(/[\s_-]/g, "")));

  function columnOfTimes(head, rows, comma) {
    const share = (i) => rows.filter((row) => timeOf(row[i], comma) !== undefined).length / rows.length;
    const holds = head.map((_, i) => share(i) > 0.5);
    for (const pattern of [/^(elapsed|latency|duration|responsetime|timetaken|took|requesttime|totaltime|ttlb|time)(in)?(ns|us|µs|ms|s|sec|seconds|millis|milliseconds)?\W*$/i,
      /(latency|duration|elapsed|response.?time)/i]) {
      const i = head.findIndex((name, n) => holds[n] && pattern.test(name.replace(/[\s_()-]/g, "")));
      if (i >= 0) return i;
    }
    const others = /(stamp|date|start|begin|id|status|code|size|bytes|count|index|event|port|thread)/i;
    return head.findIndex((name, i) => holds[i] && !others.test(name) && !rows.every((row) => Number(row[i]) > 1e9));
  }

  const unitsMatter = (rows, at, comma) => rows.some((row) => timeOf(row[at], comma)?.number !== undefined);

  // unitOf reads the unit out of a heading, or guesses it from the numbers.
  function unitOf(heading, rows, at, comma) {
    const said = /(?:^|[\s_([-])(ns|us|µs|ms|s|sec|secs|seconds|millis|milliseconds|microseconds|nanoseconds)\W*$/i.exec(heading)?.[1].toLowerCase()
      ?? /(Ms|Millis|Seconds)$/.exec(heading)?.[1].toLowerCase();
    if (said) return said.startsWith("n") ? "ns" : said.startsWith("s") ? "s" : /^(us|µs|micro)/.test(said) ? "us" : "ms";
    if (heading === "elapsed") return "ms"; // JMeter's
    const numbers = rows.map((row) => timeOf(row[at], comma)?.number).filter((n) => n !== undefined);
    const middle = quantile(numbers, 0.5);
    return middle < 20 && numbers.some((n) => !Number.isInteger(n)) ? "s" : middle > 1e7 ? "ns" : "ms";
  }

  function nameIn(text) {
    const url = address(text);
    return url ? nameOf(url) : short(clean(String(text ?? "").replace(/^(GET|POST|PUT|PATCH|DELETE|HEAD)\s+/, "").split("?")[0].split("/").filter(Boolean).at(-1) ?? ""));
  }

  function outcomeIn(code, success) {
    const status = Number.parseInt(code ?? "", 10);
    if (status >= 100) return outcome(status, "");
    if (/refused/i.test(code)) return "refused";
    if (/^(reset|error|failed)$|exception/i.test(code) || /^(false|no|0)$/i.test(success ?? "")) return "reset";
    return "";
  }

  // quantile is the smallest number within which so large a share of them is.
  function quantile(numbers, share) {
    const sorted = [...numbers].sort((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)];
  }

  function duration(ms) {
    const us = Math.round(ms >= 10 ? Math.round(ms) * 1000 : ms * 1000);
    return us === 0 ? "0s" : us % 1e6 === 0 ? us / 1e6 + "s" : us % 1000 === 0 ? us / 1000 + "ms" : us + "us";
  }

  // linkOf writes requests as a scenario: each as a task, or so many drawn from their median, their 99th percentile and their outcomes.
  function linkOf({requests}, {drawn = requests.length > many, times = requests.length, begin = false} = {}) {
    const tasks = drawn ? drawnTask(requests, times) : eachTask(requests.slice(0, mostTasks), begin);
    return "tasks=" + encodeURIComponent(tasks).replace(/%3A/g, ":").replace(/%2C/g, ",").replace(/%3D/g, "=").replace(/%40/g, "@") +
      (requests.some((r) => /^\d/.test(r.what)) ? "&raise_for_status=true" : "");
  }

  function eachTask(requests, begin) {
    const hosts = new Set(requests.map((r) => r.host));
    const named = hosts.size > 1 && hosts.size <= mostHosts;
    const first = Math.min(...requests.map((r) => (r.begin >= 0 ? r.begin : Infinity)));
    const late = (r) => Math.min(r.begin - first, mostMs); // as late as a task can begin
    return requests.map((r) => {
      const place = r.name + (named && r.host ? "@" + r.host : "");
      const delay = begin && r.begin > first ? duration(late(r)) + ":" : "";
      return (place ? place + "=" : "") + delay + duration(r.latency) + (r.what ? "!" + r.what : "");
    }).join(",");
  }

  function drawnTask(requests, times) {
    const latencies = requests.map((r) => r.latency), p99 = quantile(latencies, 0.99), median = Math.max(quantile(latencies, 0.5), 0.001);
    const kinds = new Map();
    for (const {what} of requests) if (what) kinds.set(what, (kinds.get(what) ?? 0) + 1);
    const chances = [...kinds].map(([what, n]) => `!${what}@${Math.max(0.01, Math.floor(10_000 * n / requests.length) / 100)}%`).join("");
    const tail = duration(p99) === duration(median) || p99 <= median ? "" : ".." + duration(p99);
    return duration(median) + tail + chances + (times > 1 ? "*" + Math.min(times, mostTasks) : "");
  }

  // wordsOf says what was read.
  function wordsOf({what, requests, unit, column}) {
    const latencies = requests.map((r) => r.latency), failed = requests.filter((r) => r.what).length, hosts = new Set(requests.map((r) => r.host)).size;
    const said = [`${what}: ${count(requests.length, "request")}`];
    if (hosts > 1) said.push(count(hosts, "host") + (hosts > mostHosts ? ", too many to name" : ""));
    said.push(`median ${duration(quantile(latencies, 0.5))}, 99th percentile ${duration(quantile(latencies, 0.99))}`);
    if (failed) said.push(`${failed} failed`);
    if (unit) said.push(`taken as ${{ns: "nanoseconds", us: "microseconds", ms: "milliseconds", s: "seconds"}[unit]}${column ? ` out of ${column}` : ""}`);
    return said.join(", ") + ".";
  }

  // packed is an address' end for a link that may be long.
  async function packed(query) {
    if (query.length <= 1900) return "?" + query;
    const stream = new Blob([query]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
    let text = "";
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return "#z=" + btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  // open shows the dialog: a field to paste into, a file to pick, and what was read, before anything of the page changes.
  function open(file) {
    const field = element("textarea", {id: "numbers-text", rows: 6, spellcheck: false, placeholder: "120\n340\n95\n…", className: "key"});
    const pick = element("input", {id: "numbers-file", type: "file", accept: ".har,.csv,.tsv,.txt,.json,text/csv,text/plain,application/json"});
    const said = element("p", {id: "numbers-said"}), lacks = element("ul", {id: "numbers-lacks", className: "hint"}), wrong = element("p", {id: "numbers-wrong", className: "message bad", hidden: true});
    said.setAttribute("role", "status");
    wrong.setAttribute("role", "alert");
    const unit = element("select", {id: "numbers-unit"}, ...["ms", "s", "us", "ns"].map((value) => element("option", {value, textContent: value})));
    const drawn = element("input", {id: "numbers-drawn", type: "checkbox"}), begin = element("input", {id: "numbers-begin", type: "checkbox"});
    const times = element("input", {id: "numbers-times", type: "number", min: "1", max: String(mostTasks), className: "short"});
    const use = element("button", {id: "numbers-open", type: "button", className: "primary", textContent: "Open as a scenario"});
    const compare = element("button", {id: "numbers-compare", type: "button", textContent: "Compare strategies"});
    const close = element("button", {id: "numbers-close", type: "button", className: "quiet", textContent: "Close"});
    const label = (control, words, className = "field switch") => element("label", {className, htmlFor: control.id}, control, element("span", {className: "key"}, words));
    const choices = element("div", {id: "numbers-choices", className: "numbers-choices"},
      element("label", {className: "field", htmlFor: "numbers-unit"}, element("span", {className: "key"}, "numbers are"), unit),
      label(begin, "begin when they began"), label(drawn, "draw so many from their median and 99th percentile:"), times);
    const dialog = element("dialog", {id: "numbers", className: "share numbers"},
      element("div", {className: "share-head"}, element("h2", {}, "Your own numbers"), close),
      element("p", {className: "hint"}, "A HAR (DevTools, Network, “Save all as HAR”), a CSV, or a column of times. It stays in this browser."),
      pick, element("label", {htmlFor: field.id, className: "unseen"}, "Times"), field, wrong, said, lacks, choices,
      element("div", {className: "numbers-buttons"}, use, compare));
    dialog.setAttribute("aria-label", "Your own numbers");
    dialog.tabIndex = -1;
    let name = "", text = "", found;

    function show() {
      found = text ? read(name, text, unit.dataset.chosen) : undefined;
      const good = Boolean(found) && !found.problem;
      wrong.hidden = !found?.problem;
      wrong.textContent = found?.problem ? `${name || "What you pasted"}: ${found.problem}.` : "";
      said.textContent = good ? wordsOf(found) : "";
      lacks.replaceChildren(...(good ? found.lacks : []).map((words) => element("li", {textContent: words})));
      choices.hidden = !good;
      use.disabled = compare.disabled = !good;
      if (good && document.activeElement === dialog) use.focus();
      if (!good) return;
      if (found.unit) unit.value = found.unit;
      unit.parentElement.hidden = !found.unit;
      begin.parentElement.hidden = !found.requests.some((r) => r.begin >= 0);
      if (!times.value) {
        drawn.checked = found.requests.length > many;
        times.value = String(Math.min(found.requests.length, drawn.checked ? 40 : mostTasks));
      }
      if (!drawn.checked && found.requests.length > mostTasks) lacks.append(element("li", {textContent: `The first ${mostTasks.toLocaleString("en")} are taken.`}));
    }

    function take(newName, newText) {
      name = newName;
      text = newText;
      delete unit.dataset.chosen;
      times.value = "";
      show();
    }

    async function takeFile(given) {
      if (given.size > mostBytes) {
        name = given.name;
        text = "";
        found = undefined;
        show();
        wrong.hidden = false;
        wrong.textContent = `${name}: ${tooLarge(given.size).problem}.`;
        return;
      }
      try {
        take(given.name, await given.text());
      } catch {
        wrong.hidden = false;
        wrong.textContent = `${given.name}: the browser could not read it.`;
      }
    }

    const link = () => linkOf(found, {drawn: drawn.checked, times: Math.max(1, Math.round(Number(times.value)) || 1), begin: begin.checked});
    const root = () => new URL(/** @type {HTMLAnchorElement} */ (document.querySelector(".logo")).href);
    const files = document.querySelector("meta[name=inflight-static]") ? "/" : "";
    field.addEventListener("input", () => take("", field.value));
    pick.addEventListener("change", () => { if (pick.files[0]) takeFile(pick.files[0]); });
    unit.addEventListener("change", () => { unit.dataset.chosen = unit.value; show(); });
    drawn.addEventListener("change", show);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    dialog.addEventListener("close", () => dialog.remove());
    use.addEventListener("click", async () => {
      const strategy = /** @type {HTMLSelectElement} */ (document.getElementById("strategy"));
      const query = (strategy ? `strategy=${strategy.value}&` : "") + link(), onPage = !document.getElementById("page").classList.contains("compare");
      dialog.close();
      const news = new CustomEvent("inflight-open", {detail: query, cancelable: true});
      if (!onPage || document.dispatchEvent(news)) location.assign(new URL(await packed(query), root()).href);
    });
    compare.addEventListener("click", async () => {
      const query = link() + "&runs=200&strategies=gather,gather+each=semaphore:10,gather+each=retry:3,gather+each=retry:3/semaphore:10";
      location.assign(new URL("compare" + files + await packed(query), root()).href);
    });
    document.body.append(dialog);
    show();
    dialog.showModal();
    if (file) dialog.focus();
    else field.focus();
    if (typeof file === "string") {
      field.value = file;
      take("", file);
    } else if (file) takeFile(file);
  }

  globalThis.inflightNumbers = {read, linkOf, wordsOf, open};
})();
