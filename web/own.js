// A person's own program: the editor in place of the shown code, and what runs it. Loaded when somebody presses Edit or opens a link with a
// program. The app hands over the element to fill and a door to itself; nothing of this is in the app's program.
"use strict";
// inflightOwn fills an element. door is the app's: presets is a list of {id, title}, template(id) is one's program, changed(text) keeps the
// text in the address, ran(trace) shows a run and returns what is wrong with it, back() shows the scenario again. embedded is a page inside
// another, which has a program of its author's; readonly one whose text stays as it is.
globalThis.inflightOwn = (element, door) => {
  const {files, frame, recorder, wire, without} = JSON.parse(
    document.querySelector("meta[name=inflight-python]").getAttribute("content"));
  const empty = "import asyncio\n\n\nasync def main():\n    await asyncio.sleep(1)\n    print(\"hello\")\n\n\nasyncio.run(main())\n";
  const name = "program.py";
  const {limits} = globalThis.inflightPython;
  let python, running = false;

  const make = (tag, properties, ...inside) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...inside);
    return made;
  };

  const run = make("button", {id: "own-run", type: "button", className: "primary", textContent: "Run", title: "Run: Ctrl and Enter"});
  const stop = make("button", {id: "own-stop", type: "button", textContent: "Stop", hidden: true});
  const back = make("button", {id: "own-back", type: "button", className: "quiet", textContent: "Back to the scenario"});
  const template = /** @type {HTMLSelectElement} */ (make("select", {id: "own-template"}));
  template.setAttribute("aria-label", "Begin with");
  template.append(make("option", {value: "", textContent: "Begin with …"}), make("option", {value: "empty", textContent: "An empty program"}),
    ...door.presets.map(({id, title}) => make("option", {value: id, textContent: title})));
  const place = make("div", {className: "own-editor"});
  const status = make("p", {id: "own-status", className: "hint"});
  status.setAttribute("role", "status");
  const progress = /** @type {HTMLProgressElement} */ (make("progress", {id: "own-progress", max: 1, value: 0, hidden: true}));
  progress.setAttribute("aria-label", "Loading Python");
  const wrong = make("div", {id: "own-error", className: "own-error", hidden: true});
  wrong.setAttribute("role", "alert");
  const output = make("pre", {id: "own-output", tabIndex: 0});
  const printed = make("details", {className: "own-printed", hidden: true}, make("summary", {textContent: "What it printed"}), output);
  const megabytes = (bytes) => (bytes / 1e6).toFixed(1);
  const says = "Runs in virtual time, in CPython 3.14 in your browser, with a network in memory: nothing is sent. Programs of your own do not run " +
    "live in the page. With a real clock and real servers they run on your machine: ";
  const note = make("div", {className: "own-note hint"},
    make("p", {}, says, make("code", {textContent: `python inflight.py ${name}`}), " leaves a trace.json, which opens here."),
    make("div", {className: "own-files"},
      saving("Download " + name, "own-save"), make("a", {href: recorder, download: "inflight.py", textContent: "Download inflight.py"})),
    make("p", {className: "own-licence"}, "Python by Pyodide (MPL-2.0), the editor CodeMirror (MIT)."));

  function saving(words, id) {
    const link = /** @type {HTMLAnchorElement} */ (make("a", {id, href: "#", download: name, textContent: words}));
    link.addEventListener("click", () => {
      const address = URL.createObjectURL(new Blob([editor.text()], {type: "text/x-python"}));
      link.href = address;
      setTimeout(() => { link.href = "#"; URL.revokeObjectURL(address); }, 10_000);
    });
    return link;
  }

  const heading = make("div", {className: "own-head"}, run, stop, template, back);
  if (door.embedded) for (const part of [template, back]) part.remove();
  element.replaceChildren(heading, ...door.embedded ? [progress, status, wrong, place, printed] : [place, progress, status, wrong, printed, note]);
  if (door.embedded) place.style.height = `${Math.min(Math.max(door.text.split("\n").length * 1.25 + 2.5, 8), 26)}rem`;

  const editor = globalThis.inflightOwn.editor = edit();

  // edit is CodeMirror, or where the build has not got it, a plain field.
  function edit() {
    const changed = (text) => { forget(); door.changed(text); };
    if (globalThis.inflightEditor) return globalThis.inflightEditor(place.attachShadow({mode: "open"}), {text: door.text, changed, run: start, readonly: door.readonly});
    const field = make("textarea", {id: "own-text", value: door.text, spellcheck: false, className: "key", readOnly: door.readonly});
    field.setAttribute("aria-label", "Your program in Python");
    field.addEventListener("input", () => changed(field.value));
    place.append(field);
    return {
      text: () => field.value, mark() {}, focus: () => field.focus(), close() {},
      set(text) { field.value = text; changed(text); },
    };
  }

  function forget() {
    wrong.hidden = true;
    wrong.replaceChildren();
    editor?.mark(0);
  }

  function tell(news) {
    progress.hidden = news.loading === undefined;
    if (news.loading !== undefined) {
      progress.value = news.loading;
      status.textContent = `Loading Python: ${megabytes(news.loading * wire)} of ${megabytes(wire)} MB, once`;
    } else if (news.starting) status.textContent = "Starting Python";
    else if (news.running !== undefined) status.textContent = `Running: ${news.running.toFixed(1)} of ${news.of} s`;
    else if (news.idle) status.textContent = "";
  }

  function setRunning(on) {
    running = on;
    const focused = document.activeElement === (on ? run : stop); // the two have one place
    element.toggleAttribute("data-running", on);
    run.hidden = on;
    stop.hidden = !on;
    if (focused) (on ? stop : run).focus({preventScroll: true});
  }

  async function start() {
    if (running || without) return;
    forget();
    printed.hidden = true;
    setRunning(true);
    status.textContent = "Starting Python";
    python ??= globalThis.inflightPython({files, frame, recorder}, tell);
    const began = performance.now();
    const result = await python.run(editor.text(), name);
    setRunning(false);
    show(result);
    element.dataset.took = String(Math.round(performance.now() - began)); // for the benchmark
  }

  // show puts a run on the timeline, and says what went wrong in Python's own words.
  function show({trace, stopped, ended, words}) {
    if (ended) return complain(endings[ended]?.(words) ?? `Python broke down: ${words}. It starts anew for the next run.`);
    let found;
    try {
      found = JSON.parse(trace);
    } catch {
      return complain("What the program left is no trace.");
    }
    print(found.output);
    const {error} = found;
    if (found.events?.length) door.ran(trace);
    if (stopped) complain(`It ran for ${limits.seconds} s and was stopped. What it did until then is shown.`);
    else if (error?.type === "Stopped") complain(`It was stopped: ${error.message}.`);
    else if (error) mark(error);
    else status.textContent = found.note ?? "";
  }

  const endings = {
    time: () => `It ran for ${limits.seconds} s, took no notice of Ctrl-C, and was ended. Python starts anew for the next run.`,
    stop: () => "Stopped. Python starts anew for the next run.",
    exit: () => "The program ended Python itself, as os._exit does, so there is no trace. Python starts anew for the next run.",
    start: (words) => words,
  };

  function complain(words) {
    wrong.replaceChildren(make("p", {textContent: words}));
    wrong.hidden = false;
    status.textContent = "";
  }

  function mark({type, message, line, column, meant, traceback}) {
    const where = line ? `Line ${line}: ` : "";
    const inside = [make("p", {}, where, make("code", {textContent: message ? `${type}: ${message}` : String(type)}))];
    if (meant) inside.push(make("p", {className: "own-meant", textContent: meant}));
    if (traceback) inside.push(make("details", {}, make("summary", {textContent: "Traceback"}), make("pre", {textContent: traceback, tabIndex: 0})));
    wrong.replaceChildren(...inside);
    wrong.hidden = false;
    if (line) editor.mark(Number(line), Number(column));
  }

  function print(text) {
    printed.hidden = !text;
    output.textContent = text ? String(text).slice(0, 100_000) : "";
  }

  // What is typed is no key for the timeline.
  place.addEventListener("keydown", (event) => event.stopPropagation());
  run.addEventListener("click", start);
  stop.addEventListener("click", () => python?.stop());
  back.addEventListener("click", () => door.back());
  template.addEventListener("change", () => {
    if (template.value) editor.set(template.value === "empty" ? empty : door.template(template.value));
    template.value = "";
    editor.focus();
  });
  if (door.embedded && document.activeElement === document.body) run.focus({preventScroll: true}); // it is in the pressed one's place
  if (without) {
    run.disabled = true;
    complain(without);
  }

  return {
    run: start,
    refuse: (problem) => complain(`It ran, but its trace cannot be shown: ${problem}`),
    set(text) { if (text !== editor.text()) editor.set(text); },
    close() {
      python?.close();
      editor.close();
      element.replaceChildren();
    },
  };
};
