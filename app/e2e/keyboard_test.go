package e2e

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"inflight/app/model"
	"inflight/engine"
)

// tabTo presses Tab until the element has the focus.
func (p *tab) tabTo(selector string) {
	p.Helper()
	for range 90 {
		p.do(chromedp.KeyEvent(kb.Tab))
		if eval[bool](p, fmt.Sprintf(`document.activeElement.matches(%q)`, selector)) {
			if !eval[bool](p, `document.activeElement.matches(":focus-visible") &&
				(getComputedStyle(document.activeElement).outlineStyle !== "none" || getComputedStyle(document.activeElement).boxShadow !== "none")`) {
				p.Errorf("%s does not show that it has the focus", selector)
			}
			return
		}
	}
	p.Fatalf("90 Tabs do not lead to %s", selector)
}

func TestKeyboardAlone(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=1s,2s")
	p.tabTo("#examples")
	p.tabTo("#strategy")
	p.do(chromedp.KeyEvent("a")) // the picker goes to what begins so
	p.until(`inflight.scenario === "strategy=as_completed&tasks=1s,2s"`)
	p.do(chromedp.KeyEvent(kb.Enter)) // the palette says what each does
	p.until(`document.querySelector(".palette[open] [aria-selected=true]")?.id === "choice-as_completed"`)
	p.do(chromedp.KeyEvent("race"), chromedp.KeyEvent(kb.Enter))
	p.until(`inflight.scenario === "strategy=race&tasks=1s,2s" && document.activeElement.id === "strategy"`)
	p.do(chromedp.KeyEvent(" "), chromedp.KeyEvent("as_c"), chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.Escape))
	p.until(`document.querySelector(".palette[open]") === null && document.activeElement.id === "strategy"`)
	p.do(chromedp.KeyEvent("a"))
	p.until(`inflight.scenario === "strategy=as_completed&tasks=1s,2s"`)
	p.tabTo("#tasks")
	p.do(chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)), chromedp.KeyEvent("100ms, 200ms"))
	p.until(`inflight.scenario === "strategy=as_completed&tasks=100ms,200ms"`)
	ctrl, both := chromedp.KeyModifiers(chromedp.ModifierCtrl), chromedp.KeyModifiers(chromedp.ModifierCtrl, chromedp.ModifierShift)
	p.tabTo("#undo")
	p.do(chromedp.KeyEvent("?")) // all keys, and back
	p.shows(".keys[open]", "find an example")
	p.do(chromedp.KeyEvent(kb.Escape))
	p.until(`document.querySelector(".keys") === null && document.activeElement.id === "undo"`)
	p.do(chromedp.KeyEvent("z", ctrl))
	p.until(`inflight.scenario === "strategy=as_completed&tasks=1s,2s" && document.querySelector("#tasks").value === "1s, 2s"`)
	p.do(chromedp.KeyEvent("z", ctrl))
	p.until(`inflight.scenario === "strategy=race&tasks=1s,2s"`)
	p.do(chromedp.KeyEvent("y", ctrl), chromedp.KeyEvent("Z", both))
	p.until(`inflight.scenario === "strategy=as_completed&tasks=100ms,200ms"`)
	p.findsOptions()
	p.tabTo("#run")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.finished()
	if got := len(of(p.log(), engine.Finish)); got != 2 {
		t.Errorf("%d of 2 requests finished", got)
	}
	p.tabTo("#tab-story")
	p.do(chromedp.KeyEvent(kb.End))
	p.until(`document.activeElement.id === "tab-numbers" && !document.querySelector("#panel-numbers").hidden`)
	p.tabTo("#lane")
	p.do(chromedp.KeyEvent(kb.ArrowDown))
	p.until(`document.querySelector("#lane").value === "0"`)
	p.shows(".details", "Server received it")
	p.tabTo("#share-open")
	p.do(chromedp.KeyEvent("+"))
	p.until(`!document.querySelector("#fit").disabled`)
	p.do(chromedp.KeyEvent("0"))
	p.until(`document.querySelector("#fit").disabled`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until(`document.querySelector("#share-link")?.value.endsWith("/?strategy=as_completed&tasks=100ms,200ms")`)
	p.do(chromedp.KeyEvent(kb.Escape))
	p.until(`!document.querySelector("#share").open && document.activeElement.id === "share-open"`)
}

