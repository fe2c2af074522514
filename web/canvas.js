// The canvas half of app/canvas_js.go: it draws a picture from numbers, many marks a call. It is in JavaScript because
// each call from Go into the browser costs more than drawing a mark.
"use strict";

// inflightCanvas opens the pen. inflightLooks has the look of each meaning, by its number: the server puts before this what
// picture.CanvasLooks writes. When a frame is wanted, frame(scroll) is called, and shown() once after each seen().
globalThis.inflightCanvas = (frame, shown) => {
  const shapes = {rect: 0, line: 1, cap: 2, triangle: 3, text: 4, bracket: 5, bars: 6, curve: 7, layer: 200, cursor: 201, grip: 202};
  const size = 8; // floats a mark
  const {looks, fated, colours, sans, mono} = inflightLooks;
  for (const look of [...looks, ...fated.flatMap((other) => Object.values(other))]) if (look.sign) look.path = new Path2D(look.sign);
  const grip = new Path2D("M0,0 L5,4 V7 H-5 V4 Z"); // gripShape in picture.go

  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const dark = matchMedia("(prefers-color-scheme: dark)"), forced = matchMedia("(forced-colors: active)");

  let bytes = new Uint8Array(0);
  let texts = [];
  let palette = {};
  let worn, dressed; // what the palette was read of
  let running = false;
  let free = false; // frames do not move by themselves, whatever people prefer
  let rest = 0; // how many times as long as it took the next frame waits after one
  let began = 0; // the moment when the last frame was drawn
  let due, drawn, late; // the next frame's timer, its request, and the timer of what comes in its place
  let unseen = 0; // the timer of what may never be on the screen
  let head = 0; // where the rows begin
  let scrolled = 0; // how far the rows are; to ask the browser after a change would make it lay the page out at once
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
    scrolled = stage.scrollTop;
    stage.addEventListener("scroll", () => {
      scrolled = stage.scrollTop;
      if (!running) requestAnimationFrame(() => frame(scrolled));
    }, {passive: true});
    return true;
  }

  // readPalette asks for the page's colours where something has changed on which they depend: to ask for forty takes a millisecond.
  function readPalette() {
    const root = document.documentElement;
    const now = [root.dataset.theme, root.getAttribute("style"), dark.matches, forced.matches].join();
    if (now === worn && stage === dressed) return;
    [worn, dressed] = [now, stage];
    const style = getComputedStyle(stage);
    palette = Object.fromEntries(colours.map((name) => [name, style.getPropertyValue("--" + name).trim()]));
  }

  // A picture at rest is drawn anew in the page's new colours; one that moves has them in its next frame.
  const redraw = () => { if (stage && !running) requestAnimationFrame(() => frame(scrolled)); };
  for (const preference of [dark, forced]) preference.addEventListener("change", redraw);
  new MutationObserver(redraw).observe(document.documentElement, {attributeFilter: ["data-theme", "style"]});

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

  // hatch fills the path with stripes on their ground.
  function hatch({colour, step, thick, angle, ground}, x, y, w, h) {
    g.save();
    g.strokeStyle = g.fillStyle = palette[colour];
    if (ground) {
      const opacity = g.globalAlpha;
      g.globalAlpha = opacity * ground;
      g.fill();
      g.globalAlpha = opacity;
    }
    g.clip();
    g.beginPath();
    const apart = angle === 0 ? step : step * Math.SQRT2;
    const tilt = angle === 0 ? 0 : h;
    for (let at = Math.floor((x - h) / apart) * apart; at < x + w + h; at += apart) {
      g.moveTo(at, angle < 0 ? y : y + h);
      g.lineTo(at + tilt, angle < 0 ? y + h : y);
    }
    g.lineWidth = thick;
    g.stroke();
    g.restore();
  }

  function rect(look, x, y, w, h) {
    if (look.inset) { x += .7; y += .7; w = Math.max(w - 1.4, .2); h = Math.max(h - 1.4, .2); }
    g.beginPath();
    g.roundRect(x, y, w, h, look.square ? 0 : Math.min(4, h / 4, w / 2));
    const opacity = look.opacity ?? 1;
    if (look.fill) {
      g.globalAlpha = opacity * (look.fillOpacity ?? 1);
      g.fillStyle = palette[look.fill];
      g.fill();
    }
    g.globalAlpha = opacity;
    if (look.stroke) outline(look);
    if (look.hatch) hatch(look.hatch, x, y, w, h);
    g.globalAlpha = 1;
  }

  function outline(look) {
    const opacity = g.globalAlpha;
    g.globalAlpha = look.opacity ?? 1;
    g.setLineDash(look.dash ?? []);
    g.lineCap = look.roundEnds ? "round" : "butt";
    g.lineJoin = look.roundJoins ? "round" : "miter";
    g.strokeStyle = palette[look.stroke];
    g.lineWidth = look.width;
    g.stroke();
    g.setLineDash([]);
    g.globalAlpha = opacity;
  }

  // cap draws a circle with a sign in it; a small one is the sign alone, or a dot.
  function cap(look, x, y, radius) {
    g.save();
    g.translate(x, y);
    g.scale(radius / 8.5, radius / 8.5);
    const small = radius < 5;
    const colour = palette[look.stroke];
    g.beginPath();
    g.arc(0, 0, 8.5, 0, 7);
    g.fillStyle = small ? colour : palette[look.fill];
    if (!small || look.dot) g.fill();
    g.strokeStyle = colour;
    g.lineCap = look.roundEnds ? "round" : "butt";
    g.lineJoin = look.roundJoins ? "round" : "miter";
    g.lineWidth = small ? look.smallWidth : look.width;
    if (!small) g.stroke();
    if (!small || !look.dot) g.stroke(look.path);
    g.restore();
  }

  // outline fills many rectangles at once, or one closed outline; their numbers follow the mark.
  function outlines(look, curve, x, y, points) {
    g.beginPath();
    if (curve) for (let i = 0; i < points.length; i += 2) g.lineTo(x + points[i], y + points[i + 1]);
    else for (let i = 0; i < points.length; i += 4) g.rect(x + points[i], y + points[i + 1], points[i + 2], points[i + 3]);
    if (curve) g.closePath();
    g.globalAlpha = look.fillOpacity ?? 1;
    g.fillStyle = palette[look.fill];
    g.fill();
    g.globalAlpha = 1;
    if (look.stroke) outline(look);
  }

  function triangle(look, x, y, w, h) {
    g.beginPath();
    g.moveTo(x - w / 2, y);
    g.lineTo(x + w / 2, y);
    g.lineTo(x, y + h);
    g.closePath();
    g.fillStyle = palette[look.fill];
    g.fill();
    if (look.stroke) outline(look);
  }

  function text(look, anchor, x, y, height, words) {
    g.font = `${look.bold ? 600 : 400} ${height}px ${look.mono ? mono : sans}`;
    g.textAlign = ["left", "center", "right"][anchor];
    g.fillStyle = palette[look.fill];
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
    const meaning = floats[at + 1];
    const look = fated[flags >> 2][meaning] ?? looks[meaning];
    switch (floats[at]) {
      case shapes.rect: rect(look, x, y, w, h); break;
      case shapes.line: g.beginPath(); g.moveTo(x, y); g.lineTo(x + w, y + h); outline(look); break;
      case shapes.cap: cap(look, x, y, w); break;
      case shapes.triangle: triangle(look, x, y, w, h); break;
      case shapes.bracket:
        g.beginPath(); g.moveTo(x + w, y); g.lineTo(x, y); g.lineTo(x, y + h); g.lineTo(x + w, y + h);
        outline(look);
        break;
      case shapes.text: text(look, flags & 3, x, y, h, texts[floats[at + 7]]); break;
      case shapes.bars: case shapes.curve: {
        const count = floats[at + 7];
        outlines(look, floats[at] === shapes.curve, x, y, floats.subarray(at + size, at + size + count));
        return Math.ceil(count / size);
      }
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
    return 0;
  }

  // ask asks for a frame after a wait. A browser draws none of a frame that is out of sight, in which time goes on all the same, four times
  // a second.
  function ask(wait) {
    cancelAnimationFrame(drawn);
    clearTimeout(due);
    clearTimeout(late);
    late = setTimeout(step, wait + 250);
    if (wait > 0) due = setTimeout(() => { drawn = requestAnimationFrame(step); }, wait);
    else drawn = requestAnimationFrame(step);
  }

  // step is one frame. The next one is asked for when the browser has had its part of it, too: then a message comes. Whatever else has held
  // that up, such as another program of the page or a computer that slept, nobody waits longer for the next one than people who want few.
  function step() {
    if (!running) return;
    began = performance.now();
    frame(scrolled);
    done.port2.postMessage(null);
  }
  const done = new MessageChannel();
  done.port1.onmessage = () => {
    const took = performance.now() - began, pace = 500;
    if (running) ask(Math.max(Math.min(rest * took, pace), calm.matches && !free ? pace - took : 0));
  };

  return {
    reserve: (room) => (bytes = new Uint8Array(room)),
    start(still, times) {
      free = still;
      rest = times;
      if (running) return;
      running = true;
      ask(0);
    },
    stop() { running = false; },
    // seen waits until what is in the document now is on the screen, or for as long as it takes to know that it cannot be seen there.
    seen() {
      if (unseen) return;
      const end = () => {
        if (!unseen) return;
        clearTimeout(unseen);
        unseen = 0;
        shown();
      };
      unseen = setTimeout(end, 250);
      requestAnimationFrame(() => setTimeout(end));
    },
    scroll: () => (attach() ? scrolled : 0),
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
      for (let at = 0; at < floats.length; at += size) at += size * mark(floats, at, width);
      g.restore();
    },
  };
};
