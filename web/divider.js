// The edge between picture and code. A pointer drags it, arrow keys move it, a double click puts it back. The width is a custom property
// of the root, so that it stays when the app takes the page over; the next visit begins with it.
"use strict";
(() => {
  const root = document.documentElement;
  const key = "inflight-side";
  const step = 24;

  // The storage may be blocked.
  function keep(width) {
    try {
      if (width === undefined) return localStorage.getItem(key);
      if (width) localStorage.setItem(key, width);
      else localStorage.removeItem(key);
    } catch {
      return null;
    }
  }

  // put gives the code that width in pixels, within its bounds; 0 is the usual one.
  function put(width) {
    const divider = document.getElementById("divider");
    if (width) {
      const least = Number(divider.getAttribute("aria-valuemin"));
      width = Math.round(Math.max(Math.min(width, Number(divider.getAttribute("aria-valuemax"))), least));
      divider.setAttribute("aria-valuenow", String(width));
    }
    root.style.setProperty("--side", width ? width + "px" : "");
    keep(width ? String(width) : "");
    dispatchEvent(new Event("resize")); // the picture has another width
  }

  const box = () => document.getElementById("side").getBoundingClientRect();

  document.addEventListener("pointerdown", (e) => {
    const divider = /** @type {HTMLElement} */ (/** @type {Element} */ (e.target).closest?.("#divider"));
    if (!divider || e.button) return;
    e.preventDefault();
    const {left, right} = box();
    const held = e.clientX - left;
    divider.setPointerCapture(e.pointerId);
    const move = (/** @type {PointerEvent} */ e) => put(right - e.clientX + held);
    divider.addEventListener("pointermove", move);
    divider.addEventListener("lostpointercapture", () => divider.removeEventListener("pointermove", move), {once: true});
  });

  document.addEventListener("dblclick", (e) => {
    if (/** @type {Element} */ (e.target).closest?.("#divider")) put(0);
  });

  document.addEventListener("keydown", (e) => {
    if (/** @type {Element} */ (e.target).id !== "divider" || e.ctrlKey || e.metaKey || e.altKey) return;
    const to = {ArrowLeft: box().width + step, ArrowRight: box().width - step, Home: 1, End: Infinity}[e.key];
    if (to === undefined) return;
    e.preventDefault();
    e.stopImmediatePropagation(); // elsewhere these keys go from event to event
    put(to);
  }, true);

  const kept = Number(keep());
  if (kept > 0) root.style.setProperty("--side", kept + "px");
})();
