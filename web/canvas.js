// The canvas half of app/canvas_js.go: it draws a picture from numbers, many marks a call. It is in JavaScript because
// each call from Go into the browser costs more than drawing a mark.
"use strict";

// inflightCanvas opens the pen. classes are the meanings of marks, by number; frame(scroll) is called when a frame is wanted.
globalThis.inflightCanvas = (classes, frame) => {
  const shapes = {rect: 0, line: 1, cap: 2, triangle: 3, text: 4, bracket: 5, layer: 200, cursor: 201, grip: 202};
  const size = 8; // floats a mark
  const colours = ["ink", "muted", "grid", "page", "lane", "in-flight", "good", "bad", "cancelled", "waiting", "accent"];

  // How meanings look: the same as engine.PictureCSS says it for the other pen.
  const looks = {
    "lane-band": {fill: "lane"},
    "grid-line": {stroke: "grid", width: 1},
    "axis-label": {fill: "muted"}, "subtitle-text": {fill: "muted"}, "legend-label": {fill: "muted"}, "note-text": {fill: "muted"},
    "muted-label": {fill: "muted"}, "tick-count": {fill: "muted"}, "return-label": {fill: "muted", bold: true},
    "title-text": {fill: "ink", bold: true},
    "lane-name": {fill: "ink", mono: true}, "caller-name": {fill: "ink", mono: true, bold: true},
    "raise-label": {fill: "bad", bold: true}, "bad-label": {fill: "bad", bold: true}, "good-label": {fill: "good", bold: true},
    "cancel-label": {fill: "cancelled", bold: true},
    "caller-wait": {hatch: "waiting", step: 6, thick: 1.6, round: true}, "caller-linger": {hatch: "waiting", step: 6, thick: 1.6, round: true, alpha: .45},
    "deliver-tick": {fill: "good"}, "error-tick": {fill: "page", stroke: "bad", width: 1.5}, "raise-tick": {fill: "bad"},
    "return-tick": {stroke: "ink", width: 2}, "wake-tick": {stroke: "ink", width: 2},
    "sleep-bar": {stroke: "waiting", width: 2, dash: [.1, 5], cap: "round"},
    "pool-bar": {stroke: "waiting", width: 1.4, dash: [4, 3], inset: true, round: true},
    "browser-bar": {hatch: "waiting", step: 5, thick: 1, stroke: "waiting", width: 1.2, inset: true, round: true},
    "flight-bar": {fill: "in-flight", round: true, orphan: true},
    "connect-bar": {stroke: "in-flight", width: 1.2, inset: true, round: true},
    "body-bar": {fill: "in-flight", round: true, orphan: true}, "body-core": {fill: "page", alpha: .6, round: true},
    "open-bar": {fill: "in-flight", round: true, orphan: true},
    "closing-bar": {hatch: "in-flight", step: 4, thick: .8, lean: true, stroke: "in-flight", width: 1.2, inset: true, round: true},
    "held-up-bar": {hatch: "waiting", step: 5, thick: .8, upright: true, stroke: "waiting", width: 1.2, inset: true, round: true},
    "idle-line": {stroke: "in-flight", width: 1.2, alpha: .6}, "ride-label": {fill: "page", bold: true},
    "enter-mark": {stroke: "ink", width: 2}, "exit-mark": {stroke: "ink", width: 2},
    "cancel-bar": {tint: "cancelled", hatch: "cancelled", step: 7, thick: 2, lean: true, round: true},
    "noticed-mark": {stroke: "cancelled", width: 2},
    "never-dash": {stroke: "muted", width: 2, cap: "round"},
    "ghost-bar": {stroke: "waiting", width: 1, alpha: .7, inset: true, round: true},
    "return-line": {stroke: "muted", width: 1.2, dash: [2, 3]}, "raise-line": {stroke: "bad", width: 1.2, dash: [2, 3]},
    "turn-line": {stroke: "cancelled", width: 1.6, dash: [3, 2]}, "turn-tick": {fill: "cancelled"}, "event-mark": {stroke: "accent", width: 3, cap: "round"},
    "playhead": {stroke: "ink", width: 1.4},
    "finish-cap": {stroke: "good", sign: "M-3.6,.4 L-1,3.2 L3.8,-2.8", dot: true}, "bad-status-cap": {stroke: "bad", sign: "M-3.6,.4 L-1,3.2 L3.8,-2.8", dot: true},
    "fail-cap": {stroke: "bad", sign: "M-3,-3 L3,3 M3,-3 L-3,3"}, "cancel-cap": {stroke: "cancelled", sign: "M-2.6,-3.4 V3.4 M2.6,-3.4 V3.4"},
    "timeout-cap": {stroke: "cancelled", sign: "M0,-4.6 V0 L3.2,2"},
  };
  const orphan = {tint: "in-flight", tintAlpha: .28, stroke: "in-flight", width: 1.4, dash: [5, 4], inset: true};
  const styles = classes.map((name) => looks[name] ?? {fill: "ink"});
  for (const style of styles) if (style.sign) style.path = new Path2D(style.sign);
  const grip = new Path2D("M0,0 L5,4 V7 H-5 V4 Z"); // gripShape in picture.go

  const sans = 'ui-sans-serif,system-ui,"Segoe UI",Roboto,sans-serif';
  const mono = "ui-monospace,Menlo,Consolas,monospace";
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  let bytes = new Uint8Array(0);
  let texts = [];
  let palette = {};
  let running = false;
  let free = false; // frames do not move by themselves, whatever people prefer
  let next = 0; // no frame before this moment
  let head = 0; // where the rows begin
  let stage, roll, canvas, g;

  function attach() {
    const found = document.getElementById("stage");
    if (!found || found === stage) return found !== null;
    stage = found;
    roll = document.createElement("div");
    canvas = document.createElement("canvas");
    canvas.setAttribute("aria-hidden", "true");
    roll.append(canvas);
    stage.replaceChildren(roll);
    g = canvas.getContext("2d");
    stage.addEventListener("scroll", () => { if (!running) requestAnimationFrame(() => frame(stage.scrollTop)); }, {passive: true});
    return true;
  }

  function readPalette() {
    const style = getComputedStyle(stage);
    palette = Object.fromEntries(colours.map((name) => [name, style.getPropertyValue("--" + name).trim()]));
  }

  function fit(width, height, total) {
    const scale = devicePixelRatio || 1;
    const w = Math.round(width * scale), h = Math.round(height * scale);
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w;
      canvas.height = h;
      canvas.style.width = width + "px";
      canvas.style.height = height + "px";
      stage.style.height = height + "px";
    }
    roll.style.height = total + "px";
    g.setTransform(scale, 0, 0, scale, 0, 0);
    g.clearRect(0, 0, width, height);
  }

  function hatch(style, x, y, w, h) {
    g.save();
    g.clip();
    g.beginPath();
    const step = style.upright ? style.step : style.step * Math.SQRT2;
    const tilt = style.upright ? 0 : h;
    for (let at = Math.floor((x - h) / step) * step; at < x + w + h; at += step) {
      g.moveTo(at, style.lean ? y : y + h);
      g.lineTo(at + tilt, style.lean ? y + h : y);
    }
    g.strokeStyle = palette[style.hatch];
    g.lineWidth = style.thick;
    g.stroke();
    g.restore();
  }

  function rect(style, x, y, w, h) {
    if (style.inset) { x += .7; y += .7; w = Math.max(w - 1.4, .2); h = Math.max(h - 1.4, .2); }
    g.beginPath();
    g.roundRect(x, y, w, h, style.round ? Math.min(4, h / 4, w / 2) : 0);
    if (style.tint) {
      g.globalAlpha = style.tintAlpha ?? .18;
      g.fillStyle = palette[style.tint];
      g.fill();
      g.globalAlpha = 1;
    }
    if (style.alpha) g.globalAlpha = style.alpha;
    if (style.fill) { g.fillStyle = palette[style.fill]; g.fill(); }
    if (style.stroke) outline(style);
    if (style.hatch) hatch(style, x, y, w, h);
    g.globalAlpha = 1;
  }

  function outline(style) {
    g.setLineDash(style.dash ?? []);
    g.lineCap = style.cap ?? "butt";
    g.strokeStyle = palette[style.stroke];
    g.lineWidth = style.width;
    g.stroke();
    g.setLineDash([]);
  }

  function cap(style, x, y, radius) {
    g.save();
    g.translate(x, y);
    g.scale(radius / 8.5, radius / 8.5);
    const small = radius < 5;
    const colour = palette[style.stroke];
    g.beginPath();
    g.arc(0, 0, 8.5, 0, 7);
    g.fillStyle = small ? colour : palette.page;
    if (!small || style.dot) g.fill();
    g.strokeStyle = colour;
    g.lineCap = g.lineJoin = "round";
    g.lineWidth = small ? 4.5 : 2;
    if (!small) g.stroke();
    if (!small || !style.dot) g.stroke(style.path);
    g.restore();
  }

  function triangle(style, x, y, w, h) {
    g.beginPath();
    g.moveTo(x - w / 2, y);
    g.lineTo(x + w / 2, y);
    g.lineTo(x, y + h);
    g.closePath();
    g.fillStyle = palette[style.fill];
    g.fill();
    if (style.stroke) outline(style);
  }

  function text(style, anchor, x, y, height, words) {
    g.font = `${style.bold ? 600 : 400} ${height}px ${style.mono ? mono : sans}`;
    g.textAlign = ["left", "center", "right"][anchor];
    g.fillStyle = palette[style.fill];
    g.fillText(words, x, y);
  }

  function layer(width, y, top, height) {
    g.restore();
    g.save();
    g.beginPath();
    g.rect(0, top, width, height);
    g.clip();
    g.translate(0, y);
  }

  function mark(floats, at, width) {
    const x = floats[at + 3], y = floats[at + 4], w = floats[at + 5], h = floats[at + 6], flags = floats[at + 2];
    const look = styles[floats[at + 1]];
    const style = flags >= 4 && look.orphan ? orphan : look;
    switch (floats[at]) {
      case shapes.rect: rect(style, x, y, w, h); break;
      case shapes.line: g.beginPath(); g.moveTo(x, y); g.lineTo(x + w, y + h); outline(style); break;
      case shapes.cap: cap(style, x, y, w); break;
      case shapes.triangle: triangle(style, x, y, w, h); break;
      case shapes.bracket: g.beginPath(); g.moveTo(x + w, y); g.lineTo(x, y); g.lineTo(x, y + h); g.lineTo(x + w, y + h); outline(style); break;
      case shapes.text: text(style, flags & 3, x, y, h, texts[floats[at + 7]]); break;
      case shapes.layer: layer(width, y, w, h); break;
      case shapes.cursor:
        g.beginPath();
        g.roundRect(x + .5, y + .5, w - 1, h - 1, 3);
        outline({stroke: "accent", width: 1});
        break;
      case shapes.grip:
        g.translate(x, y);
        g.fillStyle = palette.accent;
        g.fill(grip);
    }
  }

  // step asks for one frame after the other. After a dear one it waits, so that buttons go on answering.
  function step(now) {
    if (!running) return;
    if (now >= next) {
      const began = performance.now();
      frame(stage?.scrollTop ?? 0);
      next = now + Math.max(4 * (performance.now() - began), calm.matches && !free ? 500 : 0);
    }
    requestAnimationFrame(step);
  }

  return {
    reserve: (room) => (bytes = new Uint8Array(room)),
    start(still) {
      free = still;
      if (running) return;
      running = true;
      next = 0;
      requestAnimationFrame(step);
    },
    stop() { running = false; },
    scroll: () => (attach() ? stage.scrollTop : 0),
    rowX: (clientX) => clientX - document.querySelector("#picture").getBoundingClientRect().left,
    // rowY turns a height in the window into one within the rows, on whichever of the two pictures there is.
    rowY(clientY) {
      const lanes = document.querySelector("#picture > .sheet > .lanes");
      const box = (lanes ?? stage)?.getBoundingClientRect();
      if (!box || clientY < box.top || clientY > box.bottom) return NaN;
      return lanes ? clientY - box.top + lanes.scrollTop : clientY - box.top - head + stage.scrollTop;
    },
    draw(marks, words, width, height, total, rowsFrom) {
      if (!attach()) return;
      head = rowsFrom;
      if (words !== undefined) texts = words.split("\n");
      readPalette();
      fit(width, height, total);
      const floats = new Float32Array(bytes.buffer, 0, marks * size);
      g.save();
      for (let at = 0; at < floats.length; at += size) mark(floats, at, width);
      g.restore();
    },
  };
};
