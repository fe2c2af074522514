package model

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"reflect"
	"strings"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/program/testdata/programs"
)

func TestAProgramIsItsLink(t *testing.T) {
	for _, text := range []string{"", "print('a&b=c%20+d#e')\n", "# äöü 🐍\r\n\tx\n", strings.Repeat("await asyncio.sleep(1)\n", 2000)} {
		address := engine.Address(Own{Text: text}.Link())
		if !strings.HasPrefix(address, "#z=") {
			t.Errorf("%.40q: the address is %.40s, want it behind the #, where no server sees it", text, address)
		}
		if got, found := OwnProgram(strings.TrimPrefix(address, "#")); !found || got.Text != text || got.Log != "" {
			t.Errorf("%.40q: got %.40q, %v", text, got.Text, found)
		}
	}
	for _, query := range []string{"", "tasks=1s", "z=broken", engine.Pack("tasks=1s"), "title=code=1"} {
		if own, found := OwnProgram(query); found {
			t.Errorf("%s: got %+v, want no program", query, own)
		}
	}
}

func TestAProgramOfOnesOwn(t *testing.T) {
	m := NewModel("tasks=1s,2s").Update(OwnBegun{Text: "one"})
	if !m.Own.On || m.WholeRun() == nil || m.CanDrag() || m.Address().Link != engine.Pack("code=one") ||
		m.Title() != "Your own program · Inflight" {
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
	m := NewModel(Own{Text: "print(1)"}.Link())
	if !m.Own.On || m.Own.Text != "print(1)" || m.WholeRun() != nil || m.Fault != nil || m.Picture() != "" {
		t.Errorf("got %+v and a picture %q, want the program and nothing that has happened", m.Own, m.Picture())
	}
	if m = m.Update(Opened{Query: "tasks=1s"}); m.Own.On || m.WholeRun() == nil {
		t.Errorf("got %+v, want the scenario that Back led to", m.Own)
	}
}

// TestAProgramsLinkCarriesItsRun: whoever opens it sees what its author saw, to the event, for each of our programs; and no longer when the
// text is another.
func TestAProgramsLinkCarriesItsRun(t *testing.T) {
	files, _ := fs.Glob(programs.Files, "*.json")
	if len(files) == 0 {
		t.Fatal("there are no programs")
	}
	for _, file := range files {
		trace, err := programs.Files.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		trace = bytes.Replace(trace, []byte("{"), []byte(`{"output":"much","exit":0,`), 1)
		m := NewModel("tasks=1s").Update(OwnBegun{})
		program := m.Update(LogOpened{Name: "x", Content: trace}).Scenario.Recorded
		m = m.Update(OwnTyped{Text: program.Text}).Update(OwnRan{Trace: trace})
		if !m.Own.Loose || m.Own.Log != "" || !reflect.DeepEqual(m.Scenario.Recorded.Tasks, program.Tasks) {
			t.Errorf("%s: the run is not shown before its link carries it: %+v", file, m.Own)
		}
		m = m.Update(OwnCarried{})
		address := engine.Address(m.Address().Link)
		if n := len(address); n > 1600 || m.Own.Long || m.Own.Came {
			t.Errorf("%s: an address of %d characters, %+v", file, n, m.Own)
		}
		came := NewModel(address[1:])
		if !came.Own.Came || came.Own.Blank || came.Alert != "" || came.Own.Text != m.Own.Text || came.Address().Link != m.Address().Link {
			t.Errorf("%s: got %+v, %q", file, came.Own, came.Alert)
			continue
		}
		if got := came.Scenario.Recorded; !reflect.DeepEqual(came.Run.Log, m.Run.Log) || !reflect.DeepEqual(got.Tasks, program.Tasks) ||
			got.Text != program.Text || got.Words() != program.Words() || !bytes.Contains(got.Raw, []byte(`"text":`)) {
			t.Errorf("%s: the run that came is another", file)
		}
		if typed := came.Update(OwnTyped{Text: "another"}); typed.Own.Log != "" || typed.WholeRun() == nil {
			t.Errorf("%s: got %+v, want the picture, and a link without it", file, typed.Own)
		}
		if left := came.Update(OwnLeft{}); left.IsRecording() || left.WholeRun() == nil {
			t.Errorf("%s: the run is there without its program", file)
		}
	}
}

// TestARunThatIsTooLongForALinkIsLeftOut, and so is one that is none.
func TestARunThatIsTooLongForALinkIsLeftOut(t *testing.T) {
	var events strings.Builder
	for i := range 9000 {
		fmt.Fprintf(&events, `%s{"t":%d,"kind":"print","text":"%d"}`, map[bool]string{true: ","}[i > 0], i*i%7+i*10, i*i*7919)
	}
	trace := `{"version":1,"clock":"virtual","program":{"file":"p.py","text":"x"},"events":[` + events.String() + `]}`
	m := NewModel("").Update(OwnBegun{Text: "x"}).Update(OwnRan{Trace: []byte(trace)}).Update(OwnCarried{})
	if m.Alert != "" || !m.Own.Long || m.Own.Log != "" || m.WholeRun() == nil {
		t.Errorf("got %q, %t, %d, want the run, and a link without it", m.Alert, m.Own.Long, len(m.Own.Log))
	}
	alike := strings.ReplaceAll(trace, events.String(), strings.Repeat(`{"t":0,"kind":"print","text":"x"},`, 20_000)+`{"t":1,"kind":"return"}`)
	m = NewModel("").Update(OwnBegun{Text: "x"}).Update(OwnRan{Trace: []byte(alike)}).Update(OwnCarried{})
	if m.Alert != "" || !m.Own.Long || m.Own.Log != "" {
		t.Errorf("got %q, %t, want a loop's run left out, which is short when it is packed, and long to pack", m.Alert, m.Own.Long)
	}
	for _, log := range []string{"x", "{}", "[]", "null", `{"program":{}}`, `{"program":3,"events":[]}`,
		`{"version":9,"program":{},"events":[]}`, `{"program":{"file":"p"},"events":[{"t":-1,"kind":"print"}]}`} {
		m := NewModel(engine.Address(Own{Text: "x", Log: log}.Link())[1:])
		if !m.Own.On || m.Own.Text != "x" || !m.Own.Blank || m.Own.Came || m.Own.Log != "" || cmp.Or(m.Alert, "-") == "-" {
			t.Errorf("%s: got %+v, %q, want the program, and why there is no run", log, m.Own, m.Alert)
		}
	}
}

// TestAnEmbedsProgramGoesBeforeItsLinks: as it stands in the page, without the page's indentation.
func TestAnEmbedsProgramGoesBeforeItsLinks(t *testing.T) {
	packed := Own{Text: "a\n  b\n", Log: "run"}.Link()
	for _, c := range []struct{ query, text, log string }{
		{"program=a%0A++b", "a\n  b\n", ""},
		{packed + "&program=a%0A++b", "a\n  b\n", "run"},
		{"program=%0D%0A%20%20a%0D%0A%0D%0A%20%20%20%20b%0D%0A%20&" + packed, "a\n\n  b\n", ""},
		{"program=+a%0Ab&" + packed, " a\nb\n", ""},
		{"program=", "\n", ""},
	} {
		if got, found := OwnProgram(c.query); !found || got.Text != c.text || got.Log != c.log {
			t.Errorf("%s: got %+v, %v", c.query, got, found)
		}
	}
}

// TestTwoProgramsAreCompared: the run on the screen with that of the text before, each to the event, by a link.
func TestTwoProgramsAreCompared(t *testing.T) {
	trace := func(name string) []byte {
		text, err := programs.Files.ReadFile(name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	ran := func(m Model, name string) Model {
		text := m.Update(LogOpened{Name: "x", Content: trace(name)}).Scenario.Recorded.Text
		return m.Update(OwnTyped{Text: text}).Update(OwnRan{Trace: trace(name)}).Update(OwnCarried{})
	}
	m := ran(NewModel("tasks=1s").Update(OwnBegun{}), "lock")
	if m.Own.Pair != "" {
		t.Errorf("got %.60s, want nothing to compare with", m.Own.Pair)
	}
	m = ran(m, "lock")
	if m = ran(m, "semaphore"); m.Own.Pair == "" {
		t.Fatal("there is no comparison with the run before")
	}
	after := m.Scenario.Recorded.Tasks
	if m = m.Update(OwnTyped{Text: "x"}); m.Comparison() != m.Own.Pair {
		t.Error("the page leads to another comparison")
	}
	address := engine.Address(m.Own.Pair)
	c := NewCompareModel(address[1:])
	if c.Fault != nil || !c.Programs || len(c.Simulated.Rows) != 2 || c.Link != m.Own.Pair ||
		c.Heading() != "Two programs compared" || c.CanDrag() {
		t.Fatalf("got %+v", c.Fault)
	}
	if r := c.Simulated.Rows; r[0].Label != "before" || !reflect.DeepEqual(r[1].Scenario.Recorded.Tasks, after) ||
		c.Simulated.Verdict() != "before: 600 ms, nothing lost; after: 900 ms, nothing lost" {
		t.Errorf("got %q", c.Simulated.Verdict())
	}
	first, found := OwnProgram(m.Own.Pair)
	if !found || first.Text != c.Simulated.Rows[0].Scenario.Recorded.Text {
		t.Errorf("as a program it is %q", first.Text)
	}
	for _, message := range []any{RunAsked{}, TaskPicked{Task: 0}, Undone{}, VariantsTyped{Text: "gather"}} {
		c.Update(message)
	}
	left := c.Update(Opened{Query: "tasks=1s&strategies=gather"})
	if left.Programs || left.Fault != nil || left.WhyNotLive() == c.WhyNotLive() {
		t.Errorf("got %+v, want the comparison of strategies", left.Fault)
	}
	if none := NewCompareModel(engine.Pack("code=1&code=2")); none.Fault == nil || none.Programs {
		t.Errorf("got %+v, want why there is nothing to compare", none.Fault)
	}
}

// TestRowsFold: those below a row, and those below them; the moment stays, and what is unfolded is as it was.
func TestRowsFold(t *testing.T) {
	trace, err := programs.Files.ReadFile("ten-deep.json")
	if err != nil {
		t.Fatal(err)
	}
	m := NewModel("").Update(LogOpened{Name: "x", Content: trace})
	whole, all := m.Run.Log, len(m.Labels)
	m = m.Update(Sought{At: 500 * time.Millisecond}).Update(LanePicked{Task: 2})
	if !m.CanFold(2) || m.CanFold(all-1) || m.CanFold(engine.NoTask) {
		t.Fatal("rows with others below them can be folded, and no others")
	}
	inner := m.Update(RowFolded{Row: 6})
	outer := inner.Update(RowFolded{Row: 2})
	for name, c := range map[string]struct {
		m    Model
		rows int
		last string
	}{"inner": {inner, 7, " +2"}, "outer": {outer, 3, " +6"}} {
		if got := c.m.ShownRun().RowName(c.rows - 1); len(c.m.Labels) != c.rows || !strings.HasSuffix(got, c.last) ||
			c.m.ShownRun().Now != 500*time.Millisecond || c.m.WholeRun().Last != m.WholeRun().Last {
			t.Errorf("%s: got %q, the last %q, at %v", name, c.m.Labels, got, c.m.ShownRun().Now)
		}
		for _, e := range c.m.Run.Log {
			if e.Task >= c.rows || e.More.Other >= c.rows {
				t.Errorf("%s: %v is of a row that is folded", name, e)
			}
		}
		if words := c.m.WholeRun().Subtitle()[0]; !strings.Contains(words, " folded") {
			t.Errorf("%s: %q tells nothing of what is folded", name, words)
		}
		c.m.Update(Sought{At: 0}).Update(LanePicked{Task: 1})
	}
	if again := outer.Update(RowFolded{Row: 2}); len(again.Labels) != 7 || again.Lane != 2 {
		t.Errorf("got %q, want what was folded before still folded", again.Labels)
	}
	again := outer.Update(RowFolded{Row: 2}).Update(RowFolded{Row: 6})
	if len(again.Labels) != all || !reflect.DeepEqual(again.Run.Log, whole) {
		t.Errorf("got %q, want all rows", again.Labels)
	}
	if left := outer.Update(Opened{Query: "tasks=1s"}); len(left.Labels) != 1 || left.CanFold(0) {
		t.Errorf("got %q, want the scenario", left.Labels)
	}
}