// findsOptions looks for an option among all by what people call it, by keys, sets it, and takes it back.
func (p *tab) findsOptions() {
	p.Helper()
	p.tabTo("#more")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until(`document.activeElement.matches(".palette[open] input")`)
	const found = `[...document.querySelectorAll(".palette [role=option]:not([hidden])")].map((o) => o.dataset.id).join()`
	p.do(chromedp.KeyEvent("cap the concurrency"))
	p.until(found + ` === "each,limit,limit_per_host"`)
	p.do(chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.Enter))
	p.until(`document.querySelector("#edit-limit").matches(":popover-open") && document.activeElement.id === "option-limit"`)
	p.do(chromedp.KeyEvent("1"))
	p.until(`inflight.scenario.includes("limit=1")`)
	p.do(chromedp.KeyEvent(kb.Escape))
	p.until(`document.activeElement.id === "more"`)
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until(`document.activeElement.matches(".palette[open] input")`)
	p.do(chromedp.KeyEvent("pool"))
	p.until(found + ` === "limit" && document.querySelector("#choice-limit b").textContent === "1"`)
	p.do(chromedp.KeyEvent("xyz"))
	p.shows(".palette-note", "No option")
	p.do(chromedp.KeyEvent(kb.Escape), chromedp.KeyEvent("z", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	p.until(`!inflight.scenario.includes("limit") && document.querySelector(".palette[open]") === null`)
}

func TestKeyboardShortcuts(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=1m*3")
	p.do(
		chromedp.Click(chromedp.CSS("#tasks")),
		chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)),
	)
	p.eventually("the backend has the requests", func() bool { return len(p.site.account(t, p.runID())) == 3 })
	p.do(chromedp.Click(chromedp.CSS("#tasks")), chromedp.KeyEvent(kb.End), chromedp.KeyEvent("1"))
	p.shows("#held", "The run goes on")
	p.do(chromedp.KeyEvent("z", chromedp.KeyModifiers(chromedp.ModifierCtrl))) // the field's own
	p.until(`document.querySelector("#held") === null && document.querySelector("#tasks").value === "1m*3"`)
	p.do(goBackTo("/", "tasks=7s"))
	p.shows("#held", "The change waits")
	p.until(`document.querySelector("#tasks").value === "7s" && location.search === "?tasks=7s"`)
	p.click("#held-drop")
	p.until(`document.querySelector("#held") === null && location.search === "?tasks=1m*3"`)
	p.until(`document.querySelector("#tasks").value === "1m*3" && document.activeElement.id === "tasks"`)
	p.do(chromedp.KeyEvent(kb.Escape))
	p.finished()
	p.expectCancelled(engine.ByShutdown, 0, 1, 2)
	p.expectAbandoned(0, 1, 2)
}

// TestRunKeepsTheFocusInReach: the button that had the focus is idle meanwhile, and keeps it.
func TestRunKeepsTheFocusInReach(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=100ms")
	p.tabTo("#run")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.finished()
	p.until(`document.activeElement.id === "run"`)
	p.tabTo("#reset")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.until(`document.querySelector("#state").textContent === "Simulated" && document.activeElement.id === "reset"`)
}

