// The guide's page around its examples: the language of its programs, the theme, and where in it the reader is.
"use strict";
(() => {
  // languages switches all programs when one is switched to another language. The next visit begins with that language.
  function languages() {
    const choose = (language) => {
      /** @type {NodeListOf<HTMLInputElement>} */
      const radios = document.querySelectorAll(`.listings input[value="${language}"]`);
      for (const radio of radios) radio.checked = true;
    };
    const kept = keep("inflight-language");
    if (["python", "go", "javascript"].includes(kept)) choose(kept);
    document.addEventListener("change", (e) => {
      const radio = /** @type {HTMLInputElement} */ (e.target);
      if (!radio.matches(".listings input")) return;
      const before = radio.getBoundingClientRect().top;
      choose(radio.value);
      scrollBy(0, radio.getBoundingClientRect().top - before); // the programs above have other lengths
      keep("inflight-language", radio.value);
    });
  }

  // theme is the button of the other pages.
  function theme() {
    const button = document.getElementById("theme"), next = {auto: "light", light: "dark", dark: "auto"};
    const set = (theme) => {
      document.documentElement.dataset.theme = theme;
      button.title = "Theme: " + theme;
      button.setAttribute("aria-label", button.title);
      for (const embed of document.querySelectorAll("inflight-timeline")) embed.setAttribute("theme", theme);
    };
    const kept = keep("inflight-theme");
    set(next[kept] ? kept : "auto");
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
    /** @type {NodeListOf<HTMLAnchorElement>} */
    const contents = document.querySelectorAll(".contents a");
    const links = new Map([...contents].map((a) => [a.hash.slice(1), a]));
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

  languages();
  theme();
  whereabouts();
})();
