package model

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"inflight/engine"
	"inflight/engine/enginetest"
	"inflight/engine/view"
)

func TestUndoTakesEachChangeBack(t *testing.T) {
	const start = "tasks=1s,2s"
	grab := Grabbed{Lane: 0, Edge: EndEdge}
	for name, test := range map[string]struct {
		messages []any
		steps    int // of which Undo takes one each
		link     string
	}{
		"a strategy":               {[]any{StrategyPicked{"wait"}}, 1, "strategy=wait&tasks=1s,2s"},
		"typing in one field":      {[]any{TasksTyped{"1s,"}, TasksTyped{"1s,4x"}, TasksTyped{"1s,4s"}}, 1, "tasks=1s,4s"},
		"typing, twice":            {[]any{TasksTyped{"1s"}, FieldLeft{}, TasksTyped{"3s"}}, 2, "tasks=3s"},
		"typing in two fields":     {[]any{TasksTyped{"1s"}, OptionSet{"limit", "7"}, OptionSet{"limit", "70"}}, 2, "tasks=1s&limit=70"},
		"a switch, twice":          {[]any{OptionSet{"return_exceptions", "true"}, OptionSet{"return_exceptions", ""}}, 2, start},
		"what was typed and taken": {[]any{TasksTyped{"1s,2s,"}, TasksTyped{"1s,2s"}}, 0, start},
		"rows":                     {[]any{RowAdded{}, RowTyped{2, "what", "503"}, RowRemoved{0}}, 3, "tasks=2s,2s!503"},
		"a drag":                   {[]any{grab, Dragged{3 * time.Second}, Dragged{4 * time.Second}, Released{}}, 1, "tasks=4s,2s"},
		"a drag that was given up": {[]any{grab, Dragged{3 * time.Second}, Restored{}}, 0, start},
		"an outcome":               {[]any{OutcomePicked{Lane: 1, What: "503"}}, 1, "tasks=1s,2s!503"},
		"an example":               {[]any{Opened{Query: "preset=pool-2", Edits: true}}, 1, engine.PresetNamed("pool-2").Link},
		"Back":                     {[]any{Opened{Query: "tasks=9s"}}, 1, "tasks=9s"},
		"a look":                   {[]any{RowsToggled{true}, ThemePicked{Dark}, LanePicked{1}, Sought{At: time.Second}}, 0, start},
		"a live run":               {[]any{RunAsked{ID: "x"}, Ended{Run: 2}, ResetAsked{}}, 0, start},
	} {
		t.Run(name, func(t *testing.T) {
			m := after(start, test.messages...)
			if m.Link != test.link {
				t.Fatalf("got %s, want %s", m.Link, test.link)
			}
			steps := 0
			for ; m.History.CanUndo(); steps++ {
				m = m.Update(Undone{})
			}
			if steps != test.steps || m.Link != start || m.Fault != nil {
				t.Errorf("after %d steps back: %s, %v; want %s after %d", steps, m.Link, m.Fault, start, test.steps)
			}
			for ; m.History.CanRedo(); steps-- {
				m = m.Update(Redone{})
			}
			if steps != 0 || m.Link != test.link {
				t.Errorf("after Redo: %s, %d steps short", m.Link, steps)
			}
		})
	}
}

func TestUndoReachesWhatCannotBeRead(t *testing.T) {
	m := after("tasks=1s", TasksTyped{"4x"}, FieldLeft{}, StrategyPicked{"wait"}, Undone{})
	if m.Fault == nil || m.Draft.Tasks != "4x" {
		t.Errorf("got %q with fault %v, want the text that cannot be read", m.Draft.Tasks, m.Fault)
	}
	if m = m.Update(Undone{}); m.Fault != nil || m.Draft.Tasks != "1s" {
		t.Errorf("got %q with fault %v, want 1s", m.Draft.Tasks, m.Fault)
	}
}

func TestUndoTakesBackWhatIsInTheHand(t *testing.T) {
	const start, drawn = "tasks=1s,2s", "strategy=wait&tasks=1s,2s"
	m := after(start, StrategyPicked{"wait"}, Grabbed{Lane: 1, Edge: EndEdge}, Dragged{3 * time.Second}, Undone{})
	if m.Link != drawn || m.Drag != nil || m.Lane != 1 {
		t.Errorf("got %s after Undo, lane %d; want %s, lane 1, and nothing in the hand", m.Link, m.Lane, drawn)
	}
	if redone := m.Update(Redone{}); redone.Link != "strategy=wait&tasks=1s,3s" {
		t.Errorf("got %s after Redo, want what was dragged", redone.Link)
	}
	if m = m.Update(Undone{}); m.Link != start {
		t.Errorf("got %s after the second Undo, want %s", m.Link, start)
	}
}

func TestAnotherChangeForgetsWhatCouldBeRedone(t *testing.T) {
	m := after("tasks=1s", StrategyPicked{"wait"}, Undone{}, StrategyPicked{"race"})
	if m.History.CanRedo() || m.Update(Undone{}).Link != "tasks=1s" {
		t.Errorf("got %+v, want no Redo, and tasks=1s before it", m.History)
	}
}

