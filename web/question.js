// The question of an embed, asked before its run is shown. The page holds the answer, as the simulated run has it.
"use strict";
(() => {
  const section = document.getElementById("question");
  if (section.dataset.fault) return inflightGreeted(() => inflightPost("error", {message: section.dataset.fault}));
  const find = (name) => section.querySelector(name);
  const shown = find("#question-shown"), verdict = find(".verdict");
  const [check, show, again] = ["check", "show", "again"].map((name) => find("#question-" + name));
  /** @type {NodeListOf<HTMLInputElement>} */
  const radios = section.querySelectorAll("input[type=radio]"), choices = [...radios];
  /** @type {NodeListOf<HTMLElement>} */
  const scripted = section.querySelectorAll(".how, .ask-actions");
  const list = find(".items") && new inflightOrder(find(".items"), find(".moved"));

  section.classList.add("asked");
  find(".shown").hidden = true;
  for (const part of scripted) part.hidden = false;
  check.addEventListener("click", answer);
  show.addEventListener("click", () => turn(true, ""));
  again.addEventListener("click", () => {
    list?.reset();
    for (const choice of choices) choice.checked = false;
    turn(false, "");
    check.focus();
  });

  // turn shows the run, and what became of the question, or the question alone.
  function turn(over, words) {
    shown.checked = over;
    section.classList.toggle("checked", over);
    check.hidden = show.hidden = over;
    again.hidden = !over;
    verdict.textContent = words;
    if (list) list.fixed = over;
    for (const choice of choices) {
      choice.disabled = over;
      choice.parentElement.className = over && "right" in choice.dataset ? "right" : over && choice.checked ? "wrong" : "";
    }
    if (over) again.focus();
    if (over && !words) inflightPost("answered", {question: section.dataset.kind, given: null, right: false});
  }

  function answer() {
    const picked = choices.find((choice) => choice.checked);
    if (choices.length && !picked) {
      verdict.textContent = "Pick one first.";
      return;
    }
    const given = picked ? wordsOf(picked) : [...find(".items").children].map((item) => item.querySelector(".words")?.textContent ?? "never");
    const all = choices.length ? 1 : list.items.length;
    const good = picked ? Number("right" in picked.dataset) : list.mark(list.simulated());
    const right = choices.find((choice) => "right" in choice.dataset);
    turn(true, !picked ? `${good === all ? "All" : good + " of"} ${all} are where the simulated run has them.`
      : good ? "Right." : `No: ${wordsOf(right)}.`);
    inflightPost("answered", {question: section.dataset.kind, given, right: good === all});
  }

  function wordsOf(choice) { return choice.parentElement.textContent.trim(); }
})();
