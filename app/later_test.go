package app

import (
	"testing"
	"time"
)

// TestNewsOfARunLeavesPartsAsTheyAre until they have rested, and lets none stay where something else has changed too.
func TestNewsOfARunLeavesPartsAsTheyAre(t *testing.T) {
	l := &later{drawn: func(int) {}, busy: func(bool) {}}
	for id := range l.slots {
		l.slots[id].mounted, l.slots[id].drawn, l.slots[id].took = true, time.Now(), time.Hour
	}
	l.slots[panelsPart].drawn = time.Time{}
	l.slots[panelsPart].took = time.Millisecond
	const all = editorPart + 1
	drawn := func() (ids []int) {
		for id := range all { // what shows the time is drawn with what is around it
			if before := l.slots[id].version; l.part(id, nil).(*part).Version > before {
				ids = append(ids, id)
			}
		}
		l.settled()
		return ids
	}
	l.hear(aboutRun)
	if !l.slots[panelsPart].waits || l.slots[codePart].waits || len(drawn()) > 0 {
		t.Error("news: want the panels to wait for their turn, and nothing else to be drawn")
	}
	l.slots[panelsPart].waits = false
	l.hear(aboutTime)
	if got := drawn(); len(got) != 2 || got[0] != panelsPart || got[1] != codePart {
		t.Errorf("another moment: got the parts %v drawn, want panels and code", got)
	}
	l.hear(aboutNews)
	if got := drawn(); len(got) != 3 || got[2] != signsPart {
		t.Errorf("news of a short run: got the parts %v drawn, want panels, code and signs", got)
	}
	l.hear(aboutTime)
	if l.hear(anything); len(drawn()) != all {
		t.Error("another moment, and more: want all parts drawn")
	}
	if len(drawn()) != all {
		t.Error("nobody said what for: want all parts drawn")
	}
}