func TestHistoryIsBounded(t *testing.T) {
	m := after("tasks=1s")
	for i := range 3 * mostSteps {
		m = m.Update(RowTyped{0, "latency", fmt.Sprintf("%ds", i+2)}).Update(FieldLeft{})
	}
	if n := len(m.History.past); n != mostSteps {
		t.Errorf("got %d steps, want %d", n, mostSteps)
	}
}

func TestUndoInAComparison(t *testing.T) {
	const start = "tasks=1s,2s&strategies=gather,wait"
	m := compared(start, VariantSet{"race", true}, TasksTyped{"3s"}, VariantsTyped{"all"}, Undone{}, Undone{})
	if want := "tasks=1s,2s&strategies=gather,wait,race"; m.Link != want {
		t.Errorf("got %s, want %s", m.Link, want)
	}
	if m = m.Update(Undone{}); m.Link != start || m.History.CanUndo() || m.Variants != "gather, wait" {
		t.Errorf("got %s, %q", m.Link, m.Variants)
	}
	if m = m.Update(Redone{}).Update(Redone{}); m.Link != "tasks=3s&strategies=gather,wait,race" {
		t.Errorf("got %s after two Redo", m.Link)
	}
}

func TestAnEditWaitsForTheRun(t *testing.T) {
	_, log := enginetest.Simulated(t, "tasks=1s,2s")
	running := after("tasks=1s,2s", RunAsked{ID: "x"}, Happened{Run: 2, Events: log[:4]})
	for name, edit := range map[string]any{
		"text": TasksTyped{"3s"}, "strategy": StrategyPicked{"wait"}, "option": OptionSet{"limit", "7"}, "row": RowAdded{},
		"example": Opened{Query: "preset=pool-2", Edits: true}, "wrong": TasksTyped{"4x"}, "back": Opened{Query: "preset=pool-2"},
	} {
		t.Run(name, func(t *testing.T) {
			m := running.Update(edit)
			if m.Run.State != Running || m.Link != running.Link || m.Held == (name == "wrong") {
				t.Fatalf("got state %d, %s, held %v, want the run to go on", m.Run.State, m.Link, m.Held)
			}
			for _, back := range []any{Undone{}, HeldDropped{}} {
				if m := m.Update(back); m.Held || m.Draft.Query() != running.Draft.Query() || m.Run.State != Running {
					if name != "wrong" || back == (Undone{}) {
						t.Errorf("%T: got %s, held %v", back, m.Draft.Query(), m.Held)
					}
				}
			}
			if name == "wrong" {
				return
			}
			over := m.Update(Happened{Run: 2, Events: log[4:]}).Update(Ended{Run: 2})
			if over.Run.State != Done || len(over.Run.Log) != len(log) || !over.Held || over.CanDrag() {
				t.Errorf("at the end: state %d, %d events, held %v", over.Run.State, len(over.Run.Log), over.Held)
			}
			for _, m := range []Model{m.Update(HeldShown{}), over.Update(HeldShown{}), over.Update(ResetAsked{})} {
				if m.Held || m.Run.State != NotRun || m.Link == running.Link || m.Run.Number == 2 {
					t.Errorf("shown: got state %d, %s, held %v", m.Run.State, m.Link, m.Held)
				}
			}
			if m := over.Update(RunAsked{ID: "y"}); m.Held || m.Run.State != Running || m.Link == running.Link {
				t.Errorf("run again: got state %d, %s, held %v, want a run of the change", m.Run.State, m.Link, m.Held)
			}
		})
	}
	m := compared("tasks=1s&strategies=gather,wait", RunAsked{}, VariantSet{"race", true})
	if m.Run.State != Running || !m.Held || len(m.Chosen) != 2 {
		t.Errorf("a comparison: got state %d, held %v, %d rows", m.Run.State, m.Held, len(m.Chosen))
	}
	if m = m.Update(HeldShown{}); m.Run.State != NotRun || m.Live != nil || len(m.Chosen) != 3 {
		t.Errorf("a comparison, shown: got state %d, %d rows", m.Run.State, len(m.Chosen))
	}
}

