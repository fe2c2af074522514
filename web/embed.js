// Inflight in your page: <script src="…/embed.js" defer></script>, and wherever you want a timeline
//
//   <inflight-timeline strategy="gather" tasks="3s,1s" view="timeline code">
//     <a href="…/?tasks=3s,1s">gather(3s, 1s)</a>
//   </inflight-timeline>
//
// The element shows the site's /embed in a frame that is as high as its content. What is inside the element is shown where
// this script does not run. It works from any origin, needs nothing else, and asks only the site that it comes from.
"use strict";
(() => {
  const version = 1; // of the messages to and from the frame
  const site = new URL(".", /** @type {HTMLScriptElement} */ (document.currentScript)?.src ?? location.href);
  const name = "inflight-timeline";
  if (customElements.get(name)) return;

  // The attributes are keys of the frame's link, which `make golden` writes here: the scenario, how it looks, what is there or not,
  // and what can change without a new frame.
  const scenario = [
    "preset", "title", "strategy", "client", "session", "tasks", "return_exceptions", "return_when", "pending",
    "task_timeout", "concurrency", "batch", "attempts", "backoff", "hedge_after", "timeout", "on_error", "after",
    "limit", "limit_per_host", "connect", "size", "closing", "raise_for_status", "seed", "hosts", "names", "strategies",
  ];
  const looks = ["view", "theme", "controls", "font-size", "lang", "load", "readonly", "autoplay"];
  const flags = ["readonly", "autoplay"];
  const live = ["theme", "font-size"];
  // end of the attributes

  // What a frame answers comes from the site, or from nowhere where this page itself is in a sandbox.
  const opaque = self.origin === "null";
  const expected = opaque ? "null" : site.origin;

  class InflightTimeline extends HTMLElement {
    static observedAttributes = ["src", ...looks, ...scenario];

    #frame;
    #loaded = false;
    #waiting = []; // messages for the frame, until it can hear them
    #ready = false;
    #scenario;
    #stale = false; // a new frame is about to be made

    connectedCallback() {
      const root = this.shadowRoot ?? this.attachShadow({mode: "open"});
      // Rules that a strict policy of the host page allows, where a <style> or style="" would be refused.
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(":host{display:block}:host([hidden]){display:none}" +
        "iframe{display:block;width:100%;height:320px;border:0;color-scheme:auto}");
      root.adoptedStyleSheets = [sheet];
      addEventListener("message", this);
      this.#open();
    }

    disconnectedCallback() {
      removeEventListener("message", this);
      this.#frame?.remove();
      this.#frame = undefined;
    }

    attributeChangedCallback(key, before, now) {
      if (!this.shadowRoot || before === now) return;
      if (live.includes(key) && this.#loaded) return this.#send(key, now ?? "");
      if (this.#stale) return;
      this.#stale = true; // several attributes often change at once
      queueMicrotask(() => {
        this.#stale = false;
        if (this.isConnected) this.#open();
      });
    }

    // The address of src, the site's own where there is none; undefined if it is no address.
    #source() {
      try {
        return new URL(this.getAttribute("src") ?? "", site);
      } catch {}
    }

    // The address of the frame: the link of src, and the attributes, which go before its keys.
    #address() {
      const {pathname, search, hash} = this.#source() ?? site;
      const own = [...scenario, ...looks].filter((key) => this.hasAttribute(key));
      const parts = search.slice(1).split("&").filter((part) => part && !own.includes(part.split("=")[0]));
      for (const key of own) {
        const value = flags.includes(key) && this.getAttribute(key) === "" ? "true" : this.getAttribute(key);
        parts.push(key + "=" + encodeURIComponent(value).replace(/%(2C|3A|3D|2F)/g, decodeURIComponent).replaceAll("%20", "+"));
      }
      if (/\/compare\/?$/.test(pathname) && !parts.some((part) => part.startsWith("view="))) parts.push("view=compare");
      if (hash.startsWith("#z=")) parts.unshift(hash.slice(1)); // a packed link: in the query the server sees it, and draws it
      return new URL("embed" + (parts.length ? "?" + parts.join("&") : ""), site).href;
    }

    #open() {
      this.#loaded = this.#ready = false;
      this.#scenario = undefined;
      this.shadowRoot.replaceChildren();
      this.#frame = undefined;
      if (!this.#source()) {
        this.shadowRoot.append(document.createElement("slot")); // what is inside the element
        return this.#tell("error", {message: `src: ${JSON.stringify(this.getAttribute("src"))} is no address`});
      }
      const frame = this.#frame = document.createElement("iframe");
      frame.loading = this.getAttribute("load") === "eager" ? "eager" : "lazy";
      frame.title = this.getAttribute("aria-label") || "Timeline of concurrent requests";
      frame.allow = "clipboard-write";
      if (self.crossOriginIsolated) frame.credentialless = true;
      frame.addEventListener("load", () => {
        this.#loaded = true;
        for (const [type, value] of [["hello"], ...this.#waiting.splice(0)]) this.#send(type, value);
      });
      frame.src = this.#address();
      this.shadowRoot.append(frame);
    }

    #send(type, value) {
      if (!this.#loaded) {
        this.#waiting.push([type, value]);
        if (this.#frame) this.#frame.loading = "eager"; // whoever asks for something does not wait for the reader's scrolling
        return;
      }
      this.#frame?.contentWindow?.postMessage({inflight: version, type, value}, opaque ? "*" : site.origin);
    }

    #tell(type, detail) {
      this.dispatchEvent(new CustomEvent(type, {detail}));
    }

    /** @param {MessageEvent} message */
    handleEvent({source, origin, data}) {
      if (!this.#frame || source !== this.#frame.contentWindow || origin !== expected || data?.inflight !== version) return;
      const {type, value} = data;
      if (type === "height") this.#frame.style.height = Math.min(Math.max(Number(value) || 0, 80), 20000) + "px";
      if (value?.scenario !== undefined) this.#scenario = value.scenario;
      if (type === "ready") this.#ready = true;
      if (type === "events") for (const event of value.events) this.#tell("event", {...event, live: value.live, row: value.row});
      else if (["ready", "run", "finish", "change", "error"].includes(type)) this.#tell(type, value);
    }

    // run starts a run, as the reader's press on Run would. Where a run would call other people's servers, only that press does.
    run() { this.#send("run"); }

    // stop ends what runs or is played.
    stop() { this.#send("stop"); }

    // seek shows a moment: microseconds, as the t of events, or a duration such as "1.5s".
    seek(t) { this.#send("seek", t); }

    get ready() { return this.#ready; }

    // scenario is the query of a link; setting it changes what the frame shows.
    get scenario() { return this.#scenario ?? new URL(this.#address()).search.slice(1); }
    set scenario(query) { this.#send("scenario", String(query)); }
  }

  customElements.define(name, InflightTimeline);
})();