// TestTheKeysThatAreListedAreThoseThatWork: each key of the overview does something where it says so, and no other key does.
func TestTheKeysThatAreListedAreThoseThatWork(t *testing.T) {
	t.Parallel()
	p := open(t, "tasks=a=3s,b=2s")
	p.pick("#strategy", "wait") // there is something to take back
	p.click("#examples")
	p.until(`document.activeElement.matches(".palette[open] input")`)
	places := []struct {
		group, on string
		besides   []string // groups whose keys work there, too
	}{
		{"Anywhere", "body", []string{"Through a run", "Timeline"}}, {"Through a run", "body", []string{"Anywhere", "Timeline"}},
		{"Timeline", "#picture", []string{"Anywhere", "Through a run"}},
		{"End of a bar, with the focus on it", "#handle-end", []string{"Anywhere"}},
		{"Pickers and tabs", "#strategy", []string{"Anywhere"}},
		{"Pickers and tabs", "#tab-story", []string{"Anywhere", "Through a run", "Timeline"}},
		{"Edge of the code, with the focus on it", "#divider", []string{"Anywhere", "Through a run", "Timeline"}},
	}
	elsewhere := map[string]string{ // what other tests press
		"Esc": "TestKeyboardShortcuts", "Ctrl+Enter": "TestKeyboardShortcuts", "Ctrl+wheel": "TestTheTimelineZooms", "F": "TestOwnRowsFold",
	}
	all, works := everyKey(), map[string]bool{}
	for _, place := range places {
		listed := map[string]bool{"=": true} // + without Shift
		for _, group := range model.Keyboard {
			for _, words := range group.Keys {
				for _, key := range words.Keys {
					if group.Title == place.group || slices.Contains(place.besides, group.Title) {
						listed[key] = true
					}
				}
			}
		}
		handled := p.press(place.on, all)
		for _, key := range handled {
			works[place.group+": "+key] = true
			plain := strings.TrimPrefix(key, "Shift+")
			if place.on == "#handle-end" { // Alt is as Shift there, for keyboards on which Shift has another meaning
				plain = strings.TrimPrefix(plain, "Alt+")
			}
			if !listed[key] && !listed[plain] {
				t.Errorf("%s takes %s, which is not in the overview", place.on, key)
			}
		}
	}
	for _, group := range model.Keyboard {
		for _, words := range group.Keys {
			for _, key := range words.Keys {
				if works[group.Title+": "+key] || elsewhere[key] != "" || strings.HasPrefix(words.Words, "in a list") {
					continue
				}
				t.Errorf("%s: %s (%s) does nothing", group.Title, key, words.Words)
			}
		}
	}
}

// everyKey are the keys of a keyboard, as the overview writes them, with those that change the page most at the end.
func everyKey() []string {
	named := []string{"←", "→", "↑", "↓", "Home", "End", "Page Up", "Page Down", "Enter", "Space", "Backspace", "Delete", "Insert",
		"F1", "F2", "F3", "F4", "F6", "F8", "F9", "F10"}
	keys := slices.Clone(named)
	for _, key := range named {
		keys = append(keys, "Shift+"+key, "Alt+"+key)
		if key != "Enter" {
			keys = append(keys, "Ctrl+"+key)
		}
	}
	for key := '!'; key <= '~'; key++ {
		if key < 'A' || key > 'Z' {
			keys = append(keys, strings.ToUpper(string(key)))
		}
	}
	for key := 'A'; key <= 'Z'; key++ {
		keys = append(keys, "Ctrl+"+string(key))
	}
	return append(keys, "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+Z", "Ctrl+Y")
}

// press presses keys in an element, and returns those that the page has taken from the browser. What they open is closed again.
func (p *tab) press(on string, keys []string) []string {
	p.Helper()
	list, err := json.Marshal(keys)
	if err != nil {
		p.Fatal(err)
	}
	return eval[[]string](p, fmt.Sprintf(`(async () => {
		const names = {"←": "ArrowLeft", "→": "ArrowRight", "↑": "ArrowUp", "↓": "ArrowDown", "Page Up": "PageUp", "Page Down": "PageDown",
			Space: " "};
		const handled = [], rest = (ms) => new Promise((then) => setTimeout(then, ms));
		const close = () => { for (const open of document.querySelectorAll("dialog[open]")) open.close(); };
		close();
		for (const written of %s) {
			const key = written.length > 1 ? written.split("+").pop() : written, held = (name) => written.includes(name + "+");
			const target = document.querySelector(%q);
			if (target === document.body) document.activeElement.blur();
			else target.focus({preventScroll: true});
			const event = new KeyboardEvent("keydown", {key: names[key] ?? (/^[A-Z]$/.test(key) ? key.toLowerCase() : key), bubbles: true,
				cancelable: true, ctrlKey: held("Ctrl"), shiftKey: held("Shift"), altKey: held("Alt")});
			target.dispatchEvent(event);
			if (!event.defaultPrevented) continue;
			handled.push(written);
			await rest(40);
			close();
		}
		return handled;
	})()`, list, on))
}