// TestWhatIsOpenedWaitsForTheRun where it takes the run's place: a file, the run of a program, another frame of an embed, two programs.
func TestWhatIsOpenedWaitsForTheRun(t *testing.T) {
	s, log := enginetest.Simulated(t, "tasks=1s,2s")
	saved := view.NewTrace(s, log)
	file, err := json.Marshal(saved)
	if err != nil {
		t.Fatal(err)
	}
	running := after("tasks=1s,2s", RunAsked{ID: "x"}, Happened{Run: 2, Events: log[:4]})
	opened := map[string]any{"file": LogOpened{Name: "x.json", Content: file}, "frame": FrameAsked{}, "link": Leaving{To: "/guide"}}
	for name, message := range opened {
		m := running.Update(message)
		if m.Run.State != Running || len(m.Run.Log) != 4 || !m.Waits() || m.Link != running.Link || m.HeldWords() == "" {
			t.Errorf("%s: got state %d, %d events, waits %v", name, m.Run.State, len(m.Run.Log), m.Waits())
		}
		if m := m.Update(HeldDropped{}); m.Waits() || m.Run.State != Running {
			t.Errorf("%s, dropped: got state %d, waits %v", name, m.Run.State, m.Waits())
		}
		over := m.Update(Ended{Run: 2})
		if over.Run.State != Done || !over.Waits() || over.HeldWords() == m.HeldWords() {
			t.Errorf("%s, at the end: got state %d, waits %v", name, over.Run.State, over.Waits())
		}
		for _, m := range []Model{m.Update(HeldShown{}), over.Update(HeldShown{}), over.Update(ResetAsked{})} {
			if m.Waits() || m.Run.Number == 2 || m.Frame+m.Left.Number+len(m.Run.Log) == 0 {
				t.Errorf("%s, shown: got state %d, %d events, waits %v", name, m.Run.State, len(m.Run.Log), m.Waits())
			}
		}
	}
	if m := running.Update(LogOpened{Name: "x.json", Content: []byte("no")}); m.Waits() || m.Alert == "" || m.Run.State != Running {
		t.Errorf("a file that is none: got state %d, alert %q", m.Run.State, m.Alert)
	}
	if m := after("tasks=1s", FrameAsked{}); m.Frame != 1 || m.Waits() {
		t.Errorf("without a run: got frame %d, waits %v", m.Frame, m.Waits())
	}
	for link, waits := range map[string]bool{"/guide": false, "/which": true} { // whoever is no longer kept is asked again
		m := running.Update(Leaving{To: link})
		if show, drop := m.HeldButtons(); show != "Stop the run and follow the link" || drop != "Stay, and drop the link" {
			t.Errorf("a link: got the buttons %q and %q", show, drop)
		}
		if m = m.Update(map[bool]any{true: HeldDropped{}, false: HeldShown{}}[waits]); m.Waits() || (m.Left == Departure{link, 1}) == waits {
			t.Errorf("%s: got %+v, waits %v", link, m.Left, m.Waits())
		}
	}
	programs := Opened{Query: engine.Pack("code=a&code=b")}
	m := compared("tasks=1s&strategies=gather,wait", RunAsked{}, programs)
	if m.Run.State != Running || !m.Waits() || m.Programs {
		t.Errorf("two programs: got state %d, waits %v", m.Run.State, m.Waits())
	}
	if m = compared("tasks=1s&strategies=gather,wait", RunAsked{}, Opened{Query: "tasks=3s"}); m.Run.State != Running || !m.Held {
		t.Errorf("a comparison, Back: got state %d, held %v", m.Run.State, m.Held)
	}
}

func TestALinkMayNameTheMomentThatIsShownFirst(t *testing.T) {
	m := after("tasks=1s,2s&at=1.5s")
	if !m.Replay.Moment.Set || m.Replay.Moment.At != 1500*time.Millisecond || m.ShownRun().Lanes[1].End.Known() {
		t.Errorf("got %+v, want the moment at 1.5 s", m.Replay.Moment)
	}
	if m = m.Update(TasksTyped{"1s,4s"}); m.Replay.Moment.Set || m.Link != "tasks=1s,4s&at=1.5s" {
		t.Errorf("after an edit: %+v of %s, want its end", m.Replay.Moment, m.Link)
	}
	if m = m.Update(OptionSet{"at", "0s"}); m.Replay.Moment != (Moment{Set: true, Events: 1}) {
		t.Errorf("at=0s: got %+v, want the first event", m.Replay.Moment)
	}
	if m = m.Update(OptionSet{"at", "1m"}); m.Replay.Moment.Set {
		t.Errorf("at=1m: got %+v, want the end", m.Replay.Moment)
	}
	pool := engine.PresetNamed("pool-2")
	if m = after(pool.Link + "&at=1s"); m.Preset() != pool {
		t.Errorf("with a moment it is no longer the preset %q", pool.ID)
	}
}

func TestATaskIsPutBehindTheList(t *testing.T) {
	m := after("tasks=1s", TaskInserted{"a=1s!503"}, TaskInserted{"200ms*50"})
	if m.Draft.Tasks != "1s, a=1s!503, 200ms*50" {
		t.Errorf("got %q", m.Draft.Tasks)
	}
	if m = m.Update(TasksTyped{" "}).Update(TaskInserted{"2s"}); m.Link != "tasks=2s" {
		t.Errorf("got %s from an empty list", m.Link)
	}
	for _, f := range TaskForms {
		if m := after("strategy=retry&tasks=1s", TaskInserted{f.Text}); m.Fault != nil {
			t.Errorf("%s cannot be read: %v", f.Text, m.Fault)
		}
	}
}
