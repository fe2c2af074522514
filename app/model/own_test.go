package model

import (
	"strings"
	"testing"

	"inflight/engine"
)

func TestAProgramIsItsLink(t *testing.T) {
	for _, text := range []string{"", "print('a&b=c%20+d#e')\n", "# äöü 🐍\r\n\tx\n", strings.Repeat("await asyncio.sleep(1)\n", 2000)} {
		address := engine.Address(Own{Text: text}.Link())
		if !strings.HasPrefix(address, "#z=") {
			t.Errorf("%.40q: the address is %.40s, want it behind the #, where no server sees it", text, address)
		}
		if got, found := OwnProgram(strings.TrimPrefix(address, "#")); !found || got != text {
			t.Errorf("%.40q: got %.40q, %v", text, got, found)
		}
	}
	for _, query := range []string{"", "tasks=1s", "z=broken", engine.Pack("tasks=1s"), "title=code=1"} {
		if text, found := OwnProgram(query); found {
			t.Errorf("%s: got %q, want no program", query, text)
		}
	}
}

func TestAProgramOfOnesOwn(t *testing.T) {
	m := NewModel("tasks=1s,2s").Update(OwnBegun{Text: "one"})
	if !m.Own.On || m.WholeRun() == nil || m.CanDrag() || m.Address().Link != "code=one" || m.Title() != "Your own program · Inflight" {
		t.Fatalf("got %+v, want the program, over the picture of the scenario that it was", m.Own)
	}
	m = m.Update(OwnTyped{Text: "two"}).Update(Undone{})
	if m.Own.Text != "two" || m.History.CanUndo() {
		t.Errorf("got %+v, want what was typed, and no change of the scenario", m.Own)
	}
	if m = m.Update(OwnRan{Trace: []byte("{}")}); m.Alert == "" || m.Own.Text != "two" {
		t.Errorf("got %q and %+v, want why there is nothing to show, and the text still there", m.Alert, m.Own)
	}
	if m = m.Update(OwnLeft{}); m.Own.On || m.Link != "tasks=1s,2s" || m.Address().Link != m.Link {
		t.Errorf("got %+v on %s, want the scenario again", m.Own, m.Link)
	}
}

func TestALinksProgramDoesNotRunByItself(t *testing.T) {
	m := NewModel(engine.Pack(Own{Text: "print(1)"}.Link()))
	if !m.Own.On || m.Own.Text != "print(1)" || m.WholeRun() != nil || m.Fault != nil || m.Picture() != "" {
		t.Errorf("got %+v and a picture %q, want the program and nothing that has happened", m.Own, m.Picture())
	}
	if m = m.Update(Opened{Query: "tasks=1s"}); m.Own.On || m.WholeRun() == nil {
		t.Errorf("got %+v, want the scenario that Back led to", m.Own)
	}
}
