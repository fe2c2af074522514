// Inflight in your page: <script src="…/embed.js" defer></script>, and wherever you want a timeline
//
//   <inflight-timeline strategy="gather" tasks="3s,1s" view="timeline code">
//     <a href="…/?tasks=3s,1s">gather(3s, 1s)</a>
//   </inflight-timeline>
//
// The element shows the site's /embed in a frame that is as high as its content. What is inside the element is shown where
// this script does not run, or the frame does not come. It works from any origin, also as a module, needs nothing else, and asks
// only the site that it comes from, or that its attribute site names.
"use strict";
(() => {
  const version = 1; // of the messages to and from the frame
  // A module has no currentScript, and a classic script may not even hold import.meta. Both have a stack with their address in it.
  const stacked = () => /[a-z-]+:\/\/[^\s()@]*?\/embed(@\d+)?\.js/.exec(new Error().stack ?? "")?.[0];
  const home = /** @type {HTMLScriptElement} */ (document.currentScript)?.src || stacked();
  const frames = "embed"; // in a site of files "embed/"
  const name = "inflight-timeline", group = "inflight-steps";
  const sealed = "sha384 of embed-steps.js"; // which the server writes here
  if (customElements.get(name)) return;

  // The attributes are keys of the frame's link, which `make golden` writes here: the scenario, how it looks, what is there or not,
  // and what can change without a new frame.
  const scenario = [
    "preset", "title", "note", "strategy", "client", "session", "tasks", "return_exceptions", "return_when", "pending",
    "each", "task_timeout", "concurrency", "batch", "workers", "attempts", "backoff", "hedge_after", "timeout",
    "on_error", "after", "limit", "limit_per_host", "connect", "client_timeout", "size", "server", "closing", "raise_for_status",
    "seed", "runs", "deadline", "hosts", "names", "rows", "at", "strategies",
  ];
  const looks = [
    "view", "theme", "controls", "font-size", "code", "compact", "accent", "background", "font-family", "load",
    "readonly", "autoplay", "loop", "pause", "question", "speed",
  ];
  const flags = ["return_exceptions", "raise_for_status", "compact", "readonly", "autoplay", "loop"];
  const live = ["theme", "font-size", "accent", "background", "font-family", "loop", "pause", "speed"];
  const languages = ["python", "go", "javascript"];
  // end of the attributes
  const all = [...scenario, ...looks], fixed = all.filter((key) => !live.includes(key));

  const besides = ["src", "site", "max-height"]; // attributes that are no keys
  const dark = matchMedia("(prefers-color-scheme: dark)");

  // A page in a sandbox, or from a file, has no origin that messages could be kept to.
  const opaque = self.origin === "null" || location.protocol === "file:";

  const away = "the element is another step's: its step is not shown"; // of <inflight-steps>

  // Keys that the frame hands on: around it may be slides.
  const slides = {PageUp: 33, PageDown: 34, ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40};

  const patience = {come: 20000, answer: 5000}; // ms for a frame in sight to come, and then to answer

  // Attributes that no property of the element has the name of, nor a key that they could be taken for.
  const others = new Set(["class", "role", "name", "width", "height", ...besides]);
  for (const property in HTMLElement.prototype) others.add(property.toLowerCase());

  // distance is how many letters have to be changed to make one word of another.
  function distance(a, b) {
    let row = [...b, ""].map((_, i) => i);
    for (let i = 0; i < a.length; i++) {
      const next = [i + 1];
      for (let j = 0; j < b.length; j++) next.push(Math.min(next[j] + 1, row[j + 1] + 1, row[j] + Number(a[i] !== b[j])));
      row = next;
    }
    return row[b.length];
  }

  // isMisspelt reports whether an attribute looks like a slip for one of ours.
  function isMisspelt(name) {
    if (name.length < 4 || name.includes(":") || others.has(name) || all.includes(name)) return false;
    return all.some((key) => distance(name, key) <= (key.length > 4 ? 2 : 1));
  }

  // What a style sheet of the page may also say, as --inflight-accent, and what follows the page where it changes.
  const styled = ["theme", "accent", "background", "font-family"];

  let steps; // promises the script of the element around several, or that it does not come

  const loadSteps = () => steps ??= /** @type {Promise<any>} */ (new Promise((then) => {
    if (customElements.get(group) || !home) return then(null);
    const script = document.createElement("script");
    script.src = new URL(home.replace(/embed(@\d+)?\.js.*/, "embed-steps$1.js")).href;
    script.integrity = sealed;
    script.crossOrigin = "anonymous";
    script.onload = script.onerror = then;
    document.head.append(script);
  }));

  // noted are the notes inside an element, as a link has them.
  function noted(element) {
    return [...element.querySelectorAll("inflight-note")].map((note) => {
      const task = note.getAttribute("task"), when = note.getAttribute("at") ?? note.getAttribute("event") ?? "";
      return when + (task ? "@" + task : "") + ":" + note.textContent.replace(/\|/g, "/");
    }).join("|") || null;
  }

  // asked is the question inside an element, as a link has it: its words, and its choices in a list.
  function asked(element) {
    const question = element.querySelector("inflight-question");
    if (!question) return null;
    const words = question.cloneNode(true), text = (node) => node.textContent.replace(/\|/g, "/");
    for (const list of words.querySelectorAll("ul, ol")) list.remove();
    return [text(words), ...[...question.querySelectorAll("li")].map((li) => (li.hasAttribute("correct") ? "*" : "") + text(li).trim())].join("|");
  }

  class InflightTimeline extends HTMLElement {
    static observedAttributes = [...besides, "hidden", "aria-label", "lang", ...all];

    #frame;
    #shown; // its address, without what can change in it
    #loaded = false;
    #waiting = []; // messages for the frame, until it can hear them
    #ready = false;
    #scenario;
    #stale = false; // a new frame is about to be made
    #runs = false; // a live run goes on
    #deadline; // the timer of the frame's answer
    #inner; // the observer of the notes inside
    #broken; // why there is no frame
    #calls = new Map(); // the promises that the frame has not answered, by the numbers of their messages
    #last = 0;
    #media = {time: 0, duration: NaN, pace: 0, rate: 1, ended: false, since: 0};
    #sought = 0; // the number of the seek by currentTime that the frame has not answered: until then the time is the one that was set
    #found; // where the frame has come to meanwhile
    #late; // the timer of the next timeupdate
    #updated = 0;
    #sight; // the observer of whether the frame is in sight
    #probe = document.createElement("i"); // of colours
    #page; // the observer of how the page looks
    #style = {}; // what the frame was told of that

    connectedCallback() {
      // What was assigned before this script came hides the accessors.
      for (const key of properties) {
        if (!Object.hasOwn(this, key)) continue;
        const value = this[key];
        delete this[key];
        this[key] = value;
      }
      const root = this.shadowRoot ?? this.attachShadow({mode: "open"});
      // Rules that a strict policy of the host page allows, where a <style> or style="" would be refused.
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(":host{display:block}:host([hidden]){display:none}" +
        "iframe{display:block;width:100%;height:320px;max-height:inherit;border:0;color-scheme:auto}[hidden]{display:none}" +
        ":host(:fullscreen){background:Canvas}:host(:fullscreen) iframe{height:100%!important;max-height:none!important}");
      root.adoptedStyleSheets = [sheet];
      for (const type of ["message", "transitionend"]) addEventListener(type, this);
      this.addEventListener("leave", this);
      dark.addEventListener("change", this);
      this.#page = new MutationObserver(() => this.#restyle());
      for (const node of [document.documentElement, document.body]) this.#page.observe(node, {attributes: true});
      this.#inner = new MutationObserver(() => this.#reopen());
      this.#inner.observe(this, {childList: true, characterData: true, subtree: true, attributeFilter: ["at", "event", "task"]});
      if (this.closest(group)) loadSteps().then(() => this.isConnected && this.#open());
      else this.#open();
    }

    disconnectedCallback() {
      for (const type of ["message", "transitionend"]) removeEventListener(type, this);
      dark.removeEventListener("change", this);
      this.#page.disconnect();
      this.#inner.disconnect();
      this.#close("the element was removed");
    }

    #close(why) {
      clearTimeout(this.#deadline);
      this.#sight?.disconnect();
      this.#frame?.remove();
      this.#frame = undefined;
      this.#loaded = this.#ready = this.#runs = false;
      this.#drop(why, true);
    }

    attributeChangedCallback(key, before, now) {
      if (!this.shadowRoot || before === now) return;
      if (key === "aria-label") return this.#name();
      if (key === "max-height") return this.#limit();
      if (key === "hidden") return this.closest(group) ? now === null ? this.#open() : this.#close(away) : undefined;
      if (styled.includes(key)) return this.#restyle();
      if (live.includes(key) && this.#loaded) return this.#send(key, this.#value(key) ?? (flags.includes(key) ? "false" : ""));
      if (live.includes(key)) this.#shown = undefined;
      this.#reopen();
    }

    // reopen makes another frame where another is asked for.
    #reopen() {
      if (this.#stale) return;
      this.#stale = true; // several attributes often change at once
      queueMicrotask(() => {
        this.#stale = false;
        if (!this.isConnected) return;
        if (this.#shown !== this.#address(fixed)) {
          if (!this.#runs) return this.#open();
          this.#send("frame"); // which asks the reader, and then says so
        }
        if (this.#loaded) for (const message of this.#waiting.splice(0)) this.#send(...message);
        this.#restyle();
      });
    }

    // The site's address; undefined where nothing tells it.
    #site() {
      const named = this.getAttribute("site");
      try {
        return named === null ? new URL(".", home) : new URL(/[/]$/.test(named) ? named : named + "/", location.href);
      } catch {}
    }

    // The address of src, the site's own where there is none; undefined if it is no address.
    #source() {
      try {
        return new URL(this.getAttribute("src") ?? "", this.#site());
      } catch {}
    }

    // styled is how the page wants the frame: by attribute, or by a property in its style sheets. Colours are as the page computes them, and
    // what is none is left for the frame to refuse. The theme "page" is that of the letters around the element.
    #styled(key) {
      const style = getComputedStyle(this), value = this.getAttribute(key) ?? (style.getPropertyValue("--inflight-" + key).trim() || null);
      if (!value || key === "font-family" || key === "theme" && value !== "page") return value;
      const {style: probe} = this.#probe, resolved = (colour) => {
        probe.color = "";
        probe.color = colour;
        return probe.color && getComputedStyle(this.#probe).color;
      };
      if (key !== "theme") return resolved(value) || value;
      const [r, g, b] = (resolved(`color(from ${style.color} srgb r g b)`).match(/-?\d[\d.]*/g) ?? []).map(Number);
      return 2 * r + 5 * g + b > 4 ? "dark" : "light";
    }

    // restyle tells the frame how the page wants it now.
    #restyle() {
      if (!this.#loaded || this.#stale) return; // it is told then
      for (const key of styled) {
        const value = this.#styled(key) ?? "";
        if (value !== this.#style[key]) this.#send(key, this.#style[key] = value);
      }
    }

    // limit keeps the frame from being higher; it scrolls inside.
    #limit() {
      const given = this.getAttribute("max-height"), height = Number(given) ? given + "px" : given ?? "";
      if (!CSS.supports("max-height", height || "0")) this.#tell("error", {message: `max-height: ${JSON.stringify(given)} is no height`});
      else if (this.#frame) this.#frame.style.maxHeight = height;
    }

    // value is what an attribute says of a key. The language of the code had HTML's own name before.
    #value(key) {
      if (styled.includes(key)) return this.#styled(key);
      const value = this.getAttribute(key);
      if (value === "" && flags.includes(key)) return "true";
      const before = this.getAttribute("lang");
      if (value === null && key === "note") return noted(this);
      if (value === null && key === "question") return asked(this);
      return value === null && key === "code" && languages.includes(before) ? before : value;
    }

    // The address of the frame: the link of src, and the attributes, which go before its keys. One that is misspelt goes along: the
    // frame tells of it as of any key that it does not know.
    #address(keys = all) {
      const {pathname, search, hash} = this.#source() ?? new URL(location.href);
      const own = [...keys.filter((key) => this.#value(key) !== null), ...this.getAttributeNames().filter(isMisspelt)];
      const parts = search.slice(1).split("&").filter((part) => part && !own.includes(part.split("=")[0]));
      for (const key of own) {
        const value = encodeURIComponent(this.#value(key)).replace(/%(2C|3A|3D|2F)/g, decodeURIComponent);
        parts.push(key + "=" + value.replaceAll("%20", "+"));
      }
      const program = this.querySelector("script[type='text/python']");
      if (program) parts.push("program=" + encodeURIComponent(program.textContent));
      if (/\/compare\/?$/.test(pathname) && !parts.some((part) => part.startsWith("view="))) parts.push("view=compare");
      const packed = hash.startsWith("#z="), far = packed && hash.length > 8000; // which few servers take
      if (packed && !far) parts.unshift(hash.slice(1)); // in the query the server sees it, and draws it
      return new URL(frames + (parts.length ? "?" + parts.join("&") : "") + (far ? hash : ""), this.#site() ?? location.href).href;
    }

    // fail shows what is inside the element.
    #fail(message) {
      clearTimeout(this.#deadline);
      this.#slot(true);
      this.#tell("error", {message});
      this.#broken = message;
      this.#drop(message, true);
    }

    // drop refuses what the frame has been asked, or, of all, what it was to be asked, too.
    #drop(why, all) {
      if (all) this.#waiting = this.#waiting.filter(([, , id]) => !id);
      for (const id of this.#calls.keys()) if (!this.#waiting.some((message) => message[2] === id)) this.#answer({id, refused: why});
    }

    #slot(shown) {
      const slot = this.shadowRoot.querySelector("slot");
      if (!shown) slot?.remove();
      else if (!slot) this.shadowRoot.append(document.createElement("slot"));
      if (this.#frame) this.#frame.hidden = shown;
    }

    // name gives the frame its title, for those who cannot see it: as the page says, as the scenario says, or what is inside the element.
    #name(title = this.getAttribute("title") || this.textContent.trim().replace(/\s+/g, " ").slice(0, 200)) {
      if (this.#frame) this.#frame.title = this.getAttribute("aria-label") || title || "Timeline of concurrent requests";
    }

    #open() {
      if (this.hidden && this.closest(group)) return this.#close(away);
      this.#loaded = this.#ready = this.#runs = false;
      this.#scenario = this.#broken = undefined;
      this.#drop("the element has another frame: its attributes were changed");
      if (!this.#waiting.some((message) => message[2] === this.#sought)) this.#sought = 0;
      clearTimeout(this.#deadline);
      this.#probe.hidden = true;
      this.shadowRoot.replaceChildren(this.#probe);
      this.#frame = undefined;
      if (!this.#site()) {
        return this.#fail("site: want the address of an Inflight, such as https://inflight.example: the script cannot tell its own");
      }
      if (!this.#source()) return this.#fail(`src: ${JSON.stringify(this.getAttribute("src"))} is no address`);
      const frame = this.#frame = document.createElement("iframe");
      frame.loading = this.getAttribute("load") === "eager" ? "eager" : "lazy";
      this.#name();
      frame.allow = "clipboard-write";
      if (self.crossOriginIsolated) frame.credentialless = true;
      frame.addEventListener("load", () => {
        this.#loaded = true;
        this.#expect(patience.answer);
        for (const message of [["hello"], ...this.#waiting.splice(0)]) this.#send(...message);
        this.#restyle();
      });
      for (const key of styled) this.#style[key] = this.#styled(key) ?? "";
      frame.src = this.#address();
      this.#shown = this.#address(fixed);
      this.#limit();
      this.shadowRoot.append(frame);
      // Firefox tells nothing of a page that does not come; a lazy frame is not asked for before it is nearly in sight.
      if (frame.loading === "eager") return this.#expect(patience.come);
      this.#sight?.disconnect();
      this.#sight = new IntersectionObserver(([{isIntersecting}], observer) => {
        if (!isIntersecting) return;
        observer.disconnect();
        if (!this.#loaded) this.#expect(patience.come);
      });
      this.#sight.observe(this);
    }

    #expect(ms) {
      clearTimeout(this.#deadline);
      this.#deadline = setTimeout(() => this.#fail(`the frame could not load: ${this.#frame.src}`), ms);
    }

    #send(type, value, id) {
      if (!this.#loaded || this.#stale) {
        this.#waiting.push([type, value, id]);
        if (this.#frame) this.#frame.loading = "eager"; // whoever asks for something does not wait for the reader's scrolling
        return;
      }
      this.#frame?.contentWindow?.postMessage({inflight: version, type, value, id}, opaque ? "*" : this.#site().origin);
    }

    // ask sends a message whose answer is promised. Who does not look at the promise hears of a refusal by the event error.
    #ask(type, value) {
      const id = ++this.#last;
      const promise = new Promise((keep, refuse) => this.#calls.set(id, {keep, refuse}));
      promise.catch(() => {});
      const refused = !this.isConnected ? "the element is in no page" : this.hidden && this.closest(group) ? away : this.#broken;
      if (refused) {
        this.#tell("error", {message: refused});
        this.#answer({id, refused});
      } else this.#send(type, value, id);
      return promise;
    }

    /** @param {{id: number, value?: any, refused?: string}} answer */
    #answer({id, value, refused}) {
      if (id === this.#sought) {
        this.#sought = 0;
        if (this.#found !== undefined) Object.assign(this.#media, {time: this.#found, since: performance.now()});
      }
      const call = this.#calls.get(id);
      this.#calls.delete(id);
      if (refused) call?.refuse(new Error(refused));
      else call?.keep(value);
    }

    // follow takes news of what is played. A duration that is null is not known: a live run goes on.
    #follow({state, events}) {
      const m = this.#media, before = m.duration;
      if (state) {
        const time = this.currentTime;
        Object.assign(m, state, {since: performance.now(), duration: state.duration ?? Infinity});
        if (this.#sought) [this.#found, m.time] = [m.time, time];
      }
      if (!Object.is(before, m.duration)) this.#tell("durationchange");
      for (const type of events ?? []) {
        if (type !== "timeupdate") this.#tell(type);
        else this.#late ??= setTimeout(() => {
          this.#late = undefined;
          this.#updated = performance.now();
          this.#tell(type);
        }, this.#updated + 250 - performance.now());
      }
    }

    #tell(type, detail) {
      this.dispatchEvent(new CustomEvent(type, {detail}));
    }

    /** @param {any} event of a message, of a colour that has changed slowly, of the reader's own theme, or of steps that turn */
    handleEvent(event) {
      const {type: kind, target, source, origin, data} = event;
      if (kind === "leave") {
        if (this.#runs) event.preventDefault(this.#send("frame"));
        return;
      }
      if (kind !== "message") return kind === "change" || target.contains?.(this) ? this.#restyle() : undefined;
      if (!this.#frame || source !== this.#frame.contentWindow || data?.inflight !== version) return;
      if (origin !== this.#site().origin && !(opaque && origin === "null")) return; // a sandbox is handed on to its frames
      const {type, value} = data;
      clearTimeout(this.#deadline);
      this.#broken = undefined;
      this.#slot(false);
      if (type === "answer") return this.#answer(value);
      if (type === "answered") return this.#tell("answer", value);
      if (type === "media") return this.#follow(value);
      if (type === "hello") this.#name(value.title);
      if (type === "key" && slides[value]) {
        const keyCode = slides[value]; // by which slides know them
        return this.dispatchEvent(new KeyboardEvent("keydown", {key: value, code: value, keyCode, bubbles: true, composed: true, cancelable: true}));
      }
      if (type === "height") this.#frame.style.height = Math.min(Math.max(Number(value) || 0, 80), 20000) + "px";
      if (value?.scenario !== undefined) this.#scenario = value.scenario;
      if (type === "ready") this.#ready = true;
      if (type === "frame") {
        this.#runs = false;
        this.dispatchEvent(new Event("left")); // steps turn now
        return this.#open();
      }
      if (["ready", "run", "finish"].includes(type)) this.#runs = type === "run" && value.live;
      if (type === "events") for (const event of value.events) this.#tell("event", {...event, live: value.live, row: value.row});
      else if (["ready", "run", "finish", "change", "error", "note"].includes(type)) this.#tell(type, value);
    }

    // run starts a live run, as the reader's press on Run would, and promises its trace. Where a run would call other people's servers,
    // only that press starts it.
    run() { return this.#ask("run"); }

    // stop ends what runs or is played, and promises the trace of what there was.
    stop() { return this.#ask("stop"); }

    // seek shows a moment: microseconds, as the t of events, or a duration such as "1.5s".
    seek(t) { return this.#ask("seek", String(t)); }

    // What follows is as in HTMLMediaElement. It plays the run that is shown, and starts none.
    play() { return this.#ask("play"); }
    pause() { return this.#ask("pause"); }

    get duration() { return this.#media.duration; }
    get paused() { return !this.#media.pace; }
    get ended() { return this.#media.ended; }

    get currentTime() {
      const {time, pace, since, duration} = this.#media;
      return pace ? Math.min(duration, time + pace * (performance.now() - since) / 1000) : time;
    }
    set currentTime(seconds) {
      Object.assign(this.#media, {time: Number(seconds) || 0, since: performance.now()});
      this.#found = undefined;
      this.#send("seek", String(Math.round(Math.max(0, seconds) * 1e6)), this.#sought = ++this.#last);
    }

    get playbackRate() { return this.#media.rate; }
    set playbackRate(rate) { this.#send("speed", String(this.#media.rate = Number(rate))); }

    get ready() { return this.#ready; }

    // scenario is the query of a link; setting it changes what the frame shows.
    get scenario() { return this.#scenario ?? new URL(this.#address()).search.slice(1); }
    set scenario(query) { this.#send("scenario", String(query)); }
  }

  // Each attribute is a property, too: frameworks assign one where the element has it, and of the DOM's own that would be lost. What
  // the DOM has a method for, such as after(), is still that when it is read.
  const attributes = [...besides, ...all];
  const properties = ["currentTime", "playbackRate", "scenario", ...attributes, ...attributes.map(camelled)];

  function camelled(key) {
    return key.replace(/-./g, (letters) => letters[1].toUpperCase());
  }

  for (const key of attributes) {
    const method = [InflightTimeline, Element].map((of) => Object.getOwnPropertyDescriptor(of.prototype, key)?.value).find(Boolean);
    const accessor = {
      configurable: true, enumerable: true,
      get() { return method ?? (flags.includes(key) ? ![null, "false"].includes(this.getAttribute(key)) : this.getAttribute(key) ?? ""); },
      set(value) {
        const gone = value === false && !scenario.includes(key); // of a scenario's key it is a value: a preset may say otherwise
        if (gone || value === undefined || value === null || value === "") this.removeAttribute(key);
        else this.setAttribute(key, String(value));
      },
    };
    for (const name of new Set([key, camelled(key)])) Object.defineProperty(InflightTimeline.prototype, name, accessor);
  }

  customElements.define(name, InflightTimeline);
})();
