// The editor of a person's own program: CodeMirror 6 for Python, which `make build` bundles into dist/editor.js. The page loads it when
// somebody presses Edit. It stands in a shadow root, since there CodeMirror needs no <style> of its own, which the page's policy forbids.
import {EditorState, StateEffect, StateField} from "@codemirror/state";
import {
  Decoration, EditorView, ViewPlugin, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers,
} from "@codemirror/view";
import {defaultKeymap, history, historyKeymap, indentLess, indentMore} from "@codemirror/commands";
import {HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting} from "@codemirror/language";
import {python} from "@codemirror/lang-python";
import {tags} from "@lezer/highlight";

const colours = HighlightStyle.define([
  {tag: [tags.keyword, tags.controlKeyword, tags.operatorKeyword, tags.definitionKeyword, tags.moduleKeyword], color: "var(--keyword)"},
  {tag: [tags.string, tags.special(tags.string)], color: "var(--string)"},
  {tag: [tags.number, tags.bool, tags.null], color: "var(--number)"},
  {tag: tags.comment, color: "var(--comment)"},
]);

const look = EditorView.theme({
  "&": {height: "100%", color: "var(--ink)", backgroundColor: "var(--page)"},
  "&.cm-focused": {outline: "2px solid var(--accent)", outlineOffset: "-2px"},
  ".cm-scroller": {fontFamily: "var(--code)", fontSize: "0.8125rem", lineHeight: "1.25rem"},
  ".cm-content": {caretColor: "var(--ink)", paddingBottom: "2rem"},
  ".cm-cursor": {borderLeftColor: "var(--ink)"},
  ".cm-cursorLayer": {animation: "none !important"}, // see blink
  "&[data-blink] .cm-cursor": {visibility: "hidden"},
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {backgroundColor: "color-mix(in srgb, var(--accent) 28%, transparent)"},
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 28%, transparent)",
  },
  ".cm-gutters": {color: "var(--muted)", backgroundColor: "var(--page)", border: "0"},
  ".cm-activeLine, .cm-activeLineGutter": {backgroundColor: "color-mix(in srgb, var(--lane) 60%, transparent)"},
  ".cm-matchingBracket": {backgroundColor: "var(--lane)", outline: "1px solid var(--muted)"},
  ".wrong-line": {backgroundColor: "color-mix(in srgb, var(--failed) 16%, transparent)", boxShadow: "inset 3px 0 var(--failed)"},
});

// The cursor blinks by a timer, and not by CodeMirror's animation of its opacity, for which WebKit draws the page 60 times a second: a processor
// is busy with nothing else while the editor has the focus, and for 1.2 s after each change without it, where there is no cursor to see.
// An animation of visibility costs Chromium as much.
const blink = ViewPlugin.define((view) => {
  let timer;
  const begin = () => {
    clearInterval(timer);
    view.dom.removeAttribute("data-blink");
    if (view.hasFocus) timer = setInterval(() => view.dom.toggleAttribute("data-blink"), 600);
  };
  return {
    update({focusChanged, selectionSet, docChanged}) { if (focusChanged || selectionSet || docChanged) begin(); },
    destroy() { clearInterval(timer); },
  };
});

const markLine = StateEffect.define();

// The line that an error is at; a change of the text takes the mark away.
const wrongLine = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(markLine)) {
        if (!effect.value) return Decoration.none;
        const line = transaction.state.doc.line(Math.min(Math.max(effect.value, 1), transaction.state.doc.lines));
        return Decoration.set([Decoration.line({class: "wrong-line"}).range(line.from)]);
      }
    }
    return transaction.docChanged ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

// inflightEditor makes an editor in a shadow root. Escape and then Tab leaves it, as in other editors that take Tab for themselves.
globalThis.inflightEditor = (root, {text, changed, run, readonly}) => {
  let leaving = false;
  const view = new EditorView({
    parent: root, root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(), highlightActiveLineGutter(), highlightActiveLine(), history(), drawSelection(), blink, indentOnInput(), bracketMatching(),
        python(), indentUnit.of("    "), syntaxHighlighting(colours), look, wrongLine, EditorView.lineWrapping,
        EditorState.readOnly.of(Boolean(readonly)),
        EditorView.contentAttributes.of({"aria-label": "Your program in Python", spellcheck: "false"}),
        EditorView.updateListener.of((update) => update.docChanged && changed(update.state.doc.toString())),
        keymap.of([
          {key: "Mod-Enter", run: () => { run(); return true; }},
          {key: "Escape", run: () => { leaving = true; return false; }},
          {key: "Tab", run: (view) => !leaving && indentMore(view)},
          {key: "Shift-Tab", run: (view) => !leaving && indentLess(view)},
          {any: (_, event) => { if (!["Escape", "Tab", "Shift"].includes(event.key)) leaving = false; return false; }},
          ...historyKeymap, ...defaultKeymap,
        ]),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    set(text) { // as a change, so that it can be undone
      view.dispatch({changes: {from: 0, to: view.state.doc.length, insert: text}, selection: {anchor: 0}});
    },
    mark(line, column) {
      view.dispatch({effects: markLine.of(line)});
      if (!line) return;
      const {from, to} = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      view.dispatch({
        selection: {anchor: Math.min(to, from + Math.max((column || 1) - 1, 0))},
        effects: EditorView.scrollIntoView(from, {y: "nearest", yMargin: 40}),
      });
    },
    focus: () => view.focus(),
    close: () => view.destroy(),
  };
};
