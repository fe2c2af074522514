package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"inflight/engine"
	"inflight/engine/view"
)

// TestWhichOneAnswersNumbers: the numbers of somebody's requests, typed, lead to a strategy with the figures that the engine counts, the
// runner-up, and what would change the answer; the link opens the same question. A wrong number says so at its field.
func TestWhichOneAnswersNumbers(t *testing.T) {
	t.Parallel()
	p := openNew(t, "/which", "")
	p.until(`typeof inflightSweep === "function"`)
	set := func(name, value string) {
		eval[bool](p, fmt.Sprintf(`(document.querySelector("#decide-%s").value = %q, true)`, name, value))
	}
	for name, value := range map[string]string{"requests": "6", "from": "100 ms", "to": "400",
		"fail": "10", "at_once": "many", "deadline": "1.5"} {
		set(name, value)
	}
	p.click("#decide-ask")
	p.until(`document.querySelector("#decide-fault").textContent === "At once, at most: want a whole number from 1 to 10,000."`)
	set("at_once", "3")
	set("server", "rate:5")
	p.click("#decide-ask")
	p.until(`document.querySelector("#decide-fault").textContent.startsWith('The server\'s limit: server: "rate:5": want rate and how many')`)
	set("server", "at_once:6")
	p.click("#decide-ask")
	p.until(`document.querySelector("#decide-verdict strong") !== null`)
	const asked = "tasks=100ms..400ms!503@10%25*6&raise_for_status=true&runs=200&server=at_once:6&deadline=1.5s"
	words := eval[string](p, `document.querySelector("#decide-verdict").textContent`)
	label, _, _ := strings.Cut(words, " is the one to take")
	s, err := engine.Parse(asked + "&each=" + strings.ReplaceAll(strings.TrimPrefix(label, "gather: "), ", ", ","))
	if err != nil {
		t.Fatal(words, err)
	}
	runs := &view.Runs{Scenario: s}
	for !runs.Done() {
		if err := runs.Next(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	want := fmt.Sprintf("in %s of 200 runs (%s)", view.Percent(runs.Within().Value()), view.IntervalWords(runs.Within()))
	if !strings.Contains(words, want) ||
		!strings.Contains(words, " The runner-up is gather: ") {
		t.Errorf("got %q, want it to hold %q", words, want)
	}
	rows := eval[string](p, `[...document.querySelectorAll(".decide-table th[scope=row]")].map((e) => e.textContent).join("; ")`)
	for _, offered := range []string{"a queue and 3 workers: retry:3", "batches of 3: retry:3", "one after another: retry:3"} {
		if !strings.Contains(rows, offered) {
			t.Errorf("it ran %s, want %s among them", rows, offered)
		}
	}
	p.until(`document.querySelectorAll("#decide-changes li").length === 4 && ` +
		`!/…$/.test(document.querySelector("#decide-changes").textContent)`)
	p.until(`new URLSearchParams(new URLSearchParams(location.search).get("scenario")).get("each") === "semaphore:3"`)
}
