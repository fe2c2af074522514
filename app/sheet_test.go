package app

import (
	"testing"

	"inflight/app/model"
)

func TestFaultIsMarkedAtItsCharacter(t *testing.T) {
	for text, want := range map[string]string{
		"a=1s,b=4x": `a=1s,b=4<mark>x</mark>`,
		"ä=1s, 5":   `ä=1s, <mark>5</mark>`, // a unit is missing after it
		"1s!<b/>":   `1s!<mark>&lt;b</mark>/&gt;`,
		"1s":        `1s`,
	} {
		m := model.NewModel("tasks=1s").Update(model.TasksTyped{Text: text})
		if got := (sheet{text: m.Draft.Tasks, fault: m.Fault.OfKey("tasks")}).markFault(); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}
