// The page's half of running a person's Python: it makes the frame (python-frame.js), brings Pyodide's files with a word on how far they
// are, holds the clock, and ends the worker when time is up. Loaded when somebody presses Run on a program of their own.
"use strict";
// inflightPython(setup) is one Python, kept warm. setup is where its files are, with sizes; told(news) hears {loading: part from 0 to 1},
// {starting}, {running: seconds} and {idle}. run(source, file) promises {trace, stopped} or {ended, words}; stop() ends what runs.
globalThis.inflightPython = ({files, frame: address, recorder}, told) => {
  const {limits} = inflightPython;
  const grace = 2; // seconds after which what does not listen is ended
  const checks = 5; // seconds that it has to see whether a program has left Python as it was
  let frame, ready, whenReady, began = 0, ends = 0, clock, checking, checked = 0, answer, number = 0;

  addEventListener("message", hear);

  // load makes the frame and fills it, once.
  function load() {
    whenReady ??= new Promise((resolve, reject) => {
      ready = {resolve, reject};
      frame = document.createElement("iframe");
      frame.hidden = true;
      frame.title = "Python";
      frame.setAttribute("sandbox", "allow-scripts");
      frame.src = address;
      document.body.append(frame);
    });
    return whenReady;
  }

  function order(message, moved = []) {
    frame?.contentWindow?.postMessage({inflightPython: message}, "*", moved); // the frame has no origin that could be named
  }

  async function fill() {
    try {
      const have = {};
      let all = files.reduce((sum, {bytes}) => sum + bytes, 0), got = 0;
      const note = (bytes) => told({loading: Math.min(1, (got += bytes) / all)});
      const [text] = await Promise.all([
        bring(recorder, {}, () => {}).then((bytes) => new TextDecoder().decode(bytes)),
        ...files.map(async ({name, url, integrity}) => { have[name] = await bring(url, integrity ? {integrity} : {}, note); }),
      ]);
      told({starting: true});
      order({load: have, recorder: text}, Object.values(have));
    } catch (error) {
      fail(`Python could not be loaded: ${error.message}.`);
    }
  }

  async function bring(url, options, note) {
    const response = await fetch(url, {credentials: "omit", ...options});
    if (!response.ok) throw new Error(`the server answered ${response.status} for ${url}`);
    const pieces = [];
    for (const reader = response.body.getReader(); ; ) {
      const {done, value} = await reader.read();
      if (done) break;
      pieces.push(value);
      note(value.length);
    }
    return new Blob(pieces).arrayBuffer();
  }

  // fail gives the frame up; the next Run begins anew.
  function fail(words) {
    clearTimeout(checking);
    frame?.remove();
    frame = undefined;
    const waiting = ready;
    whenReady = ready = undefined;
    waiting?.reject(new Error(words));
    settle({ended: "start", words});
  }

  function settle(result) {
    clearInterval(clock);
    const before = answer;
    answer = undefined;
    before?.(result);
    if (before) told({idle: true});
  }

  // awaitReady lets the next run wait until Python is ready again, and one that waits already.
  function awaitReady() {
    clearTimeout(checking);
    checked = 0;
    const before = ready;
    whenReady = new Promise((resolve, reject) => { ready = {resolve, reject}; });
    whenReady.catch(() => {}); // whoever runs next is told
    before?.resolve(whenReady);
  }

  // A worker that was ended is followed by another, which takes a second or two.
  function restart() {
    awaitReady();
    order({end: true});
  }

  function hear({source, data}) {
    const news = frame && source === frame.contentWindow && data?.inflightPython;
    if (!news) return;
    if (news.hello) fill();
    else if (news.ready) ready?.resolve();
    else if (news.begun === number && answer) {
      began = performance.now();
      ends = began + 1000 * (limits.seconds + grace);
      clearInterval(clock);
      clock = setInterval(tick, 100);
    } else if (news.ran === number && answer) {
      ends = began + 1000 * (3 * limits.seconds + grace); // what it did until then is still to be written
    } else if (news.done === number && answer) {
      awaitReady();
      checked = number;
      checking = setTimeout(restart, 1000 * checks);
      settle({trace: news.trace, stopped: news.stopped});
    } else if (checked && news.checked === checked) {
      clearTimeout(checking);
      if (news.worn) restart();
      else ready?.resolve();
    } else if (news.ended === "start") fail(`Python does not start here: ${news.words}`);
    else if (news.ended && answer) {
      settle({ended: news.ended, words: news.words});
      restart();
    }
  }

  function tick() {
    const seconds = (performance.now() - began) / 1000;
    told({running: seconds, of: limits.seconds});
    if (performance.now() > ends) end("time");
  }

  function end(why) {
    if (!answer) return;
    settle({ended: why, words: ""});
    restart();
  }

  return {
    load,
    stop: () => end("stop"),
    async run(source, file) {
      const mine = ++number;
      const result = new Promise((resolve) => { answer = resolve; });
      try {
        await load();
      } catch (error) {
        return {ended: "start", words: error.message};
      }
      if (mine === number && answer) order({run: mine, source, file, limits});
      return result;
    },
    close() {
      removeEventListener("message", hear);
      clearInterval(clock);
      clearTimeout(checking);
      frame?.remove();
    },
  };
};

// What a program may have: seconds, tasks, characters that it prints.
inflightPython.limits = {seconds: 10, tasks: 10_000, output: 1_000_000};
