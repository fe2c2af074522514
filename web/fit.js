// The colours and letters that a host page gives an embed. It is loaded where there are any. Whatever they are, all can be read: the theme
// is the one whose letters stand out from the background, and other colours become lighter or darker until they do.
"use strict";
(() => {
  const root = document.documentElement;
  const forms = { // those of the keys, as the app has them
    accent: /^(#[0-9a-f]{3,8}|[a-z]+|(rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\([a-z0-9 .,%/+-]+\))$/i,
    "font-family": /^[\p{L}\p{N} "',_-]*$/u,
  };
  forms.background = forms.accent;
  const small = ["accent", "muted", "good", "bad", "cancelled", "keyword", "string", "number", "comment"]; // colours of letters
  const worn = {accent: "", background: "", "font-family": ""};
  let asked = root.dataset.theme; // the theme, before a background asked for another
  let chosen; // … and that other one

  const probe = root.appendChild(document.createElement("i"));
  probe.hidden = true;

  // resolved is a colour without names, functions and properties in it.
  function resolved(colour) {
    probe.style.color = "";
    probe.style.color = colour;
    return getComputedStyle(probe).color;
  }

  function luminance(colour) {
    const [r, g, b] = resolved(`color(from ${colour} srgb-linear r g b)`).split(" ").slice(1).map((part) => parseFloat(part) || 0);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  // contrast is that of WCAG, from 1 to 21.
  function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  const property = (name) => getComputedStyle(root).getPropertyValue("--" + name).trim();
  const set = (name, value) => root.style.setProperty("--" + name, value);

  function dress() {
    for (const name of [...small, "on-accent", "page", "lane", "grid", "text"]) root.style.removeProperty("--" + name);
    if (root.dataset.theme !== chosen) asked = root.dataset.theme;
    const theme = themeFor(worn.background);
    if (root.dataset.theme !== theme) root.dataset.theme = chosen = theme;
    const ink = property("ink");
    if (worn.background) {
      set("page", resolved(worn.background));
      set("lane", resolved(`color-mix(in oklab, ${property("page")} 96%, ${ink})`));
      set("grid", resolved(`color-mix(in oklab, ${property("page")} 88%, ${ink})`));
    }
    const page = property("page");
    for (const name of worn.background ? small : worn.accent ? ["accent"] : []) {
      const given = name === "accent" && worn.accent || property(name);
      let colour = resolved(given);
      for (let part = 90; part >= 0 && contrast(colour, page) < 4.7; part -= 10) {
        colour = resolved(`color-mix(in oklab, ${given} ${part}%, ${ink})`);
      }
      set(name, colour);
    }
    if (worn.accent) set("on-accent", contrast(property("accent"), "#fff") > 4.5 ? "#fff" : "#000");
    if (worn["font-family"]) set("text", worn["font-family"] + ", " + property("text"));
  }

  // themeFor is the theme whose letters can be read on a background.
  function themeFor(background) {
    if (!background) return asked;
    const is = luminance(background) > 0.18 ? "light" : "dark";
    const dark = asked === "dark" || asked !== "light" && matchMedia("(prefers-color-scheme: dark)").matches;
    return dark === (is === "dark") ? asked : is;
  }

  // inflightFit takes a key's value, and returns what is wrong with it.
  globalThis.inflightFit = (key, value) => {
    if (value !== "") {
      const known = value.length <= 200 && forms[key].test(value) && CSS.supports(key === "font-family" ? key : "color", value);
      if (!known) return `${key}: ${JSON.stringify(value.slice(0, 40))}: want ` + (key === "font-family" ? "names of fonts" : "a colour as in CSS");
      if (key === "background" && Math.max(contrast(value, "#1c2430"), contrast(value, "#e6ebf2")) < 7) {
        return `background: ${value}: letters could not be read on it: want a lighter or a darker one`;
      }
    }
    worn[key] = value;
    dress();
  };

  new MutationObserver(dress).observe(root, {attributeFilter: ["data-theme"]});
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", dress);
})();
