// Elements that are shown one after another: <inflight-steps> around them, each child a step. embed.js fetches this where a page has it.
//
// One step is in sight, and one frame is there. What the reader has seen and answered is kept in the page, as long as it is open. With an id
// such as "waiting" the steps have addresses: #waiting-1, #waiting-2.
"use strict";
(() => {
  const name = "inflight-steps";
  if (customElements.get(name)) return;

  const css = `:host { display: block; }
    nav { display: flex; flex-wrap: wrap; align-items: center; justify-content: center; gap: 4px 8px; padding: 6px 0; font: 0.875rem/1.4 system-ui, sans-serif; }
    button { min-width: 44px; min-height: 44px; padding: 0 12px; border: 1px solid transparent; border-radius: 6px; background: none; color: inherit;
      font: inherit; cursor: pointer; }
    button:focus-visible { outline: 2px solid; outline-offset: -2px; }
    .turn { border-color: color-mix(in srgb, currentColor 40%, transparent); }
    [aria-disabled="true"] { cursor: default; opacity: 0.6; }
    ol { display: flex; flex-wrap: wrap; justify-content: center; margin: 0; padding: 0; list-style: none; }
    ol button { position: relative; min-width: 28px; padding: 0; font-size: 0.6875rem; }
    ol button::before { content: ""; display: block; width: 12px; height: 12px; margin: auto; border: 2px solid; border-radius: 50%; box-sizing: border-box; }
    ol .seen::before { background: color-mix(in srgb, currentColor 45%, transparent); }
    ol [aria-current]::before { outline: 2px solid; outline-offset: 2px; background: currentColor; }
    ol .right::after, ol .wrong::after { position: absolute; inset: auto 0 1px; }
    ol .right::after { content: "✓"; }
    ol .wrong::after { content: "×"; }
    output { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    @media print { nav { display: none; } }`;

  class InflightSteps extends HTMLElement {
    static observedAttributes = ["step"];

    #step = 0; // from 1; 0 before the first
    #seen = new Map(); // step → "", "right", "wrong"
    #children; // the observer of the steps
    #nav;
    #wanted = 0; // the step that waits for a live run in this one; 0 for none

    connectedCallback() {
      for (const key of ["step"]) {
        if (!Object.hasOwn(this, key)) continue;
        const value = this[key];
        delete this[key];
        this[key] = value;
      }
      if (!this.shadowRoot) this.#draw();
      for (const type of ["answer", "left"]) this.addEventListener(type, this, true);
      addEventListener("hashchange", this);
      this.#children = new MutationObserver(() => this.#show(this.#step));
      this.#children.observe(this, {childList: true});
      this.#show(this.#addressed() || this.#step || Number(this.getAttribute("step")) || 1);
    }

    disconnectedCallback() {
      removeEventListener("hashchange", this);
      this.#children.disconnect();
    }

    attributeChangedCallback(_, before, now) {
      if (this.#nav && before !== now) this.step = now;
    }

    // steps are the children, but for scripts and the like, which show nothing.
    get steps() { return [...this.children].filter((child) => !["SCRIPT", "STYLE", "TEMPLATE"].includes(child.tagName)); }

    get step() { return this.#step; }
    set step(n) {
      const step = Number(n);
      if (Number.isInteger(step) && step >= 1 && step <= this.steps.length) this.#go(step);
      else {
        const message = `step: ${JSON.stringify(String(n).slice(0, 40))}: want a whole number from 1 to ${this.steps.length}`;
        this.dispatchEvent(new CustomEvent("error", {detail: {message}}));
      }
    }

    next() { this.#go(this.#step + 1); }
    back() { this.#go(this.#step - 1); }

    #draw() {
      const sheet = new CSSStyleSheet(); // which a strict policy of the page allows
      sheet.replaceSync(css);
      const root = this.attachShadow({mode: "open"});
      root.adoptedStyleSheets = [sheet];
      const nav = this.#nav = document.createElement("nav"), dots = document.createElement("ol");
      nav.setAttribute("aria-label", "Steps");
      const turn = (words, by) => {
        const button = nav.appendChild(document.createElement("button"));
        button.className = "turn";
        button.textContent = words;
        button.addEventListener("click", () => this.#go(this.#step + by));
      };
      turn("‹ Back", -1);
      nav.append(dots);
      turn("Next ›", 1);
      root.append(document.createElement("slot"), nav, document.createElement("output"));
      dots.addEventListener("click", ({target}) => {
        const at = [...dots.children].findIndex((dot) => dot.contains(/** @type {Node} */ (target)));
        if (at >= 0) this.#go(at + 1);
      });
    }

    // addressed is the step that the page's address names; 0 for none.
    #addressed() {
      const at = this.id && location.hash.startsWith("#" + this.id + "-") ? Number(location.hash.slice(this.id.length + 2)) : 0;
      return Number.isInteger(at) && at >= 1 && at <= this.steps.length ? at : 0;
    }

    // go turns to a step, says so, and puts it into the page's address. A step back leads out of the page, as without this element.
    //
    // A live run in the step that is left would end with its frame. So the frame asks the reader, and the step waits for the answer.
    #go(step) {
      if (step < 1 || step > this.steps.length || step === this.#step) return;
      this.#wanted = this.#runs() ? step : 0;
      if (this.#wanted) return;
      this.#show(step);
      const of = this.steps.length;
      this.shadowRoot.querySelector("output").textContent = `Step ${step} of ${of}`;
      try {
        if (this.id) history.replaceState(history.state, "", "#" + this.id + "-" + step);
      } catch {} // a page in a sandbox may have no say in its address
      this.dispatchEvent(new CustomEvent("step", {detail: {step, of}}));
    }

    // runs reports whether a live run goes on in the step in sight, and has its frame ask.
    #runs() {
      const step = this.steps[this.#step - 1];
      const asked = [step, ...step?.querySelectorAll("inflight-timeline") ?? []].map((part) => !part?.dispatchEvent(new Event("leave", {cancelable: true})));
      return asked.includes(true);
    }

    // show has one step in sight. The frames of the others go, and with them what they take of the reader's machine.
    #show(step) {
      const steps = this.steps;
      this.#step = step = Math.min(Math.max(1, step), steps.length);
      if (step && !this.#seen.has(step)) this.#seen.set(step, "");
      for (const [i, child] of steps.entries()) {
        for (const part of /** @type {HTMLElement[]} */ ([child, ...child.querySelectorAll("inflight-timeline")])) {
          if (part.hidden !== (i + 1 !== step)) part.hidden = i + 1 !== step;
        }
      }
      const dots = this.#nav.querySelector("ol"), [back, next] = this.#nav.querySelectorAll(".turn");
      while (dots.children.length > steps.length) dots.lastChild.remove();
      while (dots.children.length < steps.length) dots.appendChild(document.createElement("li")).append(document.createElement("button"));
      for (const [i, {firstChild: dot}] of [...dots.children].entries()) {
        const fate = this.#seen.get(i + 1), label = steps[i].getAttribute("aria-label") || steps[i].querySelector("h1, h2, h3, h4")?.textContent;
        dot.className = fate === undefined ? "" : "seen " + fate;
        dot.setAttribute("aria-label", `Step ${i + 1}` + (label ? ": " + label.trim() : "") +
          (fate === "right" ? ", answered" : fate === "wrong" ? ", answered wrongly" : fate === "" ? ", seen" : ""));
        if (i + 1 === step) dot.setAttribute("aria-current", "step");
        else dot.removeAttribute("aria-current");
      }
      back.setAttribute("aria-disabled", String(step <= 1));
      next.setAttribute("aria-disabled", String(step >= steps.length));
    }

    handleEvent(event) {
      if (event.type === "left") return this.#go(this.#wanted);
      if (event.type === "answer" && event.detail.given !== null) {
        this.#seen.set(this.#step, event.detail.right ? "right" : "wrong");
        this.#show(this.#step);
      }
      const step = event.type === "hashchange" && this.#addressed();
      if (!step) return;
      this.#go(step);
      this.scrollIntoView({block: "nearest"});
    }
  }

  customElements.define(name, InflightSteps);
})();
